#include "ingest/hosts.h"

#include "common/buffer.h"

#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NEWEST_WEIGHT         0.25 /* of the newest answer in the response time */
#define RESPONSE_FACTOR       2.0  /* a slow host gets so many times its response time */
#define LONGEST_PAUSE         30.0 /* seconds, unless the delay is longer */
#define LONGEST_CRAWL_DELAY   60.0
#define FIRST_FAILING_PAUSE   4.0
#define LONGEST_FAILING_PAUSE 600.0

struct hosts {
    void *by_name; /* a tree of tsearch(3) */
    struct host **items;
    size_t count, room;
    size_t queued, held;
};

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct host *)a)->name, ((const struct host *)b)->name);
}

void host_answered(struct host *host, double seconds)
{
    host->response_time =
        host->response_time > 0 ? host->response_time + NEWEST_WEIGHT * (seconds - host->response_time) : seconds;
}

void host_succeeded(struct host *host, const char *error)
{
    host->failures = error ? host->failures + 1 : 0;
    snprintf(host->error, sizeof host->error, "%s", error ? error : "");
}

static double failing_pause(const struct host *host)
{
    double pause = host->failures > 1 ? FIRST_FAILING_PAUSE : 0;
    for (unsigned i = 2; i < host->failures && pause < LONGEST_FAILING_PAUSE; i++)
        pause *= 2;
    return pause < LONGEST_FAILING_PAUSE ? pause : LONGEST_FAILING_PAUSE;
}

double host_pause(const struct host *host, double delay)
{
    double slow = delay > 0 ? RESPONSE_FACTOR * host->response_time : 0, pause = delay;
    if (slow > pause)
        pause = slow < LONGEST_PAUSE ? slow : LONGEST_PAUSE > delay ? LONGEST_PAUSE : delay;
    if (delay > 0 && failing_pause(host) > pause)
        pause = failing_pause(host);
    for (size_t i = 0; i < sizeof host->robots / sizeof *host->robots; i++) {
        double asked = robots_crawl_delay(host->robots[i].rules);
        if (asked > pause)
            pause = asked < LONGEST_CRAWL_DELAY ? asked : LONGEST_CRAWL_DELAY > pause ? LONGEST_CRAWL_DELAY : pause;
    }
    return pause;
}

struct hosts *hosts_new(void)
{
    return xcalloc(1, sizeof(struct hosts));
}

static void free_host(struct host *host)
{
    robots_free(host->robots[0].rules);
    robots_free(host->robots[1].rules);
    free(host->name);
    free(host);
}

void hosts_free(struct hosts *hosts)
{
    if (!hosts)
        return;
    for (size_t i = 0; i < hosts->count; i++) {
        tdelete(hosts->items[i], &hosts->by_name, by_name);
        free_host(hosts->items[i]);
    }
    free(hosts->items);
    free(hosts);
}

struct host *hosts_find(const struct hosts *hosts, const char *name)
{
    struct host key = {.name = (char *)(size_t)name};
    struct host *const *found = tfind(&key, &hosts->by_name, by_name);
    return found ? *found : NULL;
}

struct host *hosts_get(struct hosts *hosts, const char *name, bool *made)
{
    struct host *host = hosts_find(hosts, name);
    *made = host == NULL;
    if (host)
        return host;
    host = xcalloc(1, sizeof *host);
    host->name = xstrdup(name);
    tsearch(host, &hosts->by_name, by_name);
    if (hosts->count == hosts->room) {
        hosts->room = hosts->room ? 2 * hosts->room : 64;
        hosts->items = xrealloc(hosts->items, hosts->room * sizeof *hosts->items);
    }
    hosts->items[hosts->count++] = host;
    return host;
}

size_t hosts_count(const struct hosts *hosts)
{
    return hosts->count;
}

struct host *hosts_at(const struct hosts *hosts, size_t index)
{
    return hosts->items[index];
}

void hosts_set_queued(struct hosts *hosts, struct host *host, bool queued)
{
    if (host->queued != queued)
        hosts->queued = queued ? hosts->queued + 1 : hosts->queued - 1;
    host->queued = queued;
}

size_t hosts_queued(const struct hosts *hosts)
{
    return hosts->queued;
}

void hosts_set_held(struct hosts *hosts, struct host *host, bool held)
{
    if (host->held != held)
        hosts->held = held ? hosts->held + 1 : hosts->held - 1;
    host->held = held;
}

size_t hosts_held(const struct hosts *hosts)
{
    return hosts->held;
}

void hosts_forget_idle(struct hosts *hosts, size_t most, double now, bool leases)
{
    if (hosts->count <= most)
        return;
    size_t kept = 0;
    for (size_t i = 0; i < hosts->count; i++) {
        struct host *host = hosts->items[i];
        if ((leases && host->held) || host->busy || host->first || host->robots_awaited > 0 || host->queued ||
            host->next_allowed > now) {
            hosts->items[kept++] = host;
        } else {
            hosts_set_held(hosts, host, false);
            tdelete(host, &hosts->by_name, by_name);
            free_host(host);
        }
    }
    hosts->count = kept;
}
