#include "enrich/currency_word.h"

#include "common/buffer.h"
#include "enrich/language.h"

#include <stdlib.h>
#include <string.h>

enum { WINDOW = 200 /* tokens on each side */, COUNTRIES = 20 };

/* What a word means in each country (ISO 3166, ISO 4217), and what it means mostly; "": nothing. */
static const struct currency_word {
    const char *words, *usual;
    struct {
        char place[3], code[4];
    } money[COUNTRIES + 1];
} currency_words[] = {
    {" krone kroner ", "", {{"NO", "NOK"}, {"DK", "DKK"}, {"GL", "DKK"}, {"FO", "DKK"}}},
    {" krona kronor ", "SEK", {{"SE", "SEK"}, {"IS", "ISK"}}},
    {" crown crowns kronen coronas couronnes corone coroas ",
     "",
     {{"CZ", "CZK"}, {"SE", "SEK"}, {"NO", "NOK"}, {"DK", "DKK"}, {"IS", "ISK"}}},
    {" peso pesos ",
     "",
     {{"MX", "MXN"},
      {"AR", "ARS"},
      {"CL", "CLP"},
      {"CO", "COP"},
      {"PH", "PHP"},
      {"UY", "UYU"},
      {"DO", "DOP"},
      {"CU", "CUP"}}},
    {" dinar dinars dinare dinares ",
     "",
     {{"KW", "KWD"},
      {"RS", "RSD"},
      {"JO", "JOD"},
      {"BH", "BHD"},
      {"IQ", "IQD"},
      {"DZ", "DZD"},
      {"TN", "TND"},
      {"LY", "LYD"}}},
    {" shilling shillings ", "", {{"KE", "KES"}, {"UG", "UGX"}, {"TZ", "TZS"}, {"SO", "SOS"}}},
    {" leu lei ", "", {{"RO", "RON"}, {"MD", "MDL"}}},
    {" lira liras ", "TRY", {{"TR", "TRY"}, {"LB", "LBP"}, {"SY", "SYP"}}},
    {" rial rials riyal riyals ", "", {{"SA", "SAR"}, {"IR", "IRR"}, {"QA", "QAR"}, {"OM", "OMR"}, {"YE", "YER"}}},
    {" dirham dirhams ", "", {{"AE", "AED"}, {"MA", "MAD"}}},
    {" rupee rupees rupien roupies rupias ",
     "INR",
     {{"IN", "INR"}, {"PK", "PKR"}, {"LK", "LKR"}, {"NP", "NPR"}, {"MU", "MUR"}, {"SC", "SCR"}}},
    {" franc francs ", "CHF", {{"CH", "CHF"}, {"LI", "CHF"}, {"RW", "RWF"}, {"BI", "BIF"}, {"CD", "CDF"},
                               {"DJ", "DJF"}, {"GN", "GNF"}, {"SN", "XOF"}, {"CI", "XOF"}, {"ML", "XOF"},
                               {"BF", "XOF"}, {"NE", "XOF"}, {"TG", "XOF"}, {"BJ", "XOF"}, {"CM", "XAF"},
                               {"GA", "XAF"}, {"TD", "XAF"}, {"CG", "XAF"}, {"GQ", "XAF"}, {"CF", "XAF"}}},
    {" pound pounds ",
     "GBP",
     {{"GB", "GBP"}, {"EG", "EGP"}, {"LB", "LBP"}, {"SY", "SYP"}, {"SD", "SDG"}, {"SS", "SSP"}}},
    {" rouble roubles ruble rubles ", "RUB", {{"RU", "RUB"}, {"BY", "BYN"}}},
    {" manat manats ", "AZN", {{"AZ", "AZN"}, {"TM", "TMT"}}},
    {" kwacha ", "", {{"ZM", "ZMW"}, {"MW", "MWK"}}},
};

struct currency_place {
    size_t token; /* where its name begins */
    const char *place;
};

/* Languages that are one country's, where they leave no doubt. */
static const struct {
    char language[3], place[3];
} languages[] = {{"nb", "NO"}, {"nn", "NO"}, {"no", "NO"}, {"da", "DK"}, {"sv", "SE"},
                 {"is", "IS"}, {"cs", "CZ"}, {"ro", "RO"}, {"tr", "TR"}};

static const struct currency_word *find_word(const struct text *text, size_t at)
{
    char padded[24] = " ";
    const struct token *token = &text->tokens[at];
    if (token->kind != TOKEN_WORD || token->size > sizeof padded - 3) {
        return NULL;
    }
    for (size_t i = 0; i < token->size; i++) {
        padded[i + 1] = (char)(text->data[token->start + i] | 0x20);
    }
    padded[token->size + 1] = ' ';
    for (size_t i = 0; i < sizeof currency_words / sizeof *currency_words; i++) {
        if (strstr(currency_words[i].words, padded) != NULL) {
            return &currency_words[i];
        }
    }
    return NULL;
}

/* `place` may be a region ("US-TX"); NULL: that country has other money. */
static const char *code_in(const struct currency_word *word, const char *place)
{
    for (size_t i = 0; word->money[i].code[0] != '\0'; i++) {
        if (strncmp(word->money[i].place, place, 2) == 0) {
            return word->money[i].code;
        }
    }
    return NULL;
}

static void read_places(const struct tagging *tagging, struct currency_places *places)
{
    const struct text *text = tagging->text;
    places->read = true;
    for (size_t at = 0; at < text->token_count; at++) {
        const struct dictionary_name *name = text->tokens[at].flags & TOKEN_CAPITAL
                                                 ? dictionary_longest(tagging->dictionary, text, at, ENTITY_GPE)
                                                 : NULL;
        if (name == NULL) {
            continue;
        }
        if (places->count == places->room) {
            places->room = places->room == 0 ? 64 : places->room * 2;
            places->items = xrealloc(places->items, places->room * sizeof *places->items);
        }
        places->items[places->count++] = (struct currency_place){at, dictionary_entry_of(name)->place};
    }
}

void currency_places_free(struct currency_places *places)
{
    free(places->items);
    *places = (struct currency_places){0};
}

/* The first place behind token `at`. */
static size_t place_behind(const struct currency_places *places, size_t at)
{
    size_t low = 0, high = places->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        bool before = places->items[middle].token <= at;
        low = before ? middle + 1 : low;
        high = before ? high : middle;
    }
    return low;
}

/* By the place named nearest among the tokens [first, last); of two as near, the one before. */
static const char *code_near_by(const struct currency_places *places, const struct currency_word *word, size_t at,
                                size_t first, size_t last)
{
    size_t right = place_behind(places, at), left = right;
    first = at > WINDOW && at - WINDOW > first ? at - WINDOW : first;
    last = at + WINDOW < last ? at + WINDOW + 1 : last;
    for (;;) {
        const struct currency_place *before = left > 0 ? &places->items[left - 1] : NULL;
        const struct currency_place *behind = right < places->count ? &places->items[right] : NULL;
        before = before != NULL && before->token >= first ? before : NULL;
        behind = behind != NULL && behind->token < last ? behind : NULL;
        if (before == NULL && behind == NULL) {
            return NULL;
        }
        bool back = behind == NULL || (before != NULL && at - before->token <= behind->token - at);
        left -= back;
        right += !back;
        const char *code = code_in(word, back ? before->place : behind->place);
        if (code != NULL) {
            return code;
        }
    }
}

static const char *code_by_language(const struct currency_word *word, const char *language)
{
    char region[LANGUAGE_REGION_SIZE];
    const char *code = NULL;
    if (language_region(language, region)[0] != '\0') {
        return code_in(word, region);
    }
    for (size_t i = 0; code == NULL && i < sizeof languages / sizeof *languages; i++) {
        code = language_is(language, languages[i].language) ? code_in(word, languages[i].place) : NULL;
    }
    return code;
}

const char *currency_of_word(const struct tagging *tagging, struct currency_places *places, size_t at)
{
    const struct currency_word *word = find_word(tagging->text, at);
    const char *code = NULL;
    if (word == NULL) {
        return NULL;
    }
    if (!places->read) {
        read_places(tagging, places);
    }
    const struct sentence *own = &tagging->text->sentences[tagging->text->tokens[at].sentence];
    code = code_near_by(places, word, at, own->first, own->last);
    code = code != NULL ? code : code_near_by(places, word, at, 0, tagging->text->token_count);
    code = code != NULL ? code : code_by_language(word, tagging->text->language);
    return code != NULL ? code : word->usual;
}
