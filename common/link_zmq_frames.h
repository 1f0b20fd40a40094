/*
 * The frames of the ZeroMQ link, byte by byte as docs/link-protocol.md has them: pure functions between structs and
 * bytes, no sockets. Numbers are big-endian. Every message between a sender and a worker starts with one such frame;
 * only `work` is followed by others, one payload frame for each of its entries.
 *
 * Decoders read untrusted bytes: they return false on anything malformed and never read behind the end. Bytes behind
 * the fields known here are ignored, so that a later minor version may add some.
 */
#ifndef NEWSMILL_LINK_ZMQ_FRAMES_H
#define NEWSMILL_LINK_ZMQ_FRAMES_H

#include "common/link.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FRAME_VERSION_LOWEST  0x0100u /* major in the high byte, minor in the low one */
#define FRAME_VERSION_HIGHEST 0x0100u

#define FRAME_LIMIT         65536 /* bytes of a frame that is no payload */
#define FRAME_NAME_LIMIT    64
#define FRAME_REASON_LIMIT  1024
#define FRAME_ID_LIMIT      255
#define FRAME_WORKS_LIMIT   1024  /* entries in one work frame */
#define FRAME_RANGES_LIMIT  4096  /* ranges in one outcome frame */
#define FRAME_SETTLED_LIMIT 65536 /* sequences in one outcome frame */
#define FRAME_KEY_LIMIT     (LINK_KEY_SIZE - 1)

enum frame_type {
    FRAME_HELLO = 1,     /* worker to sender */
    FRAME_WELCOME = 2,   /* sender to worker */
    FRAME_REFUSE = 3,    /* sender to worker */
    FRAME_AGAIN = 4,     /* sender to worker */
    FRAME_WORK = 5,      /* sender to worker */
    FRAME_ACK = 6,       /* worker to sender */
    FRAME_REJECT = 7,    /* worker to sender */
    FRAME_RELEASE = 8,   /* worker to sender */
    FRAME_HEARTBEAT = 9, /* both ways */
    FRAME_WINDOW = 10,   /* worker to sender */
    FRAME_DRAIN = 11,    /* worker to sender */
    FRAME_BYE = 12       /* both ways */
};

struct frame_hello {
    uint16_t version_lowest, version_highest;
    uint32_t window_messages;
    uint64_t window_bytes, max_message_bytes;
    uint64_t nonce;                   /* comes back in the welcome */
    uint8_t previous_size;            /* 0: none */
    uint8_t previous[FRAME_ID_LIMIT]; /* routing id that this worker had before on the same sender */
    char name[FRAME_NAME_LIMIT + 1];  /* printable ASCII when decoded */
};

struct frame_welcome {
    uint16_t version;
    uint64_t epoch, nonce;
    uint32_t heartbeat_ms;
    uint64_t max_message_bytes;
};

enum frame_refusal { REFUSED_VERSION = 1, REFUSED_LIMIT = 2, REFUSED_FULL = 3 };

struct frame_refuse {
    uint16_t code, version_lowest, version_highest;
    char reason[FRAME_REASON_LIMIT + 1]; /* printable ASCII when decoded */
};

struct frame_window {
    uint64_t epoch;
    uint32_t messages;
    uint64_t bytes;
};

struct frame_work {
    uint64_t sequence;
    uint32_t size;
    uint32_t attempts;
    char key[LINK_KEY_SIZE];
};

/* The type of a frame, or 0 when it is no frame of this protocol. */
int frame_type(const void *data, size_t size);

/* Encoders write to `out`, which has room for FRAME_LIMIT bytes, and return the size. */
size_t frame_write_hello(uint8_t *out, const struct frame_hello *hello);
size_t frame_write_welcome(uint8_t *out, const struct frame_welcome *welcome);
size_t frame_write_refuse(uint8_t *out, const struct frame_refuse *refuse);
size_t frame_write_window(uint8_t *out, const struct frame_window *window);
size_t frame_write_epoch(uint8_t *out, enum frame_type type, uint64_t epoch); /* again, heartbeat, drain, bye */

/* A work frame is begun, gets its entries (false: full, send this one first) and is ended. */
size_t frame_begin_work(uint8_t *out, uint64_t epoch);
bool frame_add_work(uint8_t *out, size_t *size, uint64_t sequence, size_t bytes, unsigned attempts, const char *key);

/* Ranges of sequences, as outcome frames list them; consecutive sequences share one. */
struct frame_ranges {
    uint64_t first[FRAME_RANGES_LIMIT];
    uint32_t number[FRAME_RANGES_LIMIT];
    size_t count;
    size_t total;
};

/* False: full, send these first. */
bool frame_add_range(struct frame_ranges *ranges, uint64_t sequence);
/* `reason` is written for reject only; it is cut at FRAME_REASON_LIMIT. */
size_t frame_write_outcome(uint8_t *out, enum frame_type type, uint64_t epoch, const struct frame_ranges *ranges,
                           const char *reason);

bool frame_read_hello(const void *data, size_t size, struct frame_hello *hello);
bool frame_read_welcome(const void *data, size_t size, struct frame_welcome *welcome);
bool frame_read_refuse(const void *data, size_t size, struct frame_refuse *refuse);
bool frame_read_window(const void *data, size_t size, struct frame_window *window);
/* The epoch of any frame but hello, welcome and refuse. */
bool frame_read_epoch(const void *data, size_t size, uint64_t *epoch);

/* Reads the entries of a work frame one by one: begin, then next `count` times. */
struct frame_reader {
    const uint8_t *at, *end;
    bool bad;
};
bool frame_read_work(struct frame_reader *reader, const void *data, size_t size, size_t *count);
bool frame_next_work(struct frame_reader *reader, struct frame_work *work);

/* Ranges and, for reject, the reason (FRAME_REASON_LIMIT + 1 bytes, valid UTF-8 or repaired). */
bool frame_read_outcome(const void *data, size_t size, struct frame_ranges *ranges, char *reason);

#endif
