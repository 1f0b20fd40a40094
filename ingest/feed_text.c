/* Texts, links and dates of feeds, as an article has them. */
#include "common/text.h"
#include "ingest/dates.h"
#include "ingest/extract/clean_text.h"
#include "ingest/feed_entity.h"
#include "ingest/feed_private.h"
#include "ingest/url.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- lines ---- */

/* Where the name is among `names`; at their end: it is none of them. */
static size_t place_of(const char *name, size_t size, const char *const *names)
{
    size_t place = 0;
    while (names[place] && (strlen(names[place]) != size || strncasecmp(names[place], name, size) != 0))
        place++;
    return place;
}

static bool is_one_of(const char *name, size_t size, const char *const *names)
{
    return names[place_of(name, size, names)];
}

/* What a text was searched for in vain: it does not come any more, further on, either. */
struct missing {
    bool tag_end, comment_end;
    unsigned end_tags; /* a bit for each name of what is hidden */
};

static size_t comment_size(const char *at, const char *end, struct missing *missing)
{
    const char *stop = missing->comment_end ? NULL : memmem(at, (size_t)(end - at), "-->", 3);
    missing->comment_end = !stop;
    return stop ? (size_t)(stop + 3 - at) : 0;
}

/* From the tag at `at`, which ends at `close`, to behind its end tag; the tag alone if it has none. */
static size_t hidden_size(const char *at, const char *close, const char *end, const char *name, size_t size)
{
    for (const char *stop = close; (stop = memchr(stop, '<', (size_t)(end - stop))); stop++)
        if ((size_t)(end - stop) > size + 2 && stop[1] == '/' && strncasecmp(stop + 2, name, size) == 0)
            return (close = memchr(stop, '>', (size_t)(end - stop))) ? (size_t)(close + 1 - at) : (size_t)(end - at);
    return 0;
}

/* The size of the tag at `at`, with what it holds if that is no text; 0: an angle bracket that means itself. */
static size_t tag_size(const char *at, const char *end, struct missing *missing, bool *space)
{
    static const char *const inside[] = {"a",    "abbr", "b",     "big",  "bdi",    "cite",   "code",  "del",
                                         "em",   "font", "i",     "ins",  "kbd",    "mark",   "nobr",  "q",
                                         "s",    "samp", "small", "span", "strike", "strong", "sub",   "sup",
                                         "time", "tt",   "u",     "wbr",  "blink",  "embed",  "input", NULL};
    static const char *const between[] = {
        "address", "article",    "aside",   "blockquote", "body",    "br",     "center", "dd",    "div",  "dl",
        "dt",      "figcaption", "figure",  "footer",     "h1",      "h2",     "h3",     "h4",    "h5",   "h6",
        "head",    "header",     "hr",      "html",       "img",     "li",     "link",   "main",  "meta", "nav",
        "ol",      "p",          "picture", "pre",        "section", "source", "table",  "tbody", "td",   "tfoot",
        "th",      "thead",      "tr",      "ul",         "video",   NULL};
    static const char *const hidden[] = {"applet", "iframe", "noscript", "object", "script",
                                         "style",  "svg",    "template", NULL};
    const char *name = at + 1 + (end - at > 1 && at[1] == '/');
    if (end - at > 3 && memcmp(at, "<!--", 4) == 0)
        return comment_size(at, end, missing);
    size_t size = 0;
    while (name + size < end && isalnum((unsigned char)name[size]))
        size++;
    const char *close = size == 0 || missing->tag_end ? NULL : memchr(at, '>', (size_t)(end - at));
    missing->tag_end |= size > 0 && !close;
    if (!close)
        return 0;
    *space = is_one_of(name, size, between);
    if (*space || is_one_of(name, size, inside))
        return (size_t)(close + 1 - at);
    size_t place = place_of(name, size, hidden), whole = 0;
    if (!hidden[place])
        return 0;
    *space = true;
    if (at[1] != '/' && close[-1] != '/' && !(missing->end_tags & 1u << place)) {
        whole = hidden_size(at, close, end, name, size);
        missing->end_tags |= whole == 0 ? 1u << place : 0;
    }
    return whole > 0 ? whole : (size_t)(close + 1 - at);
}

/* Tags out, references resolved. */
static void append_plain(struct buffer *out, const char *at, const char *end)
{
    struct missing missing = {0};
    while (at < end) {
        size_t used = 0;
        uint32_t code_point = 0;
        bool space = false;
        if (*at == '<' && (used = tag_size(at, end, &missing, &space)) > 0 && space)
            buffer_append_char(out, ' ');
        if (*at == '&' && (used = feed_entity_read(at, end, &code_point)) > 0 && code_point)
            utf8_append(out, code_point);
        if (used == 0) {
            buffer_append_char(out, *at);
            used = 1;
        }
        at += used;
    }
}

/* A cut that does not fall into a character. */
static size_t cut(const char *text, size_t size, size_t limit)
{
    if (size <= limit)
        return size;
    while (limit > 0 && ((unsigned char)text[limit] & 0xC0) == 0x80)
        limit--;
    return limit;
}

char *feed_line(const struct feed_text *text)
{
    size_t size = cut(text->data, text->size, FEED_TEXT_LIMIT);
    bool markup = memchr(text->data, '<', size) || memchr(text->data, '&', size);
    if (text->plain || !markup)
        return clean_copy(text->data, size);
    struct buffer once = {0}, twice = {0};
    append_plain(&once, text->data, text->data + size);
    if (once.data) /* many feeds escape once too often */
        append_plain(&twice, once.data, once.data + once.size);
    char *line = clean_copy(twice.data, twice.size);
    buffer_free(&once);
    buffer_free(&twice);
    return line;
}

/* ---- links and dates ---- */

char *feed_link(const char *link, const char *base)
{
    struct buffer trimmed = {0};
    size_t size = strlen(link);
    if (size > URL_SIZE_LIMIT)
        return NULL;
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)link[i];
        if (c == ' ' && trimmed.size > 0 && link[i + 1 + strspn(link + i + 1, " \t\r\n")])
            buffer_append_text(&trimmed, "%20");
        else if (c > ' ' && c != 0x7F)
            buffer_append_char(&trimmed, (char)c);
    }
    char *absolute = NULL;
    if (trimmed.size > 0 && url_is_web(trimmed.data))
        absolute = buffer_steal(&trimmed);
    else if (trimmed.size > 0 && base)
        absolute = url_resolve(base, trimmed.data, NULL);
    buffer_free(&trimmed);
    if (absolute && !url_is_web(absolute)) {
        free(absolute);
        absolute = NULL;
    }
    return absolute;
}

/* A year, or a month of a year, is no day: nothing is guessed. */
static bool names_a_day(const char *text, size_t size)
{
    size_t groups = 0, digits = 0;
    for (size_t i = 0; i < size; i++) {
        bool digit = isdigit((unsigned char)text[i]) != 0;
        digits += digit;
        groups += digit && (i == 0 || !isdigit((unsigned char)text[i - 1]));
    }
    bool month_only = size <= 7 && digits == size - 1 && groups == 2;
    return groups > 1 ? !month_only : digits >= 8;
}

char *feed_date(const char *text, size_t size)
{
    struct date date;
    char formatted[DATE_TEXT_SIZE];
    while (size > 0 && isspace((unsigned char)*text)) {
        text++;
        size--;
    }
    while (size > 0 && isspace((unsigned char)text[size - 1]))
        size--;
    if (size == 0 || size > 128 || !names_a_day(text, size) || !date_parse(text, size, DATE_DAY_FIRST, &date) ||
        date.year < 1970)
        return NULL;
    return xstrdup(date_format(&date, formatted));
}

/* ---- fields of an entry ---- */

static void set_text(json_t *entry, const char *field, char *text)
{
    if (text && !json_object_get(entry, field))
        json_object_set_new(entry, field, json_string(text));
    free(text);
}

void feed_set_line(json_t *entry, const char *field, const struct feed_text *text)
{
    if (!json_object_get(entry, field))
        set_text(entry, field, feed_line(text));
}

void feed_set_link(json_t *entry, const char *field, const char *link, const char *base)
{
    if (!json_object_get(entry, field))
        set_text(entry, field, feed_link(link, base));
}

void feed_set_date(json_t *entry, const char *field, const char *text, size_t size)
{
    if (!json_object_get(entry, field))
        set_text(entry, field, feed_date(text, size));
}

/* Plain text as HTML: a paragraph a line. */
static void append_paragraphs(struct buffer *out, const char *text, size_t size)
{
    for (const char *at = text, *end = text + size; at < end;) {
        const char *newline = memchr(at, '\n', (size_t)(end - at)), *stop = newline ? newline : end;
        buffer_append_text(out, "<p>");
        for (; at < stop; at++) {
            if (*at == '<')
                buffer_append_text(out, "&lt;");
            else if (*at == '&')
                buffer_append_text(out, "&amp;");
            else
                buffer_append_char(out, *at);
        }
        buffer_append_text(out, "</p>\n");
        at = stop + 1;
    }
}

/* HTML that was escaped once too often: tags there are, but none in the clear. */
static bool is_escaped_twice(const char *text, size_t size)
{
    return !memmem(text, size, "<p", 2) && !memmem(text, size, "<div", 4) && !memmem(text, size, "<br", 3) &&
           (memmem(text, size, "&lt;p&gt;", 9) || memmem(text, size, "&lt;div", 7) || memmem(text, size, "&lt;br", 6));
}

static void append_unescaped(struct buffer *out, const char *at, const char *end)
{
    while (at < end) {
        uint32_t code_point = 0;
        size_t used = *at == '&' ? feed_entity_read(at, end, &code_point) : 0;
        if (used > 0 && code_point)
            utf8_append(out, code_point);
        else if (used == 0)
            buffer_append_char(out, *at++);
        at += used;
    }
}

void feed_set_content(json_t *entry, const struct feed_text *text)
{
    struct buffer html = {0};
    const json_t *before = json_object_get(entry, "content");
    if (text->plain)
        append_paragraphs(&html, text->data, text->size);
    else if (is_escaped_twice(text->data, text->size))
        append_unescaped(&html, text->data, text->data + text->size);
    else
        buffer_append(&html, text->data, text->size);
    if (html.size > 0 && (!before || json_string_length(before) < html.size))
        json_object_set_new(entry, "content", json_stringn(html.data, html.size));
    buffer_free(&html);
}

static json_t *list_of(json_t *entry, const char *field)
{
    json_t *list = json_object_get(entry, field);
    if (!list)
        json_object_set_new(entry, field, list = json_array());
    return list;
}

/* "jane@example.org (Jane Roe)" and "Jane Roe (jane@example.org)" are Jane Roe; a bare mail address is no name. */
static char *name_of(const char *name, size_t size)
{
    const struct feed_text text = {.data = name, .size = size};
    char *line = feed_line(&text), *at = line ? strchr(line, '@') : NULL;
    char *open = at ? strchr(at, '(') : NULL, *close = open ? strrchr(open, ')') : NULL;
    char *before = at ? strpbrk(line, "<(") : NULL; /* the bracket that the address is in */
    char *inside = NULL;
    if (close)
        inside = clean_copy(open + 1, (size_t)(close - open - 1));
    else if (before && before < at)
        inside = clean_copy(line, (size_t)(before - line));
    else if (line && (!at || strchr(line, ' ')))
        return line;
    free(line);
    return inside;
}

void feed_add_author(json_t *entry, const char *name, size_t size)
{
    char *line = name_of(name, size);
    json_t *authors = line ? list_of(entry, "author") : NULL, *known;
    size_t i;
    json_array_foreach(authors, i, known)
    {
        if (strcmp(json_string_value(json_object_get(known, "name")), line) == 0) {
            free(line);
            return;
        }
    }
    if (authors && json_array_size(authors) < 32 && strlen(line) < 200)
        json_array_append_new(authors, json_pack("{s:s}", "name", line));
    if (authors && json_array_size(authors) == 0)
        json_object_del(entry, "author");
    free(line);
}

void feed_add_keyword(json_t *entry, const char *word, size_t size)
{
    const struct feed_text text = {.data = word, .size = size};
    char *line = feed_line(&text);
    json_t *keywords = line && strlen(line) < 200 ? list_of(entry, "keywords") : NULL, *known;
    size_t i;
    bool is_new = keywords && json_array_size(keywords) < 64;
    json_array_foreach(keywords, i, known)
    {
        is_new = is_new && strcmp(json_string_value(known), line) != 0;
    }
    if (is_new)
        json_array_append_new(keywords, json_string(line));
    free(line);
}

void feed_set_language(json_t *entry, const char *code, size_t size)
{
    char *clean = clean_copy(code, size);
    size_t letters = 0;
    bool valid = clean && strlen(clean) <= 35, first = true;
    for (char *at = clean; valid && *at; at++) {
        if (*at == '_')
            *at = '-';
        letters = *at == '-' ? 0 : letters + 1;
        first = first && *at != '-';
        valid = letters <= 8 && (first ? isalpha((unsigned char)*at) != 0 : *at == '-' || isalnum((unsigned char)*at));
        valid = valid && (*at != '-' || (at > clean + 1 && isalnum((unsigned char)at[1])));
    }
    valid = valid && strlen(clean) >= 2;
    if (valid && !json_object_get(entry, "inLanguage"))
        json_object_set_new(entry, "inLanguage", json_string(clean));
    free(clean);
}

void feed_set_publisher(json_t *entry, const char *name, size_t size)
{
    const struct feed_text text = {.data = name, .size = size};
    char *line = feed_line(&text);
    if (line && !json_object_get(entry, "publisher"))
        json_object_set_new(entry, "publisher", json_pack("{s:s}", "name", line));
    free(line);
}
