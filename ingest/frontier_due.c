/* The frontier: what is due again, and how often hosts edit. */
#include "common/buffer.h"
#include "ingest/frontier_private.h"

#include <stdlib.h>
#include <string.h>

#define LONGEST_PAUSE 90000.0 /* of an address: more than what asks for one allows */
#define SLACK         60.0    /* between clocks */
#define LATEST_WORK   7200.0

/* $1 now, $2 most, $3 run, $4 FRONTIER_LISTS_FIRST: a list comes before new pages, those before visits of articles. */
static const char due_sql[] = "SELECT 1 FROM urls WHERE due_at <= $1 AND (list = 0 OR run = $3) LIMIT 1";
static const char queue_sql[] =
    "UPDATE urls SET state_before = state, state = 'queued', attempts = 0, not_before = CASE list WHEN 1 THEN $4 ELSE "
    "due_at END, due_at = "
    "NULL, run = $3 WHERE number IN (SELECT number FROM urls WHERE due_at <= $1 AND (list = 0 OR run = $3) ORDER BY "
    "due_at LIMIT $2 {lock unlocked}) RETURNING host, state_before";

void frontier_prepare_due(struct frontier *frontier)
{
    struct database *database = frontier->database;
    frontier->find_due = statement_new(database, due_sql);
    frontier->queue_due = statement_new(database, queue_sql);
    frontier->polls_ahead =
        statement_new(database, "SELECT 1 FROM urls WHERE due_at IS NOT NULL AND list = 1 AND run = $3 LIMIT 1");
    frontier->find_edits = statement_new(database, "SELECT visits, edits FROM edits WHERE host = $1");
}

void frontier_free_due(struct frontier *frontier)
{
    statement_free(frontier->find_due);
    statement_free(frontier->queue_due);
    statement_free(frontier->polls_ahead);
    statement_free(frontier->find_edits);
}

static void set_due(const struct frontier *frontier, struct statement *statement, double now, size_t most)
{
    statement_set_real(statement, 1, now + frontier->ahead);
    statement_set_integer(statement, 2, (int64_t)most);
    statement_set_integer(statement, 3, frontier->run);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The hosts, sorted, of the addresses that were queued; from malloc, as their names are. */
static size_t queue(struct frontier *frontier, double now, size_t most, char **hosts, bool *done)
{
    size_t count = 0, kept = 0;
    enum statement_step step;
    set_due(frontier, frontier->queue_due, now, most);
    statement_set_real(frontier->queue_due, 4, FRONTIER_LISTS_FIRST);
    while ((step = statement_step(frontier->queue_due)) == STATEMENT_ROW && count < most) {
        hosts[count++] = xstrdup(statement_text(frontier->queue_due, 0));
        frontier_count_move(frontier, statement_text(frontier->queue_due, 1), "queued", 1);
    }
    statement_reset(frontier->queue_due);
    *done = step != STATEMENT_FAILED;
    qsort(hosts, count, sizeof *hosts, by_name);
    for (size_t i = 0; i < count; i++) {
        if (kept > 0 && strcmp(hosts[kept - 1], hosts[i]) == 0)
            free(hosts[i]);
        else
            hosts[kept++] = hosts[i];
    }
    return kept;
}

/* Where several ingests share the frontier: whoever has the host, or takes it, is to look. */
static bool wake(struct frontier *frontier, char *const *hosts, size_t count)
{
    struct statement *statement = frontier->write[CHANGE_WAKE_HOST];
    bool done = true;
    for (size_t i = 0; i < count && done && database_is_shared(frontier->database); i++) {
        statement_set_text(statement, 3, hosts[i]);
        statement_set_real(statement, 7, 0);
        done = statement_run(statement);
    }
    return done;
}

bool frontier_queue_due(struct frontier *frontier, double now, size_t most,
                        void (*visit)(void *context, const char *host), void *context)
{
    bool done = true;
    set_due(frontier, frontier->find_due, now, most);
    enum statement_step step = statement_step(frontier->find_due);
    statement_reset(frontier->find_due);
    if (step != STATEMENT_ROW)
        return step == STATEMENT_DONE;
    if (!frontier_lease_begin(frontier)) {
        database_rollback(frontier->database);
        return false;
    }
    char **hosts = xcalloc(most, sizeof *hosts);
    size_t count = queue(frontier, now, most, hosts, &done);
    done = frontier_lease_end(frontier, done && wake(frontier, hosts, count));
    for (size_t i = 0; i < count; i++) {
        if (done)
            visit(context, hosts[i]);
        free(hosts[i]);
    }
    free(hosts);
    return done;
}

bool frontier_polls_ahead(struct frontier *frontier)
{
    statement_set_integer(frontier->polls_ahead, 3, frontier->run);
    enum statement_step step = statement_step(frontier->polls_ahead);
    statement_reset(frontier->polls_ahead);
    return step != STATEMENT_DONE;
}

static const char mend_polled[] =
    "UPDATE urls SET due_at = $1 + poll_interval, polled_at = $1 WHERE due_at IS NOT NULL "
    "AND list = 1 AND polled_at > $1 + 60.0";

void frontier_mend_times(struct frontier *frontier, double now, double longest)
{
    static const char *const statements[] = {
        "UPDATE urls SET due_at = $1 WHERE due_at > $2", mend_polled,
        "UPDATE urls SET not_before = $1 WHERE state = 'queued' AND not_before > $1 AND (not_before > $3 OR changed_at "
        "> "
        "$4)",
        "UPDATE hosts SET next_allowed_at = $1 WHERE next_allowed_at > $1 + pause + $5",
        "UPDATE hosts SET work_at = $1 WHERE work_at > $6"}; /* too soon does no harm */
    char stamp[CLOCK_STAMP_SIZE];
    frontier->longest = longest;
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++) {
        struct statement *statement = statement_new(frontier->database, statements[i]);
        statement_set_real(statement, 1, now + frontier->ahead);
        statement_set_real(statement, 2, now + frontier->ahead + longest);
        statement_set_real(statement, 3, now + frontier->ahead + LONGEST_PAUSE);
        statement_set_text(statement, 4, clock_stamp((time_t)(now + SLACK), stamp));
        statement_set_real(statement, 5, SLACK);
        statement_set_real(statement, 6, now + frontier->ahead + LATEST_WORK);
        statement_run(statement);
        statement_free(statement);
    }
}

void frontier_host_edits(struct frontier *frontier, const char *host, struct schedule_edits *edits)
{
    *edits = (struct schedule_edits){0};
    statement_set_text(frontier->find_edits, 1, host);
    if (statement_step(frontier->find_edits) == STATEMENT_ROW)
        *edits = (struct schedule_edits){.visits = statement_real(frontier->find_edits, 0),
                                         .edits = statement_real(frontier->find_edits, 1)};
    statement_reset(frontier->find_edits);
}
