#include "cli/line.h"

#include "cli/scrape.h"
#include "common/buffer.h"
#include "common/log.h"
#include "common/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WARNINGS_SHOWN 8 /* of each program; the rest is in its log */

static const struct source {
    enum line_stage stage;
    const char *metric, *label;
} sources[LINE_COUNTS] = {
    [LINE_READ] = {LINE_INGEST, "newsmill_ingest_read_total", NULL},
    [LINE_KNOWN] = {LINE_INGEST, "newsmill_ingest_pages_total", "result=\"known\""},
    [LINE_SKIPPED] = {LINE_INGEST, "newsmill_ingest_pages_total", "result=\"skipped\""},
    [LINE_UNREADABLE] = {LINE_INGEST, "newsmill_ingest_pages_total", "result=\"unreadable\""},
    [LINE_REJECTED] = {LINE_INGEST, "newsmill_ingest_pages_total", "result=\"rejected\""},
    [LINE_FAILED] = {LINE_INGEST, "newsmill_ingest_pages_total", "result=\"failed\""},
    [LINE_DELIVERED] = {LINE_INGEST, "newsmill_ingest_delivered_total", NULL},
    [LINE_ENRICHED] = {LINE_ENRICH, "newsmill_enrich_articles_total", NULL},
    [LINE_SETTLED] = {LINE_SINK, "newsmill_sink_articles_total", NULL},
    [LINE_STORED] = {LINE_SINK, "newsmill_sink_articles_stored_total", NULL},
    [LINE_ALREADY] = {LINE_SINK, "newsmill_sink_articles_known_total", NULL},
};

void line_scrape(struct line *line)
{
    struct buffer body = {0};
    for (int stage = 0; stage < LINE_STAGES; stage++) {
        struct child *child = &line->children[stage];
        long status = 0;
        if (!child->pid || !child->metrics_port)
            continue;
        char *url = xprintf("http://127.0.0.1:%d/metrics", child->metrics_port);
        buffer_clear(&body);
        bool read = scrape_url(url, 0.5, &body, &status, NULL) && status == 200 && body.data;
        free(url);
        for (int i = 0; read && i < LINE_COUNTS; i++)
            if (sources[i].stage == (enum line_stage)stage)
                line->counts[i] =
                    line->earlier[i] + (long long)scrape_value(body.data, sources[i].metric, sources[i].label);
    }
    buffer_free(&body);
}

/* ingest's closing line has the exact counts, which nobody can ask for once it has ended. */
static void take_summary(struct line *line, const char *message)
{
    long long read, delivered, known, skipped, unreadable, rejected, failed;
    if (sscanf(message,
               "read %lld pages: %lld delivered, %lld known, %lld skipped (no article), %lld unreadable, %lld "
               "rejected, %lld not fetched",
               &read, &delivered, &known, &skipped, &unreadable, &rejected, &failed) != 7)
        return;
    line->counts[LINE_READ] = read;
    line->counts[LINE_KNOWN] = known;
    line->counts[LINE_SKIPPED] = skipped;
    line->counts[LINE_UNREADABLE] = unreadable;
    line->counts[LINE_REJECTED] = rejected;
    line->counts[LINE_FAILED] = failed;
    line->counts[LINE_DELIVERED] = line->earlier[LINE_DELIVERED] + delivered;
}

void line_take_log(void *context, struct child *child, const char *level, const char *message)
{
    struct line *line = context;
    enum line_stage stage = (enum line_stage)(child - line->children);
    if (stage == LINE_INGEST) {
        if (findings_add_line(line->findings, message))
            return;
        take_summary(line, message);
    }
    /* Without a broker a dead letter is rejected all the way up to ingest, which names the page. */
    if (text_starts_with(message, "dead letter: ")) {
        if (stage == LINE_SINK && line->broker)
            findings_add(line->findings, "dead letter", message + strlen("dead letter: "), child->stage);
        return;
    }
    bool error = strcmp(level, "error") == 0;
    if (!error && strcmp(level, "warning") != 0)
        return;
    if (++line->warnings_shown[stage] > WARNINGS_SHOWN + 1)
        return;
    if (line->warnings_shown[stage] == WARNINGS_SHOWN + 1)
        log_warning("%s has more to say: see %s", child->stage, child->log_path);
    else if (error)
        log_error("%s: %s", child->stage, message);
    else
        log_warning("%s: %s", child->stage, message);
}

void line_counts_ended(struct line *line, enum line_stage stage)
{
    for (int i = 0; i < LINE_COUNTS; i++) {
        if (sources[i].stage != stage)
            continue;
        line->earlier[i] = i >= LINE_DELIVERED ? line->counts[i] : 0;
    }
}
