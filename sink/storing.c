/* The storing thread: from rows to a committed transaction, whatever it takes; only then the acks. */
#include "sink/sink.h"

#include "common/clock.h"
#include "common/log.h"
#include "common/metrics.h"
#include "common/program.h"
#include "common/signals.h"

#include <pthread.h>

#define FIRST_PAUSE  0.05 /* seconds before the first retry; doubled each time */
#define LONGEST      2.0
#define SAY_SO_EVERY 10.0
#define IDLE_SECONDS 0.5

static struct sink_metrics metrics;

static void make_metrics(void)
{
    metrics = (struct sink_metrics){
        .articles = metrics_counter("newsmill_sink_articles_total", NULL, "Messages settled: stored, known or dead"),
        .stored = metrics_counter("newsmill_sink_articles_stored_total", NULL, "New versions of articles stored"),
        .known =
            metrics_counter("newsmill_sink_articles_known_total", NULL, "Articles whose version was there already"),
        .dead_letters = metrics_counter("newsmill_sink_dead_letters_total", NULL, "Messages that can never be stored"),
        .released = metrics_counter("newsmill_sink_released_total", NULL, "Messages given back unstored at a stop"),
        .batches = metrics_counter("newsmill_sink_batches_total", NULL, "Transactions committed"),
        .retries = metrics_counter("newsmill_sink_retries_total", NULL, "Tries of the store that failed for now"),
        .microseconds = metrics_counter("newsmill_sink_batch_microseconds_total", NULL, "Time spent in the store"),
    };
}

const struct sink_metrics *sink_metrics(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, make_metrics);
    return &metrics;
}

/* One outage of the store, from its first failure on. */
struct outage {
    double since, pause, last_said;
};

/* Says so now and then, and waits. False: the wait has to end, by a stop or by --give-up. */
static bool wait_out(struct sink *sink, struct outage *outage, const struct error *error)
{
    double now = clock_now();
    metric_add(sink_metrics()->retries, 1);
    atomic_store(&sink->store_works, false);
    if (outage->since <= 0)
        *outage = (struct outage){.since = now, .pause = FIRST_PAUSE};
    if (log_due(&outage->last_said, SAY_SO_EVERY))
        log_warning("%s; nothing is lost, trying again", error->text);
    if (signals_stop_requested())
        return false;
    if (program_settings.give_up > 0 && now - outage->since >= program_settings.give_up) {
        log_error("gave up after %.0f s: %s", now - outage->since, error->text);
        sink->gave_up = true;
        signals_request_stop();
        return false;
    }
    signals_wait(outage->pause);
    outage->pause = outage->pause * 2 < LONGEST ? outage->pause * 2 : LONGEST;
    return true;
}

static void end_outage(struct sink *sink, struct outage *outage)
{
    atomic_store(&sink->store_works, true);
    if (outage->since > 0)
        log_info("the store works again after %.1f s", clock_now() - outage->since);
    outage->since = 0;
}

bool sink_open_store(struct sink *sink, const char *url, struct error *error)
{
    struct outage outage = {0};
    while (!(sink->store = store_open(url, STORE_WRITE, error))) {
        if (error->kind != ERROR_TEMPORARY)
            return false;
        if (signals_stop_requested() || !wait_out(sink, &outage, error)) {
            error_clear(error);
            return false;
        }
    }
    error_clear(error); /* of the tries before */
    end_outage(sink, &outage);
    return true;
}

static void give_back(struct sink *sink, struct link_message **messages, size_t count)
{
    metric_add(sink_metrics()->released, (int64_t)count);
    link_settle(sink->receiver, messages, count, LINK_RELEASED, NULL);
}

static void acknowledge(struct sink *sink, struct link_message **messages, size_t count,
                        const struct store_written *written)
{
    const struct sink_metrics *counters = sink_metrics();
    metric_add(counters->batches, 1);
    metric_add(counters->articles, (int64_t)count);
    metric_add(counters->stored, (int64_t)written->stored);
    metric_add(counters->known, (int64_t)written->known);
    link_settle(sink->receiver, messages, count, LINK_ACKED, NULL);
}

/* Tries until the store has taken the rows or refused them. False: ERROR_PERMANENT, or ERROR_NONE when a stop came. */
static bool write_rows(struct sink *sink, const struct batch *rows, struct store_written *written, struct error *error)
{
    struct outage outage = {0};
    for (;;) {
        double begun = clock_now();
        bool done = store_write(sink->store, rows, written, error);
        metric_add(sink_metrics()->microseconds, (int64_t)((clock_now() - begun) * 1e6));
        if (done || error->kind == ERROR_PERMANENT) {
            end_outage(sink, &outage);
            return done;
        }
        if (!wait_out(sink, &outage, error)) {
            error_clear(error);
            return false;
        }
    }
}

/* Stores `count` messages of the work from `first` on, in one transaction; in halves where it is refused for its data.
 */
static void store_part(struct sink *sink, struct work *work, size_t first, size_t count, const struct batch *rows)
{
    struct error error = {ERROR_NONE, ""};
    struct store_written written = {0, 0};
    struct batch *own = rows ? NULL : sink_rows(work->messages + first, count);
    bool stored = write_rows(sink, rows ? rows : own, &written, &error);
    batch_free(own);
    if (stored)
        acknowledge(sink, work->messages + first, count, &written);
    else if (error.kind != ERROR_PERMANENT)
        give_back(sink, work->messages + first, count);
    else if (count == 1)
        sink_bury(sink, work->messages[first], error.text);
    if (stored || error.kind != ERROR_PERMANENT || count == 1)
        return;
    store_part(sink, work, first, count / 2, NULL);
    store_part(sink, work, first + count / 2, count - count / 2, NULL);
}

void sink_store(struct sink *sink)
{
    double stop_deadline = 0;
    while (!queue_closed(sink->parsed) || queue_size(sink->parsed)) {
        if (signals_stop_requested() && stop_deadline <= 0)
            stop_deadline = clock_now() + program_settings.drain_timeout;
        void *item;
        if (queue_pop(sink->parsed, &item, 1, IDLE_SECONDS)) {
            struct work *work = item;
            if (stop_deadline > 0 && clock_now() > stop_deadline)
                give_back(sink, work->messages, work->count);
            else
                store_part(sink, work, 0, work->count, work->rows);
            queue_push(sink->settled, work, 0);
        }
        double trouble = link_receiver_trouble(sink->receiver);
        if (program_settings.give_up > 0 && trouble >= program_settings.give_up && !sink->gave_up) {
            log_error("gave up: nothing to receive from for %.0f s", trouble);
            sink->gave_up = true;
            signals_request_stop();
        }
        program_gives_up("the dead letters' link", dead_letters_trouble(sink->letters));
    }
}
