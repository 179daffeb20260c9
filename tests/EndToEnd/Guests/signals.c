// Signals: faults with their siginfo and context, masks, alternate stacks, queueing, restarting, timers.
#include "guest.h"
#include <poll.h>
#include <pthread.h>
#include <sys/time.h>
#include <time.h>
#include <ucontext.h>

static volatile sig_atomic_t seen, seen_code, seen_value, order_length;
static volatile int order[64], order_values[64];
static void *volatile seen_address;
static sigjmp_buf jump;

static void on(int signal, void (*handler)(int, siginfo_t *, void *), int flags)
{
    struct sigaction a;
    memset(&a, 0, sizeof a);
    a.sa_sigaction = handler;
    a.sa_flags = SA_SIGINFO | flags;
    if (sigaction(signal, &a, NULL) != 0) printf("sigaction %d: %s\n", signal, error_name(errno));
}

static void note(int signal, siginfo_t *info, void *context)
{
    (void)context;
    seen = signal, seen_code = info->si_code, seen_value = info->si_value.sival_int, seen_address = info->si_addr;
    if (order_length < 64) { order_values[order_length] = info->si_value.sival_int; order[order_length++] = signal; }
}

// Steps over the faulting instruction, whose length the program knows.
static volatile int step;
static void fix_up(int signal, siginfo_t *info, void *context)
{
    ucontext_t *u = context;
    note(signal, info, context);
    seen_address = (void *)((char *)info->si_addr - (signal == SIGSEGV ? 0 : (long)u->uc_mcontext.gregs[REG_RIP]));
    u->uc_mcontext.gregs[REG_RIP] += step;
    u->uc_mcontext.gregs[REG_RBX] = 4321;
}

static void jump_out(int signal, siginfo_t *info, void *context)
{
    note(signal, info, context);
    siglongjmp(jump, 1);
}

static void faults(void)
{
    SECTION("faults");
    long rbx;
    on(SIGSEGV, fix_up, 0);
    step = 2; // mov (%rax), %ebx: 8b 18
    __asm__ volatile(".byte 0x8b, 0x18" : "=b"(rbx) : "a"(0x1234L) : "memory");
    printf("signal %d code %d address %lx rbx %ld\n", seen, seen_code, (long)seen_address, rbx);
    void *readonly = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    __asm__ volatile(".byte 0x89, 0x18" : "=b"(rbx) : "a"(readonly), "b"(1L) : "memory"); // mov %ebx, (%rax)
    printf("signal %d code %d own page %d\n", seen, seen_code, seen_address == readonly);
    __asm__ volatile(".byte 0x8b, 0x18" : "=b"(rbx) : "a"(0x8000000000000000L) : "memory");
    printf("signal %d code %d address %lx\n", seen, seen_code, (long)seen_address);
    __asm__ volatile(".byte 0x8b, 0x18" : "=b"(rbx) : "a"(0xffff800000000000L) : "memory");
    printf("kernel address: signal %d code %d address %lx\n", seen, seen_code, (long)seen_address);
    step = 1; // hlt
    __asm__ volatile("hlt" : "=b"(rbx));
    printf("hlt: signal %d code %d address %lx\n", seen, seen_code, (long)seen_address);
    on(SIGFPE, fix_up, 0);
    step = 2; // idiv %ecx
    __asm__ volatile("idiv %%ecx" : "=b"(rbx) : "a"(1), "d"(0), "c"(0));
    printf("signal %d code %d at rip %d\n", seen, seen_code, seen_address == 0);
    on(SIGILL, fix_up, 0);
    __asm__ volatile("ud2" : "=b"(rbx));
    printf("signal %d code %d at rip %d\n", seen, seen_code, seen_address == 0);
    on(SIGTRAP, fix_up, 0);
    step = 0;
    __asm__ volatile("int3" : "=b"(rbx));
    printf("signal %d code %d\n", seen, seen_code);
    on(SIGSEGV, jump_out, 0);
    for (int i = 0; i < 3; i++) if (sigsetjmp(jump, 1) == 0) *(volatile int *)8 = 1; else printf("longjmp %d\n", i);
    // A jump into nothing: the address of the fault is the address jumped to.
    if (sigsetjmp(jump, 1) == 0) ((void (*)(void))0x5000)();
    printf("jump: signal %d code %d address %lx\n", seen, seen_code, (long)seen_address);
    signal(SIGSEGV, SIG_DFL), signal(SIGFPE, SIG_DFL), signal(SIGILL, SIG_DFL), signal(SIGTRAP, SIG_DFL);
}

static void print_order(void)
{
    for (int i = 0; i < order_length; i++) printf(" %d:%d", order[i] >= SIGRTMIN ? order[i] - SIGRTMIN + 100 : order[i], order[i] >= SIGRTMIN ? order_values[i] : 0);
    printf("\n");
    order_length = 0;
}

static void masks(void)
{
    SECTION("masks and queues");
    sigset_t all, some, old, pending;
    sigfillset(&all);
    order_length = 0;
    for (int s = SIGRTMIN; s < SIGRTMIN + 4; s++) on(s, note, 0);
    on(SIGUSR1, note, 0), on(SIGUSR2, note, 0);
    SHOW(sigprocmask(SIG_BLOCK, &all, &old));
    printf("empty before %d\n", sigisemptyset(&old));
    sigprocmask(SIG_BLOCK, NULL, &old);
    printf("kill and stop cannot be blocked %d %d %d\n", sigismember(&old, SIGKILL), sigismember(&old, SIGSTOP), sigismember(&old, SIGUSR1));
    union sigval v;
    for (int i = 0; i < 3; i++) { v.sival_int = 10 + i; SHOW(sigqueue(getpid(), SIGRTMIN + 1, v)); }
    for (int i = 0; i < 2; i++) { v.sival_int = 20 + i; SHOW(sigqueue(getpid(), SIGRTMIN, v)); }
    SHOW(kill(getpid(), SIGUSR2));
    SHOW(kill(getpid(), SIGUSR1));
    SHOW(kill(getpid(), SIGUSR1));
    SHOW(raise(SIGUSR1));
    sigpending(&pending);
    printf("pending %d %d %d %d\n", sigismember(&pending, SIGUSR1), sigismember(&pending, SIGUSR2), sigismember(&pending, SIGRTMIN), sigismember(&pending, SIGINT));
    SHOW(sigprocmask(77, &all, NULL));
    SHOW(syscall(SYS_rt_sigprocmask, SIG_BLOCK, &all, NULL, 4));
    SHOW(syscall(SYS_rt_sigpending, &pending, 100));
    siginfo_t info;
    sigemptyset(&some), sigaddset(&some, SIGRTMIN + 1);
    SHOW(sigwaitinfo(&some, &info) - SIGRTMIN);
    printf("value %d code %d\n", info.si_value.sival_int, info.si_code);
    sigemptyset(&some), sigaddset(&some, SIGWINCH);
    SHOW(sigtimedwait(&some, &info, &(struct timespec){0, 10000000}));
    SHOW(sigtimedwait(&some, &info, &(struct timespec){0, 0}));
    SHOW(sigtimedwait(&some, &info, &(struct timespec){0, 1000000000}));
    sigemptyset(&some);
    SHOW(sigprocmask(SIG_SETMASK, &some, NULL));
    // Each delivered handler is interrupted by the next: the last pending runs first to its end in note().
    printf("seen %d\n", order_length);
    int counts[4] = {0};
    for (int i = 0; i < order_length; i++) counts[order[i] == SIGUSR1 ? 0 : order[i] == SIGUSR2 ? 1 : order[i] == SIGRTMIN ? 2 : 3]++;
    printf("usr1 %d usr2 %d rt %d rt+1 %d\n", counts[0], counts[1], counts[2], counts[3]);
    order_length = 0;
    // With a handler mask that blocks everything the order is: lower numbers first, queued ones in order.
    struct sigaction a;
    memset(&a, 0, sizeof a);
    a.sa_sigaction = note;
    a.sa_flags = SA_SIGINFO;
    sigfillset(&a.sa_mask);
    for (int s = SIGRTMIN; s < SIGRTMIN + 4; s++) sigaction(s, &a, NULL);
    sigaction(SIGUSR1, &a, NULL), sigaction(SIGUSR2, &a, NULL);
    sigprocmask(SIG_BLOCK, &all, NULL);
    v.sival_int = 1, sigqueue(getpid(), SIGRTMIN + 3, v);
    v.sival_int = 2, sigqueue(getpid(), SIGRTMIN + 2, v);
    v.sival_int = 3, sigqueue(getpid(), SIGRTMIN + 2, v);
    kill(getpid(), SIGUSR2), kill(getpid(), SIGUSR1);
    sigprocmask(SIG_SETMASK, &some, NULL);
    print_order();
}

static volatile int nesting, deepest, raised;
static void nest(int signal)
{
    if (++nesting > deepest) deepest = nesting;
    if (raised++ < 3) raise(signal);
    nesting--;
}

static void actions(void)
{
    SECTION("sigaction");
    struct sigaction a, old;
    memset(&a, 0, sizeof a);
    a.sa_handler = nest;
    SHOW(sigaction(SIGUSR1, &a, &old));
    deepest = raised = 0, raise(SIGUSR1);
    printf("deepest %d\n", deepest);
    a.sa_flags = SA_NODEFER;
    SHOW(sigaction(SIGUSR1, &a, &old));
    deepest = raised = 0, raise(SIGUSR1);
    printf("deepest %d, old handler %d\n", deepest, old.sa_handler == nest);
    on(SIGUSR1, note, SA_RESETHAND);
    raise(SIGUSR1);
    sigaction(SIGUSR1, NULL, &old);
    printf("reset %d\n", old.sa_handler == SIG_DFL);
    signal(SIGUSR1, SIG_IGN);
    SHOW(raise(SIGUSR1));
    SHOW(sigaction(SIGKILL, &a, NULL));
    SHOW(sigaction(0, &a, NULL));
    SHOW(syscall(SYS_rt_sigaction, 65, NULL, NULL, 8));
    SHOW(syscall(SYS_rt_sigaction, SIGUSR1, NULL, NULL, 4));
    SHOW(kill(getpid(), 0));
    SHOW(kill(getpid(), 99));
    SHOW(kill(0x7ffffff, 0));
    SHOW(raise(SIGCHLD));
    SHOW(raise(SIGURG));
    SHOW(raise(SIGWINCH));
}

static int pipe_ends[2];
static pthread_t main_thread;
static volatile int interrupts;
static void *poke_then_write(void *count)
{
    for (int i = 0; i < (int)(long)count; i++) { usleep(20000); pthread_kill(main_thread, SIGUSR1); }
    usleep(20000);
    write(pipe_ends[1], "data", 4);
    return NULL;
}
static void counting(int signal, siginfo_t *info, void *context) { interrupts++; }

static void restarting(void)
{
    SECTION("interrupted calls");
    pthread_t t;
    char buffer[16];
    main_thread = pthread_self();
    pipe(pipe_ends);
    on(SIGUSR1, counting, SA_RESTART);
    pthread_create(&t, NULL, poke_then_write, (void *)3L);
    SHOW(read(pipe_ends[0], buffer, sizeof buffer));
    pthread_join(t, NULL);
    printf("handler ran %d\n", interrupts);
    on(SIGUSR1, counting, 0);
    pthread_create(&t, NULL, poke_then_write, (void *)1L);
    SHOW(read(pipe_ends[0], buffer, sizeof buffer));
    SHOW(read(pipe_ends[0], buffer, sizeof buffer));
    pthread_join(t, NULL);
    pthread_create(&t, NULL, poke_then_write, (void *)1L);
    struct timespec left = {0, 0};
    SHOW(nanosleep(&(struct timespec){20, 0}, &left));
    printf("left %d\n", left.tv_sec == 19 && left.tv_nsec > 0);
    pthread_join(t, NULL);
    read(pipe_ends[0], buffer, sizeof buffer);
    on(SIGUSR1, counting, SA_RESTART);
    pthread_create(&t, NULL, poke_then_write, (void *)1L);
    SHOW(nanosleep(&(struct timespec){20, 0}, &left));
    pthread_join(t, NULL);
    read(pipe_ends[0], buffer, sizeof buffer);
    pthread_create(&t, NULL, poke_then_write, (void *)1L);
    SHOW(poll(NULL, 0, 20000));
    pthread_join(t, NULL);
    read(pipe_ends[0], buffer, sizeof buffer);
    pthread_create(&t, NULL, poke_then_write, (void *)1L);
    SHOW(pause());
    pthread_join(t, NULL);
    read(pipe_ends[0], buffer, sizeof buffer);
    sigset_t block, none;
    sigemptyset(&none), sigemptyset(&block), sigaddset(&block, SIGUSR1);
    sigprocmask(SIG_BLOCK, &block, NULL);
    raise(SIGUSR1);
    interrupts = 0;
    SHOW(sigsuspend(&none));
    printf("handler ran %d\n", interrupts);
    sigset_t now;
    sigprocmask(SIG_SETMASK, &none, &now);
    printf("mask restored %d\n", sigismember(&now, SIGUSR1));
    printf("clock_nanosleep %s\n", error_name(clock_nanosleep(CLOCK_MONOTONIC, 0, &(struct timespec){0, 1000000000}, NULL)));
}

static void timers(void)
{
    SECTION("timers");
    on(SIGALRM, counting, 0);
    interrupts = 0;
    SHOW(alarm(100));
    SHOW(alarm(0));
    SHOW(alarm(1));
    SHOW(pause());
    printf("alarm %d\n", interrupts);
    interrupts = 0;
    struct itimerval every = {{0, 5000}, {0, 5000}}, old;
    SHOW(setitimer(ITIMER_REAL, &every, NULL));
    while (interrupts < 5) pause();
    struct itimerval stop = {{0, 0}, {0, 0}};
    SHOW(setitimer(ITIMER_REAL, &stop, &old));
    printf("interval %ld\n", (long)old.it_interval.tv_usec);
    SHOW(getitimer(ITIMER_REAL, &old));
    printf("%ld %ld\n", (long)old.it_value.tv_sec, (long)old.it_value.tv_usec);
    every.it_value.tv_usec = 1000000;
    SHOW(setitimer(ITIMER_REAL, &every, NULL));
    SHOW(setitimer(9, &stop, NULL));
    // A busy loop is interrupted too.
    interrupts = 0;
    every.it_value.tv_usec = 5000;
    setitimer(ITIMER_REAL, &every, NULL);
    volatile unsigned long spin = 0;
    while (interrupts < 3) spin++;
    setitimer(ITIMER_REAL, &stop, NULL);
    printf("interrupted while it ran\n");
}

static void context(int signal, siginfo_t *info, void *raw)
{
    ucontext_t *u = raw;
    printf("mask in context %d %d, floating point state %d, cs %x, sender %d\n", sigismember(&u->uc_sigmask, SIGUSR2), sigismember(&u->uc_sigmask, SIGUSR1),
        u->uc_mcontext.fpregs != NULL, (unsigned)(u->uc_mcontext.gregs[REG_CSGSFS] & 0xffff), info->si_pid == getpid());
    sigset_t now;
    sigprocmask(SIG_SETMASK, NULL, &now);
    printf("mask now %d %d, stack aligned %d\n", sigismember(&now, SIGUSR2), sigismember(&now, SIGUSR1), ((uintptr_t)__builtin_frame_address(0) & 15) == 0);
    sigaddset(&u->uc_sigmask, SIGWINCH);
}

static void contexts(void)
{
    SECTION("context");
    sigset_t block, now;
    sigemptyset(&block), sigaddset(&block, SIGUSR2);
    sigprocmask(SIG_BLOCK, &block, NULL);
    on(SIGUSR1, context, 0);
    raise(SIGUSR1);
    sigprocmask(SIG_SETMASK, NULL, &now);
    printf("changed by the handler %d\n", sigismember(&now, SIGWINCH));
}

int main(void)
{
    setvbuf(stdout, NULL, _IOFBF, 1 << 16);
    faults();
    masks();
    actions();
    restarting();
    timers();
    contexts();
    return 0;
}
