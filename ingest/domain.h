/* Which addresses are of one site: those with the same registrable domain (https://publicsuffix.org). */
#ifndef NEWSMILL_DOMAIN_H
#define NEWSMILL_DOMAIN_H

#include <stdbool.h>

/* The registrable domain of a canonical URL ("example.co.uk"), the host itself where there is none; from malloc. */
char *site_of(const char *canonical);

/* Whether a canonical URL is of the site. */
bool site_holds(const char *site, const char *canonical);

#endif
