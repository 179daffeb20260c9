// Memory that can only be executed, which Linux makes by a protection key, and a program that takes from itself the right to all of
// its memory, then enters the kernel.
#include <cpuid.h>
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/rseq.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// All that is not key 0 may not be accessed: so every program begins.
#define INITIAL 0x55555554u
#define NO_ACCESS 1u
#define NO_WRITE 2u

static sigjmp_buf back;
static volatile int code;

static void on_fault(int signal, siginfo_t *information, void *context)
{
    code = information->si_code;
    siglongjmp(back, 1);
}

static inline __attribute__((always_inline)) void set_keys(unsigned value)
{
    __asm__ volatile("wrpkru" : : "a"(value), "c"(0), "d"(0) : "memory");
}

static inline __attribute__((always_inline)) long call(long number, long a)
{
    long result;
    __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a) : "rcx", "r11", "memory");
    return result;
}

static void report(const char *what, int child, unsigned denied)
{
    int status;
    waitpid(child, &status, 0);
    // A call in the box begins with instructions of the program's own side, which read.
    if (denied == NO_ACCESS) printf("%s: ended\n", what);
    else printf("%s: exit %d signal %d\n", what, WIFEXITED(status) ? WEXITSTATUS(status) : -1, WIFSIGNALED(status) ? WTERMSIG(status) : 0);
}

static void executable_only(void)
{
    char *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    *p = (char)0xC3;
    mprotect(p, 4096, PROT_EXEC);
    ((void (*)(void))p)();
    for (volatile int i = 0; i < 3; i++)
    {
        if (sigsetjmp(back, 1)) printf("read %d\n", code);
        else printf("read %d\n", *(volatile char *)p);
        if (sigsetjmp(back, 1)) printf("write %d\n", code);
        else { *(volatile char *)p = 1; puts("write"); }
    }
    int ends[2];
    if (pipe(ends) != 0) return;
    long written = write(ends[1], p, 10);
    printf("to a pipe %ld %d\n", written, written < 0 ? errno : 0);
}

static void without_memory(const char *what, unsigned denied)
{
    fflush(stdout);
    signal(SIGSEGV, SIG_DFL);
    int child = fork();
    if (child == 0)
    {
        set_keys(INITIAL | denied);
        call(SYS_getppid, 0);
        set_keys(INITIAL);
        _exit(7);
    }
    report(what, child, denied);
    child = fork();
    if (child == 0)
    {
        set_keys(INITIAL | denied);
        *(volatile int *)&code = 1;
        set_keys(INITIAL);
        _exit(7);
    }
    report("a write", child, 0);
    child = fork();
    if (child == 0)
    {
        set_keys(INITIAL | denied);
        call(SYS_exit_group, 9);
    }
    report("the end", child, denied);
}

int main(void)
{
    unsigned a, b, c = 0, d;
    struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO};
    sigaction(SIGSEGV, &action, NULL);
    executable_only();
    // OSPKE: the kernel uses them.
    if (!__get_cpuid_count(7, 0, &a, &b, &c, &d) || (c & 1 << 4) == 0) { puts("no keys"); return 0; }
    // Else Linux writes to the thread's memory whenever it has interrupted it.
    syscall(SYS_rseq, (char *)__builtin_thread_pointer() + __rseq_offset, 32, RSEQ_FLAG_UNREGISTER, RSEQ_SIG);
    without_memory("no access", NO_ACCESS);
    without_memory("no write", NO_WRITE);
    puts("done");
    return 0;
}
