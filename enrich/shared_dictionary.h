/*
 * The dictionary in force, shared by all threads and exchanged while they work: who has taken one keeps it until it
 * puts it back, and the old one is freed by the last who does.
 */
#ifndef NEWSMILL_ENRICH_SHARED_DICTIONARY_H
#define NEWSMILL_ENRICH_SHARED_DICTIONARY_H

#include "common/error.h"
#include "enrich/dictionary.h"

struct shared_dictionary;

/* Loads the file. */
struct shared_dictionary *shared_dictionary_open(const char *path, struct error *error);

/* Loads the file again. On failure the one in force stays. */
bool shared_dictionary_reload(struct shared_dictionary *shared, struct error *error);

const struct dictionary *shared_dictionary_take(struct shared_dictionary *shared);
void shared_dictionary_put_back(struct shared_dictionary *shared, const struct dictionary *dictionary);

/* All must have been put back. NULL is allowed. */
void shared_dictionary_close(struct shared_dictionary *shared);

/*
 * Where the dictionary lies, from malloc: `given` if not NULL; dictionary.tsv in the folder NEWSMILL_SHARE; beside the
 * program in ../share/newsmill (installed) or ../enrich/data (in the source tree); where `make install` puts it. Fails
 * when none of them exists.
 */
char *shared_dictionary_find(const char *given, struct error *error);

#endif
