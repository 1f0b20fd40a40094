/* links: ingest — what is taken out of a page before it is parsed. */
#include "ingest/extract/trim_markup.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct buffer scratch;
static struct data_scripts scripts;

/* The page is given without a NUL or anything else behind it: a sanitizer sees what reads on. */
static const char *trimmed(const char *page, size_t size, bool scripting)
{
    char *exact = memcpy(malloc(size ? size : 1), page, size);
    const char *left = markup_trim(exact, &size, scripting, &scratch, &scripts);
    assert_int_equal(strlen(left), size);
    free(exact);
    return left;
}

static void expect(const char *page, const char *wanted)
{
    assert_string_equal(trimmed(page, strlen(page), true), wanted);
}

static void keeps_the_attributes_that_are_read(void **state)
{
    (void)state;
    expect("<p class=\"a\" onclick=\"b\" id=c>", "<p class=\"a\" id=c>");
    expect("<P CLASS=a DATA-X='>' ID = \"c\" >x", "<P CLASS=a ID = \"c\" >x");
    expect("<a rel=author\ntarget=_blank\thref=/b/>x</a target=c>", "<a rel=author\nhref=/b/>x</a>");
    expect("<a class=\"x\"onclick=\"y\"href=z>", "<a class=\"x\"href=z>");
    expect("<br clear=all/><img src=x alt=y />", "<br ><img alt=y />");
    expect("<a onclick=1/href=foo =x hidden>", "<a hidden>");
    expect("<meta property=a content='b' value=c charset=utf-8>", "<meta property=a content='b' value=c >");
    expect("<p style='color: red'><p style='display:none'><p style='v&#105;sibility:hidden'>",
           "<p ><p style='display:none'><p style='v&#105;sibility:hidden'>");
}

static void takes_out_what_is_no_text(void **state)
{
    (void)state;
    expect("a<!-- <p> -->b<!-->c<!--->d<!----!>e<!-- > --!>f", "abcdef");
    expect("<style>p>a{}</styles></style >x", "<style></style>x");
    expect("<textarea><p></textarea>x<iframe><p></iframe>y", "<textarea></textarea>x<iframe></iframe>y");
    expect("<title>a <!-- b --> <b onclick=c></title><b onclick=c>", "<title>a <!-- b --> <b onclick=c></title><b >");
    expect("<noscript><img src=a></noscript>x", "<noscript></noscript>x");
    assert_string_equal(trimmed("<noscript><p src=a>b</noscript>", 31, false), "<noscript><p >b</noscript>");
    expect("1 < 2 <3 </> </ p> <!doctype html><?xml a?>", "1 < 2 <3 </> </ p> <!doctype html><?xml a?>");
}

static void joins_nothing_that_a_comment_held_apart(void **state)
{
    (void)state;
    expect("&am<!-- -->p;", "&am<!-- -->p;");
    expect("<<!-- -->p>", "<<!-- -->p>");
    expect("&#6<!-- -->5; Q&A <!-- --> more<!-- -->over", "&#6<!-- -->5; Q&A  moreover");
}

static void knows_where_scripts_end(void **state)
{
    (void)state;
    expect("<script src=a>if (a<b) c('<p>')</script>x", "<script ></script>x");
    expect("<script><!-- a </script>x", "<script></script>x");
    expect("<script><!-- <script> </script> b </script>x", "<script></script>x");
    expect("<script><!-- <script> --> b </script>x", "<script></script>x");
    expect("<script></scripts></SCRIPT\n>x", "<script></SCRIPT>x");
    const char *linked = "<script type=\"Application/LD+JSON\">{\"a\": \"<!-- <p onclick=b> -->\"}</script>";
    expect(linked, linked);
}

static void notes_scripts_that_may_be_data(void **state)
{
    (void)state;
    char page[2048] = "<script type=application/json>", *at = page + strlen(page);
    memset(at, ' ', 1000);
    strcpy(at + 1000, "</script><script type=text/template>");
    memset(at + strlen(at), ' ', 900);
    size_t size = strlen(page);
    markup_trim(page, &size, true, &scratch, &scripts);
    assert_int_equal(scripts.count, 1);
    assert_ptr_equal(scripts.items[0].text, at);
    assert_int_equal(scripts.items[0].size, 1000);
}

static void takes_out_whole_drawings_only(void **state)
{
    (void)state;
    expect("<svg viewBox=a><title>b</title><g><svg/><path d=c /></g><svg><style/></svg></svg>d", "<svg ></svg>d");
    expect("<svg /><p>a", "<svg /><p>a");
    /* To the parser these are behind the drawing. */
    expect("<svg><path d=a><p>b</p></svg>", "<svg><path ><p>b</p></svg>");
    expect("<div><svg><path d=a></div><p>b", "<div><svg><path ></div><p>b");
    expect("<svg><foreignObject><p>a</foreignObject></svg>", "<svg><foreignObject><p>a</foreignObject></svg>");
}

static void takes_what_does_not_end_as_the_parser_does(void **state)
{
    (void)state;
    expect("a<!-- b <p>", "a");
    expect("a<!--", "a");
    expect("<script>a", "<script>");
    expect("<style>a</styl", "<style>");
    expect("<p class=a onclick=\"b>c</p>", "<p class=a ");
    expect("a</p", "a</p");
    expect("<svg><path", "<svg><path");
    expect("<", "<");
    expect("", "");
}

/* Time grows with the page, whatever does not end; the parser never sees more than 256 attributes of a tag. */
static void is_quick_on_hostile_pages(void **state)
{
    (void)state;
    static const char *const parts[] = {"<svg>",
                                        "<title>",
                                        "<!--",
                                        "<svg><p>",
                                        "<script><!--",
                                        "<a b=\"",
                                        "</svg ",
                                        "<a ",
                                        "&a",
                                        "&aaaaaaaaaaa<!---->",
                                        "<svg><svg x=y><path>"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        size_t part = strlen(parts[i]), size = part * ((1 << 20) / part);
        char *page = malloc(size);
        for (size_t at = 0; at < size; at += part)
            memcpy(page + at, parts[i], part);
        markup_trim(page, &size, true, &scratch, &scripts);
        free(page);
    }
    static const char *const openings[] = {"<a", "<svg><title><a", "<plaintext><a", "<select><title><a"};
    for (size_t i = 0; i < sizeof openings / sizeof *openings; i++) {
        size_t start = strlen(openings[i]), size = start + 200000;
        char *page = malloc(size);
        memcpy(page, openings[i], start);
        for (size_t at = start; at < size; at += 4)
            memcpy(page + at, " id ", 4);
        markup_trim(page, &size, true, &scratch, &scripts);
        assert_in_range(size, start + 256 * 3, start + 257 * 4);
        free(page);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_the_attributes_that_are_read),
        cmocka_unit_test(takes_out_what_is_no_text),
        cmocka_unit_test(joins_nothing_that_a_comment_held_apart),
        cmocka_unit_test(knows_where_scripts_end),
        cmocka_unit_test(notes_scripts_that_may_be_data),
        cmocka_unit_test(takes_out_whole_drawings_only),
        cmocka_unit_test(takes_what_does_not_end_as_the_parser_does),
        cmocka_unit_test(is_quick_on_hostile_pages),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    buffer_free(&scratch);
    return failed;
}
