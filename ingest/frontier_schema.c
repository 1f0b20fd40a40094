#include "ingest/frontier_schema.h"

/* For both databases, see frontier_database.h. Only ever add steps at the end: what is here has run on databases in
 * use. */
static const char *const steps[] = {
    "CREATE TABLE runs (number {serial}, sources {text} NOT NULL, started_at {text} NOT NULL,"
    " finished_at {text});"

    "CREATE TABLE urls (number {serial}, url {text} NOT NULL, host {text} NOT NULL,"
    " state {text} NOT NULL CHECK (state IN ('queued', 'leased', 'delivered', 'skipped', 'failed')), reason {text},"
    " attempts {integer} NOT NULL DEFAULT 0, not_before {real} NOT NULL DEFAULT 0, run {integer} NOT NULL,"
    " queued_at {text} NOT NULL, changed_at {text} NOT NULL);"
    "CREATE UNIQUE INDEX urls_url ON urls ({key}(url));"
    "CREATE INDEX urls_queued ON urls (host, not_before, number) WHERE state = 'queued';"
    "CREATE INDEX urls_leased ON urls (number) WHERE state = 'leased';"

    "CREATE TABLE articles (id {text} NOT NULL, version {text} NOT NULL,"
    " state {text} NOT NULL CHECK (state IN ('delivered', 'failed')), reason {text}, first_read_at {text} NOT NULL,"
    " last_fetched_at {text} NOT NULL, changed_at {text} NOT NULL, PRIMARY KEY (id, version)) {without rowid};"

    "CREATE TABLE hosts (host {text} PRIMARY KEY, next_allowed_at {real} NOT NULL) {without rowid};",

    /* Addresses that lists name: what they are to be, how many lists led there, and what the list told of them. */
    "ALTER TABLE urls ADD COLUMN role {integer} NOT NULL DEFAULT 0;"
    "ALTER TABLE urls ADD COLUMN depth {integer} NOT NULL DEFAULT 0;"
    "ALTER TABLE urls ADD COLUMN entry {text};",

    /* Of lists: what the server called the state in which they were last read (RFC 9110, 8.8). */
    "ALTER TABLE urls ADD COLUMN etag {text}; ALTER TABLE urls ADD COLUMN last_modified {text};",

    /* Several ingests on one frontier: who they are, which of them has leased a host or an address, from when a host
     * has something to do (null: nothing), and where an address has led to so far. */
    "CREATE TABLE instances (number {serial}, name {text} NOT NULL, started_at {text} NOT NULL,"
    " expires_at {real} NOT NULL);"
    "ALTER TABLE hosts ADD COLUMN instance {integer} NOT NULL DEFAULT 0;"
    "ALTER TABLE hosts ADD COLUMN work_at {real};"
    "CREATE INDEX hosts_free ON hosts (work_at) WHERE instance = 0 AND work_at IS NOT NULL;"
    "CREATE INDEX hosts_held ON hosts (instance) WHERE instance <> 0;"
    "ALTER TABLE urls ADD COLUMN instance {integer} NOT NULL DEFAULT 0;"
    "ALTER TABLE urls ADD COLUMN target {text};"
    "ALTER TABLE urls ADD COLUMN hops {integer} NOT NULL DEFAULT 0;"
    "DROP INDEX urls_leased; CREATE INDEX urls_leased ON urls (instance) WHERE state = 'leased';",

    /* When to come back: what is due, what was learned of a list, which article was first delivered when; how often
     * the articles of a host were found edited; and what is gone. */
    "ALTER TABLE urls ADD COLUMN list {integer} NOT NULL DEFAULT 0;"
    "ALTER TABLE urls ADD COLUMN due_at {real};"
    "ALTER TABLE urls ADD COLUMN polled_at {real} NOT NULL DEFAULT 0;"
    "ALTER TABLE urls ADD COLUMN poll_interval {real} NOT NULL DEFAULT 0;"
    "ALTER TABLE urls ADD COLUMN errors {integer} NOT NULL DEFAULT 0;"
    "ALTER TABLE urls ADD COLUMN ttl {real} NOT NULL DEFAULT 0;"
    "ALTER TABLE urls ADD COLUMN period {real} NOT NULL DEFAULT 0;"
    "ALTER TABLE urls ADD COLUMN skipped {integer} NOT NULL DEFAULT 0;"
    "ALTER TABLE urls ADD COLUMN article {text};"
    "ALTER TABLE urls ADD COLUMN first_at {real} NOT NULL DEFAULT 0;"
    "ALTER TABLE articles ADD COLUMN gone_at {text};"
    "CREATE TABLE edits (host {text} PRIMARY KEY, visits {real} NOT NULL, edits {real} NOT NULL) {without rowid};"
    "CREATE INDEX urls_due ON urls (due_at) WHERE due_at IS NOT NULL;"
    "CREATE INDEX urls_polled ON urls (run) WHERE due_at IS NOT NULL AND list = 1;",

    /* Which entry of the configuration led there. */
    "ALTER TABLE urls ADD COLUMN source {text};",

    /* Sources that were added, paused or removed while ingest runs (newsmill sources). */
    "CREATE TABLE sources (address {text} PRIMARY KEY, entry {text} NOT NULL,"
    " state {text} NOT NULL CHECK (state IN ('on', 'paused', 'removed')))"
    " {without rowid};",

    /* How many addresses and articles are in which state, so that nobody has to go through them all: each ingest writes
     * only its own rows, their sum is what there is. `state_before` tells the writer what it has changed. And how hosts
     * answer: seconds that an answer takes, the silence kept after it, failures in a row and why the last one failed.
     */
    "CREATE TABLE counts (instance {integer} NOT NULL, what {text} NOT NULL, number {integer} NOT NULL,"
    " PRIMARY KEY (instance, what)) {without rowid};"
    "INSERT INTO counts SELECT 0, state, count(*) FROM urls GROUP BY state;"
    "INSERT INTO counts SELECT 0, 'article ' || state, count(*) FROM articles GROUP BY state;"
    "ALTER TABLE urls ADD COLUMN state_before {text}; ALTER TABLE articles ADD COLUMN state_before {text};"
    "ALTER TABLE hosts ADD COLUMN answer_seconds {real} NOT NULL DEFAULT 0;"
    "ALTER TABLE hosts ADD COLUMN pause {real} NOT NULL DEFAULT 0;"
    "ALTER TABLE hosts ADD COLUMN failures {integer} NOT NULL DEFAULT 0;"
    "ALTER TABLE hosts ADD COLUMN error {text};"
    "CREATE INDEX hosts_slow ON hosts (answer_seconds) WHERE answer_seconds > 0;"
    "CREATE INDEX hosts_failing ON hosts (failures) WHERE failures > 0;",
};

#define STEPS ((int)(sizeof steps / sizeof *steps))

static bool fail(const struct database *database, struct error *error)
{
    return error_set(error, database_error(database)->kind, "%s", database_error(database)->text);
}

static bool check_known(int version, struct error *error)
{
    return version <= STEPS ||
           error_set(error, ERROR_USAGE, "made by a newer newsmill (schema %d, known here up to %d); update newsmill",
                     version, STEPS);
}

static bool run_steps(struct database *database, struct error *error)
{
    int version = 0;
    if (!database_version(database, &version))
        return fail(database, error);
    if (!check_known(version, error))
        return false;
    for (; version < STEPS; version++)
        if (!database_execute(database, steps[version]) || !database_set_version(database, version + 1))
            return error_set(error, database_error(database)->kind, "schema step %d: %s", version + 1,
                             database_error(database)->text);
    return true;
}

bool frontier_schema_update(struct database *database, struct error *error)
{
    int version = 0;
    if (!database_version(database, &version))
        return fail(database, error);
    if (version == STEPS)
        return true;
    if (!check_known(version, error))
        return false;
    bool done = database_begin_schema(database) || fail(database, error);
    done = done && run_steps(database, error) && (database_commit(database) || fail(database, error));
    if (!done)
        database_rollback(database);
    return done;
}

bool frontier_schema_check(struct database *database, struct error *error)
{
    int version = 0;
    if (!database_version(database, &version))
        return fail(database, error);
    if (version == 0)
        return error_set(error, ERROR_PERMANENT, "there is no frontier in it yet");
    return version < STEPS
               ? error_set(error, ERROR_USAGE,
                           "made by an older newsmill (schema %d, here %d); newsmill-ingest brings it up to "
                           "date when it is started on it",
                           version, STEPS)
               : check_known(version, error);
}
