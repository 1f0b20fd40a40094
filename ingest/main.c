/*
 * newsmill-ingest: pages in, articles out.
 *
 *   reading thread ─▶ pipeline (extraction threads) ─▶ this thread: delivery over the link, outcomes, frontier
 *   this thread: fetching ─▶ pipeline                ─▶ this thread: what feeds and sitemaps list, to be fetched
 *
 * This thread alone owns the frontier and the fetches. Every step before it is bounded, so when the link gives no
 * room, reading and fetching stop by themselves.
 */
#include "common/http_server.h"
#include "common/log.h"
#include "common/program.h"
#include "common/signals.h"
#include "common/text.h"
#include "ingest/contact.h"
#include "ingest/delivery.h"
#include "ingest/explain.h"
#include "ingest/list.h"
#include "ingest/reader.h"
#include "ingest/report.h"
#include "ingest/settings.h"
#include "ingest/source.h"
#include "ingest/source_changes.h"
#include "ingest/url.h"

#include <libxml/parser.h>
#include <malloc.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define PIPELINE_BYTES   (8u << 20)
#define LONGEST_INTERVAL (31 * 86400.0) /* seconds, of what is to be done again */
#define LONGEST_WAIT     1.0            /* seconds; progress and --give-up are looked after that often */

struct ingest {
    struct frontier *frontier;
    struct delivery *delivery;
    struct pipeline *pipeline;
    struct reader *reader;
    struct fetcher *fetcher;
    struct source_table *configured; /* the configuration's sources */
    struct source_changes changes;   /* what `newsmill sources` says of them */
    struct warc_writer *archive;     /* NULL: what is fetched is not kept */
    struct http_server *server;
    char *sources; /* names the run in the frontier */
    bool words;    /* there are sources on the command line */
    bool polled;   /* this run has had lists that are read again */
    bool crowded;  /* the pipeline had no room for a page that was fetched */
    bool gave_up;
    atomic_bool frontier_away; /* for the server's thread */
};

/* ---- start ---- */

static bool is_ready(void *context, char *reason)
{
    struct ingest *ingest = context;
    double away = delivery_trouble(ingest->delivery);
    if (away > 0)
        snprintf(reason, 256, "the output link has been away for %.0f s", away);
    else if (atomic_load(&ingest->frontier_away))
        snprintf(reason, 256, "the frontier cannot be written");
    else
        return true;
    return false;
}

static char *join_sources(char **words, int count)
{
    struct buffer text = {0};
    for (int i = 0; i < count; i++) {
        char *shown = source_shown(words[i]);
        buffer_append_text(&text, shown);
        free(shown);
        buffer_append_char(&text, '\n');
    }
    return buffer_steal(&text);
}

/* A filter remembers nothing, unless it is told where. */
static bool remembers(void)
{
    const char *out = ingest_settings.out;
    return ingest_settings.frontier || (strcmp(out, "-") != 0 && !text_starts_with(out, "file:"));
}

/* Before the next try to open the frontier. False: there is to be none. */
static bool wait_for_frontier(struct ingest *ingest, double since, double *said, struct error *error)
{
    double limit = program_settings.give_up;
    if (error->kind != ERROR_TEMPORARY || signals_stop_requested())
        return false;
    if (limit > 0 && clock_now() - since >= limit) {
        ingest->gave_up = true;
        return error_set(error, ERROR_TEMPORARY, "giving up: the frontier has been away for %g s (--give-up): %s",
                         limit, error->text);
    }
    if (log_due(said, 30))
        log_warning("%s; trying again until it works", error->text);
    signals_wait(1);
    return true;
}

static bool open_frontier(struct ingest *ingest, struct error *error)
{
    char now[CLOCK_STAMP_SIZE];
    char *path = NULL;
    double said = 0, since = clock_now();
    if (remembers()) {
        path = ingest_settings.frontier ? xstrdup(ingest_settings.frontier) : program_data_path("frontier.db");
        if (!ingest_settings.frontier && !program_make_data_folder(error))
            goto out;
    }
    clock_stamp(time(NULL), now);
    while (!(ingest->frontier = frontier_open(path, error)) ||
           !frontier_join(ingest->frontier, ingest_settings.lease, error) ||
           !frontier_begin_run(ingest->frontier, ingest->sources, now, error)) {
        frontier_close(ingest->frontier);
        ingest->frontier = NULL;
        if (!wait_for_frontier(ingest, since, &said, error))
            break;
    }
out:
    free(path);
    return ingest->frontier != NULL;
}

/* Lists are to be read again some time, as far as is known. */
static bool polls(struct ingest *ingest)
{
    return ingest_settings.settle.returns &&
           (!frontier_commit(ingest->frontier) || frontier_polls_ahead(ingest->frontier));
}

/* What was paused or removed while this ran may be resumed, and another source be added. */
static bool waits_for_sources(const struct ingest *ingest)
{
    bool changed = ingest->changes.rows;
    return ingest_settings.settle.returns && ((ingest->polled && (changed || ingest_settings.sources)) ||
                                              (changed && !ingest->words) || source_changes_pause(&ingest->changes));
}

/* Queues what the configuration names, unless this run has it already. */
static void add_configured(struct ingest *ingest)
{
    for (size_t i = 0; i < source_table_count(ingest->configured); i++) {
        const char *address = source_table_address(ingest->configured, i);
        if (text_starts_with(address, SOURCE_SITE))
            list_add_site(ingest->fetcher, address + strlen(SOURCE_SITE), address);
        else
            fetcher_add(ingest->fetcher, address, &(struct frontier_origin){.source = address});
    }
}

static void put_in_force(struct ingest *ingest)
{
    json_t *off = json_array(), *entries = source_changes_merge(&ingest->changes, ingest_settings.sources, off);
    source_table_set(ingest->configured, entries, off);
    json_decref(entries);
    json_decref(off);
}

static void look_for_changes(struct ingest *ingest)
{
    if (!source_changes_read(&ingest->changes, ingest->frontier))
        return;
    put_in_force(ingest);
    add_configured(ingest);
    log_info("the sources were changed: there are %zu", source_table_count(ingest->configured));
}

/* SIGHUP. */
static void reload(struct ingest *ingest)
{
    struct error error = {0};
    if (!ingest_settings_reload(&error)) {
        log_error("%s; the sources stay as they were", error.text);
        return;
    }
    put_in_force(ingest);
    add_configured(ingest);
    log_info("the configuration was read again: it names %zu sources", source_table_count(ingest->configured));
}

static bool start(struct ingest *ingest, char **words, int count, struct error *error)
{
    for (int i = 0; i < count; i++)
        if (!source_check_word(words[i], error))
            return false;
    report_start();
    ingest->sources = join_sources(words, count);
    ingest->words = count > 0;
    ingest->configured = source_table_new(ingest_settings.sources);
    if (!open_frontier(ingest, error))
        return false;
    ingest_settings.settle.frontier = ingest->frontier;
    frontier_mend_times(ingest->frontier, clock_unix(), LONGEST_INTERVAL);
    struct delivery_settings delivery = {.out = ingest_settings.out,
                                         .dead_letters = ingest_settings.dead_letters,
                                         .settle = &ingest_settings.settle,
                                         .remember = remembers(),
                                         .again = ingest_settings.again};
    if (!(ingest->delivery = delivery_open(&delivery, error)))
        return false;
    if (program_settings.metrics &&
        !(ingest->server = http_server_start(program_settings.metrics, is_ready, ingest, error)))
        return false;
    if (ingest_settings.save_warc &&
        !(ingest->archive = warc_writer_open(ingest_settings.save_warc, ingest_settings.save_warc_size,
                                             ingest_settings.fetch.user_agent, error)))
        return false;
    ingest_settings.fetch.archive = ingest->archive;
    ingest_settings.fetch.sources = ingest->configured;
    if (!(ingest->fetcher = fetcher_new(&ingest_settings.fetch, ingest->frontier, error)))
        return false;
    source_changes_read(&ingest->changes, ingest->frontier);
    put_in_force(ingest);
    add_configured(ingest);
    if (count == 0 && source_table_count(ingest->configured) == 0 && fetcher_idle(ingest->fetcher) && !polls(ingest) &&
        !waits_for_sources(ingest))
        return error_set(error, ERROR_USAGE,
                         "nothing to do: name a SOURCE (a URL, a file, a folder, warc:PATH, or - for a list on stdin); "
                         "--help tells more");
    ingest->pipeline = pipeline_start(ingest_settings.threads, PIPELINE_BYTES);
    struct reader_settings reader = {.words = words,
                                     .count = count,
                                     .max_page = ingest_settings.max_page,
                                     .started = frontier_run_started(ingest->frontier),
                                     .pipeline = ingest->pipeline};
    ingest->reader = reader_start(&reader);
    return true;
}

/* ---- the work ---- */

static void take_urls(struct ingest *ingest)
{
    char *url;
    while (delivery_has_room(ingest->delivery) && (url = reader_take_url(ingest->reader))) {
        if (text_starts_with(url, SOURCE_SITE))
            list_add_site(ingest->fetcher, url + strlen(SOURCE_SITE), NULL);
        else
            fetcher_add(ingest->fetcher, url, NULL);
        free(url);
    }
}

/* Nobody polls the public web without saying who asks; once is allowed. `list`: NULL for one in a file. */
static void ask_for_contact(const char *list)
{
    if (!ingest_settings.settle.returns || !list || !contact_is_missing(list, &ingest_settings.fetch))
        return;
    log_warning("%s is read one time only, and so is all else: lists on the public web are polled with --contact "
                "ADDRESS (a mail address or a page), so that their people know whom to write to; --once says nothing",
                list);
    ingest_settings.settle.returns = false;
}

static void take_list(struct ingest *ingest, struct page *page)
{
    ask_for_contact(page->url);
    list_expand(ingest->fetcher, &ingest_settings.settle, ingest->configured, page, ingest_settings.again);
}

static void move_pages(struct ingest *ingest)
{
    struct page *page;
    while (delivery_has_room(ingest->delivery) && (page = pipeline_take(ingest->pipeline))) {
        if (page->url_number && page->instance != frontier_instance(ingest->frontier))
            page_free(page); /* another ingest has taken over its host, and fetches it again */
        else if (page->feed)
            take_list(ingest, page);
        else
            delivery_give(ingest->delivery, page);
    }
    fetcher_queue_due(ingest->fetcher);
    fetcher_run(ingest->fetcher, !ingest->crowded && delivery_has_room(ingest->delivery));
    ingest->crowded = false;
    while (!ingest->crowded && (page = fetcher_take(ingest->fetcher))) {
        ingest->crowded = !pipeline_push(ingest->pipeline, page, 0);
        if (ingest->crowded)
            fetcher_put_back(ingest->fetcher, page);
    }
}

static void write_frontier(struct ingest *ingest)
{
    frontier_tend(ingest->frontier);
    if (frontier_commit_wait(ingest->frontier) == 0)
        frontier_commit(ingest->frontier);
    atomic_store(&ingest->frontier_away, frontier_trouble(ingest->frontier) > 0);
}

/* It never is done while lists are polled, or sources waited for. */
static bool goes_on(struct ingest *ingest)
{
    if (!polls(ingest))
        return waits_for_sources(ingest);
    ingest->polled = true;
    return true;
}

static bool all_done(struct ingest *ingest)
{
    return reader_done(ingest->reader) && pipeline_size(ingest->pipeline) == 0 &&
           delivery_pending(ingest->delivery) == 0 && fetcher_idle(ingest->fetcher) && !goes_on(ingest);
}

static bool must_give_up(struct ingest *ingest)
{
    double limit = program_settings.give_up, link = delivery_trouble(ingest->delivery);
    if (limit <= 0 || (link < limit && frontier_trouble(ingest->frontier) < limit))
        return false;
    log_error("giving up: the %s has been away for %.0f s (--give-up)", link >= limit ? "output link" : "frontier",
              limit);
    return true;
}

static bool is_damaged(const struct ingest *ingest)
{
    if (!frontier_is_damaged(ingest->frontier))
        return false;
    log_error("the frontier is damaged: nothing more can be noted in it, so this run ends; started again, it goes on "
              "with a new one");
    return true;
}

/* Sleeps until there is something to do. What cannot be taken now is not waited for. */
static void wait_for_work(struct ingest *ingest)
{
    struct curl_waitfd waited[4] = {{.fd = signals_descriptor(), .events = CURL_WAIT_POLLIN},
                                    {.fd = delivery_descriptor(ingest->delivery), .events = CURL_WAIT_POLLIN}};
    unsigned count = 2;
    double seconds = LONGEST_WAIT, commit = frontier_commit_wait(ingest->frontier);
    if (commit >= 0 && commit < seconds)
        seconds = commit;
    if (delivery_has_room(ingest->delivery)) {
        waited[count].events = CURL_WAIT_POLLIN;
        waited[count++].fd = pipeline_descriptor(ingest->pipeline);
        if (!reader_done(ingest->reader)) {
            waited[count].events = CURL_WAIT_POLLIN;
            waited[count++].fd = reader_descriptor(ingest->reader);
        }
    }
    fetcher_wait(ingest->fetcher, waited, count, seconds);
}

static void work(struct ingest *ingest)
{
    while (!signals_stop_requested()) {
        delivery_collect(ingest->delivery);
        if (delivery_broken(ingest->delivery))
            return;
        take_urls(ingest);
        move_pages(ingest);
        write_frontier(ingest);
        report_progress(delivery_pending(ingest->delivery), false);
        if (all_done(ingest))
            return;
        if ((ingest->gave_up = must_give_up(ingest)) || is_damaged(ingest))
            return;
        if (signals_take_reload())
            reload(ingest);
        look_for_changes(ingest);
        wait_for_work(ingest);
    }
}

/* ---- the end ---- */

/* No new pages; what was sent may still be acked, for as long as --drain-timeout. */
static void drain(struct ingest *ingest)
{
    double deadline = clock_now() + program_settings.drain_timeout;
    bool hopeless = ingest->gave_up || delivery_broken(ingest->delivery) || frontier_is_damaged(ingest->frontier);
    reader_stop(ingest->reader);
    pipeline_stop(ingest->pipeline);
    delivery_stop(ingest->delivery);
    if (signals_stop_requested())
        log_info("stopping: %zu articles are still to be acked", delivery_pending(ingest->delivery));
    while (!hopeless && delivery_pending(ingest->delivery) > 0 && clock_now() < deadline) {
        struct pollfd waited = {.fd = delivery_descriptor(ingest->delivery), .events = POLLIN};
        delivery_collect(ingest->delivery);
        write_frontier(ingest);
        if (delivery_pending(ingest->delivery) > 0)
            poll(&waited, 1, 200);
    }
}

/* The last marks: worth waiting for, unless a stop was asked for and its time is over. */
static void finish_frontier(struct ingest *ingest, bool complete)
{
    double deadline = clock_now() + program_settings.drain_timeout;
    if (complete)
        frontier_end_run(ingest->frontier);
    while (!frontier_commit(ingest->frontier)) {
        bool stopping = signals_stop_requested() || ingest->gave_up;
        if ((stopping && clock_now() > deadline) || frontier_is_damaged(ingest->frontier) || must_give_up(ingest))
            break;
        signals_wait(frontier_commit_wait(ingest->frontier));
        if (stopping)
            poll(NULL, 0, 100);
    }
}

static enum exit_code finish(struct ingest *ingest, double started)
{
    bool complete = all_done(ingest);
    ingest->gave_up = ingest->gave_up || program_gave_up();
    bool broken = delivery_broken(ingest->delivery);
    if (!complete)
        drain(ingest);
    finish_frontier(ingest, complete);
    report_progress(delivery_pending(ingest->delivery), true);
    report_summary(clock_now() - started);
    if (ingest->gave_up)
        return EXIT_GAVE_UP;
    if (signals_stop_requested() && !broken && !frontier_is_damaged(ingest->frontier) && goes_on(ingest))
        return EXIT_ALL_DONE; /* it would have gone on for ever: what failed on the way was said then */
    return broken || frontier_is_damaged(ingest->frontier) ? EXIT_SOME_FAILED : report_exit_code();
}

static void tidy_up(struct ingest *ingest)
{
    http_server_stop(ingest->server);
    if (ingest->pipeline)
        pipeline_stop(ingest->pipeline);
    reader_free(ingest->reader);
    fetcher_free(ingest->fetcher);
    source_table_free(ingest->configured);
    source_changes_free(&ingest->changes);
    warc_writer_close(ingest->archive);
    pipeline_free(ingest->pipeline);
    delivery_close(ingest->delivery);
    frontier_close(ingest->frontier);
    free(ingest->sources);
}

int main(int argc, char **argv)
{
    struct ingest ingest = {0};
    struct error error = {0};
    int words = 0;
    int code = ingest_settings_load(argc, argv, &words);
    if (code >= 0)
        return code;
    if (ingest_settings.explain) {
        if (explain_page(ingest_settings.explain, ingest_settings.max_page, stdout, isatty(STDOUT_FILENO), &error))
            return EXIT_ALL_DONE;
        log_error("%s", error.text);
        return EXIT_BAD_USAGE;
    }
    mallopt(M_MMAP_THRESHOLD, 1 << 20); /* a fixed one: what a large page took goes back when the page is done */
    mallopt(M_TRIM_THRESHOLD, 8 << 20); /* and what pages of the usual size took is kept for the next ones */
    curl_global_init(CURL_GLOBAL_DEFAULT);
    xmlInitParser();
    double started = clock_now();
    if (start(&ingest, argv + 1, words, &error)) {
        work(&ingest);
        code = finish(&ingest, started);
    } else if (error.kind == ERROR_TEMPORARY && signals_stop_requested()) {
        code = EXIT_ALL_DONE; /* there was nothing in hand yet */
    } else {
        log_error("%s", error.text);
        code = ingest.gave_up ? EXIT_GAVE_UP : EXIT_BAD_USAGE;
    }
    tidy_up(&ingest);
    xmlCleanupParser();
    curl_global_cleanup();
    return code;
}
