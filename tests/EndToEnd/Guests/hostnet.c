// The host's network: what is granted can be reached, what is not cannot, and waits for it mix with waits for things inside.
//   hostnet reach GRANTED OTHER    connects to both ports of 127.0.0.1
//   hostnet serve PORT             echoes until a client sends "end"; one thread tells another by a pipe how much
#include "guest.h"
#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/select.h>
#include <sys/socket.h>

static struct sockaddr_in at(const char *address, int port)
{
    struct sockaddr_in result = { .sin_family = AF_INET, .sin_port = htons(port) };
    inet_pton(AF_INET, address, &result.sin_addr);
    return result;
}

static int connect_to(int type, const char *address, int port)
{
    struct sockaddr_in target = at(address, port);
    int fd = socket(AF_INET, type, 0);
    if (connect(fd, (struct sockaddr *)&target, sizeof target) == 0)
        return fd;
    int error = errno;
    close(fd);
    errno = error;
    return -1;
}

static int reach(int granted, int other)
{
    char buffer[64] = "";
    int fd = connect_to(SOCK_STREAM, "127.0.0.1", granted);
    printf("granted: %s\n", fd < 0 ? error_name(errno) : "connected");
    struct sockaddr_in peer;
    socklen_t length = sizeof peer;
    getpeername(fd, (struct sockaddr *)&peer, &length);
    printf("peer's port is it: %d\n", ntohs(peer.sin_port) == granted);
    write(fd, "ping", 4);
    SHOW(recv(fd, buffer, 4, MSG_WAITALL));
    printf("answer %s\n", buffer);
    SHOW(recv(fd, buffer, 1, MSG_DONTWAIT));
    struct pollfd both[2] = { { fd, POLLIN | POLLOUT, 0 }, { eventfd(0, 0), POLLIN, 0 } };
    SHOW(poll(both, 2, 1000));
    printf("events %x %x\n", both[0].revents, both[1].revents);
    close(fd);
    SHOW(connect_to(SOCK_STREAM, "127.0.0.1", other));
    SHOW(connect_to(SOCK_STREAM, "127.0.0.2", granted));
    SHOW(connect_to(SOCK_STREAM, "192.0.2.1", granted));
    SHOW(connect_to(SOCK_DGRAM, "192.0.2.1", other));
    fd = socket(AF_INET, SOCK_DGRAM, 0);
    struct sockaddr_in target = at("192.0.2.1", other);
    SHOW(sendto(fd, "x", 1, 0, (struct sockaddr *)&target, sizeof target));
    close(fd);
    // A port that is not granted for listening is one inside.
    int server = socket(AF_INET, SOCK_STREAM, 0);
    listen(server, 1);
    length = sizeof peer;
    getsockname(server, (struct sockaddr *)&peer, &length);
    SHOW(connect_to(SOCK_STREAM, "127.0.0.1", ntohs(peer.sin_port)) >= 0);
    SHOW(accept(server, NULL, NULL) >= 0);
    return 0;
}

static int told[2], counter;

static void *tell(void *argument)
{
    uint64_t bytes;
    (void)argument;
    while (read(counter, &bytes, sizeof bytes) == sizeof bytes) {
        char text[32];
        int length = snprintf(text, sizeof text, "%llu\n", (unsigned long long)bytes);
        usleep(1000);
        // A signal that nobody takes must not keep the other thread from waiting.
        kill(getpid(), SIGCHLD);
        write(told[1], text, length);
    }
    return NULL;
}

static int serve(int port)
{
    struct sockaddr_in address = at("127.0.0.1", port);
    int server = socket(AF_INET, SOCK_STREAM, 0), on = 1, epoll = epoll_create1(0), clients = 0;
    setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    SHOW(bind(server, (struct sockaddr *)&address, sizeof address));
    SHOW(listen(server, 16));
    pipe(told);
    counter = eventfd(0, 0);
    pthread_t thread;
    pthread_create(&thread, NULL, tell, NULL);
    struct epoll_event event = { EPOLLIN, { .fd = server } };
    SHOW(epoll_ctl(epoll, EPOLL_CTL_ADD, server, &event));
    event.data.fd = told[0];
    SHOW(epoll_ctl(epoll, EPOLL_CTL_ADD, told[0], &event));
    printf("ready\n");
    unsigned long long echoed = 0, heard = 0;
    for (int end = 0; !end || heard < echoed;) {
        struct epoll_event events[8];
        int count = epoll_wait(epoll, events, 8, 20000);
        if (count <= 0)
            return 1;
        for (int i = 0; i < count; i++) {
            int fd = events[i].data.fd;
            static char buffer[65536];
            if (fd == server) {
                event.data.fd = accept4(server, NULL, NULL, SOCK_CLOEXEC);
                event.events = EPOLLIN | EPOLLRDHUP;
                epoll_ctl(epoll, EPOLL_CTL_ADD, event.data.fd, &event);
                clients++;
            } else if (fd == told[0]) {
                ssize_t got = read(fd, buffer, sizeof buffer - 1);
                buffer[got] = 0;
                for (char *line = strtok(buffer, "\n"); line; line = strtok(NULL, "\n"))
                    heard += strtoull(line, NULL, 10);
            } else {
                ssize_t got = recv(fd, buffer, sizeof buffer, 0);
                if (got <= 0) {
                    close(fd);
                    continue;
                }
                end |= got >= 3 && memcmp(buffer + got - 3, "end", 3) == 0;
                for (ssize_t sent = 0; sent < got;)
                    sent += send(fd, buffer + sent, got - sent, MSG_NOSIGNAL);
                uint64_t bytes = got;
                echoed += got;
                write(counter, &bytes, sizeof bytes);
            }
        }
    }
    printf("clients %d echoed %llu heard %llu\n", clients, echoed, heard);
    return 0;
}

int main(int argc, char **argv)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (argc > 3 && strcmp(argv[1], "reach") == 0)
        return reach(atoi(argv[2]), atoi(argv[3]));
    return argc > 2 && strcmp(argv[1], "serve") == 0 ? serve(atoi(argv[2])) : 2;
}
