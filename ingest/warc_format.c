#include "ingest/warc_format.h"

#include "common/clock.h"
#include "common/text.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <zlib.h>

/* The second fastest of zlib's levels that look for the best match: three times the speed of the default for a tenth
 * more bytes. */
#define LEVEL 4

char *warc_make_id(char *id)
{
    uint8_t bytes[16];
    if (getrandom(bytes, sizeof bytes, 0) != sizeof bytes)
        abort(); /* never for so few bytes: getrandom(2) */
    bytes[6] = (uint8_t)((bytes[6] & 0x0F) | 0x40);
    bytes[8] = (uint8_t)((bytes[8] & 0x3F) | 0x80);
    char hex[2 * sizeof bytes + 1];
    hex_encode(bytes, sizeof bytes, hex);
    snprintf(id, WARC_ID_SIZE, "<urn:uuid:%.8s-%.4s-%.4s-%.4s-%.12s>", hex, hex + 8, hex + 12, hex + 16, hex + 20);
    return id;
}

/* Goes on with a gzip member; `flush` Z_FINISH ends it. */
static void pack(z_stream *stream, struct buffer *out, const void *data, size_t size, int flush)
{
    stream->next_in = (Bytef *)(uintptr_t)data;
    do {
        uInt take = size < (1u << 30) ? (uInt)size : (1u << 30);
        size -= take;
        stream->avail_in = take;
        do {
            size_t room = 64 + deflateBound(stream, stream->avail_in);
            stream->next_out = (Bytef *)buffer_reserve(out, room);
            stream->avail_out = (uInt)room;
            deflate(stream, size > 0 ? Z_NO_FLUSH : flush);
            out->size += room - stream->avail_out;
        } while (stream->avail_out == 0);
    } while (size > 0);
}

void warc_append_record(struct buffer *out, const char *type, const char *id, time_t date, const char *headers,
                        const struct buffer *head, const void *body, size_t body_size)
{
    z_stream stream = {0};
    struct buffer start = {0};
    char stamp[CLOCK_STAMP_SIZE];
    if (deflateInit2(&stream, LEVEL, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        abort(); /* out of memory, which ends the process everywhere */
    buffer_printf(&start,
                  "WARC/1.1\r\nWARC-Type: %s\r\nWARC-Record-ID: %s\r\nWARC-Date: %s\r\n%sContent-Length: %zu\r\n\r\n",
                  type, id, clock_stamp(date, stamp), headers, head->size + body_size);
    buffer_append(&start, head->data ? head->data : "", head->size);
    pack(&stream, out, start.data, start.size, Z_NO_FLUSH);
    if (body_size > 0)
        pack(&stream, out, body, body_size, Z_NO_FLUSH);
    pack(&stream, out, "\r\n\r\n", 4, Z_FINISH);
    deflateEnd(&stream);
    buffer_free(&start);
}
