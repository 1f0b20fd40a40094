/* Hashing for the tables of the model: cheap, and the same on every machine and in the trainer. */
#ifndef NEWSMILL_ENRICH_HASH_H
#define NEWSMILL_ENRICH_HASH_H

#include <stddef.h>
#include <stdint.h>

#define HASH_BASIS 2166136261u
#define HASH_PRIME 16777619u

/* Two numbers into one, well mixed. */
static inline uint64_t hash_pair(uint64_t a, uint64_t b)
{
    uint64_t h = (a ^ b * 0xC2B2AE3D27D4EB4Fu) * 0x9E3779B97F4A7C15u;
    return h ^ h >> 32;
}

/* FNV-1a over bytes. */
static inline uint32_t hash_bytes(const char *data, size_t size)
{
    uint32_t hash = HASH_BASIS;
    for (size_t i = 0; i < size; i++) {
        hash = (hash ^ (unsigned char)data[i]) * HASH_PRIME;
    }
    return hash;
}

/* A number below `count` from a hash's upper half. */
static inline uint32_t hash_slot(uint64_t hash, uint32_t count)
{
    return (uint32_t)((hash >> 32) * count >> 32);
}

#endif
