#include "sink/postgres_encode.h"

#include <endian.h>
#include <math.h>
#include <string.h>

#define SECONDS_1970_TO_2000 946684800LL

static void put_16(struct buffer *buffer, int value)
{
    uint16_t bytes = htobe16((uint16_t)value);
    memcpy(buffer_reserve(buffer, sizeof bytes), &bytes, sizeof bytes);
    buffer->size += sizeof bytes;
}

static void put_32(struct buffer *buffer, int value)
{
    uint32_t bytes = htobe32((uint32_t)value);
    memcpy(buffer_reserve(buffer, sizeof bytes), &bytes, sizeof bytes);
    buffer->size += sizeof bytes;
}

static void put_64(struct buffer *buffer, uint64_t value)
{
    uint64_t bytes = htobe64(value);
    memcpy(buffer_reserve(buffer, sizeof bytes), &bytes, sizeof bytes);
    buffer->size += sizeof bytes;
}

void postgres_encode_text(struct buffer *buffer, const char *text, size_t size)
{
    put_32(buffer, text ? (int)size : -1);
    if (text)
        buffer_append(buffer, text, size);
}

void postgres_encode_string(struct buffer *buffer, const char *text)
{
    postgres_encode_text(buffer, text, text ? strlen(text) : 0);
}

void postgres_encode_integer(struct buffer *buffer, int value)
{
    put_32(buffer, 4);
    put_32(buffer, value);
}

void postgres_encode_double(struct buffer *buffer, double value)
{
    uint64_t bits;
    put_32(buffer, isnan(value) ? -1 : 8);
    memcpy(&bits, &value, sizeof bits);
    if (!isnan(value))
        put_64(buffer, bits);
}

void postgres_encode_time(struct buffer *buffer, int64_t unix_time)
{
    put_32(buffer, unix_time == BATCH_NO_TIME ? -1 : 8);
    if (unix_time != BATCH_NO_TIME)
        put_64(buffer, (uint64_t)((unix_time - SECONDS_1970_TO_2000) * 1000000));
}

void postgres_encode_array(struct buffer *buffer, enum postgres_type element, size_t count)
{
    put_32(buffer, count ? 1 : 0); /* dimensions */
    put_32(buffer, 0);
    put_32(buffer, (int)element);
    if (!count)
        return;
    put_32(buffer, (int)count);
    put_32(buffer, 1); /* the first index */
}

void postgres_encode_copy_start(struct buffer *buffer)
{
    static const char signature[] = "PGCOPY\n\377\r\n"; /* with its NUL */
    buffer_append(buffer, signature, sizeof signature);
    put_32(buffer, 0); /* flags */
    put_32(buffer, 0); /* header extension */
}

void postgres_encode_row(struct buffer *buffer, int fields)
{
    put_16(buffer, fields);
}

void postgres_encode_copy_end(struct buffer *buffer)
{
    put_16(buffer, -1);
}
