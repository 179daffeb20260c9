// Threads: creation, joining, TLS, mutexes of every kind, conditions, barriers, futex calls, robust lists, cancellation.
#include "guest.h"
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <time.h>

static __thread int own = 7;
static __thread char own_block[5000];
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static long counter;
static atomic_int started;

static long futex(atomic_int *word, int op, int value, const struct timespec *t, void *second, int third)
{
    return syscall(SYS_futex, word, op, value, t, second, third);
}

static struct timespec in_ms(int clock, long ms)
{
    struct timespec t;
    clock_gettime(clock, &t);
    t.tv_nsec += ms * 1000000;
    t.tv_sec += t.tv_nsec / 1000000000;
    t.tv_nsec %= 1000000000;
    return t;
}

static void *count(void *argument)
{
    long n = (long)argument;
    own += (int)n;
    memset(own_block, (int)n, sizeof own_block);
    for (int i = 0; i < 20000; i++) {
        pthread_mutex_lock(&mutex);
        counter++;
        pthread_mutex_unlock(&mutex);
    }
    for (size_t i = 0; i < sizeof own_block; i++) if (own_block[i] != (char)n) return (void *)-1L;
    return (void *)(long)own;
}

static void counting(void)
{
    SECTION("counting");
    pthread_t t[8];
    void *result;
    long sum = 0;
    for (long i = 0; i < 8; i++) pthread_create(&t[i], NULL, count, (void *)i);
    for (int i = 0; i < 8; i++) { pthread_join(t[i], &result); sum += (long)result; }
    printf("counter %ld results %ld own %d\n", counter, sum, own);
    int made = 0;
    for (int round = 0; round < 300; round++) {
        pthread_t one;
        if (pthread_create(&one, NULL, (void *(*)(void *))(void *)gettid, NULL) == 0) made += pthread_join(one, NULL) == 0;
    }
    printf("created and joined %d\n", made);
}

static int items, produced, consumed;
static void *produce(void *unused)
{
    for (int i = 0; i < 5000; i++) {
        pthread_mutex_lock(&mutex);
        while (items == 10) pthread_cond_wait(&condition, &mutex);
        items++, produced++;
        pthread_cond_broadcast(&condition);
        pthread_mutex_unlock(&mutex);
    }
    return unused;
}
static void *consume(void *unused)
{
    for (int i = 0; i < 5000; i++) {
        pthread_mutex_lock(&mutex);
        while (items == 0) pthread_cond_wait(&condition, &mutex);
        items--, consumed++;
        pthread_cond_broadcast(&condition);
        pthread_mutex_unlock(&mutex);
    }
    return unused;
}

static void conditions(void)
{
    SECTION("conditions");
    pthread_t t[4];
    for (int i = 0; i < 4; i++) pthread_create(&t[i], NULL, i & 1 ? consume : produce, NULL);
    for (int i = 0; i < 4; i++) pthread_join(t[i], NULL);
    printf("items %d produced %d consumed %d\n", items, produced, consumed);
    pthread_mutex_lock(&mutex);
    struct timespec t1 = in_ms(CLOCK_REALTIME, 20);
    printf("timed wait %s\n", error_name(pthread_cond_timedwait(&condition, &mutex, &t1)));
    struct timespec t2 = in_ms(CLOCK_MONOTONIC, 20);
    printf("monotonic %s\n", error_name(pthread_cond_clockwait(&condition, &mutex, CLOCK_MONOTONIC, &t2)));
    pthread_mutex_unlock(&mutex);
}

static pthread_mutex_t robust;
static void *die_holding(void *unused) { pthread_mutex_lock(&robust); return unused; }
static void *lock_timed(void *m)
{
    struct timespec t = in_ms(CLOCK_REALTIME, 20);
    return (void *)(long)pthread_mutex_timedlock(m, &t);
}

static void mutexes(void)
{
    SECTION("mutexes");
    pthread_mutexattr_t a;
    pthread_mutex_t m;
    pthread_t t;
    void *result;
    pthread_mutexattr_init(&a);
    pthread_mutexattr_settype(&a, PTHREAD_MUTEX_ERRORCHECK);
    pthread_mutex_init(&m, &a);
    pthread_mutex_lock(&m);
    printf("twice %s\n", error_name(pthread_mutex_lock(&m)));
    pthread_create(&t, NULL, lock_timed, &m);
    pthread_join(t, &result);
    printf("timed %s\n", error_name((int)(long)result));
    pthread_mutex_unlock(&m);
    printf("not held %s\n", error_name(pthread_mutex_unlock(&m)));
    pthread_mutexattr_settype(&a, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_init(&m, &a);
    printf("recursive %d %d\n", pthread_mutex_lock(&m), pthread_mutex_lock(&m));
    pthread_mutexattr_settype(&a, PTHREAD_MUTEX_NORMAL);
    pthread_mutexattr_setrobust(&a, PTHREAD_MUTEX_ROBUST);
    pthread_mutex_init(&robust, &a);
    pthread_create(&t, NULL, die_holding, NULL);
    pthread_join(t, NULL);
    printf("owner died: %s\n", error_name(pthread_mutex_lock(&robust)));
    printf("consistent %d\n", pthread_mutex_consistent(&robust));
    printf("unlock %d\n", pthread_mutex_unlock(&robust));
    pthread_create(&t, NULL, die_holding, NULL);
    pthread_join(t, NULL);
    printf("owner died: %s\n", error_name(pthread_mutex_lock(&robust)));
    pthread_mutex_unlock(&robust);
    printf("given up: %s\n", error_name(pthread_mutex_lock(&robust)));
    pthread_mutexattr_init(&a);
    printf("inherit %d\n", pthread_mutexattr_setprotocol(&a, PTHREAD_PRIO_NONE));
    sem_t s;
    sem_init(&s, 0, 1);
    struct timespec soon = in_ms(CLOCK_REALTIME, 10);
    printf("semaphore %d\n", sem_wait(&s));
    SHOW(sem_timedwait(&s, &soon));
    SHOW(sem_trywait(&s));
    pthread_rwlock_t rw = PTHREAD_RWLOCK_INITIALIZER;
    printf("read locks %d", pthread_rwlock_rdlock(&rw));
    printf(" %d", pthread_rwlock_rdlock(&rw));
    printf(", write lock %s\n", error_name(pthread_rwlock_trywrlock(&rw)));
}

static atomic_int word, second_word;
static void *wait_on_word(void *unused)
{
    atomic_fetch_add(&started, 1);
    long r;
    do r = futex(&word, FUTEX_WAIT_PRIVATE, 1, NULL, NULL, 0); while (r == -1 && errno == EINTR);
    return (void *)r;
}
static void *wait_on_bits(void *bits)
{
    atomic_fetch_add(&started, 1);
    long r;
    do r = futex(&word, FUTEX_WAIT_BITSET_PRIVATE, 1, NULL, NULL, (int)(long)bits); while (r == -1 && errno == EINTR);
    return (void *)r;
}
static int woken_of(int count)
{
    // The threads said that they started; each is asleep a moment later.
    int woken = 0;
    for (int tries = 0; tries < 2000 && woken < count; tries++) {
        woken += (int)futex(&word, FUTEX_WAKE_PRIVATE, count - woken, NULL, NULL, 0);
        usleep(500);
    }
    return woken;
}

static void futexes(void)
{
    SECTION("futex");
    struct timespec small = {0, 5000000}, bad = {0, 1000000000}, negative = {-1, 0};
    word = 1;
    SHOW(futex(&word, FUTEX_WAIT_PRIVATE, 0, NULL, NULL, 0));
    SHOW(futex(&word, FUTEX_WAIT_PRIVATE, 1, &small, NULL, 0));
    SHOW(futex(&word, FUTEX_WAIT, 1, &small, NULL, 0));
    SHOW(futex(&word, FUTEX_WAIT_PRIVATE, 1, &bad, NULL, 0));
    SHOW(futex(&word, FUTEX_WAIT_PRIVATE, 1, &negative, NULL, 0));
    SHOW(futex((atomic_int *)((char *)&word + 1), FUTEX_WAIT_PRIVATE, 1, &small, NULL, 0));
    SHOW(futex(NULL, FUTEX_WAIT_PRIVATE, 1, &small, NULL, 0));
    SHOW(futex((atomic_int *)16, FUTEX_WAIT_PRIVATE, 1, &small, NULL, 0));
    SHOW(futex(&word, 100, 1, &small, NULL, 0));
    SHOW(futex(&word, FUTEX_WAIT_BITSET_PRIVATE, 1, &small, NULL, 0));
    SHOW(futex(&word, FUTEX_WAKE_BITSET_PRIVATE, 1, NULL, NULL, 0));
    struct timespec until = in_ms(CLOCK_MONOTONIC, 10);
    SHOW(futex(&word, FUTEX_WAIT_BITSET_PRIVATE, 1, &until, NULL, -1));
    until = in_ms(CLOCK_REALTIME, 10);
    SHOW(futex(&word, FUTEX_WAIT_BITSET_PRIVATE | FUTEX_CLOCK_REALTIME, 1, &until, NULL, -1));
    SHOW(futex(&word, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0));
    pthread_t t[6];
    void *result;
    long sum = 0;
    started = 0;
    for (int i = 0; i < 6; i++) pthread_create(&t[i], NULL, wait_on_word, NULL);
    while (started < 6) sched_yield();
    printf("woken %d\n", woken_of(6));
    for (int i = 0; i < 6; i++) { pthread_join(t[i], &result); sum += (long)result; }
    printf("results %ld\n", sum);
    // Requeue: one wakes, the rest move to the second word.
    started = 0;
    for (int i = 0; i < 4; i++) pthread_create(&t[i], NULL, wait_on_word, NULL);
    while (started < 4) sched_yield();
    usleep(100000);
    SHOW(futex(&word, FUTEX_CMP_REQUEUE_PRIVATE, 1, (void *)100, &second_word, 2));
    SHOW(futex(&word, FUTEX_CMP_REQUEUE_PRIVATE, 1, (void *)100, &second_word, 1));
    SHOW(futex(&word, FUTEX_WAKE_PRIVATE, 100, NULL, NULL, 0));
    SHOW(futex(&second_word, FUTEX_WAKE_PRIVATE, 100, NULL, NULL, 0));
    for (int i = 0; i < 4; i++) pthread_join(t[i], NULL);
    started = 0;
    pthread_create(&t[0], NULL, wait_on_bits, (void *)1L);
    pthread_create(&t[1], NULL, wait_on_bits, (void *)2L);
    while (started < 2) sched_yield();
    usleep(100000);
    SHOW(futex(&word, FUTEX_WAKE_BITSET_PRIVATE, 100, NULL, NULL, 4));
    SHOW(futex(&word, FUTEX_WAKE_BITSET_PRIVATE, 100, NULL, NULL, 2));
    SHOW(futex(&word, FUTEX_WAKE_BITSET_PRIVATE, 100, NULL, NULL, 5));
    pthread_join(t[0], NULL), pthread_join(t[1], NULL);
    // Wake and change a second word.
    second_word = 5;
    SHOW(futex(&word, FUTEX_WAKE_OP_PRIVATE, 1, (void *)1, &second_word, FUTEX_OP(FUTEX_OP_ADD, 3, FUTEX_OP_CMP_EQ, 5)));
    printf("%d\n", second_word);
}

static void *spin_until_cancelled(void *cleaned)
{
    atomic_fetch_add(&started, 1);
    for (;;) pause();
    return cleaned;
}
static void destroy(void *value) { atomic_fetch_add((atomic_int *)value, 1); }
static pthread_key_t key;
static void *with_key(void *value) { pthread_setspecific(key, value); return NULL; }
static void once(void) { puts("once"); }
static pthread_barrier_t barrier;
static void *meet(void *unused)
{
    long serial = 0;
    for (int i = 0; i < 50; i++) serial += pthread_barrier_wait(&barrier) == PTHREAD_BARRIER_SERIAL_THREAD;
    return (void *)serial;
}

static void rest(void)
{
    SECTION("the rest");
    pthread_t t[4];
    void *result;
    started = 0;
    pthread_create(&t[0], NULL, spin_until_cancelled, NULL);
    while (!started) sched_yield();
    pthread_cancel(t[0]);
    pthread_join(t[0], &result);
    printf("cancelled %d\n", result == PTHREAD_CANCELED);
    static atomic_int destroyed;
    pthread_key_create(&key, destroy);
    for (int i = 0; i < 4; i++) pthread_create(&t[i], NULL, with_key, &destroyed);
    for (int i = 0; i < 4; i++) pthread_join(t[i], NULL);
    printf("destructors %d\n", destroyed);
    static pthread_once_t only = PTHREAD_ONCE_INIT;
    pthread_once(&only, once), pthread_once(&only, once);
    pthread_barrier_init(&barrier, NULL, 4);
    long serial = 0;
    for (int i = 0; i < 4; i++) pthread_create(&t[i], NULL, meet, NULL);
    for (int i = 0; i < 4; i++) { pthread_join(t[i], &result); serial += (long)result; }
    printf("barrier %ld\n", serial);
    pthread_attr_t a;
    pthread_attr_init(&a);
    pthread_attr_setstacksize(&a, 1 << 20);
    pthread_attr_setdetachstate(&a, PTHREAD_CREATE_DETACHED);
    started = 0;
    printf("detached %d\n", pthread_create(&t[0], &a, (void *(*)(void *))(void *)sched_yield, NULL));
    printf("tid is pid %d\n", gettid() == getpid());
    SHOW(syscall(SYS_set_robust_list, NULL, 5));
    SHOW(syscall(SYS_tgkill, getpid(), 0x7ffffff, 0));
    SHOW(syscall(SYS_tgkill, -1, gettid(), 0));
    SHOW(syscall(SYS_clone, CLONE_THREAD, 0, 0, 0, 0));
    SHOW(syscall(SYS_clone, CLONE_SIGHAND, 0, 0, 0, 0));
    SHOW(sched_yield());
    SHOW(sched_getscheduler(0));
    SHOW(sched_get_priority_max(SCHED_OTHER));
    cpu_set_t set;
    SHOW(sched_getaffinity(0, sizeof set, &set));
    printf("some processor %d\n", CPU_COUNT(&set) > 0);
    char name[16] = "";
    pthread_setname_np(pthread_self(), "renamed");
    pthread_getname_np(pthread_self(), name, sizeof name);
    puts(name);
}

int main(void)
{
    setvbuf(stdout, NULL, _IOFBF, 1 << 16);
    counting();
    conditions();
    mutexes();
    futexes();
    rest();
    return 0;
}
