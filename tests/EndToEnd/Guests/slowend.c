// Preloaded into Wine: a process that is slow between the last word to Wine's server and its end, as on a busy machine.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

static pid_t slow;

// At its end the process does not know this name any more.
__attribute__((constructor)) static void begin(void)
{
    if (strcmp(program_invocation_short_name, "wine64") == 0) slow = getpid();
}

void exit(int status)
{
    void (*next)(int) = dlsym(RTLD_NEXT, "exit");
    if (getpid() == slow) usleep(1500000);
    next(status);
    __builtin_unreachable();
}
