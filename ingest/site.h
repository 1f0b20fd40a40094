/*
 * A site (site:example.org): where its feeds, sitemaps and articles are. They are looked for as people and search
 * engines do: what its front page links as feeds and as articles, the sitemaps of its robots.txt, the usual places
 * where neither names any; and nothing outside its registrable domain (https://publicsuffix.org).
 */
#ifndef NEWSMILL_SITE_H
#define NEWSMILL_SITE_H

#include "ingest/domain.h"
#include "ingest/feed.h"

#include <jansson.h>

/*
 * Reads a front page, fetched from `url` (canonical). `sitemaps`: what robots.txt names, an array of addresses or NULL.
 * The entries have `url` and `role` (enum frontier_role). NULL and ERROR_PERMANENT: the page is over a limit.
 */
struct feed *site_read(const char *data, size_t size, const char *url, const char *content_type, const json_t *sitemaps,
                       struct error *error);

#endif
