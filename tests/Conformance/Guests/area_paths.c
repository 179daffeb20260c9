// Names, directories, permissions and times.
#include "conform.h"
#include <dirent.h>
#include <sys/xattr.h>
#include <utime.h>

static void show_stat(const char *path)
{
    struct stat s;
    if (lstat(path, &s)) { note(" %s:%s", path, error_name(errno)); return; }
    note(" %s:%o links %ld size %ld", path, s.st_mode, S_ISDIR(s.st_mode) ? -1L : (long)s.st_nlink, S_ISDIR(s.st_mode) ? -1L : (long)s.st_size);
}

static void show_times(const char *path)
{
    struct stat s;
    lstat(path, &s);
    // What was set is an old moment; anything else is "now".
    note(" atime %s %ld mtime %s %ld", s.st_atim.tv_sec < 1500000000 ? "set" : "now", s.st_atim.tv_sec < 1500000000 ? s.st_atim.tv_nsec : 0,
        s.st_mtim.tv_sec < 1500000000 ? "set" : "now", s.st_mtim.tv_sec < 1500000000 ? s.st_mtim.tv_nsec : 0);
}

static int entries(int fd, int show)
{
    char buffer[4096];
    int count = 0;
    long length;
    while ((length = syscall(SYS_getdents64, fd, buffer, sizeof buffer)) > 0)
        for (long at = 0; at < length; at += *(unsigned short *)(buffer + at + 16), count++)
            if (show) note(" %s/%d", buffer + at + 19, buffer[at + 18]);
    return count;
}

static void names(void)
{
    CASE("rename over a file") { SHOW(rename("f", "ro")); show_stat("f"); show_stat("ro"); SHOW(read(F, (char[4]){0}, 4)); }
    CASE("rename a directory over an empty one") { SHOW(rename("d", "e")); show_stat("e/x"); show_stat("d"); }
    CASE("rename over a full directory") { SHOW(rename("e", "d")); SHOW(rename("e", "f")); SHOW(rename("f", "e")); }
    CASE("rename into itself") { SHOW(rename("d", "d/y")); SHOW(rename("d", "d/y/z")); SHOW(rename("d", "d")); SHOW(rename("d", "./d")); SHOW(rename("f", "f")); }
    CASE("rename dots") { SHOW(rename(".", "x")); SHOW(rename("d/.", "x")); SHOW(rename("d/..", "x")); SHOW(rename("d", ".")); SHOW(rename("d", "e/..")); SHOW(rename("/", "x")); SHOW(rename("d", "/")); }
    CASE("rename a link, not its target") { SHOW(rename("link", "new")); show_stat("new"); show_stat("f"); }
    CASE("rename to another name of the same file") { SHOW(link("f", "g")); SHOW(rename("f", "g")); show_stat("f"); show_stat("g"); }
    CASE("exchange a file and a directory") { SHOW(syscall(SYS_renameat2, AT_FDCWD, "f", AT_FDCWD, "d", 2)); show_stat("f"); show_stat("d"); show_stat("f/x"); }
    CASE("exchange with what is missing") { SHOW(syscall(SYS_renameat2, AT_FDCWD, "f", AT_FDCWD, "missing", 2)); SHOW(syscall(SYS_renameat2, AT_FDCWD, "d", AT_FDCWD, "d/x", 2)); SHOW(syscall(SYS_renameat2, AT_FDCWD, "d/x", AT_FDCWD, "d", 2)); }
    CASE("rename with trailing slashes") { SHOW(rename("f", "new/")); SHOW(rename("f/", "new")); SHOW(rename("d/", "new/")); SHOW(rename("new", "again/")); show_stat("again"); }
    CASE("rename out of a locked directory") { SHOW(rename("locked/x", "y")); SHOW(rename("f", "locked/y")); SHOW(rename("locked", "l2")); show_stat("l2"); }
    CASE("link to a link") { SHOW(link("link", "l2")); show_stat("l2"); SHOW(linkat(AT_FDCWD, "link", AT_FDCWD, "l3", AT_SYMLINK_FOLLOW)); show_stat("l3"); SHOW(link("dangling", "l4")); SHOW(linkat(AT_FDCWD, "dangling", AT_FDCWD, "l5", AT_SYMLINK_FOLLOW)); }
    CASE("link an open file without a name") {
        int fd = open(".", O_TMPFILE | O_RDWR, 0600);
        char path[64];
        SHOW(write(fd, "tmp", 3));
        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
        SHOW(linkat(AT_FDCWD, path, AT_FDCWD, "t", AT_SYMLINK_FOLLOW));
        show_stat("t");
        SHOW(linkat(fd, "", AT_FDCWD, "t2", AT_EMPTY_PATH));
        fd = open(".", O_TMPFILE | O_RDWR | O_EXCL, 0600);
        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
        SHOW(linkat(AT_FDCWD, path, AT_FDCWD, "t3", AT_SYMLINK_FOLLOW));
    }
    CASE("unlink an open file") {
        SHOW(unlink("f"));
        SHOW(read(F, (char[4]){0}, 4));
        struct stat s;
        fstat(F, &s);
        note(" links %ld", (long)s.st_nlink);
        char text[300] = "";
        readlink("/proc/self/fd/100", text, sizeof text - 1);
        note(" %s", strrchr(text, '/') ? strrchr(text, '/') : text);
        SHOW(linkat(AT_FDCWD, "/proc/self/fd/100", AT_FDCWD, "back", AT_SYMLINK_FOLLOW));
    }
    CASE("unlink a directory, remove a file") { SHOW(unlink("d")); SHOW(rmdir("f")); SHOW(rmdir("d")); SHOW(rmdir("link")); SHOW(rmdir("dlink")); SHOW(unlink("dlink/")); SHOW(rmdir("dlink/")); }
    CASE("remove dots") { SHOW(rmdir(".")); SHOW(rmdir("e/.")); SHOW(rmdir("e/..")); SHOW(rmdir("..")); SHOW(rmdir("/")); SHOW(unlink(".")); SHOW(unlink("..")); SHOW(unlink("/")); SHOW(rmdir("e/")); show_stat("e"); }
    CASE("live on in a removed directory") {
        chdir("e");
        SHOW(rmdir("../e"));
        SHOW(open("x", O_CREAT | O_RDWR, 0600)); SHOW(mkdir("x", 0700)); SHOW(open(".", O_RDONLY)); SHOW(syscall(SYS_getcwd, (char[500]){0}, 500)); SHOW(chdir(".")); SHOW(chdir("..")); show_stat("f");
    }
    CASE("make what is there") { SHOW(mkdir("f", 0700)); SHOW(mkdir("d", 0700)); SHOW(mkdir("dangling", 0700)); SHOW(mkdir("link", 0700)); SHOW(mkdir(".", 0700)); SHOW(mkdir("..", 0700)); SHOW(mkdir("/", 0700)); SHOW(mkdir("d/.", 0700)); SHOW(mkdir("new/", 0700)); SHOW(mkdir("new2//", 0700)); show_stat("new"); }
    CASE("modes of new names") { umask(027); mkdir("m1", 01777); close(open("m2", O_CREAT | O_RDWR, 06777)); mknod("m3", S_IFIFO | 0666, 0); umask(0); mkdir("m4", 07777); symlink("x", "m5"); show_stat("m1"); show_stat("m2"); show_stat("m3"); show_stat("m4"); show_stat("m5"); }
    CASE("create through a dangling link") { TRY(open("dangling", O_CREAT | O_RDWR, 0600)); show_stat("nothing"); SHOW(unlink("nothing")); TRY(open("dangling", O_CREAT | O_EXCL | O_RDWR, 0600)); TRY(open("dangling", O_CREAT | O_NOFOLLOW | O_RDWR, 0600)); TRY(creat("dangling/", 0600)); }
    CASE("create a name that ends in a slash") { TRY(open("new/", O_CREAT | O_RDWR, 0600)); TRY(open("f/", O_CREAT | O_RDWR, 0600)); TRY(open("d/", O_CREAT | O_RDWR, 0600)); TRY(open("d", O_CREAT, 0600)); TRY(open("d", O_CREAT | O_EXCL, 0600)); TRY(open("d", O_CREAT | O_DIRECTORY, 0600)); TRY(open(".", O_RDWR)); TRY(open("d", O_TRUNC)); }
    CASE("a file's rights count at open") { int fd = open("w", O_CREAT | O_RDWR, 0000); SHOW(write(fd, "x", 1)); TRY(open("w", O_RDONLY)); SHOW(fchmod(fd, 0400)); TRY(open("w", O_RDONLY)); TRY(open("w", O_WRONLY)); TRY(open("w", O_RDONLY | O_TRUNC)); show_stat("w"); }
    CASE("many symbolic links") {
        char from[16], to[16];
        int fd = open("f", O_RDONLY);
        close(fd);
        symlink("f", "s0");
        for (int i = 1; i <= 41; i++) { snprintf(from, sizeof from, "s%d", i - 1); snprintf(to, sizeof to, "s%d", i); symlink(from, to); }
        TRY(open("s38", O_RDONLY)); TRY(open("s39", O_RDONLY)); TRY(open("s40", O_RDONLY)); TRY(open("s41", O_RDONLY));
    }
    CASE("symbolic link texts") {
        char text[4200];
        memset(text, 'a', sizeof text);
        text[4095] = 0; TRY(symlink(text, "t1"));
        text[4095] = 'a'; text[4096] = 0; TRY(symlink(text, "t2"));
        TRY(symlink("", "t3")); TRY(symlink("x", "f")); TRY(symlink("x", "new/")); TRY(symlink("/", "t4")); show_stat("t4"); show_stat("t4/"[0] ? "t1" : "");
        char out[10];
        SHOW(readlink("link", out, 1)); SHOW(readlink("t4", out, 10)); SHOW(readlink("f", out, 10)); SHOW(readlink("d", out, 10)); SHOW(readlink("link", out, 0)); SHOW(readlink("link", out, -1));
    }
    CASE("links that end in a slash") { TRY(open("dlink/", O_RDONLY)); TRY(open("dlink/x", O_RDONLY)); TRY(open("link/", O_RDONLY)); TRY(open("dlink", O_RDONLY | O_NOFOLLOW)); TRY(open("dlink/", O_RDONLY | O_NOFOLLOW)); TRY(open("dlink", O_PATH | O_NOFOLLOW)); TRY(open("dlink", O_PATH | O_NOFOLLOW | O_DIRECTORY)); }
    CASE("names of 255 and 256 bytes") { char n[300]; memset(n, 'x', sizeof n); n[255] = 0; TRY(mkdir(n, 0700)); n[255] = 'x'; n[256] = 0; TRY(mkdir(n, 0700)); TRY(open(n, O_RDONLY)); TRY(rename("f", n)); TRY(access(n, 0)); }
    CASE("paths of 4095 and 4096 bytes") { static char p[5000]; for (int i = 0; i < 4096; i += 2) memcpy(p + i, "./", 2); p[4094] = 'f'; p[4095] = 0; TRY(open(p, O_RDONLY)); p[4094] = '/'; p[4095] = 'f'; p[4096] = 0; TRY(open(p, O_RDONLY)); }
    CASE("names with every byte") { char n[] = "a\x01\xff\n b"; TRY(mkdir(n, 0700)); int fd = open(".", O_RDONLY); note(" %d", entries(fd, 0)); SHOW(rmdir(n)); }
    CASE("getcwd sizes") { char text[600]; chdir("d"); long n = syscall(SYS_getcwd, text, sizeof text); note(" %s %d", strrchr(text, '/'), n == (long)strlen(text) + 1); SHOW(syscall(SYS_getcwd, text, n - 1) == -1); SHOW(syscall(SYS_getcwd, text, 1)); SHOW(syscall(SYS_getcwd, text, 0)); }
}

static void directories(void)
{
    CASE("entries") {
        int fd = open(".", O_RDONLY);
        note(" %d", entries(fd, 0));
        note(" again %d", entries(fd, 0));
        SHOW(lseek(fd, 0, SEEK_SET));
        note(" rewound %d", entries(fd, 0));
        fd = open("d", O_RDONLY);
        SHOW(syscall(SYS_getdents64, fd, (char[20]){0}, 20));
        note(" %d", entries(fd, 0));
    }
    CASE("entries of what is removed") { int fd = open("e", O_RDONLY); rmdir("e"); SHOW(syscall(SYS_getdents64, fd, (char[200]){0}, 200)); }
    CASE("entries while names come and go") { int fd = open("e", O_RDONLY); for (int i = 0; i < 50; i++) { char n[20]; snprintf(n, 20, "e/%d", i); close(open(n, O_CREAT, 0600)); } note(" %d", entries(fd, 0)); unlink("e/7"); lseek(fd, 0, SEEK_SET); note(" %d", entries(fd, 0)); }
    CASE("deep directories") { int made = 0; for (int i = 0; i < 60; i++) if (mkdir("deep", 0700) == 0 && chdir("deep") == 0) made++; note(" %d", made); SHOW(chdir("../../..")); TRY(open("deep/deep/deep", O_RDONLY)); TRY(open("deep/deep/deep/deep", O_RDONLY)); }
    CASE("number of links of a directory") { struct stat s; stat("e", &s); note(" %ld", (long)s.st_nlink); mkdir("e/a", 0700); stat("e", &s); note(" %ld", (long)s.st_nlink); rmdir("e/a"); stat("e", &s); note(" %ld", (long)s.st_nlink); }
}

static void permissions(void)
{
    CASE("rights of the owner, not of others") { SHOW(chmod("f", 0077)); TRY(open("f", O_RDONLY)); SHOW(access("f", R_OK)); SHOW(chmod("f", 0700)); SHOW(access("f", X_OK)); }
    CASE("a directory without search") { mkdir("e/s", 0700); chmod("e", 0600); TRY(open("e", O_RDONLY)); TRY(open("e/s", O_RDONLY)); SHOW(access("e/s", F_OK)); SHOW(chdir("e")); TRY(mkdir("e/t", 0700)); show_stat("e/s"); chmod("e", 0700); }
    CASE("a directory without reading") { chmod("d", 0300); TRY(open("d", O_RDONLY)); TRY(open("d/x", O_RDONLY)); TRY(mkdir("d/n", 0700)); SHOW(chdir("d")); }
    CASE("a directory without writing") { chmod("d", 0500); TRY(open("d", O_RDONLY)); TRY(mkdir("d/n", 0700)); SHOW(unlink("d/x")); SHOW(rename("d/x", "d/y")); SHOW(rename("d/x", "y")); SHOW(rename("f", "d/f")); SHOW(link("f", "d/f")); SHOW(symlink("f", "d/l")); TRY(open("d/x", O_RDWR)); TRY(open("d/x", O_CREAT | O_RDWR)); TRY(open("d/z", O_CREAT | O_RDWR)); chmod("d", 0755); }
    CASE("what belongs to root") { TRY(open("/proc/1/mem", O_RDWR) == -1 ? -1 : 0); SHOW(mkdir("/new-name-in-root", 0700)); SHOW(chmod("/", 0777)); SHOW(chown("/", -1, -1)); SHOW(rmdir("/proc")); SHOW(rename("/proc", "/x")); SHOW(unlink("/dev/null")); SHOW(truncate("/proc/self/stat", 0)); }
    CASE("chown by an ordinary user") { SHOW(chown("f", getuid(), -1)); SHOW(chown("f", 0, -1)); SHOW(chown("f", -1, 0)); SHOW(chown("f", getuid(), getgid())); SHOW(lchown("dangling", -1, -1)); SHOW(chown("dangling", -1, -1)); chmod("f", 06755); SHOW(chown("f", -1, getgid())); show_stat("f"); chmod("f", 02644); SHOW(chown("f", -1, getgid())); show_stat("f"); }
    CASE("writing clears set-user-ID") { chmod("f", 06777); SHOW(write(F, "x", 1)); show_stat("f"); chmod("f", 06777); SHOW(ftruncate(F, 10)); show_stat("f"); }
    CASE("set-group-ID directory") { chmod("e", 02755); mkdir("e/s", 0755); close(open("e/f", O_CREAT | O_RDWR, 0644)); show_stat("e"); show_stat("e/s"); show_stat("e/f"); }
    CASE("sticky bit on a file") { SHOW(chmod("f", 01644)); show_stat("f"); SHOW(fchmod(F, 0177777)); show_stat("f"); }
    CASE("chmod of a link") { SHOW(chmod("link", 0600)); show_stat("f"); show_stat("link"); SHOW(syscall(SYS_fchmodat, AT_FDCWD, "link", 0640, AT_SYMLINK_NOFOLLOW)); show_stat("f"); SHOW(chmod("dangling", 0600)); }
    CASE("access asks for the real user") { SHOW(access("shut", F_OK)); SHOW(access("shut", R_OK)); SHOW(access("ro", W_OK)); SHOW(access("d", W_OK | X_OK)); SHOW(access("f", 8)); SHOW(access("f", R_OK | 8)); SHOW(syscall(SYS_faccessat2, AT_FDCWD, "dangling", F_OK, AT_SYMLINK_NOFOLLOW)); SHOW(syscall(SYS_faccessat2, AT_FDCWD, "f", R_OK, AT_EACCESS)); SHOW(syscall(SYS_faccessat2, F, "", R_OK, AT_EMPTY_PATH)); }
    CASE("umask") { SHOW(umask(077)); SHOW(umask(07777)); SHOW(umask(-1)); SHOW(umask(022)); }
    CASE("O_NOATIME") { TRY(open("f", O_RDONLY | O_NOATIME)); TRY(open("/proc/self/status", O_RDONLY | O_NOATIME)); }
}

static void times(void)
{
    static const struct timespec old[2] = {{1000000000, 5}, {1100000000, 7}};
#define SET(a, b) utimensat(AT_FDCWD, "f", (struct timespec[2]){a, b}, 0)
    CASE("set both") { SHOW(utimensat(AT_FDCWD, "f", old, 0)); show_times("f"); }
    CASE("now and omit") {
        struct timespec t[2] = {{9, UTIME_NOW}, {9, UTIME_OMIT}};
        utimensat(AT_FDCWD, "f", old, 0);
        SHOW(utimensat(AT_FDCWD, "f", t, 0)); show_times("f");
        t[0].tv_nsec = t[1].tv_nsec = UTIME_OMIT; SHOW(utimensat(AT_FDCWD, "f", t, 0)); SHOW(utimensat(AT_FDCWD, "missing", t, 0)); SHOW(utimensat(-1, "missing", t, 0));
        t[0].tv_nsec = 1000000000; SHOW(utimensat(AT_FDCWD, "f", t, 0)); t[0].tv_nsec = -1; SHOW(utimensat(AT_FDCWD, "f", t, 0));
        t[0] = (struct timespec){-5, 0}; SHOW(utimensat(AT_FDCWD, "f", t, 0)); show_times("f");
        SHOW(utimensat(AT_FDCWD, "f", NULL, 0)); show_times("f");
    }
    CASE("times of a link") { SHOW(utimensat(AT_FDCWD, "link", old, AT_SYMLINK_NOFOLLOW)); show_times("link"); show_times("f"); }
    CASE("times of a file that is not ours") { SHOW(utimensat(AT_FDCWD, "/", old, 0)); SHOW(utimensat(AT_FDCWD, "/", NULL, 0)); SHOW(utime("/dev/null", NULL)); }
    CASE("times of a file we may only read") { SHOW(utimensat(AT_FDCWD, "ro", NULL, 0)); SHOW(utimensat(AT_FDCWD, "ro", old, 0)); SHOW(utimensat(AT_FDCWD, "shut", old, 0)); show_times("shut"); }
    CASE("writing changes the times") { utimensat(AT_FDCWD, "f", old, 0); SHOW(write(F, "", 0)); show_times("f"); SHOW(write(F, "x", 1)); show_times("f"); }
    CASE("reading changes one") { utimensat(AT_FDCWD, "f", old, 0); SHOW(read(F, (char[1]){0}, 1)); struct stat s; stat("f", &s); note(" mtime %ld", (long)s.st_mtim.tv_sec); }
    CASE("truncating changes the times") { utimensat(AT_FDCWD, "f", old, 0); SHOW(ftruncate(F, 100)); struct stat s; stat("f", &s); note(" %d", s.st_mtim.tv_sec > 1500000000); utimensat(AT_FDCWD, "f", old, 0); SHOW(truncate("f", 100)); stat("f", &s); note(" %d", s.st_mtim.tv_sec > 1500000000); }
    CASE("new names change the directory's") { utimensat(AT_FDCWD, "d", old, 0); close(open("d/n", O_CREAT, 0600)); struct stat s; stat("d", &s); note(" %d", s.st_mtim.tv_sec > 1500000000); utimensat(AT_FDCWD, "d", old, 0); chmod("d/n", 0700); stat("d", &s); note(" %d", s.st_mtim.tv_sec > 1500000000); unlink("d/n"); stat("d", &s); note(" %d", s.st_mtim.tv_sec > 1500000000); }
    CASE("utimes with bad microseconds") { struct timeval t[2] = {{1, 1000000}, {1, 0}}; SHOW(syscall(SYS_utimes, "f", t)); t[0].tv_usec = -1; SHOW(syscall(SYS_utimes, "f", t)); SHOW(syscall(SYS_futimesat, AT_FDCWD, "f", t)); SHOW(syscall(SYS_futimesat, F, NULL, NULL)); SHOW(syscall(SYS_utime, "f", NULL)); show_times("f"); }
}

static void attributes(void)
{
    CASE("statx fills what it is asked") { struct statx s; SHOW(statx(AT_FDCWD, "f", 0, STATX_SIZE, &s)); note(" %d size %ld", (s.stx_mask & STATX_SIZE) != 0, (long)s.stx_size); SHOW(statx(F, "", AT_EMPTY_PATH, STATX_BASIC_STATS, &s)); note(" %o %x", s.stx_mode, s.stx_mask & STATX_BASIC_STATS); SHOW(statx(F, NULL, AT_EMPTY_PATH, STATX_BASIC_STATS, &s)); SHOW(statx(F, "", 0, STATX_BASIC_STATS, &s)); }
    CASE("stat of kinds") { for (int fd = F; fd < FD_END; fd++) { struct stat s; if (fd == SOCK || fd == TIMER || fd == SIGNALFD || fd == INOTIFY) continue; fstat(fd, &s); note(" %o/%ld", s.st_mode & S_IFMT ? s.st_mode : 0, fd == NUL || fd == ZERO ? (long)s.st_rdev : 0); } }
    CASE("device numbers") { struct stat a, b; stat("f", &a); stat("d", &b); note(" same device %d, same file %d", a.st_dev == b.st_dev, a.st_ino == b.st_ino); link("f", "g"); stat("g", &b); note(" linked %d links %ld", a.st_ino == b.st_ino, (long)b.st_nlink); }
    CASE("stat through descriptors") { struct stat s; SHOW(syscall(SYS_newfstatat, F, "", &s, AT_EMPTY_PATH)); SHOW(syscall(SYS_newfstatat, AT_FDCWD, "", &s, AT_EMPTY_PATH)); note(" %d", S_ISDIR(s.st_mode)); SHOW(syscall(SYS_newfstatat, PATHF, "", &s, AT_EMPTY_PATH)); SHOW(syscall(SYS_newfstatat, CLOSED, "/", &s, 0)); SHOW(syscall(SYS_newfstatat, F, "/", &s, 0)); SHOW(syscall(SYS_newfstatat, AT_FDCWD, "loop", &s, AT_SYMLINK_NOFOLLOW)); note(" size %ld", (long)s.st_size); }
    CASE("resolving with openat2") {
        struct { unsigned long flags, mode, resolve; } how = {O_RDONLY, 0, 0};
        static const struct { const char *path; unsigned long resolve; } rows_[] = {
            {"../f", 8}, {"/f", 8}, {"x", 8}, {"../f", 0x10}, {"/x", 0x10}, {"../link", 0x10}, {"../link", 4}, {"x", 4}, {"../dlink/x", 4}, {"/proc/self/exe", 2}, {"../link", 2}, {"/proc", 1}, {"x", 1}, {"x", 0x20}, {"x", 0x40}, {"..", 0x18}};
        for (size_t i = 0; i < sizeof rows_ / sizeof *rows_; i++) {
            if (rows_[i].resolve == 0x20) continue; // RESOLVE_CACHED depends on what the kernel has cached.
            how.resolve = rows_[i].resolve;
            long fd = syscall(SYS_openat2, DIRECTORY, rows_[i].path, &how, sizeof how);
            note(" %s/%lx:%s", rows_[i].path, how.resolve, fd < 0 ? error_name(errno) : "ok");
        }
        how.resolve = 0;
        how.mode = 0600; SHOW(syscall(SYS_openat2, DIRECTORY, "x", &how, sizeof how));
        how.mode = 0; how.flags = 1ul << 40; SHOW(syscall(SYS_openat2, DIRECTORY, "x", &how, sizeof how));
        how.flags = O_CREAT | O_RDWR; how.mode = 010000; SHOW(syscall(SYS_openat2, DIRECTORY, "x", &how, sizeof how));
        how.flags = O_PATH | O_RDWR; how.mode = 0; SHOW(syscall(SYS_openat2, DIRECTORY, "x", &how, sizeof how));
        struct { unsigned long flags, mode, resolve, more; } big = {O_RDONLY, 0, 0, 1};
        SHOW(syscall(SYS_openat2, DIRECTORY, "x", &big, sizeof big)); big.more = 0; TRY(syscall(SYS_openat2, DIRECTORY, "x", &big, sizeof big));
    }
}

void area_paths(void)
{
    covers(SYS_symlink);
    names();
    directories();
    permissions();
    times();
    attributes();
}
