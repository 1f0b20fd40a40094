#include "common/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool error_set(struct error *error, enum error_kind kind, const char *format, ...)
{
    if (!error)
        return false;
    /* Formatted aside first: an argument may be the text that is there. */
    char text[sizeof error->text];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    error->kind = kind;
    memcpy(error->text, text, sizeof text);
    return false;
}

bool error_prefix(struct error *error, const char *format, ...)
{
    if (!error)
        return false;
    char prefix[sizeof error->text], text[2 * sizeof error->text + 2];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(prefix, sizeof prefix, format, arguments);
    va_end(arguments);
    snprintf(text, sizeof text, "%s: %s", prefix, error->text);
    text[sizeof error->text - 1] = '\0';
    memcpy(error->text, text, sizeof error->text);
    return false;
}

void error_clear(struct error *error)
{
    if (!error)
        return;
    error->kind = ERROR_NONE;
    error->text[0] = '\0';
}
