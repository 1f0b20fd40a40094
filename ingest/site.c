#include "ingest/site.h"

#include "ingest/charset.h"
#include "ingest/dates.h"
#include "ingest/extract/html_page.h"
#include "ingest/feed_private.h"
#include "ingest/frontier.h"
#include "ingest/url.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MOST_LINKS   1000 /* articles that a front page links */
#define FEWEST_WORDS 4    /* in a path that is a headline */
#define LONG_NUMBER  6    /* digits of a path that names an article */

struct front {
    struct feed *feed;
    const char *url;
    char *base, *site; /* what its links are relative to; the domain */
    size_t feeds, links;
};

/* True: it is of the site. */
static bool add(struct front *front, const char *link, const char *base, enum frontier_role role)
{
    char *absolute = feed_link(link, base), *url = absolute ? url_canonical(absolute, NULL) : NULL;
    bool own = url && site_holds(front->site, url);
    if (own)
        feed_add(front->feed, json_pack("{s:s, s:i}", "url", url, "role", (int)role));
    free(absolute);
    free(url);
    return own;
}

static const char *attribute(lxb_dom_node_t *node, const char *name)
{
    return (const char *)lxb_dom_element_get_attribute(lxb_dom_interface_element(node), (const lxb_char_t *)name,
                                                       strlen(name), NULL);
}

/* The first one counts. */
static void take_base(struct front *front, lxb_dom_node_t *node)
{
    const char *href = attribute(node, "href");
    if (!front->base && href)
        front->base = feed_link(href, front->url);
}

static bool is_feed_type(const char *type)
{
    return type && (strcasestr(type, "rss+xml") || strcasestr(type, "atom+xml") || strcasestr(type, "feed+json") ||
                    strcasestr(type, "rdf+xml"));
}

static void take_feed(struct front *front, lxb_dom_node_t *node)
{
    const char *relation = attribute(node, "rel"), *href = attribute(node, "href");
    if (!relation || !href || !strcasestr(relation, "alternate") || !is_feed_type(attribute(node, "type")))
        return;
    front->feeds += add(front, href, front->base, FRONTIER_LIST);
}

/* Addresses of articles hold a date, a long number or most of a headline. */
static bool names_an_article(const char *url)
{
    struct date date;
    const char *path = url_path(url), *slash = NULL;
    size_t size = strcspn(path, "?"), words = 1, digits = 0, most_digits = 0;
    for (size_t i = 0; i + 1 < size; i++)
        if (path[i] == '/')
            slash = path + i;
    for (const char *at = slash ? slash + 1 : path; at < path + size && *at != '/'; at++) {
        words += *at == '-' || *at == '_';
        digits = isdigit((unsigned char)*at) ? digits + 1 : 0;
        most_digits = digits > most_digits ? digits : most_digits;
    }
    return size > 1 && (date_in_url(url, &date) || most_digits >= LONG_NUMBER || words >= FEWEST_WORDS);
}

static void take_article(struct front *front, lxb_dom_node_t *node)
{
    const char *href = attribute(node, "href");
    char *absolute = href && *href != '#' ? feed_link(href, front->base) : NULL;
    char *url = absolute ? url_canonical(absolute, NULL) : NULL;
    if (url && front->links < MOST_LINKS && names_an_article(url))
        front->links += add(front, url, NULL, FRONTIER_PAGE);
    free(absolute);
    free(url);
}

static void each(struct front *front, lxb_html_document_t *document, const char *tag,
                 void (*take)(struct front *front, lxb_dom_node_t *node))
{
    lxb_dom_document_t *dom = lxb_dom_interface_document(document);
    lxb_dom_collection_t *found = lxb_dom_collection_make(dom, 128);
    lxb_dom_elements_by_tag_name(lxb_dom_interface_element(dom->element), found, (const lxb_char_t *)tag, strlen(tag));
    for (size_t i = 0; i < lxb_dom_collection_length(found); i++)
        take(front, lxb_dom_interface_node(lxb_dom_collection_element(found, i)));
    lxb_dom_collection_destroy(found, true);
}

static void add_sitemaps(struct front *front, const json_t *sitemaps)
{
    static const char *const usual[] = {"/sitemap.xml", "/sitemap_index.xml", "/news-sitemap.xml", "/sitemap-news.xml"};
    json_t *sitemap;
    size_t i, added = 0;
    json_array_foreach(sitemaps, i, sitemap)
    {
        added += add(front, json_string_value(sitemap), front->url, FRONTIER_LIST);
    }
    for (i = 0; added == 0 && i < sizeof usual / sizeof *usual; i++)
        add(front, usual[i], front->url, FRONTIER_GUESS);
}

static void add_usual_feeds(struct front *front)
{
    static const char *const usual[] = {"/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml"};
    for (size_t i = 0; front->feeds == 0 && i < sizeof usual / sizeof *usual; i++)
        add(front, usual[i], front->url, FRONTIER_GUESS);
}

struct feed *site_read(const char *data, size_t size, const char *url, const char *content_type, const json_t *sitemaps,
                       struct error *error)
{
    struct buffer utf8 = {0};
    char charset[CHARSET_NAME_SIZE];
    struct html_page *page = html_page_new();
    struct front front = {.feed = xcalloc(1, sizeof *front.feed), .url = url, .site = site_of(url)};
    front.feed->kind = FEED_SITE;
    front.feed->entries = json_array();
    charset_to_utf8(data, size, content_type, &utf8, charset);
    lxb_html_document_t *document = html_page_parse(page, utf8.data ? utf8.data : "", utf8.size, true, error);
    if (document) {
        each(&front, document, "base", take_base);
        if (!front.base)
            front.base = xstrdup(url);
        each(&front, document, "link", take_feed);
        add_sitemaps(&front, sitemaps);
        add_usual_feeds(&front);
        each(&front, document, "a", take_article);
    } else {
        feed_free(front.feed);
        front.feed = NULL;
    }
    html_page_free(page);
    buffer_free(&utf8);
    free(front.base);
    free(front.site);
    return front.feed;
}
