#include "ingest/feed.h"

#include "ingest/charset.h"
#include "ingest/feed_private.h"
#include "ingest/url.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define SNIFFED 16384 /* bytes at the beginning that tell what something is */

bool feed_is_index(enum feed_kind kind)
{
    return kind == FEED_SITEMAP_INDEX || kind == FEED_OPML;
}

const char *feed_kind_name(enum feed_kind kind)
{
    static const char *const names[] = {[FEED_NONE] = "nothing",
                                        [FEED_RSS] = "RSS feed",
                                        [FEED_ATOM] = "Atom feed",
                                        [FEED_JSON] = "JSON feed",
                                        [FEED_SITEMAP] = "sitemap",
                                        [FEED_URL_LIST] = "list of addresses",
                                        [FEED_SITEMAP_INDEX] = "sitemap index",
                                        [FEED_OPML] = "OPML list",
                                        [FEED_SITE] = "site"};
    return names[kind];
}

/* ---- what it is ---- */

/* The name of the first element, without a prefix, in lower case; "" if none begins here. */
static void find_root(const char *at, const char *end, char *name, size_t room)
{
    size_t size = 0;
    while (at < end) {
        const char *open = memchr(at, '<', (size_t)(end - at));
        if (!open || open + 1 >= end)
            break;
        at = open + 1;
        if (*at == '!' || *at == '?') {
            bool comment = end - at > 2 && memcmp(at, "!--", 3) == 0;
            const char *close =
                comment ? memmem(at, (size_t)(end - at), "-->", 3) : memchr(at, '>', (size_t)(end - at));
            if (!close)
                break;
            at = close + 1;
            continue;
        }
        for (; at < end && (isalnum((unsigned char)*at) || *at == ':') && size + 1 < room; at++) {
            if (*at == ':')
                size = 0;
            else
                name[size++] = (char)tolower((unsigned char)*at);
        }
        break;
    }
    name[size] = '\0';
}

static enum feed_kind kind_of_markup(const char *at, const char *end)
{
    static const struct {
        const char *name;
        enum feed_kind kind;
    } roots[] = {{"rss", FEED_RSS},   {"rdf", FEED_RSS},        {"channel", FEED_RSS},
                 {"feed", FEED_ATOM}, {"urlset", FEED_SITEMAP}, {"sitemapindex", FEED_SITEMAP_INDEX},
                 {"opml", FEED_OPML}};
    char name[32];
    find_root(at, end, name, sizeof name);
    for (size_t i = 0; i < sizeof roots / sizeof *roots; i++)
        if (strcmp(name, roots[i].name) == 0)
            return roots[i].kind;
    bool entry = strcmp(name, "entry") == 0 && memmem(at, (size_t)(end - at), "www.w3.org/2005/Atom", 20);
    return entry ? FEED_ATOM : FEED_NONE; /* a document of one entry (RFC 4287, 2) */
}

/* All lines that are seen are addresses; the last one may be cut off. */
static bool is_url_list(const char *at, const char *end)
{
    size_t lines = 0;
    while (at < end) {
        while (at < end && isspace((unsigned char)*at))
            at++;
        const char *line = at;
        while (at < end && *at != '\r' && *at != '\n')
            at++;
        if (at == line || (at == end && lines > 0))
            break;
        if (at - line < 10 || (strncasecmp(line, "http://", 7) != 0 && strncasecmp(line, "https://", 8) != 0) ||
            memchr(line, ' ', (size_t)(at - line)) || memchr(line, '<', (size_t)(at - line)))
            return false;
        lines++;
    }
    return lines > 0;
}

static bool is_json_feed(const char *data, size_t size)
{
    static const char *const signs[] = {"jsonfeed.org/version", "jsonfeed.org\\/version", "\"home_page_url\"",
                                        "\"feed_url\""};
    if (!memmem(data, size, "\"items\"", 7))
        return false;
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (memmem(data, size, signs[i], strlen(signs[i])))
            return true;
    return false;
}

/* UTF-16 without its zeros: as good as UTF-8 for what is looked for. */
static size_t leave_out_zeros(const char *data, size_t size, char kept[SNIFFED])
{
    size_t count = 0;
    for (size_t i = 0; i < size && count < SNIFFED; i++)
        if (data[i] != '\0')
            kept[count++] = data[i];
    return count;
}

enum feed_kind feed_sniff(const char *data, size_t size)
{
    char start[SNIFFED];
    size_t seen = size < SNIFFED ? size : SNIFFED;
    const char *at = data, *end = data + seen;
    if (memchr(data, '\0', seen)) {
        at = start;
        end = start + leave_out_zeros(data, size, start);
    }
    while (at < end && (isspace((unsigned char)*at) || strchr("\xEF\xBB\xBF\xFE\xFF", *at)))
        at++;
    if (at == end)
        return FEED_NONE;
    if (*at == '<')
        return kind_of_markup(at, end);
    if (*at == '{')
        return is_json_feed(data, size) ? FEED_JSON : FEED_NONE;
    return is_url_list(at, end) ? FEED_URL_LIST : FEED_NONE;
}

/* ---- reading ---- */

void feed_add(struct feed *feed, json_t *entry)
{
    if (json_array_size(feed->entries) < FEED_MOST) {
        json_array_append_new(feed->entries, entry);
        return;
    }
    json_decref(entry);
    feed->left_out++;
}

struct feed *feed_parse(const char *data, size_t size, const char *url, const char *content_type, struct error *error)
{
    struct buffer utf8 = {0};
    char charset[CHARSET_NAME_SIZE];
    struct feed *feed = xcalloc(1, sizeof *feed);
    feed->kind = feed_sniff(data, size);
    feed->entries = json_array();
    charset_to_utf8(data, size, content_type, &utf8, charset);
    const char *text = utf8.data ? utf8.data : "";
    bool done;
    if (feed->kind == FEED_NONE)
        done = error_set(error, ERROR_PERMANENT, "neither a feed nor a sitemap nor an OPML list");
    else if (feed->kind == FEED_JSON)
        done = feed_read_json(feed, text, utf8.size, url, error);
    else if (feed->kind == FEED_URL_LIST)
        done = feed_read_url_list(feed, text, utf8.size, error);
    else
        done = feed_read_xml(feed, text, utf8.size, url, error);
    buffer_free(&utf8);
    if (!done) {
        feed_free(feed);
        return NULL;
    }
    return feed;
}

void feed_free(struct feed *feed)
{
    if (!feed)
        return;
    free(feed->title);
    free(feed->site);
    free(feed->self);
    free(feed->language);
    json_decref(feed->entries);
    free(feed);
}
