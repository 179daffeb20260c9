// Named pipes: how their ends meet, what poll says before and after, and what happens to data.
#include "guest.h"
#include <poll.h>
#include <pthread.h>

static char buffer[100000];

static void *open_writer(void *path) { usleep(20000); return (void *)(long)open(path, O_WRONLY); }
static void *open_reader(void *path) { usleep(20000); return (void *)(long)open(path, O_RDONLY); }
static void *touch_writer(void *path) { usleep(20000); close(open(path, O_WRONLY)); return NULL; }
static void *nothing(void *unused) { return unused; }

static void show_poll(const char *what, int fd, int events)
{
    struct pollfd p = {fd, events, 0};
    int n = poll(&p, 1, 0);
    printf("%s: %d %x\n", what, n, p.revents);
}

static void on_alarm(int signal) { (void)signal; }

int main(int argc, char **argv)
{
    enter_scratch(argc, argv);
    SECTION("make");
    umask(022);
    SHOW(mkfifo("f", 0666));
    SHOW(mkfifo("f", 0666));
    SHOW(mkfifo("missing/f", 0666));
    SHOW(mkfifo("f/x", 0666));
    SHOW(mkfifo("g/", 0666));
    SHOW(mknod("h", S_IFIFO | 0600, 0));
    SHOW(mknod("i", 0600, 0));
    SHOW(mknod("j", S_IFREG | 0640, 0));
    SHOW(mknod("k", S_IFDIR | 0640, 0));
    SHOW(mknod("l", S_IFLNK | 0640, 0));
    SHOW(mknod("m", 0170000, 0));
    struct stat s;
    stat("f", &s);
    printf("%o %ld %ld %ld\n", s.st_mode, (long)s.st_size, (long)s.st_blocks, (long)s.st_nlink);

    SECTION("non-blocking");
    SHOW(open("f", O_WRONLY | O_NONBLOCK));
    int r = open("f", O_RDONLY | O_NONBLOCK);
    SHOW(read(r, buffer, 1));
    show_poll("no writer yet", r, POLLIN);
    int w = open("f", O_WRONLY | O_NONBLOCK);
    show_poll("writer", r, POLLIN);
    SHOW(read(r, buffer, 1));
    SHOW(write(w, "abc", 3));
    show_poll("data", r, POLLIN);
    SHOW(close(w));
    show_poll("data and no writer", r, POLLIN);
    SHOW(read(r, buffer, 10));
    SHOW(read(r, buffer, 10));
    show_poll("writer gone", r, POLLIN);
    w = open("f", O_WRONLY);
    show_poll("writer again", r, POLLIN);
    SHOW(write(w, "lost", 4));
    close(r);
    show_poll("reader gone", w, POLLOUT);
    close(w);
    r = open("f", O_RDONLY | O_NONBLOCK);
    SHOW(read(r, buffer, 10));
    close(r);

    SECTION("both");
    int b = open("f", O_RDWR);
    SHOW(write(b, "self", 4));
    show_poll("both", b, POLLIN | POLLOUT);
    SHOW(read(b, buffer, 10));
    SHOW(lseek(b, 0, SEEK_CUR));
    SHOW(ftruncate(b, 0));
    SHOW(fcntl(b, F_GETPIPE_SZ));
    SHOW(truncate("f", 0));
    w = open("f", O_WRONLY | O_NONBLOCK);
    SHOW(write(w, "x", 1));
    close(b);
    signal(SIGPIPE, SIG_IGN);
    SHOW(write(w, "x", 1));
    close(w);

    SECTION("blocking");
    pthread_t t;
    void *other;
    pthread_create(&t, NULL, open_writer, "f");
    r = open("f", O_RDONLY);
    pthread_join(t, &other);
    printf("met %d\n", r >= 0 && (long)other >= 0);
    SHOW(write((int)(long)other, "hello", 5));
    SHOW(read(r, buffer, 10));
    close(r), close((int)(long)other);
    pthread_create(&t, NULL, open_reader, "f");
    w = open("f", O_WRONLY);
    pthread_join(t, &other);
    printf("met %d\n", w >= 0 && (long)other >= 0);
    close(w), close((int)(long)other);
    pthread_create(&t, NULL, touch_writer, "f");
    r = open("f", O_RDONLY);
    pthread_join(t, &other);
    SHOW(read(r, buffer, 10));
    close(r);

    SECTION("interrupted");
    struct sigaction a = {.sa_handler = on_alarm};
    sigaction(SIGALRM, &a, NULL);
    ualarm(20000, 0);
    SHOW(open("f", O_RDONLY));
    ualarm(20000, 0);
    SHOW(open("f", O_WRONLY));
    SHOW(open("f", O_WRONLY | O_NONBLOCK));

    SECTION("names");
    r = open("f", O_RDONLY | O_NONBLOCK);
    SHOW(link("f", "f2"));
    SHOW(rename("f", "f3"));
    SHOW(unlink("f2"));
    w = open("f3", O_WRONLY);
    SHOW(unlink("f3"));
    SHOW(write(w, "x", 1));
    SHOW(read(r, buffer, 10));
    char path[64];
    sprintf(path, "/proc/self/fd/%d", r);
    int again = open(path, O_WRONLY);
    printf("again %d\n", again >= 0);
    SHOW(write(again, "yz", 2));
    SHOW(read(r, buffer, 10));
    SHOW(unlink("h"));
    int p = open("i", O_PATH);
    SHOW(unlink("i"));
    return nothing(NULL) != NULL || p < 0;
}
