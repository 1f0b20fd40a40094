#include "ingest/fetch_private.h"

#include "ingest/url.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define HELD_LIMIT  (24u << 20) /* bytes of answers, before all transfers but the eldest pause */
#define MOST_HOSTS  10000
#define MOST_DUE    1000 /* addresses that are queued again at a time, and … */
#define DUE_SECONDS 1.0  /* … the time between two looks for them */

/* A look at the hosts costs a commit. Answers wait for more, so that one look serves several: until they are one for so
 * many transfers that are under way, and no longer than these seconds. */
#define UNDER_WAY_TO_AN_ANSWER 4
#define LOOK_AFTER_SECONDS     0.001

/* ---- hosts and errands ---- */

static void append(struct errand **list, struct errand *errand)
{
    while (*list)
        list = &(*list)->next;
    errand->next = NULL;
    *list = errand;
}

static void visit_queued_host(void *context, const char *name)
{
    struct fetcher *fetcher = context;
    hosts_set_queued(fetcher->hosts, fetch_host_named(fetcher, name), true);
}

struct fetcher *fetcher_new(const struct fetch_settings *settings, struct frontier *frontier, struct error *error)
{
    CURLM *multi = curl_multi_init();
    if (!multi) {
        error_set(error, ERROR_FATAL, "libcurl cannot start");
        return NULL;
    }
    struct fetcher *fetcher = xcalloc(1, sizeof *fetcher);
    fetcher->settings = *settings;
    fetcher->frontier = frontier;
    fetcher->multi = multi;
    fetcher->hosts = hosts_new();
    fetcher->ready_end = &fetcher->ready;
    fetcher->instance = frontier_instance(frontier);
    fetcher->budget.limit = HELD_LIMIT;
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, 2L * (long)settings->connections);
    if (!frontier_is_shared(frontier))
        frontier_queued_hosts(frontier, visit_queued_host, fetcher);
    return fetcher;
}

void fetcher_add(struct fetcher *fetcher, const char *url, const struct frontier_origin *origin)
{
    char *host = url_authority(url);
    if (origin)
        frontier_add_listed(fetcher->frontier, url, host, origin);
    else
        frontier_add_url(fetcher->frontier, url, host);
    fetch_note_queued(fetcher, host, 0);
    fetcher->uncommitted = true;
    fetcher->look_at = 0;
    free(host);
}

static void visit_due_host(void *context, const char *name)
{
    struct fetcher *fetcher = context;
    fetch_note_queued(fetcher, name, 0);
    fetcher->look_at = 0;
}

void fetcher_queue_due(struct fetcher *fetcher)
{
    double now = fetch_unix_now();
    if (!fetcher->settings.settle->returns || now < fetcher->due_at)
        return;
    frontier_queue_due(fetcher->frontier, now, MOST_DUE, visit_due_host, fetcher);
    fetcher->due_at = now + DUE_SECONDS;
}

/* ---- starting ---- */

static struct errand *robots_errand(struct errand *waiter)
{
    struct errand *errand = xcalloc(1, sizeof *errand);
    char *origin = url_origin(waiter->url);
    errand->url = xprintf("%s/robots.txt", origin);
    errand->host = waiter->host;
    errand->waiter = waiter;
    waiter->host->robots_awaited++;
    free(origin);
    return errand;
}

/* What the host has to do next; NULL: nothing now. */
static struct errand *next_errand(struct fetcher *fetcher, struct host *host, double now)
{
    struct frontier_url url;
    struct errand *errand = host->first;
    if (errand) {
        host->first = errand->next;
        return errand;
    }
    if (!host->queued || host->queued_after > now || host->robots_awaited > 0)
        return NULL;
    if (!frontier_next_url(fetcher->frontier, host->name, now, &url)) {
        host->queued_after = url.not_before;
        if (url.not_before <= now)
            hosts_set_queued(fetcher->hosts, host, false);
        return NULL;
    }
    errand = xcalloc(1, sizeof *errand);
    errand->number = url.number;
    errand->start = url.url;
    errand->url = url.target ? url.target : xstrdup(url.url);
    errand->hops = url.hops;
    errand->attempts = url.attempts;
    errand->more = url.more;
    errand->role = url.role;
    errand->depth = url.depth;
    errand->entry = url.entry;
    errand->etag = url.etag;
    errand->last_modified = url.last_modified;
    errand->source = url.source;
    errand->memory = url.memory;
    errand->host = host;
    fetcher->in_hand++;
    return errand;
}

/* Gives a host its turn, if it has something to do: the request waits only for the commit of the host's next time. */
static void prepare(struct fetcher *fetcher, struct host *host, double now)
{
    struct errand *errand = next_errand(fetcher, host, now);
    if (!errand)
        return;
    if (errand->number && !errand->leased)
        frontier_url_leased(fetcher->frontier, errand->number);
    errand->leased = true;
    if (!errand->waiter && errand->role != FRONTIER_PAGE &&
        source_table_lacks(fetcher->settings.sources, errand->source)) {
        fetch_end_removed(fetcher, errand);
        fetcher->uncommitted = true;
        return;
    }
    struct host_robots *robots = fetch_robots(host, errand->url);
    bool known = robots->known && robots->until > now;
    if (!errand->waiter && known && !robots_allows(robots->rules, url_path(errand->url))) {
        fetch_refused(fetcher, errand, "forbidden by its site's robots.txt");
        fetcher->uncommitted = true; /* else the frontier would show it again */
        return;
    }
    if (!errand->waiter && !known)
        errand = robots_errand(errand);
    host->busy = true;
    double pause = host_pause(host, fetcher->settings.delay);
    host->next_allowed = now + (pause > 0 ? host->response_time + pause : 0);
    fetch_note_host(fetcher, host);
    append(&fetcher->prepared, errand);
    fetcher->under_way++;
}

/* When the host may have something to do; 0: never, as things stand. */
static double turn_of(const struct host *host)
{
    if (!host->held || host->busy || (!host->first && (!host->queued || host->robots_awaited > 0)))
        return 0;
    double work = host->first ? 1 : host->queued_after;
    double turn = host->next_allowed > work ? host->next_allowed : work;
    return turn > 1 ? turn : 1;
}

static bool may_start_another(const struct fetcher *fetcher)
{
    return fetch_may_start(fetcher) && fetcher->under_way < fetcher->settings.connections &&
           fetcher->budget.held < HELD_LIMIT / 2;
}

static void look_for_turns(struct fetcher *fetcher)
{
    double now = fetch_unix_now(), next = now + 3600;
    if (fetcher->look_at > now)
        return;
    if (fetcher->uncommitted && !frontier_commit(fetcher->frontier)) {
        fetcher->could_look = false;
        return;
    }
    fetcher->uncommitted = false;
    fetcher->answered = 0;
    hosts_forget_idle(fetcher->hosts, MOST_HOSTS, now, frontier_is_shared(fetcher->frontier));
    size_t count = hosts_count(fetcher->hosts), first = fetcher->next_host;
    for (size_t i = 0; i < count; i++) {
        size_t at = (first + i) % count;
        struct host *host = hosts_at(fetcher->hosts, at);
        double turn = turn_of(host);
        if (turn > 0 && turn <= now && may_start_another(fetcher)) {
            prepare(fetcher, host, now);
            turn = turn_of(host);
            fetcher->next_host = at + 1; /* whoever comes behind is first when there are connections again */
        }
        if (turn > 0 && turn < next)
            next = turn;
    }
    fetcher->look_at = next;
    fetcher->could_look = next > now || may_start_another(fetcher);
}

/* Finds out now whether the host has more to do, so that a run need not wait for its next turn to see that it is over.
 */
static void look_ahead(struct fetcher *fetcher, struct host *host)
{
    struct frontier_url url;
    if (!host->queued || host->robots_awaited > 0)
        return;
    if (!frontier_next_url(fetcher->frontier, host->name, INFINITY, &url) && url.not_before == 0)
        hosts_set_queued(fetcher->hosts, host, false);
    frontier_url_free(&url);
}

static void start_prepared(struct fetcher *fetcher)
{
    if (!fetcher->prepared || !frontier_commit(fetcher->frontier) || !fetch_may_start(fetcher))
        return;
    fetcher->uncommitted = false;
    for (struct errand *errand = fetcher->prepared, *next; errand; errand = next) {
        next = errand->next;
        struct transfer *transfer = &errand->transfer;
        bool ask_in_full = fetcher->settings.again;
        const struct source_rules *rules = errand->waiter ? NULL : fetch_rules(fetcher, errand);
        size_t most = rules && rules->page_bytes ? rules->page_bytes : fetcher->settings.max_page;
        *transfer = (struct transfer){.most_bytes = errand->waiter ? ROBOTS_SIZE_LIMIT : most,
                                      .cut = errand->waiter != NULL,
                                      .any_type = errand->waiter != NULL,
                                      .keep_heads = fetcher->settings.archive != NULL,
                                      .lists = !errand->waiter && errand->role != FRONTIER_PAGE,
                                      .etag = ask_in_full ? NULL : errand->etag,
                                      .last_modified = ask_in_full ? NULL : errand->last_modified,
                                      .extra_headers = rules ? source_rules_headers(rules, errand->url) : NULL,
                                      .budget = &fetcher->budget,
                                      .pool = &fetcher->pool};
        if (!errand->more)
            look_ahead(fetcher, errand->host);
        errand->more = false;
        transfer_start(transfer, &fetcher->settings, errand->url, errand);
        append(&fetcher->running, errand);
        curl_multi_add_handle(fetcher->multi, transfer->handle);
    }
    fetcher->prepared = NULL;
}

/* ---- the loop's turn ---- */

/* After an answer: when the host may be asked again. What it asks for itself is written at once. */
static void release_host(struct fetcher *fetcher, struct host *host, const struct transfer *transfer, CURLcode code)
{
    struct error error = {0};
    double retry_after = transfer_retry_after(transfer);
    bool answered = transfer_result(transfer, code, &error) != TRANSFER_TEMPORARY;
    host->busy = false;
    host->next_allowed = 0;
    if (transfer_status(transfer) > 0)
        host_answered(host, transfer_seconds(transfer));
    if (answered && fetch_is_trouble(transfer_status(transfer)))
        error_set(&error, ERROR_TEMPORARY, "HTTP status %ld", transfer_status(transfer));
    host_succeeded(host, error.kind == ERROR_TEMPORARY ? error.text : NULL);
    fetch_silence(fetcher, host, fmin(retry_after, fetch_longest_silence(fetcher)));
    if (retry_after > 0)
        frontier_commit(fetcher->frontier);
}

static void look_soon(struct fetcher *fetcher)
{
    fetcher->answered++;
    if (fetcher->answered * UNDER_WAY_TO_AN_ANSWER >= fetcher->under_way)
        fetcher->look_at = 0;
    else
        fetcher->look_at = fmin(fetcher->look_at, fetch_unix_now() + LOOK_AFTER_SECONDS);
}

static void finish(struct fetcher *fetcher, struct errand *errand, CURLcode code)
{
    struct errand **at = &fetcher->running;
    while (*at != errand)
        at = &(*at)->next;
    *at = errand->next;
    curl_multi_remove_handle(fetcher->multi, errand->transfer.handle);
    fetcher->under_way--;
    look_soon(fetcher);

    errand->answered_at = time(NULL);
    fetch_archive(fetcher, errand, code);
    release_host(fetcher, errand->host, &errand->transfer, code);
    if (errand->waiter)
        fetch_finish_robots(fetcher, errand, code);
    else
        fetch_finish_page(fetcher, errand, code);
}

static void move_transfers(struct fetcher *fetcher)
{
    int running, left;
    CURLMsg *message;
    if (!fetcher->running)
        return;
    fetcher->running->transfer.eldest = true;
    for (struct errand *errand = fetcher->running; errand; errand = errand->next)
        transfer_resume(&errand->transfer);
    curl_multi_perform(fetcher->multi, &running);
    while ((message = curl_multi_info_read(fetcher->multi, &left))) {
        struct errand *errand = NULL;
        if (message->msg != CURLMSG_DONE)
            continue;
        CURLcode code = message->data.result;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&errand);
        finish(fetcher, errand, code);
    }
}

void fetcher_run(struct fetcher *fetcher, bool may_start)
{
    may_start = may_start && fetch_archived(fetcher);
    fetch_tend(fetcher, may_start);
    move_transfers(fetcher);
    fetcher->could_look = may_start;
    if (may_start)
        look_for_turns(fetcher);
    start_prepared(fetcher);
}

static struct page *take_ready(struct fetcher *fetcher)
{
    struct page *page = fetcher->ready;
    if (!page)
        return NULL;
    fetcher->ready = page->next;
    if (!fetcher->ready)
        fetcher->ready_end = &fetcher->ready;
    page->next = NULL;
    fetcher->budget.held -= page->body.size;
    return page;
}

struct page *fetcher_take(struct fetcher *fetcher)
{
    return fetch_archived(fetcher) ? take_ready(fetcher) : NULL;
}

void fetcher_put_back(struct fetcher *fetcher, struct page *page)
{
    page->next = fetcher->ready;
    if (!fetcher->ready)
        fetcher->ready_end = &page->next;
    fetcher->ready = page;
    fetcher->budget.held += page->body.size;
}

bool fetcher_idle(struct fetcher *fetcher)
{
    return fetcher->in_hand == 0 && !fetcher->ready && hosts_queued(fetcher->hosts) == 0 &&
           !frontier_has_work(fetcher->frontier);
}

void fetcher_wait(struct fetcher *fetcher, struct curl_waitfd *others, unsigned count, double seconds)
{
    if (fetcher->could_look && hosts_count(fetcher->hosts) > 0) {
        double turn = fetcher->look_at - fetch_unix_now();
        if (turn < seconds)
            seconds = turn > 0 ? turn : 0;
    }
    if (frontier_is_shared(fetcher->frontier) && seconds > FETCH_CLAIM_SECONDS)
        seconds = FETCH_CLAIM_SECONDS;
    if (fetcher->prepared && seconds > 0.5)
        seconds = 0.5;
    curl_multi_poll(fetcher->multi, others, count, clock_milliseconds(seconds < 0 ? 0 : seconds), NULL);
}

struct errand *fetch_detach_any(struct fetcher *fetcher)
{
    struct errand *errand = fetcher->running;
    if (errand) {
        fetcher->running = errand->next;
        curl_multi_remove_handle(fetcher->multi, errand->transfer.handle);
        return errand;
    }
    if ((errand = fetcher->prepared)) {
        fetcher->prepared = errand->next;
        return errand;
    }
    for (size_t i = 0; i < hosts_count(fetcher->hosts); i++) {
        struct host *host = hosts_at(fetcher->hosts, i);
        if ((errand = host->first)) {
            host->first = errand->next;
            return errand;
        }
    }
    return NULL;
}

void fetcher_free(struct fetcher *fetcher)
{
    struct page *page;
    struct errand *errand;
    if (!fetcher)
        return;
    while ((errand = fetch_detach_any(fetcher))) {
        fetch_errand_free(fetcher, errand->waiter);
        fetch_errand_free(fetcher, errand);
    }
    while ((page = take_ready(fetcher)))
        page_free(page);
    transfer_pool_empty(&fetcher->pool);
    curl_multi_cleanup(fetcher->multi);
    hosts_free(fetcher->hosts);
    free(fetcher);
}
