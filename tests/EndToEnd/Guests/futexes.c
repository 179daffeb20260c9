// Futexes beyond what C libraries use every day: priority inheritance, robust lists, waiting for several words, their errors.
#include "guest.h"
#include <dirent.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <time.h>

#ifndef FUTEX_LOCK_PI2
#define FUTEX_LOCK_PI2 13
#endif

struct waitv { uint64_t value, address; uint32_t flags, reserved; };
enum { WAITV = 449, FUTEX2_32 = 2, FUTEX2_PRIVATE = 128 };

static long futex(void *word, int operation, unsigned value, const void *timeout, void *word2, unsigned value3)
{
    return syscall(SYS_futex, word, operation, value, timeout, word2, value3);
}


// The word without the number of a thread, which differs from run to run.
static void show_word(const char *what, unsigned word, unsigned tid)
{
    printf("%s: %s%s%s\n", what, word & FUTEX_WAITERS ? "waiters " : "", word & FUTEX_OWNER_DIED ? "owner died " : "",
        (word & FUTEX_TID_MASK) == 0 ? "free" : (word & FUTEX_TID_MASK) == tid ? "expected owner" : "another owner");
}

static int self(void) { return (int)syscall(SYS_gettid); }

static struct timespec after(clockid_t clock, long milliseconds)
{
    struct timespec t;
    clock_gettime(clock, &t);
    t.tv_nsec += milliseconds * 1000000;
    t.tv_sec += t.tv_nsec / 1000000000;
    t.tv_nsec %= 1000000000;
    return t;
}

// Waits until all other threads of this process sleep.
static void settle(void)
{
    for (int sleeping = 0; !sleeping; usleep(1000)) {
        sleeping = 1;
        DIR *tasks = opendir("/proc/self/task");
        for (struct dirent *e; (e = readdir(tasks)) != NULL;) {
            char path[64], state = 0;
            if (atoi(e->d_name) == 0 || atoi(e->d_name) == self()) continue;
            snprintf(path, sizeof path, "/proc/self/task/%.16s/stat", e->d_name);
            FILE *stat = fopen(path, "r");
            if (stat == NULL) continue;
            if (fscanf(stat, "%*d (%*[^)]) %c", &state) == 1 && state != 'S') sleeping = 0;
            fclose(stat);
        }
        closedir(tasks);
    }
}

static unsigned word, word2, condition;
static atomic_int stage;
static atomic_uint other_tid;

static void *lock_and_note(void *unused)
{
    atomic_store(&other_tid, self());
    atomic_fetch_add(&stage, 1);
    long r = futex(&word, FUTEX_LOCK_PI, 0, NULL, NULL, 0);
    show_result("waiter has it", r, errno);
    show_word("word", word, self());
    show_result("waiter unlocks", futex(&word, FUTEX_UNLOCK_PI, 0, NULL, NULL, 0), errno);
    return unused;
}

static void basics(void)
{
    SECTION("errors");
    struct timespec bad = { 0, 1000000000 }, past = { 0, 0 };
    word = 0;
    char *odd = (char *)&word + 1;
    SHOW(futex(odd, FUTEX_LOCK_PI, 0, NULL, NULL, 0));
    SHOW(futex(odd, FUTEX_UNLOCK_PI, 0, NULL, NULL, 0));
    SHOW(futex(odd, FUTEX_WAIT, 0, NULL, NULL, 0));
    SHOW(futex(odd, FUTEX_WAKE, 1, NULL, NULL, 0));
    SHOW(futex((void *)16, FUTEX_LOCK_PI | FUTEX_PRIVATE_FLAG, 0, NULL, NULL, 0));
    SHOW(futex((void *)16, FUTEX_UNLOCK_PI | FUTEX_PRIVATE_FLAG, 0, NULL, NULL, 0));
    SHOW(futex((void *)16, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, 1, NULL, NULL, 0));
    SHOW(futex((void *)0xffff800000000000, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, 1, NULL, NULL, 0));
    SHOW(futex(&word, FUTEX_LOCK_PI, 0, &bad, NULL, 0));
    SHOW(futex(&word, FUTEX_LOCK_PI, 0, (void *)16, NULL, 0));
    SHOW(futex(&word, FUTEX_UNLOCK_PI, 0, NULL, NULL, 0));
    SHOW(futex(&word, FUTEX_LOCK_PI | FUTEX_CLOCK_REALTIME, 0, NULL, NULL, 0));
    SHOW(futex(&word, FUTEX_WAIT | FUTEX_CLOCK_REALTIME, 1, NULL, NULL, 0));
    SHOW(futex(&word, FUTEX_WAKE | FUTEX_CLOCK_REALTIME, 1, NULL, NULL, 0));
    SHOW(futex(&word, 99, 0, NULL, NULL, 0));
    SHOW(futex(&word, FUTEX_WAIT_BITSET, 0, NULL, NULL, 0));
    SHOW(futex(&word, FUTEX_WAKE_BITSET, 1, NULL, NULL, 0));
    SHOW(futex(&word, FUTEX_WAIT_BITSET | FUTEX_CLOCK_REALTIME, 0, &past, NULL, ~0u));
    SHOW(futex(&word, FUTEX_WAIT_BITSET, 0, &past, NULL, ~0u));
    SHOW(futex(&word, FUTEX_WAKE, 0, NULL, NULL, 0));
    SHOW(futex(&word, FUTEX_REQUEUE, -1, NULL, &word2, 0));
    SHOW(futex(&word, FUTEX_CMP_REQUEUE, 1, NULL, &word2, 5));

    SECTION("alone");
    SHOW(futex(&word, FUTEX_LOCK_PI, 0, NULL, NULL, 0));
    show_word("word", word, self());
    SHOW(futex(&word, FUTEX_LOCK_PI, 0, NULL, NULL, 0));
    SHOW(futex(&word, FUTEX_TRYLOCK_PI, 0, NULL, NULL, 0));
    SHOW(futex(&word, FUTEX_UNLOCK_PI, 0, NULL, NULL, 0));
    show_word("word", word, self());
    SHOW(futex(&word, FUTEX_TRYLOCK_PI, 0, NULL, NULL, 0));
    SHOW(futex(&word, FUTEX_UNLOCK_PI, 0, NULL, NULL, 0));
    SHOW(futex(&word, FUTEX_LOCK_PI2, 0, NULL, NULL, 0));
    SHOW(futex(&word, FUTEX_UNLOCK_PI, 0, NULL, NULL, 0));
    word = FUTEX_OWNER_DIED;
    SHOW(futex(&word, FUTEX_LOCK_PI, 0, NULL, NULL, 0));
    show_word("word", word, self());
    SHOW(futex(&word, FUTEX_UNLOCK_PI, 0, NULL, NULL, 0));
    word = 4000000;
    SHOW(futex(&word, FUTEX_LOCK_PI, 0, NULL, NULL, 0));
    SHOW(futex(&word, FUTEX_TRYLOCK_PI, 0, NULL, NULL, 0));
    word = 0;
}

static void *hold(void *unused)
{
    futex(&word, FUTEX_LOCK_PI, 0, NULL, NULL, 0);
    atomic_store(&stage, 1);
    while (atomic_load(&stage) != 2) usleep(1000);
    futex(&word, FUTEX_UNLOCK_PI, 0, NULL, NULL, 0);
    return unused;
}

static void *hold_to_the_end(void *unused)
{
    futex(&word, FUTEX_LOCK_PI, 0, NULL, NULL, 0);
    atomic_store(&stage, 1);
    while (atomic_load(&stage) != 2) usleep(1000);
    return unused;
}

static void *cross(void *unused)
{
    futex(&word2, FUTEX_LOCK_PI, 0, NULL, NULL, 0);
    atomic_store(&stage, 1);
    long r = futex(&word, FUTEX_LOCK_PI, 0, NULL, NULL, 0);
    show_result("the other side", r, errno);
    futex(&word, FUTEX_UNLOCK_PI, 0, NULL, NULL, 0);
    futex(&word2, FUTEX_UNLOCK_PI, 0, NULL, NULL, 0);
    return unused;
}

static void contended(void)
{
    pthread_t t;
    SECTION("handed over");
    atomic_store(&stage, 0);
    SHOW(futex(&word, FUTEX_LOCK_PI, 0, NULL, NULL, 0));
    pthread_create(&t, NULL, lock_and_note, NULL);
    while (atomic_load(&stage) != 1) usleep(1000);
    settle();
    show_word("word", word, self());
    fflush(stdout);
    long r = futex(&word, FUTEX_UNLOCK_PI, 0, NULL, NULL, 0);
    pthread_join(t, NULL);
    show_result("unlocked", r, errno);
    show_word("word", word, 0);

    SECTION("timeouts");
    atomic_store(&stage, 0);
    pthread_create(&t, NULL, hold, NULL);
    while (atomic_load(&stage) != 1) usleep(1000);
    struct timespec soon = after(CLOCK_REALTIME, 10);
    SHOW(futex(&word, FUTEX_LOCK_PI, 0, &soon, NULL, 0));
    soon = after(CLOCK_MONOTONIC, 10);
    SHOW(futex(&word, FUTEX_LOCK_PI2, 0, &soon, NULL, 0));
    SHOW(futex(&word, FUTEX_TRYLOCK_PI, 0, NULL, NULL, 0));
    SHOW(futex(&word, FUTEX_UNLOCK_PI, 0, NULL, NULL, 0));
    printf("waiters marked %d\n", (word & FUTEX_WAITERS) != 0);
    atomic_store(&stage, 2);
    pthread_join(t, NULL);
    show_word("word", word, 0);

    SECTION("circle");
    atomic_store(&stage, 0);
    futex(&word, FUTEX_LOCK_PI, 0, NULL, NULL, 0);
    pthread_create(&t, NULL, cross, NULL);
    while (atomic_load(&stage) != 1) usleep(1000);
    settle();
    SHOW(futex(&word2, FUTEX_LOCK_PI, 0, NULL, NULL, 0));
    fflush(stdout);
    futex(&word, FUTEX_UNLOCK_PI, 0, NULL, NULL, 0);
    pthread_join(t, NULL);
    word = word2 = 0;

    SECTION("an owner that ends");
    atomic_store(&stage, 0);
    pthread_create(&t, NULL, hold_to_the_end, NULL);
    while (atomic_load(&stage) != 1) usleep(1000);
    atomic_store(&stage, 2);
    SHOW(futex(&word, FUTEX_LOCK_PI, 0, NULL, NULL, 0));
    pthread_join(t, NULL);
    printf("owner died %d, mine %d\n", (word & FUTEX_OWNER_DIED) != 0, (word & FUTEX_TID_MASK) == (unsigned)self());
    SHOW(futex(&word, FUTEX_UNLOCK_PI, 0, NULL, NULL, 0));
    word = 0;
}

static void *wait_requeue(void *unused)
{
    atomic_fetch_add(&stage, 1);
    long r = futex(&condition, FUTEX_WAIT_REQUEUE_PI, 0, NULL, &word, 0);
    int e = errno, mine = (word & FUTEX_TID_MASK) == (unsigned)self();
    static pthread_mutex_t print = PTHREAD_MUTEX_INITIALIZER;
    pthread_mutex_lock(&print);
    show_result("requeued", r, e);
    printf("owns it %d\n", mine);
    pthread_mutex_unlock(&print);
    futex(&word, FUTEX_UNLOCK_PI, 0, NULL, NULL, 0);
    return unused;
}

static void requeue(void)
{
    pthread_t t[3];
    struct timespec past = { 0, 0 };
    SECTION("requeue errors");
    SHOW(futex(&condition, FUTEX_WAIT_REQUEUE_PI, 0, NULL, &condition, 0));
    SHOW(futex(&condition, FUTEX_WAIT_REQUEUE_PI, 1, NULL, &word, 0));
    SHOW(futex(&condition, FUTEX_WAIT_REQUEUE_PI, 0, &past, &word, 0));
    SHOW(futex(&condition, FUTEX_CMP_REQUEUE_PI, 1, NULL, &condition, 0));
    SHOW(futex(&condition, FUTEX_CMP_REQUEUE_PI, 2, NULL, &word, 0));
    SHOW(futex(&condition, FUTEX_CMP_REQUEUE_PI, 1, NULL, &word, 7));
    SHOW(futex(&condition, FUTEX_CMP_REQUEUE_PI, 1, (void *)5, &word, 0));

    SECTION("requeue to a held mutex");
    atomic_store(&stage, 0);
    futex(&word, FUTEX_LOCK_PI, 0, NULL, NULL, 0);
    for (int i = 0; i < 3; i++) pthread_create(&t[i], NULL, wait_requeue, NULL);
    while (atomic_load(&stage) != 3) usleep(1000);
    settle();
    SHOW(futex(&condition, FUTEX_WAKE, 1, NULL, NULL, 0));
    SHOW(futex(&condition, FUTEX_CMP_REQUEUE_PI, 1, NULL, &word2, 0));
    SHOW(futex(&condition, FUTEX_CMP_REQUEUE_PI, 1, (void *)1, &word, 0));
    SHOW(futex(&condition, FUTEX_CMP_REQUEUE_PI, 1, (void *)100, &word, 0));
    show_word("word", word, self());
    fflush(stdout);
    futex(&word, FUTEX_UNLOCK_PI, 0, NULL, NULL, 0);
    for (int i = 0; i < 3; i++) pthread_join(t[i], NULL);
    show_word("word", word, 0);

    SECTION("requeue to a free mutex");
    atomic_store(&stage, 0);
    for (int i = 0; i < 3; i++) pthread_create(&t[i], NULL, wait_requeue, NULL);
    while (atomic_load(&stage) != 3) usleep(1000);
    settle();
    fflush(stdout);
    long r = futex(&condition, FUTEX_CMP_REQUEUE_PI, 1, (void *)100, &word, 0);
    for (int i = 0; i < 3; i++) pthread_join(t[i], NULL);
    show_result("moved", r, errno);
    show_word("word", word, 0);
}

static struct waitv several[3];
static unsigned words[3];

static void *wait_several(void *unused)
{
    atomic_fetch_add(&stage, 1);
    long r = syscall(WAITV, several, 3, 0, NULL, 0);
    show_result("woken index", r, errno);
    return unused;
}

static void vectors(void)
{
    pthread_t t;
    struct timespec past = { 0, 0 };
    SECTION("several words");
    for (int i = 0; i < 3; i++) several[i] = (struct waitv){ .value = i, .address = (uintptr_t)&words[i], .flags = FUTEX2_32 | FUTEX2_PRIVATE };
    for (int i = 0; i < 3; i++) words[i] = i;
    SHOW(syscall(WAITV, several, 3, 1, NULL, 0));
    SHOW(syscall(WAITV, several, 0, 0, NULL, 0));
    SHOW(syscall(WAITV, several, 129, 0, NULL, 0));
    SHOW(syscall(WAITV, NULL, 3, 0, NULL, 0));
    SHOW(syscall(WAITV, 16, 3, 0, NULL, 0));
    SHOW(syscall(WAITV, several, 3, 0, &past, CLOCK_BOOTTIME));
    SHOW(syscall(WAITV, several, 3, 0, &past, CLOCK_MONOTONIC));
    SHOW(syscall(WAITV, several, 3, 0, &past, CLOCK_REALTIME));
    words[2] = 9;
    SHOW(syscall(WAITV, several, 3, 0, NULL, 0));
    words[2] = 2;
    several[1].reserved = 1;
    SHOW(syscall(WAITV, several, 3, 0, NULL, 0));
    several[1].reserved = 0, several[1].flags = 0;
    SHOW(syscall(WAITV, several, 3, 0, NULL, 0));
    several[1].flags = FUTEX2_32 | FUTEX2_PRIVATE;
    for (int wake = 0; wake < 3; wake++) {
        atomic_store(&stage, 0);
        pthread_create(&t, NULL, wait_several, NULL);
        while (atomic_load(&stage) != 1) usleep(1000);
        settle();
        long r = futex(&words[wake], FUTEX_WAKE | FUTEX_PRIVATE_FLAG, 5, NULL, NULL, 0);
        pthread_join(t, NULL);
        show_result("woken", r, errno);
    }
}

static struct { struct robust_list_head head; struct robust_list entries[3]; unsigned locks[3]; } robust;

static void *die_with_locks(void *how)
{
    unsigned tid = self();
    robust.head.futex_offset = (char *)&robust.locks[0] - (char *)&robust.entries[0];
    robust.head.list.next = how ? &robust.entries[0] : &robust.head.list;
    robust.head.list_op_pending = NULL;
    // The offset is one for all: entries are 8 bytes apart, so only the first lock lies where it says; the second is pending.
    robust.entries[0].next = &robust.head.list;
    robust.locks[0] = tid | FUTEX_WAITERS;
    if (!how) robust.head.list_op_pending = &robust.entries[0];
    if (syscall(SYS_set_robust_list, &robust.head, sizeof robust.head) != 0) printf("set_robust_list failed\n");
    syscall(SYS_exit, 0);
    return NULL;
}

static void robust_lists(void)
{
    SECTION("robust lists");
    for (int listed = 0; listed < 2; listed++) {
        pthread_t t;
        pthread_create(&t, NULL, die_with_locks, listed ? &robust : NULL);
        pthread_join(t, NULL);
        show_word(listed ? "listed" : "pending", robust.locks[0], 0);
    }
    pthread_mutexattr_t a;
    pthread_mutex_t m;
    for (int protocol = PTHREAD_PRIO_NONE; protocol <= PTHREAD_PRIO_INHERIT; protocol++) {
        pthread_mutexattr_init(&a);
        pthread_mutexattr_setrobust(&a, PTHREAD_MUTEX_ROBUST);
        printf("protocol %d\n", pthread_mutexattr_setprotocol(&a, protocol));
        printf("init %d\n", pthread_mutex_init(&m, &a));
        pthread_t t;
        pthread_create(&t, NULL, (void *(*)(void *))(void (*)(void))pthread_mutex_lock, &m);
        pthread_join(t, NULL);
        printf("lock %s\n", error_name(pthread_mutex_lock(&m)));
        printf("consistent %d\n", pthread_mutex_consistent(&m));
        printf("unlock %d\n", pthread_mutex_unlock(&m));
        printf("lock %d unlock %d\n", pthread_mutex_lock(&m), pthread_mutex_unlock(&m));
    }
}

// Many threads and a mutex with priority inheritance around a plain counter.
static pthread_mutex_t inherit;
static long counter;
static void *count(void *unused)
{
    for (int i = 0; i < 5000; i++) {
        pthread_mutex_lock(&inherit);
        counter++;
        pthread_mutex_unlock(&inherit);
    }
    return unused;
}

int main(void)
{
    setvbuf(stdout, NULL, _IOFBF, 1 << 16);
    basics();
    contended();
    requeue();
    vectors();
    robust_lists();
    SECTION("counter");
    pthread_mutexattr_t a;
    pthread_mutexattr_init(&a);
    pthread_mutexattr_setprotocol(&a, PTHREAD_PRIO_INHERIT);
    pthread_mutex_init(&inherit, &a);
    pthread_t t[4];
    for (int i = 0; i < 4; i++) pthread_create(&t[i], NULL, count, NULL);
    for (int i = 0; i < 4; i++) pthread_join(t[i], NULL);
    printf("counter %ld\n", counter);
    return 0;
}
