/* A set of (id, version) pairs, 48 bytes each, with the latest sighting of each; for the JSON Lines store. */
#ifndef NEWSMILL_SINK_VERSION_SET_H
#define NEWSMILL_SINK_VERSION_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct version_entry {
    uint8_t key[32];       /* id and version as bytes */
    int64_t last_seen_at;  /* Unix seconds */
    int64_t date_modified; /* of that sighting, or BATCH_NO_TIME */
};

struct version_set {
    struct version_entry *entries; /* open addressing; an empty place has last_seen_at VERSION_SET_EMPTY */
    size_t count, room;
};

#define VERSION_SET_EMPTY (INT64_MIN + 1)

/* Makes the key from two texts of 32 hex digits; false when they are none. */
bool version_set_key(const char *id, const char *version, uint8_t key[32]);

/* The entry, or NULL; valid until the next version_set_add. */
struct version_entry *version_set_find(const struct version_set *set, const uint8_t key[32]);

/* Adds an entry whose key is not there yet. */
void version_set_add(struct version_set *set, const struct version_entry *entry);

void version_set_free(struct version_set *set);

#endif
