#include "ingest/extract/author_names.h"

#include "common/buffer.h"
#include "common/text.h"
#include "ingest/date_words.h"
#include "ingest/extract/author_words.h"
#include "ingest/extract/clean_text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MOST_AUTHORS 24
#define MOST_WORDS   5
#define LONGEST_NAME 80 /* bytes */

static size_t word_size(const char *at)
{
    return strcspn(at, " ");
}

/* Whether one word shows that this is no person's name. */
static bool spoils_name(const char *word, size_t size)
{
    char folded[DATE_WORD_SIZE];
    size_t bare = size;
    while (bare > 0 && (word[bare - 1] == '.' || word[bare - 1] == ':' || word[bare - 1] == ','))
        bare--;
    if (bare == 0 || author_word_is_job(word, bare))
        return true;
    for (size_t i = 0; i < size; i++)
        if (isdigit((unsigned char)word[i]) || strchr("@/\\_<>{}=?!#*+%$^~\"", word[i]))
            return true;
    date_fold_word(word, bare < 40 ? bare : 40, folded);
    bool capital = isupper((unsigned char)word[0]) || (unsigned char)word[0] >= 0x80;
    return !capital && date_month_of_word(folded) > 0;
}

static bool is_name(const char *text, size_t size, bool single)
{
    size_t words = 0, capitals = 0, wide;
    size_t length = clean_length(text, size, &wide);
    if (size < 2 || size > LONGEST_NAME || length < 2)
        return false;
    for (size_t at = 0; at < size;) {
        size_t word = word_size(text + at);
        if (at + word > size)
            word = size - at;
        if (word > 0 && spoils_name(text + at, word))
            return false;
        words += word > 0;
        capitals += word > 0 && (isupper((unsigned char)text[at]) || (unsigned char)text[at] >= 0x80);
        at += word + 1;
    }
    if (wide > 0)
        return length <= 8;
    return words <= MOST_WORDS && (words >= 2 || single) && (capitals > 0 || single);
}

/* The site's name or how it begins ("Gazette" of the Gazette Online). */
static bool is_site(const char *text, size_t size, const char *site)
{
    if (text_starts_with(site, "The ") || text_starts_with(site, "the "))
        site += 4;
    if (size > 4 && strncasecmp(text, "the ", 4) == 0) {
        text += 4;
        size -= 4;
    }
    return clean_same(text, size, site, strlen(site)) || (size > 3 && strncasecmp(text, site, size) == 0) ||
           (strlen(site) > 3 && strncasecmp(text, site, strlen(site)) == 0);
}

static void add_name(json_t *authors, const char *text, size_t size, const char *url, bool single, const char *site)
{
    while (size > 0 && strchr(" .:-*\"'", text[size - 1]) &&
           !(text[size - 1] == '.' && size > 3 && text[size - 3] == ' '))
        size--;
    while (size > 0 && strchr(" .:-*\"'@", *text)) {
        text++;
        size--;
    }
    if (!is_name(text, size, single) || json_array_size(authors) >= MOST_AUTHORS)
        return;
    if (site && is_site(text, size, site))
        return;
    size_t i;
    json_t *other;
    json_array_foreach(authors, i, other)
    {
        const char *name = json_string_value(json_object_get(other, "name"));
        if (clean_same(name, strlen(name), text, size))
            return;
    }
    char *name = xstrndup(text, size);
    json_t *author = json_object();
    json_object_set_new(author, "name", json_string(name));
    if (url)
        json_object_set_new(author, "url", json_string(url));
    json_array_append_new(authors, author);
    free(name);
}

/* Size of a mark that stands between names at `at`; 0 if there is none. */
static size_t separator_size(const char *at)
{
    static const char *const marks[] = {",", ";", "&", "|", "•", "·", "、", "，", " / ", " + ", " - ", " – ", " — "};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (strncmp(at, marks[i], strlen(marks[i])) == 0)
            return strlen(marks[i]);
    if (*at == ' ') {
        size_t size = word_size(at + 1);
        if (at[1 + size] == ' ' && author_word_joins(at + 1, size))
            return size + 2;
    }
    return 0;
}

/* "December" in "Jane Roe December 3, 2024", but not in "April Roe". */
static bool is_month_of_date(const char *at, size_t size)
{
    char folded[DATE_WORD_SIZE];
    if (size < 3 || size > 20 || at[size] != ' ' || !isdigit((unsigned char)at[size + 1]))
        return false;
    date_fold_word(at, at[size - 1] == '.' ? size - 1 : size, folded);
    return date_month_of_word(folded) > 0;
}

/* Whether the byline ends here: a bracket is skipped before, so what is left is digits and words that end names. */
static bool ends_names(const char *at, const char *start)
{
    if (isdigit((unsigned char)*at))
        return true;
    if (at != start && at[-1] != ' ')
        return false;
    size_t size = word_size(at);
    return is_month_of_date(at, size) || author_word_is_label(at, size) ||
           (at != start && islower((unsigned char)at[0]) && author_word_ends(at, size));
}

void author_names_add(json_t *authors, const char *text, const char *url, bool single, const char *site)
{
    text = author_names_after_introduction(text);
    if (strstr(text, "://") || text_starts_with(text, "www.") || strlen(text) > 400)
        return;
    struct buffer part = {0};
    bool several = strchr(text, ',') || strchr(text, '&') || strstr(text, " and ") || strstr(text, " und ");
    const char *at = text, *start = text;
    for (;;) {
        size_t separator = *at ? separator_size(at) : 0;
        bool end = *at == '\0' || ends_names(at, start);
        if (end || separator) {
            if (part.size > 0) {
                const char *inner = author_names_after_introduction(part.data);
                add_name(authors, inner, strlen(inner), several ? NULL : url, single, site);
            }
            buffer_clear(&part);
            if (end)
                break;
            at += separator;
            at += strspn(at, " ");
            continue;
        }
        if (*at == '(' || *at == '[') {
            const char *close = strchr(at, *at == '(' ? ')' : ']');
            at = close ? close + 1 : at + strlen(at);
            continue;
        }
        if (*at != ' ' || (part.size > 0 && part.data[part.size - 1] != ' '))
            buffer_append_char(&part, *at);
        at++;
    }
    buffer_free(&part);
}
