#include "common/json_write.h"

#include "common/article.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#define NUMBER_SIZE 64

static bool is_plain(unsigned char c)
{
    return c >= 0x20 && c != '"' && c != '\\';
}

static void write_escape(unsigned char c, struct buffer *buffer)
{
    static const char letters[] = "btnvfr"; /* of 8 to 13; there is no \v in JSON */
    char escape[2] = {'\\', (char)c};
    if (c >= '\b' && c <= '\r' && c != '\v')
        escape[1] = letters[c - '\b'];
    if (c < ' ' && escape[1] == (char)c)
        buffer_printf(buffer, "\\u%04X", c);
    else
        buffer_append(buffer, escape, sizeof escape);
}

static void write_string(const char *text, size_t size, struct buffer *buffer)
{
    const char *at = text, *end = text + size;
    buffer_reserve(buffer, size + 2);
    buffer_append_char(buffer, '"');
    while (at < end) {
        const char *start = at;
        while (at < end && is_plain((unsigned char)*at))
            at++;
        buffer_append(buffer, start, (size_t)(at - start));
        if (at < end)
            write_escape((unsigned char)*at++, buffer);
    }
    buffer_append_char(buffer, '"');
}

static void write_number(const json_t *value, struct buffer *buffer)
{
    char text[NUMBER_SIZE];
    size_t size = json_dumpb(value, text, sizeof text, ARTICLE_JSON_FLAGS);
    buffer_append(buffer, text, size < sizeof text ? size : 0);
}

static void write_object(const json_t *object, struct buffer *buffer)
{
    json_t *own = (json_t *)(uintptr_t)object; /* jansson goes through it without changing it */
    char between = '{';
    for (void *at = json_object_iter(own); at; at = json_object_iter_next(own, at)) {
        const char *key = json_object_iter_key(at);
        buffer_append_char(buffer, between);
        write_string(key, json_object_iter_key_len(at), buffer);
        buffer_append_char(buffer, ':');
        json_write(json_object_iter_value(at), buffer);
        between = ',';
    }
    buffer_append_text(buffer, between == '{' ? "{}" : "}");
}

static void write_array(const json_t *array, struct buffer *buffer)
{
    buffer_append_char(buffer, '[');
    for (size_t i = 0; i < json_array_size(array); i++) {
        if (i > 0)
            buffer_append_char(buffer, ',');
        json_write(json_array_get(array, i), buffer);
    }
    buffer_append_char(buffer, ']');
}

void json_write(const json_t *value, struct buffer *buffer)
{
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        write_object(value, buffer);
        break;
    case JSON_ARRAY:
        write_array(value, buffer);
        break;
    case JSON_STRING:
        write_string(json_string_value(value), json_string_length(value), buffer);
        break;
    case JSON_INTEGER:
    case JSON_REAL:
        write_number(value, buffer);
        break;
    case JSON_TRUE:
        buffer_append_text(buffer, "true");
        break;
    case JSON_FALSE:
        buffer_append_text(buffer, "false");
        break;
    case JSON_NULL:
        buffer_append_text(buffer, "null");
        break;
    }
}
