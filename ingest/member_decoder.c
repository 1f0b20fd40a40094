#include "ingest/member_decoder.h"

#include "common/buffer.h"
#include "ingest/inflate.h"

#include <lz4frame.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

struct member_decoder {
    bool lz4;
    z_stream gzip;
    LZ4F_dctx *frame;
};

static bool is_lz4(const void *data, size_t size)
{
    return size >= MEMBER_MAGIC && memcmp(data, "\x04\x22\x4d\x18", MEMBER_MAGIC) == 0;
}

struct member_decoder *member_decoder_new(const void *data, size_t size)
{
    struct member_decoder *decoder = xcalloc(1, sizeof *decoder);
    decoder->lz4 = is_lz4(data, size);
    if (decoder->lz4 ? !LZ4F_isError(LZ4F_createDecompressionContext(&decoder->frame, LZ4F_VERSION))
                     : inflate_is_gzip(data, size) && inflateInit2(&decoder->gzip, 15 + 16) == Z_OK)
        return decoder;
    free(decoder);
    return NULL;
}

void member_decoder_free(struct member_decoder *decoder)
{
    if (!decoder)
        return;
    if (decoder->lz4)
        LZ4F_freeDecompressionContext(decoder->frame);
    else
        inflateEnd(&decoder->gzip);
    free(decoder);
}

const char *member_decoder_format(const struct member_decoder *decoder)
{
    return decoder->lz4 ? "LZ4" : "gzip";
}

bool member_begins(const struct member_decoder *decoder, const void *data, size_t size)
{
    const unsigned char *bytes = data;
    return decoder->lz4 ? is_lz4(data, size)
                        : size >= MEMBER_MAGIC && inflate_is_gzip(data, size) && (bytes[3] & 0xe0) == 0;
}

void member_decoder_reset(struct member_decoder *decoder)
{
    if (decoder->lz4)
        LZ4F_resetDecompressionContext(decoder->frame);
    else
        inflateReset(&decoder->gzip);
}

static enum member_step decode_lz4(struct member_decoder *decoder, const void *in, size_t *in_size, void *out,
                                   size_t *out_size)
{
    size_t wanted = LZ4F_decompress(decoder->frame, out, out_size, in, in_size, NULL);
    return LZ4F_isError(wanted) ? MEMBER_CORRUPT : wanted == 0 ? MEMBER_END : MEMBER_MORE;
}

static enum member_step decode_gzip(struct member_decoder *decoder, const void *in, size_t *in_size, void *out,
                                    size_t *out_size)
{
    z_stream *stream = &decoder->gzip;
    stream->next_in = (Bytef *)(uintptr_t)in;
    stream->avail_in = (uInt)*in_size;
    stream->next_out = out;
    stream->avail_out = (uInt)*out_size;
    int code = inflate(stream, Z_NO_FLUSH);
    *in_size -= stream->avail_in;
    *out_size -= stream->avail_out;
    return code == Z_STREAM_END ? MEMBER_END : code == Z_OK || code == Z_BUF_ERROR ? MEMBER_MORE : MEMBER_CORRUPT;
}

enum member_step member_decode(struct member_decoder *decoder, const void *in, size_t *in_size, void *out,
                               size_t *out_size)
{
    return decoder->lz4 ? decode_lz4(decoder, in, in_size, out, out_size)
                        : decode_gzip(decoder, in, in_size, out, out_size);
}
