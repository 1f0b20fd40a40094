/*
 * Posts of a state beside the people that it is named by: "French President Jane Roe", "the Greek foreign minister,
 * Jane Roe". The adjective is no mention; the country is meant if the article names it, too.
 */
#ifndef NEWSMILL_ENRICH_ROLE_NATION_H
#define NEWSMILL_ENRICH_ROLE_NATION_H

#include "enrich/entities.h"
#include "enrich/mention.h"
#include "enrich/role_title.h"

/* Two mentions of a list, and the title as it stands in the text. */
struct nation_role {
    const struct mention *person, *country;
    struct role_span title;
};

/*
 * What `adjective` tells: a find of a country's people as linking.h gives it, of the same article as `list`, which is
 * in reading order. False if no post and person follow it, or the country has no mention.
 */
bool role_of_nation(const struct mention_list *list, const struct mention *adjective,
                    const struct entity_fields *fields, struct nation_role *role);

#endif
