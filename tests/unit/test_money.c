/* links: enrich — amounts of money. */
#include "tests/unit/tagging.h"

static void amounts_of_many_shapes(void **state)
{
    static const struct tagged_case cases[] = {
        {"It paid $90m.", "$90m=money:90000000:USD"},
        {"$90 million", "$90 million=money:90000000:USD"},
        {"EUR 3.2 billion", "EUR 3.2 billion=money:3200000000:EUR"},
        {"3.2bn EUR", "3.2bn EUR=money:3200000000:EUR"},
        {"€1,200.50 and £5k", "€1,200.50=money:1200.5:EUR £5k=money:5000:GBP"},
        {"US$7.5 billion, A$3, C$4m, HK$5",
         "US$7.5 billion=money:7500000000:USD A$3=money:3:AUD C$4m=money:4000000:CAD "
         "HK$5=money:5:HKD"},
        {"two million dollars", "two million dollars=money:2000000:USD"},
        {"a billion euros", "a billion euros=money:1000000000:EUR"},
        {"half a million dollars", "half a million dollars=money:500000:USD"},
        {"twenty-five dollars", "twenty-five dollars=money:25:USD"},
        {"5 Australian dollars", "5 Australian dollars=money:5:AUD"},
        {"50 cents", "50 cents=money:0.5:USD"},
        {"¥500 ₹5 crore ₩3tn", "¥500=money:500:JPY ₹5 crore=money:50000000:INR ₩3tn=money:3000000000000:KRW"},
        {"RMB 100 million", "RMB 100 million=money:100000000:CNY"},
        {"a $5-million loan", "$5-million=money:5000000:USD"},
        {"-$5m", "-$5m=money:-5000000:USD"},
        {"$5 million USD", "$5 million USD=money:5000000:USD"},
        {"5 million sol, 5 million SOL", "5 million sol=money:5000000:PEN"},
        {"5 million won", "5 million won=money:5000000:KRW"},
        {"$0", "$0=money:0:USD"},
        {NULL, NULL},
    };
    tagged_check(*state, tag_money, cases);
}

static void ranges_give_both_ends(void **state)
{
    static const struct tagged_case cases[] = {
        {"$5-10 million", "$5=money:5000000:USD 10 million=money:10000000:USD"},
        {"5 to 10 million euros", "5=money:5000000:EUR 10 million euros=money:10000000:EUR"},
        {"$5 million to $10 million", "$5 million=money:5000000:USD $10 million=money:10000000:USD"},
        {"between 5 and 10 dollars", "5=money:5:USD 10 dollars=money:10:USD"},
        {"CHF 5 and 10 euros", "CHF 5=money:5:CHF 10 euros=money:10:EUR"},
        {NULL, NULL},
    };
    tagged_check(*state, tag_money, cases);
}

static void words_of_several_countries(void **state)
{
    static const struct tagged_case cases[] = {
        {"In Norway it paid 2 billion kroner.", "2 billion kroner=money:2000000000:NOK"},
        {"In Denmark it paid 500 kroner.", "500 kroner=money:500:DKK"},
        {"Argentina lost 5bn pesos. Mexico lost 6bn pesos.",
         "5bn pesos=money:5000000000:ARS 6bn pesos=money:6000000000:MXN"},
        {"It borrowed 5 million rupees from Pakistan.", "5 million rupees=money:5000000:PKR"},
        {"5 million rupees", "5 million rupees=money:5000000:INR"},
        {"5 million Mexican pesos in Argentina", "5 million Mexican pesos=money:5000000:MXN"},
        {"It wants 3 billion pounds.", "3 billion pounds=money:3000000000:GBP"},
        {"5 pesos, 3 million dinars, 2 crowns in Sweden", ""},
        {NULL, NULL},
    };
    tagged_check(*state, tag_money, cases);
}

static void what_is_no_amount(void **state)
{
    static const struct tagged_case cases[] = {
        {"They won 5 games; 10 won.", ""},
        {"5 pounds of flour", ""},
        {"90 million people", ""},
        {"$BTC and $ and US", ""},
        {"Version 1.2.3 for $x", ""},
        {"in $\n5", ""},
        {NULL, NULL},
    };
    tagged_check(*state, tag_money, cases);
}

static void other_languages(void **state)
{
    struct tagged *tagged = *state;
    static const struct tagged_case german[] = {
        {"90 Mio. Euro", "90 Mio. Euro=money:90000000:EUR"},
        {"3,2 Milliarden Euro", "3,2 Milliarden Euro=money:3200000000:EUR"},
        {"1.200,50 Franken", "1.200,50 Franken=money:1200.5:CHF"},
        {"1.200 Euro", "1.200 Euro=money:1200:EUR"},
        {"2 Billionen Euro", "2 Billionen Euro=money:2000000000000:EUR"},
        {NULL, NULL},
    };
    static const struct tagged_case french[] = {
        {"3,2 millions d'euros", "3,2 millions d'euros=money:3200000:EUR"},
        {"1 200 000 €", "1 200 000 €=money:1200000:EUR"},
        {"1\u202f200,50 €", "1\u202f200,50 €=money:1200.5:EUR"},
        {"5 milliards de dollars", "5 milliards de dollars=money:5000000000:USD"},
        {"5 billions d'euros, 5 trillions d'euros", "5 billions d'euros=money:5000000000000:EUR"},
        {"5 millions\nd'euros", ""},
        {"€1 234 567,123456789012", ""},
        {NULL, NULL},
    };
    static const struct tagged_case spanish[] = {
        {"3,5 millones de dólares", "3,5 millones de dólares=money:3500000:USD"},
        {"5 mil dólares, 5 billones de dólares",
         "5 mil dólares=money:5000:USD 5 billones de dólares=money:5000000000000:USD"},
        {NULL, NULL},
    };
    tagged->language = "de";
    tagged_check(tagged, tag_money, german);
    tagged->language = "fr-FR";
    tagged_check(tagged, tag_money, french);
    tagged->language = "es";
    tagged_check(tagged, tag_money, spanish);
    static const char *const others[] = {"fil", "ja", "da", "it", NULL};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) { /* no word of their own: English holds */
        tagged->language = others[i];
        assert_string_equal(tagged_show(tagged, tag_money, "$2 billion, $3 mil"),
                            "$2 billion=money:2000000000:USD $3=money:3:USD");
    }
    tagged->language = NULL;
    tagged->dollar = "CAD";
    assert_string_equal(tagged_show(tagged, tag_money, "$5, US$6 and 7 dollars"),
                        "$5=money:5:CAD US$6=money:6:USD 7 dollars=money:7:USD");
    tagged->dollar = NULL;
}

static void hostile_figures(void **state)
{
    struct tagged *tagged = *state;
    struct buffer text = {0};
    static const struct tagged_case cases[] = {
        {"$999999999999999999999", ""},
        {"$123456789012345678", "$123456789012345678=money:123456789012345678:USD"},
        {"$1,000 trillion", "$1,000 trillion=money:1000000000000000:USD"},
        {"$999999 trillion trillion", "$999999 trillion=money:999999000000000000:USD"},
        {"$9999999 trillion", ""},
        {"$0.0000000000000001", ""},
        {"$1,2,3", ""},
        {"$1,00,00,000", "$1,00,00,000=money:10000000:USD"},
        {NULL, NULL},
    };
    tagged_check(tagged, tag_money, cases);
    buffer_append_char(&text, '$');
    for (int i = 0; i < 100000; i++) {
        buffer_append_char(&text, '9');
    }
    tagged_show(tagged, tag_money, text.data);
    assert_int_equal(tagged->mentions.count, 0);
    buffer_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(amounts_of_many_shapes),
        cmocka_unit_test(ranges_give_both_ends),
        cmocka_unit_test(words_of_several_countries),
        cmocka_unit_test(what_is_no_amount),
        cmocka_unit_test(other_languages),
        cmocka_unit_test(hostile_figures),
    };
    return cmocka_run_group_tests(tests, tagged_setup, tagged_teardown);
}
