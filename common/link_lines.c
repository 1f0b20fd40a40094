#include "common/link_lines.h"

#include "common/clock.h"

#include <poll.h>
#include <string.h>

bool link_lines_path(const char *endpoint, const char **path, struct error *error)
{
    *path = strcmp(endpoint, "-") == 0 ? NULL : endpoint + strlen("file:");
    if (*path && !**path)
        return error_set(error, ERROR_USAGE, "link '%s': a path must follow file:", endpoint);
    return true;
}

bool link_lines_wait(int descriptor, short events, int stop, double seconds)
{
    struct pollfd both[] = {{.fd = descriptor, .events = events}, {.fd = stop, .events = POLLIN}};
    return poll(both, 2, clock_milliseconds(seconds)) > 0 && both[0].revents != 0;
}
