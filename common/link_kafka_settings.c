#include "common/link_kafka_settings.h"

#include "common/buffer.h"
#include "common/secrets.h"
#include "common/text.h"

#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define DEFAULT_PARTITIONS  12
#define BROKER_REPLICATION  (-1)
#define TOPIC_NAME_SIZE_MAX 249
#define FETCH_BYTES         (512 * 1024)

/* ---- the endpoint ---- */

static bool bad_endpoint(struct error *error, const char *endpoint, const char *what)
{
    return error_set(error, ERROR_USAGE,
                     "link '%s': %s; a Kafka link is kafka://HOST:PORT[,HOST:PORT]/TOPIC[?group=GROUP]", endpoint,
                     what);
}

static bool is_topic_name(const char *name)
{
    size_t size = strlen(name);
    if (size == 0 || size > TOPIC_NAME_SIZE_MAX || strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
        return false;
    for (const char *at = name; *at; at++)
        if (!isascii(*at) || (!isalnum((unsigned char)*at) && !strchr("._-", *at)))
            return false;
    return true;
}

/* One "host", "host:port" or "[v6]:port"; what follows the host is a port from 1 to 65535. */
static bool is_server(const char *server, size_t size)
{
    const char *end = server + size, *colon;
    if (size > 0 && *server == '[') {
        const char *bracket = memchr(server, ']', size);
        if (!bracket || bracket == server + 1)
            return false;
        colon = bracket + 1;
    } else {
        colon = memchr(server, ':', size);
        if (!colon)
            colon = end;
        if (colon == server)
            return false;
        for (const char *at = server; at < colon; at++)
            if (!isascii(*at) || !isgraph((unsigned char)*at))
                return false;
    }
    if (colon == end)
        return true;
    if (*colon != ':' || end - colon < 2 || end - colon > 6)
        return false;
    long port = 0;
    for (const char *at = colon + 1; at < end; at++) {
        if (!isdigit((unsigned char)*at))
            return false;
        port = port * 10 + (*at - '0');
    }
    return port >= 1 && port <= 65535;
}

static bool are_servers(const char *servers)
{
    for (;;) {
        size_t size = strcspn(servers, ",");
        if (!is_server(servers, size))
            return false;
        if (!servers[size])
            return true;
        servers += size + 1;
    }
}

bool kafka_endpoint_parse(struct kafka_endpoint *parsed, const char *endpoint, struct error *error)
{
    static const char scheme[] = "kafka://";
    const char *servers = endpoint + sizeof scheme - 1, *slash, *query;

    *parsed = (struct kafka_endpoint){0};
    if (!text_starts_with(endpoint, scheme))
        return bad_endpoint(error, endpoint, "not a Kafka link");
    slash = strchr(servers, '/');
    if (!slash)
        return bad_endpoint(error, endpoint, "no topic");
    query = strchr(slash, '?');
    parsed->text = xstrdup(endpoint);
    parsed->servers = xstrndup(servers, (size_t)(slash - servers));
    parsed->topic = query ? xstrndup(slash + 1, (size_t)(query - slash - 1)) : xstrdup(slash + 1);
    if (!are_servers(parsed->servers)) {
        bad_endpoint(error, endpoint, "no valid HOST:PORT before the topic");
        goto fail;
    }
    if (!is_topic_name(parsed->topic)) {
        bad_endpoint(error, endpoint, "no valid topic (1 to 249 letters, digits, dots, underscores and dashes)");
        goto fail;
    }
    if (query) {
        if (!text_starts_with(query, "?group=") || !query[7] || strpbrk(query + 7, "&?#")) {
            bad_endpoint(error, endpoint, "after the topic only ?group=GROUP is known");
            goto fail;
        }
        parsed->group = xstrdup(query + 7);
    }
    return true;
fail:
    kafka_endpoint_free(parsed);
    return false;
}

void kafka_endpoint_free(struct kafka_endpoint *endpoint)
{
    free(endpoint->text);
    free(endpoint->servers);
    free(endpoint->topic);
    free(endpoint->group);
    *endpoint = (struct kafka_endpoint){0};
}

const char *kafka_group(const struct kafka_endpoint *endpoint, const struct link_settings *settings)
{
    if (endpoint->group)
        return endpoint->group;
    return settings && settings->name ? settings->name : "newsmill";
}

/* ---- the topic ---- */

static bool read_number(const struct config_pairs *pairs, const char *key, long lowest, long highest, long *value,
                        struct error *error)
{
    const char *text = config_pair_value(pairs, key);
    char *end;
    if (!text)
        return true;
    long number = strtol(text, &end, 10);
    if (!*text || *end || number < lowest || number > highest)
        return error_set(error, ERROR_USAGE, "%s=%s: must be a number from %ld to %ld", key, text, lowest, highest);
    *value = number;
    return true;
}

bool kafka_topic_settings(const struct link_settings *settings, struct kafka_topic_settings *topic, struct error *error)
{
    long partitions = DEFAULT_PARTITIONS, replication = BROKER_REPLICATION, retention = settings->kept ? -1 : 0;
    if (!read_number(&settings->kafka, "partitions", 1, 100000, &partitions, error) ||
        !read_number(&settings->kafka, "replication", 1, 100, &replication, error) ||
        !read_number(&settings->kafka, "retention.ms", -1, LONG_MAX - 1, &retention, error))
        return false;
    *topic = (struct kafka_topic_settings){.partitions = (int)partitions,
                                           .replication = (int)replication,
                                           .retention_ms = retention,
                                           .max_message_bytes = settings->max_message_bytes};
    return true;
}

/* ---- librdkafka's configuration ---- */

/* What newsmill reads itself, and what it cannot leave to the user without breaking the link's contract. */
static const char *const own_keys[] = {"partitions", "replication", "retention.ms"};
static const struct {
    const char *key, *why;
} refused_keys[] = {
    {"bootstrap.servers", "the link's endpoint names the servers"},
    {"metadata.broker.list", "the link's endpoint names the servers"},
    {"group.id", "the link's endpoint names the group: ?group=GROUP"},
    {"enable.auto.commit", "offsets are committed when the messages are safe"},
    {"enable.auto.offset.store", "offsets are committed when the messages are safe"},
    {"enable.idempotence", "it is always on"},
    {"acks", "it is always 'all'"},
    {"request.required.acks", "it is always 'all'"},
    {"message.timeout.ms", "a message is tried until it is safe"},
    {"delivery.timeout.ms", "a message is tried until it is safe"},
    {"transactional.id", "links are idempotent, not transactional"},
    {"log.queue", "librdkafka's log goes to newsmill's"},
    {"delivery.report.only.error", "every message needs its report"},
    {"allow.auto.create.topics", "newsmill creates its topics itself"},
};

static bool set_value(rd_kafka_conf_t *conf, const char *key, const char *value, struct error *error)
{
    char text[256];
    switch (rd_kafka_conf_set(conf, key, value, text, sizeof text)) {
    case RD_KAFKA_CONF_OK:
        return true;
    case RD_KAFKA_CONF_UNKNOWN: /* a mistyped key may have a password behind it */
        return error_set(error, ERROR_USAGE, "%s: %s", key, text);
    default:
        return secrets_in_key(key) ? error_set(error, ERROR_USAGE, "%s: its value is not allowed", key)
                                   : error_set(error, ERROR_USAGE, "%s=%s: %s", key, value, text);
    }
}

static bool set_number(rd_kafka_conf_t *conf, const char *key, size_t value, struct error *error)
{
    char text[32];
    snprintf(text, sizeof text, "%zu", value);
    return set_value(conf, key, text, error);
}

static bool is_own_key(const char *key)
{
    for (size_t i = 0; i < sizeof own_keys / sizeof *own_keys; i++)
        if (strcmp(own_keys[i], key) == 0)
            return true;
    return false;
}

static bool apply_pairs(rd_kafka_conf_t *conf, const struct config_pairs *pairs, struct error *error)
{
    for (size_t i = 0; i < pairs->count; i++) {
        const struct config_pair *pair = &pairs->items[i];
        for (size_t k = 0; k < sizeof refused_keys / sizeof *refused_keys; k++)
            if (strcmp(refused_keys[k].key, pair->key) == 0)
                return error_set(error, ERROR_USAGE, "%s: cannot be set: %s", pair->key, refused_keys[k].why);
        if (!is_own_key(pair->key) && !set_value(conf, pair->key, pair->value, error))
            return false;
    }
    return true;
}

bool kafka_check_setting(const char *key, const char *value, struct error *error)
{
    struct config_pair pair = {key, value};
    const struct link_settings settings = {.kafka = {&pair, 1}};
    struct kafka_topic_settings topic;
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    bool good = kafka_topic_settings(&settings, &topic, error) && apply_pairs(conf, &settings.kafka, error);
    rd_kafka_conf_destroy(conf);
    return good;
}

static size_t clamp(size_t value, size_t lowest, size_t highest)
{
    return value < lowest ? lowest : value > highest ? highest : value;
}

static bool set_common(rd_kafka_conf_t *conf, const struct kafka_endpoint *endpoint,
                       const struct link_settings *settings, struct error *error)
{
    struct kafka_topic_settings topic;
    return kafka_topic_settings(settings, &topic, error) &&
           set_value(conf, "bootstrap.servers", endpoint->servers, error) &&
           set_value(conf, "client.id", kafka_group(endpoint, settings), error) &&
           set_value(conf, "log.queue", "true", error) && set_value(conf, "allow.auto.create.topics", "false", error) &&
           set_value(conf, "socket.keepalive.enable", "true", error) &&
           set_value(conf, "socket.nagle.disable", "true", error) &&
           /* A broker that comes back is found within seconds, and a silent one is left after as long. */
           set_value(conf, "reconnect.backoff.max.ms", "2000", error) &&
           set_value(conf, "socket.connection.setup.timeout.ms", "10000", error) &&
           set_value(conf, "topic.metadata.refresh.interval.ms", "30000", error);
}

static bool has_feature(rd_kafka_conf_t *conf, const char *feature)
{
    char text[512];
    size_t size = sizeof text;
    return rd_kafka_conf_get(conf, "builtin.features", text, &size) == RD_KAFKA_CONF_OK && strstr(text, feature);
}

rd_kafka_conf_t *kafka_producer_conf(const struct kafka_endpoint *endpoint, const struct link_settings *settings,
                                     struct error *error)
{
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    size_t kilobytes = (settings->window_bytes + settings->max_message_bytes) / 1024;
    bool done =
        set_common(conf, endpoint, settings, error) &&
        set_number(conf, "message.max.bytes", settings->max_message_bytes + KAFKA_FRAMING_BYTES, error) &&
        set_value(conf, "enable.idempotence", "true", error) && set_value(conf, "acks", "all", error) &&
        set_value(conf, "message.timeout.ms", "0", error) && set_value(conf, "partitioner", "murmur2_random", error) &&
        set_value(conf, "linger.ms", "5", error) &&
        /* Of article text the topic then takes 44 % of the room and the broker 30 us of CPU a message instead of
           44; the sender takes 22 us instead of 8. zstd halves the room once more, and costs the sender 40. */
        (!has_feature(conf, "lz4") || set_value(conf, "compression.type", "lz4", error)) &&
        set_number(conf, "queue.buffering.max.messages", settings->window_messages + 1, error) &&
        set_number(conf, "queue.buffering.max.kbytes", clamp(kilobytes + 1, 1, INT32_MAX), error) &&
        apply_pairs(conf, &settings->kafka, error);
    if (done) {
        rd_kafka_conf_set_events(conf, RD_KAFKA_EVENT_DR | RD_KAFKA_EVENT_ERROR | RD_KAFKA_EVENT_LOG);
        return conf;
    }
    rd_kafka_conf_destroy(conf);
    return NULL;
}

rd_kafka_conf_t *kafka_consumer_conf(const struct kafka_endpoint *endpoint, const struct link_settings *settings,
                                     struct error *error)
{
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    /* What waits here comes on top of the window: enough to hide the time that a fetch takes. */
    size_t kilobytes = clamp(settings->window_bytes / 4096, 64, 4096);
    bool done = set_common(conf, endpoint, settings, error) &&
                set_value(conf, "group.id", kafka_group(endpoint, settings), error) &&
                set_value(conf, "enable.auto.commit", "false", error) &&
                set_value(conf, "enable.auto.offset.store", "false", error) &&
                set_value(conf, "auto.offset.reset", "earliest", error) &&
                set_value(conf, "session.timeout.ms", "10000", error) &&
                set_value(conf, "heartbeat.interval.ms", "3000", error) &&
                set_value(conf, "max.poll.interval.ms", "300000", error) &&
                /*
                 * Eager and simple. librdkafka's cooperative-sticky moves more partitions than it must, and before 2.3
                 * can crash on an early close or spin when members outnumber partitions. A link's pause at a rebalance
                 * is short: work in hand is waited for, prefetched records are all that is fetched again.
                 */
                set_value(conf, "partition.assignment.strategy", "range", error) &&
                set_number(conf, "queued.max.messages.kbytes", kilobytes, error) &&
                set_number(conf, "queued.min.messages", clamp(2 * settings->window_messages, 100, 10000), error) &&
                /*
                 * What is fetched is compressed and may unfold to ten times as much. A batch that is larger than these
                 * limits still comes, alone; librdkafka wants the first of them to be no more than the second.
                 */
                set_number(conf, "message.max.bytes", FETCH_BYTES, error) &&
                set_number(conf, "fetch.max.bytes", FETCH_BYTES, error) && apply_pairs(conf, &settings->kafka, error);
    if (done) {
        rd_kafka_conf_set_events(conf, RD_KAFKA_EVENT_REBALANCE | RD_KAFKA_EVENT_OFFSET_COMMIT | RD_KAFKA_EVENT_ERROR |
                                           RD_KAFKA_EVENT_LOG);
        return conf;
    }
    rd_kafka_conf_destroy(conf);
    return NULL;
}
