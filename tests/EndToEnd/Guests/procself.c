// The files of /proc and /sys that programs read about themselves.
#include "guest.h"
#include <dirent.h>
#include <sys/auxv.h>
#include <sys/resource.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>
#include <sys/prctl.h>

static char text[1 << 20];
static long slurp(const char *path)
{
    int fd = open(path, O_RDONLY);
    if (fd < 0) { printf("%s: %s\n", path, error_name(errno)); return -1; }
    long n = 0, r;
    while ((r = read(fd, text + n, sizeof text - 1 - n)) > 0) n += r;
    text[n] = 0;
    close(fd);
    return n;
}

int main(int argc, char **argv)
{
    enter_scratch(argc, argv);
    char link[4096];
    ssize_t n = readlink("/proc/self/exe", link, sizeof link - 1);
    link[n < 0 ? 0 : n] = 0;
    printf("exe %d\n", n > 0 && strcmp(link, argv[2]) == 0);
    n = readlink("/proc/self/cwd", link, sizeof link - 1);
    link[n < 0 ? 0 : n] = 0;
    printf("cwd %d\n", n > 0 && strcmp(link, argv[1]) == 0);
    n = slurp("/proc/self/cmdline");
    printf("cmdline %d\n", n > 0 && text[n - 1] == 0 && strcmp(text, argv[0]) == 0 && strcmp(text + strlen(text) + 1, argv[1]) == 0);
    slurp("/proc/self/maps");
    int rows = 0, stack = 0, inside = 0, ordered = 1;
    unsigned long previous = 0;
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"), rows++) {
        unsigned long from, to;
        char protection[5];
        if (sscanf(line, "%lx-%lx %4s", &from, &to, protection) != 3) { printf("odd row: %s\n", line); continue; }
        ordered &= from >= previous && to > from, previous = to;
        stack |= strstr(line, "[stack]") && from <= (unsigned long)&rows && (unsigned long)&rows < to;
        inside |= from <= (unsigned long)main && (unsigned long)main < to && protection[2] == 'x';
    }
    printf("maps: rows %d ordered %d stack %d this code %d\n", rows > 4, ordered, stack, inside);
    n = slurp("/proc/self/stat");
    printf("stat %d\n", n > 0 && atoi(text) == getpid() && strchr(text, ')') != NULL);
    slurp("/proc/self/status");
    printf("status %d %d\n", strstr(text, "Name:\t") != NULL, strstr(text, "VmRSS:") != NULL);
    slurp("/proc/self/statm");
    long size = 0, resident = 0;
    printf("statm %d\n", sscanf(text, "%ld %ld", &size, &resident) == 2 && size > 0 && resident >= 0);
    slurp("/proc/meminfo");
    long total = 0;
    char *row = strstr(text, "MemTotal:");
    printf("meminfo %d\n", row && sscanf(row, "MemTotal: %ld kB", &total) == 1 && total > 0 && strstr(text, "MemAvailable:") != NULL);
    slurp("/proc/cpuinfo");
    printf("cpuinfo %d\n", strstr(text, "processor\t: 0") != NULL);
    DIR *d = opendir("/proc/self/fd");
    int listed = 0, there = 0;
    for (int fd = 0; fd < 1024; fd++) there += fcntl(fd, F_GETFD) >= 0;
    if (d) { for (struct dirent *e; (e = readdir(d));) listed += e->d_name[0] != '.'; closedir(d); }
    printf("fd %d\n", listed == there);
    int fd = open("linked", O_CREAT | O_RDWR, 0644);
    char name[64];
    snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
    n = readlink(name, link, sizeof link - 1);
    link[n < 0 ? 0 : n] = 0;
    printf("fd link %d\n", n > 7 && strcmp(link + n - 7, "/linked") == 0);
    TRY(open(name, O_RDONLY));
    d = opendir("/proc/self/task");
    listed = 0;
    if (d) { for (struct dirent *e; (e = readdir(d));) listed += e->d_name[0] != '.'; closedir(d); }
    printf("task %d\n", listed);
    TRY(slurp("/proc/sys/kernel/osrelease") > 0 ? 0 : -1);
    TRY(slurp("/proc/sys/vm/overcommit_memory") > 0 ? 0 : -1);
    TRY(slurp("/proc/mounts") > 0 ? 0 : -1);
    TRY(slurp("/proc/self/mountinfo") > 0 ? 0 : -1);
    TRY(slurp("/proc/uptime") > 0 ? 0 : -1);
    TRY(slurp("/proc/loadavg") > 0 ? 0 : -1);
    TRY(slurp("/proc/stat") > 0 ? 0 : -1);
    SHOW(open("/proc/self/nothing", O_RDONLY));
    SHOW(open("/proc/nothing", O_RDONLY));
    TRY(mkdir("/proc/made", 0755) == 0 ? 0 : -1);
    printf("page size %ld clock ticks %ld processors %d\n", sysconf(_SC_PAGESIZE), sysconf(_SC_CLK_TCK), sysconf(_SC_NPROCESSORS_ONLN) > 0);
    struct utsname u;
    uname(&u);
    printf("%s %s\n", u.sysname, u.machine);
    struct sysinfo s;
    SHOW(sysinfo(&s));
    printf("%d\n", s.totalram > 0);
    struct rlimit limit;
    SHOW(getrlimit(RLIMIT_STACK, &limit));
    printf("stack limit %d\n", limit.rlim_cur >= 1 << 20);
    SHOW(getrlimit(RLIMIT_NOFILE, &limit));
    SHOW(getrlimit(99, &limit));
    SHOW(prctl(PR_SET_NAME, "shown"));
    SHOW(prctl(PR_GET_NAME, name));
    puts(name);
    SHOW(prctl(12345, 0, 0, 0, 0));
    printf("auxiliary vector: page %lu random %d entry %d secure %lu\n", getauxval(AT_PAGESZ), getauxval(AT_RANDOM) != 0, getauxval(AT_ENTRY) != 0, getauxval(AT_SECURE));
    printf("uid %d %d gid %d %d\n", getuid() == getauxval(AT_UID), geteuid() == getuid(), getgid() == getauxval(AT_GID), getegid() == getgid());
    printf("pid %d parent %d session %d\n", getpid() > 0, getppid() >= 0, getsid(0) >= 0);
    return 0;
}
