/* The frontier that several ingests share: their leases, and the hosts that are leased to them. */
#include "common/buffer.h"
#include "common/log.h"
#include "ingest/frontier_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define LONGEST_TEND 1.0  /* seconds between two looks after the lease and the others */
#define SAME_TIME    0.25 /* seconds between two clocks */
#define LATE_ANSWER  0.5  /* seconds */
#define MOST_HOSTS   1024 /* leased to one ingest */

struct frontier_lease {
    double seconds;
    char *name;       /* host name and process, for people */
    int64_t number;   /* 0: lost, and there is no new one yet */
    double until;     /* by uptime(); the database's own time is later than that */
    double tended_at; /* the same */
    double began_at;  /* when the current transaction began, the same */
    bool compared;    /* the database's clock was compared with ours, … */
    double ahead;     /* … and was so many seconds ahead */
    double spare;     /* nobody's lease is taken over before; by uptime() */
    bool set_back;    /* the database's clock was, and times in it are still ahead */
    size_t share;     /* of hosts */
    struct statement *renew, *lapsed, *claim, *claim_one, *lock_host, *first_work, *release, *count, *any_work;
};

/* Goes on while the machine sleeps, unlike CLOCK_MONOTONIC: the database's clock does, too. */
static double uptime(void)
{
    struct timespec now;
    clock_gettime(CLOCK_BOOTTIME, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* The database's clock was set: leases that seem to have lapsed may be those of ingests that are well. */
static void note_jump(struct frontier *frontier, double seconds)
{
    struct frontier_lease *lease = frontier->lease;
    log_warning("the clock of the frontier %s was set %s by %.0f s; nobody's lease is taken over for %.0f s",
                database_name(frontier->database), seconds > 0 ? "forward" : "back", fabs(seconds), lease->seconds);
    lease->spare = uptime() + lease->seconds;
    lease->set_back = lease->set_back || seconds < 0;
}

/* What is within the time that an answer takes counts as the same. `asked_at`: by uptime(); a late answer tells nothing
 * of the time. */
static void compare_clocks(struct frontier *frontier, double theirs, double asked_at)
{
    struct frontier_lease *lease = frontier->lease;
    double ahead = theirs - clock_unix();
    if (uptime() - asked_at > LATE_ANSWER)
        return;
    if (lease->compared && fabs(ahead - lease->ahead) > lease->seconds / 4 + LATE_ANSWER)
        note_jump(frontier, ahead - lease->ahead);
    lease->compared = true;
    lease->ahead = ahead;
    frontier->ahead = fabs(ahead) < SAME_TIME ? 0 : ahead;
}

bool frontier_is_shared(const struct frontier *frontier)
{
    return database_is_shared(frontier->database);
}

int64_t frontier_instance(const struct frontier *frontier)
{
    return frontier->lease ? frontier->lease->number : 0;
}

double frontier_lease_left(const struct frontier *frontier)
{
    if (!database_is_shared(frontier->database))
        return INFINITY;
    return frontier_instance(frontier) ? frontier->lease->until - uptime() : 0;
}

size_t frontier_fair_share(const struct frontier *frontier)
{
    return frontier->lease ? frontier->lease->share : SIZE_MAX;
}

/* ---- the lease ---- */

/* What a lapsed or leaving ingest had is anybody's; `*in_hand`: the addresses that it had in hand. */
static bool free_all_of(struct frontier *frontier, int64_t number, size_t *in_hand)
{
    static const char *const statements[] = {
        "UPDATE urls SET state = 'queued' WHERE state = 'leased' AND instance = $1",
        "UPDATE hosts SET instance = 0, work_at = 0 WHERE instance = $1"};
    bool done = true;
    for (size_t i = 0; done && i < sizeof statements / sizeof *statements; i++) {
        struct statement *statement = statement_new(frontier->database, statements[i]);
        statement_set_integer(statement, 1, number);
        done = statement_run(statement);
        if (done && i == 0)
            *in_hand = (size_t)statement_changes(statement);
        statement_free(statement);
    }
    frontier_count_move(frontier, "leased", "queued", done ? (int64_t)*in_hand : 0);
    return done;
}

static bool take_number(struct frontier *frontier)
{
    struct frontier_lease *lease = frontier->lease;
    char now[CLOCK_STAMP_SIZE];
    struct statement *statement =
        statement_new(frontier->database, "INSERT INTO instances (name, started_at, expires_at) VALUES ($1, $2, {now} "
                                          "+ $3) RETURNING number, {now}");
    statement_set_text(statement, 1, lease->name);
    statement_set_text(statement, 2, clock_stamp(time(NULL), now));
    statement_set_real(statement, 3, lease->seconds);
    double began = uptime();
    bool done = statement_step(statement) == STATEMENT_ROW;
    if (done) {
        lease->number = statement_integer(statement, 0);
        lease->until = began + lease->seconds;
        compare_clocks(frontier, statement_real(statement, 1), began);
    }
    statement_free(statement);
    return done;
}

static void note_loss(struct frontier *frontier)
{
    size_t before = frontier->pending;
    frontier_forget_leased(frontier);
    log_warning("the lease on the frontier %s has run out and other ingests have taken over (this one was stopped, or "
                "cut off, for more than %.0f s): what was in hand is dropped, %zu results among it, and a new lease is "
                "taken",
                database_name(frontier->database), frontier->lease->seconds, before - frontier->pending);
    frontier->lease->number = 0;
}

/* Within or without a transaction. A row that is late, but still there, was taken over by nobody. */
static bool renew(struct frontier *frontier)
{
    struct frontier_lease *lease = frontier->lease;
    double began = uptime();
    statement_set_real(lease->renew, 1, lease->seconds);
    statement_set_integer(lease->renew, 2, lease->number);
    enum statement_step step = statement_step(lease->renew);
    if (step == STATEMENT_ROW) {
        lease->began_at = began;
        compare_clocks(frontier, statement_real(lease->renew, 0), began);
    }
    statement_reset(lease->renew);
    if (step == STATEMENT_DONE) {
        database_rollback(frontier->database);
        note_loss(frontier);
    }
    return step == STATEMENT_ROW;
}

bool frontier_lease_begin(struct frontier *frontier)
{
    frontier_reset_counts(frontier);
    if (!frontier->lease)
        return database_begin(frontier->database);
    if (frontier->lease->number == 0 && !take_number(frontier))
        return false;
    return database_begin(frontier->database) && renew(frontier);
}

bool frontier_lease_end(struct frontier *frontier, bool done)
{
    done = done && frontier_write_counts(frontier) && database_commit(frontier->database);
    if (done && frontier->lease)
        frontier->lease->until = frontier->lease->began_at + frontier->lease->seconds;
    else
        database_rollback(frontier->database);
    return done;
}

static bool take_over(struct frontier *frontier)
{
    if (uptime() < frontier->lease->spare)
        return true;
    struct buffer lapsed = {0};
    char name[128] = "";
    struct statement *statement = frontier->lease->lapsed;
    enum statement_step step;
    while ((step = statement_step(statement)) == STATEMENT_ROW) {
        int64_t number = statement_integer(statement, 0);
        buffer_append(&lapsed, &number, sizeof number);
        snprintf(name, sizeof name, "%s", statement_text(statement, 1));
    }
    statement_reset(statement);
    bool done = step == STATEMENT_DONE;
    size_t in_hand = 0;
    for (size_t i = 0, had = 0; done && i < lapsed.size / sizeof(int64_t); i++, in_hand += had)
        done = free_all_of(frontier, ((const int64_t *)(const void *)lapsed.data)[i], &had);
    if (done && lapsed.size > 0)
        log_warning("the lease of %s%s has run out: the %zu addresses that it had in hand are done by the others", name,
                    lapsed.size > sizeof(int64_t) ? " and of others" : "", in_hand);
    buffer_free(&lapsed);
    return done;
}

static bool find_share(struct frontier *frontier)
{
    struct frontier_lease *lease = frontier->lease;
    bool done = statement_step(lease->count) == STATEMENT_ROW;
    if (done) {
        int64_t instances = statement_integer(lease->count, 0), hosts = statement_integer(lease->count, 1);
        if (instances < 1)
            instances = 1;
        hosts = (hosts + instances - 1) / instances;
        lease->share = hosts < 1 ? 1 : hosts > MOST_HOSTS ? MOST_HOSTS : (size_t)hosts;
    }
    statement_reset(lease->count);
    return done;
}

/* After the database's clock was set back: else who has died would have its hosts for as long as that, too. */
static void mend_leases(struct frontier *frontier)
{
    struct frontier_lease *lease = frontier->lease;
    if (!lease->set_back)
        return;
    struct statement *statement =
        statement_new(frontier->database, "UPDATE instances SET expires_at = {now} + $1 WHERE expires_at > {now} + $1");
    statement_set_real(statement, 1, lease->seconds);
    lease->set_back = !statement_run(statement);
    statement_free(statement);
    frontier_mend_times(frontier, clock_unix(), frontier->longest);
}

void frontier_tend(struct frontier *frontier)
{
    struct frontier_lease *lease = frontier->lease;
    if (!lease || clock_now() < frontier->retry_at ||
        uptime() - lease->tended_at < (lease->seconds / 6 < LONGEST_TEND ? lease->seconds / 6 : LONGEST_TEND))
        return;
    int64_t number = lease->number;
    lease->tended_at = uptime();
    if (frontier_lease_begin(frontier) && frontier_lease_end(frontier, take_over(frontier) && find_share(frontier))) {
        frontier_note_success(frontier);
        mend_leases(frontier);
    } else if (lease->number == number) {
        frontier_note_failure(frontier);
    }
}

static const char lapsed_sql[] =
    "DELETE FROM instances WHERE number IN (SELECT number FROM instances WHERE expires_at < "
    "{now} {lock unlocked}) RETURNING number, name";

static const char count_sql[] =
    "SELECT (SELECT count(*) FROM instances WHERE expires_at > {now}), (SELECT count(*) FROM hosts WHERE instance <> "
    "0) "
    "+ (SELECT count(*) FROM (SELECT 1 FROM hosts WHERE instance = 0 AND work_at <= {now} LIMIT 1024) AS waiting)";

static const char claim_sql[] =
    "WITH picked AS MATERIALIZED (SELECT host FROM hosts WHERE instance = 0 AND work_at <= {now} ORDER BY work_at "
    "LIMIT "
    "$2 {lock unlocked}) UPDATE hosts SET instance = $1 FROM picked WHERE hosts.host = picked.host "
    "RETURNING hosts.host, " HOST_COLUMNS;

static const char claim_one_sql[] = "INSERT INTO hosts (host, next_allowed_at, instance) VALUES ($2, 0, $1) ON "
                                    "CONFLICT (host) DO UPDATE SET instance = "
                                    "$1 WHERE hosts.instance IN (0, $1) RETURNING " HOST_COLUMNS;

bool frontier_join(struct frontier *frontier, double seconds, struct error *error)
{
    struct database *database = frontier->database;
    char machine[64] = "";
    if (!database_is_shared(database))
        return true;
    gethostname(machine, sizeof machine - 1);
    struct frontier_lease *lease = frontier->lease = xcalloc(1, sizeof *lease);
    lease->seconds = seconds;
    lease->share = 1;
    lease->name = xprintf("%s, process %ld", machine, (long)getpid());
    lease->renew = statement_new(database, "UPDATE instances SET expires_at = {now} + $1 WHERE number = $2 RETURNING "
                                           "{now}");
    lease->lapsed = statement_new(database, lapsed_sql);
    lease->count = statement_new(database, count_sql);
    lease->claim = statement_new(database, claim_sql);
    lease->claim_one = statement_new(database, claim_one_sql);
    lease->lock_host = statement_new(database, "SELECT 1 FROM hosts WHERE host = $1 AND instance = $2 {lock}");
    lease->first_work =
        statement_new(database, "SELECT min(not_before) FROM urls WHERE state = 'queued' AND host = $1");
    lease->release =
        statement_new(database, "UPDATE hosts SET instance = 0, work_at = $3 WHERE host = $1 AND instance = $2");
    lease->any_work = statement_new(database, "SELECT 1 WHERE EXISTS (SELECT 1 FROM urls WHERE state = 'queued') OR "
                                              "EXISTS (SELECT 1 FROM urls WHERE state = 'leased')");
    return take_number(frontier) || frontier_error(frontier, "be joined", error);
}

void frontier_leave(struct frontier *frontier)
{
    struct frontier_lease *lease = frontier->lease;
    if (!lease)
        return;
    if (lease->number != 0 && frontier_lease_begin(frontier)) {
        struct statement *statement = statement_new(frontier->database, "DELETE FROM instances WHERE number = $1");
        statement_set_integer(statement, 1, lease->number);
        size_t in_hand = 0;
        frontier_lease_end(frontier, statement_run(statement) && free_all_of(frontier, lease->number, &in_hand));
        statement_free(statement);
    }
    struct statement *const all[] = {lease->renew,     lease->lapsed,    lease->claim,
                                     lease->claim_one, lease->lock_host, lease->first_work,
                                     lease->release,   lease->count,     lease->any_work};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        statement_free(all[i]);
    free(lease->name);
    free(lease);
    frontier->lease = NULL;
}

/* ---- hosts ---- */

struct claimed {
    char *name;
    struct frontier_host host;
};

/* How many were claimed; they are not this process's until the transaction has ended. */
static size_t claim(struct frontier *frontier, struct claimed *claimed, size_t most, bool *done)
{
    struct frontier_lease *lease = frontier->lease;
    size_t count = 0;
    statement_set_integer(lease->claim, 1, lease->number);
    statement_set_integer(lease->claim, 2, (int64_t)most);
    enum statement_step step;
    while ((step = statement_step(lease->claim)) == STATEMENT_ROW && count < most) {
        frontier_read_host(frontier, lease->claim, 1, &claimed[count].host);
        claimed[count++].name = xstrdup(statement_text(lease->claim, 0));
    }
    statement_reset(lease->claim);
    *done = step != STATEMENT_FAILED;
    return count;
}

void frontier_claim_hosts(struct frontier *frontier, size_t most,
                          void (*visit)(void *context, const char *name, const struct frontier_host *host),
                          void *context)
{
    bool done;
    if (!frontier->lease || most == 0 || !frontier_lease_begin(frontier))
        return;
    struct claimed *claimed = xcalloc(most, sizeof *claimed);
    size_t count = claim(frontier, claimed, most, &done);
    done = frontier_lease_end(frontier, done);
    for (size_t i = 0; i < count; i++) {
        if (done)
            visit(context, claimed[i].name, &claimed[i].host);
        free(claimed[i].name);
    }
    free(claimed);
}

bool frontier_claim_host(struct frontier *frontier, const char *name, struct frontier_host *host)
{
    struct frontier_lease *lease = frontier->lease;
    if (!database_is_shared(frontier->database)) {
        frontier_find_host(frontier, name, host);
        return true;
    }
    if (!lease || !frontier_lease_begin(frontier))
        return false;
    statement_set_integer(lease->claim_one, 1, lease->number);
    statement_set_text(lease->claim_one, 2, name);
    enum statement_step step = statement_step(lease->claim_one);
    if (step == STATEMENT_ROW)
        frontier_read_host(frontier, lease->claim_one, 0, host);
    statement_reset(lease->claim_one);
    return frontier_lease_end(frontier, step != STATEMENT_FAILED) && step == STATEMENT_ROW;
}

/*
 * The row of the host is locked before its addresses are looked at: who queues one locks it, too, so either that
 * address is seen here, or the host is woken after it was given back.
 */
enum frontier_release frontier_release_host(struct frontier *frontier, const char *host, bool in_any_case)
{
    struct frontier_lease *lease = frontier->lease;
    if (!lease || !frontier_commit(frontier) || !frontier_lease_begin(frontier))
        return FRONTIER_NOT_NOW;
    statement_set_text(lease->lock_host, 1, host);
    statement_set_integer(lease->lock_host, 2, lease->number);
    statement_set_text(lease->first_work, 1, host);
    statement_set_text(lease->release, 1, host);
    statement_set_integer(lease->release, 2, lease->number);
    statement_set_text(lease->release, 3, NULL);
    bool done = statement_run(lease->lock_host), due = false;
    if (done && (done = statement_step(lease->first_work) == STATEMENT_ROW)) {
        double work_at = statement_real(lease->first_work, 0);
        if (statement_text(lease->first_work, 0))
            statement_set_real(lease->release, 3, work_at);
        due = statement_text(lease->first_work, 0) && work_at <= clock_unix() + frontier->ahead;
    }
    statement_reset(lease->first_work);
    if (done && due && !in_any_case)
        return frontier_lease_end(frontier, true) ? FRONTIER_STILL_HELD : FRONTIER_NOT_NOW;
    return frontier_lease_end(frontier, done && statement_run(lease->release)) ? FRONTIER_RELEASED : FRONTIER_NOT_NOW;
}

bool frontier_has_work(struct frontier *frontier)
{
    struct frontier_lease *lease = frontier->lease;
    if (!lease)
        return false;
    if (!frontier_commit(frontier))
        return true;
    enum statement_step step = statement_step(lease->any_work);
    statement_reset(lease->any_work);
    return step != STATEMENT_DONE;
}
