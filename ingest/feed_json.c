/* JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/). */
#include "ingest/feed_private.h"

#include <stdlib.h>
#include <string.h>

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text && *text ? text : NULL;
}

static void add_author(json_t *entry, const json_t *author)
{
    const char *name = json_is_string(author) ? json_string_value(author) : text_of(author, "name");
    if (name)
        feed_add_author(entry, name, strlen(name));
}

static void add_authors(json_t *entry, const json_t *holder)
{
    json_t *author;
    size_t i;
    add_author(entry, json_object_get(holder, "author"));
    json_array_foreach(json_object_get(holder, "authors"), i, author)
    {
        add_author(entry, author);
    }
}

static void set_line(json_t *entry, const char *field, const char *text)
{
    if (text)
        feed_set_line(entry, field, &(struct feed_text){.data = text, .size = strlen(text)});
}

static void set_content(json_t *entry, const json_t *item)
{
    const char *html = text_of(item, "content_html"), *plain = text_of(item, "content_text");
    const char *text = html ? html : plain;
    if (text && strlen(text) <= FEED_CONTENT_LIMIT)
        feed_set_content(entry, &(struct feed_text){.data = text, .size = strlen(text), .plain = !html});
}

static json_t *read_item(const json_t *item, const json_t *feed, const char *base)
{
    json_t *entry = json_object(), *tag;
    const json_t *id = json_object_get(item, "id");
    const char *link = text_of(item, "url"), *text = NULL;
    char number[32];
    size_t i;
    if (json_is_integer(id))
        snprintf(number, sizeof number, "%" JSON_INTEGER_FORMAT, json_integer_value(id));
    const char *name = json_is_integer(id) ? number : json_string_value(id);
    if (name)
        feed_set_line(entry, "identifier", &(struct feed_text){.data = name, .size = strlen(name), .plain = true});
    if (!link)
        link = text_of(item, "external_url");
    if (!link && name && strncmp(name, "http", 4) == 0)
        link = name;
    if (link)
        feed_set_link(entry, "url", link, base);
    set_line(entry, "headline", text_of(item, "title"));
    set_line(entry, "abstract", text_of(item, "summary"));
    set_content(entry, item);
    if ((text = text_of(item, "date_published")))
        feed_set_date(entry, "datePublished", text, strlen(text));
    if ((text = text_of(item, "date_modified")))
        feed_set_date(entry, "dateModified", text, strlen(text));
    if ((text = text_of(item, "language")))
        feed_set_language(entry, text, strlen(text));
    add_authors(entry, item);
    if (!json_object_get(entry, "author"))
        add_authors(entry, feed);
    json_array_foreach(json_object_get(item, "tags"), i, tag)
    {
        if (json_is_string(tag))
            feed_add_keyword(entry, json_string_value(tag), json_string_length(tag));
    }
    return entry;
}

bool feed_read_json(struct feed *feed, const char *utf8, size_t size, const char *url, struct error *error)
{
    json_error_t cause;
    json_t *root = json_loadb(utf8, size, JSON_ALLOW_NUL, &cause), *item;
    size_t i;
    if (!root)
        return error_set(error, ERROR_PERMANENT, "not JSON: %.200s (line %d)", cause.text, cause.line);
    const char *self = text_of(root, "feed_url"), *site = text_of(root, "home_page_url");
    const char *title = text_of(root, "title"), *language = text_of(root, "language");
    feed->self = self ? feed_link(self, url) : NULL;
    feed->site = site ? feed_link(site, url) : NULL;
    feed->title = title ? feed_line(&(struct feed_text){.data = title, .size = strlen(title)}) : NULL;
    feed->language = language ? xstrdup(language) : NULL;
    const char *base = url ? url : feed->self ? feed->self : feed->site;
    json_array_foreach(json_object_get(root, "items"), i, item)
    {
        if (json_is_object(item))
            feed_add(feed, read_item(item, root, base));
    }
    json_decref(root);
    return true;
}
