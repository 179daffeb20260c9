// Signals in detail: frames with vector state, alternate stacks, limits of queues, forged siginfo, order of errors, stops.
#include "guest.h"
#include <pthread.h>
#include <sys/resource.h>
#include <time.h>
#include <ucontext.h>

static void on(int signal, void (*handler)(int, siginfo_t *, void *), int flags)
{
    struct sigaction a;
    memset(&a, 0, sizeof a);
    a.sa_sigaction = handler;
    a.sa_flags = SA_SIGINFO | flags;
    if (sigaction(signal, &a, NULL) != 0) printf("sigaction %d: %s\n", signal, error_name(errno));
}

static int self(void) { return (int)syscall(SYS_gettid); }

// Frames

static int has_avx, has_avx512;
static volatile int changes;

static void frame(int signal, siginfo_t *info, void *raw)
{
    ucontext_t *u = raw;
    uint8_t *state = (uint8_t *)u->uc_mcontext.fpregs;
    uint32_t *software = (uint32_t *)(state + 464);
    printf("flags %lx link %d aligned %d magic1 %x magic2 %x sizes %d features %d header %d\n", u->uc_flags, u->uc_link != NULL,
        ((uintptr_t)state & 63) == 0, software[0], *(uint32_t *)(state + software[4]), software[1] == software[4] + 4,
        (*(uint64_t *)(software + 2) & 7) == (has_avx ? 7 : 3), (*(uint64_t *)(state + 512) & ~*(uint64_t *)(software + 2)) == 0);
    printf("stack flags %d size %zu\n", u->uc_stack.ss_flags, u->uc_stack.ss_size);
    printf("between %d\n", (char *)info > (char *)u && (char *)info < (char *)state && (char *)info - (char *)u == 304);
    if (!changes) return;
    // XMM1 is in the legacy region, the high half of YMM1 where CPUID says (576 in the standard format).
    memset(state + 160 + 16, 0x5a, 16);
    if (has_avx) memset(state + 576 + 16, 0xa5, 16);
    *(uint64_t *)(state + 512) |= 7;
}

static void frames(void)
{
    SECTION("frames");
    __builtin_cpu_init();
    has_avx = __builtin_cpu_supports("avx") != 0, has_avx512 = __builtin_cpu_supports("avx512f") != 0;
    on(SIGUSR1, frame, 0);
    raise(SIGUSR1);
    if (!has_avx) return;
    uint8_t before[32], after[32];
    memset(before, 0x11, sizeof before);
    for (changes = 0; changes < 2; changes++) {
        long result;
        __asm__ volatile("vmovdqu %1, %%ymm1\n syscall\n vmovdqu %%ymm1, %2\n vzeroupper"
            : "=a"(result), "+m"(before), "=m"(after) : "a"((long)SYS_tgkill), "D"((long)getpid()), "S"((long)self()), "d"((long)SIGUSR1)
            : "rcx", "r11", "memory", "xmm1");
        printf("vector %s: %d %02x %02x\n", changes ? "changed" : "kept", (int)result, after[0], after[31]);
    }
    changes = 0;
    if (!has_avx512) return;
}

__attribute__((target("avx512f"))) static void mask_registers(void)
{
    if (!has_avx512) { printf("high %d low %d k %x\n", 7, 7, 0x1234); return; }
    uint64_t zmm[8], k;
    for (int i = 0; i < 8; i++) zmm[i] = 7;
    long result;
    __asm__ volatile("vmovdqu64 %3, %%zmm17\n mov $0x1234, %%ecx\n kmovw %%ecx, %%k3\n syscall\n vmovdqu64 %%zmm17, %1\n kmovw %%k3, %%ecx\n mov %%rcx, %2\n vzeroupper"
        : "=a"(result), "=m"(zmm), "=r"(k) : "m"(zmm), "a"((long)SYS_tgkill), "D"((long)getpid()), "S"((long)self()), "d"((long)SIGUSR1)
        : "rcx", "r11", "memory", "xmm17", "k3");
    printf("high %d low %d k %x\n", (int)zmm[7], (int)zmm[0], (unsigned)k & 0xffff);
}

// Alternate stacks

static char alternate[65536];
static volatile int on_it, flags_inside, depth;

static void show_stack(const char *what)
{
    stack_t now;
    sigaltstack(NULL, &now);
    printf("%s: flags %x size %zu\n", what, (unsigned)now.ss_flags, now.ss_size);
}

static void inside(int signal, siginfo_t *info, void *raw)
{
    ucontext_t *u = raw;
    char here;
    printf("on it %d, in frame flags %x size %zu\n", &here > alternate && &here < alternate + sizeof alternate, (unsigned)u->uc_stack.ss_flags, u->uc_stack.ss_size);
    show_stack("inside");
    stack_t other = { .ss_sp = alternate, .ss_size = sizeof alternate / 2 }, none = { .ss_flags = SS_DISABLE };
    TRY(sigaltstack(&other, NULL));
    TRY(sigaltstack(&none, NULL));
    if (depth++ == 0) raise(SIGUSR2);
}

static void stacks(void)
{
    SECTION("alternate stacks");
    show_stack("at first");
    stack_t s = { .ss_sp = alternate, .ss_size = sizeof alternate };
    s.ss_size = 2047;
    SHOW(sigaltstack(&s, NULL));
    s.ss_size = sizeof alternate, s.ss_flags = 77;
    SHOW(sigaltstack(&s, NULL));
    s.ss_flags = SS_ONSTACK;
    SHOW(sigaltstack(&s, NULL));
    show_stack("set with SS_ONSTACK");
    s.ss_flags = 0;
    SHOW(sigaltstack(&s, NULL));
    SHOW(syscall(SYS_sigaltstack, 16, NULL));
    SHOW(syscall(SYS_sigaltstack, NULL, 16));
    on(SIGUSR1, inside, SA_ONSTACK), on(SIGUSR2, inside, SA_ONSTACK);
    depth = 0, raise(SIGUSR1);
    show_stack("after");
    on(SIGUSR1, inside, 0);
    depth = 1, raise(SIGUSR1);
    s.ss_flags = 1u << 31; // SS_AUTODISARM
    SHOW(sigaltstack(&s, NULL));
    show_stack("auto");
    on(SIGUSR1, inside, SA_ONSTACK);
    depth = 1, raise(SIGUSR1);
    show_stack("armed again");
    s.ss_flags = SS_DISABLE;
    SHOW(sigaltstack(&s, NULL));
    show_stack("disabled");
    depth = 1, raise(SIGUSR1);
}

// Queues

static volatile int count, last_code, last_value, last_pid_ok, last_errno;
static void note(int signal, siginfo_t *info, void *context)
{
    count++, last_code = info->si_code, last_value = info->si_value.sival_int, last_pid_ok = info->si_pid == getpid(), last_errno = info->si_errno;
}

static void show_note(const char *what)
{
    printf("%s: count %d code %d value %d pid %d errno %d\n", what, count, last_code, last_value, last_pid_ok, last_errno);
    count = last_code = last_value = last_pid_ok = last_errno = 0;
}

static long queue_info(int pid, int tid, int signal, int code, int value)
{
    siginfo_t info;
    memset(&info, 0, sizeof info);
    info.si_signo = 99, info.si_errno = 5, info.si_code = code, info.si_pid = getpid(), info.si_uid = getuid(), info.si_value.sival_int = value;
    return tid == 0 ? syscall(SYS_rt_sigqueueinfo, pid, signal, &info) : syscall(SYS_rt_tgsigqueueinfo, pid, tid, signal, &info);
}

static void queues(void)
{
    SECTION("queues");
    sigset_t all, none;
    sigfillset(&all), sigemptyset(&none);
    for (int s = SIGRTMIN; s < SIGRTMIN + 3; s++) on(s, note, 0);
    on(SIGUSR1, note, 0), on(SIGUSR2, note, 0);
    SHOW(queue_info(getpid(), 0, SIGRTMIN, -1, 41));
    show_note("queued");
    SHOW(queue_info(getpid(), 0, SIGUSR1, 7, 42));
    show_note("own code");
    SHOW(queue_info(getpid(), self(), SIGUSR1, -60, 43));
    show_note("to thread");
    SHOW(queue_info(getpid(), 0, SIGUSR1, SI_TKILL, 44));
    show_note("as tkill");
    SHOW(queue_info(1 << 22, 0, SIGUSR1, -1, 0));
    SHOW(queue_info(1 << 22, 0, SIGUSR1, 0, 0));
    SHOW(queue_info(1 << 22, 0, 99, -1, 0));
    SHOW(queue_info(getpid(), 0, 99, -1, 0));
    SHOW(queue_info(getpid(), 0, 0, -1, 0));
    SHOW(queue_info(getpid(), 1 << 22, SIGUSR1, -1, 0));
    SHOW(queue_info(getpid(), -1, SIGUSR1, -1, 0));
    SHOW(queue_info(-1, self(), SIGUSR1, -1, 0));
    SHOW(queue_info(0, self(), SIGUSR1, -1, 0));
    SHOW(syscall(SYS_rt_sigqueueinfo, getpid(), SIGUSR1, 16));
    SHOW(syscall(SYS_tkill, 0, SIGUSR1));
    SHOW(syscall(SYS_tkill, 1 << 22, 99));
    SHOW(syscall(SYS_tkill, self(), 99));
    SHOW(syscall(SYS_tkill, self(), 0));
    SHOW(syscall(SYS_tgkill, getpid(), 1 << 22, 0));
    SHOW(syscall(SYS_tgkill, 1, self(), 0));
    SHOW(syscall(SYS_tgkill, getpid(), self(), -1));
    SHOW(kill(1 << 22, 99));
    SHOW(kill(getpid(), -1));
    siginfo_t strange;
    memset(&strange, 1, sizeof strange);
    strange.si_code = -1000;
    SHOW(syscall(SYS_rt_sigqueueinfo, getpid(), SIGUSR1, &strange));
    memset((char *)&strange + 48, 0, 80);
    SHOW(syscall(SYS_rt_sigqueueinfo, getpid(), 0, &strange));

    SECTION("limit of queues");
    // Other processes of the user count as well, so only "none" is certain.
    struct rlimit limit, zero;
    getrlimit(RLIMIT_SIGPENDING, &limit);
    zero = limit, zero.rlim_cur = 0;
    sigprocmask(SIG_BLOCK, &all, NULL);
    SHOW(queue_info(getpid(), 0, SIGRTMIN, -1, 7));
    SHOW(setrlimit(RLIMIT_SIGPENDING, &zero));
    for (int i = 0; i < 2; i++) SHOW(queue_info(getpid(), 0, SIGRTMIN, -1, i));
    SHOW(kill(getpid(), SIGRTMIN + 1));
    SHOW(kill(getpid(), SIGRTMIN + 1));
    SHOW(raise(SIGRTMIN + 2));
    SHOW(queue_info(getpid(), 0, SIGUSR1, -1, 55));
    SHOW(kill(getpid(), SIGUSR2));
    SHOW(raise(SIGUSR2));
    timer_t timer;
    SHOW(timer_create(CLOCK_MONOTONIC, NULL, &timer));
    setrlimit(RLIMIT_SIGPENDING, &limit);
    sigset_t one;
    siginfo_t info;
    for (int s = SIGRTMIN; s < SIGRTMIN + 3; s++) {
        sigemptyset(&one), sigaddset(&one, s);
        for (int n; (n = sigtimedwait(&one, &info, &(struct timespec){ 0, 0 })) > 0;)
            printf("%d: code %d value %d own %d\n", n - SIGRTMIN, info.si_code, info.si_code < 0 && s == SIGRTMIN ? info.si_value.sival_int : 0, info.si_pid == getpid());
    }
    sigprocmask(SIG_SETMASK, &none, NULL);
    show_note("the others");
    sigprocmask(SIG_BLOCK, &all, NULL);
    raise(SIGUSR1);
    signal(SIGUSR1, SIG_IGN);
    sigset_t pending;
    sigpending(&pending);
    printf("ignored while pending %d\n", sigismember(&pending, SIGUSR1));
    raise(SIGUSR1);
    sigpending(&pending);
    printf("pending though ignored %d\n", sigismember(&pending, SIGUSR1));
    raise(SIGCONT);
    sigpending(&pending);
    printf("continue pending %d\n", sigismember(&pending, SIGCONT));
    raise(SIGTSTP);
    sigpending(&pending);
    printf("continue %d stop %d\n", sigismember(&pending, SIGCONT), sigismember(&pending, SIGTSTP));
    raise(SIGCONT);
    sigpending(&pending);
    printf("continue %d stop %d\n", sigismember(&pending, SIGCONT), sigismember(&pending, SIGTSTP));
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static void flags(void)
{
    SECTION("flags of actions");
    struct { void *handler; unsigned long flags; void *restorer; uint64_t mask; } in, out;
    for (int bit = 0; bit < 64; bit++) {
        in.handler = (void *)flags, in.flags = 1ul << bit, in.restorer = NULL, in.mask = ~0ul;
        if (syscall(SYS_rt_sigaction, SIGUSR2, &in, NULL, 8) != 0) printf("bit %d: %s\n", bit, error_name(errno));
        syscall(SYS_rt_sigaction, SIGUSR2, NULL, &out, 8);
        if (out.flags) printf("bit %d kept as %lx\n", bit, out.flags);
    }
    printf("mask %lx\n", (long)out.mask);
    SHOW(syscall(SYS_rt_sigaction, SIGUSR2, 16, NULL, 8));
    SHOW(syscall(SYS_rt_sigaction, SIGUSR2, NULL, 16, 8));
    SHOW(syscall(SYS_rt_sigaction, SIGSTOP, 16, NULL, 8));
    SHOW(syscall(SYS_rt_sigaction, SIGSTOP, &in, NULL, 8));
    SHOW(syscall(SYS_rt_sigprocmask, SIG_BLOCK, 16, NULL, 8));
    SHOW(syscall(SYS_rt_sigprocmask, SIG_BLOCK, NULL, 16, 8));
    SHOW(syscall(SYS_rt_sigprocmask, 9, NULL, NULL, 8));
    SHOW(syscall(SYS_rt_sigpending, 16, 8));
    SHOW(syscall(SYS_rt_sigpending, 16, 0));
    SHOW(syscall(SYS_rt_sigsuspend, 16, 8));
    SHOW(syscall(SYS_rt_sigsuspend, 16, 4));
    uint64_t empty = 0;
    struct timespec bad = { 0, -1 };
    SHOW(syscall(SYS_rt_sigtimedwait, 16, NULL, NULL, 8));
    SHOW(syscall(SYS_rt_sigtimedwait, &empty, NULL, 16, 8));
    SHOW(syscall(SYS_rt_sigtimedwait, &empty, NULL, &bad, 8));
    SHOW(syscall(SYS_rt_sigtimedwait, &empty, NULL, &(struct timespec){ 0, 0 }, 8));
    SHOW(syscall(SYS_rt_sigtimedwait, &empty, NULL, NULL, 4));
    signal(SIGUSR2, SIG_DFL);
}

// Faults

static sigjmp_buf jump;
static volatile int fault_signal, fault_code;
static void *volatile fault_address;
static volatile long fault_trap, fault_error;
static void fault(int signal, siginfo_t *info, void *raw)
{
    ucontext_t *u = raw;
    fault_signal = signal, fault_code = info->si_code, fault_address = info->si_addr;
    fault_trap = u->uc_mcontext.gregs[REG_TRAPNO], fault_error = u->uc_mcontext.gregs[REG_ERR];
    __asm__ volatile("pushf; andl $~0x40000, (%%rsp); popf" ::: "memory", "cc"); // AC stays set in a handler
    siglongjmp(jump, 1);
}

#define FAULT(what, address, code) do { if (sigsetjmp(jump, 1) == 0) { code; printf(what ": none\n"); } \
    else printf(what ": signal %d code %d trap %ld error %ld address %d\n", fault_signal, fault_code, fault_trap, fault_error, (void *)fault_address == (void *)(address)); } while (0)

static void faults(void)
{
    SECTION("faults");
    for (int s = 1; s < 32; s++) if (s == SIGSEGV || s == SIGBUS || s == SIGILL || s == SIGFPE || s == SIGTRAP) on(s, fault, 0);
    char *page = mmap(NULL, 12288, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    mprotect(page + 4096, 4096, PROT_NONE), munmap(page + 8192, 4096);
    FAULT("read of nothing", page + 8192, *(volatile char *)(page + 8192));
    FAULT("write of nothing", page + 8200, *(volatile char *)(page + 8200) = 1);
    FAULT("read without right", page + 4096, *(volatile char *)(page + 4096));
    FAULT("write without right", page + 4100, *(volatile char *)(page + 4100) = 1);
    FAULT("run without right", page, ((void (*)(void))page)());
    FAULT("run where nothing is", page + 8192, ((void (*)(void))(page + 8192))());
    FAULT("not canonical", NULL, *(volatile char *)0x1234000000000000);
    FAULT("kernel half", NULL, *(volatile char *)0xffffffff81000000);
    FAULT("across pages", page + 4096, *(volatile long *)(page + 4092));
    FAULT("divide by zero", fault_address, __asm__ volatile("xor %%edx, %%edx; xor %%ecx, %%ecx; mov $1, %%eax; div %%ecx" ::: "eax", "ecx", "edx"));
    FAULT("quotient too large", fault_address, __asm__ volatile("mov $9, %%edx; mov $1, %%ecx; div %%ecx" ::: "eax", "ecx", "edx"));
    FAULT("invalid opcode", fault_address, __asm__ volatile("ud2"));
    FAULT("privileged", NULL, __asm__ volatile("cli"));
    FAULT("breakpoint", NULL, __asm__ volatile("int3"));
    FAULT("int 1", fault_address, __asm__ volatile(".byte 0xf1"));
    FAULT("int 0x99", NULL, __asm__ volatile("int $0x99"));
    FAULT("single step", fault_address, __asm__ volatile("pushf; orl $0x100, (%%rsp); popf; nop; nop" ::: "memory", "cc"));
    float zero = 0, one = 1, result;
    unsigned mxcsr = 0x1f80 & ~0x200, normal = 0x1f80;
    FAULT("sse division", fault_address, __asm__ volatile("ldmxcsr %3; divss %2, %1; movss %1, %0" : "=m"(result) : "x"(one), "x"(zero), "m"(mxcsr)));
    mxcsr = 0x1f80 & ~0x80;
    FAULT("sse invalid", fault_address, __asm__ volatile("ldmxcsr %3; divss %2, %1; movss %1, %0" : "=m"(result) : "x"(zero), "x"(zero), "m"(mxcsr)));
    mxcsr = 0x1f80 & ~0x1000;
    FAULT("sse inexact", fault_address, __asm__ volatile("ldmxcsr %3; divss %2, %1; movss %1, %0" : "=m"(result) : "x"(one), "x"(3.0f), "m"(mxcsr)));
    __asm__ volatile("ldmxcsr %0" :: "m"(normal));
    unsigned short control = 0x37f & ~4;
    FAULT("x87 division", fault_address, __asm__ volatile("fninit; fldcw %0; fldz; fld1; fdiv %%st(1), %%st; fwait; fninit" :: "m"(control)));
    __asm__ volatile("fninit");
    int fd = memfd_create("x", 0);
    ftruncate(fd, 100);
    char *map = mmap(NULL, 8192, PROT_READ, MAP_PRIVATE, fd, 0);
    FAULT("past the end of a file", map + 4096, *(volatile char *)(map + 4096));
    FAULT("misaligned with AC", NULL, __asm__ volatile("pushf; orl $0x40000, (%%rsp); popf; mov 1(%0), %%eax; pushf; andl $~0x40000, (%%rsp); popf" :: "r"((long)page) : "eax", "memory", "cc"));
    for (int s = 1; s < 32; s++) if (s == SIGSEGV || s == SIGBUS || s == SIGILL || s == SIGFPE || s == SIGTRAP) signal(s, SIG_DFL);
}

int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    frames();
    mask_registers();
    stacks();
    queues();
    flags();
    faults();
    return 0;
}
