// Clocks and timers. Nothing here depends on how long something takes, only on what has happened.
#include "conform.h"
#include <sys/timerfd.h>
#include <sys/timex.h>

static volatile int count, last_code, last_value, last_overrun;

static void on_timer(int signal, siginfo_t *info, void *context) { count++; last_code = info->si_code; last_value = info->si_value.sival_int; }
static void handle(int signal) { struct sigaction action = {.sa_sigaction = on_timer, .sa_flags = SA_SIGINFO}; count = 0; sigaction(signal, &action, NULL); }
static void wait_for(int wanted) { for (int i = 0; i < 4000 && count < wanted; i++) nanosleep(&(struct timespec){0, 1000000}, NULL); }

void area_time(void)
{
    static const struct timespec never = {100000, 0};
    CASE("clocks go forward") { struct timespec a, b; for (int c = 0; c < 12; c++) { if (c == 10) continue; int bad = clock_gettime(c, &a) || clock_gettime(c, &b); note(" %d", bad ? -1 : b.tv_sec > a.tv_sec || (b.tv_sec == a.tv_sec && b.tv_nsec >= a.tv_nsec)); } }
    CASE("CPU clocks of threads and processes") { struct timespec t; clockid_t c; SHOW(clock_getcpuclockid(0, &c)); SHOW(clock_gettime(c, &t)); SHOW(pthread_getcpuclockid(pthread_self(), &c)); SHOW(clock_gettime(c, &t)); SHOW(clock_gettime((~0x7ffffffe << 3) | 2, &t)); SHOW(clock_gettime(-1, &t)); SHOW(clock_settime(CLOCK_PROCESS_CPUTIME_ID, &t)); }
    CASE("resolutions") { struct timespec t; for (int c = 0; c < 12; c++) { if (c == 10) continue; int bad = clock_getres(c, &t); note(" %s", bad ? error_name(errno) : t.tv_nsec == 1 ? "1" : "coarse"); } SHOW(clock_getres(CLOCK_MONOTONIC, NULL)); }
    CASE("sleep until a moment that is past") { SHOW(syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, TIMER_ABSTIME, &(struct timespec){1, 0}, NULL)); SHOW(syscall(SYS_clock_nanosleep, CLOCK_REALTIME, TIMER_ABSTIME, &(struct timespec){1, 0}, NULL)); SHOW(syscall(SYS_clock_nanosleep, CLOCK_THREAD_CPUTIME_ID, 0, &(struct timespec){0, 1}, NULL)); SHOW(syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC_RAW, 0, &(struct timespec){0, 1}, NULL)); SHOW(syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC_COARSE, 0, &(struct timespec){0, 1}, NULL)); }
    CASE("setting clocks") { struct timespec t = {1000, 0}; SHOW(clock_settime(CLOCK_REALTIME, &t)); SHOW(clock_settime(CLOCK_MONOTONIC, &t)); struct timeval v = {1000, 0}; SHOW(syscall(SYS_settimeofday, &v, NULL)); }
    CASE("time of day") { struct timeval v; time_t a = time(NULL); SHOW(syscall(SYS_gettimeofday, &v, NULL)); note(" %d", v.tv_sec >= a && v.tv_sec <= a + 2); SHOW(syscall(SYS_gettimeofday, NULL, NULL)); struct { int a, b; } zone = {9, 9}; SHOW(syscall(SYS_gettimeofday, NULL, &zone)); note(" %d %d", zone.a, zone.b); time_t b; note(" %d", syscall(SYS_time, &b) == b); SHOW(syscall(SYS_time, 8)); }
    CASE("reading the discipline of the clock") { struct timex t = {0}; TRY(call(SYS_adjtimex, &t)); struct timex u = {0}; TRY(call(SYS_clock_adjtime, (long)CLOCK_REALTIME, &u)); u.modes = 1; SHOW(syscall(SYS_adjtimex, &u)); u.modes = 0; SHOW(syscall(SYS_clock_adjtime, CLOCK_MONOTONIC, &u)); SHOW(syscall(SYS_clock_adjtime, 99, &u)); note(" tick %ld", (long)t.tick); }
    CASE("interval timers") {
        struct itimerval v = {{0, 0}, {100000, 5}}, old;
        SHOW(setitimer(ITIMER_REAL, &v, NULL)); SHOW(getitimer(ITIMER_REAL, &old)); note(" %d", old.it_value.tv_sec >= 99990 && old.it_value.tv_sec <= 100000); SHOW(call(SYS_alarm, 0L) > 99990);
        SHOW(syscall(SYS_alarm, 0)); SHOW(syscall(SYS_alarm, 10)); SHOW(syscall(SYS_alarm, 0)); v.it_value.tv_usec = 1000000; SHOW(setitimer(ITIMER_REAL, &v, NULL)); v.it_value.tv_usec = -1; SHOW(setitimer(ITIMER_REAL, &v, NULL)); v.it_value.tv_usec = 0; v.it_interval.tv_usec = 1000000; SHOW(setitimer(ITIMER_REAL, &v, NULL)); SHOW(setitimer(3, &v, NULL)); SHOW(getitimer(3, &v)); SHOW(syscall(SYS_setitimer, 0, NULL, &old)); v.it_value.tv_sec = -1; v.it_interval.tv_usec = 0; SHOW(setitimer(ITIMER_REAL, &v, NULL));
    }
    CASE("a timer that fires") { handle(SIGALRM); struct itimerval v = {{0, 0}, {0, 1000}}; SHOW(setitimer(ITIMER_REAL, &v, NULL)); wait_for(1); note(" %d code %d", count, last_code); SHOW(getitimer(ITIMER_REAL, &v)); note(" %ld %ld", (long)v.it_value.tv_sec, (long)v.it_value.tv_usec); }
    CASE("a timer that repeats") { handle(SIGALRM); struct itimerval v = {{0, 1000}, {0, 1000}}; SHOW(setitimer(ITIMER_REAL, &v, NULL)); wait_for(3); note(" %d", count >= 3); v = (struct itimerval){0}; setitimer(ITIMER_REAL, &v, NULL); }
    CASE("CPU timers") { for (int which = 1; which < 3; which++) { handle(which == 1 ? SIGVTALRM : SIGPROF); struct itimerval v = {{0, 0}, {0, 1000}}; SHOW(setitimer(which, &v, NULL)); for (long i = 0; i < 4000000000 && !count; i++) __asm__ volatile(""); note(" %d", count); } }
    CASE("POSIX timers") {
        timer_t t; struct sigevent e = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1, .sigev_value.sival_int = 42}; struct itimerspec s = {{0, 0}, {0, 1000000}}, old;
        handle(SIGUSR1); covers(SYS_timer_settime); covers(SYS_timer_gettime); covers(SYS_timer_delete); covers(SYS_timer_getoverrun);
        SHOW(timer_create(CLOCK_MONOTONIC, &e, &t)); SHOW(timer_settime(t, 0, &s, NULL)); wait_for(1); note(" %d code %d value %d", count, last_code, last_value); SHOW(timer_gettime(t, &old)); note(" %ld %ld", (long)old.it_value.tv_sec, old.it_value.tv_nsec); SHOW(timer_getoverrun(t));
        s.it_value = never; SHOW(timer_settime(t, 0, &s, NULL)); SHOW(timer_gettime(t, &old)); note(" %d", old.it_value.tv_sec > 99990); s.it_value = (struct timespec){1, 0}; count = 0; SHOW(timer_settime(t, TIMER_ABSTIME, &s, NULL)); wait_for(1); note(" %d", count);
        s.it_value.tv_nsec = 1000000000; SHOW(timer_settime(t, 0, &s, NULL)); s.it_value.tv_nsec = -1; SHOW(timer_settime(t, 0, &s, NULL)); SHOW(timer_settime(t, 0, NULL, NULL)); SHOW(timer_delete(t)); SHOW(syscall(SYS_timer_delete, 0x7ffffff0)); SHOW(syscall(SYS_timer_gettime, 0x7ffffff0, &old));
    }
    CASE("creating POSIX timers") {
        int id; struct { union { int i; void *p; } value; int signo, notify, tid; char rest[44]; } e = {.signo = SIGUSR1, .notify = SIGEV_SIGNAL};
        for (int c = 0; c < 13; c++) { if (c == 10 || c == 8 || c == 9) continue; note(" %s", syscall(SYS_timer_create, c, &e, &id) ? error_name(errno) : "ok"); }
        e.signo = 65; SHOW(syscall(SYS_timer_create, 1, &e, &id)); e.signo = 0; SHOW(syscall(SYS_timer_create, 1, &e, &id)); e.signo = -1; SHOW(syscall(SYS_timer_create, 1, &e, &id)); e.signo = 10; e.notify = 9; SHOW(syscall(SYS_timer_create, 1, &e, &id)); e.notify = 4; e.tid = 0x7ffffffe; SHOW(syscall(SYS_timer_create, 1, &e, &id)); e.tid = gettid(); TRY(syscall(SYS_timer_create, 1, &e, &id)); e.notify = SIGEV_THREAD; TRY(syscall(SYS_timer_create, 1, &e, &id)); e.notify = SIGEV_NONE; e.signo = 99; TRY(syscall(SYS_timer_create, 1, &e, &id)); TRY(syscall(SYS_timer_create, 1, NULL, &id)); SHOW(syscall(SYS_timer_create, 1, NULL, 8));
    }
    CASE("overruns") { timer_t t; struct sigevent e = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1}; struct itimerspec s = {{0, 100000}, {0, 100000}}; handle(SIGUSR1); sigset_t set; sigemptyset(&set); sigaddset(&set, SIGUSR1); sigprocmask(SIG_BLOCK, &set, NULL); timer_create(CLOCK_MONOTONIC, &e, &t); timer_settime(t, 0, &s, NULL); nanosleep(&(struct timespec){0, 20000000}, NULL); siginfo_t info; SHOW(sigwaitinfo(&set, &info)); note(" code %d overrun %d", info.si_code, info.si_overrun > 5); SHOW(timer_getoverrun(t) == info.si_overrun); timer_delete(t); }
    CASE("timer descriptors") {
        unsigned long expired = 0; struct itimerspec s = {{0, 0}, {0, 1000000}}, old;
        SHOW(read(TIMER, &expired, 8)); SHOW(timerfd_settime(TIMER, 0, &s, NULL)); fcntl(TIMER, F_SETFL, 0); SHOW(read(TIMER, &expired, 8)); note(" %lu", expired); SHOW(read(TIMER, &expired, 4)); s.it_value = never; SHOW(timerfd_settime(TIMER, 0, &s, &old)); SHOW(timerfd_gettime(TIMER, &old)); note(" %d", old.it_value.tv_sec > 99990); s.it_value = (struct timespec){1, 0}; s.it_interval = never; SHOW(timerfd_settime(TIMER, TFD_TIMER_ABSTIME, &s, NULL)); SHOW(read(TIMER, &expired, 8)); note(" %d", expired >= 1); SHOW(write(TIMER, &expired, 8)); SHOW(lseek(TIMER, 0, SEEK_SET)); s.it_value.tv_nsec = -1; SHOW(timerfd_settime(TIMER, 0, &s, NULL));
    }
    CASE("timer descriptors on clocks") { for (int c = 0; c < 13; c++) { if (c == 8 || c == 9 || c == 10) continue; note(" %s", timerfd_create(c, 0) < 0 ? error_name(errno) : "ok"); } struct itimerspec s = {{0, 0}, {1, 0}}; SHOW(timerfd_settime(F, 0, &s, NULL)); SHOW(timerfd_settime(TIMER, 8, &s, NULL)); }
    CASE("times and usage") { struct rusage u; SHOW(getrusage(RUSAGE_SELF, &u)); note(" %d", u.ru_utime.tv_sec >= 0 && u.ru_maxrss > 0); SHOW(getrusage(RUSAGE_CHILDREN, &u)); note(" %ld", (long)u.ru_utime.tv_sec); SHOW(getrusage(RUSAGE_THREAD, &u)); SHOW(getrusage(-2, &u)); SHOW(syscall(SYS_times, NULL) > 0); }
}
