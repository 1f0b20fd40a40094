/*
 * Where a line's dead letters are, for `newsmill dead` and `newsmill status`: dead.jsonl in the data folder and, with
 * --broker, the topic's .dead.
 */
#ifndef NEWSMILL_CLI_DEAD_LETTERS_H
#define NEWSMILL_CLI_DEAD_LETTERS_H

#include "cli/dead_place.h"
#include "common/error.h"

#include <jansson.h>
#include <stdbool.h>

/*
 * Calls `take` with every letter, which it borrows, those of the data folder first; false from it ends the reading.
 * False: one of the two cannot be read (`error` says which and why).
 */
bool dead_letters_each(bool (*take)(void *context, const struct dead_place *place, json_t *letter), void *context,
                       struct error *error);

/*
 * {"total": 3, "ingest": 1, …}: how many, by stage. JSON null when there are none; {"error"} when it cannot be read.
 * `reachable`: the broker has answered; one that has not is not asked again, and the letters in the folder count.
 */
json_t *dead_letters_counts(bool reachable);

#endif
