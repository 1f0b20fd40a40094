/*
 * Keeps what may be a password out of logs and messages: the user information of URLs (RFC 3986, 3.2.1) and
 * `password=` parameters, also of URLs that are no sound ones.
 */
#ifndef NEWSMILL_SECRETS_H
#define NEWSMILL_SECRETS_H

#include "common/buffer.h"

#include <stdbool.h>

/* Appends `text`, which may hold URLs, as it can be shown: three stars for the password; on the web for the user, too,
 * who may be a token. White space ends a URL. */
void secrets_append_hidden(struct buffer *out, const char *text);

/* `url`, which is one URL or was meant to be one (white space belongs to it), as it can be shown; from malloc. */
char *secrets_hidden_url(const char *url);

/* Whether the value of a setting with this key, one of librdkafka's, may be a secret. */
bool secrets_in_key(const char *key);

#endif
