/* Reporters in Korean bylines, where the word for them stands behind the name. */
#ifndef NEWSMILL_AUTHOR_KOREAN_H
#define NEWSMILL_AUTHOR_KOREAN_H

#include <stdbool.h>
#include <stddef.h>

#define MOST_KOREAN 128 /* bytes of the names of one line */

/* Writes the names before each "기자" ("신문=홍길동 기자") to `names` (NULL: nowhere), commas between; false if there
 * are none. */
bool author_korean_reporters(const char *text, char *names, size_t room);

#endif
