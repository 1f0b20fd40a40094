/*
 * Linking: which entity of the dictionary a find means, if any. Several may have its name, and a name may need context.
 *
 * 1. A candidate whose needs the context does not grant is out (context.h). Names that need nothing but what is near,
 *    and have one candidate, are evidence for the article: a crypto name, a country, its people, a US state, another
 *    name of the same entity.
 * 2. The others are weighed: how well known the entity is (its prior); another name or the ticker of it in the article;
 *    the place behind the name ("Paris, Texas"); how much the article speaks of the entity's country; how special the
 *    context is that the name needs; whether the statistical tagger found the same kind of name.
 * 3. The heaviest one is meant if it is ahead of the next by LINKING_MARGIN, else none is: better no link than a wrong
 *    one. What is surest for a name anywhere in the article goes for that name throughout.
 */
#ifndef NEWSMILL_ENRICH_LINKING_H
#define NEWSMILL_ENRICH_LINKING_H

#include "common/buffer.h"
#include "enrich/dictionary.h"
#include "enrich/entities.h"
#include "enrich/mention.h"

enum { LINKING_MARGIN = 100 /* thousandths, as priors are */ };

/* Room that is used again for the next article; a zeroed struct is empty. */
struct linking_room {
    struct buffer sure;     /* entries that need no context, as pointers */
    struct buffer modelled; /* what the statistical tagger found, in reading order */
    struct buffer choices;  /* for each find what was chosen */
    struct buffer settled;  /* names of several words that mean something */
    struct buffer nations;  /* finds of a country's people, "Chinese": mentions with their entries, none of the list */
};

/*
 * Gives each find of the dictionary its entry, and takes those that mean none out of the list, as well as what the
 * statistical tagger found to be no name. Names of a country's people, which name nothing by themselves, go from the
 * list to `room->nations`. `evidence`: of the article, from context_read. `modelled`: the statistical
 * tagger has read it too.
 */
void linking_choose(struct mention_list *list, const struct dictionary *dictionary, uint32_t evidence, bool modelled,
                    const struct entity_fields *fields, struct linking_room *room);

void linking_room_free(struct linking_room *room);

#endif
