/* How articles become rows while a batch is built; only for batch.c. */
#ifndef NEWSMILL_SINK_BATCH_ROWS_H
#define NEWSMILL_SINK_BATCH_ROWS_H

#include "sink/batch.h"

/* An article that was added, as the `number`th. */
struct batch_candidate {
    struct batch_article row;
    size_t number;
};

/* An entity of an article, with its id, while that article is added. */
struct batch_named {
    const char *id; /* of the article */
    const json_t *entity;
};

/* What a batch is built from, in the order of batch_add. */
struct batch_build {
    struct batch_candidate *candidates;
    size_t count, room;
    struct batch_entity_row {
        struct batch_entity row;
        size_t number; /* of the article that names it */
    } * entities;      /* with repetitions */
    size_t entity_count, entity_room;
    struct batch_named *named;
    size_t named_room;
    size_t article_entity_room, mention_room, gone_room; /* of the batch's own arrays */
    bool *kept; /* by number; false: another sighting of the same version stands for it */
};

/* A copy of a string, of any other value as JSON text, null as no value. */
struct batch_text batch_text_of(struct batch *batch, const json_t *value);

/* Adds the rows of the next article to the build's entities, batch->article_entities and batch->mentions. False: as
 * batch_add, and none of them was added. */
bool batch_add_entities(struct batch *batch, struct batch_article *article, const json_t *json, struct error *error);

/* Fills batch->entities: each entity of the articles that are kept once, sorted by id. */
void batch_finish_entities(struct batch *batch);

#endif
