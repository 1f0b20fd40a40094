#include "sink/version_set.h"

#include "common/buffer.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_ROOM 1024 /* a power of two, as every later room */

static int digit_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool read_digits(const char *text, uint8_t *bytes)
{
    for (size_t i = 0; i < 16; i++) {
        int high = digit_value(text[2 * i]), low = high < 0 ? -1 : digit_value(text[2 * i + 1]);
        if (low < 0)
            return false;
        bytes[i] = (uint8_t)(high * 16 + low);
    }
    return text[32] == '\0';
}

bool version_set_key(const char *id, const char *version, uint8_t key[32])
{
    return id && version && read_digits(id, key) && read_digits(version, key + 16);
}

/* Ids and versions are digests already: some of their bytes are as good a hash as any. A hostile sender could choose
 * them, so both halves take part. */
static size_t place_of(const struct version_set *set, const uint8_t key[32])
{
    uint64_t words[4];
    memcpy(words, key, sizeof words);
    uint64_t hash = (words[0] ^ (words[2] * 0x9e3779b97f4a7c15u)) + (words[1] ^ (words[3] * 0xc2b2ae3d27d4eb4fu));
    size_t place = (size_t)(hash ^ (hash >> 32)) & (set->room - 1);
    while (set->entries[place].last_seen_at != VERSION_SET_EMPTY && memcmp(set->entries[place].key, key, 32))
        place = (place + 1) & (set->room - 1);
    return place;
}

struct version_entry *version_set_find(const struct version_set *set, const uint8_t key[32])
{
    if (!set->room)
        return NULL;
    struct version_entry *entry = &set->entries[place_of(set, key)];
    return entry->last_seen_at == VERSION_SET_EMPTY ? NULL : entry;
}

static void grow(struct version_set *set)
{
    struct version_set larger = {.room = set->room ? 2 * set->room : FIRST_ROOM};
    larger.entries = xmalloc(larger.room * sizeof *larger.entries);
    for (size_t i = 0; i < larger.room; i++)
        larger.entries[i].last_seen_at = VERSION_SET_EMPTY;
    for (size_t i = 0; i < set->room; i++)
        if (set->entries[i].last_seen_at != VERSION_SET_EMPTY)
            larger.entries[place_of(&larger, set->entries[i].key)] = set->entries[i];
    larger.count = set->count;
    free(set->entries);
    *set = larger;
}

void version_set_add(struct version_set *set, const struct version_entry *entry)
{
    if (set->count >= set->room / 2)
        grow(set);
    set->entries[place_of(set, entry->key)] = *entry;
    set->count++;
}

void version_set_free(struct version_set *set)
{
    free(set->entries);
    *set = (struct version_set){0};
}
