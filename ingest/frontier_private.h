/* What the files of the frontier share. Not for others. */
#ifndef NEWSMILL_FRONTIER_PRIVATE_H
#define NEWSMILL_FRONTIER_PRIVATE_H

#include "ingest/frontier.h"
#include "ingest/frontier_database.h"

enum change_kind {
    CHANGE_ADD_URL,
    CHANGE_TELL_URL, /* the second half of CHANGE_ADD_URL: what a list told of an address that is queued already */
    CHANGE_LEASE_URL,
    CHANGE_SETTLE_URL,
    CHANGE_RETRY_URL,
    CHANGE_LIST_READ,
    CHANGE_FORGET_LIST, /* the first half of CHANGE_SETTLE_URL, when that failed: its list is read again in full */
    CHANGE_HOST,
    CHANGE_ARTICLE,
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
    const char *state;                                      /* a word of the schema */
    char *url, *host, *text, *entry, *etag, *last_modified; /* owned */
    enum frontier_role role;
    unsigned depth;
    struct frontier_article article;
};

struct frontier {
    struct database *database;
    int lock; /* descriptor of the lock file; -1: none */
    struct statement *find_article, *find_url, *next_url, *next_wait, *host_time;
    struct statement *write[CHANGE_KINDS];
    int64_t run;
    char run_started[CLOCK_STAMP_SIZE];

    struct change *first, **last;
    size_t pending;
    double pending_since; /* monotonic; when the oldest pending change came */
    double failing_since, retry_at, backoff, last_said;
};

/* Makes the statements of frontier_commit. */
void frontier_prepare_writes(struct frontier *frontier);

/* Frees the statements of frontier_commit and forgets what is pending. */
void frontier_forget_writes(struct frontier *frontier);

/* Fills `error` with why the database did not do what was wanted; false. */
bool frontier_error(const struct frontier *frontier, const char *doing, struct error *error);

#endif
