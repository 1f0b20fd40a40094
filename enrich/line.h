/*
 * The line inside newsmill-enrich: threads that take messages in, enrich and send them on, and one that learns what
 * became of them and tells upstream.
 *
 *   link in ─▶ workers (tag) ─▶ link out ─▶ settling thread ─▶ link in
 *                  └── undecodable ─▶ dead letters ─▶ rejected upstream
 *
 * The incoming message is the outgoing one's context, and is settled only when that has its outcome.
 */
#ifndef NEWSMILL_ENRICH_LINE_H
#define NEWSMILL_ENRICH_LINE_H

#include "common/error.h"
#include "common/link.h"
#include "enrich/knowledge.h"

#include <stdbool.h>
#include <stddef.h>

struct line;

struct line_settings {
    const char *in, *out;     /* links */
    const char *dead_letters; /* a link; NULL: the default place */
    size_t threads;
    struct shared_knowledge *knowledge; /* borrowed */
};

/* Opens the links and starts the threads. */
struct line *line_open(const struct line_settings *settings, struct error *error);

/* True when it can take work; else one line why in `reason` (256 bytes). */
bool line_ready(struct line *line, char *reason);

/* True when the input has ended (or was drained) and everything in hand is settled. */
bool line_finished(struct line *line);

/* True when the reader of a stream (`--out -`) has gone away: nothing can be delivered any more. */
bool line_output_closed(struct line *line);

/* Seconds since one of the links has been in trouble without a break. */
double line_trouble(struct line *line);

/* Takes no new work; line_finished tells when the rest is done. */
void line_drain(struct line *line);

/* Gives back what is still in hand, ends the threads and closes the links. NULL is allowed. */
void line_close(struct line *line);

struct line_counts {
    size_t enriched, rejected, released;
};

/* Settled so far; also after line_drain, until line_close. */
struct line_counts line_counts(struct line *line);

#endif
