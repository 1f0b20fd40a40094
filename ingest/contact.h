/* Who asks: publishers are to know whom to write to before they are asked again and again. */
#ifndef NEWSMILL_CONTACT_H
#define NEWSMILL_CONTACT_H

#include "ingest/fetch.h"

#include <stdbool.h>

/* Checks what --contact may be: a mail address, the address of a page, or nothing. ERROR_USAGE: it is neither. */
bool contact_check(const char *text, struct error *error);

/*
 * True when the source is on the public web (a URL, or site:NAME; not an address or a --resolve of the user's own
 * networks) and the User-Agent says nothing by which its sender can be reached.
 */
bool contact_is_missing(const char *source, const struct fetch_settings *settings);

#endif
