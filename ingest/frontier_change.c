/* The frontier: what is to be changed, kept in memory until frontier_commit writes it. */
#include "common/buffer.h"
#include "ingest/frontier_private.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static void free_change(struct change *change)
{
    free(change->url);
    free(change->host);
    free(change->text);
    free(change->entry);
    free(change->etag);
    free(change->last_modified);
    free(change->source);
    free(change->memory.article);
    free(change);
}

void frontier_free_changes(struct frontier *frontier)
{
    for (struct change *change = frontier->first, *next; change; change = next) {
        next = change->next;
        free_change(change);
    }
    frontier->first = NULL;
    frontier->last = &frontier->first;
    frontier->pending = 0;
}

void frontier_forget_leased(struct frontier *frontier)
{
    struct change **at = &frontier->first;
    while (*at) {
        struct change *change = *at;
        if (change->number == 0 && change->kind != CHANGE_HOST) {
            at = &change->next;
            continue;
        }
        *at = change->next;
        free_change(change);
        frontier->pending--;
    }
    frontier->last = at;
}

static struct change *add_change(struct frontier *frontier, enum change_kind kind, int64_t number)
{
    struct change *change = xcalloc(1, sizeof *change);
    change->kind = kind;
    change->number = number;
    if (frontier->pending++ == 0)
        frontier->pending_since = clock_now();
    *frontier->last = change;
    frontier->last = &change->next;
    return change;
}

void frontier_add_url(struct frontier *frontier, const char *url, const char *host)
{
    struct change *change = add_change(frontier, CHANGE_ADD_URL, 0);
    change->url = xstrdup(url);
    change->host = xstrdup(host);
}

void frontier_add_listed(struct frontier *frontier, const char *url, const char *host,
                         const struct frontier_origin *origin)
{
    struct change *change = add_change(frontier, CHANGE_ADD_URL, 0);
    change->url = xstrdup(url);
    change->host = xstrdup(host);
    change->role = origin->role;
    change->depth = origin->depth;
    change->entry = origin->entry ? xstrdup(origin->entry) : NULL;
    change->source = origin->source ? xstrdup(origin->source) : NULL;
    if (origin->changed_at > 0)
        clock_stamp((time_t)origin->changed_at, change->changed_at);
}

void frontier_url_validators(struct frontier *frontier, int64_t number, const char *etag, const char *last_modified)
{
    struct change *change = add_change(frontier, CHANGE_VALIDATORS, number);
    change->etag = etag ? xstrdup(etag) : NULL;
    change->last_modified = last_modified ? xstrdup(last_modified) : NULL;
}

void frontier_url_leased(struct frontier *frontier, int64_t number)
{
    add_change(frontier, CHANGE_LEASE_URL, number);
}

static struct change *add_settlement(struct frontier *frontier, enum change_kind kind, int64_t number,
                                     enum frontier_state state, const char *reason)
{
    static const char *const words[] = {[FRONTIER_QUEUED] = "queued",
                                        [FRONTIER_LEASED] = "leased",
                                        [FRONTIER_DELIVERED] = "delivered",
                                        [FRONTIER_SKIPPED] = "skipped",
                                        [FRONTIER_FAILED] = "failed"};
    struct change *change = add_change(frontier, kind, number);
    change->state = words[state];
    change->text = reason ? xstrdup(reason) : NULL;
    return change;
}

void frontier_url_settled(struct frontier *frontier, int64_t number, enum frontier_state state, const char *reason)
{
    add_settlement(frontier, CHANGE_SETTLE_URL, number, state, reason);
}

void frontier_url_remembered(struct frontier *frontier, int64_t number, enum frontier_state state, const char *reason,
                             const struct frontier_memory *memory, double due_at)
{
    struct change *change = add_settlement(frontier, CHANGE_REMEMBER_URL, number, state, reason);
    change->time = due_at;
    change->attempts = due_at > 0; /* keep its entry */
    change->memory = *memory;
    change->memory.article = memory->article ? xstrdup(memory->article) : NULL;
}

void frontier_url_retry(struct frontier *frontier, int64_t number, const char *host, unsigned attempts,
                        double not_before, const char *reason)
{
    struct change *change = add_change(frontier, CHANGE_RETRY_URL, number);
    change->host = xstrdup(host);
    change->attempts = attempts;
    change->time = not_before;
    change->text = reason ? xstrdup(reason) : NULL;
}

void frontier_url_moved(struct frontier *frontier, int64_t number, const char *target, const char *host, unsigned hops)
{
    struct change *change = add_change(frontier, CHANGE_MOVE_URL, number);
    change->url = xstrdup(target);
    change->host = xstrdup(host);
    change->attempts = hops;
}

void frontier_host_asked(struct frontier *frontier, const char *name, const struct frontier_host *host)
{
    struct change *change = add_change(frontier, CHANGE_HOST, 0);
    change->host = xstrdup(name);
    change->time = host->next_allowed;
    change->answer_seconds = host->answer_seconds;
    change->pause = host->pause;
    change->attempts = host->failures;
    change->text = *host->error ? xstrdup(host->error) : NULL;
}

void frontier_article_delivered(struct frontier *frontier, const struct frontier_article *article)
{
    struct change *change = add_change(frontier, CHANGE_ARTICLE, 0);
    change->article = *article;
    change->state = "delivered";
}

void frontier_article_failed(struct frontier *frontier, const struct frontier_article *article, const char *reason)
{
    struct change *change = add_change(frontier, CHANGE_ARTICLE, 0);
    change->article = *article;
    change->state = "failed";
    change->text = reason ? xstrdup(reason) : NULL;
}

void frontier_article_gone(struct frontier *frontier, const char *id, const char *at)
{
    struct change *change = add_change(frontier, CHANGE_GONE, 0);
    snprintf(change->article.id, sizeof change->article.id, "%s", id);
    snprintf(change->article.last_fetched_at, sizeof change->article.last_fetched_at, "%s", at);
}

void frontier_host_visited(struct frontier *frontier, const char *host, bool edited)
{
    struct change *change = add_change(frontier, CHANGE_VISITED, 0);
    change->host = xstrdup(host);
    change->attempts = edited;
}

void frontier_end_run(struct frontier *frontier)
{
    add_change(frontier, CHANGE_END_RUN, 0);
}
