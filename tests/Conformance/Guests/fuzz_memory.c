// Memory: mappings of all kinds of files that come and go below the feet of others.
#include "fuzz.h"
#include <sys/uio.h>

static char *range(state_t *s, long *length)
{
    *length = ONE_IN(s, 12) ? (long)below(s, 4 * PAGE) : PAGE * (1 + (long)below(s, 3));
    return arena[below(s, 6)] + PAGE * (long)below(s, 3);
}

static void map(state_t *s)
{
    long length;
    char *where = range(s, &length);
    int anonymous = ONE_IN(s, 2), flags = (ONE_IN(s, 2) ? MAP_PRIVATE : MAP_SHARED) | (int)bits(s, MAP_NORESERVE | MAP_POPULATE | MAP_LOCKED | MAP_STACK | MAP_GROWSDOWN | MAP_HUGETLB);
    if (anonymous) flags |= MAP_ANONYMOUS;
    int protection = ONE_IN(s, 3) ? (int)below(s, 8) : PROT_READ | PROT_WRITE;
    syscall(SYS_mmap, where, length, protection, flags | MAP_FIXED, anonymous ? -1 : any_fd(s), ONE_IN(s, 10) ? odd(s) : PAGE * (long)below(s, 4));
}

// Anywhere, and away again.
static void map_far(state_t *s)
{
    size_t length = ONE_IN(s, 4) ? (size_t)odd(s) : PAGE << below(s, 18);
    int reserve = length > 1 << 24;
    char *p = mmap(ONE_IN(s, 4) ? (void *)odd(s) : NULL, length, reserve ? PROT_NONE : PROT_READ | PROT_WRITE, MAP_ANONYMOUS | (ONE_IN(s, 3) ? MAP_SHARED : MAP_PRIVATE) | MAP_NORESERVE, -1, 0);
    if (p == MAP_FAILED) return;
    if (!reserve) for (int i = 0; i < 4; i++) p[below(s, length)] = 1;
    for (int i = 0; i < 3; i++) {
        size_t from = below(s, (length + PAGE - 1) / PAGE) * PAGE, size = ONE_IN(s, 2) ? PAGE : below(s, length - from) + 1;
        switch (below(s, 4)) {
        case 0: mprotect(p + from, size, reserve ? PROT_NONE : (int)below(s, 8)); break;
        case 1: madvise(p + from, size, (int)below(s, 26)); break;
        case 2: munmap(p + from, size); break;
        default: msync(p + from, size, (int)below(s, 8)); break;
        }
    }
    munmap(p, length);
}

static void change(state_t *s)
{
    long length, other;
    char *where = range(s, &length), *to = range(s, &other);
    static const int advice[] = {0, 1, 2, 3, 4, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23};
    switch (below(s, 8)) {
    case 0: syscall(SYS_munmap, where, length); break;
    case 1: syscall(SYS_mprotect, where, length, ONE_IN(s, 20) ? odd(s) : (long)below(s, 8)); break;
    case 2: syscall(SYS_madvise, where, length, ONE_IN(s, 20) ? odd(s) : (long)PICK(s, advice)); break;
    case 3: if (where != to) syscall(SYS_mremap, where, length, other, 1 | bits(s, 6), to); break;
    case 4: syscall(SYS_msync, where, length, below(s, 8)); break;
    case 5: syscall(SYS_mincore, where, length, place(s, 4)); break;
    case 6: syscall(SYS_mlock2, where, length, below(s, 2)); break;
    default: syscall(SYS_mmap, arena[below(s, 6)], 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0); break;
    }
}

// The program touches what a file was cut off from, or what somebody has just taken away.
static void touch(state_t *s)
{
    volatile char *where = arena[below(s, 6)] + below(s, 3 * PAGE);
    if (ONE_IN(s, 2)) *where = 1; else (void)*where;
    if (ONE_IN(s, 3)) { syscall(SYS_ftruncate, ONE_IN(s, 2) ? F : MEMFD, below(s, 5) * 3000); (void)*where; }
}

static void other_memory(state_t *s)
{
    struct iovec here[3], there[3];
    for (int i = 0; i < 3; i++) { here[i] = (struct iovec){place(s, 4000), below(s, 9000)}; there[i] = (struct iovec){place(s, 4000), below(s, 9000)}; }
    pid_t who = ONE_IN(s, 2) ? getpid() : ONE_IN(s, 2) ? getppid() : (int)below(s, 60);
    syscall(ONE_IN(s, 2) || who != getpid() ? SYS_process_vm_readv : SYS_process_vm_writev, who, put(s, here, sizeof here), below(s, 4), put(s, there, sizeof there), below(s, 4), ONE_IN(s, 20));
}

const struct operation memory_operations[] = {{4, map}, {2, map_far}, {5, change}, {3, touch}, {2, other_memory}, {0, NULL}};
