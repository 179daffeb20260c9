// Mappings: what is there afterwards, and what an access to it does.
#include "conform.h"
#include <setjmp.h>
#include <ucontext.h>

static sigjmp_buf back;
static volatile int fault_signal, fault_code;

static void on_fault(int signal, siginfo_t *info, void *context)
{
    fault_signal = signal;
    fault_code = info->si_code;
    siglongjmp(back, 1);
}

// Reads, then writes, one byte: r and w where it works, else the signal.
static void probe(const void *address)
{
    struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO}, segv, bus;
    sigaction(SIGSEGV, &action, &segv);
    sigaction(SIGBUS, &action, &bus);
    volatile unsigned char *byte = (volatile unsigned char *)address;
    if (sigsetjmp(back, 1)) note(" r:%d/%d", fault_signal, fault_code);
    else note(" r=%02x", *byte);
    if (sigsetjmp(back, 1)) note(" w:%d/%d", fault_signal, fault_code);
    else { *byte = *byte; note(" w"); }
    sigaction(SIGSEGV, &segv, NULL);
    sigaction(SIGBUS, &bus, NULL);
}

#define ANONYMOUS (MAP_PRIVATE | MAP_ANONYMOUS)
static char *map(long pages, int protection) { return mmap(NULL, pages * PAGE, protection, ANONYMOUS, -1, 0); }
static const char *what(const void *result) { return result == MAP_FAILED ? error_name(errno) : "ok"; }

static void maps(void)
{
    CASE("fresh memory is zero") { char *p = map(2, PROT_READ | PROT_WRITE); probe(p); probe(p + 8191); }
    CASE("protections") { for (int i = 0; i < 8; i++) { char *p = map(1, i); note(" %d", i); probe(p); } }
    CASE("file pages") { char *p = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, F, 0); probe(p); probe(p + 99); probe(p + 100); probe(p + 4095); probe(p + 4096); }
    CASE("private changes stay private") { char *p = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, F, 0); p[0] = 'P'; char c; pread(F, &c, 1, 0); note(" %c%c", p[0], c); pwrite(F, "QR", 2, 0); note(" %c%c", p[0], p[1]); }
    CASE("shared changes are the file's") { char *p = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, F, 0); SHOW(p == MAP_FAILED); if (p != MAP_FAILED) { p[0] = 'S'; char c; pread(F, &c, 1, 0); note(" %c", c); pwrite(F, "T", 1, 1); note(" %c", p[1]); SHOW(msync(p, PAGE, MS_SYNC)); } }
    CASE("two shared mappings are one") { char *p = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, MEMFD, 0), *q = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, MEMFD, 0); SHOW(p == MAP_FAILED); SHOW(q == MAP_FAILED); if (p != MAP_FAILED && q != MAP_FAILED) { p[7] = 42; note(" %d", q[7]); } }
    CASE("a shared mapping past the end of the file") { char *p = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, F, 0); if (p != MAP_FAILED) { probe(p + 4096); ftruncate(F, 5000); probe(p + 4096); ftruncate(F, 10); probe(p); probe(p + 4096); } else note(" %s", error_name(errno)); }
    CASE("shared anonymous memory") { char *p = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0); SHOW(p == MAP_FAILED); probe(p); }
    CASE("rights of the file") {
        note(" %s", what(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, FW, 0))); note(" %s", what(mmap(NULL, PAGE, PROT_WRITE, MAP_PRIVATE, FR, 0))); note(" %s", what(mmap(NULL, PAGE, PROT_WRITE, MAP_SHARED, FR, 0)));
        note(" %s", what(mmap(NULL, PAGE, PROT_READ, MAP_SHARED, FR, 0))); char *p = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, FR, 0); SHOW(mprotect(p, PAGE, PROT_READ | PROT_WRITE)); note(" %s", what(mmap(NULL, PAGE, PROT_WRITE, MAP_SHARED, FW, 0)));
    }
    CASE("a mapping outlives its descriptor and name") { char *p = mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, F, 0); for (int fd = F; fd <= FW; fd++) close(fd); unlink("f"); probe(p); }
    CASE("fixed over what is there") { char *p = map(3, PROT_READ | PROT_WRITE); memset(p, 'a', 3 * PAGE); SHOW(mmap(p + PAGE, PAGE, PROT_READ | PROT_WRITE, ANONYMOUS | MAP_FIXED, -1, 0) == p + PAGE); probe(p); probe(p + PAGE); probe(p + 2 * PAGE); }
    CASE("fixed without replacing") { char *p = map(3, PROT_READ); note(" %s", what(mmap(p + PAGE, PAGE, PROT_READ, ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0))); munmap(p + PAGE, PAGE); SHOW(mmap(p + PAGE, PAGE, PROT_READ, ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0) == p + PAGE); note(" %s", what(mmap(p + 1, PAGE, PROT_READ, ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0))); }
    CASE("fixed at bad places") { note(" %s", what(mmap((void *)1, PAGE, 1, ANONYMOUS | MAP_FIXED, -1, 0))); note(" %s", what(mmap((void *)KERNEL_ADDRESS, PAGE, 1, ANONYMOUS | MAP_FIXED, -1, 0))); note(" %s", what(mmap((void *)0x7ffffffff000, PAGE, 1, ANONYMOUS | MAP_FIXED, -1, 0))); note(" %s", what(mmap((void *)-PAGE, PAGE, 1, ANONYMOUS | MAP_FIXED, -1, 0))); }
    CASE("a hint") { char *p = map(1, PROT_READ); munmap(p, PAGE); SHOW(mmap(p, PAGE, PROT_READ, ANONYMOUS, -1, 0) == p); SHOW(mmap(p, PAGE, PROT_READ, ANONYMOUS, -1, 0) == p); note(" %s", what(mmap((void *)KERNEL_ADDRESS, PAGE, 1, ANONYMOUS, -1, 0))); note(" %s", what(mmap(p + 1, PAGE, 1, ANONYMOUS, -1, 0))); }
    CASE("offsets and lengths") { note(" %s", what(mmap(NULL, PAGE, 1, MAP_PRIVATE, F, 1))); note(" %s", what(mmap(NULL, PAGE, 1, MAP_PRIVATE, F, 1 << 20))); note(" %s", what(mmap(NULL, PAGE, 1, MAP_PRIVATE, F, -PAGE))); note(" %s", what(mmap(NULL, 0, 1, MAP_PRIVATE, F, 0))); note(" %s", what(mmap(NULL, -1, 1, MAP_PRIVATE, F, 0))); note(" %s", what(mmap(NULL, 1, 1, MAP_PRIVATE, F, 0))); note(" %s", what(mmap(NULL, PAGE, 1, MAP_ANONYMOUS, -1, 0))); note(" %s", what(mmap(NULL, PAGE, 1, MAP_SHARED_VALIDATE, F, 0))); note(" %s", what(mmap(NULL, PAGE, 1, MAP_SHARED_VALIDATE | 0x8000000, F, 0))); }
    CASE("which descriptors map") { for (int fd = -1; fd < FD_END; fd = fd < F ? F : fd + 1) { if (fd == SOCK || fd == TIMER || fd == SIGNALFD || fd == INOTIFY) continue; note(" %s", what(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, fd, 0))); } }
    CASE("a large reservation") { char *p = mmap(NULL, 1L << 38, PROT_NONE, ANONYMOUS | MAP_NORESERVE, -1, 0); note(" %s", what(p)); SHOW(mprotect(p + (1L << 37), PAGE, PROT_READ | PROT_WRITE)); probe(p + (1L << 37)); probe(p); SHOW(munmap(p, 1L << 38)); }
    CASE("below 4 GiB") { char *p = mmap(NULL, PAGE, PROT_READ, ANONYMOUS | MAP_32BIT, -1, 0); note(" %s %d", what(p), (unsigned long)p < 1ul << 32); }
    CASE("populate") { char *p = mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, ANONYMOUS | MAP_POPULATE, -1, 0); unsigned char v[4]; SHOW(mincore(p, 4 * PAGE, v)); note(" %d%d%d%d", v[0] & 1, v[1] & 1, v[2] & 1, v[3] & 1); }
}

static void changes(void)
{
    CASE("unmap the middle") { char *p = map(3, PROT_READ | PROT_WRITE); SHOW(munmap(p + PAGE, PAGE)); probe(p); probe(p + PAGE); probe(p + 2 * PAGE); SHOW(munmap(p, 3 * PAGE)); SHOW(munmap(p, 3 * PAGE)); }
    CASE("unmap odd ranges") { char *p = map(2, PROT_READ); SHOW(munmap(p + 1, PAGE)); SHOW(munmap(p, 0)); SHOW(munmap(p, 1)); probe(p); probe(p + PAGE); SHOW(munmap((void *)KERNEL_ADDRESS, PAGE)); SHOW(munmap(p, -1)); SHOW(munmap((void *)0x7ffffffff000, PAGE)); }
    CASE("protect over a hole") { char *p = map(3, PROT_READ | PROT_WRITE); munmap(p + PAGE, PAGE); SHOW(mprotect(p, 3 * PAGE, PROT_READ)); probe(p); probe(p + 2 * PAGE); }
    CASE("protect part of a page") { char *p = map(2, PROT_READ | PROT_WRITE); SHOW(mprotect(p, 1, PROT_READ)); probe(p + 4095); probe(p + 4096); SHOW(mprotect(p + 1, PAGE, PROT_READ)); SHOW(mprotect(p, 0, PROT_READ)); SHOW(mprotect(p, -1, PROT_READ)); }
    CASE("protect with grows-down") { char *p = map(1, PROT_READ); SHOW(mprotect(p, PAGE, PROT_READ | PROT_GROWSDOWN)); SHOW(mprotect(p, PAGE, PROT_READ | PROT_GROWSDOWN | PROT_GROWSUP)); }
    CASE("remap grows") { char *p = map(4, PROT_READ | PROT_WRITE); memset(p, 'm', 4 * PAGE); munmap(p + PAGE, 3 * PAGE); SHOW(mremap(p, PAGE, 2 * PAGE, 0) == p); probe(p); probe(p + PAGE); map(1, 0); }
    CASE("remap cannot grow in place") { char *p = map(2, PROT_READ | PROT_WRITE); p[0] = 'm'; note(" %s", what(mremap(p, PAGE, 2 * PAGE, 0))); char *q = mremap(p, PAGE, 2 * PAGE, MREMAP_MAYMOVE); note(" %s moved %d", what(q), q != p); probe(q); probe(p); probe(p + PAGE); }
    CASE("remap shrinks") { char *p = map(3, PROT_READ); SHOW(mremap(p, 3 * PAGE, PAGE, 0) == p); probe(p); probe(p + PAGE); probe(p + 2 * PAGE); }
    CASE("remap to a place") { char *p = map(2, PROT_READ | PROT_WRITE), *q = map(2, PROT_READ); p[0] = 'm'; SHOW(mremap(p, 2 * PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, q) == q); probe(q); probe(p); note(" %s", what(mremap(q, 2 * PAGE, 2 * PAGE, MREMAP_FIXED, p))); note(" %s", what(mremap(q, 2 * PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, q + PAGE))); note(" %s", what(mremap(q, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, q + 1))); }
    CASE("remap keeps the old place") { char *p = map(1, PROT_READ | PROT_WRITE); p[0] = 'm'; char *q = mremap(p, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_DONTUNMAP); note(" %s", what(q)); probe(q); probe(p); note(" %s", what(mremap(q, PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_DONTUNMAP))); note(" %s", what(mremap(q, PAGE, PAGE, MREMAP_DONTUNMAP))); }
    CASE("remap what is not mapped") { char *p = map(3, PROT_READ); munmap(p + PAGE, PAGE); note(" %s", what(mremap(p, 3 * PAGE, 4 * PAGE, MREMAP_MAYMOVE))); note(" %s", what(mremap(p + PAGE, PAGE, PAGE, 0))); note(" %s", what(mremap(p + 1, PAGE, PAGE, 0))); note(" %s", what(mremap(p, PAGE, 0, 0))); note(" %s", what(mremap(p, 0, PAGE, MREMAP_MAYMOVE))); note(" %s", what(mremap(p, PAGE, 1L << 47, MREMAP_MAYMOVE))); note(" %s", what(mremap(p, PAGE, PAGE, 8))); }
    CASE("remap two mappings at once") { char *p = map(2, PROT_READ); mprotect(p, PAGE, PROT_READ | PROT_WRITE); note(" %s", what(mremap(p, 2 * PAGE, 3 * PAGE, MREMAP_MAYMOVE))); }
    CASE("discard") { char *p = map(2, PROT_READ | PROT_WRITE); memset(p, 'd', 2 * PAGE); SHOW(madvise(p, PAGE, MADV_DONTNEED)); probe(p); probe(p + PAGE); SHOW(madvise(p, 1, MADV_DONTNEED)); SHOW(madvise(p + 1, PAGE, MADV_DONTNEED)); }
    CASE("discard file pages") { char *p = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, F, 0); p[0] = 'D'; SHOW(madvise(p, PAGE, MADV_DONTNEED)); probe(p); }
    CASE("discard over a hole") { char *p = map(3, PROT_READ | PROT_WRITE); memset(p, 'd', 3 * PAGE); munmap(p + PAGE, PAGE); SHOW(madvise(p, 3 * PAGE, MADV_DONTNEED)); probe(p); probe(p + 2 * PAGE); }
    CASE("advice to fork") { char *p = map(1, PROT_READ); SHOW(madvise(p, PAGE, MADV_DONTFORK)); SHOW(madvise(p, PAGE, MADV_DOFORK)); SHOW(madvise(p, PAGE, MADV_WIPEONFORK)); SHOW(madvise(p, PAGE, MADV_KEEPONFORK)); char *q = mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, F, 0); SHOW(madvise(q, PAGE, MADV_WIPEONFORK)); }
    CASE("advice to huge pages and dumps") { char *p = map(1, PROT_READ); SHOW(madvise(p, PAGE, MADV_DONTDUMP)); SHOW(madvise(p, PAGE, MADV_DODUMP)); SHOW(madvise(p, PAGE, MADV_COLD)); SHOW(madvise(p, PAGE, MADV_PAGEOUT)); SHOW(madvise(p, PAGE, MADV_POPULATE_READ)); SHOW(madvise(p, PAGE, MADV_POPULATE_WRITE)); SHOW(madvise(p, PAGE, MADV_REMOVE)); SHOW(madvise(p, PAGE, MADV_HWPOISON)); }
    CASE("free in a file mapping") { char *q = mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, F, 0); SHOW(madvise(q, PAGE, MADV_FREE)); SHOW(madvise(q, PAGE, MADV_WILLNEED)); SHOW(madvise(q, PAGE, MADV_RANDOM)); }
    CASE("the break") {
        char *end = (char *)call(SYS_brk, 0);
        SHOW((char *)syscall(SYS_brk, end + PAGE) == end + PAGE); probe(end); SHOW((char *)syscall(SYS_brk, end) == end); SHOW((char *)syscall(SYS_brk, 8) == end); SHOW((char *)syscall(SYS_brk, KERNEL_ADDRESS) == end); SHOW((char *)syscall(SYS_brk, end + 1) == end + 1); probe(end); syscall(SYS_brk, end);
    }
    CASE("resident pages") { char *p = map(4, PROT_READ | PROT_WRITE); unsigned char v[4] = {9, 9, 9, 9}; p[PAGE] = 1; SHOW(mincore(p, 4 * PAGE, v)); note(" %d%d%d%d", v[0] & 1, v[1] & 1, v[2] & 1, v[3] & 1); munmap(p + 2 * PAGE, PAGE); SHOW(mincore(p, 4 * PAGE, v)); SHOW(mincore(p, 0, v)); SHOW(mincore(p, -1, v)); }
    CASE("lock over a hole") { char *p = map(3, PROT_READ); munmap(p + PAGE, PAGE); SHOW(mlock(p, 3 * PAGE)); SHOW(munlock(p, 3 * PAGE)); SHOW(mlock(p, -1)); SHOW(mlock2(p, PAGE, MLOCK_ONFAULT)); SHOW(mlock2(p, PAGE, 2)); SHOW(munlock(p, PAGE)); }
    CASE("lock without the right") { struct rlimit limit; getrlimit(RLIMIT_MEMLOCK, &limit); struct rlimit none = {0, limit.rlim_max}; char *p = map(2, PROT_READ | PROT_WRITE); setrlimit(RLIMIT_MEMLOCK, &none); SHOW(mlock(p, PAGE)); SHOW(mlockall(MCL_CURRENT)); none.rlim_cur = PAGE < limit.rlim_max ? PAGE : limit.rlim_max; setrlimit(RLIMIT_MEMLOCK, &none); SHOW(mlock(p, 2 * PAGE)); SHOW(mlock(p, PAGE)); SHOW(munlock(p, PAGE)); setrlimit(RLIMIT_MEMLOCK, &limit); SHOW(mlockall(0)); SHOW(mlockall(8)); SHOW(mlockall(MCL_ONFAULT)); }
    CASE("sync over a hole") { char *p = map(3, PROT_READ); munmap(p + PAGE, PAGE); SHOW(msync(p, 3 * PAGE, MS_ASYNC)); SHOW(msync(p, PAGE, MS_SYNC | MS_ASYNC)); SHOW(msync(p, PAGE, 0)); SHOW(msync(p, PAGE, MS_INVALIDATE)); SHOW(msync(p + 1, PAGE, MS_SYNC)); SHOW(msync(p, 0, MS_SYNC)); SHOW(msync(p, -1, MS_SYNC)); }
    CASE("own memory by process_vm_readv") { char to[16] = ""; struct iovec { void *base; size_t length; } local = {to, 8}, remote = {"abcdefgh", 8}; SHOW(call(SYS_process_vm_readv, (long)getpid(), &local, 1L, &remote, 1L, 0L)); note(" %s", to); remote.base = (void *)8; SHOW(call(SYS_process_vm_readv, (long)getpid(), &local, 1L, &remote, 1L, 0L)); local.base = "12345678"; remote.base = to; SHOW(call(SYS_process_vm_writev, (long)getpid(), &local, 1L, &remote, 1L, 0L)); note(" %s", to); SHOW(syscall(SYS_process_vm_readv, 0x7ffffffe, &local, 1, &remote, 1, 0L)); SHOW(syscall(SYS_process_vm_readv, getpid(), &local, 1, &remote, 1, 1L)); SHOW(syscall(SYS_process_vm_readv, getpid(), &local, 2000, &remote, 1, 0L)); }
    CASE("code is executed where it is put") { unsigned char *p = (unsigned char *)map(1, PROT_READ | PROT_WRITE); memcpy(p, "\xb8\x2a\0\0\0\xc3", 6); SHOW(mprotect(p, PAGE, PROT_READ | PROT_EXEC)); SHOW(((int (*)(void))p)()); }
    CASE("write and execute through two mappings") { unsigned char *w = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, MEMFD, 0), *x = mmap(NULL, PAGE, PROT_READ | PROT_EXEC, MAP_SHARED, MEMFD, 0); SHOW(w == MAP_FAILED); SHOW(x == MAP_FAILED); if (w != MAP_FAILED && x != MAP_FAILED) { memcpy(w, "\xb8\x2b\0\0\0\xc3", 6); SHOW(((int (*)(void))x)()); } }
}

static void at_limits(void)
{
    CASE("the limit of the address space") { struct rlimit old, limit; getrlimit(RLIMIT_AS, &old); limit = old; limit.rlim_cur = 1 << 20; setrlimit(RLIMIT_AS, &limit); note(" %s", what(mmap(NULL, 1L << 30, PROT_READ, ANONYMOUS, -1, 0))); setrlimit(RLIMIT_AS, &old); }
    CASE("faults") { probe((void *)8); probe((void *)KERNEL_ADDRESS); probe((void *)LONG_MIN); probe(no_access_page); probe(readonly_page); }
    CASE("maps of the process") {
        char *p = mmap(NULL, 3 * PAGE, PROT_READ, ANONYMOUS, -1, 0), line[300];
        mprotect(p + PAGE, PAGE, PROT_READ | PROT_WRITE);
        FILE *maps = fopen("/proc/self/maps", "r");
        while (maps && fgets(line, sizeof line, maps)) { unsigned long a, b; char rights[8]; if (sscanf(line, "%lx-%lx %4s", &a, &b, rights) == 3 && a <= (unsigned long)p + PAGE && b > (unsigned long)p + PAGE) note(" %s %d", rights, a == (unsigned long)p + PAGE && b == a + PAGE); }
        if (maps) fclose(maps);
    }
}

void area_memory(void)
{
    covers(SYS_munmap); covers(SYS_mprotect); covers(SYS_mlockall);
    maps();
    changes();
    at_limits();
}
