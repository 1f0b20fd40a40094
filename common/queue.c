#include "common/queue.h"

#include "common/buffer.h"
#include "common/clock.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct queue {
    pthread_mutex_t lock;
    pthread_cond_t not_empty, not_full;
    void **ring;
    size_t room, first, count, capacity; /* room: slots in the ring; capacity: the bound, 0 for none */
    unsigned poppers, pushers;           /* threads that wait */
    int descriptor;
    bool closed;
};

static void condition_init(pthread_cond_t *condition)
{
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(condition, &attributes);
    pthread_condattr_destroy(&attributes);
}

struct queue *queue_new(size_t capacity)
{
    struct queue *queue = xcalloc(1, sizeof *queue);
    pthread_mutex_init(&queue->lock, NULL);
    condition_init(&queue->not_empty);
    condition_init(&queue->not_full);
    queue->capacity = capacity;
    queue->room = 16;
    queue->ring = xmalloc(queue->room * sizeof *queue->ring);
    queue->descriptor = -1;
    return queue;
}

void queue_free(struct queue *queue)
{
    if (!queue)
        return;
    if (queue->descriptor >= 0)
        close(queue->descriptor);
    pthread_cond_destroy(&queue->not_empty);
    pthread_cond_destroy(&queue->not_full);
    pthread_mutex_destroy(&queue->lock);
    free(queue->ring);
    free(queue);
}

static void grow(struct queue *queue)
{
    if (queue->count < queue->room)
        return;
    void **ring = xmalloc(2 * queue->room * sizeof *ring);
    for (size_t i = 0; i < queue->count; i++)
        ring[i] = queue->ring[(queue->first + i) % queue->room];
    free(queue->ring);
    queue->ring = ring;
    queue->room *= 2;
    queue->first = 0;
}

/* Called with the lock held, when the queue stops or starts to be empty. */
static void signal_descriptor(struct queue *queue, bool readable)
{
    uint64_t one = 1;
    if (queue->descriptor < 0)
        return;
    ssize_t ignored = readable ? write(queue->descriptor, &one, sizeof one) : read(queue->descriptor, &one, sizeof one);
    (void)ignored;
}

static void added(struct queue *queue)
{
    if (queue->count == 1)
        signal_descriptor(queue, true);
    if (queue->poppers)
        pthread_cond_signal(&queue->not_empty);
}

/* Waits on the condition until it may hold; false when the time is over. */
static bool wait_once(struct queue *queue, pthread_cond_t *condition, unsigned *waiting, double seconds,
                      const struct timespec *deadline)
{
    int result;
    (*waiting)++;
    if (seconds < 0)
        result = pthread_cond_wait(condition, &queue->lock);
    else
        result = pthread_cond_timedwait(condition, &queue->lock, deadline);
    (*waiting)--;
    return result == 0;
}

bool queue_push(struct queue *queue, void *item, double seconds)
{
    struct timespec deadline = {0};
    bool pushed = false;
    if (seconds > 0)
        deadline = clock_deadline(seconds);
    pthread_mutex_lock(&queue->lock);
    while (!queue->closed && queue->capacity && queue->count >= queue->capacity)
        if (seconds == 0 || !wait_once(queue, &queue->not_full, &queue->pushers, seconds, &deadline))
            break;
    if (!queue->closed && (!queue->capacity || queue->count < queue->capacity)) {
        grow(queue);
        queue->ring[(queue->first + queue->count++) % queue->room] = item;
        added(queue);
        pushed = true;
    }
    pthread_mutex_unlock(&queue->lock);
    return pushed;
}

bool queue_push_front(struct queue *queue, void *item)
{
    pthread_mutex_lock(&queue->lock);
    bool pushed = !queue->closed;
    if (pushed) {
        grow(queue);
        queue->first = (queue->first + queue->room - 1) % queue->room;
        queue->ring[queue->first] = item;
        queue->count++;
        added(queue);
    }
    pthread_mutex_unlock(&queue->lock);
    return pushed;
}

size_t queue_pop(struct queue *queue, void **items, size_t most, double seconds)
{
    struct timespec deadline = {0};
    size_t taken = 0;
    if (seconds > 0)
        deadline = clock_deadline(seconds);
    pthread_mutex_lock(&queue->lock);
    while (!queue->closed && queue->count == 0)
        if (seconds == 0 || !wait_once(queue, &queue->not_empty, &queue->poppers, seconds, &deadline))
            break;
    while (taken < most && queue->count > 0) {
        items[taken++] = queue->ring[queue->first];
        queue->first = (queue->first + 1) % queue->room;
        queue->count--;
    }
    if (taken && queue->count == 0 && !queue->closed)
        signal_descriptor(queue, false);
    if (queue->pushers &&
        queue->count <= queue->capacity / 2) /* not for each place: waking takes longer than pushing */
        pthread_cond_broadcast(&queue->not_full);
    if (queue->count && queue->poppers) /* a push wakes one popper; what it left is for the next */
        pthread_cond_signal(&queue->not_empty);
    pthread_mutex_unlock(&queue->lock);
    return taken;
}

size_t queue_size(struct queue *queue)
{
    pthread_mutex_lock(&queue->lock);
    size_t count = queue->count;
    pthread_mutex_unlock(&queue->lock);
    return count;
}

void queue_close(struct queue *queue)
{
    pthread_mutex_lock(&queue->lock);
    if (!queue->closed) {
        queue->closed = true;
        if (queue->count == 0) /* else it is readable already */
            signal_descriptor(queue, true);
        pthread_cond_broadcast(&queue->not_empty);
        pthread_cond_broadcast(&queue->not_full);
    }
    pthread_mutex_unlock(&queue->lock);
}

bool queue_closed(struct queue *queue)
{
    pthread_mutex_lock(&queue->lock);
    bool closed = queue->closed;
    pthread_mutex_unlock(&queue->lock);
    return closed;
}

int queue_descriptor(struct queue *queue)
{
    pthread_mutex_lock(&queue->lock);
    if (queue->descriptor < 0) {
        queue->descriptor = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
        if (queue->count || queue->closed)
            signal_descriptor(queue, true);
    }
    int descriptor = queue->descriptor;
    pthread_mutex_unlock(&queue->lock);
    return descriptor;
}
