/*
 * URLs in one form, so that the same page has the same id however it is linked: RFC 3986 normalisation and our own
 * rules. Whoever changes a rule changes the ids of articles that are stored already.
 */
#ifndef NEWSMILL_URL_H
#define NEWSMILL_URL_H

#include "common/error.h"

#define URL_SIZE_LIMIT 8192 /* bytes; longer ones are refused */

/*
 * The canonical form, from malloc: scheme and host in lower case (international names in punycode), no user, no default
 * port, no dot segments, percent-encodings in upper case and only where they are needed, an empty path as "/", no
 * fragment, no tracking parameters (utm_source, fbclid and kin); of a copy in a cache the address of the page. NULL and
 * ERROR_PERMANENT when `url` is no absolute http or https URL.
 */
char *url_canonical(const char *url, struct error *error);

/* `reference` (relative or absolute) as seen from `base`, from malloc, not canonical. NULL when it cannot be. */
char *url_resolve(const char *base, const char *reference, struct error *error);

/* True when `text` begins with http:// or https:// in any case. */
bool url_is_web(const char *text);

/* "https://host:port" of a canonical URL (the port only where it is written), from malloc. */
char *url_origin(const char *canonical);

/* The host of a canonical URL with its port where one is written, from malloc. */
char *url_authority(const char *canonical);

/* Path and query of a canonical URL, borrowed from it; at least "/". */
const char *url_path(const char *canonical);

#endif
