// Files between processes: locks and their owners, FIFOs, watches, terminals with job control, and /proc of a child.
#include "guest.h"
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>

static char text[8192];
static int ready[2], go[2];
static void tell(int *pipe) { write(pipe[1], "x", 1); }
static void await(int *pipe) { char c; read(pipe[0], &c, 1); }

static long slurp(int pid, const char *file)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/%s", pid, file);
    int fd = open(path, O_RDONLY);
    if (fd < 0) { printf("%s: %s\n", file, error_name(errno)); return -1; }
    long n = read(fd, text, sizeof text - 1);
    text[n < 0 ? 0 : n] = 0;
    close(fd);
    return n;
}

static int lock(int fd, int command, int type, long start, long length)
{
    struct flock l = {.l_type = type, .l_whence = SEEK_SET, .l_start = start, .l_len = length};
    return fcntl(fd, command, &l);
}

static void locks(void)
{
    SECTION("locks");
    int fd = open("locked", O_CREAT | O_RDWR, 0644), parent = getpid();
    SHOW(lock(fd, F_SETLK, F_WRLCK, 0, 10));
    SHOW(flock(fd, LOCK_EX));
    fflush(stdout);
    int pid = fork();
    if (pid == 0) {
        SHOW(lock(fd, F_SETLK, F_RDLCK, 5, 1));
        struct flock l = {.l_type = F_RDLCK, .l_whence = SEEK_SET, .l_start = 0, .l_len = 100};
        SHOW(fcntl(fd, F_GETLK, &l)); printf("owner %d\n", l.l_pid == parent);
        SHOW(lock(fd, F_SETLK, F_WRLCK, 20, 10));
        SHOW(flock(fd, LOCK_EX | LOCK_NB));
        int other = open("locked", O_RDWR);
        SHOW(flock(other, LOCK_EX | LOCK_NB));
        fflush(stdout);
        tell(ready);
        int r = lock(fd, F_SETLKW, F_WRLCK, 0, 10);
        printf("waited %d\n", r);
        SHOW(flock(fd, LOCK_UN));
        SHOW(flock(other, LOCK_EX | LOCK_NB));
        fflush(stdout);
        _exit(0);
    }
    await(ready);
    usleep(20000);
    SHOW(lock(fd, F_SETLKW, F_WRLCK, 20, 10));
    fflush(stdout);
    // Said only afterwards: from here on the child speaks.
    int released = lock(fd, F_SETLK, F_UNLCK, 0, 10);
    waitpid(pid, NULL, 0);
    printf("released %d\n", released);
    SHOW(lock(fd, F_SETLK, F_WRLCK, 0, 100));
    fflush(stdout);
    close(fd);
}

static void tree(void)
{
    SECTION("/proc of a child");
    int fd = open("/proc/self/oom_score_adj", O_WRONLY);
    SHOW(write(fd, "500\n", 4)); SHOW(write(fd, "2000", 4)); SHOW(write(fd, "x", 1));
    close(fd);
    long n = slurp(getpid(), "cmdline");
    char mine[8192];
    memcpy(mine, text, n);
    fflush(stdout);
    int pid = fork();
    if (pid == 0) { await(go); _exit(3); }
    printf("cmdline %d\n", slurp(pid, "cmdline") == n && memcmp(mine, text, n) == 0);
    slurp(pid, "oom_score_adj"); printf("score %s", text);
    slurp(pid, "status");
    printf("parent %d\n", strstr(text, "PPid:\t") && atoi(strstr(text, "PPid:\t") + 6) == getpid());
    char link[200], path[64];
    snprintf(path, sizeof path, "/proc/%d/cwd", pid);
    printf("cwd %d\n", readlink(path, link, sizeof link) > 0);
    tell(go);
    siginfo_t info;
    waitid(P_PID, pid, &info, WEXITED | WNOWAIT);
    slurp(pid, "status");
    printf("zombie %d\n", strstr(text, "State:\tZ") != NULL);
    slurp(pid, "stat"); printf("stat %d\n", strstr(text, ") Z ") != NULL);
    printf("cmdline %ld maps %ld\n", slurp(pid, "cmdline"), slurp(pid, "maps"));
    slurp(pid, "comm"); printf("comm %s", text);
    waitpid(pid, NULL, 0);
    slurp(pid, "status");
}

static void meeting(void)
{
    SECTION("fifo and watch");
    mkfifo("fifo", 0600);
    int in = inotify_init1(0);
    inotify_add_watch(in, ".", IN_CREATE);
    fflush(stdout);
    int pid = fork();
    if (pid == 0) {
        int fd = open("fifo", O_WRONLY);
        write(fd, "from the child", 14);
        close(open("made", O_CREAT | O_WRONLY, 0644));
        _exit(0);
    }
    int fd = open("fifo", O_RDONLY);
    SHOW(read(fd, text, 100));
    waitpid(pid, NULL, 0);
    SHOW(read(fd, text, 100));
    SHOW(read(in, text, sizeof text)); printf("%s\n", ((struct inotify_event *)text)->name);
}

static void show_status(int status)
{
    if (WIFEXITED(status)) printf("exit %d\n", WEXITSTATUS(status));
    else if (WIFSTOPPED(status)) printf("stopped %d\n", WSTOPSIG(status));
    else if (WIFSIGNALED(status)) printf("killed %d\n", WTERMSIG(status));
}

static void terminal(void)
{
    SECTION("job control");
    int master = posix_openpt(O_RDWR | O_NOCTTY), status;
    unlockpt(master);
    char name[100];
    strcpy(name, ptsname(master));
    fflush(stdout);
    int leader = fork();
    if (leader == 0) {
        close(master);
        setsid();
        int tty = open(name, O_RDWR);
        SHOW(tcgetpgrp(tty) == getpid());
        SHOW(tcgetsid(tty) == getpid());
        fflush(stdout);
        int job = fork();
        if (job == 0) {
            setpgid(0, 0);
            char c;
            int n = read(tty, &c, 1);
            _exit(n == 1 && c == 'j' ? 7 : 8);
        }
        setpgid(job, job);
        waitpid(job, &status, WUNTRACED); show_status(status);
        SHOW(tcsetpgrp(tty, job));
        SHOW(tcgetpgrp(tty) == job);
        kill(job, SIGCONT);
        tell(ready);
        waitpid(job, &status, WUNTRACED); show_status(status);
        signal(SIGTTOU, SIG_IGN);
        SHOW(tcsetpgrp(tty, getpgrp()));
        signal(SIGTTOU, SIG_DFL);
        job = fork();
        if (job == 0) { pause(); _exit(9); }
        setpgid(job, job);
        tcsetpgrp(tty, job);
        signal(SIGTTOU, SIG_IGN);
        tcsetpgrp(tty, job);
        tell(ready);
        waitpid(job, &status, WUNTRACED); show_status(status);
        tcsetpgrp(tty, getpgrp());
        fflush(stdout);
        tell(ready);
        pause();
        _exit(1);
    }
    await(ready);
    write(master, "job\n", 4);
    await(ready);
    usleep(50000);
    write(master, "\003", 1);
    await(ready);
    close(master);
    waitpid(leader, &status, 0); show_status(status);
}

int main(int argc, char **argv)
{
    enter_scratch(argc, argv);
    pipe(ready), pipe(go);
    locks();
    tree();
    meeting();
    terminal();
    return 0;
}
