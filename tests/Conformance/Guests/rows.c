// Runs the cases that come from the table of rows: each argument in turn takes every bad value of its kind.
#include "conform.h"
#include "rows.h"
#include <stdarg.h>

struct variant { const char *name; long value; };

static const struct variant descriptors[] = {
    {"-1", -1}, {"closed", CLOSED}, {"high", 1 << 20}, {"max", INT_MAX}, {"min", INT_MIN}, {"cwd", AT_FDCWD}, {"file", F}, {"read-only", FR},
    {"write-only", FW}, {"directory", DIRECTORY}, {"pipe-read", PR}, {"pipe-write", PW}, {"path-file", PATHF}, {"path-directory", PATHD},
    {"eventfd", EVENT}, {"epoll", EPOLL}, {"null", NUL}, {"zero", ZERO}, {"memfd", MEMFD}, {"timerfd", TIMER}, {"signalfd", SIGNALFD},
    {"socket", SOCK}, {"inotify", INOTIFY},
};

static char long_name[300], long_path[5000];

static const struct variant paths[] = {
    {"empty", (long)""}, {"missing", (long)"missing"}, {"missing/x", (long)"missing/x"}, {"file", (long)"f"}, {"file/", (long)"f/"},
    {"file/x", (long)"f/x"}, {"file/..", (long)"f/.."}, {"directory", (long)"d"}, {"directory/", (long)"d/"}, {"full/x", (long)"d/x"},
    {"empty-directory", (long)"e"}, {".", (long)"."}, {"..", (long)".."}, {"d/.", (long)"d/."}, {"e/..", (long)"e/.."}, {"/", (long)"/"},
    {"link", (long)"link"}, {"link/", (long)"link/"}, {"dlink", (long)"dlink"}, {"dlink/", (long)"dlink/"}, {"dlink/x", (long)"dlink/x"},
    {"dangling", (long)"dangling"}, {"dangling/", (long)"dangling/"}, {"loop", (long)"loop"}, {"loop/x", (long)"loop/x"}, {"read-only", (long)"ro"},
    {"shut", (long)"shut"}, {"locked", (long)"locked"}, {"locked/x", (long)"locked/x"}, {"fifo", (long)"fifo"}, {"fifo/x", (long)"fifo/x"},
    {"long-name", (long)long_name}, {"long-path", (long)long_path}, {"missing/", (long)"missing/"}, {"//f", (long)".//f"}, {"d/../f", (long)"d/../f"},
    {"missing/../f", (long)"missing/../f"},
};

static const struct variant sizes[] = {
    {"0", 0}, {"1", 1}, {"7", 7}, {"8", 8}, {"15", 15}, {"16", 16}, {"4096", 4096}, {"1M", 1 << 20}, {"INT_MAX", INT_MAX}, {"2^31", 1L << 31}, {"2^32", 1L << 32},
    {"SSIZE_MAX", LONG_MAX}, {"2^63", LONG_MIN}, {"-1", -1},
};

static const struct variant offsets[] = {
    {"0", 0}, {"1", 1}, {"99", 99}, {"100", 100}, {"101", 101}, {"4096", 4096}, {"2^31", 1L << 31}, {"2^40", 1L << 40}, {"max", LONG_MAX}, {"max-7", LONG_MAX - 7}, {"min", LONG_MIN}, {"-1", -1},
};

static const struct variant numbers[] = {
    {"0", 0}, {"1", 1}, {"2", 2}, {"3", 3}, {"4", 4}, {"5", 5}, {"6", 6}, {"7", 7}, {"8", 8}, {"9", 9}, {"10", 10}, {"11", 11}, {"12", 12}, {"15", 15}, {"16", 16},
    {"17", 17}, {"31", 31}, {"32", 32}, {"63", 63}, {"64", 64}, {"65", 65}, {"99", 99}, {"-1", -1}, {"max", INT_MAX}, {"min", INT_MIN},
};

static const struct variant lengths[] = {
    {"0", 0}, {"1", 1}, {"4095", 4095}, {"4096", 4096}, {"8192", 8192}, {"over-hole", 4 * PAGE}, {"2^47", 1L << 47}, {"2^63", LONG_MIN}, {"-4096", -4096}, {"-1", -1},
};

static long good(const struct argument *a, int index)
{
    char *end = arena[index] + 2 * PAGE;
    switch (a->kind) {
    case INPUT:
    case WAIT:
    case BOTH:
        return (long)memcpy(end - a->size, (void *)a->value, a->size);
    case OUTPUT:
        return (long)(end - a->size);
    case PATHS:
    case TEXT: {
        size_t size = strlen((char *)a->value) + 1;
        return (long)memcpy(end - size, (void *)a->value, size);
    }
    case RANGE:
        return (long)arena[index];
    default:
        return a->value;
    }
}

static void run(const struct row *row, int changed, const char *variant, long value, int how)
{
    long a[6];
    if (!begin_case(changed < 0 ? "%s(good)" : "%s(%d:%s)", row->name, changed, variant)) return;
    for (int i = 0; i < 6; i++) a[i] = good(&row->arguments[i], i);
    if (how == 1) {
        // The object's first half lies before the hole.
        const struct argument *argument = &row->arguments[changed];
        long size = argument->kind == PATHS || argument->kind == TEXT ? (long)strlen((char *)argument->value) + 1 : argument->size;
        char *place = arena[changed] + 2 * PAGE - size / 2;
        if (argument->kind != OUTPUT) memcpy(place, (void *)argument->value, size / 2);
        a[changed] = (long)place;
    } else if (how == 2) {
        a[changed] = (long)strcpy(arena[changed], (char *)value);
    } else if (changed >= 0) {
        a[changed] = value;
    }
    covers(row->number);
    errno = 0;
    long result = syscall(row->number, a[0], a[1], a[2], a[3], a[4], a[5]);
    int error = errno;
    if (result == -1) note(" %s", error_name(error));
    else note(row->flags & UNSTABLE ? " ok" : " %ld", result);
    if (!(row->flags & QUIET) && (result != -1 || row->flags & BYTES))
        for (int i = 0; i < 6; i++) {
            const struct argument *argument = &row->arguments[i];
            if (argument->kind != OUTPUT && argument->kind != BOTH) continue;
            // What the call left of the pattern.
            unsigned char *start = (unsigned char *)arena[i], *end = start + 2 * PAGE;
            if (argument->kind == BOTH) { note(" %d:%x", i, checksum(end - argument->size, argument->size)); continue; }
            while (start < end && *start == 0xa5) start++;
            while (end > start && end[-1] == 0xa5) end--;
            if (end != start) note(" %d:%ld+%ld", i, start - (unsigned char *)arena[i], end - start);
            if (row->flags & BYTES) note("/%x", checksum(start, end - start));
        }
    if (row->flags & FILE_STATE) {
        struct stat status;
        char content[256];
        fstat(F, &status);
        memset(content, 0, sizeof content);
        pread(FR, content, sizeof content, 0);
        note(" offset=%ld size=%ld content=%x", lseek(F, 0, SEEK_CUR), (long)status.st_size, checksum(content, sizeof content));
    }
    end_case();
}

#define EACH(table) for (size_t v = 0; v < sizeof table / sizeof *table; v++) run(row, i, table[v].name, table[v].value, 0)

static void bad_addresses(const struct row *row, int i)
{
    enum kind kind = row->arguments[i].kind;
    if (kind != WAIT) run(row, i, "NULL", 0, 0);
    run(row, i, "8", 8, 0);
    run(row, i, "hole", (long)arena[i] + 2 * PAGE, 0);
    run(row, i, "no-access", (long)no_access_page, 0);
    run(row, i, "kernel", KERNEL_ADDRESS, 0);
    run(row, i, "not-canonical", LONG_MIN, 0);
    run(row, i, "-1", -1, 0);
    run(row, i, "above-user", 0x7ffffffff000, 0);
    if (kind == OUTPUT || kind == BOTH) run(row, i, "read-only", (long)readonly_page, 0);
    run(row, i, "edge", 0, 1);
}

static void run_row(const struct row *row)
{
    run(row, -1, NULL, 0, 0);
    for (int i = 0; i < 6; i++) {
        switch (row->arguments[i].kind) {
        case FDS: EACH(descriptors); break;
        case PATHS:
            for (size_t v = 0; v < sizeof paths / sizeof *paths; v++)
                if (!(row->flags & NO_FIFO) || strcmp(paths[v].name, "fifo")) run(row, i, paths[v].name, paths[v].value, 2);
            bad_addresses(row, i);
            break;
        case TEXT: bad_addresses(row, i); break;
        case INPUT: case WAIT: case OUTPUT: case BOTH: bad_addresses(row, i); break;
        case SIZE: EACH(sizes); break;
        case OFFSET: EACH(offsets); break;
        case NUMBER: EACH(numbers); break;
        case LENGTH: EACH(lengths); break;
        case RANGE:
            run(row, i, "NULL", 0, 0);
            run(row, i, "unaligned", (long)arena[i] + 1, 0);
            run(row, i, "hole", (long)arena[i] + 2 * PAGE, 0);
            run(row, i, "second", (long)arena[i] + PAGE, 0);
            run(row, i, "kernel", KERNEL_ADDRESS, 0);
            run(row, i, "not-canonical", LONG_MIN, 0);
            run(row, i, "last-page", -PAGE, 0);
            break;
        case BITS:
            for (int bit = 0; bit < 32 && !(row->flags & NO_BITS); bit++) {
                char name[16];
                snprintf(name, sizeof name, "^%x", 1u << bit);
                run(row, i, name, row->arguments[i].value ^ (long)(1u << bit), 0);
            }
            run(row, i, "-1", -1, 0);
            break;
        case VALUE: break;
        }
    }
}

void rows_of(const char *area)
{
    memset(long_name, 'n', 256);
    for (int i = 0; i < 4200; i += 2) memcpy(long_path + i, "./", 2);
    for (int i = 0; i < row_count; i++)
        if (strcmp(rows[i].area, area) == 0) run_row(&rows[i]);
}
