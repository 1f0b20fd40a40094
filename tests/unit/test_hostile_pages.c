/* links: ingest — pages made to cost time, memory or another page's reading. */
#include "common/buffer.h"
#include "ingest/extract/block_table.h"
#include "ingest/extract/html_page.h"
#include "tests/unit/extracting.h"

#include <string.h>
#include <time.h>

#define MOST_SECONDS (4 * SLOWNESS) /* of processor time for a page; each took much longer once */
#define HEADLINE     "<h1>Council approves new budget for roads</h1>"
#define TEXT                                                                                                           \
    "<p>The council voted on Tuesday to approve the new budget, which sets aside forty million for schools, roads "    \
    "and the two bridges that were closed in spring.</p>"                                                              \
    "<p>Mayor Jane Roe said that the money would be spent by the end of June, and that no taxes would have to be "     \
    "raised for it this year.</p>"                                                                                     \
    "<p>Opponents called the plan a gamble, because the two bridges may cost more than the engineers expected.</p>"

static json_t *read_page(const char *page)
{
    struct error error = {0};
    json_t *article = NULL;
    struct extract_input input = {.data = page, .size = strlen(page), .url = "https://www.town.example/news/1"};
    if (extract_article(extractor, &input, &article, &error) != EXTRACT_ARTICLE)
        fail_msg("no article: %s", error.text);
    return article;
}

static void repeat(struct buffer *page, const char *part, int times)
{
    for (int i = 0; i < times; i++)
        buffer_append_text(page, part);
}

/* Reads the page, be it an article or not, and frees it. */
static void expect_quick(struct buffer *page)
{
    struct error error = {0};
    json_t *article = NULL;
    struct extract_input input = {.data = page->data, .size = page->size, .url = "https://www.town.example/news/1"};
    clock_t start = clock();
    extract_article(extractor, &input, &article, &error);
    json_decref(article);
    double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    if (seconds > MOST_SECONDS)
        fail_msg("%.1f s for %.60s", seconds, page->data);
    buffer_free(page);
}

/* The line fills its buffer: what is behind it is not to be read. */
static void ends_with_the_line(void **state)
{
    (void)state;
    json_decref(read_page("<meta charset=utf-8>" HEADLINE TEXT "<p>市议会星期二投票批准了新预算本市报记者王明</p>"));
}

/* The first page's class name has the hash of the other's, but tells of an advertisement. */
static void forgets_class_names(void **state)
{
    (void)state;
    static const char other[] = "<article>" HEADLINE "<div class=sec>" TEXT "</div><div class=entry-content><p>A study "
                                "by the university found that traffic had grown by a tenth since the main road "
                                "through town was widened.</p></div></article>";
    json_decref(read_page(HEADLINE "<div class='cookie xadvert xaaabafbavo-eaAF:'></div>" TEXT));
    json_t *article = read_page(other);
    struct extractor *first = extractor;
    extractor = extractor_new();
    json_t *alone = read_page(other);
    assert_string_equal(json_string_value(json_object_get(article, "articleBody")),
                        json_string_value(json_object_get(alone, "articleBody")));
    extractor_free(extractor);
    extractor = first;
    json_decref(article);
    json_decref(alone);
}

static void reads_long_lists_of_keywords(void **state)
{
    (void)state;
    struct buffer page = {0};
    buffer_append_text(&page, "<meta name=keywords content='");
    repeat(&page, "a,", 1000000);
    buffer_append_text(&page, "'>" HEADLINE TEXT);
    expect_quick(&page);
}

/* Lists of authors within lists, each of them a reference to be sought among many objects. */
static void seeks_few_authors(void **state)
{
    (void)state;
    struct buffer page = {0};
    buffer_append_text(&page, "<script type=application/ld+json>[");
    repeat(&page, "{\"@type\":\"Thing\",\"@id\":\"y\"},", 1990);
    buffer_append_text(&page, "{\"@type\":\"NewsArticle\",\"author\":[0");
    for (int i = 0; i < 49; i++) {
        buffer_append_text(&page, ",[0");
        for (int j = 0; j < 49; j++) {
            buffer_append_text(&page, ",[{\"@id\":\"x\"}");
            repeat(&page, ",{\"@id\":\"x\"}", 24);
            buffer_append_text(&page, "]");
        }
        buffer_append_text(&page, "]");
    }
    buffer_append_text(&page, "]}]</script>" HEADLINE TEXT);
    expect_quick(&page);
}

/* Many headings in one element, which holds many more: whether it is an article is asked once. */
static void looks_once_at_each_item(void **state)
{
    (void)state;
    struct buffer page = {0};
    buffer_append_text(&page, "<div class=a>" HEADLINE TEXT TEXT "</div><div class=a>" TEXT TEXT);
    repeat(&page, "<h1>Other</h1>", 14000);
    repeat(&page, "<p></p>", 200000);
    buffer_append_text(&page, "</div>");
    expect_quick(&page);
}

static void compares_few_headings(void **state)
{
    (void)state;
    struct buffer page = {0};
    buffer_append_text(&page, "<title>");
    repeat(&page, "a|", 8000);
    buffer_append_text(&page, "</title>");
    repeat(&page, "<h1>a b</h1>", 20000);
    buffer_append_text(&page, TEXT);
    expect_quick(&page);
}

static void counts_text_before_headings_once(void **state)
{
    (void)state;
    struct buffer page = {0};
    repeat(&page, "<p>x", 200000);
    repeat(&page, "<h1>z</h1>", 8000);
    buffer_append_text(&page, TEXT);
    expect_quick(&page);
}

static void has_one_limit_for_both_looks(void **state)
{
    (void)state;
    struct error error = {0};
    struct html_page *page = html_page_new();
    assert_null(html_page_parse(page, TEXT, strlen(TEXT), false, &error)); /* no time is left of a first look */
    assert_non_null(html_page_parse(page, TEXT, strlen(TEXT), true, &error));
    assert_non_null(html_page_parse(page, TEXT, strlen(TEXT), false, &error));
    html_page_free(page);
}

/* Hashes that differ in their upper bits alone do not meet in a table's slots. */
static void spreads_hashes(void **state)
{
    (void)state;
    static bool taken[1 << 16];
    int met = 0;
    for (uint64_t i = 0; i < 4096; i++) {
        size_t slot = block_table_mix(i << 40 | 12345) % (sizeof taken / sizeof *taken);
        met += taken[slot];
        taken[slot] = true;
    }
    assert_true(met < 400); /* by chance some 130 */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ends_with_the_line),
        cmocka_unit_test(forgets_class_names),
        cmocka_unit_test(reads_long_lists_of_keywords),
        cmocka_unit_test(seeks_few_authors),
        cmocka_unit_test(looks_once_at_each_item),
        cmocka_unit_test(compares_few_headings),
        cmocka_unit_test(counts_text_before_headings_once),
        cmocka_unit_test(has_one_limit_for_both_looks),
        cmocka_unit_test(spreads_hashes),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
