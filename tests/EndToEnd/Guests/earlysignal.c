// Preloaded into Wine: a signal reaches every thread before Wine has made it one of its own. The file that SIGNALS names gets two
// words: how many threads had one, and in how many the handler ran on the FS base of another thread.
#include "inwine.h"

static struct { long threads, wrong; } *record;

static volatile unsigned long expected, found;
static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER;

static unsigned long fs_base(void)
{
    unsigned long fs;
    __asm__ volatile("rdfsbase %0" : "=r"(fs));
    return fs;
}

static void handle(int signal, siginfo_t *information, void *context)
{
    found = fs_base();
}

static void begin_thread(void)
{
    struct sigaction action = {.sa_sigaction = handle, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART};
    pthread_mutex_lock(&one);
    // As Wine's own handlers are set: by the function that may have been replaced.
    if (sigaction(SIGURG, &action, NULL) != 0) abort();
    expected = fs_base();
    syscall(SYS_tgkill, getpid(), gettid(), SIGURG);
    record->threads++;
    if (found != expected) record->wrong++;
    pthread_mutex_unlock(&one);
}

__attribute__((constructor)) static void begin(void)
{
    record = open_record("SIGNALS", sizeof *record);
}
