#include "ingest/extract/author_names.h"

#include "common/buffer.h"
#include "common/text.h"
#include "ingest/date_words.h"
#include "ingest/extract/author_korean.h"
#include "ingest/extract/author_split.h"
#include "ingest/extract/author_words.h"
#include "ingest/extract/clean_text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MOST_WORDS        5
#define MOST_OFFICE_WORDS 8  /* of an organisation's name */
#define LONGEST_NAME      80 /* bytes */
#define LONGEST_EAST      8  /* characters of a name in Chinese, Japanese or Korean writing */
#define LONGEST_JOINER    5  /* " and " */
#define BRACKETS          " .:-*\"'@|,"

static bool begins_large(const char *word)
{
    return isupper((unsigned char)word[0]) || (unsigned char)word[0] >= 0x80;
}

/* Whether one word, the first or a later one, shows that this is no person's name. */
static bool spoils_name(const char *word, size_t size, bool first, bool person)
{
    char folded[DATE_WORD_SIZE];
    size_t bare = size;
    while (bare > 0 && (word[bare - 1] == '.' || word[bare - 1] == ':' || word[bare - 1] == ','))
        bare--;
    bool initial = bare == 1 && ((size > 1 && word[1] == '.') || (!first && isupper((unsigned char)*word)));
    bool name = initial || (person && author_word_may_be_name(word, bare, first));
    if (bare == 0 || word[size - 1] == ':' || (!name && author_word_is_job(word, bare)))
        return true;
    for (size_t i = 0; i < size; i++)
        if (isdigit((unsigned char)word[i]) || strchr("@/\\<>{}=?!#*+%$^~\":", word[i]))
            return true;
    date_fold_word(word, bare < 40 ? bare : 40, folded);
    return !begins_large(word) && date_month_of_word(folded) > 0;
}

struct name_census {
    size_t words, capitals, odd; /* odd: in small letters and no part of names such as "van" */
    bool spoiled;
};

static struct name_census count_words(const char *text, size_t size, bool person)
{
    struct name_census census = {0};
    bool first = true; /* no more than initials before */
    for (size_t at = 0; at < size;) {
        size_t word = author_word_size(text + at);
        if (at + word > size)
            word = size - at;
        if (word > 0) {
            bool large = begins_large(text + at);
            census.capitals += large;
            census.odd += !large && !author_word_is_particle(text + at, word);
            census.spoiled |= spoils_name(text + at, word, first, person);
            first &= word == 1;
            census.words++;
        }
        at += word + 1;
    }
    return census;
}

/* How much a text is like a person's name. */
enum likeness {
    NO_NAME,
    HANDLE,     /* one word in small letters */
    NICKNAME,   /* one word */
    LOOSE_NAME, /* several, some of them in small letters: a name if the page says so */
    FULL_NAME
};

static enum likeness judge_name(const char *text, size_t size, bool told, bool person)
{
    static const char *const strange[] = {"：", "■",      "（",     "【",     "…",      "»",      "→",      "«",
                                          "←",  "編集部", "编辑部", "編輯部", "取材班", "新聞社", "通信社", "通讯社"};
    size_t wide, length = clean_length(text, size, &wide);
    if (size < 2 || size > LONGEST_NAME || length < 2)
        return NO_NAME;
    for (size_t i = 0; i < sizeof strange / sizeof *strange; i++)
        if (memmem(text, size, strange[i], strlen(strange[i])))
            return NO_NAME;
    struct name_census census = count_words(text, size, person);
    if (census.spoiled || census.words > MOST_WORDS)
        return NO_NAME;
    if (census.words == 1 && (wide == 0 || memchr(text, '_', size)))
        return census.capitals > 0 ? NICKNAME : told ? HANDLE : NO_NAME;
    if (wide > 0)
        return length <= LONGEST_EAST ? FULL_NAME : NO_NAME;
    if (census.capitals >= 2 && census.odd == 0)
        return FULL_NAME;
    return told ? LOOSE_NAME : NO_NAME;
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

/* "RoeFollow": a label that only a style sheet sets apart is cut off, with what follows it. */
static size_t without_glued_label(struct author_part part)
{
    for (size_t at = 3; at + 2 < part.size; at++) {
        if (!islower((unsigned char)part.text[at - 1]) || !isupper((unsigned char)part.text[at]))
            continue;
        size_t size = 1;
        while (at + size < part.size && islower((unsigned char)part.text[at + size]))
            size++;
        bool last = at + size == part.size;
        if (author_word_is_label(part.text + at, size) || (last && author_word_is_job(part.text + at, size)))
            return at;
    }
    return part.size;
}

/* Marks at the ends, "©", and letters of degrees behind the name ("MD"). */
static struct author_part trim(struct author_part part)
{
    part.size = without_glued_label(part);
    for (;;) {
        while (part.size > 0 && strchr(BRACKETS, *part.text)) {
            part.text++;
            part.size--;
        }
        size_t half = part.size / 2; /* "Jane Roe Jane Roe": said twice, the second time in a picture's name */
        if (part.size > 8 && part.size % 2 && part.text[half] == ' ' &&
            memcmp(part.text, part.text + half + 1, half) == 0)
            part.size = half;
        if (part.size > 3 && memcmp(part.text, "\xC2\xA9", 2) == 0) {
            part.text += 2;
            part.size -= 2;
            continue;
        }
        while (part.size > 0 && strchr(BRACKETS, part.text[part.size - 1]) &&
               !(part.text[part.size - 1] == '.' && part.size > 3 &&
                 (part.text[part.size - 3] == ' ' || part.text[part.size - 3] == '.')))
            part.size--;
        size_t word = 0;
        while (word < part.size && part.text[part.size - 1 - word] != ' ')
            word++;
        if (word == part.size || !author_word_is_degree(part.text + part.size - word, word))
            return part;
        part.size -= word;
    }
}

static void append(json_t *authors, struct author_part name, const char *url)
{
    size_t i;
    json_t *other;
    if (json_array_size(authors) >= MOST_SPLIT)
        return;
    json_array_foreach(authors, i, other)
    {
        const char *known = json_string_value(json_object_get(other, "name"));
        if (clean_same(known, strlen(known), name.text, name.size))
            return;
    }
    json_t *author = json_object();
    json_object_set_new(author, "name", json_stringn(name.text, name.size));
    if (url)
        json_object_set_new(author, "url", json_string(url));
    json_array_append_new(authors, author);
}

/* ---- an organisation ---- */

static size_t before_marks(const char *text)
{
    static const char *const marks[] = {"|", "•", "·"};
    size_t size = strlen(text);
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        const char *mark = strstr(text, marks[i]);
        if (mark && (size_t)(mark - text) < size)
            size = (size_t)(mark - text);
    }
    return size;
}

/* As it is written, unless all of it is words such as "editor" and "staff". */
static void add_office(json_t *authors, const char *text, const char *url)
{
    struct author_part name = {text, before_marks(text)};
    size_t words = 0, plain = 0;
    name = trim(name);
    if (name.size < 2 || name.size > LONGEST_NAME || memmem(name.text, name.size, "://", 3) ||
        memchr(name.text, '@', name.size))
        return;
    for (size_t at = 0; at < name.size;) {
        size_t word = author_word_size(name.text + at);
        if (at + word > name.size)
            word = name.size - at;
        if (word > 0 && author_word_is_nobody(name.text + at, word))
            return;
        words += word > 0;
        plain += word > 0 && (!author_word_is_job(name.text + at, word) || author_word_is_agency(name.text + at, word));
        at += word + 1;
    }
    if (plain > 0 && words <= MOST_OFFICE_WORDS)
        append(authors, name, url);
}

/* Without an introduction of its own ("Interview: Jane Roe"). */
static struct author_part introduced(struct author_part part)
{
    char text[LONGEST_SPLIT + 1];
    if (part.size > LONGEST_SPLIT)
        return part;
    memcpy(text, part.text, part.size);
    text[part.size] = '\0';
    size_t skip = (size_t)(author_names_after_introduction(text) - text);
    return (struct author_part){part.text + skip, part.size - skip};
}

/* "El Sol" of "Jane Roe | El Sol": with an article in front it is the paper. */
static bool is_paper(struct author_part part)
{
    static const char *const articles[] = {"El ", "La ", "Las ", "Los ", "Il ", "Le ", "Les ", "Die ", "Der ", "Das "};
    for (size_t i = 0; i < sizeof articles / sizeof *articles; i++)
        if (part.size > strlen(articles[i]) && memcmp(part.text, articles[i], strlen(articles[i])) == 0)
            return true;
    return false;
}

void author_names_add(json_t *authors, const char *text, const char *url, const struct author_reading *reading)
{
    struct author_part parts[MOST_SPLIT];
    enum likeness likeness[MOST_SPLIT], best = NO_NAME;
    struct buffer store = {0};
    char korean[MOST_KOREAN];
    if (author_korean_reporters(text, korean, sizeof korean))
        text = korean;
    text = author_names_after_introduction(text);
    if (strstr(text, "://") || text_starts_with(text, "www.") || strlen(text) > LONGEST_SPLIT)
        return;
    if (reading->kind == AUTHOR_ANYONE) {
        add_office(authors, text, url);
        return;
    }
    size_t count = author_split(text, reading->person, &store, parts);
    for (size_t i = 0; i < count; i++) {
        parts[i] = trim(introduced(parts[i]));
        likeness[i] = judge_name(parts[i].text, parts[i].size, reading->told, reading->person);
        if ((reading->site && is_site(parts[i].text, parts[i].size, reading->site)) ||
            (i > 0 && strchr(text, '|') && is_paper(parts[i])))
            likeness[i] = NO_NAME;
        best = likeness[i] > best ? likeness[i] : best;
    }
    /* Beside a full name one word is a degree, a town or a newspaper. */
    enum likeness least = reading->kind == AUTHOR_HANDLE     ? HANDLE
                          : reading->kind == AUTHOR_NICKNAME ? NICKNAME
                                                             : LOOSE_NAME;
    for (size_t i = 0; i < count; i++)
        if (likeness[i] >= least && likeness[i] == best)
            append(authors, parts[i], count > 1 ? NULL : url);
    buffer_free(&store);
}

/* A family name, or the given names that follow it: nothing that is no part of a name. */
static bool is_half_name(const char *text, size_t size)
{
    for (size_t at = 0; at < size;) {
        size_t word = strcspn(text + at, " ");
        word = at + word > size ? size - at : word;
        if (word == 0 || author_word_is_degree(text + at, word) || spoils_name(text + at, word, true, true))
            return false;
        at += word + 1;
    }
    return size > 0 && begins_large(text);
}

char *author_names_turned(const char *text, size_t most_given)
{
    const char *comma = strchr(text, ','), *given = comma ? comma + 1 + strspn(comma + 1, " ") : NULL;
    size_t words = 1, family = comma ? (size_t)(comma - text) : 0;
    if (!comma || strpbrk(given, ",;&|") || memchr(text, ' ', family))
        return NULL;
    for (const char *at = given; (at = strchr(at, ' ')); at++)
        words++;
    if (words > most_given || !is_half_name(text, family) || !is_half_name(given, strlen(given)))
        return NULL;
    return xprintf("%s %.*s", given, (int)family, text);
}

bool author_names_are_all(const char *text)
{
    struct author_part parts[MOST_SPLIT];
    struct buffer store = {0};
    size_t count = strlen(text) <= LONGEST_SPLIT ? author_split(text, false, &store, parts) : 0, taken = 0;
    bool all = count > 0;
    for (size_t i = 0; i < count; i++) {
        struct name_census census = count_words(parts[i].text, parts[i].size, false);
        all &= census.words >= 2 && census.words <= 4 &&
               judge_name(parts[i].text, parts[i].size, false, false) == FULL_NAME;
        taken += parts[i].size;
    }
    buffer_free(&store);
    return all && taken + count * LONGEST_JOINER >= strlen(text);
}

bool author_names_are_fewer(const json_t *some, const json_t *all)
{
    size_t i, j, known = 0;
    json_t *one, *other;
    json_array_foreach(some, i, one)
    {
        const char *name = json_string_value(json_object_get(one, "name"));
        bool found = false;
        json_array_foreach(all, j, other)
        {
            const char *candidate = json_string_value(json_object_get(other, "name"));
            found |= clean_same(name, strlen(name), candidate, strlen(candidate));
        }
        known += found;
    }
    return known == json_array_size(some) && json_array_size(all) > json_array_size(some);
}
