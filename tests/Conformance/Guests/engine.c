// Cases, their fixture and their output. Usage: conform AREA BASE UID GID boxed|native FIRST
#include "conform.h"
#include <grp.h>
#include <stdarg.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>

int boxed;
static int remaps; // The cases change mappings.
char *arena[6], *readonly_page, *no_access_page;

static char output[1 << 22];
static size_t output_length;
static volatile int current, first;
static volatile long progress;
static unsigned char used[512];

void still_busy(void) { progress++; }

void flush_case(void)
{
    for (size_t done = 0; done < output_length;) {
        ssize_t part = write(1, output + done, output_length - done);
        if (part < 0 && errno == EINTR) continue;
        if (part <= 0) _exit(97);
        done += part;
    }
    output_length = 0;
}

static void append(const char *format, va_list arguments)
{
    output_length += vsnprintf(output + output_length, sizeof output - output_length, format, arguments);
    if (output_length >= sizeof output) _exit(96);
}

void note(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    append(format, arguments);
    va_end(arguments);
}

const char *error_name(int error)
{
    static char unknown[16];
    const char *name = strerrorname_np(error);
    if (name) return name;
    snprintf(unknown, sizeof unknown, "errno-%d", error);
    return unknown;
}

void note_result(const char *text, long result, int error)
{
    if (result == -1 && error) note(" %s=%s", text, error_name(error));
    else note(" %s=%ld", text, result);
}

unsigned checksum(const void *bytes, size_t size)
{
    unsigned sum = 2166136261u;
    for (size_t i = 0; i < size; i++) sum = (sum ^ ((const unsigned char *)bytes)[i]) * 16777619u;
    return sum;
}

void covers(long number)
{
    if (number >= 0 && number < (long)sizeof used * 8) used[number / 8] |= 1 << number % 8;
}

long call(long number, ...)
{
    long a[6];
    va_list arguments;
    va_start(arguments, number);
    for (int i = 0; i < 6; i++) a[i] = va_arg(arguments, long);
    va_end(arguments);
    covers(number);
    return syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

static void put(const char *path, int mode, const char *text)
{
    int fd = open(path, O_CREAT | O_WRONLY | O_TRUNC, mode);
    if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text)) { note(" FIXTURE(%s)=%s", path, error_name(errno)); }
    close(fd);
}

static void place(int fd, int number)
{
    if (fd == -1) return; // The case shows it: the descriptor is not there.
    if (fd != number) { dup3(fd, number, O_CLOEXEC); close(fd); }
}

// A directory of its own for each case, so that none sees what another did.
static void make_fixture(void)
{
    char name[32];
    umask(022);
    snprintf(name, sizeof name, "c%d", current);
    if (mkdirat(98, name, 0755) || fchdir(98) || chdir(name)) { note("FIXTURE=%s", error_name(errno)); flush_case(); _exit(95); }
    put("f", 0644, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-+0123456789abcdefghijklmnopqrstuvwxyz");
    put("ro", 0444, "read only");
    put("shut", 0000, "nobody");
    mkdir("d", 0755);
    put("d/x", 0644, "x");
    mkdir("e", 0755);
    mkdir("locked", 0000);
    symlink("f", "link");
    symlink("d", "dlink");
    symlink("nothing", "dangling");
    symlink("loop", "loop");
    mkfifo("fifo", 0644);
    int p[2] = {-1, -1};
    place(open("f", O_RDWR), F);
    place(open("f", O_RDONLY), FR);
    place(open("f", O_WRONLY), FW);
    place(open("d", O_RDONLY | O_DIRECTORY), DIRECTORY);
    if (pipe2(p, O_NONBLOCK) == 0 && write(p[1], "pipebytes.", 10) != 10) note(" FIXTURE(pipe)");
    place(p[0], PR);
    place(p[1], PW);
    place(open("f", O_PATH), PATHF);
    place(open("d", O_PATH), PATHD);
    place(eventfd(3, EFD_NONBLOCK), EVENT);
    place(epoll_create1(0), EPOLL);
    place(open("/dev/null", O_RDWR), NUL);
    place(open("/dev/zero", O_RDWR), ZERO);
    place(memfd_create("m", MFD_ALLOW_SEALING), MEMFD);
    ftruncate(MEMFD, 8192);
    place(timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK), TIMER);
    sigset_t usr1;
    sigemptyset(&usr1);
    sigaddset(&usr1, SIGUSR1);
    place(signalfd(-1, &usr1, SFD_NONBLOCK), SIGNALFD);
    p[0] = p[1] = -1;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, p) == 0) dup2(p[1], FD_END);
    place(p[0], SOCK);
    close(p[1]);
    place(inotify_init1(IN_NONBLOCK), INOTIFY);
    for (int i = 0; i < 6; i++) {
        if (remaps) {
            munmap(arena[i], 4 * PAGE);
            mmap(arena[i], 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
        }
        memset(arena[i], 0xa5, 2 * PAGE);
    }
}

int begin_case(const char *format, ...)
{
    current++;
    if (current <= first) return 0;
    progress++;
    va_list arguments;
    va_start(arguments, format);
    append(format, arguments);
    va_end(arguments);
    note(":");
    make_fixture();
    flush_case(); // Where the library OS itself hangs, the test sees in which case.
    return 1;
}

int end_case(void)
{
    note("\n");
    close_range(3, 97, 0);
    close_range(99, ~0u, 0);
    fchdir(98);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    struct itimerval off = {0};
    for (int i = 0; i < 3; i++) setitimer(i, &off, NULL);
    return 0;
}

// A case that hangs ends the run with a line that says so; the test goes on behind it with another.
static void *watch(void *nothing)
{
    long seen = -1;
    while (1) {
        struct timespec limit = {8, 0};
        while (clock_nanosleep(CLOCK_MONOTONIC, 0, &limit, &limit)) { }
        if (seen == progress) {
            note(" HANGS\n@again %d\n", current);
            flush_case();
            _exit(94);
        }
        seen = progress;
    }
}

static void crash(int signal)
{
    note(" SIGNAL %d\n@again %d\n", signal, current);
    flush_case();
    _exit(93);
}

void in_thread(void *(*function)(void *), void *argument)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, function, argument)) { note(" no thread"); return; }
    pthread_join(thread, NULL);
}

int wait_until_asleep(pid_t thread)
{
    char path[64], text[256];
    snprintf(path, sizeof path, "/proc/self/task/%d/stat", thread);
    for (int i = 0; i < 5000; i++) {
        int fd = open(path, O_RDONLY | O_CLOEXEC);
        ssize_t length = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
        close(fd);
        if (length > 0) {
            text[length] = 0;
            char *end = strrchr(text, ')');
            if (end && end[2] == 'S') return 1;
        }
        nanosleep(&(struct timespec){0, 200000}, NULL);
    }
    note(" (does not sleep)");
    return 0;
}

static const struct { const char *name; void (*run)(void); } areas[] = {
    {"files", area_files}, {"paths", area_paths}, {"memory", area_memory}, {"signals", area_signals}, {"time", area_time},
    {"threads", area_threads}, {"events", area_events}, {"pipes", area_pipes}, {"processes", area_processes},
    {"sockets", area_sockets}, {"identity", area_identity}, {"waits", area_waits}, {"ipc", area_ipc},
};

int main(int argc, char **argv)
{
    if (argc != 7) return 92;
    boxed = strcmp(argv[5], "boxed") == 0;
    first = atoi(argv[6]);
    mkdir(argv[2], 0777);
    chmod(argv[2], 0777);
    gid_t group = atoi(argv[4]);
    if (geteuid() == 0 && (setgroups(0, NULL) || setresgid(group, group, group) || setresuid(atoi(argv[3]), atoi(argv[3]), atoi(argv[3])))) return 91;
    // What changes its identity is not dumpable, and root's in /proc.
    prctl(PR_SET_DUMPABLE, 1);
    setrlimit(RLIMIT_NOFILE, &(struct rlimit){1024, 1024});
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){RLIM_INFINITY, RLIM_INFINITY});
    int base = open(argv[2], O_RDONLY | O_DIRECTORY);
    if (base < 0) return 90;
    dup3(base, 98, O_CLOEXEC);
    if (base != 98) close(base);
    for (int i = 0; i < 6; i++) {
        arena[i] = mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        mprotect(arena[i] + 2 * PAGE, 2 * PAGE, PROT_NONE);
    }
    readonly_page = (char *)mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) + PAGE;
    mprotect(readonly_page, PAGE, PROT_READ);
    no_access_page = mmap(NULL, PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    struct sigaction action = {.sa_handler = crash};
    for (int i = 0; i < 5; i++) sigaction((int[]){SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGSYS}[i], &action, NULL);
    signal(SIGPIPE, SIG_IGN);
    // Signals of the process are for the cases.
    pthread_t watchdog;
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL);
    if (pthread_create(&watchdog, NULL, watch, NULL)) return 89;
    sigemptyset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL);
    for (size_t i = 0; i < sizeof areas / sizeof *areas; i++)
        if (strcmp(areas[i].name, argv[1]) == 0) {
            remaps = areas[i].run == area_memory;
            rows_of(argv[1]);
            areas[i].run();
            note("@covered");
            for (long n = 0; n < (long)sizeof used * 8; n++)
                if (used[n / 8] >> n % 8 & 1) note(" %ld", n);
            note("\n@done\n");
            flush_case();
            _exit(0);
        }
    return 88;
}
