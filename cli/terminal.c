#include "cli/terminal.h"

#include "common/text.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

#define WRAP_WITHOUT_TERMINAL 100

size_t terminal_width(int descriptor)
{
    struct winsize size;
    if (!isatty(descriptor))
        return 0;
    if (ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col >= 20)
        return size.ws_col;
    const char *columns = getenv("COLUMNS");
    long given = columns ? strtol(columns, NULL, 10) : 0;
    return given >= 20 && given <= 10000 ? (size_t)given : 80;
}

/* Columns of one code point; -1: a control character. wcwidth knows Unicode only in a UTF-8 locale. */
static int code_point_columns(uint32_t code_point)
{
    static bool prepared;
    if (!prepared) {
        setlocale(LC_CTYPE, "C.UTF-8");
        prepared = true;
    }
    if (code_point < 0x7f)
        return code_point < 0x20 ? -1 : 1;
    if (code_point < 0xa0)
        return -1;
    if ((code_point >= 0x202a && code_point <= 0x202e) || (code_point >= 0x2066 && code_point <= 0x2069))
        return -1; /* would turn the direction of all that follows */
    int columns = wcwidth((wchar_t)code_point);
    return columns < 0 ? 1 : columns;
}

size_t terminal_columns(const char *text)
{
    size_t columns = 0;
    for (const char *at = text, *end = text + strlen(text); at < end;) {
        int wide = code_point_columns(utf8_next(&at, end));
        columns += wide < 0 ? 1 : (size_t)wide;
    }
    return columns;
}

size_t terminal_append(struct buffer *buffer, const char *text, size_t most)
{
    size_t columns = 0;
    bool cut = most && terminal_columns(text) > most;
    for (const char *at = text, *end = text + strlen(text); at < end;) {
        uint32_t code_point = utf8_next(&at, end);
        int wide = code_point_columns(code_point);
        if (cut && columns + (wide < 0 ? 1 : (size_t)wide) > most - 1)
            break;
        utf8_append(buffer, wide < 0 ? ' ' : code_point);
        columns += wide < 0 ? 1 : (size_t)wide;
    }
    if (cut) {
        buffer_append_text(buffer, "…");
        columns++;
    }
    return columns;
}

void terminal_append_padded(struct buffer *buffer, const char *text, size_t columns, bool right)
{
    size_t wide = terminal_columns(text);
    for (size_t i = wide; right && i < columns; i++)
        buffer_append_char(buffer, ' ');
    wide = terminal_append(buffer, text, columns);
    for (size_t i = wide; !right && i < columns; i++)
        buffer_append_char(buffer, ' ');
}

void terminal_append_wrapped(struct buffer *buffer, const char *text, size_t indent, size_t width)
{
    size_t room = width ? width : WRAP_WITHOUT_TERMINAL, used = 0;
    room = room > indent + 20 ? room - indent : 20;
    while (*text) {
        size_t blanks = strspn(text, " \t\n"), size = strcspn(text + blanks, " \t\n");
        if (!size)
            break;
        char *word = xstrndup(text + blanks, size);
        size_t wide = terminal_columns(word);
        if (used && used + 1 + wide > room) {
            buffer_append_char(buffer, '\n');
            used = 0;
        }
        if (!used) {
            for (size_t i = 0; i < indent; i++)
                buffer_append_char(buffer, ' ');
        } else {
            buffer_append_char(buffer, ' ');
            used++;
        }
        used += terminal_append(buffer, word, 0);
        free(word);
        text += blanks + size;
    }
    buffer_append_char(buffer, '\n');
}

void terminal_append_count(struct buffer *buffer, long long count)
{
    char digits[32];
    int size = snprintf(digits, sizeof digits, "%lld", count);
    for (int i = 0; i < size; i++) {
        buffer_append_char(buffer, digits[i]);
        int left = size - 1 - i;
        if (left > 0 && left % 3 == 0 && digits[i] != '-')
            buffer_append_char(buffer, ',');
    }
}

bool terminal_print(struct buffer *buffer)
{
    bool written =
        (buffer->size == 0 || fwrite(buffer->data, 1, buffer->size, stdout) == buffer->size) && fflush(stdout) == 0;
    buffer_clear(buffer);
    return written;
}
