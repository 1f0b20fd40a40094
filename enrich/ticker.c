#include "enrich/tagger.h"

#include "enrich/words.h"

#include <string.h>

enum { SYMBOL_LIMIT = 6 };

/* A symbol at token `at`: up to six capitals or digits, with one class letter behind a dot ("BRK.B"). Returns the token
 * after it, 0 if it is none. */
static size_t read_symbol(const struct text *text, size_t at, bool digits, char *symbol)
{
    if (at >= text->token_count) {
        return 0;
    }
    const struct token *token = &text->tokens[at];
    bool plain = token->size <= SYMBOL_LIMIT && !(token->flags & TOKEN_OTHER_ALPHABET);
    bool word = token->kind == TOKEN_WORD && (token->flags & TOKEN_ALL_CAPITALS);
    bool number =
        digits && token->kind == TOKEN_NUMBER && strspn(text->data + token->start, "0123456789") >= token->size;
    if (!plain || !(word || number)) {
        return 0;
    }
    memcpy(symbol, text->data + token->start, token->size);
    symbol[token->size] = '\0';
    uint32_t joint = token_symbol(text, at + 1);
    if ((joint == '.' || joint == '-') && token_adjacent(text, at + 1) && token_adjacent(text, at + 2)) {
        const struct token *letter = &text->tokens[at + 2];
        if (letter->size == 1 && (letter->flags & TOKEN_ALL_CAPITALS)) {
            symbol[token->size] = '.';
            symbol[token->size + 1] = text->data[letter->start];
            symbol[token->size + 2] = '\0';
            return at + 3;
        }
    }
    return at + 1;
}

static void add(struct tagging *tagging, size_t first, size_t last, const char *symbol, const char *market,
                double confidence)
{
    struct value value = {0};
    memcpy(value.unit, symbol, strlen(symbol) + 1);
    memcpy(value.market, market, strlen(market) + 1);
    mention_add_value(tagging->mentions, tagging->text, first, last, ENTITY_TICKER, tagging->field, &value, confidence);
}

/* "NASDAQ: ACME", "Nasdaq Global Select: ACME" is not read. Returns the token after it, or `at` + 1. */
static size_t read_listing(struct tagging *tagging, size_t at, const struct word *market)
{
    const struct text *text = tagging->text;
    char symbol[SYMBOL_LIMIT + 3];
    if (token_symbol(text, at + 1) != ':' || !token_adjacent(text, at + 1) || !token_same_line(text, at + 2)) {
        return at + 1;
    }
    size_t last = read_symbol(text, at + 2, true, symbol);
    if (last == 0) {
        return at + 1;
    }
    add(tagging, at, last, symbol, market->symbol, 0.98);
    return last;
}

/* "$BTC": capitals only, right after the $, which nothing touches on its left ("US$" is a currency). */
static size_t read_cashtag(struct tagging *tagging, size_t at)
{
    const struct text *text = tagging->text;
    char symbol[SYMBOL_LIMIT + 3];
    bool free = !token_adjacent(text, at) || text->tokens[at - 1].kind == TOKEN_SYMBOL;
    size_t last = free && token_adjacent(text, at + 1) ? read_symbol(text, at + 1, false, symbol) : 0;
    if (last == 0 || text->tokens[at + 1].points < 2) {
        return at + 1;
    }
    add(tagging, at, last, symbol, "", 0.9);
    return last;
}

void tag_ticker(struct tagging *tagging)
{
    const struct text *text = tagging->text;
    for (size_t at = 0; at < text->token_count;) {
        const struct token *token = &text->tokens[at];
        if (token->kind == TOKEN_SYMBOL) {
            at = token->hash == '$' ? read_cashtag(tagging, at) : at + 1;
        } else {
            const struct word *market = token->word != 0 ? word_at(text, at, WORD_MARKET) : NULL;
            at = market != NULL ? read_listing(tagging, at, market) : at + 1;
        }
    }
}
