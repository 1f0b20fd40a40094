#include "cli/dead_letters.h"

#include "cli/command.h"
#include "common/dead_letter.h"
#include "common/kafka_reader.h"
#include "common/log.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LETTER_LIMIT    ((size_t)1 << 20) /* a letter holds at most 256 KiB in base64 */
#define BROKER_PATIENCE 10.0              /* seconds */

typedef bool take_letter(void *context, const struct dead_place *place, json_t *letter);

/* ---- reading ---- */

struct visit {
    take_letter *take;
    void *context;
    const char *where; /* for the log */
    bool enough;
};

static void visit_letter(struct visit *visit, const struct dead_place *place, const char *data, size_t size)
{
    char name[DEAD_PLACE_SIZE];
    json_t *letter = size <= LETTER_LIMIT ? json_loadb(data, size, 0, NULL) : NULL;
    if (!json_is_object(letter))
        log_warning("%s: %s %s is no dead letter and is passed over", visit->where,
                    place->partition < 0 ? "line" : "record", dead_place_write(place, name));
    else
        visit->enough = !visit->take(visit->context, place, letter);
    json_decref(letter);
}

static bool visit_file(struct visit *visit, struct error *error)
{
    char *path = program_data_path("dead.jsonl"), *line = NULL;
    struct dead_place place = {.partition = -1};
    size_t room = 0;
    FILE *file = fopen(path, "re");
    bool read = file || errno == ENOENT || error_set(error, ERROR_TEMPORARY, "%s: %s", path, strerror(errno));
    visit->where = path;
    for (ssize_t size; file && !visit->enough && (size = getline(&line, &room, file)) > 0;) {
        place.number++;
        visit_letter(visit, &place, line, (size_t)size);
    }
    free(line);
    if (file)
        fclose(file);
    free(path);
    return read;
}

static bool visit_record(void *context, const struct kafka_read *record)
{
    struct visit *visit = context;
    struct dead_place place = {record->partition, record->offset};
    visit_letter(visit, &place, record->data, record->size);
    return !visit->enough;
}

static bool visit_topic(struct visit *visit, struct error *error)
{
    struct link_settings settings = program_settings.links;
    char *endpoint = dead_letters_endpoint(NULL, command_settings.broker, NULL);
    settings.name = "newsmill-dead";
    visit->where = endpoint;
    bool read = kafka_read_topic(endpoint, &settings, BROKER_PATIENCE, visit_record, visit, error);
    free(endpoint);
    return read;
}

static bool visit_all(take_letter *take, void *context, bool topic, struct error *error)
{
    struct visit visit = {.take = take, .context = context};
    return visit_file(&visit, error) && (!topic || visit.enough || visit_topic(&visit, error));
}

bool dead_letters_each(take_letter *take, void *context, struct error *error)
{
    return visit_all(take, context, command_settings.broker != NULL, error);
}

/* ---- counting ---- */

static void count_one(json_t *counts, const char *key)
{
    json_object_set_new(counts, key, json_integer(json_integer_value(json_object_get(counts, key)) + 1));
}

static bool count_letter(void *counts, const struct dead_place *place, json_t *letter)
{
    const char *stage = command_member(letter, "stage");
    (void)place;
    count_one(counts, "total");
    if (*stage)
        count_one(counts, stage);
    return true;
}

json_t *dead_letters_counts(bool reachable)
{
    struct error error = {0};
    json_t *counts = json_object();
    if (!visit_all(count_letter, counts, reachable && command_settings.broker, &error)) {
        json_object_clear(counts);
        json_object_set_new(counts, "error", json_string(error.text));
    } else if (json_object_size(counts) == 0) {
        json_decref(counts);
        return json_null();
    }
    return counts;
}
