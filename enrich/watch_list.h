/*
 * Watch-lists: names that a user adds, which win over ours. A text file in UTF-8, one line an entity, the columns
 * separated by tabs:
 *
 *   id      any text of at most 200 bytes, each once; that of an entity of ours changes that entity
 *   type    PERSON, ORG, GPE, LOC, ASSET, CURRENCY, PRODUCT or EVENT; a subtype may follow: ORG/fund
 *   name    as it is shown and as it stands in texts
 *   aliases other names, separated by |; may be missing
 *   codes   key=value, separated by ; (ticker=ACME;lei=…): the `ids` of the entity; may be missing
 *
 * Names are found as written or in capitals throughout; the marks of dictionary.h may be used in name and aliases.
 * Empty lines, lines that begin with # and a first line that names the columns are passed over.
 */
#ifndef NEWSMILL_ENRICH_WATCH_LIST_H
#define NEWSMILL_ENRICH_WATCH_LIST_H

#include "common/buffer.h"
#include "common/error.h"

#include <stdbool.h>
#include <stddef.h>

/* Lays the list out as an image of a dictionary. Errors name `path`, the line and what is wrong with it. */
bool watch_list_compile(const char *path, const char *data, size_t size, struct buffer *image, struct error *error);

#endif
