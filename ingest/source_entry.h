/*
 * Sources as the configuration has them (`ingest.sources`): a list of addresses (https://…, site:NAME), or of objects
 * that say more:
 *
 *   {"source": "https://example.com/feed", "headers": {"Authorization": "…"}, "language": "en", "interval": "10m",
 *    "limits": {"page-bytes": "2MiB", "entries": 500}, "tags": ["markets"]}
 */
#ifndef NEWSMILL_SOURCE_ENTRY_H
#define NEWSMILL_SOURCE_ENTRY_H

#include "common/error.h"

#include <curl/curl.h>
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#define SOURCE_SITE "site:" /* before the address of a site, as the user writes it and as it is handed on */

/* What an entry asks for. All zero: nothing in particular. */
struct source_rules {
    struct curl_slist *headers; /* "Name: value"; for the source's own host alone */
    char *host;                 /* that host, as url_authority gives it */
    bool secure;                /* it was named with https: they never go out over http */
    char *language;             /* BCP 47, of articles that name none; NULL: unknown */
    double interval;            /* seconds between two readings; 0: learned */
    size_t page_bytes;          /* of a page; 0: --max-page */
    long long entries;          /* taken of each list; 0: no limit of its own */
    char *tags;                 /* a JSON array; NULL: none */
};

void source_rules_clear(struct source_rules *rules);

/* The headers that a request for `url`, canonical, carries; NULL: none. Borrowed. */
const struct curl_slist *source_rules_headers(const struct source_rules *rules, const char *url);

/* For the option `sources`: true when `list` is a list of entries; else ERROR_USAGE names the entry and the key. */
bool source_entries_check(const json_t *list, struct error *error);

/* The word of an entry that was checked; borrowed. */
const char *source_entry_word(const json_t *entry);

/* What it asks for; `address`: as source_address gives it. */
void source_entry_rules(const json_t *entry, const char *address, struct source_rules *rules);

/*
 * What the frontier notes of a source: its canonical address, with "site:" before that of a site; from malloc. NULL and
 * ERROR_USAGE: the word is no address, but a file, a folder, an archive, or nothing.
 */
char *source_address(const char *word, struct error *error);

#endif
