// What a program must not do: each attempt is a signal, and leaves nothing behind. Then what a hostile program tries
// on the way into and out of the kernel; of that only the end is printed, since hosts answer it differently.
#include "guest.h"
#include <sys/auxv.h>
#include <ucontext.h>

// A jump out of a handler leaves the flags as they are, and with AC the C library itself would fault.
#define CALM() asm volatile("push $0x202; popf" ::: "memory", "cc")

static sigjmp_buf again;
static volatile int seen, code;
static volatile long fault_address;
static char alternate[65536];

static void on_signal(int signal, siginfo_t *info, void *context)
{
    CALM();
    (void)context;
    seen = signal;
    code = info->si_code;
    fault_address = (long)info->si_addr;
    siglongjmp(again, 1);
}

static void handle(void (*handler)(int, siginfo_t *, void *))
{
    stack_t stack = {.ss_sp = alternate, .ss_size = sizeof alternate};
    sigaltstack(&stack, NULL);
    struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
    for (int signal = 1; signal < 32; signal++)
        if (signal == SIGSEGV || signal == SIGBUS || signal == SIGILL || signal == SIGTRAP || signal == SIGFPE || signal == SIGUSR1)
            sigaction(signal, &action, NULL);
}

#define ATTEMPT(name, ...) do { seen = 0; if (!sigsetjmp(again, 1)) { __VA_ARGS__; } CALM(); \
    printf("%s: signal %d code %d\n", name, seen, code); } while (0)
#define TRY_ASM(text) ATTEMPT(text, asm volatile(text ::"a"(0L), "c"(0xc0000080L), "d"(0L), "D"(again) : "memory"))
#define TOUCH(address) ATTEMPT("read " #address, (void)*(volatile char *)(address)); ATTEMPT("write " #address, *(volatile char *)(address) = 1)

static void instructions(void)
{
    SECTION("instructions of the kernel");
    TRY_ASM("cli"); TRY_ASM("sti"); TRY_ASM("hlt"); TRY_ASM("inb $0x60, %%al"); TRY_ASM("outb %%al, $0x80"); TRY_ASM("outl %%eax, $0xf4");
    TRY_ASM("insb"); TRY_ASM("outsb"); TRY_ASM("mov %%cr0, %%rax"); TRY_ASM("mov %%rax, %%cr0"); TRY_ASM("mov %%cr3, %%rax");
    TRY_ASM("mov %%rax, %%cr3"); TRY_ASM("mov %%rax, %%cr4"); TRY_ASM("mov %%dr7, %%rax"); TRY_ASM("mov %%rax, %%dr7");
    TRY_ASM("rdmsr"); TRY_ASM("wrmsr"); TRY_ASM("lgdt (%%rdi)"); TRY_ASM("lidt (%%rdi)"); TRY_ASM("lldt %%ax"); TRY_ASM("ltr %%ax");
    TRY_ASM("lmsw %%ax"); TRY_ASM("clts"); TRY_ASM("invlpg (%%rdi)"); TRY_ASM("wbinvd"); TRY_ASM("invd"); TRY_ASM("swapgs");
    TRY_ASM("sysretq"); TRY_ASM("xsetbv"); TRY_ASM("ud2"); TRY_ASM("int3"); TRY_ASM("int $14"); TRY_ASM("int $8"); TRY_ASM("int $0x20"); TRY_ASM("int $2");
    TRY_ASM("mov $0x10, %%eax; mov %%eax, %%ds"); TRY_ASM("mov $0x10, %%eax; mov %%eax, %%ss"); TRY_ASM("mov $0x10, %%eax; mov %%eax, %%gs");
    TRY_ASM("push $0x10; push $0; lretq"); TRY_ASM("push $0x10; push %%rsp; pushf; push $0x08; push $0; iretq");
}

static void addresses(void)
{
    SECTION("addresses of the kernel");
    TOUCH(0xffff888000000000); TOUCH(0xffff888000100000); TOUCH(0xffffffff80200000); TOUCH(0xffff900000000000); TOUCH(0xffff8880fee00000);
    TOUCH(0x8000000000000000); TOUCH(0x00007ffffffff000); TOUCH(0x0000800000000000); TOUCH(0xfffffffffffffff8);
    ATTEMPT("jump to the kernel", ((void (*)(void))0xffffffff80200000)());
    ATTEMPT("jump nowhere", ((void (*)(void))0x8000000000000000)());
    ATTEMPT("jump to the edge", ((void (*)(void))0x00007ffffffff000)());
    ATTEMPT("stack in the kernel", asm volatile("mov $0xffffffff80200000, %%rsp; push %%rax" ::: "memory"));
    ATTEMPT("divide", asm volatile("xor %%ecx, %%ecx; idiv %%ecx" ::"a"(1), "d"(0) : "ecx"));
}

static long raw(long number, long a)
{
    long result;
    asm volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(0L), "d"(0L) : "rcx", "r11", "memory");
    return result;
}

static void flags(void)
{
    SECTION("flags at a system call");
    static const struct { const char *name; long bits; } rows[] = {{"AC", 0x40000}, {"DF", 0x400}, {"NT", 0x4000}, {"IOPL", 0x3000}, {"ID", 0x200000}, {"all", 0x247400 | 0x8d5}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        long result, after;
        asm volatile("pushf; or %[bits], (%%rsp); popf; syscall; pushf; pop %[after]; push $0x202; popf"
            : "=&a"(result), [after] "=&r"(after) : "0"((long)SYS_getppid), [bits] "r"(rows[i].bits) : "rcx", "r11", "memory", "cc");
        printf("%s: %d, kept %lx\n", rows[i].name, result >= 0, after & rows[i].bits & ~0x3000);
        ATTEMPT(rows[i].name, asm volatile("pushf; or %[bits], (%%rsp); popf; ud2" ::[bits] "r"(rows[i].bits) : "memory", "cc"));
    }
}

// A value in GS or FS base across system calls and faults. The C library's own FS base is put back before anything else runs.
static void bases(void)
{
    SECTION("bases");
    if (!(getauxval(AT_HWCAP2) & 2))
        return;
    static const long values[] = {0, 0x1234, 0x7fffffffefff, (long)0xffff888000000000, (long)0xffffffff80200000, -1};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        long gs, fs, result = SYS_getppid;
        asm volatile("rdfsbase %%r8; wrgsbase %[v]; wrfsbase %[v]; syscall; rdgsbase %[gs]; rdfsbase %[fs]; wrfsbase %%r8; wrgsbase %[zero]"
            : "+a"(result), [gs] "=&r"(gs), [fs] "=&r"(fs) : [v] "r"(values[i]), [zero] "r"(0L) : "rcx", "r11", "r8", "memory");
        printf("%lx: gs %d fs %d result %d\n", values[i], gs == values[i], fs == values[i], result >= 0);
        ATTEMPT("fault with it in GS", asm volatile("wrgsbase %0; ud2" ::"r"(values[i]) : "memory"));
        asm volatile("rdgsbase %0" : "=r"(gs));
        printf("kept %d\n", gs == values[i]);
    }
    asm volatile("wrgsbase %0" ::"r"(0L));
}

static int wild;
static const unsigned default_mxcsr = 0x1f80;
static uint64_t seed = 88172645463325252u;

static uint64_t next(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    return seed ^= seed << 17;
}

static void on_wild(int signal, siginfo_t *info, void *context)
{
    CALM();
    (void)info;
    ucontext_t *frame = context;
    if (signal != SIGUSR1)
        siglongjmp(again, 1);
    greg_t *registers = frame->uc_mcontext.gregs;
    static const uint64_t edges[] = {0, 0x8000000000000000, 0xffffffff80200000, 0xffff888000100000, 0x7ffffffff000, 0x800000000000, ~0ull, 0x1000};
    unsigned char *state = (unsigned char *)frame->uc_mcontext.fpregs;
    switch (wild % 8) {
    case 0: registers[REG_RIP] = (greg_t)edges[next() % 8]; break;
    case 1: registers[REG_RSP] = (greg_t)edges[next() % 8]; break;
    case 2: registers[REG_EFL] = (greg_t)next(); break;
    case 3: registers[REG_CSGSFS] = (greg_t)next(); break;
    case 4: for (int i = 0; i < 512; i++) state[i] = (unsigned char)next(); break;
    case 5: for (int i = 0; i < 64; i++) state[512 + i] = (unsigned char)next(); break;
    case 6: for (int i = 464; i < 1024; i++) if (next() % 16 == 0) state[i] ^= (unsigned char)next(); break;
    default: for (int i = 0; i < 23; i++) registers[i] = (greg_t)edges[next() % 8]; break;
    }
}

static void returns(void)
{
    SECTION("returns from handlers");
    handle(on_wild);
    for (volatile int i = 0; i < 400; i++) {
        wild = i;
        if (!sigsetjmp(again, 1))
            raise(SIGUSR1);
        CALM();
        asm volatile("fninit; ldmxcsr %0" ::"m"(default_mxcsr));
    }
    // Frames that no handler left: the stack pointer is anywhere.
    for (volatile int i = 0; i < 8; i++) {
        static const uint64_t places[] = {0, 0x8000000000000000, 0xffffffff80200000, 0xffff888000100000, 0x7ffffffff000, 0x7fffffffeff8, ~0ull - 7, 0x1000};
        if (!sigsetjmp(again, 1))
            asm volatile("mov %0, %%rsp; mov $15, %%eax; syscall; ud2" ::"r"(places[i]) : "rax", "memory");
    }
    // Emulators raise the general fault here instead of that of the stack.
    if (!sigsetjmp(again, 1))
        asm volatile("mov $0x8000000000000000, %%rsp; push %%rax" ::: "memory");
    if (!sigsetjmp(again, 1))
        asm volatile("int1");
    if (!sigsetjmp(again, 1))
        asm volatile("int $0x80" ::"a"(20) : "memory");
    if (!sigsetjmp(again, 1))
        asm volatile("mov %%rsp, %%rbp; sysenter" ::"a"(0xffff) : "memory");
    puts("survived");
}

int main(int argc, char **argv)
{
    enter_scratch(argc, argv);
    handle(on_signal);
    instructions();
    addresses();
    flags();
    bases();
    raw(SYS_getpid, 0);
    returns();
    return 0;
}
