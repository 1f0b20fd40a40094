#include "cli/status_frontier.h"

#include "cli/command.h"
#include "cli/table.h"
#include "cli/terminal.h"
#include "ingest/frontier.h"

#include <string.h>
#include <time.h>

static json_t *counts_json(const struct frontier_counts *counts)
{
    return json_pack("{s{sI sI sI sI sI} s{sI sI} s{sI sI}}", "urls", "queued", (json_int_t)counts->urls_queued,
                     "leased", (json_int_t)counts->urls_leased, "delivered", (json_int_t)counts->urls_delivered,
                     "skipped", (json_int_t)counts->urls_skipped, "failed", (json_int_t)counts->urls_failed,
                     "readAgain", "scheduled", (json_int_t)counts->scheduled, "due", (json_int_t)counts->due,
                     "articles", "delivered", (json_int_t)counts->articles_delivered, "failed",
                     (json_int_t)counts->articles_failed);
}

json_t *status_frontier(const char *place, size_t hosts)
{
    struct error error = {0};
    struct frontier_counts counts = {0};
    struct frontier *frontier = frontier_open_readonly(place, &error);
    bool counted = frontier && frontier_count(frontier, &counts, &error);
    json_t *slowest = counted ? frontier_hosts(frontier, FRONTIER_SLOWEST, hosts, &error) : NULL;
    json_t *failing = slowest ? frontier_hosts(frontier, FRONTIER_FAILING, hosts, &error) : NULL;
    json_t *json = failing ? counts_json(&counts) : json_pack("{ss}", "error", error.text);
    if (failing) {
        json_object_set(json, "slowestHosts", slowest);
        json_object_set(json, "failingHosts", failing);
    }
    json_decref(slowest);
    json_decref(failing);
    frontier_close(frontier);
    return json;
}

/* ---- for people ---- */

/* "0.35 s", "12 s", "8 min", "5 h"; "" for none. */
static char *seconds_text(double seconds)
{
    return seconds <= 0     ? xstrdup("")
           : seconds < 9.95 ? xprintf("%.2g s", seconds)
           : seconds < 99.5 ? xprintf("%.0f s", seconds)
           : seconds < 5940 ? xprintf("%.0f min", seconds / 60)
                            : xprintf("%.0f h", seconds / 3600);
}

static char *waiting_text(const json_t *host)
{
    struct buffer text = {0};
    json_int_t waiting = json_integer_value(json_object_get(host, "waiting"));
    terminal_append_count(&text, waiting);
    buffer_append_text(&text, waiting >= FRONTIER_WAITING_MOST ? "+" : "");
    buffer_append_char(&text, '\0');
    return buffer_steal(&text);
}

/* How long it is left alone from now on. */
static char *left_text(const json_t *host)
{
    time_t until = 0;
    const char *stamp = json_string_value(json_object_get(host, "nextAllowedAt"));
    if (!stamp || clock_parse_stamp(stamp, &until) != 0)
        return xstrdup("");
    return seconds_text(difftime(until, time(NULL)));
}

static void append_hosts(const json_t *hosts, const char *title, struct buffer *text, size_t width)
{
    static const struct table_column columns[] = {{.heading = "host"},
                                                  {.heading = "waiting", .right = true},
                                                  {.heading = "answers in", .right = true},
                                                  {.heading = "pause", .right = true},
                                                  {.heading = "left alone for", .right = true},
                                                  {.heading = "failures", .right = true},
                                                  {.heading = "last error", .shrinks = true}};
    size_t i;
    json_t *host;
    struct table *table = table_new(columns, sizeof columns / sizeof *columns);
    json_array_foreach((json_t *)hosts, i, host)
    {
        char *failures = xprintf("%lld", (long long)json_integer_value(json_object_get(host, "failures")));
        char *waiting = waiting_text(host), *left = left_text(host);
        char *answer = seconds_text(json_number_value(json_object_get(host, "answerSeconds")));
        char *pause = seconds_text(json_number_value(json_object_get(host, "pause")));
        const char *const cells[] = {
            command_member(host, "host"), waiting, answer, pause, left, strcmp(failures, "0") ? failures : "",
            command_member(host, "error")};
        table_row(table, cells);
        free(failures);
        free(waiting);
        free(left);
        free(answer);
        free(pause);
    }
    if (table_rows(table) > 0)
        buffer_printf(text, "\n%s\n", title);
    table_append(table, text, 2, width);
    table_free(table);
}

void status_frontier_append_hosts(const json_t *frontier, struct buffer *text, size_t width)
{
    append_hosts(json_object_get(frontier, "slowestHosts"), "Slowest hosts", text, width);
    append_hosts(json_object_get(frontier, "failingHosts"), "Failing hosts", text, width);
}
