#include "cli/dead_place.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

char *dead_place_write(const struct dead_place *place, char *text)
{
    if (place->partition < 0)
        snprintf(text, DEAD_PLACE_SIZE, "%" PRId64, place->number);
    else
        snprintf(text, DEAD_PLACE_SIZE, "%" PRId64 ":%" PRId64, place->partition, place->number);
    return text;
}

/* A number of digits alone up to `end`. */
static bool read_number(const char *text, const char *end, int64_t *number)
{
    if (text == end || end - text > 18)
        return false;
    *number = 0;
    for (; text < end; text++) {
        if (*text < '0' || *text > '9')
            return false;
        *number = *number * 10 + (*text - '0');
    }
    return true;
}

bool dead_place_read(const char *text, struct dead_place *place)
{
    const char *colon = strchr(text, ':'), *end = text + strlen(text);
    place->partition = -1;
    if (!colon)
        return read_number(text, end, &place->number) && place->number > 0;
    return read_number(text, colon, &place->partition) && read_number(colon + 1, end, &place->number);
}
