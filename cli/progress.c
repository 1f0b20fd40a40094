#include "cli/report.h"

#include "cli/terminal.h"
#include "common/clock.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DRAW_SECONDS 0.2
#define RATE_SECONDS 5.0 /* rates are those of about the last five seconds */
#define MOMENTS      16

static struct moment {
    double at;
    long long read, stored;
} moments[MOMENTS];
static size_t moment_count;
static double begun_at, drawn_at;

/* Keeps the counts of now and returns the oldest moment within RATE_SECONDS. */
static const struct moment *remember(const struct line *line, double now)
{
    if (moment_count == 0 || now - moments[(moment_count - 1) % MOMENTS].at >= RATE_SECONDS / (MOMENTS - 2))
        moments[moment_count++ % MOMENTS] = (struct moment){now, line->counts[LINE_READ], line->counts[LINE_STORED]};
    size_t oldest = moment_count > MOMENTS ? moment_count - MOMENTS : 0;
    while (oldest + 1 < moment_count && now - moments[oldest % MOMENTS].at > RATE_SECONDS)
        oldest++;
    return &moments[oldest % MOMENTS];
}

static void append_count(struct buffer *text, const char *label, long long count)
{
    buffer_printf(text, "  %s ", label);
    terminal_append_count(text, count);
}

static void append_rate(struct buffer *text, long long now, long long then, double seconds)
{
    if (seconds >= 0.5 && now > then)
        buffer_printf(text, " (%.0f/s)", (double)(now - then) / seconds);
}

static const char *phase_words(const struct line *line)
{
    static const char *const words[] = {[LINE_RUNNING] = "",
                                        [LINE_CONSUMING] = "  emptying the topic",
                                        [LINE_DRAIN_INGEST] = "  draining",
                                        [LINE_DRAIN_ENRICH] = "  draining",
                                        [LINE_DRAIN_SINK] = "  draining",
                                        [LINE_OVER] = ""};
    return words[line->phase];
}

void report_draw_progress(struct line *line)
{
    double now = clock_now();
    size_t width = terminal_width(STDERR_FILENO);
    if (begun_at == 0)
        begun_at = now;
    if (!width || now - drawn_at < DRAW_SECONDS)
        return;
    drawn_at = now;
    const struct moment *then = remember(line, now);
    const long long *counts = line->counts;
    struct buffer text = {0}, drawn = {0};
    long seconds = (long)(now - begun_at);
    buffer_printf(&text, "%ld:%02ld", seconds / 60, seconds % 60);
    append_count(&text, "read", counts[LINE_READ]);
    append_rate(&text, counts[LINE_READ], then->read, now - then->at);
    append_count(&text, "enriched", counts[LINE_ENRICHED]);
    append_count(&text, "stored", counts[LINE_STORED]);
    append_rate(&text, counts[LINE_STORED], then->stored, now - then->at);
    long long bad = counts[LINE_UNREADABLE] + counts[LINE_REJECTED] + counts[LINE_FAILED];
    if (counts[LINE_KNOWN])
        append_count(&text, "known", counts[LINE_KNOWN]);
    if (counts[LINE_SKIPPED])
        append_count(&text, "skipped", counts[LINE_SKIPPED]);
    if (bad)
        append_count(&text, "bad", bad);
    buffer_append_text(&text, phase_words(line));
    buffer_append_text(&drawn, "\r\033[K");
    terminal_append(&drawn, text.data, width - 1);
    if (write(STDERR_FILENO, drawn.data, drawn.size) < 0)
        drawn_at = now + 60; /* a terminal that is gone needs no more progress soon */
    buffer_free(&text);
    buffer_free(&drawn);
}

void report_end_progress(void)
{
    static const char clear[] = "\r\033[K";
    if (drawn_at > 0 && write(STDERR_FILENO, clear, sizeof clear - 1) < 0)
        drawn_at = 0;
}
