/*
 * JSON (RFC 8259) from a jansson value, as json_dumps with ARTICLE_JSON_FLAGS has it, byte for byte, and several times
 * as fast: strings of jansson are valid UTF-8 already and need no second look.
 */
#ifndef NEWSMILL_JSON_WRITE_H
#define NEWSMILL_JSON_WRITE_H

#include "common/buffer.h"

#include <jansson.h>

/* Appends the value. It must not contain itself. */
void json_write(const json_t *value, struct buffer *buffer);

#endif
