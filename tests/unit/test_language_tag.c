/* links: enrich — what a language tag says. */
#include "enrich/language.h"
#include "tests/unit/tagging.h"

static void languages(void **state)
{
    static const struct {
        const char *tag, *languages;
        bool is;
    } cases[] = {
        {"en", "en", true},      {"EN", "en", true},     {"en-us", "en", true}, {"zh-Hant-HK", "de zh", true},
        {NULL, "en", true},      {NULL, "de zh", false}, {"fil", "fi", false},  {"fi", "sv fi", true},
        {"enm", "en", false},    {"", "en", false},      {"e", "en", false},    {"de", "en de", true},
        {"nds", "nd de", false}, {"ende", "en", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (language_is(cases[i].tag, cases[i].languages) != cases[i].is) {
            fail_msg("%s among %s", cases[i].tag, cases[i].languages);
        }
    }
}

static void regions(void **state)
{
    static const char *const cases[][2] = {
        {"en-us", "US"},         {"EN-GB", "GB"},      {"sr-Latn-RS", "RS"}, {"es-419", "419"}, {"zh-yue-HK", "HK"},
        {"zh-hant-hk", "HK"},    {"de-CH-1996", "CH"}, {"de-1996", ""},      {"en", ""},        {"sr-Latn", ""},
        {"en-u-ca-gregory", ""}, {"de-x-at", ""},      {"en-", ""},          {"en--US", ""},    {"", ""},
    };
    char region[LANGUAGE_REGION_SIZE];
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_string_equal(language_region(cases[i][0], region), cases[i][1]);
    }
    assert_string_equal(language_region(NULL, region), "");
}

static void values_follow_the_tag(void **state)
{
    static const struct {
        const char *language, *text, *shown;
        void (*tagger)(struct tagging *);
    } cases[] = {
        {"es-mx", "5 pesos", "5 pesos=money:5:MXN", tag_money},
        {"sr-Latn-RS", "5 dinara, 5 dinars", "5 dinars=money:5:RSD", tag_money},
        {"DA", "5 kroner", "5 kroner=money:5:DKK", tag_money},
        {"ZH-hans", "¥5", "¥5=money:5:CNY", tag_money},
        {"en-us", "05/11/2026", "05/11/2026=date:2026-05-11", tag_date},
        {"EN-gb", "05/11/2026", "05/11/2026=date:2026-11-05", tag_date},
        {"EN", "05/11/2026", "", tag_date},
        {"fil", "$1,200", "$1,200=money:1200:USD", tag_money},
        {"fi", "$1,200", "$1,200=money:1.2:USD", tag_money},
    };
    struct tagged *tagged = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        tagged->language = cases[i].language;
        assert_string_equal(tagged_show(tagged, cases[i].tagger, cases[i].text), cases[i].shown);
    }
    tagged->language = NULL;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(languages), cmocka_unit_test(regions),
                                       cmocka_unit_test(values_follow_the_tag)};
    return cmocka_run_group_tests(tests, tagged_setup, tagged_teardown);
}
