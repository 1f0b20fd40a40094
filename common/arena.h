/*
 * Memory that is taken in small pieces and freed all at once: a few large allocations instead of one for each piece.
 */
#ifndef NEWSMILL_ARENA_H
#define NEWSMILL_ARENA_H

#include <stddef.h>

struct arena_chunk;

/* A zeroed struct is an empty one. Used by one thread at a time. */
struct arena {
    struct arena_chunk *chunks; /* the newest first */
    size_t left;                /* bytes in the newest */
};

/* `size` bytes, aligned for any type, that live until arena_free; never NULL. */
void *arena_take(struct arena *arena, size_t size);

/* A copy of `size` bytes with a NUL after them. */
char *arena_copy(struct arena *arena, const char *text, size_t size);

/* Frees all; leaves an empty arena. */
void arena_free(struct arena *arena);

#endif
