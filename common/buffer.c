#include "common/buffer.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void *need(void *memory)
{
    static const char line[] = "newsmill: out of memory; lower --window-bytes or give the process more\n";
    if (!memory) {
        ssize_t ignored = write(STDERR_FILENO, line, sizeof line - 1);
        (void)ignored;
        abort();
    }
    return memory;
}

void *xmalloc(size_t size)
{
    return need(malloc(size ? size : 1));
}

void *xcalloc(size_t count, size_t size)
{
    return need(calloc(count ? count : 1, size ? size : 1));
}

void *xrealloc(void *memory, size_t size)
{
    return need(realloc(memory, size ? size : 1));
}

char *xstrdup(const char *text)
{
    return xstrndup(text, strlen(text));
}

char *xstrndup(const char *text, size_t size)
{
    char *copy = xmalloc(size + 1);
    memcpy(copy, text, size);
    copy[size] = '\0';
    return copy;
}

char *xprintf(const char *format, ...)
{
    char *text = NULL;
    va_list arguments;
    va_start(arguments, format);
    int size = vasprintf(&text, format, arguments);
    va_end(arguments);
    return need(size < 0 ? NULL : text);
}

char *buffer_reserve(struct buffer *buffer, size_t more)
{
    if (more > SIZE_MAX / 2 - buffer->size - 1)
        need(NULL);
    size_t wanted = buffer->size + more + 1;
    if (wanted > buffer->room) {
        size_t room = buffer->room ? buffer->room : 64;
        while (room < wanted)
            room *= 2;
        buffer->data = xrealloc(buffer->data, room);
        buffer->room = room;
    }
    return buffer->data + buffer->size;
}

void buffer_append(struct buffer *buffer, const void *data, size_t size)
{
    char *end = buffer_reserve(buffer, size);
    if (size)
        memcpy(end, data, size);
    end[size] = '\0';
    buffer->size += size;
}

void buffer_append_text(struct buffer *buffer, const char *text)
{
    buffer_append(buffer, text, strlen(text));
}

void buffer_append_char(struct buffer *buffer, char c)
{
    char *end = buffer_reserve(buffer, 1);
    end[0] = c;
    end[1] = '\0';
    buffer->size++;
}

void buffer_printf(struct buffer *buffer, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int size = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (size > 0) {
        char *end = buffer_reserve(buffer, (size_t)size);
        vsnprintf(end, (size_t)size + 1, format, again);
        buffer->size += (size_t)size;
    }
    va_end(again);
}

void buffer_clear(struct buffer *buffer)
{
    buffer->size = 0;
    if (buffer->data)
        buffer->data[0] = '\0';
}

char *buffer_steal(struct buffer *buffer)
{
    buffer_reserve(buffer, 0)[0] = '\0';
    char *data = buffer->data;
    memset(buffer, 0, sizeof *buffer);
    return data;
}

void buffer_free(struct buffer *buffer)
{
    free(buffer->data);
    memset(buffer, 0, sizeof *buffer);
}
