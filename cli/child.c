#include "cli/child.h"

#include "common/clock.h"
#include "common/log.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define LOG_LIMIT        ((off_t)16 << 20)
#define LINE_LIMIT       ((size_t)1 << 20)
#define EXIT_NOT_STARTED 127

char *child_program_path(const char *name)
{
    char own[4096];
    ssize_t size = readlink("/proc/self/exe", own, sizeof own - 1);
    if (size > 0) {
        own[size] = '\0';
        char *slash = strrchr(own, '/');
        char *path = slash ? xprintf("%.*s/%s", (int)(slash - own), own, name) : NULL;
        if (path && access(path, X_OK) == 0)
            return path;
        free(path);
    }
    return xstrdup(name);
}

static int open_log(struct child *child, struct error *error)
{
    struct stat status;
    if (stat(child->log_path, &status) == 0 && status.st_size > LOG_LIMIT) {
        char *old = xprintf("%s.1", child->log_path);
        if (rename(child->log_path, old) != 0)
            log_warning("%s: cannot be renamed: %s", child->log_path, strerror(errno));
        free(old);
    }
    int log = open(child->log_path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
    if (log < 0) {
        error_set(error, ERROR_USAGE, "%s: %s", child->log_path, strerror(errno));
        return -1;
    }
    child->log_at = lseek(log, 0, SEEK_END);
    buffer_clear(&child->log_rest);
    return log;
}

/* In the new process: only calls that are safe after fork. */
static void become(const struct child *child, int log, pid_t parent)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(EXIT_NOT_STARTED);
    int nothing = open("/dev/null", O_RDWR);
    bool from_terminal = child->reads_stdin && isatty(STDIN_FILENO); /* only the terminal's own group may read it */
    if (!from_terminal)
        setpgid(0, 0);
    if (nothing >= 0) {
        if (!child->reads_stdin)
            dup2(nothing, STDIN_FILENO);
        dup2(nothing, STDOUT_FILENO);
    }
    dup2(log, STDERR_FILENO);
    if (nothing > STDERR_FILENO)
        close(nothing);
    execvp(child->path, child->argv);
    dprintf(STDERR_FILENO, "{\"level\":\"error\",\"message\":\"cannot be started: %s\"}\n", strerror(errno));
    _exit(EXIT_NOT_STARTED);
}

bool child_start(struct child *child, struct error *error)
{
    int log = open_log(child, error);
    if (log < 0)
        return false;
    child->metrics_port = 0;
    child->code = 0;
    free(child->last_words);
    child->last_words = NULL;
    pid_t parent = getpid(), pid = fork();
    if (pid == 0)
        become(child, log, parent);
    close(log);
    if (pid < 0)
        return error_set(error, ERROR_FATAL, "%s: cannot start it: %s", child->path, strerror(errno));
    child->pid = pid;
    child->started_at = clock_now();
    return true;
}

bool child_reap(struct child *child)
{
    int status;
    struct rusage usage;
    if (!child->pid)
        return false;
    pid_t ended = wait4(child->pid, &status, WNOHANG, &usage);
    if (ended == 0 || (ended < 0 && errno == EINTR))
        return false;
    child->pid = 0;
    child->metrics_port = 0;
    child->code = ended < 0 ? EXIT_NOT_STARTED : WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
    if (ended > 0 && usage.ru_maxrss * 1024 > child->peak_bytes)
        child->peak_bytes = usage.ru_maxrss * 1024;
    return true;
}

void child_signal(const struct child *child, int number)
{
    if (child->pid)
        kill(child->pid, number);
}

/* "metrics at http://127.0.0.1:PORT/metrics" is how a program says where its metrics are. */
static void note_port(struct child *child, const char *message)
{
    static const char said[] = "metrics at http://127.0.0.1:";
    const char *port = strstr(message, said);
    if (port)
        child->metrics_port = (int)strtol(port + sizeof said - 1, NULL, 10);
}

static void take_line(struct child *child, const char *line, size_t size, child_log_function *take, void *context)
{
    json_t *entry = json_loadb(line, size, 0, NULL);
    const char *level = json_string_value(json_object_get(entry, "level"));
    const char *message = json_string_value(json_object_get(entry, "message"));
    char *raw = entry ? NULL : xstrndup(line, size);
    if (!message)
        message = raw; /* a library's own words, or the last ones before a crash */
    if (message) {
        note_port(child, message);
        if (!level || strcmp(level, "error") == 0) {
            free(child->last_words);
            child->last_words = xstrdup(message);
        }
        if (take)
            take(context, child, level ? level : "error", message);
    }
    free(raw);
    json_decref(entry);
}

void child_follow_log(struct child *child, child_log_function *take, void *context)
{
    struct buffer *rest = &child->log_rest;
    int log = open(child->log_path, O_RDONLY | O_CLOEXEC);
    if (log < 0)
        return;
    for (;;) {
        char *room = buffer_reserve(rest, 65536);
        ssize_t size = pread(log, room, 65536, child->log_at);
        if (size <= 0)
            break;
        child->log_at += size;
        rest->size += (size_t)size;
        size_t at = 0;
        for (char *end; (end = memchr(rest->data + at, '\n', rest->size - at)); at = (size_t)(end - rest->data) + 1)
            take_line(child, rest->data + at, (size_t)(end - rest->data) - at, take, context);
        memmove(rest->data, rest->data + at, rest->size - at);
        rest->size -= at;
        if (rest->size > LINE_LIMIT)
            buffer_clear(rest);
    }
    close(log);
}

void child_end(struct child *child)
{
    if (child->pid) {
        child_signal(child, SIGKILL);
        while (waitpid(child->pid, NULL, 0) < 0 && errno == EINTR)
            continue;
        child->pid = 0;
    }
    free(child->path);
    for (char **word = child->argv; word && *word; word++)
        free(*word);
    free(child->argv);
    free(child->log_path);
    free(child->last_words);
    buffer_free(&child->log_rest);
    *child = (struct child){0};
}
