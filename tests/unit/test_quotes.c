/* links: enrich — who said what: invented texts with the quotes that they hold. */
#include "common/buffer.h"
#include "enrich/chain.h"
#include "tests/unit/knowing.h"

#include <stdlib.h>
#include <string.h>

/* The quotes or statements of a body, "text|speaker|cue" each, one a line. */
static char *said_in(struct shared_knowledge *shared, const char *language, const char *list, const char *body)
{
    struct buffer shown = {0};
    struct error error = {0};
    struct article article;
    struct chain_counts counts;
    const struct knowledge *knowledge = knowledge_take(shared);
    struct chain *chain = chain_new();
    json_t *json = json_pack("{s:s, s:s, s:s, s:s, s:s, s:{s:s, s:s}, s:s}", "id", "0123456789abcdef0123456789abcdef",
                             "version", "0123456789abcdef0123456789abcdef", "url", "https://example.org/a",
                             "articleBody", body, "inLanguage", language, "source", "kind", "page", "url",
                             "https://example.org/a", "fetchedAt", "2026-01-02T03:04:05Z");
    assert_true(article_from_json(&article, json, &error));
    chain_run(chain, knowledge->dictionary, knowledge->model, &article, &counts);
    buffer_append_text(&shown, "");
    json_t *quote;
    size_t i;
    json_array_foreach(json_object_get(article.json, list), i, quote)
    {
        json_t *speaker = json_object_get(quote, "speaker"), *cue = json_object_get(quote, "cue");
        buffer_printf(&shown, "%s%s|%s|%s", i == 0 ? "" : "\n", json_string_value(json_object_get(quote, "text")),
                      json_string_value(json_object_get(speaker, "name")),
                      cue != NULL ? json_string_value(json_object_get(cue, "text")) : "-");
    }
    article_free(&article);
    chain_free(chain);
    knowledge_put_back(shared, knowledge);
    return buffer_steal(&shown);
}

struct wanted {
    const char *body, *quotes;
};

static void check(struct shared_knowledge *shared, const char *language, const char *list, const struct wanted *cases,
                  size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char *found = said_in(shared, language, list, cases[i].body);
        if (strcmp(found, cases[i].quotes) != 0) {
            fail_msg("in \"%s\"\n  wanted \"%s\"\n  found  \"%s\"", cases[i].body, cases[i].quotes, found);
        }
        free(found);
    }
}

#define CHECK(language, cases) check(*state, language, "quotes", cases, sizeof cases / sizeof *cases)

static void the_speaker_stands_before_behind_or_between(void **state)
{
    static const struct wanted cases[] = {
        {"Jane Miller said: “We hold the shares.”", "We hold the shares.|Jane Miller|said"},
        {"“We hold the shares,” said Jane Miller.", "We hold the shares|Jane Miller|said"},
        {"“We hold the shares,” Jane Miller said on Monday.", "We hold the shares|Jane Miller|said"},
        {"“We hold the shares,” Jane Miller, who leads the fund, told reporters.",
         "We hold the shares|Jane Miller|told"},
        {"“We hold the shares,” Jane Miller said, “and we will keep them.”",
         "We hold the shares|Jane Miller|said\nand we will keep them.|Jane Miller|said"},
        {"\"We hold the shares,\" Jane Miller, of Ky., said.", "We hold the shares|Jane Miller|said"},
        {"Said Jane Miller: “We hold the shares.”", "We hold the shares.|Jane Miller|Said"},
        {"Jane Miller laughed and said, “We hold the shares.”", "We hold the shares.|Jane Miller|said"},
        {"The plan is “a very large mistake,” according to Jane Miller.", "a very large mistake|Jane Miller|according"},
        {"“We hold what we have.” — Jane Miller", "We hold what we have.|Jane Miller|—"},
        {"“We are not selling,” a spokesman for the bank said.", "We are not selling|a spokesman for the bank|said"},
        {"“We are not selling,” the company said in a statement.", "We are not selling|the company|said"},
    };
    CHECK("en", cases);
}

static void a_voice_goes_on(void **state)
{
    static const struct wanted cases[] = {
        {"“We hold the shares,” said Jane Miller. “We will keep them.”",
         "We hold the shares|Jane Miller|said\nWe will keep them.|Jane Miller|-"},
        {"Jane Miller said: “We hold the shares.\n\n“And we will keep them.”",
         "We hold the shares.|Jane Miller|said\nAnd we will keep them.|Jane Miller|-"},
        {"Jane Miller met the board on Monday. “We hold the shares,” she said.", "We hold the shares|Jane Miller|said"},
        {"Jane Miller said she hopes that rates “will fall very soon.”", "will fall very soon.|Jane Miller|said"},
        {"Jane Miller spoke for the bank.\n\nPeter Novak went home. “It was late,” he said.",
         "It was late|Peter Novak|said"},
    };
    CHECK("en", cases);
}

static void what_is_nobodys_is_no_quote(void **state)
{
    static const struct wanted cases[] = {
        {"The harbour is known as “the quiet one” to sailors.", ""},
        {"On “Money in the Morning,” Jane Miller said that rates would fall.", ""},
        {"It's a traders' pit, and the '90s were its best years.", ""},
        {"Jane Miller was told that the shares were “gone for good.”", ""},
        {"Jane Miller said rates would fall.", ""},
    };
    CHECK("en", cases);
}

static void marks_of_many_kinds(void **state)
{
    static const struct wanted german[] = {
        {"„Wir halten die Aktien“, sagte Jane Miller.", "Wir halten die Aktien|Jane Miller|sagte"},
    };
    static const struct wanted english[] = {
        {"‘We hold the shares,’ said Jane Miller. ‘It's the bank's money.’",
         "We hold the shares|Jane Miller|said\nIt's the bank's money.|Jane Miller|-"},
        {"«We hold the shares,» said Jane Miller.", "We hold the shares|Jane Miller|said"},
        {"“He called it ‘a gift’ to us,” said Jane Miller.", "He called it ‘a gift’ to us|Jane Miller|said"},
    };
    CHECK("en", english);
    CHECK("de", german);
}

static void statements_are_reported_without_marks(void **state)
{
    static const struct wanted cases[] = {
        {"Jane Miller said on Monday that rates would fall by June.", "rates would fall by June|Jane Miller|said"},
        {"Jane Miller told reporters that rates would fall.", "rates would fall|Jane Miller|told"},
        {"Rates would fall by June, Jane Miller told reporters on Monday.",
         "Rates would fall by June|Jane Miller|told"},
        {"According to Jane Miller, rates would fall by June.", "rates would fall by June|Jane Miller|According"},
        {"Jane Miller said rates would fall, but Peter Novak warned they could rise.",
         "rates would fall|Jane Miller|said\nthey could rise|Peter Novak|warned"},
        {"Jane Miller said rates “will fall very soon.”", ""},
        {"Jane Miller said on Monday.", ""},
        {"Jane Miller announced a new fund.", ""},
        {"Jane Miller hopes that rates will fall.", ""},
    };
    check(*state, "en", "statements", cases, sizeof cases / sizeof *cases);
}

/* Texts that could cost time: everything is bounded. */
static void hostile_texts(void **state)
{
    static const char *const parts[] = {"“",          "\"",        "'",  "“a ", "said ",
                                        "“x,” said ", "he said “", "— ", "(“",  "Mr. A said, "};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        struct buffer body = {0};
        while (body.size < 60000) {
            buffer_append_text(&body, parts[i]);
        }
        free(said_in(*state, "en", "quotes", body.data));
        buffer_free(&body);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_speaker_stands_before_behind_or_between),
                                       cmocka_unit_test(a_voice_goes_on),
                                       cmocka_unit_test(what_is_nobodys_is_no_quote),
                                       cmocka_unit_test(marks_of_many_kinds),
                                       cmocka_unit_test(statements_are_reported_without_marks),
                                       cmocka_unit_test(hostile_texts)};
    return cmocka_run_group_tests(tests, knowing_setup, knowing_teardown);
}
