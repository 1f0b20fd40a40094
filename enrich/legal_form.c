#include "enrich/legal_form.h"

static bool is_exactly_one_of(const struct text *text, size_t at, const char *const *words)
{
    for (; *words != NULL; words++) {
        if (token_is_exactly(text, &text->tokens[at], *words)) {
            return true;
        }
    }
    return false;
}

static bool is_one_space_behind(const struct text *text, size_t at)
{
    const struct token *token = &text->tokens[at], *before = token - 1;
    return token->point == before->point + before->points + 1 && (token->flags & TOKEN_BREAK_BEFORE) == 0;
}

static bool is_next_word(const struct text *text, size_t at)
{
    return at < text->token_count && text->tokens[at].kind == TOKEN_WORD && is_one_space_behind(text, at);
}

static bool is_symbol_behind(const struct text *text, size_t at, char symbol)
{
    return token_symbol(text, at) == (uint32_t)symbol && token_adjacent(text, at);
}

size_t legal_form_end(const struct text *text, size_t at)
{
    static const char *const dotted[] = {"Inc", "Corp", "Ltd", "Co", NULL};
    static const char *const others[] = {"Incorporated", "Corporation", "Limited", "plc", "PLC", "Plc", "LLC",
                                         "LLP",          "GmbH",        "AG",      "SE",  "SA",  "NV",  "AB",
                                         "ASA",          "Oyj",         "KGaA",    "SpA", "Bhd", NULL};
    if (is_symbol_behind(text, at, '.') && is_exactly_one_of(text, at - 1, dotted)) {
        return at + 1;
    }
    bool and_sign = token_symbol(text, at) == '&' && is_one_space_behind(text, at);
    size_t word = at + (and_sign || is_symbol_behind(text, at, ','));
    if (!is_next_word(text, word)) {
        return at;
    }
    if (is_exactly_one_of(text, word, dotted)) {
        return word + (is_symbol_behind(text, word + 1, '.') ? 2 : 1);
    }
    return is_exactly_one_of(text, word, others) ? word + 1 : at;
}

size_t legal_form_group_end(const struct text *text, size_t at)
{
    static const char *const words[] = {"Group", "Holdings", "Holding", NULL};
    return is_next_word(text, at) && is_exactly_one_of(text, at, words) ? at + 1 : at;
}
