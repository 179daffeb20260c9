// Signals: delivery, masks, queues.
#include "conform.h"
#include <sys/wait.h>

static volatile int count, last, last_code, last_value, order[32], depth, deepest;

static void on_signal(int signal, siginfo_t *info, void *context)
{
    depth++;
    if (depth > deepest) deepest = depth;
    order[count++ & 31] = signal;
    last = signal;
    last_code = info->si_code;
    last_value = info->si_value.sival_int;
    depth--;
}

static void handle(int signal, int flags)
{
    struct sigaction action = {.sa_sigaction = on_signal, .sa_flags = SA_SIGINFO | flags};
    count = last = last_code = last_value = deepest = depth = 0;
    sigaction(signal, &action, NULL);
}

static sigset_t set_of(int signal) { sigset_t set; sigemptyset(&set); sigaddset(&set, signal); return set; }
static void block(int signal) { sigset_t set = set_of(signal); sigprocmask(SIG_BLOCK, &set, NULL); }
static void unblock(int signal) { sigset_t set = set_of(signal); sigprocmask(SIG_UNBLOCK, &set, NULL); }
static int is_pending(int signal) { sigset_t set; sigpending(&set); return sigismember(&set, signal); }

static void delivery(void)
{
    CASE("kill oneself") { handle(SIGUSR1, 0); SHOW(call(SYS_kill, (long)getpid(), (long)SIGUSR1)); note(" %d %d code %d", count, last, last_code); }
    CASE("tgkill and tkill oneself") { handle(SIGUSR1, 0); SHOW(call(SYS_tgkill, (long)getpid(), (long)gettid(), (long)SIGUSR1)); note(" %d code %d", count, last_code); SHOW(call(SYS_tkill, (long)gettid(), (long)SIGUSR1)); note(" %d code %d", count, last_code); SHOW(syscall(SYS_tgkill, getpid() + 1000000, gettid(), 0)); }
    CASE("a queue with a value") { handle(SIGUSR1, 0); SHOW(sigqueue(getpid(), SIGUSR1, (union sigval){77})); note(" code %d value %d", last_code, last_value); }
    CASE("queue with a kernel's code") { siginfo_t info = {.si_signo = SIGUSR1}; info.si_code = SI_TKILL; handle(SIGUSR1, 0); SHOW(call(SYS_rt_sigqueueinfo, (long)getpid(), (long)SIGUSR1, &info)); note(" %d", last_code); info.si_code = 1; SHOW(syscall(SYS_rt_sigqueueinfo, getpid(), SIGUSR1, &info)); SHOW(call(SYS_rt_tgsigqueueinfo, (long)getpid(), (long)gettid(), (long)SIGUSR1, &info)); note(" %d %d", count, last_code); info.si_code = 1; SHOW(syscall(SYS_rt_sigqueueinfo, 1, SIGUSR1, &info)); SHOW(syscall(SYS_rt_tgsigqueueinfo, -1, gettid(), SIGUSR1, &info)); SHOW(syscall(SYS_rt_tgsigqueueinfo, getpid(), 0, SIGUSR1, &info)); }
    CASE("standard signals merge, real-time ones queue") { handle(SIGUSR1, 0); handle(SIGRTMIN, 0); block(SIGUSR1); block(SIGRTMIN); for (int i = 0; i < 3; i++) { raise(SIGUSR1); sigqueue(getpid(), SIGRTMIN, (union sigval){i}); } unblock(SIGUSR1); note(" %d", count); unblock(SIGRTMIN); note(" %d last value %d", count, last_value); }
    CASE("the lowest number comes first") { for (int s = 34; s < 38; s++) { handle(s, 0); block(s); } handle(SIGUSR2, 0); block(SIGUSR2); raise(36); raise(34); raise(37); raise(SIGUSR2); raise(35); sigset_t none; sigemptyset(&none); sigprocmask(SIG_SETMASK, &none, NULL); for (int i = 0; i < count; i++) note(" %d", order[i]); }
    CASE("pending signals") { handle(SIGUSR1, 0); block(SIGUSR1); note(" %d", is_pending(SIGUSR1)); raise(SIGUSR1); note(" %d", is_pending(SIGUSR1)); signal(SIGUSR1, SIG_IGN); note(" %d", is_pending(SIGUSR1)); unblock(SIGUSR1); note(" %d", count); }
    CASE("an ignored signal is not kept") { signal(SIGUSR1, SIG_IGN); block(SIGUSR1); raise(SIGUSR1); note(" %d", is_pending(SIGUSR1)); handle(SIGUSR1, 0); unblock(SIGUSR1); note(" %d", count); }
    CASE("a default-ignored signal while blocked") { signal(SIGCHLD, SIG_DFL); block(SIGCHLD); raise(SIGCHLD); note(" %d", is_pending(SIGCHLD)); handle(SIGCHLD, 0); unblock(SIGCHLD); note(" %d", count); signal(SIGCHLD, SIG_DFL); }
    CASE("one-shot handler") { handle(SIGUSR1, SA_RESETHAND); raise(SIGUSR1); struct sigaction now; sigaction(SIGUSR1, NULL, &now); note(" %d default %d flags %x", count, now.sa_handler == SIG_DFL, now.sa_flags & ~0x4000000); }
    CASE("masks during a handler") {
        handle(SIGUSR1, 0);
        struct sigaction action = {.sa_sigaction = on_signal, .sa_flags = SA_SIGINFO, .sa_mask = set_of(SIGUSR2)};
        sigaction(SIGUSR1, &action, NULL);
        raise(SIGUSR1);
        sigset_t now;
        sigprocmask(SIG_BLOCK, NULL, &now);
        note(" %d blocked afterwards %d", count, sigismember(&now, SIGUSR2));
    }
    CASE("SIGKILL and SIGSTOP cannot be blocked or handled") { sigset_t all, now; sigfillset(&all); sigprocmask(SIG_SETMASK, &all, NULL); sigprocmask(SIG_BLOCK, NULL, &now); note(" %d %d %d", sigismember(&now, SIGKILL), sigismember(&now, SIGSTOP), sigismember(&now, SIGSEGV)); struct sigaction action = {.sa_handler = SIG_IGN}; SHOW(sigaction(SIGKILL, &action, NULL)); SHOW(sigaction(SIGSTOP, &action, NULL)); action.sa_handler = SIG_DFL; SHOW(sigaction(SIGSTOP, &action, NULL)); SHOW(sigaction(SIGKILL, NULL, &action)); }
    CASE("flags that are kept") { for (int bit = 0; bit < 32; bit++) { struct { unsigned long handler, flags, restorer, mask; } set = {1, 1ul << bit, 0, 0}, got = {0}; syscall(SYS_rt_sigaction, SIGUSR2, &set, NULL, 8); syscall(SYS_rt_sigaction, SIGUSR2, NULL, &got, 8); note(" %lx", got.flags); } signal(SIGUSR2, SIG_DFL); }
    CASE("the mask of an action is cleaned") { struct { unsigned long handler, flags, restorer, mask; } set = {1, 0, 0, ~0ul}, got = {0}; syscall(SYS_rt_sigaction, SIGUSR2, &set, NULL, 8); syscall(SYS_rt_sigaction, SIGUSR2, NULL, &got, 8); note(" %lx", got.mask); signal(SIGUSR2, SIG_DFL); }
    CASE("the alternate stack") {
        static char stack[16384];
        stack_t s = {.ss_sp = stack, .ss_size = sizeof stack}, old;
        SHOW(sigaltstack(&s, NULL)); SHOW(sigaltstack(NULL, &old)); note(" %d %x %ld", old.ss_sp == stack, old.ss_flags, (long)old.ss_size);
        s.ss_size = 1000; SHOW(sigaltstack(&s, NULL)); s.ss_size = 2048; SHOW(sigaltstack(&s, NULL)); s.ss_flags = 4; s.ss_size = sizeof stack; SHOW(sigaltstack(&s, NULL)); s.ss_flags = (int)(1u << 31); SHOW(sigaltstack(&s, NULL)); SHOW(sigaltstack(NULL, &old)); note(" %x", old.ss_flags);
        s.ss_flags = SS_DISABLE; SHOW(sigaltstack(&s, NULL)); SHOW(sigaltstack(NULL, &old)); note(" %x", old.ss_flags);
    }
    CASE("wait for a signal that is there") { sigset_t set = set_of(SIGUSR1); siginfo_t info; block(SIGUSR1); sigqueue(getpid(), SIGUSR1, (union sigval){5}); SHOW(sigwaitinfo(&set, &info)); note(" code %d value %d", info.si_code, info.si_value.sival_int); SHOW(sigtimedwait(&set, &info, &(struct timespec){0, 0})); }
    CASE("wait for SIGKILL") { sigset_t set = set_of(SIGKILL); SHOW(sigtimedwait(&set, NULL, &(struct timespec){0, 1000})); }
    CASE("suspend with one pending") { handle(SIGUSR1, 0); block(SIGUSR1); raise(SIGUSR1); sigset_t none; sigemptyset(&none); SHOW(sigsuspend(&none)); note(" %d", count); sigset_t now; sigprocmask(SIG_BLOCK, NULL, &now); note(" %d", sigismember(&now, SIGUSR1)); covers(SYS_rt_sigsuspend); }
    CASE("broken pipes") { handle(SIGPIPE, 0); int p[2] = {-1, -1}; pipe(p); close(p[0]); SHOW(write(p[1], "x", 1)); note(" %d code %d", count, last_code); signal(SIGPIPE, SIG_IGN); SHOW(write(p[1], "x", 1)); }
    CASE("kill with odd identities") { SHOW(kill(0x7ffffffe, 0)); SHOW(kill(INT_MIN, 0)); SHOW(kill(-0x7ffffffe, 0)); SHOW(kill(getpid(), 65)); SHOW(kill(getpid(), -1)); SHOW(kill(getpid(), 0)); }
}

static void *take(void *unused) { block(SIGUSR1); sigset_t set = set_of(SIGUSR1); siginfo_t info; SHOW(sigwaitinfo(&set, &info)); note(" code %d", info.si_code); return NULL; }

static void threads(void)
{
    CASE("a thread waits for a signal of the process") { block(SIGUSR1); pthread_t thread; pthread_create(&thread, NULL, take, NULL); SHOW(kill(getpid(), SIGUSR1)); pthread_join(thread, NULL); }
    CASE("masks are a thread's own") { block(SIGUSR1); sigset_t now; sigprocmask(SIG_BLOCK, NULL, &now); note(" %d", sigismember(&now, SIGUSR1)); }
    CASE("descriptor of signals") { block(SIGUSR1); sigqueue(getpid(), SIGUSR1, (union sigval){9}); unsigned int info[32] = {0}; SHOW(read(SIGNALFD, info, 128)); note(" signal %u code %d value %d", info[0], (int)info[2], (int)info[11]); SHOW(read(SIGNALFD, info, 128)); }
}

// SIGXCPU at the soft limit, which Linux moves on by a second; SIGKILL at the hard one. The child of who set the limit has it too.
static pid_t spin(struct rlimit limit, volatile long *seen)
{
    pid_t child = fork();
    if (child) return child;
    handle(SIGXCPU, 0);
    seen[0] = setrlimit(RLIMIT_CPU, &limit);
    if ((child = fork())) { int status; waitpid(child, &status, 0); _exit(WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status)); }
    while (!count) { }
    getrlimit(RLIMIT_CPU, &limit);
    seen[1] = limit.rlim_cur;
    _exit(77);
}

static void limit_of_time(void)
{
    CASE("the limit of CPU time") {
        volatile long *seen = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        pid_t children[] = {spin((struct rlimit){1, 5}, seen), spin((struct rlimit){1, 1}, seen + 2)};
        for (int i = 0; i < 2; i++) { int status = 0; while (!waitpid(children[i], &status, WNOHANG)) still_busy(), usleep(10000); note(" %x set %ld then %ld", status, seen[2 * i], seen[2 * i + 1]); }
    }
}

void area_signals(void)
{
    covers(SYS_rt_sigreturn);
    delivery();
    limit_of_time();
    threads();
}
