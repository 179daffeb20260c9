// What every guest program shares: printing a call with its result so that two runs can be compared byte for byte.
#ifndef GUEST_H
#define GUEST_H
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

static const char *error_name(int e)
{
    static char unknown[16];
    switch (e) {
#define N(x) case x: return #x;
    N(EPERM) N(ENOENT) N(ESRCH) N(EINTR) N(EIO) N(ENXIO) N(E2BIG) N(ENOEXEC) N(EBADF) N(ECHILD) N(EAGAIN) N(ENOMEM)
    N(EACCES) N(EFAULT) N(EBUSY) N(EEXIST) N(EXDEV) N(ENODEV) N(ENOTDIR) N(EISDIR) N(EINVAL) N(ENFILE) N(EMFILE)
    N(ENOTTY) N(ETXTBSY) N(EFBIG) N(ENOSPC) N(ESPIPE) N(EROFS) N(EMLINK) N(EPIPE) N(EDOM) N(ERANGE) N(EDEADLK)
    N(ENAMETOOLONG) N(ENOSYS) N(ENOTEMPTY) N(ELOOP) N(ENODATA) N(EOVERFLOW) N(ENOTSOCK) N(EOPNOTSUPP) N(ETIMEDOUT)
    N(ENOTCONN) N(EISCONN) N(ECONNREFUSED) N(ECONNRESET) N(ECONNABORTED) N(EINPROGRESS) N(EALREADY) N(EADDRINUSE) N(EADDRNOTAVAIL)
    N(ENETUNREACH) N(EDESTADDRREQ) N(EMSGSIZE) N(EPROTOTYPE) N(ENOPROTOOPT) N(EPROTONOSUPPORT) N(ESOCKTNOSUPPORT) N(ENOBUFS)
    N(EAFNOSUPPORT) N(EOWNERDEAD) N(ENOTRECOVERABLE)
#undef N
    }
    snprintf(unknown, sizeof unknown, "errno %d", e);
    return unknown;
}

static inline void show_result(const char *text, long result, int error)
{
    if (result == -1 && error != 0)
        printf("%s = %s\n", text, error_name(error));
    else
        printf("%s = %ld\n", text, result);
}

// The call, and its value or the name of its error.
#define SHOW(call) do { errno = 0; long r_ = (long)(call); show_result(#call, r_, errno); } while (0)
// The call, and "ok" or the name of its error: for values that no two runs share.
#define TRY(call) do { errno = 0; long r_ = (long)(call); \
    printf("%s: %s\n", #call, r_ == -1 ? error_name(errno) : "ok"); } while (0)
#define SECTION(name) printf("-- %s\n", name)

static sigjmp_buf probe_return;
static volatile int probe_signal, probe_code;
static void *volatile probe_address;

static void probe_handler(int signal, siginfo_t *info, void *context)
{
    (void)context;
    probe_signal = signal;
    probe_code = info->si_code;
    probe_address = info->si_addr;
    siglongjmp(probe_return, 1);
}

static inline void probes_on(void)
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = probe_handler;
    action.sa_flags = SA_SIGINFO;
    sigaction(SIGSEGV, &action, NULL);
    sigaction(SIGBUS, &action, NULL);
}

// Reads a byte; -1 when that faults, and then says how.
static inline int peek(const void *address)
{
    if (sigsetjmp(probe_return, 1)) {
        printf("  read fault: signal %d code %d%s\n", probe_signal, probe_code, probe_address == address ? "" : " wrong address");
        return -1;
    }
    return *(const volatile unsigned char *)address;
}

static inline int poke(void *address, int value)
{
    if (sigsetjmp(probe_return, 1)) {
        printf("  write fault: signal %d code %d%s\n", probe_signal, probe_code, probe_address == address ? "" : " wrong address");
        return -1;
    }
    *(volatile unsigned char *)address = (unsigned char)value;
    return 0;
}

static inline void put_file(const char *path, const char *text)
{
    int fd = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0644);
    if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text)) {
        printf("cannot write %s: %s\n", path, error_name(errno));
        exit(99);
    }
    close(fd);
}

// Enters the scratch directory named by the first argument.
static inline void enter_scratch(int argc, char **argv)
{
    setvbuf(stdout, NULL, _IOFBF, 1 << 16);
    if (argc < 2 || chdir(argv[1]) != 0) {
        printf("no scratch directory: %s\n", error_name(errno));
        exit(98);
    }
}
#endif
