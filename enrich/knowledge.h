/*
 * What taggers know: the dictionary and the model in force, shared by all threads and exchanged while they work. Who
 * has taken them keeps them until they are put back, and the old ones are freed by the last who does.
 */
#ifndef NEWSMILL_ENRICH_KNOWLEDGE_H
#define NEWSMILL_ENRICH_KNOWLEDGE_H

#include "common/error.h"
#include "enrich/dictionary.h"
#include "enrich/model.h"

struct shared_knowledge;

/* Where it all lies; texts are copied. */
struct knowledge_paths {
    const char *dictionary, *model;
    const char *const *watch_lists;
    size_t watch_list_count;
};

/* Both of one time; they are read only. */
struct knowledge {
    struct dictionary *dictionary;
    struct model *model;
};

/* Loads the files. */
struct shared_knowledge *knowledge_open(const struct knowledge_paths *paths, struct error *error);

/* Loads the files again. On failure those in force stay. */
bool knowledge_reload(struct shared_knowledge *shared, struct error *error);

const struct knowledge *knowledge_take(struct shared_knowledge *shared);
void knowledge_put_back(struct shared_knowledge *shared, const struct knowledge *knowledge);

/* All must have been put back. NULL is allowed. */
void knowledge_close(struct shared_knowledge *shared);

/*
 * Where a file lies, from malloc: `given` if not NULL; `name` in the folder NEWSMILL_SHARE; beside the program in
 * ../share/newsmill (installed), share/newsmill (built) or ../enrich/data (in the source tree); where `make install`
 * puts it. Fails when none of them exists; `option` is what names one.
 */
char *knowledge_find(const char *given, const char *name, const char *option, struct error *error);

#endif
