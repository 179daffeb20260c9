// Works in a directory given as argument: reads, writes, names, listings, mappings, times. Prints the same natively.
#include "guest.h"
#include <dirent.h>
#include <sys/mman.h>
#include <sys/stat.h>

static int by_name(const void *a, const void *b) { return strcmp(*(char **)a, *(char **)b); }

static void list(const char *path)
{
    char *names[64];
    int count = 0;
    DIR *directory = opendir(path);
    for (struct dirent *entry; directory && (entry = readdir(directory));)
        if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..")) names[count++] = strdup(entry->d_name);
    if (directory) closedir(directory);
    qsort(names, count, sizeof *names, by_name);
    printf("%s:", path);
    for (int i = 0; i < count; i++) printf(" %s", names[i]);
    puts("");
}

static void outcome(const char *what, long result) { printf("%s %ld %s\n", what, result < 0 ? -1 : result, result < 0 ? strerror(errno) : "ok"); }

int main(int argc, char **argv)
{
    if (chdir(argv[1])) { perror("chdir"); return 1; }
    struct stat status, again;
    char buffer[8192];
    list(".");
    int file = open("input", O_RDONLY);
    outcome("read", read(file, buffer, sizeof buffer));
    outcome("read at the end", read(file, buffer, sizeof buffer));
    outcome("pread", pread(file, buffer, 5, 3));
    printf("%.5s\n", buffer);
    outcome("write to a reader", write(file, "x", 1));
    char *mapped = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, file, 0);
    printf("mapped %.11s\n", mapped);
    mapped[0] = '#';
    outcome("fstat", fstat(file, &status));
    outcome("stat", stat("input", &again));
    printf("same file %d, size %ld, mode %o, links %ld\n", status.st_ino == again.st_ino && status.st_dev == again.st_dev, (long)status.st_size, status.st_mode, (long)status.st_nlink);
    close(file);
    umask(027);
    file = open("made", O_RDWR | O_CREAT | O_EXCL, 0666);
    outcome("create", file < 0 ? -1 : 0);
    outcome("create again", open("made", O_RDWR | O_CREAT | O_EXCL, 0666));
    for (int i = 0; i < 100; i++) write(file, "0123456789", 10);
    outcome("pwrite", pwrite(file, "PLACED", 6, 500));
    outcome("beyond the end", pwrite(file, "END", 3, 100000));
    outcome("seek", lseek(file, -3, SEEK_END));
    outcome("read", read(file, buffer, 10));
    outcome("ftruncate", ftruncate(file, 1010));
    outcome("fsync", fsync(file));
    fstat(file, &status);
    printf("size %ld, mode %o\n", (long)status.st_size, status.st_mode);
    int append = open("made", O_WRONLY | O_APPEND);
    outcome("append", write(append, "appended", 8));
    outcome("position", lseek(append, 0, SEEK_CUR));
    close(append);
    char *shared = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    memcpy(shared + 100, "through memory", 14);
    outcome("read what was written in memory", pread(file, buffer, 14, 100));
    printf("%.14s\n", buffer);
    outcome("write what is mapped", pwrite(file, "through the file", 16, 200));
    printf("%.16s\n", shared + 200);
    outcome("grow", ftruncate(file, 8192));
    shared[8000] = '!';
    outcome("msync", msync(shared, 8192, MS_SYNC));
    close(file);
    shared[8001] = '?';
    outcome("munmap", munmap(shared, 8192));
    file = open("made", O_RDWR);
    outcome("after that", pread(file, buffer, 2, 8000));
    printf("%.2s\n", buffer);
    outcome("mkdir", mkdir("folder", 0777));
    outcome("mkdir again", mkdir("folder", 0777));
    outcome("rename", rename("made", "folder/moved"));
    outcome("link", link("folder/moved", "second"));
    outcome("symlink", symlink("folder/moved", "soft"));
    outcome("readlink", readlink("soft", buffer, sizeof buffer));
    outcome("open by link", open("soft", O_RDONLY | O_NOFOLLOW));
    outcome("stat by link", stat("soft", &status));
    printf("links %ld, size %ld\n", (long)status.st_nlink, (long)status.st_size);
    outcome("rmdir full", rmdir("folder"));
    outcome("rmdir file", rmdir("second"));
    outcome("unlink directory", unlink("folder"));
    outcome("rename onto directory", rename("second", "folder"));
    outcome("rename into itself", rename("folder", "folder/inner"));
    outcome("unlink", unlink("second"));
    outcome("still open", pread(file, buffer, 4, 0));
    outcome("unlink", unlink("folder/moved"));
    fstat(file, &status);
    printf("links %ld\n", (long)status.st_nlink);
    outcome("still open", pread(file, buffer, 4, 500));
    printf("%.4s\n", buffer);
    outcome("dangling", open("soft", O_RDONLY));
    outcome("truncate on open", open("input", O_WRONLY | O_TRUNC) < 0 ? -1 : 0);
    outcome("chmod", chmod("input", 0640));
    struct timespec times[2] = {{1000000000, 5}, {1100000000, 7}};
    outcome("utimensat", utimensat(AT_FDCWD, "input", times, 0));
    stat("input", &status);
    printf("mode %o, size %ld, times %ld.%ld %ld.%ld\n", status.st_mode, (long)status.st_size, (long)status.st_atim.tv_sec, status.st_atim.tv_nsec, (long)status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
    outcome("not a directory", open("input/x", O_RDONLY));
    outcome("nothing", open("nothing", O_RDONLY));
    outcome("a name too long", open(memset(buffer, 'n', 300), O_RDONLY));
    list(".");
    list("folder");
    return 0;
}
