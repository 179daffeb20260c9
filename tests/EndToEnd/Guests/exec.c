// execve in place: arguments, environment, descriptors, signal state, scripts, and what cannot be run.
#include "guest.h"
#include <pthread.h>

extern char **environ;

static void *wait_forever(void *unused) { for (;;) pause(); return unused; }

static void show_after(int argc, char **argv)
{
    printf("argc %d:", argc);
    for (int i = 1; i < argc; i++) printf(" [%s]", argv[i]);
    printf("\nenvironment:");
    for (char **e = environ; *e; e++) printf(" [%s]", *e);
    printf("\n");
    for (int fd = 50; fd < 53; fd++) printf("descriptor %d %s\n", fd, fcntl(fd, F_GETFD) < 0 ? error_name(errno) : "open");
    struct sigaction a;
    sigaction(SIGUSR1, NULL, &a);
    printf("handled is default %d\n", a.sa_handler == SIG_DFL);
    sigaction(SIGUSR2, NULL, &a);
    printf("ignored stays %d\n", a.sa_handler == SIG_IGN);
    sigset_t mask;
    sigprocmask(SIG_SETMASK, NULL, &mask);
    printf("mask stays %d\n", sigismember(&mask, SIGHUP));
    stack_t s;
    sigaltstack(NULL, &s);
    printf("alternate stack off %d\n", s.ss_flags == SS_DISABLE);
    char here[4096];
    printf("directory stays %d\n", getcwd(here, sizeof here) != NULL && access("script", F_OK) == 0);
    printf("tid is pid %d\n", gettid() == getpid());
    fflush(stdout);
}

static void handler(int s) { (void)s; }

int main(int argc, char **argv)
{
    if (argc > 2 && strncmp(argv[1], "after", 5) == 0) {
        show_after(argc, argv);
        return 42;
    }
    enter_scratch(argc, argv);
    char *self = argv[2];
    char *const none[] = {NULL};
    SHOW(execve("missing", argv, environ));
    SHOW(execve("", argv, environ));
    SHOW(execve(".", argv, environ));
    put_file("not-executable", "#!/bin/sh\n");
    SHOW(execve("not-executable", argv, environ));
    put_file("garbage", "just some text, no program\n");
    chmod("garbage", 0755);
    SHOW(execve("garbage", argv, environ));
    put_file("empty", "");
    chmod("empty", 0755);
    SHOW(execve("empty", argv, environ));
    put_file("bad-script", "#!/no/such/interpreter\n");
    chmod("bad-script", 0755);
    SHOW(execve("bad-script", argv, environ));
    put_file("truncated", "\x7f" "ELF\x02\x01\x01");
    chmod("truncated", 0755);
    SHOW(execve("truncated", argv, environ));
    SHOW(execve(self, (char **)8, environ));
    SHOW(execve(self, argv, (char **)8));
    SHOW(execve((char *)8, argv, environ));
    SHOW(execve("not-executable/x", argv, environ));
    // What must survive and what must not.
    int fd = open("not-executable", O_RDONLY);
    dup2(fd, 50);
    dup3(fd, 51, O_CLOEXEC);
    signal(SIGUSR1, handler), signal(SIGUSR2, SIG_IGN);
    sigset_t mask;
    sigemptyset(&mask), sigaddset(&mask, SIGHUP);
    sigprocmask(SIG_BLOCK, &mask, NULL);
    static char alternate[20000];
    sigaltstack(&(stack_t){.ss_sp = alternate, .ss_size = sizeof alternate}, NULL);
    pthread_t t;
    if (argc > 3 && strcmp(argv[3], "threads") == 0) for (int i = 0; i < 3; i++) pthread_create(&t, NULL, wait_forever, NULL);
    static char line[4300];
    snprintf(line, sizeof line, "#!%s after  one word \nignored\n", self);
    put_file("script", line);
    chmod("script", 0755);
    fflush(stdout);
    if (argc > 3 && strcmp(argv[3], "script") == 0) execve("script", (char *[]){"zero", "two", NULL}, (char *[]){"A=1", NULL});
    else execve(self, (char *[]){"any name", "after", "", "two words", "\xff\x01", NULL}, (char *[]){"A=1", "EMPTY=", "no equals sign", NULL});
    printf("exec failed: %s\n", error_name(errno));
    return 1;
}
