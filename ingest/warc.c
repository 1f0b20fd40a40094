#include "ingest/warc.h"

#include "common/text.h"
#include "ingest/arc.h"
#include "ingest/http_message.h"
#include "ingest/warc_input.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define LINE_LIMIT   16384
#define HEADER_LIMIT 65536
#define BLOCK_KEPT   (1u << 20) /* bytes of a block's memory that are used again */

struct warc_reader {
    struct warc_input *input;
    size_t block_limit;
    unsigned long number;
    bool arc;          /* an ARC file: records have one line as their head, and it takes the version line's place */
    bool version_read; /* the version line of the next record was taken already, while looking for it */
    long long version_offset;
    struct buffer line, headers;
};

enum line_result { LINE_READ, LINE_DAMAGED, LINE_END, LINE_FAILED };

struct warc_reader *warc_open(int descriptor, size_t block_limit)
{
    struct warc_reader *reader = xcalloc(1, sizeof *reader);
    reader->input = warc_input_open(descriptor);
    reader->block_limit = block_limit;
    return reader;
}

void warc_close(struct warc_reader *reader)
{
    if (!reader)
        return;
    warc_input_close(reader->input);
    buffer_free(&reader->line);
    buffer_free(&reader->headers);
    free(reader);
}

void warc_record_clear(struct warc_record *record)
{
    free(record->type);
    free(record->url);
    free(record->date);
    free(record->content_type);
    buffer_free(&record->block);
    *record = (struct warc_record){0};
}

/* Whether the line that was read begins a record. */
static bool is_version_line(const struct warc_reader *reader)
{
    const char *text = reader->line.data ? reader->line.data : "";
    struct arc_head head;
    if (!reader->arc)
        return text_starts_with(text, "WARC/0.") || text_starts_with(text, "WARC/1.");
    if (!arc_parse_head(text, &head))
        return false;
    arc_head_clear(&head);
    return true;
}

/* A compressed member that begins a record ends the one before, whatever length that one claimed. */
static bool at_next_record(const struct warc_reader *reader, const char *data, size_t size)
{
    return warc_input_at_member(reader->input) && (reader->arc || (size >= 5 && memcmp(data, "WARC/", 5) == 0));
}

/* A line without its end into reader->line; of one that is too long, the beginning. */
static enum line_result read_line(struct warc_reader *reader, struct error *error)
{
    const char *data;
    size_t size;
    bool any = false;
    buffer_clear(&reader->line);
    for (;;) {
        switch (warc_input_peek(reader->input, &data, &size, error)) {
        case WARC_INPUT_DAMAGE:
            return LINE_DAMAGED;
        case WARC_INPUT_FAILED:
            return LINE_FAILED;
        case WARC_INPUT_END:
            return any ? LINE_READ : LINE_END;
        case WARC_INPUT_BYTES:
            break;
        }
        if (any && at_next_record(reader, data, size)) {
            error_set(error, ERROR_PERMANENT, "the record ends within its head");
            return LINE_DAMAGED;
        }
        any = true;
        const char *end = memchr(data, '\n', size);
        size_t take = end ? (size_t)(end - data) : size;
        size_t room = LINE_LIMIT - reader->line.size;
        buffer_append(&reader->line, data, take < room ? take : room);
        warc_input_take(reader->input, take + (end != NULL));
        if (end)
            break;
    }
    while (reader->line.size > 0 && reader->line.data[reader->line.size - 1] == '\r')
        reader->line.data[--reader->line.size] = '\0';
    return LINE_READ;
}

/* As read_line, and notes where the line begins. */
static enum line_result read_first_line(struct warc_reader *reader, struct error *error)
{
    reader->version_offset = warc_input_offset(reader->input);
    enum line_result result = read_line(reader, error);
    if (warc_input_is_compressed(reader->input))
        reader->version_offset = warc_input_offset(reader->input);
    return result;
}

static enum warc_result from_line(enum line_result result)
{
    return result == LINE_END ? WARC_END : result == LINE_FAILED ? WARC_FAILED : WARC_DAMAGED;
}

/* Passes over everything up to the next line that begins a record. */
static enum warc_result find_version_line(struct warc_reader *reader, struct error *error)
{
    for (;;) {
        struct error cause = {0};
        enum line_result result = read_first_line(reader, &cause);
        if (result == LINE_FAILED) {
            *error = cause;
            return WARC_FAILED;
        }
        reader->version_read = result == LINE_READ && is_version_line(reader);
        if (result != LINE_READ || reader->version_read) {
            error_set(error, ERROR_PERMANENT, "bytes that are no record");
            return WARC_DAMAGED;
        }
    }
}

/* Passes over what an ARC file tells of itself: its length is often wrong, the next head line is not. */
static enum warc_result begin_arc(struct warc_reader *reader, struct warc_record *record, struct error *error)
{
    enum line_result result;
    reader->arc = true;
    do {
        result = read_first_line(reader, error);
    } while (result == LINE_READ && !is_version_line(reader));
    if (result != LINE_READ)
        return from_line(result);
    record->offset = reader->version_offset;
    record->number = ++reader->number;
    return WARC_RECORD;
}

/* The version line; WARC_RECORD when it is there. */
static enum warc_result begin_record(struct warc_reader *reader, struct warc_record *record, struct error *error)
{
    enum line_result result = LINE_READ;
    if (!reader->version_read) {
        do {
            result = read_first_line(reader, error);
        } while (result == LINE_READ && reader->line.size == 0);
        record->offset = reader->version_offset;
        if (result != LINE_READ)
            return from_line(result);
    }
    if (reader->number == 0 && !reader->arc && arc_is_file_line(reader->line.data))
        return begin_arc(reader, record, error);
    if (!is_version_line(reader) && reader->number == 0 && !reader->arc) {
        error_set(error, ERROR_PERMANENT, "neither a WARC nor an ARC file, plain, gzip or LZ4");
        return WARC_FAILED;
    }
    if (!is_version_line(reader))
        return find_version_line(reader, error);
    reader->version_read = false;
    record->offset = reader->version_offset;
    record->number = ++reader->number;
    return WARC_RECORD;
}

/* Header lines up to the empty one; a line that begins with white space goes on with the one before. */
static enum warc_result read_headers(struct warc_reader *reader, struct error *error)
{
    buffer_clear(&reader->headers);
    for (;;) {
        enum line_result result = read_line(reader, error);
        if (result == LINE_END) {
            error_set(error, ERROR_PERMANENT, "the file ends within the head of a record");
            return WARC_DAMAGED;
        }
        if (result != LINE_READ)
            return from_line(result);
        if (reader->line.size == 0)
            break;
        if (is_version_line(reader)) {
            reader->version_read = true;
            reader->version_offset = warc_input_offset(reader->input);
            error_set(error, ERROR_PERMANENT, "the record ends within its head");
            return WARC_DAMAGED;
        }
        if (reader->headers.size + reader->line.size > HEADER_LIMIT) {
            error_set(error, ERROR_PERMANENT, "the head of a record is over %d bytes", HEADER_LIMIT);
            return WARC_DAMAGED;
        }
        bool goes_on = reader->line.data[0] == ' ' || reader->line.data[0] == '\t';
        if (reader->headers.size > 0)
            buffer_append_char(&reader->headers, goes_on ? ' ' : '\n');
        buffer_append(&reader->headers, reader->line.data, reader->line.size);
    }
    buffer_append_char(&reader->headers, '\n');
    return WARC_RECORD;
}

static char *header(const struct warc_reader *reader, const char *name)
{
    return http_header_value(reader->headers.data, reader->headers.size, name);
}

/* wget writes the address in angle brackets. */
static void take_brackets_off(char *url)
{
    size_t size = url ? strlen(url) : 0;
    if (size >= 2 && url[0] == '<' && url[size - 1] == '>') {
        memmove(url, url + 1, size - 2);
        url[size - 2] = '\0';
    }
}

static bool content_length(const struct warc_reader *reader, unsigned long long *length, struct error *error)
{
    char *text = header(reader, "Content-Length");
    bool good = text && *text && strlen(text) <= 18 && strspn(text, "0123456789") == strlen(text);
    *length = good ? strtoull(text, NULL, 10) : 0;
    if (!good)
        error_set(error, ERROR_PERMANENT,
                  text ? "the record's Content-Length is no number" : "the record has no Content-Length");
    free(text);
    return good;
}

static enum warc_result read_block(struct warc_reader *reader, struct warc_record *record, unsigned long long length,
                                   bool keep, struct error *error)
{
    record->oversized = keep && length > reader->block_limit;
    if (record->block.room > BLOCK_KEPT)
        buffer_free(&record->block);
    if (keep && !record->oversized)
        buffer_reserve(&record->block, (size_t)length + 1);
    while (length > 0) {
        const char *data;
        size_t size;
        enum warc_input_state state = warc_input_peek(reader->input, &data, &size, error);
        if (state == WARC_INPUT_FAILED)
            return WARC_FAILED;
        if (state == WARC_INPUT_END) {
            error_set(error, ERROR_PERMANENT, "the file ends within the record");
            return WARC_DAMAGED;
        }
        if (state == WARC_INPUT_BYTES && at_next_record(reader, data, size)) {
            error_set(error, ERROR_PERMANENT, "the record is shorter than its Content-Length");
            return WARC_DAMAGED;
        }
        if (state != WARC_INPUT_BYTES)
            return WARC_DAMAGED;
        size_t take = size < length ? size : (size_t)length;
        if (keep && !record->oversized)
            buffer_append(&record->block, data, take);
        warc_input_take(reader->input, take);
        length -= take;
    }
    return warc_input_finish_member(reader->input, error) == WARC_INPUT_DAMAGE ? WARC_DAMAGED : WARC_RECORD;
}

/* What the headers say of the record. */
static bool take_headers(struct warc_reader *reader, struct warc_record *record, unsigned long long *length,
                         struct error *error)
{
    record->type = header(reader, "WARC-Type");
    if (!record->type)
        record->type = xstrdup("");
    record->url = header(reader, "WARC-Target-URI");
    record->date = header(reader, "WARC-Date");
    record->content_type = header(reader, "Content-Type");
    take_brackets_off(record->url);
    return content_length(reader, length, error);
}

/* The same of an ARC record's line. What came over HTTP has its head in the block, the rest has none. */
static void take_arc_head(struct warc_reader *reader, struct warc_record *record, unsigned long long *length)
{
    struct arc_head head = {0};
    arc_parse_head(reader->line.data, &head);
    record->type = xstrdup(strncasecmp(head.url, "http", 4) == 0 ? "response" : "resource");
    record->url = head.url;
    record->date = head.date;
    record->content_type = head.content_type;
    *length = head.length;
}

static bool holds_a_page(const struct warc_record *record)
{
    return text_equal_nocase(record->type, "response") || text_equal_nocase(record->type, "resource");
}

static bool holds_an_entry(const struct warc_record *record)
{
    return text_equal_nocase(record->type, "metadata") && record->content_type &&
           text_equal_nocase(record->content_type, WARC_ENTRY_TYPE);
}

enum warc_result warc_next(struct warc_reader *reader, struct warc_record *record, struct error *error)
{
    struct buffer block = record->block;
    record->block = (struct buffer){0};
    warc_record_clear(record);
    buffer_clear(&block);
    record->block = block;

    unsigned long long length = 0;
    enum warc_result result = begin_record(reader, record, error);
    if (result == WARC_RECORD && !reader->arc)
        result = read_headers(reader, error);
    if (result != WARC_RECORD)
        return result;
    if (reader->arc)
        take_arc_head(reader, record, &length);
    else if (!take_headers(reader, record, &length, error))
        return WARC_DAMAGED;
    return read_block(reader, record, length, holds_a_page(record) || holds_an_entry(record), error);
}
