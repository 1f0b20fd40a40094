#include "enrich/names.h"

#include "common/text.h"
#include "enrich/letters.h"

#include <string.h>
#include <strings.h>

enum { SPOKEN_FROM = 6, ACRONYM_LIMIT = 6 /* code points */ };

void names_room_free(struct names_room *room)
{
    units_free(&room->units);
    memory_free(&room->memory);
    repeats_free(&room->repeats);
}

static bool is_one_of(const char *word, size_t size, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strlen(list[i]) == size && strncasecmp(word, list[i], size) == 0) {
            return true;
        }
    }
    return false;
}

/* "Stonebridge Capital": a word behind others that companies bear and neither people nor places do. */
static bool is_company(const char *name, size_t size)
{
    static const char *const words[] = {"inc",
                                        "corp",
                                        "ltd",
                                        "plc",
                                        "capital",
                                        "holdings",
                                        "ventures",
                                        "partners",
                                        "bancorp",
                                        "motors",
                                        "energy",
                                        "securities",
                                        "airlines",
                                        "technologies",
                                        "insurance",
                                        "assurance",
                                        "semiconductor",
                                        "industries",
                                        "airways",
                                        "pharmaceuticals",
                                        "chartering",
                                        "investments",
                                        "software",
                                        "management",
                                        "group",
                                        "labs",
                                        "therapeutics",
                                        "biosciences",
                                        "petroleum",
                                        "systems",
                                        "financial",
                                        "brands",
                                        "pharma",
                                        "biotech",
                                        "robotics",
                                        "llp",
                                        "lp",
                                        "llc"};
    size_t end = size > 0 && name[size - 1] == '.' ? size - 1 : size, last = end;
    while (last > 0 && name[last - 1] != ' ') {
        last--;
    }
    return last > 0 && is_one_of(name + last, end - last, words, sizeof words / sizeof *words);
}

/* "Typhoon Kalmaegi", which the tagger takes for a person. */
static bool is_storm(const char *name, size_t size)
{
    static const char *const storms[] = {"typhoon", "hurricane", "cyclone", "storm"};
    const char *space = memchr(name, ' ', size);
    if (space != NULL && space - name == 8 && strncasecmp(name, "tropical", 8) == 0) {
        return is_storm(space + 1, size - 9);
    }
    return space != NULL && is_one_of(name, (size_t)(space - name), storms, sizeof storms / sizeof *storms);
}

enum entity_type names_type(enum name_type type, const char *name, size_t size)
{
    static const char *const features[] = {
        "river",  "sea",     "ocean",   "mount",   "mountain", "mountains", "lake",      "island",  "islands",
        "bay",    "gulf",    "cape",    "desert",  "valley",   "strait",    "peninsula", "street",  "avenue",
        "road",   "airport", "bridge",  "square",  "park",     "canal",     "coast",     "creek",   "hills",
        "forest", "east",    "west",    "europe",  "asia",     "africa",    "highway",   "harbour", "harbor",
        "basin",  "delta",   "glacier", "volcano", "earth",    "mars",      "moon"};
    static const char *const events[] = {"airshow",  "summit",   "olympics", "cup",          "festival",     "expo",
                                         "marathon", "biennale", "prix",     "championship", "championships"};
    if (is_company(name, size)) {
        return ENTITY_ORG;
    }
    if (is_storm(name, size)) {
        return ENTITY_EVENT;
    }
    const char *last = memrchr(name, ' ', size);
    if (type != NAME_PERSON && last != NULL &&
        is_one_of(last + 1, (size_t)(name + size - last - 1), events, sizeof events / sizeof *events)) {
        return ENTITY_EVENT;
    }
    if (type != NAME_LOC) {
        return type == NAME_PERSON ? ENTITY_PERSON : ENTITY_ORG;
    }
    for (size_t at = 0; at < size;) {
        size_t word = at;
        while (word < size && name[word] != ' ') {
            word++;
        }
        if (is_one_of(name + at, word - at, features, sizeof features / sizeof *features)) {
            return ENTITY_LOC;
        }
        at = word + 1;
    }
    return ENTITY_GPE;
}

void names_append_id(struct buffer *buffer, enum entity_type type, const char *name, size_t size)
{
    const char *end = name + size;
    bool space = false;
    buffer_printf(buffer, "name:%s:", entity_type_names[type]);
    while (name < end) {
        uint32_t c = utf8_next(&name, end);
        enum letter_class class = letter_classify(c);
        if (class == LETTER_SPACE || class == LETTER_BREAK) {
            space = true;
            continue;
        }
        if (type == ENTITY_PERSON && c == ',') {
            continue; /* some write "Robert Kennedy, Jr." */
        }
        if (space) {
            buffer_append_char(buffer, ' ');
            space = false;
        }
        utf8_append(buffer, letter_fold(c));
    }
}

/* Whether the letters [word, end) can only be spelled out: no vowel among them, and few. */
static bool is_spelled(const char *word, const char *end)
{
    if (end - word >= SPOKEN_FROM || end - word < 2) {
        return false;
    }
    for (const char *at = word; at < end; at++) {
        if (*at < 'a' || *at > 'z' || strchr("aeiouy", *at) != NULL) {
            return false;
        }
    }
    return true;
}

static const char *word_end(const char *at, const char *end)
{
    while (at < end) {
        const char *next = at;
        uint32_t c = utf8_next(&next, end);
        enum letter_class class = letter_classify(c);
        if (class != LETTER_WORD && class != LETTER_DIGIT) {
            break;
        }
        at = next;
    }
    return at;
}

static uint32_t upper_of(uint32_t c)
{
    static const uint8_t steps[] = {32, 1, 80, 48, 37, 38, 63, 64, 202};
    for (size_t i = 0; i < sizeof steps; i++) {
        if (c > steps[i] && letter_lower(c - steps[i]) == c && c - steps[i] != c) {
            return c - steps[i];
        }
    }
    return c;
}

/* Whether the words are spelled as a name is: not in lower case, nor shouted, which "LSEG" is not. */
static bool is_spelled_well(const char *words, size_t size)
{
    bool lower = false, upper = false, several = false;
    unsigned points = 0;
    for (const char *at = words, *end = words + size; at < end; points++) {
        uint32_t c = utf8_next(&at, end), lower_case = letter_lower(c);
        enum letter_class class = letter_classify(c);
        several |= class == LETTER_SPACE || class == LETTER_BREAK;
        upper |= lower_case != c;
        lower |= lower_case == c && class == LETTER_WORD;
    }
    return upper && (lower || (!several && points <= ACRONYM_LIMIT));
}

static void append_words(struct buffer *buffer, const char *words, size_t size)
{
    bool space = false;
    for (const char *at = words, *end = words + size; at < end;) {
        uint32_t c = utf8_next(&at, end);
        enum letter_class class = letter_classify(c);
        if (class == LETTER_SPACE || class == LETTER_BREAK) {
            space = true;
            continue;
        }
        if (space) {
            buffer_append_char(buffer, ' ');
        }
        space = false;
        utf8_append(buffer, c);
    }
}

static void append_respelled(struct buffer *buffer, const char *id)
{
    static const char *const small[] = {"of",  "the", "and", "for", "de",  "la", "le", "du",  "des", "del", "der",
                                        "van", "von", "da",  "di",  "dos", "al", "el", "bin", "in",  "on",  "at"};
    static const char *const titles[] = {"mr", "mrs", "ms", "dr", "st", "jr", "sr", "ltd"};
    const char *colon = strchr(id, ':'), *at = colon != NULL ? strchr(colon + 1, ':') : NULL;
    const char *start = at != NULL ? at + 1 : id, *end = start + strlen(start);
    for (at = start; at < end;) {
        const char *last = word_end(at, end);
        size_t size = (size_t)(last - at);
        bool after_quote = at > start && at[-1] == '\'' && size == 1;
        if (size == 0) {
            const char *next = at;
            utf8_append(buffer, utf8_next(&next, end));
            at = next;
        } else if ((at > start && is_one_of(at, size, small, sizeof small / sizeof *small)) || after_quote) {
            buffer_append(buffer, at, size);
            at = last;
        } else if (is_spelled(at, last) && !is_one_of(at, size, titles, sizeof titles / sizeof *titles)) {
            for (; at < last; at++) {
                buffer_append_char(buffer, (char)(*at - 32));
            }
        } else {
            if (size >= 5 && at[0] == 'm' && at[1] == 'c') { /* McConnell, McKinsey */
                buffer_append_text(buffer, "Mc");
                at += 2;
            }
            utf8_append(buffer, upper_of(utf8_next(&at, last)));
            buffer_append(buffer, at, (size_t)(last - at));
            at = last;
        }
    }
}

void names_append_shown(struct buffer *buffer, const char *id, const char *words, size_t size)
{
    if (words != NULL && is_spelled_well(words, size)) {
        append_words(buffer, words, size);
    } else {
        append_respelled(buffer, id);
    }
}
