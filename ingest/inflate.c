#include "ingest/inflate.h"

#include <stdint.h>
#include <string.h>
#include <zlib.h>

#define CHUNK 65536

bool inflate_is_gzip(const void *data, size_t size)
{
    const unsigned char *bytes = data;
    return size >= 3 && bytes[0] == 0x1f && bytes[1] == 0x8b && bytes[2] == 8;
}

/* A zlib stream begins with a method of 8 and a check of both bytes by 31; bare deflate hardly ever does. */
static int window_bits(const unsigned char *data, size_t size)
{
    if (inflate_is_gzip(data, size))
        return 15 + 16;
    if (size >= 2 && (data[0] & 0x0f) == 8 && ((data[0] << 8) + data[1]) % 31 == 0)
        return 15;
    return -15;
}

static bool next_member(z_stream *stream)
{
    return inflate_is_gzip(stream->next_in, stream->avail_in) && inflateReset(stream) == Z_OK;
}

bool inflate_buffer(const void *data, size_t size, size_t limit, struct buffer *out, struct error *error)
{
    z_stream stream = {0};
    size_t start = out->size;
    if (inflateInit2(&stream, window_bits(data, size)) != Z_OK)
        return error_set(error, ERROR_FATAL, "zlib cannot start");
    stream.next_in = (Bytef *)(uintptr_t)data;
    stream.avail_in = (uInt)size;

    bool done = false;
    for (;;) {
        stream.next_out = (Bytef *)buffer_reserve(out, CHUNK);
        stream.avail_out = CHUNK;
        int code = inflate(&stream, Z_NO_FLUSH);
        out->size += CHUNK - stream.avail_out;
        if (out->size - start > limit) {
            error_set(error, ERROR_PERMANENT, "more than %zu bytes when decompressed", limit);
            break;
        }
        if (code == Z_STREAM_END) {
            if (next_member(&stream))
                continue;
            done = true;
            break;
        }
        if (code != Z_OK || (stream.avail_in == 0 && stream.avail_out > 0)) {
            error_set(error, ERROR_PERMANENT, "%s compressed data",
                      code == Z_OK || code == Z_BUF_ERROR ? "cut-off" : "corrupt");
            break;
        }
    }
    inflateEnd(&stream);
    return done;
}
