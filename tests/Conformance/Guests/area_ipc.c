// Shared memory, semaphores and message queues of System V, and message queues of POSIX.
#include "conform.h"
#include <signal.h>
#include <poll.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/wait.h>

// A key that nobody else on the machine uses meanwhile.
static key_t key(void) { return 0x4c420000 ^ getpid(); }

// Until a child sleeps in the kernel.
static void until_asleep(pid_t child)
{
    char path[64], text[256];
    snprintf(path, sizeof path, "/proc/%d/stat", child);
    for (int i = 0; i < 3000; i++, usleep(1000)) {
        int fd = open(path, O_RDONLY);
        long n = read(fd, text, sizeof text - 1);
        close(fd);
        if (n <= 0) return;
        text[n] = 0;
        char *state = strrchr(text, ')');
        if (state && state[2] == 'S') return;
    }
}

static void wait_for(pid_t child) { int status = 0; waitpid(child, &status, 0); note(" child %x", status); }

static void show_segment(int id)
{
    struct shmid_ds d = {0};
    SHOW(shmctl(id, IPC_STAT, &d));
    note(" [size %ld attached %ld mode %o mine %d last %d key %d times %d%d%d]", (long)d.shm_segsz, (long)d.shm_nattch, d.shm_perm.mode, d.shm_cpid == getpid(),
        d.shm_lpid == getpid(), d.shm_perm.__key == key(), d.shm_atime != 0, d.shm_dtime != 0, d.shm_ctime != 0);
}

static void shared_memory(void)
{
    covers(SYS_shmget), covers(SYS_shmat), covers(SYS_shmdt), covers(SYS_shmctl);
    CASE("life of a segment") { int id = shmget(key(), 10000, IPC_CREAT | 0600); show_segment(id); char *p = shmat(id, NULL, 0), *q = shmat(id, NULL, SHM_RDONLY); strcpy(p, "shared"); note(" %s", q); show_segment(id); SHOW(mprotect(q, PAGE, PROT_READ | PROT_WRITE)); SHOW(shmdt(p)); SHOW(shmdt(p)); show_segment(id); SHOW(shmctl(id, IPC_RMID, NULL)); show_segment(id); SHOW(shmget(key(), 0, 0)); note(" %s", q); SHOW(shmdt(q)); SHOW(syscall(SYS_shmctl, id, IPC_STAT, NULL)); SHOW(shmctl(id, IPC_RMID, NULL)); SHOW(shmat(id, NULL, 0)); }
    CASE("a segment between processes") { int id = shmget(IPC_PRIVATE, PAGE, 0600); int *p = shmat(id, NULL, 0); pid_t child = fork(); if (!child) { p[0] = 7; while (!p[1]) usleep(1000); _exit(p[1]); } while (!p[0]) usleep(1000); show_segment(id); p[1] = 9; wait_for(child); show_segment(id); SHOW(shmctl(id, IPC_RMID, NULL)); SHOW(shmdt(p)); }
    CASE("parts of a segment") { int id = shmget(IPC_PRIVATE, 4 * PAGE, 0600); char *p = shmat(id, NULL, 0); SHOW(munmap(p + PAGE, PAGE)); show_segment(id); SHOW(munmap(p, PAGE)); SHOW(mprotect(p + 3 * PAGE, PAGE, PROT_READ)); show_segment(id); SHOW(shmdt(p + 2 * PAGE)); SHOW(shmdt(p)); show_segment(id); SHOW(shmctl(id, IPC_RMID, NULL)); }
    CASE("places of a segment") { int id = shmget(IPC_PRIVATE, PAGE, 0600); char *p = mmap(NULL, 8 * PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), *hole = p + 4 * PAGE; munmap(hole, 4 * PAGE); SHOW(shmat(id, p, 0)); SHOW(shmat(id, p + 1, 0)); SHOW(shmat(id, NULL, SHM_REMAP)); note(" %d", shmat(id, p + 1, SHM_RND | SHM_REMAP) == p); note(" %d", shmat(id, hole + PAGE, 0) == hole + PAGE); show_segment(id); SHOW(shmdt(p + 1)); SHOW(shmdt(p)); SHOW(shmdt(hole + PAGE)); SHOW(shmdt(readonly_page)); SHOW(shmat(-1, NULL, 0)); SHOW(shmctl(id, IPC_RMID, NULL)); }
    CASE("keys and sizes of segments") { SHOW(shmget(key(), 1, 0)); SHOW(shmget(key(), 0, IPC_CREAT | 0600)); SHOW(shmget(key(), -1, IPC_CREAT | 0600)); SHOW(shmget(IPC_PRIVATE, 1L << 60, 0600)); int id = shmget(key(), 100, IPC_CREAT | 0600); note(" %d", shmget(key(), 0, 0) == id); note(" %d", shmget(key(), 100, IPC_CREAT) == id); SHOW(shmget(key(), 101, 0)); SHOW(shmget(key(), 1, IPC_CREAT | IPC_EXCL)); SHOW(shmctl(id, IPC_RMID, NULL)); SHOW(shmget(key(), 1, 0)); }
    CASE("rights to a segment") { int id = shmget(key(), 100, IPC_CREAT | 0400); TRY(shmget(key(), 0, 0400)); SHOW(shmget(key(), 0, 0600)); SHOW(shmat(id, NULL, 0)); TRY(shmat(id, NULL, SHM_RDONLY)); SHOW(shmat(id, NULL, SHM_RDONLY | SHM_EXEC)); struct shmid_ds d; shmctl(id, IPC_STAT, &d); d.shm_perm.mode = 01777; d.shm_perm.uid = d.shm_perm.uid; SHOW(shmctl(id, IPC_SET, &d)); show_segment(id); d.shm_perm.mode = 0; SHOW(shmctl(id, IPC_SET, &d)); SHOW(shmctl(id, IPC_STAT, &d)); SHOW(syscall(SYS_shmctl, id, IPC_SET, NULL)); SHOW(shmctl(id, IPC_RMID, NULL)); }
    CASE("requests to segments") { struct shmid_ds d; struct shminfo i; int id = shmget(IPC_PRIVATE, 1, 0600); SHOW(syscall(SYS_shmctl, id, 99, &d)); SHOW(syscall(SYS_shmctl, id, -1, &d)); SHOW(shmctl(-1, IPC_STAT, &d)); SHOW(syscall(SYS_shmctl, id, IPC_STAT, 8)); TRY(shmctl(0, IPC_INFO, (void *)&i)); note(" %lu %lu", i.shmmin, i.shmseg); SHOW(syscall(SYS_shmctl, 0, IPC_INFO, 8)); SHOW(shmctl(id, SHM_LOCK, NULL)); show_segment(id); SHOW(shmctl(id, SHM_UNLOCK, NULL)); SHOW(shmctl(0x7fffffff, SHM_STAT, &d)); SHOW(shmctl(id, IPC_RMID, NULL)); }
}

static int values(int set) { unsigned short v[3] = {0}; semctl(set, 0, GETALL, v); return v[0] * 10000 + v[1] * 100 + v[2]; }
static int operate(int set, int index, int change, int flags) { struct sembuf b = {index, change, flags}; return semop(set, &b, 1); }
static void until_waiting(int set, int command) { for (int i = 0; i < 5000 && semctl(set, 0, command) != 1; i++) usleep(1000); }
static void nothing(int signal) { (void)signal; }

static void semaphores(void)
{
    covers(SYS_semget), covers(SYS_semop), covers(SYS_semctl), covers(SYS_semtimedop);
    CASE("values of semaphores") { int set = semget(IPC_PRIVATE, 3, 0600); SHOW(values(set)); SHOW(semctl(set, 0, SETVAL, 5)); SHOW(semctl(set, 0, GETVAL)); SHOW(semctl(set, 0, SETVAL, 40000)); SHOW(semctl(set, 0, SETVAL, -1)); SHOW(semctl(set, 3, SETVAL, 1)); SHOW(semctl(set, 3, GETVAL)); SHOW(semctl(set, -1, GETPID)); unsigned short v[3] = {1, 2, 3}; SHOW(semctl(set, 0, SETALL, v)); SHOW(values(set)); v[2] = 40000; SHOW(semctl(set, 0, SETALL, v)); SHOW(syscall(SYS_semctl, set, 0, GETALL, 8)); SHOW(syscall(SYS_semctl, set, 0, SETALL, 8)); SHOW(semctl(set, 0, GETPID) == getpid()); SHOW(semctl(set, 0, IPC_RMID)); SHOW(semctl(set, 0, GETVAL)); SHOW(semctl(-1, 0, GETVAL)); }
    CASE("all operations or none") { int set = semget(IPC_PRIVATE, 3, 0600); unsigned short v[3] = {1, 2, 0}; semctl(set, 0, SETALL, v); struct sembuf b[] = {{0, -1, 0}, {1, -1, 0}, {2, 0, 0}, {1, -2, IPC_NOWAIT}}; SHOW(semop(set, b, 4)); SHOW(values(set)); SHOW(semop(set, b, 3)); SHOW(values(set)); struct sembuf twice[] = {{2, 3, 0}, {2, -1, 0}, {2, -2, 0}, {2, 0, IPC_NOWAIT}}; SHOW(semop(set, twice, 4)); SHOW(values(set)); struct sembuf large[] = {{1, 30000, 0}, {1, 30000, 0}}; SHOW(semop(set, large, 2)); SHOW(values(set)); semctl(set, 0, IPC_RMID); }
    CASE("wrong operations") { int set = semget(IPC_PRIVATE, 1, 0600); struct sembuf b = {0, -1, IPC_NOWAIT}; SHOW(semop(set, &b, 1)); SHOW(semop(set, &b, 0)); SHOW(semop(set, &b, 501)); SHOW(semop(set, NULL, 1)); b.sem_num = 1; SHOW(semop(set, &b, 1)); b.sem_num = 0; SHOW(semop(-1, &b, 1)); b.sem_flg = 0; struct timespec t = {0, 20000000}; SHOW(semtimedop(set, &b, 1, &t)); t.tv_nsec = -1; SHOW(semtimedop(set, &b, 1, &t)); SHOW(syscall(SYS_semtimedop, set, &b, 1, 8)); b.sem_op = 1; SHOW(syscall(SYS_semtimedop, set, &b, 1, NULL)); semctl(set, 0, IPC_RMID); SHOW(semop(set, &b, 1)); }
    CASE("waiting for a semaphore") { int set = semget(IPC_PRIVATE, 2, 0600); flush_case(); pid_t child = fork(); if (!child) _exit(operate(set, 0, -2, 0) ? errno : values(set) == 100 ? 77 : 78); until_waiting(set, GETNCNT); SHOW(semctl(set, 0, GETNCNT)); SHOW(semctl(set, 0, GETZCNT)); operate(set, 0, 1, 0); SHOW(semctl(set, 0, GETNCNT)); struct sembuf b[] = {{0, 1, 0}, {1, 1, 0}}; SHOW(semop(set, b, 2)); wait_for(child); SHOW(semctl(set, 0, GETPID) == child); semctl(set, 0, IPC_RMID); }
    CASE("waiting for zero") { int set = semget(IPC_PRIVATE, 1, 0600); operate(set, 0, 1, 0); pid_t child = fork(); if (!child) _exit(operate(set, 0, 0, 0) ? errno : 77); until_waiting(set, GETZCNT); SHOW(operate(set, 0, -1, 0)); wait_for(child); semctl(set, 0, IPC_RMID); }
    CASE("a set that goes while somebody waits") { int set = semget(IPC_PRIVATE, 1, 0600); pid_t child = fork(); if (!child) _exit(operate(set, 0, -1, 0) ? errno : 0); until_waiting(set, GETNCNT); SHOW(semctl(set, 0, IPC_RMID)); wait_for(child); }
    CASE("a signal while waiting for a semaphore") { int set = semget(IPC_PRIVATE, 1, 0600); struct sigaction a = {.sa_handler = nothing, .sa_flags = SA_RESTART}; sigaction(SIGALRM, &a, NULL); ualarm(20000, 0); SHOW(operate(set, 0, -1, 0)); SHOW(semctl(set, 0, GETNCNT)); semctl(set, 0, IPC_RMID); }
    CASE("what the end of a process undoes") { int set = semget(IPC_PRIVATE, 3, 0600); operate(set, 1, 5, 0); pid_t child = fork(); if (!child) { operate(set, 0, 4, SEM_UNDO); operate(set, 1, -3, SEM_UNDO); operate(set, 2, 9, SEM_UNDO); operate(set, 2, -9, 0); _exit(values(set) == 40200 ? 77 : 78); } wait_for(child); SHOW(values(set)); SHOW(semctl(set, 0, GETPID) == child); child = fork(); if (!child) { operate(set, 0, 4, SEM_UNDO); semctl(set, 0, SETVAL, 3); _exit(0); } wait_for(child); SHOW(values(set)); semctl(set, 0, IPC_RMID); }
    CASE("keys of sets") { SHOW(semget(key(), 1, 0)); SHOW(semget(key(), 0, IPC_CREAT | 0600)); SHOW(semget(key(), -1, IPC_CREAT | 0600)); SHOW(semget(key(), 32001, IPC_CREAT | 0600)); int set = semget(key(), 2, IPC_CREAT | 0400); note(" %d", semget(key(), 0, 0) == set); SHOW(semget(key(), 3, 0)); SHOW(semget(key(), 1, IPC_CREAT | IPC_EXCL)); SHOW(semget(key(), 1, 0600)); SHOW(operate(set, 0, 1, 0)); SHOW(operate(set, 0, 0, 0)); SHOW(semctl(set, 0, SETVAL, 1)); struct semid_ds d; SHOW(semctl(set, 0, IPC_STAT, &d)); note(" %lu %o %d%d", d.sem_nsems, d.sem_perm.mode, d.sem_otime != 0, d.sem_ctime != 0); d.sem_perm.mode = 0200; SHOW(semctl(set, 0, IPC_SET, &d)); SHOW(semctl(set, 0, IPC_STAT, &d)); SHOW(syscall(SYS_semctl, set, 0, 99, 0)); struct seminfo i; TRY(semctl(0, 0, IPC_INFO, &i)); note(" %d %d", i.semvmx, i.semaem); SHOW(semctl(set, 0, IPC_RMID)); }
}

static struct { long type; char text[9000]; } m;
static long send_text(int queue, long type, const char *text, int flags) { m.type = type; strcpy(m.text, text); return msgsnd(queue, &m, strlen(text) + 1, flags); }
static void receive(int queue, long size, long type, int flags) { memset(&m, 0, sizeof m); errno = 0; long r = msgrcv(queue, &m, size, type, flags); note_result("msgrcv", r, errno); note(" %ld '%s'", m.type, m.text); }

static void message_queues(void)
{
    covers(SYS_msgget), covers(SYS_msgsnd), covers(SYS_msgrcv), covers(SYS_msgctl);
    CASE("types of messages") { int q = msgget(IPC_PRIVATE, 0600); for (int i = 5; i > 0; i--) send_text(q, i, (char[]){'a' + i, 0}, 0); receive(q, 10, 0, 0); receive(q, 10, -3, 0); receive(q, 10, 4, MSG_EXCEPT); receive(q, 10, 9, IPC_NOWAIT); receive(q, 10, -1, IPC_NOWAIT); receive(q, 10, LONG_MIN, IPC_NOWAIT); receive(q, 10, 4, 0); receive(q, 10, 0, IPC_NOWAIT); msgctl(q, IPC_RMID, NULL); }
    CASE("sizes of messages") { int q = msgget(IPC_PRIVATE, 0600); send_text(q, 1, "long text", 0); receive(q, 4, 0, 0); receive(q, 4, 0, MSG_NOERROR); SHOW(msgsnd(q, &m, 8193, 0)); SHOW(msgsnd(q, &m, -1, 0)); SHOW(msgrcv(q, &m, -1, 0, IPC_NOWAIT)); m.type = 0; SHOW(msgsnd(q, &m, 1, 0)); SHOW(msgsnd(q, NULL, 1, 0)); m.type = 1; SHOW(msgsnd(-1, &m, 1, 0)); SHOW(msgsnd(q, &m, 0, 0)); SHOW(msgrcv(q, (void *)8, 1, 0, 0)); receive(q, 10, 0, IPC_NOWAIT); msgctl(q, IPC_RMID, NULL); SHOW(msgsnd(q, &m, 1, 0)); receive(q, 1, 0, 0); }
    CASE("a full queue") { int q = msgget(IPC_PRIVATE, 0600), n = 0; m.type = 1; while (!msgsnd(q, &m, 8000, IPC_NOWAIT)) n++; note(" %d %s", n, error_name(errno)); pid_t child = fork(); if (!child) _exit(msgsnd(q, &m, 1000, 0) ? errno : 77); until_asleep(child); msgrcv(q, &m, 9000, 0, 0); wait_for(child); struct msqid_ds d; SHOW(msgctl(q, IPC_STAT, &d)); note(" %lu %lu %lu %o %d%d", (long)d.__msg_cbytes, (long)d.msg_qnum, (long)d.msg_qbytes, d.msg_perm.mode, d.msg_lspid == child, d.msg_lrpid == getpid()); msgctl(q, IPC_RMID, NULL); }
    CASE("waiting for a message") { int q = msgget(IPC_PRIVATE, 0600); pid_t child = fork(); if (!child) { msgrcv(q, &m, 10, 7, 0); _exit(m.text[0] == 'x' ? 77 : 78); } until_asleep(child); send_text(q, 1, "w", 0); send_text(q, 7, "x", 0); wait_for(child); receive(q, 10, 0, IPC_NOWAIT); child = fork(); if (!child) _exit(msgrcv(q, &m, 10, 0, 0) < 0 ? errno : 0); until_asleep(child); SHOW(msgctl(q, IPC_RMID, NULL)); wait_for(child); }
    CASE("a signal while waiting for a message") { int q = msgget(IPC_PRIVATE, 0600); struct sigaction a = {.sa_handler = nothing, .sa_flags = SA_RESTART}; sigaction(SIGALRM, &a, NULL); ualarm(20000, 0); receive(q, 10, 0, 0); msgctl(q, IPC_RMID, NULL); }
    CASE("keys of queues") { SHOW(msgget(key(), 0)); int q = msgget(key(), IPC_CREAT | 0400); note(" %d", msgget(key(), 0) == q); SHOW(msgget(key(), IPC_CREAT | IPC_EXCL)); SHOW(msgget(key(), 0200)); m.type = 1; SHOW(msgsnd(q, &m, 1, 0)); struct msqid_ds d; SHOW(msgctl(q, IPC_STAT, &d)); d.msg_qbytes = 20; d.msg_perm.mode = 0600; SHOW(msgctl(q, IPC_SET, &d)); SHOW(msgsnd(q, &m, 21, IPC_NOWAIT)); SHOW(msgsnd(q, &m, 20, IPC_NOWAIT)); d.msg_qbytes = 1 << 20; SHOW(msgctl(q, IPC_SET, &d)); SHOW(syscall(SYS_msgctl, q, 99, NULL)); SHOW(msgctl(q, IPC_RMID, NULL)); SHOW(msgctl(q, IPC_RMID, NULL)); }
}

static struct { long flags, capacity, size, count, rest[4]; } mq_attributes;
static volatile int mq_signals;
static volatile long mq_told[3];
static void mq_signal(int number, siginfo_t *info, void *context) { mq_signals++; mq_told[0] = info->si_code; mq_told[1] = info->si_pid == getpid(); mq_told[2] = info->si_value.sival_int; }
static void *mq_sender(void *queue) { usleep(20000); syscall(SYS_mq_timedsend, (int)(long)queue, "late", 4, 1, NULL); return NULL; }
static int mq_new(const char *name, int flags, long capacity, long size) { syscall(SYS_mq_unlink, name); mq_attributes.capacity = capacity; mq_attributes.size = size; return syscall(SYS_mq_open, name, O_CREAT | O_RDWR | flags, 0600, &mq_attributes); }

static void posix_queues(void)
{
    static char text[9000];
    struct timespec soon, never = {1, -1}, past = {1, 0};
    unsigned priority;
    int q;
    CASE("names of queues") {
        covers(SYS_mq_open); covers(SYS_mq_unlink);
        static char longest[300];
        memset(longest, 'x', 256);
        static const char *names[] = {"", "/a", "a/b", ".", "..", "no-such-queue", longest, (char *)8};
        for (int i = 0; i < 8; i++) { SHOW(syscall(SYS_mq_open, names[i], O_RDONLY, 0, NULL)); SHOW(syscall(SYS_mq_open, names[i], O_RDONLY | O_CREAT | O_EXCL, 0, (void *)8)); SHOW(syscall(SYS_mq_unlink, names[i])); }
    }
    CASE("making queues") {
        q = mq_new("conform-a", 0, 5, 10);
        note(" %d", q >= 0); SHOW(fcntl(q, F_GETFD)); SHOW(fcntl(q, F_GETFL));
        SHOW(syscall(SYS_mq_open, "conform-a", O_CREAT | O_EXCL | O_RDWR, 0600, NULL)); SHOW(syscall(SYS_mq_open, "conform-a", 3, 0, NULL)); TRY(syscall(SYS_mq_open, "conform-a", O_RDONLY, 0, NULL));
        SHOW(syscall(SYS_mq_unlink, "conform-a")); SHOW(syscall(SYS_mq_unlink, "conform-a")); SHOW(syscall(SYS_mq_open, "conform-a", O_RDWR, 0, NULL)); SHOW(syscall(SYS_mq_timedsend, q, "x", 1, 0, NULL));
        static const long sizes[][2] = {{0, 1}, {1, 0}, {-1, 1}, {11, 1}, {1, 8193}, {10, 8192}, {1, 1}};
        for (int i = 0; i < 7; i++) { int made = mq_new("conform-b", O_EXCL, sizes[i][0], sizes[i][1]); note(" %s", made < 0 ? error_name(errno) : "ok"); }
        SHOW(syscall(SYS_mq_unlink, "conform-b"));
    }
    CASE("attributes of a queue") {
        covers(SYS_mq_getsetattr);
        q = mq_new("conform-c", O_NONBLOCK, 5, 10);
        SHOW(syscall(SYS_mq_timedsend, q, "x", 1, 0, NULL)); SHOW(syscall(SYS_mq_getsetattr, q, NULL, &mq_attributes)); note(" %lx %ld %ld %ld", mq_attributes.flags, mq_attributes.capacity, mq_attributes.size, mq_attributes.count);
        mq_attributes.flags = 0; mq_attributes.capacity = 99; SHOW(syscall(SYS_mq_getsetattr, q, &mq_attributes, &mq_attributes)); note(" %lx %ld", mq_attributes.flags, mq_attributes.capacity); SHOW(fcntl(q, F_GETFL));
        mq_attributes.flags = O_APPEND; SHOW(syscall(SYS_mq_getsetattr, q, &mq_attributes, NULL)); SHOW(syscall(SYS_mq_getsetattr, q, NULL, NULL)); SHOW(syscall(SYS_mq_getsetattr, F, NULL, NULL)); SHOW(syscall(SYS_mq_getsetattr, CLOSED, NULL, NULL)); SHOW(syscall(SYS_mq_getsetattr, q, (void *)8, NULL)); SHOW(syscall(SYS_mq_getsetattr, q, NULL, (void *)8));
        struct stat s; SHOW(fstat(q, &s)); note(" %o %ld %ld", s.st_mode, (long)s.st_size, (long)s.st_nlink);
        memset(text, 0, 100); SHOW(read(q, text, 100)); note(" [%.59s]", text); SHOW(read(q, text, 100)); SHOW(write(q, "x", 1)); SHOW(lseek(q, 0, SEEK_SET)); SHOW(read(q, text, 5)); SHOW(lseek(q, 0, SEEK_CUR));
        struct pollfd p = {q, POLLIN | POLLOUT, 0}; SHOW(poll(&p, 1, 0)); note(" %x", p.revents); syscall(SYS_mq_unlink, "conform-c");
    }
    CASE("sending and receiving by priority") {
        covers(SYS_mq_timedsend); covers(SYS_mq_timedreceive);
        q = mq_new("conform-d", O_NONBLOCK, 4, 10);
        SHOW(syscall(SYS_mq_timedreceive, q, text, 10, NULL, NULL)); SHOW(syscall(SYS_mq_timedsend, q, "low", 3, 1, NULL)); SHOW(syscall(SYS_mq_timedsend, q, "high", 4, 32767, NULL)); SHOW(syscall(SYS_mq_timedsend, q, "low2", 4, 1, NULL)); SHOW(syscall(SYS_mq_timedsend, q, "", 0, 5, NULL)); SHOW(syscall(SYS_mq_timedsend, q, "x", 1, 5, NULL));
        struct pollfd p = {q, POLLIN | POLLOUT, 0}; SHOW(poll(&p, 1, 0)); note(" %x", p.revents);
        SHOW(syscall(SYS_mq_timedsend, q, "x", 1, 32768, NULL)); SHOW(syscall(SYS_mq_timedsend, q, text, 11, 0, NULL)); SHOW(syscall(SYS_mq_timedreceive, q, text, 9, NULL, NULL)); SHOW(syscall(SYS_mq_timedsend, q, (void *)8, 1, 0, NULL));
        for (int i = 0; i < 5; i++) { memset(text, 0, 20); priority = 99; SHOW(syscall(SYS_mq_timedreceive, q, text, 10, &priority, NULL)); note(" %s %u", text, priority); }
        SHOW(syscall(SYS_mq_timedsend, q, "x", 1, 0, &never)); SHOW(syscall(SYS_mq_timedsend, q, "x", 1, 0, (void *)8)); SHOW(syscall(SYS_mq_timedsend, F, "x", 1, 0, NULL)); SHOW(syscall(SYS_mq_timedreceive, F, text, 10, NULL, NULL)); SHOW(syscall(SYS_mq_timedsend, CLOSED, "x", 1, 40000, &never)); SHOW(syscall(SYS_mq_timedreceive, CLOSED, text, 10, NULL, &never));
        int r = syscall(SYS_mq_open, "conform-d", O_RDONLY, 0, NULL), w = syscall(SYS_mq_open, "conform-d", O_WRONLY, 0, NULL); SHOW(syscall(SYS_mq_timedsend, r, "x", 1, 0, NULL)); SHOW(syscall(SYS_mq_timedreceive, w, text, 10, NULL, NULL)); syscall(SYS_mq_unlink, "conform-d");
    }
    CASE("waiting for messages") {
        q = mq_new("conform-e", 0, 1, 10);
        SHOW(syscall(SYS_mq_timedreceive, q, text, 10, NULL, &past)); clock_gettime(CLOCK_REALTIME, &soon); soon.tv_nsec += 20000000; if (soon.tv_nsec >= 1000000000) soon.tv_sec++, soon.tv_nsec -= 1000000000;
        SHOW(syscall(SYS_mq_timedreceive, q, text, 10, NULL, &soon)); SHOW(syscall(SYS_mq_timedsend, q, "x", 1, 0, &past)); SHOW(syscall(SYS_mq_timedsend, q, "x", 1, 0, &past)); SHOW(syscall(SYS_mq_timedreceive, q, text, 10, NULL, &past));
        pthread_t other; pthread_create(&other, NULL, mq_sender, (void *)(long)q); SHOW(syscall(SYS_mq_timedreceive, q, text, 10, &priority, NULL)); note(" %.4s %u", text, priority); pthread_join(other, NULL);
        pid_t child = fork(); if (child == 0) { syscall(SYS_mq_timedsend, q, "child", 5, 3, NULL); _exit(0); } SHOW(syscall(SYS_mq_timedreceive, q, text, 10, NULL, NULL)); note(" %.5s", text); waitpid(child, NULL, 0); syscall(SYS_mq_unlink, "conform-e");
    }
    CASE("being told of a message") {
        covers(SYS_mq_notify);
        struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1, .sigev_value.sival_int = 77};
        struct sigaction action = {.sa_sigaction = mq_signal, .sa_flags = SA_SIGINFO};
        mq_signals = 0; sigaction(SIGUSR1, &action, NULL); q = mq_new("conform-f", O_NONBLOCK, 5, 10);
        SHOW(syscall(SYS_mq_notify, q, NULL)); SHOW(syscall(SYS_mq_notify, q, &event)); SHOW(syscall(SYS_mq_notify, q, &event)); memset(text, 0, 100); SHOW(read(q, text, 54)); note(" [%.53s]", text); SHOW(syscall(SYS_mq_timedsend, q, "a", 1, 0, NULL)); note(" %d %ld %ld %ld", mq_signals, mq_told[0], mq_told[1], mq_told[2]);
        SHOW(syscall(SYS_mq_timedsend, q, "b", 1, 0, NULL)); note(" %d", mq_signals); SHOW(syscall(SYS_mq_notify, q, &event)); SHOW(syscall(SYS_mq_timedsend, q, "c", 1, 0, NULL)); note(" %d", mq_signals); for (int i = 0; i < 3; i++) syscall(SYS_mq_timedreceive, q, text, 10, NULL, NULL); SHOW(syscall(SYS_mq_timedsend, q, "d", 1, 0, NULL)); note(" %d", mq_signals);
        event.sigev_notify = SIGEV_NONE; SHOW(syscall(SYS_mq_notify, q, &event)); SHOW(syscall(SYS_mq_notify, q, NULL)); event.sigev_notify = 9; SHOW(syscall(SYS_mq_notify, q, &event)); event.sigev_notify = SIGEV_SIGNAL; event.sigev_signo = 65; SHOW(syscall(SYS_mq_notify, q, &event)); event.sigev_signo = SIGUSR1; SHOW(syscall(SYS_mq_notify, F, &event)); SHOW(syscall(SYS_mq_notify, CLOSED, &event)); SHOW(syscall(SYS_mq_notify, q, (void *)8));
        pid_t child = fork(); if (child == 0) _exit(syscall(SYS_mq_notify, q, &event) ? errno : 0); int status; waitpid(child, &status, 0); note(" %x", status); SHOW(syscall(SYS_mq_notify, q, &event)); close(q); q = syscall(SYS_mq_open, "conform-f", O_RDWR, 0, NULL); SHOW(syscall(SYS_mq_notify, q, &event)); signal(SIGUSR1, SIG_DFL); syscall(SYS_mq_unlink, "conform-f");
    }
}

// The lines of /proc/sysvipc that are about an object, with the numbers that no two runs share as #.
static void show_listed(const char *path, int id)
{
    char line[400];
    FILE *list = fopen(path, "r");
    if (list && fgets(line, sizeof line, list)) note(" %s", strtok(line, "\n"));
    while (list && fgets(line, sizeof line, list)) {
        int shown = 0, column = 0;
        sscanf(line, "%*d %d", &shown);
        if (shown != id) continue;
        note(" length %zu", strlen(line));
        for (char *word = strtok(line, " \n"); word; word = strtok(NULL, " \n"), column++)
            note(" %s", column == 1 || atol(word) > 1000000000 || atol(word) == getpid() ? "#" : word);
    }
    if (list) fclose(list);
}

static void listings(void)
{
    CASE("what is listed of segments") { int id = shmget(0x80001234, 4000, IPC_CREAT | 0640); char *at = shmat(id, NULL, 0); at[0] = 1; show_listed("/proc/sysvipc/shm", id); shmctl(id, IPC_RMID, NULL); show_listed("/proc/sysvipc/shm", id); shmdt(at); show_listed("/proc/sysvipc/shm", id); }
    CASE("what is listed of semaphores") { int id = semget(0x1234, 3, IPC_CREAT | 0604); show_listed("/proc/sysvipc/sem", id); semop(id, &(struct sembuf){0, 1, 0}, 1); show_listed("/proc/sysvipc/sem", id); semctl(id, 0, IPC_RMID); }
    CASE("what is listed of queues") { int id = msgget(0x1234, IPC_CREAT | 0600); send_text(id, 1, "text", 0); show_listed("/proc/sysvipc/msg", id); msgctl(id, IPC_RMID, NULL); }
}

void area_ipc(void)
{
    posix_queues();
    listings();
    shared_memory();
    semaphores();
    message_queues();
}
