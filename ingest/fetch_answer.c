/* The fetcher: what becomes of an errand once its answer is there. */
#include "common/log.h"
#include "ingest/article_identity.h"
#include "ingest/feed_entry.h"
#include "ingest/fetch_private.h"
#include "ingest/freshness.h"
#include "ingest/inflate.h"
#include "ingest/media_type.h"
#include "ingest/report.h"
#include "ingest/url.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MOST_HOPS      10 /* redirects of a page */
#define ROBOTS_HOPS    5
#define ROBOTS_SECONDS (24 * 3600.0)
#define AGAIN_AFTER    60.0 /* seconds, when the frontier cannot tell something */
#define FIRST_PAUSE    2.0  /* seconds before the second try, four times as long before each further one */

/* ---- hosts and errands ---- */

double fetch_unix_now(void)
{
    return clock_unix();
}

struct host *fetch_host_named(struct fetcher *fetcher, const char *name)
{
    bool made;
    struct host *host = hosts_get(fetcher->hosts, name, &made);
    if (made && !frontier_is_shared(fetcher->frontier)) {
        struct frontier_host known;
        frontier_find_host(fetcher->frontier, name, &known);
        fetch_recall_host(host, &known);
        hosts_set_held(fetcher->hosts, host, true);
    }
    return host;
}

void fetch_recall_host(struct host *host, const struct frontier_host *known)
{
    if (host->next_allowed < known->next_allowed)
        host->next_allowed = known->next_allowed;
    host->response_time = known->answer_seconds;
    host->failures = known->failures;
    snprintf(host->error, sizeof host->error, "%s", known->error);
}

void fetch_note_host(struct fetcher *fetcher, const struct host *host)
{
    struct frontier_host note = {.next_allowed = host->next_allowed,
                                 .answer_seconds = host->response_time,
                                 .pause = fmax(host_pause(host, fetcher->settings.delay), host->silence),
                                 .failures = host->failures};
    snprintf(note.error, sizeof note.error, "%s", host->error);
    frontier_host_asked(fetcher->frontier, host->name, &note);
}

struct host *fetch_host(struct fetcher *fetcher, const char *url)
{
    char *name = url_authority(url);
    struct host *host = fetch_host_named(fetcher, name);
    free(name);
    return host;
}

bool fetch_is_trouble(long status)
{
    return status >= 500 || status == 429 || status == 408 || status == 425;
}

void fetch_silence(struct fetcher *fetcher, struct host *host, double seconds)
{
    double silence = fmax(seconds, host_pause(host, fetcher->settings.delay)), until = fetch_unix_now() + silence;
    if (until > host->next_allowed) {
        host->next_allowed = until;
        host->silence = silence;
    }
    fetch_note_host(fetcher, host);
}

struct host_robots *fetch_robots(struct host *host, const char *url)
{
    return &host->robots[strncmp(url, "https:", 6) == 0];
}

static void push_first(struct errand **list, struct errand *errand)
{
    errand->next = *list;
    *list = errand;
}

void fetch_errand_free(struct fetcher *fetcher, struct errand *errand)
{
    if (!errand)
        return;
    if (errand->start)
        fetcher->in_hand--;
    free(errand->start);
    free(errand->url);
    free(errand->entry);
    free(errand->etag);
    free(errand->last_modified);
    free(errand->source);
    free(errand->memory.article);
    fetcher->budget.held -= errand->transfer.body.size;
    transfer_end(&errand->transfer);
    free(errand);
}

/* ---- answers: a page ---- */

static char *label_of(const struct errand *errand)
{
    return strcmp(errand->start, errand->url) == 0 ? xstrdup(errand->start)
                                                   : xprintf("%s (as %s)", errand->start, errand->url);
}

const struct source_rules *fetch_rules(const struct fetcher *fetcher, const struct errand *errand)
{
    return source_table_find(fetcher->settings.sources, errand->source);
}

void fetch_end_removed(struct fetcher *fetcher, struct errand *errand)
{
    log_info("%s: not read any more: %s", errand->start, FRONTIER_REMOVED);
    frontier_url_validators(fetcher->frontier, errand->number, NULL, NULL);
    frontier_url_settled(fetcher->frontier, errand->number, FRONTIER_SKIPPED, FRONTIER_REMOVED);
    fetch_errand_free(fetcher, errand);
}

static struct settle_url settled(const struct errand *errand)
{
    return (struct settle_url){.number = errand->number,
                               .url = errand->start,
                               .role = errand->role,
                               .source = errand->source,
                               .memory = &errand->memory};
}

static void end_with_nothing(struct fetcher *fetcher, struct errand *errand, enum frontier_state state,
                             const char *reason, bool temporary, double retry_after)
{
    char *label = label_of(errand);
    const struct settle_url url = settled(errand);
    if (errand->role == FRONTIER_GUESS)
        state = FRONTIER_SKIPPED;
    report_result(state == FRONTIER_SKIPPED ? REPORT_SKIPPED : REPORT_FAILED, label, reason);
    settle_nothing(fetcher->settings.settle, &url, state, reason, temporary, retry_after);
    free(label);
    fetch_errand_free(fetcher, errand);
}

void fetch_end_without_page(struct fetcher *fetcher, struct errand *errand, enum frontier_state state,
                            const char *reason)
{
    end_with_nothing(fetcher, errand, state, reason, false, 0);
}

void fetch_retry(struct fetcher *fetcher, struct errand *errand, unsigned attempts, double again, const char *reason)
{
    char *host = url_authority(errand->start);
    frontier_url_retry(fetcher->frontier, errand->number, host, attempts, again, reason);
    fetch_note_queued(fetcher, host, again);
    fetcher->uncommitted = true;
    free(host);
    fetch_errand_free(fetcher, errand);
}

double fetch_longest_silence(const struct fetcher *fetcher)
{
    return fetcher->settings.settle->returns ? FETCH_LONGEST_SILENCE : FETCH_LONGEST_PAUSE;
}

/* Another try later, from its start; or the end, when there were enough. */
static void fail_for_now(struct fetcher *fetcher, struct errand *errand, double retry_after, const char *reason)
{
    unsigned attempts = errand->attempts + 1;
    if (attempts >= fetcher->settings.attempts) {
        char *text = xprintf("%s (%u tries)", reason, attempts);
        end_with_nothing(fetcher, errand, FRONTIER_FAILED, text, true, retry_after);
        free(text);
        return;
    }
    double pause = FIRST_PAUSE;
    for (unsigned i = 1; i < attempts && pause < FETCH_LONGEST_PAUSE; i++)
        pause *= 4;
    pause = fmax(fmin(pause, FETCH_LONGEST_PAUSE), fmin(retry_after, fetch_longest_silence(fetcher)));
    double again = fetch_unix_now() + pause;
    log_info("%s: %s; tried again in %.0f s", errand->start, reason, pause);
    fetch_retry(fetcher, errand, attempts, again, reason);
}

static json_t *sitemaps_of(const struct robots *robots)
{
    json_t *sitemaps = json_array();
    for (size_t i = 0; i < robots_sitemap_count(robots); i++)
        json_array_append_new(sitemaps, json_string(robots_sitemap(robots, i)));
    return sitemaps;
}

/* Ends an errand with a page that is ready. */
static struct page *make_ready(struct fetcher *fetcher, struct errand *errand, enum page_kind kind)
{
    char *label = label_of(errand);
    struct page *page = page_new(kind, label);
    free(label);
    report_read();
    page->url = xstrdup(errand->url);
    page->url_number = errand->number;
    page->instance = fetcher->instance;
    page->role = errand->role;
    page->depth = errand->depth;
    page->entry = errand->entry;
    errand->entry = NULL;
    page->start = xstrdup(errand->start);
    const struct source_rules *rules = fetch_rules(fetcher, errand);
    if (rules && rules->tags)
        page->tags = xstrdup(rules->tags);
    if (rules && rules->language)
        page->language = xstrdup(rules->language);
    page->source = errand->source;
    errand->source = NULL;
    page->memory = errand->memory;
    errand->memory.article = NULL;
    clock_stamp(errand->answered_at > 0 ? errand->answered_at : time(NULL), page->fetched_at);
    if (errand->role == FRONTIER_SITE)
        page->sitemaps = sitemaps_of(fetch_robots(errand->host, errand->url)->rules);
    *fetcher->ready_end = page;
    fetcher->ready_end = &page->next;
    return page;
}

/* Whether the bytes may be a list: that is found out when they are read. */
static bool may_be_list(const struct errand *errand, const struct buffer *body)
{
    return errand->role != FRONTIER_PAGE && body->size > 0 &&
           (inflate_is_gzip(body->data, body->size) || feed_sniff(body->data, body->size) != FEED_NONE);
}

static double fresh_for(const struct transfer *transfer)
{
    char *control = transfer_header(transfer, "Cache-Control"), *expires = transfer_header(transfer, "Expires"),
         *date = transfer_header(transfer, "Date"), *age = transfer_header(transfer, "Age");
    double seconds = freshness_of(control, expires, date, age);
    free(control);
    free(expires);
    free(date);
    free(age);
    return seconds;
}

static void hand_out(struct fetcher *fetcher, struct errand *errand)
{
    const char *type = transfer_content_type(&errand->transfer);
    struct buffer *body = &errand->transfer.body;
    if (!media_type_is_html(type, body->data ? body->data : "", body->size) && !may_be_list(errand, body)) {
        char *reason = body->size == 0 ? xstrdup("empty: there is nothing in it")
                       : errand->role == FRONTIER_PAGE
                           ? xprintf("not HTML (%.80s)", type ? type : "no content type")
                           : xprintf("not HTML and no feed or sitemap (%.80s)", type ? type : "no content type");
        report_read();
        fetch_end_without_page(fetcher, errand, FRONTIER_SKIPPED, reason);
        free(reason);
        return;
    }
    struct page *page = make_ready(fetcher, errand, PAGE_WEB);
    page->content_type = type ? xstrdup(type) : NULL;
    page->etag = transfer_header(&errand->transfer, "ETag");
    page->last_modified = transfer_header(&errand->transfer, "Last-Modified");
    page->only_fetched = fetcher->settings.fetch_only;
    if (!fetcher->settings.ignore_noindex) {
        page->robot = fetcher->settings.user_agent;
        page->robots_tag = transfer_headers(&errand->transfer, "X-Robots-Tag");
    }
    page->fresh_for = fresh_for(&errand->transfer);
    page->body = *body;
    *body = (struct buffer){0};
    fetch_errand_free(fetcher, errand);
}

void fetch_refused(struct fetcher *fetcher, struct errand *errand, const char *reason)
{
    if (fetcher->settings.fetch_only || !feed_entry_has_text(errand->entry)) {
        fetch_end_without_page(fetcher, errand, FRONTIER_FAILED, reason);
        return;
    }
    struct page *page = make_ready(fetcher, errand, PAGE_FEED);
    free(page->url);
    page->url = xstrdup(errand->start);
    page->refused = xstrdup(reason);
    fetch_errand_free(fetcher, errand);
}

/* A list whose entries were taken when it was last read, or an article that was delivered then. */
static void end_unchanged(struct fetcher *fetcher, struct errand *errand)
{
    const struct settle_rules *rules = fetcher->settings.settle;
    const struct settle_url url = settled(errand);
    struct settle_reading reading = {.hints = errand->memory.hints};
    const struct source_rules *asked = fetch_rules(fetcher, errand);
    reading.interval = asked ? asked->interval : 0;
    reading.hints.fresh_for = fresh_for(&errand->transfer);
    report_read();
    report_result(REPORT_KNOWN, errand->start, NULL);
    log_info("%s: not changed since it was last read", errand->start);
    if (errand->memory.article && !errand->memory.list)
        settle_article(rules, &url, errand->memory.article, false);
    else
        settle_list(rules, &url, &reading);
    fetch_errand_free(fetcher, errand);
}

/* What a site answers that wants money, a login or another reader. */
static bool is_wall(long status)
{
    return status == 401 || status == 402 || status == 403 || status == 451;
}

/* Sends the errand on to `target`, from malloc, which is taken over. */
static void send_on(struct fetcher *fetcher, struct errand *errand, char *target)
{
    free(errand->url);
    errand->url = target;
    fetcher->budget.held -= errand->transfer.body.size;
    transfer_end(&errand->transfer);
    errand->host = fetch_host(fetcher, target);
    if (fetch_hold(fetcher, errand->host))
        push_first(&errand->host->first, errand);
    else
        fetch_hand_over(fetcher, errand);
}

/* Sends the errand to where the answer points; false: it cannot go there, and `error` says why. */
static bool follow(struct fetcher *fetcher, struct errand *errand, unsigned most_hops, struct error *error)
{
    char *target = url_canonical(transfer_redirect(&errand->transfer), error);
    if (!target)
        return error_prefix(error, "redirected");
    if (++errand->hops > most_hops) {
        free(target);
        return error_set(error, ERROR_PERMANENT, "more than %u redirects", most_hops);
    }
    send_on(fetcher, errand, target);
    return true;
}

/* 404 or 410 of an address that an article was delivered from: is it gone, or does it only have another address now? */
static void end_gone(struct fetcher *fetcher, struct errand *errand, const char *reason)
{
    char id[ARTICLE_ID_SIZE], version[ARTICLE_ID_SIZE];
    const struct settle_url url = settled(errand);
    if (strcmp(errand->url, errand->memory.article) != 0 && errand->hops < MOST_HOPS) {
        errand->hops = MOST_HOPS; /* no further than there */
        send_on(fetcher, errand, xstrdup(errand->memory.article));
        return;
    }
    article_identity_id(errand->memory.article, id);
    enum frontier_answer delivered = frontier_current_version(fetcher->frontier, id, version);
    if (delivered == FRONTIER_AWAY) { /* whether somebody has to be told is seen another time */
        fetch_retry(fetcher, errand, errand->attempts, fetch_unix_now() + AGAIN_AFTER, reason);
        return;
    }
    if (delivered == FRONTIER_FOUND) {
        struct page *page = make_ready(fetcher, errand, PAGE_WEB);
        memcpy(page->gone, version, sizeof page->gone);
        page->refused = xstrdup(reason);
    } else {
        report_read();
        report_result(REPORT_KNOWN, errand->start, NULL);
        settle_gone(fetcher->settings.settle, &url, reason);
    }
    fetch_errand_free(fetcher, errand);
}

void fetch_finish_page(struct fetcher *fetcher, struct errand *errand, CURLcode code)
{
    struct error error = {0};
    long status = transfer_status(&errand->transfer);
    double retry_after = transfer_retry_after(&errand->transfer);
    switch (transfer_result(&errand->transfer, code, &error)) {
    case TRANSFER_TEMPORARY:
        report_fetch("network_error");
        fail_for_now(fetcher, errand, 0, error.text);
        return;
    case TRANSFER_PERMANENT:
        report_fetch("refused");
        fetch_end_without_page(fetcher, errand, FRONTIER_FAILED, error.text);
        return;
    case TRANSFER_NOT_HTML:
        report_fetch("not_html");
        report_read();
        fetch_end_without_page(fetcher, errand, FRONTIER_SKIPPED, error.text);
        return;
    case TRANSFER_DONE:
        break;
    }
    error_set(&error, ERROR_PERMANENT, "HTTP status %ld", status);
    if (status == 200 || status == 203) {
        report_fetch("ok");
        hand_out(fetcher, errand);
    } else if (status == 304 && (errand->transfer.etag || errand->transfer.last_modified)) {
        report_fetch("not_modified");
        end_unchanged(fetcher, errand);
    } else if (status >= 300 && status < 400 && transfer_redirect(&errand->transfer)) {
        report_fetch("redirect");
        if (!follow(fetcher, errand, MOST_HOPS, &error))
            fetch_end_without_page(fetcher, errand, FRONTIER_FAILED, error.text);
    } else if (fetch_is_trouble(status)) {
        report_fetch(status >= 500 ? "server_error" : "client_error");
        fail_for_now(fetcher, errand, retry_after, error.text);
    } else if ((status == 404 || status == 410) && errand->memory.article && !errand->memory.list) {
        report_fetch("client_error");
        end_gone(fetcher, errand, error.text);
    } else if (is_wall(status)) {
        report_fetch("client_error");
        fetch_refused(fetcher, errand, error.text);
    } else {
        report_fetch(status >= 400 ? "client_error" : "other_status");
        fetch_end_without_page(fetcher, errand, FRONTIER_FAILED, error.text);
    }
}

/* ---- answers: a robots.txt ---- */

/* Says what a site's people will want to know of a file that is not what it should be; what can be read of it counts.
 */
static void note_odd_robots(const struct errand *errand)
{
    const struct buffer *body = &errand->transfer.body;
    if (errand->transfer.too_big)
        log_info("%s: longer than %u KiB: only so much of it counts", errand->url, ROBOTS_SIZE_LIMIT >> 10);
    if (body->size > 0 && memchr(body->data, '\0', body->size))
        log_info("%s: no text: only lines that are rules count", errand->url);
}

/* RFC 9309: what there is counts; what there is not (4xx) forbids nothing; what cannot be reached forbids all for now.
 */
void fetch_finish_robots(struct fetcher *fetcher, struct errand *errand, CURLcode code)
{
    struct error error = {0};
    struct errand *waiter = errand->waiter;
    struct host_robots *robots = fetch_robots(waiter->host, waiter->url);
    enum transfer_result result = transfer_result(&errand->transfer, code, &error);
    long status = transfer_status(&errand->transfer);
    double retry_after = transfer_retry_after(&errand->transfer);
    report_fetch("robots");
    if (result == TRANSFER_DONE && status >= 300 && status < 400 && transfer_redirect(&errand->transfer) &&
        follow(fetcher, errand, ROBOTS_HOPS, &error))
        return;
    waiter->host->robots_awaited--;
    if (result == TRANSFER_PERMANENT && code != CURLE_BAD_CONTENT_ENCODING) {
        fetch_end_without_page(fetcher, waiter, FRONTIER_FAILED, error.text);
    } else if (result != TRANSFER_DONE || status >= 500 || status == 429) {
        if (result == TRANSFER_DONE)
            error_set(&error, ERROR_TEMPORARY, "HTTP status %ld", status);
        error_prefix(&error, "robots.txt cannot be had");
        fail_for_now(fetcher, waiter, retry_after, error.text);
    } else {
        const struct buffer *body = &errand->transfer.body;
        note_odd_robots(errand);
        robots_free(robots->rules);
        robots->rules = status >= 200 && status < 300 && body->size > 0
                            ? robots_parse(body->data, body->size, fetcher->settings.user_agent)
                            : NULL;
        robots->known = true;
        robots->until = fetch_unix_now() + ROBOTS_SECONDS;
        fetch_silence(fetcher, waiter->host, 0);
        push_first(&waiter->host->first, waiter);
    }
    fetch_errand_free(fetcher, errand);
}
