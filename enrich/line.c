#include "enrich/line_private.h"

#include "common/buffer.h"
#include "common/program.h"
#include "common/text.h"

#include <stdlib.h>
#include <string.h>

/* JSON Lines come out in the order in which they went in. */
static bool keeps_order(const char *endpoint)
{
    return strcmp(endpoint, "-") == 0 || text_starts_with(endpoint, "file:");
}

static bool start_threads(struct line *line, struct error *error)
{
    atomic_store(&line->working, line->worker_count);
    for (size_t i = 0; i < line->worker_count; i++) {
        if (pthread_create(&line->workers[i], NULL, line_work, line) != 0) {
            line->worker_count = i;
            atomic_store(&line->working, i);
            return error_set(error, ERROR_FATAL, "cannot start thread %zu: lower --threads", i + 1);
        }
    }
    line->settling_started = pthread_create(&line->settling, NULL, line_settle, line) == 0;
    return line->settling_started || error_set(error, ERROR_FATAL, "cannot start the settling thread");
}

struct line *line_open(const struct line_settings *settings, struct error *error)
{
    struct line *line = xcalloc(1, sizeof *line);
    bool kafka_in = text_starts_with(settings->in, "kafka://");
    line->knowledge = settings->knowledge;
    line->ordered = keeps_order(settings->out);
    line->stream_out = strcmp(settings->out, "-") == 0;
    line->worker_count = settings->threads;
    line->workers = xcalloc(settings->threads, sizeof *line->workers);
    turns_init(&line->turns);
    pthread_mutex_init(&line->letters_lock, NULL);
    line->letters_endpoint =
        dead_letters_endpoint(settings->dead_letters, kafka_in ? settings->in : settings->out, program_settings.data);
    line->letters_in_data_folder =
        settings->dead_letters == NULL && !text_starts_with(line->letters_endpoint, "kafka:");
    if (!line->letters_in_data_folder) { /* a file in the data folder is made with the first letter */
        line->letters = dead_letters_open(line->letters_endpoint, "enrich", &program_settings.links, error);
        if (line->letters == NULL) {
            goto fail;
        }
    }
    line->sender = link_sender_open(settings->out, &program_settings.links, error);
    if (line->sender == NULL) {
        goto fail;
    }
    line->receiver = link_receiver_open(settings->in, &program_settings.links, error);
    if (line->receiver == NULL || !start_threads(line, error)) {
        goto fail;
    }
    return line;
fail:
    line_close(line);
    return NULL;
}

/* A file in the data folder may be opened by another thread at any time; who writes to it looks after it. */
static double letters_trouble(struct line *line)
{
    return line->letters_in_data_folder ? 0 : dead_letters_trouble(line->letters);
}

bool line_ready(struct line *line, char *reason)
{
    if (atomic_load(&line->draining)) {
        strcpy(reason, "draining");
        return false;
    }
    if (!link_receiver_ready(line->receiver)) {
        strcpy(reason, "the link in is not connected");
        return false;
    }
    if (letters_trouble(line) > 0) {
        strcpy(reason, "the dead letters' link is away");
        return false;
    }
    return true;
}

bool line_finished(struct line *line)
{
    return atomic_load(&line->settled);
}

bool line_output_closed(struct line *line)
{
    return line->stream_out && atomic_load(&line->released) > 0 && link_sender_trouble(line->sender) > 0;
}

double line_trouble(struct line *line)
{
    double in = link_receiver_trouble(line->receiver), out = link_sender_trouble(line->sender);
    double letters = letters_trouble(line), links = in > out ? in : out;
    return links > letters ? links : letters;
}

void line_drain(struct line *line)
{
    atomic_store(&line->draining, true);
    link_receiver_drain(line->receiver);
}

struct line_counts line_counts(struct line *line)
{
    return (struct line_counts){.enriched = atomic_load(&line->enriched),
                                .rejected = atomic_load(&line->rejected),
                                .released = atomic_load(&line->released)};
}

void line_close(struct line *line)
{
    if (line == NULL) {
        return;
    }
    atomic_store(&line->abandoned, true);
    if (line->receiver != NULL) {
        line_drain(line);
        for (size_t i = 0; i < line->worker_count; i++) {
            pthread_join(line->workers[i], NULL);
        }
    }
    if (line->sender != NULL) {
        link_sender_stop(line->sender);
    }
    if (line->settling_started) {
        pthread_join(line->settling, NULL);
    }
    link_receiver_close(line->receiver);
    link_sender_close(line->sender);
    dead_letters_close(line->letters);
    free(line->letters_endpoint);
    pthread_mutex_destroy(&line->letters_lock);
    turns_destroy(&line->turns);
    free(line->workers);
    free(line);
}
