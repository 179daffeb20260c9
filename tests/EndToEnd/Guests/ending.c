// Ends the way its first argument says.
#include "guest.h"
#include <pthread.h>

static void *leave(void *code) { exit((int)(long)code); }
static void *leave_thread(void *unused) { usleep(20000); puts("last thread"); fflush(stdout); return unused; }
static void at_exit(void) { puts("at exit"); }

int main(int argc, char **argv)
{
    const char *how = argv[1];
    long number = argc > 2 ? atol(argv[2]) : 0;
    puts("before");
    if (strcmp(how, "return") == 0) return (int)number;
    if (strcmp(how, "exit") == 0) { atexit(at_exit); exit((int)number); }
    fflush(stdout);
    if (strcmp(how, "_exit") == 0) _exit((int)number);
    if (strcmp(how, "raw-exit") == 0) syscall(SYS_exit, (int)number);
    if (strcmp(how, "signal") == 0) { signal((int)number, SIG_DFL); raise((int)number); }
    if (strcmp(how, "abort") == 0) abort();
    if (strcmp(how, "segv") == 0) *(volatile int *)4 = 1;
    if (strcmp(how, "segv-blocked") == 0) {
        sigset_t all;
        sigfillset(&all);
        signal(SIGSEGV, SIG_IGN);
        sigprocmask(SIG_BLOCK, &all, NULL);
        *(volatile int *)4 = 1;
    }
    if (strcmp(how, "ill") == 0) __asm__ volatile("ud2");
    if (strcmp(how, "fpe") == 0) { volatile int many = 100, zero = 0; return many / zero; }
    if (strcmp(how, "sigpipe") == 0) { int p[2]; pipe(p); close(p[0]); write(p[1], "x", 1); }
    if (strcmp(how, "thread-exit") == 0) { pthread_t t; pthread_create(&t, NULL, leave, (void *)number); for (;;) pause(); }
    if (strcmp(how, "main-leaves") == 0) { pthread_t t; pthread_create(&t, NULL, leave_thread, NULL); pthread_exit(NULL); }
    if (strcmp(how, "thread-segv") == 0) { pthread_t t; pthread_create(&t, NULL, (void *(*)(void *))16, NULL); for (;;) pause(); }
    puts("still here");
    return 0;
}
