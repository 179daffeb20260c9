// Calls that wait: what becomes of each when a signal arrives, when its file is closed, when another ends what it waits for.
#include "conform.h"
#include <poll.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>

static volatile int count, last;
static void on_signal(int signal) { count++; last = signal; }
static void handle(int signal, int flags) { struct sigaction action = {.sa_handler = on_signal, .sa_flags = flags}; count = last = 0; sigaction(signal, &action, NULL); }

// The thread that waits; 0 until it is about to.
static volatile pid_t waiter;
static int empty[2], listener;
static pid_t other_process;

// What precedes it may wait too; from here on the other thread looks for the thread to sleep.
static void about_to_wait(void) { waiter = gettid(); }

static long wait_read(void) { char c; return read(empty[0], &c, 1); }
static long wait_readv(void) { char c; struct iovec v = {&c, 1}; return syscall(SYS_readv, empty[0], &v, 1); }
static long wait_preadv2(void) { char c; struct iovec v = {&c, 1}; return syscall(SYS_preadv2, empty[0], &v, 1, -1L, 0, 0); }
static long wait_write(void) { static char big[1 << 20]; return write(empty[1], big, sizeof big); }
static void fill(int fd) { static char big[65536]; fcntl(fd, F_SETFL, O_NONBLOCK); while (write(fd, big, 4096) > 0) { } while (write(fd, big, 1) > 0) { } fcntl(fd, F_SETFL, 0); }
static long wait_full(void) { fill(empty[1]); about_to_wait(); return write(empty[1], "x", 1); }
static long wait_writev(void) { struct iovec v = {"x", 1}; fill(empty[1]); about_to_wait(); return syscall(SYS_writev, empty[1], &v, 1); }
static long wait_vmsplice(void) { struct iovec v = {"x", 1}; fill(empty[1]); about_to_wait(); return syscall(SYS_vmsplice, empty[1], &v, 1, 0); }
static long wait_poll(void) { struct pollfd p = {empty[0], POLLIN, 0}; return syscall(SYS_poll, &p, 1, 300); }
static long wait_poll_for_ever(void) { struct pollfd p = {empty[0], POLLIN, 0}; return syscall(SYS_poll, &p, 1, -1); }
static long wait_ppoll(void) { struct pollfd p = {empty[0], POLLIN, 0}; struct timespec t = {0, 300000000}; long r = syscall(SYS_ppoll, &p, 1, &t, NULL, 8); note(" left %d", t.tv_nsec > 0); return r; }
static long wait_ppoll_mask(void) { unsigned long none = 0; struct pollfd p = {empty[0], POLLIN, 0}; return syscall(SYS_ppoll, &p, 1, NULL, &none, 8); }
static long wait_select(void) { fd_set s; FD_ZERO(&s); FD_SET(empty[0], &s); struct timeval t = {0, 300000}; return syscall(SYS_select, empty[0] + 1, &s, NULL, NULL, &t); }
static long wait_select_for_ever(void) { return syscall(SYS_select, 0, NULL, NULL, NULL, NULL); }
static long wait_pselect(void) { struct timespec t = {0, 300000000}; return syscall(SYS_pselect6, 0, NULL, NULL, NULL, &t, NULL); }
static long wait_epoll(void) { struct epoll_event e; return syscall(SYS_epoll_wait, EPOLL, &e, 1, 300); }
static long wait_epoll_pwait(void) { struct epoll_event e; unsigned long none = 0; return syscall(SYS_epoll_pwait, EPOLL, &e, 1, -1, &none, 8L); }
static long wait_epoll_pwait2(void) { struct epoll_event e; struct timespec t = {0, 300000000}; return syscall(SYS_epoll_pwait2, EPOLL, &e, 1, &t, NULL, 8L); }
static long wait_nanosleep(void) { struct timespec t = {0, 200000000}, left = {0, 0}; long r = syscall(SYS_nanosleep, &t, &left); if (r < 0) note(" left %d", left.tv_nsec > 0 || left.tv_sec > 0); return r; }
static long wait_clock_nanosleep(void) { struct timespec t = {0, 200000000}, left = {0, 0}; return syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, &t, &left); }
static long wait_absolute(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); t.tv_nsec += 200000000; if (t.tv_nsec >= 1000000000) { t.tv_sec++; t.tv_nsec -= 1000000000; } return syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL); }
static long wait_futex(void) { static int word; struct timespec t = {0, 300000000}; return syscall(SYS_futex, &word, FUTEX_WAIT, 0, &t, NULL, 0); }
static long wait_futex_for_ever(void) { static int word; return syscall(SYS_futex, &word, FUTEX_WAIT, 0, NULL, NULL, 0); }
static long wait_bitset(void) { static int word; struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); t.tv_sec += 1; return syscall(SYS_futex, &word, FUTEX_WAIT_BITSET, 0, &t, NULL, 1); }
static long wait_waitv(void) { static int word; struct { unsigned long value, address; unsigned flags, reserved; } v = {0, (long)&word, 2, 0}; return syscall(449, &v, 1, 0, NULL, 0); }
static long wait_futex_wait(void) { static int word; return syscall(455, &word, 0L, 0xffffffffL, 2, NULL, 0); }
static long wait_pause(void) { covers(SYS_pause); return syscall(SYS_pause); }
static long wait_suspend(void) { unsigned long none = 0; return syscall(SYS_rt_sigsuspend, &none, 8); }
static long wait_signal(void) { unsigned long set = 1ul << (SIGWINCH - 1); struct timespec t = {0, 300000000}; return syscall(SYS_rt_sigtimedwait, &set, NULL, &t, 8); }
static long wait_lock(void) { struct flock l = {.l_type = F_WRLCK, .l_whence = SEEK_SET}; return fcntl(FW, F_OFD_SETLKW, &l); }
static long wait_record_lock(void) { struct flock l = {.l_type = F_WRLCK, .l_whence = SEEK_SET}; about_to_wait(); return fcntl(FW, F_SETLKW, &l); }
static long wait_flock(void) { return syscall(SYS_flock, FR, LOCK_EX); }
static long wait_fifo(void) { return open("fifo", O_RDONLY); }
static long wait_fifo_writer(void) { return open("fifo", O_WRONLY); }
static long wait_eventfd(void) { unsigned long v; fcntl(EVENT, F_SETFL, 0); read(EVENT, &v, 8); about_to_wait(); return read(EVENT, &v, 8); }
static long wait_eventfd_full(void) { unsigned long v = ~1ul - 3; fcntl(EVENT, F_SETFL, 0); write(EVENT, &v, 8); about_to_wait(); v = 1; return write(EVENT, &v, 8); }
static long wait_timerfd(void) { unsigned long v; fcntl(TIMER, F_SETFL, 0); return read(TIMER, &v, 8); }
static long wait_signalfd(void) { char v[128]; fcntl(SIGNALFD, F_SETFL, 0); return read(SIGNALFD, v, sizeof v); }
static long wait_inotify(void) { char v[300]; fcntl(INOTIFY, F_SETFL, 0); return read(INOTIFY, v, sizeof v); }
static long wait_splice(void) { return syscall(SYS_splice, empty[0], NULL, F, NULL, 5, 0); }
static long wait_tee(void) { fcntl(PW, F_SETFL, 0); return syscall(SYS_tee, empty[0], PW, 5, 0); }
static long wait_sendfile(void) { static char big[65536]; while (write(PW, big, 4096) > 0) { } while (write(PW, big, 1) > 0) { } fcntl(PW, F_SETFL, 0); about_to_wait(); return syscall(SYS_sendfile, PW, FR, NULL, 10); }

static long wait_socket_read(void) { char c; fcntl(SOCK, F_SETFL, 0); return read(SOCK, &c, 1); }
static long wait_recv(void) { char c; fcntl(SOCK, F_SETFL, 0); return recv(SOCK, &c, 1, 0); }
static void limit(int option) { struct timeval t = {1, 0}; fcntl(SOCK, F_SETFL, 0); setsockopt(SOCK, SOL_SOCKET, option, &t, sizeof t); }
static long wait_recv_limit(void) { char c; limit(SO_RCVTIMEO); return recv(SOCK, &c, 1, 0); }
static long wait_recvmsg(void) { char c; struct iovec v = {&c, 1}; struct msghdr m = {.msg_iov = &v, .msg_iovlen = 1}; fcntl(SOCK, F_SETFL, 0); return recvmsg(SOCK, &m, 0); }
static long wait_recvmmsg(void) { char c; struct iovec v = {&c, 1}; struct mmsghdr m = {{.msg_iov = &v, .msg_iovlen = 1}, 0}; fcntl(SOCK, F_SETFL, 0); return syscall(SYS_recvmmsg, SOCK, &m, 1, 0, NULL); }
static long wait_recv_all(void) { char c[10]; fcntl(SOCK, F_SETFL, 0); write(FD_END, "abc", 3); return recv(SOCK, c, 10, MSG_WAITALL); }
static long wait_send(void) { fill(SOCK); about_to_wait(); return send(SOCK, "x", 1, MSG_NOSIGNAL); }
static long wait_send_limit(void) { fill(SOCK); limit(SO_SNDTIMEO); about_to_wait(); return send(SOCK, "x", 1, MSG_NOSIGNAL); }
static long wait_sendmsg(void) { struct iovec v = {"x", 1}; struct msghdr m = {.msg_iov = &v, .msg_iovlen = 1}; fill(SOCK); about_to_wait(); return sendmsg(SOCK, &m, MSG_NOSIGNAL); }
static int listening(struct sockaddr_un *name, int backlog)
{
    *name = (struct sockaddr_un){AF_UNIX, "listening"};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bind(fd, (struct sockaddr *)name, sizeof *name);
    listen(fd, backlog);
    return fd;
}
static long wait_accept(void) { struct sockaddr_un name; listener = listening(&name, 5); about_to_wait(); return accept(listener, NULL, NULL) >= 0 ? 0 : -1; }
static long wait_accept4(void) { struct sockaddr_un name; listener = listening(&name, 5); about_to_wait(); return accept4(listener, NULL, NULL, SOCK_CLOEXEC); }
static long wait_connect(void)
{
    struct sockaddr_un name;
    listener = listening(&name, 0);
    int first = socket(AF_UNIX, SOCK_STREAM, 0), second = socket(AF_UNIX, SOCK_STREAM, 0);
    connect(first, (struct sockaddr *)&name, sizeof name);
    about_to_wait();
    return connect(second, (struct sockaddr *)&name, sizeof name);
}
static long wait_datagram(void)
{
    int pair[2] = {-1, -1};
    char c = 0;
    socketpair(AF_UNIX, SOCK_DGRAM, 0, pair);
    while (send(pair[0], &c, 1, MSG_DONTWAIT) == 1) { }
    about_to_wait();
    return send(pair[0], &c, 1, 0);
}

// A child that sleeps; the case ends it.
static void start_child(void) { other_process = fork(); if (other_process == 0) { signal(SIGUSR1, SIG_DFL); while (1) pause(); } about_to_wait(); }
static long wait_wait4(void) { start_child(); return syscall(SYS_wait4, other_process, NULL, 0, NULL); }
static long wait_waitid(void) { siginfo_t i; start_child(); return syscall(SYS_waitid, P_PID, other_process, &i, WEXITED, NULL); }
static long wait_waitid_pidfd(void) { siginfo_t i; start_child(); int fd = syscall(SYS_pidfd_open, other_process, 0); return syscall(SYS_waitid, P_PIDFD, fd, &i, WEXITED, NULL); }

static int terminal(int *slave)
{
    int master = open("/dev/ptmx", O_RDWR | O_NOCTTY), unlocked = 0;
    ioctl(master, TIOCSPTLCK, &unlocked);
    *slave = ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY);
    return master;
}
static long wait_terminal(void) { int slave = -1; char c; terminal(&slave); about_to_wait(); return read(slave, &c, 1); }
static long wait_terminal_master(void) { int slave = -1; char c; int master = terminal(&slave); about_to_wait(); return read(master, &c, 1); }

// LATE: it says itself when it is about to wait. ENDS: something ends the wait that is made again after the signal: a time limit.
enum { LATE = 1, ENDS = 2 };
static const struct blocking { const char *name; long (*wait)(void); int flags; } blocking[] = {
    {"read", wait_read}, {"readv", wait_readv}, {"preadv2", wait_preadv2}, {"write", wait_write}, {"write to a full pipe", wait_full, LATE},
    {"writev", wait_writev, LATE}, {"vmsplice", wait_vmsplice, LATE}, {"poll", wait_poll, ENDS}, {"poll for ever", wait_poll_for_ever, ENDS}, {"ppoll", wait_ppoll, ENDS},
    {"ppoll with a mask", wait_ppoll_mask, ENDS}, {"select", wait_select, ENDS}, {"select for ever", wait_select_for_ever, ENDS}, {"pselect6", wait_pselect, ENDS}, {"epoll_wait", wait_epoll, ENDS},
    {"epoll_pwait", wait_epoll_pwait, ENDS}, {"epoll_pwait2", wait_epoll_pwait2, ENDS}, {"nanosleep", wait_nanosleep, ENDS}, {"clock_nanosleep", wait_clock_nanosleep, ENDS},
    {"clock_nanosleep absolute", wait_absolute, ENDS}, {"futex with a limit", wait_futex, ENDS}, {"futex", wait_futex_for_ever},
    {"futex bitset", wait_bitset, ENDS}, {"futex_waitv", wait_waitv}, {"futex_wait", wait_futex_wait}, {"pause", wait_pause, ENDS},
    {"rt_sigsuspend", wait_suspend, ENDS}, {"rt_sigtimedwait", wait_signal, ENDS}, {"fcntl lock", wait_lock}, {"fcntl record lock", wait_record_lock, LATE}, {"flock", wait_flock},
    {"open of a fifo", wait_fifo}, {"open of a fifo to write", wait_fifo_writer}, {"read of an eventfd", wait_eventfd, LATE}, {"write to a full eventfd", wait_eventfd_full, LATE},
    {"read of a timerfd", wait_timerfd}, {"read of a signalfd", wait_signalfd}, {"read of an inotify", wait_inotify}, {"splice", wait_splice}, {"tee", wait_tee}, {"sendfile", wait_sendfile, LATE},
    {"read of a socket", wait_socket_read}, {"recv", wait_recv}, {"recv with a limit", wait_recv_limit, ENDS}, {"recvmsg", wait_recvmsg}, {"recvmmsg", wait_recvmmsg},
    {"recv of all", wait_recv_all, ENDS}, {"send", wait_send, LATE}, {"send with a limit", wait_send_limit, LATE | ENDS}, {"sendmsg", wait_sendmsg, LATE}, {"accept", wait_accept, LATE}, {"accept4", wait_accept4, LATE},
    {"connect", wait_connect, LATE}, {"send of a datagram", wait_datagram, LATE}, {"wait4", wait_wait4, LATE}, {"waitid", wait_waitid, LATE}, {"waitid of a pidfd", wait_waitid_pidfd, LATE},
    {"read of a terminal", wait_terminal, LATE}, {"read of a terminal's master", wait_terminal_master, LATE},
};

static void until_asleep(void) { while (!waiter) sched_yield(); wait_until_asleep(waiter); }

static void *interrupt(void *signal)
{
    until_asleep();
    syscall(SYS_tgkill, getpid(), waiter, (int)(long)signal);
    return NULL;
}

static void *interrupt_twice(void *signal)
{
    interrupt(signal);
    // Made again, the call waits once more; a signal without SA_RESTART gets it out.
    while (!count) sched_yield();
    wait_until_asleep(waiter);
    syscall(SYS_tgkill, getpid(), waiter, SIGUSR2);
    return NULL;
}

static void show_wait(const struct blocking *b, void *(*meanwhile)(void *), void *argument)
{
    pthread_t thread;
    waiter = b->flags & LATE ? 0 : gettid();
    pthread_create(&thread, NULL, meanwhile, argument);
    errno = 0;
    long result = b->wait();
    int error = errno;
    pthread_join(thread, NULL);
    note_result("result", result < 0 ? -1 : result, error);
    if (other_process > 0) { kill(other_process, SIGKILL); waitpid(other_process, NULL, 0); }
    other_process = 0;
}

// Another process has the file locked, by record.
static void lock_elsewhere(void)
{
    int ready[2] = {-1, -1};
    char c;
    pipe(ready);
    other_process = fork();
    if (other_process == 0) {
        struct flock l = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
        fcntl(FW, F_SETLK, &l);
        write(ready[1], "x", 1);
        while (1) pause();
    }
    read(ready[0], &c, 1);
    close(ready[0]);
    close(ready[1]);
}

static void interrupted(void)
{
    for (size_t i = 0; i < sizeof blocking / sizeof *blocking; i++)
        for (int restart = 0; restart < 2; restart++)
            CASE("%s, interrupted %s SA_RESTART", blocking[i].name, restart ? "with" : "without") {
                handle(SIGUSR2, 0);
                handle(SIGUSR1, restart ? SA_RESTART : 0);
                pipe(empty);
                struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
                if (blocking[i].wait == wait_lock) fcntl(F, F_OFD_SETLK, &lock);
                if (blocking[i].wait == wait_record_lock) lock_elsewhere();
                flock(F, LOCK_EX);
                if (blocking[i].wait == wait_signalfd) { sigset_t none; sigemptyset(&none); signalfd(SIGNALFD, &none, 0); }
                show_wait(&blocking[i], restart && !(blocking[i].flags & ENDS) ? interrupt_twice : interrupt, (void *)(long)SIGUSR1);
                note(" handled %d last %d", count, last);
            }
    CASE("an ignored signal interrupts nothing") { signal(SIGUSR1, SIG_IGN); waiter = gettid(); pthread_t thread; pthread_create(&thread, NULL, interrupt, (void *)(long)SIGUSR1); SHOW(wait_nanosleep()); pthread_join(thread, NULL); }
    CASE("a blocked signal interrupts nothing") { handle(SIGUSR1, 0); sigset_t set; sigemptyset(&set); sigaddset(&set, SIGUSR1); sigprocmask(SIG_BLOCK, &set, NULL); waiter = gettid(); pthread_t thread; pthread_create(&thread, NULL, interrupt, (void *)(long)SIGUSR1); SHOW(wait_nanosleep()); pthread_join(thread, NULL); note(" %d", count); }
    CASE("partial write, then a signal") { handle(SIGUSR1, 0); waiter = gettid(); pipe(empty); pthread_t thread; pthread_create(&thread, NULL, interrupt, (void *)(long)SIGUSR1); SHOW(wait_write()); pthread_join(thread, NULL); note(" %d", count); }
}

static void until_child_sleeps(pid_t child)
{
    char path[64], text[256];
    snprintf(path, sizeof path, "/proc/%d/stat", child);
    for (int i = 0; i < 1000; i++) {
        int fd = open(path, O_RDONLY | O_CLOEXEC);
        ssize_t length = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
        close(fd);
        text[length > 0 ? length : 0] = 0;
        char *end = strrchr(text, ')');
        if (end && end[2] == 'S') return;
        nanosleep(&(struct timespec){0, 200000}, NULL);
    }
}

// A stop and SIGCONT, with no handler at all.
static void stopped(void)
{
    for (size_t i = 0; i < sizeof blocking / sizeof *blocking; i++) {
        if (!(blocking[i].flags & ENDS) || blocking[i].wait == wait_pause || blocking[i].wait == wait_suspend) continue;
        // Those that have no limit would go on for ever.
        if (blocking[i].wait == wait_poll_for_ever || blocking[i].wait == wait_ppoll_mask || blocking[i].wait == wait_select_for_ever || blocking[i].wait == wait_epoll_pwait || blocking[i].wait == wait_recv_all) continue;
        CASE("%s, stopped and continued", blocking[i].name) {
            pipe(empty);
            flush_case();
            pid_t child = fork();
            if (child == 0) {
                waiter = 0;
                errno = 0;
                long result = blocking[i].wait();
                _exit(result < 0 ? errno : 200);
            }
            int status = 0;
            until_child_sleeps(child);
            kill(child, SIGSTOP);
            waitpid(child, &status, WUNTRACED);
            if (WIFSTOPPED(status)) { kill(child, SIGCONT); waitpid(child, &status, 0); }
            note(" %s", WEXITSTATUS(status) == 200 ? "no error" : error_name(WEXITSTATUS(status)));
        }
    }
}

// The descriptor that a call waits at is closed, and its number is taken by another file.
struct closing { const char *name; long (*wait)(void); int flags; int *fd; int number; void (*end)(void); };
static int number_of(const struct closing *c) { return c->fd ? *c->fd : c->number; }
static void end_pipe(void) { write(empty[1], "z", 1); }
static void end_socket(void) { write(FD_END, "z", 1); }
static void end_event(void) { }
static void end_accept(void) { struct sockaddr_un name = {AF_UNIX, "listening"}; int fd = socket(AF_UNIX, SOCK_STREAM, 0); note_result("connect", connect(fd, (struct sockaddr *)&name, sizeof name), errno); close(fd); }
static const struct closing closings[] = {
    {"read", wait_read, 0, &empty[0], 0, end_pipe}, {"recv", wait_recv, 0, NULL, SOCK, end_socket}, {"poll", wait_poll, 0, &empty[0], 0, NULL},
    {"select", wait_select, 0, &empty[0], 0, NULL}, {"epoll_wait", wait_epoll, 0, NULL, EPOLL, NULL}, {"accept", wait_accept, LATE, &listener, 0, end_accept},
};

static void *close_it(void *closing)
{
    const struct closing *c = closing;
    until_asleep();
    int fd = number_of(c);
    close(fd);
    dup2(NUL, fd);
    nanosleep(&(struct timespec){0, 2000000}, NULL);
    if (c->end) c->end();
    return NULL;
}

static void closed(void)
{
    for (size_t i = 0; i < sizeof closings / sizeof *closings; i++)
        CASE("%s, its descriptor closed and used again", closings[i].name) {
            pipe(empty);
            struct blocking b = {closings[i].name, closings[i].wait, closings[i].flags};
            show_wait(&b, close_it, (void *)&closings[i]);
        }
}

void area_waits(void)
{
    covers(SYS_pause);
    interrupted();
    stopped();
    closed();
}
