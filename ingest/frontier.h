/*
 * The frontier: what is still to do and what was done, in a file or a PostgreSQL database that survives everything.
 * Addresses with their state, articles that were delivered, and when each host may be asked again.
 *
 * Changes are kept in memory and written in batches by frontier_commit, so the caller marks an article delivered when
 * its ack came and never before; what was not written when the process dies is done again, which is harmless. While
 * the disk is full or away, changes wait in memory: the caller takes no new work when frontier_pending is high.
 * Not safe for threads: one thread owns it. A file has one process, too: a lock file beside it excludes a second
 * ingest, and opening it puts back what a dead one had leased. In PostgreSQL several share the work; see below. Readers
 * (newsmill status) use frontier_open_readonly.
 */
#ifndef NEWSMILL_FRONTIER_H
#define NEWSMILL_FRONTIER_H

#include "common/article.h"
#include "common/clock.h"
#include "common/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct frontier;

/*
 * Opens or makes it; `place` is a path or a postgresql:// URI; NULL: one that is forgotten at the end. ERROR_USAGE: in
 * use by another ingest, made by a newer newsmill, not a database, or not writable; ERROR_TEMPORARY: the disk is full
 * or busy.
 */
struct frontier *frontier_open(const char *place, struct error *error);

/* For frontier_count only, also while an ingest has it open. ERROR_PERMANENT: there is none. */
struct frontier *frontier_open_readonly(const char *place, struct error *error);

/* Writes what is pending, if that works at once, and closes. NULL is allowed. */
void frontier_close(struct frontier *frontier);

/* ---- runs ---- */

/*
 * Begins a run over `sources` (any text that names them) at the time `now` (RFC 3339). If the last run over the same
 * was not ended, this one continues it: it has the same start, and addresses it was done with are not queued again.
 */
bool frontier_begin_run(struct frontier *frontier, const char *sources, const char *now, struct error *error);

/* When the run began, RFC 3339. Owned by the frontier. */
const char *frontier_run_started(const struct frontier *frontier);

/* All that the run had to do is done. */
void frontier_end_run(struct frontier *frontier);

/* ---- articles ---- */

struct frontier_article {
    char id[ARTICLE_ID_SIZE], version[ARTICLE_ID_SIZE];
    char first_read_at[CLOCK_STAMP_SIZE];   /* when ingest read this version for the first time */
    char last_fetched_at[CLOCK_STAMP_SIZE]; /* the latest fetchedAt that was delivered */
};

enum frontier_known {
    FRONTIER_NEW,     /* this version was never delivered */
    FRONTIER_EARLIER, /* it was, but another version came after it */
    FRONTIER_CURRENT  /* it was, and none came after it */
};

/* Looks up `article` by id and version; if it is known, fills the two times. Pending changes are not seen. */
enum frontier_known frontier_find_article(struct frontier *frontier, struct frontier_article *article);

void frontier_article_delivered(struct frontier *frontier, const struct frontier_article *article);
void frontier_article_failed(struct frontier *frontier, const struct frontier_article *article, const char *reason);

/* ---- addresses ---- */

enum frontier_state {
    FRONTIER_QUEUED,
    FRONTIER_LEASED, /* in the hands of this process */
    FRONTIER_DELIVERED,
    FRONTIER_SKIPPED, /* fetched, but no article */
    FRONTIER_FAILED
};

/* What an address is expected to be. */
enum frontier_role {
    FRONTIER_ANY,  /* named by the user: a page, or a list of pages */
    FRONTIER_PAGE, /* named by a feed or a sitemap */
    FRONTIER_LIST, /* named by what lists feeds or sitemaps */
    FRONTIER_SITE, /* the front page of a site, to be searched for all of them */
    FRONTIER_GUESS /* where a site may have a feed or a sitemap: no harm if it has not */
};

/* How an address became known. All zero: the user named it. */
struct frontier_origin {
    enum frontier_role role;
    unsigned depth;    /* lists that led there, one naming the other */
    const char *entry; /* what the list told of it, as JSON; NULL: nothing. Forgotten when the address is settled */
};

struct frontier_url {
    int64_t number;
    char *url; /* from malloc */
    enum frontier_role role;
    unsigned depth;
    char *entry;                /* from malloc, or NULL */
    char *etag, *last_modified; /* of a list that was read before, from malloc, or NULL */
    char *target;               /* where redirects have led by now, from malloc; NULL: to itself */
    unsigned hops;              /* such redirects */
    unsigned attempts;
    double not_before; /* Unix time; of the earliest one that waits, if frontier_next_url found none that may start */
};

/* Queues an address (canonical) of a host ("example.org:8080"), unless this run has seen it. */
void frontier_add_url(struct frontier *frontier, const char *url, const char *host);

/* The same for one that a list named. If this run has it queued already, the longer entry of the two stays. */
void frontier_add_listed(struct frontier *frontier, const char *url, const char *host,
                         const struct frontier_origin *origin);

/*
 * True when an earlier run delivered the address, or found no article there, at the Unix time `since` or later. Pending
 * changes are not seen.
 */
bool frontier_url_was_done(struct frontier *frontier, const char *url, double since);

/*
 * The host's next queued address that may be tried at `now` (Unix time). False: none; then `not_before` says when to
 * ask again, 0 for never. Pending changes are not seen: commit first.
 */
bool frontier_next_url(struct frontier *frontier, const char *host, double now, struct frontier_url *url);

/* Frees what frontier_next_url filled in. */
void frontier_url_free(struct frontier_url *url);

/*
 * The address was read as a list of pages; what its server calls this state of it, either may be NULL. It is forgotten
 * as soon as a page fails that the list named, so that the next run reads the list in full.
 */
void frontier_list_read(struct frontier *frontier, int64_t number, const char *etag, const char *last_modified);

void frontier_url_leased(struct frontier *frontier, int64_t number);
void frontier_url_settled(struct frontier *frontier, int64_t number, enum frontier_state state, const char *reason);

/* Back into the queue of its host, not to be tried before a Unix time. `attempts`: how many there were. */
void frontier_url_retry(struct frontier *frontier, int64_t number, const char *host, unsigned attempts,
                        double not_before, const char *reason);

/* Back into the queue, as `target` of another host: there it has led by way of `hops` redirects. */
void frontier_url_moved(struct frontier *frontier, int64_t number, const char *target, const char *host, unsigned hops);

/* ---- hosts ---- */

/* Calls `visit` with every host that has queued addresses. */
void frontier_queued_hosts(struct frontier *frontier, void (*visit)(void *context, const char *host), void *context);

/* Unix time before which the host must not be asked; 0 if it may be. */
double frontier_host_next_allowed(struct frontier *frontier, const char *host);
void frontier_host_asked(struct frontier *frontier, const char *host, double next_allowed);

/* ---- a frontier that several ingests share (PostgreSQL) ----
 *
 * Each ingest has a row that lapses unless it is renewed; while it has not lapsed, the hosts leased to it are its own,
 * and nobody else asks them. What lapses is taken over by the others, and writes of the former holder are refused: they
 * carry the number of its row, which is never used again. All of this goes by the database's clock. A frontier in a
 * file has one ingest: every host is its own, for ever.
 */

bool frontier_is_shared(const struct frontier *frontier);

/* Makes this process one of those that share the work; its lease runs for `seconds`. Does nothing for a file. */
bool frontier_join(struct frontier *frontier, double seconds, struct error *error);

/*
 * To be called again and again: renews the lease, takes over what others have let lapse, and after a loss of the lease
 * begins a new one. Does nothing for a file, and little most of the time.
 */
void frontier_tend(struct frontier *frontier);

/* The number of the lease; it changes when the lease is lost: what was in hand is then to be dropped. 0: there is none
 * now, or it is a file. */
int64_t frontier_instance(const struct frontier *frontier);

/* Seconds for which the hosts are still this process's own; INFINITY for a file. */
double frontier_lease_left(const struct frontier *frontier);

/* How many hosts this process should have at most, so that all have about as many. */
size_t frontier_fair_share(const struct frontier *frontier);

/* Takes up to `most` hosts that have something to do and are nobody's. */
void frontier_claim_hosts(struct frontier *frontier, size_t most,
                          void (*visit)(void *context, const char *host, double next_allowed), void *context);

/* Takes this host. False: another ingest has it, or it is not known now. */
bool frontier_claim_host(struct frontier *frontier, const char *host, double *next_allowed);

enum frontier_release {
    FRONTIER_RELEASED,
    FRONTIER_STILL_HELD, /* it has something to do now */
    FRONTIER_NOT_NOW     /* the database is away */
};

/* Gives the host back; if it has something to do now, only `in_any_case`. */
enum frontier_release frontier_release_host(struct frontier *frontier, const char *host, bool in_any_case);

/* Whether any ingest has something to do, or it is not known now. */
bool frontier_has_work(struct frontier *frontier);

/* ---- writing ---- */

/*
 * Writes all pending changes in one transaction. False: that does not work now; it was said in the log, nothing is
 * lost, and calls before frontier_commit_wait has passed return false at once.
 */
bool frontier_commit(struct frontier *frontier);

size_t frontier_pending(const struct frontier *frontier);

/* Seconds until a commit is due: 0 when one is, -1 when nothing is pending. */
double frontier_commit_wait(const struct frontier *frontier);

/* Seconds since writing has failed without a break; 0 while all is well. */
double frontier_trouble(const struct frontier *frontier);

/* ---- counts, for the status command ---- */

struct frontier_counts {
    int64_t urls_queued, urls_leased, urls_delivered, urls_skipped, urls_failed;
    int64_t articles_delivered, articles_failed;
};

bool frontier_count(struct frontier *frontier, struct frontier_counts *counts, struct error *error);

#endif
