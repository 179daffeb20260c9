// Sockets: addresses, messages with control data, options.
#include "fuzz.h"
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

// An address of some family, sometimes with a length that does not fit.
static void *address(state_t *s, long *length)
{
    union { struct sockaddr_in v4; struct sockaddr_in6 v6; struct sockaddr_un local; struct sockaddr_nl link; char bytes[128]; } a;
    memset(&a, 0, sizeof a);
    switch (below(s, 6)) {
    case 0: case 1:
        a.v4.sin_family = AF_INET;
        a.v4.sin_addr.s_addr = ONE_IN(s, 8) ? (unsigned)next(s) : htonl(INADDR_LOOPBACK + below(s, 2) * below(s, 3));
        a.v4.sin_port = htons(ONE_IN(s, 3) ? 0 : 40000 + below(s, 8));
        *length = sizeof a.v4;
        break;
    case 2:
        a.v6.sin6_family = AF_INET6;
        a.v6.sin6_addr = ONE_IN(s, 4) ? in6addr_any : in6addr_loopback;
        a.v6.sin6_port = htons(ONE_IN(s, 3) ? 0 : 40000 + below(s, 8));
        *length = sizeof a.v6;
        break;
    case 3:
        a.link.nl_family = AF_NETLINK;
        a.link.nl_pid = ONE_IN(s, 2) ? 0 : below(s, 100);
        *length = sizeof a.link;
        break;
    default:
        a.local.sun_family = AF_UNIX;
        if (ONE_IN(s, 2)) snprintf(a.local.sun_path, 100, "%s", any_path(s)); else snprintf(a.local.sun_path + 1, 8, "a%lu", below(s, 4));
        *length = ONE_IN(s, 6) ? (long)below(s, 112) : (long)sizeof a.local;
        break;
    }
    if (ONE_IN(s, 20)) *length = odd(s);
    if (ONE_IN(s, 30)) a.v4.sin_family = (unsigned short)next(s);
    return put(s, &a, sizeof a);
}

static void make(state_t *s)
{
    static const int families[] = {AF_UNIX, AF_INET, AF_INET6, AF_NETLINK, AF_UNIX};
    int family = ONE_IN(s, 20) ? (int)below(s, 50) : PICK(s, families), type = (int)(1 + below(s, 5)) | (ONE_IN(s, 5) ? 0 : SOCK_NONBLOCK), protocol = ONE_IN(s, 3) ? (int)below(s, 20) : 0;
    if (ONE_IN(s, 3)) syscall(SYS_socketpair, family, type, protocol, place(s, 8)); else syscall(SYS_socket, family, type, protocol);
}

static void join(state_t *s)
{
    long length;
    void *a = address(s, &length);
    int fd = any_fd(s), room = ONE_IN(s, 4) ? (int)odd(s) : (int)below(s, 130);
    switch (below(s, 8)) {
    case 0: syscall(SYS_bind, fd, a, length); break;
    case 1: case 2: syscall(SYS_connect, fd, a, length); break;
    case 3: syscall(SYS_listen, fd, ONE_IN(s, 4) ? odd(s) : (long)below(s, 10)); break;
    case 4: syscall(SYS_accept4, fd, place(s, 128), put(s, &room, 4), bits(s, SOCK_NONBLOCK | SOCK_CLOEXEC) | SOCK_NONBLOCK); break;
    case 5: syscall(SYS_getsockname, fd, place(s, 128), put(s, &room, 4)); break;
    case 6: syscall(SYS_getpeername, fd, place(s, 128), put(s, &room, 4)); break;
    default: syscall(SYS_shutdown, fd, ONE_IN(s, 10) ? odd(s) : (long)below(s, 3)); break;
    }
}

// Descriptors, credentials and nonsense, with lengths that are right or not.
static size_t ancillary(state_t *s, char *to)
{
    size_t at = 0;
    for (int n = (int)below(s, 4); n > 0 && at < 400; n--) {
        struct cmsghdr head = {.cmsg_level = ONE_IN(s, 10) ? (int)below(s, 60) : SOL_SOCKET, .cmsg_type = ONE_IN(s, 10) ? (int)below(s, 40) : 1 + (int)below(s, 2)};
        int count = ONE_IN(s, 20) ? 260 : (int)below(s, 5);
        size_t size = head.cmsg_type == 2 ? 12 : count * 4;
        if (at + 16 + size > 2000) break;
        head.cmsg_len = ONE_IN(s, 8) ? (size_t)odd(s) : 16 + size;
        memcpy(to + at, &head, 16);
        int *values = (int *)(to + at + 16);
        if (head.cmsg_type == 2) values[0] = ONE_IN(s, 3) ? (int)odd(s) : getpid(), values[1] = ONE_IN(s, 4), values[2] = ONE_IN(s, 4);
        else for (int i = 0; i < count; i++) values[i] = any_fd(s);
        at += (16 + size + 7) & ~7ul;
    }
    return at;
}

static struct msghdr message(state_t *s, int sends)
{
    struct iovec v[4];
    char control[2100];
    long length = 0, count = (long)below(s, 4);
    for (int i = 0; i < count; i++) { size_t size = ONE_IN(s, 20) ? (size_t)odd(s) : below(s, 5000); v[i] = (struct iovec){place(s, size & 8191), size}; }
    struct msghdr m = {.msg_iov = put(s, v, count * sizeof *v), .msg_iovlen = ONE_IN(s, 30) ? (size_t)odd(s) : (size_t)count, .msg_flags = (int)next(s)};
    if (ONE_IN(s, 3)) m.msg_name = sends ? address(s, &length) : place(s, 128), m.msg_namelen = sends ? length : ONE_IN(s, 4) ? odd(s) : 128;
    if (ONE_IN(s, 2)) {
        size_t size = sends ? ancillary(s, control) : below(s, 300);
        m.msg_control = sends ? put(s, control, size) : place(s, size);
        m.msg_controllen = ONE_IN(s, 10) ? (size_t)odd(s) : size;
    }
    return m;
}

static const unsigned long send_flags = MSG_OOB | MSG_DONTROUTE | MSG_EOR | MSG_CONFIRM | MSG_NOSIGNAL | MSG_MORE | MSG_ZEROCOPY | MSG_FASTOPEN;
static const unsigned long receive_flags = MSG_OOB | MSG_PEEK | MSG_TRUNC | MSG_WAITALL | MSG_ERRQUEUE | MSG_CMSG_CLOEXEC;

static void messages(state_t *s)
{
    int sends = ONE_IN(s, 2), fd = any_fd(s);
    unsigned long flags = bits(s, sends ? send_flags : receive_flags) | (ONE_IN(s, 8) ? 0 : MSG_DONTWAIT);
    if (ONE_IN(s, 3)) {
        struct mmsghdr list[5];
        int count = (int)below(s, 6);
        for (int i = 0; i < count; i++) list[i] = (struct mmsghdr){message(s, sends), 0};
        struct timespec limit = {0, below(s, 2000000)};
        void *where = put(s, list, count * sizeof *list);
        if (sends) syscall(SYS_sendmmsg, fd, where, ONE_IN(s, 20) ? odd(s) : count, flags);
        else syscall(SYS_recvmmsg, fd, where, ONE_IN(s, 20) ? odd(s) : count, flags | (ONE_IN(s, 3) ? MSG_WAITFORONE : 0), put(s, &limit, sizeof limit));
        return;
    }
    struct msghdr m = message(s, sends);
    syscall(sends ? SYS_sendmsg : SYS_recvmsg, fd, put(s, &m, sizeof m), flags);
}

static void plain(state_t *s)
{
    size_t size = ONE_IN(s, 15) ? (size_t)odd(s) : below(s, 70000);
    long length;
    int room = (int)below(s, 130);
    unsigned long wait = ONE_IN(s, 8) ? 0 : MSG_DONTWAIT;
    if (ONE_IN(s, 2)) { void *a = ONE_IN(s, 2) ? NULL : address(s, &length); syscall(SYS_sendto, any_fd(s), place(s, size & 8191), size & 8191, bits(s, send_flags) | wait, a, a ? length : 0); }
    else syscall(SYS_recvfrom, any_fd(s), place(s, size & 8191), size, bits(s, receive_flags) | wait, place(s, 128), put(s, &room, 4));
}

static void options(state_t *s)
{
    static const int levels[] = {SOL_SOCKET, SOL_SOCKET, SOL_SOCKET, IPPROTO_TCP, IPPROTO_IP, IPPROTO_IPV6, IPPROTO_UDP, SOL_NETLINK};
    int level = ONE_IN(s, 30) ? (int)odd(s) : PICK(s, levels), name = ONE_IN(s, 20) ? (int)odd(s) : (int)below(s, 80), fd = any_fd(s);
    int size = ONE_IN(s, 6) ? (int)odd(s) : PICK(s, ((int[]){4, 4, 8, 16, 1, 0, 40}));
    long value[5] = {ONE_IN(s, 2) ? (long)below(s, 3) : odd(s), below(s, 100000), odd(s), odd(s), odd(s)};
    if (name == SO_RCVTIMEO || name == SO_SNDTIMEO) value[0] = 0;
    if (ONE_IN(s, 2)) syscall(SYS_setsockopt, fd, level, name, put(s, value, sizeof value), size);
    else syscall(SYS_getsockopt, fd, level, name, place(s, 40), put(s, &size, 4));
}

// A request to the routing socket, cut or with wrong lengths too.
static void link_request(state_t *s)
{
    struct { struct nlmsghdr head; struct ifinfomsg body; long more[4]; } r = {{sizeof r.head + sizeof r.body, RTM_GETLINK, NLM_F_REQUEST | NLM_F_DUMP, 1, 0}, {AF_UNSPEC}};
    if (ONE_IN(s, 2)) r.head.nlmsg_type = (unsigned short)(16 + below(s, 40));
    if (ONE_IN(s, 3)) r.head.nlmsg_len = (unsigned)odd(s);
    if (ONE_IN(s, 3)) r.head.nlmsg_flags = (unsigned short)next(s);
    r.body.ifi_family = (unsigned char)(ONE_IN(s, 2) ? below(s, 20) : 0);
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    send(fd, put(s, &r, sizeof r), ONE_IN(s, 4) ? below(s, sizeof r) : sizeof r.head + sizeof r.body, MSG_DONTWAIT);
    for (int i = 0; i < 3; i++) recv(fd, place(s, 4096), below(s, 4096), MSG_DONTWAIT);
    close(fd);
}

const struct operation socket_operations[] = {{2, make}, {4, join}, {6, messages}, {4, plain}, {4, options}, {1, link_request}, {0, NULL}};
