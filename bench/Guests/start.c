// start COUNT INPUT PROGRAM... ::: PROGRAM... starts the two command lines in turn, COUNT times each, and prints for each
// round how many nanoseconds each took from posix_spawn to its end.
#define _GNU_SOURCE
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1e9 + t.tv_nsec;
}

static double run(char **line, const char *input)
{
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    // A make without it finds no compiler; a bundle has an environment of its own.
    char *environment[] = {"PATH=/usr/bin:/bin", NULL};
    pid_t pid;
    int status;
    double from = now();
    if (posix_spawn(&pid, line[0], &actions, NULL, line, environment) != 0 || waitpid(pid, &status, 0) != pid || status != 0) {
        fprintf(stderr, "%s failed\n", line[0]);
        exit(1);
    }
    double took = now() - from;
    posix_spawn_file_actions_destroy(&actions);
    return took;
}

int main(int argc, char **argv)
{
    if (argc < 6) return 2;
    long count = atol(argv[1]);
    char **first = argv + 3, **second = first;
    while (*second && strcmp(*second, ":::") != 0) second++;
    if (!*second) return 2;
    *second++ = NULL;
    run(first, argv[2]), run(second, argv[2]);
    for (long i = 0; i < count; i++) {
        double a = run(first, argv[2]), b = run(second, argv[2]);
        printf("%.0f %.0f\n", a, b);
    }
    return 0;
}
