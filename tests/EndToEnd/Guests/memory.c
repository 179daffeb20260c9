// mmap, munmap, mprotect, mremap, madvise, brk: what memory holds and which errors bad requests give.
#include "guest.h"

#define PAGE 4096UL
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)
#define RW (PROT_READ | PROT_WRITE)

static char *map(unsigned long pages)
{
    char *p = mmap(NULL, pages * PAGE, RW, ANON, -1, 0);
    if (p == MAP_FAILED) { printf("mmap of %lu pages: %s\n", pages, error_name(errno)); exit(1); }
    return p;
}

static void anonymous(void)
{
    SECTION("anonymous");
    char *p = map(8);
    printf("aligned %d zero %d\n", ((uintptr_t)p & (PAGE - 1)) == 0, peek(p) == 0 && peek(p + 8 * PAGE - 1) == 0);
    memset(p, 7, 8 * PAGE);
    SHOW(munmap(p + 3 * PAGE, 2 * PAGE));
    printf("left %d right %d\n", peek(p + 3 * PAGE - 1), peek(p + 5 * PAGE));
    peek(p + 3 * PAGE);
    poke(p + 5 * PAGE - 1, 1);
    SHOW(munmap(p, 8 * PAGE));
    peek(p);
    SHOW(munmap(p, 8 * PAGE));
    SHOW(munmap(p + 1, PAGE));
    SHOW(munmap(p, 0));
    SHOW(munmap(p, 1));
    SHOW(munmap((void *)0x7ffffffff000, PAGE * 2));
    SHOW(munmap((void *)-4096L, PAGE));
}

static void requests(void)
{
    SECTION("mmap requests");
    TRY(mmap(NULL, 0, RW, ANON, -1, 0));
    TRY(mmap(NULL, PAGE, RW, MAP_ANONYMOUS, -1, 0));
    TRY(mmap(NULL, PAGE, RW, MAP_PRIVATE, -1, 0));
    TRY(mmap(NULL, PAGE, RW, MAP_PRIVATE, 1000, 0));
    TRY(syscall(SYS_mmap, NULL, PAGE, RW, ANON, -1, 1));
    TRY(mmap(NULL, -PAGE, RW, ANON, -1, 0));
    TRY(mmap(NULL, -1UL, RW, ANON, -1, 0));
    TRY(mmap(NULL, 1UL << 47, PROT_NONE, ANON | MAP_NORESERVE, -1, 0));
    TRY(mmap(NULL, PAGE, RW, ANON | MAP_POPULATE | MAP_NORESERVE | MAP_STACK, -1, 0));
    TRY(mmap(NULL, PAGE, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
    TRY(mmap(NULL, 1UL << 36, PROT_NONE, ANON | MAP_NORESERVE, -1, 0));
    char *p = map(4);
    memset(p, 1, 4 * PAGE);
    printf("fixed lands %d\n", mmap(p + PAGE, PAGE, RW, ANON | MAP_FIXED, -1, 0) == p + PAGE);
    printf("replaced %d neighbours %d %d\n", peek(p + PAGE), peek(p + PAGE - 1), peek(p + 2 * PAGE));
    TRY(mmap(p + 1, PAGE, RW, ANON | MAP_FIXED, -1, 0));
    TRY(mmap(p, PAGE, RW, ANON | MAP_FIXED_NOREPLACE, -1, 0));
    munmap(p, 4 * PAGE);
    printf("noreplace lands %d\n", mmap(p, PAGE, RW, ANON | MAP_FIXED_NOREPLACE, -1, 0) == p);
    printf("hint lands %d\n", mmap(p + 2 * PAGE, PAGE, RW, ANON, -1, 0) == p + 2 * PAGE);
    printf("odd hint rounds down %d\n", mmap(p + 3 * PAGE + 5, PAGE, RW, ANON, -1, 0) == p + 3 * PAGE);
    char *taken = mmap(p, PAGE, RW, ANON, -1, 0);
    printf("hint in use moves %d\n", taken != MAP_FAILED && taken != p);
    TRY(mmap((void *)-4096L, PAGE, RW, ANON | MAP_FIXED, -1, 0));
    TRY(mmap((void *)0x800000000000, PAGE, RW, ANON | MAP_FIXED, -1, 0));
}

static void protection(void)
{
    SECTION("mprotect");
    char *p = map(6);
    memset(p, 3, 6 * PAGE);
    SHOW(mprotect(p + PAGE, PAGE, PROT_READ));
    printf("%d\n", peek(p + PAGE));
    poke(p + PAGE, 1);
    poke(p + 2 * PAGE, 4);
    SHOW(mprotect(p + 2 * PAGE, PAGE, PROT_NONE));
    peek(p + 2 * PAGE);
    SHOW(mprotect(p, 6 * PAGE, RW));
    printf("%d %d\n", peek(p + PAGE), peek(p + 2 * PAGE));
    SHOW(mprotect(p + 1, PAGE, RW));
    SHOW(mprotect(p, 0, RW));
    SHOW(mprotect(p, 1, RW));
    SHOW(mprotect(p, PAGE, 0x100));
    munmap(p + 3 * PAGE, PAGE);
    SHOW(mprotect(p, 6 * PAGE, PROT_READ));
    poke(p + 2 * PAGE, 1);
    printf("after the hole still writable %d\n", poke(p + 4 * PAGE, 1) == 0);
    SHOW(mprotect(p + 3 * PAGE, PAGE, RW));
    SHOW(mprotect((void *)-8192L, PAGE, RW));
    // Code written, then made executable.
    unsigned char *code = (unsigned char *)map(1);
    memcpy(code, "\xb8\x2a\x00\x00\x00\xc3", 6);
    SHOW(mprotect(code, PAGE, PROT_READ | PROT_EXEC));
    printf("code says %d\n", ((int (*)(void))code)());
    poke(code, 1);
    if (sigsetjmp(probe_return, 1) == 0) { ((int (*)(void))map(1))(); puts("ran without PROT_EXEC"); }
    else printf("no exec: signal %d code %d\n", probe_signal, probe_code);
}

static void remap(void)
{
    SECTION("mremap");
    char *p = map(4);
    memset(p, 5, 4 * PAGE);
    printf("shrink keeps place %d\n", mremap(p, 4 * PAGE, 2 * PAGE, 0) == p);
    peek(p + 2 * PAGE);
    printf("grow in place %d\n", mremap(p, 2 * PAGE, 3 * PAGE, 0) == p);
    printf("%d %d\n", peek(p + 2 * PAGE - 1), peek(p + 2 * PAGE));
    char *wall = mmap(p + 3 * PAGE, PAGE, PROT_READ, ANON | MAP_FIXED, -1, 0);
    TRY(mremap(p, 3 * PAGE, 5 * PAGE, 0));
    char *moved = mremap(p, 3 * PAGE, 64 * PAGE, MREMAP_MAYMOVE);
    printf("moved %d content %d zero %d\n", moved != p && moved != MAP_FAILED, peek(moved), peek(moved + 40 * PAGE));
    peek(p);
    printf("wall stands %d\n", peek(wall));
    char *target = map(2);
    memset(target, 9, 2 * PAGE);
    printf("fixed %d\n", mremap(moved, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, target) == target);
    printf("%d %d\n", peek(target), peek(target + PAGE));
    peek(moved);
    TRY(mremap(target, PAGE, PAGE, MREMAP_FIXED, wall));
    TRY(mremap(target, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, target));
    TRY(mremap(target, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, target + PAGE / 2));
    TRY(mremap(target + 1, PAGE, PAGE, MREMAP_MAYMOVE));
    TRY(mremap(target, PAGE, 0, MREMAP_MAYMOVE));
    TRY(mremap(target, 0, PAGE, MREMAP_MAYMOVE));
    TRY(mremap(target, PAGE, PAGE, 0x100));
    munmap(target, 2 * PAGE);
    TRY(mremap(target, PAGE, 2 * PAGE, MREMAP_MAYMOVE));
    char *source = map(1);
    source[0] = 77;
    char *copy = (char *)syscall(SYS_mremap, source, PAGE, PAGE, MREMAP_MAYMOVE | 4 /* MREMAP_DONTUNMAP */, 0);
    printf("dontunmap %d source %d copy %d\n", copy != MAP_FAILED && copy != source, peek(source), peek(copy));
}

static void advice(void)
{
    SECTION("madvise");
    char *p = map(4);
    memset(p, 6, 4 * PAGE);
    SHOW(madvise(p + PAGE, PAGE, MADV_DONTNEED));
    printf("%d %d %d\n", peek(p), peek(p + PAGE), peek(p + 2 * PAGE));
    SHOW(madvise(p, PAGE, MADV_WILLNEED));
    SHOW(madvise(p, PAGE, MADV_NORMAL));
    SHOW(madvise(p, PAGE, MADV_SEQUENTIAL));
    SHOW(madvise(p, PAGE, MADV_FREE));
    SHOW(madvise(p, PAGE, MADV_DONTFORK));
    SHOW(madvise(p, PAGE, MADV_DONTDUMP));
    SHOW(madvise(p, PAGE, 12345));
    SHOW(madvise(p + 1, PAGE, MADV_DONTNEED));
    SHOW(madvise(p, 0, MADV_DONTNEED));
    munmap(p + PAGE, PAGE);
    SHOW(madvise(p, 4 * PAGE, MADV_DONTNEED));
    printf("%d %d\n", peek(p), peek(p + 2 * PAGE));
    p = map(2);
    memset(p, 1, 2 * PAGE);
    unsigned char resident[2] = {9, 9};
    SHOW(mincore(p, 2 * PAGE, resident));
    printf("%d %d\n", resident[0] & 1, resident[1] & 1);
    SHOW(mincore(p + 1, PAGE, resident));
    munmap(p, PAGE);
    SHOW(mincore(p, PAGE, resident));
    SHOW(mlock(p + PAGE, PAGE));
    SHOW(munlock(p + PAGE, PAGE));
    SHOW(msync(p + PAGE, PAGE, MS_SYNC));
    SHOW(msync(p + PAGE, PAGE, MS_SYNC | MS_ASYNC));
    SHOW(msync(p + PAGE + 1, PAGE, MS_SYNC));
    SHOW(msync(p, PAGE, MS_SYNC));
}

static void program_break(void)
{
    SECTION("brk");
    char *start = (char *)syscall(SYS_brk, 0);
    char *grown = (char *)syscall(SYS_brk, start + 10 * PAGE + 1);
    printf("grew by %ld\n", (long)(grown - start));
    printf("zero %d %d\n", peek(start + PAGE), peek(start + 10 * PAGE));
    memset(start, 8, 10 * PAGE);
    printf("shrank to %ld\n", (long)((char *)syscall(SYS_brk, start + PAGE) - start));
    printf("again %ld\n", (long)((char *)syscall(SYS_brk, start + 4 * PAGE) - start));
    printf("kept %d zero again %d\n", peek(start), peek(start + 3 * PAGE));
    printf("too low is ignored %d\n", (char *)syscall(SYS_brk, 1) == start + 4 * PAGE);
    printf("too high is ignored %d\n", (char *)syscall(SYS_brk, -1L) == start + 4 * PAGE);
    syscall(SYS_brk, start);
}

static void files(void)
{
    SECTION("file mappings");
    char block[PAGE];
    int fd = open("mapped", O_RDWR | O_CREAT | O_TRUNC, 0644);
    for (int i = 0; i < 3; i++) { memset(block, 'a' + i, PAGE); if (write(fd, block, i == 2 ? 100 : PAGE) < 0) exit(2); }
    char *private = mmap(NULL, 4 * PAGE, RW, MAP_PRIVATE, fd, 0);
    printf("%c %c %c tail %d\n", peek(private), peek(private + PAGE), peek(private + 2 * PAGE + 99), peek(private + 2 * PAGE + 100));
    peek(private + 3 * PAGE);
    poke(private, 'X');
    printf("file unchanged %d\n", pread(fd, block, 1, 0) == 1 && block[0] == 'a');
    SHOW(madvise(private, PAGE, MADV_DONTNEED));
    printf("private page comes back as %c\n", peek(private));
    char *second = mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, fd, PAGE);
    printf("offset %c\n", peek(second));
    poke(second, 1);
    close(fd);
    SHOW(unlink("mapped"));
    printf("still there %c\n", peek(private + PAGE));
    fd = open("readonly", O_RDONLY | O_CREAT, 0444);
    TRY(mmap(NULL, PAGE, RW, MAP_SHARED, fd, 0));
    TRY(mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, 0));
    TRY(mmap(NULL, PAGE, RW, MAP_PRIVATE, fd, 0));
    TRY(syscall(SYS_mmap, NULL, PAGE, RW, MAP_PRIVATE, fd, 5));
    char *once = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, 0);
    SHOW(mprotect(once, PAGE, RW));
    fd = open("writeonly", O_WRONLY | O_CREAT, 0644);
    TRY(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, fd, 0));
    fd = open(".", O_RDONLY);
    TRY(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, fd, 0));
    int ends[2];
    SHOW(pipe(ends));
    TRY(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, ends[0], 0));
    fd = open("/dev/zero", O_RDWR);
    char *zero = mmap(NULL, PAGE, RW, MAP_PRIVATE, fd, 0);
    printf("/dev/zero %d\n", zero != MAP_FAILED && peek(zero + 17) == 0 && poke(zero + 17, 1) == 0);
}

static void many(void)
{
    SECTION("many mappings");
    char *area = mmap(NULL, 4000 * PAGE, PROT_NONE, ANON | MAP_NORESERVE, -1, 0);
    int failed = 0, wrong = 0;
    for (int i = 0; i < 4000; i += 2) failed += mprotect(area + i * PAGE, PAGE, RW) != 0;
    for (int i = 0; i < 4000; i += 2) area[i * PAGE] = (char)i;
    for (int i = 0; i < 4000; i += 2) wrong += area[i * PAGE] != (char)i;
    for (int i = 0; i < 4000; i += 4) failed += munmap(area + i * PAGE, PAGE) != 0;
    for (int i = 2; i < 4000; i += 4) wrong += area[i * PAGE] != (char)i;
    printf("failed %d wrong %d\n", failed, wrong);
    SHOW(munmap(area, 4000 * PAGE));
    unsigned seed = 12345;
    char *slots[64] = {0};
    unsigned long pages[64];
    for (int i = 0; i < 20000; i++) {
        seed = seed * 1103515245 + 12345;
        unsigned s = (seed >> 16) & 63;
        if (slots[s]) {
            wrong += slots[s][0] != (char)s || slots[s][pages[s] * PAGE - 1] != (char)~s;
            munmap(slots[s], pages[s] * PAGE);
            slots[s] = NULL;
        } else {
            pages[s] = 1 + ((seed >> 8) & 31);
            slots[s] = map(pages[s]);
            slots[s][0] = (char)s;
            slots[s][pages[s] * PAGE - 1] = (char)~s;
        }
    }
    printf("wrong %d\n", wrong);
}

int main(int argc, char **argv)
{
    enter_scratch(argc, argv);
    probes_on();
    anonymous();
    requests();
    protection();
    remap();
    advice();
    program_break();
    files();
    many();
    return 0;
}
