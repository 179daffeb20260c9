// Runs a program and ends the first child process that it starts by SIGKILL: before the child has run ("process"), or before the
// first thread has that the child starts ("thread").
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

static pid_t known[256];

static int is_known(pid_t task)
{
    for (int i = 0; i < 256; i++)
        if (known[i] == task) return 1;
    return 0;
}

// A task's first stop may come before the word that it was started: only after both it goes on.
static void let_go(pid_t task)
{
    for (int i = 0; i < 256; i++) {
        if (known[i] != 0) continue;
        known[i] = task;
        break;
    }
    ptrace(PTRACE_CONT, task, 0, 0);
}

int main(int count, char **arguments)
{
    if (count < 3) return 2;
    int threads = strcmp(arguments[1], "thread") == 0, status;
    pid_t first = fork(), child = 0, task;
    if (first == 0) {
        ptrace(PTRACE_TRACEME, 0, 0, 0);
        raise(SIGSTOP);
        execv(arguments[2], arguments + 2);
        _exit(127);
    }
    if (waitpid(first, &status, 0) != first || !WIFSTOPPED(status)
        || ptrace(PTRACE_SETOPTIONS, first, 0, PTRACE_O_TRACEFORK | PTRACE_O_TRACECLONE | PTRACE_O_EXITKILL) != 0) {
        perror("ptrace");
        return 1;
    }
    let_go(first);
    while ((task = waitpid(-1, &status, __WALL)) > 0) {
        if (WIFEXITED(status) && task == first) return WEXITSTATUS(status);
        if (!WIFSTOPPED(status) || !is_known(task)) continue;
        int event = status >> 16, signal = WSTOPSIG(status);
        unsigned long started = 0;
        if (event != 0) ptrace(PTRACE_GETEVENTMSG, task, 0, &started);
        // What a task that starts stops by is the tracer's.
        ptrace(PTRACE_CONT, task, 0, event != 0 || signal == SIGSTOP || signal == SIGTRAP ? 0 : signal);
        if (event == 0) continue;
        if (event == PTRACE_EVENT_FORK && child == 0) {
            child = started;
            if (!threads) kill(child, SIGKILL);
        } else if (event == PTRACE_EVENT_CLONE && threads && task == child) {
            // The one that started it has time to do what else it has to.
            usleep(200000);
            kill(child, SIGKILL);
            continue;
        }
        let_go((pid_t)started);
    }
    return 1;
}
