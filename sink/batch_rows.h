/* How the entities of articles become rows; only for batch.c. */
#ifndef NEWSMILL_SINK_BATCH_ROWS_H
#define NEWSMILL_SINK_BATCH_ROWS_H

#include "sink/batch.h"

/* Every entity of every article so far, with repetitions. A zeroed struct is an empty one. */
struct batch_entity_rows {
    struct batch_entity_row {
        const char *id;
        const json_t *entity;
    } * items;
    size_t count, room;
    size_t article_entity_room, mention_room; /* of the batch's own arrays */
};

/* A string as it is, any other value as JSON text that the batch owns, null as no value. */
struct batch_text batch_text_of(struct batch *batch, const json_t *value);

/* Adds the rows of one article to batch->article_entities and batch->mentions. */
bool batch_add_entities(struct batch *batch, struct batch_entity_rows *rows, struct batch_article *article,
                        const json_t *json, struct error *error);

/* Fills batch->entities: each entity once, sorted by id. */
void batch_finish_entities(struct batch *batch, struct batch_entity_rows *rows);

void batch_entity_rows_free(struct batch_entity_rows *rows);

#endif
