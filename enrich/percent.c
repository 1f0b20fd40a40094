#include "enrich/tagger.h"

#include "enrich/words.h"

#include <string.h>

/* What stands after the number: % and its names, or points. Returns the token after it, 0 if it is none. */
static size_t read_unit(const struct text *text, size_t at, const char **unit)
{
    *unit = NULL;
    if (!token_same_line(text, at)) {
        return 0;
    }
    if (token_symbol(text, at) == '-' && token_adjacent(text, at) && token_adjacent(text, at + 1)) {
        at++; /* "a 5-percent rise", "25-basis-point" */
    }
    const struct token *token = &text->tokens[at];
    uint32_t symbol = token_symbol(text, at);
    if (symbol == '%' || symbol == 0xFF05 || word_at(text, at, WORD_PERCENT) != NULL) {
        return at + 1;
    }
    if (token->kind != TOKEN_WORD || !token_same_line(text, at + 1)) {
        return 0;
    }
    const struct token *next = &text->tokens[at + 1];
    if ((token_equals(text, token, "per") && token_equals(text, next, "cent")) ||
        (token_equals(text, token, "pour") && token_equals(text, next, "cent")) ||
        (token_equals(text, token, "por") &&
         (token_equals(text, next, "ciento") || token_equals(text, next, "cento"))) ||
        (token_equals(text, token, "per") && token_equals(text, next, "cento"))) {
        return at + 2;
    }
    size_t second = token_symbol(text, at + 1) == '-' ? at + 2 : at + 1;
    if (!token_same_line(text, second)) {
        return 0;
    }
    next = &text->tokens[second];
    bool points = token_equals(text, next, "points") || token_equals(text, next, "point");
    if (points && token_equals(text, token, "percentage")) {
        *unit = "pp";
    } else if (points && token_equals(text, token, "basis")) {
        *unit = "bp";
    }
    return *unit != NULL ? second + 1 : 0;
}

static void add(struct tagging *tagging, size_t first, size_t last, struct decimal number, const char *unit)
{
    struct value value = {.number = number};
    if (unit != NULL) {
        memcpy(value.unit, unit, strlen(unit) + 1);
    }
    mention_add_value(tagging->mentions, tagging->text, first, last, unit != NULL ? ENTITY_QUANTITY : ENTITY_PERCENT,
                      tagging->field, &value, 0.99);
}

static size_t read_percentage(struct tagging *tagging, size_t at)
{
    const struct text *text = tagging->text;
    struct number number, other;
    if (!number_read(text, at, &number)) {
        return at + 1;
    }
    const char *unit;
    size_t last = read_unit(text, number.last, &unit);
    if (last > 0) {
        size_t first = number_sign(text, at, &number.value);
        add(tagging, first, last, number.value, unit);
        return last;
    }
    if (number_range(text, at, &number, &other) && (last = read_unit(text, other.last, &unit)) > 0) {
        add(tagging, at, number.last, number.value, unit);
        add(tagging, number.last + 1, last, other.value, unit);
        return last;
    }
    return number.figures;
}

void tag_percent(struct tagging *tagging)
{
    const struct text *text = tagging->text;
    for (size_t at = 0; at < text->token_count;) {
        const struct token *token = &text->tokens[at];
        bool may_begin = token->kind == TOKEN_NUMBER || (token->kind == TOKEN_WORD && token->word != 0);
        at = may_begin ? read_percentage(tagging, at) : at + 1;
    }
}
