#include "ingest/feed_entry.h"

#include "common/text.h"
#include "ingest/dates.h"
#include "ingest/extract/clean_text.h"
#include "ingest/feed_private.h"

#include <stdlib.h>
#include <string.h>

#define LEAST_TEXT 500 /* bytes without markup; less is a summary */

static const char *text_of(const json_t *object, const char *field)
{
    return json_string_value(json_object_get(object, field));
}

/* Feeds that hold only the beginning say so at the end: "…", "[...]", "Read more". */
static bool is_broken_off(const char *text, size_t size)
{
    static const char *const ends[] = {
        "…", "...", "[…]", "[...]", "(more)", "Read more", "Continue reading", "read more", "Read More"};
    while (size > 0 && strchr(" .»→>]", text[size - 1]) && !(size > 2 && memcmp(text + size - 3, "...", 3) == 0) &&
           !(size > 3 && memcmp(text + size - 4, "[…", 4) == 0))
        size--;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t length = strlen(ends[i]);
        if (size >= length && memcmp(text + size - length, ends[i], length) == 0)
            return true;
    }
    return false;
}

size_t feed_entry_text_size(const json_t *entry)
{
    const char *content = text_of(entry, "content");
    char *text = content ? feed_line(&(struct feed_text){.data = content, .size = strlen(content)}) : NULL;
    size_t size = text ? strlen(text) : 0;
    if (size < LEAST_TEXT || (strlen(content) <= FEED_TEXT_LIMIT && is_broken_off(text, size)))
        size = 0;
    free(text);
    return size;
}

bool feed_entry_has_text(const char *entry)
{
    json_t *object = entry ? json_loads(entry, 0, NULL) : NULL;
    bool has_text = feed_entry_text_size(object) > 0;
    json_decref(object);
    return has_text;
}

static void digest_of(const char *text, size_t shown, char hex[2 * SHA256_SIZE + 1])
{
    uint8_t digest[SHA256_SIZE];
    sha256(text, strlen(text), digest);
    hex_encode(digest, shown, hex);
}

bool feed_entry_mark(const json_t *entry, const char *feed, char mark[FEED_ENTRY_MARK_SIZE])
{
    char of_feed[2 * SHA256_SIZE + 1], of_text[2 * SHA256_SIZE + 1];
    const char *headline = text_of(entry, "headline");
    if (feed_entry_text_size(entry) == 0)
        return false;
    char *text = xprintf("%s\n%s", headline ? headline : "", text_of(entry, "content"));
    digest_of(feed ? feed : "", 4, of_feed);
    digest_of(text, 8, of_text);
    free(text);
    snprintf(mark, FEED_ENTRY_MARK_SIZE, FEED_ENTRY_MARK "%.8s %.16s", of_feed, of_text);
    return true;
}

bool feed_entry_mark_changed(const char *before, const char *now)
{
    size_t of_feed = strlen(FEED_ENTRY_MARK) + 8;
    return strncmp(before, now, of_feed) == 0 && strcmp(before, now) != 0;
}

/* ---- what the page does not say ---- */

static bool read_date(const json_t *object, const char *field, struct date *date)
{
    const char *text = text_of(object, field);
    return text && date_parse(text, strlen(text), DATE_DAY_FIRST, date);
}

/* A page often names the day only, which is written as its midnight; the feed may know the time. */
static bool tells_more(const json_t *entry, const json_t *article)
{
    struct date told, known;
    if (!read_date(entry, "datePublished", &told))
        return false;
    if (!read_date(article, "datePublished", &known))
        return true;
    bool midnight = known.hour == 0 && known.minute == 0 && known.second == 0 && known.offset == 0;
    return midnight && known.year == told.year && known.month == told.month && known.day == told.day &&
           (told.hour != 0 || told.minute != 0 || told.second != 0);
}

static void complete_dates(json_t *article, const json_t *entry)
{
    struct date published, modified;
    if (tells_more(entry, article))
        json_object_set(article, "datePublished", json_object_get(entry, "datePublished"));
    if (json_object_get(article, "dateModified") || !read_date(entry, "dateModified", &modified))
        return;
    if (!read_date(article, "datePublished", &published) || date_unix(&modified) > date_unix(&published))
        json_object_set(article, "dateModified", json_object_get(entry, "dateModified"));
}

/* "en" of the page may be "en-GB" of the feed. */
static void complete_language(json_t *article, const json_t *entry)
{
    const char *known = text_of(article, "inLanguage"), *told = text_of(entry, "inLanguage");
    size_t size = known ? strlen(known) : 0;
    if (told && size > 0 && strncmp(told, known, size) == 0 && told[size] == '-')
        json_object_set(article, "inLanguage", json_object_get(entry, "inLanguage"));
}

/* A summary, unless it is how the text begins. */
static void complete_abstract(json_t *article, const json_t *entry)
{
    const char *summary = text_of(entry, "abstract"), *body = text_of(article, "articleBody");
    const char *headline = text_of(article, "headline");
    if (!summary || json_object_get(article, "abstract"))
        return;
    size_t size = strlen(summary), compared = size > 60 ? 60 : size;
    if (is_broken_off(summary, size) && size < 40)
        return;
    if (headline && clean_same(headline, strlen(headline), summary, size))
        return;
    if (body && strlen(body) >= compared && clean_similarity(body, compared, summary, compared) > 0.9)
        return;
    json_object_set(article, "abstract", json_object_get(entry, "abstract"));
}

void feed_entry_complete(json_t *article, const json_t *entry)
{
    static const char *const fields[] = {"headline", "author", "inLanguage", "keywords", "publisher", "identifier"};
    if (!entry)
        return;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (!json_object_get(article, fields[i]) && json_object_get(entry, fields[i]))
            json_object_set(article, fields[i], json_object_get(entry, fields[i]));
    complete_language(article, entry);
    complete_dates(article, entry);
    complete_abstract(article, entry);
}

/* ---- in the page's place ---- */

static void append_escaped(struct buffer *html, const char *text)
{
    for (; *text; text++) {
        if (*text == '<')
            buffer_append_text(html, "&lt;");
        else if (*text == '&')
            buffer_append_text(html, "&amp;");
        else
            buffer_append_char(html, *text);
    }
}

bool feed_entry_article(struct extractor *extractor, const json_t *entry, const char *url, json_t **article,
                        struct error *error)
{
    struct buffer html = {0};
    const char *headline = text_of(entry, "headline");
    if (feed_entry_text_size(entry) == 0)
        return error_set(error, ERROR_PERMANENT, "the feed does not have the whole text");
    buffer_append_text(&html, "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>");
    append_escaped(&html, headline ? headline : "");
    buffer_append_text(&html, "</title><meta property=\"og:type\" content=\"article\"></head><body><article><h1>");
    append_escaped(&html, headline ? headline : "");
    buffer_append_text(&html, "</h1>\n");
    buffer_append_text(&html, text_of(entry, "content"));
    buffer_append_text(&html, "</article></body></html>");
    const struct extract_input input = {
        .data = html.data, .size = html.size, .url = url, .content_type = "text/html; charset=utf-8"};
    bool done = extract_article(extractor, &input, article, error) == EXTRACT_ARTICLE;
    if (done && headline)
        json_object_set(*article, "headline", json_object_get(entry, "headline"));
    if (done && url)
        json_object_set_new(*article, "url", json_string(url));
    buffer_free(&html);
    return done;
}
