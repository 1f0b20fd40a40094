/* The fetcher on a frontier that several ingests share: which hosts are its own, and for how long. */
#include "common/log.h"
#include "ingest/fetch_private.h"
#include "ingest/url.h"

#include <stdlib.h>

#define KEPT_WAITING  5.0  /* a host whose next address is due later than so many seconds is given back */
#define ROBOTS_PAUSE  10.0 /* before the next try, when another ingest has the host that a robots.txt lies on */
#define MOST_RELEASES 64   /* at a time, so that nothing else waits for long */

void fetch_note_queued(struct fetcher *fetcher, const char *name, double at)
{
    bool shared = frontier_is_shared(fetcher->frontier);
    struct host *host = shared ? hosts_find(fetcher->hosts, name) : fetch_host_named(fetcher, name);
    if (!host || !host->held)
        return;
    if (!host->queued || at < host->queued_after)
        host->queued_after = at;
    hosts_set_queued(fetcher->hosts, host, true);
}

static void take(struct fetcher *fetcher, struct host *host, const struct frontier_host *known)
{
    hosts_set_held(fetcher->hosts, host, true);
    hosts_set_queued(fetcher->hosts, host, true);
    host->queued_after = 0;
    fetch_recall_host(host, known);
    fetcher->look_at = 0;
}

static void visit_claimed(void *context, const char *name, const struct frontier_host *known)
{
    struct fetcher *fetcher = context;
    take(fetcher, fetch_host_named(fetcher, name), known);
}

bool fetch_hold(struct fetcher *fetcher, struct host *host)
{
    struct frontier_host known;
    if (!host->held && frontier_claim_host(fetcher->frontier, host->name, &known))
        take(fetcher, host, &known);
    return host->held;
}

void fetch_hand_over(struct fetcher *fetcher, struct errand *errand)
{
    struct errand *waiter = errand->waiter;
    if (waiter) {
        double again = fetch_unix_now() + ROBOTS_PAUSE;
        waiter->host->robots_awaited--;
        waiter->host->queued_after = again;
        fetch_retry(fetcher, waiter, waiter->attempts, again,
                    "its robots.txt lies on a host that another ingest is fetching from");
    } else {
        frontier_url_moved(fetcher->frontier, errand->number, errand->url, errand->host->name, errand->hops);
        fetcher->uncommitted = true;
    }
    fetch_errand_free(fetcher, errand);
}

bool fetch_may_start(const struct fetcher *fetcher)
{
    return fetcher->instance == frontier_instance(fetcher->frontier) &&
           frontier_lease_left(fetcher->frontier) > fetcher->settings.timeout;
}

/* ---- a lease that is lost, or may be ---- */

/* Ends all errands: they are forgotten, or put back into the queue if they are still this process's. */
static void drop_errands(struct fetcher *fetcher, bool put_back)
{
    struct errand *errand;
    while ((errand = fetch_detach_any(fetcher))) {
        struct errand *page = errand->waiter ? errand->waiter : errand;
        if (errand->waiter)
            fetch_errand_free(fetcher, errand);
        if (put_back && page->leased)
            fetch_retry(fetcher, page, page->attempts, fetch_unix_now(), "broken off");
        else
            fetch_errand_free(fetcher, page);
    }
    fetcher->under_way = 0;
    for (size_t i = 0; i < hosts_count(fetcher->hosts); i++) {
        struct host *host = hosts_at(fetcher->hosts, i);
        host->busy = false;
        host->robots_awaited = 0;
    }
}

static void forget_hosts(struct fetcher *fetcher)
{
    for (size_t i = 0; i < hosts_count(fetcher->hosts); i++) {
        hosts_set_held(fetcher->hosts, hosts_at(fetcher->hosts, i), false);
        hosts_set_queued(fetcher->hosts, hosts_at(fetcher->hosts, i), false);
    }
}

/* ---- claiming and giving back ---- */

static bool may_be_released(const struct host *host)
{
    return host->held && !host->busy && !host->first && host->robots_awaited == 0;
}

static void release(struct fetcher *fetcher, struct host *host, bool in_any_case)
{
    switch (frontier_release_host(fetcher->frontier, host->name, in_any_case)) {
    case FRONTIER_RELEASED:
        hosts_set_held(fetcher->hosts, host, false);
        hosts_set_queued(fetcher->hosts, host, false);
        break;
    case FRONTIER_STILL_HELD:
        hosts_set_queued(fetcher->hosts, host, true);
        host->queued_after = 0;
        fetcher->look_at = 0;
        break;
    case FRONTIER_NOT_NOW:
        break;
    }
}

/* What has nothing to do, and what is more than this ingest's share. */
static void give_back(struct fetcher *fetcher, double now)
{
    size_t share = frontier_fair_share(fetcher->frontier), released = 0;
    for (size_t i = 0; i < hosts_count(fetcher->hosts) && released < MOST_RELEASES; i++) {
        struct host *host = hosts_at(fetcher->hosts, i);
        bool idle = !host->queued || host->queued_after > now + KEPT_WAITING;
        bool too_many = hosts_held(fetcher->hosts) > share;
        if (!may_be_released(host) || (!idle && !too_many))
            continue;
        release(fetcher, host, !idle);
        released++;
    }
}

void fetch_tend(struct fetcher *fetcher, bool may_start)
{
    struct frontier *frontier = fetcher->frontier;
    double now = fetch_unix_now();
    if (!frontier_is_shared(frontier))
        return;
    if (fetcher->instance != frontier_instance(frontier)) {
        drop_errands(fetcher, false);
        forget_hosts(fetcher);
        fetcher->instance = frontier_instance(frontier);
    } else if (frontier_lease_left(frontier) <= 0) {
        drop_errands(fetcher, true);
    }
    if (now < fetcher->claim_at || !fetch_may_start(fetcher))
        return;
    give_back(fetcher, now);
    size_t share = frontier_fair_share(frontier), held = hosts_held(fetcher->hosts);
    if (held < share && may_start)
        frontier_claim_hosts(frontier, share - held, visit_claimed, fetcher);
    fetcher->claim_at = now + FETCH_CLAIM_SECONDS;
}
