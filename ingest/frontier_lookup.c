/* The frontier: what is looked up. What cannot be looked up now is asked for again in a moment. */
#include "common/buffer.h"
#include "ingest/frontier_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ASK_AGAIN 1.0 /* seconds after a look-up that failed */

static const char *text_of(struct statement *statement, int column)
{
    const char *text = statement_text(statement, column);
    return text ? text : "";
}

static void keep_later(char latest[CLOCK_STAMP_SIZE], const char *stamp)
{
    if (strcmp(stamp, latest) > 0)
        snprintf(latest, CLOCK_STAMP_SIZE, "%s", stamp);
}

enum frontier_known frontier_find_article(struct frontier *frontier, struct frontier_article *article)
{
    char latest_other[CLOCK_STAMP_SIZE] = "";
    enum frontier_known known = FRONTIER_NEW;
    article->gone = false;
    *article->latest_at = '\0';
    statement_set_text(frontier->find_article, 1, article->id);
    enum statement_step step;
    while ((step = statement_step(frontier->find_article)) == STATEMENT_ROW) {
        const char *fetched = text_of(frontier->find_article, 2);
        const char *gone_at = text_of(frontier->find_article, 3);
        article->gone = *gone_at != '\0';
        keep_later(article->latest_at, fetched);
        keep_later(article->latest_at, gone_at);
        if (strcmp(text_of(frontier->find_article, 0), article->version) == 0) {
            known = FRONTIER_CURRENT;
            snprintf(article->first_read_at, sizeof article->first_read_at, "%s", text_of(frontier->find_article, 1));
            snprintf(article->last_fetched_at, sizeof article->last_fetched_at, "%s", fetched);
        } else if (strcmp(fetched, latest_other) > 0) {
            snprintf(latest_other, sizeof latest_other, "%s", fetched);
        }
    }
    statement_reset(frontier->find_article);
    if (step == STATEMENT_FAILED)
        return FRONTIER_UNKNOWN;
    if (known == FRONTIER_CURRENT && strcmp(latest_other, article->last_fetched_at) > 0)
        known = FRONTIER_EARLIER;
    return known;
}

enum frontier_answer frontier_current_version(struct frontier *frontier, const char *id, char version[ARTICLE_ID_SIZE])
{
    statement_set_text(frontier->find_version, 1, id);
    enum statement_step step = statement_step(frontier->find_version);
    snprintf(version, ARTICLE_ID_SIZE, "%s", step == STATEMENT_ROW ? text_of(frontier->find_version, 0) : "");
    statement_reset(frontier->find_version);
    return step == STATEMENT_ROW ? FRONTIER_FOUND : step == STATEMENT_DONE ? FRONTIER_NONE : FRONTIER_AWAY;
}

static char *copy_of(struct statement *statement, int column)
{
    const char *text = statement_text(statement, column);
    return text ? xstrdup(text) : NULL;
}

void frontier_url_free(struct frontier_url *url)
{
    free(url->url);
    free(url->entry);
    free(url->etag);
    free(url->last_modified);
    free(url->target);
    free(url->source);
    free(url->memory.article);
}

/* A time of the database's clock by the one of this machine; 0 stays 0. */
static double to_local(const struct frontier *frontier, double time)
{
    return time > 0 ? time - frontier->ahead : time;
}

void frontier_read_host(const struct frontier *frontier, struct statement *row, int first, struct frontier_host *host)
{
    *host = (struct frontier_host){.next_allowed = to_local(frontier, statement_real(row, first)),
                                   .answer_seconds = statement_real(row, first + 1),
                                   .pause = statement_real(row, first + 2),
                                   .failures = (unsigned)statement_integer(row, first + 3)};
    snprintf(host->error, sizeof host->error, "%s", text_of(row, first + 4));
}

static void read_memory(const struct frontier *frontier, struct statement *row, int first,
                        struct frontier_memory *memory)
{
    int64_t skipped = statement_integer(row, first + 6);
    *memory = (struct frontier_memory){.list = statement_integer(row, first) != 0,
                                       .polled_at = to_local(frontier, statement_real(row, first + 1)),
                                       .interval = statement_real(row, first + 2),
                                       .errors = (unsigned)statement_integer(row, first + 3),
                                       .hints = {.ttl = statement_real(row, first + 4),
                                                 .period = statement_real(row, first + 5),
                                                 .skip_hours = (uint32_t)skipped,
                                                 .skip_days = (uint8_t)(skipped >> 32)},
                                       .article = copy_of(row, first + 7),
                                       .first_at = to_local(frontier, statement_real(row, first + 8))};
}

bool frontier_next_url(struct frontier *frontier, const char *host, double now, struct frontier_url *url)
{
    *url = (struct frontier_url){0};
    statement_set_text(frontier->next_url, 1, host);
    statement_set_real(frontier->next_url, 2, now + frontier->ahead);
    enum statement_step step = statement_step(frontier->next_url);
    if (step == STATEMENT_ROW) {
        url->number = statement_integer(frontier->next_url, 0);
        url->url = xstrdup(text_of(frontier->next_url, 1));
        url->attempts = (unsigned)statement_integer(frontier->next_url, 2);
        url->role = (enum frontier_role)statement_integer(frontier->next_url, 3);
        url->depth = (unsigned)statement_integer(frontier->next_url, 4);
        url->entry = copy_of(frontier->next_url, 5);
        url->etag = copy_of(frontier->next_url, 6);
        url->last_modified = copy_of(frontier->next_url, 7);
        url->target = copy_of(frontier->next_url, 8);
        url->hops = (unsigned)statement_integer(frontier->next_url, 9);
        read_memory(frontier, frontier->next_url, 10, &url->memory);
        url->source = copy_of(frontier->next_url, 19);
        url->more = statement_step(frontier->next_url) == STATEMENT_ROW;
    }
    statement_reset(frontier->next_url);
    if (step == STATEMENT_DONE) {
        statement_set_text(frontier->next_wait, 1, host);
        if ((step = statement_step(frontier->next_wait)) == STATEMENT_ROW)
            url->not_before = to_local(frontier, statement_real(frontier->next_wait, 0));
        statement_reset(frontier->next_wait);
    }
    if (step == STATEMENT_FAILED)
        url->not_before = clock_unix() + ASK_AGAIN;
    return url->url != NULL;
}

enum frontier_seen frontier_url_seen(struct frontier *frontier, const char *url, double since, char *reason,
                                     size_t size)
{
    enum frontier_seen seen = FRONTIER_UNSEEN;
    char stamp[CLOCK_STAMP_SIZE];
    clock_stamp((time_t)ceil(since), stamp);
    if (size > 0)
        *reason = '\0';
    statement_set_text(frontier->find_url, 1, url);
    if (statement_step(frontier->find_url) == STATEMENT_ROW) {
        bool this_run = statement_integer(frontier->find_url, 0) == frontier->run;
        const char *state = text_of(frontier->find_url, 1);
        bool done = strcmp(state, "delivered") == 0 || strcmp(state, "skipped") == 0;
        if (done && size > 0)
            snprintf(reason, size, "%s", text_of(frontier->find_url, 3));
        if (done && since > 0 && strcmp(text_of(frontier->find_url, 2), stamp) < 0)
            seen = FRONTIER_OUT_OF_DATE;
        else if (done || this_run)
            seen = !this_run ? FRONTIER_DONE : strcmp(state, "queued") == 0 ? FRONTIER_WAITING : FRONTIER_SEEN;
    }
    statement_reset(frontier->find_url);
    return seen;
}

void frontier_queued_hosts(struct frontier *frontier, void (*visit)(void *context, const char *host), void *context)
{
    struct statement *statement =
        statement_new(frontier->database, "SELECT DISTINCT host FROM urls WHERE state = 'queued'");
    while (statement_step(statement) == STATEMENT_ROW)
        visit(context, text_of(statement, 0));
    statement_free(statement);
}

void frontier_find_host(struct frontier *frontier, const char *name, struct frontier_host *host)
{
    *host = (struct frontier_host){0};
    statement_set_text(frontier->find_host, 1, name);
    enum statement_step step = statement_step(frontier->find_host);
    if (step == STATEMENT_ROW)
        frontier_read_host(frontier, frontier->find_host, 0, host);
    statement_reset(frontier->find_host);
    if (step == STATEMENT_FAILED)
        host->next_allowed = clock_unix() + ASK_AGAIN;
}
