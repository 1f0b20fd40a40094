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
#include "ingest/schedule.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct frontier;

/* Whether `place` is one, as far as that shows without opening it; ERROR_USAGE: why not. */
bool frontier_check_place(const char *place, struct error *error);

/*
 * Opens or makes it; `place` is a path or a postgresql:// URI; NULL: one that is forgotten at the end. ERROR_USAGE: in
 * use by another ingest, made by a newer newsmill, not a database, or not writable; ERROR_TEMPORARY: the disk is full
 * or busy. A file that is damaged is kept aside, which the log says, and a new one is begun.
 */
struct frontier *frontier_open(const char *place, struct error *error);

/* For frontier_count and frontier_hosts only, also while an ingest has it open. ERROR_PERMANENT: there is none. */
struct frontier *frontier_open_readonly(const char *place, struct error *error);

/*
 * For frontier_sources and frontier_set_source only, also while ingests have it open; made and brought up to date if
 * need be. Errors as of frontier_open.
 */
struct frontier *frontier_open_beside(const char *place, struct error *error);

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
    char latest_at[CLOCK_STAMP_SIZE];       /* of what was delivered of any version, and that it is gone; "": nothing */
    bool gone;                              /* that its site has taken it down was delivered since */
};

enum frontier_known {
    FRONTIER_NEW,     /* this version was never delivered */
    FRONTIER_EARLIER, /* it was, but another version came after it */
    FRONTIER_CURRENT, /* it was, and none came after it */
    FRONTIER_UNKNOWN  /* the database cannot tell now */
};

/* Looks up `article` by id and version; fills the two times, if it is known, `latest_at` and `gone`. Pending changes
 * are not seen.
 */
enum frontier_known frontier_find_article(struct frontier *frontier, struct frontier_article *article);

void frontier_article_delivered(struct frontier *frontier, const struct frontier_article *article);

enum frontier_answer { FRONTIER_NONE, FRONTIER_FOUND, FRONTIER_AWAY };

/* The version of the article `id` that was delivered last; FRONTIER_NONE: none was, or it is gone; FRONTIER_AWAY: the
 * database cannot tell now. */
enum frontier_answer frontier_current_version(struct frontier *frontier, const char *id, char version[ARTICLE_ID_SIZE]);

/* That it is gone was delivered. The next delivery of one of its versions takes that back. */
void frontier_article_gone(struct frontier *frontier, const char *id, const char *at);

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
    unsigned depth;     /* lists that led there, one naming the other */
    const char *entry;  /* what the list told of it, as JSON; NULL: nothing. Forgotten when no visit is due any more */
    const char *source; /* the configuration's entry that led there (source_address); NULL: none did */
    double changed_at;  /* Unix time at which the list says that it changed: what was done before is done again */
};

/* What earlier readings of an address have left. */
struct frontier_memory {
    bool list;                   /* it was read as a list, or is waited for as one */
    double polled_at;            /* Unix time of the last reading as a list; 0: never */
    double interval;             /* learned so far, seconds; 0: none */
    unsigned errors;             /* failures in a row */
    struct schedule_hints hints; /* what it said of when to come back, but `fresh_for` */
    char *article;               /* URL of the article that was delivered from it; NULL: none */
    double first_at;             /* Unix time of that delivery, the first one */
};

struct frontier_url {
    int64_t number;
    char *url; /* from malloc */
    enum frontier_role role;
    unsigned depth;
    char *entry;                   /* from malloc, or NULL */
    char *etag, *last_modified;    /* of what was read before, from malloc, or NULL */
    char *source;                  /* from malloc, or NULL */
    struct frontier_memory memory; /* `article` from malloc */
    char *target;                  /* where redirects have led by now, from malloc; NULL: to itself */
    unsigned hops;                 /* such redirects */
    unsigned attempts;
    bool more;         /* the host has another one that may be tried now */
    double not_before; /* Unix time; of the earliest one that waits, if frontier_next_url found none that may start */
};

/* Queues an address (canonical) of a host ("example.org:8080"), unless this run has seen it. */
void frontier_add_url(struct frontier *frontier, const char *url, const char *host);

/* The same for one that a list named. If this run has it queued already, the longer entry of the two stays. */
void frontier_add_listed(struct frontier *frontier, const char *url, const char *host,
                         const struct frontier_origin *origin);

/* The reason of a list that was settled because its source is none any more; it is queued again if it is one again. */
#define FRONTIER_REMOVED "its source was removed"

enum frontier_seen {
    FRONTIER_UNSEEN,     /* new, or an earlier run failed with it */
    FRONTIER_WAITING,    /* this run has it queued */
    FRONTIER_SEEN,       /* this run has it in hand, or is done with it */
    FRONTIER_DONE,       /* an earlier run delivered it, or found no article there */
    FRONTIER_OUT_OF_DATE /* one of them did, but before `since` */
};

/*
 * What has become of an address; `since`: Unix time at which it changed, 0: unknown. Into `reason` (`size` bytes; NULL
 * and 0 are allowed) goes what was noted when it was done, "" if nothing was. Pending changes are not seen.
 */
enum frontier_seen frontier_url_seen(struct frontier *frontier, const char *url, double since, char *reason,
                                     size_t size);

/*
 * The host's next queued address that may be tried at `now` (Unix time). False: none; then `not_before` says when to
 * ask again, 0 for never. Pending changes are not seen: commit first.
 */
bool frontier_next_url(struct frontier *frontier, const char *host, double now, struct frontier_url *url);

/* Frees what frontier_next_url filled in. */
void frontier_url_free(struct frontier_url *url);

/*
 * What the server calls the state in which the address was read; either may be NULL. That of a list is forgotten as
 * soon as a page that it named fails for good, so that the list is then read in full.
 */
void frontier_url_validators(struct frontier *frontier, int64_t number, const char *etag, const char *last_modified);

void frontier_url_leased(struct frontier *frontier, int64_t number);
void frontier_url_settled(struct frontier *frontier, int64_t number, enum frontier_state state, const char *reason);

/* The same, with what is to be remembered of it, and the Unix time at which it is to be queued again
 * (frontier_queue_due); 0: never. */
void frontier_url_remembered(struct frontier *frontier, int64_t number, enum frontier_state state, const char *reason,
                             const struct frontier_memory *memory, double due_at);

/* Back into the queue of its host, not to be tried before a Unix time. `attempts`: how many there were. */
void frontier_url_retry(struct frontier *frontier, int64_t number, const char *host, unsigned attempts,
                        double not_before, const char *reason);

/* Back into the queue, as `target` of another host: there it has led by way of `hops` redirects. */
void frontier_url_moved(struct frontier *frontier, int64_t number, const char *target, const char *host, unsigned hops);

/* ---- hosts ---- */

/* Calls `visit` with every host that has queued addresses. */
void frontier_queued_hosts(struct frontier *frontier, void (*visit)(void *context, const char *host), void *context);

#define FRONTIER_HOST_ERROR_SIZE 160

/* How a host is treated, and why. All zero: nothing is known. */
struct frontier_host {
    double next_allowed;                  /* Unix time before which it must not be asked; 0: it may be */
    double answer_seconds;                /* that its answers take, smoothed */
    double pause;                         /* seconds of silence that it gets after an answer */
    unsigned failures;                    /* requests in a row that brought nothing, the last ones */
    char error[FRONTIER_HOST_ERROR_SIZE]; /* why the last of them did not */
};

/* Looks the host up. What cannot be looked up now may be asked in a moment. */
void frontier_find_host(struct frontier *frontier, const char *name, struct frontier_host *host);
void frontier_host_asked(struct frontier *frontier, const char *name, const struct frontier_host *host);

/* How often the host's articles were found edited. */
void frontier_host_edits(struct frontier *frontier, const char *host, struct schedule_edits *edits);
void frontier_host_visited(struct frontier *frontier, const char *host, bool edited);

/* ---- what is due ---- */

/*
 * Queues what is due at `now` (Unix time), lists of this run and articles of any, `most` at a time, and calls `visit`
 * with their hosts. False: that does not work now. Pending changes are not seen.
 */
bool frontier_queue_due(struct frontier *frontier, double now, size_t most,
                        void (*visit)(void *context, const char *host), void *context);

/* True when a list of this run is to be read again some time, or it is not known now. Pending changes are not seen. */
bool frontier_polls_ahead(struct frontier *frontier);

/* Times further ahead of `now` than `longest` seconds, than a host's pause, or set later than now, are those of a clock
 * that went wrong: they are over at once. Lists that were read later than now are due after their interval. */
void frontier_mend_times(struct frontier *frontier, double now, double longest);

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
                          void (*visit)(void *context, const char *name, const struct frontier_host *host),
                          void *context);

/* Takes this host. False: another ingest has it, or it is not known now. */
bool frontier_claim_host(struct frontier *frontier, const char *name, struct frontier_host *host);

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

/* Whether its file was found damaged: nothing more can be done with it, and frontier_close keeps it aside. */
bool frontier_is_damaged(const struct frontier *frontier);

/* Seconds since writing has failed without a break; 0 while all is well. */
double frontier_trouble(const struct frontier *frontier);

/* ---- sources that are changed while ingest runs ---- */

enum frontier_source_state { SOURCE_ON, SOURCE_PAUSED, SOURCE_REMOVED };

const char *frontier_source_state_name(enum frontier_source_state state);

/* A list of {address, entry, state}, by address; the caller's. NULL: it cannot be read. Written and read at once. */
json_t *frontier_sources(struct frontier *frontier, struct error *error);

/* Whether an ingest has met the address (canonical), as a source or a page. False with ERROR_NONE: none has. */
bool frontier_has_met(struct frontier *frontier, const char *url, struct error *error);

/* `address`: as source_address gives it; `entry`: as source_entry.h has it. */
bool frontier_set_source(struct frontier *frontier, const char *address, const json_t *entry,
                         enum frontier_source_state state, struct error *error);

/* ---- for the status command: costs the same for ten addresses and ten million ---- */

struct frontier_counts {
    int64_t urls_queued, urls_leased, urls_delivered, urls_skipped, urls_failed;
    int64_t articles_delivered, articles_failed;
    int64_t scheduled; /* addresses that are to be read again some time, … */
    int64_t due;       /* … and those of them whose time has come; FRONTIER_COUNTED_MOST at most */
};

#define FRONTIER_COUNTED_MOST 1000000

bool frontier_count(struct frontier *frontier, struct frontier_counts *counts, struct error *error);

enum frontier_host_order {
    FRONTIER_SLOWEST, /* hosts whose answers take longest */
    FRONTIER_FAILING  /* hosts that failed most often in a row, those that work left out */
};

#define FRONTIER_WAITING_MOST 100000

/*
 * A list of `most` hosts at most, the caller's: {host, waiting (queued addresses, counted up to FRONTIER_WAITING_MOST),
 * answerSeconds, pause (seconds), failures, error, nextAllowedAt (RFC 3339)}; null is none. NULL: it cannot be read.
 */
json_t *frontier_hosts(struct frontier *frontier, enum frontier_host_order order, size_t most, struct error *error);

#endif
