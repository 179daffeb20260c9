// Processes: prctl, identities, waiting, and what /proc tells.
#include "conform.h"
#include <sched.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <sys/utsname.h>

static int wait_for(pid_t child) { int status = -1; pid_t waited = waitpid(child, &status, 0); note(" waited %d status %x", waited == child, status); return status; }

// What a child says goes through its status; its copy of the output ends with it.
static void children(void)
{
    static volatile int shared_word;
    pid_t child;
    CASE("a child and its status") { covers(SYS_fork); if ((child = syscall(SYS_fork)) == 0) _exit(42); wait_for(child); SHOW(waitpid(child, NULL, 0)); }
    CASE("a child that waits for nothing") { covers(SYS_vfork); if ((child = vfork()) == 0) _exit(7); wait_for(child); }
    CASE("a child that a signal ends") { if ((child = fork()) == 0) { pause(); _exit(1); } SHOW(kill(child, SIGKILL)); wait_for(child); SHOW(kill(child, 0)); }
    CASE("memory of a child is its own") { shared_word = 1; if ((child = fork()) == 0) { shared_word = 2; _exit(shared_word); } wait_for(child); note(" %d", shared_word); }
    CASE("shared memory is shared with a child") { volatile int *p = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0); if ((child = fork()) == 0) { *p = 77; _exit(0); } wait_for(child); note(" %d", *p); }
    CASE("offsets are shared with a child") { if ((child = fork()) == 0) { char c[5]; read(F, c, 5); _exit(0); } wait_for(child); SHOW(lseek(F, 0, SEEK_CUR)); }
    CASE("a session of its own") { covers(SYS_setsid); if ((child = fork()) == 0) { int ok = setsid() == getpid() && getsid(0) == getpid() && getpgrp() == getpid() && setsid() == -1 && errno == EPERM; _exit(ok); } wait_for(child); }
    CASE("groups of children") { if ((child = fork()) == 0) { pause(); _exit(1); } SHOW(setpgid(child, child)); SHOW(getpgid(child) == child); SHOW(kill(-child, SIGTERM)); wait_for(child); SHOW(setpgid(child, 0)); }
    CASE("a parent that is gone") { int p[2]; pipe(p); if ((child = fork()) == 0) { if (fork() == 0) { while (getppid() == child) usleep(100); char c = 'x'; for (int i = 0; i < 2000 && kill(getppid(), 0) == 0 && i < 20; i++) usleep(100); write(p[1], &c, 1); _exit(0); } _exit(3); } wait_for(child); close(p[1]); char c = 0; SHOW(read(p[0], &c, 1)); SHOW(waitpid(-1, NULL, 0)); }
    CASE("stopping and going on") { int status; if ((child = fork()) == 0) { while (1) pause(); } SHOW(kill(child, SIGSTOP)); SHOW(waitpid(child, &status, WUNTRACED) == child); note(" %x", status); SHOW(kill(child, SIGCONT)); SHOW(waitpid(child, &status, WCONTINUED) == child); note(" %x", status); SHOW(waitpid(child, &status, WNOHANG)); kill(child, SIGKILL); wait_for(child); }
    CASE("waitid leaves and takes") { siginfo_t i; if ((child = fork()) == 0) _exit(9); SHOW(waitid(P_PID, child, &i, WEXITED | WNOWAIT)); note(" code %d status %d", i.si_code, i.si_status); SHOW(waitid(P_PID, child, &i, WEXITED)); SHOW(waitid(P_PID, child, &i, WEXITED)); }
    CASE("ignored children leave no status") { signal(SIGCHLD, SIG_IGN); if ((child = fork()) == 0) _exit(9); SHOW(waitpid(child, NULL, 0)); signal(SIGCHLD, SIG_DFL); }
}

void area_processes(void)
{
    children();
    covers(SYS_getpid);
    CASE("waiting without children") { int s; SHOW(call(SYS_wait4, -1L, &s, 0L, 0L)); SHOW(syscall(SYS_wait4, 1, &s, 0, 0)); SHOW(syscall(SYS_wait4, 0, 0, WNOHANG, 0)); SHOW(syscall(SYS_wait4, -5, 0, WNOHANG, 0)); SHOW(syscall(SYS_wait4, INT_MIN, 0, 0, 0)); SHOW(syscall(SYS_wait4, -1, 0, 0x10, 0)); siginfo_t i; SHOW(waitid(P_ALL, 0, &i, WEXITED)); SHOW(waitid(P_PID, 1, &i, WEXITED)); SHOW(waitid(P_PID, -1, &i, WEXITED)); SHOW(waitid(P_PGID, -1, &i, WEXITED)); SHOW(waitid(P_ALL, 0, &i, 0)); SHOW(waitid(P_ALL, 0, &i, WNOHANG)); SHOW(waitid(9, 0, &i, WEXITED)); SHOW(waitid(P_PIDFD, F, &i, WEXITED)); SHOW(waitid(P_PIDFD, CLOSED, &i, WEXITED)); SHOW(waitid(P_PIDFD, -1, &i, WEXITED)); }
    CASE("groups and sessions") { SHOW(getpgid(0) == call(SYS_getpgrp)); SHOW(getpgid(getpid()) == getpgrp()); SHOW(call(SYS_getsid, 0L) == getsid(getpid())); SHOW(getsid(-1)); SHOW(getpgid(-1)); SHOW(setpgid(-1, 0)); SHOW(setpgid(0, -1)); SHOW(setpgid(1, 0)); SHOW(call(SYS_getppid) >= 0); }
    CASE("dumpable") { SHOW(prctl(PR_GET_DUMPABLE)); SHOW(prctl(PR_SET_DUMPABLE, 2)); SHOW(prctl(PR_SET_DUMPABLE, 0)); SHOW(prctl(PR_GET_DUMPABLE)); SHOW(prctl(PR_SET_DUMPABLE, 1)); }
    CASE("death signal") { int s = 9; SHOW(prctl(PR_SET_PDEATHSIG, SIGUSR1)); SHOW(prctl(PR_GET_PDEATHSIG, &s)); note(" %d", s); SHOW(prctl(PR_SET_PDEATHSIG, 65)); SHOW(prctl(PR_SET_PDEATHSIG, 0)); }
    CASE("subreaper") { int s = 9; SHOW(prctl(PR_SET_CHILD_SUBREAPER, 1)); SHOW(prctl(PR_GET_CHILD_SUBREAPER, &s)); note(" %d", s); SHOW(prctl(PR_SET_CHILD_SUBREAPER, 0)); SHOW(prctl(PR_GET_CHILD_SUBREAPER, &s)); note(" %d", s); }
    CASE("timer slack") { SHOW(prctl(PR_GET_TIMERSLACK)); SHOW(prctl(PR_SET_TIMERSLACK, 1000)); SHOW(prctl(PR_GET_TIMERSLACK)); SHOW(prctl(PR_SET_TIMERSLACK, 0)); SHOW(prctl(PR_GET_TIMERSLACK)); }
    CASE("huge pages") { SHOW(prctl(PR_GET_THP_DISABLE, 0, 0, 0, 0)); SHOW(prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0)); SHOW(prctl(PR_GET_THP_DISABLE, 0, 0, 0, 0)); SHOW(prctl(PR_SET_THP_DISABLE, 0, 0, 0, 0)); SHOW(prctl(PR_GET_THP_DISABLE, 1, 0, 0, 0)); }
    CASE("the time stamp counter") { int v = 9; SHOW(prctl(PR_GET_TSC, &v)); note(" %d", v); SHOW(prctl(PR_SET_TSC, PR_TSC_ENABLE)); }
    CASE("capabilities that are kept") { SHOW(prctl(PR_GET_KEEPCAPS)); SHOW(prctl(PR_SET_KEEPCAPS, 1)); SHOW(prctl(PR_GET_KEEPCAPS)); SHOW(prctl(PR_SET_KEEPCAPS, 0)); SHOW(prctl(PR_SET_KEEPCAPS, 2)); SHOW(prctl(PR_CAPBSET_READ, 41)); SHOW(prctl(PR_CAPBSET_DROP, 0)); SHOW(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, 0, 0, 0)); SHOW(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, 0, 0, 0)); SHOW(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)); SHOW(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, 99, 0, 0)); SHOW(prctl(PR_CAP_AMBIENT, 9, 0, 0, 0)); }
    CASE("no new privileges") { SHOW(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0)); SHOW(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)); SHOW(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0)); SHOW(prctl(PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0)); SHOW(prctl(PR_SET_NO_NEW_PRIVS, 1, 1, 0, 0)); }
    CASE("machine checks and speculation") { SHOW(prctl(PR_MCE_KILL_GET, 0, 0, 0, 0)); SHOW(prctl(PR_MCE_KILL, PR_MCE_KILL_SET, PR_MCE_KILL_EARLY, 0, 0)); SHOW(prctl(PR_MCE_KILL_GET, 0, 0, 0, 0)); SHOW(prctl(PR_MCE_KILL, PR_MCE_KILL_CLEAR, 0, 0, 0)); SHOW(prctl(PR_MCE_KILL_GET, 0, 0, 0, 0)); SHOW(prctl(PR_GET_SPECULATION_CTRL, 99, 0, 0, 0)); SHOW(prctl(PR_SET_SPECULATION_CTRL, 99, 0, 0, 0)); SHOW(prctl(PR_SET_MM, 99, 0, 0, 0)); }
    CASE("personalities") { SHOW(call(SYS_personality, 0xffffffffL)); SHOW(syscall(SYS_personality, 0x0040000)); SHOW(syscall(SYS_personality, 0xffffffff)); SHOW(syscall(SYS_personality, 0)); SHOW(syscall(SYS_personality, 0xffffffff)); }
    CASE("comparing") { covers(SYS_kcmp); int d = dup(F); SHOW(syscall(SYS_kcmp, getpid(), getpid(), 0, F, d)); SHOW(syscall(SYS_kcmp, getpid(), getpid(), 0, F, FR) != 0); SHOW(syscall(SYS_kcmp, getpid(), getpid(), 0, F, CLOSED)); SHOW(syscall(SYS_kcmp, getpid(), getpid(), 1, 0, 0)); SHOW(syscall(SYS_kcmp, getpid(), getpid(), 6, 0, 0)); SHOW(syscall(SYS_kcmp, getpid(), getpid(), 99, 0, 0)); SHOW(syscall(SYS_kcmp, 0x7ffffffe, getpid(), 0, 0, 0)); }
    CASE("comparing processes") {
        static const int flags[] = {0, CLONE_FS, CLONE_FILES, CLONE_FS | CLONE_FILES};
        for (int i = 0; i < 4; i++) {
            pid_t child = syscall(SYS_clone, flags[i] | SIGCHLD, 0, 0, 0, 0);
            if (child == 0) { pause(); _exit(0); }
            for (int type = 1; type < 7; type++) note(" %d", syscall(SYS_kcmp, getpid(), child, type, 0, 0) != 0);
            kill(child, SIGKILL);
            wait_for(child);
        }
    }
    CASE("unshare") {
        static const long flags[] = {0, CLONE_VM, CLONE_SIGHAND, CLONE_THREAD, CLONE_FS, CLONE_FILES, CLONE_SYSVSEM, CLONE_FS | CLONE_FILES, CLONE_VFORK, CLONE_PARENT, CLONE_SETTLS, 1, CLONE_NEWUTS, CLONE_NEWNS | CLONE_VFORK, 1L << 40};
        covers(SYS_unshare);
        for (int i = 0; i < 15; i++) {
            pid_t child = fork();
            if (child == 0) _exit(syscall(SYS_unshare, flags[i]) ? errno : 0);
            wait_for(child);
        }
        SHOW(syscall(SYS_unshare, CLONE_THREAD)); SHOW(syscall(SYS_unshare, CLONE_VM)); SHOW(syscall(SYS_unshare, CLONE_SIGHAND));
    }
    CASE("unshare what a child shares") {
        pid_t child = syscall(SYS_clone, CLONE_FS | CLONE_FILES | SIGCHLD, 0, 0, 0, 0);
        if (child == 0) { umask(077); close(ZERO); int failed = unshare(CLONE_FS | CLONE_FILES); umask(022); close(NUL); _exit(failed ? errno : 0); }
        wait_for(child);
        SHOW(fcntl(NUL, F_GETFD)); SHOW(fcntl(ZERO, F_GETFD)); note(" %o", umask(022));
        child = syscall(SYS_clone, CLONE_FILES | SIGCHLD, 0, 0, 0, 0);
        if (child == 0) _exit(syscall(SYS_close_range, NUL, NUL, 2) ? errno : 0);
        wait_for(child);
        SHOW(fcntl(NUL, F_GETFD));
    }
    CASE("the filter of core files") {
        char text[20] = "";
        int fd = open("/proc/self/coredump_filter", O_RDWR);
        static const char *words[] = {"0x7f\n", "33", "017", "0x", "x", "-1", "0xffff", "99999999999", " 1", ""};
        for (int i = 0; i < 10; i++) { SHOW(write(fd, words[i], strlen(words[i]))); int again = open("/proc/self/coredump_filter", O_RDONLY); read(again, text, 10); close(again); note(" %.8s", text); }
    }
    CASE("names in /proc/self are there once") { int n = 0, fd = open("/proc/self", O_RDONLY | O_DIRECTORY); static char entries[32768]; long size = syscall(SYS_getdents64, fd, entries, sizeof entries); for (long at = 0; at < size; at += *(unsigned short *)(entries + at + 16)) n += strcmp(entries + at + 19, "net") == 0; note(" %d", n); }
    CASE("what only the administrator may do") {
        covers(SYS_reboot); covers(SYS_swapon); covers(SYS_swapoff); covers(SYS_sethostname); covers(SYS_setdomainname); covers(SYS_iopl); covers(SYS_ioperm); covers(SYS_acct); covers(SYS_vhangup); covers(SYS_mount); covers(SYS_umount2); covers(SYS_pivot_root); covers(SYS_chroot); covers(SYS_init_module); covers(SYS_delete_module); covers(SYS_finit_module); covers(SYS_kexec_load); covers(SYS_settimeofday); covers(SYS_syslog); covers(SYS_quotactl);
        SHOW(syscall(SYS_reboot, 0xfee1dead, 672274793, 0, 0)); SHOW(syscall(SYS_swapon, "f", 0)); SHOW(syscall(SYS_swapoff, "f")); SHOW(sethostname("x", 1)); SHOW(setdomainname("x", 1)); SHOW(syscall(SYS_iopl, 3)); SHOW(syscall(SYS_ioperm, 0x80, 1, 1)); SHOW(syscall(SYS_acct, "f")); SHOW(syscall(SYS_vhangup)); SHOW(syscall(SYS_mount, "none", "d", "tmpfs", 0, 0)); SHOW(syscall(SYS_umount2, "d", 0)); SHOW(syscall(SYS_pivot_root, "d", "d")); SHOW(syscall(SYS_init_module, 0, 0, "")); SHOW(syscall(SYS_delete_module, "x", 0)); SHOW(syscall(SYS_finit_module, F, "", 0)); SHOW(syscall(SYS_kexec_load, 0, 0, 0, 0)); SHOW(syscall(SYS_syslog, 5, 0, 0)); covers(SYS_fanotify_init); SHOW(syscall(SYS_quotactl, 0, 0, 0, 0) < 0); covers(SYS_open_by_handle_at); SHOW(syscall(SYS_open_by_handle_at, AT_FDCWD, arena[0], 0) < 0); covers(SYS_kexec_file_load); SHOW(syscall(SYS_kexec_file_load, 0, 0, 0, 0, 0)); for (long n = SYS_open_tree; n <= SYS_fspick; n++) covers(n); covers(SYS_mount_setattr); SHOW(syscall(SYS_fsopen, "tmpfs", 0)); SHOW(syscall(SYS_fsmount, F, 0, 0)); SHOW(syscall(SYS_move_mount, AT_FDCWD, "d", AT_FDCWD, "e", 0)); SHOW(syscall(SYS_settimeofday, &(struct timeval){1, 0}, NULL));
    }
    CASE("what is not there") { PINNED("ENOSYS", syscall(SYS_uselib, "f")); SHOW(call(SYS_create_module)); SHOW(call(SYS_query_module)); SHOW(call(SYS_get_kernel_syms)); SHOW(call(SYS_nfsservctl)); SHOW(call(SYS_getpmsg)); SHOW(call(SYS_putpmsg)); SHOW(call(SYS_afs_syscall)); SHOW(call(SYS_tuxcall)); SHOW(call(SYS_security)); SHOW(call(SYS_set_thread_area)); SHOW(call(SYS_get_thread_area)); SHOW(call(SYS_epoll_ctl_old)); SHOW(call(SYS_epoll_wait_old)); SHOW(call(SYS_vserver)); SHOW(call(1000)); SHOW(call(-1)); SHOW(call(400)); SHOW(call(0x40000000L + SYS_getpid)); }
    CASE("types of file systems") { covers(SYS_sysfs); char name[64]; SHOW(syscall(SYS_sysfs, 9, 0, 0)); SHOW(syscall(SYS_sysfs, 1, "no-such-type")); SHOW(syscall(SYS_sysfs, 3) > 0); SHOW(syscall(SYS_sysfs, 1, (char *)8)); SHOW(syscall(SYS_sysfs, 2, 9999, name)); }
    CASE("segments") { covers(SYS_modify_ldt); PINNED("ENOSYS", syscall(SYS_modify_ldt, 0, arena[0], 16)); }
    CASE("keys") { covers(SYS_keyctl); covers(SYS_add_key); covers(SYS_request_key); PINNED("ENOSYS", syscall(SYS_keyctl, 0, -3, 0)); PINNED("ENOSYS", syscall(SYS_add_key, "user", "x", "y", 1, -3)); PINNED("ENOSYS", syscall(SYS_request_key, "user", "x", 0, 0)); }
    CASE("the program's own name") { struct utsname u; SHOW(uname(&u)); note(" %s %s", u.sysname, u.machine); covers(SYS_uname); }
    CASE("exec of what cannot run") { char *none[] = {0}; covers(SYS_execve); SHOW(execve("f", none, none)); SHOW(execve("d", none, none)); SHOW(execve("missing", none, none)); SHOW(execve("", none, none)); SHOW(execve("f/x", none, none)); chmod("f", 0755); SHOW(execve("f", none, none)); SHOW(execve("link", none, none)); close(F); close(FW); SHOW(execve("f", none, none)); SHOW(execve("f", (char **)8, none)); SHOW(execve("f", none, (char **)8)); SHOW(execve("locked/x", none, none)); chmod("ro", 0100); SHOW(execve("ro", none, none)); SHOW(execve("loop", none, none)); }
    CASE("exec of scripts that lead nowhere") { int fd = open("s", O_CREAT | O_WRONLY, 0755); dprintf(fd, "#!/no/such/interpreter\n"); close(fd); SHOW(execl("s", "s", NULL)); fd = open("s", O_TRUNC | O_WRONLY); dprintf(fd, "#!\n"); close(fd); SHOW(execl("s", "s", NULL)); fd = open("s", O_TRUNC | O_WRONLY); dprintf(fd, "#!%s/s\n", "."); close(fd); SHOW(execl("s", "s", NULL)); fd = open("s", O_TRUNC | O_WRONLY); write(fd, "\177ELF", 4); close(fd); SHOW(execl("s", "s", NULL)); fd = open("s", O_TRUNC | O_WRONLY); close(fd); SHOW(execl("s", "s", NULL)); }
    CASE("exec with too much") { static char *many[9000]; static char text[140000]; memset(text, 'x', sizeof text - 1); many[0] = text; SHOW(execve("/proc/self/exe", many, many + 8999)); }
    CASE("own files in /proc") { static const char *names[] = {"status", "stat", "statm", "maps", "cmdline", "environ", "comm", "limits", "mounts", "mountinfo", "cgroup", "oom_score", "oom_score_adj", "fdinfo/100", "task", "exe", "cwd", "root", "auxv", "io", "personality", "wchan", "mem", "smaps", "loginuid", "uid_map", "missing"}; for (size_t i = 0; i < sizeof names / sizeof *names; i++) { char path[64]; snprintf(path, sizeof path, "/proc/self/%s", names[i]); int fd = open(path, O_RDONLY); note(" %s:%s", names[i], fd < 0 ? error_name(errno) : "ok"); if (fd >= 0) close(fd); } }
}
