#include "ingest/extract/evidence.h"
#include "ingest/extract/language_text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define TAG_SIZE    36
#define ENOUGH_TEXT 2000 /* bytes to tell a language by */

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

/* What the page says. */
static bool find_claim(const struct outline *outline, const struct json_ld *ld, char tag[TAG_SIZE],
                       struct origin *origin)
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
    for (size_t i = 0; i < sizeof claims / sizeof *claims; i++) {
        if (!claims[i].text || !normalise(claims[i].text, tag))
            continue;
        *origin = claims[i].origin;
        return true;
    }
    return false;
}

/* The first paragraphs that read like an article's. */
static void gather_text(const struct outline *outline, struct buffer *text)
{
    for (int i = 0; i < outline->block_count && text->size < ENOUGH_TEXT; i++) {
        const struct block *block = &outline->blocks[i];
        if (!outline_is_good(block))
            continue;
        buffer_append(text, outline->text.data + block->start, block->size < ENOUGH_TEXT ? block->size : ENOUGH_TEXT);
        buffer_append_char(text, '\n');
    }
}

char *language_find(const struct outline *outline, const struct json_ld *ld, struct origin *origin)
{
    char tag[TAG_SIZE] = "";
    struct buffer text = {0};
    bool claimed = find_claim(outline, ld, tag, origin), plainly = false;
    gather_text(outline, &text);
    const char *seen = text.size > 0 ? language_of_text(text.data, text.size, &plainly) : NULL;
    buffer_free(&text);
    if (!seen || (claimed && (!plainly || languages_are_close(seen, tag))))
        return claimed ? xstrdup(tag) : NULL;
    *origin = (struct origin){"text", claimed ? "against what the page says" : NULL};
    return xstrdup(seen);
}
