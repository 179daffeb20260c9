// Users, groups, limits, the machine.
#include "conform.h"
#include <sys/sysinfo.h>
#include <sys/random.h>
#include <grp.h>

static void show_users(void) { uid_t r, e, s; getresuid(&r, &e, &s); uid_t own = getuid(); note(" users %d%d%d", r == own, e == own, s == own); }

void area_identity(void)
{
    covers(SYS_getuid); covers(SYS_geteuid); covers(SYS_getgid); covers(SYS_getegid);
    CASE("an ordinary user stays one") { SHOW(setuid(0)); SHOW(seteuid(0)); SHOW(setreuid(0, 0)); SHOW(setresuid(0, 0, 0)); SHOW(setgid(0)); SHOW(setregid(0, 0)); SHOW(setresgid(0, 0, 0)); SHOW(setgroups(0, NULL)); SHOW(setgroups(-1, NULL)); show_users(); SHOW(setuid(getuid())); SHOW(setreuid(getuid(), -1)); SHOW(setresuid(-1, -1, -1)); SHOW(setresgid(getgid(), -1, getgid())); show_users(); SHOW(getuid() == geteuid()); SHOW(getgid() == getegid()); }
    CASE("identities of file access") { SHOW(syscall(SYS_setfsuid, -1) == getuid()); SHOW(syscall(SYS_setfsuid, 0) == getuid()); SHOW(syscall(SYS_setfsuid, -1) == getuid()); SHOW(syscall(SYS_setfsgid, 0) == getgid()); SHOW(syscall(SYS_setfsgid, -1) == getgid()); }
    CASE("results in one bad place") { uid_t a = 7, b = 7; SHOW(syscall(SYS_getresuid, &a, &b, NULL)); note(" %d%d", a != 7, b != 7); a = b = 7; SHOW(syscall(SYS_getresuid, &a, NULL, &b)); note(" %d%d", a != 7, b != 7); }
    CASE("groups") { gid_t g[70000]; int n = getgroups(0, NULL); SHOW(getgroups(-1, g)); SHOW(getgroups(65537, g) == n); SHOW(getgroups(n, g) == n); }
    CASE("limits") {
        struct rlimit l, old; getrlimit(RLIMIT_NOFILE, &old);
        l = (struct rlimit){2000, 1024}; SHOW(setrlimit(RLIMIT_NOFILE, &l)); l = (struct rlimit){100, 2000}; SHOW(setrlimit(RLIMIT_NOFILE, &l)); l = (struct rlimit){900, 1024}; SHOW(setrlimit(RLIMIT_NOFILE, &l)); SHOW(getrlimit(RLIMIT_NOFILE, &l)); note(" %ld %ld", (long)l.rlim_cur, (long)l.rlim_max); SHOW(setrlimit(RLIMIT_NOFILE, &old)); SHOW(syscall(SYS_prlimit64, 0, RLIMIT_NOFILE, NULL, NULL)); SHOW(syscall(SYS_prlimit64, getpid(), RLIMIT_NOFILE, &old, &l)); note(" %ld", (long)l.rlim_cur); SHOW(syscall(SYS_prlimit64, 1, RLIMIT_NOFILE, NULL, &l)); SHOW(syscall(SYS_prlimit64, -1, RLIMIT_NOFILE, NULL, &l)); for (int i = 0; i < 17; i++) note(" %s", getrlimit(i, &l) ? error_name(errno) : l.rlim_cur <= l.rlim_max ? "ok" : "wrong");
    }
    CASE("capabilities") { struct { unsigned version; int pid; } h = {0, 0}; struct { unsigned e, p, i; } d[2] = {{1, 1, 1}, {1, 1, 1}}; SHOW(syscall(SYS_capget, &h, NULL)); note(" %x", h.version); h.version = 0; SHOW(syscall(SYS_capget, &h, d)); note(" %x", h.version); h.pid = 0x7ffffffe; SHOW(syscall(SYS_capget, &h, d)); h.pid = -1; SHOW(syscall(SYS_capget, &h, d)); h.pid = 0; SHOW(syscall(SYS_capget, &h, d)); note(" %x %x %x", d[0].e, d[0].p, d[0].i); d[0].e = 1; SHOW(syscall(SYS_capset, &h, d)); d[0].e = d[0].p = 0; d[0].i = 1; SHOW(syscall(SYS_capset, &h, d)); d[0].i = 0; SHOW(syscall(SYS_capset, &h, d)); h.version = 0x19980330; SHOW(syscall(SYS_capget, &h, d)); h.version = 0x20071026; SHOW(syscall(SYS_capget, &h, d)); h.pid = 1; h.version = 0x20080522; SHOW(syscall(SYS_capset, &h, d)); SHOW(syscall(SYS_capset, &h, NULL)); h.version = 5; SHOW(syscall(SYS_capset, &h, d)); SHOW(syscall(SYS_capset, NULL, d)); }
    CASE("random bytes") { char b[300]; SHOW(getrandom(b, 300, 0)); SHOW(getrandom(b, 0, 0)); SHOW(getrandom(b, 10, GRND_RANDOM)); SHOW(getrandom(b, 10, GRND_NONBLOCK)); SHOW(getrandom(b, 10, 4)); SHOW(getrandom(b, 10, GRND_RANDOM | 4)); SHOW(getrandom(b, 10, 8)); SHOW(getrandom(arena[0] + 2 * PAGE - 4, 100, 0)); SHOW(getrandom((void *)8, 0, 0)); }
    CASE("the machine") { struct sysinfo s; SHOW(sysinfo(&s)); note(" %d %d", s.mem_unit > 0, s.totalram > s.freeram); }
}
