#include "ingest/media_type.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#define SNIFFED 512 /* bytes at the beginning that tell what a page is */

static bool type_is(const char *content_type, const char *name)
{
    size_t size = strlen(name);
    return strncasecmp(content_type, name, size) == 0 && !isalnum((unsigned char)content_type[size]) &&
           content_type[size] != '-' && content_type[size] != '+' && content_type[size] != '.';
}

/* Types that servers give to what they do not know. */
static bool says_little(const char *content_type)
{
    return !*content_type || type_is(content_type, "text/plain") || type_is(content_type, "text/xml") ||
           type_is(content_type, "application/xml") || type_is(content_type, "application/octet-stream") ||
           strncmp(content_type, "*/*", 3) == 0 || type_is(content_type, "application/x-unknown-content-type");
}

static bool says_html(const char *content_type)
{
    return type_is(content_type, "text/html") || type_is(content_type, "application/xhtml+xml");
}

bool media_type_excludes_html(const char *content_type)
{
    return content_type && !says_html(content_type) && !says_little(content_type);
}

bool media_type_may_be_list(const char *content_type)
{
    static const char *const words[] = {"xml", "json", "rss", "atom", "opml", "rdf", "gzip", "octet-stream", NULL};
    for (const char *const *word = words; content_type && *word; word++)
        if (strcasestr(content_type, *word))
            return true;
    return false;
}

bool media_type_is_html(const char *content_type, const char *data, size_t size)
{
    char start[SNIFFED + 1];
    size_t kept = 0;
    if (content_type && says_html(content_type))
        return true;
    if (media_type_excludes_html(content_type))
        return false;
    for (size_t i = 0; i < size && kept < SNIFFED; i++)
        if (data[i] != '\0')
            start[kept++] = data[i];
    start[kept] = '\0';
    return strcasestr(start, "<!doctype html") || strcasestr(start, "<html") || strcasestr(start, "<head") ||
           strcasestr(start, "<body") || strcasestr(start, "<title");
}
