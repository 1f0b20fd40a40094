/* The tables of a model while it is being made, and the file that they become. */
#ifndef NEWSMILL_ENRICH_TRAIN_PARTS_H
#define NEWSMILL_ENRICH_TRAIN_PARTS_H

#include "common/buffer.h"
#include "enrich/model.h"

/* Each section's bytes, as they will lie in the file. */
struct parts {
    struct buffer sections[MODEL_SECTIONS];
};

/* Reads gazetteer.tsv, clusters.tsv and words.tsv of the folder; rows and transitions get room for nothing yet. */
bool parts_read(struct parts *parts, const char *folder, struct error *error);

/* The file: header and sections. */
void parts_assemble(const struct parts *parts, const char *name, struct buffer *file);

void parts_free(struct parts *parts);

#endif
