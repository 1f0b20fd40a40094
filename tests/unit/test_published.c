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
#define NOW      1777593600 /* 2026-05-01 */
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
    {"", HEADLINE "<p>Updated 5 May 2024 | Published 4 May 2024</p>" TEXT, NULL, "2024-05-04T00:00:00Z"},
    {"", HEADLINE "<p>Published 4 May 2024 | Updated 5 May 2024</p>" TEXT, NULL, "2024-05-04T00:00:00Z"},
    /* dates that the text speaks of */
    {"", HEADLINE TEXT TEXT TEXT "<p>The rules for the lift were drawn up on March 2, 1998, after a fall.</p>", NULL,
     NULL},
    {"",
     HEADLINE "<blockquote><p>The lift is up again, says the works manager. J. Doe, May 3, 2024</p></blockquote>" TEXT,
     NULL, NULL},
    {"", HEADLINE TEXT TEXT TEXT "<p>Jane Roe, 3 May 2024</p>", NULL, "2024-05-03T00:00:00Z"},
    {"", HEADLINE "<div class=\"date\">3 May 2024</div>" TEXT, NULL, "2024-05-03T00:00:00Z"},
    {"", HEADLINE "<p>Posted: 3 May 2024, 10:15</p>" TEXT, NULL, "2024-05-03T10:15:00Z"},
    {"",
     HEADLINE TEXT "<p>This article was written on 3 May 2024 by our man at the quarry and filed under lifts, "
                   "cables and the Brannock works; readers may answer below until the end of the month.</p>",
     NULL, "2024-05-03T00:00:00Z"},
    {"", HEADLINE "<p>26 | 01 | 2022</p>" TEXT, NULL, "2022-01-26T00:00:00Z"},
    /* markup of many systems */
    {"<meta value=\"2024-05-03T10:15:00+02:00\" name=\"article:published_time\">", HEADLINE TEXT, NULL,
     "2024-05-03T10:15:00+02:00"},
    {"<meta name=\"cXenseParse:recs:publishtime\" content=\"2024-05-03T10:15:00Z\">", HEADLINE TEXT, NULL,
     "2024-05-03T10:15:00Z"},
    {"<meta name=\"citation_publication_date\" content=\"2024/05\"><meta name=\"dc.date\" content=\"2024-05-03\">",
     HEADLINE TEXT, NULL, "2024-05-03T00:00:00Z"},
    {"<meta name=\"date\" content=\"2024-05-01\">",
     HEADLINE "<time itemprop=\"datePublished\" datetime=\"2024-05-03\">3 May</time>" TEXT, NULL,
     "2024-05-03T00:00:00Z"},
    {"", HEADLINE "<div class=\"social-banner\"><time datetime=\"2024-05-03\">3 May</time></div>" TEXT, NULL,
     "2024-05-03T00:00:00Z"},
    {"", HEADLINE "<span>Jane Roe</span><span>May 3, 2024</span>" TEXT, NULL, "2024-05-03T00:00:00Z"},
    /* published and modified in one go, when the page was put out: the line below the headline knows better */
    {"<script type=\"application/ld+json\">{\"@type\":\"NewsArticle\",\"datePublished\":\"2024-05-03T10:15:00Z\","
     "\"dateModified\":\"2024-05-03T10:15:02Z\"}</script>",
     HEADLINE "<p>12 January 2023</p>" TEXT, NULL, "2023-01-12T00:00:00Z"},
    {"<script type=\"application/ld+json\">{\"@type\":\"NewsArticle\",\"datePublished\":\"2024-05-03T10:15:00Z\","
     "\"dateModified\":\"2024-05-09T10:15:02Z\"}</script>",
     HEADLINE "<p>12 January 2023</p>" TEXT, NULL, "2024-05-03T10:15:00Z"},
    {"<script type=\"application/ld+json\">{\"@type\":\"NewsArticle\",\"datePublished\":\"2024-05-03T10:15:00Z\","
     "\"dateModified\":\"2024-05-03T10:15:02Z\"}</script>",
     HEADLINE "<p>12 January 2023</p>" TEXT, "https://quarry.example/2024/05/03/lift", "2024-05-03T10:15:00Z"},
    {"<meta name=\"date\" content=\"2024-05-04T11:52:23Z\">", HEADLINE "<p>Stand: 03.05.2024 18:00 Uhr</p>" TEXT, NULL,
     "2024-05-03T18:00:00Z"},
    {"<meta name=\"date\" content=\"2024-05-04T11:52:23Z\">", HEADLINE "<p>3 May 2024</p>" TEXT, NULL,
     "2024-05-04T11:52:23Z"},
    {"<meta name=\"date\" content=\"2024-05-04T11:52:23Z\">", HEADLINE "<p>12 January 2023</p>" TEXT, NULL,
     "2023-01-12T00:00:00Z"},
    {"<meta property=\"article:published_time\" content=\"2024-05-04T11:52:23Z\">",
     HEADLINE "<p>12 January 2023</p>" TEXT, NULL, "2024-05-04T11:52:23Z"},
    {"<meta name=\"datePublished\" content=\"2024-05-04T11:52:23Z\">", HEADLINE "<p>2 May 2010</p>" TEXT, NULL,
     "2024-05-04T11:52:23Z"},
    {"<meta name=\"date\" content=\"2024-05-04T11:52:23Z\">",
     HEADLINE "<p>The works opened on 2 May 2010.</p><p>Concert: 3 May 2023, Ostrava</p>" TEXT, NULL,
     "2024-05-04T11:52:23Z"},
    /* words for publishing in other languages, among lines with other dates */
    {"", HEADLINE "<p>Gebaut 2.1.2019</p><p>Erschienen am 3. Mai 2024</p>" TEXT, NULL, "2024-05-03T00:00:00Z"},
    {"", HEADLINE "<p>Construit le 2 janvier 2019</p><p>Mis en ligne le 3 mai 2024</p>" TEXT, NULL,
     "2024-05-03T00:00:00Z"},
    {"", HEADLINE "<p>2.1.2019</p><p>Publikováno 3. května 2024</p>" TEXT, NULL, "2024-05-03T00:00:00Z"},
    {"", HEADLINE "<p>2.1.2019</p><p>Опубліковано 3 травня 2024</p>" TEXT, NULL, "2024-05-03T00:00:00Z"},
    {"", HEADLINE "<p>2019-01-02</p><p>掲載日：2024年5月3日</p>" TEXT, NULL, "2024-05-03T00:00:00Z"},
    {"", HEADLINE "<p>2.1.2019</p><p>Δημοσιεύτηκε 3 Μαΐου 2024</p>" TEXT, NULL, "2024-05-03T00:00:00Z"},
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
    {LD("2024-05-03T22:15:00Z"), HEADLINE TEXT, "https://www.steinbruch.de/lift", "2024-05-04T00:15:00+02:00"},
    {LD("2024-01-03T22:15:00Z"), HEADLINE TEXT, "https://www.steinbruch.de/lift", "2024-01-03T22:15:00Z"},
    {LD("2024-01-03T23:00:00Z"), HEADLINE TEXT, "https://www.steinbruch.de/lift", "2024-01-04T00:00:00+01:00"},
    {LD("2024-05-03T00:00:00Z"), HEADLINE TEXT, "https://cantera.pe/lift", "2024-05-03T00:00:00Z"},
    {LD("2024-05-03T02:00:00Z"), HEADLINE TEXT, "https://cantera.pe/lift", "2024-05-02T21:00:00-05:00"},
    {LD("2024-05-03T22:15:00Z"), HEADLINE TEXT, "https://quarry.us/lift", "2024-05-03T22:15:00Z"},
    {LD("2024-05-03T02:00:00Z"), HEADLINE TEXT, "https://quarry.ca/lift", "2024-05-02T22:00:00-04:00"},
    {LD("2024-05-03T22:15:00Z"), HEADLINE "<time datetime=\"2024-05-03T22:15:00Z\">heute</time>" TEXT,
     "https://www.steinbruch.de/lift", "2024-05-04T00:15:00+02:00"},
    /* a time without an offset has that of the same time elsewhere in the page, or is of the country's clocks */
    {LD("2024-05-03T10:15:00"), HEADLINE TEXT, "https://www.steinbruch.de/lift", "2024-05-03T10:15:00+02:00"},
    {"", HEADLINE "<p>3. Mai 2024, 23:15 Uhr</p>" TEXT, "https://www.steinbruch.de/lift", "2024-05-03T23:15:00+02:00"},
    {LD("2024-05-03T10:15:00") "<meta property=\"article:published_time\" content=\"2024-05-03T10:15:00-04:00\">",
     HEADLINE TEXT, NULL, "2024-05-03T10:15:00-04:00"},
    {LD("2024-05-03T10:15:00"), HEADLINE "<time datetime=\"2024-05-03T10:15:00Z\">heute</time>" TEXT,
     "https://www.steinbruch.de/lift", "2024-05-03T10:15:00Z"},
    {LD("2024-05-03T00:00:00"), HEADLINE TEXT, "https://www.steinbruch.de/lift", "2024-05-03T00:00:00Z"},
    {LD("2024-01-03T23:15:00"), HEADLINE "<p>Updated 4 January 2024, 09:30</p>" TEXT, "https://quarry.co.uk/lift",
     "2024-01-03T23:15:00Z"},
    {LD("2024-07-03T23:15:00"), HEADLINE "<p>Updated 4 July 2024, 09:30</p>" TEXT, "https://quarry.co.uk/lift",
     "2024-07-03T23:15:00+01:00"},
    {"<script type=\"application/ld+json\">{\"@type\":\"NewsArticle\",\"datePublished\":\"2024-05-03T10:15:00\","
     "\"dateModified\":\"2024-05-03T12:15:00+09:00\"}</script>",
     HEADLINE TEXT, NULL, "2024-05-03T10:15:00+09:00"},
    {LD("2024-01-15T10:15:00"), HEADLINE TEXT, "https://quarry.com.au/lift", "2024-01-15T10:15:00+11:00"},
    {LD("2024-04-06T10:15:00"), HEADLINE TEXT, "https://quarry.com.au/lift", "2024-04-06T10:15:00+11:00"},
    {LD("2024-04-07T10:15:00"), HEADLINE TEXT, "https://quarry.com.au/lift", "2024-04-07T10:15:00+10:00"},
    {LD("2024-10-06T10:15:00"), HEADLINE TEXT, "https://quarry.com.au/lift", "2024-10-06T10:15:00+11:00"},
    {LD("2024-01-15T10:15:00"), HEADLINE TEXT, "https://pedreira.com.br/lift", "2024-01-15T10:15:00-03:00"},
    {LD("2018-01-15T10:15:00"), HEADLINE TEXT, "https://pedreira.com.br/lift", "2018-01-15T10:15:00Z"},
    {LD("2024-03-15T10:15:00"), HEADLINE TEXT, "https://quarry.ca/lift", "2024-03-15T10:15:00-04:00"},
    {LD("2013-05-15T10:15:00"), HEADLINE TEXT, "https://karer.ru/lift", "2013-05-15T10:15:00Z"},
    {LD("2024-05-03"), HEADLINE TEXT, "https://www.steinbruch.de/lift", "2024-05-03T00:00:00Z"},
    /* not before the web, not a year alone, not still to come */
    {LD("1988-05-03") "<meta name=\"date\" content=\"2024-05-03\">", HEADLINE TEXT, NULL, "2024-05-03T00:00:00Z"},
    {LD("2023") "<meta name=\"date\" content=\"2024-05-03\">", HEADLINE TEXT, NULL, "2024-05-03T00:00:00Z"},
    {LD("2031-05-03") "<meta name=\"date\" content=\"2024-05-03\">", HEADLINE TEXT, NULL, "2024-05-03T00:00:00Z"},
    {"<meta http-equiv=\"content-language\" content=\"en-US\">", HEADLINE "<p>11/3/2026</p>" TEXT, NULL,
     "2026-03-11T00:00:00Z"},
    /* nothing that is a date */
    {"", HEADLINE "<p>3 hours ago</p><p>il y a 3 heures</p><p>vor 2 Tagen</p>" TEXT, NULL, NULL},
    {LD("soon"), HEADLINE TEXT, NULL, NULL},
    {LD("2024-06-31"), HEADLINE TEXT, NULL, NULL},
    {"", HEADLINE TEXT "<footer>© 2019 Brannock</footer>", NULL, NULL},
};

/* Reads the page, which it frees, at that address; `wanted` is what the field then holds, NULL for nothing. */
static void expect_date(char *page, const char *url, const char *field, const char *wanted)
{
    struct error error = {0};
    json_t *article = NULL;
    struct extract_input input = {.data = page, .size = strlen(page), .url = url, .now = NOW};
    if (extract_article(extractor, &input, &article, &error) != EXTRACT_ARTICLE)
        fail_msg("no article: %s in %s", error.text, page);
    const char *found = json_string_value(json_object_get(article, field));
    if (strcmp(found ? found : "none", wanted ? wanted : "none") != 0)
        fail_msg("%s: %s, not %s, from %s", field, found, wanted, page);
    json_decref(article);
    free(page);
}

static void finds_the_date(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
        expect_date(xprintf("<html><head><title>Quarry lift stands still again</title>%s</head><body>%s</body></html>",
                            pages[i].head, pages[i].body),
                    pages[i].url ? pages[i].url : "https://www.quarry.example/lift", "datePublished", pages[i].wanted);
}

static void finds_when_it_was_modified(void **state)
{
    static const char *const lines[] = {"Updated 5 May 2024 | Published 4 May 2024",
                                        "Published 4 May 2024 | Last updated: May 5, 2024",
                                        "Veröffentlicht am 4. Mai 2024, aktualisiert am 5. Mai 2024"};
    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        expect_date(xprintf("<meta charset=utf-8><body>" HEADLINE "<p>%s</p>" TEXT, lines[i]),
                    "https://quarry.example/a", "dateModified", "2024-05-05T00:00:00Z");
}

/* What the page shows without an offset is when it was published: it tells nothing of the other time. */
static void settles_when_it_was_modified(void **state)
{
    static const struct {
        const char *published, *modified, *shown, *url, *wanted;
    } times[] = {
        {"2024-05-03T20:30:00Z", "2024-05-04T02:00:00Z", "May 3, 2024, 4:30 p.m.", "https://quarry.example/a",
         "2024-05-04T02:00:00Z"},
        {"2024-05-03T14:00:00Z", "2024-05-03T23:30:00Z", "3. Mai 2024, 16:00 Uhr", "https://steinbruch.de/a",
         "2024-05-04T01:30:00+02:00"},
        {"2024-05-03T18:15:00+08:00", "2024-05-03T19:15:00", "heute", "https://steinbruch.de/a",
         "2024-05-03T19:15:00+08:00"},
        {"2024-05-03T18:15:00-04:00", "2024-05-04T02:15:00Z", "today", "https://quarry.example/a",
         "2024-05-03T22:15:00-04:00"},
        {"2024-05-03T18:15:00-04:00", "2024-05-03T23:15:00Z", "today", "https://quarry.example/a",
         "2024-05-03T23:15:00Z"},
        {"2024-05-03", "2024-05-03T19:15:00", "heute", "https://steinbruch.de/a", "2024-05-03T19:15:00+02:00"}};
    (void)state;
    for (size_t i = 0; i < sizeof times / sizeof *times; i++)
        expect_date(xprintf("<meta charset=utf-8><script type=\"application/ld+json\">{\"@type\":\"NewsArticle\","
                            "\"datePublished\":\"%s\",\"dateModified\":\"%s\"}</script><body>" HEADLINE
                            "<p>%s</p>" TEXT,
                            times[i].published, times[i].modified, times[i].shown),
                    times[i].url, "dateModified", times[i].wanted);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(finds_the_date), cmocka_unit_test(finds_when_it_was_modified),
                                       cmocka_unit_test(settles_when_it_was_modified)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
