/* Small helpers for UTF-8 (RFC 3629), hex, base64 (RFC 4648) and SHA-256 (FIPS 180-4). */
#ifndef NEWSMILL_TEXT_H
#define NEWSMILL_TEXT_H

#include "common/buffer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes at the start of `text` that are valid UTF-8 (no surrogates, no overlong forms); equal to `size` if all are. */
size_t utf8_valid_prefix(const char *text, size_t size);

/* Number of code points in valid UTF-8. */
size_t utf8_length(const char *text, size_t size);

/*
 * Reads the code point at `*at` of valid UTF-8 and moves `*at` behind it. At `end` or on a bad byte: U+FFFD, one byte
 * on.
 */
uint32_t utf8_next(const char **at, const char *end);

/* Appends a code point; those that are not scalar values become U+FFFD. */
void utf8_append(struct buffer *buffer, uint32_t code_point);

/* Appends `text` with every invalid sequence replaced by U+FFFD, as the Unicode standard recommends (3.9, table 3-8).
 */
void utf8_append_repaired(struct buffer *buffer, const char *text, size_t size);

/* `hex` has room for 2 * size + 1 bytes; lower case. */
void hex_encode(const uint8_t *bytes, size_t size, char *hex);

void base64_append(struct buffer *buffer, const void *bytes, size_t size);

/* Appends the decoded bytes; false when `text` is not base64 (white space is not skipped). */
bool base64_decode(struct buffer *buffer, const char *text, size_t size);

#define SHA256_SIZE 32
void sha256(const void *bytes, size_t size, uint8_t digest[SHA256_SIZE]);

/* ASCII only, never the locale. */
bool text_equal_nocase(const char *a, const char *b);
bool text_starts_with(const char *text, const char *prefix);
bool text_ends_with(const char *text, const char *suffix);

/* True when the `size` bytes are just one of `words`, which end with NULL. */
bool text_is_one_of(const char *word, size_t size, const char *const *words);

#endif
