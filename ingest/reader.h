/*
 * The reading thread: goes through the sources named by the user, in order, and hands their pages to the extraction
 * threads and their web addresses to whoever fetches. Bounded: it waits when either has no room.
 */
#ifndef NEWSMILL_READER_H
#define NEWSMILL_READER_H

#include "ingest/pipeline.h"

#include <stdbool.h>
#include <stddef.h>

struct reader_settings {
    char **words; /* the sources as given; borrowed */
    int count;
    size_t max_page;           /* bytes of a page when decompressed */
    const char *started;       /* when this run started, as fetchedAt of what has no date of its own */
    struct pipeline *pipeline; /* where pages go */
};

struct reader;

struct reader *reader_start(const struct reader_settings *settings);

/* The next web address as sources give it (source.h), from malloc; NULL if there is none now. */
char *reader_take_url(struct reader *reader);

/* True when all sources were read and all addresses taken. */
bool reader_done(struct reader *reader);

/* Readable while there is an address to take, and always once reader_done is true. */
int reader_descriptor(struct reader *reader);

/* Asks the thread to end soon. The pipeline must be stopped too, for it may wait there. */
void reader_stop(struct reader *reader);

void reader_free(struct reader *reader); /* stops it first; NULL is allowed */

#endif
