// Listing directories, permissions, owners, times, and the numbers of a file.
#include "guest.h"
#include <dirent.h>
#include <sys/statfs.h>
#include <sys/time.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <utime.h>

static int compare_names(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

static void list(const char *path)
{
    char *names[64];
    int count = 0;
    DIR *d = opendir(path);
    if (!d) { printf("%s: %s\n", path, error_name(errno)); return; }
    for (struct dirent *e; (e = readdir(d)) && count < 64;) {
        names[count] = malloc(300);
        snprintf(names[count++], 300, "%s %d", e->d_name, e->d_type);
    }
    closedir(d);
    qsort(names, count, sizeof *names, compare_names);
    for (int i = 0; i < count; i++) printf("  %s\n", names[i]);
}

static void big(void)
{
    SECTION("a directory of 3000 files");
    char name[64];
    mkdir("big", 0755);
    for (int i = 0; i < 3000; i++) {
        snprintf(name, sizeof name, "big/file-%04d-%.*s", i, i % 30, "abcdefghijklmnopqrstuvwxyz0123");
        close(open(name, O_CREAT | O_WRONLY, 0644));
    }
    DIR *d = opendir("big");
    int count = 0, removed = 0;
    long sum = 0;
    for (struct dirent *e; (e = readdir(d));) {
        count++;
        if (e->d_name[0] != '.') sum += atoi(e->d_name + 5);
        // Every third goes while the listing runs: the others must still come, each once.
        if (e->d_name[0] != '.' && atoi(e->d_name + 5) % 3 == 0) {
            snprintf(name, sizeof name, "big/%s", e->d_name);
            removed += unlink(name) == 0;
        }
    }
    printf("seen %d sum %ld removed %d\n", count, sum, removed);
    rewinddir(d);
    count = 0;
    long place = 0;
    char after[256] = "";
    for (struct dirent *e; (e = readdir(d));) {
        if (count == 500) place = telldir(d);
        if (count == 501) strcpy(after, e->d_name);
        count++;
    }
    printf("left %d\n", count);
    seekdir(d, place);
    struct dirent *again = readdir(d);
    printf("seekdir returns %d\n", again && strcmp(again->d_name, after) == 0);
    closedir(d);
    SHOW(rmdir("big"));
    int fd = open("big", O_RDONLY | O_DIRECTORY);
    char room[64];
    SHOW(syscall(SYS_getdents64, fd, room, 8));
    SHOW(syscall(SYS_getdents64, 999, room, sizeof room));
    close(fd);
    d = opendir("big");
    for (struct dirent *e; (e = readdir(d));) unlinkat(dirfd(d), e->d_name, 0);
    closedir(d);
    SHOW(rmdir("big"));
}

static void kinds(void)
{
    SECTION("kinds");
    mkdir("kinds", 0755);
    put_file("kinds/file", "x");
    mkdir("kinds/directory", 0700);
    symlink("file", "kinds/link");
    SHOW(mknod("kinds/plain", S_IFREG | 0640, 0));
    list("kinds");
    list("missing");
    list("kinds/file");
    int fd = open("kinds/file", O_RDONLY);
    SHOW(syscall(SYS_getdents64, fd, (char[64]){0}, 64));
    close(fd);
}

static void modes(void)
{
    SECTION("modes and owners");
    struct stat s;
    SHOW(umask(027));
    int fd = open("masked", O_CREAT | O_RDWR, 0777);
    fstat(fd, &s);
    printf("%o uid %d gid %d size %ld links %ld\n", s.st_mode, s.st_uid, s.st_gid, (long)s.st_size, (long)s.st_nlink);
    mkdir("masked-d", 01777);
    stat("masked-d", &s);
    printf("%o\n", s.st_mode);
    SHOW(umask(022));
    SHOW(chmod("masked", 04711));
    stat("masked", &s);
    printf("%o\n", s.st_mode);
    SHOW(fchmod(fd, 0604));
    fstat(fd, &s);
    printf("%o\n", s.st_mode);
    SHOW(chmod("missing", 0600));
    SHOW(fchmod(999, 0600));
    SHOW(chown("masked", 12, 34));
    SHOW(fchown(fd, -1, 56));
    stat("masked", &s);
    printf("%d %d\n", s.st_uid, s.st_gid);
    symlink("masked", "masked-link");
    SHOW(lchown("masked-link", 7, 8));
    lstat("masked-link", &s);
    printf("%o %d %d size %ld\n", s.st_mode, s.st_uid, s.st_gid, (long)s.st_size);
    SHOW(chown("missing", 1, 1));
    SHOW(access("masked", F_OK));
    SHOW(access("masked", R_OK | W_OK));
    SHOW(access("masked", 8));
    SHOW(access("missing", F_OK));
    SHOW(access("masked/x", F_OK));
    write(fd, "12345", 5);
    fstat(fd, &s);
    printf("size %ld block %d\n", (long)s.st_size, s.st_blksize >= 512);
    close(fd);
    SHOW(stat("missing", &s));
    SHOW(fstat(999, &s));
    struct statfs f;
    SHOW(statfs(".", &f));
    printf("%d %d\n", f.f_bsize >= 512, f.f_namelen >= 255);
    SHOW(statfs("missing", &f));
    struct statx x;
    memset(&x, 0, sizeof x);
    SHOW(statx(AT_FDCWD, "masked", 0, STATX_BASIC_STATS, &x));
    printf("%o %d %llu %d\n", x.stx_mode, x.stx_uid, (unsigned long long)x.stx_size, (x.stx_mask & STATX_BASIC_STATS) == STATX_BASIC_STATS);
    SHOW(statx(AT_FDCWD, "masked", 0x800000, STATX_BASIC_STATS, &x));
    SHOW(statx(AT_FDCWD, "missing", 0, STATX_BASIC_STATS, &x));
    SHOW(statx(AT_FDCWD, "masked", 0, 0x80000000, &x));
}

static void times(void)
{
    SECTION("times");
    struct stat s;
    put_file("timed", "t");
    struct timespec when[2] = {{1000000000, 123456789}, {1500000000, 987654321}};
    SHOW(utimensat(AT_FDCWD, "timed", when, 0));
    stat("timed", &s);
    printf("%ld.%09ld %ld.%09ld\n", s.st_atim.tv_sec, s.st_atim.tv_nsec, s.st_mtim.tv_sec, s.st_mtim.tv_nsec);
    when[0].tv_nsec = UTIME_OMIT;
    when[1].tv_sec = 1600000000;
    SHOW(utimensat(AT_FDCWD, "timed", when, 0));
    stat("timed", &s);
    printf("%ld %ld\n", s.st_atim.tv_sec, s.st_mtim.tv_sec);
    when[0].tv_nsec = UTIME_NOW;
    SHOW(utimensat(AT_FDCWD, "timed", when, 0));
    stat("timed", &s);
    printf("now %d\n", s.st_atim.tv_sec > 1700000000 && s.st_atim.tv_sec <= time(NULL) + 1);
    when[0].tv_nsec = 1000000000;
    SHOW(utimensat(AT_FDCWD, "timed", when, 0));
    when[0].tv_nsec = 0;
    SHOW(utimensat(AT_FDCWD, "missing", when, 0));
    SHOW(utimensat(AT_FDCWD, "timed", when, 0x8000));
    int fd = open("timed", O_RDWR);
    SHOW(futimens(fd, when));
    SHOW(futimens(fd, NULL));
    SHOW(utime("timed", &(struct utimbuf){100, 200}));
    stat("timed", &s);
    printf("%ld %ld\n", s.st_atim.tv_sec, s.st_mtim.tv_sec);
    symlink("timed", "timed-link");
    when[0].tv_sec = 5, when[1].tv_sec = 6;
    SHOW(utimensat(AT_FDCWD, "timed-link", when, AT_SYMLINK_NOFOLLOW));
    lstat("timed-link", &s);
    printf("%ld\n", s.st_mtim.tv_sec);
    stat("timed", &s);
    printf("%ld\n", s.st_mtim.tv_sec);
    // A write moves the time of the file, a new name that of its directory.
    write(fd, "u", 1);
    fstat(fd, &s);
    printf("written %d\n", s.st_mtim.tv_sec > 1700000000);
    mkdir("timed-d", 0755);
    utimensat(AT_FDCWD, "timed-d", when, 0);
    put_file("timed-d/x", "x");
    stat("timed-d", &s);
    printf("directory %d\n", s.st_mtim.tv_sec > 1700000000);
    struct timespec change = s.st_ctim;
    nanosleep(&(struct timespec){0, 20000000}, NULL);
    chmod("timed-d", 0700);
    stat("timed-d", &s);
    printf("changed %d\n", s.st_ctim.tv_sec > change.tv_sec || s.st_ctim.tv_nsec > change.tv_nsec);
    close(fd);
}

int main(int argc, char **argv)
{
    enter_scratch(argc, argv);
    big();
    kinds();
    modes();
    times();
    return 0;
}
