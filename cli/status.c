/* `newsmill status`: what is done and what is still to do, read from the data folder, the store and the broker. */
#include "cli/command.h"
#include "cli/dead_letters.h"
#include "cli/status_frontier.h"
#include "cli/terminal.h"
#include "common/kafka_admin.h"
#include "common/log.h"
#include "ingest/frontier.h"
#include "sink/store.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SOON           1.0
#define BROKER_SECONDS 9.0

static struct {
    const char *frontier;
    long long hosts;
} settings;

static const struct config_option options[] = {
    COMMAND_OPTIONS(COMMAND_STORE | COMMAND_BROKER | COMMAND_JSON),
    {.name = "frontier",
     .type = CONFIG_TEXT,
     .value = &settings.frontier,
     .argument = "PLACE",
     .check = frontier_check_place,
     .help = "The ingest's frontier: a path or postgresql://HOST/DATABASE (default: frontier.db in --data)."},
    {.name = "hosts",
     .type = CONFIG_NUMBER,
     .value = &settings.hosts,
     .fallback = "10",
     .argument = "COUNT",
     .highest = 10000,
     .help = "The most hosts to name in the list of the slowest, and in that of those that fail; 0 is none."},
    {.name = NULL}};

/* Each part is an object; null where there is none of it; an object with "error" where it cannot be read. */
static json_t *error_json(const struct error *error)
{
    return json_pack("{ss}", "error", error->text);
}

static json_t *frontier_status(void)
{
    char *path = settings.frontier ? xstrdup(settings.frontier) : program_data_path("frontier.db");
    json_t *json =
        !settings.frontier && access(path, F_OK) != 0 ? json_null() : status_frontier(path, (size_t)settings.hosts);
    free(path);
    return json;
}

static json_t *store_status(void)
{
    struct error error = {0};
    struct store_counts counts = {0};
    json_t *json = NULL;
    char *url = command_store_url();
    char *path = program_data_path("newsmill.db");
    if (!command_settings.store && access(path, F_OK) != 0) {
        json = json_null();
    } else {
        struct store *store = store_open(url, STORE_READ, &error);
        if (store && store_count(store, &counts, &error))
            json = json_pack("{ss sI sI sI sI}", "url", store_name(store), "articles", (json_int_t)counts.articles,
                             "versions", (json_int_t)counts.versions, "entities", (json_int_t)counts.entities,
                             "mentions", (json_int_t)counts.mentions);
        else
            json = error_json(&error);
        store_close(store);
    }
    free(path);
    free(url);
    return json;
}

/* Waits for the broker, and says so when it does not answer at once. */
static bool ask_broker(struct kafka_admin *admin, struct kafka_offsets *end, struct kafka_offsets *committed,
                       struct error *error)
{
    bool answered = kafka_admin_end_offsets(admin, SOON, end, error);
    if (!answered && error->kind == ERROR_TEMPORARY) {
        log_info("%s does not answer; waiting for it for %.0f s", command_settings.broker, BROKER_SECONDS);
        answered = kafka_admin_end_offsets(admin, BROKER_SECONDS, end, error);
    }
    return answered && kafka_admin_committed_offsets(admin, BROKER_SECONDS, committed, error);
}

static json_t *broker_status(void)
{
    struct error error = {0};
    struct kafka_offsets end = {0}, committed = {0};
    json_t *json = NULL;
    if (!command_settings.broker)
        return json_null();
    struct link_settings links = program_settings.links;
    links.name = "newsmill-sink"; /* whose group it is where the URL names none */
    struct kafka_admin *admin = kafka_admin_open(command_settings.broker, &links, &error);
    if (admin && ask_broker(admin, &end, &committed, &error)) {
        int64_t records = 0, done = 0;
        for (size_t i = 0; i < end.count; i++)
            records += end.next[i] - end.first[i];
        for (size_t i = 0; i < committed.count; i++)
            done += committed.next[i] == KAFKA_OFFSET_NONE ? 0 : committed.next[i];
        json = json_pack("{sI sI sI sI}", "partitions", (json_int_t)end.count, "records", (json_int_t)records,
                         "committed", (json_int_t)done, "behind", (json_int_t)kafka_offsets_between(&committed, &end));
    } else {
        json = error_json(&error);
    }
    kafka_offsets_free(&end);
    kafka_offsets_free(&committed);
    kafka_admin_close(admin);
    return json;
}

static void append_values(struct buffer *text, const char *label, const json_t *values)
{
    const char *key;
    json_t *value;
    buffer_printf(text, "%-14s", label);
    bool first = true;
    json_object_foreach((json_t *)values, key, value)
    {
        if (json_is_integer(value)) {
            buffer_append_text(text, first ? "" : ", ");
            terminal_append_count(text, json_integer_value(value));
            buffer_printf(text, " %s", key);
        } else {
            buffer_append_text(text, first ? "" : ", ");
            terminal_append(text, json_is_string(value) ? json_string_value(value) : "", 0);
        }
        first = false;
    }
    buffer_append_char(text, '\n');
}

static void append_part(struct buffer *text, const char *label, const json_t *part, const char *none)
{
    if (json_is_null(part)) {
        if (none)
            buffer_printf(text, "%-14s%s\n", label, none);
    } else if (json_object_get(part, "error")) {
        buffer_printf(text, "%-14s", label);
        terminal_append(text, command_member(part, "error"), 0);
        buffer_append_char(text, '\n');
    } else if (json_object_get(part, "urls")) {
        append_values(text, "URLs", json_object_get(part, "urls"));
        append_values(text, "read again", json_object_get(part, "readAgain"));
        append_values(text, "articles", json_object_get(part, "articles"));
    } else {
        append_values(text, label, part);
    }
}

static int print_status(json_t *status)
{
    struct buffer text = {0};
    append_part(&text, "frontier", json_object_get(status, "frontier"), "none yet");
    append_part(&text, "store", json_object_get(status, "store"), "none yet");
    append_part(&text, "broker", json_object_get(status, "broker"), NULL);
    append_part(&text, "dead letters", json_object_get(status, "deadLetters"), "none");
    status_frontier_append_hosts(json_object_get(status, "frontier"), &text, terminal_width(STDOUT_FILENO));
    bool written = terminal_print(&text);
    buffer_free(&text);
    return written ? EXIT_ALL_DONE : EXIT_SOME_FAILED;
}

static bool any_error(const json_t *status)
{
    const char *key;
    json_t *part;
    json_object_foreach((json_t *)status, key, part)
    {
        if (json_object_get(part, "error"))
            return true;
    }
    return false;
}

int command_status(int argc, char **argv)
{
    int words = 0;
    int code =
        command_start("status [OPTION]…",
                      "What is done and what is still to do: the frontier of a data folder with the slowest hosts "
                      "and those that fail, its store, its dead letters, and with --broker how far the sink's "
                      "consumer group is behind the topic. Also while they are in use.",
                      "Examples:\n  newsmill status\n  newsmill status --json --data /var/lib/newsmill\n"
                      "  newsmill status --hosts 50 --frontier postgresql://newsmill@db.example/newsmill\n"
                      "  newsmill status --broker 'kafka://127.0.0.1:9092/articles?group=newsmill-sink'\n\n"
                      "Exit codes: 0; 1 when a part could not be read; 2 usage or configuration.\n",
                      options, argc, argv, 0, 0, &words);
    if (code >= 0)
        return code;
    json_t *status = json_object();
    json_object_set_new(status, "data", json_string(program_settings.data));
    json_object_set_new(status, "frontier", frontier_status());
    json_object_set_new(status, "store", store_status());
    json_t *broker = broker_status();
    json_object_set_new(status, "broker", broker);
    json_object_set_new(status, "deadLetters", dead_letters_counts(!json_object_get(broker, "error")));
    bool failed = any_error(status);
    if (command_settings.json) {
        code = command_print_json(status);
    } else {
        code = print_status(status);
        json_decref(status);
    }
    return failed ? EXIT_SOME_FAILED : code;
}
