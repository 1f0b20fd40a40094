#include "enrich/line_private.h"

#include "common/log.h"
#include "common/program.h"
#include "common/signals.h"
#include "enrich/counters.h"

enum { BATCH = 64 };

#define PATIENCE 0.05 /* seconds until it looks whether the workers have ended */
#define RETRY    1.0  /* seconds until the dead letters' file is tried again */

void line_settle_messages(struct line *line, struct link_message **messages, size_t count, enum link_outcome outcome,
                          const char *reason)
{
    if (count == 0) {
        return;
    }
    bool acked = outcome == LINK_ACKED, rejected = outcome == LINK_REJECTED;
    const struct counters *metrics = counters();
    atomic_fetch_add(acked ? &line->enriched : rejected ? &line->rejected : &line->released, count);
    metric_add(acked ? metrics->articles : rejected ? metrics->rejected : metrics->released, (int64_t)count);
    link_settle(line->receiver, messages, count, outcome, reason);
}

/* The open dead letters; NULL when a stop came before they could be opened. */
static struct dead_letters *open_letters(struct line *line)
{
    struct error error;
    double logged = 0;
    pthread_mutex_lock(&line->letters_lock);
    while (line->letters == NULL && !atomic_load(&line->abandoned)) {
        if (program_make_data_folder(&error)) {
            line->letters = dead_letters_open(line->letters_endpoint, "enrich", &program_settings.links, &error);
        }
        if (line->letters != NULL || signals_stop_requested()) {
            break;
        }
        if (log_due(&logged, 30)) {
            log_error("dead letters: %s; trying again until it works", error.text);
        }
        signals_wait(RETRY);
    }
    struct dead_letters *letters = line->letters;
    pthread_mutex_unlock(&line->letters_lock);
    return letters;
}

void line_bury(struct line *line, struct link_message *message, const char *reason)
{
    struct dead_letters *letters = open_letters(line);
    bool written = letters != NULL && dead_letters_write(letters, message, reason);
    if (written) {
        metric_add(counters()->dead_letters, 1);
    }
    line_settle_messages(line, &message, 1, written ? LINK_REJECTED : LINK_RELEASED, reason);
}

/* Settles what the outgoing messages came from, the many acks in one call. */
static void settle(struct line *line, struct link_message **outgoing, size_t count)
{
    struct link_message *acked[BATCH], *released[BATCH];
    size_t acked_count = 0, released_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (outgoing[i]->outcome == LINK_ACKED) {
            acked[acked_count++] = outgoing[i]->context;
        } else if (outgoing[i]->outcome == LINK_RELEASED || outgoing[i]->outcome == LINK_PENDING) {
            released[released_count++] = outgoing[i]->context;
        }
    }
    line_settle_messages(line, acked, acked_count, LINK_ACKED, NULL);
    line_settle_messages(line, released, released_count, LINK_RELEASED, NULL);
    for (size_t i = 0; i < count; i++) {
        struct link_message *incoming = outgoing[i]->context;
        const char *reason = outgoing[i]->reason != NULL ? outgoing[i]->reason : "refused downstream";
        if (outgoing[i]->outcome == LINK_REJECTED) {
            line_settle_messages(line, &incoming, 1, LINK_REJECTED, reason);
        } else if (outgoing[i]->outcome == LINK_UNDELIVERABLE) {
            line_bury(line, incoming, reason);
        }
        link_message_free(outgoing[i]);
    }
}

void *line_settle(void *argument)
{
    struct line *line = argument;
    for (;;) {
        struct link_message *outgoing[BATCH];
        bool last = atomic_load(&line->working) == 0;
        size_t count = link_collect(line->sender, outgoing, BATCH, PATIENCE);
        settle(line, outgoing, count);
        if (count == 0 && last && link_sender_pending(line->sender) == 0) {
            break;
        }
    }
    atomic_store(&line->settled, true);
    return NULL;
}
