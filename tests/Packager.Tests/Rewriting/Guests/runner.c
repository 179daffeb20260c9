// Runs a rewritten static program, or a rewritten ld.so with its arguments, without a library OS: GS points at a block
// whose first word leads to a stub that makes the real system call and jumps to RCX. A seccomp filter kills the process
// for a system call from anywhere but the stub's page, so a program that ends well had no site unpatched.
// Freestanding: the filter would kill the runner's own libc.
#define _GNU_SOURCE
#include <elf.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <asm/prctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/mman.h>
#include <fcntl.h>
#include <signal.h>
#include <ucontext.h>

extern char gate_page[], gate_entry[], gate_restore[];
long gate_call(long number, long a, long b, long c, long d, long e, long f);

__asm__(
    ".text\n.balign 4096\ngate_page:\n"
    "gate_entry:\n"
    // A child with a stack of its own finds nothing on it, and a vfork child spoils the parent's: their return address
    // waits in the block. rt_sigreturn wants the stack as it is.
    "  cmp $15, %eax\n je 3f\n"
    "  cmp $56, %eax\n je 2f\n  cmp $57, %eax\n je 2f\n  cmp $58, %eax\n je 2f\n  cmp $435, %eax\n je 2f\n"
    "  lea -128(%rsp), %rsp\n push %rcx\n syscall\n pop %rcx\n lea 128(%rsp), %rsp\n jmp *%rcx\n"
    "2: mov %rcx, %gs:8\n syscall\n mov %gs:8, %rcx\n jmp *%rcx\n"
    "3: syscall\n"
    "gate_restore: mov $15, %eax\n syscall\n"
    ".global gate_call\ngate_call:\n"
    "  mov %rdi, %rax\n mov %rsi, %rdi\n mov %rdx, %rsi\n mov %rcx, %rdx\n mov %r8, %r10\n mov %r9, %r8\n"
    "  mov 8(%rsp), %r9\n syscall\n ret\n"
    ".balign 4096\n"
    ".global _start\n_start: mov %rsp, %rdi\n and $-16, %rsp\n call start\n");

static void *block[512] __attribute__((aligned(4096)));
static char alternate[65536] __attribute__((aligned(16)));

static void *fill(void *target, int value, size_t count)
{
    for (char *at = target; count--;)
        *at++ = (char)value;
    return target;
}

void *memset(void *target, int value, size_t count) __attribute__((alias("fill")));

void *memcpy(void *target, const void *source, size_t count)
{
    for (size_t i = 0; i < count; i++)
        ((char *)target)[i] = ((const char *)source)[i];
    return target;
}

static void fail(const char *why)
{
    size_t length = 0;
    while (why[length])
        length++;
    gate_call(SYS_write, 2, (long)why, length, 0, 0, 0);
    gate_call(SYS_exit_group, 99, 0, 0, 0, 0, 0);
}

// The trap handler of a library OS in miniature: a ud2 is a system call that returns to the instruction after it.
static void on_trap(int signal, siginfo_t *info, void *context)
{
    greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
    const unsigned char *at = (const unsigned char *)registers[REG_RIP];
    if (at[0] != 0x0f || at[1] != 0x0b)
        fail("runner: illegal instruction\n");
    registers[REG_RCX] = registers[REG_RIP] + 2;
    registers[REG_RIP] = (greg_t)gate_entry;
}

static void load(int file, unsigned long *entry, unsigned long *headers, unsigned long *count)
{
    static char header[4096];
    gate_call(SYS_pread64, file, (long)header, sizeof header, 0, 0, 0);
    Elf64_Ehdr *elf = (Elf64_Ehdr *)header;
    static Elf64_Phdr table[64];
    *count = elf->e_phnum;
    if (elf->e_phnum > 64)
        fail("runner: too many program headers\n");
    gate_call(SYS_pread64, file, (long)table, elf->e_phnum * sizeof *table, elf->e_phoff, 0, 0);
    unsigned long low = ~0ul, high = 0;
    for (int i = 0; i < elf->e_phnum; i++)
        if (table[i].p_type == PT_LOAD) {
            if (table[i].p_vaddr < low)
                low = table[i].p_vaddr & -4096ul;
            high = (table[i].p_vaddr + table[i].p_memsz + 4095) & -4096ul;
        }
    unsigned long base = elf->e_type == ET_DYN
        ? (unsigned long)gate_call(SYS_mmap, 0, high - low, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) - low
        : 0;
    *headers = 0;
    for (int i = 0; i < elf->e_phnum; i++) {
        Elf64_Phdr *segment = &table[i];
        if (segment->p_type != PT_LOAD)
            continue;
        if (elf->e_phoff >= segment->p_offset && elf->e_phoff < segment->p_offset + segment->p_filesz)
            *headers = base + segment->p_vaddr + elf->e_phoff - segment->p_offset;
        unsigned long start = (base + segment->p_vaddr) & -4096ul, end = base + segment->p_vaddr + segment->p_memsz;
        unsigned long filled = base + segment->p_vaddr + segment->p_filesz;
        int protection = (segment->p_flags & PF_R ? PROT_READ : 0) | (segment->p_flags & PF_W ? PROT_WRITE : 0)
            | (segment->p_flags & PF_X ? PROT_EXEC : 0);
        unsigned long mapped = (filled + 4095) & -4096ul;
        if (segment->p_filesz && gate_call(SYS_mmap, start, mapped - start, protection, MAP_PRIVATE | MAP_FIXED, file,
                segment->p_offset & -4096ul) != (long)start)
            fail("runner: cannot map\n");
        if (end > filled) {
            if (segment->p_filesz && (protection & PROT_WRITE))
                memset((void *)filled, 0, mapped - filled);
            if (!segment->p_filesz)
                mapped = start;
            if (end > mapped)
                gate_call(SYS_mmap, mapped, end - mapped, protection, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
        }
    }
    if (!*headers)
        fail("runner: the program headers are in no segment\n");
    *entry = base + elf->e_entry;
}

static void confine(void)
{
    unsigned long page = (unsigned long)gate_page;
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, instruction_pointer) + 4),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, page >> 32, 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, instruction_pointer)),
        BPF_STMT(BPF_ALU | BPF_AND | BPF_K, 0xfffff000),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)page, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = { sizeof filter / sizeof *filter, filter };
    gate_call(SYS_prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0, 0);
    if (gate_call(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, (long)&program, 0, 0, 0))
        fail("runner: no seccomp\n");
}

void start(unsigned long *stack)
{
    unsigned long count = stack[0];
    char **arguments = (char **)(stack + 1);
    if (count < 2)
        fail("runner: no program\n");
    int file = gate_call(SYS_open, (long)arguments[1], O_RDONLY, 0, 0, 0, 0);
    if (file < 0)
        fail("runner: cannot open\n");
    unsigned long entry, headers, header_count;
    load(file, &entry, &headers, &header_count);
    gate_call(SYS_close, file, 0, 0, 0, 0, 0);
    block[0] = gate_entry;
    gate_call(SYS_arch_prctl, ARCH_SET_GS, (long)block, 0, 0, 0, 0);
    stack_t signals = { alternate, 0, sizeof alternate };
    gate_call(SYS_sigaltstack, (long)&signals, 0, 0, 0, 0, 0);
    struct { void *handler; unsigned long flags; void *restorer; unsigned long mask; } action = {
        on_trap, SA_SIGINFO | SA_ONSTACK | 0x04000000, gate_restore, 0 };
    gate_call(SYS_rt_sigaction, SIGILL, (long)&action, 0, 8, 0, 0);
    confine();

    // argc, argv without the runner, environment, and the auxiliary vector patched for the program. The vDSO is taken
    // away: its fallbacks make system calls that are none of the program's. The result is shorter than the original,
    // so it fits in its place at the top of the stack.
    static unsigned long vector[65536];
    unsigned long *to = vector;
    *to++ = count - 1;
    for (unsigned long i = 0; i + 1 < count; i++)
        *to++ = stack[2 + i];
    *to++ = 0;
    unsigned long *from = stack + count + 2;
    for (; *from; from++)
        *to++ = *from;
    *to++ = 0;
    for (Elf64_auxv_t *aux = (Elf64_auxv_t *)(from + 1);; aux++) {
        unsigned long value = aux->a_un.a_val, type = aux->a_type;
        if (type == AT_SYSINFO_EHDR)
            continue;
        if (type == AT_PHDR)
            value = headers;
        if (type == AT_PHNUM)
            value = header_count;
        if (type == AT_ENTRY)
            value = entry;
        if (type == AT_BASE)
            value = 0;
        *to++ = type;
        *to++ = value;
        if (type == AT_NULL)
            break;
    }
    memcpy(stack, vector, (char *)to - (char *)vector);
    __asm__ volatile("mov %0, %%rsp\n xor %%edx, %%edx\n jmp *%1" : : "r"(stack), "r"(entry) : "rdx");
    __builtin_unreachable();
}
