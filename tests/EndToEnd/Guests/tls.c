// Some hundred million looks at thread-local variables, by two threads that know what must be in them.
#include "guest.h"
#include <pthread.h>

#define LOOKS 200000000L

static __thread volatile long own;
static __thread volatile long count;

static void *look(void *argument)
{
    long mine = (long)argument, wrong = 0;
    volatile long *place = &own;
    own = mine;
    for (long i = 0; i < LOOKS; i++) {
        wrong += own != mine;
        count++;
    }
    return (void *)(wrong + (count != LOOKS) + (place != &own));
}

int main(void)
{
    pthread_t other;
    void *wrong;
    pthread_create(&other, NULL, look, (void *)0x5a5a0001);
    printf("wrong %ld\n", (long)look((void *)0x5a5a0000));
    pthread_join(other, &wrong);
    printf("wrong %ld\n", (long)wrong);
    return 0;
}
