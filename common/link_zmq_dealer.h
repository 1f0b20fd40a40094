/*
 * Who gets what: the sending end's queue of messages, its workers with their windows, and what each of them holds.
 * No sockets, no clock of its own and no locks: the sender's thread alone calls it.
 *
 *  - Messages go out in order, each to the worker that holds least and has room for it.
 *  - What a lost worker held goes back to the front of the queue. When it was lost by death, each message counts one.
 *  - A message in hand at two deaths is a suspect: it goes alone to a worker that holds nothing else, one that has
 * given an outcome already if there is any. So many deaths alone (`deaths_alone`) make it undeliverable.
 */
#ifndef NEWSMILL_LINK_ZMQ_DEALER_H
#define NEWSMILL_LINK_ZMQ_DEALER_H

#include "common/link.h"
#include "common/link_zmq_frames.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One message in the hands of one worker. */
struct delivery {
    struct link_message *message;
    struct worker *worker;
    struct delivery *next, *previous; /* of the same worker, in the order of sending */
    struct delivery *chain;           /* of the same bucket */
};

struct worker {
    struct worker *next;
    uint8_t id[FRAME_ID_LIMIT];
    size_t id_size;
    char name[FRAME_NAME_LIMIT + 1];
    size_t window_messages, window_bytes; /* what it announced */
    size_t allowance;                     /* grows to the window with each outcome: a small run is shared */
    size_t held_messages, held_bytes;
    struct delivery *first, *last;
    struct delivery *alone;     /* the suspect it has, or NULL */
    double joined, heard, sent; /* when */
    double rests_until;         /* gets nothing before: it has just released something, or could not be reached */
    bool draining, proven;      /* proven: it has given an outcome */
    /* The messages dealt since the last flush, a part of `first`..`last`. */
    struct delivery *unsent;
    size_t unsent_count, unsent_bytes;
};

struct dealer {
    struct worker *workers;
    size_t worker_count;
    struct worker *reserved; /* gets nothing until it is empty, then a suspect; or NULL */
    struct link_message *pending, **pending_end;
    struct link_message *suspects, **suspects_end;
    struct delivery **buckets, *spare;
    size_t mask;
    uint64_t next_sequence;
    unsigned deaths_alone;
};

void dealer_init(struct dealer *dealer, const struct link_settings *settings);

/* Frees the tables and the workers; what is pending must have been taken out by dealer_clear. */
void dealer_free(struct dealer *dealer);

/* Appends a list of new messages to the queue. */
void dealer_add(struct dealer *dealer, struct link_message *list);

struct worker *dealer_find_worker(struct dealer *dealer, const void *id, size_t size);
struct worker *dealer_add_worker(struct dealer *dealer, const void *id, size_t size);

/*
 * Takes a worker out; what it held goes back to the front of the queue. Returns the list of those that are now
 * undeliverable (only when it died); the caller gives them their outcome.
 */
struct link_message *dealer_remove_worker(struct dealer *dealer, struct worker *worker, bool died);

/*
 * Deals one message: puts it into its worker's table with a new sequence and marks it unsent. NULL: nothing to deal or
 * nobody who has room.
 */
struct worker *dealer_deal(struct dealer *dealer, double now);

/* Takes what was dealt to a worker and not sent back to the front of the queue. */
void dealer_undo_unsent(struct dealer *dealer, struct worker *worker);

/* Takes a message out of the hands of the worker that settled it; NULL if it does not hold that sequence. */
struct link_message *dealer_settle(struct dealer *dealer, struct worker *worker, uint64_t sequence);

/* Puts a settled message back to the front of the queue (it was released). */
void dealer_return(struct dealer *dealer, struct link_message *message);

/* Takes out everything: queue and all hands, as one list. */
struct link_message *dealer_clear(struct dealer *dealer);

#endif
