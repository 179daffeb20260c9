// Scheduling as a user without privileges sees it: policies, nice values, affinity, their errors.
#include "guest.h"
#include <linux/sched.h>
#include <pthread.h>
#include <sched.h>
#include <sys/resource.h>
#include <time.h>

struct attributes { uint32_t size, policy; uint64_t flags; int32_t nice; uint32_t priority; uint64_t runtime, deadline, period; uint32_t low, high; };

static long set_attributes(int pid, void *a, unsigned flags) { return syscall(SYS_sched_setattr, pid, a, flags); }
static long get_attributes(int pid, void *a, unsigned size, unsigned flags) { return syscall(SYS_sched_getattr, pid, a, size, flags); }

static void *inherited(void *unused)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    sched_getaffinity(0, sizeof set, &set);
    printf("a thread inherits: policy %d nice %d cpus %d\n", sched_getscheduler(0), getpriority(PRIO_PROCESS, 0), CPU_COUNT(&set));
    return unused;
}

int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    setuid(1000);
    SECTION("policies");
    struct sched_param zero = { 0 }, one = { 1 }, got = { 7 };
    SHOW(sched_getscheduler(0));
    SHOW(sched_getscheduler(-1));
    SHOW(sched_getscheduler(1 << 22));
    SHOW(sched_setscheduler(0, SCHED_FIFO, &one));
    SHOW(sched_setscheduler(0, SCHED_FIFO, &zero));
    SHOW(sched_setscheduler(0, SCHED_OTHER, &one));
    SHOW(sched_setscheduler(0, 4, &zero));
    SHOW(sched_setscheduler(0, -1, &zero));
    SHOW(sched_setscheduler(0, SCHED_OTHER, NULL));
    SHOW(sched_setscheduler(0, SCHED_OTHER, (void *)16));
    SHOW(sched_setscheduler(1 << 22, SCHED_OTHER, &zero));
    SHOW(sched_setscheduler(0, SCHED_BATCH, &zero));
    SHOW(sched_getscheduler(0));
    SHOW(sched_setparam(0, &zero));
    SHOW(sched_setparam(0, &one));
    SHOW(sched_getparam(0, &got));
    SHOW(got.sched_priority);
    SHOW(sched_getparam(0, NULL));
    SHOW(sched_setscheduler(0, SCHED_OTHER, &zero));
    for (int policy = -1; policy < 7; policy++) printf("policy %d: %d %d\n", policy, sched_get_priority_min(policy), sched_get_priority_max(policy));
    struct timespec interval;
    TRY(sched_rr_get_interval(0, &interval));
    SHOW(sched_rr_get_interval(-1, &interval));
    SHOW(sched_rr_get_interval(0, (void *)16));

    SECTION("attributes");
    struct attributes a = { .size = sizeof a };
    char large[128] = { 0 };
    SHOW(get_attributes(0, &a, sizeof a, 0));
    printf("size %u policy %u flags %lx nice %d priority %u\n", a.size, a.policy, (long)a.flags, a.nice, a.priority);
    SHOW(get_attributes(0, &a, 47, 0));
    SHOW(get_attributes(0, &a, sizeof a, 1));
    SHOW(get_attributes(0, NULL, sizeof a, 0));
    SHOW(get_attributes(1 << 22, &a, sizeof a, 0));
    SHOW(get_attributes(0, (void *)16, sizeof a, 0));
    a = (struct attributes){ .size = 48, .policy = SCHED_BATCH };
    SHOW(set_attributes(0, &a, 0));
    SHOW(sched_getscheduler(0));
    a.nice = 3;
    SHOW(set_attributes(0, &a, 0));
    SHOW(getpriority(PRIO_PROCESS, 0));
    a.nice = 1;
    SHOW(set_attributes(0, &a, 0));
    a.nice = 3, a.policy = SCHED_FIFO;
    SHOW(set_attributes(0, &a, 0));
    a.priority = 5;
    SHOW(set_attributes(0, &a, 0));
    a.priority = 0, a.policy = 99;
    SHOW(set_attributes(0, &a, 0));
    a.policy = 0, a.flags = 1ul << 40;
    SHOW(set_attributes(0, &a, 0));
    a.flags = 0, a.size = 40;
    SHOW(set_attributes(0, &a, 0));
    SHOW(a.size);
    SHOW(set_attributes(0, NULL, 0));
    SHOW(set_attributes(0, &a, 1));
    *(uint32_t *)large = 128;
    SHOW(set_attributes(0, large, 0));
    large[100] = 1;
    SHOW(set_attributes(0, large, 0));

    SECTION("nice values");
    SHOW(setpriority(PRIO_PROCESS, 0, 5));
    SHOW(getpriority(PRIO_PROCESS, 0));
    SHOW(setpriority(PRIO_PROCESS, 0, 2));
    SHOW(setpriority(PRIO_PROCESS, 0, 99));
    SHOW(getpriority(PRIO_PROCESS, 0));
    SHOW(setpriority(9, 0, 0));
    SHOW(setpriority(PRIO_PROCESS, 1 << 22, 0));
    SHOW(syscall(SYS_getpriority, PRIO_PROCESS, 0));
    SHOW(syscall(SYS_getpriority, PRIO_PROCESS, 1 << 22));
    SHOW(syscall(SYS_getpriority, 9, 0));
    SHOW(syscall(SYS_getpriority, PRIO_PGRP, 1 << 22));

    SECTION("input and output");
    SHOW(syscall(SYS_ioprio_get, 1, 0));
    SHOW(syscall(SYS_ioprio_set, 1, 0, 2 << 13 | 6));
    SHOW(syscall(SYS_ioprio_get, 1, 0));
    SHOW(syscall(SYS_ioprio_set, 1, 0, 1 << 13 | 6));
    SHOW(syscall(SYS_ioprio_set, 1, 0, 5 << 13));
    SHOW(syscall(SYS_ioprio_set, 1, 0, 3));
    SHOW(syscall(SYS_ioprio_set, 9, 0, 0));
    SHOW(syscall(SYS_ioprio_get, 9, 0));
    SHOW(syscall(SYS_ioprio_get, 1, 1 << 22));

    SECTION("affinity");
    cpu_set_t all, first, none;
    CPU_ZERO(&all); CPU_ZERO(&first); CPU_ZERO(&none);
    TRY(syscall(SYS_sched_getaffinity, 0, sizeof all, &all));
    int cpu = 0;
    while (!CPU_ISSET(cpu, &all)) cpu++;
    CPU_SET(cpu, &first);
    SHOW(sched_setaffinity(0, sizeof none, &none));
    SHOW(sched_setaffinity(0, sizeof first, (void *)16));
    SHOW(sched_setaffinity(1 << 22, sizeof first, &first));
    SHOW(syscall(SYS_sched_getaffinity, 0, 4, &all));
    SHOW(syscall(SYS_sched_getaffinity, 0, 0, &all));
    SHOW(syscall(SYS_sched_getaffinity, 0, 1024, 16));
    SHOW(syscall(SYS_sched_getaffinity, 1 << 22, 1024, &all));
    SHOW(sched_setaffinity(0, sizeof first, &first));
    pthread_t t;
    pthread_create(&t, NULL, inherited, NULL);
    pthread_join(t, NULL);
    SHOW(sched_setaffinity(0, sizeof all, &all));
    return 0;
}
