#include "cli/line.h"

#include "common/clock.h"
#include "common/kafka_admin.h"
#include "common/log.h"
#include "common/program.h"
#include "common/signals.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define STEP_SECONDS        0.05
#define SCRAPE_SECONDS      0.5
#define TOPIC_SECONDS       0.3 /* between questions how far the sink has come */
#define QUICK_SECONDS       5.0 /* who dies sooner, without anything done, died quickly */
#define QUICK_DEATHS        10  /* in a row; then it is given up */
#define BACKOFF_LIMIT       10.0
#define FAILED_SECONDS      2.0 /* for draining when a program is gone for good: nobody takes what is in hand */
#define DRAIN_SLACK_SECONDS 5.0 /* beyond a program's own time limit for draining */

/* What only the supervision itself needs. */
struct supervision {
    struct line *line;
    void (*progress)(struct line *line);
    struct kafka_admin *admin;
    struct kafka_offsets end; /* of the topic when ingest had ended */
    double scraped_at, asked_at;
    long long done_at_start[LINE_STAGES]; /* articles delivered or settled when the program was started */
};

static long long done(const struct line *line)
{
    return line->counts[LINE_DELIVERED] + line->counts[LINE_SETTLED];
}

static void enter(struct line *line, enum line_phase phase)
{
    static const int drained[] = {
        [LINE_DRAIN_INGEST] = LINE_INGEST, [LINE_DRAIN_ENRICH] = LINE_ENRICH, [LINE_DRAIN_SINK] = LINE_SINK};
    line->phase = phase;
    line->phase_limit = 0;
    if (phase < LINE_DRAIN_INGEST || phase == LINE_OVER)
        return;
    line->phase_limit =
        clock_now() +
        (line->code > EXIT_SOME_FAILED ? FAILED_SECONDS : program_settings.drain_timeout + DRAIN_SLACK_SECONDS);
    line_scrape(line); /* the last counts before it goes */
    line->start_at[drained[phase]] = 0;
    child_signal(&line->children[drained[phase]], SIGTERM);
}

static void worsen(struct line *line, int code)
{
    if (line->code == EXIT_ALL_DONE || code > line->code)
        line->code = code;
}

/* Ends the run in order, early or with an error. */
static void begin_stop(struct line *line, int code)
{
    worsen(line, code);
    if (line->phase < LINE_DRAIN_INGEST)
        enter(line, LINE_DRAIN_INGEST);
}

static void start(struct supervision *supervision, enum line_stage stage)
{
    struct line *line = supervision->line;
    struct error error = {0};
    line->start_at[stage] = 0;
    supervision->done_at_start[stage] = done(line);
    if (!child_start(&line->children[stage], &error)) {
        log_error("%s", error.text);
        begin_stop(line, EXIT_SOME_FAILED);
    }
}

static void describe_end(const struct child *child, char *text, size_t size)
{
    const char *words = child->last_words ? child->last_words : "";
    if (child->code < 0)
        snprintf(text, size, "%s was ended by signal %d (%s)%s%s", child->stage, -child->code, strsignal(-child->code),
                 *words ? "; its last error: " : "", words);
    else
        snprintf(text, size, "%s ended with exit code %d%s%s", child->stage, child->code, *words ? ": " : "", words);
}

/* It died while it was wanted: starts it again a little later, or gives it up. */
static void died(struct supervision *supervision, enum line_stage stage)
{
    struct line *line = supervision->line;
    struct child *child = &line->children[stage];
    char text[700];
    describe_end(child, text, sizeof text);
    bool worked = clock_now() - child->started_at >= QUICK_SECONDS || done(line) > supervision->done_at_start[stage];
    line->quick_deaths[stage] = worked ? 0 : line->quick_deaths[stage] + 1;
    if (line->quick_deaths[stage] >= QUICK_DEATHS) {
        log_error("%s; it has died %d times in a row and is given up; see %s", text, QUICK_DEATHS, child->log_path);
        begin_stop(line, EXIT_SOME_FAILED);
        return;
    }
    if (stage == LINE_INGEST) {
        findings_clear(line->findings);
        if (line->lists_stdin) {
            log_error("%s; what it had not read from stdin is lost, so run it again with the same list", text);
            begin_stop(line, EXIT_SOME_FAILED);
            return;
        }
    }
    double wait = 0.1 * (double)(1u << line->quick_deaths[stage]);
    wait = wait > BACKOFF_LIMIT ? BACKOFF_LIMIT : wait;
    log_warning("%s; it starts again in %.1f s", text, wait);
    line->restarts[stage]++;
    line->start_at[stage] = clock_now() + wait;
}

/* The stage that this phase waits for; LINE_STAGES: none. */
static enum line_stage awaited(const struct line *line)
{
    switch (line->phase) {
    case LINE_RUNNING:
    case LINE_DRAIN_INGEST:
        return LINE_INGEST;
    case LINE_DRAIN_ENRICH:
        return LINE_ENRICH;
    case LINE_DRAIN_SINK:
        return LINE_SINK;
    default:
        return LINE_STAGES;
    }
}

static void ended(struct supervision *supervision, enum line_stage stage)
{
    struct line *line = supervision->line;
    struct child *child = &line->children[stage];
    char text[700];
    child_follow_log(child, line_take_log, line);
    line_counts_ended(line, stage);
    bool well = child->code == EXIT_ALL_DONE || child->code == EXIT_SOME_FAILED;
    if (child->code == -SIGTERM && line->phase >= LINE_DRAIN_INGEST && stage == awaited(line)) {
        child->code = EXIT_ALL_DONE; /* it had not even begun */
        well = true;
    }
    if (child->code == EXIT_BAD_USAGE || child->code == EXIT_GAVE_UP) {
        if (!child->last_words) /* else they were passed on */
            log_error("%s ended with exit code %d; see %s", child->stage, child->code, child->log_path);
        begin_stop(line, child->code);
    } else if (well && stage == awaited(line)) {
        worsen(line, child->code);
    } else if (line->phase >= LINE_DRAIN_INGEST && line->code > EXIT_SOME_FAILED) {
        return; /* killed, because there was nobody left to work for */
    } else if (line->phase >= LINE_DRAIN_INGEST && stage == awaited(line)) {
        describe_end(child, text, sizeof text);
        log_warning("%s while it was draining; what it had in hand is sent again by the next run", text);
        worsen(line, EXIT_SOME_FAILED);
    } else {
        died(supervision, stage);
    }
}

/* True when the sink has committed past what was in the topic when ingest had ended. */
static bool consumed(struct supervision *supervision)
{
    struct kafka_offsets committed = {0};
    struct error error = {0};
    bool reached = false;
    if (clock_now() - supervision->asked_at < TOPIC_SECONDS)
        return false;
    if (!supervision->admin) {
        supervision->admin = kafka_admin_open(supervision->line->broker, &program_settings.links, &error);
        if (!supervision->admin) {
            log_error("%s", error.text);
            begin_stop(supervision->line, EXIT_SOME_FAILED);
            return false;
        }
    }
    if ((supervision->end.count || kafka_admin_end_offsets(supervision->admin, 2, &supervision->end, &error)) &&
        kafka_admin_committed_offsets(supervision->admin, 2, &committed, &error))
        reached = kafka_offsets_reached(&committed, &supervision->end);
    kafka_offsets_free(&committed);
    supervision->asked_at = clock_now();
    return reached;
}

/* Goes on to the next phase when this one is done. */
static void advance(struct supervision *supervision)
{
    struct line *line = supervision->line;
    enum line_stage stage = awaited(line);
    if (stage != LINE_STAGES && (line->children[stage].pid || line->start_at[stage] > 0))
        return;
    switch (line->phase) {
    case LINE_RUNNING:
        enter(line, line->broker ? LINE_CONSUMING : LINE_DRAIN_ENRICH);
        break;
    case LINE_CONSUMING:
        if (consumed(supervision))
            enter(line, LINE_DRAIN_ENRICH);
        break;
    case LINE_DRAIN_INGEST:
        enter(line, LINE_DRAIN_ENRICH);
        break;
    case LINE_DRAIN_ENRICH:
        enter(line, LINE_DRAIN_SINK);
        break;
    case LINE_DRAIN_SINK:
    case LINE_OVER:
        enter(line, LINE_OVER);
        break;
    }
}

static void hold_to_limit(struct line *line)
{
    enum line_stage stage = awaited(line);
    if (line->phase_limit == 0 || clock_now() < line->phase_limit || stage == LINE_STAGES)
        return;
    if (line->code <= EXIT_SOME_FAILED)
        log_warning("%s has not drained in time and is killed; what it had in hand is sent again by the next run",
                    line->children[stage].stage);
    child_signal(&line->children[stage], SIGKILL);
    line->phase_limit = 0;
}

static void step(struct supervision *supervision)
{
    struct line *line = supervision->line;
    double now = clock_now();
    for (int stage = 0; stage < LINE_STAGES; stage++) {
        struct child *child = &line->children[stage];
        if (child->pid)
            child_follow_log(child, line_take_log, line);
        if (child_reap(child))
            ended(supervision, (enum line_stage)stage);
        if (line->start_at[stage] > 0 && now >= line->start_at[stage])
            start(supervision, (enum line_stage)stage);
    }
    if (now - supervision->scraped_at >= SCRAPE_SECONDS) {
        line_scrape(line);
        supervision->scraped_at = now;
    }
    if (signals_stop_requested() && line->phase < LINE_DRAIN_INGEST) {
        log_info("stopping: ingest, enrich and sink finish what they have in hand");
        line->stopped = true;
        begin_stop(line, EXIT_ALL_DONE);
    }
    hold_to_limit(line);
    advance(supervision);
}

static void pause_between_steps(void)
{
    if (!signals_stop_requested()) {
        signals_wait(STEP_SECONDS);
    } else { /* signals_wait would return at once */
        struct timespec time = {.tv_nsec = (long)(STEP_SECONDS * 1e9)};
        nanosleep(&time, NULL);
    }
}

int line_supervise(struct line *line, void (*progress)(struct line *line))
{
    struct supervision supervision = {.line = line, .progress = progress};
    for (int stage = LINE_STAGES - 1; stage >= 0 && line->phase == LINE_RUNNING; stage--)
        start(&supervision, (enum line_stage)stage);
    while (line->phase != LINE_OVER) {
        step(&supervision);
        if (progress)
            progress(line);
        if (line->phase != LINE_OVER)
            pause_between_steps();
    }
    kafka_offsets_free(&supervision.end);
    kafka_admin_close(supervision.admin);
    return line->code;
}
