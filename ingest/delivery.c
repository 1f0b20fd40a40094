#include "ingest/delivery.h"

#include "common/dead_letter.h"
#include "common/link.h"
#include "common/log.h"
#include "common/program.h"
#include "common/text.h"
#include "ingest/report.h"

#include <stdlib.h>
#include <string.h>

#define MOST_CHANGES 4096 /* that wait for the frontier, before no more is taken on */
#define MOST_AT_ONCE 256
#define ASK_SECONDS  0.5 /* between two looks into a frontier that is away */

/* What has to be known of an article when its outcome comes. */
struct sent {
    struct frontier_article article;
    struct page *page; /* without article and entry */
    char *url;         /* the article's */
    bool edited;       /* it was visited again, and is another version now */
};

struct delivery {
    struct delivery_settings settings;
    struct link_sender *sender;
    struct dead_letters *_Atomic letters; /* opened when the first one is needed */
    struct link_message *held;            /* found no room, or were given back */
    struct link_message *dying;           /* undeliverable; their dead letters are not safe yet */
    struct page *unknown;                 /* articles of which the frontier could not tell whether they are known */
    size_t pending;                       /* articles that were sent, and those */
    bool stopped, broken;
    double last_said;
    double ask_at; /* monotonic; when the frontier is asked again */
};

struct delivery *delivery_open(const struct delivery_settings *settings, struct error *error)
{
    struct link_settings links = program_settings.links;
    links.name = "newsmill-ingest";
    struct link_sender *sender = link_sender_open(settings->out, &links, error);
    if (!sender)
        return NULL;
    struct delivery *delivery = xcalloc(1, sizeof *delivery);
    delivery->settings = *settings;
    delivery->sender = sender;
    return delivery;
}

static void forget(struct delivery *delivery, struct link_message *message)
{
    struct sent *sent = message->context;
    page_free(sent->page);
    free(sent->url);
    free(sent);
    link_message_free(message);
    delivery->pending--;
}

static void forget_list(struct delivery *delivery, struct link_message **list)
{
    while (*list) {
        struct link_message *next = (*list)->next;
        forget(delivery, *list);
        *list = next;
    }
}

static void forget_unknown(struct delivery *delivery)
{
    for (struct page *page = delivery->unknown, *next; page; page = next) {
        next = page->next;
        page_free(page);
        delivery->pending--;
    }
    delivery->unknown = NULL;
}

void delivery_close(struct delivery *delivery)
{
    struct link_message *left;
    if (!delivery)
        return;
    link_sender_stop(delivery->sender);
    while (link_collect(delivery->sender, &left, 1, 0) == 1)
        forget(delivery, left);
    forget_list(delivery, &delivery->held);
    forget_list(delivery, &delivery->dying);
    forget_unknown(delivery);
    link_sender_close(delivery->sender);
    dead_letters_close(delivery->letters);
    free(delivery);
}

/* ---- sending ---- */

static void keep_last(struct link_message **list, struct link_message *message)
{
    while (*list)
        list = &(*list)->next;
    message->next = NULL;
    *list = message;
}

static void send_held(struct delivery *delivery)
{
    while (delivery->held && !delivery->stopped) {
        struct link_message *message = delivery->held, *next = message->next;
        if (!link_send(delivery->sender, message, 0))
            return;
        delivery->held = next;
    }
}

/* True when the article need not be sent. Pages of the web count as known while unchanged; an archive or a file that
 * has a later sighting of a version tells the store so. */
static bool is_known(const struct delivery *delivery, enum page_kind kind, enum frontier_known known,
                     const char *fetched_at, const char *last_fetched_at)
{
    if (delivery->settings.again || known == FRONTIER_NEW)
        return false;
    return (known == FRONTIER_CURRENT && kind != PAGE_WARC) || strcmp(fetched_at, last_fetched_at) <= 0;
}

static struct frontier *frontier_of(const struct delivery *delivery)
{
    return delivery->settings.settle->frontier;
}

/* Whether the frontier keeps in mind what was delivered: always what is to be visited again. */
static bool remembers(const struct delivery *delivery, const struct page *page)
{
    return delivery->settings.remember || (delivery->settings.settle->returns && page->url_number);
}

static struct settle_url settled(const struct page *page)
{
    return (struct settle_url){.number = page->url_number,
                               .url = page->start,
                               .role = page->role,
                               .source = page->source,
                               .memory = &page->memory};
}

/* Only what is safe down the line may be answered 304 the next time. */
static void keep_validators(const struct delivery *delivery, const struct page *page)
{
    if (page->url_number && delivery->settings.settle->returns)
        frontier_url_validators(frontier_of(delivery), page->url_number, page->etag, page->last_modified);
}

/* An article is safe down the line. */
static void settle(const struct delivery *delivery, const struct page *page, const char *article, bool edited)
{
    const struct settle_rules *rules = delivery->settings.settle;
    const struct settle_url url = settled(page);
    if (!page->url_number)
        return;
    if (*page->gone)
        settle_gone(rules, &url, page->refused);
    else if (page->refused)
        frontier_url_settled(rules->frontier, page->url_number, FRONTIER_DELIVERED, *page->mark ? page->mark : NULL);
    else
        settle_article(rules, &url, article, edited);
}

/* Takes the page over. */
static void send_article(struct delivery *delivery, struct page *page, const struct frontier_article *article,
                         bool edited)
{
    struct sent *sent = xcalloc(1, sizeof *sent);
    sent->article = *article;
    sent->page = page;
    sent->url = xstrdup(page->article.url);
    sent->edited = edited;
    if (page->written.size == 0)
        article_write(&page->article, &page->written);
    article_free(&page->article);
    free(page->entry);
    page->entry = NULL;
    size_t size = page->written.size;
    struct link_message *message = link_message_new(article->id, buffer_steal(&page->written), size);
    message->context = sent;
    delivery->pending++;
    keep_last(&delivery->held, message);
    send_held(delivery);
}

/*
 * The latest version is the one that was fetched last: what is fetched now comes after what was, also where the clock
 * has been set back since, or that of another ingest is ahead. Two of one second stay as they are.
 */
static void keep_order(struct page *page, const char *latest_at)
{
    time_t latest;
    if ((page->kind != PAGE_WEB && page->kind != PAGE_FEED) || strcmp(page->fetched_at, latest_at) >= 0 ||
        clock_parse_stamp(latest_at, &latest) != 0)
        return;
    char stamp[CLOCK_STAMP_SIZE];
    clock_stamp(latest + 1, stamp);
    page_set_fetched_at(page, stamp);
}

static void keep_unknown(struct delivery *delivery, struct page *page)
{
    struct page **last = &delivery->unknown;
    while (*last)
        last = &(*last)->next;
    page->next = NULL;
    *last = page;
    delivery->pending++;
}

/* So that another text of the feed's is seen to be one. */
static void mark_stand_in(struct page *page)
{
    json_t *entry = page->refused && page->entry && !*page->gone ? json_loads(page->entry, 0, NULL) : NULL;
    if (entry)
        feed_entry_mark(entry, json_string_value(json_object_get(entry, "feed")), page->mark);
    json_decref(entry);
}

static void give_article(struct delivery *delivery, struct page *page)
{
    mark_stand_in(page);
    struct frontier_article article = {0};
    memcpy(article.id, page->article.id, sizeof article.id);
    memcpy(article.version, page->article.version, sizeof article.version);
    enum frontier_known known = FRONTIER_NEW;
    if (remembers(delivery, page)) {
        known = frontier_find_article(frontier_of(delivery), &article);
        keep_order(page, article.latest_at);
    }
    if (known == FRONTIER_UNKNOWN) {
        keep_unknown(delivery, page);
        return;
    }
    if (*page->gone) { /* it is told, whatever is known */
        known = FRONTIER_NEW;
        article.gone = false;
    }
    if (known == FRONTIER_NEW)
        strcpy(article.first_read_at, page->fetched_at);
    if (known != FRONTIER_NEW && page->kind == PAGE_FILE && strcmp(page->fetched_at, article.first_read_at) != 0)
        page_set_fetched_at(page, article.first_read_at);
    if (!article.gone && is_known(delivery, page->kind, known, page->fetched_at, article.last_fetched_at)) {
        report_result(REPORT_KNOWN, page->label, NULL);
        keep_validators(delivery, page);
        settle(delivery, page, page->article.url, false);
        page_free(page);
        return;
    }
    strcpy(article.last_fetched_at, page->fetched_at);
    send_article(delivery, page, &article, known != FRONTIER_CURRENT);
}

static void give_nothing(struct delivery *delivery, struct page *page)
{
    bool sound = page->result == EXTRACT_NO_ARTICLE || page->result == EXTRACT_KEPT_OUT;
    const struct settle_url url = settled(page);
    report_result(sound ? REPORT_SKIPPED : REPORT_UNREADABLE, page->label, page->reason);
    if (page->url_number)
        settle_nothing(delivery->settings.settle, &url, sound ? FRONTIER_SKIPPED : FRONTIER_FAILED, page->reason, false,
                       0);
    page_free(page);
}

/* A feed that answers with a page for once: it is under maintenance, or its server is. */
static bool is_stray(const struct page *page)
{
    return page->result == EXTRACT_ARTICLE && page->url_number && page->kind == PAGE_WEB && page->memory.list &&
           !*page->gone;
}

void delivery_give(struct delivery *delivery, struct page *page)
{
    if (is_stray(page)) {
        page->result = EXTRACT_UNREADABLE;
        page->reason = xstrdup("it was a feed or a sitemap, and now a page is there; read again later");
    }
    if (page->result == EXTRACT_ARTICLE)
        give_article(delivery, page);
    else
        give_nothing(delivery, page);
}

bool delivery_has_room(const struct delivery *delivery)
{
    return !delivery->held && !delivery->unknown && !delivery->dying && !delivery->stopped && !delivery->broken &&
           frontier_pending(frontier_of(delivery)) < MOST_CHANGES;
}

/* ---- outcomes ---- */

static void note_acked(struct delivery *delivery, struct link_message *message)
{
    struct frontier *frontier = frontier_of(delivery);
    struct sent *sent = message->context;
    if (*sent->page->gone)
        frontier_article_gone(frontier, sent->article.id, sent->article.last_fetched_at);
    else if (remembers(delivery, sent->page))
        frontier_article_delivered(frontier, &sent->article);
    keep_validators(delivery, sent->page);
    settle(delivery, sent->page, sent->url, sent->edited);
    report_result(REPORT_DELIVERED, sent->page->label, NULL);
    forget(delivery, message);
}

static void note_rejected(struct delivery *delivery, struct link_message *message)
{
    struct frontier *frontier = frontier_of(delivery);
    struct sent *sent = message->context;
    const char *reason = message->reason ? message->reason : "no reason given";
    if (remembers(delivery, sent->page) && !*sent->page->gone)
        frontier_article_failed(frontier, &sent->article, reason);
    if (sent->page->url_number)
        frontier_url_settled(frontier, sent->page->url_number, FRONTIER_FAILED, reason);
    report_result(REPORT_REJECTED, sent->page->label, reason);
    forget(delivery, message);
}

static bool open_letters(struct delivery *delivery)
{
    struct error error = {0};
    if (delivery->letters)
        return true;
    char *endpoint =
        dead_letters_endpoint(delivery->settings.dead_letters, delivery->settings.out, program_settings.data);
    if (delivery->settings.dead_letters || !text_starts_with(endpoint, "file:") || program_make_data_folder(&error))
        delivery->letters = dead_letters_open(endpoint, "ingest", &program_settings.links, &error);
    if (!delivery->letters && log_due(&delivery->last_said, 30))
        log_error("%s; it is tried again, and nothing more is read until then", error.text);
    free(endpoint);
    return delivery->letters != NULL;
}

/* First the dead letter, and only when that is safe the mark in the frontier. */
static void bury(struct delivery *delivery)
{
    while (delivery->dying && open_letters(delivery)) {
        struct link_message *message = delivery->dying;
        if (!dead_letters_write(delivery->letters, message, message->reason))
            return;
        delivery->dying = message->next;
        note_rejected(delivery, message);
    }
}

static void note_released(struct delivery *delivery, struct link_message *message)
{
    bool lines = strcmp(delivery->settings.out, "-") == 0 || text_starts_with(delivery->settings.out, "file:");
    if (lines && !delivery->stopped)
        delivery->broken = true;
    if (delivery->stopped || delivery->broken)
        forget(delivery, message);
    else
        keep_last(&delivery->held, message);
}

/* Each once, in their order: the first that cannot be told of stays in front. */
static void ask_again(struct delivery *delivery)
{
    if (!delivery->unknown || delivery->stopped || clock_now() < delivery->ask_at)
        return;
    struct page *pages = delivery->unknown;
    delivery->unknown = NULL;
    delivery->ask_at = clock_now() + ASK_SECONDS;
    while (pages) {
        struct page *page = pages;
        pages = page->next;
        delivery->pending--;
        give_article(delivery, page);
    }
}

void delivery_collect(struct delivery *delivery)
{
    struct link_message *messages[MOST_AT_ONCE];
    size_t count = link_collect(delivery->sender, messages, MOST_AT_ONCE, 0);
    for (size_t i = 0; i < count; i++) {
        switch (messages[i]->outcome) {
        case LINK_ACKED:
            note_acked(delivery, messages[i]);
            break;
        case LINK_REJECTED:
            note_rejected(delivery, messages[i]);
            break;
        case LINK_UNDELIVERABLE:
            keep_last(&delivery->dying, messages[i]);
            break;
        case LINK_PENDING:
        case LINK_RELEASED:
            note_released(delivery, messages[i]);
            break;
        }
    }
    bury(delivery);
    send_held(delivery);
    ask_again(delivery);
}

/* ---- the rest ---- */

size_t delivery_pending(const struct delivery *delivery)
{
    return delivery->pending;
}

bool delivery_broken(const struct delivery *delivery)
{
    return delivery->broken;
}

int delivery_descriptor(const struct delivery *delivery)
{
    return link_sender_descriptor(delivery->sender);
}

double delivery_trouble(const struct delivery *delivery)
{
    double out = link_sender_trouble(delivery->sender), letters = dead_letters_trouble(delivery->letters);
    return out > letters ? out : letters;
}

void delivery_stop(struct delivery *delivery)
{
    delivery->stopped = true;
    forget_list(delivery, &delivery->held);
    forget_unknown(delivery);
}
