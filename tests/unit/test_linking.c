/* links: enrich — which entity is meant: invented articles, each with a name and the id that it must have, or none. */
#include "enrich/chain.h"
#include "enrich/knowledge.h"
#include "enrich/linking.h"
#include "tests/unit/test_common.h"

#include <stdlib.h>
#include <string.h>

static struct shared_knowledge *open_knowledge(void)
{
    struct error error = {0};
    struct knowledge_paths paths = {0};
    char *dictionary = knowledge_find(NULL, "entities.dictionary", "dictionary", &error);
    char *model = knowledge_find(NULL, "names.model", "model", &error);
    paths.dictionary = dictionary;
    paths.model = model;
    struct shared_knowledge *shared = dictionary != NULL && model != NULL ? knowledge_open(&paths, &error) : NULL;
    if (shared == NULL) {
        print_error("%s\n", error.text);
    }
    free(dictionary);
    free(model);
    return shared;
}

static int setup(void **state)
{
    *state = open_knowledge();
    return *state == NULL;
}

static int teardown(void **state)
{
    knowledge_close(*state);
    return 0;
}

/* What the first mention of `name` in the body is: an id, "" if it is none of a dictionary; from malloc. */
static char *id_of(struct shared_knowledge *shared, const char *language, const char *body, const char *name)
{
    struct error error = {0};
    struct article article;
    struct chain_counts counts;
    const struct knowledge *knowledge = knowledge_take(shared);
    struct chain *chain = chain_new();
    json_t *json = json_pack("{s:s, s:s, s:s, s:s, s:{s:s, s:s}, s:s, s:s}", "id", "00112233445566778899aabbccddeeff",
                             "version", "00112233445566778899aabbccddeeff", "url", "https://example.com/a", "fetchedAt",
                             "2026-11-20T10:00:00Z", "source", "kind", "file", "url", "file:///a", "inLanguage",
                             language, "articleBody", body);
    char *id = NULL;
    size_t i, j;
    json_t *entity, *mention;
    assert_true(article_from_json(&article, json, &error));
    chain_run(chain, knowledge->dictionary, knowledge->model, &article, &counts);
    json_array_foreach(json_object_get(article.json, "entities"), i, entity)
    {
        json_array_foreach(json_object_get(entity, "mentions"), j, mention)
        {
            const char *found = json_string_value(json_object_get(entity, "id"));
            if (id == NULL && strcmp(json_string_value(json_object_get(mention, "text")), name) == 0) {
                id = xstrdup(strncmp(found, "name:", 5) == 0 ? "" : found);
            }
        }
    }
    article_free(&article);
    chain_free(chain);
    knowledge_put_back(shared, knowledge);
    return id != NULL ? id : xstrdup("");
}

struct linked_case {
    const char *body, *name, *id; /* "": no entity of the dictionary */
};

static void check(struct shared_knowledge *shared, const char *language, const struct linked_case *cases, size_t count)
{
    size_t wrong = 0;
    for (size_t i = 0; i < count; i++) {
        char *id = id_of(shared, language, cases[i].body, cases[i].name);
        if (strcmp(id, cases[i].id) != 0) {
            print_error("in \"%s\": %s is '%s', not '%s'\n", cases[i].body, cases[i].name, id, cases[i].id);
            wrong++;
        }
        free(id);
    }
    assert_int_equal(wrong, 0);
}

static void places(void **state)
{
    static const struct linked_case cases[] = {
        {"The president of Georgia flew from Tbilisi to Armenia.", "Georgia", "country:GE"},
        {"Voters in Georgia and Florida go to the polls in November.", "Georgia", "region:US-GA"},
        {"A judge in Atlanta said that Georgia will count the ballots again.", "Georgia", "region:US-GA"},
        {"Police in Paris, Texas, closed the road on Monday.", "Paris", "geonames:4717560"},
        {"The minister spoke in Paris on Monday.", "Paris", "geonames:2988507"},
        {"Researchers in Cambridge, Massachusetts, built the chip.", "Cambridge", "geonames:4931972"},
        {"Her office in Cambridge is closed.", "Cambridge", ""},
        {"He moved from Birmingham, Alabama, to the coast.", "Birmingham", "geonames:4049979"},
        {"Trains between London and Birmingham were late, the British government said.", "Birmingham",
         "geonames:2655603"},
        {"A student in Moscow, Idaho, found it.", "Moscow", "geonames:5601538"},
        {"Talks between Moscow and Kyiv went on.", "Moscow", "geonames:524901"},
        {"Miners in Congo went on strike.", "Congo", ""},
        {"The army of the Democratic Republic of the Congo took the town.", "Democratic Republic of the Congo",
         "country:CD"},
        {"Talks were held in Jordan on Monday.", "Jordan", "country:JO"},
        {"Jordan scored 30 points, and Michael Jordan smiled.", "Jordan", ""},
        {"Refugees from Chad reached Sudan.", "Chad", "country:TD"},
        {"Chad Miller sold his farm.", "Chad", ""},
        {"They ate turkey in Turkey and Greece.", "Turkey", "country:TR"},
        {"They ate turkey in Turkey and Greece.", "turkey", ""},
        {"A fire broke out in Mobile, Alabama, on Monday.", "Mobile", "geonames:4076598"},
        {"Mobile sales fell in Alabama.", "Mobile", ""},
        {"Nice weather is expected in France.", "Nice", ""},
        {"The tram in Nice, France, runs again.", "Nice", "geonames:2990440"},
        {"Reading is fun, said the teacher in England.", "Reading", ""},
        {"Hong Kong and Singapore signed the pact.", "Singapore", "country:SG"},
        {"Officials in Luxembourg and Belgium agreed.", "Luxembourg", "country:LU"},
        {"Bavaria and Hesse want more wind power.", "Bavaria", "region:DE-BY"},
        {"Ontario and Quebec signed a trade deal, Canada's government said.", "Ontario", "region:CA-ON"},
        {"It flew from San Francisco to Tokyo.", "San Francisco", "geonames:5391959"},
        {"Springfield is a nice town.", "Springfield", ""},
        {"The mayor of Springfield, Illinois, resigned.", "Springfield", "geonames:4250542"},
        {"The Amazon burns again, and the river is low.", "Amazon", ""},
    };
    check(*state, "en", cases, sizeof cases / sizeof *cases);
}

static void companies(void **state)
{
    static const struct linked_case cases[] = {
        {"Amazon said its cloud unit grew by a fifth.", "Amazon", "company:cik:0001018724"},
        {"Apple said sales of the phone rose.", "Apple", "company:cik:0000320193"},
        {"An apple a day keeps them away.", "apple", ""},
        {"Apple pie is served at noon.", "Apple", ""},
        {"Strategy (MSTR) bought 300 more coins.", "Strategy", "company:cik:0001050446"},
        {"Strategy (NASDAQ: MSTR) bought 300 more coins.", "Strategy", "company:cik:0001050446"},
        {"Strategy is what counts in war.", "Strategy", ""},
        {"Shares of Gap fell after its chief executive left.", "Gap", "company:cik:0000039911"},
        {"Gap (NYSE: GAP) opened two stores.", "Gap", "company:cik:0000039911"},
        {"The gap between rich and poor grew.", "gap", ""},
        {"Visa said payments rose, and shares of Mastercard gained.", "Visa", "company:cik:0001403161"},
        {"Visa rules for students were changed on Monday.", "Visa", ""},
        {"Target said its stores will open earlier.", "Target", "company:cik:0000027419"},
        {"Target practice was banned near the school.", "Target", ""},
        {"Block (XYZ) lets merchants take payments.", "Block", "company:cik:0001512673"},
        {"Block after block was searched.", "Block", ""},
        {"Boeing and Airbus compete for the order.", "Boeing", "company:cik:0000012927"},
        {"Coinbase said on Monday that volumes fell.", "Coinbase", "company:cik:0001679788"},
        {"The Bank of Japan raised its rate.", "Bank of Japan", "org:Q333101"},
        {"Stanford University opened a laboratory.", "Stanford University", "org:Q41506"},
        {"A spokesman for the European Central Bank (ECB) declined to comment.", "ECB",
         "hand:org:european-central-bank"},
        {"The Ministry of Finance said no.", "Ministry of Finance", ""},
        {"Samsung Electronics unveiled a chip.", "Fjord Ventures", ""},
    };
    check(*state, "en", cases, sizeof cases / sizeof *cases);
}

static void crypto(void **state)
{
    static const struct linked_case cases[] = {
        {"Bitcoin rose above $90,000.", "Bitcoin", "asset:bip122:000000000019d6689c085ae165831e93/slip44:0"},
        {"The price of the Stellar token rose as crypto markets gained.", "Stellar", "asset:stellar:pubnet/slip44:148"},
        {"Her stellar career ended. Stellar work, they said.", "Stellar", ""},
        {"The Compound protocol lost crypto deposits.", "Compound",
         "asset:eip155:1/erc20:0xc00e94Cb662C3520282E6f5717214004A7f26888"},
        {"Compound interest adds up.", "Compound", ""},
        {"Chainlink (LINK) and other crypto tokens gained.", "LINK",
         "asset:eip155:1/erc20:0x514910771af9ca656af840dff83e8264ecf986ca"},
        {"Click the LINK below to read more.", "LINK", ""},
        {"Near the village stands a mill.", "Near", ""},
        {"Circle, the issuer of the stablecoin, filed for a listing.", "Circle", "company:cik:0001876042"},
        {"Circle the date in your calendar.", "Circle", ""},
        {"Tether said that it holds bitcoin.", "Tether", "brand:tether"},
    };
    check(*state, "en", cases, sizeof cases / sizeof *cases);
}

static void people_and_parties(void **state)
{
    static const struct linked_case cases[] = {
        {"Emmanuel Macron met the chancellor. Macron left early.", "Macron", "person:Q3052772"},
        {"The baker Jane Macron opened a shop.", "Jane Macron", ""},
        {"House Speaker Mike Johnson said lawmakers in the United States will vote.", "Mike Johnson",
         "person:Q19880665"},
        {"The plumber Mike Johnson fixed the pipe.", "Mike Johnson", ""},
        {"The Labour Party in South Sudan split.", "Labour Party", "party:SS:labour-party"},
        {"The Labour Party won.", "Labour Party", ""},
        {"Democrats and the Republican Party fought over the budget in the United States Congress.", "Republican Party",
         "party:US:republican-party"},
        {"Chile's Republican Party won the election in Santiago.", "Republican Party", "party:CL:republican-party"},
    };
    check(*state, "en", cases, sizeof cases / sizeof *cases);
}

static void other_languages(void **state)
{
    static const struct linked_case german[] = {
        {"Das Essen in der Kantine schmeckt, die Zeit vergeht.", "Essen", ""},
        {"Die Messe in Essen beginnt am Montag.", "Essen", "geonames:2928810"},
        {"Block um Block wurde gebaut, sagte der Chef.", "Block", ""},
        {"Bundeskanzler Friedrich Merz sprach in Berlin.", "Berlin", "geonames:2950159"},
        {"Die Forscher der ETH Zürich fanden es heraus.", "ETH", ""},
    };
    check(*state, "de", german, sizeof german / sizeof *german);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(places), cmocka_unit_test(companies), cmocka_unit_test(crypto),
                                       cmocka_unit_test(people_and_parties), cmocka_unit_test(other_languages)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
