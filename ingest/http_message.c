#include "ingest/http_message.h"

#include "common/text.h"
#include "ingest/inflate.h"

#include <ctype.h>
#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define HEAD_LIMIT 65536

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

char *http_header_value(const char *lines, size_t size, const char *name)
{
    size_t name_size = strlen(name);
    const char *end = lines + size;
    for (const char *line = lines; line < end;) {
        const char *next = memchr(line, '\n', (size_t)(end - line));
        const char *stop = next ? next : end;
        if ((size_t)(stop - line) > name_size && line[name_size] == ':' && strncasecmp(line, name, name_size) == 0) {
            const char *value = line + name_size + 1;
            while (value < stop && is_blank(*value))
                value++;
            while (stop > value && is_blank(stop[-1]))
                stop--;
            return xstrndup(value, (size_t)(stop - value));
        }
        line = next ? next + 1 : end;
    }
    return NULL;
}

/* Where the empty line that ends the head ends; NULL: there is none. */
static const char *find_body(const char *data, size_t size)
{
    size_t reach = size < HEAD_LIMIT ? size : HEAD_LIMIT;
    const char *end = data + reach, *line = data;
    while (line < end) {
        const char *next = memchr(line, '\n', (size_t)(end - line));
        if (!next)
            return NULL;
        if (next == line || (next == line + 1 && *line == '\r'))
            return next + 1;
        line = next + 1;
    }
    return NULL;
}

bool http_message_parse(struct http_message *message, const char *data, size_t size, struct error *error)
{
    *message = (struct http_message){.date = -1};
    if (size < 12 || strncasecmp(data, "HTTP/", 5) != 0)
        return error_set(error, ERROR_PERMANENT, "not an HTTP response");
    const char *space = memchr(data, ' ', size < 32 ? size : 32);
    message->status = space ? atoi(space + 1) : 0;
    if (message->status < 100 || message->status > 999)
        return error_set(error, ERROR_PERMANENT, "an HTTP response without a status");
    const char *body = find_body(data, size);
    if (!body)
        return error_set(error, ERROR_PERMANENT, "an HTTP response whose head does not end within %d bytes",
                         HEAD_LIMIT);
    size_t head_size = (size_t)(body - data);
    message->body = body;
    message->body_size = size - head_size;
    message->content_type = http_header_value(data, head_size, "Content-Type");
    message->content_encoding = http_header_value(data, head_size, "Content-Encoding");
    char *transfer = http_header_value(data, head_size, "Transfer-Encoding");
    message->chunked = transfer && strcasestr(transfer, "chunked");
    free(transfer);
    char *date = http_header_value(data, head_size, "Date");
    if (date)
        message->date = curl_getdate(date, NULL);
    free(date);
    return true;
}

/* Reads "1a;extension\r\n" at `*at`. */
static bool chunk_size(const char **at, const char *end, size_t *size)
{
    const char *p = *at;
    size_t value = 0;
    int digits = 0;
    while (p < end && isxdigit((unsigned char)*p) && digits < 12) {
        int c = tolower((unsigned char)*p++);
        value = value * 16 + (size_t)(c <= '9' ? c - '0' : c - 'a' + 10);
        digits++;
    }
    const char *line_end = p < end ? memchr(p, '\n', (size_t)(end - p)) : NULL;
    if (digits == 0 || !line_end || (*p != '\r' && *p != '\n' && *p != ';' && *p != ' '))
        return false;
    *at = line_end + 1;
    *size = value;
    return true;
}

/* False when the body does not begin with a chunk, that is, when it was stored decoded. A cut-off body gives what is
 * there. */
static bool unchunk(const char *data, size_t size, size_t limit, struct buffer *out)
{
    const char *at = data, *end = data + size;
    size_t chunk = 0;
    bool any = false;
    while (at < end && chunk_size(&at, end, &chunk)) {
        any = true;
        if (chunk == 0)
            break;
        size_t there = chunk < (size_t)(end - at) ? chunk : (size_t)(end - at);
        buffer_append(out, at, there);
        at += there;
        if (out->size > limit)
            break;
        if (at < end && *at == '\r')
            at++;
        if (at < end && *at == '\n')
            at++;
    }
    return any;
}

static bool is_coding(const char *coding, const char *name)
{
    return coding && text_equal_nocase(coding, name);
}

/* The body may be cut off by a limit of the archive's: then what is there is still a page. */
static bool decompress(const char *data, size_t size, size_t limit, struct buffer *out, struct error *error)
{
    struct error cause = {0};
    size_t start = out->size;
    if (inflate_buffer(data, size, limit, out, &cause))
        return true;
    if (out->size - start > limit || out->size == start) {
        if (error)
            *error = cause;
        return false;
    }
    return true;
}

bool http_message_body(const struct http_message *message, size_t limit, struct buffer *out, struct error *error)
{
    struct buffer joined = {0};
    const char *data = message->body, *coding = message->content_encoding;
    size_t size = message->body_size;
    bool done = false;
    if (message->chunked && unchunk(data, size, limit, &joined)) {
        data = joined.data ? joined.data : "";
        size = joined.size;
    }
    bool plain = !coding || !*coding || is_coding(coding, "identity") || is_coding(coding, "none");
    bool deflated = is_coding(coding, "gzip") || is_coding(coding, "x-gzip") || is_coding(coding, "deflate");
    if (deflated && !inflate_is_gzip(data, size) && memchr(data, '<', size < 256 ? size : 256))
        plain = true;
    if (size > limit) {
        error_set(error, ERROR_PERMANENT, "more than %zu bytes", limit);
    } else if (plain) {
        buffer_append(out, data, size);
        done = true;
    } else if (deflated) {
        done = decompress(data, size, limit, out, error);
    } else {
        error_set(error, ERROR_PERMANENT, "content coding '%.40s' cannot be read here; known are gzip and deflate",
                  coding);
    }
    buffer_free(&joined);
    return done;
}

void http_message_clear(struct http_message *message)
{
    free(message->content_type);
    free(message->content_encoding);
    *message = (struct http_message){.date = -1};
}
