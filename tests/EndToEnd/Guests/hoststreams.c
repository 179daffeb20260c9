// Connections of the host's network that threads and processes use while others close them, replace them and change their mode.
//   hoststreams PORT    listens at that port of 127.0.0.1 and connects to it
// What a call finds out about a connection is kept for the next one, so each check calls twice before it changes something.
#include "guest.h"
#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>

static struct sockaddr_in address;
static int listener;
static char buffer[4096];

static void fail(const char *what)
{
    printf("%s: %s\n", what, error_name(errno));
    exit(1);
}

static void open_pair(int *client, int *server)
{
    *client = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(*client, (struct sockaddr *)&address, sizeof address) != 0)
        fail("connect");
    *server = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
    if (*server < 0)
        fail("accept4");
}

static void close_pair(int client, int server)
{
    close(client);
    close(server);
}

// Nothing has come; the second time the descriptor is known.
static void know(int fd)
{
    for (int i = 0; i < 2; i++)
        if (recv(fd, buffer, sizeof buffer, MSG_DONTWAIT) != -1 || errno != EAGAIN)
            fail("know");
}

static void await(int fd, int events)
{
    struct pollfd one = { fd, events, 0 };
    if (poll(&one, 1, 10000) != 1)
        fail("await");
}

static void send_and_await(int from, int to, const char *text)
{
    if (send(from, text, strlen(text), 0) != (ssize_t)strlen(text))
        fail("send_and_await");
    await(to, POLLIN);
}

static void closing(void)
{
    SECTION("a closed descriptor");
    int c, s;
    open_pair(&c, &s);
    know(s);
    send_and_await(c, s, "text");
    SHOW(recv(s, buffer, 2, 0));
    SHOW(read(s, buffer, 2));
    SHOW(send(s, "x", 1, 0));
    SHOW(close(s));
    SHOW(recv(s, buffer, 1, 0));
    SHOW(recv(s, buffer, 1, MSG_DONTWAIT));
    SHOW(read(s, buffer, 1));
    SHOW(send(s, "x", 1, MSG_NOSIGNAL));
    SHOW(write(s, "x", 1));
    await(c, POLLIN);
    SHOW(read(c, buffer, 1));
    await(c, POLLIN);
    SHOW(read(c, buffer, 1));
    close(c);

    SECTION("a duplicate");
    open_pair(&c, &s);
    int other = dup(s);
    know(s);
    know(other);
    SHOW(close(s));
    SHOW(recv(s, buffer, 1, 0));
    know(other);
    send_and_await(c, other, "ab");
    SHOW(recv(other, buffer, 1, 0));
    SHOW(read(other, buffer, 1));
    SHOW(write(other, "c", 1));
    await(c, POLLIN);
    SHOW(recv(c, buffer, 2, MSG_DONTWAIT));
    close_pair(c, other);
}

static void replacing(void)
{
    SECTION("a replaced descriptor");
    int c, s, c2, s2, ends[2], file = memfd_create("file", 0);
    open_pair(&c, &s);
    open_pair(&c2, &s2);
    pipe(ends);
    int first = dup(s);
    know(s);
    write(ends[1], "pipe", 4);
    send_and_await(c, s, "socket");
    SHOW(recv(s, buffer, 1, 0));
    dup2(ends[0], s);
    SHOW(recv(s, buffer, 1, 0));
    SHOW(read(s, buffer, 16));
    printf("it read %.4s\n", buffer);
    dup2(first, s);
    SHOW(recv(s, buffer, 16, 0));
    know(s);
    SHOW(send(s, "x", 1, 0));
    dup2(file, s);
    SHOW(send(s, "x", 1, 0));
    SHOW(write(s, "into the file", 13));
    SHOW(pread(file, buffer, 16, 0));
    dup2(first, s);
    know(s);
    send_and_await(c2, s2, "second");
    dup2(s2, s);
    SHOW(recv(s, buffer, 16, MSG_DONTWAIT));
    printf("it read %.6s\n", buffer);
    close_pair(c, s);
    close_pair(c2, s2);
    close_pair(ends[0], ends[1]);
    close_pair(first, file);
}

struct change { int fd, on, by_ioctl; };

static void *change_mode(void *argument)
{
    struct change *change = argument;
    if (change->by_ioctl)
        ioctl(change->fd, FIONBIO, &change->on);
    else
        fcntl(change->fd, F_SETFL, change->on ? O_NONBLOCK : 0);
    return NULL;
}

// Another thread does it.
static void set_nonblocking(int fd, int on, int by_ioctl)
{
    struct change change = { fd, on, by_ioctl };
    pthread_t thread;
    pthread_create(&thread, NULL, change_mode, &change);
    pthread_join(thread, NULL);
}

static long milliseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void waiting(void)
{
    SECTION("O_NONBLOCK");
    int c, s;
    open_pair(&c, &s);
    int other = dup(s);
    for (int by_ioctl = 0; by_ioctl < 2; by_ioctl++) {
        struct timeval limit = { 0, 60000 };
        setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        SHOW(read(s, buffer, 1));
        SHOW(read(s, buffer, 1));
        set_nonblocking(other, 0, by_ioctl);
        long start = milliseconds();
        SHOW(read(s, buffer, 1));
        SHOW(recv(s, buffer, 1, 0));
        printf("waited %d\n", milliseconds() - start >= 100);
        // Forever from now on, if it did: the alarm tells.
        limit.tv_usec = 0;
        setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        set_nonblocking(other, 1, by_ioctl);
        SHOW(read(s, buffer, 1));
        SHOW(recv(s, buffer, 1, 0));
    }
    close_pair(c, s);
    close(other);
}

static volatile sig_atomic_t broken, interrupted;

static void on_pipe(int signal) { broken++; }
static void on_user(int signal) { interrupted++; }

static void breaking(void)
{
    SECTION("broken pipes");
    int c, s;
    signal(SIGPIPE, on_pipe);
    open_pair(&c, &s);
    SHOW(send(s, "x", 1, 0));
    SHOW(send(s, "x", 1, 0));
    SHOW(shutdown(s, SHUT_WR));
    SHOW(send(s, "x", 1, 0));
    printf("signals %d\n", broken);
    SHOW(send(s, "x", 1, MSG_NOSIGNAL));
    SHOW(send(s, "x", 1, MSG_NOSIGNAL | MSG_DONTWAIT));
    printf("signals %d\n", broken);
    SHOW(write(s, "x", 1));
    printf("signals %d\n", broken);
    await(c, POLLRDHUP);
    SHOW(recv(c, buffer, 16, 0));
    SHOW(recv(c, buffer, 16, MSG_DONTWAIT));
    know(s);
    send_and_await(c, s, "back");
    SHOW(recv(s, buffer, 16, 0));
    SHOW(shutdown(s, SHUT_RD));
    SHOW(recv(s, buffer, 16, 0));
    close_pair(c, s);

    // What lies unread makes the peer's close a reset.
    open_pair(&c, &s);
    know(s);
    SHOW(send(s, "x", 1, 0));
    SHOW(send(s, "x", 1, 0));
    await(c, POLLIN);
    close(c);
    await(s, POLLHUP);
    SHOW(recv(s, buffer, 1, 0));
    SHOW(recv(s, buffer, 1, 0));
    SHOW(send(s, "x", 1, 0));
    SHOW(send(s, "x", 1, MSG_NOSIGNAL));
    printf("signals %d\n", broken);
    close(s);
    signal(SIGPIPE, SIG_DFL);
}

static void odd_calls(void)
{
    SECTION("bad buffers, none, peeks");
    int c, s;
    char *page = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    mprotect(page + 4096, 4096, PROT_NONE);
    open_pair(&c, &s);
    know(s);
    SHOW(recv(s, buffer, 0, MSG_DONTWAIT));
    SHOW(read(s, buffer, 0));
    send_and_await(c, s, "four");
    SHOW(recv(s, page + 4096, 4, 0));
    SHOW(recv(s, (void *)8, 4, 0));
    SHOW(recv(s, (void *)-8L, 4, 0));
    SHOW(read(s, (void *)-8L, 4));
    SHOW(recv(s, page + 4094, 4, MSG_PEEK));
    SHOW(recv(s, buffer, 3, MSG_PEEK));
    SHOW(recv(s, buffer, 0, 0));
    SHOW(read(s, buffer, 0));
    SHOW(recv(s, buffer, 16, MSG_PEEK | MSG_DONTWAIT));
    SHOW(recv(s, buffer, 16, 0));
    printf("it read %.4s\n", buffer);
    SHOW(send(s, page + 4096, 4, 0));
    SHOW(send(s, (void *)-8L, 4, 0));
    SHOW(write(s, (void *)8, 4));
    SHOW(write(s, "", 0));
    SHOW(send(s, "", 0, 0));
    SHOW(recv(c, buffer, 1, MSG_DONTWAIT));
    close_pair(c, s);

    SECTION("a listening socket");
    for (int i = 0; i < 2; i++) {
        SHOW(recv(listener, buffer, 1, MSG_DONTWAIT));
        SHOW(send(listener, "x", 1, MSG_DONTWAIT | MSG_NOSIGNAL));
    }
    SHOW(read(listener, buffer, 1));
}

static void datagrams(void)
{
    SECTION("datagrams");
    int server = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0), client = socket(AF_INET, SOCK_DGRAM, 0);
    SHOW(bind(server, (struct sockaddr *)&address, sizeof address));
    SHOW(connect(client, (struct sockaddr *)&address, sizeof address));
    know(server);
    for (int i = 0; i < 2; i++) {
        send_and_await(client, server, "four");
        SHOW(recv(server, buffer, 2, MSG_PEEK));
        SHOW(recv(server, buffer, 2, 0));
        SHOW(recv(server, buffer, 2, 0));
        SHOW(send(client, "", 0, 0));
        await(server, POLLIN);
        SHOW(recv(server, buffer, 2, MSG_DONTWAIT));
    }
    // Whom it has heard of it may answer, although it did not ask for the name.
    struct sockaddr_in peer;
    socklen_t length = sizeof peer;
    getsockname(client, (struct sockaddr *)&peer, &length);
    SHOW(sendto(server, "answer", 6, 0, (struct sockaddr *)&peer, length));
    SHOW(recv(client, buffer, 16, 0));
    close_pair(server, client);
}

static int with_files(void *argument)
{
    int fd = *(int *)argument;
    know(fd);
    _exit(close(fd) == 0 && recv(fd, buffer, 1, 0) == -1 && errno == EBADF ? 0 : 1);
}

static void await_child(int child)
{
    int status;
    if (waitpid(child, &status, 0) != child)
        fail("waitpid");
    printf("child %d\n", status);
}

// A child that closed its own descriptor has left the connection as it was.
static void await_without_harm(int child, int c, int s)
{
    await_child(child);
    know(s);
    send_and_await(c, s, "one");
    SHOW(recv(s, buffer, 16, 0));
}

static void processes(void)
{
    SECTION("a child with descriptors of its own");
    int c, s, go[2];
    open_pair(&c, &s);
    know(s);
    int child = fork();
    if (child == 0)
        with_files(&s);
    await_without_harm(child, c, s);

    SECTION("a child that keeps a connection");
    know(s);
    pipe(go);
    child = fork();
    if (child == 0) {
        know(s);
        write(go[1], "", 1);
        await(s, POLLIN);
        ssize_t got = recv(s, buffer, 16, 0);
        know(s);
        _exit(got == 3 ? 0 : 1);
    }
    SHOW(close(s));
    SHOW(recv(s, buffer, 1, 0));
    SHOW(read(go[0], buffer, 1));
    struct pollfd end = { c, POLLIN, 0 };
    SHOW(poll(&end, 1, 0));
    SHOW(send(c, "two", 3, 0));
    await_child(child);
    await(c, POLLIN);
    SHOW(recv(c, buffer, 1, 0));
    close(c);
    close_pair(go[0], go[1]);

    SECTION("vfork");
    open_pair(&c, &s);
    know(s);
    child = vfork();
    if (child == 0)
        with_files(&s);
    await_without_harm(child, c, s);

    SECTION("a child with the same descriptors");
    static char stack[65536] __attribute__((aligned(16)));
    know(s);
    child = clone(with_files, stack + sizeof stack, CLONE_FILES | SIGCHLD, &s);
    await_child(child);
    SHOW(recv(s, buffer, 1, 0));
    SHOW(write(s, "x", 1));
    await(c, POLLIN);
    SHOW(recv(c, buffer, 1, 0));
    close(c);
}

static atomic_int polled, polls, stop_polling;

static void *poll_by_recv(void *argument)
{
    char byte;
    while (!stop_polling) {
        (void)!recv(polled, &byte, 1, MSG_DONTWAIT);
        polls++;
    }
    return NULL;
}

static void await_polls(void)
{
    for (int start = polls; polls - start < 4;)
        sched_yield();
}

static void ends(void)
{
    SECTION("a peer sees the end although another thread polls");
    enum { Rounds = 100 };
    int seen = 0;
    pthread_t thread;
    polled = -1;
    pthread_create(&thread, NULL, poll_by_recv, NULL);
    for (int i = 0; i < Rounds; i++) {
        int c, s;
        open_pair(&c, &s);
        polled = s;
        await_polls();
        close(s);
        await(c, POLLIN);
        seen += recv(c, buffer, 1, 0) == 0;
        close(c);
    }
    printf("ends seen %d\n", seen);
    signal(SIGUSR1, on_user);
    pthread_kill(thread, SIGUSR1);
    while (!interrupted)
        sched_yield();
    printf("interrupted %d\n", interrupted);
    stop_polling = 1;
    pthread_join(thread, NULL);
}

// Few places, so that a connection is soon replaced and the host's handle soon that of another; the descriptors of the places say nothing
// of the handles, since connections come to them in any order.
enum { Places = 6, FirstPlace = 100, MostConnections = 5000, Users = 3 };

// What is sent: through which place, and the connection that was the latest there before the call.
struct stamp { unsigned serial, place; };

static struct churn {
    // Where the two ends of each connection are.
    struct { unsigned char place[2]; } ends[MostConnections + 2];
    // For each place: the first connection that a call made from now on may find there, and the last one that it may have found.
    atomic_uint first[Places], last[Places];
    atomic_uint right, wrong, sent;
    atomic_int stop;
    char complaint[200];
} *churn;

static unsigned next_random(unsigned *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    return *state ^= *state << 5;
}

static void complain(const char *what, int place, long result, unsigned low, unsigned high, struct stamp stamp)
{
    int error = errno;
    if (churn->wrong++ == 0)
        snprintf(churn->complaint, sizeof churn->complaint, "%s = %ld (%s) at %d, connections %u to %u; stamp of %u at %u",
            what, result, error_name(error), place, low, high, stamp.serial, stamp.place);
}

// Whether one of the connections that the place may have had goes to where the stamp was sent from.
static int fits(struct stamp stamp, unsigned place, unsigned low, unsigned high)
{
    for (unsigned i = stamp.serial > low ? stamp.serial : low; i <= high; i++) {
        unsigned a = churn->ends[i].place[0], b = churn->ends[i].place[1];
        if ((a == place && b == stamp.place) || (b == place && a == stamp.place))
            return 1;
    }
    return 0;
}

static void send_stamps(int place, unsigned how, int count)
{
    struct stamp stamp = { churn->first[place], place }, stamps[32];
    for (int i = 0; i < count; i++)
        stamps[i] = stamp;
    ssize_t length = count * sizeof stamp;
    errno = 0;
    ssize_t sent = how ? send(FirstPlace + place, stamps, length, MSG_DONTWAIT | MSG_NOSIGNAL) : write(FirstPlace + place, stamps, length);
    if (sent == length)
        churn->sent++;
    else if (sent != -1 || (errno != EAGAIN && errno != EBADF && errno != EPIPE && errno != ECONNRESET && errno != ENOTSOCK))
        complain("send", place, sent, stamp.serial, churn->last[place], stamp);
}

static void receive_once(int place, unsigned how)
{
    struct stamp stamps[16];
    unsigned low = churn->first[place];
    errno = 0;
    ssize_t got = how == 0 ? read(FirstPlace + place, stamps, sizeof stamps)
        : recv(FirstPlace + place, stamps, sizeof stamps, how == 1 ? MSG_PEEK | MSG_DONTWAIT : MSG_DONTWAIT);
    unsigned high = churn->last[place];
    if (got == -1 ? errno != EAGAIN && errno != EBADF && errno != ECONNRESET && errno != ENOTSOCK : got % sizeof stamps[0] != 0) {
        complain("receive", place, got, low, high, (struct stamp){ 0, 0 });
        return;
    }
    for (ssize_t i = 0; i < got / (ssize_t)sizeof stamps[0]; i++) {
        if (fits(stamps[i], place, low, high))
            churn->right++;
        else
            complain("receive", place, got, low, high, stamps[i]);
    }
}

static void *use(void *argument)
{
    unsigned random = 7919 * ((unsigned)(long)argument + 1);
    while (!churn->stop) {
        int place = next_random(&random) % Places;
        for (int i = 0; i < 16; i++) {
            unsigned how = next_random(&random) >> 8;
            if (how % 4 == 0)
                send_stamps(place, how >> 8 & 1, 1);
            else
                receive_once(place, how >> 8 & 3);
        }
    }
    return NULL;
}

static int use_in_process(void *argument)
{
    use(argument);
    _exit(0);
}

static void put(int place, int fd, unsigned serial, int close_first)
{
    if (close_first) {
        close(FirstPlace + place);
        churn->first[place] = serial;
    }
    churn->last[place] = serial;
    dup2(fd, FirstPlace + place);
    churn->first[place] = serial;
    close(fd);
}

static void churning(void)
{
    SECTION("connections come and go while others use them");
    churn = mmap(NULL, sizeof *churn, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    signal(SIGPIPE, SIG_IGN);
    static char stack[65536] __attribute__((aligned(16)));
    int nothing = open("/dev/null", O_RDWR), child = clone(use_in_process, stack + sizeof stack, CLONE_FILES | SIGCHLD, (void *)0);
    if (nothing < 0 || child < 0)
        fail("churning");
    pthread_t threads[Users - 1];
    for (long i = 1; i < Users; i++)
        pthread_create(&threads[i - 1], NULL, use, (void *)i);
    unsigned random = 12345, serial = 0;
    long deadline = milliseconds() + 1000;
    while (serial < MostConnections && !churn->wrong && (milliseconds() < deadline || serial < 50 || !churn->right || !churn->sent)) {
        int c, s;
        open_pair(&c, &s);
        fcntl(c, F_SETFL, O_NONBLOCK);
        serial++;
        // Half of them end by a reset, which leaves nothing behind: ports are few.
        struct linger reset = { serial % 2, 0 };
        setsockopt(c, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
        setsockopt(s, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
        int a = next_random(&random) % Places, b = (a + 1 + next_random(&random) % (Places - 1)) % Places;
        churn->ends[serial].place[0] = a;
        churn->ends[serial].place[1] = b;
        put(a, c, serial, next_random(&random) & 1);
        put(b, s, serial, next_random(&random) & 1);
        send_stamps(a, 1, 32);
        send_stamps(b, 1, 32);
        if (next_random(&random) % 8 == 0) {
            dup2(nothing, FirstPlace + a);
            churn->first[a] = serial + 1;
        }
    }
    churn->stop = 1;
    for (int i = 0; i < Users - 1; i++)
        pthread_join(threads[i], NULL);
    await_child(child);
    for (int i = 0; i < Places; i++)
        close(FirstPlace + i);
    printf("wrong %u\n", churn->wrong);
    if (churn->wrong)
        printf("%s\n", churn->complaint);
    printf("right some %d sent some %d\n", churn->right > 0, churn->sent > 0);
    if (getenv("VERBOSE"))
        fprintf(stderr, "connections %u right %u sent %u\n", serial, churn->right, churn->sent);
}

int main(int argc, char **argv)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (argc < 2)
        return 2;
    // A call that waits where it must not.
    alarm(40);
    address = (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons(atoi(argv[1])), .sin_addr = { htonl(INADDR_LOOPBACK) } };
    int on = 1;
    listener = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    SHOW(bind(listener, (struct sockaddr *)&address, sizeof address));
    SHOW(listen(listener, 16));
    closing();
    replacing();
    waiting();
    breaking();
    odd_calls();
    datagrams();
    processes();
    ends();
    churning();

    // The program ends although a thread is busy receiving.
    int c, s;
    pthread_t thread;
    open_pair(&c, &s);
    polled = s;
    stop_polling = 0;
    pthread_create(&thread, NULL, poll_by_recv, NULL);
    await_polls();
    return churn->wrong != 0;
}
