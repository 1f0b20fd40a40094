/*
 * How `newsmill dead` names a dead letter: by its number in dead.jsonl, or by its place in a topic.
 */
#ifndef NEWSMILL_CLI_DEAD_PLACE_H
#define NEWSMILL_CLI_DEAD_PLACE_H

#include <stdbool.h>
#include <stdint.h>

/* What names a letter for good: its number in dead.jsonl, from 1; or its place in the topic, written PARTITION:OFFSET.
 */
struct dead_place {
    int64_t partition; /* -1: in dead.jsonl */
    int64_t number;    /* or its offset */
};

#define DEAD_PLACE_SIZE 44

/* "3", "5:17". Returns `text`, of DEAD_PLACE_SIZE bytes. */
char *dead_place_write(const struct dead_place *place, char *text);

/* Reads what dead_place_write has written; false when it is none. */
bool dead_place_read(const char *text, struct dead_place *place);

#endif
