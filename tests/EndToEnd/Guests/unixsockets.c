// Unix sockets within one program: pairs, names, descriptors and credentials in messages, ends, and what poll says of it.
#include "guest.h"
#include <poll.h>
#include <pthread.h>
#include <stddef.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/un.h>

static const char *folder;
static volatile sig_atomic_t broken_pipes;

static void on_pipe(int signal) { (void)signal; broken_pipes++; }

static void show_poll(const char *what, int fd)
{
    struct pollfd one = { fd, POLLIN | POLLPRI | POLLOUT | POLLRDHUP | POLLRDNORM | POLLWRNORM | POLLWRBAND, 0 };
    int ready = poll(&one, 1, 0);
    printf("%s: poll %d%s%s%s%s%s%s%s%s\n", what, ready, one.revents & POLLIN ? " IN" : "", one.revents & POLLOUT ? " OUT" : "",
        one.revents & POLLERR ? " ERR" : "", one.revents & POLLHUP ? " HUP" : "", one.revents & POLLRDHUP ? " RDHUP" : "",
        one.revents & POLLRDNORM ? " RDNORM" : "", one.revents & POLLWRNORM ? " WRNORM" : "", one.revents & POLLWRBAND ? " WRBAND" : "");
}

static socklen_t path_address(struct sockaddr_un *address, const char *name)
{
    memset(address, 0, sizeof *address);
    address->sun_family = AF_UNIX;
    snprintf(address->sun_path, sizeof address->sun_path, "%s/%s", folder, name);
    return offsetof(struct sockaddr_un, sun_path) + strlen(address->sun_path) + 1;
}

static socklen_t abstract_address(struct sockaddr_un *address, const char *name)
{
    memset(address, 0, sizeof *address);
    address->sun_family = AF_UNIX;
    snprintf(address->sun_path + 1, sizeof address->sun_path - 1, "litebox-test-%08d-%s", (int)getpid(), name);
    return offsetof(struct sockaddr_un, sun_path) + 1 + strlen(address->sun_path + 1);
}

static void show_name(const char *what, int (*get)(int, struct sockaddr *, socklen_t *), int fd)
{
    struct sockaddr_un address;
    socklen_t length = sizeof address;
    memset(&address, 0, sizeof address);
    if (get(fd, (struct sockaddr *)&address, &length) < 0) {
        printf("%s: %s\n", what, error_name(errno));
        return;
    }
    int named = length > offsetof(struct sockaddr_un, sun_path);
    const char *kind = !named ? "unnamed" : address.sun_path[0] ? "path" : "abstract";
    const char *last = named && address.sun_path[0] ? strrchr(address.sun_path, '/') : "";
    printf("%s: family %d, %s %s\n", what, address.sun_family, kind, last ? last : "");
}

static int option(int fd, int name)
{
    int value = -1;
    socklen_t length = sizeof value;
    if (getsockopt(fd, SOL_SOCKET, name, &value, &length) < 0)
        return -errno;
    return value;
}

static void creation(void)
{
    SECTION("creation");
    int pair[2];
    SHOW(socket(AF_UNIX, SOCK_RDM, 0));
    SHOW(socket(AF_UNIX, SOCK_STREAM, 7));
    SHOW(socket(AF_UNIX, SOCK_STREAM | 0x100000, 0));
    SHOW(socket(AF_UNIX, 14, 0));
    SHOW(socket(77, SOCK_STREAM, 0));
    SHOW(socket(-1, SOCK_STREAM, 0));
    SHOW(socketpair(AF_UNIX, SOCK_STREAM, 0, (int *)8));
    int raw = socket(AF_UNIX, SOCK_RAW, 1);
    printf("raw is type %d\n", option(raw, SO_TYPE));
    close(raw);
    SHOW(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair));
    printf("flags %x descriptor %d\n", fcntl(pair[0], F_GETFL), fcntl(pair[0], F_GETFD));
    struct stat status;
    fstat(pair[0], &status);
    printf("mode %o\n", status.st_mode);
    SHOW(lseek(pair[0], 0, SEEK_CUR));
    SHOW(pread(pair[0], &status, 1, 0));
    SHOW(ftruncate(pair[0], 0));
    SHOW(fsync(pair[0]));
    char link[64], name[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", pair[0]);
    ssize_t length = readlink(link, name, sizeof name);
    printf("link %.8s\n", length > 0 ? name : "none");
    SHOW(open(link, O_RDWR));
    printf("type %d domain %d protocol %d listening %d error %d\n", option(pair[0], SO_TYPE), option(pair[0], SO_DOMAIN),
        option(pair[0], SO_PROTOCOL), option(pair[0], SO_ACCEPTCONN), option(pair[0], SO_ERROR));
    struct ucred who;
    socklen_t size = sizeof who;
    SHOW(getsockopt(pair[0], SOL_SOCKET, SO_PEERCRED, &who, &size));
    printf("own process %d user %d group %d size %d\n", who.pid == getpid(), who.uid == getuid(), who.gid == getgid(), (int)size);
    size = 4;
    SHOW(getsockopt(pair[0], SOL_SOCKET, SO_PEERCRED, &who, &size));
    show_name("own name", getsockname, pair[0]);
    show_name("peer name", getpeername, pair[0]);
    SHOW(bind(pair[0], NULL, 0));
    SHOW(listen(pair[0], 1));
    SHOW(connect(pair[0], (struct sockaddr *)&status, 1));
    SHOW(accept(pair[0], NULL, NULL));
    close(pair[0]);
    close(pair[1]);
    int file = open("/dev/null", O_RDWR);
    SHOW(listen(file, 1));
    SHOW(send(file, "", 0, 0));
    SHOW(listen(999, 1));
    close(file);
}

static void options(void)
{
    SECTION("options");
    int fd = socket(AF_UNIX, SOCK_STREAM, 0), value;
    value = 1;
    SHOW(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &value, sizeof value));
    SHOW(option(fd, SO_REUSEADDR));
    SHOW(setsockopt(fd, SOL_SOCKET, SO_PASSCRED, &value, sizeof value));
    SHOW(option(fd, SO_PASSCRED));
    SHOW(setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &value, 2));
    SHOW(setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, (void *)8, sizeof value));
    SHOW(setsockopt(fd, SOL_SOCKET, SO_TYPE, &value, sizeof value));
    SHOW(setsockopt(fd, SOL_SOCKET, SO_ERROR, &value, sizeof value));
    SHOW(setsockopt(fd, SOL_SOCKET, 9999, &value, sizeof value));
    SHOW(setsockopt(fd, 6, 1, &value, sizeof value));
    SHOW(option(fd, 9999));
    value = 8192;
    SHOW(setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &value, sizeof value));
    SHOW(option(fd, SO_SNDBUF));
    value = 1;
    SHOW(setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &value, sizeof value));
    SHOW(option(fd, SO_RCVBUF));
    SHOW(option(fd, SO_RCVLOWAT));
    SHOW(option(fd, SO_SNDLOWAT));
    struct linger linger = { 1, 5 };
    socklen_t size = sizeof linger;
    SHOW(setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger));
    SHOW(setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, 4));
    memset(&linger, 0, sizeof linger);
    SHOW(getsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, &size));
    printf("linger %d %d\n", linger.l_onoff, linger.l_linger);
    struct timeval time = { 1, 500000 };
    SHOW(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time));
    time.tv_usec = 1000000;
    SHOW(setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &time, sizeof time));
    size = sizeof time;
    SHOW(getsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &time, &size));
    printf("time %ld %ld %d\n", (long)time.tv_sec, (long)time.tv_usec, (int)size);
    size = 2;
    unsigned short half = 0xFFFF;
    SHOW(getsockopt(fd, SOL_SOCKET, SO_TYPE, &half, &size));
    printf("half %d size %d\n", half, (int)size);
    size = -1;
    SHOW(getsockopt(fd, SOL_SOCKET, SO_TYPE, &half, &size));
    SHOW(getsockopt(fd, SOL_SOCKET, SO_TYPE, &half, (socklen_t *)8));
    close(fd);
}

static void streams(void)
{
    SECTION("streams");
    int pair[2], waiting;
    char buffer[64];
    socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
    show_poll("fresh pair", pair[0]);
    SHOW(write(pair[0], "hello ", 6));
    SHOW(send(pair[0], "world", 5, MSG_NOSIGNAL));
    SHOW(ioctl(pair[1], FIONREAD, &waiting));
    printf("waiting %d\n", waiting);
    show_poll("with data", pair[1]);
    memset(buffer, 0, sizeof buffer);
    SHOW(recv(pair[1], buffer, 8, MSG_PEEK));
    printf("peeked %s\n", buffer);
    SHOW(recv(pair[1], buffer, sizeof buffer, 0));
    printf("read %.11s\n", buffer);
    SHOW(recv(pair[1], buffer, sizeof buffer, MSG_DONTWAIT));
    SHOW(recv(pair[1], buffer, 0, MSG_DONTWAIT));
    SHOW(read(pair[1], buffer, 0));
    struct iovec out[3] = { { "ab", 2 }, { NULL, 0 }, { "cde", 3 } };
    SHOW(writev(pair[1], out, 3));
    struct iovec in[2] = { { buffer, 3 }, { buffer + 8, 8 } };
    SHOW(readv(pair[0], in, 2));
    printf("parts %.3s %.2s\n", buffer, buffer + 8);
    SHOW(send(pair[0], (void *)8, 4, 0));
    SHOW(send(pair[0], "xy", 2, 0));
    SHOW(recv(pair[1], (void *)8, 4, 0));
    SHOW(recv(pair[1], buffer, 4, 0));
    SHOW(sendto(pair[0], "x", 1, 0, (struct sockaddr *)buffer, 8));
    SHOW(sendto(pair[0], "x", 1, 0, (struct sockaddr *)buffer, 200));
    // What is shut down cannot be written, and ends for the reader.
    SHOW(shutdown(pair[0], 5));
    SHOW(send(pair[0], "last", 4, 0));
    SHOW(shutdown(pair[0], SHUT_WR));
    show_poll("after SHUT_WR", pair[0]);
    show_poll("its peer", pair[1]);
    SHOW(send(pair[0], "x", 1, MSG_NOSIGNAL));
    SHOW(write(pair[0], "x", 1));
    printf("signals %d\n", (int)broken_pipes);
    SHOW(recv(pair[1], buffer, sizeof buffer, 0));
    SHOW(recv(pair[1], buffer, sizeof buffer, 0));
    SHOW(send(pair[1], "back", 4, 0));
    SHOW(recv(pair[0], buffer, sizeof buffer, 0));
    SHOW(shutdown(pair[1], SHUT_RDWR));
    show_poll("both shut", pair[0]);
    close(pair[1]);
    show_poll("closed peer", pair[0]);
    show_name("peer of closed", getpeername, pair[0]);
    SHOW(recv(pair[0], buffer, sizeof buffer, 0));
    close(pair[0]);
    // What nobody read breaks the connection.
    socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
    SHOW(write(pair[0], "unread", 6));
    SHOW(write(pair[1], "kept", 4));
    close(pair[1]);
    show_poll("reset", pair[0]);
    SHOW(read(pair[0], buffer, sizeof buffer));
    SHOW(read(pair[0], buffer, sizeof buffer));
    SHOW(read(pair[0], buffer, sizeof buffer));
    SHOW(send(pair[0], "x", 1, MSG_NOSIGNAL));
    close(pair[0]);
    // A full buffer.
    socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair);
    static char large[1 << 20];
    ssize_t some = write(pair[0], large, sizeof large);
    printf("large write: %d\n", some > 65536 && some < (ssize_t)sizeof large);
    SHOW(write(pair[0], large, 1 << 16));
    show_poll("full", pair[0]);
    size_t all = 0;
    for (ssize_t got; (got = read(pair[1], large, 4000)) > 0;)
        all += got;
    printf("drained all %d\n", all == (size_t)some);
    show_poll("drained", pair[0]);
    close(pair[0]);
    close(pair[1]);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    show_poll("unconnected", fd);
    SHOW(read(fd, buffer, 1));
    SHOW(send(fd, "x", 1, 0));
    SHOW(shutdown(fd, SHUT_RD));
    show_name("peer", getpeername, fd);
    close(fd);
}

static void packets(int type, const char *name)
{
    SECTION(name);
    int pair[2];
    char buffer[64];
    socketpair(AF_UNIX, type, 0, pair);
    show_poll("fresh", pair[0]);
    SHOW(send(pair[0], "first", 5, 0));
    SHOW(send(pair[0], "", 0, 0));
    SHOW(send(pair[0], "third message", 13, MSG_EOR));
    int waiting;
    SHOW(ioctl(pair[1], FIONREAD, &waiting));
    printf("waiting %d\n", waiting);
    SHOW(recv(pair[1], buffer, 3, MSG_PEEK | MSG_TRUNC));
    SHOW(recv(pair[1], buffer, sizeof buffer, 0));
    SHOW(recv(pair[1], buffer, sizeof buffer, 0));
    struct iovec in = { buffer, 5 };
    struct msghdr message = { .msg_iov = &in, .msg_iovlen = 1 };
    SHOW(recvmsg(pair[1], &message, 0));
    printf("flags %x\n", message.msg_flags);
    SHOW(recv(pair[1], buffer, sizeof buffer, MSG_DONTWAIT));
    static char large[1 << 20];
    SHOW(send(pair[0], large, sizeof large, 0));
    fcntl(pair[0], F_SETFL, O_NONBLOCK);
    int sent = 0;
    while (send(pair[0], "x", 1, 0) == 1)
        sent++;
    printf("blocked by %s after many %d\n", error_name(errno), sent > 10);
    show_poll("full", pair[0]);
    while (recv(pair[1], buffer, sizeof buffer, MSG_DONTWAIT) >= 0)
        sent--;
    printf("left %d\n", sent);
    show_poll("emptied", pair[0]);
    SHOW(send(pair[1], "kept", 4, 0));
    SHOW(shutdown(pair[1], SHUT_WR));
    show_poll("peer shut", pair[0]);
    SHOW(send(pair[1], "x", 1, MSG_NOSIGNAL));
    SHOW(recv(pair[0], buffer, sizeof buffer, 0));
    SHOW(recv(pair[0], buffer, sizeof buffer, MSG_DONTWAIT));
    close(pair[1]);
    show_poll("closed", pair[0]);
    SHOW(send(pair[0], "x", 1, MSG_NOSIGNAL));
    SHOW(send(pair[0], "x", 1, MSG_NOSIGNAL));
    show_name("peer", getpeername, pair[0]);
    close(pair[0]);
}

static void names(void)
{
    SECTION("names");
    struct sockaddr_un address, other;
    socklen_t length = path_address(&address, "listener");
    int server = socket(AF_UNIX, SOCK_STREAM, 0), client = socket(AF_UNIX, SOCK_STREAM, 0);
    SHOW(listen(server, 5));
    SHOW(connect(client, (struct sockaddr *)&address, length));
    SHOW(bind(server, (struct sockaddr *)&address, length));
    SHOW(bind(server, (struct sockaddr *)&address, length));
    SHOW(bind(client, (struct sockaddr *)&address, length));
    struct stat status;
    stat(address.sun_path, &status);
    printf("mode %o\n", status.st_mode);
    SHOW(open(address.sun_path, O_RDWR));
    SHOW(connect(client, (struct sockaddr *)&address, length));
    show_poll("bound", server);
    SHOW(listen(server, 0));
    show_poll("listening", server);
    SHOW(accept4(server, NULL, NULL, 0x7));
    fcntl(server, F_SETFL, O_NONBLOCK);
    SHOW(accept(server, NULL, NULL));
    SHOW(connect(client, (struct sockaddr *)&address, 2));
    SHOW(connect(client, (struct sockaddr *)&address, 200));
    int datagram = socket(AF_UNIX, SOCK_DGRAM, 0);
    SHOW(connect(datagram, (struct sockaddr *)&address, length));
    SHOW(connect(client, (struct sockaddr *)&address, length));
    fcntl(client, F_SETFL, O_NONBLOCK);
    SHOW(connect(client, (struct sockaddr *)&address, length));
    fcntl(client, F_SETFL, 0);
    show_poll("connected", client);
    show_poll("with backlog", server);
    SHOW(write(client, "early", 5));
    int second = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0), third = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
    SHOW(connect(second, (struct sockaddr *)&address, length));
    SHOW(connect(third, (struct sockaddr *)&address, length));
    socklen_t room = sizeof other;
    memset(&other, 0, sizeof other);
    int accepted = accept4(server, (struct sockaddr *)&other, &room, SOCK_NONBLOCK | SOCK_CLOEXEC);
    printf("accepted %d family %d length %d flags %x %d\n", accepted >= 0, other.sun_family, (int)room, fcntl(accepted, F_GETFL), fcntl(accepted, F_GETFD));
    show_name("accepted", getsockname, accepted);
    show_name("its peer", getpeername, accepted);
    show_name("client", getsockname, client);
    show_name("client's peer", getpeername, client);
    struct ucred who;
    room = sizeof who;
    getsockopt(client, SOL_SOCKET, SO_PEERCRED, &who, &room);
    printf("listener is own process %d\n", who.pid == getpid());
    char buffer[16];
    SHOW(read(accepted, buffer, sizeof buffer));
    SHOW(connect(third, (struct sockaddr *)&address, length));
    SHOW(accept(client, NULL, NULL));
    SHOW(listen(client, 1));
    SHOW(connect(server, (struct sockaddr *)&address, length));
    SHOW(unlink(address.sun_path));
    SHOW(connect(socket(AF_UNIX, SOCK_STREAM, 0), (struct sockaddr *)&address, length));
    close(server);
    show_poll("never accepted", second);
    SHOW(read(second, buffer, 1));
    SHOW(read(second, buffer, 1));
    close(second);
    close(third);
    close(accepted);
    SHOW(read(client, buffer, 1));
    close(client);
    close(datagram);
    length = path_address(&address, "listener");
    int again = socket(AF_UNIX, SOCK_SEQPACKET, 0);
    SHOW(bind(again, (struct sockaddr *)&address, length));
    close(again);
    SHOW(connect(socket(AF_UNIX, SOCK_SEQPACKET, 0), (struct sockaddr *)&address, length));
    SHOW(unlink(address.sun_path));
    length = path_address(&address, "missing/name");
    SHOW(bind(socket(AF_UNIX, SOCK_STREAM, 0), (struct sockaddr *)&address, length));

    length = abstract_address(&address, "one");
    server = socket(AF_UNIX, SOCK_SEQPACKET, 0);
    SHOW(bind(server, (struct sockaddr *)&address, length));
    SHOW(bind(socket(AF_UNIX, SOCK_SEQPACKET, 0), (struct sockaddr *)&address, length));
    SHOW(listen(server, 3));
    client = socket(AF_UNIX, SOCK_SEQPACKET, 0);
    SHOW(connect(client, (struct sockaddr *)&address, length));
    accepted = accept(server, NULL, NULL);
    SHOW(send(client, "packet", 6, 0));
    SHOW(recv(accepted, buffer, 3, 0));
    SHOW(recv(accepted, buffer, 3, MSG_DONTWAIT));
    show_name("abstract", getsockname, accepted);
    close(server);
    SHOW(connect(socket(AF_UNIX, SOCK_SEQPACKET, 0), (struct sockaddr *)&address, length));
    close(client);
    close(accepted);
    int automatic = socket(AF_UNIX, SOCK_DGRAM, 0);
    sa_family_t only = AF_UNIX;
    SHOW(bind(automatic, (struct sockaddr *)&only, sizeof only));
    room = sizeof other;
    getsockname(automatic, (struct sockaddr *)&other, &room);
    printf("automatic length %d first %d\n", (int)room, other.sun_path[0]);
    close(automatic);
}

static void datagrams(void)
{
    SECTION("datagrams");
    struct sockaddr_un receiver, sender, from;
    socklen_t length = path_address(&receiver, "receiver"), sender_length = abstract_address(&sender, "sender"), room;
    int in = socket(AF_UNIX, SOCK_DGRAM, 0), out = socket(AF_UNIX, SOCK_DGRAM, 0);
    char buffer[32];
    SHOW(bind(in, (struct sockaddr *)&receiver, length));
    SHOW(listen(in, 1));
    SHOW(send(out, "x", 1, 0));
    SHOW(sendto(out, "unnamed", 7, 0, (struct sockaddr *)&receiver, length));
    SHOW(bind(out, (struct sockaddr *)&sender, sender_length));
    SHOW(sendto(out, "named", 5, 0, (struct sockaddr *)&receiver, length));
    room = sizeof from;
    SHOW(recvfrom(in, buffer, sizeof buffer, 0, (struct sockaddr *)&from, &room));
    printf("from length %d\n", (int)room);
    room = 5;
    memset(&from, 0, sizeof from);
    SHOW(recvfrom(in, buffer, sizeof buffer, 0, (struct sockaddr *)&from, &room));
    printf("from whole length %d family %d\n", room == sender_length, from.sun_family);
    SHOW(connect(out, (struct sockaddr *)&receiver, length));
    SHOW(send(out, "connected", 9, 0));
    show_name("peer", getpeername, out);
    int third = socket(AF_UNIX, SOCK_DGRAM, 0);
    SHOW(sendto(third, "x", 1, 0, (struct sockaddr *)&sender, sender_length));
    SHOW(connect(third, (struct sockaddr *)&sender, sender_length));
    SHOW(recv(in, buffer, sizeof buffer, 0));
    fcntl(third, F_SETFL, O_NONBLOCK);
    fcntl(out, F_SETFL, O_NONBLOCK);
    int sent = 0;
    while (send(out, "x", 1, 0) == 1)
        sent++;
    printf("queue full %s\n", error_name(errno));
    show_poll("full", out);
    int epoll = epoll_create1(0);
    struct epoll_event event = { EPOLLOUT, { .u32 = 7 } };
    epoll_ctl(epoll, EPOLL_CTL_ADD, out, &event);
    SHOW(epoll_wait(epoll, &event, 1, 0));
    while (recv(in, buffer, sizeof buffer, MSG_DONTWAIT) == 1)
        sent--;
    SHOW(sent);
    SHOW(epoll_wait(epoll, &event, 1, 0));
    close(epoll);
    struct sockaddr none = { AF_UNSPEC };
    SHOW(connect(out, &none, sizeof none));
    SHOW(send(out, "x", 1, 0));
    SHOW(connect(out, (struct sockaddr *)&receiver, length));
    close(in);
    SHOW(send(out, "x", 1, 0));
    SHOW(send(out, "x", 1, 0));
    SHOW(sendto(out, "x", 1, 0, (struct sockaddr *)&receiver, length));
    SHOW(sendto(out, "x", 1, 0, (struct sockaddr *)&receiver, 1));
    unlink(receiver.sun_path);
    SHOW(sendto(out, "x", 1, 0, (struct sockaddr *)&receiver, length));
    close(out);
    close(third);
}

static ssize_t send_files(int fd, const char *text, size_t size, const int *files, int count)
{
    char control[CMSG_SPACE(sizeof(int) * 300)];
    memset(control, 0, sizeof control);
    struct iovec part = { (void *)text, size };
    struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = CMSG_SPACE(sizeof(int) * count) };
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int) * count);
    memcpy(CMSG_DATA(header), files, sizeof(int) * count);
    return sendmsg(fd, &message, 0);
}

static void receive(const char *what, int fd, size_t room, size_t control_room, int flags)
{
    char buffer[64], control[512];
    memset(buffer, 0, sizeof buffer);
    struct iovec part = { buffer, room };
    struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = control_room ? control : NULL, .msg_controllen = control_room };
    errno = 0;
    ssize_t got = recvmsg(fd, &message, flags);
    printf("%s: %zd %s '%s' flags %x control %zu", what, got, got < 0 ? error_name(errno) : "", buffer, message.msg_flags, got < 0 ? 0 : message.msg_controllen);
    for (struct cmsghdr *header = got < 0 ? NULL : CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
        printf(" [%d %d %zu", header->cmsg_level, header->cmsg_type, (size_t)header->cmsg_len);
        if (header->cmsg_type == SCM_RIGHTS) {
            int count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
            for (int i = 0; i < count; i++) {
                int file = ((int *)CMSG_DATA(header))[i];
                printf(" fd%s", fcntl(file, F_GETFD) & FD_CLOEXEC ? "+" : "");
                close(file);
            }
        } else if (header->cmsg_type == SCM_CREDENTIALS && header->cmsg_len >= CMSG_LEN(sizeof(struct ucred))) {
            struct ucred *who = (struct ucred *)CMSG_DATA(header);
            printf(" %s %d", who->pid == getpid() ? "own" : who->pid ? "other" : "none", (int)who->uid == (int)getuid());
        }
        printf("]");
    }
    printf("\n");
}

static void rights(void)
{
    SECTION("rights");
    int pair[2], ends[2], many[254];
    socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
    pipe(ends);
    SHOW(send_files(pair[0], "one", 3, &ends[0], 1));
    SHOW(write(pair[0], "plain", 5));
    SHOW(send_files(pair[0], "two", 3, ends, 2));
    receive("peek", pair[1], 2, 64, MSG_PEEK);
    receive("first", pair[1], 64, 64, 0);
    receive("rest", pair[1], 64, 64, MSG_CMSG_CLOEXEC);
    receive("nothing", pair[1], 64, 64, MSG_DONTWAIT);
    SHOW(send_files(pair[0], "abcdef", 6, ends, 2));
    receive("part", pair[1], 3, 64, 0);
    receive("other part", pair[1], 64, 64, 0);
    SHOW(send_files(pair[0], "abc", 3, ends, 2));
    receive("no room", pair[1], 64, 0, 0);
    SHOW(send_files(pair[0], "abc", 3, ends, 2));
    receive("room for one", pair[1], 64, CMSG_LEN(4), 0);
    SHOW(send_files(pair[0], "abc", 3, ends, 2));
    receive("room for a head", pair[1], 64, 16, 0);
    SHOW(send_files(pair[0], "abc", 3, ends, 2));
    char buffer[16];
    SHOW(read(pair[1], buffer, sizeof buffer));
    for (int i = 0; i < 254; i++)
        many[i] = ends[0];
    SHOW(send_files(pair[0], "x", 1, many, 254));
    SHOW(send_files(pair[0], "x", 1, many, 253));
    SHOW(read(pair[1], buffer, sizeof buffer));
    many[0] = 999;
    SHOW(send_files(pair[0], "x", 1, many, 1));
    SHOW(send_files(pair[0], "", 0, ends, 1));
    // The other end of the pipe stays open as long as its descriptor is under way.
    SHOW(send_files(pair[0], "w", 1, &ends[1], 1));
    close(ends[1]);
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    SHOW(read(ends[0], buffer, 1));
    close(pair[1]);
    SHOW(read(ends[0], buffer, 1));
    close(pair[0]);
    close(ends[0]);
    // A cycle of sockets in flight: the pipe's end in it is closed in the end.
    pipe(ends);
    socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
    int all[2] = { pair[1], ends[1] };
    SHOW(send_files(pair[0], "c", 1, all, 2));
    SHOW(send_files(pair[1], "d", 1, &pair[0], 1));
    close(pair[0]);
    close(pair[1]);
    close(ends[1]);
    socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
    close(pair[0]);
    close(pair[1]);
    struct pollfd end = { ends[0], POLLIN, 0 };
    SHOW(poll(&end, 1, 2000));
    SHOW(read(ends[0], buffer, 1));
    close(ends[0]);
    // With datagrams.
    socketpair(AF_UNIX, SOCK_DGRAM, 0, pair);
    int null = open("/dev/null", O_RDONLY);
    SHOW(send_files(pair[0], "", 0, &null, 1));
    SHOW(send_files(pair[0], "long message", 12, &null, 1));
    receive("empty", pair[1], 64, 64, MSG_PEEK);
    receive("empty", pair[1], 64, 64, 0);
    receive("cut", pair[1], 4, 64, 0);
    close(null);

    struct msghdr message = { .msg_control = buffer, .msg_controllen = 8 };
    SHOW(sendmsg(pair[0], &message, 0));
    struct cmsghdr head = { .cmsg_len = 15, .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS };
    message.msg_control = &head;
    message.msg_controllen = sizeof head;
    SHOW(sendmsg(pair[0], &message, 0));
    head.cmsg_len = 17;
    SHOW(sendmsg(pair[0], &message, 0));
    head.cmsg_len = 16;
    head.cmsg_type = 99;
    SHOW(sendmsg(pair[0], &message, 0));
    message.msg_control = (void *)8;
    SHOW(sendmsg(pair[0], &message, 0));
    message.msg_controllen = 1 << 20;
    SHOW(sendmsg(pair[0], &message, 0));
    message.msg_controllen = 0;
    message.msg_iovlen = 1025;
    SHOW(sendmsg(pair[0], &message, 0));
    SHOW(sendmsg(pair[0], (void *)8, 0));
    SHOW(recvmsg(pair[0], (void *)8, MSG_DONTWAIT));
    close(pair[0]);
    close(pair[1]);
}

static void credentials(void)
{
    SECTION("credentials");
    int pair[2], on = 1;
    socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
    setsockopt(pair[1], SOL_SOCKET, SO_PASSCRED, &on, sizeof on);
    SHOW(write(pair[0], "hi", 2));
    receive("credentials", pair[1], 64, 128, 0);
    SHOW(write(pair[0], "hi", 2));
    receive("no control", pair[1], 64, 0, 0);
    SHOW(write(pair[0], "hi", 2));
    receive("short control", pair[1], 64, 20, 0);
    struct { struct cmsghdr head; struct ucred who; char pad[4]; } control = { { CMSG_LEN(sizeof(struct ucred)), SOL_SOCKET, SCM_CREDENTIALS }, { getpid(), getuid(), getgid() } };
    struct iovec part = { "explicit", 8 };
    struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = CMSG_SPACE(sizeof(struct ucred)) };
    SHOW(sendmsg(pair[0], &message, 0));
    receive("explicit", pair[1], 64, 128, 0);
    control.who.pid = 0x3fffffff;
    TRY(sendmsg(pair[0], &message, 0));
    control.head.cmsg_len -= 4;
    SHOW(sendmsg(pair[0], &message, 0));
    int null = open("/dev/null", O_RDONLY);
    SHOW(send_files(pair[0], "f", 1, &null, 1));
    receive("both", pair[1], 64, 128, 0);
    close(null);
    close(pair[0]);
    close(pair[1]);
}

static void many_messages(void)
{
    SECTION("many messages");
    int pair[2];
    socketpair(AF_UNIX, SOCK_DGRAM, 0, pair);
    char buffers[4][8] = { "a", "bb", "ccc", "dddd" };
    struct iovec parts[4];
    struct mmsghdr messages[4];
    memset(messages, 0, sizeof messages);
    for (int i = 0; i < 4; i++) {
        parts[i] = (struct iovec){ buffers[i], i + 1 };
        messages[i].msg_hdr.msg_iov = &parts[i];
        messages[i].msg_hdr.msg_iovlen = 1;
    }
    SHOW(sendmmsg(pair[0], messages, 4, 0));
    printf("lengths %u %u %u %u\n", messages[0].msg_len, messages[1].msg_len, messages[2].msg_len, messages[3].msg_len);
    for (int i = 0; i < 4; i++)
        parts[i] = (struct iovec){ buffers[i], 3 };
    SHOW(recvmmsg(pair[1], messages, 3, MSG_DONTWAIT, NULL));
    printf("lengths %u %u %u\n", messages[0].msg_len, messages[1].msg_len, messages[2].msg_len);
    struct timespec time = { 5, 0 };
    SHOW(recvmmsg(pair[1], messages, 4, MSG_WAITFORONE, &time));
    printf("length %u flags %x\n", messages[0].msg_len, messages[0].msg_hdr.msg_flags);
    SHOW(recvmmsg(pair[1], messages, 4, MSG_DONTWAIT, NULL));
    time.tv_nsec = -1;
    SHOW(recvmmsg(pair[1], messages, 4, MSG_DONTWAIT, &time));
    close(pair[0]);
    close(pair[1]);
}

static int shared[2];

static void *writer(void *argument)
{
    (void)argument;
    usleep(20000);
    write(shared[0], "12", 2);
    usleep(20000);
    write(shared[0], "345", 3);
    return NULL;
}

static void *reader(void *argument)
{
    long all = 0;
    static char buffer[10000];
    (void)argument;
    usleep(20000);
    for (ssize_t got; (got = read(shared[1], buffer, sizeof buffer)) > 0;)
        all += got;
    return (void *)all;
}

static void on_alarm(int signal) { (void)signal; }

static void waiting(void)
{
    SECTION("waiting");
    pthread_t thread;
    char buffer[16];
    void *result;
    socketpair(AF_UNIX, SOCK_STREAM, 0, shared);
    pthread_create(&thread, NULL, writer, NULL);
    SHOW(recv(shared[1], buffer, 5, MSG_WAITALL));
    printf("got %.5s\n", buffer);
    pthread_join(thread, NULL);
    struct timeval time = { 0, 30000 };
    setsockopt(shared[1], SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time);
    SHOW(recv(shared[1], buffer, 5, 0));
    static char large[3 << 20];
    pthread_create(&thread, NULL, reader, NULL);
    setsockopt(shared[1], SOL_SOCKET, SO_RCVTIMEO, &(struct timeval){ 0, 0 }, sizeof time);
    SHOW(write(shared[0], large, sizeof large));
    close(shared[0]);
    pthread_join(thread, &result);
    printf("thread read %ld\n", (long)result);
    close(shared[1]);
    socketpair(AF_UNIX, SOCK_STREAM, 0, shared);
    struct sigaction action = { .sa_handler = on_alarm };
    sigaction(SIGALRM, &action, NULL);
    struct itimerval timer = { { 0, 0 }, { 0, 30000 } };
    setitimer(ITIMER_REAL, &timer, NULL);
    SHOW(read(shared[0], buffer, 1));
    time.tv_sec = 20;
    setsockopt(shared[0], SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time);
    action.sa_flags = SA_RESTART;
    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &timer, NULL);
    SHOW(read(shared[0], buffer, 1));
    struct epoll_event event = { EPOLLIN | EPOLLRDHUP | EPOLLET, { .u32 = 1 } };
    int epoll = epoll_create1(0);
    epoll_ctl(epoll, EPOLL_CTL_ADD, shared[0], &event);
    SHOW(epoll_wait(epoll, &event, 1, 0));
    write(shared[1], "x", 1);
    SHOW(epoll_wait(epoll, &event, 1, 0));
    SHOW(epoll_wait(epoll, &event, 1, 0));
    shutdown(shared[1], SHUT_WR);
    SHOW(epoll_wait(epoll, &event, 1, 0));
    printf("events %x\n", event.events);
    close(shared[1]);
    SHOW(epoll_wait(epoll, &event, 1, 0));
    printf("events %x\n", event.events);
    close(epoll);
    close(shared[0]);
}

static void transfers(void)
{
    SECTION("transfers");
    int pair[2], ends[2];
    char buffer[64];
    socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
    pipe(ends);
    char name[256];
    snprintf(name, sizeof name, "%s/file", folder);
    int file = open(name, O_RDWR | O_CREAT | O_TRUNC, 0600);
    write(file, "contents of a file", 18);
    off_t offset = 3;
    SHOW(sendfile(pair[0], file, &offset, 8));
    printf("offset %ld\n", (long)offset);
    SHOW(read(pair[1], buffer, sizeof buffer));
    printf("%.8s\n", buffer);
    SHOW(sendfile(file, pair[0], NULL, 8));
    write(pair[0], "through a pipe", 14);
    SHOW(splice(pair[1], NULL, ends[1], NULL, 64, 0));
    SHOW(splice(ends[0], NULL, pair[1], NULL, 7, 0));
    SHOW(read(pair[0], buffer, sizeof buffer));
    printf("%.7s\n", buffer);
    SHOW(splice(pair[1], NULL, pair[0], NULL, 7, 0));
    close(file);
    close(pair[0]);
    close(pair[1]);
    close(ends[0]);
    close(ends[1]);
}

int main(int argc, char **argv)
{
    folder = argc > 1 ? argv[1] : "/tmp";
    struct sigaction action = { .sa_handler = on_pipe };
    sigaction(SIGPIPE, &action, NULL);
    setvbuf(stdout, NULL, _IOLBF, 0);
    creation();
    options();
    streams();
    packets(SOCK_DGRAM, "datagram pair");
    packets(SOCK_SEQPACKET, "packet pair");
    names();
    datagrams();
    rights();
    credentials();
    many_messages();
    waiting();
    transfers();
    printf("signals %d\n", (int)broken_pipes);
    return 0;
}
