#include "enrich/currency_word.h"

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

/* By the place whose name begins at token `at`. */
static const char *code_by_name(const struct tagging *tagging, const struct currency_word *word, size_t at)
{
    if (!(tagging->text->tokens[at].flags & TOKEN_CAPITAL)) {
        return NULL;
    }
    const struct dictionary_name *name = dictionary_longest(tagging->dictionary, tagging->text, at, ENTITY_GPE);
    return name != NULL ? code_in(word, dictionary_entry_of(name)->place) : NULL;
}

/* By the place named nearest among the tokens [first, last). */
static const char *code_near_by(const struct tagging *tagging, const struct currency_word *word, size_t at,
                                size_t first, size_t last)
{
    const char *code = NULL;
    for (size_t away = 1; code == NULL && away <= WINDOW && (at >= first + away || at + away < last); away++) {
        code = at >= first + away ? code_by_name(tagging, word, at - away) : NULL;
        code = code == NULL && at + away < last ? code_by_name(tagging, word, at + away) : code;
    }
    return code;
}

static const char *code_by_language(const struct currency_word *word, const char *language)
{
    const char *region = language != NULL ? strchr(language, '-') : NULL, *code = NULL;
    if (region != NULL) {
        return code_in(word, region + 1);
    }
    for (size_t i = 0; code == NULL && language != NULL && i < sizeof languages / sizeof *languages; i++) {
        code = strcmp(language, languages[i].language) == 0 ? code_in(word, languages[i].place) : NULL;
    }
    return code;
}

const char *currency_of_word(const struct tagging *tagging, size_t at)
{
    const struct currency_word *word = find_word(tagging->text, at);
    const char *code = NULL;
    if (word == NULL) {
        return NULL;
    }
    const struct sentence *own = &tagging->text->sentences[tagging->text->tokens[at].sentence];
    code = code_near_by(tagging, word, at, own->first, own->last);
    code = code != NULL ? code : code_near_by(tagging, word, at, 0, tagging->text->token_count);
    code = code != NULL ? code : code_by_language(word, tagging->text->language);
    return code != NULL ? code : word->usual;
}
