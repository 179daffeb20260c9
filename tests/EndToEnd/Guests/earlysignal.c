// Preloaded into Wine: a signal reaches every thread before Wine has made it one of its own. The file that SIGNALS names gets two
// words: how many threads had one, and in how many the handler ran on the FS base of another thread.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static struct { long threads, wrong; } *record;

struct start { void *(*function)(void *); void *argument; };

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

static void *run(void *argument)
{
    struct start start = *(struct start *)argument;
    struct sigaction action = {.sa_sigaction = handle, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART};
    free(argument);
    pthread_mutex_lock(&one);
    // As Wine's own handlers are set: by the function that may have been replaced.
    if (sigaction(SIGURG, &action, NULL) != 0) abort();
    expected = fs_base();
    syscall(SYS_tgkill, getpid(), gettid(), SIGURG);
    record->threads++;
    if (found != expected) record->wrong++;
    pthread_mutex_unlock(&one);
    return start.function(start.argument);
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*function)(void *), void *argument)
{
    int (*next)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *) = dlsym(RTLD_NEXT, "pthread_create");
    if (record == NULL) return next(thread, attributes, function, argument);
    struct start *start = malloc(sizeof *start);
    *start = (struct start){function, argument};
    return next(thread, attributes, run, start);
}

__attribute__((constructor)) static void begin(void)
{
    const char *path = getenv("SIGNALS");
    if (path == NULL || strcmp(program_invocation_short_name, "wine64") != 0) return;
    int file = open(path, O_RDWR | O_CREAT, 0600);
    if (ftruncate(file, sizeof *record) != 0) abort();
    record = mmap(NULL, sizeof *record, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
}
