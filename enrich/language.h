/* What a language tag (BCP 47: "en", "en-us", "sr-Latn-RS") says, in upper or lower case. */
#ifndef NEWSMILL_ENRICH_LANGUAGE_H
#define NEWSMILL_ENRICH_LANGUAGE_H

#include <stdbool.h>

enum { LANGUAGE_REGION_SIZE = 4 };

/* True when the tag's language is one of `languages`, of two letters each ("de fr"). NULL is English. */
bool language_is(const char *tag, const char *languages);

/* The tag's region in upper case, "US" or "419"; "" if it has none or is NULL. Returns `region`. */
const char *language_region(const char *tag, char region[LANGUAGE_REGION_SIZE]);

#endif
