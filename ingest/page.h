/* A page on its way through ingest: from a source or a fetch, through extraction, to an article. One owner at a time.
 */
#ifndef NEWSMILL_PAGE_H
#define NEWSMILL_PAGE_H

#include "common/article.h"
#include "common/buffer.h"
#include "common/clock.h"
#include "ingest/extract/extract.h"
#include "ingest/feed.h"
#include "ingest/feed_entry.h"
#include "ingest/frontier.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum page_kind {
    PAGE_FILE,
    PAGE_WARC,
    PAGE_WEB,
    PAGE_FEED /* the text is the feed's: the page itself was refused, or has none */
};

struct page {
    /* What the source knows. Texts are owned; NULL where there is none. */
    enum page_kind kind;
    char *label;        /* names the page in log lines: "pages/a.html", "x.warc record 7 (https://…)", an URL */
    char *url;          /* as fetched, or as the archive gives it; NULL for what has no web address */
    char *fallback_url; /* for those: urn:newsmill: and the path relative to the source named */
    char *source_url;   /* what the archive calls it, if that is no web address */
    char *content_type;
    char fetched_at[CLOCK_STAMP_SIZE];
    struct buffer body;
    int64_t url_number; /* the frontier's number of the URL that led here; 0: none */
    int64_t instance;   /* of the frontier's lease under which it was fetched */
    enum frontier_role role;
    unsigned depth;                /* lists that led here, one naming the other */
    char *entry;                   /* what a list told of it, as JSON */
    char *start;                   /* the address as it was queued; NULL: it was not fetched */
    char *source;                  /* the configuration's entry that led to it; NULL: none did */
    char *tags, *language;         /* that entry's; tags are a JSON array; NULL: it has none */
    struct frontier_memory memory; /* of that address; `article` owned */
    char *etag, *last_modified;    /* as its server says; NULL: it does not */
    double fresh_for;              /* seconds that its server lets it be kept */
    char gone[ARTICLE_ID_SIZE]; /* its server says that it is no more, and this version was current; "": it is there */
    bool only_fetched;          /* no article is looked for in it (--fetch-only) */
    const char *robot;          /* borrowed: the User-Agent of whom it may ask not to be kept; NULL: nobody asks */
    char *robots_tag;           /* its X-Robots-Tag, if `robot` is set and there is one */
    json_t *sitemaps;           /* of FRONTIER_SITE: those that its robots.txt names; NULL: none */
    char *refused;              /* PAGE_FEED: why the page itself was not to be had */
    char mark[FEED_ENTRY_MARK_SIZE]; /* … and of which text of the feed it is; "": none */

    /* What extraction found. */
    enum extract_result result;
    char *reason;           /* why there is no article, from malloc; NULL if there is one */
    struct article article; /* complete and checked, if result is EXTRACT_ARTICLE */
    struct buffer written;  /* … as it travels; empty: it is still to be written */
    struct feed *feed;      /* not a page, but a list of pages: then there is no result. NULL: a page */

    /* The pipeline's own. */
    struct page *next;
    uint64_t sequence;
    size_t charge;
};

struct page *page_new(enum page_kind kind, const char *label);
void page_free(struct page *page); /* NULL is allowed */

/* Its article is told to have been fetched then. */
void page_set_fetched_at(struct page *page, const char *stamp);

/* "urn:newsmill:" and the path with whatever a URN cannot hold percent-encoded, from malloc. */
char *page_urn(const char *relative_path);

#endif
