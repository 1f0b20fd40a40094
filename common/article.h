/*
 * The article as it travels: one JSON object, described by common/schema/article.schema.json (names from schema.org's
 * NewsArticle). A stage parses it once, works on the jansson tree and writes it once; fields it does not know pass
 * through.
 */
#ifndef NEWSMILL_ARTICLE_H
#define NEWSMILL_ARTICLE_H

#include "common/buffer.h"
#include "common/error.h"

#include <jansson.h>
#include <stddef.h>

/* How JSON is written everywhere: 15 digits, the most that any decimal keeps on its way through a double, so that 0.81
 * stays 0.81. */
#define ARTICLE_JSON_FLAGS (JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(15))

#define ARTICLE_ID_SIZE 33 /* 32 hex digits and a NUL */

struct article {
    json_t *json; /* owned */
    /* Borrowed from `json`, valid while it is unchanged; NULL where the article lacks the field. Never NULL: id,
       version, url, fetched_at. */
    const char *id, *version, *url, *headline, *abstract, *body, *language, *fetched_at, *date_published,
        *date_modified;
    size_t headline_size, abstract_size, body_size; /* bytes */
    bool gone; /* no text: its site says that the article is no more (docs/article.md) */
};

/*
 * Parses and checks: valid UTF-8 JSON, one object, the required fields, the type of every field that is known, ids of
 * 32 hex digits, RFC 3339 dates, depth and size limits. ERROR_PERMANENT names the byte or the field.
 */
bool article_parse(struct article *article, const char *data, size_t size, struct error *error);

/*
 * The same for articles that others wrote: an empty text counts as missing, and a missing `fetchedAt` is now, so that
 * what comes out is an article for all stages.
 */
bool article_parse_draft(struct article *article, const char *data, size_t size, struct error *error);

/* Takes over `json`, an object that the caller built; same checks as article_parse. On failure `json` is freed too. */
bool article_from_json(struct article *article, json_t *json, struct error *error);

/* Appends the article as one line of compact JSON without the newline. */
void article_write(const struct article *article, struct buffer *buffer);

void article_free(struct article *article);

#endif
