/*
 * How program threads hand lists of messages to the one thread that owns a link's sockets or files: a list under a
 * mutex and an eventfd(2) that is readable while something waits. A whole list changes hands at once, so that a busy
 * link pays for one wake-up, not for one a message.
 */
#ifndef NEWSMILL_LINK_INBOX_H
#define NEWSMILL_LINK_INBOX_H

#include "common/error.h"
#include "common/link.h"

#include <pthread.h>
#include <stdbool.h>

struct link_inbox {
    pthread_mutex_t lock;
    struct link_message *first, **end;
    int descriptor; /* poll it for reading; link_inbox_take resets it */
    bool woken;
};

bool link_inbox_init(struct link_inbox *inbox, struct error *error);

/* Frees the inbox but not what it holds. */
void link_inbox_free(struct link_inbox *inbox);

/* Appends a list (linked by `next`). */
void link_inbox_add(struct link_inbox *inbox, struct link_message *list);

/* Wakes the owner though nothing was added; for flags that it looks at. */
void link_inbox_wake(struct link_inbox *inbox);

/* Takes all that is there, in order; NULL if nothing is. */
struct link_message *link_inbox_take(struct link_inbox *inbox);

/* Starts a link's thread with all signals blocked, so that they reach the program's own threads. */
bool link_thread_start(pthread_t *thread, void *(*run)(void *), void *argument, struct error *error);

#endif
