// The child ends as soon as its parent has: the status is the parent's.
#include <unistd.h>

int main(void)
{
    int p[2];
    char byte;
    if (pipe(p)) return 1;
    if (!fork()) {
        close(p[1]);
        read(p[0], &byte, 1);
        _exit(0);
    }
    close(p[0]);
    _exit(3);
}
