/* A list of sources on stdin, one a line; empty lines and lines that begin with # are passed over. */
#include "common/signals.h"
#include "ingest/report.h"
#include "ingest/source.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#define LINE_LIMIT 16384

/* Waits for stdin, or for the order to stop. */
static bool wait_for_input(struct reader *reader)
{
    struct pollfd waited[] = {{.fd = STDIN_FILENO, .events = POLLIN}, {.fd = signals_descriptor(), .events = POLLIN}};
    while (!source_stopping(reader)) {
        if (poll(waited, 2, 250) > 0 && waited[0].revents)
            return true;
    }
    return false;
}

static bool read_line(struct reader *reader, char *line, size_t size)
{
    if (memchr(line, '\0', size) || size >= LINE_LIMIT) {
        report_result(REPORT_UNREADABLE, "a line on stdin",
                      size >= LINE_LIMIT ? "too long to be a source" : "holds NUL bytes; write one source a line");
        return true;
    }
    line[size] = '\0';
    while (size > 0 && strchr(" \t\r", line[size - 1]))
        line[--size] = '\0';
    line += strspn(line, " \t");
    if (*line == '\0' || *line == '#')
        return true;
    if (strcmp(line, "-") == 0) {
        report_result(REPORT_UNREADABLE, "-", "a list on stdin cannot name itself");
        return true;
    }
    return source_read(reader, line);
}

/* Reads the full lines that are in `data`; what is left over moves to its start. */
static bool read_lines(struct reader *reader, char *data, size_t *size)
{
    char *at = data, *end = data + *size, *newline;
    while ((newline = memchr(at, '\n', (size_t)(end - at)))) {
        if (!read_line(reader, at, (size_t)(newline - at)))
            return false;
        at = newline + 1;
    }
    *size = (size_t)(end - at);
    memmove(data, at, *size);
    return true;
}

bool source_read_list(struct reader *reader)
{
    char data[2 * LINE_LIMIT];
    size_t size = 0;
    bool overlong = false;
    while (wait_for_input(reader)) {
        ssize_t got = read(STDIN_FILENO, data + size, sizeof data - 1 - size);
        if (got < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (got < 0)
            report_result(REPORT_UNREADABLE, "stdin", strerror(errno));
        if (got <= 0)
            return size == 0 || overlong || read_line(reader, data, size);
        size += (size_t)got;
        if (overlong) {
            char *newline = memchr(data, '\n', size);
            size_t dropped = newline ? (size_t)(newline + 1 - data) : size;
            memmove(data, data + dropped, size - dropped);
            size -= dropped;
            overlong = newline == NULL;
        }
        if (!overlong && !read_lines(reader, data, &size))
            return false;
        if (size >= LINE_LIMIT) {
            read_line(reader, data, size);
            overlong = true;
            size = 0;
        }
    }
    return false;
}
