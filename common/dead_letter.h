/*
 * Dead letters: messages that can never pass, kept with stage, reason, attempts and the original bytes (base64; above
 * 256 KiB the first 64 KiB, the length and the SHA-256). They go to a file of JSON lines or to a Kafka topic, over a
 * link.
 */
#ifndef NEWSMILL_DEAD_LETTER_H
#define NEWSMILL_DEAD_LETTER_H

#include "common/error.h"
#include "common/link.h"

struct dead_letters;

/* `endpoint`: a link for sending, normally file:DATA/dead.jsonl or kafka://…/articles.dead. `stage` is kept by
 * reference. */
struct dead_letters *dead_letters_open(const char *endpoint, const char *stage, const struct link_settings *settings,
                                       struct error *error);

/*
 * The default endpoint for a program, from malloc: `given` if not NULL, else the `.dead` topic beside `link` if that is
 * a Kafka link, else file:DATA/dead.jsonl.
 */
char *dead_letters_endpoint(const char *given, const char *link, const char *data_folder);

/*
 * Writes one and waits until it is safe, for as long as that takes; only then may the message be rejected. False (the
 * caller keeps the message pending or releases it) only when a stop was requested meanwhile. Safe from several threads.
 */
bool dead_letters_write(struct dead_letters *letters, const struct link_message *message, const char *reason);

/* How many were written since the start. */
size_t dead_letters_count(struct dead_letters *letters);

/* Seconds since the link has been in trouble without a break; 0 for NULL. */
double dead_letters_trouble(struct dead_letters *letters);

void dead_letters_close(struct dead_letters *letters); /* NULL is allowed */

#endif
