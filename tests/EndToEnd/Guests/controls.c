// Control messages of UDP (ip(7), ipv6(7), RFC 3542) and UDP-Lite on the loopback network.
#define _GNU_SOURCE
#include "guest.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>

#ifndef UDPLITE_SEND_CSCOV
#define UDPLITE_SEND_CSCOV 10
#define UDPLITE_RECV_CSCOV 11
#endif

static char data[16];

static struct sockaddr_storage bound(int fd, int family, const char *address)
{
    struct sockaddr_storage name = { .ss_family = family };
    socklen_t length = sizeof name;
    inet_pton(family, address, family == AF_INET ? (void *)&((struct sockaddr_in *)&name)->sin_addr : (void *)&((struct sockaddr_in6 *)&name)->sin6_addr);
    if (bind(fd, (struct sockaddr *)&name, family == AF_INET ? sizeof(struct sockaddr_in) : sizeof(struct sockaddr_in6)) < 0)
        printf("bind: %s\n", error_name(errno));
    getsockname(fd, (struct sockaddr *)&name, &length);
    return name;
}

static void set(int fd, int level, int name, int value)
{
    if (setsockopt(fd, level, name, &value, sizeof value) < 0)
        printf("setsockopt %d %d: %s\n", level, name, error_name(errno));
}

static void get(int fd, int level, int name)
{
    int value = -1;
    socklen_t length = sizeof value;
    int result = getsockopt(fd, level, name, &value, &length);
    printf("getsockopt %d %d: %s %d\n", level, name, result < 0 ? error_name(errno) : "ok", value);
}

// Receives one datagram into room for some bytes of control messages and shows them.
static void take(int fd, size_t room)
{
    _Alignas(8) char control[512];
    char text[64];
    struct iovec part = { data, sizeof data };
    struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = room };
    memset(control, 0, sizeof control);
    ssize_t got = recvmsg(fd, &message, MSG_DONTWAIT);
    if (got < 0) {
        printf("  recvmsg: %s\n", error_name(errno));
        return;
    }
    printf("  got %zd, control %zu, flags %x\n", got, (size_t)message.msg_controllen, message.msg_flags);
    for (struct cmsghdr *c = CMSG_FIRSTHDR(&message); c; c = CMSG_NXTHDR(&message, c)) {
        printf("  level %d type %d length %zu", c->cmsg_level, c->cmsg_type, (size_t)c->cmsg_len);
        if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_PKTINFO && c->cmsg_len == CMSG_LEN(sizeof(struct in_pktinfo))) {
            struct in_pktinfo *info = (void *)CMSG_DATA(c);
            printf(" interface %d %s", info->ipi_ifindex, inet_ntop(AF_INET, &info->ipi_addr, text, sizeof text));
            printf(" %s", inet_ntop(AF_INET, &info->ipi_spec_dst, text, sizeof text));
        } else if (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_PKTINFO && c->cmsg_len == CMSG_LEN(sizeof(struct in6_pktinfo))) {
            struct in6_pktinfo *info = (void *)CMSG_DATA(c);
            printf(" interface %d %s", (int)info->ipi6_ifindex, inet_ntop(AF_INET6, &info->ipi6_addr, text, sizeof text));
        } else if (c->cmsg_level == SOL_SOCKET) {
            struct timeval time;
            memcpy(&time, CMSG_DATA(c), sizeof time);
            printf(" %s", time.tv_sec > 1600000000 && time.tv_usec >= 0 ? "a time" : "no time");
        } else if (c->cmsg_len == CMSG_LEN(sizeof(int))) {
            printf(" %d", *(int *)CMSG_DATA(c));
        } else if (c->cmsg_len == CMSG_LEN(1)) {
            printf(" %d", *(unsigned char *)CMSG_DATA(c));
        }
        printf("\n");
    }
}

// Sends one datagram with one control message.
static void give(const char *what, int fd, struct sockaddr_storage *to, int level, int type, int value, size_t bytes, size_t said)
{
    _Alignas(8) char control[64] = { 0 };
    struct iovec part = { "text", 4 };
    struct msghdr message = { .msg_name = to, .msg_namelen = to->ss_family == AF_INET ? sizeof(struct sockaddr_in) : sizeof(struct sockaddr_in6),
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = CMSG_SPACE(bytes) };
    struct cmsghdr *c = (void *)control;
    c->cmsg_level = level;
    c->cmsg_type = type;
    c->cmsg_len = said ? said : CMSG_LEN(bytes);
    memcpy(CMSG_DATA(c), &value, bytes < 4 ? bytes : 4);
    ssize_t sent = sendmsg(fd, &message, 0);
    printf("%s: %s\n", what, sent < 0 ? error_name(errno) : "sent");
}

static void plain(int fd, struct sockaddr_storage *to)
{
    sendto(fd, "text", 4, 0, (struct sockaddr *)to, to->ss_family == AF_INET ? sizeof(struct sockaddr_in) : sizeof(struct sockaddr_in6));
}

static void internet(void)
{
    int in = socket(AF_INET, SOCK_DGRAM, 0), out = socket(AF_INET, SOCK_DGRAM, 0);
    struct sockaddr_storage to = bound(in, AF_INET, "127.0.0.1");
    printf("nothing asked for\n");
    plain(out, &to);
    take(in, 256);
    set(in, IPPROTO_IP, IP_PKTINFO, 1);
    set(in, IPPROTO_IP, IP_RECVTTL, 1);
    set(in, IPPROTO_IP, IP_RECVTOS, 1);
    plain(out, &to);
    take(in, 256);
    set(out, IPPROTO_IP, IP_TTL, 7);
    set(out, IPPROTO_IP, IP_TOS, 16);
    plain(out, &to);
    take(in, 256);
    give("ttl", out, &to, IPPROTO_IP, IP_TTL, 33, 4, 0);
    take(in, 256);
    give("tos", out, &to, IPPROTO_IP, IP_TOS, 8, 4, 0);
    take(in, 256);
    give("tos, one byte", out, &to, IPPROTO_IP, IP_TOS, 4, 1, 0);
    take(in, 256);
    give("ttl of nothing", out, &to, IPPROTO_IP, IP_TTL, 0, 4, 0);
    give("ttl of too much", out, &to, IPPROTO_IP, IP_TTL, 256, 4, 0);
    give("ttl, one byte", out, &to, IPPROTO_IP, IP_TTL, 5, 1, 0);
    give("unknown", out, &to, IPPROTO_IP, 99, 5, 4, 0);
    give("another protocol", out, &to, IPPROTO_IPV6, IPV6_HOPLIMIT, 5, 4, 0);
    take(in, 256);
    give("rights", out, &to, SOL_SOCKET, SCM_RIGHTS, 1, 4, 0);
    take(in, 256);
    give("unknown of the socket", out, &to, SOL_SOCKET, 99, 1, 4, 0);
    give("too long", out, &to, IPPROTO_IP, IP_TTL, 5, 4, 200);
    give("too short", out, &to, IPPROTO_IP, IP_TTL, 5, 4, 3);
    take(in, 256);
    for (size_t room = 0; room <= 72; room += 8) {
        printf("room %zu\n", room);
        plain(out, &to);
        take(in, room);
    }
    set(in, SOL_SOCKET, SO_TIMESTAMP, 1);
    plain(out, &to);
    take(in, 256);
    close(in);
    close(out);
}

static void internet6(void)
{
    int in = socket(AF_INET6, SOCK_DGRAM, 0), out = socket(AF_INET6, SOCK_DGRAM, 0), out4 = socket(AF_INET, SOCK_DGRAM, 0);
    struct sockaddr_storage to = bound(in, AF_INET6, "::");
    inet_pton(AF_INET6, "::1", &((struct sockaddr_in6 *)&to)->sin6_addr);
    set(in, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1);
    set(in, IPPROTO_IPV6, IPV6_RECVHOPLIMIT, 1);
    set(in, IPPROTO_IPV6, IPV6_RECVTCLASS, 1);
    get(in, IPPROTO_IPV6, IPV6_RECVTCLASS);
    printf("over IPv6\n");
    plain(out, &to);
    take(in, 256);
    set(out, IPPROTO_IPV6, IPV6_UNICAST_HOPS, 9);
    set(out, IPPROTO_IPV6, IPV6_TCLASS, 42);
    plain(out, &to);
    take(in, 256);
    give("hop limit", out, &to, IPPROTO_IPV6, IPV6_HOPLIMIT, 5, 4, 0);
    take(in, 256);
    give("the usual hop limit", out, &to, IPPROTO_IPV6, IPV6_HOPLIMIT, -1, 4, 0);
    take(in, 256);
    give("traffic class", out, &to, IPPROTO_IPV6, IPV6_TCLASS, 17, 4, 0);
    take(in, 256);
    give("hop limit of too much", out, &to, IPPROTO_IPV6, IPV6_HOPLIMIT, 256, 4, 0);
    give("unknown", out, &to, IPPROTO_IPV6, 99, 5, 4, 0);
    give("too long", out, &to, IPPROTO_IPV6, IPV6_HOPLIMIT, 5, 4, 200);
    give("too short", out, &to, IPPROTO_IPV6, IPV6_HOPLIMIT, 5, 4, 3);
    printf("over IPv4\n");
    struct sockaddr_in to4 = { .sin_family = AF_INET, .sin_port = ((struct sockaddr_in6 *)&to)->sin6_port, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    plain(out4, (struct sockaddr_storage *)&to4);
    take(in, 256);
    set(in, IPPROTO_IP, IP_RECVTTL, 1);
    plain(out4, (struct sockaddr_storage *)&to4);
    take(in, 256);
    close(in);
    close(out);
    close(out4);
}

// Not every kernel has it any more.
static void lite(void)
{
    int in = socket(AF_INET, SOCK_DGRAM, IPPROTO_UDPLITE), out = socket(AF_INET, SOCK_DGRAM, IPPROTO_UDPLITE), udp = socket(AF_INET, SOCK_DGRAM, 0);
    if (in < 0)
        return;
    struct sockaddr_storage to = bound(in, AF_INET, "127.0.0.1");
    get(in, SOL_SOCKET, SO_PROTOCOL);
    set(out, IPPROTO_UDPLITE, UDPLITE_SEND_CSCOV, 20);
    set(in, IPPROTO_UDPLITE, UDPLITE_RECV_CSCOV, 3);
    get(out, IPPROTO_UDPLITE, UDPLITE_SEND_CSCOV);
    get(in, IPPROTO_UDPLITE, UDPLITE_RECV_CSCOV);
    plain(udp, &to);
    take(in, 0);
    plain(out, &to);
    take(in, 0);
}

int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    internet();
    internet6();
    lite();
    return 0;
}
