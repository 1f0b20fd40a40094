/* links: enrich — the statistical tagger: units, ids and shown names, the model's checks, names joined, posts. */
#include "enrich/chain.h"
#include "enrich/names.h"
#include "tests/unit/tagging.h"

#include <stdlib.h>
#include <unistd.h>

/* The model of the source tree, wherever the test runs. */
static char *model_path(void)
{
    const char *share = getenv("NEWSMILL_SHARE");
    if (share != NULL) {
        return xprintf("%s/names.model", share);
    }
    const char *slash = strstr(__FILE__, "tests/unit/");
    return xprintf("%.*senrich/data/names.model", (int)(slash - __FILE__), __FILE__);
}

static int setup(void **state)
{
    struct error error = {0};
    char *path = model_path();
    *state = model_open(path, &error);
    if (*state == NULL) {
        print_error("%s\n", error.text);
    }
    free(path);
    return *state == NULL;
}

static int teardown(void **state)
{
    model_close(*state);
    return 0;
}

static void units_are_words_as_people_count_them(void **state)
{
    static const struct {
        const char *text, *units;
    } cases[] = {
        {"The U.S. said J. Smith of Acme Inc. left.", "The|U.S.|said|J.|Smith|of|Acme|Inc.|left|."},
        {"AT&T's O'Brien didn't call Amazon.com.", "AT&T|'s|O'Brien|didn't|call|Amazon.com|."},
        {"Coca-Cola/Pepsi: 3M up 1,200.50%", "Coca|-|Cola|/|Pepsi|:|3M|up|1,200.50|%"},
        {"See https://example.org/a?b=c now #news @acme $ACME", "See|https://example.org/a?b=c|now|#news|@acme|$ACME"},
        {"He left. U.S", "He|left|.|U.S"},
        {"中国 a", "中|国|a"},
        {"", ""},
    };
    struct text text = {0};
    struct units units = {0};
    struct buffer shown = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        buffer_clear(&shown);
        buffer_append_text(&shown, "");
        text_begin(&text, cases[i].text, strlen(cases[i].text));
        while (text_next(&text)) {
            units_read(&units, &text, *state);
            for (size_t k = 0; k < units.count; k++) {
                const struct token *last = &text.tokens[units.items[k].last - 1];
                uint32_t start = text.tokens[units.items[k].first].start;
                buffer_printf(&shown, "%s%.*s", shown.size > 0 ? "|" : "", (int)(last->start + last->size - start),
                              cases[i].text + start);
            }
        }
        assert_string_equal(shown.data, cases[i].units);
    }
    buffer_free(&shown);
    units_free(&units);
    text_free(&text);
}

static void names_follow_from_ids(void **state)
{
    static const struct {
        enum entity_type type;
        const char *name, *id, *shown;
    } cases[] = {
        {ENTITY_PERSON, "Jane  Roe", "name:PERSON:jane roe", "Jane Roe"},
        {ENTITY_PERSON, "JANE ROE", "name:PERSON:jane roe", "Jane Roe"},
        {ENTITY_PERSON, "Zoë O’Brien-Kerr", "name:PERSON:zoë o'brien-kerr", "Zoë O'Brien-Kerr"},
        {ENTITY_PERSON, "Émile van der Wiel", "name:PERSON:émile van der wiel", "Émile van der Wiel"},
        {ENTITY_PERSON, "Mitch McConnell", "name:PERSON:mitch mcconnell", "Mitch McConnell"},
        {ENTITY_ORG, "KPMG", "name:ORG:kpmg", "KPMG"},
        {ENTITY_ORG, "Bank of the West", "name:ORG:bank of the west", "Bank of the West"},
        {ENTITY_ORG, "Moody's Analytics", "name:ORG:moody's analytics", "Moody's Analytics"},
        {ENTITY_GPE, "Жуковский", "name:GPE:жуковский", "Жуковский"},
    };
    static const char *const spellings[][3] = {
        {"name:ORG:lseg", "LSEG", "LSEG"},
        {"name:ORG:commerzbank ag", "Commerzbank\n AG", "Commerzbank AG"},
        {"name:ORG:etoro", "eToro", "eToro"},
        {"name:PERSON:jane roe", "JANE ROE", "Jane Roe"},
        {"name:PERSON:jane roe", "jane roe", "Jane Roe"},
        {"name:PERSON:macdonald", "MACDONALD", "Macdonald"},
    };
    struct buffer id = {0}, shown = {0};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        buffer_clear(&id);
        buffer_clear(&shown);
        names_append_id(&id, cases[i].type, cases[i].name, strlen(cases[i].name));
        names_append_shown(&shown, id.data, NULL, 0);
        assert_string_equal(id.data, cases[i].id);
        assert_string_equal(shown.data, cases[i].shown);
    }
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
        buffer_clear(&shown);
        names_append_shown(&shown, spellings[i][0], spellings[i][1], strlen(spellings[i][1]));
        assert_string_equal(shown.data, spellings[i][2]);
    }
    assert_int_equal(names_type(NAME_LOC, "River Tyne", 10), ENTITY_LOC);
    assert_int_equal(names_type(NAME_LOC, "Bristol", 7), ENTITY_GPE);
    assert_int_equal(names_type(NAME_LOC, "Stonebridge Capital", 19), ENTITY_ORG);
    assert_int_equal(names_type(NAME_PERSON, "Elliott Management", 18), ENTITY_ORG);
    assert_int_equal(names_type(NAME_PERSON, "Energy", 6), ENTITY_PERSON);
    buffer_free(&id);
    buffer_free(&shown);
}

static void damaged_models_are_refused(void **state)
{
    const struct model *model = *state;
    static const struct {
        size_t at; /* this byte is changed */
        const char *complaint;
    } cases[] = {{0, "no model of newsmill"}, {8, "has format"}, {40, "checksum"}, {5000, "checksum"}};
    struct error error = {0};
    char *copy = xmalloc(model->size);
    memcpy(copy, model->data, model->size);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        copy[cases[i].at] ^= 0x55;
        assert_null(model_parse("here/names.model", copy, model->size, &error));
        assert_non_null(strstr(error.text, cases[i].complaint));
        assert_non_null(strstr(error.text, "here/names.model"));
        assert_non_null(strstr(error.text, "make model"));
        copy[cases[i].at] ^= 0x55;
    }
    assert_null(model_parse("short", copy, model->size - 1, &error));
    assert_non_null(strstr(error.text, "cut short"));
    assert_null(model_parse("short", copy, 100, &error));
    assert_null(model_open("/nonexistent/names.model", &error));
    assert_non_null(strstr(error.text, "/nonexistent/names.model"));
    assert_null(model_open("/dev", &error));
    struct model *whole = model_parse("whole", copy, model->size, &error);
    assert_non_null(whole);
    model_close(whole);
    free(copy);
}

static size_t last_dropped; /* finds, by the run before */

/* Runs the chain over an article in English; the caller frees it. */
static void run(const struct model *model, const char *headline, const char *body, struct article *article)
{
    struct error error = {0};
    struct dictionary *dictionary = dictionary_parse("small", small_dictionary, strlen(small_dictionary), &error);
    json_t *json = json_pack("{s:s, s:s, s:s, s:s, s:{s:s, s:s}, s:s*, s:s, s:s}", "id",
                             "00112233445566778899aabbccddeeff", "version", "00112233445566778899aabbccddeeff", "url",
                             "https://example.com/a", "fetchedAt", "2026-11-20T10:00:00Z", "source", "kind", "file",
                             "url", "file:///a", "headline", headline, "articleBody", body, "inLanguage", "en-GB");
    struct article again;
    struct chain_counts counts;
    struct buffer line = {0};
    assert_true(article_from_json(article, json, &error));
    struct chain *chain = chain_new();
    chain_run(chain, dictionary, model, article, &counts);
    last_dropped = counts.dropped;
    article_write(article, &line);
    assert_true(article_parse(&again, line.data, line.size, &error)); /* what comes out is an article */
    article_free(&again);
    buffer_free(&line);
    chain_free(chain);
    dictionary_free(dictionary);
}

/* "id:mentions" of people, organisations and places that no dictionary knows, sorted as they come. */
static char *tag(const struct model *model, const char *headline, const char *body)
{
    struct article article;
    struct buffer shown = {0};
    run(model, headline, body, &article);
    size_t i;
    json_t *entity;
    json_array_foreach(json_object_get(article.json, "entities"), i, entity)
    {
        const char *type = json_string_value(json_object_get(entity, "type"));
        if (strcmp(type, "PERSON") == 0 || strcmp(type, "ORG") == 0 || strcmp(type, "GPE") == 0) {
            buffer_printf(&shown, "%s×%zu|", json_string_value(json_object_get(entity, "id")),
                          json_array_size(json_object_get(entity, "mentions")));
        }
    }
    article_free(&article);
    return buffer_steal(&shown);
}

static void one_entity_has_many_names(void **state)
{
    static const struct {
        const char *headline, *body, *wanted[4];
    } cases[] = {
        {"A line ends",
         "Officials met Robert Kennedy\n\nSr. officials of the bank said that he left. Jane Miller, Jr., left.",
         {"robert kennedy×1", "jane miller jr.×1"}},
        {"Miller leaves",
         "Jane Miller left the company on Monday. “It is time,” Ms Miller said. Miller's lawyer, Robert Brown, agreed.",
         {"name:PERSON:jane miller×4|", "name:PERSON:robert brown×1|"}},
        {NULL,
         "The International Rail Federation (IRF) met in Paris. The IRF said that fares will rise. IRF members agreed.",
         {"name:ORG:international rail federation×4|"}},
        {NULL,
         "Talks were held in Jordan and Australia. The People's Bank of China sold it.",
         {"country:JO×1|", "country:AU×1|", "org:bank×1|"}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *shown = tag(*state, cases[i].headline, cases[i].body);
        for (size_t k = 0; k < 4 && cases[i].wanted[k] != NULL; k++) {
            if (strstr(shown, cases[i].wanted[k]) == NULL) {
                fail_msg("in \"%s\"\n  wanted %s\n  found  %s", cases[i].body, cases[i].wanted[k], shown);
            }
        }
        free(shown);
    }
}

static void posts_are_read_beside_names(void **state)
{
    static const struct {
        const char *body, *person, *title, *organization; /* NULL: no role */
    } cases[] = {
        {"Acme Holdings CEO Jane Miller said so.", "jane miller", "CEO", "acme holdings"},
        {"Acme Holdings’s chief executive, Jane Miller, said so.", "jane miller", "chief executive", "acme holdings"},
        {"Jane Miller, the chief executive of the exchange Acme Holdings, said so.", "jane miller", "chief executive",
         "acme holdings"},
        {"Jane Miller, head of credit research at Acme Holdings, said so.", "jane miller", "head of credit research",
         "acme holdings"},
        {"Jane Miller, chairwoman and chief executive of Acme Holdings, said so.", "jane miller",
         "chairwoman and chief executive", "acme holdings"},
        {"Jane Miller, Acme Holdings' rival, said so.", NULL, NULL, NULL},
        {"Jane Miller, Acme Holdings's finance director, said so.", "jane miller", "finance director", "acme holdings"},
        {"The chief executive of Acme Holdings, Jane Miller, said so.", "jane miller", "chief executive",
         "acme holdings"},
        {"Jane Miller, who now leads the exchange Acme Holdings, said so.", "jane miller", "leads", "acme holdings"},
        {"Jane Miller, who founded Acme Holdings, said so.", "jane miller", "founded", "acme holdings"},
        {"Jane Miller, who runs from Acme Holdings, said so.", NULL, NULL, NULL},
        {"Jane Miller sued Acme Holdings.", NULL, NULL, NULL},
        {"Jane Miller was named chief executive of Acme Holdings.", "jane miller", "chief executive", "acme holdings"},
        {"Jane Miller is head of credit research at Acme Holdings.", "jane miller", "head of credit research",
         "acme holdings"},
        {"Jane Miller will become the first chairwoman of the lender Acme Holdings.", "jane miller", "chairwoman",
         "acme holdings"},
        {"Jane Miller was sued by the chief executive of Acme Holdings.", NULL, NULL, NULL},
        {"Acme Holdings, the start-up founded by Jane Miller, won.", "jane miller", "founded", "acme holdings"},
        {"Acme Holdings is led by Jane Miller.", "jane miller", "led", "acme holdings"},
        {"Acme Holdings lost, according to a study led by Jane Miller.", NULL, NULL, NULL},
        {"Acme Holdings appointed Jane Miller as its new finance director.", "jane miller", "finance director",
         "acme holdings"},
        {"Acme Holdings has named Jane Miller co-chief executive.", "jane miller", "co-chief executive",
         "acme holdings"},
        {"Acme Holdings was led by Jane Miller with 11 rebounds.", NULL, NULL, NULL},
        {"Acme Holdings Director General Jane Miller said so.", "jane miller", "Director General", "acme holdings"},
        {"Acme Holdings hired Jane Miller in 2020.", NULL, NULL, NULL},
        {"Acme Holdings’s finance director, Dr. Jane Miller, said so.", "jane miller", "finance director",
         "acme holdings"},
        {"Acme Holdings lost money. Its chief executive, Jane Miller, said so.", "jane miller", "chief executive",
         "acme holdings"},
        {"Acme Holdings said its new chief executive, Jane Miller, would stay.", "jane miller", "chief executive",
         "acme holdings"},
        {"Acme Holdings lost money.\n\nJane Miller, the Oslo-based company’s finance director, said so.", "jane miller",
         "finance director", "acme holdings"},
        {"Acme Holdings lost money. Chief executive Jane Miller said so.", "jane miller", "Chief executive",
         "acme holdings"},
        {"Acme Holdings lost money. Jane Miller, the chief executive, said so.", "jane miller", "chief executive",
         "acme holdings"},
        {"Acme Holdings sued Delta Group. Its chief executive, Jane Miller, said so.", "jane miller", "chief executive",
         "acme holdings"},
        {"Acme Holdings lost money, Delta Group reported. Its chief executive, Jane Miller, said so.", "jane miller",
         "chief executive", "acme holdings"},
        {"Acme Holdings lost money. “Delta Group is next,” the firm’s chairman, Jane Miller, said.", "jane miller",
         "chairman", "acme holdings"},
        {"Acme Holdings lost money in the year to Oct. 26, said analysts polled by Delta Group. Chief executive Jane "
         "Miller "
         "said so.",
         "jane miller", "Chief executive", "acme holdings"},
        {"It was told on X. Acme Holdings lost money, said Jane Miller, its chief executive.", "jane miller",
         "chief executive", "acme holdings"},
        {"The regulator sued Delta Group, Acme Holdings and its chief executive, Jane Miller.", "jane miller",
         "chief executive", "acme holdings"},
        {"It is late, said Jane Miller, secretary-general of think tank Acme Holdings.", "jane miller",
         "secretary-general", "acme holdings"},
        {"It is late, said Jane Miller, director of water Acme Holdings.", NULL, NULL, NULL},
        {"Acme Holdings lost money. Analyst Jane Miller said so.", NULL, NULL, NULL},
        {"Acme Holdings lost money. The rain’s chief executive, Jane Miller, said so.", NULL, NULL, NULL},
        {"Its chief executive, Jane Miller, said so. Acme Holdings lost money.", NULL, NULL, NULL},
        {"Jane Miller, who left Acme Holdings, said so.", NULL, NULL, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct article article;
        run(*state, NULL, cases[i].body, &article);
        json_t *roles = json_object_get(article.json, "roles"), *role = json_array_get(roles, 0);
        if (json_array_size(roles) != (cases[i].person != NULL ? 1 : 0)) {
            fail_msg("in \"%s\": %zu roles", cases[i].body, json_array_size(roles));
        }
        if (role != NULL) {
            assert_string_equal(strrchr(json_string_value(json_object_get(role, "person")), ':') + 1, cases[i].person);
            assert_string_equal(json_string_value(json_object_get(role, "title")), cases[i].title);
            assert_string_equal(strrchr(json_string_value(json_object_get(role, "organization")), ':') + 1,
                                cases[i].organization);
        }
        article_free(&article);
    }
}

/* Texts that could cost time or memory: everything is bounded, and nothing is read beyond the end. */
static void hostile_texts(void **state)
{
    static const char *const parts[] = {"A",   "A.",         "Jordan ", "U.S.", "a&", "O'",
                                        "'s ", "Smith (S) ", "中",      "x.y",  "@",  "Mr. A "};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        struct buffer body = {0};
        while (body.size < 60000) {
            buffer_append_text(&body, parts[i]);
        }
        free(tag(*state, parts[i], body.data));
        buffer_free(&body);
    }
}

/* Words that are surely no names, however many, leave room for names and count as nothing that was dropped. */
static void no_names_take_no_room(void **state)
{
    struct buffer body = {0};
    for (int i = 0; i < 25000; i++) {
        buffer_append_text(&body, "But it rained again. ");
    }
    buffer_append_text(&body, "“I saw it,” said Jane Miller of Acme Holdings.");
    char *shown = tag(*state, "It rained", body.data);
    assert_non_null(strstr(shown, "name:PERSON:jane miller×1|"));
    assert_int_equal(last_dropped, 0);
    free(shown);
    buffer_free(&body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(units_are_words_as_people_count_them),
                                       cmocka_unit_test(names_follow_from_ids),
                                       cmocka_unit_test(damaged_models_are_refused),
                                       cmocka_unit_test(one_entity_has_many_names),
                                       cmocka_unit_test(posts_are_read_beside_names),
                                       cmocka_unit_test(hostile_texts),
                                       cmocka_unit_test(no_names_take_no_room)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
