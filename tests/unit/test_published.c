/* links: ingest — when an article was published, and by which clock. */
#include "common/buffer.h"
#include "tests/unit/extracting.h"

#include <string.h>

#define TEXT                                                                                                           \
    "<p>The lift at Brannock quarry stands still again, two days after it was repaired, and the forty men of the "     \
    "night shift walk down to the third level, the owners said.</p><p>A new cable has been ordered from a works in "   \
    "Ostrava; it weighs eleven tonnes and cannot be here before the roads are dry.</p>"
#define LD(date)                                                                                                       \
    "<script type=\"application/ld+json\">{\"@type\":\"NewsArticle\",\"datePublished\":\"" date "\"}</script>"
#define HEADLINE "<h1>Quarry lift stands still again</h1>"

static const struct {
    const char *head, *body, *url, *wanted;
} pages[] = {
    /* places, the surest first */
    {LD("2024-05-03T10:15:00+02:00") "<meta property=\"article:published_time\" content=\"2024-05-04T10:00:00+02:00\">",
     HEADLINE TEXT, NULL, "2024-05-03T10:15:00+02:00"},
    {"<meta property=\"article:published_time\" content=\"2024-05-03T10:15:00+02:00\">", HEADLINE TEXT, NULL,
     "2024-05-03T10:15:00+02:00"},
    {"", HEADLINE "<meta itemprop=\"datePublished\" content=\"2024-05-03\">" TEXT, NULL, "2024-05-03T00:00:00Z"},
    {"", HEADLINE "<span property=\"datePublished\" content=\"2024-05-03\">Friday</span>" TEXT, NULL,
     "2024-05-03T00:00:00Z"},
    {"", HEADLINE "<time datetime=\"2024-05-03T10:15:00+02:00\">Friday</time>" TEXT, NULL, "2024-05-03T10:15:00+02:00"},
    {"", HEADLINE TEXT, "https://quarry.example/2024/05/03/lift", "2024-05-03T00:00:00Z"},
    {"", HEADLINE TEXT, "https://quarry.example/news/lift-23-05-2024", "2024-05-23T00:00:00Z"},
    {"", HEADLINE "<div class=\"date\">3 May 2024</div>" TEXT, NULL, "2024-05-03T00:00:00Z"},
    {"", HEADLINE "<p>Posted: 3 May 2024, 10:15</p>" TEXT, NULL, "2024-05-03T10:15:00Z"},
    {"",
     HEADLINE TEXT "<p>This article was written on 3 May 2024 by our man at the quarry and filed under lifts, "
                   "cables and the Brannock works; readers may answer below until the end of the month.</p>",
     NULL, "2024-05-03T00:00:00Z"},
    {"", HEADLINE "<p>26 | 01 | 2022</p>" TEXT, NULL, "2022-01-26T00:00:00Z"},
    /* the order of day and month is the language's */
    {"<meta http-equiv=\"content-language\" content=\"en-US\">", HEADLINE "<p>5/3/2024</p>" TEXT, NULL,
     "2024-05-03T00:00:00Z"},
    {"<meta http-equiv=\"content-language\" content=\"en-GB\">", HEADLINE "<p>3/5/2024</p>" TEXT, NULL,
     "2024-05-03T00:00:00Z"},
    {"<meta http-equiv=\"content-language\" content=\"es\">", HEADLINE "<p>3/5/2024</p>" TEXT, NULL,
     "2024-05-03T00:00:00Z"},
    /* a time in UTC takes the offset of the clock that the page shows, if that is on another day */
    {LD("2024-05-04T03:28:35Z"), HEADLINE "<p>Published May 3, 2024, 10:28 p.m. CDT</p>" TEXT, NULL,
     "2024-05-03T22:28:35-05:00"},
    {LD("2024-05-04T03:28:35Z"), HEADLINE "<p>May 3, 2024 at 8:28 p.m.</p>" TEXT, NULL, "2024-05-03T20:28:35-07:00"},
    {LD("2024-05-03T22:10:00+00:00"), HEADLINE "<p>4. Mai 2024, 00:10 Uhr</p>" TEXT, NULL, "2024-05-04T00:10:00+02:00"},
    {LD("2024-05-04T03:28:35Z"), HEADLINE "<time datetime=\"2024-05-03T20:28:35-07:00\">Friday evening</time>" TEXT,
     NULL, "2024-05-03T20:28:35-07:00"},
    {LD("2024-05-03T18:28:35Z"), HEADLINE "<p>May 3, 2024 at 2:28 p.m. EDT</p>" TEXT, NULL, "2024-05-03T18:28:35Z"},
    {LD("2024-05-04T03:28:35Z"), HEADLINE "<p>Updated May 4, 2024, 6:03 a.m.</p>" TEXT, NULL, "2024-05-04T03:28:35Z"},
    {LD("2024-05-04T10:20:00Z"), HEADLINE "<p>May 4, 2024 22:20</p>" TEXT, NULL, "2024-05-04T10:20:00Z"},
    {LD("2024-05-04T03:28:35+03:00"), HEADLINE "<p>May 3, 2024 at 8:28 p.m.</p>" TEXT, NULL,
     "2024-05-04T03:28:35+03:00"},
    /* nothing that is a date */
    {LD("soon"), HEADLINE TEXT, NULL, NULL},
    {LD("2024-06-31"), HEADLINE TEXT, NULL, NULL},
    {"", HEADLINE TEXT "<footer>© 2019 Brannock</footer>", NULL, NULL},
};

static void finds_the_date(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        struct error error = {0};
        json_t *article = NULL;
        char *page = xprintf("<html><head><title>Quarry lift stands still again</title>%s</head><body>%s</body></html>",
                             pages[i].head, pages[i].body);
        struct extract_input input = {
            .data = page, .size = strlen(page), .url = pages[i].url ? pages[i].url : "https://www.quarry.example/lift"};
        if (extract_article(extractor, &input, &article, &error) != EXTRACT_ARTICLE)
            fail_msg("no article: %s in %s", error.text, page);
        const char *found = json_string_value(json_object_get(article, "datePublished"));
        if (strcmp(found ? found : "none", pages[i].wanted ? pages[i].wanted : "none") != 0)
            fail_msg("%s, not %s, from %s", found, pages[i].wanted, page);
        json_decref(article);
        free(page);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(finds_the_date)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
