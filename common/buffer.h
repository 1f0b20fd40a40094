/*
 * A growing byte buffer, always with a NUL after its last byte. A zeroed struct is an empty buffer.
 * Running out of memory ends the process with one line: newsmill never works on with half a message.
 */
#ifndef NEWSMILL_BUFFER_H
#define NEWSMILL_BUFFER_H

#include <stddef.h>

struct buffer {
    char *data; /* NULL while empty and never written */
    size_t size;
    size_t room;
};

void buffer_append(struct buffer *buffer, const void *data, size_t size);
void buffer_append_text(struct buffer *buffer, const char *text);
void buffer_append_char(struct buffer *buffer, char c);
void buffer_printf(struct buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Makes room for `more` bytes after the end and returns where they go; the caller adds to `size` what it wrote. */
char *buffer_reserve(struct buffer *buffer, size_t more);

/* Empties without giving memory back. */
void buffer_clear(struct buffer *buffer);

/* Hands the bytes (NUL-terminated, from malloc; never NULL) to the caller and leaves the buffer empty. */
char *buffer_steal(struct buffer *buffer);

void buffer_free(struct buffer *buffer);

/* malloc, calloc, realloc and strdup that end the process with one line instead of returning NULL. */
void *xmalloc(size_t size);
void *xcalloc(size_t count, size_t size);
void *xrealloc(void *memory, size_t size);
char *xstrdup(const char *text);
char *xstrndup(const char *text, size_t size);
char *xprintf(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
