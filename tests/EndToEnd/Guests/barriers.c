// membarrier: what each command answers before and after registration, and a store-buffering test that only barriers make exact.
#include "guest.h"
#include <linux/membarrier.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/syscall.h>

#ifndef MEMBARRIER_CMD_GET_REGISTRATIONS
#define MEMBARRIER_CMD_GET_REGISTRATIONS (1 << 9)
#endif

static long barrier(int command, unsigned flags)
{
    return syscall(SYS_membarrier, command, flags, 0);
}

static void show(const char *what, int command, unsigned flags)
{
    long result = barrier(command, flags);
    printf("%s: %ld %s\n", what, result, result < 0 ? error_name(errno) : "");
}

// Dekker's two flags: the fast side has only a compiler barrier, the slow side a membarrier. Both never see 0.
static atomic_int a, b, seen_by_fast, seen_by_slow, turn;
enum { ROUNDS = 2000 };

static void *fast(void *unused)
{
    for (int i = 1; i <= ROUNDS; i++) {
        while (atomic_load(&turn) != i * 2) sched_yield();
        atomic_store_explicit(&a, 1, memory_order_relaxed);
        atomic_signal_fence(memory_order_seq_cst);
        atomic_store_explicit(&seen_by_fast, atomic_load_explicit(&b, memory_order_relaxed), memory_order_relaxed);
        atomic_fetch_add(&turn, 1);
    }
    return unused;
}

int main(void)
{
    SECTION("membarrier");
    long known = barrier(MEMBARRIER_CMD_QUERY, 0);
    int wanted = MEMBARRIER_CMD_GLOBAL | MEMBARRIER_CMD_GLOBAL_EXPEDITED | MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED
        | MEMBARRIER_CMD_PRIVATE_EXPEDITED | MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED
        | MEMBARRIER_CMD_PRIVATE_EXPEDITED_SYNC_CORE | MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_SYNC_CORE;
    printf("all of the usual: %d\n", (known & wanted) == wanted);
    show("query with flags", MEMBARRIER_CMD_QUERY, 1);
    show("unknown", 1 << 20, 0);
    show("two at once", MEMBARRIER_CMD_GLOBAL | MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0);
    show("private, unregistered", MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0);
    show("code, unregistered", MEMBARRIER_CMD_PRIVATE_EXPEDITED_SYNC_CORE, 0);
    show("global", MEMBARRIER_CMD_GLOBAL, 0);
    show("global expedited", MEMBARRIER_CMD_GLOBAL_EXPEDITED, 0);
    show("register private", MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0);
    show("register private again", MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0);
    show("code, still unregistered", MEMBARRIER_CMD_PRIVATE_EXPEDITED_SYNC_CORE, 0);
    show("register code", MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_SYNC_CORE, 0);
    show("register global", MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED, 0);
    show("private", MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0);
    show("private with flags", MEMBARRIER_CMD_PRIVATE_EXPEDITED, 1);
    show("code", MEMBARRIER_CMD_PRIVATE_EXPEDITED_SYNC_CORE, 0);
    if (known & MEMBARRIER_CMD_GET_REGISTRATIONS) show("registrations", MEMBARRIER_CMD_GET_REGISTRATIONS, 0);

    SECTION("store buffers");
    pthread_t thread;
    pthread_create(&thread, NULL, fast, NULL);
    int missed = 0;
    for (int i = 1; i <= ROUNDS; i++) {
        atomic_store(&a, 0), atomic_store(&b, 0);
        atomic_store(&turn, i * 2);
        atomic_store_explicit(&b, 1, memory_order_relaxed);
        barrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0);
        atomic_store_explicit(&seen_by_slow, atomic_load_explicit(&a, memory_order_relaxed), memory_order_relaxed);
        while (atomic_load(&turn) != i * 2 + 1) sched_yield();
        missed += !atomic_load(&seen_by_fast) && !atomic_load(&seen_by_slow);
    }
    pthread_join(thread, NULL);
    printf("missed %d\n", missed);
    return 0;
}
