// Every way to ask the C library for the time that has no need of a system call.
#include "guest.h"
#include <sched.h>
#include <sys/time.h>
#include <time.h>

int main(void)
{
    struct timespec now, last = {0, 0}, resolution;
    struct timeval day;
    for (int i = 0; i < 100000; i++) {
        if (clock_gettime(CLOCK_MONOTONIC, &now) != 0 || now.tv_sec < last.tv_sec) return puts("failed"), 1;
        last = now;
    }
    SHOW(clock_gettime(CLOCK_REALTIME, &now));
    SHOW(clock_gettime(CLOCK_BOOTTIME, &last));
    SHOW(gettimeofday(&day, NULL));
    printf("near %d %d\n", labs(day.tv_sec - now.tv_sec) <= 1, labs(time(NULL) - now.tv_sec) <= 1);
#ifdef __GLIBC__
    // musl makes the system call.
    SHOW(clock_getres(CLOCK_MONOTONIC, &resolution));
    printf("%ld %ld\n", (long)resolution.tv_sec, resolution.tv_nsec);
#endif
    unsigned cpu = 9999;
    cpu = sched_getcpu();
    printf("%d\n", cpu < 4096);
    return 0;
}
