/*
 * A proxy between the two ends of a link, in a thread of its own, that can cut its connections: with a reset, and with
 * what it has read and not passed on lost.
 */
#ifndef NEWSMILL_LINK_PROXY_H
#define NEWSMILL_LINK_PROXY_H

#include "tests/contract/link_test.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>

#define PROXY_PAIRS   32 /* connections, over the whole life of the proxy */
#define PROXY_DELAY_S 0.003

struct proxy {
    int listener;
    struct sockaddr_in target;
    pthread_t thread;
    atomic_bool stopping;
    atomic_uint asked, cut;    /* cuts */
    int ends[2 * PROXY_PAIRS]; /* each connection in, and out behind it; -1: closed */
    size_t count;
};

static inline struct sockaddr_in proxy_address(const char *endpoint)
{
    return (struct sockaddr_in){.sin_family = AF_INET,
                                .sin_port = htons((in_port_t)atoi(strrchr(endpoint, ':') + 1)),
                                .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

static inline void proxy_reset(struct proxy *proxy, size_t pair)
{
    struct linger at_once = {.l_onoff = 1, .l_linger = 0};
    for (size_t i = 2 * pair; i < 2 * pair + 2; i++) {
        if (proxy->ends[i] < 0)
            continue;
        setsockopt(proxy->ends[i], SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
        close(proxy->ends[i]);
        proxy->ends[i] = -1;
    }
}

static inline void proxy_accept(struct proxy *proxy)
{
    int in = accept(proxy->listener, NULL, NULL), out = socket(AF_INET, SOCK_STREAM, 0);
    if (in < 0 || proxy->count == PROXY_PAIRS ||
        connect(out, (struct sockaddr *)&proxy->target, sizeof proxy->target) != 0) {
        close(in);
        close(out);
        return;
    }
    proxy->ends[2 * proxy->count] = in;
    proxy->ends[2 * proxy->count + 1] = out;
    proxy->count++;
}

/* Passes on what one end of a connection has said, a little late, so that there is something under way at a cut. */
static inline void proxy_pass(struct proxy *proxy, size_t from)
{
    char data[16384];
    ssize_t size = recv(proxy->ends[from], data, sizeof data, MSG_DONTWAIT);
    if (size < 0 && errno == EAGAIN)
        return;
    usleep((useconds_t)(PROXY_DELAY_S * 1e6));
    if (size <= 0 || atomic_load(&proxy->asked) > atomic_load(&proxy->cut) ||
        send(proxy->ends[from ^ 1], data, (size_t)size, MSG_NOSIGNAL) != size)
        proxy_reset(proxy, from / 2);
}

static inline void *proxy_run(void *argument)
{
    struct proxy *proxy = argument;
    while (!atomic_load(&proxy->stopping)) {
        struct pollfd items[2 * PROXY_PAIRS + 1] = {{.fd = proxy->listener, .events = POLLIN}};
        for (size_t i = 0; i < 2 * proxy->count; i++)
            items[i + 1] = (struct pollfd){.fd = proxy->ends[i], .events = POLLIN};
        poll(items, 2 * proxy->count + 1, 5);
        for (size_t i = 0; i < 2 * proxy->count; i++)
            if (items[i + 1].revents && proxy->ends[i] >= 0)
                proxy_pass(proxy, i);
        unsigned asked = atomic_load(&proxy->asked);
        for (size_t pair = 0; asked > atomic_load(&proxy->cut) && pair < proxy->count; pair++)
            proxy_reset(proxy, pair);
        atomic_store(&proxy->cut, asked);
        if (items[0].revents)
            proxy_accept(proxy);
    }
    for (size_t pair = 0; pair < proxy->count; pair++)
        proxy_reset(proxy, pair);
    return NULL;
}

/* Connections to `endpoint` go on to `target`; both are tcp://127.0.0.1:PORT. */
static inline struct proxy *start_proxy(const char *endpoint, const char *target)
{
    struct proxy *proxy = xcalloc(1, sizeof *proxy);
    struct sockaddr_in address = proxy_address(endpoint);
    proxy->target = proxy_address(target);
    proxy->listener = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(proxy->listener, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(proxy->listener, 16), 0);
    assert_int_equal(pthread_create(&proxy->thread, NULL, proxy_run, proxy), 0);
    return proxy;
}

/* Returns when all connections that there were are cut. */
static inline void cut_connections(struct proxy *proxy)
{
    unsigned wanted = atomic_fetch_add(&proxy->asked, 1) + 1;
    WAIT_FOR(atomic_load(&proxy->cut) >= wanted);
}

static inline void stop_proxy(struct proxy *proxy)
{
    atomic_store(&proxy->stopping, true);
    pthread_join(proxy->thread, NULL);
    close(proxy->listener);
    free(proxy);
}

#endif
