#include "common/torn_line.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define BLOCK 4096

bool torn_line_check(int file, off_t begin, struct error *error)
{
    char block[BLOCK];
    ssize_t size = pread(file, block, 1, 0);
    bool ours = size != 1 || block[0] == '{', ended = false;
    while (ours && size > 0 && (size = pread(file, block, sizeof block, begin)) > 0) {
        begin += size;
        for (ssize_t i = 0; i < size && ours; i++) {
            ours = block[i] == '\0' || !ended;
            ended = ended || block[i] == '\0';
        }
    }
    if (ours && size >= 0)
        return true;
    return ours ? error_set(error, ERROR_TEMPORARY, "%s", strerror(errno))
                : error_set(
                      error, ERROR_USAGE,
                      "it is no file of JSON Lines and stays as it is; name another file, or mend or move this one");
}
