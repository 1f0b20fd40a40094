#include "ingest/reader.h"

#include "common/queue.h"
#include "common/signals.h"
#include "ingest/report.h"
#include "ingest/source.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#define MOST_URLS 256 /* addresses that wait to be taken */

struct reader {
    struct reader_settings settings;
    struct queue *urls; /* closed when all sources were read */
    atomic_bool stopping;
    bool running;
    pthread_t thread;
};

static void *reading_thread(void *argument)
{
    struct reader *reader = argument;
    for (int i = 0; i < reader->settings.count; i++)
        if (!source_read(reader, reader->settings.words[i]))
            break;
    queue_close(reader->urls);
    return NULL;
}

struct reader *reader_start(const struct reader_settings *settings)
{
    struct reader *reader = xcalloc(1, sizeof *reader);
    reader->settings = *settings;
    reader->urls = queue_new(MOST_URLS);
    reader->running = pthread_create(&reader->thread, NULL, reading_thread, reader) == 0;
    if (!reader->running) {
        report_result(REPORT_UNREADABLE, "all sources", "no thread could be started to read them");
        queue_close(reader->urls);
    }
    return reader;
}

char *reader_take_url(struct reader *reader)
{
    void *url;
    return queue_pop(reader->urls, &url, 1, 0) == 1 ? url : NULL;
}

bool reader_done(struct reader *reader)
{
    return queue_closed(reader->urls) && queue_size(reader->urls) == 0;
}

int reader_descriptor(struct reader *reader)
{
    return queue_descriptor(reader->urls);
}

void reader_stop(struct reader *reader)
{
    atomic_store(&reader->stopping, true);
    queue_close(reader->urls);
}

void reader_free(struct reader *reader)
{
    char *url;
    if (!reader)
        return;
    reader_stop(reader);
    if (reader->running)
        pthread_join(reader->thread, NULL);
    while ((url = reader_take_url(reader)))
        free(url);
    queue_free(reader->urls);
    free(reader);
}

/* ---- what sources call ---- */

const struct reader_settings *source_settings(const struct reader *reader)
{
    return &reader->settings;
}

bool source_stopping(struct reader *reader)
{
    return atomic_load(&reader->stopping) || signals_stop_requested();
}

bool source_give_page(struct reader *reader, struct page *page)
{
    report_read();
    if (!source_stopping(reader) && pipeline_push(reader->settings.pipeline, page, -1))
        return true;
    page_free(page);
    return false;
}

bool source_give_url(struct reader *reader, const char *address)
{
    char *copy = xstrdup(address);
    if (!source_stopping(reader) && queue_push(reader->urls, copy, -1))
        return true;
    free(copy);
    return false;
}
