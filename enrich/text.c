#include "enrich/text.h"

#include "common/buffer.h"
#include "common/text.h"
#include "enrich/hash.h"
#include "enrich/letters.h"

#include <stdlib.h>
#include <string.h>

enum { PIECE_SIZE = 32 << 10, PIECE_LIMIT = 64 << 10, TOKEN_LIMIT = 1000, CLOSING_LIMIT = 4, ABBREVIATION_LIMIT = 6 };

#define HASH_MARK 0x80000000u

static const char *const abbreviations[] = {
    "mr",  "mrs", "ms",  "dr",  "prof", "st",  "gen",  "sen",  "rep",  "gov", "lt",     "col", "capt",
    "sgt", "rev", "hon", "jr",  "sr",   "inc", "corp", "ltd",  "co",   "vs",  "jan",    "feb", "mar",
    "apr", "jun", "jul", "aug", "sep",  "oct", "nov",  "dec",  "sept", "mio", "mrd",    "bzw", "ca",
    "z",   "av",  "mme", "mt",  "ft",   "est", "dept", "univ", "eg",   "ie",  "approx", "al",  NULL};

/* The same where a number follows; else words that end a sentence. */
static const char *const before_numbers[] = {"no", "nos", "nr", "art", "fig", NULL};

static struct token *add_token(struct text *text)
{
    if (text->token_count == text->token_room) {
        text->token_room = text->token_room == 0 ? 1024 : text->token_room * 2;
        text->tokens = xrealloc(text->tokens, text->token_room * sizeof *text->tokens);
    }
    struct token *token = &text->tokens[text->token_count++];
    *token = (struct token){0};
    return token;
}

static uint32_t next_point(const char **at, const char *end)
{
    unsigned char first = (unsigned char)**at;
    if (first < 0x80) {
        (*at)++;
        return first;
    }
    return utf8_next(at, end);
}

/* Reads the rest of a word whose first letter was `c`. */
static const char *read_word(struct token *token, uint32_t c, const char *at, const char *end)
{
    uint32_t hash = HASH_BASIS;
    bool upper = false, lower = false;
    unsigned points = 0;
    for (;;) {
        uint32_t folded = letter_fold(c), lower_case = c < 0x80 ? folded : letter_lower(c);
        upper |= lower_case != c;
        if (c < 0x80) {
            lower |= c >= 'a' && c <= 'z';
        } else {
            lower |= lower_case == c && folded != '\'';
            token->flags |= TOKEN_OTHER_ALPHABET;
        }
        if (points == 0 && lower_case != c) {
            token->flags |= TOKEN_CAPITAL;
        }
        hash = (hash ^ folded) * HASH_PRIME;
        points++;
        const char *before = at;
        if (at == end || points == TOKEN_LIMIT) {
            break;
        }
        c = next_point(&at, end);
        enum letter_class class = letter_classify(c);
        if (class != LETTER_WORD && class != LETTER_DIGIT) {
            at = before;
            break;
        }
    }
    if (upper && !lower) {
        token->flags |= TOKEN_ALL_CAPITALS;
    }
    token->kind = TOKEN_WORD;
    token->points = (uint16_t)points;
    token->hash = hash | HASH_MARK;
    return at;
}

static bool is_digit(const char *at, const char *end)
{
    return at < end && *at >= '0' && *at <= '9';
}

static const char *read_number(struct token *token, const char *start, const char *end)
{
    const char *at = start;
    while ((is_digit(at, end) || ((*at == '.' || *at == ',') && is_digit(at + 1, end))) && at - start < TOKEN_LIMIT) {
        at++;
        if (at == end) {
            break;
        }
    }
    token->kind = TOKEN_NUMBER;
    token->points = (uint16_t)(at - start);
    token->hash = text_hash(start, (size_t)(at - start));
    return at;
}

uint32_t text_hash(const char *word, size_t size)
{
    uint32_t hash = HASH_BASIS;
    for (const char *at = word, *end = word + size; at < end;) {
        hash = (hash ^ letter_fold(next_point(&at, end))) * HASH_PRIME;
    }
    return hash | HASH_MARK;
}

/* Whether the dot behind the word with this index may belong to it; `next` is the token behind the dot. */
static bool is_abbreviation(const struct text *text, size_t index, const struct token *next)
{
    const struct token *token = &text->tokens[index];
    if (token->kind != TOKEN_WORD || token->points > ABBREVIATION_LIMIT) {
        return false;
    }
    if (token->points == 1) {
        return true; /* an initial, or a part of "U.S." */
    }
    return token_is_one_of(text, index, abbreviations) ||
           (next->kind == TOKEN_NUMBER && token_is_one_of(text, index, before_numbers));
}

static bool is_closing(uint32_t c)
{
    return c == '"' || c == '\'' || c == ')' || c == ']' || c == 0x201D || c == 0x2019 || c == 0xBB || c == 0x300D;
}

/* Whether the token at `index`, which has space before it, starts a sentence: it follows a full stop and the like. */
static bool starts_sentence(const struct text *text, size_t index)
{
    size_t before = index;
    while (before > 0 && index - before < CLOSING_LIMIT && is_closing(token_symbol(text, before - 1))) {
        before--;
    }
    uint32_t mark = before > 0 ? token_symbol(text, before - 1) : 0;
    if (mark == '!' || mark == '?' || mark == 0x2026) {
        return true;
    }
    const struct token *token = &text->tokens[index];
    if (mark != '.' || (token->kind == TOKEN_WORD && !(token->flags & (TOKEN_CAPITAL | TOKEN_OTHER_ALPHABET)))) {
        return false;
    }
    return before < 2 || !is_abbreviation(text, before - 2, token);
}

static bool begins_sentence(const struct text *text, size_t index)
{
    const struct token *token = &text->tokens[index];
    if (token->flags & TOKEN_BREAK_BEFORE) {
        return true;
    }
    uint32_t before = token_symbol(text, index - 1);
    if (before == 0x3002 || before == 0xFF01 || before == 0xFF1F) {
        return token_symbol(text, index) == 0 || !is_closing(token_symbol(text, index));
    }
    return (token->flags & TOKEN_SPACE_BEFORE) && starts_sentence(text, index);
}

static void end_sentence(struct text *text, size_t last)
{
    struct sentence *sentence = &text->sentences[text->sentence_count - 1];
    sentence->last = (uint32_t)last;
    size_t words = 0, long_words = 0;
    sentence->shouting = sentence->titled = true;
    for (size_t i = sentence->first; i < last; i++) {
        const struct token *token = &text->tokens[i];
        if (token->kind == TOKEN_WORD && token->points > 1) {
            words++;
            sentence->shouting &= (token->flags & TOKEN_ALL_CAPITALS) != 0;
            long_words += token->points > 3;
            sentence->titled &= token->points <= 3 || (token->flags & TOKEN_CAPITAL) != 0;
        }
    }
    sentence->titled &= long_words >= 3;
    sentence->shouting &= words >= 3;
}

static void begin_sentence(struct text *text, size_t index)
{
    if (text->sentence_count > 0) {
        end_sentence(text, index);
    }
    if (text->sentence_count == text->sentence_room) {
        text->sentence_room = text->sentence_room == 0 ? 64 : text->sentence_room * 2;
        text->sentences = xrealloc(text->sentences, text->sentence_room * sizeof *text->sentences);
    }
    text->sentences[text->sentence_count++] = (struct sentence){.first = (uint32_t)index};
    text->tokens[index].flags |= TOKEN_SENTENCE_START;
}

void text_begin(struct text *text, const char *data, size_t size)
{
    text->data = data;
    text->size = size;
    text->next_byte = text->next_point = 0;
    text->token_count = text->sentence_count = 0;
}

/* Reads one token or some space. Returns what it read up to. */
static const char *read_some(struct text *text, const char *at, uint8_t *flags, size_t *point)
{
    const char *start = at, *end = text->data + text->size;
    uint32_t c = next_point(&at, end);
    enum letter_class class = letter_classify(c);
    if (class == LETTER_SPACE || class == LETTER_BREAK) {
        bool narrow = *flags == 0 && (c == 0xA0 || c == 0x202F || c == 0x2009);
        *flags &= (uint8_t)~TOKEN_NO_SPLIT_SPACE;
        *flags |=
            TOKEN_SPACE_BEFORE | (class == LETTER_BREAK ? TOKEN_BREAK_BEFORE : 0) | (narrow ? TOKEN_NO_SPLIT_SPACE : 0);
        *point += 1;
        return at;
    }
    struct token *token = add_token(text);
    token->start = (uint32_t)(start - text->data);
    token->point = (uint32_t)*point;
    token->flags = *flags;
    if (class == LETTER_WORD) {
        at = read_word(token, c, at, end);
    } else if (class == LETTER_DIGIT) {
        at = read_number(token, start, end);
    } else {
        token->kind = TOKEN_SYMBOL;
        token->points = 1;
        token->hash = letter_fold(c);
    }
    token->size = (uint16_t)(at - start);
    *point += token->points;
    *flags = 0;
    return at;
}

bool text_next(struct text *text)
{
    const char *at = text->data + text->next_byte, *end = text->data + text->size;
    const char *first = at;
    size_t point = text->next_point;
    uint8_t flags = TOKEN_SPACE_BEFORE | TOKEN_BREAK_BEFORE;
    text->token_count = text->sentence_count = 0;
    while (at < end && at - first < PIECE_LIMIT) {
        size_t before = text->token_count;
        at = read_some(text, at, &flags, &point);
        if (text->token_count == before) {
            continue;
        }
        struct token *token = &text->tokens[before];
        if (before == 0) {
            token->flags |= TOKEN_SPACE_BEFORE | TOKEN_BREAK_BEFORE;
        }
        if (begins_sentence(text, before)) {
            if (token->start - (size_t)(first - text->data) >= PIECE_SIZE) {
                at = text->data + token->start; /* the next piece begins here */
                point = token->point;
                text->token_count--;
                break;
            }
            begin_sentence(text, before);
        }
        token->sentence = (uint32_t)text->sentence_count - 1;
    }
    if (text->sentence_count > 0) {
        end_sentence(text, text->token_count);
    }
    text->next_byte = (size_t)(at - text->data);
    text->next_point = point;
    return text->token_count > 0 || at < end;
}

void text_free(struct text *text)
{
    free(text->tokens);
    free(text->sentences);
    *text = (struct text){0};
}

bool token_equals(const struct text *text, const struct token *token, const char *word)
{
    const char *data = text->data + token->start;
    for (size_t i = 0; i < token->size; i++) {
        char c = data[i] >= 'A' && data[i] <= 'Z' ? (char)(data[i] + 32) : data[i];
        char w = word[i] >= 'A' && word[i] <= 'Z' ? (char)(word[i] + 32) : word[i];
        if (c != w) {
            return false;
        }
    }
    return word[token->size] == '\0';
}

bool token_is_exactly(const struct text *text, const struct token *token, const char *word)
{
    return strncmp(text->data + token->start, word, token->size) == 0 && word[token->size] == '\0';
}

bool token_is_one_of(const struct text *text, size_t index, const char *const *words)
{
    for (; index < text->token_count && *words != NULL; words++) {
        if (token_equals(text, &text->tokens[index], *words)) {
            return true;
        }
    }
    return false;
}

uint32_t token_symbol(const struct text *text, size_t index)
{
    return index < text->token_count && text->tokens[index].kind == TOKEN_SYMBOL ? text->tokens[index].hash : 0;
}

bool token_adjacent(const struct text *text, size_t index)
{
    return index < text->token_count && index > 0 && !(text->tokens[index].flags & TOKEN_SPACE_BEFORE);
}

bool token_same_line(const struct text *text, size_t index)
{
    return index < text->token_count && !(text->tokens[index].flags & TOKEN_BREAK_BEFORE);
}
