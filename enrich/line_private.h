/* What the parts of the line share: line.c (start and end), line_work.c (tagging), line_settle.c (outcomes). */
#ifndef NEWSMILL_ENRICH_LINE_PRIVATE_H
#define NEWSMILL_ENRICH_LINE_PRIVATE_H

#include "common/dead_letter.h"
#include "enrich/line.h"
#include "enrich/turns.h"

#include <pthread.h>
#include <stdatomic.h>

struct line {
    struct shared_knowledge *knowledge;
    struct link_receiver *receiver;
    struct link_sender *sender;
    bool ordered;    /* out in the order of the input, by `turns` */
    bool stream_out; /* --out - */
    struct turns turns;

    char *letters_endpoint;
    bool letters_in_data_folder;  /* opened with the first letter, so that a filter leaves no folder behind */
    struct dead_letters *letters; /* guarded by letters_lock until it is open */
    pthread_mutex_t letters_lock;

    pthread_t *workers, settling;
    size_t worker_count;
    bool settling_started;
    atomic_size_t working; /* workers that have not ended */
    atomic_bool draining;  /* takes no new work */
    atomic_bool abandoned; /* the time to drain is over: give back what is in hand */
    atomic_bool settled;   /* nothing more will come, and all has its outcome */
    atomic_size_t enriched, rejected, released;
};

/* Bodies of the threads; the argument is the line. */
void *line_work(void *line);
void *line_settle(void *line);

/* Settles messages upstream with one outcome and counts them. */
void line_settle_messages(struct line *line, struct link_message **messages, size_t count, enum link_outcome outcome,
                          const char *reason);

/* Writes the dead letter, waits until it is safe and rejects; releases when a stop came first. */
void line_bury(struct line *line, struct link_message *message, const char *reason);

#endif
