#include "sink/jsonl_index.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool add_sighting(void *context, const char *text, size_t size, off_t offset)
{
    (void)offset;
    struct version_set *sightings = context;
    struct jsonl_line line;
    json_t *json = jsonl_parse_line(text, size, &line);
    if (json) {
        struct version_entry *known = version_set_find(sightings, line.entry.key);
        if (!known)
            version_set_add(sightings, &line.entry);
        else if (jsonl_compare_sightings(&line.entry, known) > 0)
            *known = line.entry;
        json_decref(json);
    }
    return true;
}

static bool is_url_of(const json_t *json, const char *url)
{
    const char *own = json_string_value(json_object_get(json, "url"));
    const char *source = json_string_value(json_object_get(json_object_get(json, "source"), "url"));
    return url && ((own && !strcmp(own, url)) || (source && !strcmp(source, url)));
}

static bool add_line(void *context, const char *text, size_t size, off_t offset)
{
    struct jsonl_index *index = context;
    struct jsonl_line line;
    json_t *json = jsonl_parse_line(text, size, &line);
    if (!json)
        return true;
    if (index->count == index->room) {
        index->room = index->room ? 2 * index->room : 256;
        index->lines = xrealloc(index->lines, index->room * sizeof *index->lines);
    }
    struct version_line *added = &index->lines[index->count++];
    *added = (struct version_line){.seen = line.entry,
                                   .fetched_at = line.entry.last_seen_at,
                                   .offset = offset,
                                   .size = size,
                                   .wanted = is_url_of(json, index->wanted_url)};
    memcpy(added->id, line.id, sizeof added->id);
    memcpy(added->version, line.version, sizeof added->version);
    const struct version_entry *later = version_set_find(index->sightings, line.entry.key);
    if (later && jsonl_compare_sightings(later, &added->seen) > 0)
        added->seen = *later;
    uint8_t gone[32];
    version_set_key(line.id, JSONL_GONE, gone);
    later = version_set_find(index->sightings, gone);
    added->gone_at = later && later->last_seen_at > added->seen.last_seen_at ? later->last_seen_at : BATCH_NO_TIME;
    json_decref(json);
    return true;
}

/* By id, the greatest version first. */
static int compare_lines(const void *left, const void *right)
{
    const struct version_line *a = left, *b = right;
    int order = strcmp(a->id, b->id);
    if (!order)
        order = jsonl_compare_sightings(&b->seen, &a->seen);
    return order ? order : strcmp(b->version, a->version);
}

bool jsonl_index_build(struct jsonl_store *store, const char *wanted_url, struct jsonl_index *index,
                       struct error *error)
{
    struct version_set sightings = {0};
    off_t end;
    *index = (struct jsonl_index){.sightings = &sightings, .wanted_url = wanted_url};
    bool done = jsonl_read_lines(store->sightings.path, add_sighting, &sightings, &end, error) &&
                jsonl_read_lines(store->articles.path, add_line, index, &end, error);
    if (done && index->count)
        qsort(index->lines, index->count, sizeof *index->lines, compare_lines);
    index->sightings = NULL;
    version_set_free(&sightings);
    return done;
}

bool jsonl_index_is_current(const struct jsonl_index *index, size_t i)
{
    return i == 0 || strcmp(index->lines[i].id, index->lines[i - 1].id) != 0;
}

char *jsonl_read_line(int descriptor, const struct version_line *line)
{
    char *text = xmalloc(line->size + 1);
    size_t done = 0;
    while (done < line->size) {
        ssize_t size = pread(descriptor, text + done, line->size - done, line->offset + (off_t)done);
        if (size <= 0) {
            free(text);
            return NULL;
        }
        done += (size_t)size;
    }
    text[done] = '\0';
    return text;
}

bool jsonl_each_article(struct jsonl_store *store, bool all_versions, jsonl_article_function *function, void *context,
                        struct error *error)
{
    struct jsonl_index index;
    bool done = jsonl_index_build(store, NULL, &index, error);
    int descriptor = done ? open(store->articles.path, O_RDONLY | O_CLOEXEC) : -1;
    if (done && descriptor < 0)
        done = error_set(error, ERROR_TEMPORARY, "reading %s: %s", store->articles.path, strerror(errno));
    for (size_t i = 0; done && i < index.count; i++) {
        if (!all_versions && !jsonl_index_is_current(&index, i))
            continue;
        char *text = jsonl_read_line(descriptor, &index.lines[i]);
        json_t *article = text ? json_loadb(text, index.lines[i].size, 0, NULL) : NULL;
        if (article)
            function(context, article, &index.lines[i]);
        json_decref(article);
        free(text);
    }
    if (descriptor >= 0)
        close(descriptor);
    free(index.lines);
    return done;
}
