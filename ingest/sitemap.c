/* Sitemaps, sitemap indexes, news sitemaps (https://www.sitemaps.org/protocol.html), and their form as plain text. */
#include "ingest/feed_xml.h"
#include "ingest/url.h"

#include <stdlib.h>
#include <string.h>

void sitemap_start(struct feed_xml *xml, const char *name, const struct feed_attributes *attributes)
{
    static const char *const captured[] = {"loc",           "lastmod",   "news:publication_date", "news:title",
                                           "news:keywords", "news:name", "news:language",         NULL};
    for (size_t i = 0; xml->entry && captured[i]; i++)
        if (strcmp(name, captured[i]) == 0)
            feed_capture(xml, attributes);
}

static void add_keywords(json_t *entry, const struct feed_text *text)
{
    for (const char *at = text->data, *end = at + text->size; at < end;) {
        const char *comma = memchr(at, ',', (size_t)(end - at)), *stop = comma ? comma : end;
        feed_add_keyword(entry, at, (size_t)(stop - at));
        at = stop + 1;
    }
}

void sitemap_text(struct feed_xml *xml, const char *name, const struct feed_text *text)
{
    json_t *entry = xml->entry;
    if (!entry)
        return;
    if (strcmp(name, "loc") == 0)
        feed_offer_link(xml, 0, text->data);
    else if (strcmp(name, "lastmod") == 0)
        feed_set_date(entry, "dateModified", text->data, text->size);
    else if (strcmp(name, "news:publication_date") == 0)
        feed_offer_published(xml, 0, text);
    else if (strcmp(name, "news:title") == 0)
        feed_offer_title(xml, 0, text);
    else if (strcmp(name, "news:keywords") == 0)
        add_keywords(entry, text);
    else if (strcmp(name, "news:name") == 0)
        feed_set_publisher(entry, text->data, text->size);
    else if (strcmp(name, "news:language") == 0)
        feed_set_language(entry, text->data, text->size);
}

bool feed_read_url_list(struct feed *feed, const char *utf8, size_t size, struct error *error)
{
    for (const char *at = utf8, *end = utf8 + size; at < end;) {
        size_t line = strcspn(at, "\r\n");
        char *text = xstrndup(at, line <= URL_SIZE_LIMIT ? line : URL_SIZE_LIMIT + 1);
        json_t *entry = json_object();
        feed_set_link(entry, "url", text, NULL);
        if (json_object_size(entry) > 0)
            feed_add(feed, entry);
        else
            json_decref(entry);
        free(text);
        at += line + 1;
    }
    return json_array_size(feed->entries) > 0 || error_set(error, ERROR_PERMANENT, "a list without an address");
}
