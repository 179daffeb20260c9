// Locks that somebody outside has on a file: what fcntl and flock say of them, and that they are waited for.
#include "guest.h"
#include <sys/file.h>

static void say(const char *what, int fd, int command, short type, off_t start, off_t length)
{
    struct flock lock = { .l_type = type, .l_whence = SEEK_SET, .l_start = start, .l_len = length };
    errno = 0;
    int result = fcntl(fd, command, &lock);
    printf("%s: %s", what, result == 0 ? "ok" : error_name(errno));
    if (command == F_GETLK)
        printf(" type %d from %ld length %ld", lock.l_type, (long)lock.l_start, (long)lock.l_len);
    printf("\n");
}

int main(int argc, char **argv)
{
    int fd = open(argv[1], O_RDWR);
    if (argc > 2) {
        // Waits for all of the file, then says so.
        say("whole", fd, F_SETLKW, F_WRLCK, 0, 0);
        TRY(flock(fd, LOCK_EX));
        return 0;
    }
    say("taken", fd, F_SETLK, F_WRLCK, 15, 1);
    say("read taken", fd, F_SETLK, F_RDLCK, 0, 0);
    say("free", fd, F_SETLK, F_WRLCK, 0, 10);
    say("found", fd, F_GETLK, F_RDLCK, 0, 100);
    say("found none", fd, F_GETLK, F_WRLCK, 30, 100);
    TRY(flock(fd, LOCK_SH | LOCK_NB));
    say("unlock", fd, F_SETLK, F_UNLCK, 0, 0);
    return 0;
}
