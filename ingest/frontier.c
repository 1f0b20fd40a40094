/* The frontier: opening, runs, and what is looked up. frontier_commit.c writes. */
#include "common/buffer.h"
#include "common/log.h"
#include "common/postgres.h"
#include "common/secrets.h"
#include "ingest/frontier_damage.h"
#include "ingest/frontier_private.h"
#include "ingest/frontier_schema.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

bool frontier_error(const struct frontier *frontier, const char *doing, struct error *error)
{
    const struct error *cause = database_error(frontier->database);
    return error_set(error, cause->kind == ERROR_TEMPORARY ? ERROR_TEMPORARY : ERROR_USAGE,
                     "frontier %s: cannot %s: %s", database_name(frontier->database), doing, cause->text);
}

/* ---- opening ---- */

/* A lock of the file system's, not of SQLite's: readers may look in while ingest runs, and a death frees it. */
static bool take_lock(struct frontier *frontier, const char *database, struct error *error)
{
    char *path = xprintf("%s.lock", database), owner[32] = "";
    bool locked = false;
    frontier->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (frontier->lock < 0) {
        error_set(error, errno == ENOSPC ? ERROR_TEMPORARY : ERROR_USAGE, "frontier %s: cannot write its lock file: %s",
                  database, strerror(errno));
    } else if (flock(frontier->lock, LOCK_EX | LOCK_NB) != 0) {
        ssize_t size = read(frontier->lock, owner, sizeof owner - 1);
        owner[size > 0 ? strcspn(owner, "\n") : 0] = '\0';
        error_set(error, ERROR_USAGE,
                  "frontier %s is in use by another newsmill-ingest (process %s); stop that one, or give this one a "
                  "--frontier or --data of its own",
                  database, *owner ? owner : "unknown");
    } else {
        int size = snprintf(owner, sizeof owner, "%ld\n", (long)getpid());
        if (ftruncate(frontier->lock, 0) != 0 || write(frontier->lock, owner, (size_t)size) != size)
            log_debug("%s: the number of this process could not be written", path);
        locked = true;
    }
    free(path);
    return locked;
}

/* Of hosts that were not asked for so long nothing is known any more. */
#define FORGET_HOSTS "DELETE FROM hosts WHERE next_allowed_at < {now} - 30 * 86400.0"

/* What a dead process had leased is to be done again. */
static bool put_back(struct frontier *frontier, struct error *error)
{
    const struct error *cause = database_error(frontier->database);
    struct statement *update =
        statement_new(frontier->database, "UPDATE urls SET state = 'queued' WHERE state = 'leased'");
    bool done = frontier_lease_begin(frontier) && statement_run(update);
    int64_t leased = done ? statement_changes(update) : 0;
    frontier_count_move(frontier, "leased", "queued", leased);
    statement_free(update);
    done = frontier_lease_end(frontier, done && database_execute(frontier->database, FORGET_HOSTS));
    if (done && leased > 0)
        log_info("frontier %s: %lld addresses were in hand when the last ingest ended, and are read again",
                 database_name(frontier->database), (long long)leased);
    return done || error_set(error, cause->kind, "cannot put back what was leased: %s", cause->text);
}

static void prepare_reads(struct frontier *frontier)
{
    struct database *database = frontier->database;
    frontier->find_article = statement_new(database, "SELECT version, first_read_at, last_fetched_at, gone_at FROM "
                                                     "articles WHERE id = $1 AND state = 'delivered'");
    frontier->find_version =
        statement_new(database, "SELECT version FROM articles WHERE id = $1 AND state = 'delivered' "
                                "AND gone_at IS NULL ORDER BY last_fetched_at DESC, changed_at "
                                "DESC LIMIT 1");
    frontier->next_url = statement_new(
        database,
        "SELECT number, url, attempts, role, depth, entry, etag, last_modified, target, hops, list, polled_at, "
        "poll_interval, errors, ttl, period, skipped, article, first_at, source FROM urls WHERE state = 'queued' AND "
        "host = $1 "
        "AND not_before <= $2 ORDER BY not_before, number LIMIT 2");
    frontier->next_wait =
        statement_new(database, "SELECT min(not_before) FROM urls WHERE state = 'queued' AND host = $1");
    frontier->find_url =
        statement_new(database, "SELECT run, state, changed_at, reason FROM urls WHERE {key}(url) = {key}($1)");
    frontier_prepare_due(frontier);
    frontier->find_host = statement_new(database, "SELECT " HOST_COLUMNS " FROM hosts WHERE host = $1");
}

static struct frontier *new_frontier(void)
{
    struct frontier *frontier = xcalloc(1, sizeof *frontier);
    frontier->lock = -1;
    frontier->last = &frontier->first;
    return frontier;
}

/* Fills `error` with what opening `place` failed for; false. */
static bool fail_opening(const char *place, const struct error *cause, struct error *error)
{
    char *name = place ? secrets_hidden_url(place) : xstrdup("(temporary)");
    error_set(error, cause->kind == ERROR_TEMPORARY ? ERROR_TEMPORARY : ERROR_USAGE, "frontier %s: %s", name,
              cause->text);
    free(name);
    return false;
}

/* False: `error` says why; ERROR_PERMANENT if the file is damaged or no database. */
static bool open_database(struct frontier *frontier, const char *place, struct error *error)
{
    frontier->database = database_open(place, DATABASE_WRITE, error);
    return frontier->database && frontier_schema_update(frontier->database, error) &&
           frontier_damage_check(frontier->database, error) &&
           (database_is_shared(frontier->database) || put_back(frontier, error));
}

static bool open_for_writing(struct frontier *frontier, const char *place, struct error *error)
{
    struct error cause = {0};
    bool file = place && !postgres_is_uri(place);
    if (file && !take_lock(frontier, place, error))
        return false;
    bool opened = open_database(frontier, place, &cause);
    if (!opened && file && cause.kind == ERROR_PERMANENT) {
        database_close(frontier->database);
        frontier->database = NULL;
        opened = frontier_damage_set_aside(place, cause.text) && open_database(frontier, place, &cause);
    }
    if (!opened)
        return fail_opening(place, &cause, error);
    frontier_prepare_writes(frontier);
    prepare_reads(frontier);
    return true;
}

bool frontier_check_place(const char *place, struct error *error)
{
    if (postgres_is_uri(place))
        return postgres_check_uri(place, error);
    return (*place && !strstr(place, "://")) ||
           error_set(error, ERROR_USAGE, "'%.*s…' is no frontier; it is a path or postgresql://USER@HOST/DATABASE",
                     (int)(strcspn(place, ":") + strlen("://")), place);
}

struct frontier *frontier_open(const char *place, struct error *error)
{
    struct frontier *frontier = new_frontier();
    if (open_for_writing(frontier, place, error))
        return frontier;
    frontier_close(frontier);
    return NULL;
}

struct frontier *frontier_open_beside(const char *place, struct error *error)
{
    struct frontier *frontier = new_frontier();
    struct error cause = {0};
    frontier->database = database_open(place, DATABASE_WRITE, &cause);
    if (frontier->database && frontier_schema_update(frontier->database, &cause))
        return frontier;
    fail_opening(place, &cause, error);
    frontier_close(frontier);
    return NULL;
}

struct frontier *frontier_open_readonly(const char *place, struct error *error)
{
    struct frontier *frontier = new_frontier();
    struct error cause = {0};
    if (!postgres_is_uri(place) && access(place, R_OK) != 0) {
        error_set(error, ERROR_PERMANENT, "frontier %s: %s", place, strerror(errno));
    } else {
        frontier->database = database_open(place, DATABASE_READ, &cause);
        if (frontier->database && frontier_schema_check(frontier->database, &cause))
            return frontier;
        fail_opening(place, &cause, error);
    }
    frontier_close(frontier);
    return NULL;
}

void frontier_close(struct frontier *frontier)
{
    if (!frontier)
        return;
    bool damaged = frontier->database && frontier->lock >= 0 && frontier_is_damaged(frontier);
    if (frontier->pending > 0 && !damaged) {
        frontier->retry_at = 0;
        frontier_commit(frontier);
    }
    char *path = damaged ? xstrdup(database_name(frontier->database)) : NULL;
    frontier_leave(frontier);
    frontier_forget_writes(frontier);
    statement_free(frontier->read_sources);
    statement_free(frontier->find_article);
    statement_free(frontier->find_version);
    statement_free(frontier->find_url);
    frontier_free_due(frontier);
    statement_free(frontier->next_url);
    statement_free(frontier->next_wait);
    statement_free(frontier->find_host);
    statement_free(frontier->write_count);
    database_close(frontier->database);
    if (path)
        frontier_damage_set_aside(path, "found while it was in use");
    free(path);
    if (frontier->lock >= 0)
        close(frontier->lock);
    free(frontier);
}

bool frontier_is_damaged(const struct frontier *frontier)
{
    return database_is_damaged(frontier->database);
}

/* ---- runs ---- */

/* The last run over the same, if it was not ended; in a file, only if no other run came after it. */
static const char find_run[] = "SELECT number, started_at FROM runs WHERE sources = $1 AND finished_at IS NULL AND "
                               "number = (SELECT max(number) FROM runs)";
static const char find_shared_run[] = "SELECT number, started_at FROM runs WHERE sources = $1 AND finished_at IS NULL "
                                      "ORDER BY number DESC LIMIT 1";
static const char add_run[] = "INSERT INTO runs (sources, started_at) VALUES ($1, $2) RETURNING number, started_at";

/* Runs one of the two; a row that it gives becomes the run. */
static bool take_run(struct frontier *frontier, const char *sql, const char *sources, const char *now,
                     struct error *error)
{
    struct statement *statement = statement_new(frontier->database, sql);
    statement_set_text(statement, 1, sources);
    statement_set_text(statement, 2, now);
    enum statement_step step;
    while ((step = statement_step(statement)) == STATEMENT_ROW) {
        frontier->run = statement_integer(statement, 0);
        snprintf(frontier->run_started, sizeof frontier->run_started, "%s", statement_text(statement, 1));
    }
    statement_free(statement);
    return step == STATEMENT_DONE || frontier_error(frontier, "note the run", error);
}

/* Ingests that start at once with the same sources share one run. */
static bool take_shared_run(struct frontier *frontier, const char *sources, const char *now, struct error *error)
{
    struct database *database = frontier->database;
    bool done = (database_begin(database) && database_execute(database, "LOCK TABLE runs IN EXCLUSIVE MODE")) ||
                frontier_error(frontier, "note the run", error);
    done = done && take_run(frontier, find_shared_run, sources, now, error) &&
           (frontier->run != 0 || take_run(frontier, add_run, sources, now, error)) &&
           (database_commit(database) || frontier_error(frontier, "note the run", error));
    if (!done)
        database_rollback(database);
    return done;
}

bool frontier_begin_run(struct frontier *frontier, const char *sources, const char *now, struct error *error)
{
    frontier->run = 0;
    if (database_is_shared(frontier->database))
        return take_shared_run(frontier, sources, now, error);
    return take_run(frontier, find_run, sources, now, error) &&
           (frontier->run != 0 || take_run(frontier, add_run, sources, now, error));
}

const char *frontier_run_started(const struct frontier *frontier)
{
    return frontier->run_started;
}
