// A fuzzer of system calls: random calls of the table with arguments that fit, nearly fit, or are anything. Usage: fuzz SEED CALLS
// THREADS DIRECTORY. A seed gives each thread the same calls again. It ends with status 0; that the guest kills itself with a
// signal is its own affair, that the library OS ends or stops is not.
#include "conform.h"
#include "rows.h"
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>

char *arena[6], *readonly_page, *no_access_page;
int boxed;
void covers(long number) { }

static long calls;
static unsigned long first_seed;
static volatile int running;

static unsigned long next(unsigned long *state)
{
    unsigned long x = *state;
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    return *state = x;
}

static unsigned long below(unsigned long *state, unsigned long limit) { return next(state) % limit; }

// Numbers that the table does not have are made too, but for those that end, stop or block everything.
static int is_spared(long number)
{
    switch (number) {
    case SYS_exit: case SYS_exit_group: case SYS_rt_sigreturn: case SYS_pause: case SYS_execve: case SYS_execveat: case SYS_vfork: case SYS_fork:
    case SYS_clone: case SYS_clone3: case SYS_kill: case SYS_tkill: case SYS_tgkill: case SYS_rt_sigqueueinfo: case SYS_rt_tgsigqueueinfo:
    case SYS_rt_sigsuspend: case SYS_rt_sigtimedwait: case SYS_pidfd_send_signal: case SYS_ptrace: case SYS_brk: case SYS_reboot:
    case SYS_arch_prctl: case SYS_set_robust_list: case SYS_set_tid_address: case SYS_process_vm_writev: case SYS_seccomp: case SYS_prctl:
    case SYS_rseq: case SYS_chroot: case SYS_alarm: case SYS_setitimer: case SYS_timer_create: case SYS_setrlimit: case SYS_prlimit64:
        return 1;
    }
    return 0;
}

static int is_about_memory(long number)
{
    return number == SYS_mmap || number == SYS_munmap || number == SYS_mprotect || number == SYS_mremap || number == SYS_madvise
        || number == SYS_pkey_mprotect || number == SYS_shmat || number == SYS_remap_file_pages || number == SYS_mbind || number == 462;
}

static long odd(unsigned long *state)
{
    static const long values[] = {0, 1, -1, 2, 7, 8, 4095, 4096, 4097, 65536, INT_MAX, INT_MIN, UINT_MAX, 1L << 32, 1L << 47, LONG_MAX, LONG_MIN, KERNEL_ADDRESS, 0x7ffffffff000, -4096};
    switch (below(state, 4)) {
    case 0: return values[below(state, sizeof values / sizeof *values)];
    case 1: return (long)next(state);
    case 2: return (long)below(state, 300);
    default: return 1L << below(state, 64);
    }
}

static long place(unsigned long *state)
{
    char *page = arena[below(state, 6)];
    switch (below(state, 8)) {
    case 0: return odd(state);
    case 1: return (long)readonly_page;
    case 2: return (long)no_access_page;
    case 3: return (long)page + 2 * PAGE - (long)below(state, 64);
    default: return (long)page + (long)below(state, 2 * PAGE);
    }
}

static long fitting(const struct argument *a, unsigned long *state)
{
    static const char *const names[] = {"f", "d", "link", "dangling", "loop", "d/x", "new", "e", "fifo", ".", "..", "", "/", "/proc/self/maps", "/proc/self/fd", "/proc/self/status", "/dev/null", "/dev/zero", "/tmp", "f/x", "new/x", "/proc/self/task", "/proc/self/fdinfo"};
    switch (a->kind) {
    case FDS: return F + (long)below(state, FD_END - F + 8) - 4;
    case PATHS: case TEXT: return below(state, 16) ? (long)names[below(state, sizeof names / sizeof *names)] : place(state);
    case INPUT: case WAIT: return below(state, 4) ? a->value : place(state);
    case OUTPUT: case BOTH: return (long)arena[below(state, 6)] + (long)below(state, 4096);
    case SIZE: case LENGTH: return below(state, 3) ? (long)below(state, 9000) : odd(state);
    case OFFSET: return below(state, 3) ? (long)below(state, 20000) : odd(state);
    case BITS: return below(state, 2) ? a->value : a->value ^ 1L << below(state, 32);
    case NUMBER: return below(state, 3) ? (long)below(state, 20) : a->value;
    case RANGE: return ((long)arena[below(state, 6)] + (long)below(state, 3) * PAGE);
    default: return a->value;
    }
}

static void one_call(unsigned long *state)
{
    long a[6], number;
    if (below(state, 8)) {
        const struct row *row = &rows[below(state, row_count)];
        number = row->number;
        for (int i = 0; i < 6; i++) a[i] = below(state, 12) ? fitting(&row->arguments[i], state) : below(state, 2) ? place(state) : odd(state);
        if (row->flags & WILD) return;
    } else {
        number = (long)below(state, 470);
        for (int i = 0; i < 6; i++) a[i] = below(state, 2) ? place(state) : odd(state);
    }
    if (is_spared(number)) return;
    // Standard streams, and how this program goes on.
    if ((number == SYS_close || number == SYS_dup2 || number == SYS_dup3 || number == SYS_close_range) && (a[0] >= 0 && (unsigned)a[0] < 90)) return;
    if ((number == SYS_dup2 || number == SYS_dup3) && (unsigned)a[1] < 3) return;
    if (number == SYS_close_range) return;
    if (number == SYS_madvise && (a[2] == MADV_HWPOISON || a[2] == 101)) return;
    if (number == SYS_futex || number == SYS_rt_sigaction) {
        // Words of the program's own threads and handlers of its own.
        if (number == SYS_rt_sigaction) a[1] = 0;
    }
    if (is_about_memory(number)) {
        // Ranges of memory are those of the arena: the program's own must stay.
        a[0] = (long)arena[below(state, 6)] + (below(state, 4) ? 0 : (long)below(state, PAGE));
        a[1] = (unsigned long)a[1] % (4 * PAGE);
        if (number == SYS_mremap) a[2] = (unsigned long)a[2] % (4 * PAGE), a[4] = (long)arena[below(state, 6)];
    }
    if ((number == SYS_write || number == SYS_pwrite64 || number == SYS_writev || number == SYS_sendfile || number == SYS_splice) && (unsigned)a[0] < 3) return;
    if (number == SYS_wait4 || number == SYS_waitid) a[number == SYS_wait4 ? 2 : 3] |= WNOHANG;
    syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

static void stay_alive(int signal) { }

static void fixture(void)
{
    int p[2] = {-1, -1}, fd;
    fd = open("f", O_CREAT | O_RDWR, 0644);
    write(fd, "some contents of a file", 23);
    mkdir("d", 0755); mkdir("e", 0755);
    close(open("d/x", O_CREAT, 0644));
    symlink("f", "link"); symlink("nothing", "dangling"); symlink("loop", "loop"); mkfifo("fifo", 0644);
    dup2(fd, F); dup2(open("f", O_RDONLY), FR); dup2(open("f", O_WRONLY), FW); dup2(open("d", O_RDONLY), DIRECTORY);
    pipe2(p, O_NONBLOCK); dup2(p[0], PR); dup2(p[1], PW);
    dup2(open("f", O_PATH), PATHF); dup2(open("d", O_PATH), PATHD); dup2(eventfd(3, EFD_NONBLOCK), EVENT); dup2(epoll_create1(0), EPOLL);
    dup2(open("/dev/null", O_RDWR), NUL); dup2(open("/dev/zero", O_RDWR), ZERO); dup2(memfd_create("m", MFD_ALLOW_SEALING), MEMFD);
    dup2(syscall(SYS_timerfd_create, 1, O_NONBLOCK), TIMER);
    unsigned long usr1 = 1 << (SIGUSR1 - 1);
    dup2(syscall(SYS_signalfd4, -1, &usr1, 8, O_NONBLOCK), SIGNALFD);
    p[0] = p[1] = -1;
    syscall(SYS_socketpair, 1, 1 | O_NONBLOCK, 0, p); dup2(p[0], SOCK); dup2(p[1], FD_END);
    dup2(syscall(SYS_inotify_init1, O_NONBLOCK), INOTIFY);
    close_range(3, 90, 0);
}

static void *run(void *index)
{
    unsigned long state = (first_seed + (unsigned long)index * 1000003) * 0x9e3779b97f4a7c15 | 1;
    for (long i = 0; i < calls; i++) {
        // Waits are ended by an alarm clock of the whole process (main).
        one_call(&state);
    }
    __sync_fetch_and_sub(&running, 1);
    return NULL;
}

int main(int argc, char **argv)
{
    if (argc != 5) return 92;
    first_seed = strtoul(argv[1], NULL, 10);
    calls = atol(argv[2]);
    int threads = atoi(argv[3]);
    mkdir(argv[4], 0777);
    if (chdir(argv[4])) return 90;
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){1 << 24, 1 << 24});
    setrlimit(RLIMIT_AS, &(struct rlimit){1L << 33, 1L << 33});
    for (int i = 0; i < 6; i++) {
        arena[i] = mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        mprotect(arena[i] + 2 * PAGE, 2 * PAGE, PROT_NONE);
    }
    readonly_page = mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    no_access_page = mmap(NULL, PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    struct sigaction action = {.sa_handler = stay_alive};
    for (int s = 1; s < 65; s++)
        if (s != SIGSEGV && s != SIGBUS && s != SIGILL && s != SIGFPE && s != SIGSYS && s != SIGABRT) sigaction(s, &action, NULL);
    // What no row asks for: children that make calls too.
    int is_child = 0;
    pid_t child = first_seed % 4 == 0 ? fork() : -1;
    if (child == 0) { first_seed ^= 0x5555; is_child = 1; chdir("e"); }
    fixture();
    running = threads;
    pthread_t made[64];
    int count = 0;
    for (long i = 0; i < threads && i < 64; i++) count += pthread_create(&made[i], NULL, run, (void *)(i + 1)) == 0;
    if (count == 0) return 89;
    // Threads that wait for what never comes are told to look up, and left behind in the end.
    for (int i = 0; i < 400 && running > 0; i++) {
        struct timespec moment = {0, 5000000};
        nanosleep(&moment, NULL);
        for (int t = 0; t < count; t++) pthread_kill(made[t], SIGURG);
    }
    if (is_child) _exit(0);
    if (child > 0) { kill(child, SIGKILL); waitpid(child, NULL, 0); }
    _exit(0);
}
