/* links: ingest — when to come back to lists and articles, on clocks of the tests' own. */
#include "ingest/freshness.h"
#include "ingest/schedule.h"
#include "tests/unit/test_common.h"

#include <stdio.h>
#include <string.h>

#define MINUTE 60.0
#define HOUR   3600.0
#define DAY    86400.0
#define NONE   ((struct schedule_hints){.ttl = 0})

static const struct schedule_bounds bounds = {5 * MINUTE, DAY};
static const struct schedule_hints no_hints;

/* ---- lists ---- */

static void what_is_learned(void **state)
{
    (void)state;
    const struct {
        double interval, elapsed;
        size_t added;
        struct schedule_hints hints;
        double learned;
    } table[] = {
        {0, 0, 20, NONE, 15 * MINUTE},
        {0, 0, 20, {.period = DAY}, DAY},
        {0, 0, 20, {.ttl = 2 * HOUR}, 2 * HOUR},
        {0, 0, 20, {.ttl = 10}, 5 * MINUTE},
        {0, 0, 20, {.period = 30 * DAY}, DAY},
        {HOUR, HOUR, 0, NONE, 1.25 * HOUR},
        {HOUR, HOUR, 1, NONE, 0.9 * HOUR},
        {HOUR, HOUR, 2, NONE, 0.5 * HOUR},
        {HOUR, 10 * DAY, 2, NONE, 0.5 * HOUR}, /* after a long stop */
        {HOUR, HOUR, 50, NONE, HOUR / 3},
        {DAY, DAY, 0, NONE, DAY},
        {5 * MINUTE, 5 * MINUTE, 9, NONE, 5 * MINUTE},
        {HOUR, -5, 3, NONE, HOUR / 3}, /* the clock was set back */
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        assert_near(schedule_learn(table[i].interval, table[i].elapsed, table[i].added, &table[i].hints, &bounds),
                    table[i].learned, 1e-6);
}

/* Polls a list that gets an entry at random, `gap` seconds apart on average; the mean delay of an entry, in gaps. */
static double delay_of(double gap, double *polls_a_gap)
{
    unsigned random = 12345;
    double now = 0, interval = 0, last = 0, next_entry = gap, delays = 0, polls = 0, entries = 0;
    for (int poll = 0; poll < 20000; poll++) {
        size_t added = 0;
        for (; next_entry <= now; added++) {
            if (poll > 200) {
                delays += now - next_entry;
                entries++;
            }
            random = random * 1103515245u + 12345u;
            next_entry += -gap * log(((random >> 8) % 65536 + 1) / 65537.0);
        }
        polls += poll > 200;
        interval = schedule_learn(interval, now - last, added, &no_hints, &bounds);
        last = now;
        now = schedule_next_poll(now, interval, &no_hints, &bounds, "https://a.example/feed");
    }
    *polls_a_gap = polls / entries;
    return delays / entries / gap;
}

static void news_come_soon_and_polls_are_few(void **state)
{
    (void)state;
    const double gaps[] = {20 * MINUTE, HOUR, 6 * HOUR};
    for (size_t i = 0; i < sizeof gaps / sizeof *gaps; i++) {
        double polls = 0, delay = delay_of(gaps[i], &polls);
        assert_true(delay < 0.45);
        assert_true(polls > 1 && polls < 3);
    }
    double polls = 0;
    assert_true(delay_of(10, &polls) < 18); /* no more often than every five minutes, whatever it brings */
    assert_true(polls < 0.04);
}

static double wait_of(double now, double interval, struct schedule_hints hints)
{
    return schedule_next_poll(now, interval, &hints, &bounds, "https://a.example/feed") - now;
}

static void hints_are_heeded(void **state)
{
    (void)state;
    const double monday = 1767571200; /* 2026-01-05T00:00:00Z */
    assert_true(fabs(wait_of(monday, HOUR, no_hints) - HOUR) <= 0.05 * HOUR);
    assert_near(wait_of(monday, HOUR, (struct schedule_hints){.fresh_for = 3 * HOUR}), 3 * HOUR, 1);
    assert_near(wait_of(monday, HOUR, (struct schedule_hints){.ttl = 2 * HOUR}), 2 * HOUR, 1);
    assert_near(wait_of(monday, HOUR, (struct schedule_hints){.fresh_for = 365 * DAY}), DAY, 1);
    assert_near(wait_of(monday, 10 * MINUTE, (struct schedule_hints){.period = 7 * DAY}), HOUR, 1);
    assert_true(wait_of(monday, HOUR, (struct schedule_hints){.fresh_for = 60}) > 0.9 * HOUR);
    assert_near(wait_of(monday, HOUR, (struct schedule_hints){.skip_hours = 0x7}), 3 * HOUR, 1);
    assert_near(wait_of(monday + 23.5 * HOUR, HOUR, (struct schedule_hints){.skip_hours = 1}), 1.5 * HOUR, 1);
    assert_near(wait_of(monday, 12 * HOUR, (struct schedule_hints){.skip_days = 2}), DAY, 1);
    assert_true(wait_of(monday, HOUR, (struct schedule_hints){.skip_hours = 0xffffff}) < 1.1 * HOUR);
    assert_true(wait_of(monday, HOUR, (struct schedule_hints){.skip_days = 0x7f}) < 1.1 * HOUR);
}

static void lists_are_spread(void **state)
{
    (void)state;
    double least = INFINITY, most = 0;
    for (int i = 0; i < 100; i++) {
        char name[64];
        snprintf(name, sizeof name, "https://a%d.example/feed", i);
        double wait = schedule_next_poll(1000, HOUR, &no_hints, &bounds, name) - 1000;
        assert_near(wait, schedule_next_poll(1000, HOUR, &no_hints, &bounds, name) - 1000, 0);
        least = fmin(least, wait);
        most = fmax(most, wait);
    }
    assert_true(least >= 0.95 * HOUR && most <= 1.05 * HOUR && most - least > 0.08 * HOUR);
}

static void errors_back_off(void **state)
{
    (void)state;
    const char *name = "https://a.example/feed";
    double last = 0;
    for (unsigned errors = 1; errors < 40; errors++) {
        double wait = schedule_after_errors(1000, 0, errors, 0, 0, &bounds, name) - 1000;
        assert_true(wait >= last && wait >= 0.95 * 5 * MINUTE && wait <= DAY);
        last = wait;
    }
    assert_true(last > 0.95 * DAY);
    assert_true(schedule_after_errors(1000, HOUR, 2, 0, 0, &bounds, name) - 1000 > 1.9 * HOUR);
    assert_near(schedule_after_errors(1000, HOUR, 1, 7 * HOUR, 0, &bounds, name), 1000 + 7 * HOUR, 1);
    assert_near(schedule_after_errors(1000, HOUR, 1, 300 * DAY, 0, &bounds, name), 1000 + DAY, 1);
    assert_near(schedule_after_errors(1000, 2 * DAY, 1, 0, 2 * DAY, &bounds, name), 1000 + 2 * DAY, 1);
    assert_true(schedule_after_errors(1000, HOUR, 3, 0, HOUR, &bounds, name) - 1000 > 3.8 * HOUR);
}

static void freshness(void **state)
{
    (void)state;
    static const char date[] = "Mon, 05 Jan 2026 12:00:00 GMT";
    const struct {
        const char *control, *expires, *date, *age;
        double seconds;
    } table[] = {
        {NULL, NULL, NULL, NULL, 0},
        {"max-age=600", NULL, NULL, NULL, 600},
        {"public, Max-Age=\"600\", must-revalidate", NULL, NULL, NULL, 600},
        {"max-age=600", "Mon, 05 Jan 2026 13:00:00 GMT", date, NULL, 600},
        {"max-age=600", NULL, NULL, "100", 500},
        {"max-age=600", NULL, NULL, "700", 0},
        {"max-age=99999999999999999999", NULL, NULL, NULL, 31536000},
        {"max-age=soon", NULL, NULL, NULL, 0},
        {"s-maxage=600", NULL, NULL, NULL, 0},
        {"no-cache, max-age=600", NULL, NULL, NULL, 0},
        {"max-age=600, no-store", NULL, NULL, NULL, 0},
        {"no-cache=\"Set-Cookie\", max-age=600", NULL, NULL, NULL, 600},
        {"private", "Mon, 05 Jan 2026 13:00:00 GMT", date, NULL, 3600},
        {NULL, "Mon, 05 Jan 2026 13:00:00 GMT", date, NULL, 3600},
        {NULL, "Mon, 05 Jan 2026 11:00:00 GMT", date, NULL, 0},
        {NULL, "0", date, NULL, 0},
        {NULL, "Mon, 05 Jan 2026 13:00:00 GMT", NULL, NULL, 0},
        {",,,", "never", "now", "old", 0},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        assert_near(freshness_of(table[i].control, table[i].expires, table[i].date, table[i].age), table[i].seconds, 0);
}

/* ---- articles ---- */

static struct schedule_steps steps_of(const char *text)
{
    struct schedule_steps steps;
    struct error error = {0};
    if (!schedule_parse_steps(text, &steps, &error))
        fail_msg("%s", error.text);
    return steps;
}

static void steps_are_read(void **state)
{
    (void)state;
    struct schedule_steps steps = steps_of("15m,1h,6h,24h,3d");
    const double wanted[] = {15 * MINUTE, HOUR, 6 * HOUR, DAY, 3 * DAY};
    assert_int_equal(steps.count, 5);
    for (size_t i = 0; i < 5; i++)
        assert_near(steps.after[i], wanted[i], 0);
    assert_int_equal(steps_of("none").count, 0);
    static const char *const wrong[] = {
        "",      "15m,",     "1h,1h", "2h,1h",
        "0s,1h", "tomorrow", "-1h",   "1s,2s,3s,4s,5s,6s,7s,8s,9s,10s,11s,12s,13s,14s,15s,16s,17s"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct error error = {0};
        assert_false(schedule_parse_steps(wrong[i], &steps, &error));
        assert_int_equal(error.kind, ERROR_USAGE);
    }
}

static void visits_by_the_first_delivery(void **state)
{
    (void)state;
    const struct schedule_steps steps = steps_of("15m,1h,6h,24h,3d"), none = steps_of("none");
    const struct schedule_edits unknown = {0, 0}, seldom = {60, 0}, never = {399, 0}, often = {300, 60};
    const struct {
        const struct schedule_edits *edits;
        double age, next; /* since the first delivery */
    } table[] = {
        {&unknown, 0, 15 * MINUTE},
        {&unknown, 15 * MINUTE + 3, HOUR},
        {&unknown, 5 * HOUR, 6 * HOUR},
        {&unknown, 58 * MINUTE, 6 * HOUR}, /* the next step is too near to be worth a visit */
        {&unknown, 2 * DAY, 3 * DAY},
        {&unknown, 3 * DAY, 0},
        {&unknown, 400 * DAY, 0},
        {&often, 0, 15 * MINUTE},
        {&seldom, 0, HOUR},
        {&seldom, HOUR, DAY},
        {&seldom, DAY, 0},
        {&never, 0, DAY},
        {&never, DAY, 0},
        {&unknown, -5 * DAY, 15 * MINUTE + 5 * DAY - 5 * DAY},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        double first = 1000 * DAY, now = first + table[i].age;
        double next = schedule_next_visit(&steps, table[i].edits, first, now);
        double wanted = table[i].next == 0 ? 0 : table[i].age < 0 ? now + table[i].next : first + table[i].next;
        assert_near(next, wanted, 1e-3);
        assert_near(schedule_next_visit(&none, table[i].edits, first, now), 0, 0);
    }
    const struct schedule_steps one = steps_of("10s");
    assert_near(schedule_next_visit(&one, &never, 100, 100), 110, 0);
}

static void hosts_that_edit_again_are_visited_again(void **state)
{
    (void)state;
    const struct schedule_steps steps = steps_of("15m,1h,6h,24h,3d");
    struct schedule_edits edits = {0};
    for (int i = 0; i < 5000; i++)
        edits.visits = edits.visits * SCHEDULE_DECAY + 1;
    assert_near(schedule_next_visit(&steps, &edits, 0, 0), DAY, 0);
    for (int i = 0; i < 20; i++)
        edits = (struct schedule_edits){edits.visits * SCHEDULE_DECAY + 1, edits.edits * SCHEDULE_DECAY + i % 2};
    assert_near(schedule_next_visit(&steps, &edits, 0, 0), 15 * MINUTE, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_learned),
        cmocka_unit_test(news_come_soon_and_polls_are_few),
        cmocka_unit_test(hints_are_heeded),
        cmocka_unit_test(lists_are_spread),
        cmocka_unit_test(errors_back_off),
        cmocka_unit_test(freshness),
        cmocka_unit_test(steps_are_read),
        cmocka_unit_test(visits_by_the_first_delivery),
        cmocka_unit_test(hosts_that_edit_again_are_visited_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
