/* The frontier: sources that were added, paused and removed while ingest runs. */
#include "ingest/frontier_private.h"

static const char *const states[] = {[SOURCE_ON] = "on", [SOURCE_PAUSED] = "paused", [SOURCE_REMOVED] = "removed"};

const char *frontier_source_state_name(enum frontier_source_state state)
{
    return states[state];
}

json_t *frontier_sources(struct frontier *frontier, struct error *error)
{
    json_t *sources = json_array();
    struct statement *read = frontier->read_sources;
    if (!read)
        read = frontier->read_sources =
            statement_new(frontier->database, "SELECT address, entry, state FROM sources ORDER BY address");
    enum statement_step step;
    while ((step = statement_step(read)) == STATEMENT_ROW) {
        const char *entry = statement_text(read, 1);
        json_t *source = json_pack("{s:s, s:s}", "address", statement_text(read, 0), "state", statement_text(read, 2));
        json_object_set_new(source, "entry", json_loads(entry ? entry : "", JSON_DECODE_ANY, NULL));
        json_array_append_new(sources, source);
    }
    statement_reset(read);
    if (step == STATEMENT_DONE)
        return sources;
    json_decref(sources);
    frontier_error(frontier, "read the sources", error);
    return NULL;
}

bool frontier_has_met(struct frontier *frontier, const char *url, struct error *error)
{
    struct statement *find = statement_new(frontier->database, "SELECT 1 FROM urls WHERE {key}(url) = {key}($1)");
    statement_set_text(find, 1, url);
    enum statement_step step = statement_step(find);
    statement_free(find);
    if (step == STATEMENT_FAILED)
        frontier_error(frontier, "look an address up", error);
    return step == STATEMENT_ROW;
}

bool frontier_set_source(struct frontier *frontier, const char *address, const json_t *entry,
                         enum frontier_source_state state, struct error *error)
{
    char *text = json_dumps(entry, JSON_COMPACT | JSON_ENCODE_ANY);
    struct statement *write = statement_new(
        frontier->database, "INSERT INTO sources (address, entry, state) VALUES ($1, $2, $3) ON CONFLICT (address) DO "
                            "UPDATE SET entry = $2, state = $3");
    statement_set_text(write, 1, address);
    statement_set_text(write, 2, text);
    statement_set_text(write, 3, states[state]);
    bool done = statement_run(write);
    statement_free(write);
    free(text);
    return done || frontier_error(frontier, "write the source", error);
}
