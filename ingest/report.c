#include "ingest/report.h"

#include "common/clock.h"
#include "common/log.h"
#include "common/metrics.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const words[REPORT_RESULTS] = {
    [REPORT_DELIVERED] = "delivered",   [REPORT_KNOWN] = "known",       [REPORT_SKIPPED] = "skipped",
    [REPORT_UNREADABLE] = "unreadable", [REPORT_REJECTED] = "rejected", [REPORT_FAILED] = "failed",
};

static struct metric *read_total, *delivered_total, *in_flight, *results[REPORT_RESULTS];
static bool terminal;
static atomic_bool drawn; /* the progress line is on the screen */
static double started, last_drawn;

void report_start(void)
{
    char label[64];
    read_total = metrics_counter("newsmill_ingest_read_total", NULL, "Pages that came out of a source or a fetch");
    delivered_total = metrics_counter("newsmill_ingest_delivered_total", NULL, "Articles that were acked");
    in_flight = metrics_gauge("newsmill_ingest_in_flight", NULL, "Articles that were sent and have no outcome yet");
    for (int i = 0; i < REPORT_RESULTS; i++) {
        snprintf(label, sizeof label, "result=\"%s\"", words[i]);
        results[i] = metrics_counter("newsmill_ingest_pages_total", label, "Pages and sources by what became of them");
    }
    terminal = isatty(STDERR_FILENO);
    started = clock_now();
}

void report_read(void)
{
    metric_add(read_total, 1);
}

/* A line of log must not be drawn into the progress line. */
static void clear_progress(void)
{
    if (atomic_exchange(&drawn, false))
        fputs("\r\033[K", stderr);
}

void report_result(enum report_result result, const char *what, const char *reason)
{
    metric_add(results[result], 1);
    if (result == REPORT_DELIVERED)
        metric_add(delivered_total, 1);
    if (!what)
        return;
    if (result != REPORT_DELIVERED && result != REPORT_KNOWN)
        clear_progress();
    switch (result) {
    case REPORT_DELIVERED:
    case REPORT_KNOWN:
        log_debug("%s: %s", what, words[result]);
        break;
    case REPORT_SKIPPED:
        log_info("%s: skipped: %s", what, reason);
        break;
    default:
        log_warning("%s: %s: %s", what, words[result], reason);
        break;
    }
}

void report_fetch(const char *label)
{
    char text[64];
    snprintf(text, sizeof text, "result=\"%s\"", label);
    metric_add(metrics_counter("newsmill_ingest_fetches_total", text, "HTTP requests by how they ended"), 1);
}

void report_list(const char *kind)
{
    char text[64];
    snprintf(text, sizeof text, "kind=\"%s\"", kind);
    metric_add(metrics_counter("newsmill_ingest_lists_total", text, "Feeds, sitemaps and other lists that were read"),
               1);
}

long long report_count(enum report_result result)
{
    return metric_value(results[result]);
}

void report_progress(size_t pending, bool last)
{
    double now = clock_now();
    metric_set(in_flight, (int64_t)pending);
    if (!terminal || (!last && now - last_drawn < 0.2))
        return;
    last_drawn = now;
    double seconds = now - started > 0.001 ? now - started : 0.001;
    fprintf(stderr, "\r\033[Kread %lld (%.0f/s)  delivered %lld  in flight %zu  skipped %lld  bad %lld%s",
            (long long)metric_value(read_total), (double)metric_value(read_total) / seconds,
            report_count(REPORT_DELIVERED), pending, report_count(REPORT_SKIPPED),
            report_count(REPORT_UNREADABLE) + report_count(REPORT_REJECTED) + report_count(REPORT_FAILED),
            last ? "\n" : "");
    atomic_store(&drawn, !last);
}

void report_summary(double seconds)
{
    long long delivered = report_count(REPORT_DELIVERED);
    log_info("read %lld pages: %lld delivered, %lld known, %lld skipped (no article), %lld unreadable, %lld rejected, "
             "%lld not fetched; %.1f s, %.0f articles/s",
             (long long)metric_value(read_total), delivered, report_count(REPORT_KNOWN), report_count(REPORT_SKIPPED),
             report_count(REPORT_UNREADABLE), report_count(REPORT_REJECTED), report_count(REPORT_FAILED), seconds,
             (double)delivered / (seconds > 0.001 ? seconds : 0.001));
}

enum exit_code report_exit_code(void)
{
    return report_count(REPORT_UNREADABLE) || report_count(REPORT_REJECTED) || report_count(REPORT_FAILED)
               ? EXIT_SOME_FAILED
               : EXIT_ALL_DONE;
}
