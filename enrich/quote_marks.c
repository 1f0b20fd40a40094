#include "enrich/quote_marks.h"

#include "common/text.h"

#include <string.h>

enum { NESTING_LIMIT = 3, STEPS_TO_A_TOKEN = 6 };

enum mark {
    STRAIGHT = '"',
    SINGLE = '\'',
    LEFT_GUILLEMET = 0xAB,
    RIGHT_GUILLEMET = 0xBB,
    LEFT_SINGLE = 0x2018,
    RIGHT_SINGLE = 0x2019,
    LOW_SINGLE = 0x201A,
    LEFT_DOUBLE = 0x201C,
    RIGHT_DOUBLE = 0x201D,
    LOW_DOUBLE = 0x201E,
    LEFT_ANGLE = 0x2039,
    RIGHT_ANGLE = 0x203A,
    LEFT_CORNER = 0x300C,
    RIGHT_CORNER = 0x300D,
    LEFT_WHITE_CORNER = 0x300E,
    RIGHT_WHITE_CORNER = 0x300F
};

struct reading {
    const struct text *text;
    size_t last, steps;
    bool single;
};

/* Two apostrophes are no mark: who types them means anything from a quotation to inches. */
static bool is_doubled(const struct text *text, size_t index)
{
    return (token_adjacent(text, index) && token_symbol(text, index - 1) == SINGLE) ||
           (token_adjacent(text, index + 1) && token_symbol(text, index + 1) == SINGLE);
}

/* The code point at the token, as it is written, if it can be a quotation mark. */
static uint32_t mark_at(const struct text *text, size_t index)
{
    if (index >= text->token_count || text->tokens[index].kind != TOKEN_SYMBOL) {
        return 0;
    }
    const struct token *token = &text->tokens[index];
    const char *at = text->data + token->start;
    switch (token->hash) {
    case SINGLE:
        return is_doubled(text, index) ? 0 : *at == '\'' ? SINGLE : utf8_next(&at, at + token->size);
    case STRAIGHT:
    case LEFT_GUILLEMET:
    case RIGHT_GUILLEMET:
    case LOW_SINGLE:
    case LEFT_DOUBLE:
    case RIGHT_DOUBLE:
    case LOW_DOUBLE:
    case LEFT_ANGLE:
    case RIGHT_ANGLE:
    case LEFT_CORNER:
    case RIGHT_CORNER:
    case LEFT_WHITE_CORNER:
    case RIGHT_WHITE_CORNER:
        return token->hash;
    default:
        return 0;
    }
}

static bool touches_next(const struct text *text, size_t index)
{
    return token_adjacent(text, index + 1);
}

/* Space or a sign that opens something before it, a word or the like right behind it. */
static bool stands_before_words(const struct text *text, size_t index)
{
    uint32_t before = index > 0 ? token_symbol(text, index - 1) : 0;
    bool free = !token_adjacent(text, index) || before == '(' || before == '[' || before == 0x2013 ||
                before == 0x2014 || before == 0x2015 || before == '-' || before == LEFT_DOUBLE || before == STRAIGHT ||
                before == SINGLE || before == ':';
    return free && touches_next(text, index);
}

/* No word goes on behind it, as behind an apostrophe. */
static bool stands_after_words(const struct text *text, size_t index)
{
    return token_adjacent(text, index) && !(touches_next(text, index) && text->tokens[index + 1].kind != TOKEN_SYMBOL);
}

bool quote_mark_opens(const struct text *text, size_t index, bool single)
{
    switch (mark_at(text, index)) {
    case STRAIGHT:
    case RIGHT_DOUBLE:
        return stands_before_words(text, index);
    case RIGHT_GUILLEMET: /* „»so«“ */
    case RIGHT_ANGLE:
        return stands_before_words(text, index);
    case LEFT_DOUBLE:
        return touches_next(text, index);
    case LOW_DOUBLE:
    case LEFT_GUILLEMET: /* French sets it off by a space */
    case LEFT_ANGLE:
    case LEFT_CORNER:
    case LEFT_WHITE_CORNER:
        return true;
    case SINGLE:
    case RIGHT_SINGLE: /* '90s, 'em */
        return single && mark_at(text, index) == SINGLE && stands_before_words(text, index) &&
               text->tokens[index + 1].kind == TOKEN_WORD && text->tokens[index + 1].points != 2;
    case LEFT_SINGLE:
    case LOW_SINGLE:
        return single && stands_before_words(text, index);
    default:
        return false;
    }
}

/* Whether the mark at `index` ends what `open` began. */
static bool closes(const struct text *text, size_t index, uint32_t open)
{
    uint32_t mark = mark_at(text, index);
    switch (open) {
    case STRAIGHT:
    case RIGHT_DOUBLE:
        return (mark == STRAIGHT || mark == RIGHT_DOUBLE) &&
               (token_adjacent(text, index) || !touches_next(text, index));
    case LEFT_DOUBLE:
        return mark == RIGHT_DOUBLE || (mark == STRAIGHT && token_adjacent(text, index));
    case LOW_DOUBLE:
        return mark == LEFT_DOUBLE || mark == RIGHT_DOUBLE || (mark == STRAIGHT && token_adjacent(text, index));
    case LEFT_GUILLEMET:
        return mark == RIGHT_GUILLEMET;
    case RIGHT_GUILLEMET:
        return mark == LEFT_GUILLEMET;
    case LEFT_ANGLE:
        return mark == RIGHT_ANGLE;
    case RIGHT_ANGLE:
        return mark == LEFT_ANGLE;
    case LEFT_CORNER:
        return mark == RIGHT_CORNER;
    case LEFT_WHITE_CORNER:
        return mark == RIGHT_WHITE_CORNER;
    case LOW_SINGLE:
        return mark == LEFT_SINGLE && stands_after_words(text, index);
    case LEFT_SINGLE:
        return mark == RIGHT_SINGLE && stands_after_words(text, index);
    case SINGLE:
        return (mark == SINGLE || mark == RIGHT_SINGLE) && stands_after_words(text, index);
    default:
        return false;
    }
}

static bool is_single(uint32_t mark)
{
    return mark == SINGLE || mark == LEFT_SINGLE || mark == LOW_SINGLE;
}

/* "the traders' pit": a plural's apostrophe, when the quotation goes on and another mark can end it. */
static bool is_plural_possessive(const struct reading *reading, size_t index, uint32_t open)
{
    const struct text *text = reading->text;
    const struct token *before = &text->tokens[index - 1];
    if (!is_single(open) || before->kind != TOKEN_WORD ||
        (text->data[before->start + before->size - 1] | 0x20) != 's' || index + 1 >= reading->last ||
        text->tokens[index + 1].kind != TOKEN_WORD) {
        return false;
    }
    for (size_t i = index + 1; i < reading->last && i < index + 40; i++) {
        if (quote_mark_opens(text, i, true)) {
            return false;
        }
        if (closes(text, i, open)) {
            return true;
        }
    }
    return false;
}

/* Where what begins at `open` ends; `last` of the paragraph if it does not. */
static size_t find_close(struct reading *reading, size_t open, int nesting)
{
    const struct text *text = reading->text;
    uint32_t mark = mark_at(text, open);
    for (size_t i = open + 1; i < reading->last && reading->steps > 0; i++) {
        reading->steps--;
        if (text->tokens[i].kind != TOKEN_SYMBOL) {
            continue;
        }
        if (closes(text, i, mark) && i > open + 1 && !is_plural_possessive(reading, i, mark)) {
            return i;
        }
        uint32_t inner = mark_at(text, i);
        if (nesting < NESTING_LIMIT && inner != STRAIGHT && inner != RIGHT_DOUBLE && inner != RIGHT_GUILLEMET &&
            quote_mark_opens(text, i, reading->single)) {
            size_t close = find_close(reading, i, nesting + 1);
            i = close < reading->last ? close : i;
        }
    }
    return reading->last;
}

void quote_marks_read(const struct text *text, size_t first, size_t last, bool single, struct buffer *stretches)
{
    struct reading reading = {.text = text, .last = last, .steps = (last - first) * STEPS_TO_A_TOKEN, .single = single};
    for (size_t i = first; i < last; i++) {
        if (text->tokens[i].kind != TOKEN_SYMBOL || !quote_mark_opens(text, i, single)) {
            continue;
        }
        struct stretch stretch = {.open = (uint32_t)i, .mark = mark_at(text, i)};
        stretch.close = (uint32_t)find_close(&reading, i, 0);
        stretch.unclosed = stretch.close == last;
        if (stretch.unclosed && i != first && !quote_mark_opens(text, last, single)) {
            continue; /* opened by mistake: it does not go on in the next paragraph */
        }
        buffer_append(stretches, &stretch, sizeof stretch);
        i = stretch.close;
    }
}

bool quote_marks_are_single(const struct text *text)
{
    size_t singles = 0, doubles = 0;
    for (size_t i = 0; i < text->token_count; i++) {
        if (text->tokens[i].kind == TOKEN_SYMBOL && quote_mark_opens(text, i, true)) {
            bool one = is_single(mark_at(text, i));
            singles += one;
            doubles += !one;
        }
    }
    return singles > doubles;
}
