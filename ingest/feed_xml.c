/* XML feeds, sitemaps and OPML: from libxml2's events to entries. */
#include "ingest/feed_xml.h"

#include "common/text.h"
#include "ingest/url.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- names ---- */

/* The prefix by which a namespace is called here; "" for those of the feeds themselves; NULL: unknown. */
static const char *prefix_of_namespace(const char *uri, bool atom)
{
    static const struct {
        const char *part, *prefix;
    } known[] = {{"purl.org/rss/1.0/modules/content", "content"},
                 {"purl.org/rss/1.0/modules/syndication", "sy"},
                 {"purl.org/rss/1.0/modules/", NULL},
                 {"purl.org/rss/1.0", ""},
                 {"purl.org/dc/elements", "dc"},
                 {"purl.org/dc/terms", "dcterms"},
                 {"my.netscape.com/", ""},
                 {"channel.netscape.com/", ""},
                 {"backend.userland.com", ""},
                 {"blogs.law.harvard.edu", ""},
                 {"search.yahoo.com/mrss", "media"},
                 {"rssnamespace.org/feedburner", "feedburner"},
                 {"schemas/sitemap-news", "news"},
                 {"schemas/sitemap-", "other"},
                 {"schemas/sitemap", ""},
                 {"itunes.com/dtds/podcast", "itunes"},
                 {"w3.org/1999/02/22-rdf", "rdf"},
                 {"w3.org/1999/xhtml", "xhtml"}};
    if (strcasestr(uri, "www.w3.org/2005/atom") || strcasestr(uri, "purl.org/atom/ns"))
        return atom ? "" : "atom";
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcasestr(uri, known[i].part))
            return known[i].prefix;
    return NULL;
}

static void set_name(const struct feed_xml *xml, char *name, const char *local, const char *prefix, const char *uri)
{
    bool atom = xml->feed->kind == FEED_ATOM ||
                (xml->depth == 1 && (strcasecmp(local, "feed") == 0 || strcasecmp(local, "entry") == 0));
    const char *known = uri ? prefix_of_namespace(uri, atom) : NULL;
    if (!known)
        known = prefix ? prefix : "";
    snprintf(name, FEED_NAME_SIZE, "%s%s%s", known, *known ? ":" : "", local);
    for (char *at = name; *at; at++)
        *at = (char)tolower((unsigned char)*at);
}

char *feed_attribute(const struct feed_attributes *attributes, const char *name)
{
    for (int i = 0; i < attributes->count; i++) {
        const xmlChar **attribute = attributes->list + (size_t)i * 5;
        if (attribute[3] && strcasecmp((const char *)attribute[0], name) == 0)
            return xstrndup((const char *)attribute[3], (size_t)(attribute[4] - attribute[3]));
    }
    return NULL;
}

const char *feed_name_at(const struct feed_xml *xml, int depth)
{
    return depth >= 1 && depth <= FEED_DEPTH ? xml->levels[depth].name : "";
}

const char *feed_base(const struct feed_xml *xml)
{
    for (int depth = xml->depth; depth >= 1; depth--)
        if (xml->levels[depth].base)
            return xml->levels[depth].base;
    const struct feed *feed = xml->feed;
    if (feed->kind == FEED_RSS && feed->site)
        return feed->site;
    return xml->url ? xml->url : feed->self ? feed->self : feed->site;
}

/* ---- captured text ---- */

static void append_escaped(struct buffer *out, const char *text, size_t size, bool attribute)
{
    for (size_t i = 0; i < size; i++) {
        if (text[i] == '&')
            buffer_append_text(out, "&amp;");
        else if (text[i] == '<')
            buffer_append_text(out, "&lt;");
        else if (text[i] == '"' && attribute)
            buffer_append_text(out, "&quot;");
        else
            buffer_append_char(out, text[i]);
    }
}

void feed_capture(struct feed_xml *xml, const struct feed_attributes *attributes)
{
    const struct {
        const char *name;
        char *place;
        size_t size;
    } kept[] = {{"type", xml->type, sizeof xml->type},
                {"mode", xml->mode, sizeof xml->mode},
                {"isPermaLink", xml->attribute, sizeof xml->attribute}};
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        char *value = feed_attribute(attributes, kept[i].name);
        snprintf(kept[i].place, kept[i].size, "%s", value ? value : "");
        free(value);
    }
    buffer_clear(&xml->text);
    xml->markup = false;
    xml->capture = xml->depth;
}

/* An element within captured text: it is markup, and goes on as HTML. */
static void capture_tag(struct feed_xml *xml, const char *local, const struct feed_attributes *attributes)
{
    if (!xml->markup) {
        struct buffer html = {0};
        if (xml->text.data)
            append_escaped(&html, xml->text.data, xml->text.size, false);
        buffer_free(&xml->text);
        xml->text = html;
        xml->markup = true;
    }
    buffer_printf(&xml->text, "<%s", local);
    for (int i = 0; attributes && i < attributes->count; i++) {
        const xmlChar **attribute = attributes->list + (size_t)i * 5;
        buffer_printf(&xml->text, " %s=\"", (const char *)attribute[0]);
        if (attribute[3])
            append_escaped(&xml->text, (const char *)attribute[3], (size_t)(attribute[4] - attribute[3]), true);
        buffer_append_char(&xml->text, '"');
    }
    buffer_append_char(&xml->text, '>');
}

/* Said in Atom 0.3 by a mode, in Atom 1.0 (RFC 4287, 4.1.3.3) by a type that is neither text nor XML. */
static bool is_base64(const struct feed_xml *xml)
{
    const char *slash = strchr(xml->type, '/');
    bool binary = slash && strncasecmp(xml->type, "text/", 5) != 0 && !strcasestr(slash, "xml");
    return xml->feed->kind == FEED_ATOM && !xml->markup && (binary || strcasecmp(xml->mode, "base64") == 0);
}

static bool is_plain(const struct feed_xml *xml)
{
    return xml->feed->kind == FEED_ATOM && !xml->markup &&
           (!*xml->type || strcasecmp(xml->type, "text") == 0 || strcasecmp(xml->type, "text/plain") == 0);
}

static void decode_base64(struct buffer *text)
{
    struct buffer packed = {0}, plain = {0};
    for (size_t i = 0; i < text->size; i++)
        if (!isspace((unsigned char)text->data[i]))
            buffer_append_char(&packed, text->data[i]);
    if (packed.data && base64_decode(&plain, packed.data, packed.size) && plain.data &&
        utf8_valid_prefix(plain.data, plain.size) == plain.size) {
        buffer_clear(text);
        buffer_append(text, plain.data, plain.size);
    }
    buffer_free(&packed);
    buffer_free(&plain);
}

static void end_capture(struct feed_xml *xml)
{
    char name[FEED_NAME_SIZE];
    bool packed = is_base64(xml);
    if (packed)
        decode_base64(&xml->text);
    const struct feed_text text = {.data = xml->text.data ? xml->text.data : "",
                                   .size = xml->text.size,
                                   .markup = xml->markup,
                                   .plain = !packed && is_plain(xml)};
    snprintf(name, sizeof name, "%s", feed_name_at(xml, xml->capture));
    xml->capture = 0;
    if (xml->feed->kind == FEED_SITEMAP || xml->feed->kind == FEED_SITEMAP_INDEX)
        sitemap_text(xml, name, &text);
    else
        feed_news_text(xml, name, &text);
}

/* ---- libxml2's events ---- */

static enum feed_kind kind_of_root(const char *name)
{
    static const struct {
        const char *name;
        enum feed_kind kind;
    } roots[] = {
        {"rss", FEED_RSS},   {"rdf", FEED_RSS},    {"rdf:rdf", FEED_RSS},    {"channel", FEED_RSS},
        {"feed", FEED_ATOM}, {"entry", FEED_ATOM}, {"urlset", FEED_SITEMAP}, {"sitemapindex", FEED_SITEMAP_INDEX},
        {"opml", FEED_OPML}};
    for (size_t i = 0; i < sizeof roots / sizeof *roots; i++)
        if (strcmp(name, roots[i].name) == 0)
            return roots[i].kind;
    return FEED_NONE;
}

static bool is_entry(const struct feed_xml *xml, const char *name)
{
    switch (xml->feed->kind) {
    case FEED_RSS:
        return strcmp(name, "item") == 0;
    case FEED_ATOM:
        return strcmp(name, "entry") == 0;
    case FEED_SITEMAP:
    case FEED_SITEMAP_INDEX:
        return strcmp(name, "url") == 0 || strcmp(name, "sitemap") == 0;
    default:
        return false;
    }
}

static void set_base(struct feed_xml *xml, const struct feed_attributes *attributes)
{
    struct feed_level *level = &xml->levels[xml->depth];
    level->base = NULL;
    for (int i = 0; i < attributes->count; i++) {
        const xmlChar **attribute = attributes->list + (size_t)i * 5;
        if (attribute[1] && attribute[3] && strcmp((const char *)attribute[1], "xml") == 0 &&
            strcmp((const char *)attribute[0], "base") == 0) {
            char *value = xstrndup((const char *)attribute[3], (size_t)(attribute[4] - attribute[3]));
            char *base = feed_link(value, feed_base(xml));
            free(level->base);
            level->base = base;
            free(value);
        }
    }
}

static void on_start(void *context, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri, int namespaces,
                     const xmlChar **declared, int count, int defaulted, const xmlChar **list)
{
    struct feed_xml *xml = context;
    const struct feed_attributes attributes = {.list = list, .count = count};
    (void)namespaces, (void)declared, (void)defaulted;
    if (xml->depth >= FEED_DEPTH) {
        xml->too_deep++;
        return;
    }
    xml->depth++;
    struct feed_level *level = &xml->levels[xml->depth];
    set_name(xml, level->name, (const char *)local, (const char *)prefix, (const char *)uri);
    set_base(xml, &attributes);
    if (xml->depth == 1 && xml->feed->kind == FEED_NONE)
        xml->feed->kind = kind_of_root(level->name);
    level->entry = is_entry(xml, level->name);
    if (xml->capture && level->entry) /* a tag was left open: what follows is an entry all the same */
        end_capture(xml);
    if (xml->capture && strcmp(level->name, "name") == 0 && strcmp(feed_name_at(xml, xml->depth - 1), "author") == 0)
        xml->capture = 0;
    if (xml->capture) {
        capture_tag(xml, (const char *)local, &attributes);
        return;
    }
    if (level->entry)
        feed_begin_entry(xml);
    switch (xml->feed->kind) {
    case FEED_SITEMAP:
    case FEED_SITEMAP_INDEX:
        sitemap_start(xml, level->name, &attributes);
        break;
    case FEED_OPML:
        opml_start(xml, level->name, &attributes);
        break;
    case FEED_RSS:
    case FEED_ATOM:
        feed_news_start(xml, level->name, &attributes);
        break;
    default:
        break;
    }
}

static void on_end(void *context, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri)
{
    struct feed_xml *xml = context;
    (void)prefix, (void)uri;
    if (xml->depth == 0)
        return;
    if (xml->too_deep > 0) {
        xml->too_deep--;
        return;
    }
    if (xml->capture == xml->depth)
        end_capture(xml);
    else if (xml->capture)
        buffer_printf(&xml->text, "</%s>", (const char *)local);
    if (xml->entry && xml->entry_depth == xml->depth)
        feed_end_entry(xml);
    free(xml->levels[xml->depth].base);
    xml->levels[xml->depth].base = NULL;
    xml->depth--;
}

static void on_text(void *context, const xmlChar *text, int size)
{
    struct feed_xml *xml = context;
    if (xml->capture && xml->markup)
        append_escaped(&xml->text, (const char *)text, (size_t)size, false);
    else if (xml->capture)
        buffer_append(&xml->text, text, (size_t)size);
}

/* ---- the whole ---- */

static void parse(struct feed_xml *xml, const struct buffer *sound)
{
    xmlParserCtxtPtr parser = xmlNewParserCtxt();
    if (!parser)
        return;
    memset(parser->sax, 0, sizeof *parser->sax);
    parser->sax->initialized = XML_SAX2_MAGIC;
    parser->sax->startElementNs = on_start;
    parser->sax->endElementNs = on_end;
    parser->sax->characters = on_text;
    parser->sax->cdataBlock = on_text;
    parser->sax->ignorableWhitespace = on_text;
    parser->userData = xml;
    xmlDocPtr document = xmlCtxtReadMemory(parser, sound->data, (int)sound->size, NULL, "UTF-8",
                                           XML_PARSE_RECOVER | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
                                               XML_PARSE_NONET | XML_PARSE_NOENT);
    xmlFreeDoc(document);
    if (parser->myDoc)
        xmlFreeDoc(parser->myDoc);
    parser->myDoc = NULL;
    xmlFreeParserCtxt(parser);
}

bool feed_read_xml(struct feed *feed, const char *utf8, size_t size, const char *url, struct error *error)
{
    struct buffer sound = {0};
    struct feed_xml *xml = xcalloc(1, sizeof *xml);
    xml->feed = feed;
    xml->url = url;
    feed->kind = FEED_NONE;
    feed_repair(utf8, size, &sound);
    if (sound.size > 0 && sound.size < INT32_MAX)
        parse(xml, &sound);
    xml->too_deep = 0;
    while (xml->depth > 0)
        on_end(xml, (const xmlChar *)"", NULL, NULL);
    json_decref(xml->authors);
    buffer_free(&xml->text);
    buffer_free(&sound);
    free(xml);
    return feed->kind != FEED_NONE ||
           error_set(error, ERROR_PERMANENT, "neither a feed nor a sitemap nor an OPML list");
}
