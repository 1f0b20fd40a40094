#include "ingest/source_table.h"

#include "common/buffer.h"

#include <stdlib.h>

struct source_table {
    bool given;             /* the configuration has a list */
    size_t count, in_force; /* those in force are the first */
    char **addresses;
    struct source_rules *rules;
    json_t *places; /* address to index */
};

static void clear(struct source_table *table)
{
    for (size_t i = 0; i < table->count; i++) {
        free(table->addresses[i]);
        source_rules_clear(&table->rules[i]);
    }
    free(table->addresses);
    free(table->rules);
    json_decref(table->places);
}

static void add(struct source_table *table, const json_t *entries)
{
    size_t i;
    json_t *entry;
    json_array_foreach(entries, i, entry)
    {
        char *address = source_address(source_entry_word(entry), NULL);
        if (json_object_get(table->places, address)) {
            free(address); /* named twice: the first one counts */
            continue;
        }
        json_object_set_new(table->places, address, json_integer((json_int_t)table->count));
        source_entry_rules(entry, address, &table->rules[table->count]);
        table->addresses[table->count++] = address;
    }
}

void source_table_set(struct source_table *table, const json_t *entries, const json_t *off)
{
    size_t most = json_array_size(entries) + json_array_size(off);
    clear(table);
    *table = (struct source_table){.given = entries != NULL,
                                   .addresses = xcalloc(most + 1, sizeof(char *)),
                                   .rules = xcalloc(most + 1, sizeof(struct source_rules)),
                                   .places = json_object()};
    add(table, entries);
    table->in_force = table->count;
    add(table, off);
}

struct source_table *source_table_new(const json_t *entries)
{
    struct source_table *table = xcalloc(1, sizeof *table);
    source_table_set(table, entries, NULL);
    return table;
}

void source_table_free(struct source_table *table)
{
    if (!table)
        return;
    clear(table);
    free(table);
}

size_t source_table_count(const struct source_table *table)
{
    return table->in_force;
}

const char *source_table_address(const struct source_table *table, size_t index)
{
    return table->addresses[index];
}

/* NULL: unknown. */
static const json_t *place_of(const struct source_table *table, const char *address)
{
    return address ? json_object_get(table->places, address) : NULL;
}

const struct source_rules *source_table_find(const struct source_table *table, const char *address)
{
    const json_t *place = place_of(table, address);
    return place ? &table->rules[json_integer_value(place)] : NULL;
}

bool source_table_lacks(const struct source_table *table, const char *address)
{
    const json_t *place = place_of(table, address);
    return table->given && address && (!place || (size_t)json_integer_value(place) >= table->in_force);
}
