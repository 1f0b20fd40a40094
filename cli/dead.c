/* `newsmill dead`: messages that can never pass, and why. */
#include "cli/command.h"
#include "cli/dead_letters.h"
#include "cli/table.h"
#include "cli/terminal.h"
#include "common/log.h"
#include "common/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct config_option options[] = {COMMAND_OPTIONS(COMMAND_BROKER | COMMAND_JSON), {.name = NULL}};

/* ---- list ---- */

static bool list_letter(void *context, const struct dead_place *place, json_t *letter)
{
    struct buffer size = {0};
    char name[DEAD_PLACE_SIZE];
    char *attempts = xprintf("%lld", (long long)json_integer_value(json_object_get(letter, "attempts")));
    terminal_append_count(&size, json_integer_value(json_object_get(letter, "size")));
    const char *const cells[] = {dead_place_write(place, name),
                                 command_member(letter, "at"),
                                 command_member(letter, "stage"),
                                 size.data,
                                 attempts,
                                 command_member(letter, "reason")};
    table_row(context, cells);
    buffer_free(&size);
    free(attempts);
    return true;
}

/* One line of JSON a letter, without its bytes. */
static bool list_letter_json(void *context, const struct dead_place *place, json_t *letter)
{
    (void)context;
    json_object_del(letter, "data");
    json_object_del(letter, "dataStart");
    if (place->partition >= 0)
        json_object_set_new(letter, "partition", json_integer(place->partition));
    json_object_set_new(letter, place->partition < 0 ? "number" : "offset", json_integer(place->number));
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
        return dead_letters_each(list_letter_json, NULL, error) ? EXIT_ALL_DONE : EXIT_SOME_FAILED;
    struct table *table = table_new(columns, 6);
    struct buffer text = {0};
    int code = dead_letters_each(list_letter, table, error) ? EXIT_ALL_DONE : EXIT_SOME_FAILED;
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
    struct dead_place place;
    json_t *letter; /* owned; NULL: not found */
};

static bool find_letter(void *context, const struct dead_place *place, json_t *letter)
{
    struct wanted *wanted = context;
    if (place->partition != wanted->place.partition || place->number != wanted->place.number)
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
    struct wanted wanted = {.letter = NULL};
    int code = EXIT_SOME_FAILED;
    if (!dead_place_read(word, &wanted.place)) {
        error_set(error, ERROR_USAGE, "dead show %s: allowed is a number as 'newsmill dead' lists them, 3 or 5:17",
                  word);
        return EXIT_BAD_USAGE;
    }
    if (!dead_letters_each(find_letter, &wanted, error))
        return EXIT_SOME_FAILED;
    if (!wanted.letter)
        error_set(error, ERROR_PERMANENT, "there is no dead letter %s in %s%s", word,
                  wanted.place.partition < 0 ? program_settings.data : "the topic",
                  wanted.place.partition >= 0 && !command_settings.broker ? ": name it with --broker" : "");
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
                             "Lists dead letters: messages that can never pass, with the stage that refused them and "
                             "why. They are those of a data folder and, with --broker, those that programs on a Kafka "
                             "topic have put into the topic with '.dead' behind its name. 'show N' prints one as it "
                             "was.",
                             "Examples:\n  newsmill dead\n  newsmill dead list --json\n"
                             "  newsmill dead show 1 > message.json\n"
                             "  newsmill dead --broker kafka://127.0.0.1:9092/articles\n"
                             "  newsmill dead show 5:17 --broker kafka://127.0.0.1:9092/articles\n",
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
    return error.kind == ERROR_USAGE ? EXIT_BAD_USAGE : code;
}
