#include "ingest/extract/json_ld.h"

#include "common/text.h"
#include "ingest/extract/clean_text.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#define MOST_BYTES          ((size_t)2 << 20)
#define MOST_BYTES_TOGETHER ((size_t)4 << 20)
#define MOST_BRACKETS       300000 /* a page: each may cost a quarter of a kilobyte of memory */
#define MOST_OBJECTS        2000
#define MOST_IN_SCRIPT      100
#define MOST_DEPTH          16

/* ---- reading what is almost JSON ---- */

static bool four_hex(const char *at, const char *end, unsigned *value)
{
    *value = 0;
    if (end - at < 4)
        return false;
    for (int i = 0; i < 4; i++) {
        if (!isxdigit((unsigned char)at[i]))
            return false;
        *value = *value * 16 + (unsigned)(isdigit((unsigned char)at[i]) ? at[i] - '0' : (at[i] | 32) - 'a' + 10);
    }
    return true;
}

/* Copies the escape at `at` ("\…") if JSON has it, else something that it has; returns its size. */
static size_t repair_escape(struct buffer *out, const char *at, const char *end)
{
    unsigned first, second;
    if (end - at < 2)
        return 1;
    if (at[1] == 'u') {
        if (!four_hex(at + 2, end, &first))
            return 2;
        if (first >= 0xD800 && first < 0xDC00 && end - at >= 12 && at[6] == '\\' && at[7] == 'u' &&
            four_hex(at + 8, end, &second) && second >= 0xDC00 && second < 0xE000) {
            buffer_append(out, at, 12);
            return 12;
        }
        if (first >= 0xD800 && first < 0xE000)
            buffer_append_text(out, "\\ufffd");
        else if (first != 0)
            buffer_append(out, at, 6);
        return 6;
    }
    if (strchr("\"\\/bfnrt", at[1])) {
        buffer_append(out, at, 2);
        return 2;
    }
    return 1; /* a backslash before anything else, \' say, is dropped */
}

/* Takes back white space and a comma at the end of what was written. */
static void drop_comma(struct buffer *out)
{
    size_t size = out->size;
    while (size > 0 && isspace((unsigned char)out->data[size - 1]))
        size--;
    if (size > 0 && out->data[size - 1] == ',') {
        out->size = size - 1;
        out->data[out->size] = '\0';
    }
}

/* A quote ends a string only when JSON goes on behind it; else somebody forgot to escape it. */
static bool ends_string(const char *at, const char *end)
{
    const char *next = at + 1;
    while (next < end && isspace((unsigned char)*next))
        next++;
    return next >= end || strchr(",:}]", *next) != NULL;
}

static void repair(struct buffer *out, const char *at, const char *end)
{
    bool string = false;
    while (at < end) {
        unsigned char c = (unsigned char)*at;
        if (string) {
            if (c == '\\') {
                at += repair_escape(out, at, end);
                continue;
            }
            if (c == '"' && ends_string(at, end)) {
                string = false;
                buffer_append_char(out, '"');
            } else if (c == '"') {
                buffer_append_text(out, "\\\"");
            } else if (c == '\n') {
                buffer_append_text(out, "\\n");
            } else {
                buffer_append_char(out, (char)(c < 0x20 || c == 0x7F ? ' ' : c));
            }
        } else {
            if (c == '}' || c == ']')
                drop_comma(out);
            string = c == '"';
            buffer_append_char(out, (char)(c < 0x20 ? ' ' : c));
        }
        at++;
    }
}

/* Some scripts hold several objects, one after the other: then an array of them. */
static json_t *load(const char *text, size_t size)
{
    json_error_t error;
    json_t *all = json_array(), *json;
    for (size_t at = 0; at < size && (text[at] == '{' || text[at] == '[') && json_array_size(all) < MOST_IN_SCRIPT;) {
        json = json_loadb(text + at, size - at, JSON_DISABLE_EOF_CHECK, &error);
        if (!json)
            break;
        json_array_append_new(all, json);
        at += error.position > 0 ? (size_t)error.position : size;
        while (at < size && (isspace((unsigned char)text[at]) || text[at] == ',' || text[at] == ';'))
            at++;
    }
    json = json_array_size(all) > 1 ? json_incref(all) : json_incref(json_array_get(all, 0));
    json_decref(all);
    return json;
}

json_t *json_ld_parse(const char *text, size_t size)
{
    if (size > MOST_BYTES)
        return NULL;
    const char *end = text + size, *start = text;
    /* "<!--", "//<![CDATA[" and a byte order mark come before the first brace. */
    while (start < end && *start != '{' && *start != '[')
        start++;
    if (end - start > 8 && memcmp(start, "[CDATA[", 7) == 0)
        for (start += 7; start < end && *start != '{' && *start != '['; start++)
            ;
    if (start >= end)
        return NULL;
    json_t *json = load(start, (size_t)(end - start));
    if (json)
        return json;
    struct buffer fixed = {0};
    repair(&fixed, start, end);
    json = load(fixed.data, fixed.size);
    buffer_free(&fixed);
    return json;
}

bool json_ld_fits(const char *text, size_t size, size_t *brackets)
{
    for (size_t i = 0; i < size; i++)
        *brackets += text[i] == '{' || text[i] == '[';
    return *brackets <= MOST_BRACKETS;
}

/* ---- finding the objects ---- */

static bool type_is(const json_t *value, const char *type)
{
    const char *text = json_string_value(value);
    if (!text)
        return false;
    const char *slash = strrchr(text, '/'), *colon = strrchr(text, ':');
    if (slash)
        text = slash + 1;
    else if (colon)
        text = colon + 1;
    return strcasecmp(text, type) == 0 || (type[0] == '*' && text_ends_with(text, type + 1));
}

bool json_ld_is(const json_t *object, const char *type)
{
    const json_t *types = json_object_get(object, "@type"), *item;
    size_t i;
    if (json_is_array(types)) {
        json_array_foreach(types, i, item)
        {
            if (type_is(item, type))
                return true;
        }
        return false;
    }
    return type_is(types, type);
}

static void collect(struct json_ld *ld, json_t *value, int depth)
{
    static const char *const inner[] = {"@graph", "mainEntity", "mainEntityOfPage", "publisher", "author", "about"};
    if (depth > MOST_DEPTH || json_array_size(ld->objects) >= MOST_OBJECTS)
        return;
    size_t i;
    json_t *item;
    if (json_is_array(value)) {
        json_array_foreach(value, i, item)
        {
            collect(ld, item, depth + 1);
        }
    } else if (json_is_object(value)) {
        if (json_object_get(value, "@type") || json_object_get(value, "@id"))
            json_array_append(ld->objects, value);
        for (i = 0; i < sizeof inner / sizeof *inner; i++)
            if ((item = json_object_get(value, inner[i])))
                collect(ld, item, depth + 1);
    }
}

static int rank_of(const json_t *object)
{
    static const char *const articles[] = {"*Article", "BlogPosting", "LiveBlogPosting", "SocialMediaPosting",
                                           "DiscussionForumPosting"};
    for (size_t i = 0; i < sizeof articles / sizeof *articles; i++)
        if (json_ld_is(object, articles[i]))
            return 4;
    if (json_ld_is(object, "Report") || json_ld_is(object, "Review") || json_ld_is(object, "PodcastEpisode"))
        return 3;
    return 0;
}

/* The address without scheme and without what does not tell pages apart. */
static bool same_address(const char *a, const char *b)
{
    const char *a_rest = strstr(a, "://"), *b_rest = strstr(b, "://");
    a = a_rest ? a_rest + 3 : a;
    b = b_rest ? b_rest + 3 : b;
    size_t a_size = strcspn(a, "?#"), b_size = strcspn(b, "?#");
    while (a_size > 0 && a[a_size - 1] == '/')
        a_size--;
    while (b_size > 0 && b[b_size - 1] == '/')
        b_size--;
    return a_size == b_size && strncasecmp(a, b, a_size) == 0;
}

static double fitness(const json_t *object, const char *title, const char *url)
{
    static const char *const address_members[] = {"url", "@id", "mainEntityOfPage"};
    int rank = rank_of(object);
    if (rank == 0)
        return 0;
    double fit = rank;
    const char *headline = json_ld_member(object, "headline");
    if (!headline)
        headline = json_ld_member(object, "name");
    if (headline && title)
        fit += 3 * clean_similarity(headline, strlen(headline), title, strlen(title));
    for (size_t i = 0; url && i < sizeof address_members / sizeof *address_members; i++) {
        const json_t *value = json_object_get(object, address_members[i]);
        const char *address = json_is_object(value) ? json_ld_member(value, "@id") : json_ld_text(value);
        if (address && same_address(address, url))
            return fit + 2;
    }
    return fit;
}

void json_ld_read(struct json_ld *ld, const struct outline *outline, const char *title, const char *url)
{
    *ld = (struct json_ld){.documents = json_array(), .objects = json_array()};
    size_t bytes = 0, brackets = 0;
    for (int i = 0; i < outline->script_count && (bytes += outline->scripts[i].size) <= MOST_BYTES_TOGETHER; i++) {
        const struct script *script = &outline->scripts[i];
        if (!json_ld_fits(script->text, script->size, &brackets))
            break;
        json_t *document = json_ld_parse(script->text, script->size);
        if (document)
            json_array_append_new(ld->documents, document);
    }
    collect(ld, ld->documents, 0);
    double best = 0;
    size_t i;
    json_t *object;
    json_array_foreach(ld->objects, i, object)
    {
        double fit = fitness(object, title, url);
        if (fit > best) {
            best = fit;
            ld->article = object;
        }
        if (!ld->page && json_ld_is(object, "*WebPage"))
            ld->page = object;
        if (!ld->site && json_ld_is(object, "WebSite"))
            ld->site = object;
    }
}

void json_ld_free(struct json_ld *ld)
{
    json_decref(ld->objects);
    json_decref(ld->documents);
    *ld = (struct json_ld){0};
}

const json_t *json_ld_resolve(const struct json_ld *ld, const json_t *object)
{
    const char *id = json_string_value(json_object_get(object, "@id"));
    size_t i;
    json_t *other;
    if (!id || json_object_get(object, "name"))
        return object;
    json_array_foreach(ld->objects, i, other)
    {
        const char *other_id = json_string_value(json_object_get(other, "@id"));
        if (other_id && strcmp(id, other_id) == 0 && json_object_get(other, "name"))
            return other;
    }
    return object;
}

const char *json_ld_text(const json_t *value)
{
    static const char *const members[] = {"@value", "name", "url", "contentUrl"};
    for (int depth = 0; depth < 4 && value; depth++) {
        if (json_is_string(value))
            return json_string_value(value);
        if (json_is_array(value)) {
            value = json_array_get(value, 0);
            continue;
        }
        const json_t *found = NULL;
        for (size_t i = 0; !found && i < sizeof members / sizeof *members; i++)
            found = json_object_get(value, members[i]);
        value = found;
    }
    return NULL;
}

const char *json_ld_member(const json_t *object, const char *name)
{
    const char *text = json_ld_text(json_object_get(object, name));
    return text && text[strspn(text, " \t\r\n")] ? text : NULL;
}
