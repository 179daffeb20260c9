// What libraries that are preloaded into Wine share: a record in a file that the test reads, and a call on every new thread.
#ifndef INWINE_H
#define INWINE_H
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

// Runs first on every thread that is started once there is a record.
static void begin_thread(void);

static void *record_memory;

// The file that the variable names, of the size asked for; NULL where there is none, or where this is not Wine's own process.
static void *open_record(const char *variable, size_t size)
{
    const char *path = getenv(variable);
    if (path == NULL || strcmp(program_invocation_short_name, "wine64") != 0) return NULL;
    int file = open(path, O_RDWR | O_CREAT, 0600);
    if (ftruncate(file, size) != 0) abort();
    return record_memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
}

struct start { void *(*function)(void *); void *argument; };

static void *run(void *argument)
{
    struct start start = *(struct start *)argument;
    free(argument);
    begin_thread();
    return start.function(start.argument);
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*function)(void *), void *argument)
{
    int (*next)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *) = dlsym(RTLD_NEXT, "pthread_create");
    if (record_memory == NULL) return next(thread, attributes, function, argument);
    struct start *start = malloc(sizeof *start);
    *start = (struct start){function, argument};
    return next(thread, attributes, run, start);
}
#endif
