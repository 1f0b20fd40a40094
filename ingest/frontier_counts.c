/* The frontier: how much there is of what, and how hosts answer. For the status command. */
#include "ingest/frontier_private.h"

#include <math.h>
#include <string.h>

static const char *const states[FRONTIER_COUNTS] = {
    "queued", "leased", "delivered", "skipped", "failed", "article delivered", "article failed"};

/* ---- counting ---- */

void frontier_reset_counts(struct frontier *frontier)
{
    for (size_t i = 0; i < FRONTIER_COUNTS; i++)
        frontier->counts[i] = (struct state_count){.what = states[i]};
}

static void add(struct frontier *frontier, const char *what, int64_t more)
{
    for (size_t i = 0; what && i < FRONTIER_COUNTS; i++)
        if (strcmp(states[i], what) == 0)
            frontier->counts[i].more += more;
}

void frontier_count_move(struct frontier *frontier, const char *from, const char *to, int64_t number)
{
    add(frontier, from, -number);
    add(frontier, to, number);
}

bool frontier_write_counts(struct frontier *frontier)
{
    bool done = true;
    if (!frontier->write_count)
        frontier->write_count = statement_new(
            frontier->database, "INSERT INTO counts (instance, what, number) VALUES ($1, $2, $3) ON CONFLICT "
                                "(instance, what) DO UPDATE SET number = counts.number + $3");
    for (size_t i = 0; done && i < FRONTIER_COUNTS; i++) {
        if (frontier->counts[i].more == 0)
            continue;
        statement_set_integer(frontier->write_count, 1, frontier_instance(frontier));
        statement_set_text(frontier->write_count, 2, frontier->counts[i].what);
        statement_set_integer(frontier->write_count, 3, frontier->counts[i].more);
        done = statement_run(frontier->write_count);
    }
    return done;
}

/* ---- reading ---- */

/* Runs `sql`, whose rows are a name and a number; $1 is the most to be counted. */
static bool read_counts(struct frontier *frontier, const char *sql, struct frontier_counts *counts)
{
    const struct {
        const char *word;
        int64_t *count;
    } places[] = {{"queued", &counts->urls_queued},
                  {"leased", &counts->urls_leased},
                  {"delivered", &counts->urls_delivered},
                  {"skipped", &counts->urls_skipped},
                  {"failed", &counts->urls_failed},
                  {"article delivered", &counts->articles_delivered},
                  {"article failed", &counts->articles_failed},
                  {"scheduled", &counts->scheduled},
                  {"due", &counts->due}};
    struct statement *statement = statement_new(frontier->database, sql);
    statement_set_integer(statement, 1, FRONTIER_COUNTED_MOST);
    enum statement_step step;
    while ((step = statement_step(statement)) == STATEMENT_ROW) {
        const char *word = statement_text(statement, 0);
        for (size_t i = 0; i < sizeof places / sizeof *places; i++)
            if (strcmp(word, places[i].word) == 0)
                *places[i].count = statement_integer(statement, 1);
    }
    statement_free(statement);
    return step == STATEMENT_DONE;
}

bool frontier_count(struct frontier *frontier, struct frontier_counts *counts, struct error *error)
{
    *counts = (struct frontier_counts){0};
    return (read_counts(frontier, "SELECT what, sum(number) FROM counts GROUP BY what", counts) &&
            read_counts(frontier,
                        "SELECT 'scheduled', count(*) FROM (SELECT 1 FROM urls WHERE due_at IS NOT NULL LIMIT $1) AS "
                        "found UNION ALL SELECT 'due', count(*) FROM (SELECT 1 FROM urls WHERE due_at <= {now} LIMIT "
                        "$1) AS found",
                        counts)) ||
           frontier_error(frontier, "be counted", error);
}

/* Seconds to the millisecond: more are noise. */
static json_t *seconds_json(double seconds)
{
    return seconds > 0 ? json_real(round(seconds * 1000) / 1000) : json_null();
}

static json_t *host_json(const struct frontier *frontier, struct statement *row)
{
    struct frontier_host host;
    char stamp[CLOCK_STAMP_SIZE];
    frontier_read_host(frontier, row, 2, &host);
    json_t *json =
        json_pack("{s:s, s:I}", "host", statement_text(row, 0), "waiting", (json_int_t)statement_integer(row, 1));
    json_object_set_new(json, "answerSeconds", seconds_json(host.answer_seconds));
    json_object_set_new(json, "pause", seconds_json(host.pause));
    json_object_set_new(json, "failures", json_integer(host.failures));
    json_object_set_new(json, "error", *host.error ? json_string(host.error) : json_null());
    json_object_set_new(json, "nextAllowedAt",
                        host.next_allowed > 0 ? json_string(clock_stamp((time_t)ceil(host.next_allowed), stamp))
                                              : json_null());
    return json;
}

#define SELECT_HOSTS                                                                                                   \
    "SELECT host, (SELECT count(*) FROM (SELECT 1 FROM urls WHERE state = 'queued' AND urls.host = hosts.host LIMIT "  \
    "$2) AS found), " HOST_COLUMNS " FROM hosts WHERE "

json_t *frontier_hosts(struct frontier *frontier, enum frontier_host_order order, size_t most, struct error *error)
{
    static const char *const orders[] = {
        [FRONTIER_SLOWEST] = SELECT_HOSTS "answer_seconds > 0 ORDER BY answer_seconds DESC LIMIT $1",
        [FRONTIER_FAILING] = SELECT_HOSTS "failures > 0 ORDER BY failures DESC LIMIT $1"};
    struct statement *statement = statement_new(frontier->database, orders[order]);
    json_t *hosts = json_array();
    enum statement_step step;
    statement_set_integer(statement, 1, (int64_t)most);
    statement_set_integer(statement, 2, FRONTIER_WAITING_MOST);
    while ((step = statement_step(statement)) == STATEMENT_ROW)
        json_array_append_new(hosts, host_json(frontier, statement));
    statement_free(statement);
    if (step == STATEMENT_DONE)
        return hosts;
    json_decref(hosts);
    frontier_error(frontier, "tell of its hosts", error);
    return NULL;
}
