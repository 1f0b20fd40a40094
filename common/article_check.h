/* The rules of common/schema/article.schema.json in C, for article.c; tests/system/test_schema.py holds both together.
 */
#ifndef NEWSMILL_ARTICLE_CHECK_H
#define NEWSMILL_ARTICLE_CHECK_H

#include "common/error.h"

#include <jansson.h>

/* ERROR_PERMANENT names the field that breaks a rule. */
bool article_check(const json_t *article, struct error *error);

#endif
