/* links: sink
 * What every store promises when something goes wrong: writers at the same time, kills, refused data, full and
 * read-only disks, locks, broken connections.
 * builds: asan (a store has no threads)
 */
#include "common/postgres.h"
#include "tests/contract/store_test.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#define ARTICLES 400
#define BATCH    40

/* ---- what is synced: the calls of the store and of SQLite come here ---- */

static ino_t synced[1024];
static size_t synced_count;
static bool folders_fail;

static int note_sync(int descriptor, long call)
{
    struct stat status;
    if (fstat(descriptor, &status) == 0 && synced_count < sizeof synced / sizeof *synced)
        synced[synced_count++] = status.st_ino;
    if (folders_fail && S_ISDIR(status.st_mode)) {
        errno = EIO;
        return -1;
    }
    return (int)syscall(call, descriptor);
}

int fsync(int descriptor)
{
    return note_sync(descriptor, SYS_fsync);
}

int fdatasync(int descriptor)
{
    return note_sync(descriptor, SYS_fdatasync);
}

static bool was_synced(const char *path, const char *suffix)
{
    char *whole = xprintf("%s%s", path, suffix);
    struct stat status;
    bool found = false;
    assert_int_equal(stat(whole, &status), 0);
    for (size_t i = 0; i < synced_count && !found; i++)
        found = synced[i] == status.st_ino;
    free(whole);
    return found;
}

/* The rows of ARTICLES articles, written by one writer that nobody disturbs. */
static char *quiet_rows(enum kind kind)
{
    struct place *place = place_new(kind);
    struct store *store = open_place(place);
    for (unsigned i = 0; i < ARTICLES; i += BATCH)
        put_range(store, i, i + BATCH);
    store_close(store);
    char *rows = dump(place);
    place_free(place);
    return rows;
}

static void assert_quiet_rows(const struct place *place)
{
    char *expected = quiet_rows(place->kind), *rows = dump(place);
    assert_same_rows(expected, rows);
    free(expected);
    free(rows);
}

/* In a child process: opens and writes, retrying what is temporary, as the sink does. Ends the process. */
static void write_as_child(const struct place *place, unsigned seed)
{
    struct error error;
    struct store *store = NULL;
    double give_up = clock_now() + 60;
    while (!(store = store_open(place->url, STORE_WRITE, &error)) && clock_now() < give_up)
        usleep(10000);
    for (unsigned round = 0; store && round < 2; round++)
        for (unsigned i = 0; i < ARTICLES / BATCH; i++) {
            /* Batches overlap, and each writer takes them in an order of its own. */
            unsigned from = (i * 7 + seed * 3) % (ARTICLES / BATCH) * BATCH, shift = seed % 2 ? BATCH / 2 : 0;
            unsigned to = from + shift + BATCH < ARTICLES ? from + shift + BATCH : ARTICLES;
            struct recipe recipes[2 * BATCH];
            size_t count = 0;
            for (unsigned id = from; id < to; id++)
                recipes[count++] = (struct recipe){.id = id, .version = id + 1, .entities = 5};
            while (!write_recipes(store, recipes, count, NULL, &error)) {
                if (error.kind != ERROR_TEMPORARY || clock_now() > give_up) {
                    fprintf(stderr, "writer %u: %s\n", seed, error.text);
                    _exit(1);
                }
                usleep(5000);
            }
        }
    store_close(store);
    _exit(store ? 0 : 2);
}

/* Several processes open an empty place at once and write overlapping batches. */
static void test_writers_at_the_same_time(void **state)
{
    struct place *place = place_of(state);
    pid_t writers[4];
    fflush(NULL);
    for (unsigned i = 0; i < 4; i++)
        if (!(writers[i] = fork()))
            write_as_child(place, i);
    for (unsigned i = 0; i < 4; i++) {
        int status;
        assert_int_equal(waitpid(writers[i], &status, 0), writers[i]);
        assert_int_equal(status, 0);
    }
    assert_quiet_rows(place);
}

static void test_second_writer_of_lines_waits(void **state)
{
    struct place *place = place_of(state);
    struct error error = {ERROR_NONE, ""};
    struct store *store = open_place(place);
    assert_null(store_open(place->url, STORE_WRITE, &error));
    assert_int_equal(error.kind, ERROR_TEMPORARY);
    assert_non_null(strstr(error.text, "another sink"));
    store_close(store);
    store_close(open_place(place));
}

/* The same article in many versions from all sides: the greatest wins, whoever comes last. */
static void test_versions_at_the_same_time(void **state)
{
    struct place *place = place_of(state);
    store_close(open_place(place));
    pid_t writers[4];
    fflush(NULL);
    for (unsigned i = 0; i < 4; i++) {
        if ((writers[i] = fork()))
            continue;
        struct error error;
        struct store *store = store_open(place->url, STORE_WRITE, &error);
        for (unsigned k = 0; store && k < 30; k++) {
            char stamps[3][CLOCK_STAMP_SIZE];
            struct recipe recipes[3];
            for (unsigned n = 0; n < 3; n++) {
                unsigned at = (k * 11 + i * 5 + n * 7) % 30;
                recipes[n] = (struct recipe){
                    .id = n, .version = 1 + at % 6, .entities = 1, .fetched = clock_stamp(1767225600 + at, stamps[n])};
            }
            while (!write_recipes(store, recipes, 3, NULL, &error))
                if (error.kind != ERROR_TEMPORARY)
                    _exit(1);
        }
        store_close(store);
        _exit(store ? 0 : 2);
    }
    for (unsigned i = 0; i < 4; i++) {
        int status;
        waitpid(writers[i], &status, 0);
        assert_int_equal(status, 0);
    }
    char *wrong = query_place(place, "SELECT count(*) FROM articles a JOIN article_versions v ON v.id = a.id WHERE "
                                     "(v.last_seen_at, v.version) > (a.last_seen_at, a.version) OR (a.version = "
                                     "v.version AND (a.fetched_at <> v.fetched_at OR a.last_seen_at <> "
                                     "v.last_seen_at))");
    assert_string_equal(wrong, "0\n");
    free(wrong);
    wrong = query_place(place, "SELECT count(*) FROM articles");
    assert_string_equal(wrong, "3\n");
    free(wrong);
}

static unsigned stored_versions(const struct place *place)
{
    struct error error;
    struct store_counts counts = {0};
    struct store *store = store_open(place->url, STORE_READ, &error);
    if (store) /* the first kill may come before the schema */
        assert_true(store_count(store, &counts, &error));
    store_close(store);
    return (unsigned)counts.versions;
}

/* kill -9 at any moment leaves whole batches, of JSON Lines whole lines; the repeat completes them. */
static void test_kill_in_a_batch(void **state)
{
    struct place *place = place_of(state);
    unsigned delay = 4000;
    for (unsigned kills = 0; kills < 12; kills++) {
        fflush(NULL);
        pid_t writer = fork();
        if (!writer)
            write_as_child(place, 0);
        usleep(delay + kills * 3500);
        kill(writer, SIGKILL);
        waitpid(writer, NULL, 0);
        unsigned versions = stored_versions(place);
        if (place->kind != KIND_JSONL)
            assert_int_equal(versions % BATCH, 0);
        if (versions == ARTICLES)
            break;
    }
    struct store *store = open_place(place);
    for (unsigned i = 0; i < ARTICLES; i += BATCH)
        put_range(store, i, i + BATCH);
    store_close(store);
    assert_quiet_rows(place);
}

/* What a writer that was killed has left unsynced is known to the next one, which therefore syncs it. */
static void test_what_is_known_is_synced(void **state)
{
    struct place *place = place_of(state);
    fflush(NULL);
    pid_t writer = fork();
    if (!writer) {
        struct store *store = open_place(place);
        put_range(store, 0, 5);
        put_one(store, (struct recipe){.id = 1, .version = 2, .fetched = "2026-01-02T00:00:00Z"});
        put_one(store, (struct recipe){.id = 1, .version = 2, .fetched = "2026-01-03T00:00:00Z"});
        kill(getpid(), SIGKILL);
    }
    waitpid(writer, NULL, 0);
    synced_count = 0;
    struct store *store = open_place(place);
    assert_true(was_synced(place->path, place->kind == KIND_SQLITE ? "-wal" : ""));
    if (place->kind == KIND_JSONL)
        assert_true(was_synced(place->path, ".seen"));
    store_close(store);
}

/* A folder that could not be synced is synced by the next try. */
static void test_folder_is_synced_in_the_end(void **state)
{
    struct place *place = place_of(state);
    struct error error = {ERROR_NONE, ""};
    struct store *store = open_place(place);
    const struct recipe later = {.id = 1, .version = 1, .fetched = "2026-01-02T00:00:00Z"};
    put_one(store, (struct recipe){.id = 1, .version = 1});
    folders_fail = true;
    for (int i = 0; i < 2; i++) {
        assert_false(write_recipes(store, &later, 1, NULL, &error));
        assert_int_equal(error.kind, ERROR_TEMPORARY);
    }
    folders_fail = false;
    synced_count = 0;
    put_one(store, later);
    assert_true(was_synced(place->folder, ""));
    store_close(store);
}

static long lines_of(const char *path, const char *suffix)
{
    char *whole = xprintf("%s%s", path, suffix), text[4096];
    FILE *file = fopen(whole, "r");
    long lines = 0;
    while (file && fgets(text, sizeof text, file))
        lines += strchr(text, '\n') != NULL;
    if (file)
        fclose(file);
    free(whole);
    return file ? lines : -1;
}

/* A file that is renamed or emptied under a running sink is begun anew, and the new one is locked. */
static void test_rotated_files(void **state)
{
    struct place *place = place_of(state);
    struct error error = {ERROR_NONE, ""};
    struct store *store = open_place(place);
    put_range(store, 0, 3);
    put_one(store, (struct recipe){.id = 1, .version = 2, .fetched = "2026-01-02T00:00:00Z"}); /* a sighting */
    command("mv '%s' '%s.1' && mv '%s.seen' '%s.1.seen'", place->path, place->path, place->path, place->path);
    put_range(store, 3, 5);
    assert_int_equal(lines_of(place->path, ".1"), 3);
    assert_int_equal(lines_of(place->path, ""), 2);
    assert_null(store_open(place->url, STORE_WRITE, &error));
    assert_non_null(strstr(error.text, "another sink"));
    put_one(store, (struct recipe){.id = 4, .version = 5, .fetched = "2026-01-02T00:00:00Z"});
    command(": >'%s'", place->path); /* but not PATH.seen, which knows of a version that is nowhere now */
    put_range(store, 4, 5);
    assert_int_equal(lines_of(place->path, ""), 1);
    command("mv '%s' '%s.2'", place->path, place->path);
    struct store *other = open_place(place);
    const struct recipe recipe = {.id = 9, .version = 1};
    for (int i = 0; i < 2; i++) {
        assert_false(write_recipes(store, &recipe, 1, NULL, &error));
        assert_int_equal(error.kind, ERROR_TEMPORARY);
    }
    assert_int_equal(lines_of(place->path, ".2"), 1);
    store_close(other);
    put_one(store, recipe);
    store_close(store);
    assert_int_equal(lines_of(place->path, ""), 1);
}

static void test_torn_line(void **state)
{
    struct place *place = place_of(state);
    struct store *store = open_place(place);
    put_range(store, 0, 3);
    store_close(store);
    char *before = dump(place);
    int file = open(place->path, O_WRONLY | O_APPEND);
    assert_int_equal(write(file, "{\"id\":\"torn", 11), 11);
    close(file);
    store = open_place(place);
    char *after = dump(place);
    assert_same_rows(before, after);
    put_range(store, 2, 4);
    store_close(store);
    assert_int_equal(stored_versions(place), 4);
    free(before);
    free(after);
}

static void assert_refused_and_left(const struct place *place, off_t size)
{
    struct error error = {ERROR_NONE, ""};
    struct stat status;
    assert_null(store_open(place->url, STORE_WRITE, &error));
    assert_int_equal(error.kind, ERROR_USAGE);
    assert_non_null(strstr(error.text, place->path));
    assert_int_equal(stat(place->path, &status), 0);
    assert_int_equal(status.st_size, size);
}

/* A file that was named by mistake keeps every byte; zeros that a loss of power leaves behind a line are cut. */
static void test_what_is_no_lines_is_left(void **state)
{
    struct place *place = place_of(state);
    struct error error = {ERROR_NONE, ""};
    struct stat status;
    char *url = xprintf("sqlite:%s", place->path);
    struct store *store = store_open(url, STORE_WRITE, &error);
    assert_non_null(store);
    put_range(store, 0, 3);
    store_close(store);
    assert_int_equal(stat(place->path, &status), 0);
    assert_refused_and_left(place, status.st_size);
    command("printf '{\\000\\001\\n\\002{\\000\\001' >'%s'", place->path);
    assert_refused_and_left(place, 8);
    command("printf '{}\\n{\\000\\000' >'%s'", place->path);
    store_close(open_place(place));
    assert_int_equal(stat(place->path, &status), 0);
    assert_int_equal(status.st_size, 3);
    free(url);
}

/* ---- refused data ---- */

static void test_refused_batch_stores_nothing(void **state)
{
    struct place *place = place_of(state);
    struct store *store = open_place(place);
    struct article good = make_article(&(struct recipe){.id = 1, .version = 1, .entities = 1});
    struct article bad = make_article(&(struct recipe){.id = 2, .version = 1});
    json_array_append_new(json_object_get(bad.json, "entities"), json_pack("{s:s}", "id", "name:ORG:x"));
    const struct batch_item items[] = {{&good, NULL, 0}, {&bad, NULL, 0}};
    struct error error = {ERROR_NONE, ""};
    assert_null(batch_new(items, 2, &error));
    assert_int_equal(error.kind, ERROR_PERMANENT);
    assert_non_null(strstr(error.text, bad.id));
    struct batch *batch = batch_new(items, 1, &error);
    assert_true(store_write(store, batch, NULL, &error));
    batch_free(batch);
    store_close(store);
    assert_int_equal(stored_versions(place), 1);
    article_free(&good);
    article_free(&bad);
}

/* What only the database finds wrong: the whole batch is rolled back, and the store goes on. */
static void test_refused_by_the_database(void **state)
{
    struct place *place = place_of(state);
    struct store *store = open_place(place);
    struct article good = make_article(&(struct recipe){.id = 1, .version = 1, .entities = 1});
    struct article bad = make_article(&(struct recipe){.id = 2, .version = 1});
    const struct batch_item items[] = {{&good, NULL, 0}, {&bad, "no JSON", 7}};
    struct error error = {ERROR_NONE, ""};
    struct batch *batch = batch_new(items, 2, &error);
    assert_false(store_write(store, batch, NULL, &error));
    assert_int_equal(error.kind, ERROR_PERMANENT);
    batch_free(batch);
    assert_int_equal(stored_versions(place), 0);
    batch = batch_new(items, 1, &error);
    assert_true(store_write(store, batch, NULL, &error));
    batch_free(batch);
    assert_int_equal(stored_versions(place), 1);
    store_close(store);
    article_free(&good);
    article_free(&bad);
}

/* ---- disks ---- */

static void limit_files(rlim_t bytes)
{
    struct rlimit limit;
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &limit);
    limit.rlim_cur = bytes;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void test_full_disk(void **state)
{
    struct place *place = place_of(state);
    struct store *store = open_place(place);
    struct error error = {ERROR_NONE, ""};
    put_range(store, 0, BATCH);
    char *before = dump(place);
    struct recipe recipes[BATCH];
    for (unsigned i = 0; i < BATCH; i++)
        recipes[i] = (struct recipe){.id = BATCH + i, .version = BATCH + i + 1, .entities = 5};
    struct stat status;
    char *grows = place->kind == KIND_SQLITE ? xprintf("%s-wal", place->path) : xstrdup(place->path);
    assert_int_equal(stat(grows, &status), 0);
    limit_files((rlim_t)status.st_size + 6000);
    for (int tries = 0; tries < 3; tries++) {
        assert_false(write_recipes(store, recipes, BATCH, NULL, &error));
        assert_int_equal(error.kind, ERROR_TEMPORARY);
    }
    limit_files(RLIM_INFINITY);
    char *after = dump(place);
    assert_same_rows(before, after);
    put(store, recipes, BATCH);
    for (unsigned i = 2 * BATCH; i < ARTICLES; i += BATCH)
        put_range(store, i, i + BATCH);
    store_close(store);
    assert_quiet_rows(place);
    free(grows);
    free(before);
    free(after);
}

static off_t size_of(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 ? status.st_size : 0;
}

/* What is committed moves into the database file while the store stays open, and the log does not grow for ever. */
static void test_log_is_emptied_while_writing(void **state)
{
    enum { BODY = 128 << 10, EACH = 10, MOST = 100 << 20 };
    static char body[BODY + 1];
    struct place *place = place_of(state);
    struct store *store = open_place(place);
    char *log = xprintf("%s-wal", place->path);
    memset(body, 'x', BODY);
    for (unsigned i = 0; i < 500; i += EACH) {
        struct recipe recipes[EACH];
        for (unsigned k = 0; k < EACH; k++)
            recipes[k] = (struct recipe){.id = i + k, .version = 1, .body = body};
        put(store, recipes, EACH);
        assert_true(size_of(log) < MOST);
    }
    double deadline = clock_now() + 20;
    while (size_of(place->path) < 500 * BODY && clock_now() < deadline)
        usleep(10000);
    assert_true(size_of(place->path) >= 500 * BODY);
    store_close(store);
    assert_int_equal(size_of(log), 0);
    free(log);
}

/* Nobody writes into a folder of root's; as root, become nobody for a while. */
static void test_read_only_folder(void **state)
{
    struct place *place = place_of(state);
    struct error error = {ERROR_NONE, ""};
    bool root = !geteuid();
    assert_int_equal(chmod(place->folder, 0555), 0);
    if (root)
        assert_int_equal(seteuid(65534), 0);
    struct store *store = store_open(place->url, STORE_WRITE, &error);
    if (root)
        assert_int_equal(seteuid(0), 0);
    assert_null(store);
    assert_int_equal(error.kind, ERROR_TEMPORARY);
    assert_int_equal(chmod(place->folder, 0755), 0);
    store_close(open_place(place));
}

/* ---- locks and connections ---- */

static void test_locked_database(void **state)
{
    struct place *place = place_of(state);
    struct store *store = open_place(place);
    struct error error = {ERROR_NONE, ""};
    sqlite3 *other;
    assert_int_equal(sqlite3_open(place->path, &other), SQLITE_OK);
    assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    struct recipe recipe = {.id = 1, .version = 1};
    assert_false(write_recipes(store, &recipe, 1, NULL, &error));
    assert_int_equal(error.kind, ERROR_TEMPORARY);
    assert_int_equal(sqlite3_exec(other, "ROLLBACK", NULL, NULL, NULL), SQLITE_OK);
    put_one(store, recipe);
    sqlite3_close(other);
    store_close(store);
}

static void test_locked_table(void **state)
{
    struct place *place = place_of(state);
    char *url = xprintf("%s%%20-clock_timeout%%3D300ms", place->url);
    struct store *store = open_place(place);
    store_close(store);
    struct error error = {ERROR_NONE, ""};
    store = store_open(url, STORE_WRITE, &error);
    assert_non_null(store);
    PGconn *other = PQconnectdb(place->url);
    PQclear(PQexec(other, "BEGIN; LOCK TABLE articles IN EXCLUSIVE MODE"));
    struct recipe recipe = {.id = 1, .version = 1};
    assert_false(write_recipes(store, &recipe, 1, NULL, &error));
    assert_int_equal(error.kind, ERROR_TEMPORARY);
    PQfinish(other);
    put_one(store, recipe);
    store_close(store);
    assert_int_equal(stored_versions(place), 1);
    free(url);
}

static void test_broken_connection(void **state)
{
    struct place *place = place_of(state);
    struct error error = {ERROR_NONE, ""};
    char *url = xprintf("%s&application_name=%s", place->url, place->schema);
    struct store *store = store_open(url, STORE_WRITE, &error);
    assert_non_null(store);
    put_range(store, 0, 5);
    char *sql =
        xprintf("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '%s'", place->schema);
    free(postgres_query(place->url, sql));
    free(sql);
    free(url);
    struct recipe recipe = {.id = 9, .version = 1};
    double give_up = clock_now() + 20;
    while (!write_recipes(store, &recipe, 1, NULL, &error)) {
        assert_int_equal(error.kind, ERROR_TEMPORARY);
        assert_true(clock_now() < give_up);
        usleep(10000);
    }
    store_close(store);
    assert_int_equal(stored_versions(place), 6);
}

/* Rights that are missing are a wrong setting at the start; a store that has worked waits for them. */
static void test_missing_rights(void **state)
{
    struct place *place = place_of(state);
    struct error error = {ERROR_NONE, ""};
    char *role = xprintf("%s_role", place->schema);
    const char *host = strchr(place->url, '@');
    assert_non_null(host);
    char *url = xprintf("postgresql://%s%s&application_name=%s", role, host, role);
    char *grant = xprintf("CREATE ROLE %s LOGIN; GRANT USAGE ON SCHEMA %s TO %s", role, place->schema, role);
    free(postgres_query(place->url, grant));
    assert_null(store_open(url, STORE_WRITE, &error));
    assert_int_equal(error.kind, ERROR_USAGE);
    assert_non_null(strstr(error.text, "42501"));
    assert_non_null(strstr(error.text, "grant that"));
    char *more = xprintf("GRANT CREATE ON SCHEMA %s TO %s", place->schema, role);
    free(postgres_query(place->url, more));
    struct store *store = store_open(url, STORE_WRITE, &error);
    assert_non_null(store);
    char *end = xprintf("REVOKE ALL ON %s.schema_migrations FROM %s; SELECT pg_terminate_backend(pid) FROM "
                        "pg_stat_activity WHERE application_name = '%s'",
                        place->schema, role, role);
    free(postgres_query(place->url, end));
    const struct recipe recipe = {.id = 1, .version = 1};
    for (int i = 0; i < 2; i++) {
        assert_false(write_recipes(store, &recipe, 1, NULL, &error));
        assert_int_equal(error.kind, ERROR_TEMPORARY);
    }
    assert_non_null(strstr(error.text, "42501"));
    store_close(store);
    postgres_do("DROP OWNED BY %s", role);
    postgres_do("DROP ROLE %s", role);
    free(role);
    free(url);
    free(grant);
    free(more);
    free(end);
}

static void test_kinds_of_refusals(void **state)
{
    (void)state;
    assert_int_equal(postgres_error_kind("22021"), ERROR_PERMANENT);
    assert_int_equal(postgres_error_kind("54000"), ERROR_PERMANENT);
    assert_int_equal(postgres_error_kind("54001"), ERROR_TEMPORARY);
    assert_int_equal(postgres_error_kind("42501"), ERROR_TEMPORARY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FOR(sqlite, test_writers_at_the_same_time),
        FOR(postgres, test_writers_at_the_same_time),
        FOR(jsonl, test_second_writer_of_lines_waits),
        FOR(sqlite, test_versions_at_the_same_time),
        FOR(postgres, test_versions_at_the_same_time),
        FOR(sqlite, test_kill_in_a_batch),
        FOR(postgres, test_kill_in_a_batch),
        FOR(jsonl, test_kill_in_a_batch),
        FOR(sqlite, test_what_is_known_is_synced),
        FOR(jsonl, test_what_is_known_is_synced),
        FOR(jsonl, test_folder_is_synced_in_the_end),
        FOR(jsonl, test_rotated_files),
        FOR(jsonl, test_torn_line),
        FOR(jsonl, test_what_is_no_lines_is_left),
        FOR(sqlite, test_refused_batch_stores_nothing),
        FOR(postgres, test_refused_batch_stores_nothing),
        FOR(jsonl, test_refused_batch_stores_nothing),
        FOR(postgres, test_refused_by_the_database),
        FOR(sqlite, test_full_disk),
        FOR(sqlite, test_log_is_emptied_while_writing),
        FOR(jsonl, test_full_disk),
        FOR(sqlite, test_read_only_folder),
        FOR(jsonl, test_read_only_folder),
        FOR(sqlite, test_locked_database),
        FOR(postgres, test_locked_table),
        FOR(postgres, test_broken_connection),
        FOR(postgres, test_missing_rights),
        cmocka_unit_test(test_kinds_of_refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
