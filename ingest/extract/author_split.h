/* Where one name of a byline ends and the next begins. */
#ifndef NEWSMILL_AUTHOR_SPLIT_H
#define NEWSMILL_AUTHOR_SPLIT_H

#include "common/buffer.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#define MOST_SPLIT    24  /* names of a byline */
#define LONGEST_SPLIT 400 /* bytes of one */

struct author_part {
    const char *text;
    size_t size;
};

static inline size_t author_word_size(const char *at)
{
    return strcspn(at, " ");
}

/*
 * Cuts the byline into what stands between separators, at most MOST_SPLIT; brackets are left out. The texts lie in
 * `store`. `person`: markup says that it is the name of a person, in which "and" joins family names too.
 */
size_t author_split(const char *text, bool person, struct buffer *store, struct author_part *parts);

#endif
