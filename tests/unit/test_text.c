/* links: common — UTF-8, base64, hex, SHA-256, buffers, clock stamps. */
#include "common/text.h"

#include "common/clock.h"
#include "common/error.h"
#include "tests/unit/test_common.h"

#include <string.h>

static void valid_prefix_stops_at_the_first_bad_byte(void **state)
{
    static const struct {
        const char *text;
        size_t size, valid;
    } cases[] = {
        {"", 0, 0},
        {"plain ASCII, longer than eight bytes", 36, 36},
        {"\xc3\xa9t\xc3\xa9", 5, 5},
        {"\xf0\x9f\x98\x80", 4, 4},
        {"ab\xc0\xaf", 4, 2},         /* overlong */
        {"ab\xed\xa0\x80", 5, 2},     /* surrogate */
        {"ab\xf4\x90\x80\x80", 6, 2}, /* above U+10FFFF */
        {"abcdefgh\xe2\x82", 10, 8},  /* cut */
        {"\x80", 1, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(utf8_valid_prefix(cases[i].text, cases[i].size), cases[i].valid);
}

static void repair_replaces_maximal_subparts(void **state)
{
    struct buffer out = {0};
    (void)state;
    utf8_append_repaired(&out,
                         "a\xf1\x80\x80\xe1\x80\xc2"
                         "b\x80"
                         "c\x80\xbf"
                         "d",
                         13);
    assert_string_equal(out.data, "a\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"
                                  "b\xef\xbf\xbd"
                                  "c\xef\xbf\xbd\xef\xbf\xbd"
                                  "d");
    buffer_free(&out);
}

static void code_points_go_out_and_come_back(void **state)
{
    static const uint32_t points[] = {'a', 0x7f, 0x80, 0x7ff, 0x800, 0xfffd, 0xffff, 0x10000, 0x10ffff};
    struct buffer out = {0};
    (void)state;
    for (size_t i = 0; i < sizeof points / sizeof *points; i++)
        utf8_append(&out, points[i]);
    assert_int_equal(utf8_valid_prefix(out.data, out.size), out.size);
    assert_int_equal(utf8_length(out.data, out.size), sizeof points / sizeof *points);
    const char *at = out.data;
    for (size_t i = 0; i < sizeof points / sizeof *points; i++)
        assert_int_equal(utf8_next(&at, out.data + out.size), points[i]);
    buffer_clear(&out);
    utf8_append(&out, 0xd800);
    assert_string_equal(out.data, "\xef\xbf\xbd");
    buffer_free(&out);
}

static void base64_follows_rfc_4648(void **state)
{
    static const char *const pairs[][2] = {{"", ""},
                                           {"f", "Zg=="},
                                           {"fo", "Zm8="},
                                           {"foo", "Zm9v"},
                                           {"foob", "Zm9vYg=="},
                                           {"fooba", "Zm9vYmE="},
                                           {"foobar", "Zm9vYmFy"}};
    struct buffer out = {0};
    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        buffer_clear(&out);
        base64_append(&out, pairs[i][0], strlen(pairs[i][0]));
        assert_string_equal(out.data ? out.data : "", pairs[i][1]);
        buffer_clear(&out);
        assert_true(base64_decode(&out, pairs[i][1], strlen(pairs[i][1])));
        assert_string_equal(out.data ? out.data : "", pairs[i][0]);
    }
    assert_false(base64_decode(&out, "Zg=", 3));
    assert_false(base64_decode(&out, "Z!==", 4));
    assert_false(base64_decode(&out, "=Zg=", 4));
    buffer_free(&out);
}

static void base64_of_a_megabyte_comes_back(void **state)
{
    struct buffer bytes = {0}, text = {0}, back = {0};
    (void)state;
    for (unsigned i = 0; i < 1000003; i++)
        buffer_append_char(&bytes, (char)(i * 7 + i / 251));
    base64_append(&text, bytes.data, bytes.size);
    assert_true(base64_decode(&back, text.data, text.size));
    assert_int_equal(back.size, bytes.size);
    assert_memory_equal(back.data, bytes.data, bytes.size);
    buffer_free(&bytes);
    buffer_free(&text);
    buffer_free(&back);
}

static void sha256_of_abc(void **state)
{
    uint8_t digest[SHA256_SIZE];
    char hex[2 * SHA256_SIZE + 1];
    (void)state;
    sha256("abc", 3, digest);
    hex_encode(digest, sizeof digest, hex);
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"); /* FIPS 180-4 */
}

static void stamps_are_read_and_written(void **state)
{
    static const struct {
        const char *text;
        int result;
        time_t unix_time;
    } cases[] = {
        {"1970-01-01T00:00:00Z", 0, 0},
        {"2026-11-22T18:20:00Z", 0, 1795371600},
        {"2026-11-22T20:20:00.25+02:00", 0, 1795371600},
        {"2026-11-22", 0, 1795305600},
        {"2024-02-29T12:00:00Z", 0, 1709208000},
        {"2023-02-29T12:00:00Z", -1, 0},
        {"2026-13-01", -1, 0},
        {"2026-11-22T18:20:00", -1, 0},
        {"2026-11-22T18:20:00Z ", -1, 0},
        {"", -1, 0},
    };
    char stamp[CLOCK_STAMP_SIZE];
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        time_t value = 0;
        assert_int_equal(clock_parse_stamp(cases[i].text, &value), cases[i].result);
        assert_int_equal(value, cases[i].unix_time);
    }
    assert_string_equal(clock_stamp(1795371600, stamp), "2026-11-22T18:20:00Z");
}

static void errors_keep_one_line_and_take_prefixes(void **state)
{
    struct error error = {0};
    char longest[2000];
    (void)state;
    assert_false(error_set(&error, ERROR_PERMANENT, "line %d", 7));
    assert_false(error_prefix(&error, "file %s", "a.html"));
    assert_string_equal(error.text, "file a.html: line 7");
    assert_int_equal(error.kind, ERROR_PERMANENT);
    memset(longest, 'x', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    error_set(&error, ERROR_FATAL, "%s", longest);
    error_prefix(&error, "%s", longest);
    assert_int_equal(strlen(error.text), sizeof error.text - 1);
    assert_false(error_set(NULL, ERROR_FATAL, "nobody asks"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(valid_prefix_stops_at_the_first_bad_byte),
        cmocka_unit_test(repair_replaces_maximal_subparts),
        cmocka_unit_test(code_points_go_out_and_come_back),
        cmocka_unit_test(base64_follows_rfc_4648),
        cmocka_unit_test(base64_of_a_megabyte_comes_back),
        cmocka_unit_test(sha256_of_abc),
        cmocka_unit_test(stamps_are_read_and_written),
        cmocka_unit_test(errors_keep_one_line_and_take_prefixes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
