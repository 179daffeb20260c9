// A long walk of random changes to mappings and to the files behind them, always the same one: after each step it prints what
// can be seen of the memory and of the files. Files end at page borders: behind the end of one file systems differ.
#include "guest.h"

#define PAGE 4096UL
#define PAGES 48
#define RW (PROT_READ | PROT_WRITE)

static uint64_t state;
static char *const base = (char *)0x200000000000UL;
static int files[3];

static unsigned below(unsigned n)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (state >> 11) % n;
}

// A byte, or which signal reading it is.
static int look(const char *address)
{
    if (sigsetjmp(probe_return, 1))
        return -1000 * probe_signal - (probe_signal == SIGBUS ? 0 : probe_code);
    return *(volatile const unsigned char *)address;
}

static int set(char *address, int value)
{
    if (sigsetjmp(probe_return, 1))
        return -probe_signal;
    *(volatile unsigned char *)address = value;
    return 0;
}

static unsigned all_of_it(void)
{
    static unsigned char contents[40 * PAGE];
    unsigned hash = 0;
    for (int page = 0; page < PAGES + 10; page++)
        for (unsigned at = 0; at < PAGE; at += 509) {
            int value = look(base + page * PAGE + at);
            hash = hash * 31 + value;
            if (value < 0)
                break;
        }
    for (int i = 0; i < 2; i++) {
        long length = pread(files[i], contents, sizeof contents, 0);
        hash = hash * 31 + length;
        for (long at = 0; at < length; at++)
            hash = hash * 33 + contents[at];
    }
    return hash;
}

static long step(const char **name)
{
    static const int protections[] = { PROT_NONE, PROT_READ, PROT_READ, RW, RW, RW };
    unsigned length = 1 + below(6);
    char *place = base + below(PAGES) * PAGE, block[PAGE];
    int protection = protections[below(6)], file = below(3), sharing = below(2) ? MAP_SHARED : MAP_PRIVATE;
    switch (below(16)) {
    case 0: case 1:
        *name = "anonymous";
        return mmap(place, length * PAGE, protection, sharing | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == place ? 0 : -1;
    case 2: case 3: case 4:
        *name = "file";
        return mmap(place, length * PAGE, protection, MAP_SHARED | MAP_FIXED, files[file], below(24) * PAGE) == place ? 0 : -1;
    case 5:
        *name = "unmap";
        return munmap(place, length * PAGE);
    case 6: case 7:
        *name = "protect";
        return mprotect(place, length * PAGE, protection);
    case 8:
        *name = "discard";
        return madvise(place, length * PAGE, MADV_DONTNEED);
    case 9:
        *name = "remove";
        return madvise(place, PAGE, MADV_REMOVE);
    case 10: {
        // Of one length it may move several mappings, on some kernels.
        unsigned longer = 1 + below(8), old = below(8) ? length : 0;
        *name = "remap";
        longer += longer == old;
        return mremap(place, old * PAGE, longer * PAGE, below(2) ? MREMAP_MAYMOVE | MREMAP_FIXED : 0, base + below(PAGES) * PAGE)
            == MAP_FAILED ? -2 : 0;
    }
    case 11:
        *name = "truncate";
        return ftruncate(files[below(2)], below(30) * PAGE);
    case 12: {
        unsigned at = below(PAGE);
        *name = "write";
        memset(block, 'a' + below(26), sizeof block);
        return pwrite(files[below(2)], block, PAGE - at, below(29) * PAGE + at);
    }
    case 13:
        *name = "punch";
        return fallocate(files[below(2)], FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, below(20 * PAGE), 1 + below(3 * PAGE));
    case 14:
        *name = "sync";
        return msync(place, length * PAGE, MS_SYNC);
    default: {
        int fault = set(place + below(PAGE), below(256));
        *name = "set";
        return fault == 0 ? 0 : 100 - fault;
    }
    }
}

int main(int argc, char **argv)
{
    enter_scratch(argc, argv);
    probes_on();
    files[0] = open("a", O_CREAT | O_RDWR, 0644);
    files[1] = open("b", O_CREAT | O_RDWR, 0644);
    files[2] = open("b", O_RDONLY);
    for (int walk = 1; walk <= 4; walk++) {
        state = 88172645463325252ULL + walk;
        for (int i = 0; i < 300; i++) {
            const char *name;
            errno = 0;
            long result = step(&name);
            printf("%d.%d %s %ld %s %08x\n", walk, i, name, result, result == -1 ? error_name(errno) : "", all_of_it());
        }
    }
    return 0;
}
