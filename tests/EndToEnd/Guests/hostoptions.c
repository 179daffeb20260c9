// Options and control messages of sockets of the host's network.
//   hostoptions PORT CLOSED    binds the first port of 127.0.0.1 and ::1 and connects to it; nobody listens at the other one
#include "guest.h"
#include <arpa/inet.h>
#include <limits.h>
#include <linux/errqueue.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

static struct sockaddr_in address;
static struct sockaddr_in6 address6;

static long get(int fd, int level, int option)
{
    char value[256];
    socklen_t length = sizeof value;
    return getsockopt(fd, level, option, value, &length) == 0 ? (long)length : -1;
}

static long set(int fd, int level, int option, int value) { return setsockopt(fd, level, option, &value, sizeof value); }

// Levels that no socket has, or not this one; all numbers of the others only must not end anything.
static void sweep(const char *name, int fd)
{
    static const int strange[] = {2, 58, 103, 132, 255, 263, 270, 282, 1024, INT_MAX, -1, INT_MIN}, levels[] = {0, 1, 6, 17, 41};
    printf("%s\n", name);
    for (size_t i = 0; i < sizeof strange / sizeof *strange; i++) {
        SHOW(get(fd, strange[i], 1));
        SHOW(set(fd, strange[i], 1, 1));
    }
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
        for (int option = -2; option < 300; option++)
            if (levels[i] != SOL_SOCKET || option != SO_RCVTIMEO)
                get(fd, levels[i], option);
    SHOW(get(fd, SOL_SOCKET, SO_TYPE));
    SHOW(get(fd, SOL_SOCKET, SO_ERROR));
    SHOW(get(fd, SOL_SOCKET, SO_LINGER));
    SHOW(get(fd, SOL_SOCKET, 9999));
    SHOW(get(fd, IPPROTO_IP, IP_TTL));
    SHOW(get(fd, IPPROTO_IP, IP_MTU));
    SHOW(get(fd, IPPROTO_IP, 9999));
    SHOW(get(fd, IPPROTO_IPV6, IPV6_UNICAST_HOPS));
    SHOW(get(fd, IPPROTO_IPV6, IPV6_MTU));
    SHOW(get(fd, IPPROTO_TCP, 1));
    SHOW(get(fd, IPPROTO_UDP, 1));
}

static struct msghdr message(struct iovec *vector, char *data, size_t size, void *control, size_t room)
{
    *vector = (struct iovec){data, size};
    return (struct msghdr){.msg_iov = vector, .msg_iovlen = 1, .msg_control = control, .msg_controllen = room};
}

static void show_control(struct msghdr *m)
{
    printf("  flags %x\n", m->msg_flags);
    for (struct cmsghdr *c = CMSG_FIRSTHDR(m); c; c = CMSG_NXTHDR(m, c)) {
        printf("  level %d type %d length %zu", c->cmsg_level, c->cmsg_type, (size_t)c->cmsg_len);
        if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_PKTINFO)
            printf(" to %s", inet_ntoa(((struct in_pktinfo *)CMSG_DATA(c))->ipi_addr));
        else if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_RECVERR)
            printf(" %s", error_name((int)((struct sock_extended_err *)CMSG_DATA(c))->ee_errno));
        else if (c->cmsg_level != SOL_SOCKET && c->cmsg_len <= CMSG_LEN(4))
            printf(" %d", *(unsigned char *)CMSG_DATA(c));
        printf("\n");
    }
}

static long take(int fd, int flags, size_t room)
{
    char data[16], control[256];
    struct iovec vector;
    struct msghdr m = message(&vector, data, sizeof data, room ? control : NULL, room);
    long got = recvmsg(fd, &m, flags);
    if (got >= 0)
        show_control(&m);
    return got;
}

static long give(int fd, struct sockaddr *to, socklen_t length, int level, int type, int value)
{
    union { char bytes[CMSG_SPACE(sizeof(int))]; struct cmsghdr head; } control = {.head = {CMSG_LEN(sizeof(int)), level, type}};
    memcpy(CMSG_DATA(&control.head), &value, sizeof value);
    struct iovec vector;
    struct msghdr m = message(&vector, "abc", 3, &control, sizeof control);
    m.msg_name = to;
    m.msg_namelen = length;
    return sendmsg(fd, &m, 0);
}

static void datagrams(int fd)
{
    struct sockaddr *to = (struct sockaddr *)&address;
    SECTION("control messages of IPv4");
    SHOW(set(fd, IPPROTO_IP, IP_PKTINFO, 1));
    SHOW(set(fd, IPPROTO_IP, IP_RECVTTL, 1));
    SHOW(set(fd, IPPROTO_IP, IP_RECVTOS, 1));
    SHOW(set(fd, SOL_SOCKET, SO_TIMESTAMP, 1));
    SHOW(give(fd, to, sizeof address, IPPROTO_IP, IP_TTL, 7));
    SHOW(take(fd, 0, 256));
    SHOW(give(fd, to, sizeof address, IPPROTO_IP, IP_TOS, 8));
    SHOW(take(fd, 0, 70));
    SHOW(give(fd, to, sizeof address, IPPROTO_IP, IP_TTL, 7));
    SHOW(take(fd, 0, 0));
    SHOW(give(fd, to, sizeof address, IPPROTO_IP, IP_TTL, 700));
    SHOW(give(fd, to, sizeof address, IPPROTO_IP, 77, 1));
    SHOW(give(fd, to, sizeof address, SOL_SOCKET, 77, 1));
    SHOW(give(fd, to, sizeof address, 999, 77, 1));
    SHOW(take(fd, 0, 256));

    SECTION("the queue of errors holds no data");
    SHOW(sendto(fd, "x", 1, 0, to, sizeof address));
    SHOW(recv(fd, (char[4]){0}, 4, MSG_ERRQUEUE));
    SHOW(take(fd, MSG_ERRQUEUE, 256));
    SHOW(recv(fd, (char[4]){0}, 4, MSG_DONTWAIT));
}

static void refusal(int closed)
{
    SECTION("an answer that nobody is there");
    struct sockaddr_in to = address;
    to.sin_port = htons(closed);
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    SHOW(connect(fd, (struct sockaddr *)&to, sizeof to));
    SHOW(set(fd, IPPROTO_IP, IP_RECVERR, 1));
    SHOW(send(fd, "x", 1, 0));
    struct pollfd one = {fd, POLLIN, 0};
    SHOW(poll(&one, 1, 10000));
    printf("events %x\n", one.revents);
    SHOW(recv(fd, (char[4]){0}, 4, 0));
    SHOW(take(fd, MSG_ERRQUEUE, 256));
    SHOW(take(fd, MSG_ERRQUEUE, 256));
    close(fd);
}

static void datagrams6(int fd)
{
    struct sockaddr *to = (struct sockaddr *)&address6;
    SECTION("control messages of IPv6");
    SHOW(set(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1));
    SHOW(set(fd, IPPROTO_IPV6, IPV6_RECVHOPLIMIT, 1));
    SHOW(give(fd, to, sizeof address6, IPPROTO_IPV6, IPV6_HOPLIMIT, 9));
    SHOW(take(fd, 0, 256));
    SHOW(give(fd, to, sizeof address6, IPPROTO_IPV6, IPV6_HOPLIMIT, 900));
    SHOW(give(fd, to, sizeof address6, IPPROTO_IP, IP_TTL, 7));
    SHOW(take(fd, 0, 256));
}

int main(int argc, char **argv)
{
    if (argc < 3)
        return 2;
    address = (struct sockaddr_in){AF_INET, htons(atoi(argv[1])), {htonl(INADDR_LOOPBACK)}, {0}};
    address6 = (struct sockaddr_in6){AF_INET6, htons(atoi(argv[1])), 0, IN6ADDR_LOOPBACK_INIT, 0};
    int listener = socket(AF_INET, SOCK_STREAM, 0), client = socket(AF_INET, SOCK_STREAM, 0);
    int four = socket(AF_INET, SOCK_DGRAM, 0), six = socket(AF_INET6, SOCK_DGRAM, 0);
    SHOW(set(listener, SOL_SOCKET, SO_REUSEADDR, 1));
    SHOW(bind(listener, (struct sockaddr *)&address, sizeof address));
    SHOW(listen(listener, 4));
    SHOW(connect(client, (struct sockaddr *)&address, sizeof address));
    int server = accept(listener, NULL, NULL);
    SHOW(bind(four, (struct sockaddr *)&address, sizeof address));
    SHOW(bind(six, (struct sockaddr *)&address6, sizeof address6));
    sweep("listener", listener);
    sweep("client", client);
    sweep("server", server);
    sweep("datagrams", four);
    sweep("datagrams of IPv6", six);
    SHOW(send(client, "x", 1, 0));
    SHOW(recv(server, (char[4]){0}, 4, MSG_ERRQUEUE));
    SHOW(recv(server, (char[4]){0}, 4, MSG_PEEK));
    datagrams(four);
    refusal(atoi(argv[2]));
    datagrams6(six);
    return 0;
}
