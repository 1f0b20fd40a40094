/* Which language a text is in, by its letters and little words: for pages that do not say, or say what is not so. */
#ifndef NEWSMILL_LANGUAGE_TEXT_H
#define NEWSMILL_LANGUAGE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The language (BCP 47: "de", "ja") of valid UTF-8, one of some forty; NULL when the text is too short or no language
 * stands out. `*plainly`: sure enough to contradict what the page says of itself.
 */
const char *language_of_text(const char *text, size_t size, bool *plainly);

/* Whether two tags are the same language, or so close that a text cannot settle it (Danish and Norwegian). */
bool languages_are_close(const char *a, const char *b);

#endif
