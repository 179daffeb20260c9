// System calls with the kinds of their arguments. From a row come its bad-argument cases (rows.c) and the fuzzer's calls.
#ifndef ROWS_H
#define ROWS_H

enum kind {
    VALUE,  // as it is
    FDS,    // a descriptor; value is a good one
    PATHS,  // a path; value is a good one
    TEXT,   // a string that is no path
    INPUT,  // the address of size bytes that the call reads; value is where good ones are
    WAIT,   // the same for a time limit, without which the call waits for ever
    OUTPUT, // the address of size bytes that the call writes
    BOTH,   // the address of size bytes that it reads and writes
    SIZE,   // how many bytes
    OFFSET, // a place in a file
    BITS,   // flags, 32 bits
    NUMBER, // an enumeration: small numbers
    RANGE,  // start of a range of memory
    LENGTH, // its length
};

struct argument { enum kind kind; long value, size; };

enum {
    UNSTABLE = 1,   // the result differs between runs: only whether it is an error counts
    FILE_STATE = 2, // show offset, size and contents of "f" afterwards
    BYTES = 4,      // show a checksum of what was written
    QUIET = 8,      // show nothing of what was written
    WILD = 16,      // the fuzzer leaves it out: it would end or stop the guest
    NO_FIFO = 64,   // opening the pipe would wait for its other end
    NO_BITS = 32,   // single flag bits are the machine's affair
};

struct row { const char *area, *name; long number; struct argument arguments[6]; int flags; };
extern const struct row rows[];
extern const int row_count;
#endif
