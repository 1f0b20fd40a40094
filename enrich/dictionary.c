#include "enrich/dictionary_private.h"

#include "common/text.h"
#include "enrich/letters.h"

#include <stdlib.h>
#include <string.h>

/* Prefixes of names are found by a hash over their tokens and the space between them; see dictionary_private.h. */
uint64_t dictionary_step(uint64_t key, const struct token *token, bool first)
{
    uint64_t word = (uint64_t)token->hash << 1 | (!first && (token->flags & TOKEN_SPACE_BEFORE));
    key = (key ^ word) * 0x9E3779B97F4A7C15u;
    return key ^ key >> 29;
}

struct dictionary_prefix *dictionary_find(const struct dictionary *dictionary, uint64_t key)
{
    size_t at = key & dictionary->prefix_mask;
    while (dictionary->prefixes[at].key != 0 && dictionary->prefixes[at].key != key) {
        at = (at + 1) & dictionary->prefix_mask;
    }
    return &dictionary->prefixes[at];
}

static bool is_space(uint32_t c)
{
    enum letter_class class = letter_classify(c);
    return class == LETTER_SPACE || class == LETTER_BREAK;
}

/* Compares character by character: hashes only guess. Any run of white space equals a space. */
static bool surface_matches(const struct dictionary_name *name, const char *at, const char *end)
{
    const char *surface = name->surface, *surface_end = surface + strlen(surface);
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
        differs |= letter && a != b;
        lower |= letter && letter_lower(a) == a && (a >= 0x80 || (a >= 'a' && a <= 'z'));
    }
    bool case_fits = !differs || name->match == MATCH_ANY_CASE || (name->match == MATCH_AS_WRITTEN && !lower);
    return at == end && surface == surface_end && case_fits;
}

/* Whether a name can begin with this token: one bit by hash. */
static bool may_begin(const struct dictionary *dictionary, const struct token *token)
{
    uint32_t bit = (token->hash ^ token->hash >> 13) % DICTIONARY_BEGIN_BITS;
    return (dictionary->begins[bit / 8] >> (bit % 8) & 1) != 0;
}

/* Walks as far as names go. Returns how many prefixes that are whole names were put into `found`. */
static size_t walk(const struct dictionary *dictionary, const struct text *text, size_t first,
                   const struct dictionary_prefix **found, size_t *lengths)
{
    size_t count = 0;
    uint64_t key = 1;
    for (size_t i = first; i < text->token_count && i - first < DICTIONARY_NAME_TOKENS; i++) {
        if (i > first && (text->tokens[i].flags & TOKEN_BREAK_BEFORE)) {
            break;
        }
        key = dictionary_step(key, &text->tokens[i], i == first);
        const struct dictionary_prefix *prefix = dictionary_find(dictionary, key);
        if (prefix->key == 0) {
            break;
        }
        if (prefix->first_name != 0) {
            found[count] = prefix;
            lengths[count++] = i - first + 1;
        }
    }
    return count;
}

const struct dictionary_name *dictionary_match(const struct dictionary *dictionary, const struct text *text,
                                               size_t first, dictionary_found *found, void *context)
{
    const struct dictionary_prefix *prefixes[DICTIONARY_NAME_TOKENS];
    size_t lengths[DICTIONARY_NAME_TOKENS];
    if (first >= text->token_count || !may_begin(dictionary, &text->tokens[first])) {
        return NULL;
    }
    size_t count = walk(dictionary, text, first, prefixes, lengths);
    const char *start = text->data + text->tokens[first].start;
    while (count-- > 0) {
        const struct token *last = &text->tokens[first + lengths[count] - 1];
        for (uint32_t i = prefixes[count]->first_name; i != 0; i = dictionary->names[i].next) {
            const struct dictionary_name *name = &dictionary->names[i];
            if (surface_matches(name, start, text->data + last->start + last->size) && found(name, context)) {
                return name;
            }
        }
    }
    return NULL;
}

static bool of_type(const struct dictionary_name *name, void *context)
{
    return name->entry->type == *(const enum entity_type *)context;
}

const struct dictionary_name *dictionary_longest(const struct dictionary *dictionary, const struct text *text,
                                                 size_t first, enum entity_type type)
{
    return dictionary_match(dictionary, text, first, of_type, &type);
}

const char *dictionary_version(const struct dictionary *dictionary)
{
    return dictionary->version;
}

size_t dictionary_entries(const struct dictionary *dictionary)
{
    return dictionary->entry_count;
}

void dictionary_free(struct dictionary *dictionary)
{
    if (dictionary == NULL) {
        return;
    }
    free(dictionary->data);
    free(dictionary->entries);
    free(dictionary->names);
    free(dictionary->prefixes);
    free(dictionary);
}
