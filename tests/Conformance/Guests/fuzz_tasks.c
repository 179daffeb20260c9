// Processes, threads and signals.
#include "fuzz.h"
#include <linux/sched.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/wait.h>

enum { MOST_PROCESSES = 60, MOST_THREADS = 200 };
static volatile int threads_made;

// The child's own clock gets it out of calls that wait.
static void start_clock(void)
{
    struct itimerval ticks = {{0, 10000}, {0, 10000}};
    setitimer(ITIMER_REAL, &ticks, NULL);
}

// A signal that the program outlives: faults and SIGABRT have handlers of another kind or none.
static int harmless(state_t *s)
{
    static const int signals[] = {1, 2, 3, 10, 12, 13, 14, 15, 17, 18, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 34, 35, 40, 64, 0};
    return PICK(s, signals);
}

static void execute(state_t *s)
{
    char seed[24], calls[24], level[24];
    snprintf(seed, sizeof seed, "%lu", next(s) >> 1);
    snprintf(calls, sizeof calls, "%lu", below(s, 300));
    snprintf(level, sizeof level, "%ld", depth + 1);
    char *arguments[] = {"fuzz", seed, calls, "2", (char *)folder, level, NULL};
    static char *const environment[] = {"A=B", NULL};
    switch (below(s, 5)) {
    case 0: syscall(SYS_execve, any_path(s), put(s, arguments, sizeof arguments), place(s, 8)); break;
    case 1: syscall(SYS_execveat, any_fd(s), ONE_IN(s, 2) ? "" : any_path(s), arguments, environment, bits(s, AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW)); break;
    default: break;
    }
    if (depth < 2) syscall(SYS_execve, own_path, arguments, environment);
}

// State of the processor as no compiler leaves it.
static void odd_state(state_t *s)
{
    long result, stack;
    switch (below(s, 6)) {
    case 0: syscall(SYS_arch_prctl, 0x1002, odd(s)); break; // ARCH_SET_FS: the C library's thread is gone.
    case 1: // A frame that no signal made.
        for (int i = 0; i < 120; i++) ((long *)arena[0])[i] = ONE_IN(s, 2) ? odd(s) : (long)place(s, 64);
        __asm__ volatile("mov %0, %%rsp\n mov $15, %%eax\n syscall" :: "r"(arena[0] + 8 * below(s, 20)) : "memory");
        break;
    case 2: // Calls with a stack pointer that points nowhere, and with a signal on its way to it.
        stack = odd(s);
        __asm__ volatile("mov %%rsp, %%rbx\n mov %2, %%rsp\n mov $39, %%eax\n syscall\n mov %%rbx, %%rsp" : "=a"(result) : "0"(0), "r"(stack) : "rbx", "rcx", "r11", "memory");
        __asm__ volatile("mov %%rsp, %%rbx\n mov %3, %%rsp\n mov $200, %%eax\n mov $10, %%esi\n syscall\n mov %%rbx, %%rsp" : "=a"(result) : "0"(0), "D"((long)gettid()), "r"(stack) : "rbx", "rcx", "r11", "rsi", "memory");
        break;
    case 3: // Flags: direction, alignment check, single steps, nested task.
        __asm__ volatile("pushf\n xor %1, (%%rsp)\n popf\n mov $39, %%eax\n syscall\n pushf\n andl $0xfffbbaff, (%%rsp)\n popf" : "=a"(result) : "r"((long)(0x44500 & next(s))) : "rcx", "r11", "memory", "cc");
        break;
    case 4: { // Code at the start and the end of a page.
        unsigned char *code = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        memcpy(code, "\xb8\x27\0\0\0\x0f\x05\xc3", 8);
        memcpy(code + PAGE - 7, "\xb8\x27\0\0\0\x0f\x05", 7);
        mprotect(code, PAGE, PROT_READ | PROT_EXEC);
        if (ONE_IN(s, 2)) mprotect(code + PAGE, PAGE, PROT_NONE);
        ((long (*)(void))code)();
        ((long (*)(void))(code + PAGE - 7))();
        break;
    }
    default: // Somewhere else altogether.
        ((void (*)(void))place(s, 8))();
        break;
    }
}

static void child(state_t *s)
{
    start_clock();
    *s ^= (unsigned long)getpid() << 20 | 1;
    if (ONE_IN(s, 3)) syscall(SYS_setpgid, 0, 0);
    if (ONE_IN(s, 6)) syscall(SYS_setsid);
    depth++;
    if (ONE_IN(s, 6)) execute(s);
    make_calls(s, (long)below(s, 200));
    if (ONE_IN(s, 3)) odd_state(s);
    if (ONE_IN(s, 4)) execute(s);
    if (ONE_IN(s, 8)) syscall(SYS_kill, getpid(), 1 + below(s, 64));
    syscall(ONE_IN(s, 4) ? SYS_exit : SYS_exit_group, below(s, 300));
}

static void fork_one(state_t *s)
{
    if (depth > 2 || __sync_add_and_fetch(&common->processes, 1) > MOST_PROCESSES) return;
    long made;
    if (ONE_IN(s, 3)) {
        struct clone_args a = {.flags = ~CLONE_VM & bits(s, CLONE_FILES | CLONE_FS | CLONE_PIDFD | CLONE_CHILD_SETTID | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID | CLONE_CLEAR_SIGHAND | CLONE_PARENT | CLONE_NEWUSER),
            .pidfd = (unsigned long)place(s, 4), .child_tid = (unsigned long)place(s, 4), .parent_tid = (unsigned long)place(s, 4), .exit_signal = ONE_IN(s, 4) ? harmless(s) : SIGCHLD};
        made = syscall(SYS_clone3, put(s, &a, sizeof a), ONE_IN(s, 10) ? odd(s) : (long)sizeof a);
    } else if (ONE_IN(s, 2)) made = syscall(SYS_clone, (bits(s, CLONE_FILES | CLONE_FS | CLONE_CHILD_SETTID | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID) & ~(0xfful | CLONE_VM)) | SIGCHLD, 0, place(s, 4), place(s, 4), 0);
    else made = syscall(SYS_fork);
    if (made == 0) child(s);
    common->children[below(s, 8)] = (int)made;
}

static void vfork_one(state_t *s)
{
    if (depth > 1 || __sync_add_and_fetch(&common->processes, 1) > MOST_PROCESSES) return;
    int how = (int)below(s, 4);
    const char *path = any_path(s);
    pid_t made = vfork();
    if (made) return;
    if (how == 0) { char *const arguments[] = {"x", NULL}; syscall(SYS_execve, path, arguments, NULL); }
    if (how == 1) { char *const arguments[] = {"fuzz", "7", "50", "1", (char *)folder, "3", NULL}; syscall(SYS_execve, own_path, arguments, NULL); }
    if (how == 2) syscall(SYS_kill, getpid(), SIGKILL);
    syscall(SYS_exit_group, 5);
}

static void *short_thread(void *seed)
{
    state_t s = (unsigned long)seed | 1;
    if (ONE_IN(&s, 3)) { pthread_mutex_trylock(&common->robust); pthread_mutex_trylock(&common->priority); } // And it ends with them.
    make_calls(&s, (long)below(&s, 40));
    if (ONE_IN(&s, 3)) syscall(SYS_exit, 0);
    return NULL;
}

static void thread_one(state_t *s)
{
    if (depth > 0 || __sync_add_and_fetch(&threads_made, 1) > MOST_THREADS) return;
    pthread_t made;
    if (pthread_create(&made, NULL, short_thread, (void *)next(s)) == 0) pthread_detach(made);
}

static int someone(state_t *s)
{
    switch (below(s, 5)) {
    case 0: return getpid();
    case 1: return gettid();
    case 2: return ONE_IN(s, 4) ? (int)odd(s) : 0;
    default: return (int)below(s, 120);
    }
}

static void send(state_t *s)
{
    siginfo_t info = {.si_signo = (int)below(s, 65)};
    info.si_code = ONE_IN(s, 4) ? (int)odd(s) : -1;
    int signal = harmless(s), who = someone(s);
    switch (below(s, 8)) {
    case 0: syscall(SYS_kill, who, signal); break;
    case 1: syscall(SYS_tkill, who, signal); break;
    case 2: syscall(SYS_tgkill, ONE_IN(s, 3) ? who : getpid(), who, signal); break;
    case 3: syscall(SYS_rt_sigqueueinfo, who, signal, put(s, &info, sizeof info)); break;
    case 4: syscall(SYS_rt_tgsigqueueinfo, getpid(), who, signal, put(s, &info, sizeof info)); break;
    case 5: syscall(SYS_pidfd_send_signal, any_fd(s), signal, ONE_IN(s, 2) ? NULL : put(s, &info, sizeof info), ONE_IN(s, 20)); break;
    // Not just any number: kill(2) takes one of a thread's for its process, and the first process goes on.
    case 6: if ((who = PICK(s, common->children)) > 0) { syscall(SYS_kill, who, SIGSTOP); syscall(SYS_kill, who, SIGCONT); } break;
    default: if ((who = PICK(s, common->children)) > 0 && ONE_IN(s, 4)) syscall(SYS_kill, who, SIGKILL); break;
    }
}

static void masks(state_t *s)
{
    // Faults must reach their handler, and the first process goes on: a signal that finds no stack ends it.
    unsigned long set = next(s), none = next(s);
    for (int i = 0; i < 7; i++) none &= ~(1ul << (((int[]){SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGSYS, SIGTRAP, SIGURG})[i] - 1));
    struct timespec t = {0, (long)below(s, 2000000)};
    stack_t stack = {.ss_sp = place(s, 8192), .ss_size = ONE_IN(s, 2) ? 8192 : (size_t)odd(s), .ss_flags = (int)below(s, 5)};
    if (depth == 0) stack.ss_size %= 2000;
    switch (below(s, 6)) {
    case 0: syscall(SYS_rt_sigprocmask, below(s, 4), put(s, &none, 8), ONE_IN(s, 2) ? NULL : place(s, 8), 8); break;
    case 1: syscall(SYS_rt_sigtimedwait, put(s, &set, 8), ONE_IN(s, 2) ? NULL : place(s, 128), put(s, &t, sizeof t), 8); break;
    case 2: none = 0; syscall(SYS_rt_sigsuspend, &none, 8); break;
    case 3: syscall(SYS_rt_sigpending, place(s, 8), 8); break;
    case 4: syscall(SYS_sigaltstack, put(s, &stack, sizeof stack), ONE_IN(s, 2) ? NULL : place(s, 24)); break;
    default: syscall(SYS_signalfd4, ONE_IN(s, 2) ? -1 : any_fd(s), put(s, &set, 8), 8, bits(s, O_CLOEXEC) | O_NONBLOCK); break;
    }
}

static void wait_for(state_t *s)
{
    if (ONE_IN(s, 2)) syscall(SYS_wait4, ONE_IN(s, 2) ? -1 : someone(s), place(s, 4), bits(s, WUNTRACED | WCONTINUED | __WALL | __WCLONE) | WNOHANG, ONE_IN(s, 2) ? NULL : place(s, 144));
    else syscall(SYS_waitid, below(s, 5), ONE_IN(s, 2) ? any_fd(s) : someone(s), place(s, 128), bits(s, WEXITED | WSTOPPED | WCONTINUED | WNOWAIT) | WNOHANG, ONE_IN(s, 2) ? NULL : place(s, 144));
}

static void family(state_t *s)
{
    static const int controls[] = {PR_SET_PDEATHSIG, PR_GET_PDEATHSIG, PR_GET_DUMPABLE, PR_SET_DUMPABLE, PR_SET_NAME, PR_GET_NAME, PR_SET_TIMERSLACK, PR_GET_TIMERSLACK, PR_CAPBSET_READ,
        PR_SET_CHILD_SUBREAPER, PR_GET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS, PR_GET_TID_ADDRESS, PR_SET_THP_DISABLE, PR_MCE_KILL, PR_SET_MM, PR_SET_PTRACER, PR_CAP_AMBIENT, PR_SET_KEEPCAPS, 0x53564d41};
    switch (below(s, 8)) {
    case 0: syscall(SYS_prctl, ONE_IN(s, 10) ? (int)odd(s) : PICK(s, controls), ONE_IN(s, 2) ? (long)place(s, 16) : (long)below(s, 70), odd(s), place(s, 8), odd(s)); break;
    case 1: syscall(SYS_pidfd_open, someone(s), bits(s, O_NONBLOCK)); break;
    case 2: syscall(SYS_pidfd_getfd, any_fd(s), any_fd(s), 0); break;
    case 3: syscall(SYS_setpgid, depth ? someone(s) : 0, depth ? someone(s) : 0); break;
    case 4: syscall(SYS_kcmp, someone(s), someone(s), below(s, 9), any_fd(s), any_fd(s)); break;
    // Not RLIMIT_CPU: it sends SIGKILL, to the first process too.
    case 5: { unsigned long limit[2] = {1 << 24, 1 << 24}; syscall(SYS_prlimit64, someone(s), 1 + below(s, 17), ONE_IN(s, 3) && depth ? put(s, limit, 16) : NULL, place(s, 16)); break; }
    case 6: syscall(SYS_unshare, bits(s, CLONE_FILES | CLONE_FS | CLONE_SYSVSEM | CLONE_NEWNS)); break;
    default: syscall(SYS_get_robust_list, someone(s), place(s, 8), place(s, 8)); break;
    }
}

const struct operation task_operations[] = {
    {2, fork_one}, {1, vfork_one}, {2, thread_one}, {5, send}, {4, masks}, {3, wait_for}, {3, family}, {0, NULL},
};
