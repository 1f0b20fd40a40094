/* newsmill-ingest --explain PAGE: how one page was read, for people. */
#ifndef NEWSMILL_EXPLAIN_H
#define NEWSMILL_EXPLAIN_H

#include "common/error.h"

#include <stdio.h>

/*
 * Reads a page (HTML, plain or .gz) from a file of at most `limit` bytes and prints its blocks with score, verdict and
 * place, then each field with where it came from, then what the page was held to be. In colour when `colour` is set.
 */
bool explain_page(const char *path, size_t limit, FILE *out, bool colour, struct error *error);

#endif
