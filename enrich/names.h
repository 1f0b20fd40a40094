/*
 * Names that only the statistical tagger knows: their type, id and shown form.
 *
 * The id is name:TYPE: and the name in lower case, white space as one space: "name:PERSON:jane roe". The name is shown
 * as the body spells it ("LSEG", "eToro"). What is shouted, in lower case, or in the headline alone follows from the
 * id: words get their capital back ("Jane Roe"), short ones between them do not ("Bank of the West"), and what cannot
 * be spoken is in capitals ("HSBC", "KPMG").
 */
#ifndef NEWSMILL_ENRICH_NAMES_H
#define NEWSMILL_ENRICH_NAMES_H

#include "common/buffer.h"
#include "enrich/memory.h"
#include "enrich/mention.h"
#include "enrich/repeats.h"

/* Room that one thread uses again for every article; a zeroed struct is empty. */
struct names_room {
    struct units units;
    struct memory memory;
    struct repeats repeats;
};

void names_room_free(struct names_room *room);

/* PERSON, ORG, and of places GPE or, for rivers, streets and the like, LOC. What ends as companies do is an ORG. */
enum entity_type names_type(enum name_type type, const char *name, size_t size);

/* Append to `buffer`; the id without a NUL. */
void names_append_id(struct buffer *buffer, enum entity_type type, const char *name, size_t size);

/* `words`: the name as the body has it, `size` bytes; NULL: it has not. */
void names_append_shown(struct buffer *buffer, const char *id, const char *words, size_t size);

#endif
