/* newsmill-enrich --explain ARTICLES: how articles were tagged, for people. */
#ifndef NEWSMILL_ENRICH_EXPLAIN_H
#define NEWSMILL_ENRICH_EXPLAIN_H

#include "common/error.h"
#include "enrich/knowledge.h"

#include <stdbool.h>
#include <stdio.h>

/*
 * Reads articles, one JSON object a line, from the file at `path` ("-": stdin) and writes for each its texts with the
 * mentions marked (by colours if `colour`, else by brackets), then a line for each mention: where, what, which entity,
 * who found it, how sure it is and why it means this entity; then its roles, quotes and statements. False, with the
 * line named, when the file cannot be read or a line is no article; those before it were shown.
 */
bool explain_articles(const char *path, struct shared_knowledge *knowledge, FILE *out, bool colour,
                      struct error *error);

#endif
