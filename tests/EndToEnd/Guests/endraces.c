// Processes that end, start another program or are killed while others of their threads do the same, start threads or fork.
#include "guest.h"
#include <pthread.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#define ROUNDS 100
#define THREADS 4

static pthread_barrier_t together;

static void *start_program(void *unused)
{
    char *const arguments[] = {"endraces", "again", NULL};
    pthread_barrier_wait(&together);
    execv("/proc/self/exe", arguments);
    return unused;
}

static void *exit_together(void *unused)
{
    pthread_barrier_wait(&together);
    _exit(8);
    return unused;
}

static void *sleep_on(void *unused) { for (;;) pause(); return unused; }

static void *start_threads(void *unused)
{
    pthread_attr_t small;
    pthread_t made;
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 1 << 16);
    pthread_barrier_wait(&together);
    for (int i = 0; i < 50; i++) pthread_create(&made, &small, sleep_on, NULL);
    return unused;
}

static void run(void *(*function)(void *), void *(*last)(void *))
{
    pthread_t made;
    pthread_barrier_init(&together, NULL, THREADS);
    for (int i = 1; i < THREADS; i++) pthread_create(&made, NULL, i == 1 ? last : function, NULL);
    function(NULL);
    pause();
}

static void fork_on(void)
{
    for (int i = 0; i < 100; i++)
        if (fork() == 0)
            for (;;) pause();
    for (;;) pause();
}

// One signal to all of a group reaches those too that are being forked.
static void kill_group(void)
{
    int go[2];
    char byte;
    pipe(go);
    pid_t group = fork();
    if (group == 0) {
        setpgid(0, 0);
        for (int i = 0; i < 3; i++)
            if (fork() == 0) fork_on();
        write(go[1], "g", 1);
        fork_on();
    }
    read(go[0], &byte, 1);
    usleep(3000);
    kill(-group, SIGKILL);
    while (wait(NULL) > 0) { }
    close(go[0]);
    close(go[1]);
}

static void count(const char *name, int expected, void *(*function)(void *), void *(*last)(void *))
{
    int right = 0, status;
    for (int i = 0; i < ROUNDS; i++) {
        pid_t child = fork();
        if (child == 0) run(function, last);
        waitpid(child, &status, 0);
        right += WIFEXITED(status) && WEXITSTATUS(status) == expected;
    }
    printf("%s %d\n", name, right);
}

int main(int argc, char **argv)
{
    if (argc > 1) return 7;
    setvbuf(stdout, NULL, _IONBF, 0);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    count("exec while exec", 7, start_program, start_program);
    count("exec while threads start", 7, start_threads, start_program);
    count("exit while threads start", 8, start_threads, exit_together);
    for (int i = 0; i < 10; i++) kill_group();
    puts("killed");
    return 0;
}
