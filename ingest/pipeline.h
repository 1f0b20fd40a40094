/*
 * The extraction threads: pages in, pages with articles out, in the order in which they went in, so that the same
 * sources give the same output. Bounded in pages and bytes from the push to the take: who pushes too much waits.
 */
#ifndef NEWSMILL_PIPELINE_H
#define NEWSMILL_PIPELINE_H

#include "ingest/page.h"

#include <stddef.h>

struct pipeline;

/* Starts `threads` threads; `most_bytes` bounds the pages in hand (one page always fits). */
struct pipeline *pipeline_start(unsigned threads, size_t most_bytes);

/*
 * Takes over the page when true. Waits up to `seconds` for room (negative: for ever). False: none in time, or stopped;
 * the page is still the caller's. From any thread.
 */
bool pipeline_push(struct pipeline *pipeline, struct page *page, double seconds);

/* The next page that is done, or NULL if it is not done yet. From one thread only. */
struct page *pipeline_take(struct pipeline *pipeline);

/* Pages that were pushed and not taken. */
size_t pipeline_size(struct pipeline *pipeline);

/* Readable when a page was done that nobody has looked for yet. */
int pipeline_descriptor(struct pipeline *pipeline);

/* Lets no more in; who waits is sent away. Pages in hand are done or dropped. */
void pipeline_stop(struct pipeline *pipeline);

void pipeline_free(struct pipeline *pipeline); /* stops it first; NULL is allowed */

#endif
