#include "ingest/source_changes.h"

#include "common/clock.h"
#include "common/log.h"
#include "ingest/source_entry.h"

#include <stdlib.h>
#include <string.h>

#define SECONDS_BETWEEN 2.0

bool source_changes_read(struct source_changes *changes, struct frontier *frontier)
{
    struct error error = {0};
    if (clock_now() < changes->look_at)
        return false;
    changes->look_at = clock_now() + SECONDS_BETWEEN;
    json_t *rows = frontier_sources(frontier, &error);
    if (!rows)
        log_debug("%s", error.text);
    if (!rows || (changes->rows ? json_equal(rows, changes->rows) : json_array_size(rows) == 0)) {
        json_decref(rows);
        return false;
    }
    json_decref(changes->rows);
    changes->rows = rows;
    return true;
}

static bool is_in_state(const json_t *row, enum frontier_source_state state)
{
    return strcmp(json_string_value(json_object_get(row, "state")), frontier_source_state_name(state)) == 0;
}

/* What was said of the address; NULL: nothing. */
static const json_t *find(const struct source_changes *changes, const char *address)
{
    size_t i;
    json_t *row;
    json_array_foreach(changes->rows, i, row)
    {
        if (strcmp(json_string_value(json_object_get(row, "address")), address) == 0)
            return row;
    }
    return NULL;
}

/* Without an entry of its own a row only says whether what the configuration names is on. */
static bool has_entry(const json_t *row)
{
    return json_is_object(json_object_get(row, "entry"));
}

json_t *source_changes_merge(const struct source_changes *changes, const json_t *configured, json_t *off)
{
    size_t i;
    json_t *entry, *entries = json_array();
    const json_t *row;
    json_array_foreach(configured, i, entry)
    {
        char *address = source_address(source_entry_word(entry), NULL);
        row = find(changes, address);
        if (!row || !has_entry(row))
            json_array_append(!row || is_in_state(row, SOURCE_ON) ? entries : off, entry);
        free(address);
    }
    json_array_foreach(changes->rows, i, row)
    {
        json_t *alone = json_pack("[O]", json_object_get(row, "entry"));
        if (has_entry(row) && source_entries_check(alone, NULL))
            json_array_append(is_in_state(row, SOURCE_ON) ? entries : off, json_array_get(alone, 0));
        json_decref(alone);
    }
    if (configured || changes->rows)
        return entries;
    json_decref(entries);
    return NULL;
}

bool source_changes_pause(const struct source_changes *changes)
{
    size_t i;
    const json_t *row;
    json_array_foreach(changes->rows, i, row)
    {
        if (is_in_state(row, SOURCE_PAUSED))
            return true;
    }
    return false;
}

void source_changes_free(struct source_changes *changes)
{
    json_decref(changes->rows);
    *changes = (struct source_changes){0};
}
