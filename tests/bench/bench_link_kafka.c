/*
 * The Kafka link's sender against a bare librdkafka producer with the same settings (idempotent, acks=all), in
 * alternation, with the same payloads of 8 KB and the same number of messages under way. A run ends with its last ack.
 *
 *   bench_link_kafka HOST:PORT [ROUNDS [MESSAGES]]
 */
#include "common/buffer.h"
#include "common/clock.h"
#include "common/link_kafka_settings.h"
#include "common/log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { SIZE = 8192, WINDOW = 1024, BATCH = 256 };

static char pattern[1 << 20];

static void die(const char *what)
{
    fprintf(stderr, "bench_link_kafka: %s\n", what);
    exit(1);
}

/* Text that compresses about as articles do. */
static void make_pattern(void)
{
    static const char *const words[] = {"market",   "the", "of",      "bank",  "said",
                                        "exchange", "a",   "central", "price", "to"};
    unsigned long state = 1;
    size_t at = 0;
    while (at + 32 < sizeof pattern) {
        state = state * 6364136223846793005ul + 1442695040888963407ul;
        at += (size_t)sprintf(pattern + at, "%s%lx ", words[(state >> 33) % 10], (state >> 40) & 0xfff);
    }
}

static char *new_payload(long number)
{
    char *data = xmalloc(SIZE);
    return memcpy(data, pattern + (size_t)(number * 977) % (sizeof pattern - SIZE - 64), SIZE);
}

static void make_key(char key[LINK_KEY_SIZE], long number)
{
    snprintf(key, LINK_KEY_SIZE, "%032lx", (unsigned long)number * 2654435761ul);
}

static double cpu_seconds(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_utime.tv_sec + (double)usage.ru_stime.tv_sec +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

/* ---- the link ---- */

static struct link_sender *sender;

static void run_link(long count)
{
    struct link_message *done[BATCH];
    long sent = 0, acked = 0;
    while (acked < count) {
        while (sent < count) {
            char key[LINK_KEY_SIZE];
            make_key(key, sent);
            struct link_message *message = link_message_new(key, new_payload(sent), SIZE);
            if (!link_send(sender, message, 0)) {
                link_message_free(message);
                break;
            }
            sent++;
        }
        size_t some = link_collect(sender, done, BATCH, 10);
        for (size_t i = 0; i < some; i++) {
            if (done[i]->outcome != LINK_ACKED)
                die("a message was not acked");
            link_message_free(done[i]);
        }
        acked += (long)some;
    }
}

/* ---- bare librdkafka: reports free the payload and count ---- */

static rd_kafka_t *producer;
static rd_kafka_topic_t *topic;
static rd_kafka_queue_t *events;

static long take_reports(int milliseconds)
{
    long count = 0;
    rd_kafka_event_t *event;
    while ((event = rd_kafka_queue_poll(events, count ? 0 : milliseconds))) {
        const rd_kafka_message_t *report;
        while ((report = rd_kafka_event_message_next(event))) {
            if (report->err)
                die("a message was not acked");
            free(report->_private);
            count++;
        }
        rd_kafka_event_destroy(event);
    }
    return count;
}

static void run_bare(long count)
{
    long sent = 0, acked = 0;
    while (acked < count) {
        while (sent < count && sent - acked < WINDOW) {
            char key[LINK_KEY_SIZE], *data = new_payload(sent);
            make_key(key, sent);
            if (rd_kafka_produce(topic, RD_KAFKA_PARTITION_UA, 0, data, SIZE, key, strlen(key), data) != 0) {
                free(data);
                break;
            }
            sent++;
        }
        acked += take_reports(10000);
    }
}

/* ---- both ---- */

static struct link_settings bench_settings(void)
{
    return (struct link_settings){
        .window_messages = WINDOW, .window_bytes = 16u << 20, .max_message_bytes = LINK_MESSAGE_LIMIT, .name = "bench"};
}

static void open_both(const char *endpoint)
{
    struct error error = {0};
    struct kafka_endpoint parsed;
    struct link_settings settings = bench_settings();
    char text[256];
    sender = link_sender_open(endpoint, &settings, &error);
    if (!sender || !kafka_endpoint_parse(&parsed, endpoint, &error))
        die(error.text);
    rd_kafka_conf_t *conf = kafka_producer_conf(&parsed, &settings, &error);
    producer = conf ? rd_kafka_new(RD_KAFKA_PRODUCER, conf, text, sizeof text) : NULL;
    if (!producer)
        die("no producer");
    rd_kafka_set_log_queue(producer, NULL);
    events = rd_kafka_queue_get_main(producer);
    topic = rd_kafka_topic_new(producer, parsed.topic, NULL);
    kafka_endpoint_free(&parsed);
}

static void close_both(void)
{
    link_sender_close(sender);
    rd_kafka_topic_destroy(topic);
    rd_kafka_queue_destroy(events);
    rd_kafka_destroy(producer);
}

static double rate(void (*run)(long), long count, double *cpu)
{
    double before = cpu_seconds(), since = clock_now();
    run(count);
    double seconds = clock_now() - since;
    *cpu += cpu_seconds() - before;
    return (double)count / seconds;
}

static int ascending(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return left < right ? -1 : left > right;
}

static double median(double *values, int count)
{
    qsort(values, (size_t)count, sizeof *values, ascending);
    return count % 2 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

int main(int argc, char **argv)
{
    if (argc < 2)
        die("usage: bench_link_kafka HOST:PORT [ROUNDS [MESSAGES]]");
    int rounds = argc > 2 ? atoi(argv[2]) : 16;
    long count = argc > 3 ? atol(argv[3]) : 10000;
    if (rounds < 1 || rounds > 1000 || count < 1)
        die("ROUNDS must be from 1 to 1000, MESSAGES at least 1");
    log_start("bench_link_kafka", LOG_FORMAT_TEXT, LOG_LEVEL_WARNING);
    make_pattern();
    char *endpoint = xprintf("kafka://%s/bench-%d", argv[1], (int)getpid());
    open_both(endpoint);
    run_link(2000); /* makes the topic, warms the broker */
    run_bare(2000);

    double linked[1000], bare[1000], ratios[1000], cpu_linked = 0, cpu_bare = 0;
    for (int i = 0; i < rounds; i++) {
        bool link_first = i % 2 == 0;
        if (link_first)
            linked[i] = rate(run_link, count, &cpu_linked);
        bare[i] = rate(run_bare, count, &cpu_bare);
        if (!link_first)
            linked[i] = rate(run_link, count, &cpu_linked);
        ratios[i] = linked[i] / bare[i];
    }
    double ratio = median(ratios, rounds);
    printf("Kafka, 8 KB, acks=all, idempotent: link %.0f messages/s, bare librdkafka %.0f messages/s, ratio %.2f "
           "(median of %d rounds; CPU %.0f and %.0f us a message)\n",
           median(linked, rounds), median(bare, rounds), ratio, rounds, cpu_linked * 1e6 / (double)(count * rounds),
           cpu_bare * 1e6 / (double)(count * rounds));
    close_both();
    free(endpoint);
    return 0;
}
