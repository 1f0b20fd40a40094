/* `newsmill dead`: messages that can never pass, and why. */
#include "cli/dead.h"

#include "cli/command.h"
#include "cli/table.h"
#include "cli/terminal.h"
#include "common/log.h"
#include "common/text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LINE_LIMIT ((size_t)1 << 20) /* a letter holds at most 256 KiB in base64 */

static const struct config_option options[] = {COMMAND_OPTIONS, {.name = NULL}};

/* Calls `take` with every letter and its number, from 1, until that says stop. False: the file cannot be read. */
static bool each_letter(bool (*take)(void *context, size_t number, json_t *letter), void *context, struct error *error)
{
    char *path = program_data_path("dead.jsonl"), *line = NULL;
    size_t room = 0, number = 0;
    FILE *file = fopen(path, "re");
    bool read = file || errno == ENOENT || error_set(error, ERROR_TEMPORARY, "%s: %s", path, strerror(errno));
    for (ssize_t size; file && (size = getline(&line, &room, file)) > 0;) {
        json_t *letter = (size_t)size <= LINE_LIMIT ? json_loadb(line, (size_t)size, 0, NULL) : NULL;
        number++;
        if (!letter)
            log_warning("%s: line %zu is no dead letter and is passed over", path, number);
        bool go_on = !letter || take(context, number, letter);
        json_decref(letter);
        if (!go_on)
            break;
    }
    free(line);
    if (file)
        fclose(file);
    free(path);
    return read;
}

static bool count_letter(void *context, size_t number, json_t *letter)
{
    json_t *counts = context;
    const char *stage = command_member(letter, "stage");
    (void)number;
    json_object_set_new(counts, "total", json_integer(json_integer_value(json_object_get(counts, "total")) + 1));
    if (*stage)
        json_object_set_new(counts, stage, json_integer(json_integer_value(json_object_get(counts, stage)) + 1));
    return true;
}

json_t *dead_counts(void)
{
    struct error error = {0};
    json_t *counts = json_object();
    if (!each_letter(count_letter, counts, &error)) {
        json_object_set_new(counts, "error", json_string(error.text));
    } else if (json_object_size(counts) == 0) {
        json_decref(counts);
        return json_null();
    }
    return counts;
}

/* ---- list ---- */

static bool list_letter(void *context, size_t number, json_t *letter)
{
    struct buffer size = {0};
    char *count = xprintf("%zu", number);
    char *attempts = xprintf("%lld", (long long)json_integer_value(json_object_get(letter, "attempts")));
    terminal_append_count(&size, json_integer_value(json_object_get(letter, "size")));
    const char *const cells[] = {count,    command_member(letter, "at"),    command_member(letter, "stage"), size.data,
                                 attempts, command_member(letter, "reason")};
    table_row(context, cells);
    buffer_free(&size);
    free(attempts);
    free(count);
    return true;
}

/* One line of JSON a letter, without its bytes. */
static bool list_letter_json(void *context, size_t number, json_t *letter)
{
    (void)context;
    json_object_del(letter, "data");
    json_object_del(letter, "dataStart");
    json_object_set_new(letter, "number", json_integer((json_int_t)number));
    return command_print_json(json_incref(letter)) == EXIT_ALL_DONE;
}

static int list(struct error *error)
{
    static const struct table_column columns[] = {{.heading = "number", .right = true},
                                                  {.heading = "at"},
                                                  {.heading = "stage"},
                                                  {.heading = "bytes", .right = true},
                                                  {.heading = "attempts", .right = true},
                                                  {.heading = "reason", .shrinks = true}};
    if (command_settings.json)
        return each_letter(list_letter_json, NULL, error) ? EXIT_ALL_DONE : EXIT_SOME_FAILED;
    struct table *table = table_new(columns, 6);
    struct buffer text = {0};
    int code = each_letter(list_letter, table, error) ? EXIT_ALL_DONE : EXIT_SOME_FAILED;
    if (table_rows(table))
        table_append(table, &text, 0, terminal_width(STDOUT_FILENO));
    else if (code == EXIT_ALL_DONE)
        buffer_append_text(&text, "There are no dead letters.\n");
    if (!terminal_print(&text))
        code = EXIT_SOME_FAILED;
    table_free(table);
    buffer_free(&text);
    return code;
}

/* ---- show ---- */

struct wanted {
    size_t number;
    json_t *letter; /* owned; NULL: not found */
};

static bool find_letter(void *context, size_t number, json_t *letter)
{
    struct wanted *wanted = context;
    if (number != wanted->number)
        return true;
    wanted->letter = json_incref(letter);
    return false;
}

/* The message itself goes to stdout as it was, for a pipe; what is known about it to stderr. */
static int print_letter(const json_t *letter)
{
    struct buffer data = {0};
    bool whole = json_object_get(letter, "data") != NULL;
    const char *text = command_member(letter, whole ? "data" : "dataStart");
    fprintf(stderr, "at %s\nstage %s\nattempts %lld\nsize %lld bytes%s\n", command_member(letter, "at"),
            command_member(letter, "stage"), (long long)json_integer_value(json_object_get(letter, "attempts")),
            (long long)json_integer_value(json_object_get(letter, "size")),
            whole ? "" : ", of which the first 65,536 were kept");
    struct buffer reason = {0};
    terminal_append(&reason, command_member(letter, "reason"), 0);
    fprintf(stderr, "reason %s\n\n", reason.data ? reason.data : "");
    buffer_free(&reason);
    int code = EXIT_SOME_FAILED;
    if (!base64_decode(&data, text, strlen(text))) {
        log_error("its bytes are damaged: not base64");
    } else if (isatty(STDOUT_FILENO)) {
        struct buffer shown = {0};
        terminal_append(&shown, data.data ? data.data : "", 0);
        buffer_append_char(&shown, '\n');
        code = terminal_print(&shown) ? EXIT_ALL_DONE : EXIT_SOME_FAILED;
        buffer_free(&shown);
    } else {
        code = terminal_print(&data) ? EXIT_ALL_DONE : EXIT_SOME_FAILED;
    }
    buffer_free(&data);
    return code;
}

static int show(const char *word, struct error *error)
{
    char *end = NULL;
    struct wanted wanted = {.number = strtoul(word, &end, 10)};
    int code = EXIT_SOME_FAILED;
    if (!*word || *end || wanted.number == 0) {
        error_set(error, ERROR_USAGE, "dead show %s: allowed is a number as 'newsmill dead' lists them", word);
        return EXIT_BAD_USAGE;
    }
    if (!each_letter(find_letter, &wanted, error))
        return EXIT_SOME_FAILED;
    if (!wanted.letter)
        error_set(error, ERROR_PERMANENT, "there is no dead letter %zu in %s", wanted.number, program_settings.data);
    else if (command_settings.json)
        code = command_print_json(json_incref(wanted.letter));
    else
        code = print_letter(wanted.letter);
    json_decref(wanted.letter);
    return code;
}

int command_dead(int argc, char **argv)
{
    int words = 0;
    struct error error = {0};
    int code = command_start("dead [list | show N] [OPTION]…",
                             "Lists the dead letters of a data folder: messages that can never pass, with the stage "
                             "that refused them and why. 'show N' prints one as it was. (Of a line over Kafka they are "
                             "in the topic with '.dead' behind its name.)",
                             "Examples:\n  newsmill dead\n  newsmill dead list --json\n"
                             "  newsmill dead show 1 > message.json\n",
                             options, argc, argv, 0, 2, &words);
    if (code >= 0)
        return code;
    if (words == 0 || (words == 1 && strcmp(argv[1], "list") == 0)) {
        code = list(&error);
    } else if (words == 2 && strcmp(argv[1], "show") == 0) {
        code = show(argv[2], &error);
    } else {
        code = EXIT_BAD_USAGE;
        error_set(&error, ERROR_USAGE, "dead %s: allowed are 'dead', 'dead list' and 'dead show N'", argv[1]);
    }
    if (error.kind != ERROR_NONE)
        log_error("%s", error.text);
    return code;
}
