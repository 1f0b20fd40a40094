/* links: enrich — dates, absolute and relative to the day of publication. */
#include "enrich/calendar.h"
#include "tests/unit/tagging.h"

static void absolute_dates(void **state)
{
    static const struct tagged_case cases[] = {
        {"5 November 2026", "5 November 2026=date:2026-11-05"},
        {"the 5th of November, 2026", "5th of November, 2026=date:2026-11-05"},
        {"November 5, 2026", "November 5, 2026=date:2026-11-05"},
        {"Nov. 5th 2026", "Nov. 5th 2026=date:2026-11-05"},
        {"November 2026", "November 2026=date:2026-11"},
        {"on 2026-11-05.", "2026-11-05=date:2026-11-05"},
        {"25/12/2026 and 12/25/2026", "25/12/2026=date:2026-12-25 12/25/2026=date:2026-12-25"},
        {"05/11/2026", ""},
        {"Q3 2026, the third quarter of 2025", "Q3 2026=date:2026-Q3 third quarter of 2025=date:2025-Q3"},
        {"in 2026, since 1999", "2026=date:2026 1999=date:1999"},
        {"in 2026 shares, in the 1960s, in 1960s", ""},
        {"31 February 2026", "February 2026=date:2026-02"},
        {"29 February 2024, 29 February 2023", "29 February 2024=date:2024-02-29 February 2023=date:2023-02"},
        {"It may 5 times; march on", ""},
        {"yesterday, on Tuesday, last week, 5 November", ""},
        {"1-800-2026-11-05-7", ""},
        {NULL, NULL},
    };
    tagged_check(*state, tag_date, cases);
}

static void relative_dates(void **state)
{
    struct tagged *tagged = *state; /* published on a Friday */
    static const struct tagged_case cases[] = {
        {"yesterday, today and tomorrow", "yesterday=date:2026-11-19 today=date:2026-11-20 tomorrow=date:2026-11-21"},
        {"on Tuesday", "Tuesday=date:2026-11-17"},
        {"it said Friday", "Friday=date:2026-11-20"},
        {"last Friday", "last Friday=date:2026-11-13"},
        {"next Monday", "next Monday=date:2026-11-23"},
        {"The board will meet on Wednesday", "Wednesday=date:2026-11-25"},
        {"last week, this month, next year", "last week=date:2026-W46 this month=date:2026-11 next year=date:2027"},
        {"last quarter", "last quarter=date:2026-Q3"},
        {"three days ago, 2 weeks ago", "three days ago=date:2026-11-17 2 weeks ago=date:2026-W45"},
        {"who became its chief in March, and will leave in May", "March=date:2026-03 May=date:2027-05"},
        {"The exchange bought the mill on March 3 and paid in April", "March 3=date:2026-03-03 April=date:2026-04"},
        {"Its shares have fallen 3% since January.", "January=date:2026-01"},
        {"In April, a U.S. judge in Virginia found that it had broken the law.", "April=date:2026-04"},
        {"In April, a U.S. judge in Virginia will hear the case.", "April=date:2027-04"},
        {"The law was to take effect in March", "March=date:2027-03"},
        {"5 December, Jan. 3 and in March", "5 December=date:2026-12-05 Jan. 3=date:2027-01-03 March=date:2027-03"},
        {"the last two weeks", ""},
        {"he was last\nTuesday was calm", "Tuesday=date:2026-11-17"},
        {"three\ndays ago, 2 weeks\nago, it was in\nMarch", ""},
        {"99999999999 years ago", ""},
        {NULL, NULL},
    };
    tagged->year = 2026;
    tagged->month = 11;
    tagged->day = 20;
    tagged_check(tagged, tag_date, cases);
    tagged->year = 0;
}

static void other_languages(void **state)
{
    struct tagged *tagged = *state;
    static const struct tagged_case german[] = {
        {"am 5. November 2026", "5. November 2026=date:2026-11-05"},
        {"5.11.2026", "5.11.2026=date:2026-11-05"},
        {"3. März 2026", "3. März 2026=date:2026-03-03"},
        {NULL, NULL},
    };
    static const struct tagged_case spanish[] = {
        {"el 5 de noviembre de 2026", "5 de noviembre de 2026=date:2026-11-05"},
        {"05/11/2026", "05/11/2026=date:2026-11-05"},
        {NULL, NULL},
    };
    tagged->language = "de";
    tagged_check(tagged, tag_date, german);
    tagged->language = "es-ES";
    tagged_check(tagged, tag_date, spanish);
    tagged->language = NULL;
}

static void calendar_counts_days(void **state)
{
    (void)state;
    for (long number = -800000; number < 800000; number += 317) {
        struct day day = calendar_day(number);
        assert_true(calendar_valid(day));
        assert_int_equal(calendar_number(day), number);
    }
    int year;
    assert_int_equal(calendar_weekday(0), 3); /* 1970-01-01 was a Thursday */
    assert_int_equal(calendar_week(calendar_number((struct day){2021, 1, 3}), &year), 53);
    assert_int_equal(year, 2020);
    assert_int_equal(calendar_week(calendar_number((struct day){2026, 1, 1}), &year), 1);
    assert_int_equal(year, 2026);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(absolute_dates), cmocka_unit_test(relative_dates),
                                       cmocka_unit_test(other_languages), cmocka_unit_test(calendar_counts_days)};
    return cmocka_run_group_tests(tests, tagged_setup, tagged_teardown);
}
