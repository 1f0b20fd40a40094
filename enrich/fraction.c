/* Parts of a whole in words, English only. */
#include "enrich/language.h"
#include "enrich/tagger.h"

#include "enrich/words.h"

static const struct {
    const char *one, *many;
    int parts;
} fractions[] = {{"third", "thirds", 3},   {"quarter", "quarters", 4}, {"fourth", "fourths", 4},
                 {"fifth", "fifths", 5},   {"sixth", "sixths", 6},     {"seventh", "sevenths", 7},
                 {"eighth", "eighths", 8}, {"ninth", "ninths", 9},     {"tenth", "tenths", 10}};

/* Whether the line goes on with this word. */
static bool is_word(const struct text *text, size_t at, const char *word)
{
    return token_same_line(text, at) && token_equals(text, &text->tokens[at], word);
}

/* A quarter is a time, too, and a third a place in a row: what is behind tells that a part is meant. */
static bool is_a_part(const struct text *text, size_t first, size_t last, int parts)
{
    static const char *const wholes[] = {"the", "its", "their", "his", "her", "our", "all", "those", "these", NULL};
    static const char *const compared[] = {"more", "less", "fewer", "higher", "lower", "bigger", "smaller", NULL};
    static const char *const articles[] = {"a", "an", NULL};
    static const char *const by[] = {"by", NULL};
    if (token_is_one_of(text, last, compared)) {
        return true;
    }
    if (is_word(text, last, "of")) {
        return parts == 4 ? token_is_one_of(text, last + 1, wholes) : !token_is_one_of(text, last + 1, articles);
    }
    return first > 0 && token_is_one_of(text, first - 1, by) && token_symbol(text, last) != '-';
}

/* "a third of the", "two-thirds": the parts at token `at`, of which there are `count`. Returns the token behind, 0 if
   these are none. */
static size_t read_parts(const struct text *text, size_t at, int count, int *parts)
{
    if (at < text->token_count && token_symbol(text, at) == '-' && token_adjacent(text, at)) {
        at++;
    }
    if (!token_same_line(text, at) || (text->tokens[at].flags & TOKEN_CAPITAL)) {
        return 0;
    }
    for (size_t i = 0; i < sizeof fractions / sizeof *fractions; i++) {
        if (count < fractions[i].parts &&
            token_equals(text, &text->tokens[at], count == 1 ? fractions[i].one : fractions[i].many)) {
            *parts = fractions[i].parts;
            return at + 1;
        }
    }
    return 0;
}

/* "half of the", "half its", but not "the first half of". */
static bool is_half(const struct text *text, size_t at)
{
    static const char *const wholes[] = {"of", "the", "its", "their", "his", "her", "our", "all", NULL};
    static const char *const rows[] = {"first", "second", "latter", "other", "next", "last", "this",
                                       "the",   "better", "that",   "top",   "in",   "and",  NULL};
    return token_equals(text, &text->tokens[at], "half") && token_is_one_of(text, at + 1, wholes) &&
           !(at > 0 && token_is_one_of(text, at - 1, rows));
}

/* "(a quarter) point", "(three quarters) of a percentage point": the token behind; `at` if there is no such point. A
   quarter of a point may be one of an index. */
static size_t skip_point(const struct text *text, size_t at)
{
    size_t next = at + is_word(text, at, "of");
    next += is_word(text, next, "a");
    next += token_symbol(text, next) == '-' && token_adjacent(text, next);
    bool percentage = is_word(text, next, "percentage"), near = next == at || token_symbol(text, at) == '-';
    next += percentage;
    next += token_symbol(text, next) == '-' && token_adjacent(text, next);
    return (percentage || near) && (is_word(text, next, "point") || is_word(text, next, "points")) ? next + 1 : at;
}

/* "a quarter point", "half a percentage point", "a half-point": the token behind, 0 if there are none. */
static size_t read_points(const struct text *text, size_t at, int count, struct decimal *number)
{
    int parts = 2;
    size_t last = at;
    if (count > 0) {
        last = token_equals(text, &text->tokens[at], "a") && is_word(text, at + 1, "half")
                   ? at + 2
                   : read_parts(text, at + 1, count, &parts);
    } else if (token_equals(text, &text->tokens[at], "half")) {
        last = at + 1;
        count = 1;
    }
    size_t behind = last > at ? skip_point(text, last) : last;
    if (behind == last) {
        return 0;
    }
    *number = (struct decimal){.digits = (count * 2000 / parts + 1) / 2};
    decimal_scale(number, -3);
    return behind;
}

/* Parts of a whole in words, in hundredths of a per cent: "a third of the" is 33.33. Returns the token behind. */
static size_t read_fraction(struct tagging *tagging, size_t at)
{
    const struct text *text = tagging->text;
    const struct word *word = word_at(text, at, WORD_NUMBER);
    int count = word != NULL ? word->value : token_equals(text, &text->tokens[at], "a") ? 1 : 0, parts = 0;
    struct value value = {.number = {.digits = 5, .exponent = 1}};
    count = count >= 1 && count < 10 ? count : 0;
    size_t last = read_points(text, at, count, &value.number);
    if (last > 0) {
        ; /* points of a per cent */
    } else if (count > 0) {
        last = read_parts(text, at + 1, count, &parts);
        last = last > 0 && ((count > 1 && parts != 4) || is_a_part(text, at, last, parts)) ? last : 0;
        if (last > 0) {
            value.number = (struct decimal){.digits = (count * 20000 / parts + 1) / 2};
            decimal_scale(&value.number, -2);
        }
    } else if (is_half(text, at)) {
        last = at + 1;
    }
    if (last == 0) {
        return at + 1;
    }
    mention_add_value(tagging->mentions, text, at, last, ENTITY_PERCENT, tagging->field, &value, 0.9);
    return last;
}

void tag_fraction(struct tagging *tagging)
{
    const struct text *text = tagging->text;
    if (!language_is(text->language, "en")) {
        return;
    }
    for (size_t at = 0; at < text->token_count;) {
        at = text->tokens[at].kind == TOKEN_WORD ? read_fraction(tagging, at) : at + 1;
    }
}
