/* The table behind words.h: `text` holds words separated by spaces that share all else. Only for words.c. */
#ifndef NEWSMILL_ENRICH_WORDS_LIST_H
#define NEWSMILL_ENRICH_WORDS_LIST_H

#include "enrich/words.h"

extern const struct word words_list[];
extern const size_t words_list_size;

#endif
