#include "enrich/tense.h"

#include "enrich/language.h"
#include "enrich/words.h"

#include <string.h>

enum { TOKENS_BEFORE = 8, TOKENS_BEHIND = 16 }; /* of a date that a verb is looked for in */

enum tense { TENSE_NONE, TENSE_PAST, TENSE_COMING };

/* What the token says by itself. */
static enum tense tense_of(const struct text *text, size_t at)
{
    static const char *const coming[] = {"to",     "by",       "until",   "later",     "come", "set",
                                         "slated", "supposed", "delayed", "postponed", NULL};
    static const char *const gone[] = {"became", "was",   "were",  "had",   "began",  "bought", "sold", "fell",
                                       "rose",   "took",  "made",  "left",  "won",    "lost",   "came", "went",
                                       "paid",   "ran",   "led",   "grew",  "gave",   "met",    "held", "saw",
                                       "since",  "spent", "stood", "found", "struck", "built",  "sent", "hit",
                                       "drew",   "broke", "said",  "told",  NULL};
    static const char *const passive[] = {"be", "is", "are", "being", "to", NULL}; /* "it is released on May 3" */
    const struct token *token = &text->tokens[at];
    const struct word *word = word_at(text, at, WORD_CALENDAR);
    if (token_is_one_of(text, at, coming) ||
        (word != NULL && (word->value == CALENDAR_FUTURE || word->value == CALENDAR_NEXT))) {
        return TENSE_COMING;
    }
    bool past = token->size > 4 && token->kind == TOKEN_WORD && !(token->flags & TOKEN_CAPITAL) &&
                memcmp(text->data + token->start + token->size - 2, "ed", 2) == 0;
    if (!past && !token_is_one_of(text, at, gone)) {
        return TENSE_NONE;
    }
    return at > 0 && token_is_one_of(text, at - 1, passive) ? TENSE_COMING : TENSE_PAST;
}

bool tense_is_past(const struct text *text, size_t at)
{
    if (!language_is(text->language, "en")) {
        return false;
    }
    const struct sentence *sentence = &text->sentences[text->tokens[at].sentence];
    for (size_t i = at; i > sentence->first && at - i < TOKENS_BEFORE;) {
        uint32_t symbol = token_symbol(text, --i);
        enum tense tense = symbol == ',' || symbol == ';' || symbol == '"' ? TENSE_COMING : tense_of(text, i);
        if (tense != TENSE_NONE) {
            return tense == TENSE_PAST;
        }
    }
    if (at > sentence->first + 1) {
        return false;
    }
    for (size_t i = at + 1; i < sentence->last && i < at + TOKENS_BEHIND; i++) { /* "In April, a judge found" */
        enum tense tense = tense_of(text, i);
        if (tense != TENSE_NONE) {
            return tense == TENSE_PAST;
        }
    }
    return false;
}
