#include "ingest/extract/evidence.h"

#include "common/text.h"
#include "ingest/domain.h"
#include "ingest/url.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define LONGEST_URL 4000

/* An address that a reader could follow: not that of a machine within some network. */
static bool has_full_host(const char *canonical)
{
    return memchr(canonical, '.', (size_t)(url_path(canonical) - canonical)) != NULL;
}

static bool same_site(const char *canonical, const char *fetched)
{
    char *page = url_canonical(fetched, NULL);
    char *site = page ? site_of(page) : NULL;
    bool same = site && site_holds(site, canonical);
    free(page);
    free(site);
    return same;
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
    bool fits = canonical && page_url_is_plain(url) && has_full_host(canonical) &&
                (fetched ? same_site(canonical, fetched) && (!is_front_page(canonical) || is_front_page(fetched))
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
