// Pipes, poll, select: data, ends that close, limits, blocking and non-blocking, between threads.
#include "guest.h"
#include <poll.h>
#include <pthread.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <sys/uio.h>

static char buffer[200000];

static void basics(void)
{
    SECTION("pipe");
    int p[2], n;
    SHOW(pipe2(p, 0x1));
    SHOW(pipe2(p, O_CLOEXEC | O_NONBLOCK));
    SHOW(fcntl(p[0], F_GETFD));
    SHOW(fcntl(p[1], F_GETFL) & (O_NONBLOCK | O_ACCMODE));
    SHOW(read(p[0], buffer, 10));
    SHOW(write(p[1], "hello", 5));
    SHOW(ioctl(p[0], FIONREAD, &n));
    printf("%d\n", n);
    SHOW(read(p[0], buffer, 2));
    SHOW(read(p[0], buffer, 100));
    SHOW(read(p[1], buffer, 1));
    SHOW(write(p[0], "x", 1));
    SHOW(lseek(p[0], 0, SEEK_SET));
    SHOW(pread(p[0], buffer, 1, 0));
    SHOW(ftruncate(p[1], 0));
    SHOW(fsync(p[1]));
    SHOW(fcntl(p[1], F_GETPIPE_SZ));
    SHOW(write(p[1], buffer, sizeof buffer));
    SHOW(write(p[1], buffer, 1));
    SHOW(read(p[0], buffer, 4096));
    SHOW(write(p[1], buffer, 4096));
    SHOW(read(p[0], buffer, sizeof buffer));
    SHOW(read(p[0], buffer, sizeof buffer));
    struct iovec parts[2] = {{"ab", 2}, {"cd", 2}};
    SHOW(writev(p[1], parts, 2));
    memset(buffer, 0, 8);
    struct iovec into[2] = {{buffer, 3}, {buffer + 4, 3}};
    SHOW(readv(p[0], into, 2));
    printf("%s|%s\n", buffer, buffer + 4);
    struct stat s;
    fstat(p[0], &s);
    printf("fifo %d\n", S_ISFIFO(s.st_mode));
    write(p[1], "last", 4);
    close(p[1]);
    SHOW(read(p[0], buffer, 100));
    SHOW(read(p[0], buffer, 100));
    close(p[0]);
    pipe(p);
    close(p[0]);
    signal(SIGPIPE, SIG_IGN);
    SHOW(write(p[1], "x", 1));
    close(p[1]);
}

static void polling(void)
{
    SECTION("poll");
    int p[2];
    pipe(p);
    struct pollfd f[3] = {{p[0], POLLIN, 0}, {p[1], POLLOUT, 0}, {-1, POLLIN, 99}};
    SHOW(poll(f, 3, 0));
    printf("%x %x %x\n", f[0].revents, f[1].revents, f[2].revents);
    write(p[1], "x", 1);
    SHOW(poll(f, 3, -1));
    printf("%x %x\n", f[0].revents, f[1].revents);
    read(p[0], buffer, 1);
    SHOW(poll(f, 1, 20));
    close(p[1]);
    SHOW(poll(f, 1, -1));
    printf("%x\n", f[0].revents);
    f[1].fd = 700;
    SHOW(poll(f, 2, 0));
    printf("%x\n", f[1].revents);
    close(p[0]);
    pipe(p);
    close(p[0]);
    f[0] = (struct pollfd){p[1], POLLOUT, 0};
    SHOW(poll(f, 1, 0));
    printf("%x\n", f[0].revents);
    close(p[1]);
    int file = open("polled", O_CREAT | O_RDWR, 0644);
    f[0] = (struct pollfd){file, POLLIN | POLLOUT, 0};
    SHOW(poll(f, 1, 0));
    printf("%x\n", f[0].revents);
    SHOW(poll(NULL, 0, 10));
    struct timespec t = {0, 5000000}, bad = {0, 2000000000};
    SHOW(ppoll(NULL, 0, &t, NULL));
    SHOW(ppoll(NULL, 0, &bad, NULL));
    pipe(p);
    fd_set r, w;
    FD_ZERO(&r); FD_ZERO(&w); FD_SET(p[0], &r); FD_SET(p[1], &w);
    struct timeval zero = {0, 0};
    SHOW(select(p[1] + 1, &r, &w, NULL, &zero));
    printf("%d %d\n", FD_ISSET(p[0], &r) != 0, FD_ISSET(p[1], &w) != 0);
    FD_ZERO(&r); FD_SET(20, &r);
    SHOW(select(21, &r, NULL, NULL, &zero));
    struct timeval little = {0, 5000};
    SHOW(select(0, NULL, NULL, NULL, &little));
    SHOW(select(-1, NULL, NULL, NULL, &zero));
    close(p[0]), close(p[1]), close(file);
}

static int to[2], back[2];

static void *echo(void *unused)
{
    char c;
    while (read(to[0], &c, 1) == 1) { c++; write(back[1], &c, 1); }
    close(back[1]);
    return unused;
}

static void *pour(void *unused)
{
    long total = 0;
    for (int i = 0; i < 200; i++) {
        memset(buffer, i, 10007);
        for (ssize_t done = 0; done < 10007;) {
            ssize_t n = write(to[1], buffer + done, 10007 - done);
            if (n <= 0) return (void *)-1L;
            done += n, total += n;
        }
    }
    close(to[1]);
    return (void *)total;
}

static void *late(void *unused)
{
    usleep(20000);
    write(to[1], "late", 4);
    return unused;
}

static void between_threads(void)
{
    SECTION("between threads");
    pthread_t thread;
    pipe(to), pipe(back);
    pthread_create(&thread, NULL, echo, NULL);
    int wrong = 0;
    for (int i = 0; i < 3000; i++) {
        char c = (char)i, d;
        write(to[1], &c, 1);
        wrong += read(back[0], &d, 1) != 1 || d != (char)(c + 1);
    }
    close(to[1]);
    char c;
    SHOW(read(back[0], &c, 1));
    pthread_join(thread, NULL);
    printf("wrong %d\n", wrong);
    close(to[0]), close(back[0]);

    pipe(to);
    pthread_create(&thread, NULL, pour, NULL);
    static char got[3333];
    long total = 0, bad = 0, n;
    while ((n = read(to[0], got, sizeof got)) > 0)
        for (long i = 0; i < n; i++, total++) bad += got[i] != (char)(total / 10007);
    void *written;
    pthread_join(thread, &written);
    printf("read %ld written %ld bad %ld\n", total, (long)written, bad);
    close(to[0]);

    pipe(to);
    pthread_create(&thread, NULL, late, NULL);
    struct pollfd f = {to[0], POLLIN, 0};
    SHOW(poll(&f, 1, 10000));
    SHOW(read(to[0], got, 10));
    pthread_join(thread, NULL);
    pthread_create(&thread, NULL, late, NULL);
    fd_set r;
    FD_ZERO(&r); FD_SET(to[0], &r);
    SHOW(select(to[0] + 1, &r, NULL, NULL, NULL));
    SHOW(read(to[0], got, 10));
    pthread_join(thread, NULL);
}

int main(int argc, char **argv)
{
    enter_scratch(argc, argv);
    basics();
    polling();
    between_threads();
    return 0;
}
