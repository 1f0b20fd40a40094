#include "common/link_zmq_frames.h"

#include "common/text.h"

#include <string.h>

/* Every frame starts with these two bytes, its type and a zero. */
#define MAGIC_0     0x4e
#define MAGIC_1     0x4d
#define HEADER_SIZE 4

#define WORK_COUNT_AT (HEADER_SIZE + 8)
#define WORK_ENTRY    (8 + 4 + 4 + 1) /* without the key */

static uint8_t *put(uint8_t *at, uint64_t value, int bytes)
{
    for (int i = bytes - 1; i >= 0; i--) {
        at[i] = (uint8_t)value;
        value >>= 8;
    }
    return at + bytes;
}

static uint8_t *put_bytes(uint8_t *at, const void *bytes, size_t size)
{
    if (size > 0)
        memcpy(at, bytes, size);
    return at + size;
}

static uint8_t *put_header(uint8_t *out, enum frame_type type)
{
    out[0] = MAGIC_0;
    out[1] = MAGIC_1;
    out[2] = (uint8_t)type;
    out[3] = 0;
    return out + HEADER_SIZE;
}

static uint64_t get(struct frame_reader *reader, int bytes)
{
    uint64_t value = 0;
    if (reader->end - reader->at < bytes) {
        reader->bad = true;
        return 0;
    }
    for (int i = 0; i < bytes; i++)
        value = value << 8 | *reader->at++;
    return value;
}

static const uint8_t *get_bytes(struct frame_reader *reader, size_t size)
{
    const uint8_t *bytes = reader->at;
    if ((size_t)(reader->end - reader->at) < size) {
        reader->bad = true;
        return NULL;
    }
    reader->at += size;
    return bytes;
}

/* Reads a text with a length before it, into `text` with room for `limit` + 1; what does not print becomes '?'. */
static void get_label(struct frame_reader *reader, int length_bytes, char *text, size_t limit)
{
    size_t size = (size_t)get(reader, length_bytes);
    const uint8_t *bytes = get_bytes(reader, size);
    text[0] = '\0';
    if (!bytes)
        return;
    if (size > limit)
        size = limit;
    for (size_t i = 0; i < size; i++)
        text[i] = bytes[i] < 0x20 || bytes[i] > 0x7e ? '?' : (char)bytes[i];
    text[size] = '\0';
}

static struct frame_reader begin(const void *data, size_t size)
{
    struct frame_reader reader = {.at = data, .end = (const uint8_t *)data + size};
    if (size < HEADER_SIZE)
        reader.bad = true;
    else
        reader.at += HEADER_SIZE;
    return reader;
}

int frame_type(const void *data, size_t size)
{
    const uint8_t *bytes = data;
    if (size < HEADER_SIZE || size > FRAME_LIMIT || bytes[0] != MAGIC_0 || bytes[1] != MAGIC_1 || bytes[3] != 0)
        return 0;
    return bytes[2];
}

size_t frame_write_hello(uint8_t *out, const struct frame_hello *hello)
{
    size_t name_size = strnlen(hello->name, FRAME_NAME_LIMIT);
    uint8_t *at = put_header(out, FRAME_HELLO);
    at = put(at, hello->version_lowest, 2);
    at = put(at, hello->version_highest, 2);
    at = put(at, hello->window_messages, 4);
    at = put(at, hello->window_bytes, 8);
    at = put(at, hello->max_message_bytes, 8);
    at = put(at, hello->nonce, 8);
    at = put(at, hello->previous_size, 1);
    at = put_bytes(at, hello->previous, hello->previous_size);
    at = put(at, name_size, 1);
    at = put_bytes(at, hello->name, name_size);
    return (size_t)(at - out);
}

bool frame_read_hello(const void *data, size_t size, struct frame_hello *hello)
{
    struct frame_reader reader = begin(data, size);
    hello->version_lowest = (uint16_t)get(&reader, 2);
    hello->version_highest = (uint16_t)get(&reader, 2);
    hello->window_messages = (uint32_t)get(&reader, 4);
    hello->window_bytes = get(&reader, 8);
    hello->max_message_bytes = get(&reader, 8);
    hello->nonce = get(&reader, 8);
    hello->previous_size = (uint8_t)get(&reader, 1);
    const uint8_t *previous = get_bytes(&reader, hello->previous_size);
    if (previous)
        memcpy(hello->previous, previous, hello->previous_size);
    get_label(&reader, 1, hello->name, FRAME_NAME_LIMIT);
    return !reader.bad && hello->version_lowest <= hello->version_highest;
}

size_t frame_write_welcome(uint8_t *out, const struct frame_welcome *welcome)
{
    uint8_t *at = put_header(out, FRAME_WELCOME);
    at = put(at, welcome->version, 2);
    at = put(at, welcome->epoch, 8);
    at = put(at, welcome->nonce, 8);
    at = put(at, welcome->heartbeat_ms, 4);
    at = put(at, welcome->max_message_bytes, 8);
    return (size_t)(at - out);
}

bool frame_read_welcome(const void *data, size_t size, struct frame_welcome *welcome)
{
    struct frame_reader reader = begin(data, size);
    welcome->version = (uint16_t)get(&reader, 2);
    welcome->epoch = get(&reader, 8);
    welcome->nonce = get(&reader, 8);
    welcome->heartbeat_ms = (uint32_t)get(&reader, 4);
    welcome->max_message_bytes = get(&reader, 8);
    return !reader.bad && welcome->heartbeat_ms > 0;
}

size_t frame_write_refuse(uint8_t *out, const struct frame_refuse *refuse)
{
    size_t size = strnlen(refuse->reason, FRAME_REASON_LIMIT);
    uint8_t *at = put_header(out, FRAME_REFUSE);
    at = put(at, refuse->code, 2);
    at = put(at, refuse->version_lowest, 2);
    at = put(at, refuse->version_highest, 2);
    at = put(at, size, 2);
    at = put_bytes(at, refuse->reason, size);
    return (size_t)(at - out);
}

bool frame_read_refuse(const void *data, size_t size, struct frame_refuse *refuse)
{
    struct frame_reader reader = begin(data, size);
    refuse->code = (uint16_t)get(&reader, 2);
    refuse->version_lowest = (uint16_t)get(&reader, 2);
    refuse->version_highest = (uint16_t)get(&reader, 2);
    get_label(&reader, 2, refuse->reason, FRAME_REASON_LIMIT);
    return !reader.bad;
}

size_t frame_write_window(uint8_t *out, const struct frame_window *window)
{
    uint8_t *at = put_header(out, FRAME_WINDOW);
    at = put(at, window->epoch, 8);
    at = put(at, window->messages, 4);
    at = put(at, window->bytes, 8);
    return (size_t)(at - out);
}

bool frame_read_window(const void *data, size_t size, struct frame_window *window)
{
    struct frame_reader reader = begin(data, size);
    window->epoch = get(&reader, 8);
    window->messages = (uint32_t)get(&reader, 4);
    window->bytes = get(&reader, 8);
    return !reader.bad;
}

size_t frame_write_epoch(uint8_t *out, enum frame_type type, uint64_t epoch)
{
    return (size_t)(put(put_header(out, type), epoch, 8) - out);
}

bool frame_read_epoch(const void *data, size_t size, uint64_t *epoch)
{
    struct frame_reader reader = begin(data, size);
    *epoch = get(&reader, 8);
    return !reader.bad;
}

size_t frame_begin_work(uint8_t *out, uint64_t epoch)
{
    uint8_t *at = put(put_header(out, FRAME_WORK), epoch, 8);
    return (size_t)(put(at, 0, 2) - out);
}

bool frame_add_work(uint8_t *out, size_t *size, uint64_t sequence, size_t bytes, unsigned attempts, const char *key)
{
    size_t key_size = strnlen(key, FRAME_KEY_LIMIT);
    size_t count = (size_t)(out[WORK_COUNT_AT] << 8 | out[WORK_COUNT_AT + 1]);
    if (count == FRAME_WORKS_LIMIT || *size + WORK_ENTRY + key_size > FRAME_LIMIT)
        return false;
    uint8_t *at = put(out + *size, sequence, 8);
    at = put(at, bytes, 4);
    at = put(at, attempts, 4);
    at = put(at, key_size, 1);
    at = put_bytes(at, key, key_size);
    put(out + WORK_COUNT_AT, count + 1, 2);
    *size = (size_t)(at - out);
    return true;
}

bool frame_read_work(struct frame_reader *reader, const void *data, size_t size, size_t *count)
{
    *reader = begin(data, size);
    get(reader, 8);
    *count = (size_t)get(reader, 2);
    return !reader->bad && *count > 0 && *count <= FRAME_WORKS_LIMIT;
}

bool frame_next_work(struct frame_reader *reader, struct frame_work *work)
{
    work->sequence = get(reader, 8);
    work->size = (uint32_t)get(reader, 4);
    work->attempts = (uint32_t)get(reader, 4);
    get_label(reader, 1, work->key, FRAME_KEY_LIMIT);
    return !reader->bad && work->size > 0;
}

bool frame_add_range(struct frame_ranges *ranges, uint64_t sequence)
{
    size_t last = ranges->count - 1;
    if (ranges->total == FRAME_SETTLED_LIMIT)
        return false;
    if (ranges->count > 0 && ranges->first[last] + ranges->number[last] == sequence) {
        ranges->number[last]++;
    } else {
        if (ranges->count == FRAME_RANGES_LIMIT)
            return false;
        ranges->first[ranges->count] = sequence;
        ranges->number[ranges->count++] = 1;
    }
    ranges->total++;
    return true;
}

size_t frame_write_outcome(uint8_t *out, enum frame_type type, uint64_t epoch, const struct frame_ranges *ranges,
                           const char *reason)
{
    uint8_t *at = put(put_header(out, type), epoch, 8);
    at = put(at, ranges->count, 2);
    for (size_t i = 0; i < ranges->count; i++) {
        at = put(at, ranges->first[i], 8);
        at = put(at, ranges->number[i], 4);
    }
    if (type == FRAME_REJECT) {
        size_t size = reason ? strnlen(reason, FRAME_REASON_LIMIT) : 0;
        at = put(at, size, 2);
        at = put_bytes(at, reason, size);
    }
    return (size_t)(at - out);
}

/* A reason ends up in logs and dead letters, hence valid UTF-8 without control characters. */
static void get_reason(struct frame_reader *reader, char *reason)
{
    size_t size = (size_t)get(reader, 2);
    const uint8_t *bytes = get_bytes(reader, size);
    struct buffer repaired = {0};
    if (bytes)
        utf8_append_repaired(&repaired, (const char *)bytes, size > FRAME_REASON_LIMIT ? FRAME_REASON_LIMIT : size);
    size_t kept = repaired.data ? utf8_valid_prefix(repaired.data, repaired.size) : 0;
    while (kept > FRAME_REASON_LIMIT)
        kept = utf8_valid_prefix(repaired.data, FRAME_REASON_LIMIT);
    for (size_t i = 0; i < kept; i++)
        reason[i] = (unsigned char)repaired.data[i] < 0x20 || repaired.data[i] == 0x7f ? ' ' : repaired.data[i];
    reason[kept] = '\0';
    buffer_free(&repaired);
}

bool frame_read_outcome(const void *data, size_t size, struct frame_ranges *ranges, char *reason)
{
    struct frame_reader reader = begin(data, size);
    ranges->total = 0;
    reason[0] = '\0';
    get(&reader, 8);
    ranges->count = (size_t)get(&reader, 2);
    if (reader.bad || ranges->count == 0 || ranges->count > FRAME_RANGES_LIMIT)
        return false;
    for (size_t i = 0; i < ranges->count && !reader.bad; i++) {
        ranges->first[i] = get(&reader, 8);
        ranges->number[i] = (uint32_t)get(&reader, 4);
        ranges->total += ranges->number[i];
    }
    if (reader.bad || ranges->total > FRAME_SETTLED_LIMIT)
        return false;
    if (frame_type(data, size) == FRAME_REJECT)
        get_reason(&reader, reason);
    return !reader.bad;
}
