/*
 * Records of web archives as bytes (WARC 1.1, ISO 28500:2017): one gzip member each, as Annex D recommends, so that a
 * reader can begin at any of them.
 */
#ifndef NEWSMILL_WARC_FORMAT_H
#define NEWSMILL_WARC_FORMAT_H

#include "common/buffer.h"

#include <stddef.h>
#include <time.h>

#define WARC_ID_SIZE 48 /* "<urn:uuid:…>" with its NUL */

/* A new WARC-Record-ID (RFC 4122, random). `id` has room for WARC_ID_SIZE bytes and is returned. */
char *warc_make_id(char *id);

/*
 * Appends a record to `out`, compressed. `headers`: further header lines, each ended by CR LF. The block is `head` and
 * then `body`; either may be empty. `date`: Unix time.
 */
void warc_append_record(struct buffer *out, const char *type, const char *id, time_t date, const char *headers,
                        const struct buffer *head, const void *body, size_t body_size);

#endif
