/*
 * Reported speech: what a sentence says that somebody said, without quotation marks. "Roe said (that) rates would
 * fall", "Rates would fall, Roe told reporters on Monday", "According to Roe, rates would fall". English only.
 */
#ifndef NEWSMILL_ENRICH_REPORTED_H
#define NEWSMILL_ENRICH_REPORTED_H

#include "enrich/cues.h"

#include <stdbool.h>
#include <stddef.h>

/* Items [first, last). */
struct item_range {
    size_t first, last;
};

/* The words that the cue at `index` of `cues` reports, in the sentence that is items [first, last); false if there are
 * none, or they hold a quotation. */
bool reported_find(const struct speech *speech, const struct cue *cues, size_t count, size_t index, size_t first,
                   size_t last, struct item_range *words);

#endif
