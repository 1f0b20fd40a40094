/*
 * Who said what: the article's `quotes`, of articleBody alone.
 *
 * A quote is what stands between quotation marks and is somebody's: its sentence has a verb of speech or says
 * "according to", or it goes on where the same person was last heard. What nobody is said to have said (a nickname, a
 * title, a word at arm's length) is no quote. A pronoun is given the person that it stands for, if the text says who
 * that is.
 *
 * What a text reports without marks ("Roe said rates would fall") is a list of its own, `statements`: these are not
 * the words that were used.
 */
#ifndef NEWSMILL_ENRICH_QUOTES_H
#define NEWSMILL_ENRICH_QUOTES_H

#include "enrich/entities.h"
#include "enrich/mention.h"
#include "enrich/speech.h"

#include <jansson.h>

enum { QUOTES_LIMIT = 1000 };

/* Room that is used again for the next article; a zeroed struct is empty. */
struct quotes_room {
    struct speech speech;
    struct text text;
    struct buffer said;
};

/* Both arrays are the caller's, each of at most QUOTES_LIMIT, the first ones. */
struct spoken {
    json_t *quotes, *statements;
};

/*
 * `list`: mentions in reading order with their ids, as aliases.h leaves them. `language`: BCP 47, NULL for English.
 */
struct spoken quotes_build(const struct mention_list *list, const struct entity_fields *fields, const char *language,
                           struct quotes_room *room);

void quotes_room_free(struct quotes_room *room);

#endif
