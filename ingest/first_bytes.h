/* A list's entries by the byte they begin with, so that a look-up need not go through all of them. */
#ifndef NEWSMILL_FIRST_BYTES_H
#define NEWSMILL_FIRST_BYTES_H

#include <stdint.h>
#include <string.h>

enum { FIRST_BYTES_LIMIT = 640 };

/* A zeroed one is empty. Numbers count from 1, in the order of adding; 0 ends a chain. */
struct first_bytes {
    uint16_t first[256], last[256];
    uint16_t next[FIRST_BYTES_LIMIT + 1];
    uint16_t count;
};

/* Adds the next entry; returns its number. What goes beyond the limit is a mistake of whoever wrote the list: 0. */
static inline uint16_t first_bytes_add(struct first_bytes *index, unsigned char byte)
{
    if (index->count == FIRST_BYTES_LIMIT)
        return 0;
    uint16_t number = ++index->count;
    if (index->first[byte])
        index->next[index->last[byte]] = number;
    else
        index->first[byte] = number;
    index->last[byte] = number;
    return number;
}

#endif
