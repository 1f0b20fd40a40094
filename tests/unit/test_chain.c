/* links: enrich — the whole chain: context, overlaps, entities, limits. */
#include "enrich/chain.h"
#include "enrich/merge.h"
#include "tests/unit/tagging.h"

static json_t *run(struct tagged *tagged, const char *headline, const char *abstract, const char *body)
{
    json_t *json = json_pack("{s:s, s:s, s:s, s:s, s:{s:s, s:s}, s:s}", "id", "00112233445566778899aabbccddeeff",
                             "version", "00112233445566778899aabbccddeeff", "url", "https://example.com/a", "fetchedAt",
                             "2026-11-20T10:00:00Z", "source", "kind", "file", "url", "file:///a", "datePublished",
                             "2026-11-20T23:30:00-05:00");
    const char *const names[] = {"headline", "abstract", "articleBody"};
    const char *const texts[] = {headline, abstract, body};
    for (size_t i = 0; i < 3; i++) {
        if (texts[i] != NULL) {
            json_object_set_new(json, names[i], json_string(texts[i]));
        }
    }
    struct article article;
    struct error error = {0};
    if (!article_from_json(&article, json, &error)) {
        fail_msg("%s", error.text);
    }
    struct chain *chain = chain_new();
    struct chain_counts counts;
    chain_run(chain, tagged->dictionary, NULL, &article, &counts);
    struct buffer line = {0};
    struct article again;
    article_write(&article, &line);
    assert_true(article_parse(&again, line.data, line.size, &error)); /* what comes out is an article */
    json_t *entities = json_incref(json_object_get(article.json, "entities"));
    assert_non_null(json_object_get(json_object_get(article.json, "enrichment"), "at"));
    article_free(&again);
    article_free(&article);
    buffer_free(&line);
    chain_free(chain);
    return entities;
}

static json_t *entity(json_t *entities, const char *id)
{
    size_t i;
    json_t *item;
    json_array_foreach(entities, i, item)
    {
        if (strcmp(json_string_value(json_object_get(item, "id")), id) == 0) {
            return item;
        }
    }
    return NULL;
}

static size_t mentions(json_t *entities, const char *id)
{
    json_t *found = entity(entities, id);
    return found != NULL ? json_array_size(json_object_get(found, "mentions")) : 0;
}

static void context_decides(void **state)
{
    static const struct {
        const char *body, *id;
        size_t count;
    } cases[] = {
        {"Talks were held in Jordan.", "country:JO", 1},
        {"Michael Jordan smiled in China.", "country:JO", 0},
        {"Jordan and China agreed.", "country:JO", 1},
        {"Mr Jordan met them in China.", "country:JO", 0},
        {"Shares of SOL rose.", "asset:SOL", 0},
        {"Crypto: SOL rose.", "asset:SOL", 1},
        {"Tether rose while bitcoin fell.", "asset:USDT", 1},
        {"Tether said that bitcoin fell.", "org:tether", 1},
        {"Tether said that bitcoin fell.", "asset:USDT", 0},
        {"Tether the horse to a tree.", "asset:USDT", 0},
        {"He flew to Georgia from China.", "country:GE", 1},
        {"He flew to Georgia from Florida.", "region:US-GA", 1},
        {"He flew to Georgia from Florida.", "country:GE", 0},
        {"A court in Georgia asked the United States.", "region:US-GA", 1},
        {"He flew to Georgia.", "country:GE", 1},
        {"PBO fell.", "org:bank", 0},
        {"The People's Bank of China (PBO) acted. PBO fell.", "org:bank", 3},
        {"ALL OF US ARE HERE NOW.", "country:US", 0},
        {"All of the US is here.", "country:US", 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *entities = run(*state, NULL, NULL, cases[i].body);
        if (mentions(entities, cases[i].id) != cases[i].count) {
            fail_msg("in \"%s\": %zu mentions of %s", cases[i].body, mentions(entities, cases[i].id), cases[i].id);
        }
        json_decref(entities);
    }
}

static void the_longest_find_stays(void **state)
{
    json_t *entities = run(*state, NULL, NULL, "The People's Bank of China sold 1,200 BTC on 5 November 2026.");
    assert_int_equal(mentions(entities, "org:bank"), 1);
    assert_null(entity(entities, "country:CN"));
    assert_null(entity(entities, "asset:BTC"));
    assert_non_null(entity(entities, "quantity:1200:BTC"));
    assert_non_null(entity(entities, "date:2026-11-05"));
    assert_int_equal(json_array_size(entities), 3);
    json_decref(entities);
}

static void entities_carry_what_the_article_needs(void **state)
{
    json_t *entities = run(*state, "China buys Bitcoin", "Bitcoin 😀 China", "It paid $90m, or 5.2%; yesterday.");
    json_t *china = entity(entities, "country:CN"), *money = entity(entities, "money:90000000:USD");
    json_t *mention = json_array_get(json_object_get(china, "mentions"), 1);
    assert_string_equal(json_string_value(json_object_get(china, "name")), "China");
    assert_string_equal(json_string_value(json_object_get(china, "subtype")), "country");
    assert_string_equal(json_string_value(json_object_get(json_object_get(china, "ids"), "iso3166")), "CN");
    assert_string_equal(json_string_value(json_object_get(mention, "field")), "abstract");
    assert_int_equal(json_integer_value(json_object_get(mention, "start")), 10);
    assert_int_equal(json_integer_value(json_object_get(mention, "end")), 15);
    assert_string_equal(json_string_value(json_object_get(money, "name")), "$90m");
    assert_string_equal(json_string_value(json_object_get(money, "currency")), "USD");
    assert_int_equal(json_integer_value(json_object_get(money, "value")), 90000000);
    assert_null(json_object_get(json_array_get(json_object_get(money, "mentions"), 0), "field"));
    assert_true(json_real_value(json_object_get(entity(entities, "percent:5.2"), "value")) == 5.2);
    assert_non_null(entity(entities, "date:2026-11-19")); /* yesterday, in the publication's own time zone */
    json_decref(entities);
}

/* As many finds as fit into an article: bounded in number and time. */
static void many_finds(void **state)
{
    struct buffer body = {0};
    for (int i = 0; i < 150000; i++) {
        buffer_append_text(&body, "China US $5, ");
    }
    json_t *entities = run(*state, "China", NULL, body.data);
    size_t total = 0, i;
    json_t *item;
    json_array_foreach(entities, i, item)
    {
        total += json_array_size(json_object_get(item, "mentions"));
    }
    assert_int_equal(total, MENTIONS_LIMIT);
    json_decref(entities);
    buffer_free(&body);
}

static void names_of_values(void **state)
{
    static const struct {
        enum entity_type type;
        struct value value;
        const char *id, *name;
    } cases[] = {
        {ENTITY_MONEY, {.number = {9, 7}, .unit = "USD"}, "money:90000000:USD", "$90m"},
        {ENTITY_MONEY, {.number = {15, 8}, .unit = "EUR"}, "money:1500000000:EUR", "€1.5bn"},
        {ENTITY_MONEY, {.number = {1234567, 0}, .unit = "USD"}, "money:1234567:USD", "$1,234,567"},
        {ENTITY_MONEY, {.number = {-5, 6}, .unit = "CHF"}, "money:-5000000:CHF", "-CHF 5m"},
        {ENTITY_MONEY, {.number = {31005, -1}, .unit = "USD"}, "money:3100.5:USD", "$3,100.50"},
        {ENTITY_MONEY, {.number = {0, 0}, .unit = "USD"}, "money:0:USD", "$0"},
        {ENTITY_MONEY, {.number = {1, 15}, .unit = "JPY"}, "money:1000000000000000:JPY", "¥1,000tn"},
        {ENTITY_PERCENT, {.number = {52, -1}}, "percent:5.2", "5.2%"},
        {ENTITY_PERCENT, {.number = {-5, -3}}, "percent:-0.005", "-0.005%"},
        {ENTITY_QUANTITY, {.number = {12, 2}, .unit = "BTC"}, "quantity:1200:BTC", "1,200 BTC"},
        {ENTITY_DATE, {.year = 2026, .month = 3}, "date:2026-03", "2026-03"},
        {ENTITY_DATE, {.year = 2026, .week = 5}, "date:2026-W05", "2026-W05"},
        {ENTITY_TICKER, {.unit = "ACME", .market = "XNAS"}, "ticker:XNAS:ACME", "ACME"},
    };
    struct buffer text = {0};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        buffer_clear(&text);
        value_append_id(&text, cases[i].type, &cases[i].value);
        assert_string_equal(text.data, cases[i].id);
        buffer_clear(&text);
        value_append_name(&text, cases[i].type, &cases[i].value);
        assert_string_equal(text.data, cases[i].name);
    }
    buffer_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(context_decides), cmocka_unit_test(the_longest_find_stays),
                                       cmocka_unit_test(entities_carry_what_the_article_needs),
                                       cmocka_unit_test(many_finds), cmocka_unit_test(names_of_values)};
    return cmocka_run_group_tests(tests, tagged_setup, tagged_teardown);
}
