/* What the files of the feed reader share. Not for others. */
#ifndef NEWSMILL_FEED_PRIVATE_H
#define NEWSMILL_FEED_PRIVATE_H

#include "common/buffer.h"
#include "ingest/feed.h"

#define FEED_TEXT_LIMIT    ((size_t)16 << 10)  /* bytes of a title, a name, a link */
#define FEED_CONTENT_LIMIT ((size_t)512 << 10) /* bytes of an entry's whole text; longer ones are no article's */

/* Text inside an element: where it comes from and how it is meant. */
struct feed_text {
    const char *data; /* the character data, or the markup within as HTML */
    size_t size;
    bool markup; /* holds elements, which are written out as HTML */
    bool plain;  /* is said to be plain text: < and & mean themselves */
};

/* ---- from bytes to sound XML ---- */

/*
 * Appends `utf8` in a form that an XML parser takes without stumbling: no declarations, document type, comments and
 * processing instructions; no characters that XML forbids; every & that begins no known entity escaped; HTML entities
 * as the characters that they name. Entities that a document declares itself are text: nothing can expand.
 */
void feed_repair(const char *utf8, size_t size, struct buffer *out);

/* ---- one reader for each language ---- */

bool feed_read_xml(struct feed *feed, const char *utf8, size_t size, const char *url, struct error *error);
bool feed_read_json(struct feed *feed, const char *utf8, size_t size, const char *url, struct error *error);
bool feed_read_url_list(struct feed *feed, const char *utf8, size_t size, struct error *error);

/* ---- putting entries together ---- */

/* Adds an entry, taken over; left out when there are too many. */
void feed_add(struct feed *feed, json_t *entry);

/* Set a field unless it is there already or the text is empty. */
void feed_set_line(json_t *entry, const char *field, const struct feed_text *text); /* clean, without markup */
void feed_set_link(json_t *entry, const char *field, const char *link, const char *base);
void feed_set_date(json_t *entry, const char *field, const char *text, size_t size);
void feed_set_content(json_t *entry, const struct feed_text *text); /* as HTML */
void feed_add_author(json_t *entry, const char *name, size_t size);
void feed_add_keyword(json_t *entry, const char *word, size_t size);
void feed_set_publisher(json_t *entry, const char *name, size_t size);

/* Clean text without markup, from malloc; NULL if none is left. */
char *feed_line(const struct feed_text *text);

/* `link` as an absolute address, from malloc; NULL when it is none. */
char *feed_link(const char *link, const char *base);

/* A date as feeds write it, as RFC 3339, from malloc; NULL when it is none or not a whole day. */
char *feed_date(const char *text, size_t size);

#endif
