/* links: ingest — dates as pages and feeds write them. */
#include "ingest/dates.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void expect(const char *text, enum date_order order, const char *wanted)
{
    struct date date;
    char got[DATE_TEXT_SIZE] = "none";
    if (date_parse(text, strlen(text), order, &date))
        date_format(&date, got);
    if (strcmp(got, wanted) != 0)
        fail_msg("\"%s\" gives %s instead of %s", text, got, wanted);
}

static void reads_iso_8601(void **state)
{
    (void)state;
    expect("2024-05-03T10:15:30Z", DATE_DAY_FIRST, "2024-05-03T10:15:30Z");
    expect("2024-05-03T10:15:30.250+02:00", DATE_DAY_FIRST, "2024-05-03T10:15:30+02:00");
    expect("2024-05-03T10:15-0530", DATE_DAY_FIRST, "2024-05-03T10:15:00-05:30");
    expect("2024-05-03 10:15", DATE_DAY_FIRST, "2024-05-03T10:15:00Z");
    expect("20240503T101530Z", DATE_DAY_FIRST, "2024-05-03T10:15:30Z");
    expect("2024-05-03", DATE_DAY_FIRST, "2024-05-03T00:00:00Z");
    expect("2024/5/3", DATE_DAY_FIRST, "2024-05-03T00:00:00Z");
    expect("2024-05", DATE_DAY_FIRST, "2024-05-01T00:00:00Z");
    expect("2024", DATE_DAY_FIRST, "2024-01-01T00:00:00Z");
    expect("1714730000", DATE_DAY_FIRST, "2024-05-03T09:53:20Z");
    expect("1714730000123", DATE_DAY_FIRST, "2024-05-03T09:53:20Z");
}

static void reads_mail_dates(void **state)
{
    (void)state;
    expect("Fri, 03 May 2024 10:15:30 +0200", DATE_DAY_FIRST, "2024-05-03T10:15:30+02:00");
    expect("Fri, 3 May 24 10:15 GMT", DATE_DAY_FIRST, "2024-05-03T10:15:00Z");
    expect("3 May 2024 10:15:30 PDT", DATE_DAY_FIRST, "2024-05-03T10:15:30-07:00");
    expect("Fri May  3 10:15:30 2024", DATE_DAY_FIRST, "2024-05-03T10:15:30Z");
    expect("Fri May 03 2024 10:15:30 GMT+0200 (Central European Summer Time)", DATE_DAY_FIRST,
           "2024-05-03T10:15:30+02:00");
    expect("Fri, 3 May 2024 10:15:00 America/New_York", DATE_DAY_FIRST, "2024-05-03T10:15:00-04:00");
    expect("Fri, 3 Jan 2025 10:15:00 America/New_York", DATE_DAY_FIRST, "2025-01-03T10:15:00-05:00");
    expect("May 3, 2024 at 10:15 a.m. ET", DATE_DAY_FIRST, "2024-05-03T10:15:00-04:00");
    expect("10:15 a.m. PT, May 3, 2024", DATE_DAY_FIRST, "2024-05-03T10:15:00-07:00");
    expect("Jan 3, 2025 10:15 CT", DATE_DAY_FIRST, "2025-01-03T10:15:00-06:00");
    expect("2024-05-03T24:00:00Z", DATE_DAY_FIRST, "2024-05-04T00:00:00Z");
    expect("2024-12-31T24:00:00+01:00", DATE_DAY_FIRST, "2025-01-01T00:00:00+01:00");
    expect("Friday 3rd May 2024 10.15am BST", DATE_DAY_FIRST, "2024-05-03T10:15:00+01:00");
    expect("Sat 4 May 2024 10.15 BST", DATE_DAY_FIRST, "2024-05-04T10:15:00+01:00");
    expect("4 Mayıs 2024 Cumartesi 10:15", DATE_DAY_FIRST, "2024-05-04T10:15:00Z");
    expect("2024-05-03T10:15:30-04:00[America/New_York]", DATE_DAY_FIRST, "2024-05-03T10:15:30-04:00");
    expect("2024-05-03T10:15:30[America/New_York]", DATE_DAY_FIRST, "2024-05-03T10:15:30-04:00");
    expect("Mon, 1 Jul 2024 09:00:00 Europe/Berlin", DATE_DAY_FIRST, "2024-07-01T09:00:00+02:00");
}

static void reads_words(void **state)
{
    (void)state;
    static const char *const third_of_may[] = {"3 May 2024",
                                               "May 3, 2024",
                                               "May 3rd 2024",
                                               "3rd of May, 2024",
                                               "3. Mai 2024",
                                               "Freitag, 3. Mai 2024",
                                               "3 mai 2024",
                                               "vendredi 3 mai 2024",
                                               "3 de mayo de 2024",
                                               "3 de maio de 2024",
                                               "3 maggio 2024",
                                               "3 mei 2024",
                                               "3. maj 2024",
                                               "3 maja 2024",
                                               "3. května 2024",
                                               "2024. május 3",
                                               "3 Mayıs 2024",
                                               "3 мая 2024 г.",
                                               "3 травня 2024",
                                               "3 Μαΐου 2024",
                                               "2024年5月3日",
                                               "2024년 5월 3일",
                                               "3. toukokuuta 2024",
                                               "٣ مايو ٢٠٢٤",
                                               "3 أيار / مايو 2024",
                                               "3 मई 2024",
                                               "३ मई २०२४",
                                               "２０２４年５月３日",
                                               "03 | 05 | 2024",
                                               "۳/۵/۲۰۲۴",
                                               "3 de maig de 2024",
                                               "3 май 2024",
                                               "3 мамыр 2024",
                                               "3 may 2024",
                                               "3 maj 2024",
                                               "3. maijs 2024",
                                               "3 მაისი 2024",
                                               "3 մայիսի, 2024",
                                               "৩ মে ২০২৪",
                                               "3 במאי 2024",
                                               "3 ماي 2024",
                                               "3 tháng 5 năm 2024",
                                               "3 tháng 5, 2024",
                                               "2024 m. gegužės 3 d.",
                                               "2024. gada 3. maijs",
                                               "3 พฤษภาคม 2567",
                                               "3/5/2567",
                                               "令和6年5月3日",
                                               "۱۴ اردیبهشت ۱۴۰۳",
                                               "۱۴۰۳/۰۲/۱۴",
                                               "Jane RoeMay 3, 2024"};
    for (size_t i = 0; i < sizeof third_of_may / sizeof *third_of_may; i++) {
        struct date date;
        bool found = date_find(third_of_may[i], strlen(third_of_may[i]), DATE_DAY_FIRST, &date);
        if (!found || date.year != 2024 || date.month != 5 || date.day != 3)
            fail_msg("no 3 May 2024 found in \"%s\"", third_of_may[i]);
    }
    expect("1 فروردین 1404", DATE_DAY_FIRST, "2025-03-21T00:00:00Z");
    expect("30 اسفند 1403", DATE_DAY_FIRST, "2025-03-20T00:00:00Z");
    expect("30 اسفند 1404", DATE_DAY_FIRST, "none");
    expect("1 فروردین 1370", DATE_DAY_FIRST, "1991-03-21T00:00:00Z");
    expect("平成31年4月30日", DATE_DAY_FIRST, "2019-04-30T00:00:00Z");
    expect("31. Dezember 2023, 14:05 Uhr", DATE_DAY_FIRST, "2023-12-31T14:05:00Z");
    expect("7 février 2024 à 8h05", DATE_DAY_FIRST, "2024-02-07T08:05:00Z");
    expect("Aug. 9, 2023, 4:20 p.m. EDT", DATE_MONTH_FIRST, "2023-08-09T16:20:00-04:00");
    expect("12:30 AM, 9 August 2023", DATE_DAY_FIRST, "2023-08-09T00:30:00Z");
    expect("2024-05-03 오후 2:05", DATE_DAY_FIRST, "2024-05-03T14:05:00+09:00");
}

static void turns_seconds_into_dates(void **state)
{
    (void)state;
    static const int64_t instants[] = {0, 951782400, 1714730000, 4102444799};
    for (size_t i = 0; i < sizeof instants / sizeof *instants; i++) {
        struct date date;
        date_from_unix(instants[i], &date);
        assert_true(date.has_time && date.has_offset);
        assert_int_equal(date_unix(&date), instants[i]);
    }
}

static void reads_numbers_by_order(void **state)
{
    (void)state;
    expect("3/5/2024", DATE_DAY_FIRST, "2024-05-03T00:00:00Z");
    expect("3/5/2024", DATE_MONTH_FIRST, "2024-03-05T00:00:00Z");
    expect("13/5/2024", DATE_MONTH_FIRST, "2024-05-13T00:00:00Z");
    expect("3.5.2024", DATE_MONTH_FIRST, "2024-05-03T00:00:00Z");
    assert_int_equal(date_order_of("en-US", "example.com"), DATE_MONTH_FIRST);
    assert_int_equal(date_order_of("en", "example.co.uk"), DATE_DAY_FIRST);
    assert_int_equal(date_order_of("fr", "example.com"), DATE_DAY_FIRST);
}

static void refuses_what_is_none(void **state)
{
    (void)state;
    static const char *const none[] = {"",
                                       "yesterday",
                                       "2024-02-30",
                                       "2024-13-01",
                                       "31 June 2024",
                                       "3 Foo 2024",
                                       "2024-05-03-04",
                                       "10:15",
                                       "2024-05-03T25:00:00",
                                       "2024-05-03T10:61:00Z",
                                       "99999",
                                       "2024-05-03T10:15:00+99:00",
                                       "1.2.3.4",
                                       "3 May 2024 and more",
                                       "May"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        expect(none[i], DATE_DAY_FIRST, "none");
}

static void finds_in_running_text(void **state)
{
    (void)state;
    static const char text[] = "By Jane Roe | Updated: 3 May 2024, 10:15 CEST | 4 min read";
    struct date date;
    char formatted[DATE_TEXT_SIZE];
    assert_true(date_find(text, strlen(text), DATE_DAY_FIRST, &date));
    assert_string_equal(date_format(&date, formatted), "2024-05-03T10:15:00+02:00");
    assert_false(date_find("version 1.2.2024.5 of 10 items", 30, DATE_DAY_FIRST, &date));
    assert_false(date_find("no date at all", 14, DATE_DAY_FIRST, &date));
}

static void gives_a_day_no_offset(void **state)
{
    (void)state;
    struct date date;
    assert_true(date_parse("2 March 2011, CET", 17, DATE_DAY_FIRST, &date));
    assert_false(date.has_offset);
    assert_int_equal(date_unix(&date), 1299024000);
    assert_true(date_parse("2 March 2011, CET 10:15", 23, DATE_DAY_FIRST, &date));
    assert_int_equal(date_unix(&date), 1299057300);
}

static void finds_in_urls(void **state)
{
    (void)state;
    struct date date;
    char text[DATE_TEXT_SIZE];
    assert_true(date_in_url("https://a.example/news/2024/05/03/title", &date));
    assert_string_equal(date_format(&date, text), "2024-05-03T00:00:00Z");
    assert_true(date_in_url("https://a.example/2024-5-3-title", &date));
    assert_true(date_in_url("https://a.example/20240503/x", &date));
    assert_false(date_in_url("https://a.example/12345678901/x", &date));
    assert_false(date_in_url("https://a.example/2024/title", &date));
    assert_false(date_in_url("urn:newsmill:2024/05/03", &date));
}

static void counts_seconds(void **state)
{
    (void)state;
    struct date date;
    assert_true(date_parse("1970-01-01T00:00:00Z", 20, DATE_DAY_FIRST, &date));
    assert_int_equal(date_unix(&date), 0);
    assert_true(date_parse("2024-02-29T12:00:00+02:00", 25, DATE_DAY_FIRST, &date));
    assert_int_equal(date_unix(&date), 1709200800);
    assert_true(date_parse("1969-12-31T23:59:59Z", 20, DATE_DAY_FIRST, &date));
    assert_int_equal(date_unix(&date), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_iso_8601),
        cmocka_unit_test(reads_mail_dates),
        cmocka_unit_test(reads_words),
        cmocka_unit_test(turns_seconds_into_dates),
        cmocka_unit_test(reads_numbers_by_order),
        cmocka_unit_test(refuses_what_is_none),
        cmocka_unit_test(finds_in_running_text),
        cmocka_unit_test(gives_a_day_no_offset),
        cmocka_unit_test(finds_in_urls),
        cmocka_unit_test(counts_seconds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
