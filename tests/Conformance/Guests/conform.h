// What the conformance programs share. A case is one line of output, "name: results"; the same program prints the lines of the
// kernel and those of the library OS, and a line that differs is a difference between them.
#ifndef CONFORM_H
#define CONFORM_H
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/futex.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

// Descriptors that every case finds open, all non-blocking (engine.c makes them).
enum {
    F = 100,  // regular file "f", read and write, at offset 0
    FR,       // the same, read only
    FW,       // the same, write only
    DIRECTORY, // "d"
    PR,       // pipe with ten bytes in it, read end
    PW,       // its write end
    PATHF,    // O_PATH of "f"
    PATHD,    // O_PATH of "d"
    EVENT,    // eventfd with the value 3
    EPOLL,    // empty epoll set
    NUL,      // /dev/null
    ZERO,     // /dev/zero
    MEMFD,    // memfd of 8192 bytes that takes seals
    TIMER,    // timerfd
    SIGNALFD, // signalfd for SIGUSR1
    SOCK,     // one end of a stream socket pair
    INOTIFY,  // inotify without watches
    FD_END,
    CLOSED = 99,
};

// Pages that cases use: each is writable, and what follows it is not mapped.
#define PAGE 4096L
extern char *arena[6];       // two writable pages each, then a hole
extern char *readonly_page;  // readable only
extern char *no_access_page; // PROT_NONE
#define KERNEL_ADDRESS 0xffff888000000000L

// Begins a case and gives true when it is to be run. Names are unique; the text before '/' or '(' groups them.
int begin_case(const char *format, ...) __attribute__((format(printf, 1, 2)));
int end_case(void);
#define CASE(...) for (int go_ = begin_case(__VA_ARGS__); go_; go_ = end_case())

// Adds to the line of the case.
void note(const char *format, ...) __attribute__((format(printf, 1, 2)));
void note_result(const char *text, long result, int error);
const char *error_name(int error);
// Prints what there is, before a fork: a child must not print it again.
void flush_case(void);
// Tells the watchdog that the case has not hung: what takes CPU time takes long on a busy machine.
void still_busy(void);
// A call: its value, or the name of its error.
#define SHOW(call) do { errno = 0; long r_ = (long)(call); note_result(#call, r_, errno); } while (0)
// A call: "ok" or the name of its error, for values that no two runs share.
#define TRY(call) do { errno = 0; long r_ = (long)(call); note_result(#call, r_ == -1 ? -1 : 0, errno); } while (0)

// A system call by number; remembers that there are cases for it.
long call(long number, ...);
// Says that the case covers a call that a library function makes.
void covers(long number);
// Prints what the library OS shall answer where the kernel's answer is the machine's own affair (a container's filter, a
// build option): natively the line says it without asking. The reason stands beside each use.
#define PINNED(wanted, expression) do { if (boxed) { errno = 0; long r_ = (long)(expression); note_result("pinned", r_, errno); } \
    else note(" pinned=%s", wanted); } while (0)
extern int boxed;

// A checksum of bytes, for contents.
unsigned checksum(const void *bytes, size_t size);

// Runs a function in a thread of its own, to its end.
void in_thread(void *(*function)(void *), void *argument);
// True once the thread sleeps in the kernel (its state in /proc is S); gives up after a while.
int wait_until_asleep(pid_t thread);

// The areas.
void rows_of(const char *area);
void area_files(void);
void area_paths(void);
void area_memory(void);
void area_signals(void);
void area_time(void);
void area_threads(void);
void area_events(void);
void area_pipes(void);
void area_processes(void);
void area_sockets(void);
void area_identity(void);
void area_waits(void);
void area_ipc(void);
#endif
