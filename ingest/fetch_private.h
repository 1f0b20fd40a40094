/* What the files of the fetcher share. Not for others. */
#ifndef NEWSMILL_FETCH_PRIVATE_H
#define NEWSMILL_FETCH_PRIVATE_H

#include "ingest/fetch.h"
#include "ingest/hosts.h"
#include "ingest/transfer.h"

#define FETCH_LONGEST_PAUSE   3600.0  /* seconds, of our own accord, and whatever is asked of a run that is to end */
#define FETCH_LONGEST_SILENCE 86400.0 /* whatever a server asks for */
#define FETCH_CLAIM_SECONDS   0.25    /* between two looks for hosts that nobody has */

/* Something to fetch: a page by way of all its redirects, or the robots.txt that one waits for. */
struct errand {
    struct errand *next;
    int64_t number; /* the frontier's */
    bool leased;
    bool more;   /* its host had another address queued when this one was taken */
    char *start; /* the address as it was queued; NULL for robots.txt */
    char *url;   /* where it leads now */
    unsigned hops, attempts;
    enum frontier_role role;
    unsigned depth;                /* of the lists that led there */
    char *entry;                   /* what they told of it, as JSON; NULL: nothing */
    char *etag, *last_modified;    /* when it was last read; NULL: unknown */
    char *source;                  /* the configuration's entry that led there; NULL: none did */
    struct frontier_memory memory; /* `article` owned */
    struct host *host;             /* of `url` */
    struct errand *waiter;         /* for robots.txt: whom it is for */
    time_t answered_at;            /* when its transfer ended; 0: it has not */
    struct transfer transfer;
};

struct fetcher {
    struct fetch_settings settings;
    struct frontier *frontier;
    struct hosts *hosts;
    CURLM *multi;
    struct errand *prepared; /* their host's next time waits to be committed */
    struct errand *running;  /* the eldest first */
    size_t in_hand;          /* errands of any state, their robots.txt not counted */
    size_t under_way;        /* prepared and running */
    struct page *ready, **ready_end;
    struct transfer_budget budget;
    struct transfer_pool pool;
    double look_at;   /* Unix time: when some host may have its turn */
    size_t next_host; /* where that look begins */
    size_t answered;  /* transfers that have ended since the last look */
    int64_t instance; /* of the frontier's lease, under which all that is in hand was taken */
    double due_at;    /* Unix time: when to look for what is due again */
    double claim_at;  /* Unix time: when to look for hosts that nobody has, where the frontier is shared */
    bool uncommitted; /* the frontier has addresses to show once it is committed */
    bool could_look;  /* the last fetcher_run did */
};

double fetch_unix_now(void);

/* The host of a canonical URL. */
struct host *fetch_host(struct fetcher *fetcher, const char *url);
struct host *fetch_host_named(struct fetcher *fetcher, const char *name);

/* What the frontier knows of the host, into `host`; and what is known by now, into the frontier. */
void fetch_recall_host(struct host *host, const struct frontier_host *known);
void fetch_note_host(struct fetcher *fetcher, const struct host *host);

/* As far as a Retry-After is kept: a run that is to end does not wait for another day. */
double fetch_longest_silence(const struct fetcher *fetcher);

/* Whether the status says that the server is in trouble, or asked too often. */
bool fetch_is_trouble(long status);

/* Leaves the host alone from now on for its pause, or for `seconds` if that is longer. */
void fetch_silence(struct fetcher *fetcher, struct host *host, double seconds);

/* ---- fetch_lease.c: a frontier that several ingests share ---- */

/* The host may have something queued from the Unix time `at`: it is asked, or the ingest that has it will see to it. */
void fetch_note_queued(struct fetcher *fetcher, const char *host, double at);

/* Whether the host is this process's, or can be had. */
bool fetch_hold(struct fetcher *fetcher, struct host *host);

/* Whether a request that starts now ends, at the latest, while its host is still this process's. */
bool fetch_may_start(const struct fetcher *fetcher);

/* What was in hand under a lease that is lost is dropped; hosts are given back and, if `may_start`, claimed. */
void fetch_tend(struct fetcher *fetcher, bool may_start);

/* Ends an errand that goes on as one of a host that another ingest has. */
void fetch_hand_over(struct fetcher *fetcher, struct errand *errand);

/* What is known of the robots.txt that rules over `url`. */
struct host_robots *fetch_robots(struct host *host, const char *url);

/* Takes out one of those that run, are prepared, or wait with a host; NULL: there is none. */
struct errand *fetch_detach_any(struct fetcher *fetcher);

/* Frees an errand; NULL is allowed. */
void fetch_errand_free(struct fetcher *fetcher, struct errand *errand);

/* What the source that led there asks for; NULL: nothing. Valid until the sources are read again. */
const struct source_rules *fetch_rules(const struct fetcher *fetcher, const struct errand *errand);

/* Ends an errand that brings no page, for good: into the report and the frontier. */
void fetch_end_without_page(struct fetcher *fetcher, struct errand *errand, enum frontier_state state,
                            const char *reason);

/* Ends an errand to a list whose source the configuration has no more. */
void fetch_end_removed(struct fetcher *fetcher, struct errand *errand);

/* Ends an errand that is to be tried again from its start, at the Unix time `again`. */
void fetch_retry(struct fetcher *fetcher, struct errand *errand, unsigned attempts, double again, const char *reason);

/* Ends an errand whose page its site keeps to itself: the feed's text stands in for it, if there is one. */
void fetch_refused(struct fetcher *fetcher, struct errand *errand, const char *reason);

/* Keeps the answer to an errand in the archive, if there is one. */
void fetch_archive(struct fetcher *fetcher, const struct errand *errand, CURLcode code);

/* True when nothing waits to be archived. */
bool fetch_archived(const struct fetcher *fetcher);

/* What to do with the answer to an errand, a page or a robots.txt: takes the errand over. */
void fetch_finish_page(struct fetcher *fetcher, struct errand *errand, CURLcode code);
void fetch_finish_robots(struct fetcher *fetcher, struct errand *errand, CURLcode code);

#endif
