// Tries to get from a granted directory, its first argument, to the file named by the second, and to change the directory.
#include "guest.h"
#include <sys/stat.h>

static void try_open(const char *what, int directory, const char *path, int flags)
{
    int file = openat(directory, path, flags, 0600);
    char byte;
    printf("%s: %s\n", what, file < 0 ? strerror(errno) : read(file, &byte, 1) == 1 ? "READ" : "opened");
    if (file >= 0) close(file);
}

int main(int argc, char **argv)
{
    char path[4096];
    int directory = open(argv[1], O_RDONLY | O_DIRECTORY);
    if (directory < 0) { perror(argv[1]); return 1; }
    try_open("absolute", AT_FDCWD, argv[2], O_RDONLY);
    snprintf(path, sizeof path, "../../../../../..%s", argv[2]);
    try_open("upwards", directory, path, O_RDONLY);
    try_open("absolute link", directory, "absolute", O_RDONLY);
    try_open("relative link", directory, "relative", O_RDONLY);
    try_open("link to a directory", directory, "folder/secret", O_RDONLY);
    snprintf(path, sizeof path, "/proc/self/fd/%d/../../../../../..%s", directory, argv[2]);
    try_open("through /proc", AT_FDCWD, path, O_RDONLY);
    snprintf(path, sizeof path, "/proc/self/fd/%d/absolute", directory);
    try_open("link through /proc", AT_FDCWD, path, O_RDONLY);
    try_open("root of the process", AT_FDCWD, "/proc/self/root/etc/hostname", O_RDONLY);
    for (int descriptor = 3; descriptor < 40; descriptor++) {
        struct stat status;
        if (descriptor != directory && fstat(descriptor, &status) == 0) printf("descriptor %d is visible\n", descriptor);
    }
    try_open("create", directory, "new", O_CREAT | O_WRONLY);
    try_open("write", directory, "inside", O_WRONLY);
    try_open("read", directory, "inside", O_RDONLY);
    printf("mkdir: %s\n", mkdirat(directory, "made", 0700) ? strerror(errno) : "made");
    printf("rename out: %s\n", renameat(directory, "inside", AT_FDCWD, argv[2]) ? strerror(errno) : "moved");
    return 0;
}
