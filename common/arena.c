#include "common/arena.h"

#include "common/buffer.h"

#include <stdlib.h>
#include <string.h>

#define CHUNK_SIZE ((size_t)64 << 10)

struct arena_chunk {
    struct arena_chunk *next;
    size_t used;
    _Alignas(max_align_t) char bytes[];
};

static struct arena_chunk *new_chunk(size_t size)
{
    struct arena_chunk *chunk = xmalloc(sizeof *chunk + size);
    chunk->used = 0;
    return chunk;
}

void *arena_take(struct arena *arena, size_t size)
{
    size_t step = _Alignof(max_align_t), rounded = (size + step - 1) / step * step;
    struct arena_chunk *chunk = arena->chunks;
    if (rounded > arena->left && rounded > CHUNK_SIZE / 4) { /* a chunk of its own, behind the one in use */
        struct arena_chunk *own = new_chunk(rounded);
        own->next = chunk ? chunk->next : NULL;
        if (chunk)
            chunk->next = own;
        else
            arena->chunks = own;
        return own->bytes;
    }
    if (rounded > arena->left) {
        chunk = new_chunk(CHUNK_SIZE);
        chunk->next = arena->chunks;
        arena->chunks = chunk;
        arena->left = CHUNK_SIZE;
    }
    void *piece = chunk->bytes + chunk->used;
    chunk->used += rounded;
    arena->left -= rounded;
    return piece;
}

char *arena_copy(struct arena *arena, const char *text, size_t size)
{
    char *copy = arena_take(arena, size + 1);
    if (size > 0)
        memcpy(copy, text, size);
    copy[size] = '\0';
    return copy;
}

void arena_free(struct arena *arena)
{
    while (arena->chunks) {
        struct arena_chunk *next = arena->chunks->next;
        free(arena->chunks);
        arena->chunks = next;
    }
    arena->left = 0;
}
