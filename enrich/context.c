#include "enrich/context.h"

#include "enrich/currency.h"
#include "enrich/language.h"
#include "enrich/words.h"

#include <string.h>

enum { REACH = 4, BESIDE = EVIDENCE_COMPANY | EVIDENCE_MOVES | EVIDENCE_OFFICE | EVIDENCE_COIN };

static const struct {
    const char *name;
    uint32_t bit;
} needs_list[] = {{"crypto", EVIDENCE_CRYPTO},   {"money", EVIDENCE_MONEY},         {"place", EVIDENCE_PLACE},
                  {"company", EVIDENCE_COMPANY}, {"known", EVIDENCE_KNOWN},         {"calm", EVIDENCE_CALM},
                  {"state", EVIDENCE_STATE},     {"alone", EVIDENCE_STANDS_ALONE},  {"amount", EVIDENCE_AMOUNT},
                  {"tagged", EVIDENCE_TAGGED},   {"country", EVIDENCE_ITS_COUNTRY}, {"politics", EVIDENCE_POLITICS},
                  {"office", EVIDENCE_OFFICE},   {"coin", EVIDENCE_COIN},           {"shop", EVIDENCE_SHOP},
                  {"bare", EVIDENCE_BARE}};

uint32_t context_need(const char *name, size_t size)
{
    for (size_t i = 0; i < sizeof needs_list / sizeof *needs_list; i++) {
        if (strlen(needs_list[i].name) == size && memcmp(needs_list[i].name, name, size) == 0) {
            return needs_list[i].bit;
        }
    }
    return 0;
}

uint32_t context_read(struct text *text)
{
    uint32_t article = 0;
    for (size_t i = 0; i < text->token_count; i++) {
        const struct token *token = &text->tokens[i];
        uint32_t evidence = token->word != 0 ? word_evidence(text, i) : 0;
        if (token->kind == TOKEN_SYMBOL && token->hash != '.' && token->hash != ',' &&
            (token->hash == '%' || currency_of_sign(token->hash, NULL) != NULL)) {
            evidence = EVIDENCE_MONEY;
        }
        text->sentences[token->sentence].evidence |= evidence;
        article |= evidence & (EVIDENCE_CRYPTO | EVIDENCE_POLITICS);
    }
    return article;
}

static bool is_capital(const struct text *text, size_t at)
{
    return text->tokens[at].kind == TOKEN_WORD && (text->tokens[at].flags & TOKEN_CAPITAL);
}

/* Whether the words beside it make it part of a longer name: "Michael Jordan", "Georgia Tech", "Mr Chad". */
static bool stands_alone(const struct text *text, size_t first, size_t last, const struct sentence *sentence)
{
    if (sentence->titled || sentence->shouting) {
        return true;
    }
    if (last < sentence->last && is_capital(text, last)) {
        return false;
    }
    if (first == sentence->first || text->tokens[first - 1].kind != TOKEN_WORD) {
        return true;
    }
    uint32_t evidence = word_evidence(text, first - 1);
    if (evidence & EVIDENCE_PERSON) {
        return false;
    }
    return !is_capital(text, first - 1) || (evidence & EVIDENCE_PREPOSITION);
}

static bool is_article(const struct text *text, size_t at)
{
    const struct token *token = &text->tokens[at];
    return token_equals(text, token, "the") || token_equals(text, token, "a") || token_equals(text, token, "an");
}

/* Whether a word before it makes it the end of a longer name, "Multi Strategy", "Diet Coke"; a word of business does
   not: "CEO of Retailer Target". */
static bool ends_longer_name(const struct text *text, size_t first, const struct sentence *sentence)
{
    return language_is(text->language, "en") && !sentence->titled && !sentence->shouting &&
           first > sentence->first + 1 && is_capital(text, first - 1) &&
           !(word_evidence(text, first - 1) & (BESIDE | EVIDENCE_PREPOSITION));
}

static bool is_possessive(const struct text *text, size_t at)
{
    return token_symbol(text, at) == '\'' && at + 1 < text->token_count &&
           token_equals(text, &text->tokens[at + 1], "s");
}

uint32_t context_near(const struct text *text, size_t first, size_t last)
{
    const struct sentence *sentence = &text->sentences[text->tokens[first].sentence];
    uint32_t near = (sentence->evidence & (EVIDENCE_MONEY | EVIDENCE_SHOP)) | (sentence->shouting ? 0 : EVIDENCE_CALM);
    near |= stands_alone(text, first, last, sentence) ? EVIDENCE_STANDS_ALONE : 0;
    size_t before = first;
    near |= is_possessive(text, last) || first != sentence->first ? 0 : EVIDENCE_FIRST;
    bool part = first > sentence->first && (is_article(text, first - 1) || ends_longer_name(text, first, sentence));
    near |= part ? 0 : EVIDENCE_BARE;
    if (before > sentence->first && token_equals(text, &text->tokens[before - 1], "the")) {
        before--;
    }
    if (before > sentence->first) {
        near |= word_evidence(text, before - 1) & EVIDENCE_PREPOSITION;
    }
    size_t from = first > sentence->first + REACH ? first - REACH : sentence->first;
    size_t to = last + REACH < sentence->last ? last + REACH : sentence->last;
    for (size_t i = from; i < to; i++) {
        near |= i < first || i >= last ? word_evidence(text, i) & BESIDE : 0;
    }
    return near;
}

bool context_grants(uint32_t needs, uint32_t have)
{
    if ((have & EVIDENCE_STANDS_ALONE) && (have & (EVIDENCE_PREPOSITION | EVIDENCE_COUNTRY))) {
        have |= EVIDENCE_PLACE;
    }
    if ((have & EVIDENCE_US) && !(have & EVIDENCE_ABROAD)) {
        have |= EVIDENCE_STATE;
    }
    if ((have & EVIDENCE_MOVES) && !(have & EVIDENCE_CRYPTO)) {
        have |= EVIDENCE_COMPANY;
    }
    return (needs & ~have) == 0;
}
