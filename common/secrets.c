#include "common/secrets.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#define HIDDEN "***"

static bool is_digits(const char *text, const char *end)
{
    while (text < end && *text >= '0' && *text <= '9')
        text++;
    return text == end;
}

/*
 * The '@' behind the user information of the authority at `text`; NULL: it names no user. A password with a slash
 * within ends the authority early: then what is no port tells.
 */
static const char *end_of_user(const char *text, const char *end)
{
    const char *stop = text, *at, *colon;
    while (stop < end && !strchr("/?#", *stop))
        stop++;
    at = memrchr(text, '@', (size_t)(stop - text));
    if (at || *text == '[')
        return at;
    colon = memchr(text, ':', (size_t)(stop - text));
    return colon && !is_digits(colon + 1, stop) ? memchr(stop, '@', (size_t)(end - stop)) : NULL;
}

/* Appends the authority at `text` up to and with its '@'; returns what is behind it. */
static const char *append_user(struct buffer *out, const char *text, const char *end, bool web)
{
    const char *at = text < end ? end_of_user(text, end) : NULL;
    const char *colon = at ? memchr(text, ':', (size_t)(at - text)) : NULL;
    if (!at || !(colon || web))
        return text;
    if (!web) /* on the web the user may be the secret: a token */
        buffer_append(out, text, (size_t)(colon + 1 - text));
    buffer_append_text(out, HIDDEN);
    return at;
}

static bool is_web(const char *start, const char *colon)
{
    return (colon - start >= 4 && strncasecmp(colon - 4, "http", 4) == 0) ||
           (colon - start >= 5 && strncasecmp(colon - 5, "https", 5) == 0);
}

static void append_hidden(struct buffer *out, const char *text, const char *spaces)
{
    static const char scheme_end[] = "://", parameter[] = "password=";
    const char *start = text, *from = text;
    while (*text) {
        if (strncmp(text, scheme_end, sizeof scheme_end - 1) == 0) {
            const char *colon = text;
            text += sizeof scheme_end - 1;
            buffer_append(out, from, (size_t)(text - from));
            text = from = append_user(out, text, text + strcspn(text, spaces), is_web(start, colon));
        } else if (strncasecmp(text, parameter, sizeof parameter - 1) == 0) {
            text += sizeof parameter - 1;
            buffer_append(out, from, (size_t)(text - from));
            buffer_append_text(out, HIDDEN);
            text += strcspn(text, "& \t\r\n");
            from = text;
        } else {
            text++;
        }
    }
    buffer_append(out, from, (size_t)(text - from));
}

void secrets_append_hidden(struct buffer *out, const char *text)
{
    append_hidden(out, text, " \t\r\n\"<>");
}

char *secrets_hidden_url(const char *url)
{
    struct buffer out = {0};
    append_hidden(&out, url, "");
    return buffer_steal(&out);
}

bool secrets_in_key(const char *key)
{
    static const char *const parts[] = {"password", "secret", "pem", "oauthbearer.config"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (strstr(key, parts[i]))
            return true;
    return false;
}
