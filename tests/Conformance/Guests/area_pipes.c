// Pipes and named pipes.
#include "conform.h"
#include <poll.h>
#include <sys/ioctl.h>

static char big[1 << 17];
static int available(int fd) { int n = -1; ioctl(fd, FIONREAD, &n); return n; }

void area_pipes(void)
{
    int p[2] = {-1, -1};
    CASE("flags of pipes") { SHOW(pipe2(p, O_CLOEXEC | O_NONBLOCK)); SHOW(fcntl(p[0], F_GETFD)); SHOW(fcntl(p[0], F_GETFL) & ~0100000); SHOW(fcntl(p[1], F_GETFL) & ~0100000); SHOW(pipe2(p, O_DIRECT)); SHOW(fcntl(p[1], F_GETFL) & ~0100000); SHOW(pipe2(p, O_APPEND)); SHOW(pipe2(p, 1)); SHOW(pipe2((int *)8, O_APPEND)); SHOW(pipe2((int *)8, 0)); }
    CASE("wrong ends") { SHOW(read(PW, big, 1)); SHOW(write(PR, big, 1)); SHOW(read(PW, big, 0)); SHOW(write(PR, big, 0)); SHOW(read(PW, (void *)8, 1)); }
    CASE("empty and closed") { SHOW(read(PR, big, 5)); SHOW(read(PR, big, 100)); SHOW(read(PR, big, 100)); SHOW(read(PR, big, 0)); close(PW); SHOW(read(PR, big, 1)); }
    CASE("full") { long n, all = 10; while ((n = write(PW, big, 4096)) > 0) all += n; note(" %ld %s", all, error_name(errno)); SHOW(available(PR)); SHOW(write(PW, big, 1)); SHOW(read(PR, big, 4096)); SHOW(write(PW, big, 4096)); SHOW(write(PW, big, 4097)); }
    CASE("a write that is larger than the pipe") { SHOW(write(PW, big, sizeof big)); SHOW(available(PR)); }
    CASE("atomic writes") { while (write(PW, big, 4096) > 0) { } read(PR, big, 5000); SHOW(write(PW, big, 4096)); SHOW(write(PW, big, 100)); struct pollfd q = {PW, POLLOUT, 0}; SHOW(poll(&q, 1, 0)); }
    CASE("sizes") { SHOW(fcntl(PR, F_GETPIPE_SZ)); SHOW(fcntl(PR, F_SETPIPE_SZ, 1)); SHOW(fcntl(PW, F_SETPIPE_SZ, 5000)); SHOW(fcntl(PR, F_SETPIPE_SZ, 0)); SHOW(fcntl(PR, F_SETPIPE_SZ, 1 << 20)); SHOW(fcntl(PR, F_SETPIPE_SZ, (1 << 20) + 1)); SHOW(write(PW, big, 70000)); SHOW(fcntl(PR, F_SETPIPE_SZ, 4096)); SHOW(fcntl(PR, F_GETPIPE_SZ)); }
    CASE("packets") { SHOW(pipe2(p, O_DIRECT | O_NONBLOCK)); SHOW(write(p[1], "abcdef", 6)); SHOW(write(p[1], "gh", 2)); SHOW(read(p[0], big, 3)); SHOW(read(p[0], big, 100)); SHOW(read(p[0], big, 100)); }
    CASE("packets and bytes") { SHOW(pipe2(p, O_NONBLOCK)); SHOW(write(p[1], "bytes", 5)); SHOW(fcntl(p[1], F_SETFL, O_DIRECT | O_NONBLOCK)); SHOW(write(p[1], "packet", 6)); SHOW(fcntl(p[1], F_SETFL, O_NONBLOCK)); SHOW(write(p[1], "more", 4)); SHOW(write(p[1], "yet", 3)); SHOW(available(p[0])); SHOW(read(p[0], big, 3)); SHOW(read(p[0], big, 5)); note(" %.5s", big); SHOW(available(p[0])); SHOW(read(p[0], big, 5)); note(" %.5s", big); SHOW(read(p[0], big, 50)); SHOW(read(p[0], big, 50)); }
    CASE("packets fill pages") { SHOW(pipe2(p, O_DIRECT | O_NONBLOCK)); int n = 0; while (write(p[1], "ab", 2) == 2) n++; note(" %d %s", n, error_name(errno)); struct pollfd q = {p[1], POLLOUT, 0}; SHOW(poll(&q, 1, 0)); SHOW(available(p[0])); SHOW(fcntl(p[1], F_SETPIPE_SZ, 4096)); SHOW(read(p[0], big, 1)); SHOW(poll(&q, 1, 0)); SHOW(available(p[0])); SHOW(write(p[1], big, 5000)); SHOW(read(p[0], big, 10)); }
    CASE("packets that are longer than a page") { SHOW(pipe2(p, O_DIRECT | O_NONBLOCK)); SHOW(write(p[1], big, 10000)); SHOW(read(p[0], big, 20000)); SHOW(read(p[0], big, 20000)); SHOW(read(p[0], big, 20000)); SHOW(read(p[0], big, 20000)); SHOW(write(p[1], big, 100000)); SHOW(write(p[1], "", 0)); SHOW(read(p[0], big, 0)); }
    CASE("packets and holes") { SHOW(pipe2(p, O_DIRECT | O_NONBLOCK)); char *edge = arena[0] + 2 * PAGE - 4; SHOW(write(p[1], edge, 10)); SHOW(write(p[1], "abcdef", 6)); SHOW(read(p[0], (void *)8, 6)); SHOW(read(p[0], big, 6)); }
    CASE("reading into a hole") { char *edge = arena[0] + 2 * PAGE - 4; SHOW(read(PR, edge, 10)); SHOW(available(PR)); SHOW(read(PR, (void *)8, 1)); SHOW(available(PR)); }
    CASE("writing from a hole") { char *edge = arena[0] + 2 * PAGE - 4; SHOW(write(PW, edge, 10)); SHOW(available(PR)); SHOW(write(PW, (void *)8, 1)); }
    CASE("no seeking") { SHOW(lseek(PR, 0, SEEK_CUR)); SHOW(pread(PR, big, 1, 0)); SHOW(pwrite(PW, big, 1, 0)); SHOW(ftruncate(PW, 0)); SHOW(fsync(PW)); SHOW(posix_fadvise(PR, 0, 0, 0)); SHOW(readahead(PR, 0, 1)); SHOW(fallocate(PW, 0, 0, 1)); SHOW(syncfs(PR)); SHOW(fchmod(PR, 0600)); SHOW(fchdir(PR)); }
    CASE("status of a pipe") { struct stat s; fstat(PR, &s); note(" %o %ld %ld", s.st_mode, (long)s.st_nlink, (long)s.st_blksize); struct stat t; fstat(PW, &t); note(" %d", s.st_ino == t.st_ino); SHOW(fchown(PR, -1, -1)); }
    CASE("opening a pipe again") { char path[64]; snprintf(path, sizeof path, "/proc/self/fd/%d", PR); int fd = open(path, O_RDONLY | O_NONBLOCK); note(" %s", fd < 0 ? error_name(errno) : "ok"); SHOW(read(fd, big, 4)); SHOW(read(PR, big, 100)); fd = open(path, O_WRONLY | O_NONBLOCK); note(" %s", fd < 0 ? error_name(errno) : "ok"); SHOW(write(fd, "zz", 2)); SHOW(read(PR, big, 100)); }
    CASE("a named pipe") { TRY(open("fifo", O_WRONLY | O_NONBLOCK)); int r = open("fifo", O_RDONLY | O_NONBLOCK); SHOW(read(r, big, 1)); int w = open("fifo", O_WRONLY | O_NONBLOCK); SHOW(read(r, big, 1)); SHOW(write(w, "abc", 3)); SHOW(available(r)); SHOW(read(r, big, 10)); close(r); SHOW(write(w, "x", 1)); r = open("fifo", O_RDONLY | O_NONBLOCK); SHOW(write(w, "x", 1)); close(w); SHOW(read(r, big, 10)); SHOW(read(r, big, 10)); }
    CASE("a named pipe for both") { int fd = open("fifo", O_RDWR); SHOW(write(fd, "ab", 2)); SHOW(read(fd, big, 10)); fcntl(fd, F_SETFL, O_NONBLOCK); SHOW(read(fd, big, 10)); SHOW(unlink("fifo")); SHOW(write(fd, "ab", 2)); SHOW(read(fd, big, 10)); }
    CASE("a named pipe forgets") { int fd = open("fifo", O_RDWR | O_NONBLOCK); write(fd, "ab", 2); close(fd); fd = open("fifo", O_RDWR | O_NONBLOCK); SHOW(read(fd, big, 10)); }
    CASE("poll of pipes") { struct pollfd q[2] = {{PR, POLLIN | POLLOUT, 0}, {PW, POLLIN | POLLOUT, 0}}; SHOW(poll(q, 2, 0)); note(" %x %x", q[0].revents, q[1].revents); read(PR, big, 100); SHOW(poll(q, 2, 0)); note(" %x %x", q[0].revents, q[1].revents); close(PW); SHOW(poll(q, 1, 0)); note(" %x", q[0].revents); }
    CASE("poll of a pipe without a reader") { struct pollfd q = {PW, POLLOUT, 0}; close(PR); SHOW(poll(&q, 1, 0)); note(" %x", q.revents); }
    CASE("requests to pipes") { int n = 1; SHOW(ioctl(PR, FIONBIO, &n)); n = 0; SHOW(ioctl(PR, FIONBIO, &n)); SHOW(fcntl(PR, F_GETFL) & ~0100000); SHOW(ioctl(PR, TIOCGWINSZ, big)); SHOW(ioctl(PR, TCGETS, big)); SHOW(ioctl(PR, FIONREAD, NULL)); SHOW(ioctl(PR, FIOCLEX)); SHOW(fcntl(PR, F_GETFD)); SHOW(ioctl(PR, 0xdeadbeef, 0)); }
}
