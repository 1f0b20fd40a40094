/* Search words for stores that have no search of their own (JSON Lines): whole words, in any case, phrases. */
#ifndef NEWSMILL_SINK_WORDS_H
#define NEWSMILL_SINK_WORDS_H

#include "common/error.h"

#include <jansson.h>
#include <stddef.h>

struct words_query {
    char **terms; /* each folded: lower case, one space around and between words */
    size_t count;
};

/* Reads words and "phrases". ERROR_USAGE when there are none. */
bool words_query_init(struct words_query *query, const char *words, struct error *error);
void words_query_free(struct words_query *query);

/* How well texts (NULL: empty) match; 0 when a term occurs in neither. */
double words_score(const struct words_query *query, const char *headline, const char *body);

/* The start of a text (NULL: empty) as a JSON string, cut at a word. */
json_t *words_excerpt(const char *text);

#endif
