/* The words of bylines in some twenty languages: what introduces names, joins them, ends them, and what is no name. */
#ifndef NEWSMILL_AUTHOR_WORDS_H
#define NEWSMILL_AUTHOR_WORDS_H

#include <stdbool.h>
#include <stddef.h>

/* A job, an office, an agency: not part of a person's name. Any case and with or without accents, here and below. */
bool author_word_is_job(const char *word, size_t size);

/* Of those, an agency of news, which may stand as the author where no person does. */
bool author_word_is_agency(const char *word, size_t size);

/* A word of jobs or agencies that is a name too: "Sid", "Efe"; behind a first name "Sun", "Post". Not in capitals. */
bool author_word_may_be_name(const char *word, size_t size, bool first);

/* "staff", "admin": whatever stands beside it, it names nobody. */
bool author_word_is_nobody(const char *word, size_t size);

/* "on", "for", "aus": where, when or what follows, if the word is in small letters. */
bool author_word_ends(const char *word, size_t size);

/* "For", "The": what ends a name even with a capital ("Jane Roe For The Gazette"). */
bool author_word_ends_large(const char *word, size_t size);

/* "Published", "Stand:", "Photo:": another piece of information follows. */
bool author_word_is_label(const char *word, size_t size);

/* "and", "und", "et". */
bool author_word_joins(const char *word, size_t size);

/* "van", "de", "bin": in small letters within a name. */
bool author_word_is_particle(const char *word, size_t size);

/* "MD", "PhD": letters behind a name. */
bool author_word_is_degree(const char *word, size_t size);

#endif
