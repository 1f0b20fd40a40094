/* links: ingest — which charset a page is in, and its text as UTF-8. */
#include "ingest/charset.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define BYTES(text) text, sizeof(text) - 1

static void expect(const char *data, size_t size, const char *content_type, const char *charset, const char *text)
{
    char name[CHARSET_NAME_SIZE];
    struct buffer utf8 = {0};
    charset_to_utf8(data, size, content_type, &utf8, name);
    assert_string_equal(name, charset);
    buffer_append_char(&utf8, '|');
    if (!strstr(utf8.data, text))
        fail_msg("\"%s\" is not in \"%s\"", text, utf8.data);
    buffer_free(&utf8);
}

static void knows_the_labels_of_the_web(void **state)
{
    (void)state;
    assert_string_equal(charset_from_label(BYTES(" Latin1 ")), "windows-1252");
    assert_string_equal(charset_from_label(BYTES("iso-8859-1")), "windows-1252");
    assert_string_equal(charset_from_label(BYTES("gb2312")), "GBK");
    assert_string_equal(charset_from_label(BYTES("utf8")), "UTF-8");
    assert_null(charset_from_label(BYTES("klingon")));
    size_t size;
    const char *found = charset_of_content_type("text/html; charset=\"utf-8\"; x=y", &size);
    assert_non_null(found);
    assert_memory_equal(found, "utf-8", size);
    assert_null(charset_of_content_type("text/html", &size));
    assert_null(charset_of_content_type(NULL, &size));
}

static void prescans_declarations(void **state)
{
    (void)state;
    assert_string_equal(charset_prescan(BYTES("<meta charset=windows-1251>")), "windows-1251");
    assert_string_equal(charset_prescan(BYTES("<meta http-equiv=Content-Type content='text/html; charset=Shift_JIS'>")),
                        "Shift_JIS");
    assert_string_equal(charset_prescan(BYTES("<meta charset=utf-16>")), "UTF-8");
    assert_string_equal(charset_prescan(BYTES("<?xml version='1.0' encoding='iso-8859-2'?><html>")), "ISO-8859-2");
    assert_null(charset_prescan(BYTES("<!-- <meta charset=utf-8> --><p>")));
}

static void finds_late_declarations(void **state)
{
    (void)state;
    struct buffer page = {0};
    for (int i = 0; i < 200; i++)
        buffer_append_text(&page, "<!-- a comment -->");
    buffer_append_text(&page, "<meta charset=iso-8859-2>");
    assert_null(charset_prescan(page.data, page.size));
    assert_string_equal(charset_declared(page.data, page.size), "ISO-8859-2");
    assert_string_equal(charset_declared(BYTES("\xFE\xFF")), "UTF-16BE");
    assert_null(charset_declared(BYTES("<p>")));
    buffer_free(&page);
}

static void obeys_mark_then_header_then_page(void **state)
{
    (void)state;
    expect(BYTES("\xEF\xBB\xBF<meta charset=windows-1251>caf\xC3\xA9"), "text/html; charset=koi8-r", "UTF-8", "café");
    expect(BYTES("<meta charset=windows-1251>\xCF\xF0\xE8\xE2\xE5\xF2"), NULL, "windows-1251", "Привет");
    expect(BYTES("<meta charset=windows-1251>\xF0\xD2\xC9\xD7\xC5\xD4"), "text/html; charset=koi8-r", "KOI8-R",
           "Привет");
    expect(BYTES("<p>\x93quoted\x94 \x80"), "text/html; charset=iso-8859-1", "windows-1252", "“quoted” €");
    expect(BYTES("<meta charset=shift_jis>\x93\xFA\x96\x7B"), NULL, "Shift_JIS", "日本");
}

static void reads_wide_charsets(void **state)
{
    (void)state;
    expect(BYTES("\xFF\xFEh\0i\0"), NULL, "UTF-16LE", "hi|");
    expect(BYTES("\xFE\xFF\0h\0i"), "text/html; charset=utf-8", "UTF-16BE", "hi|");
    expect(BYTES("<\0h\0t\0m\0l\0>\0<\0p\0>\0h\0i\0"), NULL, "UTF-16LE", "<html><p>hi|");
    expect(BYTES("\0<\0h\0t\0m\0l\0>\0<\0p\0>\0h\0i"), NULL, "UTF-16BE", "<html><p>hi|");
    expect(BYTES("\xFF\xFE\0\0h\0\0\0i\0\0\0"), NULL, "UTF-32LE", "hi|");
}

static void overrules_what_cannot_be(void **state)
{
    (void)state;
    expect(BYTES("<meta charset=iso-8859-1>caf\xC3\xA9 na\xC3\xAFve \xE2\x80\x9Cx\xE2\x80\x9D"), NULL, "UTF-8",
           "café naïve “x”");
    expect(BYTES("<meta charset=utf-8>Die Z\xFCge in \xD6sterreich fahren t\xE4glich p\xFCnktlich, hei\xDFt es in "
                 "Gr\xFCnau."),
           NULL, "windows-1252", "Züge");
}

static void detects_without_a_declaration(void **state)
{
    (void)state;
    expect(BYTES("plain"), NULL, "UTF-8", "plain");
    expect(BYTES("Gr\xC3\xBC\xC3\x9F"
                 "e aus K\xC3\xB6ln"),
           NULL, "UTF-8", "Grüße aus Köln");
    expect(BYTES("\x1B$B4A;z\x1B(B"), NULL, "ISO-2022-JP", "漢字");
    expect(BYTES("\033$)C\016GW18@G\017 \016?)04<1@:\017 \016?@?y\017 \0165QB0\017 \016AV1nAv\017 \0164Y4OAv\017 "
                 "\016>J4B4Y\017"),
           NULL, "ISO-2022-KR", "항구의 여객선은 오월 둘째 주까지 다니지 않는다");
    expect(BYTES("\320w\212\201\267\201 \265a\210\202\254\345\267e \265\241\266\251 \226\211\274\201 "
                 "\272\201\214a\273\241 \224a\223\241\273\241 \264g\223e\224a"),
           NULL, "JOHAB", "항구의 여객선은 오월 둘째 주까지 다니지 않는다");
}

static void never_lets_bad_bytes_through(void **state)
{
    (void)state;
    expect(BYTES("a\xFF"
                 "b\xC3\xA9\xC3\xA8\xC3\xA0"),
           "text/html; charset=utf-8", "UTF-8",
           "a\xEF\xBF\xBD"
           "béèà");
    expect(BYTES("a\0b"), NULL, "UTF-8", "ab|");
    expect(BYTES("<meta charset=gbk>\xD6\xD0\xFF\xFF"), NULL, "GBK", "中\xEF\xBF\xBD");
    expect(BYTES("\xC3\xA9 cut \xE4\xB8"), NULL, "UTF-8", "é cut \xEF\xBF\xBD");
    struct buffer utf8 = {0};
    assert_false(charset_convert("x", 1, "no-such-charset", &utf8));
    assert_int_equal(utf8.size, 0);
    buffer_free(&utf8);
}

static void says_what_can_be_read_as_it_is(void **state)
{
    static const struct {
        const char *data;
        size_t size;
        const char *content_type;
        bool as_is;
    } pages[] = {{BYTES("<meta charset=utf-8><p>Straße"), NULL, true},
                 {BYTES("<p>Straße"), NULL, true},
                 {BYTES("<p>Street"), NULL, true},
                 {BYTES("<p>Straße"), "text/html; charset=iso-8859-1", false},
                 {BYTES("<meta charset=iso-8859-1><p>Stra\xDF"
                        "e"),
                  NULL, false},
                 {BYTES("<meta charset=utf-8><p>Stra\xDF"
                        "e"),
                  NULL, false},
                 {BYTES("<p>Stra\0ße"), NULL, false},
                 {BYTES("\xEF\xBB\xBF<p>Straße"), NULL, false}};
    (void)state;
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        char name[CHARSET_NAME_SIZE];
        struct buffer utf8 = {0};
        bool as_is = charset_detect(pages[i].data, pages[i].size, pages[i].content_type, name);
        assert_int_equal(as_is, pages[i].as_is);
        assert_true(charset_convert(pages[i].data, pages[i].size, name, &utf8));
        assert_int_equal(as_is, utf8.size == pages[i].size && memcmp(utf8.data, pages[i].data, utf8.size) == 0);
        buffer_free(&utf8);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_the_labels_of_the_web),
        cmocka_unit_test(prescans_declarations),
        cmocka_unit_test(finds_late_declarations),
        cmocka_unit_test(obeys_mark_then_header_then_page),
        cmocka_unit_test(reads_wide_charsets),
        cmocka_unit_test(overrules_what_cannot_be),
        cmocka_unit_test(detects_without_a_declaration),
        cmocka_unit_test(never_lets_bad_bytes_through),
        cmocka_unit_test(says_what_can_be_read_as_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
