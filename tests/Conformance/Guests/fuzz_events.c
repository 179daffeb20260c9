// Waiting: epoll, poll, select, timers, futexes, watches.
#include "fuzz.h"
#include <linux/futex.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/timerfd.h>

static struct timespec short_time(state_t *s)
{
    if (ONE_IN(s, 20)) return (struct timespec){odd(s), odd(s)};
    return (struct timespec){0, (long)below(s, 3000000)};
}

static void watch(state_t *s)
{
    struct epoll_event e = {.events = (unsigned)bits(s, 0xf80020df), .data.u64 = next(s)};
    int set = ONE_IN(s, 3) ? any_fd(s) : EPOLL;
    syscall(SYS_epoll_ctl, set, 1 + (int)below(s, ONE_IN(s, 20) ? 9 : 3), any_fd(s), put(s, &e, sizeof e));
}

static void wait_set(state_t *s)
{
    unsigned long mask = next(s);
    struct timespec t = short_time(s);
    int set = ONE_IN(s, 3) ? any_fd(s) : EPOLL, count = ONE_IN(s, 10) ? (int)odd(s) : 1 + (int)below(s, 20);
    switch (below(s, 3)) {
    case 0: syscall(SYS_epoll_wait, set, place(s, 240), count, below(s, 4)); break;
    case 1: syscall(SYS_epoll_pwait, set, place(s, 240), count, below(s, 4), put(s, &mask, 8), 8); break;
    default: syscall(SYS_epoll_pwait2, set, place(s, 240), count, put(s, &t, sizeof t), ONE_IN(s, 2) ? NULL : put(s, &mask, 8), 8); break;
    }
}

static void poll_some(state_t *s)
{
    struct pollfd list[20];
    int count = (int)below(s, 20);
    for (int i = 0; i < count; i++) list[i] = (struct pollfd){any_fd(s), (short)bits(s, 0x20ff), (short)next(s)};
    unsigned long mask = next(s);
    struct timespec t = short_time(s);
    void *where = put(s, list, count * sizeof *list);
    if (ONE_IN(s, 2)) syscall(SYS_poll, where, ONE_IN(s, 30) ? odd(s) : count, below(s, 4));
    else syscall(SYS_ppoll, where, ONE_IN(s, 30) ? odd(s) : count, put(s, &t, sizeof t), put(s, &mask, 8), 8);
}

static void select_some(state_t *s)
{
    unsigned long sets[3][16];
    void *where[3];
    for (int k = 0; k < 3; k++) {
        memset(sets[k], 0, sizeof sets[k]);
        for (int i = (int)below(s, 10); i > 0; i--) { int fd = any_fd(s); if (fd >= 0 && fd < 1024) sets[k][fd / 64] |= 1ul << fd % 64; }
        where[k] = ONE_IN(s, 3) ? NULL : put(s, sets[k], sizeof sets[k]);
    }
    struct timespec t = short_time(s);
    struct timeval v = {t.tv_sec, t.tv_nsec / 1000};
    unsigned long mask = next(s);
    struct { void *mask; long size; } pair = {put(s, &mask, 8), ONE_IN(s, 10) ? odd(s) : 8};
    long highest = ONE_IN(s, 10) ? odd(s) : (long)below(s, 200);
    if (ONE_IN(s, 2)) syscall(SYS_select, highest, where[0], where[1], where[2], put(s, &v, sizeof v));
    else syscall(SYS_pselect6, highest, where[0], where[1], where[2], put(s, &t, sizeof t), put(s, &pair, sizeof pair));
}

static void clocks(state_t *s)
{
    struct itimerspec exact = {ONE_IN(s, 3) ? short_time(s) : (struct timespec){0, 0}, short_time(s)};
    struct itimerval rough = {{0, 0}, {0, (long)below(s, 5000)}};
    struct timespec t = short_time(s);
    static timer_t made;
    int clock = ONE_IN(s, 10) ? (int)odd(s) : (int)below(s, 12), timer = ONE_IN(s, 4) ? (int)odd(s) : (int)below(s, 12);
    switch (below(s, 10)) {
    case 0: syscall(SYS_timerfd_settime, ONE_IN(s, 3) ? any_fd(s) : TIMER, bits(s, 3), put(s, &exact, sizeof exact), ONE_IN(s, 2) ? NULL : place(s, 32)); break;
    case 1: syscall(SYS_timerfd_create, clock, bits(s, TFD_CLOEXEC) | TFD_NONBLOCK); break;
    case 2: syscall(SYS_timer_create, clock, event(s), place(s, 4)); break;
    case 3: syscall(SYS_timer_settime, timer, bits(s, 1), put(s, &exact, sizeof exact), ONE_IN(s, 2) ? NULL : place(s, 32)); break;
    case 4: syscall(SYS_timer_gettime, timer, place(s, 32)); break;
    case 5: syscall(SYS_timer_delete, timer); break;
    case 6: syscall(SYS_setitimer, ONE_IN(s, 20) ? odd(s) : (long)below(s, 3), put(s, &rough, sizeof rough), ONE_IN(s, 2) ? NULL : place(s, 32)); break;
    case 7: syscall(SYS_nanosleep, put(s, &t, sizeof t), ONE_IN(s, 2) ? NULL : place(s, 16)); break;
    case 8: syscall(SYS_clock_nanosleep, clock, below(s, 2), put(s, &t, sizeof t), place(s, 16)); break;
    default: syscall(SYS_clock_gettime, clock, place(s, 16)); break;
    }
}

// Words that all processes share, and words that are not there.
static void futexes(state_t *s)
{
    static const int commands[] = {FUTEX_WAIT, FUTEX_WAKE, FUTEX_REQUEUE, FUTEX_CMP_REQUEUE, FUTEX_WAKE_OP, FUTEX_LOCK_PI, FUTEX_UNLOCK_PI, FUTEX_TRYLOCK_PI, FUTEX_WAIT_BITSET,
        FUTEX_WAKE_BITSET, FUTEX_WAIT_REQUEUE_PI, FUTEX_CMP_REQUEUE_PI, 13};
    struct timespec t = short_time(s);
    void *word = ONE_IN(s, 4) ? place(s, 4) : (void *)&common->words[below(s, 16)], *other = ONE_IN(s, 4) ? place(s, 4) : (void *)&common->words[below(s, 16)];
    int command = (ONE_IN(s, 20) ? (int)below(s, 20) : PICK(s, commands)) | (int)bits(s, 128 | 256);
    int takes_time = (command & 127) == FUTEX_WAIT || (command & 127) == FUTEX_WAIT_BITSET || (command & 127) == FUTEX_LOCK_PI || (command & 127) == FUTEX_WAIT_REQUEUE_PI || (command & 127) == 13;
    if (ONE_IN(s, 10)) {
        struct { unsigned long value, address; unsigned flags, reserved; } list[4];
        int count = (int)below(s, 5);
        for (int i = 0; i < count; i++) { list[i].value = below(s, 3); list[i].address = (unsigned long)&common->words[below(s, 16)]; list[i].flags = ONE_IN(s, 8) ? (unsigned)below(s, 256) : 2; list[i].reserved = ONE_IN(s, 30); }
        syscall(449, put(s, list, count * sizeof *list), ONE_IN(s, 20) ? odd(s) : count, ONE_IN(s, 20), put(s, &t, sizeof t), 1);
        return;
    }
    if (ONE_IN(s, 10)) { syscall(454 + below(s, 3), word, below(s, 3), ~0ul, 2 | bits(s, 128), put(s, &t, sizeof t), 1); return; }
    syscall(SYS_futex, word, command, below(s, 3), takes_time ? (long)put(s, &t, sizeof t) : (long)below(s, 4), other, ONE_IN(s, 3) ? odd(s) : (long)below(s, 3));
}

// Mutexes of the C library's, whose owners end with them; scrambled words would be a matter of its own assertions.
static void locks(state_t *s)
{
    pthread_mutex_t *m = ONE_IN(s, 2) ? &common->robust : &common->priority;
    int error = pthread_mutex_trylock(m);
    if (error == EOWNERDEAD) pthread_mutex_consistent(m), error = 0;
    if (error == 0 && ONE_IN(s, 8)) return;
    syscall(SYS_sched_yield);
    if (error == 0) pthread_mutex_unlock(m);
}

static void watches(state_t *s)
{
    switch (below(s, 3)) {
    case 0: syscall(SYS_inotify_add_watch, ONE_IN(s, 4) ? any_fd(s) : INOTIFY, any_path(s), ONE_IN(s, 2) ? 0xfff : bits(s, 0xf7000fff)); break;
    case 1: syscall(SYS_inotify_rm_watch, ONE_IN(s, 4) ? any_fd(s) : INOTIFY, below(s, 12)); break;
    default: syscall(SYS_read, INOTIFY, place(s, 400), below(s, 400)); break;
    }
}

const struct operation event_operations[] = {
    {3, watch}, {3, wait_set}, {3, poll_some}, {2, select_some}, {4, clocks}, {4, futexes}, {2, locks}, {2, watches}, {0, NULL},
};
