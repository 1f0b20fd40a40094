/* The frontier in SQLite: opening, runs, and what is looked up. frontier_commit.c writes. */
#include "common/buffer.h"
#include "common/log.h"
#include "ingest/frontier_database.h"
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
    int code = sqlite3_errcode(frontier->database);
    bool temporary = code == SQLITE_FULL || code == SQLITE_BUSY || code == SQLITE_IOERR || code == SQLITE_LOCKED;
    return error_set(error, temporary ? ERROR_TEMPORARY : ERROR_USAGE, "frontier %s: cannot %s: %s",
                     frontier->path ? frontier->path : "(temporary)", doing, sqlite3_errmsg(frontier->database));
}

bool frontier_prepare(struct frontier *frontier, const char *sql, sqlite3_stmt **statement, struct error *error)
{
    return sqlite3_prepare_v3(frontier->database, sql, -1, SQLITE_PREPARE_PERSISTENT, statement, NULL) == SQLITE_OK ||
           frontier_error(frontier, "be read", error);
}

/* ---- opening ---- */

/* A lock of the file system's, not of SQLite's: readers may look in while ingest runs, and a death frees it. */
static bool take_lock(struct frontier *frontier, struct error *error)
{
    char *path = xprintf("%s.lock", frontier->path), owner[32] = "";
    bool locked = false;
    frontier->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (frontier->lock < 0) {
        error_set(error, errno == ENOSPC ? ERROR_TEMPORARY : ERROR_USAGE, "frontier %s: cannot write its lock file: %s",
                  frontier->path, strerror(errno));
    } else if (flock(frontier->lock, LOCK_EX | LOCK_NB) != 0) {
        ssize_t size = read(frontier->lock, owner, sizeof owner - 1);
        owner[size > 0 ? strcspn(owner, "\n") : 0] = '\0';
        error_set(error, ERROR_USAGE,
                  "frontier %s is in use by another newsmill-ingest (process %s); stop that one, or give this one a "
                  "--frontier or --data of its own",
                  frontier->path, *owner ? owner : "unknown");
    } else {
        int size = snprintf(owner, sizeof owner, "%ld\n", (long)getpid());
        if (ftruncate(frontier->lock, 0) != 0 || write(frontier->lock, owner, (size_t)size) != size)
            log_debug("%s: the number of this process could not be written", path);
        locked = true;
    }
    free(path);
    return locked;
}

static bool execute(struct frontier *frontier, const char *sql, const char *doing, struct error *error)
{
    return sqlite3_exec(frontier->database, sql, NULL, NULL, NULL) == SQLITE_OK ||
           frontier_error(frontier, doing, error);
}

/* Not synchronous=FULL: a power cut may take back the last marks, and what they marked is then only done again. */
static bool set_up_writing(struct frontier *frontier, struct error *error)
{
    struct error cause = {0};
    if (!execute(frontier, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -4096;",
                 "be opened", error))
        return false;
    if (sqlite3_db_readonly(frontier->database, "main") == 1)
        return error_set(error, ERROR_USAGE, "frontier %s: the file is read-only", frontier->path);
    if (!frontier_schema_update(frontier->database, &cause))
        return error_set(error, cause.kind, "frontier %s: %s", frontier->path ? frontier->path : "(temporary)",
                         cause.text);
    return execute(frontier,
                   "UPDATE urls SET state = 'queued' WHERE state = 'leased';"
                   "DELETE FROM hosts WHERE next_allowed_at < unixepoch();",
                   "put back what was leased", error) &&
           frontier_prepare_writes(frontier, error);
}

static bool prepare_reads(struct frontier *frontier, struct error *error)
{
    return frontier_prepare(frontier,
                            "SELECT version, first_read_at, last_fetched_at FROM articles WHERE id = ?1 AND state = "
                            "'delivered'",
                            &frontier->find_article, error) &&
           frontier_prepare(frontier,
                            "SELECT number, url, attempts, role, depth, entry, etag, last_modified FROM urls WHERE "
                            "state = 'queued' AND "
                            "host = ?1 AND not_before "
                            "<= ?2 ORDER BY not_before, number LIMIT 1",
                            &frontier->next_url, error) &&
           frontier_prepare(frontier,
                            "SELECT 1 FROM urls WHERE url = ?1 AND run <> ?2 AND state IN ('delivered', 'skipped') AND "
                            "unixepoch(changed_at) >= ?3",
                            &frontier->find_url, error) &&
           frontier_prepare(frontier, "SELECT min(not_before) FROM urls WHERE state = 'queued' AND host = ?1",
                            &frontier->next_wait, error) &&
           frontier_prepare(frontier, "SELECT next_allowed_at FROM hosts WHERE host = ?1", &frontier->host_time, error);
}

static bool open_database(struct frontier *frontier, int flags, struct error *error)
{
    if (sqlite3_open_v2(frontier->path ? frontier->path : "", &frontier->database, flags, NULL) != SQLITE_OK)
        return frontier_error(frontier, "be opened", error);
    sqlite3_extended_result_codes(frontier->database, 0);
    sqlite3_busy_timeout(frontier->database, 5000);
    return true;
}

static struct frontier *new_frontier(const char *path)
{
    struct frontier *frontier = xcalloc(1, sizeof *frontier);
    frontier->path = path ? xstrdup(path) : NULL;
    frontier->lock = -1;
    frontier->last = &frontier->first;
    return frontier;
}

struct frontier *frontier_open(const char *path, struct error *error)
{
    struct frontier *frontier = new_frontier(path);
    if ((!path || take_lock(frontier, error)) &&
        open_database(frontier, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, error) && set_up_writing(frontier, error) &&
        prepare_reads(frontier, error))
        return frontier;
    frontier_close(frontier);
    return NULL;
}

struct frontier *frontier_open_readonly(const char *path, struct error *error)
{
    struct frontier *frontier = new_frontier(path);
    if (access(path, R_OK) != 0)
        error_set(error, ERROR_PERMANENT, "frontier %s: %s", path, strerror(errno));
    else if (open_database(frontier, SQLITE_OPEN_READONLY, error))
        return frontier;
    frontier_close(frontier);
    return NULL;
}

void frontier_close(struct frontier *frontier)
{
    if (!frontier)
        return;
    if (frontier->pending > 0) {
        frontier->retry_at = 0;
        frontier_commit(frontier);
    }
    frontier_forget_writes(frontier);
    sqlite3_finalize(frontier->find_article);
    sqlite3_finalize(frontier->find_url);
    sqlite3_finalize(frontier->next_url);
    sqlite3_finalize(frontier->next_wait);
    sqlite3_finalize(frontier->host_time);
    sqlite3_close(frontier->database);
    if (frontier->lock >= 0)
        close(frontier->lock);
    free(frontier->path);
    free(frontier);
}

/* ---- runs ---- */

static bool find_open_run(struct frontier *frontier, const char *sources, struct error *error)
{
    sqlite3_stmt *statement = NULL;
    if (!frontier_prepare(frontier,
                          "SELECT number, started_at FROM runs WHERE sources = ?1 AND finished_at IS NULL AND number = "
                          "(SELECT max(number) FROM runs)",
                          &statement, error))
        return false;
    sqlite3_bind_text(statement, 1, sources, -1, SQLITE_STATIC);
    if (sqlite3_step(statement) == SQLITE_ROW) {
        frontier->run = sqlite3_column_int64(statement, 0);
        snprintf(frontier->run_started, sizeof frontier->run_started, "%s",
                 (const char *)sqlite3_column_text(statement, 1));
    }
    sqlite3_finalize(statement);
    return true;
}

bool frontier_begin_run(struct frontier *frontier, const char *sources, const char *now, struct error *error)
{
    sqlite3_stmt *statement = NULL;
    frontier->run = 0;
    if (!find_open_run(frontier, sources, error))
        return false;
    if (frontier->run != 0)
        return true;
    if (!frontier_prepare(frontier, "INSERT INTO runs (sources, started_at) VALUES (?1, ?2)", &statement, error))
        return false;
    sqlite3_bind_text(statement, 1, sources, -1, SQLITE_STATIC);
    sqlite3_bind_text(statement, 2, now, -1, SQLITE_STATIC);
    bool done = sqlite3_step(statement) == SQLITE_DONE || frontier_error(frontier, "note the run", error);
    sqlite3_finalize(statement);
    frontier->run = sqlite3_last_insert_rowid(frontier->database);
    snprintf(frontier->run_started, sizeof frontier->run_started, "%s", now);
    return done;
}

const char *frontier_run_started(const struct frontier *frontier)
{
    return frontier->run_started;
}

/* ---- looking up ---- */

static const char *text_of(sqlite3_stmt *statement, int column)
{
    const unsigned char *text = sqlite3_column_text(statement, column);
    return text ? (const char *)text : "";
}

enum frontier_known frontier_find_article(struct frontier *frontier, struct frontier_article *article)
{
    char latest_other[CLOCK_STAMP_SIZE] = "";
    enum frontier_known known = FRONTIER_NEW;
    sqlite3_bind_text(frontier->find_article, 1, article->id, -1, SQLITE_STATIC);
    while (sqlite3_step(frontier->find_article) == SQLITE_ROW) {
        const char *fetched = text_of(frontier->find_article, 2);
        if (strcmp(text_of(frontier->find_article, 0), article->version) == 0) {
            known = FRONTIER_CURRENT;
            snprintf(article->first_read_at, sizeof article->first_read_at, "%s", text_of(frontier->find_article, 1));
            snprintf(article->last_fetched_at, sizeof article->last_fetched_at, "%s", fetched);
        } else if (strcmp(fetched, latest_other) > 0) {
            snprintf(latest_other, sizeof latest_other, "%s", fetched);
        }
    }
    sqlite3_reset(frontier->find_article);
    if (known == FRONTIER_CURRENT && strcmp(latest_other, article->last_fetched_at) > 0)
        known = FRONTIER_EARLIER;
    return known;
}

static char *copy_of(sqlite3_stmt *statement, int column)
{
    const unsigned char *text = sqlite3_column_text(statement, column);
    return text ? xstrdup((const char *)text) : NULL;
}

void frontier_url_free(struct frontier_url *url)
{
    free(url->url);
    free(url->entry);
    free(url->etag);
    free(url->last_modified);
}

bool frontier_next_url(struct frontier *frontier, const char *host, double now, struct frontier_url *url)
{
    *url = (struct frontier_url){0};
    sqlite3_bind_text(frontier->next_url, 1, host, -1, SQLITE_STATIC);
    sqlite3_bind_double(frontier->next_url, 2, now);
    bool found = sqlite3_step(frontier->next_url) == SQLITE_ROW;
    if (found) {
        url->number = sqlite3_column_int64(frontier->next_url, 0);
        url->url = xstrdup(text_of(frontier->next_url, 1));
        url->attempts = (unsigned)sqlite3_column_int(frontier->next_url, 2);
        url->role = (enum frontier_role)sqlite3_column_int(frontier->next_url, 3);
        url->depth = (unsigned)sqlite3_column_int(frontier->next_url, 4);
        url->entry = copy_of(frontier->next_url, 5);
        url->etag = copy_of(frontier->next_url, 6);
        url->last_modified = copy_of(frontier->next_url, 7);
    }
    sqlite3_reset(frontier->next_url);
    if (!found) {
        sqlite3_bind_text(frontier->next_wait, 1, host, -1, SQLITE_STATIC);
        if (sqlite3_step(frontier->next_wait) == SQLITE_ROW)
            url->not_before = sqlite3_column_double(frontier->next_wait, 0);
        sqlite3_reset(frontier->next_wait);
    }
    return found;
}

bool frontier_url_was_done(struct frontier *frontier, const char *url, double since)
{
    sqlite3_bind_text(frontier->find_url, 1, url, -1, SQLITE_STATIC);
    sqlite3_bind_int64(frontier->find_url, 2, frontier->run);
    sqlite3_bind_double(frontier->find_url, 3, since);
    bool done = sqlite3_step(frontier->find_url) == SQLITE_ROW;
    sqlite3_reset(frontier->find_url);
    return done;
}

void frontier_queued_hosts(struct frontier *frontier, void (*visit)(void *context, const char *host), void *context)
{
    sqlite3_stmt *statement = NULL;
    if (!frontier_prepare(frontier, "SELECT DISTINCT host FROM urls WHERE state = 'queued'", &statement, NULL))
        return;
    while (sqlite3_step(statement) == SQLITE_ROW)
        visit(context, text_of(statement, 0));
    sqlite3_finalize(statement);
}

double frontier_host_next_allowed(struct frontier *frontier, const char *host)
{
    sqlite3_bind_text(frontier->host_time, 1, host, -1, SQLITE_STATIC);
    double time = sqlite3_step(frontier->host_time) == SQLITE_ROW ? sqlite3_column_double(frontier->host_time, 0) : 0;
    sqlite3_reset(frontier->host_time);
    return time;
}

bool frontier_count(struct frontier *frontier, struct frontier_counts *counts, struct error *error)
{
    static const char sql[] = "SELECT 'u', state, count(*) FROM urls GROUP BY state UNION ALL SELECT 'a', state, "
                              "count(*) FROM articles GROUP "
                              "BY state";
    sqlite3_stmt *statement = NULL;
    *counts = (struct frontier_counts){0};
    const struct {
        const char *word;
        int64_t *urls, *articles;
    } places[] = {{"queued", &counts->urls_queued, NULL},
                  {"leased", &counts->urls_leased, NULL},
                  {"delivered", &counts->urls_delivered, &counts->articles_delivered},
                  {"skipped", &counts->urls_skipped, NULL},
                  {"failed", &counts->urls_failed, &counts->articles_failed}};
    if (!frontier_prepare(frontier, sql, &statement, error))
        return false;
    int code;
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
        bool urls = *text_of(statement, 0) == 'u';
        for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
            int64_t *place = urls ? places[i].urls : places[i].articles;
            if (place && strcmp(text_of(statement, 1), places[i].word) == 0)
                *place = sqlite3_column_int64(statement, 2);
        }
    }
    sqlite3_finalize(statement);
    return code == SQLITE_DONE || frontier_error(frontier, "be counted", error);
}
