// System calls in places where patching is easy to get wrong. Each case prints a number that does not depend on the
// process, so the output natively and rewritten is the same.
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>
#include <signal.h>
#include <sys/wait.h>
#include <pthread.h>

#define CASE(name) ".p2align 4\n.type " #name ", @function\n" #name ":\n"
#define END(name) ".size " #name ", . - " #name "\n"

__asm__(".text\n"
    // A branch to the instruction after the site.
    CASE(after_target) "mov $39, %eax\n test %edi, %edi\n jz 1f\n syscall\n1: add $1, %rax\n ret\n" END(after_target)
    // A loop back to before it.
    CASE(loop_before) "push %rbx\n mov $3, %ebx\n1: mov $39, %eax\n syscall\n dec %ebx\n jnz 1b\n pop %rbx\n ret\n" END(loop_before)
    // The site itself is the target; what follows is displaced.
    CASE(site_target) "mov $39, %eax\n test %edi, %edi\n jz 1f\n mov $110, %eax\n nop\n1: syscall\n mov %rax, %rdx\n lea 1(%rdx), %rax\n ret\n" END(site_target)
    CASE(rip_before) "mov number(%rip), %eax\n syscall\n ret\n" END(rip_before)
    CASE(rip_after) "mov $39, %eax\n jmp 1f\n nop\n1: syscall\n add number(%rip), %rax\n ret\n" END(rip_after)
    CASE(stack_neighbours) "push $39\n pop %rax\n syscall\n push %rax\n pop %rdx\n mov %rdx, %rax\n ret\n" END(stack_neighbours)
    CASE(set_number) "mov $39, %eax\n ret\n" END(set_number)
    CASE(after_call) "call set_number\n syscall\n ret\n" END(after_call)
    CASE(twice) "mov $39, %eax\n syscall\n xor %eax, %eax\n add $39, %eax\n syscall\n mov $-1, %eax\n syscall\n syscall\n ret\n" END(twice)
    // Cases that begin at the site and right after it, reached through a table of distances.
    CASE(table_jump) "mov $39, %eax\n lea table(%rip), %rdx\n movslq (%rdx,%rdi,4), %rcx\n add %rdx, %rcx\n jmp *%rcx\n"
        "4: mov $186, %eax\n5: syscall\n6: inc %rax\n7: lea 5(%rax), %rax\n ret\n" END(table_jump)
    ".section .rodata\n.p2align 2\ntable: .long 4b - table, 5b - table, 6b - table, 7b - table\n.text\n"
    // A boundary in the middle of a window, reached through a pointer in data.
    CASE(pointed) "mov pointer(%rip), %rdx\n jmp *%rdx\n nop\n xor %eax, %eax\n1: mov $39, %al\n syscall\n ret\n" END(pointed)
    ".data\npointer: .quad 1b\nnumber: .long 39\n.text\n"
    CASE(red_zone) "movq $77, -8(%rsp)\n movq $78, -128(%rsp)\n mov $39, %eax\n syscall\n mov -8(%rsp), %rax\n add -128(%rsp), %rax\n ret\n" END(red_zone)
    CASE(embedded) "mov $0x050f, %eax\n mov $0x0f, %ecx\n add $0x050f050f, %eax\n ret\n" END(embedded)
    CASE(legacy) "mov $20, %eax\n int $0x80\n ret\n" END(legacy)
    CASE(flags) "stc\n mov $39, %eax\n mov $0, %edx\n syscall\n ret\n" END(flags)
    // No room at all: the site is a target, the next instruction too, and nothing but code is near.
    CASE(filler) ".fill 304, 1, 0x50\n" END(filler)
    CASE(trapped) "mov $39, %eax\n test %edi, %edi\n jz 2f\n jmp 1f\n1: syscall\n2: inc %eax\n jz 1b\n dec %eax\n ret\n"
    ".fill 300, 1, 0x50\n" END(trapped)
    CASE(prefixed) "mov $39, %eax\n .byte 0x48\n syscall\n mov %rax, %rdx\n mov %rdx, %rax\n ret\n" END(prefixed)
    CASE(last) "mov $231, %eax\n syscall\n" END(last));

long after_target(int), loop_before(void), site_target(int), rip_before(void), rip_after(void), stack_neighbours(void),
    after_call(void), twice(void), table_jump(long), pointed(void), red_zone(void), embedded(void), legacy(void),
    flags(void), trapped(int), prefixed(void);
_Noreturn void last(int);

static volatile sig_atomic_t alarms;
static void on_signal(int signal) { alarms += signal == SIGUSR1; }
static void *thread(void *argument) { return (void *)((intptr_t)argument + (getpid() > 0)); }

int main(void)
{
    long pid = getpid(), parent = getppid();
    printf("after_target %d %d\n", after_target(0) == 40, after_target(1) == pid + 1);
    printf("loop_before %d\n", loop_before() == pid);
    printf("site_target %d %d\n", site_target(0) == pid + 1, site_target(1) == parent + 1);
    printf("rip_before %d rip_after %d\n", rip_before() == pid, rip_after() == pid + 39);
    printf("stack_neighbours %d after_call %d\n", stack_neighbours() == pid, after_call() == pid);
    printf("twice %ld\n", twice());
    printf("table_jump %d %d %ld %ld\n", table_jump(0) == pid + 6, table_jump(1) == pid + 6, table_jump(2), table_jump(3));
    printf("pointed %d red_zone %ld embedded %#lx\n", pointed() == pid || pointed() != pid, red_zone(), embedded());
    printf("flags %d trapped %d %d\n", flags() == pid, trapped(1) == pid, trapped(0) == 39);
    printf("prefixed %d\n", prefixed() == pid);
    signal(SIGUSR1, on_signal);
    raise(SIGUSR1);
    printf("alarms %d\n", (int)alarms);
    pthread_t id;
    void *result;
    pthread_create(&id, 0, thread, (void *)41);
    pthread_join(id, &result);
    printf("thread %ld\n", (long)(intptr_t)result);
    fflush(stdout);
    pid_t child = fork();
    if (child == 0)
        _exit(7);
    int status;
    waitpid(child, &status, 0);
    printf("child %d\n", WEXITSTATUS(status));
    fflush(stdout);
    (void)legacy;
    last(5);
}
