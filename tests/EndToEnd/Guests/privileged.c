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
    TRY_ASM("mov %%cr2, %%rax"); TRY_ASM("mov %%rax, %%cr2"); TRY_ASM("mov %%cr4, %%rax"); TRY_ASM("mov %%cr8, %%rax"); TRY_ASM("mov %%rax, %%cr8");
    TRY_ASM("mov %%dr0, %%rax"); TRY_ASM("mov %%rax, %%dr0"); TRY_ASM("mov %%dr6, %%rax"); TRY_ASM("mov %%rax, %%dr6"); TRY_ASM("mov %%rax, %%dr3");
    TRY_ASM("insl"); TRY_ASM("rep outsl"); TRY_ASM("inw $0x70, %%ax"); TRY_ASM("sysretl"); TRY_ASM("lmsw (%%rdi)"); TRY_ASM("monitor"); TRY_ASM("mwait");
    TRY_ASM("rdmsr"); TRY_ASM("wrmsr"); TRY_ASM("lgdt (%%rdi)"); TRY_ASM("lidt (%%rdi)"); TRY_ASM("lldt %%ax"); TRY_ASM("ltr %%ax");
    TRY_ASM("lmsw %%ax"); TRY_ASM("clts"); TRY_ASM("invlpg (%%rdi)"); TRY_ASM("wbinvd"); TRY_ASM("invd"); TRY_ASM("swapgs");
    TRY_ASM("sysretq"); TRY_ASM("xsetbv"); TRY_ASM("ud2"); TRY_ASM("int3"); TRY_ASM("int $14"); TRY_ASM("int $8"); TRY_ASM("int $0x20"); TRY_ASM("int $2");
    TRY_ASM("mov $0x10, %%eax; mov %%eax, %%ds"); TRY_ASM("mov $0x10, %%eax; mov %%eax, %%ss"); TRY_ASM("mov $0x10, %%eax; mov %%eax, %%gs");
    TRY_ASM("push $0x10; push $0; lretq"); TRY_ASM("push $0x10; push %%rsp; pushf; push $0x08; push $0; iretq");
}

// Ports and registers that machines have something at: each is the fault of an instruction, whatever lies behind it.
static void devices(void)
{
    SECTION("devices");
    static const unsigned short ports[] = {0x20, 0x21, 0x40, 0x43, 0x60, 0x64, 0x70, 0x71, 0x80, 0x92, 0xa0, 0xb2, 0xcf8, 0xcfc, 0xf4, 0x2f8, 0x2fd, 0x3f8, 0x501,
        0x510, 0x511, 0x604, 0xb004, 0x1f0, 0x5658, 0xffff};
    static const unsigned registers[] = {0x10, 0x1b, 0x3a, 0x8b, 0xc1, 0x174, 0x175, 0x176, 0x1d9, 0x277, 0x2ff, 0x6e0, 0x802, 0x40000000, 0x4b564d00, 0xc0000080,
        0xc0000081, 0xc0000082, 0xc0000083, 0xc0000084, 0xc0000100, 0xc0000101, 0xc0000102, 0xc0000103, 0xc0010015, 0xc0010117};
    volatile int faults = 0;
    #define COUNT(...) do { seen = 0; if (!sigsetjmp(again, 1)) { __VA_ARGS__; } CALM(); faults += seen == SIGSEGV; } while (0)
    for (volatile unsigned i = 0; i < sizeof ports / sizeof *ports; i++) {
        COUNT(asm volatile("inb %%dx, %%al" :: "d"(ports[i]) : "eax"));
        COUNT(asm volatile("outb %%al, %%dx" :: "d"(ports[i]), "a"(0)));
        COUNT(asm volatile("inl %%dx, %%eax" :: "d"(ports[i]) : "eax"));
        COUNT(asm volatile("outw %%ax, %%dx" :: "d"(ports[i]), "a"(0)));
    }
    printf("%d of %d ports\n", faults, (int)(4 * sizeof ports / sizeof *ports));
    faults = 0;
    for (volatile unsigned i = 0; i < sizeof registers / sizeof *registers; i++) {
        COUNT(asm volatile("rdmsr" :: "c"(registers[i]) : "eax", "edx"));
        COUNT(asm volatile("wrmsr" :: "c"(registers[i]), "a"(0), "d"(0)));
    }
    printf("%d of %d registers\n", faults, (int)(2 * sizeof registers / sizeof *registers));
    // Every interrupt gate but those for breakpoints, overflow and 32-bit system calls, and those that hypervisors use.
    unsigned char *code = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    faults = 0;
    for (volatile int vector = 0; vector < 256; vector++) {
        if (vector == 3 || vector == 4 || vector >= 0x18 && vector < 0x20 || vector == 0x80) continue;
        code[0] = 0xcd; code[1] = (unsigned char)vector; code[2] = 0xc3;
        COUNT(((void (*)(void))code)());
    }
    printf("%d gates\n", faults);
    munmap(code, 4096);
}

static void addresses(void)
{
    SECTION("addresses of the kernel");
    TOUCH(0xffff888000000000); TOUCH(0xffff888000100000); TOUCH(0xffffffff80200000); TOUCH(0xffff900000000000); TOUCH(0xffff8880fee00000);
    TOUCH(0x8000000000000000); TOUCH(0x00007ffffffff000); TOUCH(0x0000800000000000); TOUCH(0xfffffffffffffff8);
    ATTEMPT("jump to the kernel", ((void (*)(void))0xffffffff80200000)());
    ATTEMPT("jump nowhere", ((void (*)(void))0x8000000000000000)());
    ATTEMPT("jump to the edge", ((void (*)(void))0x00007ffffffff000)());
    ATTEMPT("call the kernel's stacks", ((void (*)(void))0xffff900000000000)());
    ATTEMPT("call all memory", ((void (*)(void))0xffff888000200000)());
    ATTEMPT("exchange", __atomic_exchange_n((int *)0xffffffff80200000, 1, __ATOMIC_SEQ_CST));
    ATTEMPT("copy in", memcpy(alternate, (void *)0xffffffff80200000, 64));
    ATTEMPT("copy out", memcpy((void *)0xffffffff80200000, alternate, 64));
    ATTEMPT("copy over the edge", memset((char *)0x7ffffffff000 - 64, 0, 128));
    ATTEMPT("save state", asm volatile("fxsave64 (%0)" ::"r"(0xffffffff80200000) : "memory"));
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
        // Some hypervisors take NT away.
        printf("%s: %d, kept %lx\n", rows[i].name, result >= 0, after & rows[i].bits & ~0x7000);
        ATTEMPT(rows[i].name, asm volatile("pushf; or %[bits], (%%rsp); popf; ud2" ::[bits] "r"(rows[i].bits) : "memory", "cc"));
    }
}

// A value in GS or FS base across system calls and faults. The C library's own FS base is put back before anything else runs. Only
// what goes wrong is printed: not every kernel offers it.
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
        if (gs != values[i] || fs != values[i] || result < 0) printf("%lx: gs %lx fs %lx result %ld\n", values[i], gs, fs, result);
        seen = 0;
        if (!sigsetjmp(again, 1)) asm volatile("wrgsbase %0; ud2" ::"r"(values[i]) : "memory");
        CALM();
        asm volatile("rdgsbase %0" : "=r"(gs));
        if (seen != SIGILL || gs != values[i]) printf("%lx: signal %d, gs %lx\n", values[i], seen, gs);
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
    switch (wild % 11) {
    case 0: registers[REG_RIP] = (greg_t)edges[next() % 8]; break;
    case 1: registers[REG_RSP] = (greg_t)edges[next() % 8]; break;
    case 2: registers[REG_EFL] = (greg_t)next(); break;
    case 3: registers[REG_CSGSFS] = (greg_t)next(); break;
    case 4: for (int i = 0; i < 512; i++) state[i] = (unsigned char)next(); break;
    case 5: for (int i = 0; i < 64; i++) state[512 + i] = (unsigned char)next(); break;
    // Selectors of kernels: code, data, of 32 bits, of the task, of tables that are not there.
    case 8: registers[REG_CSGSFS] = (greg_t)((uint64_t[]){0x08, 0x10, 0x18, 0x20, 0x28, 0x30, 0x23, 0x2b, 0x33, 0x0b, 0x13, 0x40, 0x7, 0xffff}[next() % 14] | next() << 48); break;
    case 9: registers[REG_CSGSFS] = 0x10; registers[REG_RIP] = (greg_t)edges[next() % 8]; registers[REG_EFL] = 0x3002; break;
    case 10: frame->uc_mcontext.fpregs = (void *)edges[next() % 8]; break;
    case 6: for (int i = 464; i < 1024; i++) if (next() % 16 == 0) state[i] ^= (unsigned char)next(); break;
    default: for (int i = 0; i < 23; i++) registers[i] = (greg_t)edges[next() % 8]; break;
    }
}

static void returns(void)
{
    SECTION("returns from handlers");
    handle(on_wild);
    for (volatile int i = 0; i < 600; i++) {
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
    // A stack for handlers, words that a thread's end writes, and a child's stack in the kernel's half; a call at the last byte of a page.
    for (volatile int i = 0; i < 8; i++) {
        static const uint64_t places[] = {0xffffffff80200000, 0xffff888000100000, 0xffff900000000000, 0x7ffffffff000, ~0ull - 4095, 0x8000000000000000, 0, 0x7fffffffe000};
        stack_t there = {.ss_sp = (void *)places[i], .ss_size = 65536};
        sigaltstack(&there, NULL);
        if (!sigsetjmp(again, 1)) raw(SYS_set_tid_address, (long)places[i]);
        syscall(SYS_set_robust_list, places[i], 24);
        syscall(SYS_arch_prctl, 0x1002, places[i] | 1ull << 63);
        syscall(SYS_arch_prctl, 0x1001, places[i] | 1ull << 63);
        syscall(SYS_arch_prctl, 0x1003, places[i]);
        mmap((void *)(places[i] | 1ull << 63), 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
        munmap((void *)(places[i] | 1ull << 63), 4096);
        mprotect((void *)(places[i] | 1ull << 63), 4096, PROT_READ | PROT_WRITE | PROT_EXEC);
        madvise((void *)(places[i] | 1ull << 63), 4096, MADV_DONTNEED);
        mremap(alternate, 4096, 4096, MREMAP_MAYMOVE | MREMAP_FIXED, (void *)(places[i] | 1ull << 63));
    }
    handle(on_wild);
    for (uint64_t top = 0x7ffffffff000; top >= 0x7fff00000000; top -= top > 0x7fffff000000 ? 4096 : 0x4000000) {
        unsigned char *edge = mmap((void *)(top - 4096), 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
        if (edge != (void *)(top - 4096)) {
            if (edge != MAP_FAILED) munmap(edge, 4096);
            continue;
        }
        edge[4094] = 0x0f; edge[4095] = 0x05;
        long call = SYS_getpid;
        if (!sigsetjmp(again, 1)) asm volatile("jmp *%%rdx" : "+a"(call) : "d"(edge + 4094) : "rcx", "r11", "memory");
        CALM();
        munmap(edge, 4096);
        break;
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
    devices();
    addresses();
    flags();
    bases();
    raw(SYS_getpid, 0);
    returns();
    return 0;
}
