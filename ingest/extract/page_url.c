#include "ingest/extract/evidence.h"

#include "common/text.h"
#include "ingest/url.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define LONGEST_URL 4000

struct host {
    const char *start;
    size_t size;
};

/* The host without what only tells the device apart. */
static struct host host_of(const char *url)
{
    static const char *const devices[] = {"www.", "m.", "amp.", "mobile.", "mobil."};
    const char *start = strstr(url, "://");
    if (!start)
        return (struct host){url, 0};
    start += 3;
    struct host host = {start, strcspn(start, "/?#:")};
    for (size_t i = 0; i < sizeof devices / sizeof *devices; i++) {
        size_t size = strlen(devices[i]);
        if (host.size > size + 3 && strncasecmp(host.start, devices[i], size) == 0)
            host = (struct host){host.start + size, host.size - size};
    }
    return host;
}

/* The last two labels, or three where the last two are a country's second level (co.uk, com.au). */
static struct host domain_of(struct host host)
{
    const char *end = host.start + host.size, *at = end;
    size_t dots = 0, wanted = 2, last = 0;
    while (at > host.start) {
        at--;
        if (*at != '.')
            continue;
        dots++;
        size_t label = (size_t)(end - at - 1) - last - (dots > 1);
        if (dots == 1)
            last = label;
        else if (dots == 2 && last == 2 && label <= 3)
            wanted = 3;
        if (dots == wanted)
            return (struct host){at + 1, (size_t)(end - at - 1)};
    }
    return host;
}

static bool same_site(const char *a, const char *b)
{
    struct host host_a = host_of(a), host_b = host_of(b);
    struct host domain_a = domain_of(host_a), domain_b = domain_of(host_b);
    if (host_a.size == 0 || host_b.size == 0)
        return false;
    if (domain_a.size == domain_b.size && strncasecmp(domain_a.start, domain_b.start, domain_a.size) == 0)
        return true;
    /* A copy in a cache for mobile pages names the page that it was made of. */
    return host_b.size > 15 && strncasecmp(host_b.start + host_b.size - 15, ".ampproject.org", 15) == 0;
}

static bool is_front_page(const char *url)
{
    const char *start = strstr(url, "://");
    const char *path = start ? strpbrk(start + 3, "/?#") : NULL;
    return !path || (path[0] == '/' && (path[1] == '\0' || path[1] == '#'));
}

bool page_url_is_plain(const char *url)
{
    const char *at = url;
    while ((unsigned char)*at > ' ' && *at != 0x7F)
        at++;
    return *at == '\0' && at > url && at - url <= LONGEST_URL && url_is_web(url);
}

/* The address as an absolute one, if it may be this page's; from malloc. */
static char *accept(const char *address, const char *base, const char *fetched)
{
    if (!address)
        return NULL;
    address += strspn(address, " \t\r\n");
    size_t size = strcspn(address, " \t\r\n");
    if (size == 0 || size > LONGEST_URL || memchr(address, '{', size) || memchr(address, '<', size))
        return NULL;
    char *reference = xstrndup(address, size), *url = NULL;
    if (url_is_web(reference))
        url = xstrdup(reference);
    else if (base && !text_starts_with(reference, "#") && !strchr(reference, ':'))
        url = url_resolve(base, reference, NULL);
    free(reference);
    char *canonical = url ? url_canonical(url, NULL) : NULL;
    bool fits = canonical && page_url_is_plain(url) && url_is_web(url) && strchr(host_of(url).start, '.') &&
                (fetched ? same_site(url, fetched) && (!is_front_page(canonical) || is_front_page(fetched))
                         : !is_front_page(canonical));
    free(canonical);
    if (fits)
        return url;
    free(url);
    return NULL;
}

char *page_url_find(const struct outline *outline, const struct json_ld *ld, const char *fetched, struct origin *origin)
{
    const char *base = fetched && url_is_web(fetched) ? fetched : NULL;
    const char *known = base;
    if (outline->base && url_is_web(outline->base))
        base = outline->base;
    *origin = (struct origin){"link", "canonical"};
    char *url = accept(outline->canonical, base, known);
    if (!url) {
        *origin = (struct origin){"meta", "og:url"};
        url = accept(outline_meta(outline, "og:url"), base, known);
    }
    if (!url && ld->article) {
        const json_t *page = json_object_get(ld->article, "mainEntityOfPage");
        *origin = (struct origin){"JSON-LD", "mainEntityOfPage"};
        url = accept(json_is_object(page) ? json_ld_member(page, "@id") : json_ld_text(page), base, known);
    }
    if (!url && ld->article) {
        *origin = (struct origin){"JSON-LD", "url"};
        url = accept(json_ld_member(ld->article, "url"), base, known);
    }
    return url;
}
