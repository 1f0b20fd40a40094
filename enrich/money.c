#include "enrich/tagger.h"

#include "enrich/currency.h"
#include "enrich/currency_word.h"
#include "enrich/words.h"

#include <ctype.h>
#include <string.h>

/* A currency that stands before or after an amount: its code and the tokens that name it. */
struct unit {
    const char *code;
    size_t first, last;
    bool hundredth; /* cents, pence */
};

static const char *code_of(const struct dictionary_name *name)
{
    return name != NULL ? dictionary_entry_of(name)->symbol : NULL;
}

/* The currency whose sign, code or name ends right before token `at`: "$", "US$", "EUR", "RMB". */
static bool unit_before(const struct tagging *tagging, size_t at, struct unit *unit)
{
    const struct text *text = tagging->text;
    if (at == 0 || !token_same_line(text, at)) {
        return false;
    }
    unit->last = at;
    unit->first = at - 1;
    unit->hundredth = false;
    unit->code = currency_of_sign(token_symbol(text, at - 1), text->language);
    if (unit->code != NULL) {
        bool dollar = token_symbol(text, at - 1) == '$' || token_symbol(text, at - 1) == 0xA5;
        const struct word *prefix = dollar && token_adjacent(text, at - 1) ? word_at(text, at - 2, WORD_PREFIX) : NULL;
        if (prefix != NULL) {
            unit->code = prefix->symbol;
            unit->first = at - 2;
        } else if (token_symbol(text, at - 1) == '$') {
            unit->code = tagging->dollar;
        }
        return true;
    }
    const struct token *token = &text->tokens[at - 1];
    if (token->kind != TOKEN_WORD || !(token->flags & TOKEN_CAPITAL)) {
        return false;
    }
    if (token->points == 3 && (token->flags & TOKEN_ALL_CAPITALS)) { /* a code; "Euro 5" is no amount in a sentence */
        unit->code = code_of(dictionary_longest(tagging->dictionary, text, at - 1, ENTITY_CURRENCY));
    }
    const struct word *prefix = word_at(text, at - 1, WORD_PREFIX);
    if (unit->code == NULL && prefix != NULL && token->points >= 2 && !token_equals(text, token, "us")) {
        unit->code = prefix->symbol;
    }
    return unit->code != NULL;
}

/* "d'euros", "de dollars": the little words between amount and currency. */
static size_t skip_of(const struct text *text, size_t at)
{
    if (!token_same_line(text, at) || at + 1 >= text->token_count || text->tokens[at].kind != TOKEN_WORD) {
        return at;
    }
    if (token_equals(text, &text->tokens[at], "d") && token_symbol(text, at + 1) == '\'') {
        return at + 2;
    }
    return token_equals(text, &text->tokens[at], "de") ? at + 1 : at;
}

/* Words that are currencies after a number only with more than a number: weights, a verb, a word of other tongues. */
static bool is_weak(const struct text *text, size_t at)
{
    static const char *const weak[] = {"pound", "pounds",   "won",   "real",   "rand",
                                       "franc", "sterling", "crown", "crowns", NULL};
    return token_is_one_of(text, at, weak);
}

/* "SOL" in capitals is Solana's ticker, not the sol of Peru, which is a word. */
static bool is_ticker(const struct tagging *tagging, size_t at, const struct dictionary_name *currency)
{
    const struct text *text = tagging->text;
    if (!(text->tokens[at].flags & TOKEN_ALL_CAPITALS) || !islower((unsigned char)dictionary_surface(currency)[0])) {
        return false;
    }
    const struct dictionary_name *asset = dictionary_longest(tagging->dictionary, text, at, ENTITY_ASSET);
    return asset != NULL && strcmp(dictionary_surface(asset), dictionary_entry_of(asset)->symbol) == 0;
}

static bool unit_after(const struct tagging *tagging, const struct number *number, struct unit *unit)
{
    const struct text *text = tagging->text;
    size_t at = number->scale > 0 ? skip_of(text, number->last) : number->last;
    if (token_symbol(text, at) == '-' && token_adjacent(text, at) && token_adjacent(text, at + 1)) {
        at++; /* "a 5-dollar note" */
    }
    if (!token_same_line(text, at)) {
        return false;
    }
    *unit = (struct unit){.first = number->last, .last = at + 1};
    const char *sign = currency_of_sign(token_symbol(text, at), text->language);
    if (sign != NULL) {
        bool own = at + 1 >= text->token_count || text->tokens[at + 1].kind != TOKEN_NUMBER ||
                   !token_adjacent(text, at + 1); /* "5 $10": the sign belongs to the 10 */
        unit->code = token_symbol(text, at) == '$' ? tagging->dollar : sign;
        return own && !number->in_words;
    }
    const struct word *cent = word_at(text, at, WORD_CENT);
    if (cent != NULL) {
        unit->code = cent->symbol;
        unit->hundredth = true;
        return number->scale == 0;
    }
    const struct dictionary_name *name = dictionary_longest(tagging->dictionary, text, at, ENTITY_CURRENCY);
    const struct word *prefix = word_at(text, at, WORD_PREFIX);
    if (name == NULL && prefix != NULL && token_symbol(text, at + 1) == '$' && token_adjacent(text, at + 1)) {
        unit->code = prefix->symbol;
        unit->last = at + 2;
        return true;
    }
    bool single = name == NULL || name->tokens == 1;
    if (single && is_weak(text, at) && number->scale == 0) {
        return false;
    }
    const char *meant = single ? currency_of_word(tagging, tagging->places, at) : NULL;
    if (meant != NULL) {
        unit->code = meant;
        return *meant != '\0';
    }
    if (name == NULL || is_ticker(tagging, at, name)) {
        return false;
    }
    unit->code = code_of(name);
    unit->last = at + name->tokens;
    return true;
}

static void add(struct tagging *tagging, size_t first, size_t last, struct decimal amount, const struct unit *unit)
{
    struct value value = {.number = amount};
    if (unit->code[0] == '\0' || (unit->hundredth && !decimal_scale(&value.number, -2))) {
        return;
    }
    memcpy(value.unit, unit->code, 4);
    mention_add_value(tagging->mentions, tagging->text, first, last, ENTITY_MONEY, tagging->field, &value, 0.98);
}

/* "$5-10 million": the first number takes the scale of the second when it has none. Returns where to go on. */
static size_t add_range(struct tagging *tagging, size_t first, const struct number *number, const struct unit *unit,
                        const struct number *other)
{
    struct decimal amount = number->value;
    if (number->scale == 0 && !decimal_scale(&amount, other->scale)) {
        return number->last;
    }
    struct unit second = *unit, after;
    size_t end = other->last, begin = number->last + 1;
    if (unit_after(tagging, other, &after)) {
        second = after;
        end = after.last;
    }
    add(tagging, first, number->last, amount, unit);
    add(tagging, begin, end, other->value, &second);
    return end;
}

/* The amount whose number begins at token `at`. Returns where to go on. */
static size_t read_amount(struct tagging *tagging, size_t at)
{
    const struct text *text = tagging->text;
    struct number number, other;
    struct unit unit;
    if (!number_read(text, at, &number)) {
        return at + 1;
    }
    struct decimal amount = number.value;
    if (unit_before(tagging, at, &unit)) {
        /* "$5m", but "US 5" and a number with a letter behind it ("$5x") are none */
        struct unit after;
        if (number_range(text, at, &number, &other) && !unit_after(tagging, &number, &after)) {
            return add_range(tagging, unit.first, &number, &unit, &other);
        }
        size_t first = number_sign(text, unit.first, &amount);
        size_t last = number.last;
        if (unit_after(tagging, &number, &after) && !after.hundredth &&
            (strcmp(after.code, unit.code) == 0 || strcmp(unit.code, tagging->dollar) == 0)) {
            unit.code = after.code; /* "$5 million USD", "$5 AUD" */
            last = after.last;
        }
        add(tagging, first, last, amount, &unit);
        return last;
    }
    if (number_range(text, at, &number, &other) && unit_after(tagging, &other, &unit) && !unit.hundredth) {
        if (number.scale > 0 || decimal_scale(&amount, other.scale)) {
            add(tagging, at, number.last, amount, &unit);
        }
        add(tagging, number.last + 1, unit.last, other.value, &unit);
        return unit.last;
    }
    if (unit_after(tagging, &number, &unit)) {
        add(tagging, at, unit.last, amount, &unit);
        return unit.last;
    }
    return number.figures;
}

void tag_money(struct tagging *tagging)
{
    const struct text *text = tagging->text;
    struct currency_places places = {0};
    tagging->places = &places;
    for (size_t at = 0; at < text->token_count;) {
        const struct token *token = &text->tokens[at];
        bool may_begin = token->kind == TOKEN_NUMBER || (token->kind == TOKEN_WORD && token->word != 0) ||
                         (token->kind == TOKEN_WORD && token->points <= 4 && !(token->flags & TOKEN_CAPITAL));
        at = may_begin ? read_amount(tagging, at) : at + 1;
    }
    currency_places_free(&places);
    tagging->places = NULL;
}
