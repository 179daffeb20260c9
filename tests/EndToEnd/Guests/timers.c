// Timers and the clocks of CPU time: timer_create with every way to notify, overruns, sleeping on a clock, errors.
#include "guest.h"
#include <pthread.h>
#include <stdatomic.h>
#include <sys/time.h>
#include <time.h>

#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

static volatile sig_atomic_t count, code, value, overrun, handler_tid;
static int self(void) { return (int)syscall(SYS_gettid); }

static void note(int signal, siginfo_t *info, void *context)
{
    count++, code = info->si_code, value = info->si_value.sival_int, overrun = info->si_overrun, handler_tid = self();
}

static void on(int signal, int flags)
{
    struct sigaction a;
    memset(&a, 0, sizeof a);
    a.sa_sigaction = note;
    a.sa_flags = SA_SIGINFO | flags;
    sigaction(signal, &a, NULL);
}

static long create(int clock, int notify, int signal, int tid, int *id)
{
    struct sigevent e;
    memset(&e, 0, sizeof e);
    e.sigev_notify = notify, e.sigev_signo = signal, e.sigev_value.sival_int = 77, e.sigev_notify_thread_id = tid;
    return syscall(SYS_timer_create, clock, &e, id);
}

static long settime(int id, int flags, long first, long every, struct itimerspec *old)
{
    struct itimerspec t = { { every / 1000000000, every % 1000000000 }, { first / 1000000000, first % 1000000000 } };
    return syscall(SYS_timer_settime, id, flags, &t, old);
}

static void burn(void) { for (volatile int i = 0; i < 100000; i++) ; }

static atomic_int other, stop;
static void *thread(void *burns)
{
    atomic_store(&other, self());
    while (!atomic_load(&stop)) if (burns) burn(); else usleep(1000);
    return NULL;
}

static clockid_t clock_of(int id, int kind) { return (int)((~(unsigned)id << 3) | kind); }

int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    int id, id2, timer;
    pthread_t t;
    struct itimerspec now;
    struct timespec ts;
    on(SIGALRM, 0), on(SIGRTMIN, 0), on(SIGPROF, SA_RESTART), on(SIGVTALRM, 0), on(SIGUSR1, 0);

    SECTION("create");
    SHOW(create(CLOCK_MONOTONIC, SIGEV_SIGNAL, SIGRTMIN, 0, &id));
    SHOW(create(CLOCK_REALTIME, SIGEV_NONE, 99, 0, &id2));
    SHOW(create(CLOCK_BOOTTIME, SIGEV_THREAD, SIGRTMIN, 0, &timer));
    SHOW(syscall(SYS_timer_delete, timer));
    SHOW(create(CLOCK_MONOTONIC, SIGEV_THREAD_ID, SIGRTMIN, self(), &timer));
    SHOW(syscall(SYS_timer_delete, timer));
    SHOW(create(CLOCK_MONOTONIC, SIGEV_THREAD_ID, SIGRTMIN, 1, &timer));
    SHOW(create(CLOCK_MONOTONIC, SIGEV_SIGNAL, 65, 0, &timer));
    SHOW(create(CLOCK_MONOTONIC, SIGEV_SIGNAL, 0, 0, &timer));
    SHOW(create(CLOCK_MONOTONIC, 9, SIGRTMIN, 0, &timer));
    SHOW(create(CLOCK_MONOTONIC_RAW, SIGEV_SIGNAL, SIGRTMIN, 0, &timer));
    SHOW(create(CLOCK_REALTIME_COARSE, SIGEV_SIGNAL, SIGRTMIN, 0, &timer));
    SHOW(create(99, SIGEV_SIGNAL, SIGRTMIN, 0, &timer));
    SHOW(create(CLOCK_MONOTONIC, SIGEV_SIGNAL, SIGRTMIN, 0, (int *)16));
    SHOW(syscall(SYS_timer_create, 99, 16, &timer));
    SHOW(syscall(SYS_timer_create, CLOCK_TAI, NULL, &timer));
    SHOW(syscall(SYS_timer_delete, timer));
    SHOW(syscall(SYS_timer_delete, timer));
    SHOW(syscall(SYS_timer_getoverrun, timer));
    SHOW(syscall(SYS_timer_gettime, timer, &now));
    SHOW(syscall(SYS_timer_settime, timer, 0, &now, NULL));

    SECTION("set");
    SHOW(settime(id, 0, 0, 5, &now));
    printf("%ld %ld %ld %ld\n", (long)now.it_value.tv_sec, now.it_value.tv_nsec, (long)now.it_interval.tv_sec, now.it_interval.tv_nsec);
    SHOW(syscall(SYS_timer_settime, id, 0, NULL, NULL));
    SHOW(syscall(SYS_timer_settime, id, 0, 16, NULL));
    SHOW(syscall(SYS_timer_settime, id, 0, &(struct itimerspec){ { 0, 1000000000 }, { 0, 0 } }, NULL));
    SHOW(syscall(SYS_timer_settime, id, 0, &(struct itimerspec){ { 0, 0 }, { -1, 0 } }, NULL));
    SHOW(settime(id, 0, 100000000000, 7, NULL));
    SHOW(syscall(SYS_timer_gettime, id, &now));
    printf("left %d, interval %ld\n", now.it_value.tv_sec == 99, now.it_interval.tv_nsec);
    SHOW(syscall(SYS_timer_gettime, id, 16));
    SHOW(settime(id, 0, 1000000, 0, &now));
    printf("old %d %ld\n", now.it_value.tv_sec == 99, now.it_interval.tv_nsec);
    while (!count) pause();
    printf("count %d code %d value %d overrun %d\n", count, code, value, overrun);
    SHOW(syscall(SYS_timer_gettime, id, &now));
    printf("off %d\n", now.it_value.tv_sec == 0 && now.it_value.tv_nsec == 0);
    clock_gettime(CLOCK_MONOTONIC, &ts);
    count = 0;
    SHOW(settime(id, TIMER_ABSTIME, ts.tv_sec * 1000000000 + ts.tv_nsec + 5000000, 0, NULL));
    while (!count) pause();
    count = 0;
    SHOW(settime(id, TIMER_ABSTIME, 1, 0, NULL));
    while (!count) pause();
    printf("in the past: count %d\n", count);

    SECTION("overrun");
    sigset_t block, none;
    sigemptyset(&none), sigemptyset(&block), sigaddset(&block, SIGRTMIN);
    sigprocmask(SIG_BLOCK, &block, NULL);
    count = 0;
    settime(id, 0, 1000000, 1000000, NULL);
    usleep(20000);
    siginfo_t info;
    SHOW(sigwaitinfo(&block, &info) == SIGRTMIN);
    int seen = info.si_overrun;
    SHOW(syscall(SYS_timer_getoverrun, id) >= 5 && seen >= 5);
    SHOW(settime(id, 0, 0, 0, NULL));
    settime(id, 0, 1000000, 0, NULL);
    usleep(5000);
    sigset_t pending;
    sigpending(&pending);
    printf("pending %d\n", sigismember(&pending, SIGRTMIN));
    settime(id, 0, 0, 0, NULL);
    SHOW(sigtimedwait(&block, &info, &(struct timespec){ 0, 0 }));
    settime(id, 0, 1000000, 0, NULL);
    usleep(5000);
    SHOW(syscall(SYS_timer_delete, id));
    SHOW(sigtimedwait(&block, &info, &(struct timespec){ 0, 0 }));
    sigprocmask(SIG_SETMASK, &none, NULL);
    printf("handlers %d\n", count);

    SECTION("to a thread");
    pthread_create(&t, NULL, thread, NULL);
    while (!atomic_load(&other)) usleep(1000);
    SHOW(create(CLOCK_MONOTONIC, SIGEV_THREAD_ID, SIGUSR1, atomic_load(&other), &id));
    settime(id, 0, 1000000, 0, NULL);
    while (!count) usleep(1000);
    printf("there %d value %d\n", handler_tid == atomic_load(&other), value);
    syscall(SYS_timer_delete, id);
    atomic_store(&stop, 1);
    pthread_join(t, NULL);

    SECTION("processor time");
    static const int clocks[] = { CLOCK_PROCESS_CPUTIME_ID, CLOCK_THREAD_CPUTIME_ID };
    for (int i = 0; i < 2; i++) {
        struct timespec before, after;
        SHOW(create(clocks[i], SIGEV_SIGNAL, SIGRTMIN, 0, &id));
        clock_gettime(clocks[i], &before);
        count = 0;
        SHOW(settime(id, 0, 20000000, 10000000, NULL));
        usleep(50000);
        printf("asleep %d\n", count);
        while (count < 3) burn();
        clock_gettime(clocks[i], &after);
        SHOW((after.tv_sec - before.tv_sec) * 1000000000 + after.tv_nsec - before.tv_nsec >= 40000000);
        SHOW(syscall(SYS_timer_gettime, id, &now));
        printf("runs %d interval %ld\n", now.it_value.tv_sec == 0 && now.it_value.tv_nsec > 0 && now.it_value.tv_nsec <= 10000000, now.it_interval.tv_nsec);
        count = 0;
        SHOW(settime(id, TIMER_ABSTIME, 1, 0, NULL));
        while (!count) burn();
        SHOW(syscall(SYS_timer_delete, id));
    }
    struct itimerval every = { { 0, 5000 }, { 0, 5000 } }, off = { { 0, 0 }, { 0, 0 } }, left;
    for (int which = ITIMER_VIRTUAL; which <= ITIMER_PROF; which++) {
        count = 0;
        SHOW(setitimer(which, &every, NULL));
        while (count < 3) burn();
        SHOW(getitimer(which, &left));
        printf("interval %ld\n", (long)left.it_interval.tv_usec);
        SHOW(setitimer(which, &off, NULL));
    }

    SECTION("clocks of others");
    atomic_store(&stop, 0), atomic_store(&other, 0);
    pthread_create(&t, NULL, thread, &t);
    while (!atomic_load(&other)) usleep(1000);
    int tid = atomic_load(&other);
    clockid_t clock;
    SHOW(pthread_getcpuclockid(t, &clock));
    SHOW(clock == clock_of(tid, 6));
    struct timespec a, b;
    SHOW(clock_gettime(clock, &a));
    usleep(30000);
    SHOW(clock_gettime(clock, &b));
    printf("it works %d\n", b.tv_sec > a.tv_sec || b.tv_nsec > a.tv_nsec);
    SHOW(clock_getres(clock, &a));
    printf("resolution %ld\n", a.tv_nsec);
    for (int kind = 0; kind < 8; kind++) printf("kind %d: %d %d\n", kind, clock_gettime(clock_of(getpid(), kind), &a), clock_gettime(clock_of(0, kind), &a));
    SHOW(clock_gettime(clock_of(1 << 22, 6), &a));
    SHOW(clock_gettime(clock_of(1 << 22, 2), &a));
    SHOW(clock_gettime(clock_of(tid, 2), &a));
    SHOW(clock_settime(clock_of(getpid(), 2), &a));
    SHOW(create(clock, SIGEV_SIGNAL, SIGRTMIN, 0, &id));
    count = 0;
    SHOW(settime(id, 0, 10000000, 0, NULL));
    while (!count) usleep(1000);
    SHOW(syscall(SYS_timer_delete, id));

    SECTION("sleeping on processor time");
    SHOW(syscall(SYS_clock_nanosleep, CLOCK_PROCESS_CPUTIME_ID, 0, &(struct timespec){ 0, 10000000 }, NULL));
    SHOW(syscall(SYS_clock_nanosleep, clock, 0, &(struct timespec){ 0, 10000000 }, NULL));
    SHOW(syscall(SYS_clock_nanosleep, CLOCK_PROCESS_CPUTIME_ID, TIMER_ABSTIME, &(struct timespec){ 0, 1 }, NULL));
    SHOW(syscall(SYS_clock_nanosleep, CLOCK_THREAD_CPUTIME_ID, 0, &(struct timespec){ 0, 1 }, NULL));
    SHOW(syscall(SYS_clock_nanosleep, clock_of(self(), 6), 0, &(struct timespec){ 0, 1 }, NULL));
    SHOW(syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC_RAW, 0, &(struct timespec){ 0, 1 }, NULL));
    SHOW(syscall(SYS_clock_nanosleep, 99, 0, 16, NULL));
    SHOW(syscall(SYS_clock_nanosleep, CLOCK_PROCESS_CPUTIME_ID, 0, 16, NULL));
    SHOW(syscall(SYS_clock_nanosleep, CLOCK_PROCESS_CPUTIME_ID, 0, &(struct timespec){ 0, -1 }, NULL));
    atomic_store(&stop, 1);
    pthread_join(t, NULL);
    alarm(1);
    ts.tv_sec = 0;
    SHOW(syscall(SYS_clock_nanosleep, CLOCK_PROCESS_CPUTIME_ID, 0, &(struct timespec){ 10, 0 }, &ts));
    printf("left %d\n", ts.tv_sec == 9);
    SHOW(syscall(SYS_clock_nanosleep, CLOCK_REALTIME, TIMER_ABSTIME, &(struct timespec){ 1, 0 }, NULL));
    SHOW(syscall(SYS_clock_nanosleep, CLOCK_TAI, 0, &(struct timespec){ 0, 1 }, NULL));
    return 0;
}
