/* links: enrich — percentages and quantities. */
#include "tests/unit/tagging.h"

static void percentages(void **state)
{
    static const struct tagged_case cases[] = {
        {"up 5.2%, or 5.2 per cent", "5.2%=percent:5.2 5.2 per cent=percent:5.2"},
        {"five percent, 3 pct", "five percent=percent:5 3 pct=percent:3"},
        {"fell -5% (−7%)", "-5%=percent:-5 −7%=percent:-7"},
        {"5-10%", "5=percent:5 10%=percent:10"},
        {"5 to 10 percent", "5=percent:5 10 percent=percent:10"},
        {"a 5-percent rise", "5-percent=percent:5"},
        {"0.5 percentage points", "0.5 percentage points=quantity:0.5:pp"},
        {"25 basis points; a 25-basis-point cut", "25 basis points=quantity:25:bp 25-basis-point=quantity:25:bp"},
        {"100 % of 5.0%", "100 %=percent:100 5.0%=percent:5"},
        {"1000000000000000000000000%", ""},
        {"5 per\ncent, 5 percentage\npoints, twenty-\nfive percent", "five percent=percent:5"},
        {"5\nto 10 percent", "10 percent=percent:10"},
        {NULL, NULL},
    };
    tagged_check(*state, tag_percent, cases);
}

static void fractions(void **state)
{
    static const struct tagged_case cases[] = {
        {"a third of the pits", "a third=percent:33.33"},
        {"two-thirds voted; three fifths", "two-thirds=percent:66.67 three fifths=percent:60"},
        {"about a fifth more than before", "a fifth=percent:20"},
        {"cut costs by a quarter, three quarters of its sales", "a quarter=percent:25 three quarters=percent:75"},
        {"more than half of them, half the staff", "half=percent:50 half=percent:50"},
        {"cut by a quarter point, a quarter-point rise, half a percentage point",
         "a quarter point=percent:0.25 a quarter-point=percent:0.25 half a percentage point=percent:0.5"},
        {"half a\npercentage point, a quarter\nof the pits", ""},
        {"a half-point cut, three-quarters of a percentage point",
         "a half-point=percent:0.5 three-quarters of a percentage point=percent:0.75"},
        {"three quarters of growth, the first half of the year, a quarter of a point, a third of an inch", ""},
        {"a third country, a third time, one third-quarter loss, Half Moon", ""},
        {NULL, NULL},
    };
    tagged_check(*state, tag_fraction, cases);
}

static void quantities(void **state)
{
    static const struct tagged_case cases[] = {
        {"we hold 1,200 BTC", "1,200 BTC=quantity:1200:BTC"},
        {"0.5 bitcoin and 3 bitcoins", "0.5 bitcoin=quantity:0.5:BTC 3 bitcoins=quantity:3:BTC"},
        {"2 million barrels a day", "2 million barrels a day=quantity:2000000:bbl/d"},
        {"2 million barrels of oil", "2 million barrels=quantity:2000000:bbl"},
        {"a 350-megawatt plant, 350 MW, 350 mw", "350-megawatt=quantity:350:MW 350 MW=quantity:350:MW"},
        {"350 megawatt-hours, 40 kilowatt hours",
         "350 megawatt-hours=quantity:350:MWh 40 kilowatt hours=quantity:40:kWh"},
        {"3 MW hours, 40 kilowatt\nhours, 5 km hours",
         "3 MW hours=quantity:3:MWh 40 kilowatt=quantity:40:kW 5 km=quantity:5:km"},
        {"2 million barrels a\nday, 640 new\nusers", "2 million barrels=quantity:2000000:bbl"},
        {"5m shares", "5m shares=quantity:5000000:shares"},
        {"30 to 40 tonnes", "30=quantity:30:t 40 tonnes=quantity:40:t"},
        {"two million tokens", "two million tokens=quantity:2000000:tokens"},
        {"10:30 km", ""},
        {"500 USDT", "500 USDT=quantity:500:USDT"},
        {"5 people", "5 people=quantity:5:people"},
        {"it employs 640 full-time workers", "640 full-time workers=quantity:640:workers"},
        {"2 billion monthly active users", "2 billion monthly active users=quantity:2000000000:users"},
        {"300 new and two people, No. 60 car, a 2020 vote", ""},
        {NULL, NULL},
    };
    tagged_check(*state, tag_quantity, cases);
}

static void tickers(void **state)
{
    static const struct tagged_case cases[] = {
        {"Acme (NASDAQ: ACME) rose", "NASDAQ: ACME=ticker:XNAS:ACME"},
        {"NYSE:BRK.B and Nasdaq: COIN.", "NYSE:BRK.B=ticker:XNYS:BRK.B Nasdaq: COIN=ticker:XNAS:COIN"},
        {"(HKEX: 0700)", "HKEX: 0700=ticker:XHKG:0700"},
        {"$BTC and $ETH, not US$ or $5", "$BTC=ticker:BTC $ETH=ticker:ETH"},
        {"NASDAQ:\nACME", ""},
        {"nasdaq: down; NYSE: a word; NASDAQ : X", ""},
        {"$TOOLONGSYMBOL $lower $A", ""},
        {NULL, NULL},
    };
    tagged_check(*state, tag_ticker, cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(percentages), cmocka_unit_test(fractions),
                                       cmocka_unit_test(quantities), cmocka_unit_test(tickers)};
    return cmocka_run_group_tests(tests, tagged_setup, tagged_teardown);
}
