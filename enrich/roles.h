/*
 * People and posts: who holds which post where, as the text says it beside the names.
 *
 *   Coinharbor CEO Jane Roe                              organisation, title, person
 *   Coinharbor's chief executive, Jane Roe
 *   Jane Roe, chief executive of [the exchange] Coinharbor   person, title, organisation or country
 *   Jane Roe, Coinharbor's chief executive
 *   the chief executive of Coinharbor, Jane Roe          title, organisation, person
 *   French President Jane Roe                            where the article names the country, too (role_nation.h)
 *
 * A title is a head word ("executive", "CEO", "minister", "head of research") with words that go before it ("chief",
 * "deputy", "finance"), also two of them ("chairman and chief executive"). English only.
 */
#ifndef NEWSMILL_ENRICH_ROLES_H
#define NEWSMILL_ENRICH_ROLES_H

#include "enrich/entities.h"
#include "enrich/mention.h"

#include <jansson.h>

/*
 * `list`: mentions in reading order with their ids, as aliases.h leaves them; `nations`: what linking.h has found of a
 * country's people. The caller owns the array.
 */
json_t *roles_build(const struct mention_list *list, const struct buffer *nations, const struct entity_fields *fields);

#endif
