/* Tests of what the newsmill command prints and reads: columns, tables, findings, scraped metrics.
 * links: cli */
#include "cli/dead_place.h"
#include "cli/findings.h"
#include "cli/scrape.h"
#include "cli/table.h"
#include "cli/terminal.h"
#include "tests/unit/test_common.h"

#include <stdio.h>
#include <string.h>

static void columns_are_those_of_a_terminal(void **state)
{
    (void)state;
    assert_int_equal(terminal_columns("abc"), 3);
    assert_int_equal(terminal_columns("Złoty"), 5);
    assert_int_equal(terminal_columns("東京"), 4);
    assert_int_equal(terminal_columns("e\xcc\x81"), 1); /* an accent that combines */
    assert_int_equal(terminal_columns("a\nb"), 3);
    assert_int_equal(terminal_columns(""), 0);
}

static void assert_shown(const char *text, size_t most, const char *expected)
{
    struct buffer buffer = {0};
    terminal_append(&buffer, text, most);
    buffer_append_char(&buffer, '|');
    buffer.data[--buffer.size] = '\0';
    assert_string_equal(buffer.data, expected);
    buffer_free(&buffer);
}

static void texts_are_cut_and_made_harmless(void **state)
{
    (void)state;
    assert_shown("abcdef", 6, "abcdef");
    assert_shown("abcdef", 5, "abcd…");
    assert_shown("東京都", 5, "東京…");
    assert_shown("東京都", 4, "東…");
    assert_shown("x\x1b[31m\ny\xc2\x9b", 0, "x [31m y ");
    assert_shown("a\xe2\x80\xae"
                 "b",
                 0, "a b"); /* RIGHT-TO-LEFT OVERRIDE */
    assert_shown("bad \xff byte", 0, "bad \xef\xbf\xbd byte");
}

static void lines_are_wrapped(void **state)
{
    struct buffer buffer = {0};
    (void)state;
    terminal_append_wrapped(&buffer, "one two three four five six seven", 2, 24);
    assert_string_equal(buffer.data, "  one two three four\n  five six seven\n");
    buffer_clear(&buffer);
    terminal_append_count(&buffer, -1234567);
    assert_string_equal(buffer.data, "-1,234,567");
    buffer_clear(&buffer);
    terminal_append_count(&buffer, 100);
    assert_string_equal(buffer.data, "100");
    buffer_free(&buffer);
}

static void tables_fit(void **state)
{
    static const struct table_column columns[] = {
        {.heading = "n", .right = true}, {.heading = "name", .shrinks = true}, {.heading = "id"}};
    static const char *const rows[][3] = {{"1", "a name that is rather long", "x1"}, {"12", "東京", NULL}};
    struct buffer buffer = {0};
    (void)state;
    struct table *table = table_new(columns, 3);
    table_append(table, &buffer, 0, 0);
    assert_int_equal(buffer.size, 0);
    table_row(table, rows[0]);
    table_row(table, rows[1]);
    table_append(table, &buffer, 0, 24);
    assert_string_equal(buffer.data, " n  name              id\n"
                                     " 1  a name that is …  x1\n"
                                     "12  東京              \n");
    table_free(table);
    buffer_free(&buffer);
}

static void findings_are_grouped(void **state)
{
    struct findings *findings = findings_new();
    char page[32];
    (void)state;
    assert_true(findings_add_line(findings, "a.html: skipped: not an article: no text"));
    assert_true(findings_add_line(findings, "x.warc record 7 (https://a.example/: b): unreadable: 900 bytes too long"));
    assert_true(findings_add_line(findings, "y.html: unreadable: 123 bytes too long"));
    assert_false(findings_add_line(findings, "metrics at http://127.0.0.1:1/metrics"));
    for (int i = 0; i < 100; i++) {
        char reason[32];
        snprintf(page, sizeof page, "page %d", i);
        snprintf(reason, sizeof reason, "reason %c%c", 'a' + i / 10, 'a' + i % 10);
        findings_add(findings, "failed", reason, page);
    }
    assert_int_equal(findings_count(findings, "skipped"), 1);
    assert_int_equal(findings_count(findings, "unreadable"), 2);
    assert_int_equal(findings_count(findings, "failed"), 100);
    json_t *groups = findings_json(findings);
    assert_true(json_array_size(groups) <= 60);
    assert_string_equal(json_string_value(json_object_get(json_array_get(groups, 0), "reason")), "other reasons");
    json_t *two = json_array_get(groups, 1);
    assert_int_equal(json_integer_value(json_object_get(two, "count")), 2);
    assert_string_equal(json_string_value(json_array_get(json_object_get(two, "pages"), 0)),
                        "x.warc record 7 (https://a.example/: b)");
    json_decref(groups);
    findings_clear(findings);
    assert_int_equal(findings_count(findings, "failed"), 0);
    findings_free(findings);
}

static void metrics_are_read(void **state)
{
    static const char text[] =
        "# HELP x_total Things\n# TYPE x_total counter\n"
        "x_total{result=\"known\"} 3\nx_total{a=\"}\",result=\"new\"} 4\nx_total_more 100\ny 2.5";
    (void)state;
    assert_int_equal((int)scrape_value(text, "x_total", NULL), 7);
    assert_int_equal((int)scrape_value(text, "x_total", "result=\"new\""), 4);
    assert_int_equal((int)scrape_value(text, "x_total", "result=\"old\""), 0);
    assert_true(scrape_value(text, "y", NULL) > 2.4);
    assert_int_equal((int)scrape_value(text, "z", NULL), 0);
}

static void places_of_dead_letters_are_read_as_written(void **state)
{
    (void)state;
    static const char *const good[] = {"1", "42", "0:0", "11:123456789012345678"};
    static const char *const bad[] = {
        "", "0", "-1", "+1", " 1", "1 ", "1:", ":1", "1:2:3", "1:-2", "0x1", "1.5", "a:1", "1234567890123456789"};
    char text[DEAD_PLACE_SIZE];
    struct dead_place place;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_true(dead_place_read(good[i], &place));
        assert_string_equal(dead_place_write(&place, text), good[i]);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (dead_place_read(bad[i], &place))
            fail_msg("'%s' was read as a place", bad[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_are_those_of_a_terminal),
        cmocka_unit_test(texts_are_cut_and_made_harmless),
        cmocka_unit_test(lines_are_wrapped),
        cmocka_unit_test(tables_fit),
        cmocka_unit_test(findings_are_grouped),
        cmocka_unit_test(metrics_are_read),
        cmocka_unit_test(places_of_dead_letters_are_read_as_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
