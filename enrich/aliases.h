/*
 * One entity, several names: gives every name of the statistical tagger its id, so that all mentions of one person,
 * organisation or place within an article are one entity.
 *
 * 1. The same name is the same entity; if the dictionary knows it, that entity.
 * 2. A part of a person's name (the surname, or the given name) is the person whose full name was last read before it,
 *    else the first one after.
 * 3. Capitals in brackets behind an organisation's name whose initials they are ("Harbour Rail Company (HRC)") are that
 *    organisation, here and everywhere in the article.
 * 4. A single word that a longer organisation's name begins with is an organisation, unless it is a place's name or
 *    part of a person's.
 * 5. The first words of exactly one longer organisation's name ("Havelock" of "Havelock Insurance Group") are that.
 * 6. Capitals that are the ticker of one of the dictionary's organisations are that one, before those that are the
 *    initials of a name without standing behind it in brackets.
 * 7. The second word of a two-word name that the dictionary has ("Aramco" of "Saudi Aramco") is that, unless it is a
 *    word that many have ("Group").
 * 8. What follows the country in an organisation's name ("Senate" of "U.S. Senate") is that.
 */
#ifndef NEWSMILL_ENRICH_ALIASES_H
#define NEWSMILL_ENRICH_ALIASES_H

#include "enrich/entities.h"
#include "enrich/mention.h"

/* Room that is used again for the next article; a zeroed struct is empty. */
struct aliases_room {
    struct buffer slots, words, shown;
};

/* `list`: what merge.h left, in reading order. Mentions of the model get a name or the dictionary's entry. */
void aliases_join(struct mention_list *list, const struct entity_fields *fields, struct aliases_room *room);

void aliases_room_free(struct aliases_room *room);

#endif
