// Far returns from user code to user code, with which runtimes load all registers at once.
#include "guest.h"

#define PROBE(text, ...) do { if (sigsetjmp(probe_return, 1)) printf("%s: signal %d code %d\n", text, probe_signal, probe_code); \
    else { __VA_ARGS__; printf("%s: nothing\n", text); } } while (0)

static unsigned selector(int stack)
{
    unsigned value;
    if (stack)
        asm("mov %%ss, %0" : "=r"(value));
    else
        asm("mov %%cs, %0" : "=r"(value));
    return value & 0xffff;
}

// Returns to a label with a stack pointer 64 bytes lower and the flags given; tells what arrived there.
static void interrupt_return(unsigned long flags)
{
    unsigned long before, after, seen;
    asm volatile(
        "sub $256, %%rsp\n mov %%rsp, %0\n lea -64(%%rsp), %%rcx\n"
        "push %4\n push %%rcx\n push %5\n push %3\n lea 1f(%%rip), %%rcx\n push %%rcx\n iretq\n"
        "1: mov %%rsp, %1\n pushf\n pop %2\n push $0x202\n popf\n cld\n lea 256(%0), %%rsp\n"
        : "=&r"(before), "=&r"(after), "=&r"(seen)
        : "r"((unsigned long)selector(0)), "r"((unsigned long)selector(1)), "r"(flags) : "rcx", "memory", "cc");
    printf("flags %#lx: stack %ld, flags %#lx\n", flags, (long)(after - before), seen & 0x400cd5);
}

static long far_return(void)
{
    unsigned long before, after;
    asm volatile(
        "sub $256, %%rsp\n mov %%rsp, %0\n push %2\n lea 1f(%%rip), %%rcx\n push %%rcx\n lretq\n"
        "1: mov %%rsp, %1\n lea 256(%0), %%rsp\n"
        : "=&r"(before), "=&r"(after) : "r"((unsigned long)selector(0)) : "rcx", "memory");
    return after - before;
}

int main(void)
{
    SECTION("to itself");
    interrupt_return(0x202);
    interrupt_return(0x202 | 0x8d5);
    interrupt_return(0x202 | 0x400);
    long moved = 0;
    for (int i = 0; i < 1000; i++)
        moved |= far_return();
    printf("far: stack %ld\n", moved);

    SECTION("elsewhere");
    probes_on();
    PROBE("interrupt return to the null selector", asm volatile("sub $128, %%rsp; push $0; push %%rsp; pushf; push $0; push $0; iretq" ::: "memory"));
    PROBE("far return to the null selector", asm volatile("sub $128, %%rsp; push $0; push $0; lretq" ::: "memory"));
    return 0;
}
