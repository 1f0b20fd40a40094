#include "ingest/domain.h"

#include "common/buffer.h"
#include "ingest/url.h"

#include <libpsl.h>
#include <stdlib.h>
#include <string.h>

char *site_of(const char *canonical)
{
    char *host = url_authority(canonical), *port = strrchr(host, ':');
    if (port && !strchr(port, ']'))
        *port = '\0';
    bool address = *host == '[' || strspn(host, "0123456789.") == strlen(host);
    const char *domain = address ? NULL : psl_registrable_domain(psl_builtin(), host);
    char *site = xstrdup(domain ? domain : host);
    free(host);
    return site;
}

bool site_holds(const char *site, const char *canonical)
{
    char *other = site_of(canonical);
    bool same = strcmp(site, other) == 0;
    free(other);
    return same;
}
