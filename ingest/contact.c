#include "ingest/contact.h"

#include "common/text.h"
#include "ingest/address.h"
#include "ingest/source.h"
#include "ingest/url.h"

#include <stdlib.h>
#include <string.h>

static bool is_page(const char *text)
{
    return text_starts_with(text, "https://") || text_starts_with(text, "http://");
}

bool contact_check(const char *text, struct error *error)
{
    const char *at = strchr(text, '@');
    bool mail = at && at > text && at[1] && !strchr(at + 1, '@');
    return !*text || ((is_page(text) || mail) && strcspn(text, " \t\r\n()<>") == strlen(text)) ||
           error_set(error, ERROR_USAGE, "'%.100s' is neither a mail address nor the address of a page", text);
}

/* The host of a source without its port, from malloc; NULL if it is not on the web. */
static char *host_of(const char *source)
{
    bool site = text_starts_with(source, SOURCE_SITE);
    source += site ? strlen(SOURCE_SITE) : 0;
    if (!is_page(source) && !site)
        return NULL;
    char *host = is_page(source) ? url_authority(source) : xstrndup(source, strcspn(source, "/"));
    char *port = strrchr(host, ':');
    if (port && !strchr(port, ']'))
        *port = '\0';
    return host;
}

bool contact_is_missing(const char *source, const struct fetch_settings *settings)
{
    struct sockaddr_storage address;
    if (strchr(settings->user_agent, '@') || strstr(settings->user_agent, "://"))
        return false;
    char *host = host_of(source);
    bool own = !host || config_pair_value(&settings->resolve, host) ||
               (address_of_host(host, &address) && !address_is_public((const struct sockaddr *)&address));
    free(host);
    return !own;
}
