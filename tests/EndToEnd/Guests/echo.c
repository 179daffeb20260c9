// Shows exactly what it was started with, then copies standard input; or writes as much as it is told.
#include "guest.h"

extern char **environ;

int main(int argc, char **argv)
{
    if (argc > 2 && strcmp(argv[1], "flood") == 0) {
        static char block[1 << 16];
        long total = atol(argv[2]), done = 0;
        for (long i = 0; i < (long)sizeof block; i++) block[i] = (char)(i * 7 + (i >> 8));
        while (done < total) {
            long want = total - done < (long)sizeof block ? total - done : (long)sizeof block;
            ssize_t n = write(1, block, want);
            if (n <= 0) return 3;
            done += n;
        }
        return 0;
    }
    if (argc > 1 && strcmp(argv[1], "to-closed") == 0) {
        SHOW(write(1, "x", 1));
        fprintf(stderr, "write to a closed standard output: %s, flush %d\n", write(1, "x", 1) < 0 ? error_name(errno) : "worked", fflush(stdout));
        return 4;
    }
    if (argc > 1 && strcmp(argv[1], "copy") == 0) {
        static char buffer[5000];
        long total = 0;
        ssize_t n;
        while ((n = read(0, buffer, sizeof buffer)) > 0) { total += n; if (fwrite(buffer, 1, n, stdout) != (size_t)n) return 1; }
        fprintf(stderr, "%ld bytes, %s\n", total, n < 0 ? error_name(errno) : "end");
        struct stat s;
        fstat(0, &s);
        fprintf(stderr, "standard input: fifo %d file %d device %d\n", S_ISFIFO(s.st_mode), S_ISREG(s.st_mode), S_ISCHR(s.st_mode));
        return 0;
    }
    for (int i = 1; i < argc; i++) printf("argument %d [%s]\n", i, argv[i]);
    printf("end %d\n", argv[argc] == NULL);
    for (char **e = environ; *e; e++) printf("environment [%s]\n", *e);
    fprintf(stderr, "to standard error\n");
    printf("terminal %d %d\n", isatty(0), isatty(1));
    return 0;
}
