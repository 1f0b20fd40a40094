#include "cli/report.h"

#include "cli/command.h"
#include "cli/terminal.h"
#include "cli/top.h"
#include "common/program.h"
#include "common/secrets.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Articles that the store has now and had not before. The store itself knows best; a sink that was killed took its
 * last counts with it. */
static long long stored(const struct report *report)
{
    if (report->counted)
        return report->after.versions - report->before.versions;
    return report->line->counts[LINE_STORED];
}

/* Known before this run. An ingest that was started again knows what its earlier life has delivered, too: then what is
 * left over counts. */
static long long known(const struct report *report)
{
    const long long *counts = report->line->counts;
    long long count = counts[LINE_KNOWN];
    if (report->line->restarts[LINE_INGEST]) {
        long long left = counts[LINE_READ] - counts[LINE_SKIPPED] - counts[LINE_UNREADABLE] - counts[LINE_FAILED] -
                         counts[LINE_REJECTED] - stored(report);
        count = left < count ? left : count;
    }
    return count < 0 ? 0 : count;
}

/* Sent, but in the store already: with --again, or when two pages are one article. A program that was started again has
 * also sent some twice; those are none of it. */
static long long already(const struct report *report)
{
    for (int stage = 0; stage < LINE_STAGES; stage++)
        if (report->line->restarts[stage])
            return 0;
    return report->line->counts[LINE_ALREADY];
}

static double rate(const struct report *report)
{
    return report->seconds > 0 ? (double)stored(report) / report->seconds : 0;
}

static void append_count(struct buffer *text, const char *label, long long count, const char *meaning)
{
    struct buffer digits = {0};
    terminal_append_count(&digits, count);
    buffer_printf(text, "  %-11s%11s  %s\n", label, digits.data, meaning);
    buffer_free(&digits);
}

static void append_counts(const struct report *report, struct buffer *text)
{
    const long long *counts = report->line->counts;
    append_count(text, "read", counts[LINE_READ], "pages");
    append_count(text, "stored", stored(report), "new articles, and new versions of old ones");
    if (known(report))
        append_count(text, "known", known(report), "delivered before and unchanged");
    if (already(report))
        append_count(text, "already", already(report), "in the store as they are");
    if (counts[LINE_SKIPPED])
        append_count(text, "skipped", counts[LINE_SKIPPED], "no article in them");
    if (counts[LINE_UNREADABLE])
        append_count(text, "unreadable", counts[LINE_UNREADABLE], "missing, corrupt or over a limit");
    if (counts[LINE_FAILED])
        append_count(text, "failed", counts[LINE_FAILED], "could not be fetched");
    if (counts[LINE_REJECTED])
        append_count(text, "rejected", counts[LINE_REJECTED], "refused on the way; 'newsmill dead' shows them");
    size_t letters = findings_count(report->line->findings, "dead letter");
    if (letters)
        append_count(text, "dead", (long long)letters, "refused by the sink; they are in the topic's .dead");
}

static void append_memory(const struct report *report, struct buffer *text)
{
    buffer_append_text(text, "Peak memory ");
    for (int stage = 0; stage < LINE_STAGES; stage++) {
        const struct child *child = &report->line->children[stage];
        buffer_printf(text, "%s %s %.0f MB", stage ? "," : "", child->stage, (double)child->peak_bytes / 1e6);
    }
    buffer_append_char(text, '\n');
    for (int stage = 0; stage < LINE_STAGES; stage++)
        if (report->line->restarts[stage])
            buffer_printf(text, "%s was started again %u time%s; nothing is lost by that.\n",
                          report->line->children[stage].stage, report->line->restarts[stage],
                          report->line->restarts[stage] == 1 ? "" : "s");
}

static void append_where(const struct report *report, struct buffer *text)
{
    buffer_append_text(text, "Store       ");
    secrets_append_hidden(text, report->line->store_url);
    if (report->counted) {
        buffer_append_text(text, " (");
        terminal_append_count(text, report->after.articles);
        buffer_append_text(text, " articles, ");
        terminal_append_count(text, report->after.versions);
        buffer_append_text(text, " versions, ");
        terminal_append_count(text, report->after.mentions);
        buffer_append_text(text, " mentions)");
    }
    buffer_printf(text, "\nLogs        %s/logs\n", program_settings.data);
}

static void append_next(struct buffer *text)
{
    struct buffer options = {0};
    if (strcmp(program_settings.data, "newsmill-data") != 0)
        buffer_printf(&options, " --data %s", program_settings.data);
    if (command_settings.store) {
        buffer_append_text(&options, " --store ");
        secrets_append_hidden(&options, command_settings.store);
    }
    const char *own = options.data ? options.data : "";
    const char *program = program_invocation_name; /* as the user called it */
    buffer_printf(text, "\nTry         %s search%s bitcoin reserve\n", program, own);
    buffer_printf(text, "            %s top%s --type ORG\n", program, own);
    buffer_printf(text, "            %s status%s\n", program, own);
    buffer_free(&options);
}

void report_append(const struct report *report, struct buffer *text, size_t width)
{
    const struct line *line = report->line;
    struct buffer found = {0};
    buffer_printf(text, "%s after %.1f s",
                  line->stopped      ? "Stopped"
                  : report->code > 1 ? "Failed"
                                     : "Done",
                  report->seconds);
    if (stored(report))
        buffer_printf(text, ", %.0f articles/s", rate(report));
    buffer_append_text(text, ".\n\n");
    append_counts(report, text);
    findings_append(line->findings, &found, line->children[LINE_INGEST].log_path, width);
    if (found.size)
        buffer_printf(text, "\nNot stored\n%s", found.data);
    buffer_free(&found);
    if (json_array_size(report->top)) {
        buffer_append_text(text, "\nNamed in most articles\n");
        top_append(report->top, text, 2, width);
    }
    buffer_append_char(text, '\n');
    append_memory(report, text);
    append_where(report, text);
    if (report->counted && report->after.articles)
        append_next(text);
}

static json_t *json_counts(const struct store_counts *counts)
{
    return json_pack("{sI sI sI sI}", "articles", (json_int_t)counts->articles, "versions",
                     (json_int_t)counts->versions, "entities", (json_int_t)counts->entities, "mentions",
                     (json_int_t)counts->mentions);
}

json_t *report_json(const struct report *report)
{
    const struct line *line = report->line;
    const long long *counts = line->counts;
    struct buffer url = {0};
    secrets_append_hidden(&url, line->store_url);
    json_t *json = json_pack("{sI sI sI sI sI sI sI sI sI}", "read", (json_int_t)counts[LINE_READ], "stored",
                             (json_int_t)stored(report), "known", (json_int_t)known(report), "already",
                             (json_int_t)already(report), "skipped", (json_int_t)counts[LINE_SKIPPED], "unreadable",
                             (json_int_t)counts[LINE_UNREADABLE], "failed", (json_int_t)counts[LINE_FAILED], "rejected",
                             (json_int_t)counts[LINE_REJECTED], "deadLetters",
                             (json_int_t)findings_count(line->findings, "dead letter"));
    json_object_set_new(json, "notStored", findings_json(line->findings));
    json_object_set_new(json, "stopped", json_boolean(line->stopped));
    json_object_set_new(json, "seconds", json_real(report->seconds));
    json_object_set_new(json, "articlesPerSecond", json_real(rate(report)));
    json_t *memory = json_object(), *restarts = json_object();
    for (int stage = 0; stage < LINE_STAGES; stage++) {
        const struct child *child = &line->children[stage];
        json_object_set_new(memory, child->stage, json_integer(child->peak_bytes));
        json_object_set_new(restarts, child->stage, json_integer(line->restarts[stage]));
    }
    json_object_set_new(json, "peakMemoryBytes", memory);
    json_object_set_new(json, "restarts", restarts);
    json_object_set_new(json, "top", report->top ? json_incref(report->top) : json_array());
    json_t *store = report->counted ? json_counts(&report->after) : json_object();
    json_object_set_new(store, "url", json_string(url.data ? url.data : ""));
    json_object_set_new(json, "store", store);
    json_object_set_new(json, "data", json_string(program_settings.data));
    json_object_set_new(json, "exitCode", json_integer(report->code));
    buffer_free(&url);
    return json;
}
