// inotify: what every call on files tells about a directory and about a file in it.
#include "guest.h"
#include <dirent.h>
#include <poll.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/xattr.h>

static int in;
static char buffer[65536];

static const char *bits[] = {"ACCESS", "MODIFY", "ATTRIB", "CLOSE_WRITE", "CLOSE_NOWRITE", "OPEN", "MOVED_FROM", "MOVED_TO", "CREATE",
    "DELETE", "DELETE_SELF", "MOVE_SELF", "?", "UNMOUNT", "Q_OVERFLOW", "IGNORED"};

static unsigned first_cookie;

static void show_events(ssize_t n)
{
    for (ssize_t i = 0; i < n;) {
        struct inotify_event *e = (void *)(buffer + i);
        printf("  %d", e->wd);
        for (int b = 0; b < 16; b++)
            if (e->mask >> b & 1) printf(" %s", bits[b]);
        if (e->mask & IN_ISDIR) printf(" ISDIR");
        if (e->cookie && !first_cookie) first_cookie = e->cookie;
        if (e->cookie) printf(" cookie %u", e->cookie - first_cookie);
        printf(" %u %s\n", e->len, e->len ? e->name : "-");
        i += sizeof *e + e->len;
    }
}

static void show_waiting(void)
{
    ssize_t n;
    while ((n = read(in, buffer, sizeof buffer)) > 0) show_events(n);
    if (n == 0 || errno != EAGAIN) printf("  read %ld %s\n", (long)n, error_name(errno));
}

static void show(const char *what)
{
    printf("%s:\n", what);
    first_cookie = 0;
    show_waiting();
}

static void *late(void *unused) { usleep(20000); close(open("d/late", O_CREAT | O_WRONLY, 0644)); return unused; }

int main(int argc, char **argv)
{
    enter_scratch(argc, argv);
    umask(022);
    SECTION("errors");
    SHOW(inotify_init1(1));
    in = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    SHOW(fcntl(in, F_GETFD)); SHOW(fcntl(in, F_GETFL) & (O_NONBLOCK | O_ACCMODE));
    SHOW(inotify_add_watch(in, "missing", IN_ALL_EVENTS));
    SHOW(inotify_add_watch(in, ".", 0));
    SHOW(inotify_add_watch(99, ".", IN_OPEN));
    SHOW(inotify_add_watch(1, ".", IN_OPEN));
    SHOW(inotify_add_watch(in, ".", IN_OPEN | IN_MASK_ADD | IN_MASK_CREATE));
    SHOW(inotify_add_watch(in, (char *)1, IN_OPEN));
    SHOW(inotify_rm_watch(in, 5));
    SHOW(inotify_rm_watch(99, 5));
    SHOW(inotify_rm_watch(1, 5));
    SHOW(read(in, buffer, 100));
    SHOW(write(in, buffer, 1));
    mkdir("d", 0755), mkdir("e", 0755);
    put_file("d/f", "contents"), put_file("d/longer-name-of-a-file", "x");
    SHOW(inotify_add_watch(in, "d/f", IN_OPEN | IN_ONLYDIR));
    SHOW(inotify_add_watch(in, "d", IN_ALL_EVENTS));
    SHOW(inotify_add_watch(in, "d", IN_ALL_EVENTS | IN_MASK_CREATE));
    SHOW(inotify_add_watch(in, "d/f", IN_ALL_EVENTS));
    show("nothing yet");

    SECTION("a file");
    int fd = open("d/f", O_RDWR);
    show("open");
    read(fd, buffer, 3); read(fd, buffer, 3);
    show("read twice");
    write(fd, "x", 1);
    show("write");
    read(fd, buffer, 100); read(fd, buffer, 100);
    show("read, and nothing at the end");
    pwrite(fd, "y", 1, 0);
    show("pwrite");
    ftruncate(fd, 4);
    show("ftruncate");
    truncate("d/f", 2);
    show("truncate");
    fchmod(fd, 0600);
    show("fchmod");
    chmod("d/f", 0644);
    show("chmod");
    chown("d/f", 1, 1);
    show("chown");
    fchown(fd, 0, 0);
    show("fchown");
    struct timespec both[2] = {{5, 0}, {6, 0}}, access_only[2] = {{5, 0}, {0, UTIME_OMIT}}, change_only[2] = {{0, UTIME_OMIT}, {7, 0}}, none[2] = {{0, UTIME_OMIT}, {0, UTIME_OMIT}};
    futimens(fd, both);
    show("both times");
    utimensat(AT_FDCWD, "d/f", access_only, 0);
    show("time of access");
    utimensat(AT_FDCWD, "d/f", change_only, 0);
    show("time of change");
    utimensat(AT_FDCWD, "d/f", none, 0);
    show("no time");
    setxattr("d/f", "user.a", "1", 1, 0), fremovexattr(fd, "user.a");
    show("attributes");
    fallocate(fd, 0, 0, 1000);
    show("fallocate");
    int copy = dup(fd);
    close(fd);
    show("one of two closed");
    close(copy);
    show("closed");
    close(open("d/f", O_RDONLY));
    show("opened and closed");
    SHOW(open("d/f", O_CREAT | O_EXCL, 0644));
    SHOW(open("d/f/x", O_RDONLY));
    stat("d/f", (struct stat *)buffer), access("d/f", R_OK), close(open("d/f", O_PATH));
    show("nothing for stat, access, O_PATH");

    SECTION("names");
    close(open("d/new", O_CREAT | O_WRONLY, 0644));
    show("create");
    mkdir("d/sub", 0755);
    show("mkdir");
    symlink("f", "d/link");
    show("symlink");
    mkfifo("d/fifo", 0600);
    show("mkfifo");
    link("d/f", "d/hard");
    show("link");
    link("d/f", "e/hard");
    show("link elsewhere");
    rename("d/new", "d/newer");
    show("rename");
    rename("d/newer", "d/hard");
    show("rename over a link of the watched file");
    rename("d/f", "e/f");
    show("moved away");
    close(open("e/f", O_RDONLY));
    show("opened elsewhere");
    rename("e/f", "d/back");
    show("moved back");
    rename("d/sub", "d/sub2");
    show("rename of a directory");
    renameat2(AT_FDCWD, "d/back", AT_FDCWD, "d/hard", RENAME_EXCHANGE);
    show("exchange");
    DIR *dir = opendir("d");
    while (readdir(dir)) ;
    closedir(dir);
    show("listing");
    close(open("d/sub2", O_RDONLY));
    show("a directory in it");
    unlink("d/link");
    show("unlink");
    rmdir("d/sub2");
    show("rmdir");
    unlink("e/hard");
    show("unlink of another name");
    fd = open("d/hard", O_RDONLY);
    show("open again");
    unlink("d/hard");
    show("unlink of an open file");
    read(fd, buffer, 1);
    show("read without a name");
    close(fd);
    show("last close");

    SECTION("masks");
    put_file("e/g", "g");
    int w = inotify_add_watch(in, "e/g", IN_OPEN);
    SHOW(inotify_add_watch(in, "e/g", IN_CLOSE_NOWRITE | IN_MASK_ADD) == w);
    close(open("e/g", O_RDONLY));
    show("added to");
    SHOW(inotify_add_watch(in, "e/g", IN_CLOSE_NOWRITE) == w);
    close(open("e/g", O_RDONLY));
    show("replaced");
    SHOW(inotify_add_watch(in, "e/g", IN_OPEN | IN_ONESHOT) == w);
    close(open("e/g", O_RDONLY)), close(open("e/g", O_RDONLY));
    show("once");
    SHOW(inotify_rm_watch(in, w));
    symlink("g", "e/l");
    w = inotify_add_watch(in, "e/l", IN_OPEN | IN_DELETE_SELF | IN_ATTRIB | IN_DONT_FOLLOW);
    close(open("e/l", O_RDONLY));
    unlink("e/l");
    show("the link itself");
    w = inotify_add_watch(in, "e", IN_MODIFY | IN_EXCL_UNLINK);
    fd = open("e/g", O_WRONLY);
    write(fd, "1", 1);
    unlink("e/g");
    write(fd, "2", 1);
    close(fd);
    show("without the unlinked");
    SHOW(inotify_rm_watch(in, w));
    show("removed");

    SECTION("the queue");
    fd = open("d/back", O_CREAT | O_WRONLY, 0644);
    write(fd, "x", 1), write(fd, "x", 1), write(fd, "x", 1);
    int waiting;
    SHOW(ioctl(in, FIONREAD, &waiting));
    printf("%d\n", waiting);
    SHOW(read(in, buffer, 10));
    SHOW(read(in, buffer, 40));
    struct pollfd p = {in, POLLIN, 0};
    SHOW(poll(&p, 1, 0)); printf("%x\n", p.revents);
    show("rest");
    SHOW(poll(&p, 1, 0));
    int ep = epoll_create1(0);
    struct epoll_event e = {EPOLLIN | EPOLLET, {.u32 = 7}};
    SHOW(epoll_ctl(ep, EPOLL_CTL_ADD, in, &e));
    SHOW(epoll_wait(ep, &e, 1, 0));
    pthread_t t;
    pthread_create(&t, NULL, late, NULL);
    SHOW(epoll_wait(ep, &e, 1, 10000));
    pthread_join(t, NULL);
    show("from another thread");
    fcntl(in, F_SETFL, 0);
    pthread_create(&t, NULL, late, NULL);
    printf("blocking:\n");
    first_cookie = 0;
    // How many of the thread's events the first read finds depends on who runs when: they are shown as one list.
    ssize_t n = read(in, buffer, sizeof buffer);
    SHOW(n > 0);
    show_events(n);
    pthread_join(t, NULL);
    fcntl(in, F_SETFL, O_NONBLOCK);
    show_waiting();
    close(fd);
    show("after");

    SECTION("the end of the directory");
    unlink("d/late"), unlink("d/back"), unlink("d/fifo"), unlink("d/longer-name-of-a-file");
    show("emptied");
    SHOW(rmdir("d"));
    show("gone");
    close(in);
    return 0;
}
