/* What the files of the frontier share. Not for others. */
#ifndef NEWSMILL_FRONTIER_PRIVATE_H
#define NEWSMILL_FRONTIER_PRIVATE_H

#include "ingest/frontier.h"
#include "ingest/frontier_database.h"

enum change_kind {
    CHANGE_ADD_URL,
    CHANGE_ADD_AGAIN, /* the second half of CHANGE_ADD_URL, when the address is known */
    CHANGE_TELL_URL,  /* the last part of CHANGE_ADD_URL: what a list told of an address that is queued already */
    CHANGE_LEASE_URL,
    CHANGE_SETTLE_URL,
    CHANGE_RETRY_URL,
    CHANGE_MOVE_URL,
    CHANGE_WAKE_HOST, /* the second half of what queues an address, where the frontier is shared */
    CHANGE_REMEMBER_URL,
    CHANGE_VALIDATORS,
    CHANGE_VISITED,
    CHANGE_FORGET_LIST, /* the first half of CHANGE_SETTLE_URL, when that failed: its list is read again in full */
    CHANGE_HOST,
    CHANGE_ARTICLE,
    CHANGE_BACK, /* the second half of CHANGE_ARTICLE, when it was delivered: it is not gone */
    CHANGE_GONE,
    CHANGE_END_RUN,
    CHANGE_KINDS
};

/* One thing to write. Which fields count depends on the kind. */
struct change {
    struct change *next;
    enum change_kind kind;
    int64_t number;
    unsigned attempts;
    double time;
    const char *state;                                               /* a word of the schema */
    char *url, *host, *text, *entry, *etag, *last_modified, *source; /* owned */
    enum frontier_role role;
    unsigned depth;
    struct frontier_article article;
    double answer_seconds, pause;      /* of a host */
    struct frontier_memory memory;     /* `article` owned */
    char changed_at[CLOCK_STAMP_SIZE]; /* "": unknown */
};

/* How much more there is of a state: of "queued", "article delivered", … */
struct state_count {
    const char *what;
    int64_t more;
};

#define FRONTIER_COUNTS 7

/* The place of lists in their host's queue (not_before), ahead of pages: they tell what is new. */
#define FRONTIER_LISTS_FIRST (-1.0)

struct frontier {
    struct database *database;
    int lock; /* descriptor of the lock file; -1: none */
    struct statement *find_article, *find_version, *find_url, *next_url, *next_wait, *find_host;
    struct statement *read_sources; /* NULL until it is needed */
    struct statement *find_due, *queue_due, *polls_ahead, *find_edits;
    struct statement *write[CHANGE_KINDS];
    struct frontier_lease *lease; /* NULL: the frontier is not shared, or this process only looks in */
    double ahead;                 /* the database's clock before this machine's, seconds */
    double longest;               /* seconds, of what is to be done again; as frontier_mend_times was told last */
    int64_t run;
    char run_started[CLOCK_STAMP_SIZE];

    struct state_count counts[FRONTIER_COUNTS]; /* what the transaction under way has changed so far */
    struct statement *write_count;              /* NULL until it is needed */

    struct change *first, **last;
    size_t pending;
    double pending_since; /* monotonic; when the oldest pending change came */
    double failing_since, retry_at, backoff, last_said;
};

/* Makes the statements of frontier_commit. */
void frontier_prepare_writes(struct frontier *frontier);

/* Frees the statements of frontier_commit and forgets what is pending. */
void frontier_forget_writes(struct frontier *frontier);

/* The database did not do what was wanted (its error says why), or it did: when to try again, and a line in the log. */
void frontier_note_failure(struct frontier *frontier);
void frontier_note_success(struct frontier *frontier);

/* ---- frontier_change.c ---- */

/* Forgets all changes that are pending. */
void frontier_free_changes(struct frontier *frontier);

/* Forgets the changes that count only under a lease. */
void frontier_forget_leased(struct frontier *frontier);

/* ---- frontier_lease.c ---- */

/*
 * Begins a transaction; of a process that has joined, with its lease renewed and its row locked, so that nobody can
 * take over what it has leased before the transaction ends. False: it did not begin. If the lease was lost, that was
 * said, and frontier_instance is 0.
 */
bool frontier_lease_begin(struct frontier *frontier);

/* Ends that transaction: with what it did if `done`, else as if it had not been. False: it did not take place. */
bool frontier_lease_end(struct frontier *frontier, bool done);

/* Gives back all that this process has leased, if that works at once. */
void frontier_leave(struct frontier *frontier);

/* ---- frontier_counts.c ---- */

/* Before anything is counted in a transaction. */
void frontier_reset_counts(struct frontier *frontier);

/* `number` addresses or articles have left a state (NULL: there was none) and entered another. */
void frontier_count_move(struct frontier *frontier, const char *from, const char *to, int64_t number);

/* Writes what was counted, before the transaction ends. */
bool frontier_write_counts(struct frontier *frontier);

/* Fills in the columns of HOST_COLUMNS from the one with the number `first` on. */
#define HOST_COLUMNS "next_allowed_at, answer_seconds, pause, failures, error"
void frontier_read_host(const struct frontier *frontier, struct statement *row, int first, struct frontier_host *host);

/* ---- frontier_due.c ---- */

void frontier_prepare_due(struct frontier *frontier);
void frontier_free_due(struct frontier *frontier);

/* Fills `error` with why the database did not do what was wanted; false. */
bool frontier_error(const struct frontier *frontier, const char *doing, struct error *error);

#endif
