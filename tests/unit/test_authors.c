/* links: ingest — who wrote an article, from markup and bylines in many languages. */
#include "common/buffer.h"
#include "ingest/extract/author_names.h"
#include "tests/unit/extracting.h"

#include <string.h>

#define TEXT                                                                                                           \
    "<p>The ferry to Gullholm stays in harbour until the new mooring posts have been driven into the bed of the "      \
    "strait, the county said, and nobody expects that before the second week of May.</p>"                              \
    "<p>Passengers are taken round by bus, which takes an hour and forty minutes more than the crossing did, and "     \
    "the last one leaves at a quarter past nine in the evening.</p>"                                                   \
    "<p>The old posts had been in the water for fifty-one years; divers who looked at them in January found that "     \
    "three of eleven could be pushed aside with one hand.</p>"
#define HEADLINE "<h1>Gullholm ferry stays in harbour</h1>"

/* The names, with "; " between them. */
static char *names_of(const json_t *authors)
{
    struct buffer names = {0};
    size_t i;
    json_t *author;
    json_array_foreach(authors, i, author)
    {
        if (i > 0)
            buffer_append_text(&names, "; ");
        buffer_append_text(&names, json_string_value(json_object_get(author, "name")));
    }
    return buffer_steal(&names);
}

static void expect_authors(const char *head, const char *body, const char *wanted)
{
    struct error error = {0};
    json_t *article = NULL;
    char *page = xprintf("<html><head><meta charset=\"utf-8\"><title>Gullholm ferry stays in harbour</title>%s</head>"
                         "<body>%s</body></html>",
                         head, body);
    struct extract_input input = {.data = page, .size = strlen(page), .url = "https://www.strait.example/news/1"};
    if (extract_article(extractor, &input, &article, &error) != EXTRACT_ARTICLE)
        fail_msg("no article: %s in %s", error.text, page);
    char *names = names_of(json_object_get(article, "author"));
    if (strcmp(names ? names : "", wanted) != 0)
        fail_msg("\"%s\", not \"%s\", from %s", names, wanted, page);
    free(names);
    json_decref(article);
    free(page);
}

static void test_bylines(void **state)
{
    static const char *const lines[][2] = {
        {"By Jane Roe", "Jane Roe"},
        {"ByJane Roe", "Jane Roe"},
        {"By Jane Roe and John Q. Doe, Chief Editor | 3 May 2024", "Jane Roe; John Q. Doe"},
        {"BY JANE ROE", "JANE ROE"},
        {"By Jane Roe, MD, PhD", "Jane Roe"},
        {"(Reporting by Jane Roe; Editing by John Doe)", "Jane Roe"},
        {"(By Jane Roe and John Doe)", "Jane Roe; John Doe"},
        {"By Jonathan V. Last and Jane Roe", "Jonathan V. Last; Jane Roe"},
        {"By Jane Roe Last updated 3 May 2024", "Jane Roe"},
        {"By Jane Roe in Tallinn", "Jane Roe"},
        {"By Jane Roe just now", "Jane Roe"},
        {"By Jane Roe an hour ago", "Jane Roe"},
        {"By Jane Roe 5 minutes ago", "Jane Roe"},
        {"By Jane March 5 minutes ago", "Jane March"},
        {"By Jane Roe March 5 at 9 am", "Jane Roe"},
        {"Posted on 3 May 2024 16:45 by Jane Roe", "Jane Roe"},
        {"3 May 2024 | By Jane Roe", "Jane Roe"},
        {"Von Jörg Weißmüller und Anna van der Laan", "Jörg Weißmüller; Anna van der Laan"},
        {"Ein Artikel von Jörg Weißmüller | 27.01.2022 - 12:45", "Jörg Weißmüller"},
        {"Text: Jörg Weißmüller, Fotos: Ada Blum", "Jörg Weißmüller"},
        {"Par Maëlle Kerguélen et Étienne Vasseur-Noël", "Maëlle Kerguélen; Étienne Vasseur-Noël"},
        {"Publié par Maëlle Kerguélen le 3 mai 2024", "Maëlle Kerguélen"},
        {"Por Begoña Íñiguez y Luis Ortega", "Begoña Íñiguez; Luis Ortega"},
        {"di Salvo Marchetti", "Salvo Marchetti"},
        {"Door Sanne de Wit", "Sanne de Wit"},
        {"Av Ingrid Solbakken og Per Nygård", "Ingrid Solbakken; Per Nygård"},
        {"Tekst: Mikkel Thrane", "Mikkel Thrane"},
        {"Autor: Zdeňka Říhová", "Zdeňka Říhová"},
        {"Oleh Ratna Wijaya", "Ratna Wijaya"},
        {"Автор: Айгуль Сарсенова", "Айгуль Сарсенова"},
        {"Yazan: Ayşe Demirkol", "Ayşe Demirkol"},
        {"作者：顾晓岚", "顾晓岚"},
        {"3 May 2024 · Jane Roe", "Jane Roe"},
        /* the introductions of other languages */
        {"Escrito por Begoña Íñiguez", "Begoña Íñiguez"},
        {"Texto: João Pestana-Vaz", "João Pestana-Vaz"},
        {"Rédigé par Maëlle Kerguélen", "Maëlle Kerguélen"},
        {"Scritto da Salvo Marchetti", "Salvo Marchetti"},
        {"Verslaggever: Sanne de Wit", "Sanne de Wit"},
        {"Skribent: Lovisa Åkerblom", "Lovisa Åkerblom"},
        {"Toimittaja: Aino Korvenpää", "Aino Korvenpää"},
        {"Opracował Zbigniew Łaska", "Zbigniew Łaska"},
        {"Írta: Szilvia Nagyfaludi", "Szilvia Nagyfaludi"},
        {"Scris de Ștefan Brădeanu", "Ștefan Brădeanu"},
        {"Muhabir: Ayşe Demirkol", "Ayşe Demirkol"},
        {"Γράφει ο Νίκος Βαλτινός", "Νίκος Βαλτινός"},
        {"Журналіст: Оксана Вербова", "Оксана Вербова"},
        {"Ditulis oleh Ratna Wijaya", "Ratna Wijaya"},
        {"Tác giả: Trần Khánh Vân", "Trần Khánh Vân"},
        {"به قلم شیرین کوهستانی", "شیرین کوهستانی"},
        {"بقلم: ليلى حمدان", "ليلى حمدان"},
        {"מאת: נועה אלמוג", "נועה אלמוג"},
        {"लेखक: मीरा शास्त्री", "मीरा शास्त्री"},
        {"著者：森川千尋", "森川千尋"},
        {"글: 서나래", "서나래"},
        /* set off by the time, glued to a label, ended by words in capitals, said twice */
        {"posted on 3 May 2024 23:30 EST by Jane Roe", "Jane Roe"},
        {"By Jane Roe For The Strait Gazette", "Jane Roe"},
        {"By Jane Roe The Associated Wire", "Jane Roe"},
        {"By Jane A. Roe", "Jane A. Roe"},
        {"By Jane Roe, Projektleiterin Fähren", "Jane Roe"},
        {"By Jane RoeUpdated May 3, 2024", "Jane Roe"},
        /* other words in front and behind */
        {"Recueilli par Maëlle Kerguélen", "Maëlle Kerguélen"},
        {"View all posts by Jane Roe", "Jane Roe"},
        {"Alle Beiträge von Jörg Weißmüller", "Jörg Weißmüller"},
        {"Piše: J. Horvat prije 26 minuta", "J. Horvat"},
        {"By JANE ROE AP Sports Writer", "JANE ROE"},
        {"해협신문=서나래 기자", "서나래"},
        {"By Jane Roe | El Estrecho", "Jane Roe"},
        {"Gullholm Strait, © Jane Roe", ""},
        {"“The Long Ferry” by John Doe", ""},
        {"By Staff", ""},
        {"By Staff Writer", ""},
        {"By the Editors", ""},
        {"By tomorrow the posts will have been delivered to Gullholm.", ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        char *body = xprintf(HEADLINE "<div>%s</div>" TEXT, lines[i][0]);
        expect_authors("", body, lines[i][1]);
        free(body);
    }
}

static void test_chinese_lines_anywhere(void **state)
{
    static const char *const lines[][2] = {
        {"（记者 顾晓岚 王明）", "顾晓岚; 王明"}, {"港城日报记者 顾晓岚 上海报道", "顾晓岚"},
        {"（责任编辑：顾晓岚）", "顾晓岚"},       {"文/王　明", "王明"},
        {"记者获悉，新的系泊桩已经运抵。", ""},   {"记者近日从县里了解到工程进度。", ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        char *body = xprintf(HEADLINE TEXT "<p>%s</p>", lines[i][0]);
        expect_authors("", body, lines[i][1]);
        free(body);
    }
}

#define LD(text) "<script type=\"application/ld+json\">" text "</script>"

static void test_markup(void **state)
{
    static const char *const heads[][2] = {
        {LD("{\"@type\":\"NewsArticle\",\"author\":{\"@type\":\"Person\",\"name\":\"Jane Roe\"}}"), "Jane Roe"},
        {LD("{\"@type\":\"NewsArticle\",\"author\":[\"Jane Roe\",\"John Doe\"]}"), "Jane Roe; John Doe"},
        {LD("{\"@type\":\"NewsArticle\",\"author\":{\"@type\":\"Person\",\"name\":\"kestrel\"}}"), "kestrel"},
        {LD("{\"@type\":\"NewsArticle\",\"author\":{\"@type\":\"Person\",\"name\":\"Jane Roe MD, PhD\"}}"), "Jane Roe"},
        {LD("{\"@graph\":[{\"@type\":\"NewsArticle\",\"author\":{\"@id\":\"#p\"}},"
            "{\"@type\":\"Person\",\"@id\":\"#p\",\"name\":\"Jane Roe\"}]}"),
         "Jane Roe"},
        {LD("{\"@graph\":[{\"@type\":\"WebPage\",\"author\":{\"@id\":\"#p\"}},"
            "{\"@type\":\"Person\",\"@id\":\"#p\",\"name\":\"Jane Roe\"}]}"),
         "Jane Roe"},
        /* words of agencies, weekdays and papers in the names of people */
        {LD("{\"@type\":\"NewsArticle\",\"author\":[\"Sid Lowe\",\"Ben Fisher\"]}"), "Sid Lowe; Ben Fisher"},
        {LD("{\"@type\":\"NewsArticle\",\"author\":[{\"@type\":\"Person\",\"name\":\"Lena H. Sun\"},"
            "{\"@type\":\"Person\",\"name\":\"Emily Post and Tom Via\"}]}"),
         "Lena H. Sun; Emily Post; Tom Via"},
        {LD("{\"@type\":\"NewsArticle\",\"author\":{\"@type\":\"Person\",\"name\":\"Christopher Guest\"}}"),
         "Christopher Guest"},
        {LD("{\"@type\":\"NewsArticle\",\"author\":[{\"@type\":\"Person\",\"name\":\"SID Berlin\"},"
            "{\"@type\":\"Person\",\"name\":\"Guest Jones\"},{\"@type\":\"Person\",\"name\":\"Ben Fisher\"}]}"),
         "Ben Fisher"},
        /* the family name first */
        {"<meta name=\"citation_author\" content=\"Roe, Jane Q.\"><meta name=\"citation_author\" content=\"Doe, J.\">",
         "Jane Q. Roe; J. Doe"},
        {"<meta name=\"citation_author\" content=\"Jane Roe, John Doe\">", "Jane Roe; John Doe"},
        {LD("{\"@type\":\"NewsArticle\",\"author\":{\"@type\":\"Person\",\"name\":\"Roe, Jane\"}}"), "Jane Roe"},
        {LD("{\"@type\":\"NewsArticle\",\"author\":{\"@type\":\"Person\",\"name\":\"Jane Roe, Reuters\"}}"),
         "Jane Roe"},
        /* an organisation only where nobody else is named */
        {LD("{\"@type\":\"NewsArticle\",\"author\":{\"@type\":\"Organization\",\"name\":\"Strait News Agency\"}}"),
         "Strait News Agency"},
        {LD("{\"@type\":\"NewsArticle\",\"author\":[{\"@type\":\"Organization\",\"name\":\"Strait News Agency\"},"
            "{\"@type\":\"Person\",\"name\":\"Jane Roe\"}]}"),
         "Jane Roe"},
        {LD("{\"@type\":\"NewsArticle\",\"author\":{\"@type\":\"Person\",\"name\":\"AFP\"}}"), "AFP"},
        {LD("{\"@type\":\"NewsArticle\",\"author\":{\"@type\":\"Person\",\"name\":\"Staff\"}}"), ""},
        {LD("{\"@type\":\"NewsArticle\",\"author\":{\"@type\":\"Person\",\"name\":\"admin\"}}"), ""},
        {LD("{\"@type\":\"NewsArticle\",\"author\":{\"@type\":\"Person\",\"name\":\"Editorial Team\"}}"), ""},
        /* another place knows more of them */
        {LD("{\"@type\":\"NewsArticle\",\"author\":{\"@type\":\"Person\",\"name\":\"Jane Roe\"}}") "<meta "
                                                                                                   "name=\"author\" "
                                                                                                   "content=\"Jane "
                                                                                                   "Roe, John Doe\">",
         "Jane Roe; John Doe"},
        {"<meta name=\"author\" content=\"Jane Roe\">", "Jane Roe"},
        {"<meta property=\"article:author\" content=\"https://faces.example/jane\">", ""},
        {"<meta name=\"dc.creator\" content=\"Jane Roe\"><meta name=\"dc.creator\" content=\"John Doe\">",
         "Jane Roe; John Doe"},
        {"<meta name=\"twitter:label1\" content=\"Written by\"><meta name=\"twitter:data1\" content=\"Jane Roe\">",
         "Jane Roe"},
        {"<meta value=\"Jane Roe\" name=\"author\">", "Jane Roe"},
        {"<meta name=\"citation_author\" content=\"Jane Roe\"><meta name=\"citation_author\" content=\"John Doe\">"
         "<meta name=\"author\" content=\"Jane Roe\">",
         "Jane Roe; John Doe"},
        /* the name of an organisation with marks of two bytes stays whole */
        {LD("{\"@type\":\"NewsArticle\",\"author\":{\"@type\":\"Organization\",\"name\":\"وكالة المضيق | Strait\"}}"),
         "وكالة المضيق"},
        /* a person's name is not cut at its conjunction; two persons in one name are */
        {LD("{\"@type\":\"NewsArticle\",\"author\":{\"@type\":\"Person\",\"name\":\"João Prata e Lima\"}}"),
         "João Prata e Lima"},
        {LD("{\"@type\":\"NewsArticle\",\"author\":{\"@type\":\"Person\",\"name\":\"João Prata e Ada Lima\"}}"),
         "João Prata; Ada Lima"},
        /* a host and a login of the house are nobody; beside others the house is none */
        {"<meta name=\"author\" content=\"strait.info\">", ""},
        {"<meta name=\"author\" content=\"Strait1\">", ""},
        {LD("{\"@type\":\"NewsArticle\",\"author\":{\"@type\":\"Person\",\"name\":\"strait.info\"}}"), ""},
        {"<meta name=\"author\" content=\"Agenzia Strait\"><meta name=\"author\" content=\"Redazione Strait\">"
         "<meta property=\"og:site_name\" content=\"Agenzia Strait\">",
         "Redazione Strait"},
        {"<meta name=\"author\" content=\"Strait\">", "Strait"},
        {"<meta name=\"twitter:label1\" content=\"Price\"><meta name=\"twitter:data1\" content=\"Jane Roe\">", ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        expect_authors(heads[i][0], HEADLINE TEXT, heads[i][1]);
}

static void test_places(void **state)
{
    static const char *const bodies[][2] = {
        {HEADLINE "<a rel=\"author\" href=\"/people/jane\">Jane Roe</a>" TEXT, "Jane Roe"},
        {HEADLINE "<aside><a rel=\"author\" href=\"/people/jane\">Jane Roe</a></aside>" TEXT, "Jane Roe"},
        {HEADLINE "<p><a href=\"/author/jane\">Jane Roe</a>, <a href=\"/author/john\">John Doe</a></p>" TEXT,
         "Jane Roe; John Doe"},
        {HEADLINE "<span itemprop=\"author\"><span itemprop=\"name\">Jane Roe</span>, our man in Gullholm</span>" TEXT,
         "Jane Roe"},
        {HEADLINE "<p>Written for us <span property=\"schema:author\">Jane Roe</span></p>" TEXT, "Jane Roe"},
        {HEADLINE "<div class=\"byline\"><span class=\"author-name\">Jane Roe</span> Strait Staff</div>" TEXT,
         "Jane Roe"},
        {HEADLINE "<div class=\"author\">Jane Roe<button>Follow</button></div>" TEXT, "Jane Roe"},
        {HEADLINE "<div class=\"author\">Jane RoeFollow</div>" TEXT, "Jane Roe"},
        {HEADLINE "<div class=\"author\">we write about ferries and bridges</div>" TEXT, ""},
        {HEADLINE TEXT "<div class=\"comments\"><span class=\"author\">Rude Reader</span> Nonsense!</div>", ""},
        {HEADLINE TEXT "<p><em>Text: Jane Roe</em></p>", "Jane Roe"},
        {HEADLINE TEXT "<p>Photo: Ada Blum</p>", ""},
        /* a label in a block of its own */
        {HEADLINE "<dl><dt>Autor:</dt><dd>Jane Roe</dd></dl>" TEXT, "Jane Roe"},
        {HEADLINE "<div>Written by</div><div>Jane Roe</div>" TEXT, "Jane Roe"},
        /* nothing but a name, between the headline and the text */
        {HEADLINE "<p>Jane Roe and John Doe</p>" TEXT, "Jane Roe; John Doe"},
        /* degrees and initials */
        {HEADLINE "<p>By Adrian Ma and Thanh Do</p>" TEXT, "Adrian Ma; Thanh Do"},
        {HEADLINE "<p>By Jane Roe MA and John Doe, D.O.</p>" TEXT, "Jane Roe; John Doe"},
        {HEADLINE "<p>By John A Smith y Jane E Roe</p>" TEXT, "John A Smith; Jane E Roe"},
        {HEADLINE "<p>Gullholm Ferry</p>" TEXT, ""},
        {HEADLINE "<ul><li>Jane Roe</li><li>John Doe</li></ul>" TEXT, ""},
        /* paths of authors' pages */
        {HEADLINE "<p><a href=\"/profil/7/jane-roe\">Jane Roe</a></p>" TEXT, "Jane Roe"},
        {HEADLINE "<p><a href=\"https://www.strait.example/yazarlar/ayse-demirkol/\">Ayşe Demirkol</a></p>" TEXT,
         "Ayşe Demirkol"},
        {HEADLINE "<p><a href=\"/ferries/gullholm-lines\">Gullholm Lines</a></p>" TEXT, ""},
        /* nobody is an author for being named in the text */
        {HEADLINE TEXT
         "<p>The posts were driven by <a href=\"/people/john-doe\">John Doe</a> of the harbour works, who "
         "has done so for eleven winters and means to do so for as many more.</p>",
         ""},
        {HEADLINE "<div class=\"author\"><img alt=\"\"> © Jane Roe Jane Roe</div>" TEXT, "Jane Roe"},
        {HEADLINE "<ul><li><a href=\"/experts/444\">Jane Roe</a></li></ul>" TEXT, "Jane Roe"},
        {HEADLINE "<span itemprop=\"author\">ada blum</span>" TEXT, "ada blum"},
        /* an agency alone, the section beside it, the date below it */
        {HEADLINE "<div class=\"created_and_author\"><div>Harbours - 3 May 2024</div>"
                  "<div class=\"author\">Af Ritzau</div></div>" TEXT,
         "Ritzau"},
        {HEADLINE "<div class=\"author\"><p>PTI</p><span><strong>Updated:</strong>March 16, 2024</span></div>" TEXT,
         "PTI"},
        {HEADLINE "<div class=\"author\">Actualizado: 3/5/2024</div>" TEXT, ""},
        {HEADLINE "<a rel=\"author\" href=\"/author/wordpressadmin\">wordpressadmin</a>" TEXT, ""},
        /* those who reported, where an agency names them */
        {HEADLINE TEXT "<p>(Reporting by Jane Roe, John Doe and Ada Blum in Gullholm; additional work by others who "
                       "were there; editing by Max Moe)</p>",
         "Jane Roe; John Doe; Ada Blum"},
        /* authors of other articles: in a teaser, a link card, a list, a comment */
        {HEADLINE TEXT TEXT TEXT TEXT TEXT
         "<article><h3>Other</h3><ul><li class=\"authors\">By Ada Blum</li></ul></article>",
         ""},
        {HEADLINE TEXT "<div><div><a href=\"/2\">Bus drivers wait for the last boat</a></div>"
                       "<span class=\"card-author\">Ada Blum</span></div>",
         ""},
        {HEADLINE TEXT TEXT TEXT TEXT TEXT TEXT "<ul class=\"author_list\"><li>Ada Blum Listed: 480</li></ul>", ""},
        {HEADLINE TEXT "<div class=\"comment-meta\">Kommentar von Ada | 3 May</div>", ""},
        /* what is told about an author names no others, a subhead is no byline, nor is a menu's entry */
        {HEADLINE TEXT "<p class=\"author-bio\">We are people of the strait who write about all that floats, Bridges, "
                       "Ferries and more.</p>",
         ""},
        {HEADLINE "<h2>Von Pfosten und Pfählen</h2>" TEXT, ""},
        {"<ul><li><a href=\"/h\">Harbour Law</a></li></ul>" HEADLINE "<div>Harbour Law</div>" TEXT, ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++)
        expect_authors("", bodies[i][0], bodies[i][1]);
}

/* Links to the pages of authors, as they are seen from this one. */
static void test_links(void **state)
{
    static const char *const pages[][2] = {
        {HEADLINE "<p><a rel=\"author\" href=\"/people/jane\">Jane Roe</a></p>" TEXT,
         "https://www.strait.example/people/jane"},
        {HEADLINE "<p><a rel=\"author\" href=\"//faces.example/jane\">Jane Roe</a></p>" TEXT,
         "https://faces.example/jane"},
        {HEADLINE "<p><a class=\"author\" href=\"../jane\">Jane Roe</a></p>" TEXT, "https://www.strait.example/jane"},
        {HEADLINE "<p><a rel=\"author\" href=\"mailto:jane@strait.example\">Jane Roe</a></p>" TEXT, NULL},
        {LD("{\"@type\":\"NewsArticle\",\"author\":{\"@type\":\"Person\",\"name\":\"Jane Roe\",\"url\":\"/jane\"}}")
             HEADLINE TEXT,
         "https://www.strait.example/jane"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        struct extract_input input = {
            .data = pages[i][0], .size = strlen(pages[i][0]), .url = "https://www.strait.example/news/1"};
        struct error error = {0};
        json_t *article = NULL;
        assert_int_equal(extract_article(extractor, &input, &article, &error), EXTRACT_ARTICLE);
        const json_t *author = json_array_get(json_object_get(article, "author"), 0);
        const char *url = json_string_value(json_object_get(author, "url"));
        assert_string_equal(json_string_value(json_object_get(author, "name")), "Jane Roe");
        assert_string_equal(url ? url : "none", pages[i][1] ? pages[i][1] : "none");
        json_decref(article);
    }
}

/* What the head says of every page of a site gives way to the byline of this one. */
static void test_head_against_byline(void **state)
{
    (void)state;
    expect_authors("<meta name=\"author\" content=\"Strait Media\"><meta name=\"copyright\" content=\"Strait Media\">",
                   HEADLINE "<p>By Jane Roe</p>" TEXT, "Jane Roe");
    expect_authors("<meta name=\"author\" content=\"Ada Blum\">", HEADLINE "<p>By Jane Roe</p>" TEXT, "Jane Roe");
    expect_authors("<meta name=\"author\" content=\"Ada Blum\">",
                   HEADLINE "<p>By Jane Roe</p>" TEXT "<p>Ada Blum helped.</p>", "Ada Blum");
    expect_authors(LD("{\"@type\":\"NewsArticle\",\"author\":{\"@type\":\"Person\",\"name\":\"jroe\"}}"),
                   HEADLINE "<p>By Jane Roe</p>" TEXT, "Jane Roe");
}

/* The house, a first name and a nickname in the head give way to the person that the page shows. */
static void test_vague_against_person(void **state)
{
    (void)state;
    expect_authors("<meta name=\"author\" content=\"The Strait\"><meta property=\"og:site_name\" "
                   "content=\"The Strait\">",
                   HEADLINE "<span itemprop=\"author\">ada blum</span>" TEXT, "ada blum");
    expect_authors(LD("{\"@type\":\"NewsArticle\",\"author\":{\"@type\":\"Person\",\"name\":\"Strait.com\"}}"),
                   HEADLINE "<div class=\"writer\">Jane Roe</div>" TEXT, "Jane Roe");
    expect_authors(LD("{\"@type\":\"NewsArticle\",\"author\":{\"@type\":\"Person\",\"name\":\"Jane\"}}"),
                   HEADLINE "<p>By</p><p>Jane Roe</p>" TEXT, "Jane Roe");
    expect_authors(
        LD("{\"@type\":\"NewsArticle\",\"author\":{\"@type\":\"Person\",\"name\":\"Guest Autoren\"}}") "<meta "
                                                                                                       "name="
                                                                                                       "\"author\" "
                                                                                                       "content=\"Jane "
                                                                                                       "Roe/John "
                                                                                                       "Doe\">",
        HEADLINE TEXT, "Jane Roe; John Doe");
}

static void test_lists_compared(void **state)
{
    (void)state;
    json_t *one = json_array(), *two = json_array(), *other = json_array();
    struct author_reading reading = {.kind = AUTHOR_PERSON};
    author_names_add(one, "Jane Roe", NULL, &reading);
    author_names_add(two, "John Doe & Jane Roe", NULL, &reading);
    author_names_add(other, "John Doe & Ada Blum", NULL, &reading);
    assert_true(author_names_are_fewer(one, two));
    assert_false(author_names_are_fewer(two, one));
    assert_false(author_names_are_fewer(one, one));
    assert_false(author_names_are_fewer(one, other));
    json_decref(one);
    json_decref(two);
    json_decref(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_bylines),
                                       cmocka_unit_test(test_chinese_lines_anywhere),
                                       cmocka_unit_test(test_markup),
                                       cmocka_unit_test(test_places),
                                       cmocka_unit_test(test_links),
                                       cmocka_unit_test(test_head_against_byline),
                                       cmocka_unit_test(test_vague_against_person),
                                       cmocka_unit_test(test_lists_compared)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
