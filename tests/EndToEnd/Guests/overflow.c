// The end of the stack: a fault that only an alternate stack can take (sigaltstack(2)).
#include "guest.h"
#include <pthread.h>

static volatile sig_atomic_t seen, seen_code, seen_value;
static sigjmp_buf jump;

static void on(int signal, void (*handler)(int, siginfo_t *, void *), int flags)
{
    struct sigaction a;
    memset(&a, 0, sizeof a);
    a.sa_sigaction = handler;
    a.sa_flags = SA_SIGINFO | flags;
    if (sigaction(signal, &a, NULL) != 0) printf("sigaction %d: %s\n", signal, error_name(errno));
}

static char alternate[65536];
static int deep(int n)
{
    volatile char room[4096];
    room[0] = (char)n;
    return deep(n + 1) + room[0];
}
static volatile int on_alternate;
static void overflowed(int signal, siginfo_t *info, void *context)
{
    char here;
    on_alternate = &here >= alternate && &here < alternate + sizeof alternate;
    stack_t current;
    sigaltstack(NULL, &current);
    seen_value = current.ss_flags;
    stack_t other = {.ss_sp = alternate, .ss_size = sizeof alternate};
    seen_code = sigaltstack(&other, NULL) == 0 ? 0 : errno;
    seen = signal;
    siglongjmp(jump, 1);
}
static void *overflow(void *unused)
{
    stack_t s = {.ss_sp = alternate, .ss_size = sizeof alternate};
    SHOW(sigaltstack(&s, NULL));
    on(SIGSEGV, overflowed, SA_ONSTACK);
    for (int i = 0; i < 2; i++) {
        seen = on_alternate = 0;
        if (sigsetjmp(jump, 1) == 0) deep(0);
        printf("overflow: signal %d on the alternate stack %d flags %d change %s\n", seen, on_alternate, seen_value, error_name(seen_code));
    }
    stack_t off = {.ss_flags = SS_DISABLE}, old;
    SHOW(sigaltstack(&off, &old));
    printf("%d %zu\n", old.ss_sp == alternate, old.ss_size);
    SHOW(sigaltstack(NULL, &old));
    printf("%d\n", old.ss_flags);
    s.ss_size = 100;
    SHOW(sigaltstack(&s, NULL));
    s.ss_flags = 77;
    SHOW(sigaltstack(&s, NULL));
    return unused;
}

int main(void)
{
    pthread_t t;
    overflow(NULL);
    pthread_create(&t, NULL, overflow, NULL);
    pthread_join(t, NULL);
    return 0;
}
