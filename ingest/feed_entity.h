/* Character references of HTML and XML, as feeds use and misuse them. */
#ifndef NEWSMILL_FEED_ENTITY_H
#define NEWSMILL_FEED_ENTITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Reads the reference at `at` ("&eacute;", "&#233;", "&#xE9;"). Returns its size and the code point, 0 for characters
 * that no text may hold; a size of 0: this is no reference, the & means itself. Numbers from 128 to 159 are what
 * browsers take them for, windows-1252.
 */
size_t feed_entity_read(const char *at, const char *end, uint32_t *code_point);

/* Whether XML 1.0 (production 2) lets a document hold the character. */
bool feed_entity_allowed(uint32_t code_point);

#endif
