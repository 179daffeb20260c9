// TCP and UDP between sockets of one program over the loopback network.
#include "guest.h"
#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>

static volatile sig_atomic_t broken_pipes;

static void on_pipe(int signal) { (void)signal; broken_pipes++; }

static void show_poll(const char *what, int fd)
{
    struct pollfd one = { fd, POLLIN | POLLPRI | POLLOUT | POLLRDHUP, 0 };
    int ready = poll(&one, 1, 0);
    printf("%s: poll %d%s%s%s%s%s\n", what, ready, one.revents & POLLIN ? " IN" : "", one.revents & POLLOUT ? " OUT" : "",
        one.revents & POLLERR ? " ERR" : "", one.revents & POLLHUP ? " HUP" : "", one.revents & POLLRDHUP ? " RDHUP" : "");
}

static struct sockaddr_in v4(const char *address, int port)
{
    struct sockaddr_in result = { .sin_family = AF_INET, .sin_port = htons(port) };
    inet_pton(AF_INET, address, &result.sin_addr);
    return result;
}

static struct sockaddr_in6 v6(const char *address, int port)
{
    struct sockaddr_in6 result = { .sin6_family = AF_INET6, .sin6_port = htons(port) };
    inet_pton(AF_INET6, address, &result.sin6_addr);
    return result;
}

static int port_of(int fd)
{
    struct sockaddr_in6 address;
    socklen_t length = sizeof address;
    return getsockname(fd, (struct sockaddr *)&address, &length) < 0 ? -1 : ntohs(address.sin6_port);
}

// The name without the port, which no two runs share.
static void show_name(const char *what, int (*get)(int, struct sockaddr *, socklen_t *), int fd)
{
    struct sockaddr_storage address;
    socklen_t length = sizeof address;
    char text[64] = "";
    if (get(fd, (struct sockaddr *)&address, &length) < 0) {
        printf("%s: %s\n", what, error_name(errno));
        return;
    }
    if (address.ss_family == AF_INET)
        inet_ntop(AF_INET, &((struct sockaddr_in *)&address)->sin_addr, text, sizeof text);
    else
        inet_ntop(AF_INET6, &((struct sockaddr_in6 *)&address)->sin6_addr, text, sizeof text);
    printf("%s: family %d length %d %s port %s\n", what, address.ss_family, (int)length, text, ((struct sockaddr_in *)&address)->sin_port ? "some" : "none");
}

static int option(int fd, int level, int name)
{
    int value = -1;
    socklen_t length = sizeof value;
    return getsockopt(fd, level, name, &value, &length) < 0 ? -errno : value;
}

static int set(int fd, int level, int name, int value) { return setsockopt(fd, level, name, &value, sizeof value); }

static int listener(int family, int backlog)
{
    int fd = socket(family, SOCK_STREAM, 0);
    listen(fd, backlog);
    return fd;
}

static void creation(void)
{
    SECTION("creation");
    TRY(socket(AF_INET, SOCK_STREAM, IPPROTO_TCP));
    TRY(socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP));
    TRY(socket(AF_INET6, SOCK_STREAM, 0));
    SHOW(socket(AF_INET, SOCK_STREAM, IPPROTO_UDP));
    SHOW(socket(AF_INET, SOCK_DGRAM, IPPROTO_TCP));
    SHOW(socket(AF_INET, SOCK_SEQPACKET, 0));
    SHOW(socket(AF_INET, SOCK_STREAM, 300));
    SHOW(socketpair(AF_INET, SOCK_STREAM, 0, (int[2]){ 0 }));
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    show_name("fresh", getsockname, fd);
    show_name("no peer", getpeername, fd);
    show_poll("fresh", fd);
    char byte;
    SHOW(recv(fd, &byte, 1, 0));
    SHOW(send(fd, "x", 1, MSG_NOSIGNAL));
    SHOW(shutdown(fd, SHUT_RD));
    SHOW(accept(fd, NULL, NULL));
    struct sockaddr_in address = v4("127.0.0.1", 0);
    SHOW(bind(fd, (struct sockaddr *)&address, 8));
    struct sockaddr_in wrong = v4("192.0.2.1", 0);
    SHOW(bind(fd, (struct sockaddr *)&wrong, sizeof wrong));
    wrong.sin_family = AF_INET6;
    SHOW(bind(fd, (struct sockaddr *)&wrong, sizeof wrong));
    SHOW(connect(fd, (struct sockaddr *)&wrong, sizeof wrong));
    SHOW(bind(fd, (struct sockaddr *)&address, sizeof address));
    SHOW(bind(fd, (struct sockaddr *)&address, sizeof address));
    show_name("bound", getsockname, fd);
    printf("type %d domain %d protocol %d\n", option(fd, SOL_SOCKET, SO_TYPE), option(fd, SOL_SOCKET, SO_DOMAIN), option(fd, SOL_SOCKET, SO_PROTOCOL));
    close(fd);
    fd = socket(AF_INET6, SOCK_DGRAM, 0);
    printf("type %d domain %d protocol %d\n", option(fd, SOL_SOCKET, SO_TYPE), option(fd, SOL_SOCKET, SO_DOMAIN), option(fd, SOL_SOCKET, SO_PROTOCOL));
    SHOW(listen(fd, 1));
    SHOW(accept(fd, NULL, NULL));
    SHOW(send(fd, "x", 1, 0));
    show_poll("fresh datagram", fd);
    close(fd);
}

static void options(void)
{
    SECTION("options");
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    SHOW(option(fd, IPPROTO_TCP, TCP_NODELAY));
    SHOW(set(fd, IPPROTO_TCP, TCP_NODELAY, 5));
    SHOW(option(fd, IPPROTO_TCP, TCP_NODELAY));
    SHOW(set(fd, IPPROTO_TCP, TCP_CORK, 1));
    SHOW(option(fd, IPPROTO_TCP, TCP_KEEPIDLE));
    SHOW(set(fd, IPPROTO_TCP, TCP_KEEPIDLE, 0));
    SHOW(set(fd, IPPROTO_TCP, TCP_KEEPIDLE, 30));
    SHOW(option(fd, IPPROTO_TCP, TCP_KEEPIDLE));
    SHOW(set(fd, IPPROTO_TCP, TCP_KEEPCNT, 200));
    SHOW(option(fd, IPPROTO_TCP, TCP_KEEPINTVL));
    SHOW(set(fd, IPPROTO_TCP, 999, 1));
    SHOW(option(fd, IPPROTO_TCP, 999));
    SHOW(option(fd, IPPROTO_UDP, 1));
    SHOW(option(fd, 200, 1));
    SHOW(set(fd, 200, 1, 1));
    SHOW(set(fd, IPPROTO_IP, IP_TOS, 16));
    SHOW(option(fd, IPPROTO_IP, IP_TOS));
    SHOW(option(fd, IPPROTO_IP, IP_TTL));
    SHOW(set(fd, IPPROTO_IP, IP_TTL, 300));
    SHOW(setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &fd, 1));
    SHOW(option(fd, SOL_SOCKET, SO_REUSEPORT));
    SHOW(set(fd, SOL_SOCKET, SO_PASSCRED, 1));
    close(fd);
    fd = socket(AF_INET6, SOCK_STREAM, 0);
    SHOW(option(fd, IPPROTO_IPV6, IPV6_V6ONLY));
    SHOW(set(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1));
    SHOW(option(fd, IPPROTO_IPV6, IPV6_V6ONLY));
    listen(fd, 1);
    SHOW(set(fd, IPPROTO_IPV6, IPV6_V6ONLY, 0));
    close(fd);
}

static void connections(void)
{
    SECTION("connections");
    char buffer[64];
    int server = listener(AF_INET, 5);
    show_name("listener", getsockname, server);
    show_poll("listener", server);
    printf("listening %d\n", option(server, SOL_SOCKET, SO_ACCEPTCONN));
    struct sockaddr_in address = v4("127.0.0.1", port_of(server)), from;
    socklen_t length = sizeof from;
    int client = socket(AF_INET, SOCK_STREAM, 0);
    SHOW(connect(client, (struct sockaddr *)&address, sizeof address));
    SHOW(connect(client, (struct sockaddr *)&address, sizeof address));
    show_poll("with backlog", server);
    SHOW(write(client, "early", 5));
    int accepted = accept4(server, (struct sockaddr *)&from, &length, SOCK_CLOEXEC);
    printf("accepted from the client's port %d family %d\n", ntohs(from.sin_port) == port_of(client), from.sin_family);
    show_name("accepted", getsockname, accepted);
    show_name("its peer", getpeername, accepted);
    show_name("client", getsockname, client);
    show_name("its peer", getpeername, client);
    SHOW(read(accepted, buffer, sizeof buffer));
    SHOW(send(accepted, "answer", 6, MSG_MORE));
    SHOW(recv(client, buffer, 3, MSG_WAITALL));
    SHOW(recv(client, buffer, sizeof buffer, MSG_PEEK));
    SHOW(recv(client, NULL, 2, MSG_TRUNC));
    SHOW(recv(client, buffer, sizeof buffer, 0));
    SHOW(recv(client, buffer, 1, MSG_OOB));
    SHOW(recv(client, buffer, 1, MSG_DONTWAIT));
    SHOW(sendto(client, "x", 1, 0, (struct sockaddr *)&address, sizeof address));
    SHOW(recv(accepted, buffer, sizeof buffer, 0));
    SHOW(shutdown(client, SHUT_WR));
    SHOW(read(accepted, buffer, 1));
    show_poll("half closed", accepted);
    show_poll("its peer", client);
    SHOW(write(accepted, "more", 4));
    SHOW(read(client, buffer, sizeof buffer));
    SHOW(send(client, "x", 1, MSG_NOSIGNAL));
    SHOW(shutdown(accepted, SHUT_RDWR));
    show_poll("closed", client);
    SHOW(read(client, buffer, 1));
    show_name("peer after the end", getpeername, client);
    SHOW(shutdown(client, SHUT_RD));
    close(accepted);
    close(client);

    client = socket(AF_INET, SOCK_STREAM, 0);
    connect(client, (struct sockaddr *)&address, sizeof address);
    accepted = accept(server, NULL, NULL);
    write(client, "unread", 6);
    poll(&(struct pollfd){ accepted, POLLIN, 0 }, 1, 1000);
    close(accepted);
    poll(&(struct pollfd){ client, POLLIN, 0 }, 1, 1000);
    show_poll("reset", client);
    SHOW(read(client, buffer, 1));
    SHOW(read(client, buffer, 1));
    SHOW(send(client, "x", 1, MSG_NOSIGNAL));
    close(client);

    client = socket(AF_INET, SOCK_STREAM, 0);
    connect(client, (struct sockaddr *)&address, sizeof address);
    accepted = accept(server, NULL, NULL);
    struct linger linger = { 1, 0 };
    setsockopt(accepted, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
    close(accepted);
    poll(&(struct pollfd){ client, POLLIN, 0 }, 1, 1000);
    SHOW(option(client, SOL_SOCKET, SO_ERROR) == ECONNRESET);
    SHOW(read(client, buffer, 1));
    close(client);

    client = socket(AF_INET, SOCK_STREAM, 0);
    connect(client, (struct sockaddr *)&address, sizeof address);
    close(accept(server, NULL, NULL));
    poll(&(struct pollfd){ client, POLLIN, 0 }, 1, 1000);
    show_poll("peer closed", client);
    SHOW(write(client, "lost", 4));
    usleep(10000);
    show_poll("after a write", client);
    SHOW(write(client, "lost", 4));
    printf("signals %d\n", (int)broken_pipes);
    SHOW(read(client, buffer, 1));
    close(client);

    // Options go from the listener to its connections.
    set(server, IPPROTO_TCP, TCP_NODELAY, 1);
    client = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    SHOW(connect(client, (struct sockaddr *)&address, sizeof address));
    poll(&(struct pollfd){ client, POLLOUT, 0 }, 1, 1000);
    SHOW(option(client, SOL_SOCKET, SO_ERROR));
    SHOW(connect(client, (struct sockaddr *)&address, sizeof address));
    SHOW(connect(client, (struct sockaddr *)&address, sizeof address));
    accepted = accept(server, NULL, NULL);
    SHOW(option(accepted, IPPROTO_TCP, TCP_NODELAY));
    close(server);
    int refused = socket(AF_INET, SOCK_STREAM, 0);
    SHOW(connect(refused, (struct sockaddr *)&address, sizeof address));
    close(refused);
    refused = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    SHOW(connect(refused, (struct sockaddr *)&address, sizeof address));
    poll(&(struct pollfd){ refused, POLLOUT, 0 }, 1, 1000);
    show_poll("refused", refused);
    SHOW(option(refused, SOL_SOCKET, SO_ERROR) == ECONNREFUSED);
    SHOW(option(refused, SOL_SOCKET, SO_ERROR));
    SHOW(write(accepted, "still", 5));
    SHOW(recv(client, buffer, sizeof buffer, MSG_DONTWAIT));
    close(accepted);
    close(client);
    close(refused);
}

static void families(void)
{
    SECTION("families");
    int server = listener(AF_INET6, 5);
    struct sockaddr_in address4 = v4("127.0.0.1", port_of(server));
    struct sockaddr_in6 address6 = v6("::1", port_of(server)), mapped = v6("::ffff:127.0.0.1", port_of(server));
    int client = socket(AF_INET, SOCK_STREAM, 0);
    SHOW(connect(client, (struct sockaddr *)&address4, sizeof address4));
    int accepted = accept(server, NULL, NULL);
    show_name("mapped", getpeername, accepted);
    show_name("mapped own", getsockname, accepted);
    close(client);
    close(accepted);
    client = socket(AF_INET6, SOCK_STREAM, 0);
    SHOW(connect(client, (struct sockaddr *)&address6, 10));
    SHOW(connect(client, (struct sockaddr *)&address6, sizeof address6));
    accepted = accept(server, NULL, NULL);
    show_name("six", getpeername, accepted);
    close(client);
    close(accepted);
    client = socket(AF_INET6, SOCK_STREAM, 0);
    SHOW(connect(client, (struct sockaddr *)&mapped, sizeof mapped));
    show_name("six to four", getsockname, client);
    close(client);
    int other = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in any = v4("0.0.0.0", port_of(server));
    SHOW(bind(other, (struct sockaddr *)&any, sizeof any));
    close(server);
    server = socket(AF_INET6, SOCK_STREAM, 0);
    set(server, IPPROTO_IPV6, IPV6_V6ONLY, 1);
    SHOW(listen(server, 1));
    any.sin_port = htons(port_of(server));
    SHOW(bind(other, (struct sockaddr *)&any, sizeof any));
    address4.sin_port = any.sin_port;
    client = socket(AF_INET, SOCK_STREAM, 0);
    SHOW(connect(client, (struct sockaddr *)&address4, sizeof address4));
    close(client);
    close(other);
    close(server);
}

static void ports(void)
{
    SECTION("ports");
    int first = listener(AF_INET, 1), second = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in any = v4("0.0.0.0", port_of(first)), one = v4("127.0.0.1", port_of(first)), two = v4("127.0.0.2", port_of(first));
    SHOW(bind(second, (struct sockaddr *)&any, sizeof any));
    SHOW(bind(second, (struct sockaddr *)&one, sizeof one));
    set(second, SOL_SOCKET, SO_REUSEADDR, 1);
    set(first, SOL_SOCKET, SO_REUSEADDR, 1);
    SHOW(bind(second, (struct sockaddr *)&one, sizeof one));
    close(first);
    SHOW(bind(second, (struct sockaddr *)&one, sizeof one));
    int third = socket(AF_INET, SOCK_STREAM, 0);
    SHOW(bind(third, (struct sockaddr *)&two, sizeof two));
    SHOW(listen(second, 1));
    SHOW(listen(third, 1));
    int client = socket(AF_INET, SOCK_STREAM, 0);
    SHOW(connect(client, (struct sockaddr *)&two, sizeof two));
    int accepted = accept(third, NULL, NULL);
    show_name("at two", getsockname, accepted);
    show_name("from", getpeername, accepted);
    close(client);
    close(accepted);
    close(second);
    close(third);
    first = socket(AF_INET, SOCK_STREAM, 0);
    second = socket(AF_INET, SOCK_STREAM, 0);
    set(first, SOL_SOCKET, SO_REUSEPORT, 1);
    set(second, SOL_SOCKET, SO_REUSEPORT, 1);
    listen(first, 8);
    any.sin_port = htons(port_of(first));
    SHOW(bind(second, (struct sockaddr *)&any, sizeof any));
    SHOW(listen(second, 8));
    close(first);
    close(second);
}

static void datagrams(void)
{
    SECTION("datagrams");
    char buffer[64];
    int in = socket(AF_INET, SOCK_DGRAM, 0), out = socket(AF_INET, SOCK_DGRAM, 0);
    struct sockaddr_in address = v4("127.0.0.1", 0), from;
    socklen_t length = sizeof from;
    SHOW(bind(in, (struct sockaddr *)&address, sizeof address));
    address.sin_port = htons(port_of(in));
    SHOW(sendto(out, "first", 5, 0, (struct sockaddr *)&address, sizeof address));
    SHOW(sendto(out, "", 0, 0, (struct sockaddr *)&address, sizeof address));
    int waiting;
    SHOW(ioctl(in, FIONREAD, &waiting));
    printf("waiting %d\n", waiting);
    SHOW(recvfrom(in, buffer, 3, MSG_TRUNC, (struct sockaddr *)&from, &length));
    printf("from the sender's port %d length %d\n", ntohs(from.sin_port) == port_of(out), (int)length);
    show_name("sender", getsockname, out);
    SHOW(recv(in, buffer, sizeof buffer, 0));
    SHOW(recv(in, buffer, sizeof buffer, MSG_DONTWAIT));
    SHOW(connect(out, (struct sockaddr *)&address, sizeof address));
    show_name("connected", getsockname, out);
    SHOW(send(out, "second", 6, 0));
    SHOW(recv(in, buffer, sizeof buffer, 0));
    SHOW(sendto(in, "back", 4, 0, (struct sockaddr *)&from, sizeof from));
    SHOW(recv(out, buffer, sizeof buffer, 0));
    int third = socket(AF_INET, SOCK_DGRAM, 0);
    SHOW(sendto(third, "not for you", 11, 0, (struct sockaddr *)&from, sizeof from));
    SHOW(recv(out, buffer, sizeof buffer, MSG_DONTWAIT));
    static char large[70000];
    SHOW(send(out, large, 65507, 0));
    SHOW(recv(in, large, sizeof large, 0));
    SHOW(send(out, large, 65508, 0));
    show_poll("connected", out);
    SHOW(shutdown(third, SHUT_RD));
    SHOW(shutdown(out, SHUT_WR));
    SHOW(send(out, "x", 1, MSG_NOSIGNAL));
    close(out);
    close(in);
    out = socket(AF_INET, SOCK_DGRAM, 0);
    SHOW(connect(out, (struct sockaddr *)&address, sizeof address));
    SHOW(send(out, "x", 1, 0));
    usleep(10000);
    show_poll("refused", out);
    SHOW(send(out, "x", 1, 0));
    SHOW(send(out, "x", 1, 0));
    SHOW(recv(out, buffer, 1, MSG_DONTWAIT));
    struct sockaddr none = { AF_UNSPEC };
    SHOW(connect(out, &none, sizeof none));
    SHOW(send(out, "x", 1, 0));
    struct sockaddr_in zero = v4("127.0.0.1", 0);
    SHOW(sendto(out, "x", 1, 0, (struct sockaddr *)&zero, sizeof zero));
    close(out);
    close(third);
    in = socket(AF_INET6, SOCK_DGRAM, 0);
    struct sockaddr_in6 any = v6("::", 0), from6;
    SHOW(bind(in, (struct sockaddr *)&any, sizeof any));
    out = socket(AF_INET, SOCK_DGRAM, 0);
    address.sin_port = htons(port_of(in));
    SHOW(sendto(out, "mapped", 6, 0, (struct sockaddr *)&address, sizeof address));
    length = sizeof from6;
    SHOW(recvfrom(in, buffer, sizeof buffer, 0, (struct sockaddr *)&from6, &length));
    char text[64];
    printf("from %s\n", inet_ntop(AF_INET6, &from6.sin6_addr, text, sizeof text));
    SHOW(sendto(in, "back", 4, 0, (struct sockaddr *)&from6, sizeof from6));
    SHOW(recv(out, buffer, sizeof buffer, 0));
    close(in);
    close(out);
}

static void *serve(void *argument)
{
    int server = (int)(long)argument;
    static char buffer[50000];
    for (int i = 0; i < 3; i++) {
        int fd = accept(server, NULL, NULL);
        for (ssize_t got; (got = read(fd, buffer, sizeof buffer)) > 0;)
            for (ssize_t sent = 0; sent < got;)
                sent += write(fd, buffer + sent, got - sent);
        close(fd);
    }
    return NULL;
}

static void echoes(void)
{
    SECTION("echoes");
    int server = listener(AF_INET, 1);
    struct sockaddr_in address = v4("127.0.0.1", port_of(server));
    pthread_t thread;
    pthread_create(&thread, NULL, serve, (void *)(long)server);
    for (int round = 0; round < 3; round++) {
        int fd = socket(AF_INET, SOCK_STREAM, 0), epoll = epoll_create1(0);
        connect(fd, (struct sockaddr *)&address, sizeof address);
        fcntl(fd, F_SETFL, O_NONBLOCK);
        struct epoll_event event = { EPOLLIN | EPOLLOUT | EPOLLRDHUP | (round == 1 ? EPOLLET : 0), { .fd = fd } };
        epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
        unsigned sent = 0, got = 0, wrong = 0;
        const unsigned all = 1000000;
        for (int end = 0; !end;) {
            epoll_wait(epoll, &event, 1, 5000);
            static unsigned char buffer[4096];
            while (sent < all) {
                size_t part = all - sent < sizeof buffer ? all - sent : sizeof buffer;
                for (size_t i = 0; i < part; i++)
                    buffer[i] = (sent + i) % 251;
                ssize_t done = write(fd, buffer, part);
                if (done < 0)
                    break;
                sent += done;
                if (sent == all)
                    shutdown(fd, SHUT_WR);
            }
            for (ssize_t done; (done = read(fd, buffer, sizeof buffer)) >= 0;) {
                if (done == 0) { end = 1; break; }
                for (ssize_t i = 0; i < done; i++)
                    wrong += buffer[i] != (got + i) % 251;
                got += done;
            }
        }
        printf("sent %u got %u wrong %u\n", sent, got, wrong);
        close(fd);
        close(epoll);
    }
    pthread_join(thread, NULL);
    close(server);
}

static void interfaces(void)
{
    SECTION("interfaces");
    struct ifreq request;
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    memset(&request, 0, sizeof request);
    strcpy(request.ifr_name, "lo");
    SHOW(ioctl(fd, SIOCGIFINDEX, &request));
    SHOW(ioctl(fd, SIOCGIFFLAGS, &request));
    printf("flags %x\n", request.ifr_flags);
    SHOW(ioctl(fd, SIOCGIFADDR, &request));
    printf("address %s\n", inet_ntoa(((struct sockaddr_in *)&request.ifr_addr)->sin_addr));
    SHOW(ioctl(fd, SIOCGIFMTU, &request));
    printf("mtu %d\n", request.ifr_mtu);
    strcpy(request.ifr_name, "nothere0");
    SHOW(ioctl(fd, SIOCGIFINDEX, &request));
    printf("index %u name %s\n", if_nametoindex("lo"), if_indextoname(1, request.ifr_name));
    struct ifaddrs *all;
    SHOW(getifaddrs(&all));
    for (struct ifaddrs *one = all; one; one = one->ifa_next)
        if (strcmp(one->ifa_name, "lo") == 0 && one->ifa_addr)
            printf("lo family %d loopback %d\n", one->ifa_addr->sa_family, (one->ifa_flags & IFF_LOOPBACK) != 0);
    freeifaddrs(all);
    close(fd);
}

int main(void)
{
    struct sigaction action = { .sa_handler = on_pipe };
    sigaction(SIGPIPE, &action, NULL);
    setvbuf(stdout, NULL, _IOLBF, 0);
    creation();
    options();
    connections();
    families();
    ports();
    datagrams();
    echoes();
    interfaces();
    return 0;
}
