// MAP_SHARED: what two mappings, a file and two threads see of the same pages; seals; shared memory and semaphores by name.
#include "guest.h"
#include <pthread.h>
#include <semaphore.h>
#include <linux/futex.h>
#include <sys/uio.h>

#define PAGE 4096UL
#define RW (PROT_READ | PROT_WRITE)

static char *map(int fd, unsigned long pages, int protection, unsigned long offset)
{
    char *p = mmap(NULL, pages * PAGE, protection, MAP_SHARED, fd, offset);
    if (p == MAP_FAILED) printf("mmap of %lu pages: %s\n", pages, error_name(errno));
    return p;
}

static char byte_at(int fd, off_t at)
{
    char c = '?';
    if (pread(fd, &c, 1, at) != 1) return '!';
    return c;
}

static void views_of(int fd)
{
    SHOW(ftruncate(fd, 4 * PAGE));
    char *a = map(fd, 4, RW, 0), *b = map(fd, 2, RW, 2 * PAGE), *r = map(fd, 4, PROT_READ, 0);
    a[0] = 'a'; a[2 * PAGE] = 'b'; b[PAGE + 1] = 'c';
    printf("%c %c %c %c\n", r[0], b[0], a[3 * PAGE + 1], byte_at(fd, 3 * PAGE + 1));
    SHOW(pwrite(fd, "hello", 5, PAGE - 2));
    printf("%.5s %.5s\n", a + PAGE - 2, r + PAGE - 2);
    printf("page of zeros %d\n", peek(a + 2 * PAGE + 100));
    char *p = mmap(NULL, PAGE, RW, MAP_PRIVATE, fd, 0);
    p[0] = 'P';
    printf("private %c shared %c file %c\n", p[0], a[0], byte_at(fd, 0));
    a[PAGE] = 'x';
    SHOW(madvise(a, 4 * PAGE, MADV_DONTNEED));
    printf("kept %c %c\n", a[0], a[PAGE]);
    SHOW(madvise(a, PAGE, MADV_FREE));
    SHOW(madvise(a + PAGE, PAGE, MADV_REMOVE));
    printf("removed %d %d, %d %d\n", a[PAGE], r[PAGE], byte_at(fd, PAGE), byte_at(fd, 0));
    SHOW(madvise(p, PAGE, MADV_REMOVE));
    SHOW(madvise(r, PAGE, MADV_REMOVE));
    SHOW(msync(a, 4 * PAGE, MS_SYNC));
    SHOW(msync(a, 4 * PAGE, MS_ASYNC | MS_INVALIDATE));
    SHOW(msync(a + 1, PAGE, MS_SYNC));
    SHOW(msync(a, PAGE, MS_SYNC | MS_ASYNC));
    SHOW(mprotect(r, PAGE, RW));
    SHOW(munmap(b, PAGE));
    b[PAGE] = 'B';
    printf("half %c\n", a[3 * PAGE]);
    char *place = mmap(NULL, 4 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    char *moved = mremap(a, 4 * PAGE, 4 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, place);
    printf("moved %d %c\n", moved == place, moved[0]);
    peek(a);
    moved[7] = '7';
    printf("through the file %c\n", byte_at(fd, 7));
    char *twice = mremap(moved, 0, 2 * PAGE, MREMAP_MAYMOVE);
    printf("twice %d\n", twice != MAP_FAILED);
    twice[8] = '8';
    printf("%c %c\n", moved[8], byte_at(fd, 8));
    TRY(mremap(moved, 0, PAGE, 0));
    SHOW(mremap(twice, 0, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, twice));
    peek(twice);
    munmap(p, PAGE); munmap(moved, 4 * PAGE); munmap(r, 4 * PAGE); munmap(b + PAGE, PAGE);
    printf("after all %c\n", byte_at(fd, 8));
}

static void sizes(int fd)
{
    SECTION("sizes");
    SHOW(ftruncate(fd, 0));
    SHOW(ftruncate(fd, 3 * PAGE));
    char *a = map(fd, 4, RW, 0), *p = mmap(NULL, 3 * PAGE, RW, MAP_PRIVATE, fd, 0);
    peek(a + 3 * PAGE);
    poke(a + 3 * PAGE, 1);
    memset(a, 'f', 3 * PAGE);
    SHOW(ftruncate(fd, PAGE + 10));
    peek(a + 2 * PAGE);
    poke(a + 2 * PAGE, 1);
    printf("inside %d behind %d\n", a[PAGE + 9], a[PAGE + 10]);
    peek(p + 2 * PAGE);
    a[PAGE + 20] = 'y';
    SHOW(ftruncate(fd, 4 * PAGE));
    printf("grown %d %d\n", peek(a + 2 * PAGE), peek(a + 3 * PAGE));
    printf("private grown %d\n", peek(p + 2 * PAGE));
    a[3 * PAGE] = 'z';
    printf("file %c\n", byte_at(fd, 3 * PAGE));
    SHOW(pwrite(fd, "end", 3, 5 * PAGE));
    char *b = mremap(a, 4 * PAGE, 6 * PAGE, MREMAP_MAYMOVE);
    printf("remapped %.3s\n", b + 5 * PAGE);
    munmap(b, 6 * PAGE); munmap(p, 3 * PAGE);
    char *n = mmap(NULL, 8 * PAGE, PROT_NONE, MAP_SHARED, fd, 0);
    peek(n);
    SHOW(mprotect(n + PAGE, PAGE, RW));
    n[PAGE] = 'n';
    printf("reserved %c\n", byte_at(fd, PAGE));
    peek(n + 2 * PAGE);
    munmap(n, 8 * PAGE);
}

static void anonymous(void)
{
    SECTION("anonymous");
    char *a = mmap(NULL, 2 * PAGE, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    printf("zero %d\n", a[PAGE]);
    a[5] = '5';
    char *b = mremap(a, 0, 2 * PAGE, MREMAP_MAYMOVE);
    printf("second view %c\n", b[5]);
    b[PAGE] = 'b';
    SHOW(madvise(a, 2 * PAGE, MADV_DONTNEED));
    printf("still %c %c\n", a[5], a[PAGE]);
    SHOW(madvise(a, PAGE, MADV_REMOVE));
    printf("gone %d %d\n", a[5], b[5]);
    SHOW(munmap(a, 2 * PAGE));
    printf("other %c\n", b[PAGE]);
    char *c = mremap(b, 2 * PAGE, 4 * PAGE, MREMAP_MAYMOVE);
    printf("longer %c\n", c[PAGE]);
    peek(c + 3 * PAGE);
    munmap(c, 4 * PAGE);
    char *private = mmap(NULL, PAGE, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    TRY(mremap(private, 0, PAGE, MREMAP_MAYMOVE));
    void *large = mmap(NULL, 256UL << 30, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    printf("256 GiB %d\n", large != MAP_FAILED);
    char *piece = (char *)large + (200UL << 30);
    SHOW(mprotect(piece, PAGE, RW));
    *piece = 1;
    SHOW(munmap(large, 256UL << 30));
}

static void seals(void)
{
    SECTION("seals");
    int fd = memfd_create("sealed", MFD_ALLOW_SEALING), plain = memfd_create("plain", 0);
    SHOW(fcntl(plain, F_GET_SEALS));
    SHOW(fcntl(plain, F_ADD_SEALS, F_SEAL_GROW));
    SHOW(ftruncate(fd, 2 * PAGE));
    char *a = map(fd, 2, RW, 0);
    SHOW(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE));
    SHOW(fcntl(fd, F_ADD_SEALS, F_SEAL_GROW | F_SEAL_SHRINK));
    SHOW(ftruncate(fd, PAGE));
    SHOW(ftruncate(fd, 3 * PAGE));
    SHOW(fcntl(fd, F_ADD_SEALS, F_SEAL_FUTURE_WRITE));
    TRY(mmap(NULL, PAGE, RW, MAP_SHARED, fd, 0));
    a[0] = 'w';
    char *r = map(fd, 1, PROT_READ, 0);
    printf("%c\n", r[0]);
    SHOW(mprotect(r, PAGE, RW));
    munmap(a, 2 * PAGE);
    SHOW(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE));
    TRY(mmap(NULL, PAGE, RW, MAP_SHARED, fd, 0));
    TRY(mmap(NULL, PAGE, RW, MAP_PRIVATE, fd, 0));
    SHOW(write(fd, "x", 1));
    SHOW(fcntl(fd, F_GET_SEALS));
    close(fd); close(plain);
}

static int *word_a, *word_b;

static void *waiter(void *unused)
{
    (void)unused;
    while (__atomic_load_n(word_a, __ATOMIC_SEQ_CST) == 0)
        syscall(SYS_futex, word_a, FUTEX_WAIT, 0, NULL, NULL, 0);
    return NULL;
}

static void futexes(void)
{
    SECTION("futexes");
    int fd = memfd_create("futex", 0);
    SHOW(ftruncate(fd, PAGE));
    word_a = (int *)map(fd, 1, RW, 0);
    word_b = (int *)map(fd, 1, RW, 0);
    pthread_t thread;
    pthread_create(&thread, NULL, waiter, NULL);
    __atomic_store_n(word_b, 1, __ATOMIC_SEQ_CST);
    syscall(SYS_futex, word_b, FUTEX_WAKE, 1, NULL, NULL, 0);
    printf("woken %d\n", pthread_join(thread, NULL));
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    pthread_mutex_t *mutex = (pthread_mutex_t *)(word_a + 16), *same = (pthread_mutex_t *)(word_b + 16);
    pthread_mutex_init(mutex, &attributes);
    pthread_mutex_lock(mutex);
    printf("trylock %s\n", error_name(pthread_mutex_trylock(same)));
    pthread_mutex_unlock(mutex);
    printf("trylock %d\n", pthread_mutex_trylock(same));
    close(fd);
}

static void named(void)
{
    SECTION("named");
    char name[64];
    snprintf(name, sizeof name, "/guest-%d", getpid());
    int fd = shm_open(name, O_CREAT | O_EXCL | O_RDWR, 0600);
    printf("shm %d\n", fd >= 0);
    SHOW(ftruncate(fd, PAGE));
    int again = shm_open(name, O_RDWR, 0);
    char *a = map(fd, 1, RW, 0), *b = map(again, 1, RW, 0);
    a[0] = 's';
    printf("%c\n", b[0]);
    close(fd); close(again);
    SHOW(shm_unlink(name));
    a[1] = 't';
    printf("unlinked %c%c\n", b[0], b[1]);
    printf("gone %d\n", shm_open(name, O_RDWR, 0));
    munmap(a, PAGE); munmap(b, PAGE);
    sem_t *semaphore = sem_open(name, O_CREAT, 0600, 2);
    printf("semaphore %d\n", semaphore != SEM_FAILED);
    SHOW(sem_wait(semaphore));
    SHOW(sem_trywait(semaphore));
    SHOW(sem_trywait(semaphore));
    SHOW(sem_post(semaphore));
    SHOW(sem_trywait(semaphore));
    SHOW(sem_close(semaphore));
    SHOW(sem_unlink(name));
}

static void kept_open(void)
{
    SECTION("a mapping keeps its file");
    int fd = open("kept", O_CREAT | O_RDWR, 0644);
    SHOW(write(fd, "contents", 8));
    char *a = map(fd, 1, RW, 0);
    close(fd);
    SHOW(unlink("kept"));
    // Pages of another file, were they given back.
    put_file("other", "................................");
    printf("%.8s\n", a);
    munmap(a, PAGE);
    put_file("readonly", "read only");
    fd = open("readonly", O_RDONLY);
    TRY(mmap(NULL, PAGE, RW, MAP_SHARED, fd, 0));
    char *r = map(fd, 1, PROT_READ, 0);
    SHOW(mprotect(r, PAGE, RW));
    int w = open("readonly", O_WRONLY);
    SHOW(pwrite(w, "READ", 4, 0));
    printf("%.9s\n", r);
    TRY(mmap(NULL, PAGE, RW, MAP_SHARED, w, 0));
    close(fd); close(w);
}

static void program(const char *path)
{
    SECTION("the program's own file");
    int fd = open(path, O_RDONLY);
    char *shared = map(fd, 1, PROT_READ, 0), *private = mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, fd, 0);
    printf("%d %d\n", memcmp(shared + 1, "ELF", 3), memcmp(shared, private, PAGE));
    SHOW(mprotect(shared, PAGE, RW));
    SHOW(mprotect(private, PAGE, RW));
    close(fd);
}

static void own_process(void)
{
    SECTION("process_vm");
    char from[3000], to[3000];
    memset(from, 'v', sizeof from);
    memset(to, 0, sizeof to);
    struct iovec local[2] = { { to, 1000 }, { to + 1000, 2000 } }, remote = { from, sizeof from };
    SHOW(process_vm_readv(getpid(), local, 2, &remote, 1, 0));
    printf("%d\n", memcmp(from, to, sizeof to));
    memset(from, 'w', sizeof from);
    struct iovec back = { from, 10 }, target = { to, 10 };
    SHOW(process_vm_writev(getpid(), &back, 1, &target, 1, 0));
    printf("%.12s\n", to);
    struct iovec bad = { (void *)8, 10 };
    SHOW(process_vm_readv(getpid(), &back, 1, &bad, 1, 0));
    SHOW(process_vm_readv(getpid(), &bad, 1, &target, 1, 0));
    SHOW(process_vm_readv(getpid(), &back, 1, &target, 1, 1));
    SHOW(process_vm_readv(99999999, &back, 1, &target, 1, 0));
    struct iovec both[2] = { { to, 10 }, { (void *)8, 10 } };
    struct iovec wide = { from, 20 };
    SHOW(process_vm_readv(getpid(), &wide, 1, both, 2, 0));
}

int main(int argc, char **argv)
{
    enter_scratch(argc, argv);
    probes_on();
    SECTION("memfd");
    int memory = memfd_create("views", 0);
    views_of(memory);
    SECTION("file");
    int file = open("file", O_CREAT | O_RDWR, 0644);
    views_of(file);
    sizes(file);
    anonymous();
    seals();
    futexes();
    named();
    kept_open();
    program(argv[2]);
    own_process();
    return 0;
}
