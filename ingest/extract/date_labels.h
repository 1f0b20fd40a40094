/* Words in some thirty languages that say what the date in a line of text is. */
#ifndef NEWSMILL_DATE_LABELS_H
#define NEWSMILL_DATE_LABELS_H

#include <stdbool.h>
#include <stddef.h>

/* Whether the text (UTF-8) has a word for publishing, or one for a later change, in any case. */
bool date_says_published(const char *text, size_t size);
bool date_says_modified(const char *text, size_t size);

#endif
