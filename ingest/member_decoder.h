/*
 * The compressed members of an archive, one after the other: gzip (RFC 1952), as the WARC specification has it, and
 * LZ4 frames, as some crawlers write them.
 */
#ifndef NEWSMILL_MEMBER_DECODER_H
#define NEWSMILL_MEMBER_DECODER_H

#include <stdbool.h>
#include <stddef.h>

struct member_decoder;

/* Bytes that member_begins needs to see. */
#define MEMBER_MAGIC 4

/* For files that begin with these bytes; NULL if they are not compressed, or memory ran out. */
struct member_decoder *member_decoder_new(const void *data, size_t size);
void member_decoder_free(struct member_decoder *decoder); /* NULL is allowed */

/* "gzip" or "LZ4", for people. */
const char *member_decoder_format(const struct member_decoder *decoder);

/* Whether the bytes, at least MEMBER_MAGIC, may be the start of a member. */
bool member_begins(const struct member_decoder *decoder, const void *data, size_t size);

/* At the start of a member. */
void member_decoder_reset(struct member_decoder *decoder);

enum member_step {
    MEMBER_MORE,
    MEMBER_END,
    MEMBER_CORRUPT /* its checksum, too */
};

/*
 * Takes up to `*in_size` bytes and gives up to `*out_size`; both are then what was taken and given. MEMBER_MORE: wants
 * more bytes, or more room.
 */
enum member_step member_decode(struct member_decoder *decoder, const void *in, size_t *in_size, void *out,
                               size_t *out_size);

#endif
