#include "enrich/units.h"

#include "common/buffer.h"
#include "enrich/hash.h"
#include "enrich/lexicon.h"

#include <stdlib.h>
#include <string.h>

enum { SENTENCE_LIMIT = 200, ADDRESS_LIMIT = 200, SHAPE_LIMIT = 24 };

/* These keep their dot even where the sentence ends with it. */
static const char *const dotted_words[] = {"inc", "corp", "ltd", "co", "jr", "sr", "bros", NULL};

static bool is_word(const struct text *text, size_t at)
{
    return at < text->token_count && text->tokens[at].kind == TOKEN_WORD;
}

static bool joins(const struct text *text, size_t at, uint32_t symbol)
{
    return token_adjacent(text, at) && token_symbol(text, at) == symbol;
}

static bool joined_word(const struct text *text, size_t at)
{
    return token_adjacent(text, at) && is_word(text, at);
}

/* "U.S." and "J.": letters with dots between them. Returns the token behind; `at` if it is no such thing. */
static size_t read_letters(const struct text *text, size_t at, size_t end)
{
    size_t next = at;
    while (next < end && is_word(text, next) && text->tokens[next].points == 1 && joins(text, next + 1, '.') &&
           (next == at || token_adjacent(text, next))) {
        next += 2;
    }
    if (next > at && next < end && joined_word(text, next) && text->tokens[next].points == 1) {
        return next + 1; /* U.S without the last dot */
    }
    return next > at + 2 || (next < end && (text->tokens[at].flags & TOKEN_CAPITAL)) ? next : at;
}

static bool keeps_dot(const struct text *text, size_t at, size_t end)
{
    const struct token *token = &text->tokens[at];
    return token_is_one_of(text, at, dotted_words) ||
           (at + 2 < end && token->points <= 5 && (token->flags & TOKEN_CAPITAL));
}

static size_t read_address(const struct text *text, size_t at, size_t end)
{
    size_t limit = at + ADDRESS_LIMIT < end ? at + ADDRESS_LIMIT : end;
    while (at < limit && token_adjacent(text, at)) {
        at++;
    }
    return at;
}

/* What follows a word and belongs to it. */
static size_t read_word(const struct text *text, size_t at, size_t end)
{
    const struct token *word = &text->tokens[at];
    if (word->points <= 5 && at + 2 < end && (joins(text, at + 1, ':') || joins(text, at + 1, '.')) &&
        (token_equals(text, word, "http") || token_equals(text, word, "https") || token_equals(text, word, "www"))) {
        return read_address(text, at + 1, end);
    }
    size_t next = at + 1;
    while (next + 1 < end) {
        bool and_sign = joins(text, next, '&') && joined_word(text, next + 1);
        bool domain =
            joins(text, next, '.') && joined_word(text, next + 1) && !(text->tokens[next + 1].flags & TOKEN_CAPITAL);
        bool owned = joins(text, next, '\'') && joined_word(text, next + 1);
        if (owned && (token_equals(text, &text->tokens[next + 1], "s") || next - at > 1)) {
            break; /* 's stands for itself */
        }
        if (!and_sign && !domain && !owned) {
            break;
        }
        next += 2;
    }
    if (next == at + 1 && next < end && joins(text, next, '.') && keeps_dot(text, at, end)) {
        next++;
    }
    return next;
}

/* The token behind the unit that begins at `at`. */
static size_t unit_end(const struct text *text, size_t at, size_t end)
{
    const struct token *token = &text->tokens[at];
    uint32_t symbol = token_symbol(text, at);
    if (token->kind == TOKEN_WORD) {
        size_t next = token->points == 1 ? read_letters(text, at, end) : at;
        return next > at ? next : read_word(text, at, end);
    }
    if (token->kind == TOKEN_NUMBER) {
        return at + 1 < end && joined_word(text, at + 1) ? at + 2 : at + 1;
    }
    if (symbol == '\'' && token_adjacent(text, at) && at + 1 < end && joined_word(text, at + 1) &&
        token_equals(text, &text->tokens[at + 1], "s")) {
        return at + 2;
    }
    if ((symbol == '@' || symbol == '#' || symbol == '$') && at + 1 < end && joined_word(text, at + 1)) {
        return at + 2;
    }
    return at + 1;
}

static enum unit_class class_of_symbol(uint32_t symbol)
{
    switch (symbol) {
    case '.':
    case '!':
    case '?':
        return UNIT_STOP;
    case ',':
        return UNIT_COMMA;
    case '-':
    case '/':
    case 0x2013:
    case 0x2014:
        return UNIT_DASH;
    case '(':
    case '[':
        return UNIT_OPEN;
    case ')':
    case ']':
        return UNIT_CLOSE;
    case '"':
    case '\'':
    case '`':
    case 0x201C:
    case 0x201D:
        return UNIT_QUOTE;
    default:
        return UNIT_SYMBOL;
    }
}

static enum unit_class class_of_word(const struct token *token, const char *data, size_t size)
{
    if (!(token->flags & TOKEN_CAPITAL)) {
        for (size_t i = 1; i < size; i++) {
            if (data[i] >= 'A' && data[i] <= 'Z') {
                return UNIT_MIXED;
            }
        }
        return UNIT_LOWER;
    }
    if (token->flags & TOKEN_ALL_CAPITALS) {
        return token->points == 1 && size <= 2 ? UNIT_INITIAL : UNIT_UPPER;
    }
    for (size_t i = 1; i < size; i++) {
        if (data[i] >= 'A' && data[i] <= 'Z') {
            return UNIT_MIXED;
        }
    }
    return UNIT_TITLE;
}

static enum unit_class class_of(const struct text *text, const struct unit *unit, const char *data, size_t size)
{
    const struct token *token = &text->tokens[unit->first];
    size_t tokens = unit->last - unit->first;
    if (token->kind == TOKEN_WORD) {
        if (tokens > 2 && token->points == 1 && data[1] == '.') {
            return UNIT_DOTTED;
        }
        return tokens > ADDRESS_LIMIT / 20 ? UNIT_ALNUM : class_of_word(token, data, size);
    }
    if (token->kind == TOKEN_NUMBER) {
        return tokens > 1 ? UNIT_ALNUM : UNIT_NUMBER;
    }
    if (tokens > 1) {
        return token_symbol(text, unit->first) == '\'' ? UNIT_SUFFIX : UNIT_ALNUM;
    }
    return class_of_symbol(token_symbol(text, unit->first));
}

/* "Xx9": kinds of characters, runs cut to two. */
static uint32_t shape_of(const char *data, size_t size)
{
    uint32_t hash = HASH_BASIS;
    char last = 0, before = 0;
    for (size_t i = 0; i < size && i < SHAPE_LIMIT; i++) {
        unsigned char c = (unsigned char)data[i];
        char kind = (char)(c >= 'A' && c <= 'Z' ? 'X' : c >= 'a' && c <= 'z' ? 'x' : c >= '0' && c <= '9' ? '9' : c);
        kind = c >= 0x80 ? 'u' : kind;
        if (kind != last || kind != before) {
            hash = (hash ^ (unsigned char)kind) * HASH_PRIME;
        }
        before = last;
        last = kind;
    }
    return hash;
}

/* In lower case, without the dot of an abbreviation, so that "Inc." is "inc". */
static uint32_t lower_hash(const struct text *text, const struct unit *unit, const char *data, size_t size)
{
    const struct token *token = &text->tokens[unit->first];
    bool abbreviation = unit->last - unit->first == 2 && data[size - 1] == '.' && token->points > 1;
    if (unit->last - unit->first == 1 || abbreviation) {
        return token->hash;
    }
    uint32_t hash = HASH_BASIS;
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)data[i];
        hash = (hash ^ (c >= 'A' && c <= 'Z' ? c + 32u : c)) * HASH_PRIME;
    }
    return hash;
}

static void fill_unit(struct unit *unit, const struct text *text)
{
    const struct token *last = &text->tokens[unit->last - 1];
    const char *data = text->data + text->tokens[unit->first].start;
    size_t size = (size_t)(text->data + last->start + last->size - data);
    unit->exact = hash_bytes(data, size);
    unit->lower = lower_hash(text, unit, data, size);
    unit->kind = (uint8_t)class_of(text, unit, data, size);
    unit->capital =
        unit->kind != UNIT_LOWER && unit->kind <= UNIT_DOTTED && unit->kind != UNIT_NUMBER && unit->kind != UNIT_SUFFIX;
    if (unit->kind > UNIT_DOTTED) {
        return;
    }
    unit->shape = shape_of(data, size);
    for (size_t i = 0; i < 3 && i + 2 < size; i++) {
        unit->prefixes[i] = hash_bytes(data, i + 2);
    }
    for (size_t i = 0; i < 4 && i + 1 < size; i++) {
        unit->suffixes[i] = hash_bytes(data + size - i - 1, i + 1);
    }
}

static void add_sentence(struct units *units, size_t first, const struct sentence *sentence)
{
    if (units->sentence_count == units->sentence_room) {
        units->sentence_room = units->sentence_room == 0 ? 64 : units->sentence_room * 2;
        units->sentences = xrealloc(units->sentences, units->sentence_room * sizeof *units->sentences);
    }
    units->sentences[units->sentence_count++] = (struct unit_sentence){.first = (uint32_t)first,
                                                                       .last = (uint32_t)units->count,
                                                                       .shouting = sentence->shouting,
                                                                       .titled = sentence->titled};
}

static void read_sentence(struct units *units, const struct text *text, const struct sentence *sentence)
{
    size_t first = units->count;
    for (size_t at = sentence->first; at < sentence->last;) {
        if (units->count - first == SENTENCE_LIMIT) {
            add_sentence(units, first, sentence);
            first = units->count;
        }
        struct unit *unit = &units->items[units->count++];
        *unit = (struct unit){.first = (uint32_t)at, .last = (uint32_t)unit_end(text, at, sentence->last)};
        fill_unit(unit, text);
        at = unit->last;
    }
    if (units->count > first) {
        add_sentence(units, first, sentence);
    }
}

void units_read(struct units *units, const struct text *text, const struct model *model)
{
    units->count = units->sentence_count = 0;
    if (units->room < text->token_count) {
        units->room = text->token_room;
        units->items = xrealloc(units->items, units->room * sizeof *units->items);
    }
    for (size_t i = 0; i < text->sentence_count; i++) {
        read_sentence(units, text, &text->sentences[i]);
    }
    lexicon_annotate(units, model);
}

void units_free(struct units *units)
{
    free(units->items);
    free(units->sentences);
    *units = (struct units){0};
}

uint64_t units_step(uint64_t key, const struct unit *unit, bool shouting)
{
    /* "IT" is not "it": short words in capitals are known as they are written. */
    bool as_written = unit->kind == UNIT_UPPER && !shouting && unit->prefixes[2] == 0;
    return hash_pair(key, as_written ? unit->exact ^ 0x5BD1E995u : unit->lower);
}

static bool is_place(const struct unit *unit, unsigned fame_of_towns)
{
    enum { WELL_KNOWN = 1 + 4 * 2 };
    return unit->known[KIND_CITY] >= 1 + 4 * fame_of_towns || unit->known[KIND_REGION] >= WELL_KNOWN ||
           unit->known[KIND_COUNTRY] >= WELL_KNOWN;
}

bool unit_is_known_place(const struct unit *unit)
{
    return is_place(unit, 2);
}

bool unit_is_large_place(const struct unit *unit)
{
    return is_place(unit, 4);
}
