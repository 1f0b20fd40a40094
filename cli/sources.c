/* `newsmill sources`: adds, removes, pauses and lists the sources of an ingest, also while it runs. */
#include "cli/command.h"
#include "cli/table.h"
#include "cli/terminal.h"
#include "common/log.h"
#include "common/postgres.h"
#include "common/text.h"
#include "ingest/frontier.h"
#include "ingest/source_entry.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct {
    const char *frontier, *language, *interval;
    struct config_texts tags;
} settings;

static const struct config_option options[] = {
    COMMAND_OPTIONS(COMMAND_JSON),
    {.name = "frontier",
     .type = CONFIG_TEXT,
     .value = &settings.frontier,
     .argument = "PLACE",
     .check = frontier_check_place,
     .help = "The ingest's frontier: a path or postgresql://HOST/DATABASE (default: frontier.db in --data)."},
    {.name = "language",
     .type = CONFIG_TEXT,
     .value = &settings.language,
     .argument = "TAG",
     .help = "For add: the language of its articles, where they name none."},
    {.name = "interval",
     .type = CONFIG_TEXT,
     .value = &settings.interval,
     .argument = "TIME",
     .help = "For add: how often it is read; without it that is learned."},
    {.name = "tag",
     .type = CONFIG_TEXTS,
     .value = &settings.tags,
     .argument = "TEXT",
     .help = "For add: in source.tags of its articles. As often as needed."},
    {.name = NULL}};

/* The entry that the words and options make; ERROR_USAGE says what is wrong with it. */
static json_t *make_entry(const char *word, struct error *error)
{
    json_t *entry = json_pack("{s:s}", "source", word);
    if (settings.language)
        json_object_set_new(entry, "language", json_string(settings.language));
    if (settings.interval)
        json_object_set_new(entry, "interval", json_string(settings.interval));
    if (settings.tags.count > 0) {
        json_t *tags = json_array();
        for (size_t i = 0; i < settings.tags.count; i++)
            json_array_append_new(tags, json_string(settings.tags.items[i]));
        json_object_set_new(entry, "tags", tags);
    }
    json_t *alone = json_pack("[O]", entry);
    bool good = source_entries_check(alone, error);
    json_decref(alone);
    if (good)
        return entry;
    json_decref(entry);
    return NULL;
}

/* What the frontier holds of the address as a source; NULL: nothing. Borrowed from `sources`. */
static const json_t *find(const json_t *sources, const char *address)
{
    size_t i;
    json_t *source;
    json_array_foreach(sources, i, source)
    {
        if (strcmp(command_member(source, "address"), address) == 0)
            return source;
    }
    return NULL;
}

/* `sources` in a table, but those that were removed. */
static bool print(const json_t *sources)
{
    static const struct table_column columns[] = {
        {.heading = "state"}, {.heading = "source"}, {.heading = "tags", .shrinks = true}};
    json_t *source;
    size_t i;
    struct table *table = table_new(columns, 3);
    struct buffer text = {0};
    json_array_foreach((json_t *)sources, i, source)
    {
        if (strcmp(command_member(source, "state"), frontier_source_state_name(SOURCE_REMOVED)) == 0)
            continue;
        char *tags = json_dumps(json_object_get(json_object_get(source, "entry"), "tags"), JSON_COMPACT);
        const char *const cells[] = {command_member(source, "state"), command_member(source, "address"),
                                     tags ? tags : ""};
        table_row(table, cells);
        free(tags);
    }
    if (table_rows(table) > 0)
        table_append(table, &text, 0, 0);
    else
        buffer_append_text(&text, "No sources are kept here.\n");
    bool written = terminal_print(&text);
    buffer_free(&text);
    table_free(table);
    return written;
}

/* `frontier`: NULL where there is none yet. */
static bool list(struct frontier *frontier, struct error *error)
{
    json_t *sources = frontier ? frontier_sources(frontier, error) : json_array();
    if (!sources)
        return false;
    if (command_settings.json)
        return command_print_json(sources) == EXIT_ALL_DONE;
    bool written = print(sources);
    json_decref(sources);
    return written;
}

/* A mistyped address would be paused or removed in silence. */
static void warn_of_unknown(struct frontier *frontier, const char *address)
{
    struct error error = {0};
    const char *url = text_starts_with(address, SOURCE_SITE) ? address + strlen(SOURCE_SITE) : address;
    if (!frontier_has_met(frontier, url, &error) && error.kind == ERROR_NONE)
        log_warning("%s is not known in this frontier; it holds if a configuration names it", address);
}

/* Sets what `action` says of the source. */
static bool change(struct frontier *frontier, const char *action, const char *word, struct error *error)
{
    bool add = strcmp(action, "add") == 0, resume = strcmp(action, "resume") == 0;
    enum frontier_source_state state = add || resume                  ? SOURCE_ON
                                       : strcmp(action, "pause") == 0 ? SOURCE_PAUSED
                                                                      : SOURCE_REMOVED;
    char *address = source_address(word, error);
    json_t *sources = address ? frontier_sources(frontier, error) : NULL;
    const json_t *known = sources ? find(sources, address) : NULL;
    json_t *entry = NULL;
    bool done = false;
    if (sources && add)
        entry = make_entry(address, error); /* which names no user, as `word` may */
    else if (sources) /* what was added stays as it is; of what the configuration names only the state is noted */
        entry = known ? json_incref(json_object_get(known, "entry")) : json_null();
    if (entry && !add && !known)
        warn_of_unknown(frontier, address);
    if (entry)
        done = frontier_set_source(frontier, address, entry, state, error);
    if (done)
        log_info("%s: %s; an ingest that runs on this frontier sees it within seconds", address,
                 frontier_source_state_name(state));
    json_decref(entry);
    json_decref(sources);
    free(address);
    return done;
}

static bool is_action(const char *word)
{
    static const char *const actions[] = {"add", "remove", "pause", "resume"};
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
        if (strcmp(word, actions[i]) == 0)
            return true;
    return false;
}

static bool is_list(char **words, int count)
{
    return count == 0 || (count == 1 && strcmp(words[0], "list") == 0);
}

/* Opens the frontier, NULL for a list where there is none. Only for a source that is added a folder is made; one may be
 * paused before its ingest has begun. */
static bool open_frontier(const char *action, struct frontier **frontier, struct error *error)
{
    char *place = settings.frontier ? xstrdup(settings.frontier) : program_data_path("frontier.db");
    const char *data = settings.frontier ? NULL : program_settings.data;
    bool done = true;
    *frontier = NULL;
    if (!action && !postgres_is_uri(place) && access(place, F_OK) != 0)
        goto out;
    if (data && action && strcmp(action, "add") == 0)
        done = program_make_data_folder(error);
    else if (data && access(data, F_OK) != 0)
        done = error_set(error, ERROR_USAGE, "there is no folder %s; name that of your ingest with --data", data);
    done = done && (*frontier = frontier_open_beside(place, error));
out:
    free(place);
    return done;
}

static bool act(char **words, int count, struct frontier **frontier, struct error *error)
{
    const char *action = is_list(words, count) ? NULL : words[0];
    if (action && (count < 2 || !is_action(action)))
        return error_set(error, ERROR_USAGE,
                         "'%s' is not allowed; write list, or add, remove, pause or resume with addresses", action);
    if (!open_frontier(action, frontier, error))
        return false;
    if (!action)
        return list(*frontier, error);
    for (int i = 1; i < count; i++)
        if (!change(*frontier, action, words[i], error))
            return false;
    return true;
}

int command_sources(int argc, char **argv)
{
    int words = 0;
    struct error error = {0};
    int code =
        command_start("sources [list | add | remove | pause | resume] [OPTION]… [URL|site:NAME]…",
                      "Changes what an ingest reads, also while it runs: an ingest looks into its frontier every two "
                      "seconds. What is "
                      "said here of an address counts before what the configuration says of it.",
                      "Examples:\n  newsmill sources add --tag markets https://example.com/feed.xml site:example.org\n"
                      "  newsmill sources pause https://example.com/feed.xml\n"
                      "  newsmill sources list --frontier postgresql://newsmill@db.example/newsmill\n",
                      options, argc, argv, 0, -1, &words);
    if (code >= 0)
        return code;
    struct frontier *frontier = NULL;
    bool done = act(argv + 1, words, &frontier, &error);
    if (!done && error.kind != ERROR_NONE)
        log_error("%s", error.text);
    frontier_close(frontier);
    return done ? EXIT_ALL_DONE : error.kind == ERROR_USAGE ? EXIT_BAD_USAGE : EXIT_SOME_FAILED;
}
