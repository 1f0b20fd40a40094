/* The bytes of an archive, decompressed where need be, with the places where damage was passed over marked. */
#ifndef NEWSMILL_WARC_INPUT_H
#define NEWSMILL_WARC_INPUT_H

#include "common/error.h"

#include <stddef.h>

enum warc_input_state {
    WARC_INPUT_BYTES,
    WARC_INPUT_DAMAGE, /* bytes are lost here: said once, what follows begins at another record */
    WARC_INPUT_END,
    WARC_INPUT_FAILED /* read(2) failed */
};

struct warc_input;

/* Takes over the descriptor. */
struct warc_input *warc_input_open(int descriptor);
void warc_input_close(struct warc_input *input);

/*
 * Shows at least one byte (WARC_INPUT_BYTES), without taking it; valid until the next call. At the start of a
 * compressed member it shows 8 bytes or the whole member. `error` tells the cause of damage and failure.
 */
enum warc_input_state warc_input_peek(struct warc_input *input, const char **data, size_t *size, struct error *error);

/* Takes bytes that were shown. */
void warc_input_take(struct warc_input *input, size_t size);

/* True when the next byte is the first one of a compressed member. Never true of plain files. */
bool warc_input_at_member(const struct warc_input *input);

/* Where in the file the next byte is; in a compressed file, where the member of the byte last taken begins. */
long long warc_input_offset(const struct warc_input *input);

/* True of a compressed file, once something was read of it. */
bool warc_input_is_compressed(const struct warc_input *input);

/*
 * Takes line ends, and if nothing else is left of the compressed member, looks at its checksum: WARC_INPUT_DAMAGE if
 * that is wrong, else WARC_INPUT_BYTES. Leaves the next member alone.
 */
enum warc_input_state warc_input_finish_member(struct warc_input *input, struct error *error);

#endif
