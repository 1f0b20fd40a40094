#include "common/link_zmq_dealer.h"

#include "common/buffer.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_ALLOWANCE 32 /* messages that a new worker gets before its first outcome */
#define SUSPECT_DEATHS  2
#define PROBATION       10.0 /* seconds that a worker without an outcome lives until it is trusted as well */

void dealer_init(struct dealer *dealer, const struct link_settings *settings)
{
    size_t buckets = 64;
    while (buckets < settings->window_messages && buckets < 1u << 20)
        buckets *= 2;
    memset(dealer, 0, sizeof *dealer);
    dealer->buckets = xcalloc(buckets, sizeof *dealer->buckets);
    dealer->mask = buckets - 1;
    dealer->next_sequence = 1;
    dealer->pending_end = &dealer->pending;
    dealer->suspects_end = &dealer->suspects;
    dealer->deaths_alone = settings->deaths_alone;
}

void dealer_free(struct dealer *dealer)
{
    while (dealer->workers) {
        struct worker *next = dealer->workers->next;
        free(dealer->workers);
        dealer->workers = next;
    }
    while (dealer->spare) {
        struct delivery *next = dealer->spare->next;
        free(dealer->spare);
        dealer->spare = next;
    }
    free(dealer->buckets);
}

void dealer_add(struct dealer *dealer, struct link_message *list)
{
    *dealer->pending_end = list;
    while (*dealer->pending_end)
        dealer->pending_end = &(*dealer->pending_end)->next;
}

/* Puts a message before all others, among the suspects if it is one. */
static void put_front(struct dealer *dealer, struct link_message *message)
{
    bool suspect = message->link.deaths >= SUSPECT_DEATHS;
    struct link_message **first = suspect ? &dealer->suspects : &dealer->pending;
    struct link_message ***end = suspect ? &dealer->suspects_end : &dealer->pending_end;
    message->next = *first;
    if (!*first)
        *end = &message->next;
    *first = message;
}

static struct link_message *take_front(struct link_message **first, struct link_message ***end)
{
    struct link_message *message = *first;
    *first = message->next;
    if (!*first)
        *end = first;
    message->next = NULL;
    return message;
}

/* ---- workers ---- */

struct worker *dealer_find_worker(struct dealer *dealer, const void *id, size_t size)
{
    for (struct worker *worker = dealer->workers; worker; worker = worker->next)
        if (worker->id_size == size && memcmp(worker->id, id, size) == 0)
            return worker;
    return NULL;
}

struct worker *dealer_add_worker(struct dealer *dealer, const void *id, size_t size)
{
    struct worker *worker = xcalloc(1, sizeof *worker);
    memcpy(worker->id, id, size);
    worker->id_size = size;
    worker->allowance = FIRST_ALLOWANCE;
    worker->next = dealer->workers;
    dealer->workers = worker;
    dealer->worker_count++;
    return worker;
}

/* ---- deliveries ---- */

static void hold(struct dealer *dealer, struct worker *worker, struct link_message *message)
{
    struct delivery *delivery = dealer->spare;
    if (delivery)
        dealer->spare = delivery->next;
    else
        delivery = xmalloc(sizeof *delivery);
    message->link.sequence = dealer->next_sequence++;
    struct delivery **bucket = &dealer->buckets[message->link.sequence & dealer->mask];
    *delivery = (struct delivery){message, worker, NULL, worker->last, *bucket};
    *bucket = delivery;
    *(worker->last ? &worker->last->next : &worker->first) = delivery;
    worker->last = delivery;
    worker->held_messages++;
    worker->held_bytes += message->size;
    if (!worker->unsent)
        worker->unsent = delivery;
    worker->unsent_count++;
    worker->unsent_bytes += message->size;
}

/* Takes the message out of its worker's hands. */
static struct link_message *unhold(struct dealer *dealer, struct delivery *delivery)
{
    struct worker *worker = delivery->worker;
    struct link_message *message = delivery->message;
    struct delivery **bucket = &dealer->buckets[message->link.sequence & dealer->mask];
    while (*bucket != delivery)
        bucket = &(*bucket)->chain;
    *bucket = delivery->chain;
    *(delivery->previous ? &delivery->previous->next : &worker->first) = delivery->next;
    *(delivery->next ? &delivery->next->previous : &worker->last) = delivery->previous;
    worker->held_messages--;
    worker->held_bytes -= message->size;
    if (worker->alone == delivery)
        worker->alone = NULL;
    delivery->next = dealer->spare;
    dealer->spare = delivery;
    return message;
}

struct link_message *dealer_settle(struct dealer *dealer, struct worker *worker, uint64_t sequence)
{
    struct delivery *delivery = dealer->buckets[sequence & dealer->mask];
    while (delivery && delivery->message->link.sequence != sequence)
        delivery = delivery->chain;
    if (!delivery || delivery->worker != worker)
        return NULL;
    worker->proven = true;
    if (worker->allowance < worker->window_messages)
        worker->allowance++;
    return unhold(dealer, delivery);
}

void dealer_return(struct dealer *dealer, struct link_message *message)
{
    message->attempts++;
    put_front(dealer, message);
}

void dealer_undo_unsent(struct dealer *dealer, struct worker *worker)
{
    /* From the last one on, so that the first ends up in front. */
    while (worker->unsent_count > 0) {
        worker->unsent_count--;
        put_front(dealer, unhold(dealer, worker->last));
    }
    worker->unsent = NULL;
    worker->unsent_bytes = 0;
}

struct link_message *dealer_remove_worker(struct dealer *dealer, struct worker *worker, bool died)
{
    struct link_message *undeliverable = NULL;
    struct worker **place = &dealer->workers;
    dealer_undo_unsent(dealer, worker);
    while (worker->last) {
        bool alone = worker->last == worker->alone;
        struct link_message *message = unhold(dealer, worker->last);
        if (died && alone)
            message->link.deaths_alone++;
        else if (died)
            message->link.deaths++;
        if (message->link.deaths_alone >= dealer->deaths_alone) {
            message->next = undeliverable;
            undeliverable = message;
        } else {
            dealer_return(dealer, message);
        }
    }
    while (*place != worker)
        place = &(*place)->next;
    *place = worker->next;
    if (dealer->reserved == worker)
        dealer->reserved = NULL;
    dealer->worker_count--;
    free(worker);
    return undeliverable;
}

/* ---- dealing ---- */

static bool may_work(const struct worker *worker, double now)
{
    return !worker->draining && !worker->alone && worker->window_messages > 0 && now >= worker->rests_until;
}

static bool has_room(const struct worker *worker, size_t size)
{
    size_t messages = worker->allowance < worker->window_messages ? worker->allowance : worker->window_messages;
    return worker->held_messages == 0 ||
           (worker->held_messages < messages && worker->held_bytes + size <= worker->window_bytes);
}

static bool holds_less(const struct worker *a, const struct worker *b)
{
    return a->held_messages < b->held_messages ||
           (a->held_messages == b->held_messages && a->held_bytes < b->held_bytes);
}

/* The worker that holds least of those that may work and have room, or NULL. */
static struct worker *least_loaded(struct dealer *dealer, double now, size_t size)
{
    struct worker *best = NULL;
    for (struct worker *worker = dealer->workers; worker; worker = worker->next)
        if (may_work(worker, now) && worker != dealer->reserved && has_room(worker, size) &&
            (!best || holds_less(worker, best)))
            best = worker;
    return best;
}

static bool is_proven(const struct worker *worker, double now)
{
    return worker->proven || now - worker->joined >= PROBATION;
}

/* A worker that does nothing but die and come back, empty each time, must not be the judge of all suspects. */
static bool has_proven(const struct dealer *dealer, double now)
{
    for (const struct worker *worker = dealer->workers; worker; worker = worker->next)
        if (is_proven(worker, now) && !worker->draining && worker->window_messages > 0)
            return true;
    return false;
}

/* Of the workers that may work and are proven, if any is, one that holds nothing, then the oldest; or NULL. */
static struct worker *fit_for_suspect(struct dealer *dealer, double now, bool proven)
{
    struct worker *best = NULL;
    for (struct worker *worker = dealer->workers; worker; worker = worker->next) /* the newest first */
        if (may_work(worker, now) && is_proven(worker, now) == proven &&
            (!best || worker->held_messages == 0 || best->held_messages > 0))
            best = worker;
    return best;
}

/* A suspect needs a worker that holds nothing: one is kept free of new work until it is empty. */
static struct worker *deal_suspect(struct dealer *dealer, double now)
{
    bool proven = has_proven(dealer, now);
    struct worker *fit = fit_for_suspect(dealer, now, proven);
    if (!dealer->reserved || !may_work(dealer->reserved, now) || is_proven(dealer->reserved, now) != proven ||
        (fit && fit->held_messages == 0))
        dealer->reserved = fit;
    struct worker *worker = dealer->reserved;
    if (!worker || worker->held_messages > 0)
        return NULL;
    dealer->reserved = NULL;
    hold(dealer, worker, take_front(&dealer->suspects, &dealer->suspects_end));
    worker->alone = worker->last;
    return worker;
}

struct worker *dealer_deal(struct dealer *dealer, double now)
{
    struct worker *worker = dealer->suspects ? deal_suspect(dealer, now) : NULL;
    if (worker || !dealer->pending)
        return worker;
    worker = least_loaded(dealer, now, dealer->pending->size);
    if (worker)
        hold(dealer, worker, take_front(&dealer->pending, &dealer->pending_end));
    return worker;
}

struct link_message *dealer_clear(struct dealer *dealer)
{
    for (struct worker *worker = dealer->workers; worker; worker = worker->next) {
        dealer_undo_unsent(dealer, worker);
        while (worker->last)
            put_front(dealer, unhold(dealer, worker->last));
    }
    *dealer->pending_end = dealer->suspects;
    struct link_message *all = dealer->pending;
    dealer->pending = dealer->suspects = NULL;
    dealer->pending_end = &dealer->pending;
    dealer->suspects_end = &dealer->suspects;
    return all;
}
