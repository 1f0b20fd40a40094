/*
 * Fetching pages of the web: one loop over libcurl's multi interface, driven by the thread that owns the frontier.
 * Every request, redirects and robots.txt included, goes through its host's queue: one at a time, with a delay, and the
 * host's next time is in the frontier before the request starts. Addresses that are not public are refused when the
 * connection is made, whatever the name service said before.
 */
#ifndef NEWSMILL_FETCH_H
#define NEWSMILL_FETCH_H

#include "common/config.h"
#include "ingest/frontier.h"
#include "ingest/page.h"
#include "ingest/settle.h"
#include "ingest/source_table.h"
#include "ingest/warc_writer.h"

#include <curl/curl.h>
#include <stddef.h>

struct fetch_settings {
    const char *user_agent;      /* its first word is what robots.txt may name */
    const char *proxy;           /* NULL: none; the environment's are never used */
    struct config_pairs resolve; /* host names and the addresses they stand for, instead of what DNS says */
    double delay;                /* seconds between two requests to a host */
    double timeout;              /* seconds for one request */
    unsigned connections;        /* requests at a time */
    unsigned attempts;           /* tries of an address before it counts as failed */
    size_t max_page;             /* bytes of a page when decompressed */
    const char *allow_private; /* networks that are no public ones and may be fetched from; see address.h. NULL: none */
    bool fetch_only;           /* pages are fetched, and no article is looked for in them */
    bool ignore_noindex;       /* pages that ask not to be kept are kept */
    bool again;                /* fetch in full, changed or not */
    struct settle_rules *settle;        /* the caller's */
    const struct source_table *sources; /* the caller's */
    struct warc_writer *archive;        /* keeps all that is fetched; the caller's; NULL: nothing does */
};

struct fetcher;

/* `frontier` stays the caller's. Takes up what is queued there. */
struct fetcher *fetcher_new(const struct fetch_settings *settings, struct frontier *frontier, struct error *error);

/* Queues an address (canonical). `origin` NULL: the user named it. */
void fetcher_add(struct fetcher *fetcher, const char *url, const struct frontier_origin *origin);

/* Queues what is due again. To be called again and again; it looks once a second. */
void fetcher_queue_due(struct fetcher *fetcher);

/* Moves requests on; starts new ones if `may_start`. Never blocks for long. */
void fetcher_run(struct fetcher *fetcher, bool may_start);

/* A page that came, to be extracted; NULL: none now. What brought no page was reported and marked already. */
struct page *fetcher_take(struct fetcher *fetcher);

/* Puts back a page that fetcher_take gave. */
void fetcher_put_back(struct fetcher *fetcher, struct page *page);

/* True when nothing is under way, waiting, or queued; with a frontier that is shared, in any of its ingests. */
bool fetcher_idle(struct fetcher *fetcher);

/* Waits until a transfer, one of `others` or a host's turn asks for fetcher_run, at most `seconds`. */
void fetcher_wait(struct fetcher *fetcher, struct curl_waitfd *others, unsigned count, double seconds);

/* Breaks off what is under way; the next run takes it up again. NULL is allowed. */
void fetcher_free(struct fetcher *fetcher);

#endif
