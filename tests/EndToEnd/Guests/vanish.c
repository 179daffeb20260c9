// A child that the host ends from outside: its parent sees its pipe closed and the status of SIGKILL.
#include "guest.h"
#include <sys/wait.h>

int main(void)
{
    setvbuf(stdout, NULL, _IONBF, 0);
    int p[2], status;
    char byte;
    pipe(p);
    pid_t child = fork();
    if (child == 0) {
        puts("ready");
        for (;;) pause();
    }
    close(p[1]);
    SHOW(read(p[0], &byte, 1));
    printf("%d\n", wait(&status) == child);
    printf("signal %d\n", WTERMSIG(status));
    return 0;
}
