// Preloaded into Wine: a process that is slow between the last word to Wine's server and its end, as on a busy machine.
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>
#include <unistd.h>

__attribute__((destructor)) static void end(void)
{
    if (strcmp(program_invocation_short_name, "wine64") == 0) usleep(1500000);
}
