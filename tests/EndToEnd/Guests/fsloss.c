// Preloaded into Wine: a thousand times a second the thread that runs guest code loses its FS base, as threads of Windows do.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static volatile long *losses;

// struct kernel_sigaction: past whoever replaces sigaction(), who would put the base back.
static struct { void (*handler)(int); unsigned long flags; void (*restorer)(void); unsigned long mask; } action;

void restore(void);
__asm__("restore: mov $15, %eax; syscall");

static void lose(int signal)
{
    unsigned long fs, gs, host;
    __asm__ volatile("rdfsbase %0; rdgsbase %1" : "=r"(fs), "=r"(gs));
    if (gs == 0) return;
    // Where Wine 8 keeps the FS base of its own code, which runs with none else.
    __asm__ volatile("movq %%gs:0x330, %0" : "=r"(host));
    if (host == 0 || fs == host || fs == 0) return;
    ++*losses;
    __asm__ volatile("wrfsbase %0" : : "r"(0L));
}

__attribute__((constructor)) static void start(void)
{
    const char *path = getenv("LOSSES");
    if (path == NULL || strcmp(program_invocation_short_name, "wine64") != 0) return;
    int file = open(path, O_RDWR | O_CREAT, 0600);
    if (ftruncate(file, sizeof *losses) != 0) abort();
    losses = mmap(NULL, sizeof *losses, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    action.handler = lose;
    action.restorer = restore;
    action.flags = SA_RESTART | SA_ONSTACK | 0x04000000;
    syscall(SYS_rt_sigaction, SIGALRM, &action, NULL, 8);
    // Unlike an interval timer this one does not outlive an execve, after which the signal would kill.
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGALRM};
    struct itimerspec interval = {{0, 1000000}, {0, 1000000}};
    timer_t timer;
    if (timer_create(CLOCK_MONOTONIC, &event, &timer) != 0 || timer_settime(timer, 0, &interval, NULL) != 0) abort();
}
