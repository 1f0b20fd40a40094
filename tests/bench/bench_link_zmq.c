/*
 * The acked ZeroMQ link against raw PUSH/PULL over tcp loopback, in alternation, at 1, 8 and 64 KB. On both sides
 * sender and receiver are processes of their own, and every payload is a buffer from malloc that is filled by a copy
 * and moved without another one. A run of the link ends when its last ack is there, a raw run when its last message is.
 *
 *   bench_link_zmq [ROUNDS [SECONDS]]      rounds, and about how long each single run takes
 */
#include "common/clock.h"
#include "common/link.h"
#include "common/log.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zmq.h>

#define BATCH 256

static char pattern[65536];

static void die(const char *what)
{
    fprintf(stderr, "bench_link_zmq: %s\n", what);
    exit(1);
}

static int free_port(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int descriptor = socket(AF_INET, SOCK_STREAM, 0);
    if (descriptor < 0 || bind(descriptor, (struct sockaddr *)&address, size) != 0 ||
        getsockname(descriptor, (struct sockaddr *)&address, &size) != 0)
        die("no free port");
    close(descriptor);
    return ntohs(address.sin_port);
}

static char *new_payload(size_t size)
{
    char *data = malloc(size);
    if (!data)
        die("out of memory");
    return memcpy(data, pattern, size);
}

/* Sends one byte for "connected" and one for "all received". */
static void tell(int descriptor)
{
    if (write(descriptor, "x", 1) != 1)
        die("the other process is gone");
}

static void hear(int descriptor)
{
    char byte;
    if (read(descriptor, &byte, 1) != 1)
        die("the other process is gone");
}

/* ---- raw ---- */

static void free_payload(void *data, void *hint)
{
    (void)hint;
    free(data);
}

static void raw_push(void *socket, size_t size)
{
    zmq_msg_t message;
    zmq_msg_init_data(&message, new_payload(size), size, free_payload, NULL);
    if (zmq_msg_send(&message, socket, 0) < 0)
        die("send failed");
}

static double raw_send(const char *endpoint, size_t size, size_t count, int from_receiver)
{
    void *context = zmq_ctx_new(), *socket = zmq_socket(context, ZMQ_PUSH);
    if (zmq_bind(socket, endpoint) != 0)
        die("cannot bind");
    raw_push(socket, size);
    hear(from_receiver);
    double start = clock_now();
    for (size_t i = 0; i < count; i++)
        raw_push(socket, size);
    hear(from_receiver);
    double seconds = clock_now() - start;
    zmq_close(socket);
    zmq_ctx_term(context);
    return seconds;
}

static void raw_receive(const char *endpoint, size_t count, int to_sender)
{
    void *context = zmq_ctx_new(), *socket = zmq_socket(context, ZMQ_PULL);
    zmq_msg_t message;
    zmq_connect(socket, endpoint);
    zmq_msg_init(&message);
    for (size_t i = 0; i <= count; i++) {
        if (zmq_msg_recv(&message, socket, 0) < 0)
            die("receive failed");
        if (i == 0)
            tell(to_sender);
    }
    tell(to_sender);
    zmq_msg_close(&message);
    zmq_close(socket);
    zmq_ctx_term(context);
}

/* ---- the link ---- */

static void link_settings_of(struct link_settings *settings)
{
    *settings = (struct link_settings){.name = "bench"};
}

static size_t collect(struct link_sender *sender, double seconds)
{
    struct link_message *done[BATCH];
    size_t count = link_collect(sender, done, BATCH, seconds);
    for (size_t i = 0; i < count; i++) {
        if (done[i]->outcome != LINK_ACKED)
            die("a message was not acked");
        link_message_free(done[i]);
    }
    return count;
}

static double link_run_sender(const char *endpoint, size_t size, size_t count)
{
    struct link_settings settings;
    struct error error;
    link_settings_of(&settings);
    struct link_sender *sender = link_sender_open(endpoint, &settings, &error);
    if (!sender)
        die(error.text);
    link_send(sender, link_message_new("warm-up", new_payload(size), size), -1);
    while (collect(sender, -1) == 0)
        ;
    double start = clock_now();
    size_t sent = 0, acked = 0;
    while (acked < count) {
        struct link_message *message = sent < count ? link_message_new("", new_payload(size), size) : NULL;
        while (message && !link_send(sender, message, 0))
            acked += collect(sender, -1);
        if (message)
            sent++;
        else
            acked += collect(sender, -1);
    }
    double seconds = clock_now() - start;
    link_sender_close(sender);
    return seconds;
}

static void link_run_receiver(const char *endpoint, size_t count)
{
    struct link_settings settings;
    struct error error;
    struct link_message *messages[BATCH];
    link_settings_of(&settings);
    struct link_receiver *receiver = link_receiver_open(endpoint, &settings, &error);
    if (!receiver)
        die(error.text);
    for (size_t received = 0; received <= count;) {
        size_t got = link_receive(receiver, messages, BATCH, -1, NULL);
        link_settle(receiver, messages, got, LINK_ACKED, NULL);
        received += got;
    }
    link_receiver_close(receiver);
}

/* ---- one run: a process for each end ---- */

static double run(bool raw, size_t size, size_t count)
{
    char endpoint[64];
    int to_sender[2], result[2];
    double seconds = 0;
    snprintf(endpoint, sizeof endpoint, "tcp://127.0.0.1:%d", free_port());
    if (pipe(to_sender) != 0 || pipe(result) != 0)
        die("no pipe");
    pid_t sender = fork();
    if (sender == 0) {
        close(to_sender[1]);
        seconds = raw ? raw_send(endpoint, size, count, to_sender[0]) : link_run_sender(endpoint, size, count);
        if (write(result[1], &seconds, sizeof seconds) != sizeof seconds)
            die("no parent");
        _exit(0);
    }
    pid_t receiver = fork();
    if (receiver == 0) {
        close(to_sender[0]);
        if (raw)
            raw_receive(endpoint, count, to_sender[1]);
        else
            link_run_receiver(endpoint, count);
        _exit(0);
    }
    close(to_sender[0]);
    close(to_sender[1]);
    close(result[1]);
    if (sender < 0 || receiver < 0 || read(result[0], &seconds, sizeof seconds) != sizeof seconds)
        die("a run failed");
    close(result[0]);
    waitpid(sender, NULL, 0);
    waitpid(receiver, NULL, 0);
    return (double)count / seconds;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
    static const size_t sizes[] = {1024, 8192, 65536};
    int rounds = argc > 1 ? atoi(argv[1]) : 5;
    double seconds = argc > 2 ? atof(argv[2]) : 1;
    if (rounds < 1 || rounds > 99 || seconds <= 0)
        die("usage: bench_link_zmq [ROUNDS [SECONDS]]");
    log_start("bench", LOG_FORMAT_TEXT, LOG_LEVEL_ERROR);
    memset(pattern, 'n', sizeof pattern);
    printf("%10s %16s %16s %8s\n", "bytes", "raw messages/s", "link messages/s", "ratio");
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        double raw[99], linked[99];
        size_t count = (size_t)(run(true, sizes[s], 2000) * seconds) + 1000;
        for (int round = 0; round < rounds; round++) {
            raw[round] = run(true, sizes[s], count);
            linked[round] = run(false, sizes[s], count);
        }
        qsort(raw, (size_t)rounds, sizeof *raw, ascending);
        qsort(linked, (size_t)rounds, sizeof *linked, ascending);
        printf("%10zu %16.0f %16.0f %8.2f\n", sizes[s], raw[rounds / 2], linked[rounds / 2],
               linked[rounds / 2] / raw[rounds / 2]);
        fflush(stdout);
    }
    return 0;
}
