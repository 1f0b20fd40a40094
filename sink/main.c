/* newsmill-sink: takes articles from a link and stores them; acks what is committed. */
#include "sink/sink.h"

#include "common/buffer.h"
#include "common/http_server.h"
#include "common/log.h"
#include "common/metrics.h"
#include "common/program.h"
#include "common/signals.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static struct {
    const char *in, *store, *dead_letters;
    long long batch;
    size_t batch_bytes;
    double batch_wait;
} settings;

static const struct config_option options[] = {
    {.name = "in",
     .type = CONFIG_TEXT,
     .value = &settings.in,
     .fallback = "tcp://127.0.0.1:5556",
     .argument = "LINK",
     .help = "Where articles come from: tcp://HOST:PORT or ipc://PATH (several with commas), "
             "kafka://HOST:PORT/TOPIC?group=NAME, file:PATH, or - for stdin."},
    {.name = "store",
     .type = CONFIG_TEXT,
     .value = &settings.store,
     .argument = "STORE",
     .check = store_check,
     .help = "Where they are kept: sqlite:PATH, postgresql://USER@HOST/DATABASE or jsonl:PATH. "
             "Default: sqlite:newsmill.db in the data folder."},
    {.name = "batch",
     .type = CONFIG_NUMBER,
     .value = &settings.batch,
     .fallback = "512",
     .argument = "ARTICLES",
     .lowest = 1,
     .highest = 10000,
     .help = "The most articles in one transaction."},
    {.name = "batch-bytes",
     .type = CONFIG_BYTES,
     .value = &settings.batch_bytes,
     .fallback = "4MiB",
     .argument = "SIZE",
     .lowest = 1024,
     .highest = 268435456,
     .help = "About the most bytes of articles in one transaction."},
    {.name = "batch-wait",
     .type = CONFIG_SECONDS,
     .value = &settings.batch_wait,
     .fallback = "100ms",
     .argument = "TIME",
     .lowest = 0,
     .highest = 60,
     .help = "How long the first article of a batch waits for others at most; less when none are coming."},
    {.name = "dead-letters",
     .type = CONFIG_TEXT,
     .value = &settings.dead_letters,
     .argument = "LINK",
     .help = "Where messages go that can never be stored. Default: dead.jsonl in the data folder; with Kafka, the "
             "topic's .dead."},
    {.name = NULL},
};

static const char notes[] =
    "Examples:\n"
    "  newsmill-sink --in tcp://127.0.0.1:5556 --store sqlite:news.db\n"
    "  newsmill-sink --in 'kafka://localhost:9092/articles?group=sink' --store postgresql://localhost/news\n"
    "\n"
    "Exit codes: 0 all done, 1 done but some messages became dead letters, 2 usage or configuration,\n"
    "3 gave up (only with --give-up).\n";

static bool is_ready(void *context, char *reason)
{
    struct sink *sink = context;
    const char *missing = NULL;
    if (!atomic_load(&sink->store_works))
        missing = "the store is away";
    else if (!atomic_load(&sink->link_open) || !link_receiver_ready(sink->receiver))
        missing = "no upstream is connected";
    else if (dead_letters_trouble(sink->letters) > 0)
        missing = "the dead letters' link is away";
    if (missing)
        snprintf(reason, 256, "%s", missing);
    return !missing;
}

/* Receives and stores until the input ends or a stop is requested. */
static bool carry(struct sink *sink, struct error *error)
{
    pthread_t receiving;
    sink->parsed = queue_new(1);
    sink->settled = queue_new(0);
    bool done =
        !pthread_create(&receiving, NULL, sink_receive, sink) || error_set(error, ERROR_FATAL, "cannot start a thread");
    if (done) {
        sink_store(sink);
        pthread_join(receiving, NULL);
    }
    sink_free_settled(sink);
    queue_free(sink->settled);
    queue_free(sink->parsed);
    return done;
}

static int exit_code(const struct sink *sink, const struct error *error)
{
    if (sink->gave_up || program_gave_up())
        return EXIT_GAVE_UP;
    if (error->kind != ERROR_NONE) {
        log_error("%s", error->text);
        return error->kind == ERROR_USAGE ? EXIT_BAD_USAGE : EXIT_SOME_FAILED;
    }
    return sink->letters && dead_letters_count(sink->letters) && !signals_stop_requested() ? EXIT_SOME_FAILED
                                                                                           : EXIT_ALL_DONE;
}

static void report(void)
{
    const struct sink_metrics *counters = sink_metrics();
    log_info("done: %lld new versions stored, %lld known already, %lld dead letters, %lld given back",
             (long long)metric_value(counters->stored), (long long)metric_value(counters->known),
             (long long)metric_value(counters->dead_letters), (long long)metric_value(counters->released));
}

int main(int argc, char **argv)
{
    int words = 0;
    program_settings.hangup = HANGUP_IGNORED;
    int early = program_start("newsmill-sink", "sink", "[OPTION]…",
                              "Stores articles in a database and acks each when it is committed.", notes, options, argc,
                              argv, &words);
    if (early >= 0)
        return early;
    if (words) {
        log_error("unexpected word '%s'; the store is given with --store, the link with --in", argv[1]);
        return EXIT_BAD_USAGE;
    }

    struct error error = {ERROR_NONE, ""};
    struct sink sink = {.batch_messages = (size_t)settings.batch,
                        .batch_bytes = settings.batch_bytes,
                        .batch_wait = settings.batch_wait};
    struct http_server *server = NULL;
    char *store = settings.store ? xstrdup(settings.store) : xprintf("sqlite:%s/newsmill.db", program_settings.data);
    char *letters = dead_letters_endpoint(settings.dead_letters, settings.in, program_settings.data);
    sink_metrics();
    if ((!settings.store || !settings.dead_letters) && !program_make_data_folder(&error))
        goto out;
    if (program_settings.metrics && !(server = http_server_start(program_settings.metrics, is_ready, &sink, &error)))
        goto out;
    if (!(sink.letters = dead_letters_open(letters, "sink", &program_settings.links, &error)))
        goto out;
    if (!sink_open_store(&sink, store, &error))
        goto out;
    if (!(sink.receiver = link_receiver_open(settings.in, &program_settings.links, &error)))
        goto out;
    atomic_store(&sink.link_open, true);
    log_info("storing what comes from %s in %s", settings.in, store_name(sink.store));
    if (carry(&sink, &error))
        report();

out:
    http_server_stop(server);
    link_receiver_close(sink.receiver);
    store_close(sink.store);
    int code = exit_code(&sink, &error);
    dead_letters_close(sink.letters);
    free(letters);
    free(store);
    return code;
}
