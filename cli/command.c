#include "cli/command.h"

#include "cli/terminal.h"
#include "common/article.h"
#include "common/buffer.h"
#include "common/clock.h"
#include "common/log.h"
#include "common/text.h"
#include "sink/store.h"

#include <stdlib.h>
#include <string.h>

struct command_settings command_settings;

int command_start(const char *usage, const char *summary, const char *notes, const struct config_option *own, int argc,
                  char **argv, int fewest, int most, int *words)
{
    size_t size = strcspn(usage, " ");
    char *name = xprintf("newsmill %.*s", (int)size, usage); /* log and help keep it: it lives as long as the process */
    int code =
        program_start(name, "newsmill", usage[size] ? usage + size + 1 : "", summary, notes, own, argc, argv, words);
    if (code >= 0)
        return code;
    if (*words >= fewest && (most < 0 || *words <= most))
        return -1;
    log_error("%s: it is '%s'; see %s --help", *words < fewest ? "something is missing" : "too many words", usage,
              name);
    return EXIT_BAD_USAGE;
}

bool command_check_broker(const char *text, struct error *error)
{
    if (text_starts_with(text, "kafka://"))
        return link_check(text, true, error);
    return error_set(error, ERROR_USAGE, "'%s' is no topic; allowed is kafka://HOST:PORT/TOPIC", text);
}

char *command_store_url(void)
{
    if (command_settings.store)
        return xstrdup(command_settings.store);
    char *path = program_data_path("newsmill.db");
    char *url = xprintf("sqlite:%s", path);
    free(path);
    return url;
}

struct store *command_open_store(int *code)
{
    struct error error = {0};
    char *url = command_store_url();
    struct store *store = store_open(url, STORE_READ, &error);
    if (!store) {
        log_error("%s", error.text);
        *code = error.kind == ERROR_USAGE ? EXIT_BAD_USAGE : EXIT_SOME_FAILED;
    }
    free(url);
    return store;
}

int command_print_json(json_t *json)
{
    struct buffer line = {0};
    char *text = json_dumps(json, ARTICLE_JSON_FLAGS);
    buffer_append_text(&line, text ? text : "null");
    buffer_append_char(&line, '\n');
    bool written = terminal_print(&line);
    buffer_free(&line);
    free(text);
    json_decref(json);
    return written ? EXIT_ALL_DONE : EXIT_SOME_FAILED;
}

const char *command_member(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

const char *command_short_date(const char *stamp, char *text)
{
    time_t unix_time;
    char full[CLOCK_STAMP_SIZE];
    *text = '\0';
    if (!stamp || clock_parse_stamp(stamp, &unix_time) != 0)
        return text;
    clock_stamp(unix_time, full);
    memcpy(text, full, 16); /* 2026-03-11T13:30:00Z */
    text[10] = ' ';
    text[16] = '\0';
    return text;
}
