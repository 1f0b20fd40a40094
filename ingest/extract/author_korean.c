#include "ingest/extract/author_korean.h"

#include <stdio.h>
#include <string.h>

#define SYLLABLE 3 /* bytes of one in UTF-8 */
#define FEWEST   2 /* syllables of a name */
#define MOST     4

static bool is_hangul(const char *at)
{
    const unsigned char *bytes = (const unsigned char *)at;
    return bytes[0] >= 0xEA && bytes[0] <= 0xED && (bytes[0] > 0xEA || bytes[1] >= 0xB0);
}

/* Syllables right before `end`, not beyond `start`. */
static size_t syllables_before(const char *start, const char *end)
{
    size_t count = 0;
    while ((size_t)(end - start) >= (count + 1) * SYLLABLE && is_hangul(end - (count + 1) * SYLLABLE))
        count++;
    return count;
}

bool author_korean_reporters(const char *text, char *names, size_t room)
{
    static const char reporter[] = "기자";
    size_t used = 0, found = 0;
    for (const char *at = text; (at = strstr(at, reporter)); at += strlen(reporter)) {
        const char *end = at;
        while (end > text && end[-1] == ' ')
            end--;
        size_t count = syllables_before(text, end), size = count * SYLLABLE;
        if (end == at || count < FEWEST || count > MOST)
            continue;
        found++;
        if (names && used + size + 3 <= room)
            used += (size_t)snprintf(names + used, room - used, "%s%.*s", used > 0 ? ", " : "", (int)size, end - size);
    }
    return found > 0;
}
