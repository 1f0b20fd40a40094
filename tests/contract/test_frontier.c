/* links: ingest — the frontier in both databases: runs, leases, articles, and what survives. */
#include "ingest/frontier.h"
#include "tests/contract/postgres_test.h"
#include "tests/unit/test_common.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct fixture {
    char folder[64], schema[64]; /* one of them is empty */
    char *path;                  /* or URI */
};

static int set_up_sqlite(void **state)
{
    struct fixture *fixture = xcalloc(1, sizeof *fixture);
    const char *temporary = getenv("TMPDIR");
    snprintf(fixture->folder, sizeof fixture->folder, "%s/frontier-XXXXXX", temporary ? temporary : "/tmp");
    assert_non_null(mkdtemp(fixture->folder));
    fixture->path = xprintf("%s/frontier.db", fixture->folder);
    *state = fixture;
    return 0;
}

/* Without a server the tests are skipped, loudly; in CI that is a failure. */
static int set_up_postgres(void **state)
{
    static unsigned number;
    *state = NULL;
    if (!postgres_server())
        return getenv("CI") ? -1 : 0;
    struct fixture *fixture = xcalloc(1, sizeof *fixture);
    snprintf(fixture->schema, sizeof fixture->schema, "test_frontier_%d_%u", (int)getpid(), ++number);
    fixture->path = postgres_new_schema(fixture->schema);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    if (!fixture)
        return 0;
    if (*fixture->schema)
        postgres_do("DROP SCHEMA %s CASCADE", fixture->schema);
    else
        command("rm -rf '%s'", fixture->folder);
    free(fixture->path);
    free(fixture);
    return 0;
}

static const struct fixture *fixture_of(void **state)
{
    if (!*state)
        postgres_skip();
    return *state;
}

static struct frontier *open_run(const char *path, const char *sources, const char *now)
{
    struct error error = {0};
    struct frontier *frontier = frontier_open(path, &error);
    if (!frontier)
        fail_msg("%s", error.text);
    assert_true(frontier_join(frontier, 60, &error));
    assert_true(frontier_begin_run(frontier, sources, now, &error));
    return frontier;
}

static struct frontier_counts count(struct frontier *frontier)
{
    struct frontier_counts counts;
    struct error error = {0};
    assert_true(frontier_count(frontier, &counts, &error));
    return counts;
}

static int64_t lease(struct frontier *frontier, const char *host, const char *expected)
{
    struct frontier_url url;
    assert_true(frontier_next_url(frontier, host, 1000, &url));
    assert_string_equal(url.url, expected);
    frontier_url_leased(frontier, url.number);
    assert_true(frontier_commit(frontier));
    frontier_url_free(&url);
    return url.number;
}

static void leases_go_back_when_a_process_dies(void **state)
{
    const struct fixture *fixture = fixture_of(state);
    struct frontier_url url;
    struct frontier *frontier = open_run(fixture->path, "s", "2026-01-01T00:00:00Z");
    frontier_add_url(frontier, "http://a.example/1", "a.example");
    frontier_add_url(frontier, "http://a.example/2", "a.example");
    frontier_add_url(frontier, "http://a.example/1", "a.example");
    assert_true(frontier_commit(frontier));
    assert_int_equal(count(frontier).urls_queued, 2);
    int64_t first = lease(frontier, "a.example", "http://a.example/1");
    lease(frontier, "a.example", "http://a.example/2");
    assert_false(frontier_next_url(frontier, "a.example", 1000, &url));
    assert_true(url.not_before == 0);
    frontier_url_settled(frontier, first, FRONTIER_DELIVERED, NULL);
    frontier_close(frontier);

    frontier = open_run(fixture->path, "s", "2026-01-02T00:00:00Z");
    assert_int_equal(count(frontier).urls_queued, 1);
    assert_int_equal(count(frontier).urls_delivered, 1);
    lease(frontier, "a.example", "http://a.example/2");
    frontier_close(frontier);
}

static void a_run_that_was_cut_off_goes_on(void **state)
{
    const struct fixture *fixture = fixture_of(state);
    struct frontier *frontier = open_run(fixture->path, "s", "2026-01-01T00:00:00Z");
    frontier_add_url(frontier, "http://a.example/1", "a.example");
    assert_true(frontier_commit(frontier));
    frontier_url_settled(frontier, lease(frontier, "a.example", "http://a.example/1"), FRONTIER_FAILED, "HTTP 404");
    frontier_close(frontier);

    frontier = open_run(fixture->path, "s", "2026-01-02T00:00:00Z"); /* the same run */
    assert_string_equal(frontier_run_started(frontier), "2026-01-01T00:00:00Z");
    frontier_add_url(frontier, "http://a.example/1", "a.example");
    assert_true(frontier_commit(frontier));
    assert_int_equal(count(frontier).urls_failed, 1);
    frontier_end_run(frontier);
    frontier_close(frontier);

    frontier = open_run(fixture->path, "s", "2026-01-03T00:00:00Z"); /* a new one */
    assert_string_equal(frontier_run_started(frontier), "2026-01-03T00:00:00Z");
    frontier_add_url(frontier, "http://a.example/1", "a.example");
    assert_true(frontier_commit(frontier));
    assert_int_equal(count(frontier).urls_queued, 1);
    frontier_close(frontier);

    frontier = open_run(fixture->path, "other", "2026-01-04T00:00:00Z"); /* over something else */
    assert_string_equal(frontier_run_started(frontier), "2026-01-04T00:00:00Z");
    frontier_close(frontier);
}

static void retries_wait_for_their_time(void **state)
{
    struct frontier_host host;
    const struct fixture *fixture = fixture_of(state);
    struct frontier_url url;
    struct frontier *frontier = open_run(fixture->path, "s", "2026-01-01T00:00:00Z");
    frontier_add_url(frontier, "http://a.example/1", "a.example");
    assert_true(frontier_commit(frontier));
    frontier_url_retry(frontier, lease(frontier, "a.example", "http://a.example/1"), "a.example", 3, 2000,
                       "HTTP status 503");
    assert_true(frontier_commit(frontier));
    assert_false(frontier_next_url(frontier, "a.example", 1999, &url));
    assert_true(url.not_before == 2000);
    assert_true(frontier_next_url(frontier, "a.example", 2000, &url));
    assert_int_equal(url.attempts, 3);
    free(url.url);
    assert_true(frontier_claim_host(frontier, "a.example", &host));
    host = (struct frontier_host){
        .next_allowed = 99999999999.0, .answer_seconds = 1.2345, .pause = 8, .failures = 3, .error = "HTTP status 503"};
    frontier_host_asked(frontier, "a.example", &host);
    frontier_close(frontier);
    frontier = open_run(fixture->path, "s", "2026-01-01T00:00:00Z");
    frontier_find_host(frontier, "a.example", &host);
    assert_true(host.next_allowed == 99999999999.0);
    assert_near(host.answer_seconds, 1.2, 1e-9);
    assert_near(host.pause, 8, 1e-9);
    assert_int_equal(host.failures, 3);
    assert_string_equal(host.error, "HTTP status 503");
    frontier_find_host(frontier, "b.example", &host);
    assert_true(host.next_allowed == 0 && host.failures == 0 && host.answer_seconds == 0);
    frontier_close(frontier);
}

static enum frontier_known find(struct frontier *frontier, const char *version, struct frontier_article *article)
{
    *article = (struct frontier_article){.id = "11111111111111111111111111111111"};
    strcpy(article->version, version);
    return frontier_find_article(frontier, article);
}

static void deliver(struct frontier *frontier, const char *version, const char *read_at, const char *fetched_at)
{
    struct frontier_article article = {.id = "11111111111111111111111111111111"};
    strcpy(article.version, version);
    strcpy(article.first_read_at, read_at);
    strcpy(article.last_fetched_at, fetched_at);
    frontier_article_delivered(frontier, &article);
    assert_true(frontier_commit(frontier));
}

static void articles_and_their_versions(void **state)
{
    const struct fixture *fixture = fixture_of(state);
    struct frontier_article found;
    struct frontier *frontier = open_run(fixture->path, "s", "2026-01-01T00:00:00Z");
    assert_int_equal(find(frontier, "a", &found), FRONTIER_NEW);
    deliver(frontier, "a", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z");
    assert_int_equal(find(frontier, "a", &found), FRONTIER_CURRENT);
    deliver(frontier, "b", "2026-01-02T00:00:00Z", "2026-01-02T00:00:00Z");
    assert_int_equal(find(frontier, "a", &found), FRONTIER_EARLIER);
    assert_int_equal(find(frontier, "b", &found), FRONTIER_CURRENT);
    deliver(frontier, "a", "2026-01-03T00:00:00Z", "2026-01-03T00:00:00Z");
    assert_int_equal(find(frontier, "a", &found), FRONTIER_CURRENT);
    assert_string_equal(found.first_read_at, "2026-01-01T00:00:00Z");
    assert_string_equal(found.last_fetched_at, "2026-01-03T00:00:00Z");
    assert_int_equal(find(frontier, "b", &found), FRONTIER_EARLIER);

    struct frontier_article bad = {.id = "11111111111111111111111111111111", .version = "c"};
    frontier_article_failed(frontier, &bad, "too large");
    assert_true(frontier_commit(frontier));
    assert_int_equal(find(frontier, "c", &found), FRONTIER_NEW);
    assert_int_equal(count(frontier).articles_delivered, 2);
    assert_int_equal(count(frontier).articles_failed, 1);
    frontier_close(frontier);
}

static void a_second_ingest_is_kept_out_and_a_reader_is_not(void **state)
{
    const struct fixture *fixture = fixture_of(state);
    struct error error = {0};
    struct frontier *frontier = open_run(fixture->path, "s", "2026-01-01T00:00:00Z");
    assert_null(frontier_open(fixture->path, &error));
    assert_int_equal(error.kind, ERROR_USAGE);
    assert_non_null(strstr(error.text, "in use"));
    frontier_add_url(frontier, "http://a.example/1", "a.example");
    assert_true(frontier_commit(frontier));
    struct frontier *reader = frontier_open_readonly(fixture->path, &error);
    assert_non_null(reader);
    assert_int_equal(count(reader).urls_queued, 1);
    frontier_close(reader);
    frontier_close(frontier);
}

static void what_is_not_a_frontier_is_refused(void **state)
{
    const struct fixture *fixture = fixture_of(state);
    struct error error = {0};
    assert_null(frontier_open_readonly(fixture->path, &error));
    FILE *file = fopen(fixture->path, "w");
    for (int i = 0; i < 1000; i++)
        fputs("this is not a database\n", file);
    fclose(file);
    assert_null(frontier_open(fixture->path, &error));
    assert_int_equal(error.kind, ERROR_USAGE);

    unlink(fixture->path);
    frontier_close(open_run(fixture->path, "s", "2026-01-01T00:00:00Z"));
    sqlite3 *database;
    assert_int_equal(sqlite3_open(fixture->path, &database), SQLITE_OK);
    sqlite3_exec(database, "PRAGMA user_version = 1000", NULL, NULL, NULL);
    sqlite3_close(database);
    assert_null(frontier_open(fixture->path, &error));
    assert_non_null(strstr(error.text, "newer"));
}

/* How many files in the frontier's folder have been kept aside. */
static int kept_aside(const struct fixture *fixture)
{
    char text[32] = "";
    char *line = xprintf("ls '%s' | grep -c 'frontier.db.damaged-.*Z$'", fixture->folder);
    FILE *out = popen(line, "r");
    assert_non_null(fgets(text, sizeof text, out));
    pclose(out);
    free(line);
    return atoi(text);
}

static void a_damaged_file_is_kept_aside(void **state)
{
    const struct fixture *fixture = fixture_of(state);
    struct error error = {0};
    struct frontier *frontier = open_run(fixture->path, "s", "2026-01-01T00:00:00Z");
    char url[64];
    for (int i = 0; i < 2000; i++) {
        snprintf(url, sizeof url, "https://a.example/%d", i);
        frontier_add_url(frontier, url, "a.example");
    }
    assert_true(frontier_commit(frontier));
    assert_int_equal(count(frontier).urls_queued, 2000);
    frontier_close(frontier);
    FILE *file = fopen(fixture->path, "r+");
    fseek(file, 8192, SEEK_SET);
    for (int i = 0; i < 2000; i++)
        fputs("written over by a fault of the disk", file);
    fclose(file);
    frontier = frontier_open(fixture->path, &error);
    assert_non_null(frontier);
    assert_false(frontier_is_damaged(frontier));
    assert_int_equal(count(frontier).urls_queued, 0);
    frontier_close(frontier);
    assert_int_equal(kept_aside(fixture), 1);
}

/* Another process that writes into SQLite's own table stands in for the disk. */
static void damage_found_while_in_use(void **state)
{
    const struct fixture *fixture = fixture_of(state);
    struct frontier *frontier = open_run(fixture->path, "s", "2026-01-01T00:00:00Z");
    assert_false(frontier_is_damaged(frontier));
    sqlite3 *database;
    assert_int_equal(sqlite3_open(fixture->path, &database), SQLITE_OK);
    assert_int_equal(
        sqlite3_exec(database,
                     "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = 999999 WHERE name = "
                     "'urls'; PRAGMA schema_version = 7000",
                     NULL, NULL, NULL),
        SQLITE_OK);
    sqlite3_close(database);
    frontier_add_url(frontier, "https://a.example/", "a.example");
    assert_false(frontier_commit(frontier));
    assert_true(frontier_is_damaged(frontier));
    frontier_close(frontier);
    assert_int_equal(kept_aside(fixture), 1);
    frontier = open_run(fixture->path, "s", "2026-01-01T00:00:00Z");
    frontier_add_url(frontier, "https://a.example/", "a.example");
    assert_true(frontier_commit(frontier));
    frontier_close(frontier);
}

/* A foreign lock stands in for the disk: changes wait and are written once they can be. */
static void nothing_is_lost_while_it_cannot_be_written(void **state)
{
    const struct fixture *fixture = fixture_of(state);
    char reason[400];
    memset(reason, 'x', sizeof reason - 1);
    reason[sizeof reason - 1] = '\0';
    frontier_close(open_run(fixture->path, "s", "2026-01-01T00:00:00Z"));
    struct frontier *frontier = open_run(fixture->path, "s", "2026-01-01T00:00:00Z");
    sqlite3 *database;
    assert_int_equal(sqlite3_open(fixture->path, &database), SQLITE_OK);
    assert_int_equal(sqlite3_exec(database, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    for (int i = 0; i < 100; i++) {
        struct frontier_article bad = {.version = "v"};
        snprintf(bad.id, sizeof bad.id, "%032d", i);
        frontier_article_failed(frontier, &bad, reason);
    }
    assert_false(frontier_commit(frontier));
    assert_true(frontier_trouble(frontier) > 0);
    assert_true(frontier_commit_wait(frontier) > 0);
    assert_int_equal(frontier_pending(frontier), 100);
    assert_false(frontier_commit(frontier)); /* at once: it is too early for another try */
    sqlite3_exec(database, "ROLLBACK", NULL, NULL, NULL);
    sqlite3_close(database);
    frontier_close(frontier);
    frontier = open_run(fixture->path, "s", "2026-01-01T00:00:00Z");
    assert_int_equal(count(frontier).articles_failed, 100);
    frontier_close(frontier);
}

static void visit(void *context, const char *host)
{
    strcat(context, host);
    strcat(context, " ");
}

static void a_frontier_without_a_file(void **state)
{
    (void)state;
    char hosts[100] = "";
    struct frontier *frontier = open_run(NULL, "s", "2026-01-01T00:00:00Z");
    assert_true(frontier_commit_wait(frontier) < 0);
    frontier_add_url(frontier, "http://a.example/1", "a.example");
    frontier_add_url(frontier, "http://b.example/1", "b.example");
    assert_true(frontier_commit_wait(frontier) >= 0);
    assert_true(frontier_commit(frontier));
    frontier_queued_hosts(frontier, visit, hosts);
    assert_string_equal(hosts, "a.example b.example ");
    frontier_close(frontier);
}

static void add_listed(struct frontier *frontier, const char *url, enum frontier_role role, const char *entry)
{
    struct frontier_origin origin = {.role = role, .depth = 2, .entry = entry};
    frontier_add_listed(frontier, url, "a.example", &origin);
}

static void expect_url(struct frontier *frontier, const char *wanted, const char *entry, const char *etag)
{
    struct frontier_url url;
    assert_true(frontier_commit(frontier));
    assert_true(frontier_next_url(frontier, "a.example", 1000, &url));
    assert_string_equal(url.url, wanted);
    assert_string_equal(url.entry ? url.entry : "none", entry ? entry : "none");
    assert_string_equal(url.etag ? url.etag : "none", etag ? etag : "none");
    frontier_url_leased(frontier, url.number);
    frontier_url_settled(frontier, url.number, FRONTIER_DELIVERED, NULL);
    assert_true(frontier_commit(frontier));
    frontier_url_free(&url);
}

static void what_lists_tell(void **state)
{
    const struct fixture *fixture = fixture_of(state);
    struct frontier_url url;
    struct frontier *frontier = open_run(fixture->path, "x", "2026-01-01T00:00:00Z");
    add_listed(frontier, "http://a.example/1", FRONTIER_PAGE, "{\"a\":1}");
    add_listed(frontier, "http://a.example/1", FRONTIER_PAGE, "{\"longer\":1}");
    add_listed(frontier, "http://a.example/1", FRONTIER_PAGE, "{}");
    assert_true(frontier_commit(frontier));
    assert_true(frontier_next_url(frontier, "a.example", 1000, &url));
    assert_int_equal(url.role, FRONTIER_PAGE);
    assert_int_equal(url.depth, 2);
    frontier_url_free(&url);
    assert_int_equal(frontier_url_seen(frontier, "http://a.example/1", 0, NULL, 0), FRONTIER_WAITING);
    expect_url(frontier, "http://a.example/1", "{\"longer\":1}", NULL);
    add_listed(frontier, "http://a.example/1", FRONTIER_PAGE, "{}");
    assert_true(frontier_commit(frontier));
    assert_int_equal(count(frontier).urls_queued, 0);
    assert_int_equal(frontier_url_seen(frontier, "http://a.example/1", 0, NULL, 0), FRONTIER_SEEN);
    frontier_end_run(frontier);
    frontier_close(frontier);

    frontier = open_run(fixture->path, "x", "2026-01-02T00:00:00Z");
    assert_int_equal(frontier_url_seen(frontier, "http://a.example/1", 0, NULL, 0), FRONTIER_DONE);
    assert_int_equal(frontier_url_seen(frontier, "http://a.example/1", 4e9, NULL, 0), FRONTIER_OUT_OF_DATE);
    assert_int_equal(frontier_url_seen(frontier, "http://a.example/2", 0, NULL, 0), FRONTIER_UNSEEN);
    frontier_close(frontier);
}

static void states_of_lists(void **state)
{
    const struct fixture *fixture = fixture_of(state);
    struct frontier_url url;
    struct frontier *frontier = open_run(fixture->path, "x", "2026-01-01T00:00:00Z");
    frontier_add_url(frontier, "http://a.example/feed", "a.example");
    assert_true(frontier_commit(frontier));
    assert_true(frontier_next_url(frontier, "a.example", 1000, &url));
    frontier_url_leased(frontier, url.number);
    frontier_url_validators(frontier, url.number, "\"one\"", NULL);
    frontier_url_retry(frontier, url.number, "a.example", 1, 0, NULL);
    frontier_url_free(&url);
    expect_url(frontier, "http://a.example/feed", NULL, "\"one\"");
    add_listed(frontier, "http://a.example/1", FRONTIER_PAGE, "{\"feed\":\"http://a.example/feed\"}");
    assert_true(frontier_commit(frontier));
    assert_true(frontier_next_url(frontier, "a.example", 1000, &url));
    frontier_url_leased(frontier, url.number);
    frontier_url_settled(frontier, url.number, FRONTIER_FAILED, "why");
    frontier_url_free(&url);
    frontier_end_run(frontier);
    frontier_close(frontier);

    frontier = open_run(fixture->path, "x", "2026-01-02T00:00:00Z");
    frontier_add_url(frontier, "http://a.example/feed", "a.example");
    expect_url(frontier, "http://a.example/feed", NULL, NULL);
    frontier_close(frontier);
}

/* ---- what is due again ---- */

struct woken {
    unsigned count;
    char hosts[256];
};

static void note_woken(void *context, const char *host)
{
    struct woken *woken = context;
    size_t used = strlen(woken->hosts);
    woken->count++;
    snprintf(woken->hosts + used, sizeof woken->hosts - used, "%s ", host);
}

/* Takes the only queued address of the host and settles it, to be done again at `due_at`. */
static void remember(struct frontier *frontier, const char *host, const struct frontier_memory *memory, double due_at)
{
    struct frontier_url url;
    assert_true(frontier_commit(frontier));
    assert_true(frontier_next_url(frontier, host, clock_unix(), &url));
    frontier_url_leased(frontier, url.number);
    frontier_url_remembered(frontier, url.number, FRONTIER_DELIVERED, NULL, memory, due_at);
    assert_true(frontier_commit(frontier));
    frontier_url_free(&url);
}

static void what_is_due_is_queued_with_what_was_learned(void **state)
{
    const struct fixture *fixture = fixture_of(state);
    const double now = clock_unix();
    const struct frontier_memory list = {.list = true,
                                         .polled_at = now - 600,
                                         .interval = 700,
                                         .errors = 2,
                                         .hints = {.ttl = 60, .period = 3600, .skip_hours = 5, .skip_days = 64}};
    char article[] = "http://b.example/story";
    const struct frontier_memory page = {.article = article, .first_at = now - 900};
    struct frontier_url url;
    struct frontier *frontier = open_run(fixture->path, "x", "2026-01-01T00:00:00Z");
    assert_false(frontier_polls_ahead(frontier));
    frontier_add_url(frontier, "http://a.example/feed", "a.example");
    remember(frontier, "a.example", &list, now + 300);
    assert_true(frontier_polls_ahead(frontier));
    add_listed(frontier, "http://b.example/1", FRONTIER_PAGE, "{\"a\":1}");
    frontier_close(frontier);

    frontier = open_run(fixture->path, "x", "2026-01-02T00:00:00Z"); /* the same run */
    assert_true(frontier_polls_ahead(frontier));
    remember(frontier, "a.example", &page, now + 200);
    struct woken woken = {0};
    assert_true(frontier_queue_due(frontier, now + 100, 10, note_woken, &woken));
    assert_int_equal(woken.count, 0);
    assert_true(frontier_queue_due(frontier, now + 250, 10, note_woken, &woken));
    assert_true(frontier_queue_due(frontier, now + 400, 10, note_woken, &woken));
    assert_string_equal(woken.hosts, "a.example a.example ");
    assert_true(frontier_queue_due(frontier, now + 500, 10, note_woken, &woken));
    assert_int_equal(woken.count, 2);
    assert_false(frontier_polls_ahead(frontier)); /* it is queued */

    assert_true(frontier_next_url(frontier, "a.example", now + 500, &url)); /* the list comes first */
    assert_string_equal(url.url, "http://a.example/feed");
    assert_true(url.memory.list && url.memory.errors == 2 && url.memory.article == NULL);
    assert_near(url.memory.polled_at, now - 600, 1e-3);
    assert_near(url.memory.interval, 700, 1e-9);
    assert_near(url.memory.hints.ttl, 60, 1e-9);
    assert_near(url.memory.hints.period, 3600, 1e-9);
    assert_int_equal(url.memory.hints.skip_hours, 5);
    assert_int_equal(url.memory.hints.skip_days, 64);
    frontier_url_leased(frontier, url.number);
    frontier_url_settled(frontier, url.number, FRONTIER_DELIVERED, NULL);
    frontier_url_free(&url);
    assert_true(frontier_commit(frontier));
    assert_true(frontier_next_url(frontier, "a.example", now + 500, &url));
    assert_string_equal(url.url, "http://b.example/1");
    assert_string_equal(url.memory.article, article);
    assert_string_equal(url.entry, "{\"a\":1}"); /* it stays while visits are due */
    assert_near(url.memory.first_at, now - 900, 1e-3);
    frontier_url_free(&url);
    frontier_close(frontier);
}

static void lists_of_another_run_are_not_due(void **state)
{
    const struct fixture *fixture = fixture_of(state);
    const double now = clock_unix();
    const struct frontier_memory list = {.list = true}, page = {0};
    struct frontier *frontier = open_run(fixture->path, "x", "2026-01-01T00:00:00Z");
    frontier_add_url(frontier, "http://a.example/feed", "a.example");
    remember(frontier, "a.example", &list, now - 10);
    frontier_add_url(frontier, "http://b.example/1", "b.example");
    remember(frontier, "b.example", &page, now - 10);
    frontier_close(frontier);

    frontier = open_run(fixture->path, "y", "2026-01-02T00:00:00Z");
    struct woken woken = {0};
    assert_false(frontier_polls_ahead(frontier));
    assert_true(frontier_queue_due(frontier, now, 10, note_woken, &woken));
    assert_string_equal(woken.hosts, "b.example ");
    frontier_close(frontier);
}

static void times_of_a_clock_that_was_wrong(void **state)
{
    const struct fixture *fixture = fixture_of(state);
    const double now = clock_unix(), day = 86400;
    const struct frontier_memory list = {.list = true};
    struct woken woken = {0};
    struct frontier *frontier = open_run(fixture->path, "x", "2026-01-01T00:00:00Z");
    frontier_add_url(frontier, "http://a.example/feed", "a.example");
    remember(frontier, "a.example", &list, now + 400 * day);
    frontier_add_url(frontier, "http://b.example/feed", "b.example");
    remember(frontier, "b.example", &list, now + 20 * day);
    frontier_mend_times(frontier, now, 30 * day);
    assert_true(frontier_queue_due(frontier, now + 1, 10, note_woken, &woken));
    assert_string_equal(woken.hosts, "a.example ");
    frontier_close(frontier);
}

static void edits_are_counted_by_host(void **state)
{
    const struct fixture *fixture = fixture_of(state);
    struct schedule_edits edits;
    struct frontier *frontier = open_run(fixture->path, "x", "2026-01-01T00:00:00Z");
    frontier_host_edits(frontier, "a.example", &edits);
    assert_true(edits.visits == 0 && edits.edits == 0);
    frontier_host_visited(frontier, "a.example", true);
    frontier_host_visited(frontier, "a.example", false);
    frontier_host_visited(frontier, "b.example", false);
    assert_true(frontier_commit(frontier));
    frontier_host_edits(frontier, "a.example", &edits);
    assert_near(edits.visits, 1 + SCHEDULE_DECAY, 1e-9);
    assert_near(edits.edits, SCHEDULE_DECAY, 1e-9);
    frontier_close(frontier);
}

static void what_is_gone_and_comes_back(void **state)
{
    const struct fixture *fixture = fixture_of(state);
    struct frontier_article one = {.id = "00000000000000000000000000000001",
                                   .version = "00000000000000000000000000000002",
                                   .first_read_at = "2026-01-01T00:00:00Z",
                                   .last_fetched_at = "2026-01-01T00:00:00Z"},
                            two = one;
    char version[ARTICLE_ID_SIZE];
    struct frontier *frontier = open_run(fixture->path, "x", "2026-01-01T00:00:00Z");
    assert_false(frontier_current_version(frontier, one.id, version));
    frontier_article_delivered(frontier, &one);
    strcpy(two.version, "00000000000000000000000000000003");
    strcpy(two.last_fetched_at, "2026-01-02T00:00:00Z");
    frontier_article_delivered(frontier, &two);
    assert_true(frontier_commit(frontier));
    assert_true(frontier_current_version(frontier, one.id, version));
    assert_string_equal(version, two.version);
    frontier_article_gone(frontier, one.id, "2026-01-03T00:00:00Z");
    assert_true(frontier_commit(frontier));
    assert_false(frontier_current_version(frontier, one.id, version));
    assert_int_equal(frontier_find_article(frontier, &two), FRONTIER_CURRENT);
    assert_true(two.gone);
    strcpy(two.last_fetched_at, "2026-01-04T00:00:00Z");
    frontier_article_delivered(frontier, &two);
    assert_true(frontier_commit(frontier));
    assert_true(frontier_current_version(frontier, one.id, version));
    assert_int_equal(frontier_find_article(frontier, &two), FRONTIER_CURRENT);
    assert_false(two.gone);
    frontier_close(frontier);
}

static void counts_are(struct frontier *frontier, int queued, int leased, int delivered, int skipped, int failed)
{
    struct frontier_counts found = count(frontier);
    assert_int_equal(found.urls_queued, queued);
    assert_int_equal(found.urls_leased, leased);
    assert_int_equal(found.urls_delivered, delivered);
    assert_int_equal(found.urls_skipped, skipped);
    assert_int_equal(found.urls_failed, failed);
}

static void counts_follow_every_change(void **state)
{
    const struct fixture *fixture = fixture_of(state);
    const double now = clock_unix();
    const struct frontier_memory list = {.list = true};
    struct frontier_article article = {.id = "00000000000000000000000000000001",
                                       .version = "00000000000000000000000000000002",
                                       .first_read_at = "2026-01-01T00:00:00Z",
                                       .last_fetched_at = "2026-01-01T00:00:00Z"};
    struct frontier *frontier = open_run(fixture->path, "x", "2026-01-01T00:00:00Z");
    counts_are(frontier, 0, 0, 0, 0, 0);
    const char *const urls[] = {"http://a.example/1", "http://a.example/2", "http://a.example/3", "http://a.example/4",
                                "http://a.example/1"};
    for (size_t i = 0; i < 5; i++)
        frontier_add_url(frontier, urls[i], "a.example");
    assert_true(frontier_commit(frontier));
    counts_are(frontier, 4, 0, 0, 0, 0);
    frontier_url_settled(frontier, lease(frontier, "a.example", urls[0]), FRONTIER_SKIPPED, "no article");
    frontier_url_settled(frontier, lease(frontier, "a.example", urls[1]), FRONTIER_FAILED, "HTTP status 404");
    frontier_url_retry(frontier, lease(frontier, "a.example", urls[2]), "a.example", 1, now + 60, "HTTP status 503");
    lease(frontier, "a.example", urls[3]);
    counts_are(frontier, 1, 1, 0, 1, 1);
    frontier_article_failed(frontier, &article, "refused");
    assert_true(frontier_commit(frontier));
    assert_int_equal(count(frontier).articles_failed, 1);
    frontier_article_delivered(frontier, &article);
    frontier_article_delivered(frontier, &article);
    frontier_end_run(frontier);
    frontier_close(frontier); /* what is leased goes back: here, or when it is opened again */

    frontier = open_run(fixture->path, "x", "2026-01-02T00:00:00Z");
    counts_are(frontier, 2, 0, 0, 1, 1);
    assert_int_equal(count(frontier).articles_delivered, 1);
    assert_int_equal(count(frontier).articles_failed, 0);
    frontier_add_url(frontier, urls[1], "a.example");
    frontier_add_url(frontier, "http://b.example/feed", "b.example");
    assert_true(frontier_commit(frontier));
    counts_are(frontier, 4, 0, 0, 1, 0);
    remember(frontier, "b.example", &list, now - 1);
    counts_are(frontier, 3, 0, 1, 1, 0);
    assert_int_equal(count(frontier).scheduled, 1);
    assert_int_equal(count(frontier).due, 1);
    struct woken woken = {0};
    assert_true(frontier_queue_due(frontier, now, 10, note_woken, &woken));
    counts_are(frontier, 4, 0, 0, 1, 0);
    assert_int_equal(count(frontier).scheduled, 0);
    frontier_close(frontier);
}

static void ask(struct frontier *frontier, const char *name, const struct frontier_host *host)
{
    struct frontier_host known;
    assert_true(frontier_claim_host(frontier, name, &known));
    frontier_host_asked(frontier, name, host);
    assert_true(frontier_commit(frontier));
}

static const json_t *host_at(const json_t *hosts, size_t index, const char *name)
{
    const json_t *host = json_array_get(hosts, index);
    assert_string_equal(json_string_value(json_object_get(host, "host")), name);
    return host;
}

/* By another process, as the status command does. */
static void hosts_are_told_beside_it(void **state)
{
    const struct fixture *fixture = fixture_of(state);
    struct error error = {0};
    struct frontier *frontier = open_run(fixture->path, "x", "2026-01-01T00:00:00Z");
    frontier_add_url(frontier, "http://slow.example/1", "slow.example");
    frontier_add_url(frontier, "http://slow.example/2", "slow.example");
    ask(frontier, "slow.example", &(struct frontier_host){.next_allowed = 100, .answer_seconds = 4.5, .pause = 9});
    ask(frontier, "quick.example", &(struct frontier_host){.next_allowed = 100, .answer_seconds = 0.02, .pause = 1});
    ask(frontier, "sick.example", &(struct frontier_host){.next_allowed = 4000000000, .failures = 2, .error = "503"});
    ask(frontier, "dead.example", &(struct frontier_host){.next_allowed = 100, .failures = 70, .error = "no answer"});
    struct frontier *beside = frontier_open_readonly(fixture->path, &error);
    assert_non_null(beside);
    json_t *slowest = frontier_hosts(beside, FRONTIER_SLOWEST, 10, &error);
    assert_int_equal(json_array_size(slowest), 2);
    const json_t *host = host_at(slowest, 0, "slow.example");
    assert_int_equal(json_integer_value(json_object_get(host, "waiting")), 2);
    assert_near(json_number_value(json_object_get(host, "answerSeconds")), 4.5, 1e-9);
    assert_near(json_number_value(json_object_get(host, "pause")), 9, 1e-9);
    assert_true(json_is_null(json_object_get(host, "error")));
    host_at(slowest, 1, "quick.example");
    json_t *failing = frontier_hosts(beside, FRONTIER_FAILING, 10, &error);
    assert_int_equal(json_array_size(failing), 2);
    host = host_at(failing, 0, "dead.example");
    assert_int_equal(json_integer_value(json_object_get(host, "failures")), 70);
    assert_string_equal(json_string_value(json_object_get(host, "error")), "no answer");
    host = host_at(failing, 1, "sick.example");
    assert_int_equal(strncmp(json_string_value(json_object_get(host, "nextAllowedAt")), "2096-10-02T07:06:4", 18), 0);
    json_decref(failing);
    ask(frontier, "dead.example", &(struct frontier_host){.next_allowed = 100, .answer_seconds = 0.1});
    failing = frontier_hosts(beside, FRONTIER_FAILING, 1, &error);
    host_at(failing, 0, "sick.example");
    json_decref(failing);
    json_decref(slowest);
    frontier_close(beside);
    frontier_close(frontier);
}

/* What was there before anything was counted. */
static void an_older_file_is_counted_once(void **state)
{
    const struct fixture *fixture = fixture_of(state);
    struct frontier *frontier = open_run(fixture->path, "x", "2026-01-01T00:00:00Z");
    frontier_add_url(frontier, "http://a.example/1", "a.example");
    frontier_add_url(frontier, "http://a.example/2", "a.example");
    assert_true(frontier_commit(frontier));
    frontier_url_settled(frontier, lease(frontier, "a.example", "http://a.example/1"), FRONTIER_SKIPPED, "no article");
    frontier_close(frontier);
    sqlite3 *file;
    assert_int_equal(sqlite3_open(fixture->path, &file), SQLITE_OK);
    assert_int_equal(sqlite3_exec(file,
                                  "DROP TABLE counts; DROP INDEX hosts_slow; DROP INDEX hosts_failing;"
                                  "ALTER TABLE urls DROP COLUMN state_before;"
                                  "ALTER TABLE articles DROP COLUMN state_before;"
                                  "ALTER TABLE hosts DROP COLUMN answer_seconds; ALTER TABLE hosts DROP COLUMN pause;"
                                  "ALTER TABLE hosts DROP COLUMN failures; ALTER TABLE hosts DROP COLUMN error;"
                                  "PRAGMA user_version = 7",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    sqlite3_close(file);
    frontier = open_run(fixture->path, "x", "2026-01-01T00:00:00Z");
    counts_are(frontier, 1, 0, 0, 1, 0);
    frontier_close(frontier);
}

/* A list that comes to a host with many pages does not wait for them. */
static void lists_come_before_pages(void **state)
{
    const struct fixture *fixture = fixture_of(state);
    struct frontier *frontier = open_run(fixture->path, "x", "2026-01-01T00:00:00Z");
    const struct frontier_origin page = {.role = FRONTIER_PAGE}, list = {.role = FRONTIER_LIST},
                                 source = {.source = "http://a.example/feed"};
    frontier_add_listed(frontier, "http://a.example/1", "a.example", &page);
    frontier_add_url(frontier, "http://a.example/2", "a.example");
    frontier_add_listed(frontier, "http://a.example/3", "a.example", &source);
    frontier_add_listed(frontier, "http://a.example/sitemap", "a.example", &list);
    frontier_add_listed(frontier, "http://a.example/feed", "a.example", &source);
    assert_true(frontier_commit(frontier));
    lease(frontier, "a.example", "http://a.example/sitemap");
    lease(frontier, "a.example", "http://a.example/feed");
    lease(frontier, "a.example", "http://a.example/1");
    lease(frontier, "a.example", "http://a.example/2");
    lease(frontier, "a.example", "http://a.example/3");
    frontier_close(frontier);
}

static void rename_articles(const struct fixture *fixture, const char *from, const char *to)
{
    sqlite3 *file;
    char sql[128];
    snprintf(sql, sizeof sql, "ALTER TABLE %s RENAME TO %s", from, to);
    if (*fixture->schema) {
        free(postgres_query(fixture->path, sql));
        return;
    }
    assert_int_equal(sqlite3_open(fixture->path, &file), SQLITE_OK);
    assert_int_equal(sqlite3_exec(file, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(file);
}

/* "It was never delivered" would be said of what was, and nobody be told that it is gone. */
static void a_failure_is_no_answer(void **state)
{
    const struct fixture *fixture = fixture_of(state);
    struct frontier *frontier = open_run(fixture->path, "x", "2026-01-01T00:00:00Z");
    struct frontier_article article = {.id = "a", .version = "v", .first_read_at = "2026-01-01T00:00:00Z"};
    char version[ARTICLE_ID_SIZE];
    assert_int_equal(frontier_current_version(frontier, "a", version), FRONTIER_NONE);
    assert_int_equal(frontier_find_article(frontier, &article), FRONTIER_NEW);
    frontier_article_delivered(frontier, &article);
    assert_true(frontier_commit(frontier));
    assert_int_equal(frontier_current_version(frontier, "a", version), FRONTIER_FOUND);
    assert_string_equal(version, "v");
    rename_articles(fixture, "articles", "hidden");
    assert_int_equal(frontier_current_version(frontier, "a", version), FRONTIER_AWAY);
    assert_int_equal(frontier_find_article(frontier, &article), FRONTIER_UNKNOWN);
    rename_articles(fixture, "hidden", "articles");
    assert_int_equal(frontier_current_version(frontier, "a", version), FRONTIER_FOUND);
    assert_int_equal(frontier_find_article(frontier, &article), FRONTIER_CURRENT);
    frontier_close(frontier);
}

/* By another process than the ingest that has it open. */
static void sources_are_changed_beside_it(void **state)
{
    const struct fixture *fixture = fixture_of(state);
    struct error error = {0};
    struct frontier *frontier = open_run(fixture->path, "x", "2026-01-01T00:00:00Z");
    struct frontier *beside = frontier_open_beside(fixture->path, &error);
    json_t *entry = json_pack("{s:s, s:[s]}", "source", "https://a.example/feed", "tags", "metals");
    assert_non_null(beside);
    json_t *sources = frontier_sources(frontier, &error);
    assert_int_equal(json_array_size(sources), 0);
    json_decref(sources);
    assert_true(frontier_set_source(beside, "https://b.example/feed", entry, SOURCE_ON, &error));
    assert_true(frontier_set_source(beside, "https://a.example/feed", entry, SOURCE_ON, &error));
    assert_true(frontier_set_source(beside, "https://a.example/feed", entry, SOURCE_PAUSED, &error));
    sources = frontier_sources(frontier, &error);
    assert_int_equal(json_array_size(sources), 2);
    json_t *first = json_array_get(sources, 0);
    assert_string_equal(json_string_value(json_object_get(first, "address")), "https://a.example/feed");
    assert_string_equal(json_string_value(json_object_get(first, "state")), "paused");
    assert_true(json_equal(json_object_get(first, "entry"), entry));
    json_decref(sources);
    json_decref(entry);
    frontier_close(beside);
    frontier_close(frontier);
}

/* Tends both, again and again, for so many seconds or until `done`. */
static void tend(struct frontier *one, struct frontier *other, double seconds, bool (*done)(const char *uri),
                 const char *uri)
{
    for (double end = clock_now() + seconds; clock_now() < end && !(done && done(uri)); usleep(20000)) {
        frontier_tend(one);
        if (other)
            frontier_tend(other);
    }
}

static bool gives(const char *uri, const char *sql, const char *wanted)
{
    char *found = postgres_query(uri, sql);
    bool same = strcmp(found, wanted) == 0;
    free(found);
    return same;
}

static bool is_alone(const char *uri)
{
    return gives(uri, "SELECT count(*) FROM instances", "1\n");
}

static bool is_mended(const char *uri)
{
    return gives(uri, "SELECT count(*) FROM urls WHERE polled_at > extract(epoch FROM clock_timestamp())", "0\n");
}

static void set_clock(const char *uri, long seconds)
{
    char *sql = xprintf("UPDATE shift SET seconds = %ld", seconds);
    free(postgres_query(uri, sql));
    free(sql);
}

/* The schema's own clock_timestamp() stands before PostgreSQL's. */
static void the_clock_of_the_database_is_set(void **state)
{
    const struct fixture *fixture = fixture_of(state);
    struct error error = {0};
    const double lease_seconds = 2, now = clock_unix();
    const struct frontier_memory list = {.list = true, .polled_at = now, .interval = 0.1};
    struct woken woken = {0};
    char *uri = xprintf("%s%%2Cpg_catalog", fixture->path);
    free(postgres_query(uri, "CREATE TABLE shift (seconds float8); INSERT INTO shift VALUES (0);"
                             "CREATE FUNCTION clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$SELECT "
                             "pg_catalog.clock_timestamp() + (SELECT seconds FROM shift) * interval '1 second'$$"));
    struct frontier *one = frontier_open(uri, &error), *other = frontier_open(uri, &error);
    assert_true(frontier_join(one, lease_seconds, &error) && frontier_join(other, lease_seconds, &error));
    assert_true(frontier_begin_run(one, "x", "2026-01-01T00:00:00Z", &error));
    frontier_mend_times(one, now, 30 * 86400.0);
    tend(one, other, 0.4, NULL, NULL);
    const int64_t first = frontier_instance(one), second = frontier_instance(other);

    set_clock(uri, 5 * 86400L); /* both have lapsed by it */
    tend(one, other, 1, NULL, NULL);
    assert_int_equal(frontier_instance(one), first);
    assert_int_equal(frontier_instance(other), second);

    frontier_add_url(one, "http://a.example/feed", "a.example");
    remember(one, "a.example", &list, now + 0.1);
    set_clock(uri, -5 * 3600L);
    tend(one, other, 10, is_mended, uri);
    assert_int_equal(frontier_instance(one), first);
    assert_int_equal(frontier_instance(other), second);
    assert_true(frontier_queue_due(one, clock_unix() + 1, 10, note_woken, &woken));
    assert_string_equal(woken.hosts, "a.example ");

    assert_false(is_alone(uri)); /* one of them dies now */
    tend(one, NULL, 20, is_alone, uri);
    assert_true(is_alone(uri));
    assert_int_equal(frontier_instance(one), first);
    frontier_close(other);
    frontier_close(one);
    free(uri);
}

#define ON(database, test)                                                                                             \
    {                                                                                                                  \
#test " " #database, test, set_up_##database, tear_down, NULL                                                  \
    }
#define ON_BOTH(test) ON(sqlite, test), ON(postgres, test)

int main(void)
{
    const struct CMUnitTest tests[] = {ON_BOTH(leases_go_back_when_a_process_dies),
                                       ON_BOTH(a_run_that_was_cut_off_goes_on),
                                       ON_BOTH(retries_wait_for_their_time),
                                       ON_BOTH(articles_and_their_versions),
                                       ON(sqlite, a_second_ingest_is_kept_out_and_a_reader_is_not),
                                       ON(sqlite, what_is_not_a_frontier_is_refused),
                                       ON(sqlite, a_damaged_file_is_kept_aside),
                                       ON(sqlite, damage_found_while_in_use),
                                       ON(sqlite, nothing_is_lost_while_it_cannot_be_written),
                                       ON_BOTH(what_lists_tell),
                                       ON_BOTH(states_of_lists),
                                       ON_BOTH(what_is_due_is_queued_with_what_was_learned),
                                       ON_BOTH(lists_of_another_run_are_not_due),
                                       ON_BOTH(times_of_a_clock_that_was_wrong),
                                       ON_BOTH(edits_are_counted_by_host),
                                       ON_BOTH(what_is_gone_and_comes_back),
                                       ON_BOTH(lists_come_before_pages),
                                       ON_BOTH(a_failure_is_no_answer),
                                       ON_BOTH(sources_are_changed_beside_it),
                                       ON(postgres, the_clock_of_the_database_is_set),
                                       ON_BOTH(counts_follow_every_change),
                                       ON_BOTH(hosts_are_told_beside_it),
                                       ON(sqlite, an_older_file_is_counted_once),
                                       cmocka_unit_test(a_frontier_without_a_file)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
