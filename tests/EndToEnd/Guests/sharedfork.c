// Shared memory between processes: mutexes, conditions, semaphores, a file that grows, a mutex whose owner ends.
#include "guest.h"
#include <pthread.h>
#include <semaphore.h>
#include <sys/wait.h>

#define PAGE 4096UL
#define RW (PROT_READ | PROT_WRITE)
#define CHILDREN 4

struct shared {
    pthread_mutex_t mutex;
    pthread_cond_t condition;
    sem_t semaphore;
    int counter, ready;
};

static void worker(struct shared *s, int fd, int number)
{
    char *file = mmap(NULL, 2 * PAGE, RW, MAP_SHARED, fd, 0);
    for (int i = 0; i < 2000; i++) {
        pthread_mutex_lock(&s->mutex);
        s->counter++;
        file[i]++;
        pthread_mutex_unlock(&s->mutex);
    }
    file[PAGE + number] = 'a' + number;
    sem_post(&s->semaphore);
    pthread_mutex_lock(&s->mutex);
    while (!s->ready)
        pthread_cond_wait(&s->condition, &s->mutex);
    pthread_mutex_unlock(&s->mutex);
    _exit(number);
}

int main(int argc, char **argv)
{
    enter_scratch(argc, argv);
    struct shared *s = mmap(NULL, sizeof *s, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pthread_mutexattr_t mutexes;
    pthread_mutexattr_init(&mutexes);
    pthread_mutexattr_setpshared(&mutexes, PTHREAD_PROCESS_SHARED);
    pthread_mutexattr_setrobust(&mutexes, PTHREAD_MUTEX_ROBUST);
    pthread_mutex_init(&s->mutex, &mutexes);
    pthread_condattr_t conditions;
    pthread_condattr_init(&conditions);
    pthread_condattr_setpshared(&conditions, PTHREAD_PROCESS_SHARED);
    pthread_cond_init(&s->condition, &conditions);
    sem_init(&s->semaphore, 1, 0);
    int fd = open("file", O_CREAT | O_RDWR, 0644), status, sum = 0;
    SHOW(ftruncate(fd, 2 * PAGE));
    char *file = mmap(NULL, 2 * PAGE, RW, MAP_SHARED, fd, 0);
    fflush(stdout);
    for (int i = 0; i < CHILDREN; i++)
        if (fork() == 0)
            worker(s, fd, i);
    for (int i = 0; i < CHILDREN; i++)
        sem_wait(&s->semaphore);
    printf("counted %d, in the file %d, %.4s\n", s->counter, file[1999], file + PAGE);
    pthread_mutex_lock(&s->mutex);
    s->ready = 1;
    pthread_cond_broadcast(&s->condition);
    pthread_mutex_unlock(&s->mutex);
    while (wait(&status) > 0)
        sum += WEXITSTATUS(status);
    printf("statuses %d\n", sum);

    fflush(stdout);
    if (fork() == 0) {
        pthread_mutex_lock(&s->mutex);
        _exit(0);
    }
    wait(NULL);
    printf("owner died %d\n", pthread_mutex_lock(&s->mutex) == EOWNERDEAD);
    pthread_mutex_consistent(&s->mutex);
    SHOW(pthread_mutex_unlock(&s->mutex));

    char *longer = mmap(NULL, 4 * PAGE, RW, MAP_SHARED, fd, 0);
    fflush(stdout);
    if (fork() == 0) {
        ftruncate(fd, 4 * PAGE);
        pwrite(fd, "grown", 5, 3 * PAGE);
        _exit(0);
    }
    wait(NULL);
    printf("%.5s\n", longer + 3 * PAGE);

    char *private = mmap(NULL, PAGE, RW, MAP_PRIVATE, fd, 0);
    private[0] = 'p';
    fflush(stdout);
    if (fork() == 0) {
        private[0] = 'c';
        file[0] = 'f';
        _exit(0);
    }
    wait(NULL);
    printf("private %c shared %c\n", private[0], file[0]);

    // The child's mapping is the last of a file without a name, and outlives the parent's.
    SHOW(unlink("file"));
    close(fd);
    munmap(file, 2 * PAGE);
    fflush(stdout);
    if (fork() == 0) {
        printf("%.5s\n", longer + 3 * PAGE);
        fflush(stdout);
        _exit(0);
    }
    munmap(longer, 4 * PAGE);
    wait(NULL);
    return 0;
}
