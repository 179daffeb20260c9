// Files and descriptors: what stays behind after calls that succeed, fail, or stop half-way.
#include "conform.h"
#include <sys/ioctl.h>
#include <sys/sendfile.h>
#include <sys/uio.h>

static char buffer[70000];

static void show_file(void)
{
    char content[512];
    struct stat status;
    fstat(F, &status);
    ssize_t length = pread(FR, content, sizeof content, 0);
    note(" [offset %ld size %ld sum %x]", lseek(F, 0, SEEK_CUR), (long)status.st_size, checksum(content, length > 0 ? length : 0));
}

static void transfers(void)
{
    char *edge = arena[0] + 2 * PAGE - 8;
    CASE("read into the edge of a mapping") { SHOW(read(F, edge, 16)); note(" %.8s", edge); show_file(); }
    CASE("read two parts, the second bad") {
        struct iovec v[] = {{buffer, 10}, {(void *)8, 10}};
        SHOW(readv(F, v, 2));
        show_file();
    }
    CASE("read parts of zero bytes between") {
        struct iovec v[] = {{buffer, 3}, {(void *)8, 0}, {buffer + 3, 3}};
        SHOW(readv(F, v, 3));
        show_file();
    }
    CASE("write from the edge of a mapping") { memcpy(edge, "EDGEEDGE", 8); SHOW(write(F, edge, 16)); show_file(); }
    CASE("write two parts, the second bad") {
        struct iovec v[] = {{"abcdefghij", 10}, {(void *)8, 10}};
        SHOW(writev(F, v, 2));
        show_file();
    }
    CASE("write a vector whose lengths overflow") {
        struct iovec v[] = {{buffer, LONG_MAX}, {buffer, LONG_MAX}};
        SHOW(writev(F, v, 2));
        show_file();
    }
    CASE("a vector with a negative length") { struct iovec v[] = {{buffer, 1}, {buffer, -1}}; SHOW(writev(F, v, 2)); show_file(); }
    CASE("1025 parts") { static struct iovec v[1025]; SHOW(readv(F, v, 1025)); SHOW(readv(F, v, 1024)); }
    CASE("no parts at a bad address") { SHOW(readv(F, (void *)8, 0)); SHOW(writev(F, (void *)8, 0)); }
    CASE("write past the end leaves zeros") { SHOW(pwrite(F, "x", 1, 200)); show_file(); }
    CASE("append ignores the offset") {
        int fd = open("f", O_RDWR | O_APPEND);
        SHOW(write(fd, "end", 3));
        SHOW(lseek(fd, 0, SEEK_CUR));
        SHOW(pwrite(fd, "p", 1, 0));
        SHOW(lseek(fd, 0, SEEK_CUR));
        show_file();
    }
    CASE("append set later") { SHOW(fcntl(F, F_SETFL, O_APPEND)); SHOW(write(F, "end", 3)); show_file(); SHOW(fcntl(F, F_GETFL)); }
    CASE("pwritev2 appends") { struct iovec v[] = {{"zz", 2}}; SHOW(pwritev2(F, v, 1, 0, 0x10)); show_file(); }
    CASE("pwritev2 at the offset of the file") { struct iovec v[] = {{"zz", 2}}; lseek(F, 4, SEEK_SET); SHOW(pwritev2(F, v, 1, -1, 0)); show_file(); }
    CASE("duplicates share the offset") { int fd = dup(F); SHOW(read(fd, buffer, 7)); SHOW(lseek(F, 0, SEEK_CUR)); }
    CASE("a second open does not") { int fd = open("f", O_RDONLY); SHOW(read(fd, buffer, 7)); SHOW(lseek(F, 0, SEEK_CUR)); }
    CASE("seek past the end, then read") { SHOW(lseek(F, 1000, SEEK_SET)); SHOW(read(F, buffer, 10)); show_file(); }
    CASE("seek before the start") { lseek(F, 5, SEEK_SET); SHOW(lseek(F, -6, SEEK_CUR)); SHOW(lseek(F, -101, SEEK_END)); SHOW(lseek(F, 0, SEEK_CUR)); }
    CASE("seek overflows") { lseek(F, LONG_MAX, SEEK_SET); SHOW(lseek(F, 1, SEEK_CUR)); SHOW(lseek(F, 0, SEEK_CUR)); }
    CASE("read at the largest offset") { SHOW(lseek(F, LONG_MAX, SEEK_SET)); SHOW(read(F, buffer, 10)); SHOW(write(F, buffer, 10)); }
    CASE("data and holes") {
        int fd = open("sparse", O_CREAT | O_RDWR, 0600);
        SHOW(pwrite(fd, "x", 1, 3 * 65536));
        SHOW(lseek(fd, 0, SEEK_HOLE));
        SHOW(lseek(fd, 3 * 65536 + 1, SEEK_HOLE));
        SHOW(lseek(fd, 3 * 65536 + 1, SEEK_DATA));
    }
    CASE("shrink and grow gives zeros") { SHOW(ftruncate(F, 10)); SHOW(ftruncate(F, 100)); show_file(); }
    CASE("truncate of a directory") { SHOW(truncate("d", 0)); SHOW(ftruncate(DIRECTORY, 0)); }
    CASE("write over the size limit") {
        struct rlimit limit = {105, RLIM_INFINITY};
        signal(SIGXFSZ, SIG_IGN);
        SHOW(setrlimit(RLIMIT_FSIZE, &limit));
        SHOW(pwrite(F, "0123456789", 10, 100));
        SHOW(pwrite(F, "0123456789", 10, 105));
        SHOW(ftruncate(F, 106));
        limit.rlim_cur = RLIM_INFINITY;
        setrlimit(RLIMIT_FSIZE, &limit);
        show_file();
    }
    CASE("read a directory as a file") { SHOW(read(DIRECTORY, buffer, 10)); SHOW(pread(DIRECTORY, buffer, 0, 0)); SHOW(write(DIRECTORY, buffer, 0)); }
    CASE("zero and null") {
        memset(buffer, 1, 100);
        SHOW(read(ZERO, buffer, 100));
        note(" %x", checksum(buffer, 100));
        SHOW(read(NUL, buffer, 100));
        SHOW(write(NUL, buffer, 100));
        SHOW(write(NUL, (void *)8, 100));
        SHOW(lseek(NUL, 10, SEEK_SET));
        SHOW(lseek(ZERO, 10, SEEK_CUR));
        SHOW(ftruncate(NUL, 0));
        SHOW(fsync(NUL));
    }
    CASE("full") { int fd = open("/dev/full", O_RDWR); SHOW(write(fd, "x", 1)); SHOW(write(fd, "x", 0)); SHOW(read(fd, buffer, 3)); }
}

static void copies(void)
{
    CASE("sendfile moves the offset it is given") {
        off_t at = 90;
        SHOW(sendfile(PW, F, &at, 100));
        note(" at %ld", (long)at);
        show_file();
    }
    CASE("sendfile at the end") { off_t at = 100; SHOW(sendfile(PW, F, &at, 100)); note(" at %ld", (long)at); }
    CASE("sendfile with a negative offset") { off_t at = -1; SHOW(sendfile(PW, F, &at, 100)); }
    CASE("sendfile into an appending file") { int fd = open("f", O_WRONLY | O_APPEND); SHOW(sendfile(fd, FR, NULL, 5)); }
    CASE("sendfile to itself") { SHOW(sendfile(FW, FR, NULL, 10)); show_file(); }
    CASE("copy_file_range overlaps itself") { off_t a = 0, b = 5; SHOW(copy_file_range(F, &a, F, &b, 10, 0)); show_file(); }
    CASE("copy_file_range within a file") { off_t a = 0, b = 50; SHOW(copy_file_range(F, &a, F, &b, 10, 0)); note(" %ld %ld", (long)a, (long)b); show_file(); }
    CASE("copy_file_range at the end") { off_t a = 100, b = 50; SHOW(copy_file_range(F, &a, F, &b, 10, 0)); }
    CASE("copy_file_range past the end") { off_t a = 1000, b = 50; SHOW(copy_file_range(F, &a, F, &b, 10, 0)); }
    CASE("copy_file_range into an appending file") { int fd = open("ro", O_RDONLY), to = open("f", O_WRONLY | O_APPEND); SHOW(copy_file_range(fd, NULL, to, NULL, 3, 0)); }
    CASE("splice with an offset for a pipe") { off_t at = 0; SHOW(splice(PR, &at, F, NULL, 3, 0)); }
    CASE("splice from a file into a pipe") { off_t at = 95; SHOW(splice(F, &at, PW, NULL, 50, 0)); note(" at %ld", (long)at); SHOW(read(PR, buffer, 50)); }
    CASE("splice of nothing") { read(PR, buffer, 10); SHOW(splice(PR, NULL, F, NULL, 5, SPLICE_F_NONBLOCK)); SHOW(splice(PR, NULL, F, NULL, 0, 0)); }
    CASE("splice to the same pipe") { SHOW(splice(PR, NULL, PW, NULL, 5, SPLICE_F_NONBLOCK)); SHOW(tee(PR, PW, 5, SPLICE_F_NONBLOCK)); }
    CASE("tee leaves the bytes") {
        int p[2] = {-1, -1};
        pipe2(p, O_NONBLOCK);
        SHOW(tee(PR, p[1], 4, 0));
        SHOW(read(p[0], buffer, 10));
        SHOW(read(PR, buffer, 20));
    }
}

static void descriptors(void)
{
    CASE("the lowest number is taken") { SHOW(open("f", O_RDONLY)); SHOW(open("f", O_RDONLY)); SHOW(close(3)); SHOW(dup(0)); SHOW(fcntl(F, F_DUPFD, 4)); SHOW(fcntl(F, F_DUPFD, 50)); }
    CASE("close-on-exec is of the number") {
        int fd = open("f", O_RDONLY | O_CLOEXEC), copy = dup(fd);
        SHOW(fcntl(fd, F_GETFD));
        SHOW(fcntl(copy, F_GETFD));
        SHOW(fcntl(copy, F_SETFD, 0xff));
        SHOW(fcntl(copy, F_GETFD));
        SHOW(dup2(fd, copy));
        SHOW(fcntl(copy, F_GETFD));
    }
    CASE("dup2 to itself") { SHOW(dup2(F, F)); SHOW(dup2(CLOSED, CLOSED)); SHOW(syscall(SYS_dup3, F, F, 0)); }
    CASE("dup2 over an open one") { SHOW(dup2(NUL, F)); SHOW(read(F, buffer, 10)); }
    CASE("at the limit of descriptors") {
        struct rlimit limit = {110, 1024};
        SHOW(setrlimit(RLIMIT_NOFILE, &limit));
        SHOW(dup2(F, 110));
        SHOW(dup2(F, 109));
        SHOW(fcntl(F, F_DUPFD, 110));
        SHOW(fcntl(F, F_DUPFD, 109));
        SHOW(fcntl(F, F_DUPFD, 1 << 20));
        limit.rlim_cur = 4;
        SHOW(setrlimit(RLIMIT_NOFILE, &limit));
        SHOW(open("f", O_RDONLY));
        SHOW(open("f", O_RDONLY));
        SHOW(open("missing", O_RDONLY));
        SHOW(pipe((int[2]){0, 0}));
        SHOW(read(F, buffer, 1));
        limit.rlim_cur = 1024;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
    CASE("a failed pipe leaves no descriptor") { SHOW(pipe((int *)8)); SHOW(dup(0)); }
    CASE("flags of descriptions") {
        int fd = open("f", O_RDWR | O_NONBLOCK | O_SYNC | O_NOATIME | O_CLOEXEC);
        SHOW(fcntl(fd, F_GETFL) & ~0100000);
        SHOW(fcntl(fd, F_SETFL, O_APPEND | O_CREAT | O_WRONLY));
        SHOW(fcntl(fd, F_GETFL) & ~0100000);
        SHOW(fcntl(PATHF, F_GETFL) & ~0100000);
        SHOW(fcntl(DIRECTORY, F_GETFL) & ~0100000);
    }
    CASE("close_range unshares and sets close-on-exec") {
        dup2(F, 50); dup2(F, 52);
        SHOW(syscall(SYS_close_range, 50, 51, 4));
        SHOW(fcntl(50, F_GETFD));
        SHOW(fcntl(52, F_GETFD));
        SHOW(syscall(SYS_close_range, 50, 60, 0));
        SHOW(fcntl(50, F_GETFD));
        SHOW(syscall(SYS_close_range, 60, 50, 0));
        SHOW(syscall(SYS_close_range, 5000, ~0u, 0));
    }
    CASE("O_PATH can do little") {
        SHOW(read(PATHF, buffer, 1)); SHOW(fchmod(PATHF, 0600)); SHOW(fchown(PATHF, -1, -1)); SHOW(ftruncate(PATHF, 1)); SHOW(ioctl(PATHF, FIONREAD, buffer));
        SHOW(fsync(PATHF)); SHOW(flock(PATHF, LOCK_SH)); SHOW(lseek(PATHF, 0, 0)); SHOW((long)mmap(0, 10, 1, MAP_PRIVATE, PATHF, 0)); SHOW(fcntl(PATHF, F_SETFL, 0));
        SHOW(fcntl(PATHF, F_GETFD)); SHOW(fstat(PATHF, (struct stat *)buffer)); SHOW(dup(PATHF)); SHOW(syscall(SYS_getdents64, PATHD, buffer, 1000));
        SHOW(openat(PATHD, "x", O_RDONLY)); SHOW(fchdir(PATHD));
    }
    CASE("a number is reused while a thread reads from it") {
        int p[2] = {-1, -1};
        SHOW(pipe(p));
        SHOW(close(p[1]));
        SHOW(read(p[0], buffer, 10));
        SHOW(dup2(F, p[0]));
        SHOW(read(p[0], buffer, 10));
    }
}

static void *lock_from_thread(void *fd)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0, .l_len = 5};
    SHOW(fcntl((int)(long)fd, F_SETLK, &lock));
    return NULL;
}

static void show_lock(const struct flock *lock) { note(" {type %d whence %d start %ld length %ld pid %s}", lock->l_type, lock->l_whence, (long)lock->l_start, (long)lock->l_len, lock->l_pid == getpid() ? "own" : lock->l_pid == 0 ? "0" : lock->l_pid == -1 ? "-1" : "other"); }

static void locks(void)
{
#define LOCK(t, w, s, l) (struct flock){.l_type = t, .l_whence = w, .l_start = s, .l_len = l}
    CASE("own locks never conflict") {
        struct flock lock = LOCK(F_WRLCK, SEEK_SET, 0, 10);
        SHOW(fcntl(F, F_SETLK, &lock));
        lock = LOCK(F_WRLCK, SEEK_SET, 5, 10);
        SHOW(fcntl(FW, F_SETLK, &lock));
        in_thread(lock_from_thread, (void *)(long)F);
        lock = LOCK(F_WRLCK, SEEK_SET, 0, 0);
        SHOW(fcntl(F, F_GETLK, &lock));
        show_lock(&lock);
    }
    CASE("locks need the right to the file") {
        struct flock lock = LOCK(F_WRLCK, SEEK_SET, 0, 10);
        SHOW(fcntl(FR, F_SETLK, &lock));
        lock.l_type = F_RDLCK;
        SHOW(fcntl(FW, F_SETLK, &lock));
        SHOW(fcntl(FR, F_SETLK, &lock));
    }
    CASE("bad ranges of locks") {
        struct flock lock = LOCK(F_WRLCK, SEEK_SET, -1, 10); SHOW(fcntl(F, F_SETLK, &lock));
        lock = LOCK(F_WRLCK, SEEK_SET, 5, -6); SHOW(fcntl(F, F_SETLK, &lock));
        lock = LOCK(F_WRLCK, SEEK_SET, 5, -5); SHOW(fcntl(F, F_SETLK, &lock));
        lock = LOCK(F_WRLCK, SEEK_SET, LONG_MAX, 2); SHOW(fcntl(F, F_SETLK, &lock));
        lock = LOCK(F_WRLCK, SEEK_END, LONG_MAX, 1); SHOW(fcntl(F, F_SETLK, &lock));
        lock = LOCK(F_WRLCK, 7, 0, 1); SHOW(fcntl(F, F_SETLK, &lock));
        lock = LOCK(7, SEEK_SET, 0, 1); SHOW(fcntl(F, F_SETLK, &lock)); SHOW(fcntl(F, F_GETLK, &lock));
        lock = LOCK(F_UNLCK, SEEK_SET, 0, 1); SHOW(fcntl(F, F_GETLK, &lock)); SHOW(fcntl(F, F_OFD_GETLK, &lock));
    }
    CASE("locks of descriptions conflict") {
        struct flock lock = LOCK(F_WRLCK, SEEK_SET, 0, 10);
        SHOW(fcntl(F, F_OFD_SETLK, &lock));
        SHOW(fcntl(FW, F_OFD_SETLK, &lock));
        int fd = dup(F);
        SHOW(fcntl(fd, F_OFD_SETLK, &lock));
        SHOW(fcntl(FW, F_SETLK, &lock));
        lock = LOCK(F_RDLCK, SEEK_SET, 0, 0);
        SHOW(fcntl(FR, F_OFD_GETLK, &lock));
        show_lock(&lock);
        lock = LOCK(F_WRLCK, SEEK_SET, 0, 10);
        lock.l_pid = 5;
        SHOW(fcntl(F, F_OFD_SETLK, &lock));
        close(fd); close(F);
        lock.l_pid = 0;
        SHOW(fcntl(FW, F_OFD_SETLK, &lock));
    }
    CASE("a closed duplicate takes the locks along") {
        struct flock lock = LOCK(F_WRLCK, SEEK_SET, 0, 10), ofd = LOCK(F_WRLCK, SEEK_SET, 0, 10);
        SHOW(fcntl(F, F_SETLK, &lock));
        SHOW(fcntl(FW, F_OFD_SETLK, &ofd));
        close(dup(FR));
        SHOW(fcntl(FW, F_OFD_SETLK, &ofd));
    }
    CASE("splitting and merging") {
        struct flock lock = LOCK(F_WRLCK, SEEK_SET, 0, 100);
        SHOW(fcntl(F, F_OFD_SETLK, &lock));
        lock = LOCK(F_UNLCK, SEEK_SET, 40, 20);
        SHOW(fcntl(F, F_OFD_SETLK, &lock));
        lock = LOCK(F_RDLCK, SEEK_SET, 90, 5);
        SHOW(fcntl(F, F_OFD_SETLK, &lock));
        for (int at = 0; at < 110; at += 10) {
            lock = LOCK(F_WRLCK, SEEK_SET, at, 10);
            fcntl(FW, F_OFD_GETLK, &lock);
            show_lock(&lock);
        }
    }
    CASE("flock and records are apart") {
        struct flock lock = LOCK(F_WRLCK, SEEK_SET, 0, 0);
        SHOW(call(SYS_flock, F, LOCK_EX));
        SHOW(flock(FR, LOCK_SH | LOCK_NB));
        SHOW(fcntl(FW, F_OFD_SETLK, &lock));
        SHOW(flock(F, LOCK_SH));
        SHOW(flock(FR, LOCK_SH | LOCK_NB));
        SHOW(flock(F, LOCK_EX | LOCK_NB));
        SHOW(flock(FR, LOCK_UN));
        SHOW(flock(F, LOCK_EX | LOCK_NB));
        SHOW(flock(F, LOCK_UN));
        SHOW(flock(F, LOCK_UN));
    }
}

static void memfds(void)
{
    CASE("seals") {
        SHOW(fcntl(MEMFD, F_GET_SEALS));
        SHOW(fcntl(MEMFD, F_ADD_SEALS, F_SEAL_SHRINK));
        SHOW(ftruncate(MEMFD, 4096));
        SHOW(ftruncate(MEMFD, 9000));
        SHOW(fcntl(MEMFD, F_ADD_SEALS, F_SEAL_GROW));
        SHOW(ftruncate(MEMFD, 10000));
        SHOW(pwrite(MEMFD, "x", 1, 8999));
        SHOW(pwrite(MEMFD, "xy", 2, 8999));
        SHOW(pwrite(MEMFD, "x", 1, 9000));
        SHOW(fcntl(MEMFD, F_ADD_SEALS, F_SEAL_WRITE));
        SHOW(write(MEMFD, "x", 1));
        SHOW(fallocate(MEMFD, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 4096));
        SHOW((long)mmap(0, 4096, PROT_WRITE, MAP_SHARED, MEMFD, 0));
        SHOW(fcntl(MEMFD, F_ADD_SEALS, F_SEAL_SEAL));
        SHOW(fcntl(MEMFD, F_ADD_SEALS, F_SEAL_GROW));
        SHOW(fcntl(MEMFD, F_GET_SEALS));
    }
    CASE("a memfd without sealing") { int fd = memfd_create("x", 0); SHOW(fcntl(fd, F_GET_SEALS)); SHOW(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE)); }
    CASE("a memfd's own link") {
        char text[100] = "";
        SHOW(readlink("/proc/self/fd/112", text, sizeof text));
        note(" %s", text);
        struct stat status;
        fstat(MEMFD, &status);
        note(" mode %o links %ld size %ld", status.st_mode, (long)status.st_nlink, (long)status.st_size);
    }
    CASE("names of memfds") {
        char name[260];
        memset(name, 'm', sizeof name);
        name[249] = 0; TRY(memfd_create(name, 0));
        name[249] = 'm'; name[250] = 0; TRY(memfd_create(name, 0));
        TRY(memfd_create("", 0)); TRY(memfd_create("a/b", 0)); TRY(memfd_create("x", 0x80));
    }
    CASE("fallocate modes") {
        SHOW(fallocate(MEMFD, FALLOC_FL_KEEP_SIZE, 0, 20000)); SHOW(lseek(MEMFD, 0, SEEK_END));
        SHOW(fallocate(MEMFD, 0, 0, 20000)); SHOW(lseek(MEMFD, 0, SEEK_END));
        SHOW(pwrite(MEMFD, "abcdef", 6, 4094));
        SHOW(fallocate(MEMFD, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 4096, 2));
        SHOW(pread(MEMFD, buffer, 6, 4094)); note(" %x", checksum(buffer, 6));
        SHOW(fallocate(MEMFD, FALLOC_FL_PUNCH_HOLE, 0, 10)); SHOW(fallocate(MEMFD, FALLOC_FL_COLLAPSE_RANGE, 0, 4096));
        SHOW(fallocate(MEMFD, 0, 0, 0)); SHOW(fallocate(MEMFD, 0, -1, 10)); SHOW(fallocate(MEMFD, 0, LONG_MAX, 10)); SHOW(fallocate(FR, 0, 0, 10));
    }
}

void area_files(void)
{
    covers(SYS_close_range); covers(SYS_openat); covers(SYS_exit_group);
    transfers();
    copies();
    descriptors();
    locks();
    memfds();
}
