/*
 * What lists articles: feeds (RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, JSON Feed 1.x, CDF), sitemaps (XML, their
 * indexes, news sitemaps, bare lists of addresses) and subscription lists (OPML). Told apart by their content, read as
 * they are written: broken XML, undeclared namespaces, HTML entities, wrong charsets. Pure functions: bytes in, a
 * bounded list out.
 */
#ifndef NEWSMILL_FEED_H
#define NEWSMILL_FEED_H

#include "common/error.h"
#include "ingest/schedule.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#define FEED_BYTES_LIMIT ((size_t)50 << 20) /* decompressed; the sitemap protocol's */
#define FEED_MOST        50000u             /* entries; the sitemap protocol's too. What is above is left out */

enum feed_kind {
    FEED_NONE,
    FEED_RSS, /* RDF and CDF too */
    FEED_ATOM,
    FEED_JSON,
    FEED_SITEMAP,
    FEED_URL_LIST, /* a sitemap of plain text, one address a line */
    /* What lists further lists. */
    FEED_SITEMAP_INDEX,
    FEED_OPML,
    FEED_SITE /* its front page (site.h) */
};

struct feed {
    enum feed_kind kind;
    /* Of the feed itself; NULL if unknown, from malloc. */
    char *title, *site, *self, *language;
    /*
     * The entries in their order, objects with the fields of an article where the feed gives them (docs/article.md):
     * url, headline, author[{name}], datePublished, dateModified, abstract, inLanguage, keywords[], publisher{name};
     * and `feedId`, the entry's own id; `originalUrl`, where `url` leads by way of a feed service; `content`, the
     * whole text as HTML. Every text is clean, `url` absolute where it can be; an entry without a link has none.
     */
    json_t *entries;
    size_t left_out;             /* entries above FEED_MOST */
    struct schedule_hints hints; /* what it says of when to come back */
};

/* What `data` is, going by its beginning. Gzip must be decompressed before. */
enum feed_kind feed_sniff(const char *data, size_t size);

/*
 * Reads one. `url`: where it is from, which links are relative to; NULL: unknown. `content_type`: with its charset
 * parameter, or NULL. NULL and ERROR_PERMANENT when there is nothing that could be read.
 */
struct feed *feed_parse(const char *data, size_t size, const char *url, const char *content_type, struct error *error);

void feed_free(struct feed *feed); /* NULL is allowed */

/* Sets the `inLanguage` of an entry, unless it has one or `code` is none (BCP 47). */
void feed_set_language(json_t *entry, const char *code, size_t size);

/* True for what lists further lists. */
bool feed_is_index(enum feed_kind kind);

/* "RSS feed", "sitemap index" and so on. */
const char *feed_kind_name(enum feed_kind kind);

#endif
