/* links: ingest — what the scores are in doubt about and the page is not: blocks that go with those around them. */
#include "ingest/extract/body.h"
#include "tests/unit/page_of_blocks.h"

#include <stdlib.h>

#define MOST_SCORES 80
#define TITLE       "<title>Ferries stop at Ostrava</title><body><h1>Ferries stop at Ostrava</h1>"
#define PARAGRAPH                                                                                                      \
    "The port authority said on Monday that the eastern pier has sunk by eleven centimetres since the storms of "      \
    "spring, "                                                                                                         \
    "and that no ship may land there before the piles are inspected."
#define OTHER_PARAGRAPH                                                                                                \
    "Fishing boats may go on using the western pier, provided that they leave before the tide, which is when the "     \
    "boats "                                                                                                           \
    "of the pilots come in from the sea."

/* The text of a page whose blocks have these scores; those behind the last given have none. */
static char *read_scored(const char *html, const float *given, int count)
{
    struct fixture fixture;
    float scores[MOST_SCORES] = {0};
    enum verdict verdicts[MOST_SCORES];
    open_page(&fixture, html);
    assert_in_range(fixture.table.count, count, MOST_SCORES);
    memcpy(scores, given, (size_t)count * sizeof *scores);
    body_judge(&fixture.table, scores, 0, 0, verdicts);
    char *body = body_join(&fixture.table, verdicts);
    close_page(&fixture);
    assert_non_null(body);
    return body;
}

#define READ(html, ...)                                                                                                \
    read_scored(html, (const float[]){__VA_ARGS__}, (int)(sizeof(const float[]){__VA_ARGS__} / sizeof(float)))

static void takes_a_standfirst(void **state)
{
    (void)state;
    char *body = READ(TITLE "<h2>The pier of the old harbour has sunk too far</h2><p>" PARAGRAPH, 0, .35f, .9f);
    assert_string_equal(body, "The pier of the old harbour has sunk too far\n\n" PARAGRAPH);
    free(body);
    body = READ(TITLE "<div class=standfirst>The pier of the old harbour has sunk too far</div><p>" PARAGRAPH, 0, .35f,
                .9f);
    assert_non_null(strstr(body, "sunk too far"));
    free(body);
    /* Neither a date, nor a caption, nor what the scores speak against, nor what is elsewhere in the page. */
    body = READ(TITLE "<p>Monday, 14 September 2026 at 10:15 in the morning</p><p>" PARAGRAPH, 0, .35f, .9f);
    assert_string_equal(body, PARAGRAPH);
    free(body);
    body =
        READ(TITLE
             "<figure><figcaption><p>The pier of the old harbour on Sunday evening.</figcaption></figure><p>" PARAGRAPH,
             0, .35f, .9f);
    assert_string_equal(body, PARAGRAPH);
    free(body);
    body = READ(TITLE "<h2>The pier of the old harbour has sunk too far</h2><p>" PARAGRAPH, 0, .15f, .9f);
    assert_string_equal(body, PARAGRAPH);
    free(body);
    body = READ(TITLE "<div><p>" PARAGRAPH "</div><div><div>The pier of the old harbour has sunk too far</div></div>",
                0, .9f, .35f);
    assert_string_equal(body, PARAGRAPH);
    free(body);
}

static void takes_tables_and_lists_as_wholes(void **state)
{
    (void)state;
    char *body = READ(TITLE "<p>" PARAGRAPH "<table><tr><td>Pier<td>Cost<tr><td>Eastern<td>$4m</table>", 0, .9f, .2f,
                      .7f, .7f, .3f);
    assert_string_equal(body, PARAGRAPH "\n\nPier | Cost\n\nEastern | $4m");
    free(body);
    body = READ(TITLE "<p>" PARAGRAPH "<ul><li>Line one<li>Line two<li>Line three</ul>", 0, .9f, .8f, .2f, .8f);
    assert_string_equal(body, PARAGRAPH "\n\nLine one\n\nLine two\n\nLine three");
    free(body);
    /* A table that lays out the page is no whole, nor is one that is hardly chosen. */
    body = READ(TITLE "<table><tr><td>Menu<td>" PARAGRAPH PARAGRAPH "<tr><td>Home<td>" OTHER_PARAGRAPH OTHER_PARAGRAPH
                      "</table>",
                0, .2f, .9f, .2f, .9f);
    assert_null(strstr(body, "Menu"));
    free(body);
    body = READ(TITLE "<p>" PARAGRAPH "<table><tr><td>Pier<td>Cost of it all<tr><td>Eastern<td>$4m</table>", 0, .9f,
                .6f, .2f, .2f, .2f);
    assert_null(strstr(body, "Eastern |"));
    free(body);
}

static void takes_the_like_of_what_is_taken(void **state)
{
    (void)state;
    char *body =
        READ(TITLE "<div><p class=t>" PARAGRAPH "<p class=t>" OTHER_PARAGRAPH "<p class=u>Not this one, which is of "
                   "another kind than those.</div>",
             0, .9f, .35f, .35f);
    assert_string_equal(body, PARAGRAPH "\n\n" OTHER_PARAGRAPH);
    free(body);
    body = READ(TITLE "<p>" PARAGRAPH "<div><h2>What comes next</h2><p>" OTHER_PARAGRAPH "</div>", 0, .9f, .25f, .9f);
    assert_non_null(strstr(body, "What comes next"));
    free(body);
    body = READ(TITLE "<p>" PARAGRAPH "<div><h2><a href=/next>What comes next</a></h2><p>" OTHER_PARAGRAPH "</div>", 0,
                .9f, .25f, .9f);
    assert_null(strstr(body, "What comes next"));
    free(body);
}

static void ends_before_what_is_far_away(void **state)
{
#define ROWS                                                                                                           \
    "<li><a href=/a>Boats</a><li><a href=/b>Bakers</a><li><a href=/c>Pilots</a><li><a href=/d>Tides</a><li>-<li>-"
    static const char html[] = TITLE "<div><p>" PARAGRAPH "</div><ul>" ROWS ROWS ROWS ROWS ROWS ROWS ROWS
                                     "</ul><section><p>" OTHER_PARAGRAPH "</section>";
    static const char near[] =
        TITLE "<div><p>" PARAGRAPH "</div><ul>" ROWS "</ul><section><p>" OTHER_PARAGRAPH "</section>";
    float scores[MOST_SCORES] = {0, .9f};
    (void)state;
    scores[44] = .9f;
    char *body = read_scored(html, scores, 45);
    assert_string_equal(body, PARAGRAPH);
    free(body);
    scores[8] = .9f;
    body = read_scored(near, scores, 9);
    assert_string_equal(body, PARAGRAPH "\n\n" OTHER_PARAGRAPH);
    free(body);
}

static void lets_cells_and_headings_come_again(void **state)
{
    (void)state;
    char *body = READ(TITLE "<p>" PARAGRAPH
                            "<ul><li>The eastern pier, from seven to nine<li>The eastern pier, from seven to nine"
                            "</ul><h2>No ship may land there before</h2><p>" OTHER_PARAGRAPH "<p>" PARAGRAPH,
                      0, .9f, .9f, .9f, .9f, .9f, .9f);
    const char *item = strstr(body, "The eastern pier, from");
    assert_non_null(item);
    assert_non_null(strstr(item + 1, "The eastern pier, from"));
    assert_non_null(strstr(body, "\n\nNo ship may land there before\n\n"));
    assert_null(strstr(strstr(body, OTHER_PARAGRAPH), "The port authority")); /* paragraphs may not */
    free(body);
}

static void leaves_out_a_label_and_its_link(void **state)
{
    (void)state;
    char *body =
        READ(TITLE "<p>" PARAGRAPH "<p>Enemmän: <a href=/tide>The tide was never as high as now</a><p>" OTHER_PARAGRAPH,
             0, .9f, .9f, .9f);
    assert_string_equal(body, PARAGRAPH "\n\n" OTHER_PARAGRAPH);
    free(body);
    body =
        READ(TITLE "<p>" PARAGRAPH
                   "<p>Source: <a href=https://port.example/a>The tide was never as high as now</a><p>" OTHER_PARAGRAPH,
             0, .9f, .9f, .9f);
    assert_non_null(strstr(body, "Source"));
    free(body);
}

static void keeps_short_first_lines_that_are_certain(void **state)
{
    (void)state;
    char *body = READ(TITLE "<p>Grace be with you all<p>" PARAGRAPH
                            "<h3>And the boats came home in the night, all of them.</h3>",
                      0, .99f, .9f, .9f);
    assert_string_equal(body,
                        "Grace be with you all\n\n" PARAGRAPH "\n\nAnd the boats came home in the night, all of them.");
    free(body);
    body = READ(TITLE "<p>Ada Example, 6 November 2024<p>" PARAGRAPH, 0, .99f, .9f);
    assert_string_equal(body, PARAGRAPH);
    free(body);
}

static void reads_what_stands_in_a_headings_tag(void **state)
{
    (void)state;
    char *body =
        READ(TITLE "<h4><div>" PARAGRAPH "</div><div>" OTHER_PARAGRAPH "</div><div>" PARAGRAPH " Again.</div></h4>", 0,
             .9f, .9f, .9f);
    assert_non_null(strstr(body, OTHER_PARAGRAPH));
    free(body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_a_standfirst),
        cmocka_unit_test(takes_tables_and_lists_as_wholes),
        cmocka_unit_test(takes_the_like_of_what_is_taken),
        cmocka_unit_test(ends_before_what_is_far_away),
        cmocka_unit_test(lets_cells_and_headings_come_again),
        cmocka_unit_test(leaves_out_a_label_and_its_link),
        cmocka_unit_test(keeps_short_first_lines_that_are_certain),
        cmocka_unit_test(reads_what_stands_in_a_headings_tag),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
