/* links: ingest — the block model: trees, measures of a block's text, features, verdicts. */
#include "ingest/extract/block_scores.h"
#include "ingest/extract/body.h"
#include "tests/unit/page_of_blocks.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- trees ---- */

static void trees_add_up(void **state)
{
    /* Feature 0 up to 1.5: -1, beyond: by feature 1 up to 10: 2, beyond: 3. A second tree always adds .25, as the bias
     * does. */
    static const struct tree items[] = {
        {{1.5f, 10, INFINITY, INFINITY, INFINITY, INFINITY}, {0, 1, 0, 0, 0, 0}, {-1, 2, -1, 3}},
        {{INFINITY, INFINITY, INFINITY, INFINITY, INFINITY, INFINITY}, {0}, {.25f}}};
    const struct trees trees = {items, 2, .25f};
    static const float cases[][3] = {{1.5f, 99, -.5f}, {1.6f, 10, 2.5f}, {1.6f, 10.5f, 3.5f}};
    static const float scores[] = {.37754f, .92414f, .97069f};
    enum { COUNT = 35 }; /* full batches and a rest */
    float rows[COUNT * 2], found[COUNT];
    (void)state;
    for (int i = 0; i < COUNT; i++)
        memcpy(rows + 2 * i, cases[i % 3], 2 * sizeof *rows);
    trees_score(&trees, rows, 2, COUNT, found);
    for (int i = 0; i < COUNT; i++)
        assert_float_equal(found[i], scores[i % 3], 1e-4);
}

static void check_trees(const struct trees *trees, int features)
{
    assert_true(isfinite(trees->bias));
    for (int tree = 0; tree < trees->count; tree++) {
        const struct tree *item = &trees->items[tree];
        bool asks = false;
        for (int i = 0; i < TREE_DEPTH; i++) {
            assert_in_range(item->features[i], 0, features - 1);
            assert_false(isnan(item->borders[i]));
            asks = asks || isfinite(item->borders[i]);
        }
        assert_true(asks);
        for (int i = 0; i < 1 << TREE_DEPTH; i++)
            assert_true(isfinite(item->leaves[i]) && fabsf(item->leaves[i]) < 10);
    }
}

static void the_model_is_sound(void **state)
{
    (void)state;
    assert_true(block_model.first.count > 10 && block_model.second.count > 10);
    check_trees(&block_model.first, FIRST_COUNT);
    check_trees(&block_model.second, SECOND_COUNT);
}

/* ---- text ---- */

static struct block_text measure(const char *text)
{
    struct word_hashes hashes = {0};
    struct block_text found = block_text_measure(text, strlen(text), &hashes);
    free(hashes.data);
    return found;
}

static void measures_text(void **state)
{
    (void)state;
    struct block_text text = measure("Ilka Brandvold, 41, said: “Never again.”");
    assert_int_equal(text.words, 6);
    assert_int_equal(text.characters, 40);
    assert_int_equal(text.capitalised, 2);
    assert_int_equal(text.digits, 2);
    assert_int_equal(text.commas, 2);
    assert_int_equal(text.quotes, 2);
    assert_int_equal(text.longest, 9);
    assert_int_equal(text.hash_count, 6);
    assert_int_equal(text.first_kind, KIND_UPPER);
    assert_int_equal(text.last_kind, KIND_QUOTE);
    assert_true(text.ends_sentence);
    assert_false(measure("Read more").ends_sentence);
    assert_true(measure("© 2026 Tide Media").copyright);
    assert_true(measure("desk@tide.example").address && measure("see https://tide.example").address);
}

static void measures_other_scripts(void **state)
{
    (void)state;
    struct block_text chinese = measure("港口周一关闭，轮渡停航。");
    assert_int_equal(chinese.wide, 10);
    assert_int_equal(chinese.words, 5);
    assert_int_equal(chinese.commas, 1);
    assert_true(chinese.ends_sentence);
    struct block_text russian = measure("Порт закрыт до мая.");
    assert_int_equal(russian.words, 4);
    assert_int_equal(russian.capitalised, 1);
    assert_int_equal(russian.upper, 1);
    assert_true(measure("क्या हुआ।").ends_sentence);
    assert_int_equal(measure("ميناء، سفينة").commas, 1);
}

static void compares_words(void **state)
{
    struct word_hashes hashes = {0};
    struct word_set set;
    (void)state;
    struct block_text first = block_text_measure("Ferries STOP at Ostrava", 23, &hashes);
    struct block_text second = block_text_measure("ferries, stop: at “Ostrava”!", 32, &hashes);
    assert_true(first.hash == second.hash);
    word_set_fill(&set, hashes.data, first.hash_count);
    assert_int_equal(set.count, 4);
    assert_true(word_set_has(&set, hashes.data[second.first_hash + 1]));
    assert_false(word_set_has(&set, 12345));
    free(hashes.data);
}

/* Whatever stands around it, and however long it is: letters are taken eight at a time. */
static void knows_a_word_anywhere(void **state)
{
    static const char *const words[][2] = {{"internationalisierung", "INTERNATIONALISIERUNG"},
                                           {"covid19", "Covid19"},
                                           {"naïvely", "Naïvely"},
                                           {"quarries", "QUARRIES"},
                                           {"a", "A"}};
    (void)state;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        for (int before = 0; before < 12; before++)
            for (int after = 0; after < 12; after++) {
                struct word_hashes hashes = {0};
                char text[80];
                int size = snprintf(text, sizeof text, "%.*s %s %.*s", before, "bcdefghijklm", words[i][1], after,
                                    "bcdefghijklm");
                block_text_measure(words[i][0], strlen(words[i][0]), &hashes);
                struct block_text found = block_text_measure(text, (size_t)size, &hashes);
                assert_int_equal(found.words, 1 + (before > 0) + (after > 0));
                assert_int_equal(hashes.data[0], hashes.data[found.first_hash + (before > 0)]);
                assert_int_equal(hashes.count, 1 + found.words);
                free(hashes.data);
            }
}

/* ---- pages ---- */

#define LONG_TEXT                                                                                                      \
    "The port authority said on Monday that the eastern pier has sunk by eleven centimetres since the spring storms."

static void describes_blocks(void **state)
{
    struct fixture fixture;
    float row[FIRST_COUNT];
    (void)state;
    open_page(&fixture, "<title>Ferries stop at Ostrava</title><body><nav><a href=/>Home</a></nav><article "
                        "class='story-body'><h1>Ferries stop at Ostrava</h1><div "
                        "class='item-1'><p>" LONG_TEXT "</div><div class='item-2'><p>" LONG_TEXT
                        " Again.</div><div class='item-3'><p><b>Bold</b> words</div></article>");
    assert_int_equal(fixture.table.count, 5);
    assert_false(block_is_candidate(&fixture.table, 0));
    assert_true(block_is_candidate(&fixture.table, 1));
    assert_int_equal(fixture.table.title, 1);
    block_features_first(&fixture.table, 2, row);
    assert_float_equal(row[FIRST_IS_IN_ARTICLE], 1, 0);
    assert_float_equal(row[FIRST_FROM_TITLE], 1, 0);
    assert_float_equal(row[FIRST_REPEATED_COUNT], 3, 0);
    assert_float_equal(row[FIRST_OWN_ALIKE_COUNT], 3, 0);
    assert_float_equal(row[FIRST_OUTER_ARTICLE_GOOD], 1, 0);
    assert_in_range(row[FIRST_PARENT_GOOD] * 100, 40, 60);
    assert_float_equal(row[FIRST_NEAR_ARTICLE_BODY], 2, 0);
    block_features_first(&fixture.table, 4, row);
    assert_float_equal(row[FIRST_BOLD_SHARE], .4, .01);
    close_page(&fixture);
}

static void describes_surroundings(void **state)
{
    static const float scores[] = {.9f, .8f, .1f, .7f};
    struct fixture fixture;
    struct block_context context = {0};
    float row[SECOND_COUNT];
    (void)state;
    open_page(&fixture, "<body><div><p>" LONG_TEXT "<p>" LONG_TEXT "</div><h2>Short</h2><div><p>" LONG_TEXT "</div>");
    block_context_fill(&context, &fixture.table, scores);
    block_context_describe(&context, 2, row);
    assert_float_equal(row[SECOND_SCORE], .1, 1e-6);
    assert_float_equal(row[SECOND_BEFORE_1], .8, 1e-6);
    assert_float_equal(row[SECOND_AFTER_1], .7, 1e-6);
    assert_float_equal(row[SECOND_AFTER_2], 0, 0);
    assert_float_equal(row[SECOND_STRONG_COUNT], 3, 0);
    assert_float_equal(row[SECOND_BLOCKS_FROM_STRONG], 1, 0);
    assert_float_equal(row[SECOND_PAGE_MAXIMUM], .9, 1e-6);
    assert_float_equal(row[SECOND_MASS_BEFORE] + row[SECOND_MASS_AFTER], 1, .01);
    block_context_free(&context);
    close_page(&fixture);
}

static void joins_what_scores_speak_for(void **state)
{
    static const float scores[] = {.9f, .9f, .9f, .1f, .9f, .9f, .6f, .8f};
    static const enum verdict wanted[] = {VERDICT_HEADLINE, VERDICT_TAKEN, VERDICT_AGAIN, VERDICT_LEFT,
                                          VERDICT_TAKEN,    VERDICT_TAKEN, VERDICT_TAKEN, VERDICT_LONELY};
    struct fixture fixture;
    enum verdict verdicts[8];
    (void)state;
    open_page(&fixture,
              "<title>Ferries stop at Ostrava</title><body><h1>Ferries stop at Ostrava</h1><p>" LONG_TEXT
              "<p>" LONG_TEXT "<p>Advertisement<h2>What it costs</h2><table><tr><td>Pier<td>$4m</table><h2>More</h2>");
    assert_int_equal(fixture.table.count, 8);
    body_judge(&fixture.table, scores, 0, 0, verdicts);
    for (int i = 0; i < 8; i++)
        assert_int_equal(verdicts[i], wanted[i]);
    char *body = body_join(&fixture.table, verdicts);
    assert_string_equal(body, LONG_TEXT "\n\nWhat it costs\n\nPier | $4m");
    free(body);
    static const float late[] = {.9f, .1f, .1f, .2f, .9f, .9f, .6f, .8f};
    body_judge(&fixture.table, late, 4, 7, verdicts); /* lead points */
    assert_int_equal(verdicts[5], VERDICT_ABSTRACT);
    body_judge(&fixture.table, scores, 4, 7, verdicts); /* a list within the text */
    assert_int_equal(verdicts[5], VERDICT_TAKEN);
    body_judge(&fixture.table, scores, 1, 2, verdicts);
    assert_int_equal(verdicts[1], VERDICT_TAKEN);
    close_page(&fixture);
}

#define FOUR_TIMES(text) text text text text

/* Judges with the same score for every block and returns the text. */
static char *read_all(const char *html)
{
    struct fixture fixture;
    float scores[32];
    enum verdict verdicts[32];
    open_page(&fixture, html);
    assert_in_range(fixture.table.count, 1, 32);
    for (int i = 0; i < fixture.table.count; i++)
        scores[i] = .9f;
    body_judge(&fixture.table, scores, 0, 0, verdicts);
    char *body = body_join(&fixture.table, verdicts);
    close_page(&fixture);
    return body;
}

static void stops_at_the_next_article(void **state)
{
    (void)state;
    char *body = read_all(
        "<title>Ferries stop at Ostrava</title><body><div class=item><div><h1>Ferries stop at "
        "Ostrava</h1></div><p>" FOUR_TIMES(
            LONG_TEXT) "</div><div class=item><div><h1>Bakers "
                       "strike</h1></div><div class=byline>By Ada Example</div><p>" FOUR_TIMES(
                           "Bakers of the town have laid down their work and want a higher wage for nights, as "
                           "they said at noon. ") "</div>");
    assert_non_null(strstr(body, "eastern pier"));
    assert_null(strstr(body, "Bakers"));
    free(body);
    /* Sections of one text are not signed. */
    body = read_all(
        "<title>Ferries stop at Ostrava</title><body><div class=item><div><h1>Ferries stop at "
        "Ostrava</h1></div><p>" FOUR_TIMES(
            LONG_TEXT) "</div><div class=item><div><h1>What comes "
                       "next</h1></div><p>" FOUR_TIMES("The council wants to decide in March whether the pier is to be "
                                                       "raised or pulled down for good, as it says. ") "</div>");
    assert_non_null(strstr(body, "What comes next"));
    free(body);
}

static void leaves_out_a_box_about_cookies(void **state)
{
    (void)state;
    char *body =
        read_all("<title>Ferries stop at Ostrava</title><body><div><h1>Ferries stop at Ostrava</h1><p>" LONG_TEXT
                 "<p>The ship's cook sold cookies to those who waited until the evening, and they were many "
                 "of them.</div><div><div>We use cookies to see how the page is used.</div><div>Some cookies "
                 "are needed, other cookies are not.</div><div>Your choice</div></div>");
    assert_non_null(strstr(body, "sold cookies"));
    assert_null(strstr(body, "We use"));
    assert_null(strstr(body, "Your choice"));
    free(body);
    body = read_all("<title>How cookies work</title><body><div><h1>How cookies work</h1><p>" LONG_TEXT LONG_TEXT
                    "</div><div><div>We use cookies to see how the page is used.</div><div>Some cookies "
                    "are needed, other cookies are not.</div></div>");
    assert_non_null(strstr(body, "We use"));
    free(body);
}

static void is_content_with_less_where_nothing_is_sure(void **state)
{
    static const float scores[] = {.4f, .3f, .1f};
    struct fixture fixture;
    enum verdict verdicts[3];
    (void)state;
    open_page(&fixture, "<body><p>One line of it<p>another line of it<p>the third line of it");
    body_judge(&fixture.table, scores, 0, 0, verdicts);
    assert_int_equal(verdicts[0], VERDICT_TAKEN);
    assert_int_equal(verdicts[1], VERDICT_TAKEN);
    assert_int_equal(verdicts[2], VERDICT_LEFT);
    close_page(&fixture);
}

static void knows_text_from_furniture(void **state)
{
    struct fixture fixture;
    struct block_scores scores = {0};
    (void)state;
    open_page(
        &fixture,
        "<body><nav><ul><li><a href=/a>News</a><li><a href=/b>Boats</a></ul></nav><article><h1>Ferries stop</h1><p>"
        "The harbour will be closed to ferries for six weeks from Monday, the port authority said, because a pier "
        "has sunk.</p><p>“We would rather lose a season than a ship,” said Ilka Brandvold, who runs the port. "
        "Repairs will cost $4.2 million.</p><p>Fishing boats may go on using the western pier, provided that "
        "they leave before the tide.</p></article><footer><p>Copyright 2026 Tide Media. All rights "
        "reserved.</p></footer>");
    block_scores_fill(&scores, &block_model, &fixture.outline, &fixture.evidence);
    for (int i = 3; i < 6; i++)
        assert_true(scores.final[i] > .5f);
    assert_true(scores.final[0] < .2f && scores.final[6] < .2f);
    assert_true(block_scores_memory(&scores) > 0);
    block_scores_free(&scores);
    close_page(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(trees_add_up),
        cmocka_unit_test(the_model_is_sound),
        cmocka_unit_test(measures_text),
        cmocka_unit_test(measures_other_scripts),
        cmocka_unit_test(compares_words),
        cmocka_unit_test(knows_a_word_anywhere),
        cmocka_unit_test(describes_blocks),
        cmocka_unit_test(describes_surroundings),
        cmocka_unit_test(joins_what_scores_speak_for),
        cmocka_unit_test(stops_at_the_next_article),
        cmocka_unit_test(leaves_out_a_box_about_cookies),
        cmocka_unit_test(is_content_with_less_where_nothing_is_sure),
        cmocka_unit_test(knows_text_from_furniture),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
