// Uses memory until there is none left.
#include "guest.h"

int main(void)
{
    puts("starting");
    fflush(stdout);
    for (;;) {
        char *block = mmap(NULL, 1 << 26, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (block == MAP_FAILED)
            return 3;
        for (long i = 0; i < 1 << 26; i += 4096)
            block[i] = 1;
    }
}
