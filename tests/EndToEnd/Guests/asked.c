// Waits in each way that a signal can end, and says which one came: signals come from outside.
#include "guest.h"
#include <poll.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>

static volatile int came;

static void on_signal(int signal) { came = signal; }

static void say(const char *text)
{
    printf("%s\n", text);
    fflush(stdout);
}

#define WAIT(name, ...) do { came = 0; say(name); errno = 0; long r_ = (__VA_ARGS__); int e_ = errno; \
    printf("%s: signal %d, %s\n", name, came, r_ == -1 ? error_name(e_) : "done"); fflush(stdout); } while (0)

static long spin(void)
{
    while (came == 0) {}
    return 0;
}

static long wait_for(int signal)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, signal);
    sigprocmask(SIG_BLOCK, &set, NULL);
    say("blocked");
    siginfo_t info;
    came = sigwaitinfo(&set, &info);
    if (info.si_code != SI_USER)
        printf("code %d\n", info.si_code);
    return 0;
}

static long read_signal(int signal)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, signal);
    sigprocmask(SIG_BLOCK, &set, NULL);
    int fd = signalfd(-1, &set, 0);
    say("blocked");
    struct signalfd_siginfo info;
    if (read(fd, &info, sizeof info) == sizeof info)
        came = (int)info.ssi_signo;
    return 0;
}

int main(void)
{
    static const int handled[] = {SIGHUP, SIGINT, SIGQUIT, SIGUSR1, SIGUSR2, SIGTERM, SIGWINCH};
    struct sigaction action = {.sa_handler = on_signal};
    for (unsigned i = 0; i < sizeof handled / sizeof *handled; i++)
        sigaction(handled[i], &action, NULL);
    struct timespec long_time = {1000, 0};
    struct epoll_event event;
    int poller = epoll_create1(0);
    char byte;
    WAIT("pause", pause());
    WAIT("spin", spin());
    WAIT("nanosleep", nanosleep(&long_time, NULL));
    WAIT("poll", poll(NULL, 0, -1));
    WAIT("epoll", epoll_wait(poller, &event, 1, -1));
    WAIT("read", read(0, &byte, 1));
    WAIT("select", select(0, NULL, NULL, NULL, NULL));
    WAIT("sigwaitinfo", wait_for(SIGUSR1));
    WAIT("signalfd", read_signal(SIGUSR2));
    signal(SIGTERM, SIG_DFL);
    say("end");
    while (1)
        pause();
}
