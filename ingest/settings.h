/* The options of newsmill-ingest. */
#ifndef NEWSMILL_INGEST_SETTINGS_H
#define NEWSMILL_INGEST_SETTINGS_H

#include "ingest/fetch.h"

#include <stdbool.h>
#include <stddef.h>

struct ingest_settings {
    const char *out;          /* --out */
    const char *frontier;     /* --frontier; NULL: the default place */
    const char *dead_letters; /* --dead-letters; NULL: the default place */
    double lease;             /* --lease, seconds */
    bool once, again;
    const char *contact; /* --contact: a mail address or a page; NULL: none */
    const char *explain; /* --explain; NULL: no page is to be explained */
    size_t max_page;
    const char *save_warc; /* --save-warc; NULL: what is fetched is not archived */
    size_t save_warc_size;
    unsigned threads;
    json_t *sources; /* `sources` of the configuration, checked; NULL: it has none */
    struct fetch_settings fetch;
    struct settle_rules settle; /* without the frontier */
};

extern struct ingest_settings ingest_settings;

/*
 * Reads `sources` of the configuration file again, into ingest_settings. False: it stays as it was, and `error` says
 * why.
 */
bool ingest_settings_reload(struct error *error);

/* Reads them all; the sources are argv[1] to argv[*words]. Returns -1 to go on, else the code to exit with. */
int ingest_settings_load(int argc, char **argv, int *words);

#endif
