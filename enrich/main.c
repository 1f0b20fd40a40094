/* newsmill-enrich: tags the names, amounts and dates in articles on their way from one link to another. */
#include "common/clock.h"
#include "common/http_server.h"
#include "common/log.h"
#include "common/program.h"
#include "common/signals.h"
#include "enrich/counters.h"
#include "enrich/explain.h"
#include "enrich/knowledge.h"
#include "enrich/line.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { THREADS_LIMIT = 64, THREADS_DEFAULT_LIMIT = 16 };

#define LOOK 0.05 /* seconds between two looks at the line */

static struct {
    const char *in, *out, *dictionary, *model, *dead_letters, *explain;
    struct config_texts watch_lists;
    long long threads;
} settings;

static const struct config_option options[] = {
    {.name = "in",
     .type = CONFIG_TEXT,
     .value = &settings.in,
     .fallback = "-",
     .argument = "LINK",
     .help = "Where articles come from: - (stdin), file:PATH, tcp://HOST:PORT, ipc://PATH, kafka://HOST:PORT/TOPIC."},
    {.name = "out",
     .type = CONFIG_TEXT,
     .value = &settings.out,
     .fallback = "-",
     .argument = "LINK",
     .help = "Where they go. To - and file:PATH they go in the order in which they came."},
    {.name = "threads",
     .type = CONFIG_NUMBER,
     .value = &settings.threads,
     .fallback = "0",
     .argument = "COUNT",
     .help = "Threads that tag; 0 is one for each processor, but not more than 16; at most 64.",
     .lowest = 0,
     .highest = THREADS_LIMIT},
    {.name = "dictionary",
     .type = CONFIG_TEXT,
     .value = &settings.dictionary,
     .argument = "PATH",
     .help = "The names to tag, compiled or as text. Default: entities.dictionary in $NEWSMILL_SHARE, or beside the "
             "program."},
    {.name = "watch-list",
     .type = CONFIG_TEXTS,
     .value = &settings.watch_lists,
     .argument = "PATH",
     .help = "Names of your own, which win over the dictionary's: one a line, id, type, name, aliases (separated by |) "
             "and codes (ticker=ACME;lei=...), with tabs between them. 32 lists at most."},
    {.name = "model",
     .type = CONFIG_TEXT,
     .value = &settings.model,
     .argument = "PATH",
     .help =
         "What finds other people, organisations and places. Default: names.model in $NEWSMILL_SHARE, or beside the "
         "program."},
    {.name = "explain",
     .type = CONFIG_TEXT,
     .value = &settings.explain,
     .argument = "ARTICLES",
     .help = "Only show how the articles of this file (JSON Lines; -: stdin) are tagged: their text with the mentions "
             "marked, who found each, and why it means its entity."},
    {.name = "dead-letters",
     .type = CONFIG_TEXT,
     .value = &settings.dead_letters,
     .argument = "LINK",
     .help = "Where messages go that are no articles. Default: dead.jsonl in the data folder; with Kafka, the topic's "
             ".dead."},
    {.name = NULL},
};

static const char summary[] =
    "Adds entities to articles: people, organisations and places by a statistical model and by its dictionary, which "
    "has their ids; currencies and crypto assets; amounts of money, percentages, quantities, dates and tickers; who "
    "said what and who holds which post. Keeps no state: any number can run.";

static const char notes[] =
    "Order: JSON Lines come out in the order in which they went in; other links keep none.\n"
    "Signals: SIGTERM drains and ends, SIGHUP reads dictionary, watch-lists and model again.\n"
    "Exit codes: 0 done or drained, 1 the input ended and some of it was rejected, 2 wrong settings, 3 gave up.\n"
    "\n"
    "Examples:\n"
    "  newsmill-ingest page.html --out - | newsmill-enrich | jq .entities\n"
    "  newsmill-enrich --in tcp://ingest:5555 --out kafka://broker:9092/articles\n"
    "  newsmill-enrich --watch-list portfolio.tsv --watch-list people.tsv <articles.jsonl\n"
    "  newsmill-ingest page.html --out - | newsmill-enrich --explain - | less -R\n";

static bool is_ready(void *line, char *reason)
{
    return line_ready(line, reason);
}

static void reload(struct shared_knowledge *shared)
{
    struct error error = {0};
    if (!knowledge_reload(shared, &error)) {
        metric_add(counters()->refused, 1);
        log_error("%s; what is in force stays", error.text);
        return;
    }
    const struct knowledge *current = knowledge_take(shared);
    metric_add(counters()->reloads, 1);
    metric_set(counters()->entries, (int64_t)dictionary_entries(current->dictionary));
    log_info("dictionary %s: %zu entities; model %s", dictionary_version(current->dictionary),
             dictionary_entries(current->dictionary), model_version(current->model));
    knowledge_put_back(shared, current);
}

/* Finds and loads dictionary and model. */
static struct shared_knowledge *open_knowledge(struct error *error)
{
    struct shared_knowledge *shared = NULL;
    char *model = NULL, *dictionary = knowledge_find(settings.dictionary, "entities.dictionary", "dictionary", error);
    if (dictionary != NULL && (model = knowledge_find(settings.model, "names.model", "model", error)) != NULL) {
        const struct knowledge_paths paths = {.dictionary = dictionary,
                                              .model = model,
                                              .watch_lists = settings.watch_lists.items,
                                              .watch_list_count = settings.watch_lists.count};
        shared = knowledge_open(&paths, error);
    }
    if (shared != NULL) {
        const struct knowledge *current = knowledge_take(shared);
        metric_set(counters()->entries, (int64_t)dictionary_entries(current->dictionary));
        knowledge_put_back(shared, current);
    }
    free(dictionary);
    free(model);
    return shared;
}

/* Waits for the end of the input, a stop, or trouble that lasts too long. Returns the exit code. */
static int supervise(struct line *line, struct shared_knowledge *knowledge)
{
    while (!line_finished(line) && !signals_stop_requested()) {
        signals_wait(LOOK);
        if (signals_take_reload()) {
            reload(knowledge);
        }
        if (line_output_closed(line)) {
            return EXIT_SOME_FAILED;
        }
        if (program_settings.give_up > 0 && line_trouble(line) > program_settings.give_up) {
            log_error("a link has been away for %g s (--give-up); what is in hand is given back",
                      program_settings.give_up);
            return EXIT_GAVE_UP;
        }
    }
    if (program_gave_up()) {
        return EXIT_GAVE_UP;
    }
    if (!signals_stop_requested()) {
        return line_counts(line).rejected > 0 ? EXIT_SOME_FAILED : EXIT_ALL_DONE;
    }
    log_info("draining");
    line_drain(line);
    for (double deadline = clock_now() + program_settings.drain_timeout;
         !line_finished(line) && clock_now() < deadline;) {
        usleep(20000);
    }
    return EXIT_ALL_DONE;
}

static size_t thread_count(void)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    if (settings.threads > 0) {
        return (size_t)settings.threads;
    }
    return processors < 1 ? 1 : processors > THREADS_DEFAULT_LIMIT ? THREADS_DEFAULT_LIMIT : (size_t)processors;
}

static void report(struct line *line)
{
    struct line_counts counts = line_counts(line);
    log_info("done: %zu articles enriched, %zu rejected, %zu given back", counts.enriched, counts.rejected,
             counts.released);
}

/* Dictionary, lists and model are read while the settings are checked, so that --check-config finds what is wrong
 * there. */
static struct shared_knowledge *knowledge;

static bool read_knowledge(struct error *error)
{
    counters();
    knowledge = open_knowledge(error);
    return knowledge != NULL;
}

int main(int argc, char **argv)
{
    static const struct config_program program = {.name = "newsmill-enrich",
                                                  .section = "enrich",
                                                  .usage = "[OPTION]…",
                                                  .summary = summary,
                                                  .notes = notes,
                                                  .own = options};
    int words = 0;
    program_settings.hangup = HANGUP_RELOADS;
    int code = program_start_checked(&program, read_knowledge, argc, argv, &words);
    if (code >= 0) {
        knowledge_close(knowledge);
        return code;
    }
    if (words > 0) {
        log_error("unexpected argument '%s'; links are named with --in and --out", argv[1]);
        knowledge_close(knowledge);
        return EXIT_BAD_USAGE;
    }

    struct error error = {0};
    struct line *line = NULL;
    struct http_server *server = NULL;
    code = EXIT_BAD_USAGE;
    if (settings.explain != NULL) {
        code = explain_articles(settings.explain, knowledge, stdout, isatty(STDOUT_FILENO), &error) ? EXIT_ALL_DONE
                                                                                                    : EXIT_BAD_USAGE;
        goto out;
    }
    const struct line_settings line_settings = {.in = settings.in,
                                                .out = settings.out,
                                                .dead_letters = settings.dead_letters,
                                                .threads = thread_count(),
                                                .knowledge = knowledge};
    line = line_open(&line_settings, &error);
    if (line == NULL) {
        goto out;
    }
    if (program_settings.metrics != NULL &&
        (server = http_server_start(program_settings.metrics, is_ready, line, &error)) == NULL) {
        goto out;
    }
    code = supervise(line, knowledge);
    signals_request_stop(); /* whatever still waits, for a dead letter's ack say, gives up soon */
    report(line);
out:
    if (error.kind != ERROR_NONE) {
        log_error("%s", error.text);
    }
    http_server_stop(server);
    line_close(line);
    knowledge_close(knowledge);
    return code;
}
