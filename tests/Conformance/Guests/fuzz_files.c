// Files: descriptors, vectors, requests, names.
#include "fuzz.h"
#include <linux/openat2.h>
#include <sys/ioctl.h>
#include <sys/uio.h>

static const int open_flags[] = {O_RDONLY, O_WRONLY, O_RDWR, O_RDWR | O_CREAT, O_RDWR | O_CREAT | O_EXCL, O_RDONLY | O_DIRECTORY, O_PATH, O_PATH | O_NOFOLLOW,
    O_RDWR | O_TRUNC, O_RDWR | O_APPEND, O_TMPFILE | O_RDWR, O_WRONLY | O_CREAT | O_TRUNC};

static int flags_to_open(state_t *s)
{
    int flags = PICK(s, open_flags) | (int)bits(s, O_CLOEXEC | O_NOATIME | O_NOCTTY | O_SYNC | O_DIRECT);
    return ONE_IN(s, 6) ? flags : flags | O_NONBLOCK;
}

static void open_one(state_t *s)
{
    switch (below(s, 4)) {
    case 0: syscall(SYS_open, any_path(s), flags_to_open(s), 0644); break;
    case 1: {
        struct open_how how = {flags_to_open(s), ONE_IN(s, 3) ? 0644 : 0, ONE_IN(s, 2) ? 0 : bits(s, 63)};
        syscall(SYS_openat2, any_fd(s), any_path(s), put(s, &how, sizeof how), ONE_IN(s, 8) ? odd(s) : (long)sizeof how);
        break;
    }
    default: syscall(SYS_openat, ONE_IN(s, 2) ? AT_FDCWD : any_fd(s), any_path(s), flags_to_open(s), 0644); break;
    }
}

// A file of /proc, a directory, anything, from the start to the end in odd pieces.
static void read_through(state_t *s)
{
    int fd = open(ONE_IN(s, 10) ? "/proc/self/exe" : any_path(s), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    size_t size = 1 + below(s, 5000);
    for (int i = 0; i < 20; i++)
        if (syscall(below(s, 3) ? SYS_read : SYS_getdents64, fd, place(s, size), size) <= 0) break;
    close(fd);
}

static long vector(state_t *s, long *count)
{
    struct iovec v[1030];
    *count = ONE_IN(s, 40) ? 1020 + (long)below(s, 10) : (long)below(s, 6);
    for (long i = 0; i < *count; i++) {
        size_t size = ONE_IN(s, 20) ? (size_t)odd(s) : below(s, 6000);
        v[i] = (struct iovec){place(s, size & 8191), size};
    }
    return (long)put(s, v, *count * sizeof *v);
}

static void vectors(state_t *s)
{
    static const long calls[] = {SYS_readv, SYS_writev, SYS_preadv, SYS_pwritev, SYS_preadv2, SYS_pwritev2, SYS_vmsplice};
    long count, from = vector(s, &count), number = PICK(s, calls);
    if (ONE_IN(s, 30)) count = odd(s);
    syscall(number, any_fd(s), from, count, number == SYS_vmsplice ? (long)bits(s, 15) : (long)below(s, 9000), 0, bits(s, 31));
}

static void bytes(state_t *s)
{
    static const long calls[] = {SYS_read, SYS_write, SYS_pread64, SYS_pwrite64};
    size_t size = ONE_IN(s, 10) ? (size_t)odd(s) : below(s, 9000);
    int fd = any_fd(s);
    if (fd > 2 || fd < 0) syscall(PICK(s, calls), fd, place(s, size & 8191), size, below(s, 9000));
}

static void move(state_t *s)
{
    long in = (long)below(s, 8000), out = (long)below(s, 8000), size = ONE_IN(s, 10) ? odd(s) : (long)below(s, 70000);
    void *from = ONE_IN(s, 2) ? NULL : put(s, &in, 8), *to = ONE_IN(s, 2) ? NULL : put(s, &out, 8);
    int fd = any_fd(s), other = any_fd(s);
    if (fd >= 0 && fd < 3) return;
    switch (below(s, 4)) {
    case 0: syscall(SYS_splice, other, from, fd, to, size, bits(s, 15)); break;
    case 1: syscall(SYS_tee, other, fd, size, bits(s, 15)); break;
    case 2: syscall(SYS_sendfile, fd, other, from, size); break;
    default: syscall(SYS_copy_file_range, other, from, fd, to, size, ONE_IN(s, 20)); break;
    }
}

// While others use them.
static void take_away(state_t *s)
{
    int fd = ONE_IN(s, 4) ? any_fd(s) : 3 + (int)below(s, 40), other = any_fd(s);
    if (fd < 3) return;
    switch (below(s, 6)) {
    case 0: if (other > 2) syscall(SYS_dup2, fd, other); break;
    case 1: if (other > 2) syscall(SYS_dup3, fd, other, bits(s, O_CLOEXEC)); break;
    case 2: syscall(SYS_close_range, 3, 3 + below(s, 100), bits(s, 6)); break;
    default: syscall(SYS_close, fd); break;
    }
}

static void control(state_t *s)
{
    static const int commands[] = {F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_GETLK, F_SETLK, F_SETLKW, F_SETOWN, F_GETOWN, F_SETSIG, F_GETSIG, F_SETOWN_EX,
        F_GETOWN_EX, F_OFD_GETLK, F_OFD_SETLK, F_OFD_SETLKW, F_SETLEASE, F_GETLEASE, F_NOTIFY, F_SETPIPE_SZ, F_GETPIPE_SZ, F_ADD_SEALS, F_GET_SEALS, F_DUPFD_CLOEXEC,
        1035, 1036, 1037, 1038, 1039, 1040, 17};
    struct flock lock = {(short)below(s, 4), (short)below(s, 4), ONE_IN(s, 8) ? odd(s) : (long)below(s, 100), ONE_IN(s, 8) ? odd(s) : (long)below(s, 100), ONE_IN(s, 10)};
    int command = ONE_IN(s, 30) ? (int)odd(s) : PICK(s, commands);
    long value;
    switch (command) {
    case F_GETLK: case F_SETLK: case F_SETLKW: case F_OFD_GETLK: case F_OFD_SETLK: case F_OFD_SETLKW: value = (long)put(s, &lock, sizeof lock); break;
    case F_SETFL: value = (long)bits(s, O_NONBLOCK | O_APPEND | O_DIRECT | O_NOATIME | O_ASYNC) | (ONE_IN(s, 4) ? 0 : O_NONBLOCK); break;
    case F_SETOWN: value = ONE_IN(s, 2) ? getpid() : gettid(); break;
    case F_SETPIPE_SZ: value = ONE_IN(s, 3) ? odd(s) : 4096l << below(s, 6); break;
    case F_SETSIG: value = ONE_IN(s, 2) ? 34 + (long)below(s, 32) : 0; break; // SIGKILL would be taken too.
    default: value = ONE_IN(s, 2) ? (long)below(s, 200) : (long)place(s, 8); break;
    }
    syscall(SYS_fcntl, any_fd(s), command, value);
}

static void request(state_t *s)
{
    static const unsigned requests[] = {0x5401, 0x5402, 0x5403, 0x5404, 0x5405, 0x5409, 0x540a, 0x540b, 0x540c, 0x540d, 0x540e, 0x540f, 0x5410, 0x5411, 0x5412, 0x5413,
        0x5414, 0x541b, 0x5420, 0x5421, 0x5422, 0x5423, 0x5424, 0x5429, 0x5440, 0x5441, 0x5450, 0x5451, 0x5452, 0x5460, 0x80045430, 0x40045431, 0x80045438, 0x802c542a,
        0x402c542b, 0x402c542c, 0x402c542d, 0x8901, 0x8902, 0x8903, 0x8904, 0x8905, 0x8906, 0x8910, 0x8912, 0x8913, 0x8915, 0x8919, 0x891b, 0x8927, 0x8933, 0x8942,
        0x80086601, 0xc020660b, 0x40049409, 0x80081272, 0x1260, 0x80047210, 0xb701};
    long object[16];
    for (int i = 0; i < 16; i++) object[i] = ONE_IN(s, 2) ? (long)below(s, 100) : odd(s);
    unsigned which = ONE_IN(s, 30) ? (unsigned)next(s) : PICK(s, requests);
    syscall(SYS_ioctl, any_fd(s), which, ONE_IN(s, 4) ? (long)below(s, 30) : (long)put(s, object, sizeof object));
}

static void names(state_t *s)
{
    const char *a = any_path(s), *b = any_path(s);
    switch (below(s, 12)) {
    case 0: syscall(SYS_rename, a, b); break;
    case 1: syscall(SYS_renameat2, any_fd(s), a, any_fd(s), b, bits(s, 7)); break;
    case 2: syscall(SYS_link, a, b); break;
    case 3: syscall(SYS_linkat, any_fd(s), a, any_fd(s), b, bits(s, AT_EMPTY_PATH | AT_SYMLINK_FOLLOW)); break;
    case 4: syscall(SYS_symlink, a, b); break;
    case 5: syscall(SYS_unlinkat, ONE_IN(s, 2) ? AT_FDCWD : any_fd(s), a, ONE_IN(s, 2) ? AT_REMOVEDIR : 0); break;
    case 6: syscall(SYS_mkdir, a, 0777); break;
    case 7: syscall(SYS_mknod, a, ONE_IN(s, 2) ? S_IFIFO | 0644 : S_IFREG | 0600, 0); break;
    case 8: syscall(SYS_truncate, a, ONE_IN(s, 4) ? odd(s) : (long)below(s, 20000)); break;
    case 9: syscall(SYS_flock, any_fd(s), ONE_IN(s, 4) ? below(s, 16) : (1ul << below(s, 4)) | LOCK_NB); break;
    case 10: syscall(SYS_fallocate, any_fd(s), bits(s, 0x7f), below(s, 20000), below(s, 20000)); break;
    default: { struct timespec t[2] = {{odd(s), below(s, 1000000000)}, {odd(s), UTIME_NOW}}; syscall(SYS_utimensat, AT_FDCWD, a, put(s, t, sizeof t), bits(s, AT_SYMLINK_NOFOLLOW)); break; }
    }
}

static void attributes(state_t *s)
{
    char name[280] = "user.";
    memset(name + 5, 'a' + (int)below(s, 4), below(s, 8) ? 1 : 255);
    size_t size = ONE_IN(s, 8) ? (size_t)odd(s) : below(s, 5000);
    switch (below(s, 4)) {
    case 0: syscall(SYS_setxattr, any_path(s), put(s, name, strlen(name) + 1), place(s, size & 8191), size, bits(s, 3)); break;
    case 1: syscall(SYS_fgetxattr, any_fd(s), put(s, name, strlen(name) + 1), place(s, size & 8191), size); break;
    case 2: syscall(SYS_listxattr, any_path(s), place(s, size & 8191), size); break;
    default: syscall(SYS_fremovexattr, any_fd(s), put(s, name, strlen(name) + 1)); break;
    }
}

const struct operation file_operations[] = {
    {3, open_one}, {2, read_through}, {3, vectors}, {4, bytes}, {3, move}, {2, take_away}, {3, control}, {3, request}, {3, names}, {1, attributes}, {1, fixture}, {0, NULL},
};
