#include "ingest/extract/long_tags.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Behind the value that begins at `at`. */
static const char *skip_value(const char *at, const char *end)
{
    while (at < end && is_space(*at))
        at++;
    if (at < end && (*at == '"' || *at == '\'')) {
        const char *close = memchr(at + 1, *at, (size_t)(end - at - 1));
        return close ? close + 1 : end;
    }
    while (at < end && !is_space(*at) && *at != '>')
        at++;
    return at;
}

/* The '>' of the tag at `at`, or `end`; `*cut` is where the attribute after the last allowed one begins, or NULL. */
static const char *end_of_tag(const char *at, const char *end, int most, const char **cut)
{
    int attributes = 0;
    *cut = NULL;
    while (at < end && !is_space(*at) && *at != '>' && *at != '/')
        at++;
    while (at < end && *at != '>') {
        if (is_space(*at) || *at == '/') {
            at++;
            continue;
        }
        if (attributes++ == most)
            *cut = at;
        while (at < end && !is_space(*at) && *at != '>' && *at != '/' && *at != '=')
            at++;
        const char *equals = at;
        while (equals < end && is_space(*equals))
            equals++;
        if (equals < end && *equals == '=')
            at = skip_value(equals + 1, end);
    }
    return at;
}

/* Where the markup goes on behind a script, style, … whose start tag ends at `at`. */
static const char *skip_raw_text(const char *name, const char *at, const char *end)
{
    static const char *const raw[] = {"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"};
    for (size_t i = 0; i < sizeof raw / sizeof *raw; i++) {
        size_t size = strlen(raw[i]);
        if ((name[0] | 0x20) != raw[i][0] || strncasecmp(name, raw[i], size) != 0 || isalnum((unsigned char)name[size]))
            continue;
        for (; at && at < end; at++) {
            at = memchr(at, '<', (size_t)(end - at));
            if (!at || (end - at > (ptrdiff_t)size + 2 && at[1] == '/' && strncasecmp(at + 2, raw[i], size) == 0))
                break;
        }
        return at ? at : end;
    }
    return at;
}

const char *long_tags_cut(const char *html, size_t *size, int most, struct buffer *scratch)
{
    const char *at = html, *end = html + *size, *copied = html, *cut;
    buffer_clear(scratch);
    while (at < end && (at = memchr(at, '<', (size_t)(end - at)))) {
        const char *name = ++at;
        if (end - at > 3 && memcmp(at, "!--", 3) == 0) {
            at = memmem(at + 3, (size_t)(end - at - 3), "-->", 3);
            if (!at)
                break;
            continue;
        }
        if (at >= end || !isalpha((unsigned char)*at))
            continue;
        at = end_of_tag(at, end, most, &cut);
        if (cut) {
            buffer_append(scratch, copied, (size_t)(cut - copied));
            copied = at;
        }
        at = skip_raw_text(name, at, end);
    }
    if (copied == html)
        return html;
    buffer_append(scratch, copied, (size_t)(end - copied));
    *size = scratch->size;
    return scratch->data;
}
