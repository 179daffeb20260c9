// Child processes: what they share with their parent and what not, how parents learn of their end, groups, stops, vfork, exec.
#include "guest.h"
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/times.h>
#include <sys/wait.h>

extern char **environ;
static const char *self;
static int variable = 5;
static int status;

static const char *how(int s)
{
    static char text[64];
    if (WIFEXITED(s)) snprintf(text, sizeof text, "exit %d", WEXITSTATUS(s));
    else if (WIFSTOPPED(s)) snprintf(text, sizeof text, "stop %d", WSTOPSIG(s));
    else if (WIFCONTINUED(s)) snprintf(text, sizeof text, "continued");
    else snprintf(text, sizeof text, "signal %d", WTERMSIG(s));
    return text;
}

static void reap(const char *what, pid_t child)
{
    int r;
    status = -1;
    do r = waitpid(child, &status, 0); while (r < 0 && errno == EINTR);
    printf("%s: %s, %s\n", what, r == child ? "reaped" : error_name(errno), how(status));
}

static void memory_and_files(void)
{
    SECTION("memory and files");
    int p[2], *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    char *wiped = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    char *gone = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    SHOW(madvise(wiped, 4096, MADV_WIPEONFORK));
    SHOW(madvise(gone, 4096, MADV_DONTFORK));
    wiped[0] = wiped[4096] = gone[0] = 0x78;
    SHOW(pipe(p));
    int file = open("data", O_RDWR | O_CREAT | O_TRUNC, 0600);
    write(file, "0123456789", 10);
    lseek(file, 2, SEEK_SET);
    pid_t child = fork();
    if (child == 0) {
        char c;
        variable = 7;
        *shared = 42;
        read(file, &c, 1);
        close(p[0]);
        dprintf(p[1], "read %c, wiped %d %d, gone %s\n", c, wiped[0], wiped[4096],
            mincore(gone, 4096, (unsigned char *)&c) < 0 ? error_name(errno) : "there");
        mkdir("below", 0700);
        chdir("below");
        umask(0);
        _exit(3);
    }
    close(p[1]);
    char text[200];
    int n, length = 0;
    while ((n = read(p[0], text + length, sizeof text - length)) > 0) length += n;
    printf("%.*s", length, text);
    reap("child", child);
    printf("variable %d, shared %d, offset %ld, gone %c\n", variable, *shared, (long)lseek(file, 0, SEEK_CUR), gone[0]);
    TRY(access("below", F_OK));
    close(file);
    close(p[0]);
}

static volatile sig_atomic_t children, last_code, last_status;
static volatile pid_t last_child;

static void on_child(int signal, siginfo_t *info, void *context)
{
    children++;
    last_code = info->si_code;
    last_status = info->si_status;
    last_child = info->si_pid;
}

static void waits(void)
{
    SECTION("waits");
    SHOW(wait(&status));
    SHOW(waitpid(-1, NULL, WNOHANG));
    SHOW(waitpid(1 << 20, NULL, 0));
    SHOW(waitpid(INT_MIN, NULL, 0));
    SHOW(waitpid(-1, NULL, 0x100));
    siginfo_t info;
    SHOW(waitid(P_ALL, 0, &info, 0));
    SHOW(waitid(P_ALL, 0, &info, WEXITED));
    SHOW(waitid(77, 0, &info, WEXITED));
    SHOW(waitid(P_PID, 0, &info, WEXITED));
    SHOW(waitid(P_PIDFD, 0, &info, WEXITED));
    pid_t child = fork();
    if (child == 0) _exit(300);
    memset(&info, 0xff, sizeof info);
    SHOW(waitid(P_PID, child, &info, WEXITED | WNOWAIT));
    printf("%d %d %d %d %d\n", info.si_signo, info.si_code, info.si_pid == child, info.si_status, info.si_uid == getuid());
    struct rusage usage;
    printf("%d\n", wait4(child, &status, 0, &usage) == child);
    puts(how(status));
    child = fork();
    if (child == 0) { pause(); _exit(0); }
    SHOW(waitpid(child, &status, WNOHANG));
    memset(&info, 0xff, sizeof info);
    SHOW(waitid(P_PID, child, &info, WEXITED | WNOHANG));
    printf("%d %d\n", info.si_signo, info.si_pid);
    SHOW(kill(child, 0));
    SHOW(kill(child, SIGTERM));
    reap("terminated", child);
    SHOW(kill(child, 0));
    child = fork();
    if (child == 0) for (;;) variable++;
    SHOW(kill(child, SIGKILL));
    reap("killed", child);
    child = fork();
    if (child == 0) abort();
    reap("aborted", child);
    signal(SIGUSR1, SIG_IGN);
    child = syscall(SYS_clone, SIGUSR1, NULL, NULL, NULL, 0L);
    if (child == 0) _exit(8);
    SHOW(waitpid(child, &status, 0));
    printf("%d\n", waitpid(child, &status, __WCLONE) == child);
    signal(SIGUSR1, SIG_DFL);
}

// Whoever finds a child by looking again and again has its signal by then, and its pidfd tells the same.
static void polls(void)
{
    SECTION("polls");
    sigset_t chld, pending, old;
    sigemptyset(&chld);
    sigaddset(&chld, SIGCHLD);
    sigprocmask(SIG_BLOCK, &chld, &old);
    int missing = 0, unreadable = 0;
    struct timespec zero = {0};
    for (int i = 0; i < 50; i++) {
        pid_t child = fork();
        if (child == 0) _exit(i);
        int fd = syscall(SYS_pidfd_open, child, 0);
        while (waitpid(child, &status, WNOHANG) == 0) { }
        sigpending(&pending);
        missing += sigismember(&pending, SIGCHLD) != 1;
        while (sigtimedwait(&chld, NULL, &zero) > 0) { }
        struct pollfd ended = {fd, POLLIN};
        unreadable += poll(&ended, 1, 0) != 1;
        close(fd);
        if (WEXITSTATUS(status) != i) printf("child %d: %s\n", i, how(status));
    }
    for (int i = 0; i < 50; i++) {
        pid_t child = fork();
        if (child == 0) _exit(i);
        struct pollfd ended = {syscall(SYS_pidfd_open, child, 0), POLLIN};
        if (poll(&ended, 1, -1) != 1 || waitpid(child, &status, WNOHANG) != child) printf("child %d not found\n", i);
        close(ended.fd);
    }
    sigprocmask(SIG_SETMASK, &old, NULL);
    printf("%d %d\n", missing, unreadable);
}

static void child_signals(void)
{
    SECTION("SIGCHLD");
    struct sigaction action = {.sa_sigaction = on_child, .sa_flags = SA_SIGINFO | SA_RESTART};
    sigaction(SIGCHLD, &action, NULL);
    pid_t child = fork();
    if (child == 0) _exit(6);
    reap("caught", child);
    printf("%d %d %d %d\n", children, last_code == CLD_EXITED, last_status, last_child == child);
    child = fork();
    if (child == 0) { raise(SIGSTOP); for (;;) pause(); }
    int r = waitpid(child, &status, WUNTRACED);
    printf("%d %s %d %d %d\n", r == child, how(status), children, last_code == CLD_STOPPED, last_status == SIGSTOP);
    kill(child, SIGCONT);
    r = waitpid(child, &status, WCONTINUED);
    printf("%d %s\n", r == child, how(status));
    kill(child, SIGTERM);
    reap("continued", child);
    action.sa_flags |= SA_NOCLDSTOP;
    sigaction(SIGCHLD, &action, NULL);
    children = 0;
    child = fork();
    if (child == 0) { raise(SIGSTOP); _exit(9); }
    waitpid(child, &status, WUNTRACED);
    printf("%s %d\n", how(status), children);
    kill(child, SIGKILL);
    reap("killed while stopped", child);
    action.sa_flags = SA_SIGINFO | SA_NOCLDWAIT;
    sigaction(SIGCHLD, &action, NULL);
    children = 0;
    child = fork();
    if (child == 0) _exit(1);
    do r = waitpid(child, &status, 0); while (r < 0 && errno == EINTR);
    printf("%d %s %d\n", r, error_name(errno), children);
    signal(SIGCHLD, SIG_IGN);
    child = fork();
    if (child == 0) _exit(1);
    SHOW(waitpid(child, &status, 0));
    signal(SIGCHLD, SIG_DFL);
}

static void families(void)
{
    SECTION("families");
    int p[2];
    char c;
    pipe(p);
    SHOW(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0));
    pid_t parent = getpid(), child = fork();
    if (child == 0) {
        pid_t middle = getpid();
        printf("parent %d\n", getppid() == parent);
        fflush(stdout);
        if (fork() == 0) {
            prctl(PR_SET_PDEATHSIG, SIGUSR2);
            sigset_t set;
            sigemptyset(&set);
            sigaddset(&set, SIGUSR2);
            sigprocmask(SIG_BLOCK, &set, NULL);
            write(p[1], "r", 1);
            int signal;
            sigwait(&set, &signal);
            while (getppid() == middle) usleep(1000);
            _exit(getppid() == parent ? 33 : 34);
        }
        read(p[0], &c, 1);
        _exit(0);
    }
    reap("middle", child);
    pid_t orphan = wait(&status);
    printf("orphan %d %s\n", orphan > 0, how(status));
    prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0);

    int sum = 0;
    for (int i = 0; i < 6; i++) {
        if (fork() == 0) {
            int own = 0;
            for (int k = 0; k < 3; k++)
                if (fork() == 0) _exit(k + 1);
            while (wait(&status) > 0) own += WEXITSTATUS(status);
            _exit(own);
        }
    }
    while (wait(&status) > 0) sum += WEXITSTATUS(status);
    printf("tree %d\n", sum);
}

static void groups(void)
{
    SECTION("groups");
    int p[2];
    char c;
    pipe(p);
    pid_t child = fork();
    if (child == 0) {
        SHOW(setsid() == getpid());
        SHOW(getsid(0) == getpid() && getpgid(0) == getpid());
        SHOW(setsid());
        SHOW(setpgid(0, 0));
        pid_t one = fork();
        if (one == 0) { pause(); _exit(0); }
        pid_t two = fork();
        if (two == 0) { pause(); _exit(0); }
        SHOW(setpgid(one, 1 << 20));
        SHOW(setpgid(one, -1));
        SHOW(setpgid(1 << 20, 0));
        SHOW(setpgid(one, one));
        SHOW(setpgid(two, one));
        SHOW(getpgid(two) == one);
        SHOW(kill(-one, SIGTERM));
        int r = 0;
        for (int i = 0; i < 2; i++) r += waitpid(-one, &status, 0) > 0 && WTERMSIG(status) == SIGTERM;
        SHOW(r);
        SHOW(kill(-one, SIGTERM));
        // A stop of the terminal does nothing in an orphaned group.
        SHOW(raise(SIGTSTP));
        fflush(stdout);
        _exit(0);
    }
    fflush(stdout);
    reap("session", child);
    child = fork();
    if (child == 0) {
        setpgid(0, 0);
        raise(SIGTSTP);
        _exit(2);
    }
    setpgid(child, child);
    int r = waitpid(child, &status, WUNTRACED);
    printf("%d %s\n", r == child, how(status));
    kill(-child, SIGCONT);
    reap("group of its own", child);
    child = fork();
    if (child == 0) { execl(self, self, "-", "child", "sleep", NULL); _exit(127); }
    close(p[1]);
    usleep(50000);
    SHOW(setpgid(child, child));
    kill(child, SIGKILL);
    reap("after exec", child);
    close(p[0]);
}

static void spawns(void)
{
    SECTION("vfork and exec");
    pid_t child = vfork();
    if (child == 0) { variable = 99; _exit(5); }
    reap("vfork", child);
    printf("variable %d\n", variable);
    child = vfork();
    if (child == 0) { execl(self, self, "-", "child", "vfork", NULL); _exit(127); }
    reap("vfork and exec", child);
    child = vfork();
    if (child == 0) { execl("missing", "missing", NULL); variable = errno; _exit(127); }
    reap("vfork and no exec", child);
    puts(error_name(variable));
    char *arguments[] = {(char *)self, "-", "child", "spawn", NULL};
    int spawned = posix_spawn(&child, self, NULL, NULL, arguments, environ);
    reap("spawn", child);
    SHOW(spawned);
    SHOW(posix_spawn(&child, "missing", NULL, NULL, arguments, environ));
    int p[2], q = open("data", O_RDONLY | O_CLOEXEC);
    pipe2(p, O_CLOEXEC);
    child = fork();
    if (child == 0) {
        dup2(p[1], 10);
        char number[12];
        snprintf(number, sizeof number, "%d", q);
        signal(SIGUSR1, SIG_IGN);
        execl(self, self, "-", "child", "files", number, NULL);
        _exit(127);
    }
    close(p[1]);
    char text[200];
    int n, length = 0;
    while ((n = read(p[0], text + length, sizeof text - length)) > 0) length += n;
    printf("%.*s", length, text);
    reap("files", child);
    close(p[0]);
    close(q);

    // A vforked child may fork, and a child may outlive the one that made it.
    child = vfork();
    if (child == 0) {
        pid_t inner = fork();
        if (inner == 0) _exit(11);
        waitpid(inner, &status, 0);
        _exit(WEXITSTATUS(status) + 1);
    }
    reap("fork in vfork", child);
}

static void *waiter(void *argument)
{
    int s;
    pid_t r = waitpid((pid_t)(long)argument, &s, 0);
    return (void *)(long)(r > 0 ? WEXITSTATUS(s) : -errno);
}

static void *forker(void *unused)
{
    long sum = 0;
    for (int i = 0; i < 5; i++) {
        pid_t child = fork();
        if (child == 0) _exit(2);
        int s;
        waitpid(child, &s, 0);
        sum += WEXITSTATUS(s);
    }
    return (void *)sum;
}

static void threads(void)
{
    SECTION("threads");
    pthread_t thread, more[3];
    void *result;
    pid_t child = fork();
    if (child == 0) { usleep(20000); _exit(21); }
    pthread_create(&thread, NULL, waiter, (void *)(long)child);
    pthread_join(thread, &result);
    printf("%ld\n", (long)result);
    for (int i = 0; i < 3; i++) pthread_create(&more[i], NULL, forker, NULL);
    for (int i = 0; i < 3; i++) { pthread_join(more[i], &result); printf("%ld\n", (long)result); }
    child = fork();
    if (child == 0) {
        pthread_create(&thread, NULL, waiter, (void *)(long)1);
        pthread_create(&more[0], NULL, forker, NULL);
        exit(4);
    }
    reap("exit with threads", child);
    child = fork();
    if (child == 0) {
        for (int i = 0; i < 3; i++) pthread_create(&more[i], NULL, (void *(*)(void *))pause, NULL);
        raise(SIGKILL);
    }
    reap("killed with threads", child);
}

static void pidfds(void)
{
    SECTION("pidfds");
    pid_t child = fork();
    if (child == 0) { pause(); _exit(0); }
    int fd = syscall(SYS_pidfd_open, child, 0);
    struct pollfd p = {fd, POLLIN, 0};
    SHOW(fcntl(fd, F_GETFD));
    SHOW(poll(&p, 1, 0));
    SHOW(syscall(SYS_pidfd_send_signal, fd, SIGTERM, NULL, 64));
    SHOW(syscall(SYS_pidfd_send_signal, 0, SIGTERM, NULL, 0));
    SHOW(syscall(SYS_pidfd_send_signal, fd, SIGTERM, NULL, 0));
    SHOW(poll(&p, 1, -1));
    siginfo_t info;
    SHOW(waitid(P_PIDFD, fd, &info, WEXITED));
    printf("%d %d\n", info.si_code == CLD_KILLED, info.si_status);
    SHOW(syscall(SYS_pidfd_send_signal, fd, 0, NULL, 0));
    SHOW(syscall(SYS_pidfd_open, 1 << 20, 0));
    SHOW(syscall(SYS_pidfd_open, 0, 0));
    SHOW(syscall(SYS_pidfd_open, getpid(), 7));
    close(fd);
    fd = -1;
    child = syscall(SYS_clone, CLONE_PIDFD | SIGCHLD, NULL, &fd, NULL, 0L);
    if (child == 0) _exit(13);
    p.fd = fd;
    SHOW(poll(&p, 1, -1));
    reap("with a pidfd", child);
    SHOW(syscall(SYS_clone, CLONE_PIDFD | CLONE_PARENT_SETTID | SIGCHLD, NULL, &fd, NULL, 0L));
    SHOW(syscall(SYS_clone, CLONE_SIGHAND | SIGCHLD, NULL, NULL, NULL, 0L));
    SHOW(syscall(SYS_clone, CLONE_THREAD | SIGCHLD, NULL, NULL, NULL, 0L));
    close(fd);
}

static void shared_tables(void)
{
    SECTION("shared tables");
    int fd = open("data", O_RDONLY);
    pid_t child = syscall(SYS_clone, CLONE_FILES | CLONE_FS | SIGCHLD, NULL, NULL, NULL, 0L);
    if (child == 0) {
        close(fd);
        umask(0123);
        _exit(0);
    }
    reap("files and directories", child);
    SHOW(close(fd));
    printf("%o\n", umask(022));
    int shared_tid = 0;
    child = syscall(SYS_clone, CLONE_CHILD_SETTID | SIGCHLD, NULL, NULL, &shared_tid, 0L);
    if (child == 0) _exit(shared_tid == getpid());
    reap("its number", child);
    printf("%d\n", shared_tid);
    struct tms before, after;
    times(&before);
    child = fork();
    if (child == 0) {
        clock_t end = clock() + CLOCKS_PER_SEC / 20;
        while (clock() < end) variable++;
        _exit(0);
    }
    reap("busy", child);
    times(&after);
    printf("%d\n", after.tms_cutime + after.tms_cstime > before.tms_cutime + before.tms_cstime);
    alarm(100);
    child = fork();
    if (child == 0) _exit(alarm(0));
    reap("no timer", child);
    printf("%d\n", alarm(0) > 90);
}

static int run_child(int argc, char **argv)
{
    if (strcmp(argv[3], "sleep") == 0) { pause(); return 0; }
    if (strcmp(argv[3], "files") == 0) {
        struct sigaction action;
        sigaction(SIGUSR1, NULL, &action);
        dprintf(10, "10 is open, the other: %s, ignored %d\n",
            fcntl(atoi(argv[4]), F_GETFD) < 0 ? error_name(errno) : "open", action.sa_handler == SIG_IGN);
        return 14;
    }
    printf("exec by %s\n", argv[3]);
    return 9;
}

int main(int argc, char **argv)
{
    if (argc > 3 && strcmp(argv[2], "child") == 0) return run_child(argc, argv);
    self = argv[2];
    enter_scratch(argc, argv);
    setvbuf(stdout, NULL, _IONBF, 0);
    memory_and_files();
    waits();
    polls();
    child_signals();
    families();
    groups();
    spawns();
    threads();
    pidfds();
    shared_tables();
    // Whoever is left does not keep the program from ending.
    return 0;
}
