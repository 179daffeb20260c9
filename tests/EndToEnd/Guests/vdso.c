// The vDSO: found as C libraries find it, its functions answer without a system call, and no thread sees time run backwards.
#include "guest.h"
#include <elf.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/auxv.h>
#include <sys/time.h>
#include <time.h>

static const char *image;
static _Atomic long latest, backwards, failed, entered;

static void *find(const char *name)
{
    const Elf64_Ehdr *header = (const void *)image;
    const Elf64_Phdr *segment = (const void *)(image + header->e_phoff);
    const Elf64_Dyn *dynamic = NULL;
    const char *bias = NULL;
    for (int i = 0; i < header->e_phnum; i++) {
        if (segment[i].p_type == PT_LOAD && bias == NULL) bias = image + segment[i].p_offset - segment[i].p_vaddr;
        if (segment[i].p_type == PT_DYNAMIC) dynamic = (const void *)(image + segment[i].p_offset);
    }
    const uint32_t *hash = NULL;
    const Elf64_Sym *symbols = NULL;
    const char *strings = NULL;
    const uint16_t *versions = NULL;
    const Elf64_Verdef *definitions = NULL;
    for (; dynamic->d_tag != DT_NULL; dynamic++) {
        // glibc may have made addresses of what were offsets.
        const char *value = dynamic->d_un.d_ptr < (uintptr_t)bias ? bias + dynamic->d_un.d_ptr : (const char *)dynamic->d_un.d_ptr;
        switch (dynamic->d_tag) {
        case DT_HASH: hash = (const void *)value; break;
        case DT_SYMTAB: symbols = (const void *)value; break;
        case DT_STRTAB: strings = value; break;
        case DT_VERSYM: versions = (const void *)value; break;
        case DT_VERDEF: definitions = (const void *)value; break;
        }
    }
    for (uint32_t i = 1; i < hash[1]; i++) {
        if (strcmp(strings + symbols[i].st_name, name) != 0) continue;
        const Elf64_Verdef *version = definitions;
        while (version->vd_ndx != (versions[i] & 0x7fff)) version = (const void *)((const char *)version + version->vd_next);
        const Elf64_Verdaux *auxiliary = (const void *)((const char *)version + version->vd_aux);
        printf("%s %s\n", name, strings + auxiliary->vda_name);
        return (void *)(bias + symbols[i].st_value);
    }
    printf("%s is missing\n", name);
    exit(1);
}

// A system call leaves the address after it in RCX, and that is in the vDSO when its function makes the call.
static long call(void *function, long first, void *second)
{
    uintptr_t after;
    long result = first;
    __asm__ volatile("sub $128, %%rsp; call *%[function]; add $128, %%rsp"
                     : "=a"(result), "=c"(after), "+D"(first), "+S"(second)
                     : [function] "r"(function) : "rdx", "r8", "r9", "r10", "r11", "memory", "cc");
    entered += after - (uintptr_t)image < 8192;
    return result;
}

static void *watch(void *function)
{
    for (int i = 0; i < 50000; i++) {
        struct timespec time = {-1, -1};
        long before = atomic_load(&latest);
        failed += call(function, CLOCK_MONOTONIC, &time) != 0 || (unsigned long)time.tv_nsec >= 1000000000;
        long now = time.tv_sec * 1000000000L + time.tv_nsec;
        backwards += now < before;
        while (before < now && !atomic_compare_exchange_weak(&latest, &before, now)) ;
    }
    return NULL;
}

int main(void)
{
    image = (const char *)getauxval(AT_SYSINFO_EHDR);
    if (image == NULL) return puts("there is none"), 1;
    void *clock = find("__vdso_clock_gettime");
    pthread_t threads[8];
    for (int i = 0; i < 8; i++) pthread_create(&threads[i], NULL, watch, clock);
    for (int i = 0; i < 8; i++) pthread_join(threads[i], NULL);
    printf("failed %ld, backwards %ld, one call in a hundred or fewer %d\n", failed, backwards, entered <= 4000);
    static const int clocks[] = {CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_MONOTONIC_RAW, CLOCK_REALTIME_COARSE, CLOCK_MONOTONIC_COARSE,
        CLOCK_BOOTTIME, CLOCK_TAI};
    for (size_t i = 0; i < sizeof clocks / sizeof *clocks; i++) {
        struct timespec own, system;
        long result = call(clock, clocks[i], &own);
        syscall(SYS_clock_gettime, clocks[i], &system);
        // TAI is some seconds ahead where the host knows how many.
        printf("clock %d: %ld, near %d\n", clocks[i], result, labs(own.tv_sec - system.tv_sec) <= 1);
    }
    struct timespec zero = {7, 7};
    printf("no clock %ld, another %ld\n", call(clock, 99, &zero), call(clock, -1, &zero));
    struct timeval day;
    struct timezone zone = {5, 5};
    time_t seconds;
    unsigned cpu = 9999, node = 9999;
    void *function = find("__vdso_gettimeofday");
    printf("%ld %ld %ld\n", call(function, (long)&day, &zone), call(function, 0, NULL), call(function, (long)&day, NULL));
    function = find("__vdso_time");
    long now = call(function, (long)&seconds, NULL);
    printf("same %d, near %d %d\n", now == seconds, labs(now - day.tv_sec) <= 1, (unsigned long)day.tv_usec < 1000000);
    function = find("__vdso_clock_getres");
    printf("%ld", call(function, CLOCK_MONOTONIC, &zero));
    printf(" %ld %ld", (long)zero.tv_sec, zero.tv_nsec);
    printf(" %ld %ld\n", call(function, CLOCK_MONOTONIC, NULL), call(function, 99, NULL));
    function = find("__vdso_getcpu");
    printf("%ld", call(function, (long)&cpu, &node));
    printf(" %d\n", cpu < 4096 && node < 4096);
    // What the C library makes of it.
    struct timespec first, second;
    printf("%d %d", clock_gettime(CLOCK_MONOTONIC, &first), clock_gettime(CLOCK_MONOTONIC, &second));
    printf(" %d %d %d\n", gettimeofday(&day, NULL), time(NULL) - day.tv_sec <= 1, second.tv_sec >= first.tv_sec);
    return 0;
}
