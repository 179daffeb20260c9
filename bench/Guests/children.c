// Child processes: prints the nanoseconds that one of what the first argument names takes, over as many as the second says.
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1e9 + t.tv_nsec;
}

static void check(pid_t child)
{
    int status;
    if (child < 0 || waitpid(child, &status, 0) != child || status != 0) exit(1);
}

int main(int argc, char **argv)
{
    if (argc < 3) return 0;
    long count = atol(argv[2]);
    char *self[] = {argv[0], NULL};
    double start = now();
    if (strcmp(argv[1], "fork") == 0) {
        for (long i = 0; i < count; i++) {
            pid_t child = fork();
            if (child == 0) _exit(0);
            check(child);
        }
    } else if (strcmp(argv[1], "forkexec") == 0) {
        for (long i = 0; i < count; i++) {
            pid_t child = fork();
            if (child == 0) { execv(argv[0], self); _exit(1); }
            check(child);
        }
    } else if (strcmp(argv[1], "spawn") == 0) {
        for (long i = 0; i < count; i++) {
            pid_t child;
            if (posix_spawn(&child, argv[0], NULL, NULL, self, environ) != 0) return 1;
            check(child);
        }
    } else if (strcmp(argv[1], "pipe") == 0) {
        // A byte to the child and back.
        int there[2], back[2];
        char byte = 0;
        if (pipe(there) != 0 || pipe(back) != 0) return 1;
        pid_t child = fork();
        if (child == 0) {
            for (long i = 0; i < count; i++)
                if (read(there[0], &byte, 1) != 1 || write(back[1], &byte, 1) != 1) _exit(1);
            _exit(0);
        }
        for (long i = 0; i < count; i++)
            if (write(there[1], &byte, 1) != 1 || read(back[0], &byte, 1) != 1) return 1;
        check(child);
    } else {
        return 2;
    }
    printf("%f\n", (now() - start) / count);
    return 0;
}
