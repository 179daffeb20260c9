// System calls do not depend on what the FS base points to: it may be moved, overwritten and unmapped, and threads may have theirs side by side.
// While it is not the C library's, no function of the library is called.
#include "guest.h"
#include <asm/prctl.h>
#include <linux/futex.h>
#include <sched.h>
#include <sys/wait.h>

#define THREADS 24
#define CALLS 2000
#define STACK 16384

static inline long raw(long number, long a, long b, long c, long d)
{
    register long r10 __asm__("r10") = d;
    long result;
    __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10) : "rcx", "r11", "memory");
    return result;
}

static inline unsigned long first_word(void)
{
    unsigned long word;
    __asm__ volatile("mov %%fs:0, %0" : "=r"(word));
    return word;
}

static inline void set_first_word(unsigned long word)
{
    __asm__ volatile("mov %0, %%fs:0" : : "r"(word) : "memory");
}

static volatile int handled;

static void on_signal(int signal)
{
    (void)signal;
    handled += raw(SYS_gettid, 0, 0, 0, 0) != 0;
}

// How many of some calls do not tell what they should, with a signal in between.
static long ask(long tid, long pid)
{
    long wrong = 0;
    for (int i = 0; i < 50; i++)
        wrong += raw(SYS_gettid, 0, 0, 0, 0) != tid;
    handled = 0;
    wrong += raw(SYS_tgkill, pid, tid, SIGUSR1, 0) != 0;
    return wrong + (handled != 1);
}

static void overwritten(long tid, long pid)
{
    static const unsigned long words[] = { 0, ~0ul, 0x10000, 0x7fff00000000, 0x123456789abcdef0 };
    unsigned long own = first_word();
    long wrong = 0;
    for (unsigned i = 0; i < sizeof words / sizeof *words; i++) {
        set_first_word(words[i]);
        wrong += ask(tid, pid);
        set_first_word(own);
    }
    printf("overwritten: wrong %ld\n", wrong);
}

// With the FS base at a word that points to itself or not, and while it is there without the page below it.
static void moved(long tid, long pid, int to_itself)
{
    unsigned long own = first_word(), told = 0, *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    page[8] = to_itself ? (unsigned long)&page[8] : 0x5555;
    long wrong = raw(SYS_arch_prctl, ARCH_SET_FS, (long)&page[8], 0, 0);
    wrong += raw(SYS_arch_prctl, ARCH_GET_FS, (long)&told, 0, 0) + (told != (unsigned long)&page[8]);
    wrong += ask(tid, pid);
    long child = raw(SYS_fork, 0, 0, 0, 0);
    if (child == 0)
        raw(SYS_exit_group, ask(raw(SYS_getpid, 0, 0, 0, 0), raw(SYS_getpid, 0, 0, 0, 0)) + 40, 0, 0, 0);
    int status = 0;
    wrong += raw(SYS_wait4, child, (long)&status, 0, 0) != child;
    raw(SYS_munmap, (long)page, 4096, 0, 0);
    wrong += ask(tid, pid);
    raw(SYS_arch_prctl, ARCH_SET_FS, (long)own, 0, 0);
    wrong += ask(tid, pid);
    printf("moved, to itself %d: wrong %ld, child %d\n", to_itself, wrong, WEXITSTATUS(status));
}

static struct {
    unsigned long self[8];
} pointers[THREADS] __attribute__((aligned(4096)));

static char stacks[THREADS][STACK] __attribute__((aligned(4096)));
static volatile int running[THREADS], wrongs, strangers;

static void beside(long i)
{
    int tid = raw(SYS_gettid, 0, 0, 0, 0), wrong = 0;
    for (int j = 0; j < CALLS; j++) {
        wrong += raw(SYS_gettid, 0, 0, 0, 0) != tid;
        if (j % 100 == 0)
            raw(SYS_sched_yield, 0, 0, 0, 0);
    }
    if (first_word() != (unsigned long)&pointers[i])
        __atomic_fetch_add(&strangers, 1, __ATOMIC_RELAXED);
    __atomic_fetch_add(&wrongs, wrong, __ATOMIC_RELAXED);
    raw(SYS_exit, 0, 0, 0, 0);
}

// clone(2) whose child calls a function on its new stack and has its own thread pointer.
static long start(long i)
{
    long flags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM | CLONE_SETTLS | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID;
    long *top = (long *)(stacks[i] + STACK) - 2, result;
    register long r10 __asm__("r10") = (long)&running[i];
    register long r8 __asm__("r8") = (long)&pointers[i];
    top[0] = i;
    top[1] = (long)beside;
    pointers[i].self[0] = (unsigned long)&pointers[i];
    __asm__ volatile(
        "syscall\n test %%rax, %%rax\n jnz 1f\n xor %%ebp, %%ebp\n pop %%rdi\n pop %%rax\n call *%%rax\n hlt\n1:"
        : "=a"(result) : "a"(SYS_clone), "D"(flags), "S"(top), "d"(&running[i]), "r"(r10), "r"(r8) : "rcx", "r11", "memory");
    return result;
}

static void side_by_side(void)
{
    int failed = 0;
    for (long i = 0; i < THREADS; i++)
        failed += start(i) <= 0;
    for (int i = 0; i < THREADS; i++) {
        for (int tid; (tid = running[i]) != 0;)
            syscall(SYS_futex, &running[i], FUTEX_WAIT, tid, NULL, NULL, 0);
    }
    printf("side by side: failed %d, wrong %d, with a stranger's %d\n", failed, wrongs, strangers);
}

int main(void)
{
    long tid = syscall(SYS_gettid), pid = getpid();
    signal(SIGUSR1, on_signal);
    overwritten(tid, pid);
    moved(tid, pid, 1);
    moved(tid, pid, 0);
    side_by_side();
    side_by_side();
    return 0;
}
