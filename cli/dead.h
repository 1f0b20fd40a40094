/* Dead letters of a data folder (dead.jsonl), for `newsmill dead` and `newsmill status`. */
#ifndef NEWSMILL_CLI_DEAD_H
#define NEWSMILL_CLI_DEAD_H

#include <jansson.h>

/* {"total": 3, "ingest": 1, …}: how many, by stage. JSON null when there are none; {"error"} when it cannot be read. */
json_t *dead_counts(void);

#endif
