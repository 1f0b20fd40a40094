/*
 * Posts whose organisation is meant and not named beside them:
 *
 *   Coinharbor said so. Its chief executive, Jane Roe, …       "its", "the company's", "the country's"
 *   … Jane Roe, the exchange's CEO, …
 *   Coinharbor said so. Chief executive Jane Roe …             a title that companies give, at a sentence's start
 *
 * Meant is the organisation (of "the country's", the country) that the nearest sentence before names first; none, where
 * that is the first of a row ("Acme and Delta met. Chief executive Jane Roe …").
 */
#ifndef NEWSMILL_ENRICH_ROLE_REFERENCE_H
#define NEWSMILL_ENRICH_ROLE_REFERENCE_H

#include "enrich/entities.h"
#include "enrich/mention.h"
#include "enrich/role_title.h"

/*
 * The mention of the employer that the title beside the person `list->items[person]` refers to, and that title; NULL if
 * there is no such title, or no telling whom it refers to.
 */
const struct mention *role_of_reference(const struct mention_list *list, size_t person,
                                        const struct entity_fields *fields, struct role_span *title);

#endif
