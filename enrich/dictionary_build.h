/* Making an image of a dictionary: entries and their names are added, then it is laid out. */
#ifndef NEWSMILL_ENRICH_DICTIONARY_BUILD_H
#define NEWSMILL_ENRICH_DICTIONARY_BUILD_H

#include "common/buffer.h"
#include "enrich/dictionary.h"

#define DICTIONARY_FILE_LIMIT (256u << 20) /* bytes of a source or a compiled file */

struct dictionary_builder;

/* What an entry is made of; texts are copied. */
struct dictionary_row {
    const char *id, *subtype, *name, *ids, *place;
    enum entity_type type;
    double prior; /* 0 to 1 */
    bool watched;
};

struct dictionary_builder *dictionary_builder_new(void);
void dictionary_builder_free(struct dictionary_builder *builder); /* NULL is allowed */

/* Adds an entry; names that are added next are its. What is wrong with it, or NULL. */
const char *dictionary_builder_add(struct dictionary_builder *builder, const struct dictionary_row *row);

/* Adds a name with its marks ("=SOL@crypto"), which is changed in place. What is wrong with it, or NULL. */
const char *dictionary_builder_name(struct dictionary_builder *builder, char *marked);

/* The number of entries so far. */
size_t dictionary_builder_count(const struct dictionary_builder *builder);

/* Lays out the image (a compiled file) into `image`. Entries with the same id: the id, else NULL. */
const char *dictionary_builder_finish(struct dictionary_builder *builder, const char *version, struct buffer *image);

/* The type with this name; -1 if there is none. */
int dictionary_type(const char *name);

/* Reads a source (dictionary.h) and lays it out; errors name `name` and the line. */
bool dictionary_compile(const char *name, const char *data, size_t size, struct buffer *image, struct error *error);

/* All of a file, which may be packed by gzip; `what` is for errors ("dictionary", "watch-list"). */
bool dictionary_read_file(const char *path, const char *what, struct buffer *data, struct error *error);

#endif
