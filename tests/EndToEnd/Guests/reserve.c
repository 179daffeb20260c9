// Address space without access, far more of it than there is memory, of which parts come into use, move and go.
#include "guest.h"
#include <pthread.h>

#define GIGABYTE (1L << 30)
#define PAGE 4096L

#define P(value) printf(" %d", (int)(value))

static sigjmp_buf again;

static void on_fault(int signal) { siglongjmp(again, signal); }

static int touched(volatile char *place)
{
    int signal = sigsetjmp(again, 1);
    if (signal != 0) return -signal;
    (*place)++;
    return *place;
}

static long deep(long depth)
{
    volatile char frame[4000];
    frame[depth % 4000] = 1;
    return depth == 0 ? 0 : deep(depth - 1) + frame[depth % 4000];
}

static void *count(void *argument) { return (void *)(deep(10) + (long)argument); }

static void threads(void)
{
    SECTION("threads");
    pthread_t all[200];
    long sum = 0;
    for (int i = 0; i < 200; i++) if (pthread_create(&all[i], NULL, count, (void *)(long)i) != 0) puts("no thread");
    for (int i = 0; i < 200; i++) { void *result; pthread_join(all[i], &result); sum += (long)result; }
    printf("sum %ld, deep %ld\n", sum, deep(1800));
}

int main(void)
{
    signal(SIGSEGV, on_fault);
    SECTION("reservation");
    char *all = mmap(NULL, 256 * GIGABYTE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    printf("reserved %d\n", all != MAP_FAILED);
    for (long i = 0; i < 256; i += 51) {
        char *part = all + i * GIGABYTE + 7 * PAGE;
        printf("%ld:", i);
        P(touched(part));
        P(mprotect(part, 3 * PAGE, PROT_READ | PROT_WRITE));
        P(touched(part)); P(touched(part + 2 * PAGE)); P(touched(part - 1)); P(touched(part + 3 * PAGE));
        P(madvise(part - PAGE, 5 * PAGE, MADV_DONTNEED)); P(touched(part));
        P(mprotect(part, PAGE, PROT_NONE)); P(touched(part));
        P(mprotect(part - PAGE, 3 * PAGE, PROT_READ | PROT_WRITE)); P(touched(part)); P(touched(part - 1)); P(touched(part - PAGE - 1));
        puts("");
    }
    SECTION("moves");
    char *moved = mremap(all + GIGABYTE, 16 * PAGE, 32 * PAGE, MREMAP_MAYMOVE);
    P(moved != MAP_FAILED); P(touched(moved)); P(touched(all + GIGABYTE));
    P(mprotect(moved, 32 * PAGE, PROT_READ | PROT_WRITE)); P(touched(moved)); P(touched(moved + 31 * PAGE));
    SECTION("replaced");
    char *over = mmap(all + 2 * GIGABYTE, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    P(touched(over)); P(touched(over + 3 * PAGE));
    P(mmap(over, 4 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == over); P(touched(over));
    P(mprotect(over, 4 * PAGE, PROT_READ | PROT_WRITE)); P(touched(over));
    int file = open("/proc/self/exe", O_RDONLY);
    P(pread(file, all + 3 * GIGABYTE, 10, 0)); P(errno);
    P(munmap(all, 256 * GIGABYTE)); P(touched(all)); P(touched(over));
    threads();
    return 0;
}
