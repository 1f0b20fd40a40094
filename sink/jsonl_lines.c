/* Reading the lines of a JSON Lines store. */
#include "sink/store_jsonl.h"

#include "common/clock.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

bool jsonl_read_lines(const char *path, jsonl_line_function *function, void *context, off_t *end, struct error *error)
{
    *end = 0;
    FILE *file = fopen(path, "re");
    if (!file)
        return errno == ENOENT || error_set(error, ERROR_TEMPORARY, "reading %s: %s", path, strerror(errno));
    char *line = NULL;
    size_t room = 0;
    ssize_t size;
    while ((size = getline(&line, &room, file)) > 0 && line[size - 1] == '\n') {
        off_t offset = *end;
        *end += size;
        if (!function(context, line, (size_t)size - 1, offset))
            break;
    }
    bool done = !ferror(file) || error_set(error, ERROR_TEMPORARY, "reading %s: %s", path, strerror(errno));
    free(line);
    fclose(file);
    return done;
}

static int64_t time_of(const json_t *json, const char *member)
{
    const char *text = json_string_value(json_object_get(json, member));
    time_t at;
    return text && !clock_parse_stamp(text, &at) ? at : BATCH_NO_TIME;
}

json_t *jsonl_parse_line(const char *text, size_t size, struct jsonl_line *line)
{
    json_t *json = json_loadb(text, size, 0, NULL);
    *line = (struct jsonl_line){.id = json_string_value(json_object_get(json, "id")),
                                .version = json_string_value(json_object_get(json, "version"))};
    line->entry.last_seen_at = time_of(json, "lastSeenAt");
    if (!line->version && json_object_get(json, "goneAt")) {
        line->version = JSONL_GONE;
        line->entry.last_seen_at = time_of(json, "goneAt");
    }
    if (line->entry.last_seen_at == BATCH_NO_TIME)
        line->entry.last_seen_at = time_of(json, "fetchedAt");
    line->entry.date_modified = time_of(json, "dateModified");
    if (!version_set_key(line->id, line->version, line->entry.key) || line->entry.last_seen_at == BATCH_NO_TIME) {
        json_decref(json);
        return NULL;
    }
    return json;
}

int jsonl_compare_sightings(const struct version_entry *a, const struct version_entry *b)
{
    if (a->last_seen_at != b->last_seen_at)
        return a->last_seen_at < b->last_seen_at ? -1 : 1;
    if (a->date_modified != b->date_modified)
        return a->date_modified < b->date_modified ? -1 : 1;
    return 0;
}
