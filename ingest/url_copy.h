/*
 * Addresses of copies: caches of mobile pages (AMP) serve a page under an address of their own that holds the page's.
 * https://amp.dev/documentation/guides-and-tutorials/learn/amp-caches-and-cors/amp-cache-urls
 */
#ifndef NEWSMILL_URL_COPY_H
#define NEWSMILL_URL_COPY_H

/* The address of the page itself, not canonical, from malloc; NULL when `canonical` is no copy's. */
char *url_of_copied(const char *canonical);

#endif
