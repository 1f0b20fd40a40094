/*
 * A bounded queue of pointers between threads, many to many: the only way our threads share.
 * Whoever takes a pointer out owns what it points to.
 */
#ifndef NEWSMILL_QUEUE_H
#define NEWSMILL_QUEUE_H

#include <stdbool.h>
#include <stddef.h>

struct queue;

/* `capacity` 0: unbounded, for queues whose content something else bounds (a link's window). */
struct queue *queue_new(size_t capacity);

/* Frees the queue; it must be empty or its content owned elsewhere, and no thread may be in it. */
void queue_free(struct queue *queue);

/* Waits for room up to `seconds` (negative: for ever; 0: not at all). False: no room in time, or closed. */
bool queue_push(struct queue *queue, void *item, double seconds);

/* As queue_push, before everything else and without a look at the capacity. False only when closed. */
bool queue_push_front(struct queue *queue, void *item);

/* Takes up to `most` items at once; waits for the first one up to `seconds`. 0: none in time, or closed and empty. */
size_t queue_pop(struct queue *queue, void **items, size_t most, double seconds);

size_t queue_size(struct queue *queue);

/* No more pushes; pops go on until it is empty. Wakes everyone who waits. */
void queue_close(struct queue *queue);
bool queue_closed(struct queue *queue);

/*
 * An eventfd(2) that is readable while the queue holds something, for a thread that polls other descriptors too.
 * Made at the first call; owned by the queue. The popper need not read it.
 */
int queue_descriptor(struct queue *queue);

#endif
