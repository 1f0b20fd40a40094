/* links: common — any bytes as a frame of the ZeroMQ link, from a worker or from a sender. */
#include "common/link_zmq_frames.h"
#include "common/text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_printable(const char *text)
{
    for (; *text; text++)
        if (*text < 0x20 || *text > 0x7e)
            abort();
}

static void read_work(const uint8_t *data, size_t size)
{
    struct frame_reader reader;
    struct frame_work work;
    size_t count;
    if (!frame_read_work(&reader, data, size, &count))
        return;
    for (size_t i = 0; i < count && frame_next_work(&reader, &work); i++)
        check_printable(work.key);
}

static void read_outcome(const uint8_t *data, size_t size)
{
    static struct frame_ranges ranges;
    char reason[FRAME_REASON_LIMIT + 1];
    if (!frame_read_outcome(data, size, &ranges, reason))
        return;
    if (ranges.count > FRAME_RANGES_LIMIT || ranges.total > FRAME_SETTLED_LIMIT ||
        utf8_valid_prefix(reason, strlen(reason)) != strlen(reason))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct frame_hello hello;
    struct frame_welcome welcome;
    struct frame_refuse refuse;
    struct frame_window window;
    uint64_t epoch;
    /* A copy of the exact size, so that a sanitizer sees every byte read behind the end. */
    uint8_t *copy = malloc(size ? size : 1);
    if (!copy)
        return 0;
    memcpy(copy, data, size);
    frame_type(copy, size);
    if (frame_read_hello(copy, size, &hello))
        check_printable(hello.name);
    if (frame_read_refuse(copy, size, &refuse))
        check_printable(refuse.reason);
    frame_read_welcome(copy, size, &welcome);
    frame_read_window(copy, size, &window);
    frame_read_epoch(copy, size, &epoch);
    read_work(copy, size);
    read_outcome(copy, size);
    free(copy);
    return 0;
}
