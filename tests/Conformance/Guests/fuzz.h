// What the parts of the fuzzer share.
#ifndef FUZZ_H
#define FUZZ_H
#include "conform.h"
#include "rows.h"

typedef unsigned long state_t; // Of a thread's random numbers.

unsigned long next(state_t *s);
unsigned long below(state_t *s, unsigned long limit);
#define PICK(s, list) ((list)[below(s, sizeof(list) / sizeof *(list))])
#define ONE_IN(s, n) (below(s, n) == 0)

// Any number: a border of some type, a power of two, a small one, anything.
long odd(state_t *s);
// An address: mostly in memory that can be used, with a border of a page in the middle or at the end; sometimes a bad one.
char *place(state_t *s, size_t size);
// Some of the bits of a mask; now and then a foreign one too.
unsigned long bits(state_t *s, unsigned long mask);
// Puts an object at a place and gives its address. It may lie in memory that another thread writes to or takes away.
void *put(state_t *s, const void *object, size_t size);
// A struct sigevent, now and then a bad one. It never names SIGKILL, as what lies anywhere may: that would end the first process.
struct sigevent *event(state_t *s);
// A descriptor, open or not.
int any_fd(state_t *s);
const char *any_path(state_t *s);

// What all processes of a run have in common.
struct common {
    volatile int processes;          // Alive, not counting the first.
    volatile int children[8];        // Some of them, for signals that are not to reach the first process.
    volatile int words[16];          // Futexes.
    pthread_mutex_t robust, priority; // Mutexes of glibc's.
    char scribble[4 * PAGE];         // Somebody writes here all the time.
};
extern struct common *common;
extern char *own_path;     // Of the program, to execute it again.
extern const char *folder; // Where it works.
extern long depth;         // How many executions and forks away from the first.

void fixture(state_t *s);
// Makes calls, until so many are made or the process's time is up.
void make_calls(state_t *s, long count);
void one_row(state_t *s);
void fault_goes_on(void); // The handlers of faults: the thread goes on with its next call.

struct operation { int weight; void (*run)(state_t *s); };
extern const struct operation file_operations[], socket_operations[], event_operations[], task_operations[], memory_operations[];
#endif
