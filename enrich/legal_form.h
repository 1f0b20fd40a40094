/*
 * Legal forms behind a company's name, "Shopify Inc.", and the words for several companies, "Credit Suisse Group AG":
 * both belong to the name where a company stands and tell nothing new of which one it is.
 */
#ifndef NEWSMILL_ENRICH_LEGAL_FORM_H
#define NEWSMILL_ENRICH_LEGAL_FORM_H

#include "enrich/text.h"

/* The token behind the legal form that stands at token `at`, behind a name: "Inc.", ", Inc.", "& Co", "plc", and the
   dot of "Corp." whose word is the name's last; `at` if none does. `at` is at least 1. */
size_t legal_form_end(const struct text *text, size_t at);

/* The token behind "Group", "Holding" or "Holdings" at token `at`, behind a name; `at` if none is there. */
size_t legal_form_group_end(const struct text *text, size_t at);

#endif
