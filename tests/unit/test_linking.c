/* links: enrich — which entity is meant: invented articles, each with a name and the id that it must have, or none. */
#include "enrich/chain.h"
#include "enrich/linking.h"
#include "tests/unit/knowing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What is looked for in an article, by the name in the text or by the id, and what was found. */
struct found {
    const char *name, *id;
    char linked[256]; /* the id of the first mention of `name`; "" if no dictionary has it */
    size_t mentions;  /* of the entity with `id` */
    double salience;
};

static void read_entity(json_t *entity, struct found *found)
{
    const char *id = json_string_value(json_object_get(entity, "id"));
    json_t *mentions = json_object_get(entity, "mentions"), *mention;
    size_t i;
    if (found->id != NULL && strcmp(found->id, id) == 0) {
        found->mentions = json_array_size(mentions);
        found->salience = json_real_value(json_object_get(entity, "salience"));
    }
    json_array_foreach(mentions, i, mention)
    {
        const char *text = json_string_value(json_object_get(mention, "text"));
        if (found->name != NULL && found->linked[0] == '\0' && strcmp(text, found->name) == 0 &&
            strncmp(id, "name:", 5) != 0) {
            snprintf(found->linked, sizeof found->linked, "%s", id);
        }
    }
}

static void tag(struct shared_knowledge *shared, const char *language, const char *headline, const char *body,
                struct found *found)
{
    struct error error = {0};
    struct article article;
    struct chain_counts counts;
    const struct knowledge *knowledge = knowledge_take(shared);
    struct chain *chain = chain_new();
    json_t *json = json_pack("{s:s, s:s, s:s, s:s, s:{s:s, s:s}, s:s, s:s*, s:s}", "id",
                             "00112233445566778899aabbccddeeff", "version", "00112233445566778899aabbccddeeff", "url",
                             "https://example.com/a", "fetchedAt", "2026-11-20T10:00:00Z", "source", "kind", "file",
                             "url", "file:///a", "inLanguage", language, "headline", headline, "articleBody", body);
    size_t i;
    json_t *entity;
    assert_true(article_from_json(&article, json, &error));
    chain_run(chain, knowledge->dictionary, knowledge->model, &article, &counts);
    json_array_foreach(json_object_get(article.json, "entities"), i, entity)
    {
        read_entity(entity, found);
    }
    article_free(&article);
    chain_free(chain);
    knowledge_put_back(shared, knowledge);
}

struct linked_case {
    const char *body, *name, *id; /* "": no entity of the dictionary */
};

static void check(struct shared_knowledge *shared, const char *language, const struct linked_case *cases, size_t count)
{
    size_t wrong = 0;
    for (size_t i = 0; i < count; i++) {
        struct found found = {.name = cases[i].name};
        tag(shared, language, NULL, cases[i].body, &found);
        if (strcmp(found.linked, cases[i].id) != 0) {
            print_error("in \"%s\": %s is '%s', not '%s'\n", cases[i].body, cases[i].name, found.linked, cases[i].id);
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
}

static void places(void **state)
{
    static const struct linked_case cases[] = {
        {"The bank opened an office in New York on Monday.", "New York", "geonames:5128581"},
        {"The New York Times said no.", "New York", ""},
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
        {"The company sold its Multi Strategy fund.", "Strategy", ""},
        {"In Texas, retailer Target said sales rose.", "Target", "company:cik:0000027419"},
        {"Shares of Gap fell after its chief executive left.", "Gap", "company:cik:0000039911"},
        {"Gap (NYSE: GAP) opened two stores.", "Gap", "company:cik:0000039911"},
        {"Gap, Inc. (NYSE: GAP) opened two stores.", "Gap, Inc.", "company:cik:0000039911"},
        {"Shares of Nvidia Corp. fell on Tuesday.", "Nvidia Corp.", "company:cik:0001045810"},
        {"American Airlines said on Monday that it ordered jets.", "American Airlines", "company:cik:0000006201"},
        {"Shares of Credit Suisse Group AG fell in Zurich.", "Credit Suisse Group AG", "company:cik:0001053092"},
        {"The US Department of Justice sued the firm.", "US Department of Justice", "gov:US:department-of-justice"},
        {"Shares of Citi rose in New York.", "Citi", "company:cik:0000831001"},
        {"Stellantis and Renault lost 3% in Milan.", "Stellantis", "company:cik:0001605484"},
        {"Volkswagen AG recalled cars in Germany.", "Volkswagen AG", "org:Q156578"},
        {"BMW built a plant in Mexico.", "BMW", "org:Q26678"},
        {"On Friday the Dow Jones Industrial Average added 210 points.", "Dow Jones Industrial Average",
         "hand:product:dow-jones-industrial-average"},
        {"Brent rose 80 cents to $65.12 a barrel, and WTI was up.", "Brent", "hand:product:brent-crude"},
        {"U.S. West Texas Intermediate crude fell 40 cents to $61.40.", "U.S. West Texas Intermediate",
         "hand:product:west-texas-intermediate"},
        {"Brent Thill raised his target to $60.", "Brent", ""},
        {"Sales of Eli Lilly & Co. rose; those of Nvidia Corp. fell.", "Eli Lilly & Co.", "company:cik:0000059478"},
        {"The bank sold its stake in Goldman Sachs Group Inc. It gained.", "Goldman Sachs Group Inc.",
         "company:cik:0000886982"},
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

/* All names of one thing in an article are one entity: its id, and how many mentions it has. */
static void one_entity_in_an_article(void **state)
{
    static const struct {
        const char *body, *id;
        size_t mentions;
    } cases[] = {
        {"Fjord Ventures AS said on Monday that it bought a mill. Fjord's shares rose. Fjord Ventures has 40 staff.",
         "name:ORG:fjord ventures as", 3},
        {"The Harbour Rail Company (HRC) raised fares. HRC said so. The HRC's chairman left.",
         "name:ORG:harbour rail company", 4},
        {"HRC fares rise again, says the Harbour Rail Company. HRC will not say why.", "name:ORG:harbour rail company",
         3},
        {"Saudi Aramco cut its dividend. Aramco shares were down 1.5%.", "org:Q30338623", 2},
        {"Strategy Inc bought 487 bitcoin. MSTR fell 2% on Monday.", "company:cik:0001050446", 2},
        {"ETH traded at $3,190. Uniswap's UNI token added 7%, Aave 4% and Chainlink's LINK 6.5%.",
         "name:ORG:uniswap's uni", 0},
        {"Profit rose at UPS last year, the company said. UPS shares gained 2%.", "company:cik:0001090727", 2},
        {"Profit rose at Nissan last year, the company said. Nissan shares gained 2%.", "org:Q20165", 2},
        {"Officials at Harvard declined to comment.", "org:Q13371", 1},
        {"Shell and Petronas had looked at the project before.", "org:Q221692", 1},
        {"Ripple CEO Brad Garlinghouse wrote on X. XRP rose 3%.", "brand:ripple", 1},
        {"Oracle, AMD and Broadcom also rose.", "company:cik:0001341439", 1},
        {"LSEG shares fell. The London Stock Exchange Group declined to comment.", "company:cik:0001842726", 2},
        {"The Harbour Rail Company met the Harwich River Council. HRC said so.", "name:ORG:hrc", 1},
        {"Royal Bank of Canada economist Nathan Janzen said May's larger-than-expected increase in employment was "
         "welcome.",
         "name:PERSON:may", 0},
        {"Theresa May left the office. May's party won the vote.", "name:PERSON:theresa may", 2},
        {"The letter was signed by Dairy Farmers of Canada president Pierre Lampron.",
         "name:ORG:dairy farmers of canada", 1},
        {"It forced a migration to ventures controlled by its state oil company, Petróleos de Venezuela, S.A. (PDVSA).",
         "name:ORG:petróleos de venezuela, s.a.", 1},
        {"Sen. Robert Menendez, D-N.J., has so far refused to resign.", "name:PERSON:d-n.j.", 0},
        {"Robert F. Kennedy, Jr., prepares to sign a book after testifying July 20, 2023.",
         "name:PERSON:robert f. kennedy jr.", 1},
        {"In Portland, U.S. District Judge Adrienne Nelson blocked the deal.", "country:US", 1},
        {"Jane Tolvane left the company. Ms Tolvane said it was time. Tolvane's lawyer agreed.",
         "name:PERSON:jane tolvane", 3},
        {"Chief executive Marek Dvorsky and his wife, Lucia Ferrante, met. Mr Dvorsky smiled; Ferrante did not.",
         "name:PERSON:marek dvorsky", 2},
        {"Chief executive Marek Dvorsky and his wife, Lucia Ferrante, met. Mr Dvorsky smiled; Ferrante did not.",
         "name:PERSON:lucia ferrante", 2},
        {"French president Emmanuel Macron spoke in Paris. Macron's party lost. President Macron was calm.",
         "person:Q3052772", 3},
        {"Havelock Insurance Group said profits rose. Havelock will pay a dividend, Havelock Insurance said.",
         "name:ORG:havelock insurance group", 3},
        {"Professor Ana Lindqvist-Moreno of Lund wrote it. Lindqvist-Moreno said no.",
         "name:PERSON:ana lindqvist-moreno", 2},
        {"Coinbase Global Inc. said volumes fell. Coinbase's chief executive blamed the weather.",
         "company:cik:0001679788", 2},
        {"The European Central Bank (ECB) kept rates. The ECB's president spoke.", "hand:org:european-central-bank", 3},
        {"The International Monetary Fund lent $5bn. IMF staff will visit.", "hand:org:international-monetary-fund", 2},
        {"Sales rose, an analyst at Lookonchain said. Analysts at Lookonchain expect more.", "name:ORG:lookonchain", 2},
    };
    size_t wrong = 0;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct found found = {.id = cases[i].id};
        tag(*state, "en", NULL, cases[i].body, &found);
        if (found.mentions != cases[i].mentions) {
            print_error("in \"%s\": %zu mentions of %s, not %zu\n", cases[i].body, found.mentions, cases[i].id,
                        cases[i].mentions);
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
}

/* What an article is about has a salience of a half and more, what it only mentions less. */
static void salience_tells_about_from_mentions(void **state)
{
    static const struct {
        const char *headline, *body, *about, *mentioned;
    } cases[] = {
        {"Fjord Ventures buys a mill",
         "Fjord Ventures said on Monday that it bought a mill in Norway. The company paid $5m.\n\n"
         "Fjord Ventures wants to make paper there. A spokesman for Harbour Rail Company said it would carry it.\n\n"
         "The mill was built in 1920.",
         "name:ORG:fjord ventures", "name:ORG:harbour rail company"},
        {"Marek Dvorsky leaves Coinharbor",
         "The exchange Coinharbor said that Marek Dvorsky will leave.\n\nDvorsky came in 2019, after years at "
         "Havelock Insurance Group.\n\nDvorsky said he was tired.",
         "name:PERSON:marek dvorsky", "name:ORG:havelock insurance group"},
        {"Brazil raises its rate",
         "Brazil's central bank raised its rate on Wednesday. Inflation in Brazil is at 5%.\n\nAnalysts in Chile "
         "were surprised.",
         "country:BR", "country:CL"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct found about = {.id = cases[i].about}, mentioned = {.id = cases[i].mentioned};
        tag(*state, "en", cases[i].headline, cases[i].body, &about);
        tag(*state, "en", cases[i].headline, cases[i].body, &mentioned);
        if (about.salience < 0.5 || mentioned.mentions == 0 || mentioned.salience >= 0.5) {
            fail_msg("in \"%s\": %s has %.4f, %s %.4f", cases[i].headline, cases[i].about, about.salience,
                     cases[i].mentioned, mentioned.salience);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(places),
                                       cmocka_unit_test(companies),
                                       cmocka_unit_test(crypto),
                                       cmocka_unit_test(people_and_parties),
                                       cmocka_unit_test(other_languages),
                                       cmocka_unit_test(one_entity_in_an_article),
                                       cmocka_unit_test(salience_tells_about_from_mentions)};
    return cmocka_run_group_tests(tests, knowing_setup, knowing_teardown);
}
