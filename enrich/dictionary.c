#include "enrich/dictionary_private.h"

#include "common/text.h"
#include "enrich/context.h"
#include "enrich/letters.h"

#include <string.h>

/* Prefixes of names are found by a hash over their tokens and the space between them; see dictionary_private.h. */
uint64_t dictionary_step(uint64_t key, const struct token *token, bool first)
{
    uint64_t word = (uint64_t)token->hash << 1 | (!first && (token->flags & TOKEN_SPACE_BEFORE));
    key = (key ^ word) * 0x9E3779B97F4A7C15u;
    return key ^ key >> 29;
}

static const struct dictionary_prefix *find(const struct dictionary_image *image, uint64_t key)
{
    uint32_t at = (uint32_t)key & image->prefix_mask, check = dictionary_check(key);
    while (image->prefixes[at].check != 0 && image->prefixes[at].check != check) {
        at = (at + 1) & image->prefix_mask;
    }
    return &image->prefixes[at];
}

static bool is_space(uint32_t c)
{
    enum letter_class class = letter_classify(c);
    return class == LETTER_SPACE || class == LETTER_BREAK;
}

/* Compares character by character: hashes only guess. Any run of white space equals a space. */
static bool surface_matches(const struct dictionary_name *name, const char *at, const char *end)
{
    const char *surface = dictionary_surface(name), *surface_end = surface + strlen(surface);
    bool differs = false, lower = false;
    while (at < end && surface < surface_end) {
        uint32_t a = utf8_next(&at, end), b = utf8_next(&surface, surface_end);
        if (is_space(b) && is_space(a)) {
            for (const char *next = at; next < end && is_space(utf8_next(&next, end));) {
                at = next;
            }
            continue;
        }
        if (letter_fold(a) != letter_fold(b)) {
            return false;
        }
        bool letter = letter_classify(a) == LETTER_WORD;
        differs |= letter && letter_spelling(a) != letter_spelling(b);
        lower |= letter && letter_lower(a) == a && (a >= 0x80 || (a >= 'a' && a <= 'z'));
    }
    bool case_fits = !differs || name->match == MATCH_ANY_CASE || (name->match == MATCH_AS_WRITTEN && !lower);
    return at == end && surface == surface_end && case_fits;
}

/* Whether a name can begin with this token: one bit by hash. */
static bool may_begin(const struct dictionary_image *image, const struct token *token)
{
    uint32_t bit = dictionary_begin_bit(token);
    const uint8_t *bits = token->flags & TOKEN_CAPITAL ? image->begins : image->begins_lower;
    return (bits[bit / 8] >> (bit % 8) & 1) != 0;
}

/* Walks as far as names go. Returns how many prefixes that are whole names were put into `found`, the shortest first.
 */
static size_t walk(const struct dictionary_image *image, const struct text *text, size_t first,
                   const struct dictionary_prefix **found, size_t *lengths)
{
    size_t count = 0;
    uint64_t key = 1;
    for (size_t i = first; i < text->token_count && i - first < DICTIONARY_NAME_TOKENS; i++) {
        if (i > first && (text->tokens[i].flags & TOKEN_BREAK_BEFORE)) {
            break;
        }
        key = dictionary_step(key, &text->tokens[i], i == first);
        const struct dictionary_prefix *prefix = find(image, key);
        if (prefix->check == 0) {
            break;
        }
        if (prefix->first_name != 0) {
            found[count] = prefix;
            lengths[count++] = i - first + 1;
        }
    }
    return count;
}

/* Which of the names from `names` on read as the text does. */
static uint64_t fitting(const struct dictionary_name *names, const char *start, const char *end)
{
    uint64_t fits = 0;
    for (unsigned i = 0; i < DICTIONARY_CANDIDATES; i++) {
        fits |= (uint64_t)surface_matches(&names[i], start, end) << i;
        if (names[i].last) {
            break;
        }
    }
    return fits;
}

static size_t match_image(const struct dictionary_image *image, const struct text *text, size_t first,
                          struct dictionary_found *found)
{
    const struct dictionary_prefix *prefixes[DICTIONARY_NAME_TOKENS];
    size_t lengths[DICTIONARY_NAME_TOKENS], kept = 0;
    if (!may_begin(image, &text->tokens[first])) {
        return 0;
    }
    size_t count = walk(image, text, first, prefixes, lengths);
    const char *start = text->data + text->tokens[first].start;
    while (count-- > 0) {
        const struct token *last = &text->tokens[first + lengths[count] - 1];
        const struct dictionary_name *names = &image->names[prefixes[count]->first_name];
        uint64_t fits = fitting(names, start, text->data + last->start + last->size);
        if (fits != 0) {
            found[kept++] = (struct dictionary_found){.names = names, .fits = fits, .tokens = lengths[count]};
        }
    }
    return kept;
}

static size_t match_images(const struct dictionary *dictionary, size_t images, const struct text *text, size_t first,
                           struct dictionary_found *found)
{
    size_t count = 0;
    for (size_t i = 0; first < text->token_count && i < images; i++) {
        size_t more = match_image(&dictionary->images[i], text, first, found + count);
        for (; more > 0; more--) {
            found[count++].watched = (uint8_t)(dictionary->count - 1 - i);
        }
    }
    return count;
}

size_t dictionary_match(const struct dictionary *dictionary, const struct text *text, size_t first,
                        struct dictionary_found *found)
{
    return match_images(dictionary, dictionary->count, text, first, found);
}

size_t dictionary_match_watched(const struct dictionary *dictionary, const struct text *text, size_t first,
                                struct dictionary_found *found)
{
    return match_images(dictionary, dictionary->count - 1, text, first, found);
}

const struct dictionary_name *dictionary_longest(const struct dictionary *dictionary, const struct text *text,
                                                 size_t first, enum entity_type type)
{
    struct dictionary_found found[DICTIONARY_FOUND];
    size_t count = dictionary_match(dictionary, text, first, found);
    for (size_t i = 0; i < count; i++) {
        for (unsigned k = 0; found[i].fits >> k != 0 && k < DICTIONARY_CANDIDATES; k++) {
            const struct dictionary_name *name = &found[i].names[k];
            if ((found[i].fits >> k & 1) && dictionary_entry_of(name)->type == type &&
                !(name->needs & (EVIDENCE_KNOWN | EVIDENCE_COIN))) {
                return name;
            }
        }
    }
    return NULL;
}

/* The image's entry with this id; NULL if none. */
static const struct dictionary_entry *entry_by_id(const struct dictionary_image *image, const char *id)
{
    size_t low = 0, high = image->entry_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = strcmp(dictionary_id(&image->entries[middle]), id);
        if (order == 0) {
            return &image->entries[middle];
        }
        low = order < 0 ? middle + 1 : low;
        high = order < 0 ? high : middle;
    }
    return NULL;
}

const struct dictionary_entry *dictionary_in_force(const struct dictionary *dictionary,
                                                   const struct dictionary_entry *entry)
{
    for (size_t i = 0; i + 1 < dictionary->count; i++) {
        const struct dictionary_entry *watched = entry_by_id(&dictionary->images[i], dictionary_id(entry));
        if (watched != NULL) {
            return watched;
        }
    }
    return entry;
}

const char *dictionary_version(const struct dictionary *dictionary)
{
    return dictionary->images[dictionary->count - 1].version;
}

const char *dictionary_watch_list(const struct dictionary *dictionary, size_t index)
{
    return index + 1 < dictionary->count ? dictionary->images[index].version : NULL;
}

size_t dictionary_entries(const struct dictionary *dictionary)
{
    size_t count = 0;
    for (size_t i = 0; i < dictionary->count; i++) {
        count += dictionary->images[i].entry_count;
    }
    return count;
}
