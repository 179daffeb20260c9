// Vector registers, general registers, flags and the red zone: what survives a system call, a fault and a signal.
#include "guest.h"
#include <cpuid.h>
#include <immintrin.h>
#include <pthread.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>

static unsigned char wanted[32][64], got[32][64];
static int width, registers;

#define EACH16(X) X(0) X(1) X(2) X(3) X(4) X(5) X(6) X(7) X(8) X(9) X(10) X(11) X(12) X(13) X(14) X(15)
#define EACH32(X) EACH16(X) X(16) X(17) X(18) X(19) X(20) X(21) X(22) X(23) X(24) X(25) X(26) X(27) X(28) X(29) X(30) X(31)
#define LOAD_X(i) "movups " #i "*64(%[w]), %%xmm" #i "\n"
#define SAVE_X(i) "movups %%xmm" #i ", " #i "*64(%[g])\n"
#define LOAD_Y(i) "vmovups " #i "*64(%[w]), %%ymm" #i "\n"
#define SAVE_Y(i) "vmovups %%ymm" #i ", " #i "*64(%[g])\n"
#define LOAD_Z(i) "vmovups " #i "*64(%[w]), %%zmm" #i "\n"
#define SAVE_Z(i) "vmovups %%zmm" #i ", " #i "*64(%[g])\n"
#define CLOBBERED "rcx", "r11", "memory", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", \
    "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15"

// Loads every register, makes one system call, stores every register.
#define AROUND(loads, saves, ...) \
    register long r10 __asm__("r10") = a4; register long r8 __asm__("r8") = a5; register long r9 __asm__("r9") = 0; \
    __asm__ volatile(loads "syscall\n" saves : "=a"(result) : "a"(n), "D"(a1), "S"(a2), "d"(a3), "r"(r10), "r"(r8), "r"(r9), \
        [w] "b"(wanted), [g] "r"(got_address) : CLOBBERED __VA_ARGS__)

__attribute__((noinline)) static long around_x(long n, long a1, long a2, long a3, long a4, long a5)
{
    long result;
    register void *got_address __asm__("r12") = got;
    AROUND(EACH16(LOAD_X), EACH16(SAVE_X));
    return result;
}
__attribute__((noinline, target("avx"))) static long around_y(long n, long a1, long a2, long a3, long a4, long a5)
{
    long result;
    register void *got_address __asm__("r12") = got;
    AROUND(EACH16(LOAD_Y), EACH16(SAVE_Y));
    return result;
}
__attribute__((noinline, target("avx512f"))) static long around_z(long n, long a1, long a2, long a3, long a4, long a5)
{
    long result;
    register void *got_address __asm__("r12") = got;
    AROUND(EACH32(LOAD_Z), EACH32(SAVE_Z));
    return result;
}

static unsigned pattern_seed = 7;
static void pattern(void)
{
    for (int i = 0; i < 32; i++) for (int j = 0; j < 64; j++) wanted[i][j] = (unsigned char)((pattern_seed = pattern_seed * 1103515245 + 12345) >> 16);
}
static int damaged(void)
{
    int n = 0;
    for (int i = 0; i < registers; i++) if (memcmp(wanted[i], got[i], width) != 0) { n++; printf("  register %d changed\n", i); }
    return n;
}

static long around(long n, long a1, long a2, long a3, long a4, long a5)
{
    pattern();
    memset(got, 0, sizeof got);
    return width == 64 ? around_z(n, a1, a2, a3, a4, a5) : width == 32 ? around_y(n, a1, a2, a3, a4, a5) : around_x(n, a1, a2, a3, a4, a5);
}

#define CALL(label, ...) do { long r_ = around(__VA_ARGS__); int d_ = damaged(); \
    printf("%s: %s, damaged %d\n", label, r_ < 0 ? error_name((int)-r_) : "ok", d_); } while (0)

static void calls(void)
{
    static char buffer[70000];
    struct stat s;
    int p[2];
    struct timespec t = {0, 1000000};
    CALL("getpid", SYS_getpid, 0, 0, 0, 0, 0);
    CALL("getppid", SYS_getppid, 0, 0, 0, 0, 0);
    CALL("no such call", 5000, 0, 0, 0, 0, 0);
    CALL("open", SYS_open, (long)"made", O_CREAT | O_RDWR, 0644, 0, 0);
    int fd = open("made", O_RDWR);
    CALL("write", SYS_write, fd, (long)buffer, sizeof buffer, 0, 0);
    CALL("pread", SYS_pread64, fd, (long)buffer, sizeof buffer, 0, 0);
    CALL("pread of 64", SYS_pread64, fd, (long)buffer, 64, 5, 0);
    CALL("read to a bad address", SYS_pread64, fd, 8, 64, 5, 0);
    CALL("read to a kernel address", SYS_pread64, fd, (long)0xffff800000000000, 64, 5, 0);
    CALL("write from a bad address", SYS_write, fd, 8, 64, 0, 0);
    CALL("stat", SYS_stat, (long)"made", (long)&s, 0, 0, 0);
    CALL("stat of nothing", SYS_stat, (long)"missing", (long)&s, 0, 0, 0);
    CALL("stat of a bad name", SYS_stat, 8, (long)&s, 0, 0, 0);
    CALL("pipe", SYS_pipe, (long)p, 0, 0, 0, 0);
    CALL("write to a pipe", SYS_write, p[1], (long)buffer, 3000, 0, 0);
    CALL("read from a pipe", SYS_read, p[0], (long)buffer, 3000, 0, 0);
    CALL("mmap", SYS_mmap, 0, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1);
    CALL("mprotect", SYS_mprotect, (long)buffer & -4096, 4096, PROT_READ | PROT_WRITE, 0, 0);
    CALL("nanosleep", SYS_nanosleep, (long)&t, 0, 0, 0, 0);
    CALL("futex", SYS_futex, (long)&fd, 128, 99, 0, 0);
    CALL("sched_yield", SYS_sched_yield, 0, 0, 0, 0, 0);
    CALL("kill of itself, ignored", SYS_kill, getpid(), SIGURG, 0, 0, 0);
    CALL("close", SYS_close, fd, 0, 0, 0, 0);
}

static volatile int handled;
static void *page;
__attribute__((target("avx"))) static void dirty_ymm(void) { __asm__ volatile("vpcmpeqd %%xmm0,%%xmm0,%%xmm0\nvzeroall" ::: "memory"); }
static void dirty(int signal, siginfo_t *info, void *context)
{
    handled++;
    if (width >= 32) dirty_ymm();
    else __asm__ volatile("xorps %%xmm0,%%xmm0\nxorps %%xmm1,%%xmm1\nxorps %%xmm7,%%xmm7\nxorps %%xmm15,%%xmm15" ::: "memory");
    char text[64];
    snprintf(text, sizeof text, "%d %f", signal, 1.5 * handled);
    if (signal == SIGSEGV) mprotect(page, 4096, PROT_READ | PROT_WRITE);
}

#define FAULT(loads, saves) __asm__ volatile(loads "movb $1, (%[p])\n" saves :: [w] "b"(wanted), [g] "r"(got), [p] "a"(page) : CLOBBERED)
#define SPIN(loads, saves) __asm__ volatile(loads "1: cmpl %[t], %[h]\njl 1b\n" saves :: [w] "b"(wanted), [g] "r"(got), [t] "r"(target), [h] "m"(handled) : CLOBBERED)
__attribute__((noinline)) static void fault_x(void) { FAULT(EACH16(LOAD_X), EACH16(SAVE_X)); }
__attribute__((noinline, target("avx"))) static void fault_y(void) { FAULT(EACH16(LOAD_Y), EACH16(SAVE_Y)); }
__attribute__((noinline, target("avx512f"))) static void fault_z(void) { FAULT(EACH32(LOAD_Z), EACH32(SAVE_Z)); }
__attribute__((noinline)) static void spin_x(int target) { SPIN(EACH16(LOAD_X), EACH16(SAVE_X)); }
__attribute__((noinline, target("avx"))) static void spin_y(int target) { SPIN(EACH16(LOAD_Y), EACH16(SAVE_Y)); }
__attribute__((noinline, target("avx512f"))) static void spin_z(int target) { SPIN(EACH32(LOAD_Z), EACH32(SAVE_Z)); }

static void signals(void)
{
    struct sigaction a;
    memset(&a, 0, sizeof a);
    a.sa_sigaction = dirty;
    a.sa_flags = SA_SIGINFO;
    sigaction(SIGSEGV, &a, NULL), sigaction(SIGALRM, &a, NULL), sigaction(SIGUSR1, &a, NULL);
    page = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    pattern(), memset(got, 0, sizeof got);
    width == 64 ? fault_z() : width == 32 ? fault_y() : fault_x();
    printf("fault: handled %d damaged %d\n", handled, damaged());
    pattern(), memset(got, 0, sizeof got), handled = 0;
    struct itimerval every = {{0, 2000}, {0, 2000}}, stop = {{0, 0}, {0, 0}};
    setitimer(ITIMER_REAL, &every, NULL);
    width == 64 ? spin_z(10) : width == 32 ? spin_y(10) : spin_x(10);
    setitimer(ITIMER_REAL, &stop, NULL);
    printf("interrupted while running: enough %d damaged %d\n", handled >= 10, damaged());
    handled = 0;
    CALL("kill of itself, handled", SYS_kill, getpid(), SIGUSR1, 0, 0, 0);
    printf("handled %d\n", handled);
}

static void general(void)
{
    // RBX, RBP, R12-R15 and the arguments survive; RFLAGS too, and R11 holds them.
    long in[11] = {0x1111111111111111, 0x2222222222222222, 0x3333333333333333, 0x4444444444444444, 0x5555555555555555,
        0x6666666666666666, 0x7777777777777777, -2, -3, -4, -5}, out[12];
    static long chosen, flags;
    static const long flagsSets[] = {0x202, 0x203, 0x206, 0x212, 0x242, 0x282, 0xa02, 0xad7, 0x2d7, 0xa03, 0x602, 0xed7};
    for (int set = 0; set < (int)(sizeof flagsSets / sizeof *flagsSets); set++) {
        memset(out, 0, sizeof out);
        chosen = flagsSets[set];
        __asm__ volatile(
            "push %%rbp\npush %%rbx\nsub $256, %%rsp\nmov %[in], %%rax\nmov %[out], 8(%%rsp)\n"
            "mov (%%rax), %%rbx\nmov 8(%%rax), %%rbp\nmov 16(%%rax), %%r12\nmov 24(%%rax), %%r13\nmov 32(%%rax), %%r14\nmov 40(%%rax), %%r15\n"
            "mov 48(%%rax), %%rdi\nmov 56(%%rax), %%rsi\nmov 64(%%rax), %%rdx\nmov 72(%%rax), %%r10\nmov 80(%%rax), %%r8\n"
            "push %[set]\npopfq\nmov $110, %%eax\nsyscall\nmov %%r11, 16(%%rsp)\npushfq\npop %%r11\nmov 8(%%rsp), %%rax\ncld\n"
            "mov %%rbx, (%%rax)\nmov %%rbp, 8(%%rax)\nmov %%r12, 16(%%rax)\nmov %%r13, 24(%%rax)\nmov %%r14, 32(%%rax)\nmov %%r15, 40(%%rax)\n"
            "mov 16(%%rsp), %%rcx\nmov %%rcx, 88(%%rax)\nmov %%rdi, 48(%%rax)\nmov %%rsi, 56(%%rax)\nmov %%rdx, 64(%%rax)\nmov %%r10, 72(%%rax)\nmov %%r8, 80(%%rax)\n"
            "add $256, %%rsp\npop %%rbx\npop %%rbp\nmov %%r11, %[flags]\n"
            : [flags] "=m"(flags) : [in] "r"(in), [out] "r"(out), [set] "m"(chosen)
            : "rax", "rcx", "rdx", "rsi", "rdi", "r8", "r10", "r11", "r12", "r13", "r14", "r15", "memory", "cc");
        int wrong = 0;
        for (int i = 0; i < 11; i++) if (in[i] != out[i]) { wrong++; printf("  general register %d changed\n", i); }
        printf("general registers wrong %d, flags %lx, r11 %lx\n", wrong, flags & 0xcd5, out[11] & 0xcd5);
    }
    unsigned before = 0x1fa0, after = 0;
    unsigned short control = 0x27f, control_after = 0;
    __asm__ volatile("ldmxcsr %2\nfldcw %3\nmov $110, %%eax\nsyscall\nstmxcsr %0\nfnstcw %1\n" : "=m"(after), "=m"(control_after) : "m"(before), "m"(control)
        : "rax", "rcx", "r11", "memory");
    printf("mxcsr %x x87 %x\n", after & ~0x3fu, control_after);
    before = 0x1f80, control = 0x37f;
    __asm__ volatile("ldmxcsr %0\nfldcw %1" :: "m"(before), "m"(control));
    long double x = 3.0L, y;
    __asm__ volatile("fldt %1\nmov $110, %%eax\nsyscall\nfstpt %0" : "=m"(y) : "m"(x) : "rax", "rcx", "r11", "memory");
    printf("x87 stack %d\n", x == y);
}

__attribute__((noinline)) static int red_zone(long number, long a, long b)
{
    int wrong;
    __asm__ volatile(
        "mov $16, %%ecx\nmov $0x5a5a0000, %%r8\n1: mov %%r8, %%r9\nadd %%rcx, %%r9\nneg %%rcx\nmov %%r9, (%%rsp,%%rcx,8)\nneg %%rcx\ndec %%ecx\njnz 1b\n"
        "syscall\n"
        "xor %%r10d, %%r10d\nmov $16, %%ecx\nmov $0x5a5a0000, %%r8\n2: mov %%r8, %%r9\nadd %%rcx, %%r9\nneg %%rcx\ncmp %%r9, (%%rsp,%%rcx,8)\nje 3f\ninc %%r10d\n3: neg %%rcx\ndec %%ecx\njnz 2b\n"
        "mov %%r10d, %0\n" : "=&b"(wrong), "+a"(number) : "D"(a), "S"(b) : "rcx", "rdx", "r8", "r9", "r10", "r11", "memory", "cc");
    return wrong;
}

int main(int argc, char **argv)
{
    enter_scratch(argc, argv);
    __builtin_cpu_init();
    width = __builtin_cpu_supports("avx512f") ? 64 : __builtin_cpu_supports("avx") ? 32 : 16;
    registers = width == 64 ? 32 : 16;
    printf("%d registers of %d bytes\n", registers, width);
    calls();
    signals();
    general();
    struct timespec t = {0, 1000000};
    printf("red zone %d %d %d %d\n", red_zone(SYS_getppid, 0, 0), red_zone(SYS_nanosleep, (long)&t, 0),
        red_zone(SYS_kill, getpid(), SIGUSR1), red_zone(SYS_stat, 8, 8));
    width = 16, registers = 16;
    calls();
    return 0;
}
