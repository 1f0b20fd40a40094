#include "ingest/extract/extract.h"

#include "common/text.h"
#include "ingest/charset.h"
#include "ingest/extract/app_state.h"
#include "ingest/extract/clean_text.h"
#include "ingest/extract/evidence.h"
#include "ingest/extract/html_page.h"
#include "ingest/extract/metadata.h"
#include "ingest/robots_tag.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define KEEP_BYTES      ((size_t)4 << 20) /* buffers larger than this are given back before the next page */
#define FEWEST_BYTES    100               /* of a body that is an article's */
#define SURE_SCORE      .9f               /* of a block that is text, however many links the page has */
#define DOUBTFUL_SCORE  .35f              /* where no block has as much, none is text */
#define SHORTEST_LINE   50                /* bytes */
#define BARE_CONTAINERS 3                 /* html, head and body, which the parser adds to whatever it gets */
#define SECOND_LOOK     ((size_t)2 << 20) /* bytes of pages that are looked at again without scripts */
#define SHELL_BYTES     200               /* of a body that the page may have left to its scripts */
#define ENOUGH_SHOWN    1000              /* bytes of good text; with less, what is hidden is looked at too */

struct extractor {
    struct html_page *page;
    struct outline outline;
    struct block_scores scores;
    enum verdict *verdicts; /* one a block */
    struct buffer utf8;     /* of pages in another charset */
};

/* The page's text as UTF-8. */
struct utf8_text {
    const char *data;
    size_t size;
};

struct extractor *extractor_new(void)
{
    struct extractor *extractor = xcalloc(1, sizeof *extractor);
    extractor->page = html_page_new();
    return extractor;
}

void extractor_free(struct extractor *extractor)
{
    if (!extractor)
        return;
    html_page_free(extractor->page);
    outline_free(&extractor->outline);
    block_scores_free(&extractor->scores);
    free(extractor->verdicts);
    buffer_free(&extractor->utf8);
    free(extractor);
}

/* ---- pages that are none ---- */

static bool looks_binary(const char *data, size_t size, const char *charset)
{
    static const char *const magic[] = {"%PDF-",
                                        "\x89PNG",
                                        "GIF8",
                                        "\xFF\xD8\xFF",
                                        "PK\x03\x04",
                                        "\x1F\x8B",
                                        "RIFF",
                                        "\x7F"
                                        "ELF",
                                        "OggS",
                                        "ID3",
                                        "\0\0\0\x18"
                                        "ftyp",
                                        "\xD0\xCF\x11\xE0",
                                        "BZh",
                                        "\xFD"
                                        "7zXZ",
                                        "Rar!",
                                        "7z\xBC\xAF"};
    static const size_t sizes[] = {5, 4, 4, 3, 4, 2, 4, 4, 4, 3, 8, 4, 3, 5, 4, 4};
    for (size_t i = 0; i < sizeof magic / sizeof *magic; i++)
        if (size >= sizes[i] && memcmp(data, magic[i], sizes[i]) == 0)
            return true;
    if (strncasecmp(charset, "utf-16", 6) == 0 || strncasecmp(charset, "utf-32", 6) == 0)
        return false;
    size_t sample = size < 4096 ? size : 4096, strange = 0;
    for (size_t i = 0; i < sample; i++) {
        unsigned char c = (unsigned char)data[i];
        strange += c < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != 0x1B;
    }
    return strange * 20 > sample && strange > 2;
}

static bool says(const char *text, const char *const *phrases)
{
    for (; text && *phrases; phrases++)
        if (strcasestr(text, *phrases))
            return true;
    return false;
}

/* Whether a text is the phrase, but for digits and marks. */
static bool is_phrase(const char *text, const char *phrase)
{
    const char *at = strcasestr(text, phrase), *end = at ? at + strlen(phrase) : NULL;
    for (const char *c = text; at && *c; c++) {
        unsigned char byte = (unsigned char)*c;
        if ((c < at || c >= end) && (isalpha(byte) || (byte > 0xC2 && byte != 0xE2))) /* 0xE2: dashes, ellipses */
            return false;
    }
    return at != NULL;
}

static bool is_any_phrase(const struct evidence *evidence, const char *text, const char *const *phrases)
{
    char *bare = text ? evidence_strip_site(evidence, text) : NULL;
    bool is = false;
    for (; bare && *phrases; phrases++)
        is |= is_phrase(bare, *phrases);
    free(bare);
    return is;
}

static bool is_error_page(const struct evidence *evidence, size_t body_size)
{
    static const char *const phrases[] = {"page not found",
                                          "404 not found",
                                          "404 error",
                                          "error 404",
                                          "error 403",
                                          "403 forbidden",
                                          "403 - forbidden",
                                          "seite nicht gefunden",
                                          "attention required! | cloudflare",
                                          "page introuvable",
                                          "p\xC3\xA1gina no encontrada",
                                          "bad gateway",
                                          "internal server error",
                                          NULL};
    /* What an article may speak of too. */
    static const char *const alone[] = {"access denied",      "forbidden",       "access forbidden",    "just a moment",
                                        "attention required", "are you a robot", "service unavailable", NULL};
    return body_size < 1500 &&
           (says(evidence->title, phrases) || says(evidence->headline, phrases) ||
            is_any_phrase(evidence, evidence->title, alone) || is_any_phrase(evidence, evidence->headline, alone));
}

static bool is_root(const char *url)
{
    const char *start = url ? strstr(url, "://") : NULL, *path = start ? strpbrk(start + 3, "/?#") : NULL;
    return start && (!path || strcmp(path, "/") == 0);
}

/* A front page is made of links; but a site of one page may have a text there. */
static bool is_front_page(const struct evidence *evidence, size_t substance, float best)
{
    const char *type = outline_meta(evidence->outline, "og:type");
    const char *og_url = outline_meta(evidence->outline, "og:url");
    size_t linked = 0, all = 1;
    for (int i = 0; i < evidence->outline->block_count; i++) {
        linked += evidence->outline->blocks[i].link_bytes;
        all += evidence->outline->blocks[i].size;
    }
    if (evidence->ld.article || (type && strcasecmp(type, "article") == 0))
        return false;
    bool root = is_root(evidence->url) || is_root(evidence->outline->canonical) || is_root(og_url);
    bool few_texts = linked * 10 > all * 4 && substance < 1500;
    bool many_links = linked * 10 > all * 2 && evidence->outline->links > 30;
    return root ? few_texts || many_links : linked * 10 > all * 8 && substance < 600 && best < SURE_SCORE;
}

/* Bytes of lines that are more than labels and links. */
static size_t substance_of(const char *body)
{
    size_t substance = 0;
    while (body && *body) {
        size_t size = strcspn(body, "\n");
        substance += size >= SHORTEST_LINE ? size : 0;
        body += size + strspn(body + size, "\n");
    }
    return substance;
}

/* Why this is no article; NULL if it is one. `best` is the score of the block that is most surely text. */
static const char *find_objection(const struct evidence *evidence, const char *body, float best)
{
    const char *type = outline_meta(evidence->outline, "og:type");
    size_t size = body ? strlen(body) : 0;
    if (is_error_page(evidence, size))
        return "an error page";
    size_t substance = substance_of(body);
    bool video = evidence->outline->videos > 0 || (type && strncasecmp(type, "video", 5) == 0);
    if (substance < FEWEST_BYTES && video)
        return "a video without text";
    if (is_front_page(evidence, substance, best))
        return "a front page or a list of links";
    if (substance < FEWEST_BYTES)
        return size == 0 ? "no text" : "too little text";
    if (best < DOUBTFUL_SCORE)
        return "nothing that reads like an article's text";
    if (!evidence->headline && evidence->outline->container_count <= BARE_CONTAINERS)
        return "no markup: it may be a text of another kind";
    if (!evidence->headline && size < 400)
        return "no headline and too little text";
    return NULL;
}

/* ---- the article ---- */

/* The text of the JSON-LD, for pages that show theirs only to scripts. */
static char *body_of_ld(const struct evidence *evidence)
{
    const char *text = json_ld_member(evidence->ld.article, "articleBody");
    if (!text)
        text = json_ld_member(evidence->ld.article, "text");
    return text && strlen(text) >= FEWEST_BYTES ? clean_copy_paragraphs(text, strlen(text)) : NULL;
}

static char *read_blocks(struct extractor *extractor, const struct evidence *evidence, int lead_first, int lead_end)
{
    struct block_scores *scores = &extractor->scores;
    block_scores_fill(scores, &block_model, &extractor->outline, evidence);
    extractor->verdicts =
        xrealloc(extractor->verdicts, (size_t)(scores->table.count + 1) * sizeof *extractor->verdicts);
    body_judge(&scores->table, scores->final, lead_first, lead_end, extractor->verdicts);
    return body_join(&scores->table, extractor->verdicts);
}

static float best_score(const struct block_scores *scores)
{
    float best = 0;
    for (int i = 0; i < scores->table.count; i++)
        best = scores->final[i] > best ? scores->final[i] : best;
    return best;
}

/* What the page shows; where that is a shell, what it tells search engines or its own scripts. */
static char *choose_body(struct extractor *extractor, const struct evidence *evidence, int lead_first, int lead_end,
                         const char **origin)
{
    char *body = read_blocks(extractor, evidence, lead_first, lead_end);
    char *told = body_of_ld(evidence);
    size_t shown_size = body ? strlen(body) : 0;
    *origin = "JSON-LD";
    if (!told && shown_size < SHELL_BYTES && (evidence->ld.article || evidence->headline || evidence->og_title)) {
        told = app_state_body(html_page_scripts(extractor->page));
        *origin = "script data";
    }
    size_t told_size = told ? strlen(told) : 0;
    if (told_size > 0 && (shown_size < SHELL_BYTES || shown_size * 5 < told_size)) {
        free(body);
        return told;
    }
    *origin = "blocks";
    free(told);
    return body;
}

/* What the page's meta elements say to the robot if it is not to keep the page; else NULL. */
static const char *find_robots_objection(const struct outline *outline, const char *robot)
{
    for (int i = 0; robot && i < outline->meta_count; i++) {
        const struct meta *meta = &outline->metas[i];
        const char *objection =
            meta->content && robots_tag_is_meant(meta->name, robot) ? robots_tag_objection(meta->content, robot) : NULL;
        if (objection)
            return objection;
    }
    return NULL;
}

static enum extract_result read_page(struct extractor *extractor, const struct extract_input *input, json_t **article,
                                     struct error *error)
{
    struct evidence evidence;
    struct extract_view view = {.evidence = &evidence, .scores = &extractor->scores};
    int lead_first, lead_end;
    evidence_gather(&evidence, &extractor->outline, input->url, input->fallback_url);
    evidence.now = input->now;
    char *abstract = lead_find(&evidence, &lead_first, &lead_end);
    char *body = choose_body(extractor, &evidence, lead_first, lead_end, &view.body_origin);
    bool from_blocks = strcmp(view.body_origin, "blocks") == 0;
    const char *objection = find_objection(&evidence, body, from_blocks ? best_score(&extractor->scores) : 1);
    enum extract_result result = EXTRACT_ARTICLE;
    if (objection) {
        error_set(error, ERROR_PERMANENT, "not an article: %s", objection);
        result = EXTRACT_NO_ARTICLE;
        free(body);
        free(abstract);
    } else {
        *article = metadata_article(&evidence, abstract, body);
    }
    view.verdicts = extractor->verdicts;
    if (input->watch)
        input->watch(input->watch_context, &view);
    evidence_free(&evidence);
    return result;
}

/* `scripting` false: with what is hidden or for readers without scripts. */
static enum extract_result parse_and_read(struct extractor *extractor, const struct extract_input *input,
                                          struct utf8_text text, bool scripting, json_t **article, struct error *error)
{
    lxb_html_document_t *document = html_page_parse(extractor->page, text.data, text.size, scripting, error);
    if (!document)
        return EXTRACT_UNREADABLE;
    outline_read(&extractor->outline, document, !scripting);
    const char *objection = find_robots_objection(&extractor->outline, input->robot);
    if (objection) {
        error_set(error, ERROR_PERMANENT, "not kept: its meta element for robots says %s (--ignore-noindex)",
                  objection);
        return EXTRACT_KEPT_OUT;
    }
    return read_page(extractor, input, article, error);
}

static void shrink(struct extractor *extractor)
{
    if (extractor->utf8.room > KEEP_BYTES)
        buffer_free(&extractor->utf8);
    if (outline_memory(&extractor->outline) > KEEP_BYTES)
        outline_free(&extractor->outline);
    if (block_scores_memory(&extractor->scores) > KEEP_BYTES)
        block_scores_free(&extractor->scores);
}

static struct utf8_text convert(struct extractor *extractor, const char *data, size_t size, const char *charset)
{
    buffer_clear(&extractor->utf8);
    if (!charset_convert(data, size, charset, &extractor->utf8))
        charset_convert(data, size, "windows-1252", &extractor->utf8);
    return (struct utf8_text){extractor->utf8.data, extractor->utf8.size};
}

enum extract_result extract_article(struct extractor *extractor, const struct extract_input *input, json_t **article,
                                    struct error *error)
{
    char charset[CHARSET_NAME_SIZE];
    size_t space = 0;
    *article = NULL;
    while (space < input->size && strchr(" \t\r\n\f", input->data[space]))
        space++;
    if (space == input->size) {
        error_set(error, ERROR_PERMANENT, "empty: there is nothing in it");
        return EXTRACT_UNREADABLE;
    }
    bool as_is = charset_detect(input->data, input->size, input->content_type, charset);
    if (looks_binary(input->data, input->size, charset)) {
        error_set(error, ERROR_PERMANENT, "binary: this is no web page");
        return EXTRACT_UNREADABLE;
    }
    shrink(extractor);
    struct utf8_text text =
        as_is ? (struct utf8_text){input->data, input->size} : convert(extractor, input->data, input->size, charset);
    if (text.size == 0) {
        error_set(error, ERROR_PERMANENT, "empty: there is nothing in it but NUL bytes");
        return EXTRACT_UNREADABLE;
    }
    enum extract_result result = parse_and_read(extractor, input, text, true, article, error);
    if (result != EXTRACT_NO_ARTICLE || extractor->outline.good > ENOUGH_SHOWN || text.size > SECOND_LOOK)
        return result;
    /* In the time that is left. What the page shows at first sight is the better reason, should there be no article
     * this time either. */
    bool found = parse_and_read(extractor, input, text, false, article, NULL) == EXTRACT_ARTICLE;
    if (found)
        error_clear(error);
    return found ? EXTRACT_ARTICLE : result;
}
