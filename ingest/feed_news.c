/* What the elements of RSS, RDF, Atom and CDF mean. */
#include "ingest/feed_xml.h"
#include "ingest/url.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum meaning {
    NOTHING,
    TITLE,
    TITLE_ELSEWHERE, /* of a module, for entries without one of their own */
    LINK,
    IDENTIFIER,
    PUBLISHED,
    ISSUED,
    DATED,
    CREATED,
    MODIFIED,
    SUMMARY,
    CONTENT,
    AUTHOR,
    KEYWORD,
    LANGUAGE,
    ORIGINAL
};

static enum meaning meaning_of(const char *name)
{
    static const struct {
        const char *name;
        enum meaning meaning;
    } words[] = {{"title", TITLE},
                 {"atom:title", TITLE},
                 {"dc:title", TITLE_ELSEWHERE},
                 {"media:title", TITLE_ELSEWHERE},
                 {"link", LINK},
                 {"guid", IDENTIFIER},
                 {"id", IDENTIFIER},
                 {"atom:id", IDENTIFIER},
                 {"pubdate", PUBLISHED},
                 {"published", PUBLISHED},
                 {"issued", PUBLISHED},
                 {"atom:published", PUBLISHED},
                 {"dcterms:issued", ISSUED},
                 {"dc:date", DATED},
                 {"date", DATED},
                 {"created", CREATED},
                 {"dcterms:created", CREATED},
                 {"updated", MODIFIED},
                 {"modified", MODIFIED},
                 {"atom:updated", MODIFIED},
                 {"dcterms:modified", MODIFIED},
                 {"description", SUMMARY},
                 {"abstract", SUMMARY},
                 {"summary", SUMMARY},
                 {"atom:summary", SUMMARY},
                 {"dc:description", SUMMARY},
                 {"itunes:summary", SUMMARY},
                 {"content:encoded", CONTENT},
                 {"content", CONTENT},
                 {"fullitem", CONTENT},
                 {"xhtml:body", CONTENT},
                 {"body", CONTENT},
                 {"atom:content", CONTENT},
                 {"author", AUTHOR},
                 {"dc:creator", AUTHOR},
                 {"dc:author", AUTHOR},
                 {"itunes:author", AUTHOR},
                 {"atom:author", AUTHOR},
                 {"category", KEYWORD},
                 {"dc:subject", KEYWORD},
                 {"dc:language", LANGUAGE},
                 {"language", LANGUAGE},
                 {"feedburner:origlink", ORIGINAL}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(name, words[i].name) == 0)
            return words[i].meaning;
    return NOTHING;
}

/* ---- elements that begin ---- */

/* Links that are attributes: Atom's (RFC 4287, 4.2.7), also in RSS. */
static void take_link(struct feed_xml *xml, const struct feed_attributes *attributes)
{
    char *link = feed_attribute(attributes, "href"), *relation = feed_attribute(attributes, "rel");
    char *type = feed_attribute(attributes, "type");
    bool alternate = !relation || !*relation || strcasecmp(relation, "alternate") == 0;
    bool page = !type || !*type || strcasestr(type, "html");
    bool own = strcmp(feed_name_at(xml, xml->depth), "link") == 0;
    int rank = xml->feed->kind == FEED_ATOM ? (page ? 1 : 2) : own ? 0 : 3;
    if (link && xml->entry && alternate)
        feed_offer_link(xml, rank, link);
    else if (link && !xml->entry && alternate && page && !xml->feed->site)
        xml->feed->site = feed_link(link, feed_base(xml));
    else if (link && !xml->entry && relation && strcasecmp(relation, "self") == 0 && !xml->feed->self)
        xml->feed->self = feed_link(link, feed_base(xml));
    free(link);
    free(relation);
    free(type);
}

static void take_attributes_of_entry(struct feed_xml *xml, const struct feed_attributes *attributes)
{
    char *about = feed_attribute(attributes, "about"), *href = feed_attribute(attributes, "href");
    char *language = feed_attribute(attributes, "lang");
    if (about) {
        feed_set_line(xml->entry, "identifier",
                      &(struct feed_text){.data = about, .size = strlen(about), .plain = true});
        feed_offer_link(xml, 4, about);
    }
    if (href)
        feed_offer_link(xml, 3, href);
    if (language)
        feed_set_language(xml->entry, language, strlen(language));
    free(about);
    free(href);
    free(language);
}

static void take_attributes_of_feed(struct feed_xml *xml, const struct feed_attributes *attributes)
{
    char *language = feed_attribute(attributes, "lang");
    xml->channel = xml->depth;
    if (language && *language && !xml->feed->language)
        xml->feed->language = xstrdup(language);
    free(language);
}

static void start_in_entry(struct feed_xml *xml, const char *name, const struct feed_attributes *attributes)
{
    const char *parent = feed_name_at(xml, xml->depth - 1);
    bool direct = xml->depth == xml->entry_depth + 1;
    if (strcmp(name, "name") == 0 && (strcmp(parent, "author") == 0 || strcmp(parent, "atom:author") == 0)) {
        feed_capture(xml, attributes);
    } else if (strcmp(name, "media:title") == 0) {
        feed_capture(xml, attributes);
    } else if (direct && strcmp(name, "atom:link") == 0) {
        take_link(xml, attributes);
    } else if (direct && meaning_of(name) != NOTHING) {
        char *term = strcmp(name, "category") == 0 ? feed_attribute(attributes, "label") : NULL;
        if (!term && strcmp(name, "category") == 0)
            term = feed_attribute(attributes, "term");
        if (term)
            feed_add_keyword(xml->entry, term, strlen(term));
        if (strcmp(name, "link") == 0)
            take_link(xml, attributes);
        free(term);
        feed_capture(xml, attributes);
    }
}

/* What tells when to come back: RSS 2.0's ttl, skipHours and skipDays, and the syndication module. */
static bool is_hint(const struct feed_xml *xml, const char *name)
{
    const char *parent = feed_name_at(xml, xml->depth - 1);
    return strcmp(name, "ttl") == 0 || strncmp(name, "sy:update", 9) == 0 ||
           (strcmp(name, "hour") == 0 && strcmp(parent, "skiphours") == 0) ||
           (strcmp(name, "day") == 0 && strcmp(parent, "skipdays") == 0);
}

static void start_in_feed(struct feed_xml *xml, const char *name, const struct feed_attributes *attributes)
{
    bool direct = xml->channel && xml->depth == xml->channel + 1;
    if (direct && (strcmp(name, "link") == 0 || strcmp(name, "atom:link") == 0))
        take_link(xml, attributes);
    if (direct && (strcmp(name, "title") == 0 || strcmp(name, "link") == 0 || strcmp(name, "language") == 0 ||
                   strcmp(name, "dc:language") == 0))
        feed_capture(xml, attributes);
    else if (xml->channel && is_hint(xml, name))
        feed_capture(xml, attributes);
    else if (xml->depth == xml->channel + 2 && strcmp(name, "name") == 0 && xml->feed->kind == FEED_ATOM &&
             strcmp(feed_name_at(xml, xml->depth - 1), "author") == 0)
        feed_capture(xml, attributes);
}

void feed_news_start(struct feed_xml *xml, const char *name, const struct feed_attributes *attributes)
{
    if (xml->levels[xml->depth].entry)
        take_attributes_of_entry(xml, attributes);
    else if (xml->entry)
        start_in_entry(xml, name, attributes);
    else if (strcmp(name, "channel") == 0 || strcmp(name, "feed") == 0)
        take_attributes_of_feed(xml, attributes);
    else
        start_in_feed(xml, name, attributes);
}

/* ---- texts that are whole ---- */

/* A number of minutes, hours, times; 0 for what is none. */
static double number_of(const struct feed_text *text)
{
    double number = strtod(text->data, NULL);
    return number > 0 && number < 1e6 ? number : 0;
}

static double seconds_of_period(const char *text)
{
    static const struct {
        const char *name;
        double seconds;
    } periods[] = {{"hourly", 3600}, {"daily", 86400}, {"weekly", 604800}, {"monthly", 2592000}, {"yearly", 31536000}};
    text += strspn(text, " \t\r\n");
    for (size_t i = 0; i < sizeof periods / sizeof *periods; i++)
        if (strncasecmp(text, periods[i].name, strlen(periods[i].name)) == 0)
            return periods[i].seconds;
    return 0;
}

static uint8_t day_bit(const char *text)
{
    static const char *const days[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
    text += strspn(text, " \t\r\n");
    for (unsigned i = 0; i < 7; i++)
        if (strncasecmp(text, days[i], 3) == 0)
            return (uint8_t)(1u << i);
    return 0;
}

static void take_hint(struct feed_xml *xml, const char *name, const struct feed_text *text)
{
    struct schedule_hints *hints = &xml->feed->hints;
    double number = number_of(text);
    if (strcmp(name, "ttl") == 0)
        hints->ttl = number * 60;
    else if (strcmp(name, "hour") == 0 && isdigit((unsigned char)text->data[strspn(text->data, " \t\r\n")]))
        hints->skip_hours |= 1u << ((unsigned)number % 24); /* 24 means 0 in early drafts */
    else if (strcmp(name, "day") == 0)
        hints->skip_days |= day_bit(text->data);
    else if (strcmp(name, "sy:updateperiod") == 0)
        xml->update_period = seconds_of_period(text->data);
    else if (strcmp(name, "sy:updatefrequency") == 0)
        xml->update_frequency = number;
    hints->period = xml->update_period / (xml->update_frequency > 1 ? xml->update_frequency : 1);
}

static void text_of_feed(struct feed_xml *xml, const char *name, const struct feed_text *text)
{
    struct feed *feed = xml->feed;
    if (is_hint(xml, name)) {
        take_hint(xml, name, text);
        return;
    }
    if (strcmp(name, "title") == 0 && !feed->title)
        feed->title = feed_line(text);
    else if (strcmp(name, "link") == 0 && !feed->site)
        feed->site = feed_link(text->data, xml->url);
    else if (strcmp(name, "name") == 0) {
        json_t *holder = json_object();
        json_object_set(holder, "author", xml->authors);
        feed_add_author(holder, text->data, text->size);
        json_decref(xml->authors);
        xml->authors = json_incref(json_object_get(holder, "author"));
        json_decref(holder);
    } else if (strcmp(name, "title") != 0 && strcmp(name, "link") != 0 && !feed->language) {
        feed->language = feed_line(text);
    }
}

static void take_identifier(struct feed_xml *xml, const struct feed_text *text)
{
    const char *base = NULL;
    for (int depth = xml->depth; depth >= 1 && !base; depth--)
        base = xml->levels[depth].base;
    char *line = feed_line(&(struct feed_text){.data = text->data, .size = text->size, .plain = !text->markup});
    if (!line)
        return;
    char *absolute = base && !strchr(line, ':') ? feed_link(line, base) : NULL;
    if (strcasecmp(xml->attribute, "false") != 0 && url_is_web(line))
        feed_offer_link(xml, 5, line);
    json_object_set_new(xml->entry, "identifier", json_string(absolute ? absolute : line));
    free(absolute);
    free(line);
}

static void take_summary(json_t *entry, const struct feed_text *text)
{
    if (text->size <= FEED_TEXT_LIMIT)
        feed_set_line(entry, "abstract", text);
    feed_set_content(entry, text);
}

void feed_news_text(struct feed_xml *xml, const char *name, const struct feed_text *text)
{
    json_t *entry = xml->entry;
    if (!entry) {
        text_of_feed(xml, name, text);
        return;
    }
    switch (strcmp(name, "name") == 0 ? AUTHOR : meaning_of(name)) {
    case TITLE:
        feed_offer_title(xml, 0, text);
        break;
    case TITLE_ELSEWHERE:
        feed_offer_title(xml, *name == 'd' ? 1 : 2, text);
        break;
    case LINK:
        feed_offer_link(xml, 0, text->data);
        break;
    case IDENTIFIER:
        take_identifier(xml, text);
        break;
    case PUBLISHED:
    case ISSUED:
    case DATED:
    case CREATED:
        feed_offer_published(xml, (int)(meaning_of(name) - PUBLISHED), text);
        break;
    case MODIFIED:
        feed_set_date(entry, "dateModified", text->data, text->size);
        break;
    case SUMMARY:
        take_summary(entry, text);
        break;
    case CONTENT:
        feed_set_content(entry, text);
        break;
    case AUTHOR:
        feed_add_author(entry, text->data, text->size);
        break;
    case KEYWORD:
        feed_add_keyword(entry, text->data, text->size);
        break;
    case LANGUAGE:
        feed_set_language(entry, text->data, text->size);
        break;
    case ORIGINAL:
        feed_set_link(entry, "originalUrl", text->data, feed_base(xml));
        break;
    case NOTHING:
        break;
    }
}
