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

/* What has to be known of an article when its outcome comes. */
struct sent {
    struct frontier_article article;
    int64_t url_number;
    char *label;
};

struct delivery {
    struct delivery_settings settings;
    struct link_sender *sender;
    struct dead_letters *letters; /* opened when the first one is needed */
    struct link_message *held;    /* found no room, or were given back */
    struct link_message *dying;   /* undeliverable; their dead letters are not safe yet */
    size_t pending;
    bool stopped, broken;
    double last_said;
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
    free(sent->label);
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

static void send_article(struct delivery *delivery, struct page *page, const struct frontier_article *article)
{
    struct buffer data = {0};
    struct sent *sent = xcalloc(1, sizeof *sent);
    sent->article = *article;
    sent->url_number = page->url_number;
    sent->label = page->label;
    page->label = NULL;
    article_write(&page->article, &data);
    size_t size = data.size;
    struct link_message *message = link_message_new(article->id, buffer_steal(&data), size);
    message->context = sent;
    delivery->pending++;
    keep_last(&delivery->held, message);
    send_held(delivery);
}

static void give_article(struct delivery *delivery, struct page *page)
{
    struct frontier_article article = {0};
    memcpy(article.id, page->article.id, sizeof article.id);
    memcpy(article.version, page->article.version, sizeof article.version);
    enum frontier_known known = FRONTIER_NEW;
    if (delivery->settings.remember)
        known = frontier_find_article(delivery->settings.frontier, &article);
    if (known == FRONTIER_NEW)
        strcpy(article.first_read_at, page->fetched_at);
    if (known != FRONTIER_NEW && page->kind == PAGE_FILE && strcmp(page->fetched_at, article.first_read_at) != 0) {
        strcpy(page->fetched_at, article.first_read_at);
        json_object_set_new(page->article.json, "fetchedAt", json_string(page->fetched_at));
    }
    if (is_known(delivery, page->kind, known, page->fetched_at, article.last_fetched_at)) {
        report_result(REPORT_KNOWN, page->label, NULL);
        if (page->url_number)
            frontier_url_settled(delivery->settings.frontier, page->url_number, FRONTIER_DELIVERED, NULL);
        return;
    }
    strcpy(article.last_fetched_at, page->fetched_at);
    send_article(delivery, page, &article);
}

void delivery_give(struct delivery *delivery, struct page *page)
{
    bool sound = page->result == EXTRACT_NO_ARTICLE || page->result == EXTRACT_KEPT_OUT;
    if (page->result == EXTRACT_ARTICLE) {
        give_article(delivery, page);
    } else {
        report_result(sound ? REPORT_SKIPPED : REPORT_UNREADABLE, page->label, page->reason);
        if (page->url_number)
            frontier_url_settled(delivery->settings.frontier, page->url_number,
                                 sound ? FRONTIER_SKIPPED : FRONTIER_FAILED, page->reason);
    }
    page_free(page);
}

bool delivery_has_room(const struct delivery *delivery)
{
    return !delivery->held && !delivery->dying && !delivery->stopped && !delivery->broken &&
           frontier_pending(delivery->settings.frontier) < MOST_CHANGES;
}

/* ---- outcomes ---- */

static void note_acked(struct delivery *delivery, struct link_message *message)
{
    struct frontier *frontier = delivery->settings.frontier;
    struct sent *sent = message->context;
    if (delivery->settings.remember)
        frontier_article_delivered(frontier, &sent->article);
    if (sent->url_number)
        frontier_url_settled(frontier, sent->url_number, FRONTIER_DELIVERED, NULL);
    report_result(REPORT_DELIVERED, sent->label, NULL);
    forget(delivery, message);
}

static void note_rejected(struct delivery *delivery, struct link_message *message)
{
    struct frontier *frontier = delivery->settings.frontier;
    struct sent *sent = message->context;
    const char *reason = message->reason ? message->reason : "no reason given";
    if (delivery->settings.remember)
        frontier_article_failed(frontier, &sent->article, reason);
    if (sent->url_number)
        frontier_url_settled(frontier, sent->url_number, FRONTIER_FAILED, reason);
    report_result(REPORT_REJECTED, sent->label, reason);
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
    return link_sender_trouble(delivery->sender);
}

void delivery_stop(struct delivery *delivery)
{
    delivery->stopped = true;
    forget_list(delivery, &delivery->held);
}
