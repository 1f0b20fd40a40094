#include "ingest/settle.h"

#include "common/clock.h"
#include "common/log.h"
#include "ingest/contact.h"
#include "ingest/source_table.h"
#include "ingest/url.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define MOST_ERRORS 8 /* of a page that was never read; with the usual bounds that is most of a day */

/* Whether the address may be read again: not one of the public web when nobody says who asks. */
static bool may_return(const struct settle_rules *rules, const struct settle_url *url)
{
    static atomic_flag said = ATOMIC_FLAG_INIT;
    if (!rules->returns || !contact_is_missing(url->url, rules->fetch))
        return rules->returns;
    if (url->role == FRONTIER_PAGE && !atomic_flag_test_and_set(&said))
        log_warning("%s is not visited again, nor is any other page on the public web: that is done with --contact "
                    "ADDRESS (a mail address or a page); --once says nothing",
                    url->url);
    return false;
}

/* Settles it without a return. */
static void end(const struct settle_rules *rules, const struct settle_url *url, enum frontier_state state,
                const char *reason)
{
    frontier_url_settled(rules->frontier, url->number, state, reason);
}

void settle_list(const struct settle_rules *rules, const struct settle_url *url, const struct settle_reading *reading)
{
    double now = clock_unix();
    struct frontier_memory memory = *url->memory;
    if (!may_return(rules, url)) {
        end(rules, url, FRONTIER_DELIVERED, NULL);
        return;
    }
    double elapsed = memory.polled_at > 0 ? now - memory.polled_at : 0;
    memory.interval = schedule_learn(memory.interval, elapsed, reading->added, &reading->hints, &rules->bounds);
    if (reading->interval > 0)
        memory.interval = reading->interval;
    memory.list = true;
    memory.polled_at = now;
    memory.errors = 0;
    memory.hints = reading->hints;
    frontier_url_remembered(rules->frontier, url->number, FRONTIER_DELIVERED, NULL, &memory,
                            reading->interval > 0
                                ? now + reading->interval
                                : schedule_next_poll(now, memory.interval, &reading->hints, &rules->bounds, url->url));
}

/* When the article is to be visited again; 0: no more. */
static double next_visit(const struct settle_rules *rules, const char *host, const struct frontier_memory *memory,
                         double now)
{
    struct schedule_edits edits;
    frontier_host_edits(rules->frontier, host, &edits);
    return schedule_next_visit(&rules->steps, &edits, memory->first_at, now);
}

/* `visit`: NULL, or whether the article was found edited. */
static void settle_visit(const struct settle_rules *rules, const struct settle_url *url, enum frontier_state state,
                         const char *reason, const char *article, const bool *edited)
{
    double now = clock_unix();
    struct frontier_memory memory = *url->memory;
    char *host = url_authority(url->url), *copy = xstrdup(article); /* it may be the memory's own */
    if (memory.first_at <= 0)
        memory.first_at = now;
    else if (edited)
        frontier_host_visited(rules->frontier, host, *edited);
    memory.article = copy;
    memory.errors = 0;
    frontier_url_remembered(rules->frontier, url->number, state, reason, &memory,
                            next_visit(rules, host, &memory, now));
    free(copy);
    free(host);
}

void settle_article(const struct settle_rules *rules, const struct settle_url *url, const char *article, bool edited)
{
    if (may_return(rules, url))
        settle_visit(rules, url, FRONTIER_DELIVERED, NULL, article, &edited);
    else
        end(rules, url, FRONTIER_DELIVERED, NULL);
}

void settle_gone(const struct settle_rules *rules, const struct settle_url *url, const char *reason)
{
    if (may_return(rules, url))
        settle_visit(rules, url, FRONTIER_SKIPPED, reason, url->memory->article, NULL);
    else
        end(rules, url, FRONTIER_SKIPPED, reason);
}

/* Seconds between two readings that the source of a list asks for, once it was read; 0: it asks for none. */
static double asked_interval(const struct settle_rules *rules, const struct settle_url *url)
{
    const struct source_rules *asked = source_table_find(rules->fetch->sources, url->source);
    return asked && url->memory->polled_at > 0 ? asked->interval : 0;
}

/* A source of the configuration that has brought no article counts as one, too: it may be down just now. */
static bool is_list(const struct settle_url *url)
{
    return url->memory->list || url->role == FRONTIER_LIST || url->role == FRONTIER_SITE ||
           (!url->memory->article && url->source && strcmp(url->source, url->url) == 0);
}

void settle_nothing(const struct settle_rules *rules, const struct settle_url *url, enum frontier_state state,
                    const char *reason, bool temporary, double retry_after)
{
    double now = clock_unix();
    struct frontier_memory memory = *url->memory;
    bool returns = may_return(rules, url);
    bool list = is_list(url);
    memory.errors++;
    if (returns && (list || (temporary && memory.errors < MOST_ERRORS))) {
        double least = list ? asked_interval(rules, url) : 0;
        memory.list = list;
        frontier_url_remembered(
            rules->frontier, url->number, memory.article ? FRONTIER_DELIVERED : state, reason, &memory,
            schedule_after_errors(now, memory.interval, memory.errors, retry_after, least, &rules->bounds, url->url));
    } else if (returns && memory.article) {
        settle_visit(rules, url, FRONTIER_DELIVERED, reason, memory.article, NULL);
    } else if (returns) { /* its list keeps its validators: it is not read in full for what has failed for good */
        frontier_url_remembered(rules->frontier, url->number, state, reason, &memory, 0);
    } else {
        end(rules, url, state, reason);
    }
}
