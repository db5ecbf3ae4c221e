/* Running another program with limits. */
#include "io/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

bool svod_child_find(const char *program, char *out, size_t room)
{
    const char *path = getenv("PATH");
    for (const char *at = path ? path : "/usr/local/bin:/usr/bin:/bin"; *at;) {
        size_t n = strcspn(at, ":");
        int length = snprintf(out, room, "%.*s/%s", (int)n, at, program);
        if (at[0] == '/' && length > 0 && (size_t)length < room && access(out, X_OK) == 0) return true;
        at += n + (at[n] == ':');
    }
    return false;
}

static void limit(int what, rlim_t value)
{
    struct rlimit l = {value, value};
    setrlimit((__rlimit_resource_t)what, &l);
}

/* In the child, between fork and exec: only calls that are safe there. `alive` stays open in it and all it starts. */
_Noreturn static void become(const char *const *argv, const char *folder, char *const *environment, svod_child_limits limits)
{
    setpgid(0, 0);
    int nothing = open("/dev/null", O_RDWR);
    for (int fd = 0; fd <= 2; fd++) dup2(nothing, fd);
    limit(RLIMIT_AS, (rlim_t)limits.memory);
    limit(RLIMIT_FSIZE, (rlim_t)limits.file);
    limit(RLIMIT_CPU, (rlim_t)limits.seconds + 1);
    limit(RLIMIT_CORE, 0);
    signal(SIGPIPE, SIG_DFL);
    if (chdir(folder) == 0) execve(argv[0], (char *const *)(uintptr_t)argv, environment);
    _exit(127);
}

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Until everybody who holds the other end of the pipe has ended. False: time is up. */
static bool wait_for_end(int fd, int seconds)
{
    int64_t until = now_ms() + (int64_t)seconds * 1000;
    for (;;) {
        int64_t left = until - now_ms();
        struct pollfd p = {.fd = fd, .events = POLLIN};
        if (left <= 0) return false;
        int n = poll(&p, 1, (int)left);
        if (n > 0) return true;
        if (n < 0 && errno != EINTR) return false;
    }
}

svod_status svod_child_run(const char *const *argv, const char *folder, svod_child_limits limits, svod_child_end *ret,
                           svod_error *e)
{
    char home[512], temporary[512], path[1024];
    const char *own = getenv("PATH");
    snprintf(home, sizeof home, "HOME=%s", folder);
    snprintf(temporary, sizeof temporary, "TMPDIR=%s", folder);
    snprintf(path, sizeof path, "PATH=%s", own && strlen(own) < 1000 ? own : "/usr/local/bin:/usr/bin:/bin");
    char lang[] = "LC_ALL=C.UTF-8";
    char *environment[] = {home, temporary, path, lang, NULL};
    int alive[2];
    if (pipe2(alive, O_CLOEXEC) != 0)
        return svod_fail(e, SVOD_EXIT_INTERNAL, "child.cannot-start", "a program cannot be started: %s", strerror(errno));
    pid_t pid = fork();
    if (pid == 0) {
        fcntl(alive[1], F_SETFD, 0);
        become(argv, folder, environment, limits);
    }
    int fault = errno;
    close(alive[1]);
    if (pid < 0) {
        close(alive[0]);
        return svod_fail(e, SVOD_EXIT_INTERNAL, "child.cannot-start", "a program cannot be started: %s", strerror(fault));
    }
    setpgid(pid, pid); /* whoever of the two is first */
    bool ended = wait_for_end(alive[0], limits.seconds);
    kill(-pid, SIGKILL); /* and what it may have left behind */
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) continue;
    close(alive[0]);
    *ret = !ended                                          ? SVOD_CHILD_TOO_LONG
           : WIFEXITED(status) && WEXITSTATUS(status) == 0 ? SVOD_CHILD_DONE
                                                           : SVOD_CHILD_REFUSED;
    return SVOD_OK;
}
