/* PostgreSQL's binary formats: fields of COPY rows and array parameters. */
#ifndef NEWSMILL_SINK_POSTGRES_ENCODE_H
#define NEWSMILL_SINK_POSTGRES_ENCODE_H

#include "common/buffer.h"
#include "sink/batch.h"

/* Types by their fixed numbers in pg_type. */
enum postgres_type {
    POSTGRES_INTEGER = 23,
    POSTGRES_TEXT = 25,
    POSTGRES_JSON = 114,
    POSTGRES_DOUBLE = 701,
    POSTGRES_TIMESTAMPTZ = 1184
};

/* One field: its length and its bytes. No value (NULL, NAN, BATCH_NO_TIME) is the length -1. */
void postgres_encode_text(struct buffer *buffer, const char *text, size_t size);
void postgres_encode_string(struct buffer *buffer, const char *text);
void postgres_encode_integer(struct buffer *buffer, int value);
void postgres_encode_double(struct buffer *buffer, double value);
void postgres_encode_time(struct buffer *buffer, int64_t unix_time);

/* Makes room for an array of `count` elements, which the caller encodes as fields behind it. */
void postgres_encode_array(struct buffer *buffer, enum postgres_type element, size_t count);

/* The start and the end of a binary COPY, and the start of each row in between. */
void postgres_encode_copy_start(struct buffer *buffer);
void postgres_encode_row(struct buffer *buffer, int fields);
void postgres_encode_copy_end(struct buffer *buffer);

#endif
