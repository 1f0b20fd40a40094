/* Text as an article has it: valid UTF-8, white space collapsed, no control, zero-width or soft-hyphen characters. */
#ifndef NEWSMILL_CLEAN_TEXT_H
#define NEWSMILL_CLEAN_TEXT_H

#include "common/buffer.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Appends `text` with runs of white space as one space. `*space` says whether a space is due before the next character
 * (carried from call to call); nothing is due at the start of a text when it is false there.
 */
void clean_append(struct buffer *buffer, const char *text, size_t size, bool *space);

/* A clean copy of `text`, from malloc, without white space at the ends; NULL when nothing is left. */
char *clean_copy(const char *text, size_t size);

/* The same with HTML entities and tags that were escaped twice resolved ("Q&amp;A", "<p>Text</p>"); for lines: cut
 * after 16 KiB. */
char *clean_copy_markup(const char *text, size_t size);

/* Keeps line breaks as blank lines between paragraphs; for texts from JSON-LD. */
char *clean_copy_paragraphs(const char *text, size_t size);

/* Number of code points, and of those that are Han, kana or Hangul (which count for more than a letter each). */
size_t clean_length(const char *text, size_t size, size_t *east_asian);

/* Share (0 to 1) of words and characters that two texts have in common, whatever their case and punctuation. */
double clean_similarity(const char *a, size_t a_size, const char *b, size_t b_size);

/* Words separated by white space. */
size_t clean_words(const char *text, size_t size);

/* Whether the texts are the same but for case, white space and punctuation. */
bool clean_same(const char *a, size_t a_size, const char *b, size_t b_size);

#endif
