/* links: enrich — the dictionary's file, its look-up and the tagger of names. */
#include "tests/unit/tagging.h"

static void names_in_their_case(void **state)
{
    static const struct tagged_case cases[] = {
        {"China and the people's republic; china, CHINA", "China=country:CN CHINA=country:CN"},
        {"Bitcoin, BITCOIN, bitcoin; BTC but not btc", "Bitcoin=asset:BTC BITCOIN=asset:BTC bitcoin=asset:BTC "
                                                       "BTC=asset:BTC"},
        {"the People’s Bank of China said", "People’s Bank of China=org:bank"},
        {"The people's bank of China", "China=country:CN"},
        {"S&P 500 and S&P; S & P", "S&P 500=org:sp S&P=org:sp"},
        {"Côte d’Azur Médias, CÔTE D'AZUR MÉDIAS", "Côte d’Azur Médias=org:cote CÔTE D'AZUR MÉDIAS=org:cote"},
        {"中国と日本", "中国=country:CN"},
        {"United\u00a0 States, United\nStates", "United\u00a0 States=country:US"},
        {"the U.S. and Chinese", "U.S.=country:US Chinese=country:CN"},
        {"Chinas unChina China-based", "China=country:CN"},
        {"😀 China\u0301 China", "China=country:CN"},
        {"Côte d'Azur Médias Inc. and Côte d'Azur Médias, Ltd said", /* with the legal form */
         "Côte d'Azur Médias Inc.=org:cote Côte d'Azur Médias, Ltd=org:cote"},
        {"Côte d'Azur Médias plc; Côte d'Azur Médias inc, Côte d'Azur Médias,Inc",
         "Côte d'Azur Médias plc=org:cote Côte d'Azur Médias=org:cote Côte d'Azur Médias=org:cote"},
        {"Côte d'Azur Médias\nInc and Côte d'Azur Médias  Inc", /* another line, and too far */
         "Côte d'Azur Médias=org:cote Côte d'Azur Médias=org:cote"},
        {"Côte d'Azur Médias Group and Côte d'Azur Médias\n\nHoldings",
         "Côte d'Azur Médias Group=org:cote Côte d'Azur Médias=org:cote"},
        {"China Inc. and S&P Inc.", "China=country:CN S&P=org:sp"},
        {NULL, NULL},
    };
    tagged_check(*state, tag_dictionary, cases);
}

/* A file with one mistake is refused whole, with the line named. */
static void broken_files_are_refused(void **state)
{
#define HEAD "# version 1\nid\ttype\tsubtype\tname\tprior\tids\tplace\tnames\n"
    static const struct {
        const char *data, *complaint;
    } cases[] = {
        {"", "version"},
        {"# version 1\n", "without an entry"},
        {"id\ttype\tsubtype\tname\tprior\tids\tplace\tnames\na\tORG\t\tA\t1\t\t\tA\n", "version"},
        {"# version 1\nname\tid\n", "line 2: wants the columns"},
        {HEAD "a\tORG\t\tA\t1\t\tA\n", "line 3: fewer than 8"},
        {HEAD "a\tORG\t\tA\t1\t\t\tA\textra\n", "line 3: wants 8"},
        {HEAD "a\tNOTHING\t\tA\t1\t\t\tA\n", "line 3: wants 8"},
        {HEAD "a\tORG\t\tA\tmuch\t\t\tA\n", "line 3: the prior"},
        {HEAD "a\tORG\t\tA\tnan\t\t\tA\n", "line 3: the prior"},
        {HEAD "a\tORG\t\tA\t1\t\t\tA@never\n", "line 3: unknown context"},
        {HEAD "a\tORG\t\tA\t1\t\t\tA|\n", "line 3: a name is empty"},
        {HEAD "b\tORG\t\tB\t1\t\t\tB\na\tORG\t\tA\t1\t\t\tA\n", "line 4: the id"},
        {HEAD "b\tORG\t\tB\t1\t\t\tB\nb\tORG\t\tA\t1\t\t\tA\n", "line 4: the id"},
        {HEAD "a\tORG\t\t\xff\t1\t\t\tA\n", "UTF-8"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct error error = {0};
        assert_null(dictionary_parse("file", cases[i].data, strlen(cases[i].data), &error));
        if (strstr(error.text, cases[i].complaint) == NULL) {
            fail_msg("wanted '%s', got '%s'", cases[i].complaint, error.text);
        }
    }
    struct error error = {0};
    assert_null(dictionary_load("/nonexistent/dictionary.tsv", NULL, 0, &error));
    assert_int_equal(error.kind, ERROR_USAGE);
}

static void the_version_tells_the_file(void **state)
{
    struct tagged *tagged = *state;
    assert_memory_equal(dictionary_version(tagged->dictionary), "test-1 sha256:", 14);
    assert_int_equal(strlen(dictionary_version(tagged->dictionary)), 26);
    assert_true(dictionary_entries(tagged->dictionary) >= 20);
}

/* A text that begins many names again and again is walked once each, not over and over. */
static void prefixes_without_end(void **state)
{
    struct tagged *tagged = *state;
    struct buffer text = {0};
    for (int i = 0; i < 100000; i++) {
        buffer_append_text(&text, "People's Bank of ");
    }
    tagged_show(tagged, tag_dictionary, text.data);
    assert_int_equal(tagged->mentions.count, 0);
    buffer_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_in_their_case), cmocka_unit_test(broken_files_are_refused),
        cmocka_unit_test(the_version_tells_the_file), cmocka_unit_test(prefixes_without_end)};
    return cmocka_run_group_tests(tests, tagged_setup, tagged_teardown);
}
