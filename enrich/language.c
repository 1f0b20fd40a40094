#include "enrich/language.h"

#include <stddef.h>
#include <string.h>

bool language_is(const char *tag, const char *languages)
{
    const char *language = tag != NULL ? tag : "en";
    if (language[0] == '\0' || language[1] == '\0' || (language[2] != '\0' && language[2] != '-')) {
        return false;
    }
    for (const char *at = languages;; at += 3) {
        if ((language[0] | 0x20) == at[0] && (language[1] | 0x20) == at[1]) {
            return true;
        }
        if (at[2] == '\0') {
            return false;
        }
    }
}

static bool is_letter(char c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

const char *language_region(const char *tag, char region[LANGUAGE_REGION_SIZE])
{
    region[0] = '\0';
    for (const char *at = tag != NULL ? strchr(tag, '-') : NULL; at != NULL; at = strchr(at, '-')) {
        size_t size = strcspn(++at, "-");
        bool word = is_letter(at[0]);
        if ((size == 2 && word && is_letter(at[1])) || (size == 3 && strspn(at, "0123456789") >= 3)) {
            for (size_t i = 0; i < size; i++) {
                region[i] = (char)(word ? at[i] & ~0x20 : at[i]);
            }
            region[size] = '\0';
            break;
        }
        if (!word || (size != 3 && size != 4)) {
            break; /* only a script ("Latn") and a dialect ("yue") come before it */
        }
    }
    return region;
}
