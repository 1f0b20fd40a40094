#include "common/log.h"

#include "common/buffer.h"
#include "common/clock.h"
#include "common/secrets.h"
#include "common/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *program_name;
static bool as_json;
static enum log_level lowest_level = LOG_LEVEL_INFO;
static const char *const level_names[] = {"debug", "info", "warning", "error"};

void log_start(const char *program, enum log_format format, enum log_level lowest)
{
    program_name = program;
    as_json = format == LOG_FORMAT_JSON || (format == LOG_FORMAT_AUTO && !isatty(STDERR_FILENO));
    lowest_level = lowest;
}

/* `text` as the inside of a JSON string, or with control characters made visible for a terminal. */
static void append_escaped(struct buffer *line, const char *text)
{
    for (const char *c = text; *c; c++) {
        unsigned char byte = (unsigned char)*c;
        if (as_json && (byte == '"' || byte == '\\'))
            buffer_append_char(line, '\\');
        if (byte < 0x20 || byte == 0x7f)
            buffer_printf(line, as_json ? "\\u%04x" : "\\x%02x", byte);
        else
            buffer_append_char(line, (char)byte);
    }
}

static void write_line(enum log_level level, const char *message)
{
    struct buffer line = {0}, clean = {0}, shown = {0};
    char stamp[CLOCK_STAMP_SIZE];
    secrets_append_hidden(&shown, message);
    utf8_append_repaired(&clean, shown.data ? shown.data : "", shown.size);
    clock_stamp(time(NULL), stamp);
    if (as_json) {
        buffer_printf(&line, "{\"at\":\"%s\",\"level\":\"%s\",\"program\":\"%s\",\"message\":\"", stamp,
                      level_names[level], program_name ? program_name : "");
        append_escaped(&line, clean.data ? clean.data : "");
        buffer_append_text(&line, "\"}\n");
    } else {
        if (program_name)
            buffer_printf(&line, "%s: ", program_name);
        if (level != LOG_LEVEL_INFO)
            buffer_printf(&line, "%s: ", level_names[level]);
        append_escaped(&line, clean.data ? clean.data : "");
        buffer_append_char(&line, '\n');
    }
    ssize_t ignored = write(STDERR_FILENO, line.data, line.size);
    (void)ignored; /* a log that cannot be written has nobody to tell */
    buffer_free(&line);
    buffer_free(&clean);
    buffer_free(&shown);
}

static void write_formatted(enum log_level level, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));
static void write_formatted(enum log_level level, const char *format, va_list arguments)
{
    if (level < lowest_level)
        return;
    char message[2048];
    vsnprintf(message, sizeof message, format, arguments);
    write_line(level, message);
}

#define LOG_FUNCTION(name, level)                                                                                      \
    void name(const char *format, ...)                                                                                 \
    {                                                                                                                  \
        va_list arguments;                                                                                             \
        va_start(arguments, format);                                                                                   \
        write_formatted(level, format, arguments);                                                                     \
        va_end(arguments);                                                                                             \
    }

LOG_FUNCTION(log_debug, LOG_LEVEL_DEBUG)
LOG_FUNCTION(log_info, LOG_LEVEL_INFO)
LOG_FUNCTION(log_warning, LOG_LEVEL_WARNING)
LOG_FUNCTION(log_error, LOG_LEVEL_ERROR)

bool log_due(double *last, double seconds)
{
    double now = clock_now();
    if (*last != 0 && now - *last < seconds)
        return false;
    *last = now;
    return true;
}
