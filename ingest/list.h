/* What feeds, sitemaps and subscription lists name, on its way to being fetched. */
#ifndef NEWSMILL_LIST_H
#define NEWSMILL_LIST_H

#include "ingest/fetch.h"
#include "ingest/page.h"

#define LIST_DEEPEST 4 /* lists that name each other: an index of indexes of … */

/* Queues the front page of a site (canonical), to be searched for its feeds, sitemaps and articles. `source`: the
 * configuration's entry for it; NULL: there is none. */
void list_add_site(struct fetcher *fetcher, const char *url, const char *source);

/*
 * Takes over a page that is a list: queues what it names, says in one line what it was, and settles its address. Pages
 * that this run or an earlier one was done with are left alone, unless the list tells of a later change, or `again`.
 */
void list_expand(struct fetcher *fetcher, const struct settle_rules *settle, const struct source_table *sources,
                 struct page *page, bool again);

#endif
