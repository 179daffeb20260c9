// Pseudo-terminals: the line discipline byte by byte, sizes, sessions, and what happens when an end closes.
#include "guest.h"
#include <poll.h>
#include <pthread.h>
#include <sys/ioctl.h>
#include <termios.h>

static int master, slave;
static char buffer[70000];

static void show_bytes(const char *what, const char *bytes, ssize_t n)
{
    printf("  %s %ld '", what, (long)n);
    for (ssize_t i = 0; i < n; i++) {
        unsigned char c = bytes[i];
        if (c >= 32 && c < 127 && c != '\\') putchar(c); else printf("\\%03o", c);
    }
    printf("'\n");
}

// The kernel moves bytes from end to end in the background: wait until nothing comes any more.
static void show_all(const char *what, int fd)
{
    struct pollfd p = {fd, POLLIN, 0};
    int times = 0;
    while (poll(&p, 1, 30) > 0 && (p.revents & POLLIN)) {
        ssize_t n = read(fd, buffer, sizeof buffer);
        if (n <= 0) { if (n < 0 || times++ > 2) { printf("  %s: %s\n", what, n < 0 ? error_name(errno) : "end"); break; } printf("  %s: 0\n", what); continue; }
        show_bytes(what, buffer, n);
    }
    if (p.revents & POLLHUP) printf("  %s: hang-up\n", what);
}

static void set(tcflag_t in, tcflag_t out, tcflag_t local)
{
    struct termios t;
    tcgetattr(slave, &t);
    t.c_iflag = in, t.c_oflag = out, t.c_lflag = local;
    if (tcsetattr(slave, TCSANOW, &t) != 0) printf("tcsetattr: %s\n", error_name(errno));
}

static void feed(const char *text)
{
    show_bytes("typed", text, strlen(text));
    write(master, text, strlen(text));
    show_all("echo", master);
    show_all("line", slave);
}

static const tcflag_t cooked = ICANON | ECHO | ECHOE | ECHOK | ECHOCTL | ECHOKE | IEXTEN;

static void discipline(void)
{
    SECTION("canonical");
    set(ICRNL, OPOST | ONLCR, cooked);
    feed("hello\n"); feed("par"); feed("tial\r"); feed("two\nlines\n");
    feed("abc\177\177d\n"); feed("\177x\n"); feed("one two  three\027\027X\n"); feed("kill this\025that\n");
    feed("\001\002\t\033x\177\177\177\177\n"); feed("a\tb\177\177c\n"); feed("\ta\177\177\n"); feed("abc\td\t\177\177\177e\n");
    feed("lit\026\003\026\177eral\n"); feed("re\022print\n"); feed("no newline\004"); feed("\004"); feed("x\004\004\n"); feed("caf\303\251\177\n");
    set(ICRNL | IUTF8, OPOST | ONLCR, cooked);
    feed("caf\303\251\177\177e\n");
    SECTION("echo");
    set(ICRNL, OPOST | ONLCR, ICANON); feed("quiet\177\n"); feed("a\025b\n");
    set(ICRNL, OPOST | ONLCR, ICANON | ECHONL); feed("line only\n");
    set(ICRNL, OPOST | ONLCR, ICANON | ECHO); feed("ab\177c\n"); feed("ab\025c\n"); feed("\001\n");
    set(ICRNL, OPOST | ONLCR, ICANON | ECHO | ECHOK); feed("ab\025c\n");
    set(ICRNL, OPOST | ONLCR, ICANON | ECHO | ECHOE); feed("ab\001\177\177c\n"); feed("ab cd\027x\n");
    set(ICRNL, OPOST | ONLCR, ICANON | ECHO | ECHOPRT | ECHOE | ECHOK | IEXTEN); feed("abc\177\177d\n"); feed("abc\177\177\177d\n");
    SECTION("input flags");
    set(0, OPOST | ONLCR, cooked); feed("cr\r\n");
    set(IGNCR, OPOST | ONLCR, cooked); feed("c\rr\r\n");
    set(INLCR, OPOST | ONLCR, cooked); feed("nl\n\004");
    set(ISTRIP | ICRNL, OPOST | ONLCR, cooked); feed("\341\342\n");
    set(IUCLC | ICRNL, OPOST | ONLCR, cooked); feed("UPPER\n");
    set(IXON | ICRNL, OPOST | ONLCR, cooked); feed("st\023op\021\n");
    SECTION("output flags");
    tcflag_t outs[] = {0, OPOST, OPOST | ONLCR, OPOST | OCRNL, OPOST | ONOCR, OPOST | ONLRET, OPOST | OLCUC, OPOST | XTABS, ONLCR};
    for (int i = 0; i < 9; i++) {
        set(ICRNL, outs[i], cooked);
        printf("output %lo\n", (long)outs[i]);
        SHOW(write(slave, "a\tb\r\n\rc\nd\b\te\r\n", 14));
        show_all("out", master);
    }
    SECTION("raw");
    set(0, 0, 0);
    feed("raw\r\n\003\004\177");
    struct termios t;
    tcgetattr(slave, &t);
    t.c_cc[VMIN] = 5, t.c_cc[VTIME] = 0;
    tcsetattr(slave, TCSANOW, &t);
    struct pollfd p = {slave, POLLIN, 0};
    write(master, "abc", 3); usleep(30000);
    SHOW(poll(&p, 1, 0));
    write(master, "defg", 4); usleep(30000);
    SHOW(poll(&p, 1, 0));
    SHOW(read(slave, buffer, 100));
    t.c_cc[VMIN] = 0, t.c_cc[VTIME] = 1;
    tcsetattr(slave, TCSANOW, &t);
    SHOW(read(slave, buffer, 100));
    write(master, "x", 1);
    SHOW(read(slave, buffer, 100));
    t.c_cc[VTIME] = 0;
    tcsetattr(slave, TCSANOW, &t);
    SHOW(read(slave, buffer, 100));
    t.c_cc[VMIN] = 3, t.c_cc[VTIME] = 1;
    tcsetattr(slave, TCSANOW, &t);
    write(master, "xy", 2);
    SHOW(read(slave, buffer, 100));
    t.c_cc[VMIN] = 1, t.c_cc[VTIME] = 0;
    tcsetattr(slave, TCSANOW, &t);
    SECTION("modes change");
    set(ICRNL, OPOST | ONLCR, ICANON);
    feed("half");
    set(ICRNL, OPOST | ONLCR, 0);
    show_all("raw now", slave);
    int n;
    set(ICRNL, OPOST | ONLCR, ICANON);
    write(master, "12345\n678", 9); usleep(30000);
    SHOW(ioctl(slave, FIONREAD, &n)); printf("%d\n", n);
    SHOW(read(slave, buffer, 3)); SHOW(read(slave, buffer, 100));
    SHOW(tcflush(slave, TCIFLUSH));
    feed("9\n");
    SHOW(tcflush(slave, 77));
    SHOW(write(slave, "out", 3)); usleep(30000);
    SHOW(ioctl(master, FIONREAD, &n)); printf("%d\n", n);
    SHOW(tcdrain(slave));
    SHOW(tcflow(slave, TCOOFF)); 
    fcntl(slave, F_SETFL, O_NONBLOCK);
    SHOW(write(slave, "stopped", 7));
    SHOW(tcflow(slave, TCOON));
    SHOW(write(slave, "going", 5)); usleep(30000);
    show_all("out", master);
    SHOW(tcflow(slave, 9));
    fcntl(slave, F_SETFL, 0);
}

static volatile int signals[65];
static void count(int signal) { signals[signal]++; }
static void show_signals(void)
{
    usleep(20000);
    for (int i = 1; i < 32; i++) if (signals[i]) printf("  signal %d: %d\n", i, signals[i]), signals[i] = 0;
}

static void sessions(void)
{
    SECTION("session");
    int n = -1;
    setsid();
    SHOW(ioctl(slave, TIOCGPGRP, &n)); SHOW(ioctl(slave, TIOCGSID, &n)); SHOW(ioctl(master, TIOCGPGRP, &n)); printf("%d\n", n);
    SHOW(ioctl(master, TIOCGSID, &n));
    SHOW(open("/dev/tty", O_RDWR));
    SHOW(ioctl(slave, TIOCNOTTY));
    SHOW(tcsetpgrp(slave, getpgrp()));
    SHOW(ioctl(slave, TIOCSCTTY, 0)); SHOW(ioctl(slave, TIOCSCTTY, 0));
    SHOW(ioctl(slave, TIOCGPGRP, &n)); printf("%d\n", n == getpgrp());
    SHOW(ioctl(slave, TIOCGSID, &n)); printf("%d\n", n == getsid(0));
    SHOW(ioctl(master, TIOCGPGRP, &n)); printf("%d\n", n == getpgrp());
    int tty = open("/dev/tty", O_RDWR);
    char name[100] = "";
    printf("tty %d %d\n", tty >= 0, ttyname_r(slave, name, sizeof name) == 0 && strcmp(name, ptsname(master)) == 0);
    SHOW(tcsetpgrp(slave, 99999)); SHOW(tcsetpgrp(slave, -5)); SHOW(tcsetpgrp(slave, getpgrp()));
    for (int i = 1; i < 32; i++) if (i != SIGKILL && i != SIGSTOP && i != SIGSEGV) signal(i, count);
    set(ICRNL | IXON, OPOST | ONLCR, cooked | ISIG);
    feed("drop\003keep\n"); show_signals();
    feed("\034"); show_signals(); feed("\032"); show_signals();
    set(ICRNL, OPOST | ONLCR, cooked | ISIG | NOFLSH);
    feed("kept\003\n"); show_signals();
    SECTION("size");
    struct winsize w = {24, 80, 1, 2}, r;
    SHOW(ioctl(slave, TIOCGWINSZ, &r)); printf("%d %d\n", r.ws_row, r.ws_col);
    SHOW(ioctl(master, TIOCSWINSZ, &w)); show_signals();
    SHOW(ioctl(slave, TIOCGWINSZ, &r)); printf("%d %d %d %d\n", r.ws_row, r.ws_col, r.ws_xpixel, r.ws_ypixel);
    SHOW(ioctl(slave, TIOCSWINSZ, &w)); show_signals();
    w.ws_col = 100;
    SHOW(ioctl(slave, TIOCSWINSZ, &w)); show_signals();
    SHOW(ioctl(slave, TIOCSTI, "x"));
    SHOW(ioctl(slave, 0x5499, &n));
    SHOW(ioctl(slave, TIOCGETD, &n)); printf("%d\n", n);
    SHOW(ioctl(master, TIOCSIG, SIGUSR1)); SHOW(ioctl(master, TIOCSIG, SIGQUIT)); show_signals();
    SHOW(ioctl(master, TIOCSIG, 99));
    SECTION("giving up");
    SHOW(ioctl(slave, TIOCNOTTY)); show_signals();
    SHOW(ioctl(slave, TIOCGPGRP, &n));
    SHOW(open("/dev/tty", O_RDWR));
    SHOW(ioctl(slave, TIOCSCTTY, 0));
    close(tty);
}

static void *late(void *text) { usleep(20000); write(master, text, strlen(text)); return NULL; }

int main(int argc, char **argv)
{
    enter_scratch(argc, argv);
    SECTION("open");
    struct stat s;
    stat("/dev/ptmx", &s);
    printf("%o %lx\n", s.st_mode & S_IFMT, (long)s.st_rdev);
    master = posix_openpt(O_RDWR | O_NOCTTY);
    SHOW(open(ptsname(master), O_RDWR | O_NOCTTY));
    int locked = -1, index = -1;
    SHOW(ioctl(master, TIOCGPTLCK, &locked)); printf("%d\n", locked);
    SHOW(grantpt(master)); SHOW(unlockpt(master));
    SHOW(ioctl(master, TIOCGPTLCK, &locked)); printf("%d\n", locked);
    SHOW(ioctl(master, TIOCGPTN, &index));
    char name[100];
    sprintf(name, "/dev/pts/%d", index);
    printf("name %d\n", strcmp(name, ptsname(master)) == 0);
    slave = open(name, O_RDWR | O_NOCTTY);
    fstat(slave, &s);
    printf("%o %d %d tty %d %d\n", s.st_mode & S_IFMT, (int)(s.st_rdev >> 8 & 0xfff) == 136, (int)(s.st_rdev & 0xff) == index, isatty(slave), isatty(master));
    struct termios t;
    tcgetattr(slave, &t);
    printf("%o %o %o %o", t.c_iflag, t.c_oflag, t.c_cflag, t.c_lflag);
    for (int i = 0; i < 17; i++) printf(" %d", t.c_cc[i]);
    printf("\n");
    int peer = ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
    SHOW(fcntl(peer, F_GETFD));
    SHOW(isatty(peer));
    close(peer);
    SHOW(lseek(slave, 0, SEEK_SET));
    discipline();
    sessions();
    SECTION("blocking");
    set(ICRNL, OPOST | ONLCR, ICANON);
    pthread_t thread;
    pthread_create(&thread, NULL, late, "late\n");
    SHOW(read(slave, buffer, 100));
    pthread_join(thread, NULL);
    fcntl(slave, F_SETFL, O_NONBLOCK);
    SHOW(read(slave, buffer, 100));
    fcntl(slave, F_SETFL, 0);
    fcntl(master, F_SETFL, O_NONBLOCK);
    SHOW(read(master, buffer, 100));
    fcntl(master, F_SETFL, 0);
    SECTION("closing");
    ioctl(slave, TIOCNOTTY);
    SHOW(write(slave, "last", 4));
    SHOW(close(slave));
    show_all("rest", master);
    struct pollfd p = {master, POLLIN | POLLOUT, 0};
    SHOW(poll(&p, 1, 0)); printf("%x\n", p.revents & (POLLHUP | POLLIN));
    SHOW(read(master, buffer, 100));
    slave = open(name, O_RDWR | O_NOCTTY);
    SHOW(poll(&p, 1, 0)); printf("%x\n", p.revents & (POLLHUP | POLLIN));
    for (int i = 0; i < 32; i++) signals[i] = 0;
    ioctl(slave, TIOCSCTTY, 0);
    SHOW(close(master));
    show_signals();
    SHOW(read(slave, buffer, 100)); SHOW(write(slave, "x", 1));
    p.fd = slave;
    SHOW(poll(&p, 1, 0)); printf("%x\n", p.revents);
    SHOW(ioctl(slave, TIOCGWINSZ, buffer)); SHOW(tcsetpgrp(slave, 1)); SHOW(isatty(slave));
    SHOW(access(name, F_OK));
    close(slave);
    return 0;
}
