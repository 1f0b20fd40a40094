/* The files of a JSON Lines store, shared by the files that write and read it. */
#ifndef NEWSMILL_SINK_STORE_JSONL_H
#define NEWSMILL_SINK_STORE_JSONL_H

#include "sink/store_backend.h"
#include "sink/version_set.h"

#include <sys/types.h>

/* One file of lines, which only its writer changes. */
struct jsonl_file {
    int descriptor; /* -1: not open */
    char *path;
    off_t size; /* up to here all is whole and safe; what lies behind is the rest of a failed write */
};

struct jsonl_store {
    struct jsonl_file articles;  /* PATH: one article a line, each (id, version) once */
    struct jsonl_file sightings; /* PATH.seen: later sightings of versions that PATH has, and what is gone */
    struct version_set versions; /* and of each article that was found gone, when: as its version JSONL_GONE */
    const char *name;
};

/* Stands for a version where an article was found gone. */
#define JSONL_GONE "00000000000000000000000000000000"

/* What a line of either file says about a version. */
struct jsonl_line {
    const char *id, *version; /* borrowed from the line's JSON */
    struct version_entry entry;
};

/* Called for each whole line, without its newline; false ends the reading. */
typedef bool jsonl_line_function(void *context, const char *line, size_t size, off_t offset);

/* Reads all whole lines from the start. `*end` is where the last of them ends. A missing file has no lines. */
bool jsonl_read_lines(const char *path, jsonl_line_function *function, void *context, off_t *end, struct error *error);

/* Reads a line of PATH (fetchedAt, dateModified) or PATH.seen (lastSeenAt, or goneAt); NULL when it is none. The caller
 * frees the JSON. */
json_t *jsonl_parse_line(const char *text, size_t size, struct jsonl_line *line);

/* The latest sighting counts: <0, 0, >0 as strcmp, by last_seen_at, then date_modified. */
int jsonl_compare_sightings(const struct version_entry *a, const struct version_entry *b);

bool jsonl_count(void *state, struct store_counts *counts, struct error *error);
json_t *jsonl_find(void *state, const char *id_or_url, struct error *error);
json_t *jsonl_search(void *state, const char *words, size_t most, struct error *error);
json_t *jsonl_top(void *state, const char *type, size_t most, struct error *error);

#endif
