/*
 * From a page's bytes to an article: no I/O, no state that outlives the call, so that a test, a fuzzer and a benchmark
 * can call it just as ingest does. The article is a JSON object with the fields of common/schema/article.schema.json
 * that a page can tell: url, headline, alternativeHeadline, abstract, articleBody, author[{name, url}],
 * publisher{name, url}, datePublished, dateModified, inLanguage, articleSection, keywords[], image, copyrightNotice.
 * id, version, fetchedAt and source are the caller's to add.
 */
#ifndef NEWSMILL_EXTRACT_H
#define NEWSMILL_EXTRACT_H

#include "common/error.h"
#include "ingest/extract/block_scores.h"
#include "ingest/extract/body.h"

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

/* Memory that is used again from page to page (the parser and its tree). One a thread. */
struct extractor;

/* One reading of a page, for who wants to see how it came about. All borrowed, for the time of the call. */
struct extract_view {
    const struct evidence *evidence;   /* with the fields' origins, if the page is an article */
    const struct block_scores *scores; /* and the blocks, in its table */
    const enum verdict *verdicts;      /* one a block of the table */
    const char *body_origin;           /* "blocks", "JSON-LD" or "script data" */
};

struct extract_input {
    const char *data; /* the page as it came, any charset; borrowed */
    size_t size;
    const char *url;          /* as fetched, or as the archive gives it; NULL for files */
    const char *fallback_url; /* for pages that name no URL of their own (urn:newsmill:…); used when `url` is NULL */
    const char *content_type; /* the HTTP Content-Type with its charset parameter; NULL if unknown */
    const char *robot;        /* reads what the page's meta elements ask of this User-Agent; NULL: nothing does */
    int64_t now;              /* seconds since 1970: dates after it are held to be wrong; 0: none is */
    /* Called after each reading of the page (there may be a second one, with what is hidden); NULL: nobody watches. */
    void (*watch)(void *context, const struct extract_view *view);
    void *watch_context;
};

enum extract_result {
    EXTRACT_ARTICLE,    /* `*article` is the caller's */
    EXTRACT_NO_ARTICLE, /* a sound page without an article: a front page, a list, an error page, a video only */
    EXTRACT_KEPT_OUT,   /* it asks `robot` not to keep it: noindex, noarchive */
    EXTRACT_UNREADABLE  /* empty, binary, over a limit: nothing a reader could use */
};

struct extractor *extractor_new(void);
void extractor_free(struct extractor *extractor); /* NULL is allowed */

/*
 * Reads one page, within 2 s and some 200 MB whatever it holds. The article's `url` is the one that the page gives for
 * itself (canonical link, og:url, JSON-LD; http(s) and of the same site as `url` where that is known), else `url`, else
 * `fallback_url`; it is absolute, but not yet in canonical form. Strings are valid UTF-8 without control characters
 * (line breaks in texts excepted). Unless the result is EXTRACT_ARTICLE, `error` is ERROR_PERMANENT and says why, in
 * words that suit the end of "page.html: …".
 */
enum extract_result extract_article(struct extractor *extractor, const struct extract_input *input, json_t **article,
                                    struct error *error);

#endif
