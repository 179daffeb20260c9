// What fcntl, splice and their kind do: owners and signals of files, locks, extended attributes, openat2, files without names.
#include "guest.h"
#include <linux/openat2.h>
#include <poll.h>
#include <pthread.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/sendfile.h>
#include <sys/statfs.h>
#include <sys/uio.h>
#include <sys/xattr.h>

static char buffer[100000];

static int compare(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

static void show_list(const char *path)
{
    char list[1000], *names[20];
    ssize_t n = listxattr(path, list, sizeof list);
    int count = 0;
    for (ssize_t i = 0; i < n; i += strlen(list + i) + 1)
        names[count++] = list + i;
    qsort(names, count, sizeof *names, compare);
    printf("list %ld:", (long)n);
    for (int i = 0; i < count; i++) printf(" %s", names[i]);
    printf("\n");
}

static void attributes(void)
{
    SECTION("xattr");
    put_file("x", "x");
    symlink("x", "l");
    mkdir("xd", 0755);
    mkfifo("xf", 0600);
    show_list("x");
    SHOW(setxattr("x", "user.one", "1234", 4, 0));
    SHOW(setxattr("x", "user.two", "", 0, XATTR_CREATE));
    SHOW(setxattr("x", "user.two", "22", 2, XATTR_CREATE));
    SHOW(setxattr("x", "user.two", "22", 2, XATTR_REPLACE));
    SHOW(setxattr("x", "user.none", "22", 2, XATTR_REPLACE));
    SHOW(setxattr("x", "user.none", "22", 2, 8));
    SHOW(setxattr("x", "trusted.t", "t", 1, 0));
    SHOW(setxattr("x", "bad", "t", 1, 0));
    SHOW(setxattr("x", "other.bad", "t", 1, 0));
    SHOW(setxattr("x", "user.", "t", 1, 0) != 0);
    SHOW(setxattr("x", "", "t", 1, 0));
    SHOW(setxattr("x", "user.big", buffer, 65537, 0));
    SHOW(setxattr("x", "user.fault", (void *)1, 5, 0));
    SHOW(setxattr("missing", "user.a", "t", 1, 0));
    memset(buffer, 'n', 300), memcpy(buffer, "user.", 5), buffer[300] = 0;
    SHOW(setxattr("x", buffer, "t", 1, 0));
    show_list("x");
    SHOW(getxattr("x", "user.one", NULL, 0));
    memset(buffer, 0, 10);
    SHOW(getxattr("x", "user.one", buffer, 4));
    printf("%s\n", buffer);
    SHOW(getxattr("x", "user.one", buffer, 3));
    SHOW(getxattr("x", "user.none", buffer, 3));
    SHOW(getxattr("x", "other.none", buffer, 3));
    SHOW(getxattr("l", "user.one", buffer, 10));
    SHOW(lgetxattr("l", "user.one", buffer, 10));
    SHOW(lsetxattr("l", "user.one", buffer, 10, 0));
    SHOW(setxattr("l", "user.through", "z", 1, 0));
    SHOW(listxattr("x", buffer, 5));
    SHOW(listxattr("x", NULL, 0));
    SHOW(setxattr("xd", "user.d", "d", 1, 0));
    SHOW(setxattr("xf", "user.f", "d", 1, 0));
    SHOW(getxattr("xf", "user.f", buffer, 1));
    int fd = open("x", O_RDONLY), path = open("x", O_PATH);
    SHOW(fgetxattr(fd, "user.two", buffer, 10));
    SHOW(fsetxattr(fd, "user.three", "3", 1, 0));
    SHOW(fgetxattr(path, "user.two", buffer, 10));
    SHOW(fremovexattr(fd, "user.three"));
    SHOW(flistxattr(fd, NULL, 0));
    SHOW(fgetxattr(77, "user.two", buffer, 10));
    SHOW(removexattr("x", "user.two"));
    SHOW(removexattr("x", "user.two"));
    SHOW(lremovexattr("l", "user.two"));
    show_list("x");
    close(fd), close(path);
}

static volatile int got, got_fd, got_code;
static void on_io(int signal, siginfo_t *info, void *context) { (void)context; got = signal, got_fd = info->si_fd, got_code = info->si_code; }

static void owners(void)
{
    SECTION("owners");
    int p[2];
    pipe(p);
    struct sigaction a = {.sa_sigaction = on_io, .sa_flags = SA_SIGINFO};
    sigaction(SIGIO, &a, NULL), sigaction(SIGRTMIN, &a, NULL);
    SHOW(fcntl(p[0], F_GETOWN));
    SHOW(fcntl(p[0], F_GETSIG));
    SHOW(fcntl(p[0], F_SETOWN, getpid()));
    printf("own %d\n", fcntl(p[0], F_GETOWN) == getpid());
    SHOW(fcntl(p[0], F_SETOWN, 4000000));
    SHOW(fcntl(p[0], F_SETSIG, 65));
    SHOW(write(p[1], "x", 1));
    printf("quiet %d\n", got);
    SHOW(fcntl(p[0], F_SETFL, O_ASYNC) );
    SHOW(fcntl(p[0], F_GETFL) & O_ASYNC);
    SHOW(write(p[1], "x", 1));
    printf("signal %d\n", got == SIGIO);
    got = 0;
    SHOW(fcntl(p[0], F_SETSIG, SIGRTMIN));
    SHOW(fcntl(p[0], F_GETSIG) == SIGRTMIN);
    SHOW(write(p[1], "x", 1));
    printf("signal %d fd %d code %d\n", got == SIGRTMIN, got_fd == p[0], got_code);
    got = 0;
    SHOW(fcntl(p[0], F_SETFL, 0));
    SHOW(write(p[1], "x", 1));
    printf("quiet %d\n", got);
    struct f_owner_ex o = {F_OWNER_TID, gettid()};
    SHOW(fcntl(p[0], F_SETOWN_EX, &o));
    memset(&o, 9, sizeof o);
    SHOW(fcntl(p[0], F_GETOWN_EX, &o));
    printf("%d %d\n", o.type, o.pid == gettid());
    o.type = 7;
    SHOW(fcntl(p[0], F_SETOWN_EX, &o));
    int on = 1, file = open("plain", O_CREAT | O_RDWR, 0644);
    SHOW(ioctl(p[0], FIOASYNC, &on));
    SHOW(fcntl(p[0], F_GETFL) & O_ASYNC);
    SHOW(ioctl(file, FIOASYNC, &on));
    SHOW(fcntl(file, F_SETFL, O_ASYNC));
    SHOW(fcntl(file, F_GETFL) & O_ASYNC);
    SHOW(fcntl(file, F_SETPIPE_SZ, 4096));
    SHOW(fcntl(p[0], F_SETPIPE_SZ, 100));
    SHOW(fcntl(p[0], F_SETPIPE_SZ, 70000));
    SHOW(fcntl(p[1], F_GETPIPE_SZ));
    SHOW(fcntl(p[0], 9999, 0));
    SHOW(fcntl(99, F_GETFD));
    close(p[0]), close(p[1]), close(file);
}

static void show_lock(int fd, int command, int type, long start, long length)
{
    struct flock l = {.l_type = type, .l_whence = SEEK_SET, .l_start = start, .l_len = length};
    int r = fcntl(fd, command, &l);
    printf("lock %d %ld+%ld: %s type %d whence %d start %ld length %ld pid %d\n", type, start, length, r == 0 ? "ok" : error_name(errno),
        l.l_type, l.l_whence, (long)l.l_start, (long)l.l_len, l.l_pid == getpid() ? 1 : l.l_pid);
}

static void set_lock(int fd, int command, int type, long start, long length)
{
    struct flock l = {.l_type = type, .l_whence = SEEK_SET, .l_start = start, .l_len = length};
    printf("set %d %ld+%ld: %s\n", type, start, length, fcntl(fd, command, &l) == 0 ? "ok" : error_name(errno));
}

static void locks(void)
{
    SECTION("locks");
    int a = open("locked", O_CREAT | O_RDWR, 0644), b = open("locked", O_RDWR), r = open("locked", O_RDONLY);
    set_lock(a, F_SETLK, F_WRLCK, 0, 10);
    set_lock(a, F_SETLK, F_WRLCK, 10, 10);
    set_lock(a, F_SETLK, F_WRLCK, 30, 10);
    show_lock(b, F_OFD_GETLK, F_WRLCK, 0, 0);
    show_lock(b, F_OFD_GETLK, F_RDLCK, 25, 100);
    show_lock(b, F_GETLK, F_WRLCK, 0, 0);
    set_lock(a, F_SETLK, F_RDLCK, 5, 5);
    show_lock(b, F_OFD_GETLK, F_WRLCK, 6, 1);
    show_lock(b, F_OFD_GETLK, F_RDLCK, 6, 1);
    show_lock(b, F_OFD_GETLK, F_WRLCK, 12, 1);
    set_lock(b, F_OFD_SETLK, F_RDLCK, 6, 1);
    set_lock(b, F_OFD_SETLK, F_WRLCK, 6, 1);
    set_lock(a, F_SETLK, F_UNLCK, 0, 0);
    set_lock(b, F_OFD_SETLK, F_WRLCK, 6, 1);
    show_lock(a, F_GETLK, F_RDLCK, 0, 0);
    show_lock(a, F_OFD_GETLK, F_RDLCK, 0, 0);
    set_lock(r, F_SETLK, F_WRLCK, 0, 1);
    set_lock(r, F_SETLK, F_RDLCK, 0, 1);
    set_lock(r, F_SETLK, 7, 0, 1);
    set_lock(r, F_SETLK, F_RDLCK, -5, 1);
    set_lock(r, F_SETLK, F_RDLCK, 5, -3);
    show_lock(b, F_OFD_GETLK, F_WRLCK, 0, 6);
    set_lock(r, F_SETLK, F_RDLCK, 5, -6);
    set_lock(r, F_SETLK, F_RDLCK, LONG_MAX, 2);
    SHOW(flock(a, LOCK_SH));
    SHOW(flock(b, LOCK_SH | LOCK_NB));
    SHOW(flock(b, LOCK_EX | LOCK_NB));
    SHOW(flock(a, LOCK_UN));
    SHOW(flock(b, LOCK_EX | LOCK_NB));
    SHOW(flock(r, LOCK_SH | LOCK_NB));
    SHOW(flock(a, 77));
    SHOW(flock(99, LOCK_SH));
    close(b);
    SHOW(flock(r, LOCK_SH | LOCK_NB));
    show_lock(a, F_OFD_GETLK, F_WRLCK, 0, 0);
    close(a);
    show_lock(r, F_OFD_GETLK, F_RDLCK, 0, 0);
    close(r);
}

static void splicing(void)
{
    SECTION("splice");
    int p[2], q[2], f = open("from", O_CREAT | O_RDWR | O_TRUNC, 0644), t = open("to", O_CREAT | O_RDWR | O_TRUNC, 0644);
    pipe(p), pipe2(q, O_NONBLOCK);
    for (int i = 0; i < 20000; i++) buffer[i] = (char)(i * 7);
    write(f, buffer, 20000);
    loff_t at = 5000, to = 100;
    SHOW(splice(f, &at, p[1], NULL, 10000, 0));
    SHOW(at);
    SHOW(splice(p[0], NULL, t, &to, 100000, 0));
    SHOW(to);
    SHOW(splice(p[0], NULL, t, NULL, 10, SPLICE_F_NONBLOCK));
    SHOW(splice(f, NULL, p[1], NULL, 10, 0));
    SHOW(splice(f, NULL, t, NULL, 10, 0));
    SHOW(splice(p[0], &at, t, NULL, 10, 0));
    SHOW(splice(f, NULL, p[1], NULL, 10, 0x80));
    SHOW(splice(99, NULL, p[1], NULL, 10, 0));
    SHOW(splice(f, NULL, p[0], NULL, 10, 0));
    SHOW(splice(f, NULL, p[1], NULL, 0, 0));
    write(p[1], "hello", 5);
    SHOW(tee(p[0], q[1], 3, 0));
    SHOW(tee(p[0], q[1], 100, 0));
    SHOW(tee(p[0], p[1], 100, 0));
    SHOW(tee(f, p[1], 100, 0));
    SHOW(read(q[0], buffer, 100));
    printf("%.8s\n", buffer);
    SHOW(splice(p[0], NULL, q[1], NULL, 3, 0));
    SHOW(read(q[0], buffer, 100));
    SHOW(read(p[0], buffer, 100));
    SHOW(tee(p[0], q[1], 10, SPLICE_F_NONBLOCK));
    struct iovec v[2] = {{"gather", 6}, {"ed", 2}};
    SHOW(vmsplice(q[1], v, 2, 0));
    memset(buffer, 0, 20);
    struct iovec w[1] = {{buffer, 20}};
    SHOW(vmsplice(q[0], w, 1, 0));
    printf("%s\n", buffer);
    SHOW(vmsplice(q[0], w, 1, SPLICE_F_NONBLOCK));
    SHOW(vmsplice(q[0], w, 1, 0x80));
    SHOW(vmsplice(f, w, 1, 0));
    SHOW(vmsplice(99, w, 1, 0));
    SHOW(vmsplice(q[0], w, 2000, 0));
    SHOW(vmsplice(q[1], v, 0, 0));
    lseek(f, 0, SEEK_SET), lseek(t, 0, SEEK_SET);
    off_t o = 10;
    SHOW(sendfile(t, f, &o, 100));
    SHOW(o);
    SHOW(sendfile(t, f, NULL, 100000));
    SHOW(lseek(f, 0, SEEK_CUR));
    SHOW(sendfile(t, f, NULL, 100));
    SHOW(sendfile(t, p[0], NULL, 100));
    SHOW(sendfile(p[1], f, &o, 50));
    o = -1;
    SHOW(sendfile(t, f, &o, 100));
    SHOW(sendfile(99, f, NULL, 1));
    at = 0, to = 50000;
    SHOW(copy_file_range(f, &at, t, &to, 1000, 0));
    SHOW(copy_file_range(f, &at, t, &to, 1000, 1));
    SHOW(copy_file_range(p[0], NULL, t, &to, 1000, 0));
    at = 0, to = 500;
    SHOW(copy_file_range(f, &at, f, &to, 1000, 0));
    struct stat s;
    fstat(t, &s);
    SHOW(s.st_size);
    close(p[0]), close(p[1]), close(q[0]), close(q[1]), close(f), close(t);
}

static void storage(void)
{
    SECTION("fallocate");
    int f = open("store", O_CREAT | O_RDWR | O_TRUNC, 0644), r = open("store", O_RDONLY), p[2];
    pipe(p);
    memset(buffer, 'x', 20000);
    write(f, buffer, 20000);
    struct stat s;
    SHOW(fallocate(f, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 4096, 8192));
    SHOW(fallocate(f, FALLOC_FL_PUNCH_HOLE, 4096, 8192));
    SHOW(lseek(f, 0, SEEK_HOLE));
    SHOW(lseek(f, 4096, SEEK_DATA));
    SHOW(lseek(f, 12288, SEEK_HOLE));
    SHOW(lseek(f, 20000, SEEK_DATA));
    SHOW(fallocate(f, 0, 30000, 100));
    fstat(f, &s);
    SHOW(s.st_size);
    SHOW(fallocate(f, FALLOC_FL_KEEP_SIZE, 40000, 100));
    fstat(f, &s);
    SHOW(s.st_size);
    SHOW(fallocate(f, FALLOC_FL_ZERO_RANGE, 100, 10));
    SHOW(pread(f, buffer, 200, 0));
    printf("%d %d %d %d\n", buffer[99], buffer[100], buffer[109], buffer[110]);
    SHOW(fallocate(f, 0, -1, 100));
    SHOW(fallocate(f, 0, 0, 0));
    SHOW(fallocate(f, 0x1000, 0, 1));
    SHOW(fallocate(r, 0, 0, 1));
    SHOW(fallocate(p[1], 0, 0, 1));
    SHOW(fallocate(99, 0, 0, 1));
    SHOW(fallocate(f, 0, LONG_MAX, LONG_MAX));
    SHOW(posix_fallocate(f, 0, 50000));
    fstat(f, &s);
    SHOW(s.st_size);
    SHOW(posix_fadvise(f, 0, 0, POSIX_FADV_DONTNEED));
    SHOW(posix_fadvise(p[0], 0, 0, POSIX_FADV_DONTNEED));
    SHOW(posix_fadvise(f, 0, 0, 77));
    SHOW(readahead(f, 0, 100));
    SHOW(readahead(99, 0, 100));
    SHOW(sync_file_range(f, 0, 0, 7));
    SHOW(sync_file_range(f, 0, 0, 8));
    SHOW(fsync(f)); SHOW(fdatasync(f)); SHOW(syncfs(f)); SHOW(fsync(p[0])); SHOW(fsync(99));
    close(f), close(r), close(p[0]), close(p[1]);
}

static long open2(int dir, const char *path, long flags, long mode, long resolve)
{
    struct open_how how = {.flags = flags, .mode = mode, .resolve = resolve};
    long fd = syscall(SYS_openat2, dir, path, &how, sizeof how);
    if (fd >= 0) { close(fd); return 0; }
    return fd;
}

static void unnamed(void)
{
    SECTION("O_TMPFILE");
    char path[64];
    int f = open(".", O_TMPFILE | O_RDWR, 0640), g = open(".", O_TMPFILE | O_RDWR | O_EXCL, 0600);
    struct stat s;
    write(f, "data", 4);
    fstat(f, &s);
    printf("%ld %o\n", (long)s.st_nlink, s.st_mode);
    sprintf(path, "/proc/self/fd/%d", f);
    SHOW(linkat(AT_FDCWD, path, AT_FDCWD, "linked", 0));
    SHOW(linkat(AT_FDCWD, path, AT_FDCWD, "linked", AT_SYMLINK_FOLLOW));
    SHOW(linkat(AT_FDCWD, path, AT_FDCWD, "linked", AT_SYMLINK_FOLLOW));
    SHOW(linkat(f, "", AT_FDCWD, "linked2", AT_EMPTY_PATH));
    SHOW(linkat(f, "", AT_FDCWD, "linked3", 0));
    fstat(f, &s);
    printf("%ld\n", (long)s.st_nlink);
    SHOW(unlink("linked")); SHOW(unlink("linked2"));
    SHOW(linkat(AT_FDCWD, path, AT_FDCWD, "linked", AT_SYMLINK_FOLLOW));
    sprintf(path, "/proc/self/fd/%d", g);
    SHOW(linkat(AT_FDCWD, path, AT_FDCWD, "linked", AT_SYMLINK_FOLLOW));
    SHOW(open(".", O_TMPFILE | O_RDONLY, 0640));
    SHOW(open("x", O_TMPFILE | O_RDWR, 0640));
    SHOW(open("missing", O_TMPFILE | O_RDWR, 0640));
    SHOW(linkat(AT_FDCWD, "x", AT_FDCWD, "y", 0x4000));
    close(f), close(g);

    SECTION("O_PATH");
    f = open("x", O_PATH);
    SHOW(read(f, buffer, 1)); SHOW(write(f, buffer, 1)); SHOW(lseek(f, 0, 0)); SHOW(fchmod(f, 0600)); SHOW(fchown(f, 0, 0));
    SHOW(ioctl(f, FIONREAD, buffer)); SHOW(fcntl(f, F_GETFL)); SHOW(fcntl(f, F_SETFL, O_NONBLOCK)); SHOW(fcntl(f, F_GETFD));
    SHOW(fstat(f, &s)); SHOW(fsync(f)); SHOW(ftruncate(f, 0)); SHOW(flock(f, LOCK_SH)); SHOW(futimens(f, NULL));
    SHOW(mmap(NULL, 1, PROT_READ, MAP_PRIVATE, f, 0)); SHOW(fchdir(f)); SHOW(fallocate(f, 0, 0, 1));
    struct pollfd p = {f, POLLIN, 0};
    SHOW(poll(&p, 1, 0)); printf("%x\n", p.revents);
    sprintf(path, "/proc/self/fd/%d", f);
    int h = open(path, O_RDWR);
    SHOW(read(h, buffer, 1));
    close(f), close(h);
    f = open("l", O_PATH | O_NOFOLLOW);
    SHOW(readlinkat(f, "", buffer, 10));
    SHOW(fstat(f, &s)); printf("%o\n", s.st_mode);
    sprintf(path, "/proc/self/fd/%d", f);
    SHOW(open(path, O_RDONLY));
    close(f);
    f = open("xd", O_PATH | O_DIRECTORY);
    SHOW(openat(f, "../x", O_RDONLY) >= 0); SHOW(fchdir(f)); SHOW(chdir(".."));
    SHOW(open("x", O_PATH | O_DIRECTORY));
    close(f);
}

static void resolving(void)
{
    SECTION("openat2");
    mkdir("top", 0755), mkdir("top/in", 0755);
    put_file("top/a", "a"), put_file("outside", "o");
    symlink("../outside", "top/out"), symlink("a", "top/inner"), symlink("/a", "top/absolute"), symlink("in/../a", "top/updown"), symlink("top", "linktop");
    int d = open("top", O_RDONLY | O_DIRECTORY);
    const char *paths[] = {"a", "inner", "out", "absolute", "updown", "..", "../outside", "in/..", "in/../..", "/a", "/", ".", "in/../../top/a"};
    for (int i = 0; i < 13; i++) {
        printf("%s:", paths[i]);
        long resolves[] = {0, RESOLVE_BENEATH, RESOLVE_IN_ROOT, RESOLVE_NO_SYMLINKS, RESOLVE_NO_MAGICLINKS, RESOLVE_NO_XDEV};
        // An absolute link crosses mounts or not, as the machine has it.
        for (int k = 0; k < (i == 3 ? 5 : 6); k++)
            printf(" %s", open2(d, paths[i], O_RDONLY, 0, resolves[k]) == 0 ? "ok" : error_name(errno));
        printf("\n");
    }
    char path[64];
    sprintf(path, "/proc/self/fd/%d", d);
    SHOW(open2(AT_FDCWD, path, O_RDONLY, 0, 0));
    SHOW(open2(AT_FDCWD, path, O_RDONLY, 0, RESOLVE_NO_MAGICLINKS));
    SHOW(open2(AT_FDCWD, path, O_RDONLY, 0, RESOLVE_NO_SYMLINKS));
    SHOW(open2(AT_FDCWD, path, O_RDONLY, 0, RESOLVE_IN_ROOT));
    SHOW(open2(AT_FDCWD, "/proc/self/stat", O_RDONLY, 0, RESOLVE_NO_XDEV));
    SHOW(open2(AT_FDCWD, "linktop/a", O_RDONLY, 0, RESOLVE_NO_SYMLINKS));
    SHOW(open2(AT_FDCWD, "x", O_RDONLY, 0600, 0));
    SHOW(open2(AT_FDCWD, "new", O_CREAT | O_RDWR, 010000, 0));
    SHOW(open2(AT_FDCWD, "x", 1L << 40, 0, 0));
    SHOW(open2(AT_FDCWD, "x", 0, 0, 0x1000));
    SHOW(open2(d, "a", 0, 0, RESOLVE_BENEATH | RESOLVE_IN_ROOT));
    SHOW(open2(d, "a", O_PATH | O_RDWR, 0, 0));
    SHOW(open2(d, "new", O_CREAT | O_RDWR, 0600, RESOLVE_BENEATH));
    SHOW(open2(d, "../new", O_CREAT | O_RDWR, 0600, RESOLVE_BENEATH));
    SHOW(open2(d, "/new2", O_CREAT | O_RDWR, 0600, RESOLVE_IN_ROOT));
    SHOW(access("top/new2", F_OK));
    struct open_how how[2] = {{0}};
    SHOW(syscall(SYS_openat2, d, "a", how, 8));
    SHOW(syscall(SYS_openat2, d, "a", how, 48) >= 0);
    how[1].flags = 1;
    SHOW(syscall(SYS_openat2, d, "a", how, 48));
    SHOW(syscall(SYS_openat2, d, "a", how, 5000));
    close(d);
}

static void closing(void)
{
    SECTION("close_range");
    for (int i = 40; i < 50; i++) dup2(1, i);
    SHOW(close_range(45, 47, CLOSE_RANGE_CLOEXEC));
    for (int i = 44; i < 49; i++) printf(" %d", fcntl(i, F_GETFD));
    printf("\n");
    SHOW(close_range(42, 48, 0));
    for (int i = 40; i < 50; i++) printf(" %d", fcntl(i, F_GETFD));
    printf("\n");
    SHOW(close_range(40, ~0U, CLOSE_RANGE_UNSHARE));
    SHOW(fcntl(49, F_GETFD));
    SHOW(close_range(5, 4, 0));
    SHOW(close_range(40, 41, 1));
}

int main(int argc, char **argv)
{
    enter_scratch(argc, argv);
    attributes();
    owners();
    locks();
    splicing();
    storage();
    unnamed();
    resolving();
    closing();
    return 0;
}
