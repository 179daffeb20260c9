// Threads, futexes and what a thread leaves when it ends.
#include "conform.h"
#include <linux/sched.h>
#include <stddef.h>
#include <sched.h>
#include <sys/prctl.h>

static int word, other;
static volatile pid_t child_id;
static long futex(int *uaddr, int op, int val, const struct timespec *limit, int *uaddr2, int val3) { return syscall(SYS_futex, uaddr, op, val, limit, uaddr2, val3); }

static void *wait_on_word(void *result) { child_id = gettid(); errno = 0; *(long *)result = futex(&word, FUTEX_WAIT, 0, NULL, NULL, 0) == 0 ? 0 : errno; return NULL; }
static void *wait_on_bits(void *bits) { child_id = gettid(); return (void *)futex(&word, FUTEX_WAIT_BITSET, 0, NULL, NULL, (int)(long)bits); }
static void sleep_of_child(void) { while (!child_id) sched_yield(); wait_until_asleep(child_id); }

static void futexes(void)
{
    CASE("wake one of three") {
        pthread_t t[3]; long results[3]; word = other = 0;
        for (int i = 0; i < 3; i++) { child_id = 0; pthread_create(&t[i], NULL, wait_on_word, &results[i]); sleep_of_child(); }
        SHOW(futex(&word, FUTEX_WAKE, 1, NULL, NULL, 0)); SHOW(futex(&word, FUTEX_WAKE, 10, NULL, NULL, 0)); SHOW(futex(&word, FUTEX_WAKE, 10, NULL, NULL, 0));
        for (int i = 0; i < 3; i++) { pthread_join(t[i], NULL); note(" %ld", results[i]); }
    }
    CASE("wake of none and of a negative number") { pthread_t t; long result; word = 0; child_id = 0; pthread_create(&t, NULL, wait_on_word, &result); sleep_of_child(); SHOW(futex(&word, FUTEX_WAKE, -1, NULL, NULL, 0)); SHOW(futex(&word, FUTEX_WAKE, 1, NULL, NULL, 0)); pthread_join(t, NULL); }
    CASE("requeue") {
        pthread_t t[3]; long results[3]; word = other = 0;
        for (int i = 0; i < 3; i++) { child_id = 0; pthread_create(&t[i], NULL, wait_on_word, &results[i]); sleep_of_child(); }
        SHOW(futex(&word, FUTEX_CMP_REQUEUE, 1, (void *)1, &other, 1)); SHOW(futex(&word, FUTEX_CMP_REQUEUE, 1, (void *)1, &other, 0)); SHOW(futex(&word, FUTEX_WAKE, 10, NULL, NULL, 0)); SHOW(futex(&other, FUTEX_WAKE, 10, NULL, NULL, 0)); SHOW(futex(&word, FUTEX_REQUEUE, -1, (void *)1, &other, 0));
        for (int i = 0; i < 3; i++) pthread_join(t[i], NULL);
    }
    CASE("bits that do not meet") { pthread_t t; word = 0; child_id = 0; pthread_create(&t, NULL, wait_on_bits, (void *)6); sleep_of_child(); SHOW(futex(&word, FUTEX_WAKE_BITSET, 1, NULL, NULL, 1)); SHOW(futex(&word, FUTEX_WAKE_BITSET, 1, NULL, NULL, 0)); SHOW(futex(&word, FUTEX_WAKE_BITSET, 1, NULL, NULL, 2)); pthread_join(t, NULL); SHOW(futex(&word, FUTEX_WAIT_BITSET, 0, NULL, NULL, 0)); }
    CASE("wake with an operation") { static const int ops[] = {FUTEX_OP_SET, FUTEX_OP_ADD, FUTEX_OP_OR, FUTEX_OP_ANDN, FUTEX_OP_XOR, 7}; for (int i = 0; i < 6; i++) { other = 12; long r = futex(&word, FUTEX_WAKE_OP, 1, (void *)1, &other, FUTEX_OP(ops[i], 10, FUTEX_OP_CMP_EQ, 12)); note(" %s/%d", r < 0 ? error_name(errno) : "0", other); } other = 0; SHOW(futex(&word, FUTEX_WAKE_OP, 1, (void *)1, &other, (int)FUTEX_OP(FUTEX_OP_SET | 8, 5, FUTEX_OP_CMP_GT, 0))); note(" %d", other); SHOW(futex(&word, FUTEX_WAKE_OP, 1, (void *)1, &other, FUTEX_OP(FUTEX_OP_SET, 5, 9, 0))); }
    CASE("limits of a wait") { struct timespec t = {0, 1}; word = 0; SHOW(futex(&word, FUTEX_WAIT, 0, &t, NULL, 0)); SHOW(futex(&word, FUTEX_WAIT, 1, &t, NULL, 0)); t.tv_sec = -1; SHOW(futex(&word, FUTEX_WAIT, 0, &t, NULL, 0)); t = (struct timespec){0, 1000000000}; SHOW(futex(&word, FUTEX_WAIT, 0, &t, NULL, 0)); t = (struct timespec){1, 0}; SHOW(futex(&word, FUTEX_WAIT_BITSET, 0, &t, NULL, 1)); SHOW(futex(&word, FUTEX_WAIT_BITSET | FUTEX_CLOCK_REALTIME, 0, &t, NULL, 1)); SHOW(futex(&word, FUTEX_WAKE | FUTEX_CLOCK_REALTIME, 0, &t, NULL, 1)); SHOW(futex(&word, FUTEX_WAIT | FUTEX_CLOCK_REALTIME, 1, &t, NULL, 1)); }
    CASE("places of a futex") { char *p = arena[0]; SHOW(futex((int *)(p + 1), FUTEX_WAIT, 0, NULL, NULL, 0)); SHOW(futex((int *)(p + 2), FUTEX_WAKE, 0, NULL, NULL, 0)); SHOW(futex(NULL, FUTEX_WAKE, 0, NULL, NULL, 0)); SHOW(futex(NULL, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, 0, NULL, NULL, 0)); SHOW(futex((int *)no_access_page, FUTEX_WAIT, 0, NULL, NULL, 0)); SHOW(futex((int *)no_access_page, FUTEX_WAIT_PRIVATE, 0, NULL, NULL, 0)); SHOW(futex((int *)readonly_page, FUTEX_WAIT, 1, NULL, NULL, 0)); SHOW(futex((int *)readonly_page, FUTEX_WAKE_OP, 1, NULL, (int *)readonly_page, 0)); }
    CASE("priority inheritance") { word = 0; SHOW(futex(&word, FUTEX_LOCK_PI, 0, NULL, NULL, 0)); note(" %d", (word & FUTEX_TID_MASK) == gettid()); SHOW(futex(&word, FUTEX_LOCK_PI, 0, NULL, NULL, 0)); SHOW(futex(&word, FUTEX_TRYLOCK_PI, 0, NULL, NULL, 0)); SHOW(futex(&word, FUTEX_UNLOCK_PI, 0, NULL, NULL, 0)); note(" %d", word); SHOW(futex(&word, FUTEX_UNLOCK_PI, 0, NULL, NULL, 0)); word = 0x3ffffffe; SHOW(futex(&word, FUTEX_LOCK_PI, 0, NULL, NULL, 0)); }
}

static pthread_mutex_t robust;
static void *die_holding(void *unused) { pthread_mutex_lock(&robust); return NULL; }

struct robust_node { struct robust_node *next; int word; };
static struct { struct robust_node *next; long offset; struct robust_node *pending; } head;
static struct robust_node node;
static void *die_with_list(void *how)
{
    node.word = gettid() | ((long)how & 1 ? FUTEX_WAITERS : 0);
    node.next = (struct robust_node *)&head;
    head.next = (long)how & 2 ? (struct robust_node *)&head : &node;
    head.pending = (long)how & 2 ? &node : NULL;
    head.offset = offsetof(struct robust_node, word);
    syscall(SYS_set_robust_list, &head, sizeof head);
    syscall(SYS_exit, 0);
    return NULL;
}

static void *name_oneself(void *unused) { prctl(PR_SET_NAME, "a-name-that-is-too-long"); char name[16]; prctl(PR_GET_NAME, name); note(" %s", name); return NULL; }
static void *bare_exit(void *unused) { syscall(SYS_exit, 7); return NULL; }
static void *read_closed(void *fd) { child_id = gettid(); char c; long r = read((int)(long)fd, &c, 1); return (void *)(r < 0 ? -(long)errno : r); }

static void ends(void)
{
    CASE("a robust mutex of a thread that ended") { pthread_mutexattr_t a; pthread_mutexattr_init(&a); pthread_mutexattr_setrobust(&a, PTHREAD_MUTEX_ROBUST); pthread_mutex_init(&robust, &a); in_thread(die_holding, NULL); note(" %s", error_name(pthread_mutex_lock(&robust))); SHOW(pthread_mutex_consistent(&robust)); SHOW(pthread_mutex_unlock(&robust)); }
    for (long how = 0; how < 4; how++)
        CASE("robust list at an end, kind %ld", how) { covers(SYS_exit); pthread_t t; pthread_create(&t, NULL, die_with_list, (void *)how); pthread_join(t, NULL); note(" died %d waiters %d owner %d", (node.word & FUTEX_OWNER_DIED) != 0, node.word < 0, (node.word & FUTEX_TID_MASK) != 0); }
    CASE("a robust list that is nonsense") { head.next = (void *)8; in_thread(bare_exit, NULL); note(" alive"); }
    CASE("names of threads") { in_thread(name_oneself, NULL); char name[16]; prctl(PR_SET_NAME, "main-thread"); prctl(PR_GET_NAME, name); note(" %s", name); }
    CASE("closing what another thread reads from") {
        int p[2] = {-1, -1}; pthread_t t; void *r; pipe(p); child_id = 0; pthread_create(&t, NULL, read_closed, (void *)(long)p[0]); sleep_of_child(); SHOW(close(p[0])); SHOW(write(p[1], "x", 1)); close(p[1]); pthread_join(t, &r); note(" %ld", (long)r);
    }
    CASE("closing the writing end while another reads") { int p[2] = {-1, -1}; pthread_t t; void *r; pipe(p); child_id = 0; pthread_create(&t, NULL, read_closed, (void *)(long)p[0]); sleep_of_child(); SHOW(close(p[1])); pthread_join(t, &r); note(" %ld", (long)r); }
    CASE("identities of threads") { SHOW(call(SYS_gettid) == call(SYS_getpid)); covers(SYS_gettid); int word_ = 0; SHOW(call(SYS_set_tid_address, &word_) == gettid()); syscall(SYS_set_tid_address, 0); }
    CASE("clone with contradictory flags") {
        static const unsigned long flags[] = {CLONE_THREAD, CLONE_SIGHAND, CLONE_THREAD | CLONE_SIGHAND, CLONE_NEWNS | CLONE_FS, CLONE_NEWUSER | CLONE_FS, CLONE_VM | CLONE_SIGHAND | CLONE_THREAD | CLONE_PIDFD | CLONE_DETACHED, CLONE_PIDFD | CLONE_PARENT_SETTID};
        for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) { int id; long r = call(SYS_clone, flags[i], 0L, &id, 0L, 0L); if (r == 0) syscall(SYS_exit_group, 0); note(" %s", r < 0 ? error_name(errno) : "started"); }
    }
    CASE("clone3 with bad arguments") {
        struct clone_args a = {0}; covers(SYS_clone3);
        a.exit_signal = 65; SHOW(syscall(SYS_clone3, &a, sizeof a)); a.exit_signal = 0; a.flags = 0xff; SHOW(syscall(SYS_clone3, &a, sizeof a)); a.flags = CLONE_THREAD; SHOW(syscall(SYS_clone3, &a, sizeof a)); a.flags = CLONE_DETACHED; SHOW(syscall(SYS_clone3, &a, sizeof a)); a.flags = 0; a.stack = 4096; SHOW(syscall(SYS_clone3, &a, sizeof a)); a.stack = 0; a.stack_size = 4096; SHOW(syscall(SYS_clone3, &a, sizeof a)); a.stack_size = 0; a.set_tid_size = 33; SHOW(syscall(SYS_clone3, &a, sizeof a)); a.set_tid_size = 0; a.set_tid = 8; SHOW(syscall(SYS_clone3, &a, sizeof a)); a.set_tid = 0; a.flags = 1ul << 40; SHOW(syscall(SYS_clone3, &a, sizeof a)); SHOW(syscall(SYS_clone3, &a, 63)); SHOW(syscall(SYS_clone3, &a, 4097)); struct { struct clone_args a; long more; } big = {{0}, 1}; SHOW(syscall(SYS_clone3, &big, sizeof big));
    }
}

static void scheduling(void)
{
    CASE("futexes by single calls") { word = 0; for (long n = 454; n <= 456; n++) covers(n); SHOW(syscall(454, &word, 0, 1, 2)); SHOW(syscall(454, &word, 1, 1, 0x40)); SHOW(syscall(455, &word, 1, 1, 2, NULL, CLOCK_MONOTONIC)); SHOW(syscall(455, &word, 0, 0, 2, NULL, CLOCK_MONOTONIC)); SHOW(syscall(456, NULL, 0, 1, 1)); SHOW(syscall(456, 8, 0, 1, 1)); SHOW(syscall(456, 8, 1, 1, 1)); }
    CASE("affinity") { cpu_set_t set; CPU_ZERO(&set); SHOW(sched_setaffinity(0, sizeof set, &set)); CPU_SET(1023, &set); SHOW(sched_setaffinity(0, sizeof set, &set)); SHOW(sched_getaffinity(0, sizeof set, &set)); SHOW(sched_setaffinity(0, sizeof set, &set)); SHOW(sched_setaffinity(0x7ffffffe, sizeof set, &set)); TRY(syscall(SYS_sched_getaffinity, 0, 8, &set)); SHOW(syscall(SYS_sched_getaffinity, 0, 7, &set)); SHOW(syscall(SYS_sched_getaffinity, 0, 0, &set)); }
    CASE("policies") { struct sched_param p = {0}; SHOW(sched_setscheduler(0, SCHED_OTHER, &p)); SHOW(sched_setscheduler(0, SCHED_BATCH, &p)); SHOW(sched_getscheduler(0)); SHOW(sched_setscheduler(0, SCHED_IDLE, &p)); SHOW(sched_getscheduler(0)); SHOW(sched_setscheduler(0, SCHED_OTHER, &p)); SHOW(sched_getscheduler(0)); p.sched_priority = 5; SHOW(sched_setscheduler(0, SCHED_OTHER, &p)); SHOW(sched_setscheduler(0, SCHED_FIFO, &p)); p.sched_priority = 0; SHOW(sched_setscheduler(0, SCHED_FIFO, &p)); SHOW(sched_setscheduler(0, 4, &p)); SHOW(sched_setscheduler(0x7ffffffe, 0, &p)); SHOW(sched_setscheduler(-1, 0, &p)); }
    CASE("niceness") { SHOW(setpriority(PRIO_PROCESS, 0, 19)); SHOW(syscall(SYS_getpriority, PRIO_PROCESS, 0)); SHOW(setpriority(PRIO_PROCESS, 0, 3)); SHOW(setpriority(PRIO_PROCESS, 0, 99)); SHOW(syscall(SYS_getpriority, PRIO_PROCESS, 0)); SHOW(setpriority(PRIO_PROCESS, 0, -5)); SHOW(setpriority(PRIO_PROCESS, 0x7ffffffe, 0)); SHOW(syscall(SYS_getpriority, PRIO_PGRP, 0x7ffffffe)); SHOW(syscall(SYS_getpriority, PRIO_USER, 0x7ffffffe)); SHOW(setpriority(7, 0, 0)); }
    CASE("attributes") {
        struct { unsigned size, policy; unsigned long flags; int nice; unsigned priority; unsigned long runtime, deadline, period; unsigned low, high; } a = {0};
        covers(SYS_sched_getattr); covers(SYS_sched_setattr);
        SHOW(syscall(SYS_sched_getattr, 0, &a, 48, 0)); note(" size %u policy %u priority %u", a.size, a.policy, a.priority); SHOW(syscall(SYS_sched_getattr, 0, &a, 47, 0)); SHOW(syscall(SYS_sched_getattr, 0, &a, 4097, 0)); SHOW(syscall(SYS_sched_getattr, 0, NULL, 48, 0)); SHOW(syscall(SYS_sched_getattr, -1, &a, 48, 0)); SHOW(syscall(SYS_sched_getattr, 0x7ffffffe, &a, 48, 0)); SHOW(syscall(SYS_sched_getattr, 0, &a, 48, 1));
        a.size = 48; a.policy = 0; SHOW(syscall(SYS_sched_setattr, 0, &a, 0)); a.size = 10; SHOW(syscall(SYS_sched_setattr, 0, &a, 0)); note(" %u", a.size); a.size = 5000; SHOW(syscall(SYS_sched_setattr, 0, &a, 0)); a.size = 48; a.policy = 1; a.priority = 5; SHOW(syscall(SYS_sched_setattr, 0, &a, 0)); a.policy = 77; SHOW(syscall(SYS_sched_setattr, 0, &a, 0)); a.policy = 0; a.priority = 0; a.flags = 1ul << 40; SHOW(syscall(SYS_sched_setattr, 0, &a, 0)); a.flags = 0; SHOW(syscall(SYS_sched_setattr, 0, &a, 1)); SHOW(syscall(SYS_sched_setattr, 0, NULL, 0)); SHOW(syscall(SYS_sched_setattr, -1, &a, 0)); SHOW(syscall(SYS_sched_setattr, 0x7ffffffe, &a, 0));
    }
    CASE("input and output priorities") { SHOW(call(SYS_ioprio_get, 1L, 0L)); SHOW(call(SYS_ioprio_set, 1L, 0L, (2L << 13) | 4)); SHOW(syscall(SYS_ioprio_get, 1, 0)); SHOW(syscall(SYS_ioprio_set, 1, 0, (2 << 13) | 8)); SHOW(syscall(SYS_ioprio_set, 1, 0, (1 << 13) | 4)); SHOW(syscall(SYS_ioprio_set, 1, 0, 3 << 13)); SHOW(syscall(SYS_ioprio_get, 1, 0)); SHOW(syscall(SYS_ioprio_set, 1, 0, 5 << 13)); SHOW(syscall(SYS_ioprio_set, 1, 0, 0)); SHOW(syscall(SYS_ioprio_set, 1, 0, 1)); SHOW(syscall(SYS_ioprio_get, 1, 0x7ffffffe)); SHOW(syscall(SYS_ioprio_get, 0, 0)); SHOW(syscall(SYS_ioprio_get, 4, 0)); }
    CASE("where a thread runs") { unsigned cpu = ~0u, node_ = ~0u; SHOW(call(SYS_getcpu, &cpu, &node_, 0L)); note(" %d", cpu < 4096 && node_ < 64); SHOW(syscall(SYS_getcpu, NULL, NULL, NULL)); }
    CASE("real-time interval") { struct timespec t; TRY(sched_rr_get_interval(0, &t)); SHOW(sched_rr_get_interval(-1, &t)); SHOW(sched_rr_get_interval(0x7ffffffe, &t)); }
}

void area_threads(void)
{
    covers(SYS_clone); covers(SYS_membarrier); covers(SYS_exit);
    futexes();
    ends();
    scheduling();
}
