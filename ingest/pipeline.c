#include "ingest/pipeline.h"

#include "common/clock.h"
#include "common/queue.h"
#include "ingest/article_identity.h"
#include "ingest/feed_entry.h"
#include "ingest/inflate.h"
#include "ingest/media_type.h"
#include "ingest/robots_tag.h"
#include "ingest/site.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MOST_PAGES 256

static const char *const kind_names[] = {
    [PAGE_FILE] = "file", [PAGE_WARC] = "warc", [PAGE_WEB] = "page", [PAGE_FEED] = "feed"};

struct pipeline {
    struct queue *waiting, *done;
    pthread_t *threads;
    unsigned thread_count;

    pthread_mutex_t lock; /* for what follows */
    pthread_cond_t room;
    size_t pages, bytes, most_bytes;
    uint64_t next_sequence;
    bool stopped;

    uint64_t next_taken; /* the taker's own */
    struct page *early;  /* done before their turn, sorted */
};

/* ---- one page ---- */

/* Where the page came from, for `source`; `entry`: what a list told of it, or NULL. */
static json_t *source_of(const struct page *page, const json_t *entry)
{
    const char *url = page->url ? page->url : page->source_url ? page->source_url : page->fallback_url;
    const char *feed = json_string_value(json_object_get(entry, "feed"));
    json_t *tags = page->tags ? json_loads(page->tags, 0, NULL) : NULL;
    return json_pack("{s:s, s:s*, s:s*, s:o*}", "kind", kind_names[page->kind], "url", url, "feed", feed, "tags", tags);
}

static bool complete_article(struct page *page, json_t *json, const json_t *entry, struct error *error)
{
    feed_entry_complete(json, entry);
    if (page->language && !json_object_get(json, "inLanguage"))
        json_object_set_new(json, "inLanguage", json_string(page->language));
    if (!article_identity_set(json, error)) {
        json_decref(json);
        return false;
    }
    json_object_set_new(json, "fetchedAt", json_string(page->fetched_at));
    json_object_set_new(json, "source", source_of(page, entry));
    return article_from_json(&page->article, json, error);
}

/* True when the page is a list of pages, or should have been one: then there is no article. */
static bool read_list(struct page *page)
{
    struct error error = {0};
    struct buffer plain = {0};
    if (page->role == FRONTIER_PAGE || page->kind == PAGE_FEED || page->body.size == 0)
        return false;
    bool packed = inflate_is_gzip(page->body.data, page->body.size);
    bool done = !packed || inflate_buffer(page->body.data, page->body.size, FEED_BYTES_LIMIT, &plain, &error);
    const struct buffer *bytes = packed ? &plain : &page->body;
    enum feed_kind kind = bytes->data ? feed_sniff(bytes->data, bytes->size) : FEED_NONE;
    if (done && kind != FEED_NONE)
        page->feed = feed_parse(bytes->data, bytes->size, page->url, page->content_type, &error);
    else if (done && page->role == FRONTIER_SITE)
        page->feed = site_read(bytes->data ? bytes->data : "", bytes->size, page->url, page->content_type,
                               page->sitemaps, &error);
    else if (done && page->role == FRONTIER_GUESS)
        error_set(&error, ERROR_PERMANENT, "no feed and no sitemap, as it might have been");
    else if (done && page->role == FRONTIER_LIST)
        done = error_set(&error, ERROR_PERMANENT, "%s where a feed or a sitemap was expected",
                         media_type_is_html(page->content_type, bytes->data ? bytes->data : "", bytes->size)
                             ? "HTML"
                             : "something else");
    buffer_free(&plain);
    if (!page->feed && error.kind != ERROR_NONE) {
        page->result = page->role == FRONTIER_GUESS ? EXTRACT_NO_ARTICLE : EXTRACT_UNREADABLE;
        page->reason = xstrdup(error.text);
    }
    return page->feed || page->reason;
}

/* The feed's text in place of a page that was refused, or that shows none. */
static void stand_in(struct extractor *extractor, struct page *page, const json_t *entry, json_t **json,
                     struct error *error)
{
    struct error cause = {0};
    const char *url = page->url;
    if (feed_entry_article(extractor, entry, url, json, &cause)) {
        page->kind = PAGE_FEED;
        page->result = EXTRACT_ARTICLE;
    } else if (page->kind == PAGE_FEED) {
        page->result = EXTRACT_UNREADABLE;
        error_set(error, ERROR_PERMANENT, "%s", page->refused);
    }
}

/* Where the page shows less than half of what the feed has, the text is the feed's. */
static void lengthen(struct extractor *extractor, struct page *page, const json_t *entry, json_t *json)
{
    json_t *told = NULL;
    size_t shown = json_string_length(json_object_get(json, "articleBody"));
    if (feed_entry_text_size(entry) <= 2 * shown || !feed_entry_article(extractor, entry, page->url, &told, NULL))
        return;
    const json_t *body = json_object_get(told, "articleBody");
    if (json_string_length(body) > 2 * shown) {
        json_object_set(json, "articleBody", (json_t *)(uintptr_t)body);
        page->kind = PAGE_FEED;
    }
    json_decref(told);
}

/* What is sent in place of an article that is no more. */
static void report_gone(struct page *page)
{
    char id[ARTICLE_ID_SIZE];
    struct error error = {0};
    const char *url = page->memory.article;
    article_identity_id(url, id);
    json_t *json = json_pack("{s:s, s:s, s:s, s:s, s:b, s:o}", "id", id, "version", page->gone, "url", url, "fetchedAt",
                             page->fetched_at, "gone", 1, "source", source_of(page, NULL));
    page->result = article_from_json(&page->article, json, &error) ? EXTRACT_ARTICLE : EXTRACT_UNREADABLE;
    if (page->result != EXTRACT_ARTICLE)
        page->reason = xstrdup(error.text);
}

static void end_fetched(struct page *page)
{
    buffer_free(&page->body);
    page->result = EXTRACT_NO_ARTICLE;
    page->reason = xstrdup("fetched, and not read (--fetch-only)");
}

static void extract_page(struct extractor *extractor, struct page *page)
{
    struct error error = {0};
    json_t *json = NULL, *entry = NULL;
    if (*page->gone) {
        report_gone(page);
        return;
    }
    if (read_list(page)) {
        buffer_free(&page->body);
        return;
    }
    if (page->only_fetched) {
        end_fetched(page);
        return;
    }
    if (page->entry)
        entry = json_loads(page->entry, 0, NULL);
    struct extract_input input = {.data = page->body.data ? page->body.data : "",
                                  .size = page->body.size,
                                  .url = page->url,
                                  .fallback_url = page->fallback_url,
                                  .content_type = page->content_type,
                                  .robot = page->robot,
                                  .now = (int64_t)time(NULL)};
    const char *objection = page->robots_tag ? robots_tag_objection(page->robots_tag, page->robot) : NULL;
    if (objection) {
        page->result = EXTRACT_KEPT_OUT;
        error_set(&error, ERROR_PERMANENT, "not kept: its X-Robots-Tag says %s (--ignore-noindex)", objection);
    } else if (page->kind != PAGE_FEED) {
        page->result = extract_article(extractor, &input, &json, &error);
    }
    if (page->result == EXTRACT_KEPT_OUT)
        ; /* nor is what a feed says of it */
    else if (page->kind == PAGE_FEED || (page->result != EXTRACT_ARTICLE && entry))
        stand_in(extractor, page, entry, &json, &error);
    else if (page->result == EXTRACT_ARTICLE && entry)
        lengthen(extractor, page, entry, json);
    buffer_free(&page->body);
    if (page->result == EXTRACT_ARTICLE && !complete_article(page, json, entry, &error))
        page->result = EXTRACT_UNREADABLE;
    if (page->result != EXTRACT_ARTICLE)
        page->reason = xstrdup(error.text);
    json_decref(entry);
}

/* Here, because there are many threads for it and one that sends. */
static void write_article(struct page *page)
{
    if (!page->feed && page->result == EXTRACT_ARTICLE)
        article_write(&page->article, &page->written);
}

/* Whether there is nothing to wake a thread for: with --fetch-only, unless the page may be a list. */
static bool is_through(const struct page *page)
{
    const struct buffer *body = &page->body;
    if (!page->only_fetched || *page->gone || !body->data)
        return false;
    return page->role == FRONTIER_PAGE || (page->role == FRONTIER_ANY && !inflate_is_gzip(body->data, body->size) &&
                                           feed_sniff(body->data, body->size) == FEED_NONE);
}

static void *extraction_thread(void *argument)
{
    struct pipeline *pipeline = argument;
    struct extractor *extractor = extractor_new();
    void *item;
    while (queue_pop(pipeline->waiting, &item, 1, -1) == 1) {
        extract_page(extractor, item);
        write_article(item);
        if (!queue_push(pipeline->done, item, -1))
            page_free(item);
    }
    extractor_free(extractor);
    return NULL;
}

/* ---- start and stop ---- */

struct pipeline *pipeline_start(unsigned threads, size_t most_bytes)
{
    struct pipeline *pipeline = xcalloc(1, sizeof *pipeline);
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&pipeline->room, &attributes);
    pthread_condattr_destroy(&attributes);
    pthread_mutex_init(&pipeline->lock, NULL);
    pipeline->waiting = queue_new(0);
    pipeline->done = queue_new(0);
    pipeline->most_bytes = most_bytes;
    pipeline->threads = xcalloc(threads, sizeof *pipeline->threads);
    while (pipeline->thread_count < threads &&
           pthread_create(&pipeline->threads[pipeline->thread_count], NULL, extraction_thread, pipeline) == 0)
        pipeline->thread_count++;
    return pipeline;
}

void pipeline_stop(struct pipeline *pipeline)
{
    pthread_mutex_lock(&pipeline->lock);
    pipeline->stopped = true;
    pthread_cond_broadcast(&pipeline->room);
    pthread_mutex_unlock(&pipeline->lock);
    queue_close(pipeline->waiting);
}

static void free_list(struct page *list)
{
    while (list) {
        struct page *next = list->next;
        page_free(list);
        list = next;
    }
}

static void empty_queue(struct queue *queue)
{
    void *item;
    while (queue_pop(queue, &item, 1, 0) == 1)
        page_free(item);
    queue_free(queue);
}

void pipeline_free(struct pipeline *pipeline)
{
    void *item;
    if (!pipeline)
        return;
    pipeline_stop(pipeline);
    while (queue_pop(pipeline->waiting, &item, 1, 0) == 1)
        page_free(item);
    for (unsigned i = 0; i < pipeline->thread_count; i++)
        pthread_join(pipeline->threads[i], NULL);
    empty_queue(pipeline->waiting);
    empty_queue(pipeline->done);
    free_list(pipeline->early);
    pthread_cond_destroy(&pipeline->room);
    pthread_mutex_destroy(&pipeline->lock);
    free(pipeline->threads);
    free(pipeline);
}

/* ---- in and out ---- */

static bool has_room(const struct pipeline *pipeline, size_t size)
{
    return pipeline->pages == 0 || (pipeline->pages < MOST_PAGES && pipeline->bytes + size <= pipeline->most_bytes);
}

bool pipeline_push(struct pipeline *pipeline, struct page *page, double seconds)
{
    struct timespec deadline = clock_deadline(seconds > 0 ? seconds : 0);
    page->charge = page->body.room + sizeof *page + (page->entry ? strlen(page->entry) : 0);
    pthread_mutex_lock(&pipeline->lock);
    while (!pipeline->stopped && !has_room(pipeline, page->charge)) {
        int code = 0;
        if (seconds < 0)
            pthread_cond_wait(&pipeline->room, &pipeline->lock);
        else
            code = seconds == 0 ? -1 : pthread_cond_timedwait(&pipeline->room, &pipeline->lock, &deadline);
        if (code != 0)
            break;
    }
    bool accepted = !pipeline->stopped && has_room(pipeline, page->charge);
    if (accepted) {
        pipeline->pages++;
        pipeline->bytes += page->charge;
        page->sequence = pipeline->next_sequence++;
        bool through = is_through(page);
        if (through)
            end_fetched(page);
        accepted = queue_push(through ? pipeline->done : pipeline->waiting, page, 0);
    }
    pthread_mutex_unlock(&pipeline->lock);
    return accepted;
}

static void keep_for_later(struct pipeline *pipeline, struct page *page)
{
    struct page **at = &pipeline->early;
    while (*at && (*at)->sequence < page->sequence)
        at = &(*at)->next;
    page->next = *at;
    *at = page;
}

struct page *pipeline_take(struct pipeline *pipeline)
{
    void *item;
    while (queue_pop(pipeline->done, &item, 1, 0) == 1)
        keep_for_later(pipeline, item);
    struct page *page = pipeline->early;
    if (!page || page->sequence != pipeline->next_taken)
        return NULL;
    pipeline->early = page->next;
    page->next = NULL;
    pipeline->next_taken++;
    pthread_mutex_lock(&pipeline->lock);
    pipeline->pages--;
    pipeline->bytes -= page->charge;
    /* Whoever waits is woken when there is room for several pages: not to switch threads for every one. */
    if (pipeline->pages <= MOST_PAGES / 2 && pipeline->bytes <= pipeline->most_bytes / 2)
        pthread_cond_broadcast(&pipeline->room);
    pthread_mutex_unlock(&pipeline->lock);
    return page;
}

size_t pipeline_size(struct pipeline *pipeline)
{
    pthread_mutex_lock(&pipeline->lock);
    size_t pages = pipeline->pages;
    pthread_mutex_unlock(&pipeline->lock);
    return pages;
}

int pipeline_descriptor(struct pipeline *pipeline)
{
    return queue_descriptor(pipeline->done);
}
