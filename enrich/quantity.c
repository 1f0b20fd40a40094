#include "enrich/tagger.h"

#include "enrich/words.h"

#include <string.h>

/* "barrels per day", "barrels a day": the token after it, or `at`. */
static size_t skip_per_day(const struct text *text, size_t at)
{
    if (!token_same_line(text, at) || !token_same_line(text, at + 1) || text->tokens[at].kind != TOKEN_WORD) {
        return at;
    }
    bool per = token_equals(text, &text->tokens[at], "per") || token_equals(text, &text->tokens[at], "a");
    return per && token_equals(text, &text->tokens[at + 1], "day") ? at + 2 : at;
}

/* "350 megawatt-hours", "40 kilowatt hours": power over hours is energy. The token after them, or `at`. */
static size_t skip_hours(const struct text *text, size_t at, char *unit)
{
    static const char *const hours[] = {"hour", "hours", NULL};
    size_t size = strlen(unit);
    size_t word = at + (token_symbol(text, at) == '-' && token_adjacent(text, at) && token_adjacent(text, at + 1));
    if (size != 2 || unit[1] != 'W' || !token_same_line(text, word) || !token_is_one_of(text, word, hours)) {
        return at;
    }
    memcpy(unit + size, "h", 2);
    return word + 1;
}

/* "640 full-time employees", "2 million monthly active users": the token behind what kind of them they are. */
static size_t skip_kinds(const struct text *text, size_t at)
{
    static const char *const kinds[] = {"new",     "more",   "other",  "additional", "extra",  "full", "part",
                                        "time",    "daily",  "weekly", "monthly",    "active", "paid", "electric",
                                        "private", "retail", "young",  "civilian",   NULL};
    for (int words = 0; words < 4 && token_same_line(text, at) && token_is_one_of(text, at, kinds); words++) {
        at += token_symbol(text, at + 1) == '-' && token_adjacent(text, at + 1) ? 2 : 1;
    }
    return at;
}

/* The unit at token `at`. Returns the token after it, 0 if there is none. */
static size_t read_unit(const struct tagging *tagging, size_t at, char *unit)
{
    const struct text *text = tagging->text;
    if (token_symbol(text, at) == '-' && token_adjacent(text, at) && token_adjacent(text, at + 1)) {
        at++; /* "a 350-megawatt plant" */
    }
    if (!token_same_line(text, at) || text->tokens[at].kind != TOKEN_WORD) {
        return 0;
    }
    size_t kind_end = skip_kinds(text, at);
    const struct word *word = token_same_line(text, kind_end) ? word_at(text, kind_end, WORD_UNIT) : NULL;
    if (word != NULL) {
        size_t last = kind_end + 1, day;
        if (strcmp(word->symbol, "bbl") == 0 && (day = skip_per_day(text, last)) > last) {
            memcpy(unit, "bbl/d", 6);
            return day;
        }
        memcpy(unit, word->symbol, strlen(word->symbol) + 1);
        return skip_hours(text, last, unit);
    }
    const struct dictionary_name *name = dictionary_longest(tagging->dictionary, text, at, ENTITY_ASSET);
    if (name == NULL || dictionary_entry_of(name)->symbol[0] == '\0') {
        return 0;
    }
    memcpy(unit, dictionary_entry_of(name)->symbol, sizeof dictionary_entry_of(name)->symbol);
    return at + name->tokens;
}

/* Numbers that are a part of something longer ("3.5.1", "x-100 BTC") do not count; a time ("10:30") neither. */
static bool stands_free(const struct text *text, size_t at)
{
    return at == 0 || (text->tokens[at].flags & TOKEN_SPACE_BEFORE) || token_symbol(text, at - 1) == '(' ||
           token_symbol(text, at - 1) == '"' || token_symbol(text, at - 1) == 0x201C ||
           is_dash(token_symbol(text, at - 1));
}

static void add(struct tagging *tagging, size_t first, size_t last, struct decimal number, const char *unit)
{
    struct value value = {.number = number};
    memcpy(value.unit, unit, strlen(unit) + 1);
    mention_add_value(tagging->mentions, tagging->text, first, last, ENTITY_QUANTITY, tagging->field, &value, 0.95);
}

static size_t read_quantity(struct tagging *tagging, size_t at)
{
    const struct text *text = tagging->text;
    struct number number, other;
    char unit[VALUE_UNIT_SIZE];
    if (!number_read(text, at, &number) || (number.in_words && number.scale == 0) || !stands_free(text, at)) {
        return at + 1;
    }
    size_t last = read_unit(tagging, number.last, unit);
    if (last > 0) {
        add(tagging, at, last, number.value, unit);
        return last;
    }
    if (number_range(text, at, &number, &other) && (last = read_unit(tagging, other.last, unit)) > 0) {
        struct decimal value = number.value;
        if (number.scale > 0 || decimal_scale(&value, other.scale)) {
            add(tagging, at, number.last, value, unit);
        }
        add(tagging, number.last + 1, last, other.value, unit);
        return last;
    }
    return number.figures;
}

void tag_quantity(struct tagging *tagging)
{
    const struct text *text = tagging->text;
    for (size_t at = 0; at < text->token_count;) {
        const struct token *token = &text->tokens[at];
        bool may_begin = token->kind == TOKEN_NUMBER || (token->kind == TOKEN_WORD && token->word != 0);
        at = may_begin ? read_quantity(tagging, at) : at + 1;
    }
}
