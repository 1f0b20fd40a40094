/* links: ingest — which of the titles on a page is the article's headline. */
#include "common/buffer.h"
#include "ingest/extract/extract.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define TEXT                                                                                                           \
    "<p>The mast on Corrie Law came down in the night, and with it the telephones of four valleys, the company said "  \
    "on Tuesday; nobody was hurt, but a shed and two parked tractors were.</p><p>A mobile mast is on its way from "    \
    "the "                                                                                                             \
    "coast and should stand by Thursday evening, weather permitting.</p>"
#define TITLE(text) "<title>" text "</title>"
#define OG(text)    "<meta property=\"og:title\" content=\"" text "\">"
#define SITE(text)  "<meta property=\"og:site_name\" content=\"" text "\">"
#define LD(text)    "<script type=\"application/ld+json\">{\"@type\":\"NewsArticle\",\"headline\":\"" text "\"}</script>"

static const struct {
    const char *head, *body, *wanted;
} pages[] = {
    /* the site's name and section are cut off */
    {TITLE("Storm fells mast on Corrie Law | The Valley Post") SITE("The Valley Post"), TEXT,
     "Storm fells mast on Corrie Law"},
    {TITLE("Storm fells mast on Corrie Law - News - valleypost.example"), TEXT, "Storm fells mast on Corrie Law"},
    {OG("The Valley Post: Storm fells mast on Corrie Law") SITE("The Valley Post"), TEXT,
     "Storm fells mast on Corrie Law"},
    /* the heading that is most like the titles */
    {TITLE("Storm fells mast on Corrie Law"), "<h1>Valley Post</h1><h1>Storm fells mast on Corrie Law</h1>" TEXT,
     "Storm fells mast on Corrie Law"},
    {TITLE("Mast felled | The Valley Post | News from nine valleys and the coast"), "<h1>Mast felled</h1>" TEXT,
     "Mast felled"},
    {TITLE("Storm fells mast | Nine valleys blog"), "<h1>Nine valleys blog</h1><h2>Storm fells mast</h2>" TEXT,
     "Storm fells mast"},
    {OG("Corrie Law mast: what we know about the outage") TITLE("Corrie Law mast: what we know about the outage"),
     "<main><h1>Four valleys without a telephone until Thursday</h1>" TEXT "</main>",
     "Four valleys without a telephone until Thursday"},
    {OG("Storm fells mast on Corrie Law"), TEXT "<main>" TEXT "<h1>More news from the nine valleys</h1></main>",
     "Storm fells mast on Corrie Law"},
    /* kickers and subtitles within the heading */
    {TITLE("Storm fells mast on Corrie Law"),
     "<h1><span class=\"article__kicker\">Weather</span><span>: </span><span class=\"article__title\">Storm fells mast "
     "on "
     "Corrie Law</span></h1>" TEXT,
     "Storm fells mast on Corrie Law"},
    {TITLE("Sturm fällt Mast auf dem Rauhen Berg"),
     "<h1><span class=\"dachzeile\">Wetter</span> Sturm fällt Mast auf dem Rauhen Berg</h1>" TEXT,
     "Sturm fällt Mast auf dem Rauhen Berg"},
    {TITLE("Storm fells mast on Corrie Law"), "<h1><small>Weather</small> Storm fells mast on Corrie Law</h1>" TEXT,
     "Storm fells mast on Corrie Law"},
    {TITLE("Storm fells mast on Corrie Law"),
     "<h1>Storm fells mast on Corrie Law <span class=\"subtitle\">Four valleys cut off</span></h1>" TEXT,
     "Storm fells mast on Corrie Law"},
    {TITLE("Storm fells mast on Corrie Law") LD("Storm fells mast on Corrie Law"),
     "<h1>Weather Storm fells mast on Corrie Law</h1>" TEXT, "Storm fells mast on Corrie Law"},
    {OG("Storm fells mast on Corrie Law") LD("Storm fells mast on Corrie Law"),
     "<h1>Storm fells mast on Corrie Law Four valleys are cut off</h1>" TEXT, "Storm fells mast on Corrie Law"},
    {OG("Weather: Storm fells mast on Corrie Law") LD("Weather: Storm fells mast on Corrie Law"),
     "<h1>Storm fells mast on Corrie Law</h1>" TEXT, "Weather: Storm fells mast on Corrie Law"},
    /* what readers see comes before what search engines are told */
    {OG("Mast on Corrie Law felled by storm: full story") LD("Mast on Corrie Law felled by storm: full story"),
     "<h1>Storm fells mast on Corrie Law</h1>" TEXT, "Storm fells mast on Corrie Law"},
    /* labels, notes and the site's name in the heading itself */
    {TITLE("Storm fells mast on Corrie Law | Editorial - The Valley Post"),
     "<h1>Opinion | Storm fells mast on Corrie Law | Editorial</h1>" TEXT, "Storm fells mast on Corrie Law"},
    {TITLE("Storm fells mast on Corrie Law"), "<h1>Storm fells mast on Corrie Law (dale.example)</h1>" TEXT,
     "Storm fells mast on Corrie Law"},
    {TITLE("Storm fells mast on Corrie Law | Valleypost"), "<h1>Storm fells mast on Corrie Law | Valleypost</h1>" TEXT,
     "Storm fells mast on Corrie Law"},
    {TITLE("Mast felled | valleypost.example | Your paper between the passes")
         OG("Mast felled | valleypost.example | Your paper between the passes"),
     "<h1>Mast felled</h1>" TEXT, "Mast felled"},
    /* what looks like a kicker stays if markup has it too; so does a year */
    {OG("Storm fells mast on Corrie Law") LD("Before the thaw: Storm fells mast on Corrie Law"),
     "<h1>Before the thaw: Storm fells mast on Corrie Law</h1>" TEXT,
     "Before the thaw: Storm fells mast on Corrie Law"},
    {TITLE("Guide to masts of the nine valleys"), "<h1>2024 Guide to masts of the nine valleys</h1>" TEXT,
     "2024 Guide to masts of the nine valleys"},
    /* a blog's name as h1, its post's title below */
    {TITLE("Valley Post: The fallen mast"), "<div><h1>Valley Post</h1></div><h3>The fallen mast</h3>" TEXT,
     "The fallen mast"},
    {TITLE("Ada Blum speaks - How the mast on Corrie Law fell") OG("How the mast on Corrie Law fell"),
     "<h1>How the mast on Corrie Law fell</h1><h3>Ada Blum speaks</h3>" TEXT, "How the mast on Corrie Law fell"},
    /* the only h1 above the text, another below it, neither like the title */
    {TITLE("Corrie Law mast: what we know about the outage"),
     "<main><h1>Four valleys without a telephone until Thursday</h1>" TEXT "<h1>More news from the nine "
     "valleys</h1></main>",
     "Four valleys without a telephone until Thursday"},
    {TITLE("Storm fells mast on Corrie Law - Valley Post"),
     TEXT "<div class=\"comments\"><h2>15 replies to “Storm fells mast on Corrie Law”</h2></div>",
     "Storm fells mast on Corrie Law"},
    /* a heading in the breadcrumb, in a form and the site's own above the article */
    {TITLE("Corrie Law: storm fells mast") OG("Weather: Storm fells mast on Corrie Law"),
     "<nav><ol><li><h1>Corrie Law: storm fells mast</h1></li></ol></nav><article><header><h2><b>Weather</b>: Storm "
     "fells "
     "mast on Corrie Law</h2></header>" TEXT "</article>",
     "Weather: Storm fells mast on Corrie Law"},
    {TITLE("Valley"),
     "<article><h1>Storm fells mast on Corrie Law</h1>" TEXT "</article><form><h1>Valley Newsletter</h1>"
     "</form>",
     "Storm fells mast on Corrie Law"},
    {TITLE("Storm fells mast - What comes after it | Nine Valleys - Masts and more"),
     "<header><h1>Masts and more</h1></header><article><header><h2>Storm fells mast <span>What comes after "
     "it</span></h2>"
     "</header>" TEXT "</article>",
     "Storm fells mast"},
    {TITLE("Storm fells mast on Corrie Law : Valley Blog | All about masts and what fells them"),
     "<h1>Valley Blog</h1><h3 class=\"entry-title\">Storm fells mast on Corrie Law</h3>" TEXT,
     "Storm fells mast on Corrie Law"},
    /* a quotation is no kicker; a date and the author behind are cut */
    {TITLE("Storm fells mast on Corrie Law") OG("Storm fells mast on Corrie Law"),
     "<h1>\"All quiet\": Storm fells mast on Corrie Law</h1>" TEXT, "\"All quiet\": Storm fells mast on Corrie Law"},
    {TITLE("Storm fells mast on Corrie Law") OG("Storm fells mast on Corrie Law"),
     "<h1>Storm fells mast on Corrie Law 02.05.2024 •</h1>" TEXT, "Storm fells mast on Corrie Law"},
    {TITLE("Storm fells mast on Corrie Law – By Ada Blum"),
     "<h1>Storm fells mast on Corrie Law – By Ada Blum</h1>" TEXT, "Storm fells mast on Corrie Law"},
    /* nothing on the page itself */
    {LD("Storm fells mast on Corrie Law"), TEXT, "Storm fells mast on Corrie Law"},
    {OG("山上の鉄塔が嵐で倒れる｜谷の新聞") SITE("谷の新聞"), TEXT, "山上の鉄塔が嵐で倒れる"},
};

static void finds_the_headline(void **state)
{
    (void)state;
    struct extractor *extractor = extractor_new();
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        struct error error = {0};
        json_t *article = NULL;
        char *page = xprintf("<html><head><meta charset=\"utf-8\">%s</head><body>%s</body></html>", pages[i].head,
                             pages[i].body);
        struct extract_input input = {
            .data = page, .size = strlen(page), .url = "https://www.valleypost.example/news/mast"};
        if (extract_article(extractor, &input, &article, &error) != EXTRACT_ARTICLE)
            fail_msg("no article: %s in %s", error.text, page);
        const char *found = json_string_value(json_object_get(article, "headline"));
        if (strcmp(found ? found : "none", pages[i].wanted) != 0)
            fail_msg("\"%s\", not \"%s\", from %s", found, pages[i].wanted, page);
        json_decref(article);
        free(page);
    }
    extractor_free(extractor);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(finds_the_headline)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
