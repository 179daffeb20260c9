// Every call that takes a pointer, given bad ones: unmapped, read-only, at the edge of a page, in the kernel's half.
#include "guest.h"
#include <poll.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/sysinfo.h>
#include <sys/time.h>
#include <sys/times.h>
#include <sys/uio.h>
#include <sys/utsname.h>

// In an argument: the bad pointer of this round.
#define BAD 0x5eed5eedL
struct row { const char *name; long number, arguments[6]; };

static char ok[8192] __attribute__((aligned(4096)));
static int fd, ends[2], directory;
static long small_time[2] = {0, 1000};

int main(int argc, char **argv)
{
    enter_scratch(argc, argv);
    char *edge = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    memset(edge, 'e', 4096);
    char *readonly = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    char *nothing = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    munmap(edge + 4096, 4096);
    fd = open("target", O_CREAT | O_RDWR, 0644);
    write(fd, ok, sizeof ok);
    put_file("name", "x");
    symlink("name", "link");
    pipe(ends);
    write(ends[1], ok, 4096);
    directory = open(".", O_RDONLY | O_DIRECTORY);
    sigaltstack(&(stack_t){.ss_flags = SS_DISABLE}, NULL);
    struct pollfd ready = {ends[1], POLLOUT, 0};
    const struct row rows[] = {
        {"read", SYS_read, {ends[0], BAD, 4}}, {"read of a file", SYS_pread64, {fd, BAD, 100, 0}},
        {"write", SYS_write, {ends[1], BAD, 4}}, {"write to a file", SYS_pwrite64, {fd, BAD, 100, 0}},
        {"readv", SYS_readv, {ends[0], BAD, 2}}, {"writev", SYS_writev, {ends[1], BAD, 2}},
        {"preadv", SYS_preadv, {fd, BAD, 2, 0}}, {"pwritev", SYS_pwritev, {fd, BAD, 2, 0}},
        {"open", SYS_open, {BAD, O_RDONLY}}, {"openat", SYS_openat, {AT_FDCWD, BAD, O_RDONLY}},
        {"stat, name", SYS_stat, {BAD, (long)ok}}, {"stat, result", SYS_stat, {(long)"name", BAD}},
        {"lstat, result", SYS_lstat, {(long)"name", BAD}}, {"fstat", SYS_fstat, {fd, BAD}},
        {"newfstatat, result", SYS_newfstatat, {AT_FDCWD, (long)"name", BAD, 0}},
        {"newfstatat, name", SYS_newfstatat, {AT_FDCWD, BAD, (long)ok, 0}},
        {"statx, result", SYS_statx, {AT_FDCWD, (long)"name", 0, 0x7ff, BAD}}, {"statx, name", SYS_statx, {AT_FDCWD, BAD, 0, 0x7ff, (long)ok}},
        {"statfs", SYS_statfs, {(long)".", BAD}}, {"fstatfs", SYS_fstatfs, {fd, BAD}},
        {"access", SYS_access, {BAD, 0}}, {"faccessat", SYS_faccessat, {AT_FDCWD, BAD, 0}},
        {"mkdir", SYS_mkdir, {BAD, 0700}}, {"rmdir", SYS_rmdir, {BAD}}, {"unlink", SYS_unlink, {BAD}},
        {"rename, from", SYS_rename, {BAD, (long)"x"}}, {"rename, to", SYS_rename, {(long)"name", BAD}},
        {"link", SYS_link, {BAD, (long)"x"}}, {"symlink, text", SYS_symlink, {BAD, (long)"x"}}, {"symlink, name", SYS_symlink, {(long)"x", BAD}},
        {"readlink, name", SYS_readlink, {BAD, (long)ok, 100}}, {"readlink, result", SYS_readlink, {(long)"link", BAD, 100}},
        {"chmod", SYS_chmod, {BAD, 0600}}, {"chown", SYS_chown, {BAD, -1, -1}}, {"truncate", SYS_truncate, {BAD, 1}},
        {"chdir", SYS_chdir, {BAD}}, {"getcwd", SYS_getcwd, {BAD, 4096}}, {"getdents64", SYS_getdents64, {directory, BAD, 4096}},
        {"utimensat, times", SYS_utimensat, {AT_FDCWD, (long)"name", BAD, 0}}, {"utimensat, name", SYS_utimensat, {AT_FDCWD, BAD, (long)small_time, 0}},
        {"pipe", SYS_pipe, {BAD}}, {"pipe2", SYS_pipe2, {BAD, 0}}, {"poll", SYS_poll, {BAD, 1, 0}},
        {"select", SYS_select, {5, BAD, 0, 0, (long)small_time}}, {"ppoll, time", SYS_ppoll, {(long)&ready, 1, BAD, 0, 8}},
        {"clock_gettime", SYS_clock_gettime, {1, BAD}}, {"clock_getres", SYS_clock_getres, {1, BAD}}, {"gettimeofday", SYS_gettimeofday, {BAD, 0}},
        {"nanosleep", SYS_nanosleep, {BAD, 0}}, {"clock_nanosleep", SYS_clock_nanosleep, {1, 0, BAD, 0}},
        {"futex word", SYS_futex, {BAD & -4, 128, 0, (long)small_time}}, {"futex time", SYS_futex, {(long)ok, 0, 5, BAD}},
        {"rt_sigaction, new", SYS_rt_sigaction, {SIGUSR1, BAD, 0, 8}}, {"rt_sigaction, old", SYS_rt_sigaction, {SIGUSR1, 0, BAD, 8}},
        {"rt_sigprocmask, new", SYS_rt_sigprocmask, {0, BAD, 0, 8}}, {"rt_sigprocmask, old", SYS_rt_sigprocmask, {0, 0, BAD, 8}},
        {"rt_sigpending", SYS_rt_sigpending, {BAD, 8}},
        {"rt_sigtimedwait", SYS_rt_sigtimedwait, {BAD, 0, (long)small_time, 8}}, {"sigaltstack, new", SYS_sigaltstack, {BAD, 0}}, {"sigaltstack, old", SYS_sigaltstack, {0, BAD}},
        {"rt_sigqueueinfo", SYS_rt_sigqueueinfo, {getpid(), SIGURG, BAD}},
        {"setitimer", SYS_setitimer, {0, BAD, 0}}, {"getitimer", SYS_getitimer, {0, BAD}},
        {"getrusage", SYS_getrusage, {0, BAD}}, {"sysinfo", SYS_sysinfo, {BAD}}, {"uname", SYS_uname, {BAD}}, {"times", SYS_times, {BAD}},
        {"prlimit64, old", SYS_prlimit64, {0, RLIMIT_NOFILE, 0, BAD}}, {"prlimit64, new", SYS_prlimit64, {0, RLIMIT_NOFILE, BAD, 0}},
        {"getrandom", SYS_getrandom, {BAD, 16, 0}}, {"sched_getaffinity", SYS_sched_getaffinity, {0, 128, BAD}},
        {"mincore", SYS_mincore, {(long)ok, 4096, BAD}}, {"execve", SYS_execve, {BAD, 0, 0}},
        {"ioctl FIONREAD", SYS_ioctl, {ends[0], 0x541b, BAD}}, {"sendfile, offset", SYS_sendfile, {ends[1], fd, BAD, 1}},
        {"fcntl F_GETLK", SYS_fcntl, {fd, F_GETLK, BAD}}, {"set_robust_list size", SYS_set_robust_list, {BAD, 24}},
        {"prctl PR_SET_NAME", SYS_prctl, {15, BAD}}, {"prctl PR_GET_NAME", SYS_prctl, {16, BAD}},
    };
    struct { const char *name; long address; } kinds[] = {
        {"null", 0}, {"low", 8}, {"unmapped", (long)(edge + 4096)}, {"edge", (long)(edge + 4092)}, {"no access", (long)nothing + 4}, {"read-only", (long)readonly},
        {"kernel", (long)0xffff888000000000}, {"last byte", -1L}, {"not canonical", (long)0x8000000000000000}, {"above user", 0x7ffffffff000},
    };
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        printf("%s:", rows[r].name);
        for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
            long a[6];
            for (int i = 0; i < 6; i++) a[i] = rows[r].arguments[i] == BAD ? kinds[k].address : rows[r].arguments[i] == (BAD & -4) ? kinds[k].address & -4 : rows[r].arguments[i];
            // What an earlier call wrote there decides no later one.
            memset(edge + 4092, 'e', 4);
            long result = syscall(rows[r].number, a[0], a[1], a[2], a[3], a[4], a[5]);
            int failed = result == -1;
            printf(" %s %s%s", kinds[k].name, failed ? error_name(errno) : "fine", k + 1 < sizeof kinds / sizeof *kinds ? "," : "\n");
            if (lseek(directory, 0, SEEK_SET) != 0) puts("lost the directory");
            syscall(SYS_set_robust_list, ok, 24);
        }
    }
    // A vector whose second part is bad still moves the first.
    struct iovec parts[2] = {{ok, 10}, {(void *)8, 10}};
    SHOW(pwritev(fd, parts, 2, 0));
    SHOW(preadv(fd, parts, 2, 0));
    struct iovec good_then_kernel[2] = {{ok, 10}, {(void *)0xffff888000000000, 10}};
    SHOW(preadv(fd, good_then_kernel, 2, 0));
    SHOW(pwrite(fd, edge + 4000, 200, 0));
    SHOW(pread(fd, edge + 4000, 200, 0));
    printf("%s\n", "alive");
    return 0;
}
