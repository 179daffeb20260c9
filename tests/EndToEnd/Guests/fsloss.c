// Preloaded into Wine: threads that run guest code lose their FS base a thousand times a second and more, as threads of Windows do.
// The file that LOSSES names gets three words: how often it happened, and the CPU time of the process in nanoseconds at the first
// and the last time.
#include "inwine.h"
#include <time.h>

// A thread that is not running misses the timer: four times as often as wanted, so that the count holds on a busy machine.
#define INTERVAL 250000

static volatile struct { long losses, first, last; } *record;

void restore(void);
__asm__("restore: mov $15, %eax; syscall");

// Runs on the guest's FS base: nothing of the C library may be called, which would look for its thread there.
static long system_call(long number, long a, long b)
{
    long result;
    __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b) : "rcx", "r11", "memory");
    return result;
}

static void lose(int signal)
{
    unsigned long fs, gs, host;
    struct timespec now;
    __asm__ volatile("rdfsbase %0; rdgsbase %1" : "=r"(fs), "=r"(gs));
    if (gs == 0) return;
    // Where Wine 8 keeps the FS base of its own code, which runs with none else.
    __asm__ volatile("movq %%gs:0x330, %0" : "=r"(host));
    if (host == 0 || fs == host || fs == 0) return;
    system_call(SYS_clock_gettime, CLOCK_PROCESS_CPUTIME_ID, (long)&now);
    record->last = now.tv_sec * 1000000000 + now.tv_nsec;
    if (record->first == 0) record->first = record->last;
    __atomic_add_fetch(&record->losses, 1, __ATOMIC_RELAXED);
    __asm__ volatile("wrfsbase %0" : : "r"(0L));
}

// Unlike an interval timer this one does not outlive an execve, after which the signal would kill.
static void begin_thread(void)
{
    struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGALRM, ._sigev_un._tid = gettid()};
    struct itimerspec interval = {{0, INTERVAL}, {0, INTERVAL}};
    timer_t timer;
    if (timer_create(CLOCK_MONOTONIC, &event, &timer) != 0 || timer_settime(timer, 0, &interval, NULL) != 0) abort();
}

__attribute__((constructor)) static void begin(void)
{
    // struct kernel_sigaction: past whoever replaces sigaction(), who would put the base back.
    static struct { void (*handler)(int); unsigned long flags; void (*restorer)(void); unsigned long mask; } action;
    record = open_record("LOSSES", sizeof *record);
    if (record == NULL) return;
    action.handler = lose;
    action.restorer = restore;
    action.flags = SA_RESTART | SA_ONSTACK | 0x04000000;
    // What `litebox run` may have for the same purpose waits until this handler has ended.
    action.mask = 1 << (SIGTRAP - 1);
    syscall(SYS_rt_sigaction, SIGALRM, &action, NULL, 8);
    begin_thread();
}
