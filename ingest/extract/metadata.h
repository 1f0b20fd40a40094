/* The fields of an article that a page tells about itself, put together from what the files beside this one find. */
#ifndef NEWSMILL_METADATA_H
#define NEWSMILL_METADATA_H

#include "ingest/extract/evidence.h"

#include <jansson.h>

/*
 * A new article: `abstract` (of lead_find) and `body`, which are from malloc or NULL and taken over, and all other
 * fields. What the page does not tell is absent; where the rest comes from is in evidence->origins afterwards.
 */
json_t *metadata_article(struct evidence *evidence, char *abstract, char *body);

#endif
