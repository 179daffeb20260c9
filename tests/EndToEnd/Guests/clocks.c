// Clocks, through the vDSO and through system calls: all agree, none runs backwards; sleeping takes as long as asked.
#include "guest.h"
#include <sys/auxv.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/times.h>
#include <time.h>

static long ns(const struct timespec *t) { return t->tv_sec * 1000000000L + t->tv_nsec; }

static void spin(void) { for (volatile long i = 0; i < 20000000; i++) ; }

int main(void)
{
    static const int clocks[] = {CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_PROCESS_CPUTIME_ID, CLOCK_THREAD_CPUTIME_ID,
        CLOCK_MONOTONIC_RAW, CLOCK_REALTIME_COARSE, CLOCK_MONOTONIC_COARSE, CLOCK_BOOTTIME, CLOCK_TAI};
    for (size_t i = 0; i < sizeof clocks / sizeof *clocks; i++) {
        struct timespec direct = {0}, call = {0}, again = {0}, resolution = {0};
        int a = clock_gettime(clocks[i], &direct);
        int b = (int)syscall(SYS_clock_gettime, clocks[i], &call);
        int c = clock_gettime(clocks[i], &again);
        int d = clock_getres(clocks[i], &resolution);
        long gap = ns(&call) - ns(&direct);
        printf("clock %d: %d %d %d %d ordered %d near %d resolution %d\n", clocks[i], a, b, c, d,
            // The C library never mixes the two ways on the other clocks.
            clocks[i] > CLOCK_THREAD_CPUTIME_ID ? ns(&again) >= ns(&direct) : ns(&call) >= ns(&direct) && ns(&again) >= ns(&call), gap < 1000000000L, resolution.tv_sec == 0 && resolution.tv_nsec >= 1);
    }
    SHOW(clock_gettime(99, &(struct timespec){0}));
    SHOW(clock_getres(99, NULL));
    SHOW(syscall(SYS_clock_gettime, CLOCK_MONOTONIC, 8));
    struct timespec real;
    struct timeval day;
    clock_gettime(CLOCK_REALTIME, &real);
    gettimeofday(&day, NULL);
    time_t now = time(NULL);
    printf("same second %d, plausible %d\n", labs(day.tv_sec - real.tv_sec) <= 1 && labs(now - real.tv_sec) <= 1, real.tv_sec > 1700000000);
    printf("vdso %d\n", getauxval(AT_SYSINFO_EHDR) != 0);
    long last = 0, back = 0;
    for (int i = 0; i < 200000; i++) {
        struct timespec t;
        clock_gettime(CLOCK_MONOTONIC, &t);
        back += ns(&t) < last;
        last = ns(&t);
    }
    printf("backwards %ld\n", back);
    struct timespec from, to, want = {0, 30000000};
    clock_gettime(CLOCK_MONOTONIC, &from);
    SHOW(nanosleep(&want, NULL));
    clock_gettime(CLOCK_MONOTONIC, &to);
    printf("slept %d\n", ns(&to) - ns(&from) >= 30000000 && ns(&to) - ns(&from) < 5000000000);
    clock_gettime(CLOCK_MONOTONIC, &from);
    to = from;
    to.tv_nsec += 20000000;
    if (to.tv_nsec >= 1000000000) to.tv_nsec -= 1000000000, to.tv_sec++;
    printf("until %d\n", clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &to, NULL));
    clock_gettime(CLOCK_MONOTONIC, &to);
    printf("slept %d\n", ns(&to) - ns(&from) >= 20000000);
    printf("in the past %d\n", clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &(struct timespec){1, 0}, NULL));
    printf("realtime %d\n", clock_nanosleep(CLOCK_REALTIME, 0, &(struct timespec){0, 1000000}, NULL));
    SHOW(nanosleep(&(struct timespec){-1, 0}, NULL));
    SHOW(nanosleep(&(struct timespec){0, 1000000000}, NULL));
    SHOW(nanosleep(&(struct timespec){0, 0}, NULL));
    struct timespec cpu_from, cpu_to;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu_from);
    // Some hosts count in ticks of their scheduler.
    for (int i = 0; i < 100; i++) {
        spin();
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu_to);
        if (ns(&cpu_to) > ns(&cpu_from)) break;
    }
    printf("processor time grows %d\n", ns(&cpu_to) > ns(&cpu_from));
    struct rusage usage;
    SHOW(getrusage(RUSAGE_SELF, &usage));
    printf("used %d\n", usage.ru_utime.tv_sec * 1000000 + usage.ru_utime.tv_usec + usage.ru_stime.tv_usec > 0);
    SHOW(getrusage(77, &usage));
    struct tms ticks;
    TRY(times(&ticks));
    printf("clock %d\n", clock() > 0);
    return 0;
}
