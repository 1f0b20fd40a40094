/* The words of bylines in a dozen languages: what introduces names, joins them, ends them, and what is no name. */
#ifndef NEWSMILL_AUTHOR_WORDS_H
#define NEWSMILL_AUTHOR_WORDS_H

#include <stdbool.h>
#include <stddef.h>

/* A job, an office, an agency: not part of a person's name. Any case, here and below. */
bool author_word_is_job(const char *word, size_t size);

/* "on", "for", "aus": where, when or what follows, if the word is in small letters. */
bool author_word_ends(const char *word, size_t size);

/* "Published", "Stand:": another piece of information follows. */
bool author_word_is_label(const char *word, size_t size);

/* "and", "und", "et". */
bool author_word_joins(const char *word, size_t size);

#endif
