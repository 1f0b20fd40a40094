/*
 * Web archives (WARC 0.17 to 1.1, and ARC, its forerunner), plain, gzip or LZ4, each record its own member or all in
 * one. Reads forwards only and holds at most one record. Damage costs the record it hits: reading goes on at the next
 * one that can be found.
 */
#ifndef NEWSMILL_WARC_H
#define NEWSMILL_WARC_H

#include "common/buffer.h"
#include "common/error.h"

#include <stddef.h>

/* The type of a metadata record's block: what a list told of the page in the record that follows, as JSON. */
#define WARC_ENTRY_TYPE "application/vnd.newsmill.entry+json"

struct warc_record {
    unsigned long number; /* 1 for the first in the file; 0 for damage between records */
    long long offset;     /* in the file: where the record, or the gzip member that holds its beginning, begins */
    char *type;           /* "response"; "" if absent */
    char *url;            /* WARC-Target-URI without angle brackets; NULL if absent */
    char *date;           /* WARC-Date as written; NULL if absent */
    char *content_type;   /* of the block; NULL if absent */
    struct buffer block;  /* empty for types that hold no page (see warc_next) */
    bool oversized;       /* the block is longer than the limit and was passed over */
};

enum warc_result {
    WARC_RECORD,  /* `record` is filled */
    WARC_DAMAGED, /* a record is lost: `error` says why; go on with warc_next */
    WARC_END,
    WARC_FAILED /* `error`: the file cannot be read any further, or it is no archive */
};

struct warc_reader;

/* Reads from a descriptor, which warc_close closes. Blocks over `block_limit` bytes are passed over. */
struct warc_reader *warc_open(int descriptor, size_t block_limit);

/*
 * The next record; blocks are kept of response and resource records only, and of WARC_ENTRY_TYPE. What was in `record`
 * (zeroed at first) is freed or used again.
 */
enum warc_result warc_next(struct warc_reader *reader, struct warc_record *record, struct error *error);

void warc_record_clear(struct warc_record *record);
void warc_close(struct warc_reader *reader); /* NULL is allowed */

#endif
