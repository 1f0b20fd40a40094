/* The frontier: changes, kept in memory and written in batches. */
#include "common/buffer.h"
#include "common/log.h"
#include "ingest/frontier_private.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BATCH_CHANGES   256
#define BATCH_SECONDS   0.2
#define FIRST_BACKOFF   0.5
#define LONGEST_BACKOFF 10.0
#define MOST_COLLISIONS 5 /* with other writers, in a row */

/* In each: $1 number, $2 url, $3 host, $4 text (reason), $5 state, $6 attempts, $7 time, $8 run, $9 now, $10 to $13 the
 * article's id, version, first and last time, $14 role, $15 depth, $16 entry, $17 etag, $18 last_modified, $31 the
 * number of this instance. */
static const char *const statements[CHANGE_KINDS] = {
    [CHANGE_ADD_URL] =
        "INSERT INTO urls (url, host, state, run, queued_at, changed_at, role, depth, entry) VALUES ($2, $3, 'queued', "
        "$8, $9, $9, $14, $15, $16) ON CONFLICT ({key}(url)) DO UPDATE SET state = 'queued', reason = NULL, attempts = "
        "0, not_before = 0, run = $8, queued_at = $9, changed_at = $9, role = $14, depth = $15, entry = $16, host = "
        "$3, target = NULL, hops = 0 WHERE urls.run <> $8 AND urls.state <> 'leased'",
    [CHANGE_TELL_URL] =
        "UPDATE urls SET entry = $16 WHERE {key}(url) = {key}($2) AND run = $8 AND state = 'queued' AND length($16) > "
        "length(coalesce(entry, ''))",
    [CHANGE_LEASE_URL] =
        "UPDATE urls SET state = 'leased', run = $8, changed_at = $9, instance = $31 WHERE number = $1",
    [CHANGE_SETTLE_URL] = "UPDATE urls SET state = $5, reason = $4, entry = NULL, run = $8, changed_at = $9 WHERE "
                          "number = $1 AND instance = $31",
    [CHANGE_RETRY_URL] = "UPDATE urls SET state = 'queued', reason = $4, attempts = $6, not_before = $7, changed_at = "
                         "$9, host = $3, target = NULL, hops = 0 WHERE number = $1 AND instance = $31",
    [CHANGE_MOVE_URL] = "UPDATE urls SET state = 'queued', changed_at = $9, host = $3, target = $2, hops = $6 WHERE "
                        "number = $1 AND instance = $31",
    [CHANGE_WAKE_HOST] = "INSERT INTO hosts (host, next_allowed_at, work_at) VALUES ($3, 0, $7) ON CONFLICT (host) DO "
                         "UPDATE SET work_at = $7 WHERE hosts.work_at IS NULL OR hosts.work_at > $7",
    [CHANGE_LIST_READ] = "UPDATE urls SET etag = $17, last_modified = $18 WHERE number = $1 AND instance = $31",
    [CHANGE_FORGET_LIST] = "UPDATE urls SET etag = NULL, last_modified = NULL WHERE {key}(url) = "
                           "(SELECT {key}(entry{json} ->> 'feed') FROM urls WHERE number = $1)",
    [CHANGE_HOST] = "INSERT INTO hosts (host, next_allowed_at, instance) VALUES ($3, $7, $31) ON CONFLICT (host) DO "
                    "UPDATE SET next_allowed_at = $7 WHERE hosts.instance = $31",
    [CHANGE_ARTICLE] =
        "INSERT INTO articles (id, version, state, reason, first_read_at, last_fetched_at, changed_at) VALUES ($10, "
        "$11, "
        "$5, $4, $12, $13, $9) ON CONFLICT (id, version) DO UPDATE SET state = $5, reason = $4, last_fetched_at = "
        "CASE WHEN articles.last_fetched_at > $13 THEN articles.last_fetched_at ELSE $13 END, changed_at = $9 WHERE "
        "articles.state <> 'delivered' OR $5 = 'delivered'",
    [CHANGE_END_RUN] = "UPDATE runs SET finished_at = $9 WHERE number = $8 AND finished_at IS NULL",
};

void frontier_prepare_writes(struct frontier *frontier)
{
    for (int kind = 0; kind < CHANGE_KINDS; kind++)
        frontier->write[kind] = statement_new(frontier->database, statements[kind]);
}

static void free_change(struct change *change)
{
    free(change->url);
    free(change->host);
    free(change->text);
    free(change->entry);
    free(change->etag);
    free(change->last_modified);
    free(change);
}

static void free_changes(struct frontier *frontier)
{
    for (struct change *change = frontier->first, *next; change; change = next) {
        next = change->next;
        free_change(change);
    }
    frontier->first = NULL;
    frontier->last = &frontier->first;
    frontier->pending = 0;
}

void frontier_forget_leased(struct frontier *frontier)
{
    struct change **at = &frontier->first;
    while (*at) {
        struct change *change = *at;
        if (change->number == 0 && change->kind != CHANGE_HOST) {
            at = &change->next;
            continue;
        }
        *at = change->next;
        free_change(change);
        frontier->pending--;
    }
    frontier->last = at;
}

void frontier_forget_writes(struct frontier *frontier)
{
    free_changes(frontier);
    for (int kind = 0; kind < CHANGE_KINDS; kind++)
        statement_free(frontier->write[kind]);
}

/* ---- what changes ---- */

static struct change *add_change(struct frontier *frontier, enum change_kind kind, int64_t number)
{
    struct change *change = xcalloc(1, sizeof *change);
    change->kind = kind;
    change->number = number;
    if (frontier->pending++ == 0)
        frontier->pending_since = clock_now();
    *frontier->last = change;
    frontier->last = &change->next;
    return change;
}

void frontier_add_url(struct frontier *frontier, const char *url, const char *host)
{
    struct change *change = add_change(frontier, CHANGE_ADD_URL, 0);
    change->url = xstrdup(url);
    change->host = xstrdup(host);
}

void frontier_add_listed(struct frontier *frontier, const char *url, const char *host,
                         const struct frontier_origin *origin)
{
    struct change *change = add_change(frontier, CHANGE_ADD_URL, 0);
    change->url = xstrdup(url);
    change->host = xstrdup(host);
    change->role = origin->role;
    change->depth = origin->depth;
    change->entry = origin->entry ? xstrdup(origin->entry) : NULL;
}

void frontier_list_read(struct frontier *frontier, int64_t number, const char *etag, const char *last_modified)
{
    struct change *change = add_change(frontier, CHANGE_LIST_READ, number);
    change->etag = etag ? xstrdup(etag) : NULL;
    change->last_modified = last_modified ? xstrdup(last_modified) : NULL;
}

void frontier_url_leased(struct frontier *frontier, int64_t number)
{
    add_change(frontier, CHANGE_LEASE_URL, number);
}

void frontier_url_settled(struct frontier *frontier, int64_t number, enum frontier_state state, const char *reason)
{
    static const char *const words[] = {[FRONTIER_QUEUED] = "queued",
                                        [FRONTIER_LEASED] = "leased",
                                        [FRONTIER_DELIVERED] = "delivered",
                                        [FRONTIER_SKIPPED] = "skipped",
                                        [FRONTIER_FAILED] = "failed"};
    struct change *change = add_change(frontier, CHANGE_SETTLE_URL, number);
    change->state = words[state];
    change->text = reason ? xstrdup(reason) : NULL;
}

void frontier_url_retry(struct frontier *frontier, int64_t number, const char *host, unsigned attempts,
                        double not_before, const char *reason)
{
    struct change *change = add_change(frontier, CHANGE_RETRY_URL, number);
    change->host = xstrdup(host);
    change->attempts = attempts;
    change->time = not_before;
    change->text = reason ? xstrdup(reason) : NULL;
}

void frontier_url_moved(struct frontier *frontier, int64_t number, const char *target, const char *host, unsigned hops)
{
    struct change *change = add_change(frontier, CHANGE_MOVE_URL, number);
    change->url = xstrdup(target);
    change->host = xstrdup(host);
    change->attempts = hops;
}

void frontier_host_asked(struct frontier *frontier, const char *host, double next_allowed)
{
    struct change *change = add_change(frontier, CHANGE_HOST, 0);
    change->host = xstrdup(host);
    change->time = next_allowed;
}

void frontier_article_delivered(struct frontier *frontier, const struct frontier_article *article)
{
    struct change *change = add_change(frontier, CHANGE_ARTICLE, 0);
    change->article = *article;
    change->state = "delivered";
}

void frontier_article_failed(struct frontier *frontier, const struct frontier_article *article, const char *reason)
{
    struct change *change = add_change(frontier, CHANGE_ARTICLE, 0);
    change->article = *article;
    change->state = "failed";
    change->text = reason ? xstrdup(reason) : NULL;
}

void frontier_end_run(struct frontier *frontier)
{
    add_change(frontier, CHANGE_END_RUN, 0);
}

/* ---- writing ---- */

static bool write_as(struct frontier *frontier, const struct change *change, enum change_kind kind, const char *now)
{
    struct statement *statement = frontier->write[kind];
    statement_set_integer(statement, 1, change->number);
    statement_set_text(statement, 2, change->url);
    statement_set_text(statement, 3, change->host);
    statement_set_text(statement, 4, change->text);
    statement_set_text(statement, 5, change->state);
    statement_set_integer(statement, 6, change->attempts);
    statement_set_real(statement, 7, change->time > 0 ? change->time + frontier->ahead : 0);
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
    statement_set_integer(statement, 31, frontier_instance(frontier));
    return statement_run(statement);
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
    if (change->kind == CHANGE_HOST) {
        writing->hosts[writing->host_count++] = change;
        return true;
    }
    if ((failed && !write_as(frontier, change, CHANGE_FORGET_LIST, writing->now)) ||
        !write_as(frontier, change, change->kind, writing->now))
        return false;
    bool written = statement_changes(frontier->write[change->kind]) > 0;
    writing->refused += change->number != 0 && !written;
    if (written && queues_url(change->kind) && database_is_shared(frontier->database))
        writing->hosts[writing->host_count++] = change;
    return change->kind != CHANGE_ADD_URL || !change->entry ||
           write_as(frontier, change, CHANGE_TELL_URL, writing->now);
}

static int by_host(const void *a, const void *b)
{
    const struct change *left = *(struct change *const *)a, *right = *(struct change *const *)b;
    int order = strcmp(left->host, right->host);
    return order ? order : (left->time > right->time) - (left->time < right->time);
}

static bool write_hosts(struct frontier *frontier, struct writing *writing)
{
    const char *woken = NULL;
    if (database_is_shared(frontier->database))
        qsort(writing->hosts, writing->host_count, sizeof *writing->hosts, by_host);
    for (size_t i = 0; i < writing->host_count; i++) {
        const struct change *change = writing->hosts[i];
        bool wake = change->kind != CHANGE_HOST;
        if (wake && woken && strcmp(woken, change->host) == 0)
            continue;
        if (!write_as(frontier, change, wake ? CHANGE_WAKE_HOST : CHANGE_HOST, writing->now))
            return false;
        if (wake)
            woken = change->host;
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
    clock_stamp(time(NULL), writing.now);
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
    if (log_due(&frontier->last_said, 30))
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
    free_changes(frontier);
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
