#include "common/link_zmq_resolver.h"

#include "common/buffer.h"
#include "common/clock.h"
#include "common/log.h"

#include <stdlib.h>
#include <string.h>

#define LOOKUP_SECONDS 5.0
#define LOG_SECONDS    30.0

struct resolver {
    pthread_mutex_t lock;
    pthread_cond_t stop;
    struct link_inbox *inbox;
    pthread_t thread;
    bool threaded, stopped, fresh;
    unsigned owners; /* the link and the thread */
    char (*addresses)[LINK_ZMQ_ADDRESS_SIZE];
    size_t count;
    size_t endpoint_count;
    struct {
        char *name;
        char (*addresses)[LINK_ZMQ_ADDRESS_SIZE];
        size_t count;
        double logged;
    } endpoints[]; /* the thread's own once it runs */
};

static void drop(struct resolver *resolver)
{
    pthread_mutex_lock(&resolver->lock);
    unsigned owners = --resolver->owners;
    pthread_mutex_unlock(&resolver->lock);
    if (owners > 0)
        return;
    for (size_t i = 0; i < resolver->endpoint_count; i++) {
        free(resolver->endpoints[i].name);
        free(resolver->endpoints[i].addresses);
    }
    pthread_cond_destroy(&resolver->stop);
    pthread_mutex_destroy(&resolver->lock);
    free(resolver->addresses);
    free(resolver);
}

/* Looks up every endpoint, then publishes all addresses. Two endpoints may share one: it is taken once. */
static void look_up(struct resolver *resolver)
{
    char(*all)[LINK_ZMQ_ADDRESS_SIZE] = xcalloc(RESOLVER_ADDRESSES, sizeof *all);
    char(*found)[LINK_ZMQ_ADDRESS_SIZE] = xcalloc(RESOLVER_ADDRESSES, sizeof *found);
    size_t count = 0;
    for (size_t i = 0; i < resolver->endpoint_count; i++) {
        struct error error = {0};
        size_t number = link_zmq_lookup(resolver->endpoints[i].name, found, RESOLVER_ADDRESSES, &error);
        if (number > 0) {
            memcpy(resolver->endpoints[i].addresses, found, number * sizeof *found);
            resolver->endpoints[i].count = number;
        } else if (log_due(&resolver->endpoints[i].logged, LOG_SECONDS)) {
            log_warning("link %s: %s; looking again every %g s", resolver->endpoints[i].name, error.text,
                        LOOKUP_SECONDS);
        }
        for (size_t k = 0; k < resolver->endpoints[i].count && count < RESOLVER_ADDRESSES; k++) {
            size_t same = 0;
            while (same < count && strcmp(all[same], resolver->endpoints[i].addresses[k]) != 0)
                same++;
            if (same == count)
                memcpy(all[count++], resolver->endpoints[i].addresses[k], sizeof *all);
        }
    }
    free(found);
    pthread_mutex_lock(&resolver->lock);
    free(resolver->addresses);
    resolver->addresses = all;
    resolver->count = count;
    resolver->fresh = true;
    if (!resolver->stopped)
        link_inbox_wake(resolver->inbox);
    pthread_mutex_unlock(&resolver->lock);
}

static void *run(void *argument)
{
    struct resolver *resolver = argument;
    bool stopped = false;
    while (!stopped) {
        look_up(resolver);
        struct timespec deadline = clock_deadline(LOOKUP_SECONDS);
        pthread_mutex_lock(&resolver->lock);
        while (!resolver->stopped &&
               pthread_cond_clockwait(&resolver->stop, &resolver->lock, CLOCK_MONOTONIC, &deadline) == 0)
            ;
        stopped = resolver->stopped;
        pthread_mutex_unlock(&resolver->lock);
    }
    drop(resolver);
    return NULL;
}

static bool add_endpoint(struct resolver *resolver, const char *text, size_t size, struct error *error)
{
    char *name = xstrndup(text, size);
    if (!link_zmq_check_endpoint(name, false, error)) {
        free(name);
        return false;
    }
    size_t i = resolver->endpoint_count++;
    resolver->endpoints[i].name = name;
    resolver->endpoints[i].addresses = xcalloc(RESOLVER_ADDRESSES, sizeof *resolver->endpoints[i].addresses);
    resolver->threaded |= link_zmq_needs_lookup(name);
    return true;
}

struct resolver *resolver_start(const char *endpoints, struct link_inbox *inbox, struct error *error)
{
    size_t most = 1;
    for (const char *at = endpoints; *at; at++)
        most += *at == ',';
    struct resolver *resolver = xcalloc(1, sizeof *resolver + most * sizeof resolver->endpoints[0]);
    pthread_mutex_init(&resolver->lock, NULL);
    pthread_cond_init(&resolver->stop, NULL);
    resolver->inbox = inbox;
    resolver->owners = 1;
    for (const char *at = endpoints;; at++) {
        size_t size = strcspn(at, ",");
        if (!add_endpoint(resolver, at, size, error))
            goto fail;
        at += size;
        if (!*at)
            break;
    }
    if (!resolver->threaded) {
        look_up(resolver);
        return resolver;
    }
    resolver->owners = 2;
    if (link_thread_start(&resolver->thread, run, resolver, error)) {
        pthread_detach(resolver->thread);
        return resolver;
    }
    resolver->owners = 1;
fail:
    drop(resolver);
    return NULL;
}

bool resolver_take(struct resolver *resolver, char (*addresses)[LINK_ZMQ_ADDRESS_SIZE], size_t *count)
{
    pthread_mutex_lock(&resolver->lock);
    bool fresh = resolver->fresh;
    if (fresh) {
        memcpy(addresses, resolver->addresses, resolver->count * sizeof *addresses);
        *count = resolver->count;
        resolver->fresh = false;
    }
    pthread_mutex_unlock(&resolver->lock);
    return fresh;
}

void resolver_stop(struct resolver *resolver)
{
    pthread_mutex_lock(&resolver->lock);
    resolver->stopped = true;
    pthread_cond_signal(&resolver->stop);
    pthread_mutex_unlock(&resolver->lock);
    drop(resolver);
}
