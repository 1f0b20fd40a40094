/* From a feed's text to XML that a parser takes without stumbling. */
#include "common/text.h"
#include "ingest/feed_entity.h"
#include "ingest/feed_private.h"

#include <ctype.h>
#include <string.h>

#define MOST_ATTRIBUTES 256 /* of a tag */
#define MOST_NAMESPACES 256 /* in force at a time: libxml2 compares each prefix with all of them */
#define DEEPEST         256 /* libxml2 reads no further */

/* The namespaces in force, as libxml2 counts them: every end tag ends the last element, whatever it names. */
struct namespaces {
    size_t depth, in_force;
    unsigned short declared[DEEPEST];
};

static bool starts(const char *at, const char *end, const char *word)
{
    size_t size = strlen(word);
    return (size_t)(end - at) >= size && memcmp(at, word, size) == 0;
}

/* Behind the next `mark`; the end if there is none. */
static const char *behind(const char *at, const char *end, const char *mark)
{
    size_t size = strlen(mark);
    const char *found = memmem(at, (size_t)(end - at), mark, size);
    return found ? found + size : end;
}

/* A document type with all that it declares is left out: no entity of its own is ever known. */
static const char *skip_document_type(const char *at, const char *end)
{
    char quote = '\0';
    int depth = 0;
    for (; at < end; at++) {
        if (quote) {
            quote = *at == quote ? '\0' : quote;
        } else if (starts(at, end, "<!--")) {
            at = behind(at, end, "-->") - 1;
        } else if (*at == '"' || *at == '\'') {
            quote = *at;
        } else if (*at == '[' || *at == '<') {
            depth++;
        } else if (*at == ']' || *at == '>') {
            if (--depth == 0)
                return at + 1;
        }
    }
    return end;
}

/* Copies without characters that XML forbids. */
static void append_allowed(struct buffer *out, const char *at, const char *end)
{
    const char *run = at;
    while (at < end) {
        const char *next = at + 1;
        bool allowed = (unsigned char)*at >= 0x20 || feed_entity_allowed((unsigned char)*at);
        if ((unsigned char)*at == 0xEF) { /* U+FFFE and U+FFFF are EF BF BE and EF BF BF */
            next = at;
            allowed = feed_entity_allowed(utf8_next(&next, end));
        }
        if (!allowed) {
            buffer_append(out, run, (size_t)(at - run));
            run = next;
        }
        at = next;
    }
    buffer_append(out, run, (size_t)(end - run));
}

static const char *append_reference(struct buffer *out, const char *at, const char *end)
{
    uint32_t code_point = 0;
    size_t size = feed_entity_read(at, end, &code_point);
    if (size == 0) {
        buffer_append_text(out, "&amp;");
        return at + 1;
    }
    if (code_point == '&' || code_point == '<' || code_point == '>' || code_point == '"' || code_point == '\'')
        buffer_printf(out, "&#%u;", code_point);
    else if (code_point)
        utf8_append(out, code_point);
    return at + size;
}

static bool begins_tag(const char *at, const char *end)
{
    const char *name = at + 1 + (end - at > 1 && at[1] == '/');
    return name < end &&
           (isalpha((unsigned char)*name) || *name == '_' || *name == ':' || (unsigned char)*name >= 0x80);
}

/* Behind an attribute and its value. */
static const char *skip_attribute(const char *at, const char *end)
{
    while (at < end && !strchr("=<>\"' \t\r\n", *at))
        at++;
    const char *sign = at;
    while (sign < end && isspace((unsigned char)*sign))
        sign++;
    if (sign >= end || *sign != '=')
        return at;
    for (at = sign + 1; at < end && isspace((unsigned char)*at);)
        at++;
    char quote = at < end && (*at == '"' || *at == '\'') ? *at++ : '\0';
    while (at < end && *at != '<' && (quote ? *at != quote : *at != '>' && !isspace((unsigned char)*at)))
        at++;
    return at + (quote && at < end && *at == quote);
}

/* Whether a declaration of a namespace begins at `at` that is one too many; counts it if it is not. */
static bool is_left_out(struct namespaces *namespaces, const char *at, const char *end)
{
    if (!isspace((unsigned char)at[-1]) || !(starts(at, end, "xmlns:") || starts(at, end, "xmlns=")))
        return false;
    if (namespaces->in_force >= MOST_NAMESPACES || namespaces->depth >= DEEPEST)
        return true;
    namespaces->in_force++;
    namespaces->declared[namespaces->depth]++;
    return false;
}

/* After a tag: its element goes on (`opens`), or is over, with the one around it if the tag `leaves` that. */
static void end_tag(struct namespaces *namespaces, bool opens, bool leaves)
{
    namespaces->depth += opens;
    namespaces->depth -= leaves && namespaces->depth > 0;
    if (namespaces->depth < DEEPEST) { /* the next element at this depth declares its own */
        namespaces->in_force -= namespaces->declared[namespaces->depth];
        namespaces->declared[namespaces->depth] = 0;
    }
}

/*
 * A tag up to its end, or to the next one if it has none. Attributes above the limit are left out: libxml2 compares
 * each with all that came before it.
 */
static const char *append_tag(struct buffer *out, const char *at, const char *end, struct namespaces *namespaces)
{
    char quote = '\0';
    size_t attributes = 0;
    buffer_append_char(out, *at++);
    while (at < end && *at != '<') {
        char c = *at;
        if (!quote && c == '>')
            break;
        if (!quote && is_left_out(namespaces, at, end)) {
            at = skip_attribute(at, end);
            continue;
        }
        attributes += !quote && isspace((unsigned char)c) && !isspace((unsigned char)at[-1]);
        if (quote)
            quote = c == quote ? '\0' : quote;
        else if (c == '"' || c == '\'')
            quote = c;
        if (attributes > MOST_ATTRIBUTES) {
            at++;
        } else if (c == '&') {
            at = append_reference(out, at, end);
        } else {
            const char *start = at++;
            while (at < end && !strchr("<>&\"' \t\r\n", *at))
                at++;
            append_allowed(out, start, at);
        }
    }
    return at;
}

static const char *append_markup(struct buffer *out, const char *at, const char *end, struct namespaces *namespaces)
{
    if (starts(at, end, "<!--"))
        return behind(at + 4, end, "-->");
    if (starts(at, end, "<?"))
        return behind(at, end, "?>");
    if (starts(at, end, "<![CDATA[")) {
        const char *stop = behind(at, end, "]]>");
        append_allowed(out, at, stop);
        return stop;
    }
    if (starts(at, end, "<!"))
        return skip_document_type(at, end);
    if (begins_tag(at, end)) {
        const char *stop = append_tag(out, at, end, namespaces);
        bool leaves = at[1] == '/';
        end_tag(namespaces, !leaves && out->data[out->size - 1] != '/', leaves);
        return stop;
    }
    buffer_append_text(out, "&lt;");
    return at + 1;
}

void feed_repair(const char *utf8, size_t size, struct buffer *out)
{
    const char *at = utf8, *end = utf8 + size;
    struct namespaces namespaces = {0};
    while (at < end && isspace((unsigned char)*at))
        at++;
    while (at < end) {
        const char *run = at;
        while (at < end && *at != '<' && *at != '&')
            at++;
        append_allowed(out, run, at);
        if (at < end)
            at = *at == '<' ? append_markup(out, at, end, &namespaces) : append_reference(out, at, end);
    }
}
