/*
 * Who said what: the article's `quotes`, of articleBody alone.
 *
 * A quote is what stands between quotation marks and is somebody's: its sentence has a verb of speech or says
 * "according to", or it goes on where the same person was last heard. What nobody is said to have said (a nickname, a
 * title, a word at arm's length) is no quote. A pronoun is given the person that it stands for, if the text says who
 * that is.
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

/*
 * `list`: mentions in reading order with their ids, as aliases.h leaves them. `language`: BCP 47, NULL for English. The
 * caller owns the array. At most QUOTES_LIMIT quotes, the first ones.
 */
json_t *quotes_build(const struct mention_list *list, const struct entity_fields *fields, const char *language,
                     struct quotes_room *room);

void quotes_room_free(struct quotes_room *room);

#endif
