/* An HTTP response as an archive holds it, in one piece: head, and body with its codings undone. */
#ifndef NEWSMILL_HTTP_MESSAGE_H
#define NEWSMILL_HTTP_MESSAGE_H

#include "common/buffer.h"
#include "common/error.h"

#include <stddef.h>
#include <time.h>

struct http_message {
    int status;
    char *content_type;     /* NULL: none given */
    char *content_encoding; /* NULL: none given */
    time_t date;            /* of the Date header; -1: none that can be read */
    bool chunked;
    const char *body; /* borrowed: where the coded body begins in the bytes given */
    size_t body_size;
};

/* Reads the head. ERROR_PERMANENT when the bytes are no HTTP response. */
bool http_message_parse(struct http_message *message, const char *data, size_t size, struct error *error);

/*
 * Appends the body without chunks and compression, at most `limit` bytes. A body that is not coded as its head says is
 * taken as it is: archives often keep the head and store the body decoded. ERROR_PERMANENT: over the limit, corrupt, or
 * a coding that is not known here.
 */
bool http_message_body(const struct http_message *message, size_t limit, struct buffer *out, struct error *error);

void http_message_clear(struct http_message *message);

/* Finds `name` in a block of header lines: its value without white space around, from malloc; NULL if absent. */
char *http_header_value(const char *lines, size_t size, const char *name);

#endif
