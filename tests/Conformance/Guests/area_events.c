// Waiting for many things: poll, select, epoll, event descriptors.
#include "conform.h"
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/select.h>

static int add(int set, int fd, unsigned events) { struct epoll_event e = {.events = events, .data.u32 = fd}; return epoll_ctl(set, EPOLL_CTL_ADD, fd, &e); }
static int change(int set, int fd, unsigned events) { struct epoll_event e = {.events = events, .data.u32 = fd}; return epoll_ctl(set, EPOLL_CTL_MOD, fd, &e); }
static void wait_now(int set) { struct epoll_event e[8]; int n = epoll_wait(set, e, 8, 0); note(" %d[", n); for (int i = 0; i < n; i++) note("%s%u:%x", i ? " " : "", e[i].data.u32, e[i].events); note("]"); }

static void epolls(void)
{
    CASE("level and edge") { SHOW(add(EPOLL, PR, EPOLLIN)); wait_now(EPOLL); wait_now(EPOLL); SHOW(change(EPOLL, PR, EPOLLIN | EPOLLET)); wait_now(EPOLL); wait_now(EPOLL); SHOW(write(PW, "x", 1)); wait_now(EPOLL); wait_now(EPOLL); }
    CASE("one shot") { SHOW(add(EPOLL, PR, EPOLLIN | EPOLLONESHOT)); wait_now(EPOLL); wait_now(EPOLL); write(PW, "x", 1); wait_now(EPOLL); SHOW(change(EPOLL, PR, EPOLLIN | EPOLLONESHOT)); wait_now(EPOLL); wait_now(EPOLL); }
    CASE("what cannot be watched") { for (int fd = -1; fd < FD_END; fd = fd < F ? F : fd + 1) { if (fd == SOCK || fd == TIMER || fd == SIGNALFD || fd == INOTIFY) continue; note(" %s", add(EPOLL, fd, EPOLLIN) ? error_name(errno) : "ok"); } }
    CASE("sets in sets") { int a = epoll_create1(0), b = epoll_create1(0); SHOW(add(a, PR, EPOLLIN)); SHOW(add(b, a, EPOLLIN)); SHOW(add(a, b, EPOLLIN)); SHOW(add(a, a, EPOLLIN)); wait_now(b); read(PR, (char[20]){0}, 20); wait_now(b); int previous = b; for (int i = 0; i < 6; i++) { int next = epoll_create1(0); note(" %s", add(next, previous, EPOLLIN) ? error_name(errno) : "ok"); previous = next; } struct pollfd p = {b, POLLIN, 0}; SHOW(poll(&p, 1, 0)); }
    CASE("exclusive") { SHOW(add(EPOLL, PR, EPOLLIN | EPOLLEXCLUSIVE)); SHOW(change(EPOLL, PR, EPOLLIN)); SHOW(add(EPOLL, PW, EPOLLOUT | EPOLLEXCLUSIVE | EPOLLONESHOT)); SHOW(add(EPOLL, PW, EPOLLOUT | EPOLLEXCLUSIVE | EPOLLET)); int a = epoll_create1(0); SHOW(add(a, EPOLL, EPOLLIN | EPOLLEXCLUSIVE)); wait_now(EPOLL); }
    CASE("twice and not at all") { SHOW(add(EPOLL, PR, 0)); SHOW(add(EPOLL, PR, 0)); int d = dup(PR); SHOW(add(EPOLL, d, EPOLLIN)); SHOW(change(EPOLL, PW, 0)); SHOW(epoll_ctl(EPOLL, EPOLL_CTL_DEL, PW, NULL)); SHOW(epoll_ctl(EPOLL, EPOLL_CTL_DEL, PR, NULL)); SHOW(epoll_ctl(EPOLL, EPOLL_CTL_DEL, PR, NULL)); wait_now(EPOLL); }
    CASE("closed descriptors leave") { int d = dup(PR); SHOW(add(EPOLL, d, EPOLLIN)); wait_now(EPOLL); SHOW(close(d)); wait_now(EPOLL); SHOW(close(PR)); wait_now(EPOLL); }
    CASE("hang-up") { SHOW(add(EPOLL, PR, 0)); wait_now(EPOLL); close(PW); wait_now(EPOLL); read(PR, (char[20]){0}, 20); wait_now(EPOLL); }
    CASE("error of a writing end") { SHOW(add(EPOLL, PW, 0)); wait_now(EPOLL); close(PR); wait_now(EPOLL); }
    CASE("order and limit") { int p[3][2]; for (int i = 0; i < 3; i++) { pipe2(p[i], O_NONBLOCK); write(p[i][1], "x", 1); add(EPOLL, p[i][0], EPOLLIN); } struct epoll_event e[8]; for (int i = 0; i < 4; i++) { SHOW(epoll_wait(EPOLL, e, 1, 0)); note(" %d", (e[0].data.u32 - p[0][0]) / 2); } }
    CASE("counts of results") { static struct epoll_event e[1]; SHOW(epoll_wait(EPOLL, e, 0, 0)); SHOW(epoll_wait(EPOLL, e, -1, 0)); SHOW(epoll_wait(EPOLL, e, INT_MAX, 0)); SHOW(epoll_wait(EPOLL, e, 178956970, 0)); SHOW(epoll_wait(EPOLL, NULL, 1, 0)); add(EPOLL, PR, EPOLLIN); SHOW(epoll_wait(EPOLL, NULL, 1, 0)); SHOW(epoll_wait(EPOLL, (void *)8, 1, 0)); wait_now(EPOLL); }
    CASE("every event bit") { for (int bit = 0; bit < 32; bit++) { int r = add(EPOLL, PR, 1u << bit); note(" %s", r ? error_name(errno) : "ok"); struct epoll_event e; if (!r && epoll_wait(EPOLL, &e, 1, 0) == 1) note(":%x", e.events); epoll_ctl(EPOLL, EPOLL_CTL_DEL, PR, NULL); } }
    CASE("limits of a wait") { struct epoll_event e; struct timespec t = {0, 1000000000}; SHOW(syscall(SYS_epoll_pwait2, EPOLL, &e, 1, &t, NULL, 8L)); t.tv_nsec = -1; SHOW(syscall(SYS_epoll_pwait2, EPOLL, &e, 1, &t, NULL, 8L)); t = (struct timespec){0, 1}; SHOW(syscall(SYS_epoll_pwait2, EPOLL, &e, 1, &t, NULL, 8L)); SHOW(epoll_wait(EPOLL, &e, 1, 1)); SHOW(syscall(SYS_epoll_pwait, EPOLL, &e, 1, 0, NULL, 9L)); SHOW(syscall(SYS_epoll_pwait, EPOLL, &e, 1, 0, (void *)8, 8L)); }
}

static void polls(void)
{
    CASE("poll of everything") { struct pollfd p[FD_END - F]; int n = 0; for (int fd = F; fd < FD_END; fd++) if (fd != SOCK && fd != TIMER && fd != SIGNALFD && fd != INOTIFY) p[n++] = (struct pollfd){fd, POLLIN | POLLOUT | POLLPRI | POLLRDHUP | POLLRDNORM | POLLWRNORM | POLLRDBAND | POLLWRBAND, 0}; SHOW(poll(p, n, 0)); for (int i = 0; i < n; i++) note(" %x", p[i].revents); }
    CASE("poll of bad and negative descriptors") { struct pollfd p[] = {{CLOSED, POLLIN, 5}, {-1, POLLIN, 5}, {INT_MAX, POLLIN, 5}, {INT_MIN, POLLIN, 5}}; SHOW(poll(p, 4, -1)); for (int i = 0; i < 4; i++) note(" %x", p[i].revents); }
    CASE("poll of too many") { struct pollfd p[1]; SHOW(syscall(SYS_poll, p, 1025, 0)); SHOW(syscall(SYS_poll, p, -1, 0)); SHOW(syscall(SYS_poll, NULL, 0, 0)); SHOW(syscall(SYS_poll, (void *)8, 0, 1)); }
    CASE("limits of ppoll") { struct timespec t = {-1, 0}; SHOW(syscall(SYS_ppoll, NULL, 0, &t, NULL, 8)); t = (struct timespec){0, 1000000000}; SHOW(syscall(SYS_ppoll, NULL, 0, &t, NULL, 8)); t = (struct timespec){0, 1000000}; SHOW(syscall(SYS_ppoll, NULL, 0, &t, NULL, 8)); note(" left %ld %ld", (long)t.tv_sec, t.tv_nsec); unsigned long none = 0; SHOW(syscall(SYS_ppoll, NULL, 0, &t, &none, 7)); }
    CASE("select") { fd_set r, w, e; FD_ZERO(&r); FD_ZERO(&w); FD_ZERO(&e); FD_SET(PR, &r); FD_SET(PW, &w); FD_SET(PR, &w); FD_SET(PW, &e); struct timeval t = {5, 0}; SHOW(select(FD_END, &r, &w, &e, &t)); note(" %d%d%d%d left %d", FD_ISSET(PR, &r), FD_ISSET(PW, &w), FD_ISSET(PR, &w), FD_ISSET(PW, &e), t.tv_sec >= 4); }
    CASE("select of a closed descriptor") { fd_set r; FD_ZERO(&r); FD_SET(CLOSED, &r); SHOW(select(CLOSED + 1, &r, NULL, NULL, NULL)); note(" %d", FD_ISSET(CLOSED, &r)); SHOW(select(CLOSED, &r, NULL, NULL, &(struct timeval){0, 0})); SHOW(select(-1, NULL, NULL, NULL, &(struct timeval){0, 0})); SHOW(select(INT_MAX, NULL, NULL, NULL, &(struct timeval){0, 0})); }
    CASE("select counts each bit") { fd_set r, w; FD_ZERO(&r); FD_ZERO(&w); FD_SET(EVENT, &r); FD_SET(EVENT, &w); SHOW(select(FD_END, &r, &w, NULL, NULL)); }
    CASE("limits of select") { struct timeval t = {0, 1000000}; SHOW(select(0, NULL, NULL, NULL, &t)); note(" left %ld %ld", (long)t.tv_sec, (long)t.tv_usec); t = (struct timeval){0, -1}; SHOW(syscall(SYS_select, 0, NULL, NULL, NULL, &t)); t = (struct timeval){-1, 0}; SHOW(syscall(SYS_select, 0, NULL, NULL, NULL, &t)); t = (struct timeval){0, 1000}; SHOW(syscall(SYS_select, 0, NULL, NULL, NULL, &t)); note(" left %ld %ld", (long)t.tv_sec, (long)t.tv_usec); struct { void *set; size_t size; } mask = {&t, 9}; SHOW(syscall(SYS_pselect6, 0, NULL, NULL, NULL, &(struct timespec){0, 0}, &mask)); mask.set = NULL; SHOW(syscall(SYS_pselect6, 0, NULL, NULL, NULL, &(struct timespec){0, 0}, &mask)); mask.set = (void *)8; mask.size = 8; SHOW(syscall(SYS_pselect6, 0, NULL, NULL, NULL, &(struct timespec){0, 0}, &mask)); SHOW(syscall(SYS_pselect6, 0, NULL, NULL, NULL, &(struct timespec){0, 0}, 8L)); }
}

static void counters(void)
{
    unsigned long v;
    CASE("event counters") { SHOW(read(EVENT, &v, 8)); note(" %lu", v); SHOW(read(EVENT, &v, 8)); v = -1; SHOW(write(EVENT, &v, 8)); v = -2; SHOW(write(EVENT, &v, 8)); v = 1; SHOW(write(EVENT, &v, 8)); struct pollfd p = {EVENT, POLLIN | POLLOUT, 0}; poll(&p, 1, 0); note(" %x", p.revents); SHOW(read(EVENT, &v, 7)); SHOW(read(EVENT, &v, 8)); note(" %lx", v); v = 0; SHOW(write(EVENT, &v, 8)); SHOW(read(EVENT, &v, 8)); }
    CASE("semaphores") { int e = eventfd(2, EFD_SEMAPHORE | EFD_NONBLOCK); SHOW(read(e, &v, 8)); note(" %lu", v); SHOW(read(e, &v, 8)); SHOW(read(e, &v, 8)); }
    CASE("longer reads and writes of a counter") { char b[32] = {1}; SHOW(write(EVENT, b, 16)); SHOW(read(EVENT, b, 32)); note(" %d", b[0]); SHOW(pread(EVENT, b, 8, 0)); SHOW(ftruncate(EVENT, 0)); }
    CASE("who tells by a signal") { static const int all[] = {F, DIRECTORY, PR, PW, PATHF, EVENT, EPOLL, NUL, MEMFD, TIMER, SIGNALFD, SOCK, INOTIFY}; int on = 1, off = 0; for (size_t i = 0; i < sizeof all / sizeof *all; i++) { note(" %d:", all[i] - F); SHOW(ioctl(all[i], FIOASYNC, &off)); SHOW(ioctl(all[i], FIOASYNC, &on)); note(" %d", !!(fcntl(all[i], F_GETFL) & O_ASYNC)); SHOW(fcntl(all[i], F_SETFL, O_ASYNC | O_NONBLOCK)); note(" %d", !!(fcntl(all[i], F_GETFL) & O_ASYNC)); } }
    CASE("no signal tells of signals") { sigset_t s; sigemptyset(&s); sigaddset(&s, SIGUSR1); sigaddset(&s, SIGIO); sigprocmask(SIG_BLOCK, &s, NULL); SHOW(fcntl(SIGNALFD, F_SETOWN, getpid())); SHOW(fcntl(SIGNALFD, F_SETFL, O_ASYNC | O_NONBLOCK)); raise(SIGUSR1); kill(getpid(), SIGUSR1); sigpending(&s); note(" %d %d", sigismember(&s, SIGUSR1), sigismember(&s, SIGIO)); signal(SIGUSR1, SIG_IGN); signal(SIGIO, SIG_IGN); }
    CASE("initial values") { int e = eventfd(-1, EFD_NONBLOCK); SHOW(read(e, &v, 8)); note(" %lx", v); e = syscall(SYS_eventfd, 0); SHOW(fcntl(e, F_GETFL)); }
}

void area_events(void)
{
    covers(SYS_epoll_ctl);
    epolls();
    polls();
    counters();
}
