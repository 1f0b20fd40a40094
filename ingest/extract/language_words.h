/* The little words of some thirty-five languages, for telling which one a text is in. */
#ifndef NEWSMILL_LANGUAGE_WORDS_H
#define NEWSMILL_LANGUAGE_WORDS_H

#include <stdint.h>

#define LANGUAGE_CODES 37

extern const char *const language_codes[LANGUAGE_CODES];

/* The languages in which `word` (in small letters) is frequent, a bit for each of language_codes; 0 if none. */
uint64_t language_words_find(const char *word);

#endif
