/* `newsmill search WORD…`: full-text search over what is stored. */
#include "cli/command.h"
#include "cli/terminal.h"
#include "common/log.h"
#include "sink/store.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static long long limit;

static const struct config_option options[] = {
    COMMAND_OPTIONS(COMMAND_STORE | COMMAND_JSON),
    {.name = "limit",
     .type = CONFIG_NUMBER,
     .value = &limit,
     .fallback = "10",
     .argument = "COUNT",
     .lowest = 1,
     .highest = 10000,
     .help = "The most articles to print."},
    {.name = NULL},
};

static void append_hit(struct buffer *text, const json_t *hit, size_t width)
{
    char date[20];
    const char *headline = command_member(hit, "headline"), *excerpt = command_member(hit, "excerpt");
    if (*command_member(hit, "goneAt"))
        buffer_append_text(text, "(gone) ");
    terminal_append(text, *headline ? headline : "(no headline)", width);
    buffer_append_char(text, '\n');
    buffer_append_text(text, "    ");
    command_short_date(json_string_value(json_object_get(hit, "datePublished")), date);
    if (*date)
        buffer_printf(text, "%s  ", date);
    if (*command_member(hit, "inLanguage"))
        buffer_printf(text, "%s  ", command_member(hit, "inLanguage"));
    buffer_printf(text, "%s  ", command_member(hit, "id"));
    terminal_append(text, command_member(hit, "url"), 0);
    buffer_append_char(text, '\n');
    if (*excerpt)
        terminal_append_wrapped(text, excerpt, 4, width);
}

static int print_hits(json_t *hits)
{
    struct buffer text = {0};
    size_t i, width = terminal_width(STDOUT_FILENO);
    json_t *hit;
    json_array_foreach(hits, i, hit)
    {
        if (i)
            buffer_append_char(&text, '\n');
        append_hit(&text, hit, width);
    }
    if (json_array_size(hits) == 0)
        buffer_append_text(&text, "No article has all of these words.\n");
    bool written = terminal_print(&text);
    buffer_free(&text);
    return written ? EXIT_ALL_DONE : EXIT_SOME_FAILED;
}

int command_search(int argc, char **argv)
{
    int words = 0;
    int code = command_start("search [OPTION]… WORD…",
                             "Finds articles that have all the words, in any case, in headline or body; best first. "
                             "Words within double quotes have to stand next to each other.",
                             "Examples:\n  newsmill search bitcoin reserve\n"
                             "  newsmill search --json --limit 3 '\"central bank\"'\n",
                             options, argc, argv, 1, -1, &words);
    if (code >= 0)
        return code;
    struct store *store = command_open_store(&code);
    if (!store)
        return code;
    struct error error = {0};
    struct buffer query = {0};
    for (int i = 1; i <= words; i++)
        buffer_printf(&query, "%s%s", i > 1 ? " " : "", argv[i]);
    json_t *hits = store_search(store, query.data, (size_t)limit, &error);
    if (!hits) {
        log_error("%s", error.text);
        code = error.kind == ERROR_USAGE ? EXIT_BAD_USAGE : EXIT_SOME_FAILED;
    } else if (command_settings.json) {
        code = command_print_json(json_incref(hits));
    } else {
        code = print_hits(hits);
    }
    json_decref(hits);
    buffer_free(&query);
    store_close(store);
    return code;
}
