// A child that is ended from outside before its first thread ("process") or its second one ("thread") has run, and then one that is not.
#include "guest.h"
#include <pthread.h>
#include <string.h>
#include <sys/wait.h>

static void *nothing(void *argument)
{
    return argument;
}

int main(int count, char **arguments)
{
    int threads = count > 1 && strcmp(arguments[1], "thread") == 0, status;
    setvbuf(stdout, NULL, _IONBF, 0);
    for (int i = 0; i < 2; i++) {
        if (fork() == 0) {
            pthread_t thread;
            if (threads && pthread_create(&thread, NULL, nothing, NULL) == 0) pthread_join(thread, NULL);
            _exit(5);
        }
        if (wait(&status) < 0) perror("wait");
        if (WIFSIGNALED(status)) printf("killed %d\n", WTERMSIG(status));
        else printf("exited %d\n", WEXITSTATUS(status));
    }
    return 0;
}
