#include "ingest/extract/phrases.h"

#include <stdint.h>
#include <string.h>

static unsigned char lower(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
}

static bool begins_with(const char *text, size_t size, const char *phrase)
{
    size_t at = 0;
    while (phrase[at] && at < size && lower(text[at]) == (unsigned char)phrase[at])
        at++;
    return phrase[at] == '\0';
}

bool phrases_any(const char *text, size_t size, const char *const *phrases, size_t count)
{
    uint8_t first[256] = {0}, next[PHRASES_MOST + 1]; /* one more than the place in `phrases`; 0: no more */
    for (size_t i = 0; i < count && i < PHRASES_MOST; i++) {
        unsigned char c = (unsigned char)phrases[i][0];
        next[i + 1] = first[c];
        first[c] = (uint8_t)(i + 1);
    }
    for (size_t at = 0; at < size; at++)
        for (unsigned i = first[lower(text[at])]; i > 0; i = next[i])
            if (begins_with(text + at, size - at, phrases[i - 1]))
                return true;
    return false;
}
