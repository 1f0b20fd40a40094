/* Whole buffers out of gzip, zlib or bare deflate, never more than a given number of bytes. */
#ifndef NEWSMILL_INFLATE_H
#define NEWSMILL_INFLATE_H

#include "common/buffer.h"
#include "common/error.h"

#include <stddef.h>

/* True when the bytes begin as a gzip member does. */
bool inflate_is_gzip(const void *data, size_t size);

/*
 * Appends what `data` holds: gzip (one member or several), zlib, or bare deflate, as servers send any of the three
 * under "deflate". ERROR_PERMANENT: corrupt, cut off, or more than `limit` bytes; what came out before stays in `out`.
 */
bool inflate_buffer(const void *data, size_t size, size_t limit, struct buffer *out, struct error *error);

#endif
