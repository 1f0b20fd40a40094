/* `newsmill show ID|URL`: one article as it is stored. */
#include "cli/command.h"
#include "cli/table.h"
#include "cli/terminal.h"
#include "common/log.h"
#include "ingest/url.h"
#include "sink/store.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool versions;

static const struct config_option options[] = {
    COMMAND_OPTIONS(COMMAND_STORE | COMMAND_JSON),
    {.name = "versions",
     .type = CONFIG_FLAG,
     .value = &versions,
     .fallback = "false",
     .help = "List the versions instead of printing the current one."},
    {.name = NULL},
};

static void append_field(struct buffer *text, const char *label, const char *value)
{
    if (!value || !*value)
        return;
    buffer_printf(text, "%-10s ", label);
    terminal_append(text, value, 0);
    buffer_append_char(text, '\n');
}

/* Names of a list of strings or of objects with a name, with commas; from malloc. */
static char *joined(const json_t *list)
{
    struct buffer names = {0};
    size_t i;
    json_t *item;
    json_array_foreach(list, i, item)
    {
        const char *name = json_is_string(item) ? json_string_value(item) : command_member(item, "name");
        buffer_printf(&names, "%s%s", names.size && *name ? ", " : "", name);
    }
    return buffer_steal(&names);
}

static void append_head(struct buffer *text, const json_t *article, const char *gone_at)
{
    char *authors = joined(json_object_get(article, "author"));
    char *keywords = joined(json_object_get(article, "keywords"));
    append_field(text, "url", command_member(article, "url"));
    append_field(text, "gone", gone_at);
    append_field(text, "by", authors);
    append_field(text, "published", command_member(article, "datePublished"));
    append_field(text, "modified", command_member(article, "dateModified"));
    append_field(text, "fetched", command_member(article, "fetchedAt"));
    append_field(text, "publisher", command_member(json_object_get(article, "publisher"), "name"));
    append_field(text, "section", command_member(article, "articleSection"));
    append_field(text, "keywords", keywords);
    append_field(text, "language", command_member(article, "inLanguage"));
    append_field(text, "rights", command_member(article, "copyrightNotice"));
    append_field(text, "id", command_member(article, "id"));
    append_field(text, "version", command_member(article, "version"));
    free(authors);
    free(keywords);
}

/* Paragraphs and lead points, each wrapped. `gap`: an empty line between them. */
static void append_lines(struct buffer *text, const char *lines, const char *prefix, bool gap, size_t width)
{
    while (*lines) {
        size_t size = strcspn(lines, "\n");
        if (size) {
            char *line = xprintf("%s%.*s", prefix, (int)size, lines);
            terminal_append_wrapped(text, line, 0, width);
            if (gap)
                buffer_append_char(text, '\n');
            free(line);
        }
        lines += size + (lines[size] == '\n');
    }
}

static void append_entities(struct buffer *text, const json_t *entities, size_t width)
{
    static const struct table_column columns[] = {{.heading = "type"},
                                                  {.heading = "name", .shrinks = true},
                                                  {.heading = "mentions", .right = true},
                                                  {.heading = "id"}};
    struct table *table = table_new(columns, 4);
    size_t i;
    json_t *entity;
    json_array_foreach(entities, i, entity)
    {
        char *mentions = xprintf("%zu", json_array_size(json_object_get(entity, "mentions")));
        const char *const cells[] = {command_member(entity, "type"), command_member(entity, "name"), mentions,
                                     command_member(entity, "id")};
        table_row(table, cells);
        free(mentions);
    }
    table_append(table, text, 0, width);
    table_free(table);
}

/* The name of the entity with this id; the id if there is none. */
static const char *name_of(const json_t *entities, const char *id)
{
    size_t i;
    json_t *entity;
    json_array_foreach(entities, i, entity)
    {
        if (strcmp(command_member(entity, "id"), id) == 0)
            return command_member(entity, "name");
    }
    return id;
}

static void append_roles(struct buffer *text, const json_t *article, size_t width)
{
    const json_t *entities = json_object_get(article, "entities");
    size_t i;
    json_t *role;
    json_array_foreach(json_object_get(article, "roles"), i, role)
    {
        char *line = xprintf("%s: %s, %s", name_of(entities, command_member(role, "person")),
                             command_member(role, "title"), name_of(entities, command_member(role, "organization")));
        terminal_append_wrapped(text, line, 0, width);
        free(line);
    }
}

static void append_quotes(struct buffer *text, const json_t *article, size_t width)
{
    size_t i;
    json_t *quote;
    json_array_foreach(json_object_get(article, "quotes"), i, quote)
    {
        char *line = xprintf("“%s” — %s", command_member(quote, "text"),
                             command_member(json_object_get(quote, "speaker"), "name"));
        terminal_append_wrapped(text, line, 0, width);
        free(line);
    }
}

static void append_versions(struct buffer *text, const json_t *list)
{
    static const struct table_column columns[] = {{.heading = "version"},
                                                  {.heading = "fetched"},
                                                  {.heading = "modified"},
                                                  {.heading = "last seen"},
                                                  {.heading = ""}};
    struct table *table = table_new(columns, 5);
    size_t i;
    json_t *version;
    json_array_foreach(list, i, version)
    {
        const char *const cells[] = {command_member(version, "version"), command_member(version, "fetchedAt"),
                                     command_member(version, "dateModified"), command_member(version, "lastSeenAt"),
                                     json_is_true(json_object_get(version, "current")) ? "current" : ""};
        table_row(table, cells);
    }
    table_append(table, text, 0, 0);
    table_free(table);
}

static void append_article(struct buffer *text, const json_t *found)
{
    const json_t *article = json_object_get(found, "document");
    size_t width = terminal_width(STDOUT_FILENO);
    terminal_append_wrapped(text, command_member(article, "headline"), 0, width);
    append_lines(text, command_member(article, "alternativeHeadline"), "", false, width);
    buffer_append_char(text, '\n');
    append_head(text, article, command_member(found, "goneAt"));
    buffer_append_char(text, '\n');
    if (*command_member(article, "abstract")) {
        append_lines(text, command_member(article, "abstract"), "- ", false, width);
        buffer_append_char(text, '\n');
    }
    append_lines(text, command_member(article, "articleBody"), "", true, width);
    append_entities(text, json_object_get(article, "entities"), width);
    if (json_array_size(json_object_get(article, "roles")) > 0)
        buffer_append_char(text, '\n');
    append_roles(text, article, width);
    if (json_array_size(json_object_get(article, "quotes")) > 0)
        buffer_append_char(text, '\n');
    append_quotes(text, article, width);
    if (json_array_size(json_object_get(found, "versions")) > 1)
        buffer_printf(text, "\n%zu versions; --versions lists them.\n",
                      json_array_size(json_object_get(found, "versions")));
}

/* By what the user wrote, or by the address that ingest makes of it. */
static json_t *find(struct store *store, const char *word, struct error *error)
{
    json_t *found = store_find(store, word, error);
    char *canonical = json_is_null(found) && url_is_web(word) ? url_canonical(word, NULL) : NULL;
    if (canonical) {
        json_decref(found);
        found = store_find(store, canonical, error);
        free(canonical);
    }
    return found;
}

int command_show(int argc, char **argv)
{
    int words = 0;
    int code = command_start(
        "show [OPTION]… ID|URL",
        "Prints one article: the current version, what it names, who holds which post and said what, and how many "
        "versions there are. "
        "Exits with 1 when it is not in the store.",
        "Examples:\n  newsmill show https://www.example.com/markets/story\n"
        "  newsmill show --json 5f2d0c6b… (a whole id, 32 hex digits)\n"
        "  newsmill show --versions URL\n",
        options, argc, argv, 1, 1, &words);
    if (code >= 0)
        return code;
    struct store *store = command_open_store(&code);
    if (!store)
        return code;
    struct error error = {0};
    struct buffer text = {0};
    json_t *found = find(store, argv[1], &error);
    if (!found || json_is_null(found)) {
        log_error("%s",
                  found ? "no such article in the store; 'newsmill search' finds articles by their words" : error.text);
        code = EXIT_SOME_FAILED;
    } else if (command_settings.json) {
        code = command_print_json(json_incref(versions ? json_object_get(found, "versions") : found));
    } else {
        if (versions)
            append_versions(&text, json_object_get(found, "versions"));
        else
            append_article(&text, found);
        code = terminal_print(&text) ? EXIT_ALL_DONE : EXIT_SOME_FAILED;
    }
    buffer_free(&text);
    json_decref(found);
    store_close(store);
    return code;
}
