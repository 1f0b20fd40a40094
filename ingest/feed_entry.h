/*
 * What a feed or sitemap told of an article, and what becomes of it: it fills in what the page does not say, and a text
 * that the feed has in full stands in for a page that is refused or shows less. An entry is an object as feed.h says,
 * with `feed`, the address of the list that it is from.
 */
#ifndef NEWSMILL_FEED_ENTRY_H
#define NEWSMILL_FEED_ENTRY_H

#include "common/error.h"
#include "ingest/extract/extract.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* True when `entry`, JSON or NULL, holds a whole text: long enough, and not broken off with dots. */
bool feed_entry_has_text(const char *entry);

#define FEED_ENTRY_MARK      "the text of its feed " /* how a mark begins */
#define FEED_ENTRY_MARK_SIZE 80

/*
 * A mark of the whole text that the entry holds (`entry` may be NULL) and of the feed that it is from: two marks of one
 * feed differ when the headline or the text does. False: it has no whole text.
 */
bool feed_entry_mark(const json_t *entry, const char *feed, char mark[FEED_ENTRY_MARK_SIZE]);

/* Whether the marks are of one feed, which has changed its text. */
bool feed_entry_mark_changed(const char *before, const char *now);

/* Bytes of the text that the entry has in full, without markup; 0: it has none. `entry` NULL is allowed. */
size_t feed_entry_text_size(const json_t *entry);

/* Fills in what `article` lacks. `entry` NULL is allowed. */
void feed_entry_complete(json_t *article, const json_t *entry);

/* An article from the entry's own text, as of `url`. False: it has none in full. */
bool feed_entry_article(struct extractor *extractor, const json_t *entry, const char *url, json_t **article,
                        struct error *error);

#endif
