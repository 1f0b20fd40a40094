#include "common/link_lines_file.h"

#include "common/buffer.h"
#include "common/clock.h"
#include "common/log.h"
#include "common/torn_line.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOCK_SECONDS 1.0
#define BLOCK        4096

static bool failed(struct error *error)
{
    return error_set(error, ERROR_TEMPORARY, "%s", strerror(errno));
}

/* Best effort: some file systems do not sync folders, and some folders may not be read. */
static void sync_folder(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *folder = !slash ? xstrdup(".") : xstrndup(path, slash == path ? 1 : (size_t)(slash - path));
    int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor >= 0) {
        fsync(descriptor);
        close(descriptor);
    }
    free(folder);
}

int link_lines_open(const char *path, struct error *error)
{
    const int flags = O_RDWR | O_APPEND | O_CLOEXEC;
    int file = open(path, flags);
    if (file < 0 && errno == ENOENT) {
        file = open(path, flags | O_CREAT, 0666);
        if (file >= 0)
            sync_folder(path);
    }
    if (file < 0)
        error_set(error, ERROR_USAGE, "cannot write %s: %s", path, strerror(errno));
    return file;
}

/* File systems without locks are written without. */
static bool lock(int file, struct error *error)
{
    double until = clock_now() + LOCK_SECONDS;
    while (flock(file, LOCK_EX | LOCK_NB) != 0) {
        if (errno == ENOLCK || errno == EOPNOTSUPP || errno == ENOSYS)
            return true;
        if (errno != EWOULDBLOCK && errno != EINTR)
            return failed(error);
        if (clock_now() > until)
            return error_set(error, ERROR_TEMPORARY, "another process has it locked");
        poll(NULL, 0, 10);
    }
    return true;
}

/* Where the last complete line ends: behind the last newline, or 0. -1 on an error. */
static off_t end_of_lines(int file, off_t size)
{
    char block[BLOCK];
    while (size > 0) {
        size_t part = size < BLOCK ? (size_t)size : BLOCK;
        if (pread(file, block, part, size - (off_t)part) != (ssize_t)part)
            return -1;
        const char *newline = memrchr(block, '\n', part);
        if (newline)
            return size - (off_t)part + (newline - block) + 1;
        size -= (off_t)part;
    }
    return 0;
}

/* With the lock held: cuts a torn line and tells the size. `is_new`: the file may be none of ours. */
static bool cut_torn_line(int file, bool is_new, off_t *size, off_t *cut, struct error *error)
{
    struct stat status;
    *cut = 0;
    if (fstat(file, &status) != 0)
        return failed(error);
    *size = end_of_lines(file, status.st_size);
    if (*size < 0)
        return failed(error);
    *cut = status.st_size - *size;
    if (*cut && is_new && !torn_line_check(file, *size, error))
        return false;
    return *cut == 0 || ftruncate(file, *size) == 0 || failed(error);
}

bool link_lines_repair(int file, const char *name, struct error *error)
{
    off_t size, cut;
    if (!lock(file, error))
        return error_prefix(error, "cannot write %s", name);
    bool done = cut_torn_line(file, true, &size, &cut, error);
    flock(file, LOCK_UN);
    if (!done)
        return error_prefix(error, "cannot write %s", name);
    if (cut > 0)
        log_warning("%s: cut %lld bytes of a last line that was never finished", name, (long long)cut);
    return true;
}

static bool write_all(int file, const char *data, size_t size)
{
    while (size > 0) {
        ssize_t written = write(file, data, size);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        data += written;
        size -= (size_t)written;
    }
    return fsync(file) == 0 || errno == EINVAL;
}

bool link_lines_append(int file, const char *data, size_t size, struct error *error)
{
    off_t before = 0, cut = 0;
    if (!lock(file, error))
        return false;
    bool done = cut_torn_line(file, false, &before, &cut, error);
    if (done && !write_all(file, data, size)) {
        done = failed(error);
        if (ftruncate(file, before) != 0)
            log_error("cannot cut back a file after a failed write: %s", strerror(errno));
    }
    flock(file, LOCK_UN);
    return done;
}
