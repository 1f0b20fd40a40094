#include "ingest/extract/evidence.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define TAG_SIZE 36

/* Names that some pages give in place of a tag. */
static const struct {
    const char *name, *tag;
} names[] = {{"english", "en"},   {"german", "de"},  {"deutsch", "de"}, {"french", "fr"},   {"francais", "fr"},
             {"spanish", "es"},   {"espanol", "es"}, {"italian", "it"}, {"italiano", "it"}, {"portuguese", "pt"},
             {"portugues", "pt"}, {"dutch", "nl"},   {"russian", "ru"}, {"chinese", "zh"},  {"japanese", "ja"},
             {"korean", "ko"},    {"turkish", "tr"}, {"polish", "pl"},  {"swedish", "sv"},  {"danish", "da"},
             {"norwegian", "no"}, {"finnish", "fi"}, {"arabic", "ar"},  {"iw", "he"},       {"in", "id"},
             {"ji", "yi"},        {"jp", "ja"},      {"cn", "zh-CN"},   {"kr", "ko"},       {"cz", "cs"},
             {"dk", "da"},        {"gr", "el"},      {"ua", "uk"}};

/* Capitals as BCP 47 recommends them (en-GB, zh-Hant-TW); false when `text` is no tag. */
static bool normalise(const char *text, char tag[TAG_SIZE])
{
    size_t size = 0, part = 0, parts = 0;
    text += strspn(text, " \t\r\n");
    for (;; text++) {
        char c = *text;
        if (isalnum((unsigned char)c)) {
            if (size + 2 > TAG_SIZE - 1 || ++part > 8 || (parts == 0 && isdigit((unsigned char)c)))
                return false;
            tag[size++] = (char)tolower((unsigned char)c);
            continue;
        }
        if (part < (parts == 0 ? 2u : 1u))
            return false;
        if (parts > 0 && part == 2)
            for (size_t i = size - 2; i < size; i++)
                tag[i] = (char)toupper((unsigned char)tag[i]);
        if (parts > 0 && part == 4)
            tag[size - 4] = (char)toupper((unsigned char)tag[size - 4]);
        if ((c != '-' && c != '_') || !isalnum((unsigned char)text[1]))
            break;
        tag[size++] = '-';
        part = 0;
        parts++;
    }
    tag[size] = '\0';
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcasecmp(names[i].name, tag) == 0) {
            strcpy(tag, names[i].tag);
            return true;
        }
    }
    return strcspn(tag, "-") <= 3 && strncmp(tag, "utf", 3) != 0;
}

char *language_find(const struct outline *outline, const struct json_ld *ld, struct origin *origin)
{
    const struct {
        const char *text;
        struct origin origin;
    } claims[] = {{outline->language, {"html element", "lang"}},
                  {ld->article ? json_ld_member(ld->article, "inLanguage") : NULL, {"JSON-LD", "inLanguage"}},
                  {outline_meta(outline, "content-language"), {"meta", "content-language"}},
                  {outline_meta(outline, "og:locale"), {"meta", "og:locale"}},
                  {outline_meta(outline, "language"), {"meta", "language"}},
                  {outline_meta(outline, "dc.language"), {"meta", "dc.language"}},
                  {ld->page ? json_ld_member(ld->page, "inLanguage") : NULL, {"JSON-LD", "inLanguage"}}};
    char tag[TAG_SIZE];
    for (size_t i = 0; i < sizeof claims / sizeof *claims; i++) {
        if (!claims[i].text || !normalise(claims[i].text, tag))
            continue;
        *origin = claims[i].origin;
        return xstrdup(tag);
    }
    return NULL;
}
