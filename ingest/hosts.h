/*
 * Politeness: the hosts that are asked for something, each with its queue, its next allowed time and its robots.txt.
 * A host is a name with a port, if it is not the default one. For one thread.
 */
#ifndef NEWSMILL_HOSTS_H
#define NEWSMILL_HOSTS_H

#include "ingest/robots.h"

#include <stdbool.h>
#include <stddef.h>

struct errand; /* fetch.c: one thing to fetch */

struct host_robots {
    bool known;
    double until; /* Unix time at which it is asked for again */
    struct robots *rules;
};

struct host {
    char *name;
    double next_allowed;          /* Unix time */
    double silence;               /* seconds that it was last left alone for */
    bool held;                    /* leased to this ingest, or it is the only one; set by hosts_set_held */
    double response_time;         /* seconds that its answers take, smoothed; 0: unknown */
    unsigned failures;            /* requests in a row that brought nothing, the last ones */
    char error[160];              /* why the last of them did not */
    bool busy;                    /* a request is under way, or about to start */
    struct errand *first;         /* in hand: redirects, robots.txt and who waited for it; before what is queued */
    bool queued;                  /* the frontier may hold addresses of it; set by hosts_set_queued */
    double queued_after;          /* Unix time; no use asking the frontier before */
    unsigned robots_awaited;      /* errands that wait for its robots.txt */
    struct host_robots robots[2]; /* of http and https */
};

struct hosts;

/* Takes the time that an answer took into the host's response time. */
void host_answered(struct host *host, double seconds);

/* A request brought something (`error` is NULL), or nothing: no answer, or one that says that the server is in trouble.
 */
void host_succeeded(struct host *host, const char *error);

/*
 * Seconds of silence that the host gets after an answer: at least `delay`, more when it is slow or fails again and
 * again (but for a `delay` of 0), and what its robots.txt asks for as crawl-delay, each within a bound.
 */
double host_pause(const struct host *host, double delay);

struct hosts *hosts_new(void);
void hosts_free(struct hosts *hosts); /* errands are the caller's; NULL is allowed */

/* Finds or makes a host; `*made` says which. Valid until hosts_forget_idle. */
struct host *hosts_get(struct hosts *hosts, const char *name, bool *made);

size_t hosts_count(const struct hosts *hosts);
struct host *hosts_at(const struct hosts *hosts, size_t index);

void hosts_set_queued(struct hosts *hosts, struct host *host, bool queued);

/* How many hosts have something queued in the frontier. */
size_t hosts_queued(const struct hosts *hosts);

void hosts_set_held(struct hosts *hosts, struct host *host, bool held);

/* How many hosts are held. */
size_t hosts_held(const struct hosts *hosts);

/* The host, if it is known; else NULL. */
struct host *hosts_find(const struct hosts *hosts, const char *name);

/*
 * Forgets hosts that have nothing to do and may be asked again at once, if there are more than `most`. With `leases`
 * what is held stays: another ingest is sure that this one sees to it.
 */
void hosts_forget_idle(struct hosts *hosts, size_t most, double now, bool leases);

#endif
