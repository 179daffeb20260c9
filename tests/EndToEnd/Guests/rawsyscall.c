// `syscall` instructions that no rewriting can have seen: in memory that the program wrote itself.
#include "guest.h"
#include <pthread.h>

typedef long (*call_t)(long, long, long, long, long, long, long);

// number, five arguments and one on the stack, as the C calling convention has them, into a system call.
static const unsigned char code[] = {
    0x48, 0x89, 0xf8,             // mov rax, rdi
    0x48, 0x89, 0xf7,             // mov rdi, rsi
    0x48, 0x89, 0xd6,             // mov rsi, rdx
    0x48, 0x89, 0xca,             // mov rdx, rcx
    0x4d, 0x89, 0xc2,             // mov r10, r8
    0x4d, 0x89, 0xc8,             // mov r8, r9
    0x4c, 0x8b, 0x4c, 0x24, 0x08, // mov r9, [rsp+8]
    0x0f, 0x05,                   // syscall
    0xc3 };

static void use(const char *name, call_t call)
{
    char text[64], path[] = "/dev/null";
    printf("%s: pid %d\n", name, call(SYS_getpid, 0, 0, 0, 0, 0, 0) == getpid());
    printf("  parent %d\n", call(SYS_getppid, 0, 0, 0, 0, 0, 0) == getppid());
    printf("  unknown %ld\n", call(4000, 0, 0, 0, 0, 0, 0));
    printf("  bad descriptor %ld\n", call(SYS_read, 900, (long)text, 1, 0, 0, 0));
    printf("  bad pointer %ld\n", call(SYS_open, 8, 0, 0, 0, 0, 0));
    long fd = call(SYS_open, (long)path, O_RDWR, 0, 0, 0, 0);
    printf("  open %d", fd >= 0);
    printf(" write %ld", call(SYS_write, fd, (long)"x", 1, 0, 0, 0));
    printf(" close %ld\n", call(SYS_close, fd, 0, 0, 0, 0, 0));
    char *m = (char *)call(SYS_mmap, 0, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    m[8191] = 1;
    printf("  mmap %d", m[8191]);
    printf(" munmap %ld\n", call(SYS_munmap, (long)m, 8192, 0, 0, 0, 0));
    int wrong = 0;
    for (int i = 0; i < 1000; i++) wrong += call(SYS_getpid, 0, 0, 0, 0, 0, 0) != getpid();
    printf("  wrong %d\n", wrong);
    fflush(stdout);
    call(SYS_write, 1, (long)"  written by it\n", 16, 0, 0, 0);
}

static void *in_thread(void *call) { use("thread", (call_t)call); return NULL; }
static volatile int handled;
static void handler(int s) { (void)s; handled++; }

int main(void)
{
    unsigned char *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    memcpy(page, code, sizeof code);
    mprotect(page, 4096, PROT_READ | PROT_EXEC);
    use("written, then executable", (call_t)page);
    unsigned char *both = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    memcpy(both + 100, code, sizeof code);
    use("writable and executable", (call_t)(both + 100));
    memcpy(both + 4096 - sizeof code, code, sizeof code);
    use("at the end of a page", (call_t)(both + 4096 - sizeof code));
    pthread_t t;
    pthread_create(&t, NULL, in_thread, page);
    pthread_join(t, NULL);
    signal(SIGUSR1, handler);
    ((call_t)page)(SYS_kill, getpid(), SIGUSR1, 0, 0, 0, 0);
    printf("handled %d\n", handled);
    fflush(stdout);
    ((call_t)page)(SYS_exit_group, 17, 0, 0, 0, 0, 0);
    puts("came back");
    return 0;
}
