// timerfd, signalfd, eventfd and epoll in detail: what they refuse, and what one sees after the other.
#include "guest.h"
#include <poll.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>

static char buffer[4096];

static void show_time(int fd)
{
    struct itimerspec t;
    int r = timerfd_gettime(fd, &t);
    printf("gettime %d armed %d interval %ld.%09ld\n", r, t.it_value.tv_sec != 0 || t.it_value.tv_nsec != 0, (long)t.it_interval.tv_sec, t.it_interval.tv_nsec);
}

static void timers(void)
{
    SECTION("timerfd");
    SHOW(timerfd_create(77, 0)); SHOW(timerfd_create(CLOCK_PROCESS_CPUTIME_ID, 0)); SHOW(timerfd_create(CLOCK_MONOTONIC, 1));
    int fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    SHOW(fcntl(fd, F_GETFD)); SHOW(fcntl(fd, F_GETFL));
    SHOW(read(fd, buffer, 8)); SHOW(read(fd, buffer, 7)); SHOW(write(fd, buffer, 8)); SHOW(lseek(fd, 0, SEEK_SET)); SHOW(pread(fd, buffer, 8, 0));
    show_time(fd);
    struct itimerspec t = {{0, 0}, {0, 5000000}}, old, bad = {{0, 0}, {0, 2000000000}}, neg = {{-1, 0}, {1, 0}};
    SHOW(timerfd_settime(fd, 0, &bad, NULL)); SHOW(timerfd_settime(fd, 0, &neg, NULL)); SHOW(timerfd_settime(fd, 8, &t, NULL));
    SHOW(timerfd_settime(fd, 0, (void *)1, NULL)); SHOW(timerfd_settime(99, 0, &t, NULL)); SHOW(timerfd_settime(0, 0, &t, NULL));
    SHOW(timerfd_gettime(0, &t)); SHOW(timerfd_gettime(99, &t)); SHOW(timerfd_gettime(fd, (void *)1));
    t = (struct itimerspec){{0, 0}, {0, 5000000}};
    SHOW(timerfd_settime(fd, 0, &t, NULL));
    struct pollfd p = {fd, POLLIN, 0};
    SHOW(poll(&p, 1, 5000)); printf("%x\n", p.revents);
    unsigned long n = 0;
    SHOW(read(fd, &n, 8)); printf("%lu\n", n);
    SHOW(read(fd, &n, 8));
    show_time(fd);
    t = (struct itimerspec){{100, 5}, {1000, 0}};
    SHOW(timerfd_settime(fd, 0, &t, &old)); printf("%ld %ld\n", (long)old.it_value.tv_sec, (long)old.it_interval.tv_sec);
    show_time(fd);
    SHOW(timerfd_settime(fd, TFD_TIMER_ABSTIME, &(struct itimerspec){{0, 0}, {1, 0}}, &old));
    printf("%d %ld %ld\n", old.it_value.tv_sec >= 999, (long)old.it_interval.tv_sec, old.it_interval.tv_nsec);
    SHOW(read(fd, &n, 8)); printf("%lu\n", n);
    SHOW(timerfd_settime(fd, 0, &(struct itimerspec){{0, 0}, {0, 0}}, NULL));
    show_time(fd);
    SHOW(poll(&p, 1, 0));
    SHOW(timerfd_settime(fd, 0, &(struct itimerspec){{0, 1000000}, {0, 1000000}}, NULL));
    usleep(50000);
    SHOW(read(fd, &n, 8)); printf("many %d\n", n >= 10);
    usleep(5000);
    SHOW(timerfd_settime(fd, 0, &(struct itimerspec){{0, 0}, {1000, 0}}, NULL));
    SHOW(read(fd, &n, 8));
    fcntl(fd, F_SETFL, 0);
    SHOW(timerfd_settime(fd, 0, &(struct itimerspec){{0, 0}, {0, 3000000}}, NULL));
    SHOW(read(fd, &n, 8));
    close(fd);
    fd = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK);
    SHOW(timerfd_settime(fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &(struct itimerspec){{0, 0}, {5, 0}}, NULL));
    SHOW(read(fd, &n, 8)); printf("%lu\n", n);
    close(fd);
}

static void *later(void *unused) { usleep(20000); kill(getpid(), SIGUSR2); return unused; }

static void show_signals(int fd)
{
    struct signalfd_siginfo s[4];
    ssize_t n = read(fd, s, sizeof s);
    if (n < 0) { printf("  %s\n", error_name(errno)); return; }
    for (int i = 0; i < n / 128; i++)
        printf("  %d code %d pid %d uid %d int %d status %d\n", s[i].ssi_signo, s[i].ssi_code, s[i].ssi_pid == getpid(), s[i].ssi_uid, s[i].ssi_int, s[i].ssi_status);
}

static void signals(void)
{
    SECTION("signalfd");
    sigset_t set, other;
    sigemptyset(&set), sigaddset(&set, SIGUSR1), sigaddset(&set, SIGUSR2), sigaddset(&set, SIGRTMIN), sigaddset(&set, SIGCHLD);
    sigprocmask(SIG_BLOCK, &set, NULL);
    SHOW(signalfd(-1, &set, 0x1)); SHOW(signalfd(0, &set, 0)); SHOW(signalfd(99, &set, 0));
    SHOW(syscall(SYS_signalfd4, -1, &set, 4, 0)); SHOW(syscall(SYS_signalfd4, -1, 1, 8, 0));
    int fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
    SHOW(fcntl(fd, F_GETFD)); SHOW(fcntl(fd, F_GETFL)); SHOW(read(fd, buffer, 100)); SHOW(read(fd, buffer, 128)); SHOW(write(fd, buffer, 128));
    struct pollfd p = {fd, POLLIN, 0};
    SHOW(poll(&p, 1, 0));
    kill(getpid(), SIGUSR1);
    SHOW(poll(&p, 1, 0)); printf("%x\n", p.revents);
    show_signals(fd); show_signals(fd);
    sigqueue(getpid(), SIGRTMIN, (union sigval){7}), sigqueue(getpid(), SIGRTMIN, (union sigval){8}), raise(SIGUSR2);
    show_signals(fd);
    int ep = epoll_create1(0);
    struct epoll_event e = {EPOLLIN | EPOLLET, {.u32 = 5}};
    SHOW(epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e));
    SHOW(epoll_wait(ep, &e, 1, 0));
    pthread_t t;
    pthread_create(&t, NULL, later, NULL);
    SHOW(epoll_wait(ep, &e, 1, 10000));
    pthread_join(t, NULL);
    show_signals(fd);
    fcntl(fd, F_SETFL, 0);
    pthread_create(&t, NULL, later, NULL);
    show_signals(fd);
    pthread_join(t, NULL);
    sigemptyset(&other), sigaddset(&other, SIGUSR1), sigaddset(&other, SIGKILL);
    SHOW(signalfd(fd, &other, SFD_NONBLOCK) == fd);
    fcntl(fd, F_SETFL, O_NONBLOCK);
    kill(getpid(), SIGUSR2);
    show_signals(fd);
    SHOW(signalfd(fd, &set, 0) == fd);
    show_signals(fd);
    close(fd), close(ep);
}

static void counters(void)
{
    SECTION("eventfd");
    int fd = eventfd(3, EFD_NONBLOCK);
    unsigned long n = 0;
    struct pollfd p = {fd, POLLIN | POLLOUT, 0};
    SHOW(poll(&p, 1, 0)); printf("%x\n", p.revents);
    SHOW(read(fd, &n, 8)); printf("%lu\n", n);
    SHOW(read(fd, &n, 8)); SHOW(read(fd, &n, 4)); SHOW(write(fd, &n, 4));
    n = -1UL; SHOW(write(fd, &n, 8));
    n = -2UL; SHOW(write(fd, &n, 8));
    SHOW(poll(&p, 1, 0)); printf("%x\n", p.revents);
    n = 1; SHOW(write(fd, &n, 8));
    n = 0; SHOW(write(fd, &n, 8));
    SHOW(read(fd, &n, 16)); printf("%lx\n", n);
    close(fd);
    fd = eventfd(2, EFD_SEMAPHORE | EFD_NONBLOCK);
    SHOW(read(fd, &n, 8)); printf("%lu\n", n); SHOW(read(fd, &n, 8)); SHOW(read(fd, &n, 8));
    close(fd);
    SHOW(eventfd(0, 0x10));
}

static void *closer(void *fd) { usleep(30000); close((int)(long)fd); return NULL; }

static void watching(void)
{
    SECTION("epoll");
    int p[2], q[2], ep = epoll_create1(0), ep2 = epoll_create1(0);
    pipe2(p, O_NONBLOCK), pipe2(q, O_NONBLOCK);
    struct epoll_event e = {EPOLLIN, {.u64 = 1}}, out[8];
    int file = open("plain", O_CREAT | O_RDWR, 0644);
    SHOW(epoll_ctl(ep, EPOLL_CTL_ADD, file, &e)); SHOW(epoll_ctl(ep, EPOLL_CTL_DEL, file, &e)); SHOW(epoll_ctl(ep, EPOLL_CTL_ADD, ep, &e));
    SHOW(epoll_ctl(p[0], EPOLL_CTL_ADD, q[0], &e)); SHOW(epoll_ctl(ep, EPOLL_CTL_ADD, 99, &e)); SHOW(epoll_ctl(99, EPOLL_CTL_ADD, p[0], &e));
    SHOW(epoll_ctl(ep, EPOLL_CTL_MOD, p[0], &e)); SHOW(epoll_ctl(ep, EPOLL_CTL_DEL, p[0], NULL)); SHOW(epoll_ctl(ep, 9, p[0], &e)); SHOW(epoll_ctl(ep, EPOLL_CTL_ADD, p[0], (void *)1));
    SHOW(epoll_wait(ep, out, 0, 0)); SHOW(epoll_wait(ep, out, -1, 0)); SHOW(epoll_wait(p[0], out, 1, 0)); SHOW(epoll_wait(99, out, 1, 0)); SHOW(epoll_wait(ep, (void *)1, 1, 0));
    e.events = EPOLLIN | EPOLLEXCLUSIVE | EPOLLONESHOT; SHOW(epoll_ctl(ep, EPOLL_CTL_ADD, p[0], &e));
    e.events = EPOLLIN | EPOLLEXCLUSIVE; SHOW(epoll_ctl(ep, EPOLL_CTL_ADD, ep2, &e));
    SHOW(epoll_ctl(ep, EPOLL_CTL_ADD, p[0], &e)); SHOW(epoll_ctl(ep, EPOLL_CTL_ADD, p[0], &e));
    e.events = EPOLLIN; SHOW(epoll_ctl(ep, EPOLL_CTL_MOD, p[0], &e));
    e.events = EPOLLIN | EPOLLEXCLUSIVE; SHOW(epoll_ctl(ep, EPOLL_CTL_MOD, p[0], &e)); SHOW(epoll_ctl(ep, EPOLL_CTL_DEL, p[0], &e));
    e.events = EPOLLIN | EPOLLET | EPOLLWAKEUP; SHOW(epoll_ctl(ep, EPOLL_CTL_ADD, p[0], &e));
    write(p[1], "a", 1);
    SHOW(epoll_wait(ep, out, 8, 0)); SHOW(epoll_wait(ep, out, 8, 0));
    write(p[1], "b", 1);
    SHOW(epoll_wait(ep, out, 8, 0)); SHOW(epoll_wait(ep, out, 8, 0));
    read(p[0], buffer, 1);
    SHOW(epoll_wait(ep, out, 8, 0));
    SHOW(epoll_ctl(ep, EPOLL_CTL_MOD, p[0], &e)); SHOW(epoll_wait(ep, out, 8, 0)); SHOW(epoll_wait(ep, out, 8, 0));
    e.events = EPOLLIN | EPOLLONESHOT; SHOW(epoll_ctl(ep, EPOLL_CTL_MOD, p[0], &e)); SHOW(epoll_wait(ep, out, 8, 0)); SHOW(epoll_wait(ep, out, 8, 0));
    SHOW(epoll_ctl(ep, EPOLL_CTL_MOD, p[0], &e)); SHOW(epoll_wait(ep, out, 8, 0));
    e.events = 0; SHOW(epoll_ctl(ep, EPOLL_CTL_ADD, q[0], &e));
    close(q[1]);
    SHOW(epoll_wait(ep, out, 8, 0)); printf("%x\n", out[0].events);
    close(q[0]);
    SHOW(epoll_wait(ep, out, 8, 0));
    e.events = EPOLLIN; SHOW(epoll_ctl(ep2, EPOLL_CTL_ADD, ep, &e)); SHOW(epoll_ctl(ep, EPOLL_CTL_ADD, ep2, &e));
    SHOW(epoll_ctl(ep, EPOLL_CTL_MOD, p[0], &e)); SHOW(epoll_wait(ep2, out, 8, 0)); SHOW(epoll_wait(ep, out, 8, 0));
    int chain[8];
    for (int i = 0; i < 8; i++) {
        chain[i] = epoll_create1(0);
        int r = i == 0 ? epoll_ctl(chain[0], EPOLL_CTL_ADD, p[0], &e) : epoll_ctl(chain[i], EPOLL_CTL_ADD, chain[i - 1], &e);
        printf("chain %d: %s\n", i, r == 0 ? "ok" : error_name(errno));
    }
    int copy = dup(p[0]);
    SHOW(epoll_ctl(ep, EPOLL_CTL_ADD, copy, &e));
    SHOW(epoll_wait(ep, out, 8, 0));
    close(p[0]);
    SHOW(epoll_wait(ep, out, 8, 0));
    close(copy);
    SHOW(epoll_wait(ep, out, 8, 0));
    struct timespec ts = {0, 1000000}, badt = {0, -1};
    SHOW(epoll_pwait2(ep, out, 8, &ts, NULL)); SHOW(epoll_pwait2(ep, out, 8, &badt, NULL)); SHOW(syscall(SYS_epoll_pwait2, ep, out, 8, &ts, buffer, 4));
    pthread_t t;
    int doomed = epoll_create1(0);
    pthread_create(&t, NULL, closer, (void *)(long)doomed);
    SHOW(epoll_wait(doomed, out, 1, 100));
    pthread_join(t, NULL);
}

int main(int argc, char **argv)
{
    enter_scratch(argc, argv);
    timers();
    signals();
    counters();
    watching();
    return 0;
}
