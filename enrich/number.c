#include "enrich/number.h"

#include "enrich/language.h"
#include "enrich/words.h"

#include <stdio.h>
#include <string.h>

enum { DIGITS_LIMIT = 18, EXPONENT_LOWEST = -12 };

#define COMMA_LANGUAGES "de fr es it pt nl pl ru uk sv da nb no fi cs sk tr el hu ro bg hr sr sl id vi ca"

static bool trim(struct decimal *value)
{
    if (value->digits == 0) {
        value->exponent = 0;
        return true;
    }
    while (value->digits % 10 == 0) {
        value->digits /= 10;
        value->exponent++;
    }
    int64_t left = value->digits;
    int length = 0;
    for (; left != 0; left /= 10) {
        length++;
    }
    return value->exponent >= EXPONENT_LOWEST && value->exponent + length <= DIGITS_LIMIT;
}

bool decimal_scale(struct decimal *value, int exponent)
{
    value->exponent += exponent;
    return trim(value);
}

bool is_dash(uint32_t symbol)
{
    return symbol == '-' || (symbol >= 0x2012 && symbol <= 0x2015) || symbol == 0x2212;
}

/*
 * Where the decimal separator of a figure stands; `size` if it has none. False when its separators make no number.
 * Grouping is by three, or by two as in India once the last group has three.
 */
static bool find_point(const char *figure, size_t size, bool comma_language, size_t *point)
{
    size_t commas = 0, points = 0, last = size;
    for (size_t i = 0; i < size; i++) {
        commas += figure[i] == ',';
        points += figure[i] == '.';
        if (figure[i] == ',' || figure[i] == '.') {
            last = i;
        }
    }
    *point = size;
    if (commas + points == 0) {
        return true;
    }
    bool own = figure[last] == (comma_language ? ',' : '.'); /* the language's decimal separator */
    bool alone = figure[last] == ',' ? commas == 1 : points == 1;
    bool three = size - last == 4;
    if (alone && (own || !three || (commas > 0 && points > 0))) {
        *point = last;
    } else if (commas > 0 && points > 0) {
        return false; /* "1.200.300,5" ended above: what is left has the wrong one repeated */
    }
    size_t group = 0, groups = 0;
    for (size_t i = *point; i-- > 0;) {
        if (figure[i] >= '0' && figure[i] <= '9') {
            group++;
            continue;
        }
        bool fits = *point < size ? figure[i] != figure[*point] : true;
        if (!fits || (groups == 0 ? group != 3 : group != 3 && group != 2)) {
            return false;
        }
        group = 0;
        groups++;
    }
    return groups == 0 || (group >= 1 && group <= 3);
}

/* Appends the figure's digits to the value, or leaves it as it is when they are too many. */
static bool add_digits(struct decimal *value, const char *figure, size_t size, size_t point)
{
    struct decimal longer = *value;
    for (size_t i = 0; i < size; i++) {
        if (figure[i] < '0' || figure[i] > '9') {
            continue;
        }
        if (longer.digits > 99999999999999999) {
            return false;
        }
        longer.digits = longer.digits * 10 + (figure[i] - '0');
        longer.exponent -= i > point;
    }
    *value = longer;
    return true;
}

/* "1 200 000": groups of three, each after one no-break space, or after any space where the language writes so. 0 when
   the digits are too many. */
static size_t read_spaced_groups(const struct text *text, size_t at, struct decimal *value)
{
    const struct token *first = &text->tokens[at - 1];
    bool spaces = language_is(text->language, "fr pl ru uk sv nb no fi cs sk bg pt es");
    if (first->size > 3 || text->data[first->start] == '0') {
        return at;
    }
    for (size_t groups = 0; at < text->token_count && groups < 5; at++, groups++) {
        const struct token *token = &text->tokens[at];
        bool joins = (token->flags & TOKEN_NO_SPLIT_SPACE) ||
                     (spaces && (token->flags & TOKEN_SPACE_BEFORE) && token_same_line(text, at));
        const char *figure = text->data + token->start;
        if (token->kind != TOKEN_NUMBER || !joins || token->size < 3 || strspn(figure, "0123456789") < 3 ||
            (token->size > 3 && figure[3] != ',' && figure[3] != '.')) {
            break;
        }
        if (!add_digits(value, figure, token->size, token->size > 3 ? 3 : token->size)) {
            return 0;
        }
        if (token->size > 3) {
            return at + 1;
        }
    }
    return at;
}

static bool read_figure(const struct text *text, size_t first, struct number *number)
{
    const struct token *token = &text->tokens[first];
    const char *figure = text->data + token->start;
    size_t point;
    if (token->size > 40 || !find_point(figure, token->size, language_is(text->language, COMMA_LANGUAGES), &point)) {
        return false;
    }
    number->value = (struct decimal){0, 0};
    if (!add_digits(&number->value, figure, token->size, point)) {
        return false;
    }
    number->last = first + 1;
    if (point == token->size && memchr(figure, ',', token->size) == NULL && memchr(figure, '.', token->size) == NULL) {
        number->last = read_spaced_groups(text, first + 1, &number->value);
    }
    return number->last > 0;
}

/* "two", "twenty-five", "a", "half a" (before a scale word only). */
static bool read_words(const struct text *text, size_t first, struct number *number)
{
    const struct word *word = word_at(text, first, WORD_NUMBER);
    number->in_words = true;
    number->last = first + 1;
    if (word == NULL) {
        const struct token *token = &text->tokens[first];
        bool half = token_equals(text, token, "half");
        size_t article = half ? first + 1 : first;
        if (article >= text->token_count || (half && !token_same_line(text, article)) ||
            !(token_equals(text, &text->tokens[article], "a") || token_equals(text, &text->tokens[article], "an") ||
              (language_is(text->language, "de") && !half &&
               (token_equals(text, token, "eine") || token_equals(text, token, "einer"))) ||
              (language_is(text->language, "fr es it pt") && !half &&
               (token_equals(text, token, "un") || token_equals(text, token, "une"))))) {
            return false;
        }
        number->last = article + 1;
        number->value = half ? (struct decimal){5, -1} : (struct decimal){1, 0};
        return token_same_line(text, article + 1) && word_at(text, article + 1, WORD_SCALE) != NULL;
    }
    int value = word->value;
    if (value >= 20 && value % 10 == 0 && is_dash(token_symbol(text, first + 1)) && token_same_line(text, first + 1) &&
        token_same_line(text, first + 2)) {
        const struct word *one = word_at(text, first + 2, WORD_NUMBER);
        if (one != NULL && one->value < 10) {
            value += one->value;
            number->last = first + 3;
        }
    }
    number->value = (struct decimal){value, 0};
    return true;
}

/* "Mio.", "Mrd.": the dot belongs to the word and ends no sentence. */
static bool is_abbreviated(const struct text *text, size_t at)
{
    const struct token *token = &text->tokens[at];
    return token_equals(text, token, "mio") || token_equals(text, token, "mrd") || token_equals(text, token, "mln");
}

bool number_read(const struct text *text, size_t first, struct number *number)
{
    if (first >= text->token_count || text->tokens[first].kind == TOKEN_SYMBOL) {
        return false;
    }
    *number = (struct number){0};
    bool found =
        text->tokens[first].kind == TOKEN_NUMBER ? read_figure(text, first, number) : read_words(text, first, number);
    if (!found) {
        return false;
    }
    number->figures = number->last;
    size_t at = number->last;
    if (token_symbol(text, at) == '-' && token_adjacent(text, at) && word_at(text, at + 1, WORD_SCALE) != NULL) {
        at++; /* "5-million" */
    }
    const struct word *scale = token_same_line(text, at) ? word_at(text, at, WORD_SCALE) : NULL;
    for (int steps = 0; scale != NULL && steps < 2; steps++) { /* "2 hundred" is not read; "5 thousand billion" is */
        number->scale += scale->value;
        number->last = ++at;
        if (token_symbol(text, at) == '.' && token_adjacent(text, at) && is_abbreviated(text, at - 1)) {
            number->last = ++at;
        }
        scale = token_same_line(text, at) ? word_at(text, at, WORD_SCALE) : NULL;
        scale = scale != NULL && scale->value > 3 && number->scale == 3 ? scale : NULL;
    }
    return decimal_scale(&number->value, number->scale);
}

/* "5-10", "5 to 10", "between 5 and 10". */
static bool joins_range(const struct text *text, size_t first, size_t at)
{
    if (!token_same_line(text, at) || is_dash(token_symbol(text, at))) {
        return token_same_line(text, at);
    }
    const struct token *token = &text->tokens[at];
    bool between = first > 0 && token_equals(text, &text->tokens[first - 1], "between");
    return token_equals(text, token, "to") || token_equals(text, token, "bis") ||
           (between && token_equals(text, token, "and"));
}

bool number_range(const struct text *text, size_t first, const struct number *number, struct number *other)
{
    size_t at = number->last;
    return joins_range(text, first, at) && token_same_line(text, at + 1) && text->tokens[at + 1].kind == TOKEN_NUMBER &&
           number_read(text, at + 1, other);
}

size_t number_sign(const struct text *text, size_t first, struct decimal *value)
{
    uint32_t sign = first > 0 ? token_symbol(text, first - 1) : 0;
    bool free = first > 0 && (!token_adjacent(text, first - 1) || token_symbol(text, first - 2) == '(');
    if ((sign != '-' && sign != 0x2212 && sign != '+') || !token_adjacent(text, first) || !free) {
        return first;
    }
    value->digits = sign == '+' ? value->digits : -value->digits;
    return first - 1;
}

static void append(struct buffer *buffer, struct decimal value, bool grouped)
{
    char digits[48];
    int size = snprintf(digits, sizeof digits, "%lld", (long long)(value.digits < 0 ? -value.digits : value.digits));
    while (value.exponent > 0 && size < 40) {
        digits[size++] = '0';
        value.exponent--;
    }
    if (value.digits < 0) {
        buffer_append_char(buffer, '-');
    }
    int whole = size + value.exponent; /* digits before the point */
    if (whole <= 0) {
        buffer_append_text(buffer, "0.");
        for (int i = whole; i < 0; i++) {
            buffer_append_char(buffer, '0');
        }
        buffer_append(buffer, digits, (size_t)size);
        return;
    }
    for (int i = 0; i < size; i++) {
        if (i == whole) {
            buffer_append_char(buffer, '.');
        } else if (grouped && i > 0 && i < whole && (whole - i) % 3 == 0) {
            buffer_append_char(buffer, ',');
        }
        buffer_append_char(buffer, digits[i]);
    }
}

void decimal_append(struct buffer *buffer, struct decimal value)
{
    append(buffer, value, false);
}

void decimal_append_grouped(struct buffer *buffer, struct decimal value)
{
    append(buffer, value, true);
}
