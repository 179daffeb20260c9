// A fuzzer of system calls. Usage: fuzz SEED CALLS THREADS DIRECTORY [DEPTH]. Several threads and processes make random calls with
// arguments that fit, nearly fit, or are anything, on the same descriptors and the same memory, while others close, unmap and
// overwrite them, and signals arrive. A seed gives each thread the same choices again. It ends with status 0; that the guest kills
// itself with a signal is its own affair, that the library OS ends or stops is not.
#include "fuzz.h"
#include <setjmp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <netinet/in.h>

char *arena[6], *readonly_page, *no_access_page, *own_path;
int boxed = 1;
const char *folder;
long depth;
struct common *common;
void covers(long number) { }

static volatile int running, over;
static unsigned long seed;
static int threads;
static long own_calls;
static __thread sigjmp_buf next_call;
static __thread volatile int may_jump;
static __thread state_t handler_state;

unsigned long next(state_t *s)
{
    unsigned long x = *s;
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    return *s = x;
}

unsigned long below(state_t *s, unsigned long limit) { return next(s) % limit; }

long odd(state_t *s)
{
    static const long values[] = {0, 1, -1, 2, 7, 8, 4095, 4096, 4097, 65536, INT_MAX, INT_MIN, UINT_MAX, 1L << 32, 1L << 47, LONG_MAX, LONG_MIN, KERNEL_ADDRESS, 0x7ffffffff000, -4096};
    switch (below(s, 4)) {
    case 0: return PICK(s, values);
    case 1: return (long)next(s);
    case 2: return (long)below(s, 300);
    default: return 1L << below(s, 64);
    }
}

unsigned long bits(state_t *s, unsigned long mask)
{
    unsigned long some = ONE_IN(s, 3) ? mask & next(s) & next(s) & next(s) : mask & next(s) & next(s);
    return ONE_IN(s, 20) ? some ^ 1ul << below(s, 34) : some;
}

char *place(state_t *s, size_t size)
{
    char *page = arena[below(s, 6)];
    switch (below(s, 14)) {
    case 0: return (char *)odd(s);
    case 1: return ONE_IN(s, 2) ? readonly_page : no_access_page;
    case 2: return page + 2 * PAGE - below(s, size + 1);
    case 3: case 4: case 5: return page + 2 * PAGE - size % (2 * PAGE);
    case 6: return page + PAGE - below(s, size + 1) % PAGE;
    case 7: case 8: return common->scribble + below(s, 3 * PAGE);
    default: return page + (below(s, 2 * PAGE) & ~7ul);
    }
}

void *put(state_t *s, const void *object, size_t size)
{
    char *where;
    do where = place(s, size);
    while (where < (char *)65536 || (long)where < 0 || where == readonly_page || where == no_access_page); // Bad addresses come without a copy.
    if (ONE_IN(s, 25)) return place(s, size);
    memcpy(where, object, size);
    return where;
}

struct sigevent *event(state_t *s)
{
    static __thread struct sigevent made;
    made = (struct sigevent){.sigev_notify = ONE_IN(s, 10) ? (int)odd(s) : (int)below(s, 2), .sigev_signo = 34 + (int)below(s, 30), .sigev_value.sival_ptr = (void *)odd(s)};
    if (ONE_IN(s, 10)) made.sigev_signo = PICK(s, ((int[]){0, -1, 65, INT_MAX}));
    return ONE_IN(s, 8) ? PICK(s, ((struct sigevent *[]){NULL, (void *)1, (void *)no_access_page, (void *)KERNEL_ADDRESS})) : &made;
}

int any_fd(state_t *s)
{
    switch (below(s, 8)) {
    case 0: return ONE_IN(s, 4) ? (int)odd(s) : AT_FDCWD;
    case 1: case 2: return 3 + (int)below(s, 30);
    default: return F + (int)below(s, 50);
    }
}

const char *any_path(state_t *s)
{
    static const char *const names[] = {"f", "d", "link", "dangling", "loop", "d/x", "new", "e", "fifo", ".", "..", "", "/", "socket", "/dev/null", "/dev/zero",
        "/tmp", "f/x", "new/x", "new2", "e/new", "d/../f", "/dev/ptmx", "/dev/tty", "/dev/random", "/dev/fd", "/dev/shm/x", "/granted", "/granted/f", "/granted/d",
        "/granted/d/x", "/granted/new", "/granted/../f", "/granted/link", "/proc/self/maps", "/proc/self/fd", "/proc/self/status", "/proc/self/task",
        "/proc/self/fdinfo", "/proc/self/cwd", "/proc/self/root/f", "/proc/self/stat", "/proc/self/smaps", "/proc/self/mountinfo",
        "/proc/self/environ", "/proc/self/cmdline", "/proc/thread-self/stat", "/proc", "/proc/sys/kernel", "/proc/net", "/sys", "/proc/self/oom_score_adj",
        "/proc/self/fd/100", "/proc/self/fd/104", "/proc/self/fd/120", "/proc/1/fd", "/proc/meminfo", "/proc/loadavg", "/proc/self/comm"};
    return PICK(s, names);
}

// Calls that would end, stop or mislead the fuzzer whatever it does; those with bounds are made elsewhere.
static int is_spared(long number)
{
    switch (number) {
    case SYS_exit: case SYS_exit_group: case SYS_rt_sigreturn: case SYS_execve: case SYS_execveat: case SYS_vfork: case SYS_fork: case SYS_clone:
    case SYS_clone3: case SYS_kill: case SYS_tkill: case SYS_tgkill: case SYS_rt_sigqueueinfo: case SYS_rt_tgsigqueueinfo: case SYS_pidfd_send_signal:
    case SYS_brk: case SYS_arch_prctl: case SYS_process_vm_writev: case SYS_chroot: case SYS_setrlimit: case SYS_prlimit64: case SYS_prctl:
    case SYS_setuid: case SYS_setreuid: case SYS_setresuid: case SYS_capset:
        return 1;
    }
    return 0;
}

static int is_about_memory(long number)
{
    return number == SYS_mmap || number == SYS_munmap || number == SYS_mprotect || number == SYS_mremap || number == SYS_madvise
        || number == SYS_pkey_mprotect || number == SYS_shmat || number == SYS_remap_file_pages || number == SYS_mbind || number == 462;
}

static long fitting(const struct argument *a, state_t *s)
{
    switch (a->kind) {
    case FDS: return any_fd(s);
    case PATHS: return (long)any_path(s);
    case TEXT: return below(s, 16) ? ONE_IN(s, 2) ? a->value : (long)any_path(s) : (long)place(s, 8);
    case INPUT: return ONE_IN(s, 3) ? a->value : (long)put(s, (void *)a->value, a->size);
    case WAIT: return a->value;
    case OUTPUT: return (long)place(s, a->size);
    case BOTH: return (long)put(s, (void *)a->value, a->size);
    case SIZE: case LENGTH: return below(s, 3) ? (long)below(s, 9000) : odd(s);
    case OFFSET: return below(s, 3) ? (long)below(s, 20000) : odd(s);
    case BITS: return ONE_IN(s, 2) ? a->value : a->value ^ 1L << below(s, 32);
    case NUMBER: return below(s, 3) ? (long)below(s, 20) : a->value;
    case RANGE: return (long)arena[below(s, 6)] + (long)below(s, 3) * PAGE;
    default: return a->value;
    }
}

// A call of the table, or any number with anything.
void one_row(state_t *s)
{
    long a[6], number;
    if (below(s, 6)) {
        const struct row *row = &rows[below(s, row_count)];
        if (row->flags & WILD) return;
        number = row->number;
        for (int i = 0; i < 6; i++) a[i] = below(s, 12) ? fitting(&row->arguments[i], s) : ONE_IN(s, 2) ? (long)place(s, 16) : odd(s);
    } else {
        number = ONE_IN(s, 30) ? odd(s) : (long)below(s, 470);
        for (int i = 0; i < 6; i++) a[i] = ONE_IN(s, 3) ? (long)place(s, 16) : ONE_IN(s, 2) ? any_fd(s) : odd(s);
    }
    if (is_spared(number)) return;
    if ((number == SYS_close || number == SYS_close_range || number == SYS_dup2 || number == SYS_dup3) && (unsigned)a[0] < 3) return;
    if ((number == SYS_dup2 || number == SYS_dup3) && (unsigned)a[1] < 3) return;
    if ((number == SYS_write || number == SYS_pwrite64 || number == SYS_writev || number == SYS_sendfile) && (unsigned)a[0] < 3) return;
    if (number == SYS_rt_sigaction) a[1] = 0; // Handlers are its own, and faults must reach them.
    if (number == SYS_rt_sigprocmask) a[0] = SIG_UNBLOCK;
    if (number == SYS_fcntl && a[1] == F_SETSIG) a[2] = SIGURG;
    if (number == SYS_timer_create || number == SYS_mq_notify) a[1] = (long)event(s);
    if (number == SYS_sigaltstack) a[0] = 0;
    if (number == SYS_wait4 || number == SYS_waitid) a[number == SYS_wait4 ? 2 : 3] |= WNOHANG;
    if (number == SYS_set_robust_list || number == SYS_set_tid_address || number == SYS_rseq) a[0] = 0;
    if (is_about_memory(number)) {
        // Ranges of memory are those of the arena: the program's own must stay.
        a[0] = (long)arena[below(s, 6)] + (below(s, 4) ? 0 : (long)below(s, PAGE));
        a[1] = (unsigned long)a[1] % (4 * PAGE);
        if (number == SYS_mremap) a[2] = (unsigned long)a[2] % (4 * PAGE), a[4] = (long)arena[below(s, 6)];
    }
    syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

// A fault outside of all calls ends it with a status of its own: nobody has ended the others then.
static void on_fault(int signal) { if (may_jump) siglongjmp(next_call, 1); _exit(75); }

// A handler that makes a call of its own, on top of the one that it interrupts.
static void on_signal(int signal)
{
    int error = errno;
    if (handler_state == 0) handler_state = (state_t)&error * 0x9e3779b97f4a7c15 | 1;
    char c[8];
    switch (below(&handler_state, 6)) {
    case 0: syscall(SYS_sched_yield); break;
    case 1: syscall(SYS_read, PR, c, sizeof c); break;
    case 2: syscall(SYS_write, PW, c, sizeof c); break;
    case 3: syscall(SYS_rt_sigprocmask, SIG_BLOCK, NULL, c, 8); break;
    default: break;
    }
    errno = error;
}

static void set_handlers(state_t *s)
{
    for (int n = 1; n < 65; n++) {
        int is_fault = n == SIGSEGV || n == SIGBUS || n == SIGILL || n == SIGFPE || n == SIGSYS || n == SIGTRAP;
        if (n == SIGABRT || n == 32 || n == 33) continue; // The last two are glibc's.
        struct sigaction action = {.sa_handler = is_fault ? on_fault : on_signal, .sa_flags = is_fault ? SA_NODEFER : (int)(bits(s, SA_RESTART | SA_NODEFER | SA_ONSTACK) & ~(unsigned long)SA_RESETHAND)};
        if (!is_fault && ONE_IN(s, 4)) sigfillset(&action.sa_mask);
        sigaction(n, &action, NULL);
    }
}

static void keep(int fd, int number)
{
    if (fd < 0) return;
    dup2(fd, number);
    if (fd != number) close(fd);
}

// Files of all kinds, at the numbers that the table and any_fd name. Made anew from time to time, for calls close them.
void fixture(state_t *s)
{
    int p[2] = {-1, -1}, number = FD_END, block = ONE_IN(s, 4) ? 0 : O_NONBLOCK;
    mkdir("d", 0755); mkdir("e", 0755); mkdir("/granted/d", 0755);
    close(open("d/x", O_CREAT | O_RDWR, 0644));
    symlink("f", "link"); symlink("nothing", "dangling"); symlink("loop", "loop"); mkfifo("fifo", 0644);
    keep(open("f", O_CREAT | O_RDWR, 0644), F);
    pwrite(F, "some contents of a file", 23, 0);
    keep(open("f", O_RDONLY), FR); keep(open("f", O_WRONLY | (ONE_IN(s, 2) ? O_APPEND : 0)), FW); keep(open("d", O_RDONLY), DIRECTORY);
    if (pipe2(p, block) == 0) keep(p[0], PR), keep(p[1], PW);
    keep(open("f", O_PATH), PATHF); keep(open("d", O_PATH), PATHD); keep(eventfd(3, block), EVENT); keep(epoll_create1(0), EPOLL);
    keep(open("/dev/null", O_RDWR), NUL); keep(open("/dev/zero", O_RDWR), ZERO); keep(memfd_create("m", MFD_ALLOW_SEALING), MEMFD);
    ftruncate(MEMFD, 8192);
    keep(syscall(SYS_timerfd_create, CLOCK_MONOTONIC, block), TIMER);
    unsigned long some = next(s);
    keep(syscall(SYS_signalfd4, -1, &some, 8, block), SIGNALFD);
    if (socketpair(AF_UNIX, SOCK_STREAM | block, 0, p) == 0) keep(p[0], SOCK), keep(p[1], number++);
    keep(inotify_init1(block), INOTIFY);
    inotify_add_watch(INOTIFY, ".", IN_ALL_EVENTS);
    if (socketpair(AF_UNIX, SOCK_DGRAM | block, 0, p) == 0) keep(p[0], number++), keep(p[1], number++);
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | block, 0, p) == 0) keep(p[0], number++), keep(p[1], number++);
    static const int families[] = {AF_INET, AF_INET6, AF_UNIX};
    for (int i = 0; i < 3; i++) {
        keep(socket(families[i], SOCK_STREAM | block, 0), number++);
        int datagrams = socket(families[i], SOCK_DGRAM | block, 0);
        int listener = socket(families[i], SOCK_STREAM | SOCK_NONBLOCK, 0);
        struct sockaddr_in6 name = {.sin6_family = families[i]};
        if (families[i] != AF_UNIX && ONE_IN(s, 2)) {
            // A port of the host, where there is one.
            name.sin6_port = htons(40001);
            setsockopt(listener, SOL_SOCKET, SO_REUSEPORT, &(int){1}, sizeof(int));
            setsockopt(datagrams, SOL_SOCKET, SO_REUSEPORT, &(int){1}, sizeof(int));
        }
        socklen_t length = families[i] == AF_UNIX ? 2 : sizeof name;
        if (families[i] == AF_INET) ((struct sockaddr_in *)&name)->sin_addr.s_addr = htonl(INADDR_LOOPBACK); else if (families[i] == AF_INET6) name.sin6_addr = in6addr_loopback;
        bind(listener, (struct sockaddr *)&name, length);
        bind(datagrams, (struct sockaddr *)&name, length);
        if (ONE_IN(s, 2)) connect(datagrams, (struct sockaddr *)&name, length);
        keep(datagrams, number++);
        listen(listener, 4);
        length = sizeof name;
        getsockname(listener, (struct sockaddr *)&name, &length);
        int client = socket(families[i], SOCK_STREAM | block, 0);
        connect(client, (struct sockaddr *)&name, length);
        keep(client, number++);
        keep(accept4(listener, NULL, NULL, block), number++);
        keep(listener, number++);
    }
    keep(socket(AF_NETLINK, SOCK_RAW | block, 0), number++);
    keep(syscall(SYS_pidfd_open, getpid(), 0), number++);
    int terminal = open("/dev/ptmx", O_RDWR | O_NOCTTY | block), unlocked = 0;
    ioctl(terminal, 0x40045431, &unlocked);
    keep(ioctl(terminal, 0x5441, O_RDWR | O_NOCTTY | block), number++);
    keep(terminal, number++);
    keep(open("/granted/f", O_CREAT | O_RDWR, 0644), number++);
    keep(open("/granted/d", O_RDONLY), number++);
    keep(open("/proc/self/maps", O_RDONLY), number++);
    keep(open("/proc/self/fd", O_RDONLY), number++);
    keep(open("fifo", O_RDWR | O_NONBLOCK), number++);
    keep(epoll_create1(0), number++);
}

static void one_operation(state_t *s)
{
    static const struct operation *const groups[] = {file_operations, socket_operations, event_operations, task_operations, memory_operations};
    if (ONE_IN(s, 2)) { one_row(s); return; }
    const struct operation *group = PICK(s, groups);
    int total = 0;
    for (const struct operation *o = group; o->run; o++) total += o->weight;
    for (long left = (long)below(s, total); ; group++)
        if ((left -= group->weight) < 0) { group->run(s); return; }
}

void make_calls(state_t *s, long count)
{
    for (volatile long i = 0; i < count && !over; i++) {
        if (sigsetjmp(next_call, 1) == 0) { may_jump = 1; one_operation(s); }
        may_jump = 0;
    }
}

static void *run(void *index)
{
    state_t s = (seed + (unsigned long)index * 1000003) * 0x9e3779b97f4a7c15 | 1;
    static char stacks[16][65536];
    sigaltstack(&(stack_t){.ss_sp = stacks[(unsigned long)index % 16], .ss_size = sizeof *stacks}, NULL);
    make_calls(&s, own_calls);
    __sync_fetch_and_sub(&running, 1);
    return NULL;
}

// What a call reads may change while it reads.
static void *scribble(void *unused)
{
    state_t s = seed | 1;
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, NULL);
    while (!over) {
        for (int i = 0; i < 50; i++) *(volatile long *)(common->scribble + (below(&s, 4 * PAGE - 8) & ~3ul)) = ONE_IN(&s, 2) ? odd(&s) : (long)arena[below(&s, 6)];
        common->words[below(&s, 16)] = below(&s, 3);
        syscall(SYS_sched_yield);
    }
    return NULL;
}

// Ends all others, those whose parent is not here too. They must end: SIGKILL reaches everybody.
static void end_all(void)
{
    for (int i = 0; i < 2000; i++) {
        int reached = kill(-1, SIGKILL), ended = waitpid(-1, NULL, WNOHANG | __WALL);
        if (ended < 0 && errno == ECHILD && reached < 0) return;
        if (ended <= 0) nanosleep(&(struct timespec){0, 5000000}, NULL);
    }
    static const char text[] = "fuzz: processes live on after SIGKILL\n";
    write(2, text, sizeof text - 1);
    _exit(77);
}

int main(int argc, char **argv)
{
    struct utsname system;
    // It kills every process that it sees.
    if (argc < 5 || uname(&system) || !strstr(system.release, "litebox")) return 92;
    seed = strtoul(argv[1], NULL, 10);
    own_calls = atol(argv[2]);
    threads = atoi(argv[3]);
    folder = argv[4];
    depth = argc > 5 ? atol(argv[5]) : 0;
    own_path = "/proc/self/exe";
    mkdir(folder, 0777);
    if (chdir(folder)) return 90;
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){1 << 24, 1 << 24});
    setrlimit(RLIMIT_AS, &(struct rlimit){1L << 33, 1L << 33});
    if (depth == 0) prctl(PR_SET_CHILD_SUBREAPER, 1);
    common = mmap(NULL, sizeof *common, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (common == MAP_FAILED) return 88;
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
    pthread_mutex_init(&common->robust, &attributes);
    pthread_mutexattr_setprotocol(&attributes, PTHREAD_PRIO_INHERIT);
    pthread_mutex_init(&common->priority, &attributes);
    // Where no mapping lands by itself: what calls put into the holes here must not be a stack.
    char *ground = (char *)0x4000000000;
    for (int i = 0; i < 6; i++) {
        arena[i] = mmap(ground + i * 8 * PAGE, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
        mprotect(arena[i] + 2 * PAGE, 2 * PAGE, PROT_NONE);
    }
    readonly_page = mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    no_access_page = mmap(NULL, PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    state_t s = seed * 0x2545f4914f6cdd1d | 1;
    set_handlers(&s);
    fixture(&s);
    close_range(3, 90, 0);
    running = threads;
    pthread_t made[64], writer;
    int count = 0;
    for (long i = 0; i < threads && i < 64; i++) count += pthread_create(&made[count], NULL, run, (void *)(i + 1)) == 0;
    if (count == 0 || pthread_create(&writer, NULL, scribble, NULL)) return 89;
    // This thread runs no handler that might wait.
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, NULL);
    // Threads that wait for what never comes are told to look up, and left behind in the end.
    struct timespec now, start;
    clock_gettime(CLOCK_MONOTONIC, &start);
    for (now = start; now.tv_sec < start.tv_sec + 2 && running > 0; clock_gettime(CLOCK_MONOTONIC, &now)) {
        nanosleep(&(struct timespec){0, 5000000}, NULL);
        for (int t = 0; t < count; t++) pthread_kill(made[t], SIGURG);
    }
    over = 1;
    if (depth == 0) end_all();
    _exit(0);
}
