// Processes that share their memory and run at the same time, and the ends of those that hold each other.
#include "guest.h"
#include <sched.h>
#include <sys/wait.h>

static volatile int variable;
static const char *self;
static char *stack;
static int status;

static int store(void *argument)
{
    variable = 42;
    if (argument != NULL) execl(self, self, "-", "child", "sharers", NULL);
    return 5;
}

static int store_later(void *argument)
{
    usleep(50000);
    variable = 43;
    return 6;
}

static int sleep_on(void *argument) { for (;;) pause(); }

static pid_t start(int (*function)(void *), int flags, void *argument)
{
    variable = 0;
    return clone(function, stack + 65536, flags | SIGCHLD, argument);
}

static void reap(const char *what, pid_t child)
{
    int r = waitpid(child, &status, 0);
    printf("%s: %d %x, variable %d\n", what, r == child, status, variable);
}

int main(int argc, char **argv)
{
    if (argc > 3 && strcmp(argv[2], "child") == 0) { puts("exec"); return 8; }
    self = argv[2];
    enter_scratch(argc, argv);
    setvbuf(stdout, NULL, _IONBF, 0);
    stack = mmap(NULL, 65536, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    reap("memory", start(store, CLONE_VM, NULL));
    reap("memory and exec", start(store, CLONE_VM, "exec"));
    reap("all", start(store_later, CLONE_VM | CLONE_FILES | CLONE_FS | CLONE_SIGHAND, NULL));
    reap("memory, held", start(store, CLONE_VM | CLONE_VFORK, NULL));
    pid_t child = start(sleep_on, CLONE_VM, NULL);
    SHOW(kill(child, SIGKILL));
    reap("killed", child);

    child = syscall(SYS_clone, CLONE_VFORK | SIGCHLD, NULL, NULL, NULL, 0L);
    if (child == 0) { usleep(10000); variable = 99; _exit(1); }
    reap("held only", child);
    child = fork();
    if (child == 0) {
        if (vfork() == 0) { usleep(100000); _exit(3); }
        _exit(9);
    }
    usleep(20000);
    SHOW(kill(child, SIGKILL));
    reap("killed while held", child);
    child = fork();
    if (child == 0) { start(store_later, CLONE_VM, NULL); _exit(2); }
    reap("left its sharer", child);

    // The first process ends before the one that has its memory: its status counts.
    start(store_later, CLONE_VM, NULL);
    return 7;
}
