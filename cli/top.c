/* `newsmill top`: the entities that occur in most articles. */
#include "cli/top.h"
#include "cli/command.h"
#include "cli/table.h"
#include "cli/terminal.h"
#include "common/log.h"
#include "sink/store.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *type;
static long long limit;

static const char *const types[] = {"PERSON", "ORG",    "GPE",   "LOC",     "ASSET",    "CURRENCY", "PRODUCT",
                                    "EVENT",  "TICKER", "MONEY", "PERCENT", "QUANTITY", "DATE"};

static const struct config_option options[] = {
    COMMAND_OPTIONS(COMMAND_STORE | COMMAND_JSON),
    {.name = "type",
     .type = CONFIG_TEXT,
     .value = &type,
     .argument = "TYPE",
     .help = "Only these: PERSON, ORG, GPE, LOC, ASSET, CURRENCY, PRODUCT, EVENT, TICKER, MONEY, PERCENT, QUANTITY or "
             "DATE."},
    {.name = "limit",
     .type = CONFIG_NUMBER,
     .value = &limit,
     .fallback = "20",
     .argument = "COUNT",
     .lowest = 1,
     .highest = 100000,
     .help = "The most entities to print."},
    {.name = NULL},
};

void top_append(const json_t *entities, struct buffer *text, size_t indent, size_t width)
{
    static const struct table_column columns[] = {{.heading = "articles", .right = true},
                                                  {.heading = "mentions", .right = true},
                                                  {.heading = "type"},
                                                  {.heading = "name", .shrinks = true},
                                                  {.heading = "id"}};
    struct table *table = table_new(columns, 5);
    size_t i;
    json_t *entity;
    json_array_foreach(entities, i, entity)
    {
        struct buffer articles = {0}, mentions = {0};
        terminal_append_count(&articles, json_integer_value(json_object_get(entity, "articles")));
        terminal_append_count(&mentions, json_integer_value(json_object_get(entity, "mentions")));
        const char *const cells[] = {articles.data, mentions.data, command_member(entity, "type"),
                                     command_member(entity, "name"), command_member(entity, "id")};
        table_row(table, cells);
        buffer_free(&articles);
        buffer_free(&mentions);
    }
    table_append(table, text, indent, width);
    table_free(table);
}

/* The type as it is written in articles; NULL: there is none such, and that was said. */
static const char *known_type(const char *given)
{
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strcasecmp(given, types[i]) == 0)
            return types[i];
    log_error("--type %s: there is no such type; allowed are PERSON, ORG, GPE, LOC, ASSET, CURRENCY, PRODUCT, EVENT, "
              "TICKER, MONEY, PERCENT, QUANTITY and DATE",
              given);
    return NULL;
}

int command_top(int argc, char **argv)
{
    int words = 0;
    int code = command_start("top [OPTION]…",
                             "The entities that most articles name, with how many articles and mentions. Only current "
                             "versions of articles count.",
                             "Examples:\n  newsmill top\n  newsmill top --type ORG --limit 5 --json\n", options, argc,
                             argv, 0, 0, &words);
    if (code >= 0)
        return code;
    if (type && !(type = known_type(type)))
        return EXIT_BAD_USAGE;
    struct store *store = command_open_store(&code);
    if (!store)
        return code;
    struct error error = {0};
    json_t *entities = store_top(store, type, (size_t)limit, &error);
    if (!entities) {
        log_error("%s", error.text);
        code = EXIT_SOME_FAILED;
    } else if (command_settings.json) {
        code = command_print_json(json_incref(entities));
    } else {
        struct buffer text = {0};
        top_append(entities, &text, 0, terminal_width(STDOUT_FILENO));
        if (!text.size)
            buffer_append_text(&text, "No entities are stored.\n");
        code = terminal_print(&text) ? EXIT_ALL_DONE : EXIT_SOME_FAILED;
        buffer_free(&text);
    }
    json_decref(entities);
    store_close(store);
    return code;
}
