/*
 * Log lines on stderr: text for people, one JSON object a line ({"at","level","program","message"}) for machines.
 * Safe to call from any thread; each line is written by one write(2).
 */
#ifndef NEWSMILL_LOG_H
#define NEWSMILL_LOG_H

#include <stdbool.h>

enum log_level { LOG_LEVEL_DEBUG, LOG_LEVEL_INFO, LOG_LEVEL_WARNING, LOG_LEVEL_ERROR };
enum log_format { LOG_FORMAT_AUTO, LOG_FORMAT_TEXT, LOG_FORMAT_JSON }; /* auto: text on a terminal, else JSON */

/* `program` is kept by reference. Before the first call, lines are text and carry no program name. */
void log_start(const char *program, enum log_format format, enum log_level lowest);

/* The message is one sentence fragment without a newline at the end; control characters are escaped. */
void log_debug(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_warning(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* True at most once a `seconds` for each `*last` (0 at first): for lines that would repeat while something is away. */
bool log_due(double *last, double seconds);

#endif
