#include "common/link.h"

#include "common/buffer.h"
#include "common/clock.h"
#include "common/link_kafka_settings.h"
#include "common/link_lines.h"
#include "common/link_transport.h"
#include "common/link_zmq_socket.h"
#include "common/queue.h"
#include "common/text.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define SHORTEST_TROUBLE 1e-6 /* seconds: trouble is never 0, however young it is */

/* Since when something is wrong, as microseconds of the monotonic clock; 0 while all is well. */
struct trouble {
    atomic_llong since;
};

struct link_sender {
    const struct link_sender_transport *transport;
    void *state;
    struct link_settings settings;
    struct queue *outcomes;
    pthread_mutex_t lock;
    pthread_cond_t room;
    size_t messages, bytes; /* sent and not collected */
    unsigned waiting;
    bool stopping;
    struct trouble trouble;
};

struct link_receiver {
    const struct link_receiver_transport *transport;
    void *state;
    struct link_settings settings;
    struct queue *inbox;
    struct trouble trouble;
};

/* ---- messages ---- */

struct link_message *link_message_new(const char *key, char *data, size_t size)
{
    struct link_message *message = xcalloc(1, sizeof *message);
    if (key)
        strncpy(message->key, key, sizeof message->key - 1);
    message->data = data;
    message->size = size;
    return message;
}

void link_message_free(struct link_message *message)
{
    if (!message)
        return;
    if (message->free_data)
        message->free_data(message->data, message->hint);
    else
        free(message->data);
    free(message->reason);
    free(message->cut);
    free(message);
}

bool link_message_can_pass(const struct link_message *message, struct error *error)
{
    return !message->reason || error_set(error, ERROR_PERMANENT, "%s", message->reason);
}

/* ---- what both ends share ---- */

static void set_trouble(struct trouble *trouble, bool wrong)
{
    long long none = 0;
    if (!wrong)
        atomic_store(&trouble->since, 0);
    else
        atomic_compare_exchange_strong(&trouble->since, &none, (long long)(clock_now() * 1e6));
}

static double trouble_seconds(struct trouble *trouble)
{
    long long since = atomic_load(&trouble->since);
    double seconds = since ? clock_now() - (double)since / 1e6 : 0;
    return since && seconds < SHORTEST_TROUBLE ? SHORTEST_TROUBLE : seconds;
}

static struct link_settings with_defaults(const struct link_settings *given)
{
    struct link_settings settings = given ? *given : (struct link_settings){0};
    if (!settings.max_message_bytes)
        settings.max_message_bytes = LINK_MESSAGE_LIMIT;
    if (!settings.window_messages)
        settings.window_messages = 2048;
    if (!settings.window_bytes)
        settings.window_bytes = 8u << 20;
    if (settings.window_bytes < settings.max_message_bytes)
        settings.window_bytes = settings.max_message_bytes;
    if (settings.heartbeat <= 0)
        settings.heartbeat = 1;
    if (!settings.deaths_alone)
        settings.deaths_alone = 3;
    if (!settings.name)
        settings.name = "newsmill";
    return settings;
}

static bool unknown_scheme(const char *endpoint, struct error *error)
{
    return error_set(error, ERROR_USAGE,
                     "link '%s': not an endpoint; allowed are tcp://HOST:PORT, ipc://PATH, "
                     "kafka://HOST:PORT/TOPIC, file:PATH and -",
                     endpoint);
}

static bool is_zmq(const char *endpoint)
{
    return text_starts_with(endpoint, "tcp://") || text_starts_with(endpoint, "ipc://");
}

static bool is_lines(const char *endpoint)
{
    return strcmp(endpoint, "-") == 0 || text_starts_with(endpoint, "file:");
}

/* ---- checking ---- */

bool link_check(const char *endpoint, bool sends, struct error *error)
{
    struct kafka_endpoint parsed;
    const char *path;
    if (is_zmq(endpoint))
        return link_zmq_check_endpoints(endpoint, sends, error);
    if (is_lines(endpoint))
        return link_lines_path(endpoint, &path, error);
    if (!text_starts_with(endpoint, "kafka://"))
        return unknown_scheme(endpoint, error);
    if (!kafka_endpoint_parse(&parsed, endpoint, error))
        return false;
    kafka_endpoint_free(&parsed);
    return true;
}

bool link_check_keys(const struct link_settings *settings, struct error *error)
{
    struct link_zmq_keys keys;
    bool good = link_zmq_read_keys(settings, &keys, error);
    explicit_bzero(&keys, sizeof keys);
    return good;
}

bool link_check_kafka(const char *pair, struct error *error)
{
    const char *equals = strchr(pair, '=');
    char *key = xstrndup(pair, (size_t)(equals - pair));
    bool good = kafka_check_setting(key, equals + 1, error);
    free(key);
    return good;
}

/* ---- sending ---- */

struct link_sender *link_sender_open(const char *endpoint, const struct link_settings *settings, struct error *error)
{
    const struct link_sender_transport *transport = is_zmq(endpoint)                         ? &link_zmq_sender
                                                    : text_starts_with(endpoint, "kafka://") ? &link_kafka_sender
                                                    : is_lines(endpoint)                     ? &link_lines_sender
                                                                                             : NULL;
    if (!transport) {
        unknown_scheme(endpoint, error);
        return NULL;
    }
    struct link_sender *sender = xcalloc(1, sizeof *sender);
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&sender->room, &attributes);
    pthread_condattr_destroy(&attributes);
    pthread_mutex_init(&sender->lock, NULL);
    sender->outcomes = queue_new(0);
    sender->settings = with_defaults(settings);
    sender->transport = transport;
    sender->state = transport->open(sender, endpoint, error);
    if (!sender->state) {
        sender->stopping = true;
        link_sender_close(sender);
        return NULL;
    }
    return sender;
}

/* An empty window takes any message, so that nothing under the limit can wait for ever. */
static bool fits(const struct link_sender *sender, size_t size)
{
    return sender->messages == 0 || (sender->messages < sender->settings.window_messages &&
                                     sender->bytes + size <= sender->settings.window_bytes);
}

bool link_send(struct link_sender *sender, struct link_message *message, double seconds)
{
    struct timespec deadline = {0};
    if (seconds > 0)
        deadline = clock_deadline(seconds);
    pthread_mutex_lock(&sender->lock);
    while (!sender->stopping && !fits(sender, message->size)) {
        int result = 0;
        if (seconds == 0)
            break;
        sender->waiting++;
        if (seconds < 0)
            pthread_cond_wait(&sender->room, &sender->lock);
        else
            result = pthread_cond_timedwait(&sender->room, &sender->lock, &deadline);
        sender->waiting--;
        if (result != 0)
            break;
    }
    bool accepted = !sender->stopping && fits(sender, message->size);
    if (accepted) {
        sender->messages++;
        sender->bytes += message->size;
    }
    pthread_mutex_unlock(&sender->lock);
    if (!accepted)
        return false;

    message->next = NULL;
    message->outcome = LINK_PENDING;
    free(message->reason);
    message->reason = NULL;
    if (message->size == 0) { /* no receiver would take it */
        link_sender_outcome(sender, message, LINK_UNDELIVERABLE, "message without content");
    } else if (message->size > sender->settings.max_message_bytes) {
        char *reason = xprintf("message of %zu bytes is over the limit of %zu (--max-message-bytes)", message->size,
                               sender->settings.max_message_bytes);
        link_sender_outcome(sender, message, LINK_UNDELIVERABLE, reason);
        free(reason);
    } else {
        sender->transport->submit(sender->state, message);
    }
    return true;
}

void link_sender_outcome(struct link_sender *sender, struct link_message *message, enum link_outcome outcome,
                         const char *reason)
{
    message->outcome = outcome;
    free(message->reason);
    message->reason = reason ? xstrdup(reason) : NULL;
    queue_push(sender->outcomes, message, 0);
}

size_t link_collect(struct link_sender *sender, struct link_message **messages, size_t most, double seconds)
{
    size_t count = queue_pop(sender->outcomes, (void **)messages, most, seconds);
    if (count == 0)
        return 0;
    pthread_mutex_lock(&sender->lock);
    for (size_t i = 0; i < count; i++) {
        sender->messages--;
        sender->bytes -= messages[i]->size;
        messages[i]->next = NULL;
    }
    if (sender->waiting)
        pthread_cond_broadcast(&sender->room);
    pthread_mutex_unlock(&sender->lock);
    return count;
}

size_t link_sender_pending(struct link_sender *sender)
{
    pthread_mutex_lock(&sender->lock);
    size_t messages = sender->messages;
    pthread_mutex_unlock(&sender->lock);
    return messages;
}

int link_sender_descriptor(struct link_sender *sender)
{
    return queue_descriptor(sender->outcomes);
}

double link_sender_trouble(struct link_sender *sender)
{
    return trouble_seconds(&sender->trouble);
}

void link_sender_set_trouble(struct link_sender *sender, bool trouble)
{
    set_trouble(&sender->trouble, trouble);
}

const struct link_settings *link_sender_settings(const struct link_sender *sender)
{
    return &sender->settings;
}

void link_sender_stop(struct link_sender *sender)
{
    pthread_mutex_lock(&sender->lock);
    bool first = !sender->stopping;
    sender->stopping = true;
    pthread_cond_broadcast(&sender->room);
    pthread_mutex_unlock(&sender->lock);
    if (first)
        sender->transport->stop(sender->state);
}

void link_sender_close(struct link_sender *sender)
{
    struct link_message *left;
    if (!sender)
        return;
    link_sender_stop(sender);
    if (sender->state)
        sender->transport->free(sender->state);
    while (queue_pop(sender->outcomes, (void **)&left, 1, 0))
        link_message_free(left);
    queue_free(sender->outcomes);
    pthread_cond_destroy(&sender->room);
    pthread_mutex_destroy(&sender->lock);
    free(sender);
}

/* ---- receiving ---- */

struct link_receiver *link_receiver_open(const char *endpoint, const struct link_settings *settings,
                                         struct error *error)
{
    const struct link_receiver_transport *transport = is_zmq(endpoint)                         ? &link_zmq_receiver
                                                      : text_starts_with(endpoint, "kafka://") ? &link_kafka_receiver
                                                      : is_lines(endpoint)                     ? &link_lines_receiver
                                                                                               : NULL;
    if (!transport) {
        unknown_scheme(endpoint, error);
        return NULL;
    }
    struct link_receiver *receiver = xcalloc(1, sizeof *receiver);
    receiver->inbox = queue_new(0);
    receiver->settings = with_defaults(settings);
    receiver->transport = transport;
    receiver->state = transport->open(receiver, endpoint, error);
    if (!receiver->state) {
        queue_free(receiver->inbox);
        free(receiver);
        return NULL;
    }
    return receiver;
}

const struct link_settings *link_receiver_settings(const struct link_receiver *receiver)
{
    return &receiver->settings;
}

void link_receiver_deliver(struct link_receiver *receiver, struct link_message *list)
{
    while (list) {
        struct link_message *next = list->next;
        list->next = NULL;
        queue_push(receiver->inbox, list, 0);
        list = next;
    }
}

struct link_message *link_receiver_withdraw(struct link_receiver *receiver)
{
    struct link_message *first = NULL, **end = &first, *message;
    while (queue_pop(receiver->inbox, (void **)&message, 1, 0)) {
        message->next = NULL;
        *end = message;
        end = &message->next;
    }
    return first;
}

void link_receiver_end(struct link_receiver *receiver)
{
    queue_close(receiver->inbox);
}

size_t link_receive(struct link_receiver *receiver, struct link_message **messages, size_t most, double seconds,
                    enum link_state *state)
{
    size_t count = queue_pop(receiver->inbox, (void **)messages, most, seconds);
    if (state)
        *state =
            count == 0 && queue_closed(receiver->inbox) && queue_size(receiver->inbox) == 0 ? LINK_ENDED : LINK_OPEN;
    return count;
}

void link_settle(struct link_receiver *receiver, struct link_message **messages, size_t count,
                 enum link_outcome outcome, const char *reason)
{
    struct link_message *first = NULL, **end = &first;
    for (size_t i = 0; i < count; i++) {
        *end = messages[i];
        end = &messages[i]->next;
    }
    *end = NULL;
    if (first)
        receiver->transport->settle(receiver->state, first, outcome, reason);
}

void link_receiver_drain(struct link_receiver *receiver)
{
    receiver->transport->drain(receiver->state);
}

double link_receiver_trouble(struct link_receiver *receiver)
{
    return trouble_seconds(&receiver->trouble);
}

void link_receiver_set_trouble(struct link_receiver *receiver, bool trouble)
{
    set_trouble(&receiver->trouble, trouble);
}

bool link_receiver_ready(struct link_receiver *receiver)
{
    return receiver->transport->ready(receiver->state);
}

void link_receiver_close(struct link_receiver *receiver)
{
    struct link_message *left;
    if (!receiver)
        return;
    receiver->transport->stop(receiver->state);
    while (queue_pop(receiver->inbox, (void **)&left, 1, 0))
        link_message_free(left);
    receiver->transport->free(receiver->state);
    queue_free(receiver->inbox);
    free(receiver);
}
