// Reading and writing: open flags, offsets, holes, truncation, vectors, descriptors, and what bad ones give.
#include "guest.h"
#include <sys/ioctl.h>
#include <sys/sendfile.h>
#include <sys/uio.h>

static char buffer[1 << 16];

static long size_of(int fd)
{
    struct stat s;
    return fstat(fd, &s) == 0 ? (long)s.st_size : -errno;
}

static void flags(void)
{
    SECTION("open flags");
    int fd = open("f", O_CREAT | O_RDWR | O_TRUNC, 0644);
    SHOW(write(fd, "0123456789", 10));
    close(fd);
    fd = open("f", O_WRONLY | O_APPEND);
    SHOW(lseek(fd, 0, SEEK_CUR));
    SHOW(write(fd, "ab", 2));
    SHOW(lseek(fd, 0, SEEK_CUR));
    SHOW(lseek(fd, 3, SEEK_SET));
    SHOW(write(fd, "cd", 2));
    SHOW(pwrite(fd, "ef", 2, 0));
    SHOW(size_of(fd));
    SHOW(read(fd, buffer, 1));
    close(fd);
    fd = open("f", O_RDONLY);
    SHOW(read(fd, buffer, 100));
    printf("%.16s\n", buffer);
    SHOW(write(fd, "x", 1));
    SHOW(ftruncate(fd, 0));
    SHOW(fcntl(fd, F_GETFL) & (O_ACCMODE | O_APPEND | O_NONBLOCK));
    SHOW(fcntl(fd, F_SETFL, O_APPEND | O_NONBLOCK));
    SHOW(fcntl(fd, F_GETFL) & (O_ACCMODE | O_APPEND | O_NONBLOCK));
    SHOW(fcntl(fd, F_GETFD));
    SHOW(fcntl(fd, F_SETFD, FD_CLOEXEC));
    SHOW(fcntl(fd, F_GETFD));
    SHOW(fcntl(fd, 9999, 0));
    SHOW(fcntl(777, F_GETFD));
    close(fd);
    fd = open("f", O_RDONLY | O_CLOEXEC);
    SHOW(fcntl(fd, F_GETFD));
    close(fd);
    fd = open("f", O_RDWR | O_TRUNC);
    SHOW(size_of(fd));
    close(fd);
    fd = open("f", O_WRONLY | O_RDWR);
    SHOW(fd < 0 ? -1 : 0);
    close(fd);
    fd = open(".", O_TMPFILE | O_RDWR, 0600);
    if (fd >= 0) { SHOW(write(fd, "t", 1)); SHOW(size_of(fd)); close(fd); }
    else SHOW(fd);
}

static void offsets(void)
{
    SECTION("lseek and holes");
    int fd = open("sparse", O_CREAT | O_RDWR | O_TRUNC, 0644);
    SHOW(lseek(fd, 1 << 20, SEEK_SET));
    SHOW(write(fd, "end", 3));
    SHOW(size_of(fd));
    SHOW(pread(fd, buffer, 4, 100));
    printf("%d%d%d%d\n", buffer[0], buffer[1], buffer[2], buffer[3]);
    SHOW(lseek(fd, -1, SEEK_SET));
    SHOW(lseek(fd, -5, SEEK_END));
    SHOW(lseek(fd, 0, 77));
    SHOW(lseek(fd, 0, SEEK_END));
    SHOW(read(fd, buffer, 10));
    SHOW(pread(fd, buffer, 10, 1 << 21));
    SHOW(pread(fd, buffer, 10, -1));
    SHOW(pwrite(fd, buffer, 10, -1));
    SHOW(lseek(fd, 0, SEEK_DATA) >= 0);
    SHOW(lseek(fd, (1 << 20) + 1, SEEK_HOLE));
    SHOW(lseek(fd, 1 << 21, SEEK_DATA));
    SHOW(pwrite(fd, "far", 3, 5L << 30));
    SHOW(size_of(fd));
    SHOW(pread(fd, buffer, 3, 5L << 30));
    SHOW(ftruncate(fd, 4));
    SHOW(ftruncate(fd, 8));
    SHOW(pread(fd, buffer, 100, 0));
    SHOW(ftruncate(fd, -1));
    SHOW(truncate("sparse", 3));
    SHOW(truncate("missing", 3));
    SHOW(truncate(".", 3));
    SHOW(truncate("sparse", -3));
    SHOW(fallocate(fd, 0, 0, 5000));
    SHOW(size_of(fd));
    SHOW(fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, 10000));
    SHOW(size_of(fd));
    SHOW(fallocate(fd, 0, -1, 5));
    SHOW(fallocate(fd, 0, 0, 0));
    close(fd);
    // What was cut off does not come back.
    fd = open("cut", O_CREAT | O_RDWR | O_TRUNC, 0644);
    memset(buffer, 'z', 9000);
    SHOW(write(fd, buffer, 9000));
    SHOW(ftruncate(fd, 100));
    SHOW(ftruncate(fd, 9000));
    SHOW(pread(fd, buffer, 9000, 0));
    int dirty = 0;
    for (int i = 100; i < 9000; i++) dirty += buffer[i] != 0;
    printf("%c dirty %d\n", buffer[99], dirty);
    close(fd);
}

static void vectors(void)
{
    SECTION("vectors");
    int fd = open("vector", O_CREAT | O_RDWR | O_TRUNC, 0644);
    struct iovec out[3] = {{"one ", 4}, {NULL, 0}, {"two", 3}};
    SHOW(writev(fd, out, 3));
    SHOW(pwritev(fd, out, 3, 10));
    char a[3] = {0}, b[20] = {0};
    struct iovec in[2] = {{a, 2}, {b, 15}};
    SHOW(preadv(fd, in, 2, 0));
    printf("%s|%s|%s\n", a, b, b + 8);
    lseek(fd, 0, SEEK_SET);
    SHOW(readv(fd, in, 2));
    SHOW(readv(fd, in, 0));
    SHOW(readv(fd, in, -1));
    SHOW(readv(fd, in, 1025));
    struct iovec huge[2] = {{b, LONG_MAX}, {b, LONG_MAX}};
    SHOW(writev(fd, huge, 2));
    SHOW(preadv(fd, in, 2, -1));
    SHOW(preadv2(fd, in, 2, 0, 0));
    int copy = open("copy", O_CREAT | O_RDWR | O_TRUNC, 0644);
    off_t from = 2;
    SHOW(sendfile(copy, fd, &from, 100));
    printf("%ld\n", (long)from);
    lseek(fd, 0, SEEK_SET);
    SHOW(copy_file_range(fd, NULL, copy, NULL, 5, 0));
    SHOW(size_of(copy));
    close(fd), close(copy);
}

static void descriptors(void)
{
    SECTION("descriptors");
    SHOW(close(-1));
    SHOW(close(500));
    SHOW(read(500, buffer, 1));
    SHOW(write(-1, buffer, 1));
    SHOW(dup(500));
    int fd = open("f", O_CREAT | O_RDWR | O_TRUNC, 0644);
    int two = dup(fd);
    printf("lowest %d\n", two == fd + 1);
    write(fd, "abc", 3);
    SHOW(lseek(two, 0, SEEK_CUR));
    SHOW(dup2(fd, fd) == fd);
    SHOW(dup3(fd, fd, 0));
    SHOW(dup3(fd, 50, O_CLOEXEC));
    SHOW(fcntl(50, F_GETFD));
    SHOW(dup3(fd, 51, 0x100));
    SHOW(dup2(fd, -1));
    SHOW(dup2(999, 52));
    SHOW(fcntl(fd, F_DUPFD, 60));
    SHOW(fcntl(fd, F_DUPFD_CLOEXEC, 60));
    SHOW(fcntl(61, F_GETFD));
    SHOW(fcntl(fd, F_DUPFD, -1));
    close(two), close(50), close(60), close(61);
    SHOW(lseek(two, 0, SEEK_CUR));
    SHOW(read(fd, buffer, 0));
    int dir = open(".", O_RDONLY);
    SHOW(read(dir, buffer, 10));
    SHOW(pread(dir, buffer, 10, 0));
    SHOW(fsync(fd));
    SHOW(fdatasync(fd));
    SHOW(fsync(500));
    SHOW(flock(fd, 2));
    SHOW(flock(fd, 8));
    SHOW(posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL));
    SHOW(posix_fadvise(fd, 0, 0, 99) == EINVAL);
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    SHOW(fcntl(fd, F_SETLK, &lock));
    lock.l_type = F_UNLCK;
    SHOW(fcntl(fd, F_SETLK, &lock));
    int value;
    SHOW(ioctl(fd, FIONREAD, &value));
    SHOW(ioctl(fd, TCGETS, buffer));
    SHOW(ioctl(fd, 0x12345678, buffer));
    SHOW(ioctl(500, TCGETS, buffer));
    close(fd), close(dir);
    int last = -1, count = 0;
    for (int i = 0; i < 900; i++) { int n = open("f", O_RDONLY); if (n < 0) { SHOW(n); break; } last = n; count++; }
    printf("%d open\n", count);
    SHOW(syscall(SYS_close_range, 10, ~0U, 0));
    SHOW(fcntl(last, F_GETFD));
}

static void devices(void)
{
    SECTION("devices");
    int fd = open("/dev/null", O_RDWR);
    SHOW(write(fd, "gone", 4));
    SHOW(read(fd, buffer, 4));
    close(fd);
    fd = open("/dev/zero", O_RDWR);
    buffer[0] = buffer[99] = 1;
    SHOW(read(fd, buffer, 100));
    printf("%d %d\n", buffer[0], buffer[99]);
    SHOW(write(fd, buffer, 7));
    close(fd);
    fd = open("/dev/urandom", O_RDONLY);
    SHOW(read(fd, buffer, 64));
    SHOW(read(fd, buffer + 64, 64));
    printf("random %d\n", memcmp(buffer, buffer + 64, 64) != 0);
    close(fd);
    fd = open("/dev/full", O_RDWR);
    if (fd >= 0) SHOW(write(fd, "x", 1)); else SHOW(fd);
    SHOW(syscall(SYS_getrandom, buffer, 32, 0));
    SHOW(syscall(SYS_getrandom, buffer, 32, 0x100));
    struct stat s;
    stat("/dev/null", &s);
    printf("character device %d %lx\n", S_ISCHR(s.st_mode), (long)s.st_rdev);
}

static void bulk(void)
{
    SECTION("bulk");
    int fd = open("bulk", O_CREAT | O_RDWR | O_TRUNC, 0644);
    unsigned seed = 1, sum = 0, back = 0;
    long total = 0;
    for (int i = 0; i < 300; i++) {
        seed = seed * 1103515245 + 12345;
        int n = 1 + (seed >> 12) % 40000;
        for (int j = 0; j < n; j++) buffer[j] = (char)(seed + j * 7), sum += (unsigned char)buffer[j];
        if (write(fd, buffer, n) != n) { SHOW(-1); return; }
        total += n;
    }
    lseek(fd, 0, SEEK_SET);
    long n;
    while ((n = read(fd, buffer, 12345)) > 0) for (int j = 0; j < n; j++) back += (unsigned char)buffer[j];
    printf("%ld bytes, sum %u %s\n", total, sum, sum == back ? "same" : "DIFFERS");
    for (int i = 0; i < 2000; i++) {
        seed = seed * 1103515245 + 12345;
        long at = (seed >> 4) % (total - 8);
        pwrite(fd, &seed, 4, at);
        unsigned got = 0;
        pread(fd, &got, 4, at);
        if (got != seed) { printf("lost at %ld\n", at); return; }
    }
    printf("size %d\n", size_of(fd) == total);
    close(fd);
}

int main(int argc, char **argv)
{
    enter_scratch(argc, argv);
    flags();
    offsets();
    vectors();
    descriptors();
    devices();
    bulk();
    return 0;
}
