/* Whether a sentence tells of what has happened or of what is to come, as far as a date without a year needs it. */
#ifndef NEWSMILL_ENRICH_TENSE_H
#define NEWSMILL_ENRICH_TENSE_H

#include "enrich/text.h"

/* True when the words beside token `at`, where a date begins, tell of the past: "who became its chief in March", "In
   April, a judge found". English only. */
bool tense_is_past(const struct text *text, size_t at);

#endif
