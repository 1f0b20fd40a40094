#include "ingest/date_reader.h"

#include <string.h>
#include <strings.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The value of the digit at `at` and its size in bytes, in the scripts that have digits of their own; -1 if none. */
static int digit_at(const char *at, size_t left, size_t *size)
{
    static const struct {
        const char *zero; /* its first nine follow it */
    } scripts[] = {{"\xD9\xA0"}, {"\xDB\xB0"}, {"\xE0\xA5\xA6"}, {"\xE0\xA7\xA6"}, {"\xE0\xB9\x90"}, {"\xEF\xBC\x90"}};
    *size = 1;
    if (is_digit(*at))
        return *at - '0';
    for (size_t i = 0; (unsigned char)*at >= 0xD9 && i < sizeof scripts / sizeof *scripts; i++) {
        size_t bytes = strlen(scripts[i].zero), last = bytes - 1;
        if (left < bytes || memcmp(at, scripts[i].zero, last) != 0)
            continue;
        int value = (unsigned char)at[last] - (unsigned char)scripts[i].zero[last];
        if (value < 0 || value > 9)
            continue;
        *size = bytes;
        return value;
    }
    return -1;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

/* The characters of East Asian dates are words of one letter; Han characters after them belong to the next token. */
static size_t single_character_word(const char *at, size_t left)
{
    static const char *const words[] = {"年", "月", "日", "号", "時", "时", "分",
                                        "秒", "년", "월", "일", "시", "분", "초"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (left >= 3 && memcmp(at, words[i], 3) == 0)
            return 3;
    return 0;
}

/* Full-width digits, no-break spaces and typographic dashes are told by their UTF-8 bytes. */
static size_t special_space(const char *at, size_t left)
{
    if (left >= 2 && memcmp(at, "\xC2\xA0", 2) == 0)
        return 2;
    if (left >= 3 && (memcmp(at, "\xE2\x80\xAF", 3) == 0 || memcmp(at, "\xE2\x80\x89", 3) == 0 ||
                      memcmp(at, "\xE3\x80\x80", 3) == 0 || memcmp(at, "\xE2\x80\x8E", 3) == 0 ||
                      memcmp(at, "\xE2\x80\x8F", 3) == 0))
        return 3;
    if (left >= 2 && at[0] == '\\' && (at[1] == 'n' || at[1] == 't' || at[1] == 'r'))
        return 2;
    return *at == ' ' || (*at >= '\t' && *at <= '\r');
}

static size_t word_size(const char *at, const char *end)
{
    size_t size = single_character_word(at, (size_t)(end - at));
    if (size)
        return size;
    const char *start = at;
    while (at < end &&
           (is_letter(*at) || (at > start && (*at == '_' || *at == '/') && end - at > 1 && is_letter(at[1])))) {
        size_t digit_size;
        if (at > start && digit_at(at, (size_t)(end - at), &digit_size) >= 0)
            break;
        if (end - at >= 2 && at[0] == '\xD8' && at[1] == '\x8C') /* the Arabic comma */
            break;
        if (at > start && (single_character_word(at, (size_t)(end - at)) || special_space(at, (size_t)(end - at))))
            break;
        if (end - at >= 3 && at[0] == '\xE2' && at[1] == '\x80') /* dashes, quotes, bullets */
            break;
        if (end - at >= 2 && at[0] == '\xC2')
            break;
        if (at > start && *at >= 'A' && *at <= 'Z' && at[-1] >= 'a' && at[-1] <= 'z') /* "Jane RoeMay 3, 2024" */
            break;
        at++;
    }
    return (size_t)(at - start);
}

/* Fills the reader from `text`; returns where it stopped (the end, or after as many tokens as fit). */
const char *date_tokenize(struct date_reader *reader, const char *text, size_t size)
{
    const char *at = text, *end = text + size;
    bool spaced = false;
    reader->count = 0;
    while (at < end && reader->count < DATE_MOST_TOKENS) {
        size_t space = special_space(at, (size_t)(end - at));
        if (space) {
            at += space;
            spaced = true;
            continue;
        }
        struct token *token = &reader->tokens[reader->count++];
        *token = (struct token){.spaced = spaced, .text = at};
        spaced = false;
        size_t word, digit_size;
        int digit = digit_at(at, (size_t)(end - at), &digit_size);
        if (digit >= 0) {
            token->kind = TOKEN_NUMBER;
            for (; digit >= 0; token->digits++) {
                if (token->digits < 14)
                    token->value = token->value * 10 + digit;
                at += digit_size;
                digit = at < end ? digit_at(at, (size_t)(end - at), &digit_size) : -1;
            }
        } else if (is_letter(*at) && (word = word_size(at, end)) > 0) {
            token->kind = TOKEN_WORD;
            token->size = word;
            if (word == 3 && (memcmp(at, "년", 3) == 0 || memcmp(at, "시", 3) == 0))
                reader->korean = true;
            if (word == 6 && (memcmp(at, "오후", 6) == 0 || memcmp(at, "오전", 6) == 0))
                reader->korean = true;
            at += word;
        } else {
            token->kind = TOKEN_MARK;
            token->value = (unsigned char)*at;
            if (end - at >= 3 && memcmp(at, "\xE2\x80", 2) == 0) { /* general punctuation */
                token->value = at[2] == '\x93' || at[2] == '\x94' || at[2] == '\x90' ? '-' : '|';
                at += 3;
            } else if ((unsigned char)*at >= 0x80) {
                token->value = end - at >= 2 && memcmp(at, "\xD8\x8C", 2) == 0 ? ',' : '|';
                for (at++; at < end && ((unsigned char)*at & 0xC0) == 0x80; at++)
                    ;
            } else {
                at++;
            }
        }
    }
    reader->tokens[reader->count] = (struct token){.kind = TOKEN_END};
    return at;
}

const struct token *token_at(const struct date_reader *reader, size_t index)
{
    return &reader->tokens[index < reader->count ? index : reader->count];
}

bool token_is_mark(const struct token *token, char c)
{
    return token->kind == TOKEN_MARK && token->value == c;
}

bool token_is_word(const struct token *token, const char *word)
{
    return token->kind == TOKEN_WORD && token->size == strlen(word) && strncasecmp(token->text, word, token->size) == 0;
}

bool token_is_any_word(const struct token *token, const char *const *words)
{
    for (; *words; words++)
        if (token_is_word(token, *words))
            return true;
    return false;
}

bool token_is_number(const struct token *token, int least_digits, int most_digits)
{
    return token->kind == TOKEN_NUMBER && token->digits >= least_digits && token->digits <= most_digits;
}
