/* `newsmill run SOURCE…`: the whole line on one machine, from the sources to the store, and a report. */
#include "cli/command.h"
#include "cli/line.h"
#include "cli/report.h"
#include "cli/scrape.h"
#include "cli/terminal.h"
#include "common/clock.h"
#include "common/http_server.h"
#include "common/log.h"
#include "sink/store.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TOP_SHOWN 10
#define TOP_ASKED 200 /* some of which are numbers and dates */

static struct line_wishes wishes;

static const struct config_option options[] = {
    COMMAND_OPTIONS(COMMAND_STORE | COMMAND_BROKER | COMMAND_WORKERS | COMMAND_JSON),
    {.name = "again",
     .type = CONFIG_FLAG,
     .value = &wishes.again,
     .fallback = "false",
     .help = "Also send articles on that were delivered by an earlier run and have not changed."},
    {.name = "once",
     .type = CONFIG_FLAG,
     .value = &wishes.once,
     .fallback = "false",
     .help = "End when everything was read once; without it, what lists pages (a feed, say) is read again and again, "
             "until Ctrl-C."},
    {.name = NULL},
};

static const char summary[] =
    "Starts newsmill-ingest, newsmill-enrich and newsmill-sink, carries the articles of all sources into the store and "
    "ends with a report: with a feed or a site among them after Ctrl-C, or with --once. A source is an HTML file "
    "(plain or .gz), a folder of them, warc:PATH, an http(s) URL of a "
    "page, a feed or a sitemap, site:NAME, or - for a list of sources on stdin. Killing anything, newsmill too, "
    "loses nothing: run it again, with the same list where sources came from stdin. Shared options are "
    "handed on to the three programs (--log and --metrics are newsmill's own); what only one of them knows goes "
    "into its object of the --config file, or into the environment (NEWSMILL_MAX_PAGE=4MiB).";

static const char notes[] =
    "Examples:\n"
    "  newsmill run page.html folder/ warc:crawl.warc.gz\n"
    "  newsmill run --once https://www.example.com/feed.xml\n"
    "  newsmill run --store postgresql://user@db.example/news https://www.example.com/story\n"
    "  newsmill run --broker kafka://127.0.0.1:9092/articles folder/\n"
    "  find /archive -name '*.html' | newsmill run --json - | jq .stored\n\n"
    "Ctrl-C or SIGTERM ends the run in order (a second one at once). Logs are in DATA/logs.\n\n"
    "Exit codes: 0 all done; 1 done, but some inputs were unreadable, corrupt, over a limit or refused,\n"
    "or a program kept dying; 2 usage or configuration; 3 gave up (only with --give-up).\n";

/* The first names among `entities`; amounts and dates tell little by themselves. */
static json_t *names_of(json_t *entities)
{
    json_t *names = json_array(), *entity;
    size_t i;
    json_array_foreach(entities, i, entity)
    {
        const char *type = command_member(entity, "type");
        bool number = strcmp(type, "MONEY") == 0 || strcmp(type, "PERCENT") == 0 || strcmp(type, "QUANTITY") == 0 ||
                      strcmp(type, "DATE") == 0;
        if (!number && json_array_size(names) < TOP_SHOWN)
            json_array_append(names, entity);
    }
    json_decref(entities);
    return names;
}

/* How much is in the store, and what; false when it cannot be read (yet). */
static bool look_into_store(const char *url, struct store_counts *counts, json_t **top)
{
    struct error error = {0};
    struct store *store = store_open(url, STORE_READ, &error);
    bool counted = store && store_count(store, counts, &error);
    if (counted && top)
        *top = names_of(store_top(store, NULL, TOP_ASKED, NULL));
    store_close(store);
    return counted;
}

static void print_report(const struct report *report)
{
    struct buffer text = {0};
    if (command_settings.json) {
        command_print_json(report_json(report));
        return;
    }
    report_append(report, &text, terminal_width(STDOUT_FILENO));
    terminal_print(&text);
    buffer_free(&text);
}

static int run(struct line *line)
{
    struct report report = {.line = line};
    bool had_store = look_into_store(line->store_url, &report.before, NULL);
    double began = clock_now();
    report.code = line_supervise(line, report_draw_progress);
    report_end_progress();
    report.seconds = clock_now() - began;
    report.counted = look_into_store(line->store_url, &report.after, &report.top);
    /* A database that was away at the start cannot say what it had then. */
    if (!had_store && report.after.versions != line->counts[LINE_STORED] && line->restarts[LINE_SINK] == 0)
        report.before.versions = report.after.versions - line->counts[LINE_STORED];
    print_report(&report);
    json_decref(report.top);
    return report.code;
}

int command_run(int argc, char **argv)
{
    int words = 0, given_count = argc;
    char **given = xcalloc((size_t)argc + 1, sizeof *given); /* argv before the words are moved to its front */
    memcpy(given, argv, (size_t)argc * sizeof *given);
    struct line line = {0};
    struct error error = {0};
    struct http_server *metrics = NULL;
    int code = command_start("run [OPTION]… SOURCE…", summary, notes, options, argc, argv, 1, -1, &words);
    if (code >= 0)
        goto out;
    code = EXIT_BAD_USAGE;
    if (program_settings.metrics && !(metrics = http_server_start(program_settings.metrics, NULL, NULL, &error)))
        goto out;
    if (program_make_data_folder(&error) && line_plan(&line, given_count, given, argv + 1, words, &wishes, &error))
        code = run(&line);
out:
    if (error.kind != ERROR_NONE)
        log_error("%s", error.text);
    line_free(&line);
    scrape_end();
    http_server_stop(metrics);
    free(given);
    return code;
}
