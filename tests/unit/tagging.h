/* Runs one tagger of newsmill-enrich over a text and shows what it found as one string. */
#ifndef NEWSMILL_TEST_TAGGING_H
#define NEWSMILL_TEST_TAGGING_H

#include "common/text.h"
#include "enrich/context.h"
#include "enrich/tagger.h"
#include "enrich/value.h"
#include "enrich/words.h"
#include "tests/unit/test_common.h"

#include <stdio.h>
#include <string.h>

static const char small_dictionary[] =
    "# version test-1\n"
    "id\ttype\tsubtype\tname\tprior\tids\tplace\tnames\n"
    "asset:BTC\tASSET\tcoin\tBitcoin\t1\tticker=BTC\t\t~bitcoin|~bitcoins|=BTC\n"
    "asset:SOL\tASSET\tcoin\tSolana\t0.9\tticker=SOL\t\tSolana|=SOL@crypto@calm\n"
    "asset:USDT\tASSET\ttoken\tTether\t0.9\tticker=USDT\t\tTether@crypto|=USDT\n"
    "country:AR\tGPE\tcountry\tArgentina\t0.8\tiso3166=AR\tAR\tArgentina|^Argentine\n"
    "country:AU\tGPE\tcountry\tAustralia\t0.9\tiso3166=AU\tAU\tAustralia|^Australian|^Australians\n"
    "country:CN\tGPE\tcountry\tChina\t1\tiso3166=CN\tCN\tChina|中国|^Chinese\n"
    "country:DK\tGPE\tcountry\tDenmark\t0.8\tiso3166=DK\tDK\tDenmark|^Danish\n"
    "country:GE\tGPE\tcountry\tGeorgia\t0.4\tiso3166=GE\tGE\tGeorgia@place|^Georgian\n"
    "country:JO\tGPE\tcountry\tJordan\t0.5\tiso3166=JO\tJO\tJordan@place\n"
    "country:MX\tGPE\tcountry\tMexico\t0.8\tiso3166=MX\tMX\tMexico|^Mexican\n"
    "country:NO\tGPE\tcountry\tNorway\t0.8\tiso3166=NO\tNO\tNorway|^Norwegian\n"
    "country:PK\tGPE\tcountry\tPakistan\t0.8\tiso3166=PK\tPK\tPakistan\n"
    "country:US\tGPE\tcountry\tUnited States\t1\tiso3166=US\tUS\tUnited States|=US@calm|U.S.\n"
    "currency:AUD\tCURRENCY\t\tAustralian Dollar\t0.8\tiso4217=AUD\t\t=AUD|~australian dollar|~australian dollars\n"
    "currency:CHF\tCURRENCY\t\tSwiss Franc\t0.8\tiso4217=CHF\t\t=CHF|~swiss francs|~franken\n"
    "currency:EUR\tCURRENCY\t\tEuro\t1\tiso4217=EUR\t\t=EUR|~euro|~euros\n"
    "currency:GBP\tCURRENCY\t\tBritish Pound\t0.9\tiso4217=GBP\t\t=GBP|~pounds@amount|~pounds sterling\n"
    "currency:KRW\tCURRENCY\t\tWon\t0.7\tiso4217=KRW\t\t=KRW|~won@amount\n"
    "currency:MXN\tCURRENCY\t\tMexican Peso\t0.7\tiso4217=MXN\t\t=MXN|~mexican pesos\n"
    "currency:PEN\tCURRENCY\t\tSol\t0.4\tiso4217=PEN\t\t=PEN|~sol@amount\n"
    "currency:USD\tCURRENCY\t\tUS Dollar\t1\tiso4217=USD\t\t=USD|~dollar|~dollars|~US dollars|~dólares\n"
    "org:bank\tORG\tcentral_bank\tPeople's Bank of China\t0.8\t\t\tPeople's Bank of China|=PBOC|=PBO@known\n"
    "org:cote\tORG\t\tCôte d'Azur Médias\t0.5\t\t\tCôte d'Azur Médias\n"
    "org:sp\tPRODUCT\tindex\tS&P 500\t0.5\t\t\tS&P 500|=S&P\n"
    "org:tether\tORG\tcompany\tTether\t0.6\tdomain=tether.to\t\tTether@company@crypto|Tether Holdings\n"
    "region:US-FL\tGPE\tstate\tFlorida\t0.7\t\tUS-FL\tFlorida\n"
    "region:US-GA\tGPE\tstate\tGeorgia\t0.7\t\tUS-GA\tGeorgia@state@place\n";

struct tagged {
    struct dictionary *dictionary;
    struct text text;
    struct mention_list mentions;
    struct buffer shown;
    const char *language, *dollar;
    short year; /* of the publication; 0: unknown */
    signed char month, day;
};

static inline int tagged_setup(void **state)
{
    struct tagged *tagged = xcalloc(1, sizeof *tagged);
    struct error error = {0};
    tagged->dictionary = dictionary_parse("small", small_dictionary, strlen(small_dictionary), &error);
    if (tagged->dictionary == NULL) {
        print_error("%s\n", error.text);
    }
    *state = tagged;
    return tagged->dictionary == NULL;
}

static inline int tagged_teardown(void **state)
{
    struct tagged *tagged = *state;
    dictionary_free(tagged->dictionary);
    text_free(&tagged->text);
    mention_list_free(&tagged->mentions);
    buffer_free(&tagged->shown);
    free(tagged);
    return 0;
}

/* Where the code point with this number begins, by a way of its own. */
static inline size_t byte_of_point(const char *text, size_t point)
{
    const char *at = text;
    for (; *at != '\0' && (point > 0 || ((unsigned char)*at & 0xC0) == 0x80); at++) {
        point -= ((unsigned char)at[1] & 0xC0) != 0x80;
    }
    return (size_t)(at - text);
}

/* "text=id text=id" of all finds, in the order found; each offset is checked. */
static inline const char *tagged_show(struct tagged *tagged, void (*tagger)(struct tagging *), const char *text)
{
    struct tagging tagging = {.text = &tagged->text,
                              .dictionary = tagged->dictionary,
                              .mentions = &tagged->mentions,
                              .field = FIELD_BODY,
                              .year = tagged->year,
                              .month = tagged->month,
                              .day = tagged->day};
    snprintf(tagging.dollar, sizeof tagging.dollar, "%s", tagged->dollar != NULL ? tagged->dollar : "USD");
    mention_list_start(&tagged->mentions, 1000);
    tagged->text.language = tagged->language;
    text_begin(&tagged->text, text, strlen(text));
    while (text_next(&tagged->text)) {
        words_annotate(&tagged->text);
        context_read(&tagged->text);
        tagger(&tagging);
    }
    buffer_clear(&tagged->shown);
    buffer_append_text(&tagged->shown, "");
    for (size_t i = 0; i < tagged->mentions.count; i++) {
        const struct mention *mention = &tagged->mentions.items[i];
        assert_int_equal(byte_of_point(text, mention->start_point), mention->start);
        assert_int_equal(byte_of_point(text, mention->end_point), mention->end);
        buffer_printf(&tagged->shown, "%s%.*s=", i > 0 ? " " : "", (int)(mention->end - mention->start),
                      text + mention->start);
        if (mention->from_dictionary) {
            buffer_append_text(&tagged->shown,
                               dictionary_id(dictionary_entry_of(&mention->is.names[__builtin_ctzll(mention->fits)])));
        } else {
            value_append_id(&tagged->shown, (enum entity_type)mention->type,
                            &tagged->mentions.values[mention->is.value]);
        }
    }
    return tagged->shown.data;
}

/* Rows of text and what has to be found in it; ends with a row of NULL. */
struct tagged_case {
    const char *text, *shown;
};

static inline void tagged_check(struct tagged *tagged, void (*tagger)(struct tagging *),
                                const struct tagged_case *cases)
{
    for (; cases->text != NULL; cases++) {
        const char *shown = tagged_show(tagged, tagger, cases->text);
        if (strcmp(shown, cases->shown) != 0) {
            fail_msg("in \"%s\"\n  wanted %s\n  found  %s", cases->text, cases->shown, shown);
        }
    }
}

#endif
