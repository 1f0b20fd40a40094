/*
 * Which article it is, and which version of it: the two digests that the whole line is idempotent by. Only ingest
 * computes them, here. Whoever changes a rule changes the ids of what is stored.
 */
#ifndef NEWSMILL_ARTICLE_IDENTITY_H
#define NEWSMILL_ARTICLE_IDENTITY_H

#include "common/article.h"
#include "common/error.h"

#include <jansson.h>

/* The first 128 bits, in hex, of the SHA-256 of a canonical URL (or urn:newsmill:…). */
void article_identity_id(const char *canonical_url, char id[ARTICLE_ID_SIZE]);

/*
 * The same over headline, alternativeHeadline, abstract, articleBody, authors, datePublished and inLanguage: each as
 * its length in bytes (decimal; "-" where it is absent), a colon and its text; authors are a count and then their
 * names.
 */
void article_identity_version(const json_t *article, char version[ARTICLE_ID_SIZE]);

/* Puts `url` of the article into canonical form and sets id and version. ERROR_PERMANENT: it has no valid URL. */
bool article_identity_set(json_t *article, struct error *error);

#endif
