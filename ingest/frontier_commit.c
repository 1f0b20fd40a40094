/* The frontier: changes are written in batches. */
#include "common/buffer.h"
#include "common/log.h"
#include "ingest/frontier_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BATCH_CHANGES   256
#define BATCH_SECONDS   0.2
#define FIRST_BACKOFF   0.5
#define LONGEST_BACKOFF 10.0
#define MOST_COLLISIONS 5 /* with other writers, in a row */

#define CHANGES_STATE " RETURNING state_before, state"
#define IN_HAND       " AND state = 'leased' AND instance = $31"

/* In each: $1 number, $2 url, $3 host, $4 text (reason), $5 state, $6 attempts (or a count), $7 time, $8 run, $9 now,
 * $10 to $13 the article's id, version, first and last time, $14 role, $15 depth, $16 entry, $17 etag, $18
 * last_modified, $19 changed_at, $20 to $28 list, interval, polled_at, errors, ttl, period, skipped, article and
 * first_at of the memory, $29 SCHEDULE_DECAY, $30 the time, or null, $31 the number of this instance, $32 source, $33
 * seconds that an answer takes, $34 pause, $35 the place in its host's queue. Rows that a statement gives are states
 * that were left and entered; where the state before is known, it gives none: RETURNING costs SQLite as much as the
 * change does. */
static const char *const statements[CHANGE_KINDS] = {
    [CHANGE_ADD_URL] =
        "INSERT INTO urls (url, host, state, run, queued_at, changed_at, role, depth, entry, source, not_before) "
        "VALUES ($2, $3, 'queued', $8, $9, $9, $14, $15, $16, $32, $35) ON CONFLICT ({key}(url)) DO NOTHING",
    [CHANGE_ADD_AGAIN] =
        "UPDATE urls SET state = 'queued', reason = NULL, state_before = state, attempts = 0, not_before = $35, run = "
        "$8, "
        "queued_at = $9, changed_at = $9, role = $14, depth = $15, entry = $16, source = $32, host = $3, target = "
        "NULL, "
        "hops = 0, due_at = NULL WHERE {key}(url) = {key}($2) AND state <> 'leased' AND (run <> $8 OR (state IN "
        "('delivered', 'skipped') AND changed_at < $19) OR reason = '" FRONTIER_REMOVED "')" CHANGES_STATE,
    [CHANGE_TELL_URL] =
        "UPDATE urls SET entry = $16 WHERE {key}(url) = {key}($2) AND run = $8 AND state = 'queued' AND length($16) > "
        "length(coalesce(entry, ''))",
    [CHANGE_LEASE_URL] = "UPDATE urls SET state = 'leased', run = $8, changed_at = $9, instance = $31 WHERE number = "
                         "$1 AND state = 'queued'",
    [CHANGE_SETTLE_URL] = "UPDATE urls SET state = $5, reason = $4, entry = NULL, run = $8, changed_at = $9, due_at = "
                          "NULL WHERE number = $1" IN_HAND,
    [CHANGE_REMEMBER_URL] =
        "UPDATE urls SET state = $5, reason = $4, due_at = $30, entry = CASE WHEN $6 > 0 THEN entry END, run = $8, "
        "changed_at = $9, list = $20, poll_interval = $21, polled_at = $22, errors = $23, ttl = $24, period = $25, "
        "skipped = $26, article = $27, first_at = $28 WHERE number = $1" IN_HAND,
    [CHANGE_RETRY_URL] = "UPDATE urls SET state = 'queued', reason = $4, attempts = $6, not_before = $7, changed_at = "
                         "$9, host = $3, target = NULL, hops = 0 WHERE number = $1" IN_HAND,
    [CHANGE_MOVE_URL] = "UPDATE urls SET state = 'queued', changed_at = $9, host = $3, target = $2, hops = $6 WHERE "
                        "number = $1" IN_HAND,
    [CHANGE_WAKE_HOST] = "INSERT INTO hosts (host, next_allowed_at, work_at) VALUES ($3, 0, $7) ON CONFLICT (host) DO "
                         "UPDATE SET work_at = $7 WHERE hosts.work_at IS NULL OR hosts.work_at > $7",
    [CHANGE_VISITED] = "INSERT INTO edits (host, visits, edits) VALUES ($3, 1, $6) ON CONFLICT (host) DO UPDATE SET "
                       "visits = edits.visits * $29 + 1, edits = edits.edits * $29 + $6",
    [CHANGE_VALIDATORS] = "UPDATE urls SET etag = $17, last_modified = $18 WHERE number = $1 AND instance = $31",
    [CHANGE_FORGET_LIST] = "UPDATE urls SET etag = NULL, last_modified = NULL WHERE {key}(url) = "
                           "(SELECT {key}(entry{json} ->> 'feed') FROM urls WHERE number = $1)",
    [CHANGE_HOST] =
        "INSERT INTO hosts (host, next_allowed_at, instance, answer_seconds, pause, failures, error) VALUES ($3, $7, "
        "$31, $33, $34, $6, $4) ON CONFLICT (host) DO UPDATE SET next_allowed_at = $7, answer_seconds = $33, pause = "
        "$34, failures = $6, error = $4 WHERE hosts.instance = $31",
    [CHANGE_BACK] = "UPDATE articles SET gone_at = NULL WHERE id = $10 AND gone_at IS NOT NULL",
    [CHANGE_GONE] = "UPDATE articles SET gone_at = $13 WHERE id = $10",
    [CHANGE_ARTICLE] =
        "INSERT INTO articles (id, version, state, reason, first_read_at, last_fetched_at, changed_at) VALUES ($10, "
        "$11, "
        "$5, $4, $12, $13, $9) ON CONFLICT (id, version) DO UPDATE SET state_before = articles.state, state = $5, "
        "reason = $4, last_fetched_at = "
        "CASE WHEN articles.last_fetched_at > $13 THEN articles.last_fetched_at ELSE $13 END, changed_at = $9 WHERE "
        "articles.state <> 'delivered' OR $5 = 'delivered' RETURNING 'article ' || state_before, 'article ' || state",
    [CHANGE_END_RUN] = "UPDATE runs SET finished_at = $9 WHERE number = $8 AND finished_at IS NULL",
};

void frontier_prepare_writes(struct frontier *frontier)
{
    for (int kind = 0; kind < CHANGE_KINDS; kind++)
        frontier->write[kind] = statement_new(frontier->database, statements[kind]);
}

void frontier_forget_writes(struct frontier *frontier)
{
    frontier_free_changes(frontier);
    for (int kind = 0; kind < CHANGE_KINDS; kind++)
        statement_free(frontier->write[kind]);
}

/* A time of this machine's clock by the database's; 0 stays 0. */
static double from_local(const struct frontier *frontier, double time)
{
    return time > 0 ? time + frontier->ahead : 0;
}

static void set_memory(const struct frontier *frontier, struct statement *statement, const struct change *change)
{
    const struct frontier_memory *memory = &change->memory;
    statement_set_integer(statement, 20, memory->list);
    statement_set_real(statement, 21, memory->interval);
    statement_set_real(statement, 22, from_local(frontier, memory->polled_at));
    statement_set_integer(statement, 23, memory->errors);
    statement_set_real(statement, 24, memory->hints.ttl);
    statement_set_real(statement, 25, memory->hints.period);
    statement_set_integer(statement, 26, memory->hints.skip_hours | (int64_t)memory->hints.skip_days << 32);
    statement_set_text(statement, 27, memory->article);
    statement_set_real(statement, 28, from_local(frontier, memory->first_at));
}

/* Sources of the configuration count, too: what the user names otherwise is mostly pages. */
static bool is_list(const struct change *change)
{
    return change->role == FRONTIER_LIST || change->role == FRONTIER_SITE ||
           (change->role == FRONTIER_ANY && change->source && strcmp(change->source, change->url) == 0);
}

/* To two digits: an index need not follow every small change. */
static double rounded(double seconds)
{
    double unit = seconds > 0 ? pow(10, floor(log10(seconds)) - 1) : 1;
    return round(seconds / unit) * unit;
}

/* Counts what was changed by a statement that gives no rows. */
static void count_known(struct frontier *frontier, const struct change *change, enum change_kind kind)
{
    int64_t changes = statement_changes(frontier->write[kind]);
    if (kind == CHANGE_ADD_URL)
        frontier_count_move(frontier, NULL, "queued", changes);
    else if (kind == CHANGE_LEASE_URL)
        frontier_count_move(frontier, "queued", "leased", changes);
    else if (kind == CHANGE_SETTLE_URL || kind == CHANGE_REMEMBER_URL)
        frontier_count_move(frontier, "leased", change->state, changes);
    else if (kind == CHANGE_RETRY_URL || kind == CHANGE_MOVE_URL)
        frontier_count_move(frontier, "leased", "queued", changes);
}

static bool write_as(struct frontier *frontier, const struct change *change, enum change_kind kind, const char *now)
{
    struct statement *statement = frontier->write[kind];
    statement_set_integer(statement, 1, change->number);
    statement_set_text(statement, 2, change->url);
    statement_set_text(statement, 3, change->host);
    statement_set_text(statement, 4, change->text);
    statement_set_text(statement, 5, change->state);
    statement_set_integer(statement, 6, change->attempts);
    statement_set_real(statement, 7, from_local(frontier, change->time));
    statement_set_integer(statement, 8, frontier->run);
    statement_set_text(statement, 9, now);
    statement_set_text(statement, 10, change->article.id);
    statement_set_text(statement, 11, change->article.version);
    statement_set_text(statement, 12, change->article.first_read_at);
    statement_set_text(statement, 13, change->article.last_fetched_at);
    statement_set_integer(statement, 14, change->role);
    statement_set_integer(statement, 15, change->depth);
    statement_set_text(statement, 16, change->entry);
    statement_set_text(statement, 17, change->etag);
    statement_set_text(statement, 18, change->last_modified);
    statement_set_text(statement, 19, *change->changed_at ? change->changed_at : NULL);
    statement_set_real(statement, 29, SCHEDULE_DECAY);
    if (change->time > 0)
        statement_set_real(statement, 30, from_local(frontier, change->time));
    else
        statement_set_text(statement, 30, NULL);
    statement_set_integer(statement, 31, frontier_instance(frontier));
    statement_set_text(statement, 32, change->source);
    statement_set_real(statement, 33, rounded(change->answer_seconds));
    statement_set_real(statement, 34, change->pause);
    statement_set_real(statement, 35, is_list(change) ? FRONTIER_LISTS_FIRST : 0);
    set_memory(frontier, statement, change);
    enum statement_step step;
    while ((step = statement_step(statement)) == STATEMENT_ROW)
        frontier_count_move(frontier, statement_text(statement, 0), statement_text(statement, 1), 1);
    if (step == STATEMENT_DONE)
        count_known(frontier, change, kind);
    return step == STATEMENT_DONE;
}

static bool queues_url(enum change_kind kind)
{
    return kind == CHANGE_ADD_URL || kind == CHANGE_RETRY_URL || kind == CHANGE_MOVE_URL;
}

/* What one transaction has done so far. */
struct writing {
    char now[CLOCK_STAMP_SIZE];
    struct change **hosts; /* rows of hosts come last and sorted, so that two writers cannot block each other */
    size_t host_count;
    size_t refused; /* changes of addresses that are no longer this process's */
};

static bool write_change(struct frontier *frontier, struct change *change, struct writing *writing)
{
    bool failed = change->kind == CHANGE_SETTLE_URL && strcmp(change->state, "failed") == 0;
    bool delivered = change->kind == CHANGE_ARTICLE && strcmp(change->state, "delivered") == 0;
    if (change->kind == CHANGE_HOST) {
        writing->hosts[writing->host_count++] = change;
        return true;
    }
    if ((failed && !write_as(frontier, change, CHANGE_FORGET_LIST, writing->now)) ||
        !write_as(frontier, change, change->kind, writing->now))
        return false;
    bool written = statement_changes(frontier->write[change->kind]) > 0;
    if (change->kind == CHANGE_ADD_URL && !written) {
        if (!write_as(frontier, change, CHANGE_ADD_AGAIN, writing->now))
            return false;
        written = statement_changes(frontier->write[CHANGE_ADD_AGAIN]) > 0;
    }
    writing->refused += change->number != 0 && !written;
    if (written && queues_url(change->kind) && database_is_shared(frontier->database))
        writing->hosts[writing->host_count++] = change;
    if (delivered && !write_as(frontier, change, CHANGE_BACK, writing->now))
        return false;
    return written || change->kind != CHANGE_ADD_URL || !change->entry ||
           write_as(frontier, change, CHANGE_TELL_URL, writing->now);
}

/* Of a host, what wakes it comes first, the earliest first, and then its next times, the latest last. */
static int by_host(const void *a, const void *b)
{
    const struct change *left = *(struct change *const *)a, *right = *(struct change *const *)b;
    int order = strcmp(left->host, right->host);
    if (order == 0)
        order = (left->kind == CHANGE_HOST) - (right->kind == CHANGE_HOST);
    return order ? order : (left->time > right->time) - (left->time < right->time);
}

/* Whether another change of the same kind says all that `change` does. */
static bool is_covered(const struct change *change, const struct change *by)
{
    return by && (by->kind == CHANGE_HOST) == (change->kind == CHANGE_HOST) && strcmp(by->host, change->host) == 0;
}

static bool write_hosts(struct frontier *frontier, struct writing *writing)
{
    qsort(writing->hosts, writing->host_count, sizeof *writing->hosts, by_host);
    for (size_t i = 0; i < writing->host_count; i++) {
        const struct change *change = writing->hosts[i], *before = i > 0 ? writing->hosts[i - 1] : NULL,
                            *after = i + 1 < writing->host_count ? writing->hosts[i + 1] : NULL;
        bool wake = change->kind != CHANGE_HOST;
        if (!is_covered(change, wake ? before : after) &&
            !write_as(frontier, change, wake ? CHANGE_WAKE_HOST : CHANGE_HOST, writing->now))
            return false;
    }
    return true;
}

static bool write_all(struct frontier *frontier)
{
    struct writing writing = {0};
    if (!frontier_lease_begin(frontier)) {
        database_rollback(frontier->database);
        return false;
    }
    clock_stamp((time_t)clock_unix(), writing.now);
    writing.hosts = xcalloc(frontier->pending, sizeof(struct change *));
    bool done = true;
    for (struct change *change = frontier->first; done && change; change = change->next)
        done = write_change(frontier, change, &writing);
    done = frontier_lease_end(frontier, done && write_hosts(frontier, &writing));
    free(writing.hosts);
    if (done && writing.refused > 0 && frontier->lease)
        log_warning("%zu results of addresses were refused: other ingests have taken them over", writing.refused);
    return done;
}

void frontier_note_failure(struct frontier *frontier)
{
    double now = clock_now();
    if (frontier->failing_since == 0) {
        frontier->failing_since = now;
        frontier->backoff = FIRST_BACKOFF;
    }
    if (!frontier_is_damaged(frontier) && log_due(&frontier->last_said, 30))
        log_warning("frontier %s cannot be written: %s; %s, it is tried again (%zu changes wait, nothing is lost)",
                    database_name(frontier->database), database_error(frontier->database)->text,
                    database_is_shared(frontier->database) ? "once the server is there"
                                                           : "make room or let it be written",
                    frontier->pending);
    frontier->retry_at = now + frontier->backoff;
    frontier->backoff = frontier->backoff * 2 < LONGEST_BACKOFF ? frontier->backoff * 2 : LONGEST_BACKOFF;
}

void frontier_note_success(struct frontier *frontier)
{
    if (frontier->failing_since > 0)
        log_info("frontier %s can be written again", database_name(frontier->database));
    frontier->failing_since = frontier->retry_at = frontier->last_said = 0;
}

bool frontier_commit(struct frontier *frontier)
{
    int64_t instance = frontier_instance(frontier);
    if (frontier->pending == 0)
        return true;
    if (clock_now() < frontier->retry_at)
        return false;
    bool done = write_all(frontier);
    for (int tries = 1; !done && tries < MOST_COLLISIONS && database_collided(frontier->database); tries++)
        done = write_all(frontier);
    if (!done && instance != 0 &&
        frontier_instance(frontier) == 0) /* the lease was lost; what is left goes with a new one */
        return frontier->pending == 0;
    if (!done) {
        frontier_note_failure(frontier);
        return false;
    }
    frontier_note_success(frontier);
    frontier_free_changes(frontier);
    return true;
}

size_t frontier_pending(const struct frontier *frontier)
{
    return frontier->pending;
}

double frontier_commit_wait(const struct frontier *frontier)
{
    double now = clock_now(), due = frontier->pending_since + BATCH_SECONDS;
    if (frontier->pending == 0)
        return -1;
    if (frontier->pending >= BATCH_CHANGES)
        due = now;
    if (due < frontier->retry_at)
        due = frontier->retry_at;
    return due > now ? due - now : 0;
}

double frontier_trouble(const struct frontier *frontier)
{
    return frontier->failing_since > 0 ? clock_now() - frontier->failing_since : 0;
}
