/*
 * Keeps what was fetched as web archives (--save-warc), which `warc:` reads back into the same articles: of each answer
 * a response record and a request record; a revisit record where nothing has changed since the address was last asked
 * for; and before the response, as a metadata record, what a feed or a sitemap told of the page. Bodies are kept with
 * their codings undone, so head fields that no longer hold are renamed X-Archive-Orig-…, and credentials are left out.
 * For one thread.
 */
#ifndef NEWSMILL_WARC_WRITER_H
#define NEWSMILL_WARC_WRITER_H

#include "common/buffer.h"
#include "common/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

struct warc_writer;

/* A request and its answer. All is the caller's. */
struct warc_exchange {
    const char *url;            /* canonical */
    const char *address;        /* the network address that answered; NULL: unknown */
    const struct buffer *asked; /* head of the request as it was sent */
    const struct buffer *told;  /* head of the answer as it came, empty line included */
    const struct buffer *body;  /* of the answer, decoded */
    int status;
    bool cut;          /* the body is longer than was kept */
    const char *entry; /* what a list told of the page, as JSON; NULL: nothing */
    time_t date;       /* of the answer */
};

/* `user_agent` is told in each file. ERROR_USAGE: the folder cannot be used. */
struct warc_writer *warc_writer_open(const char *folder, size_t file_size, const char *user_agent, struct error *error);

/* Keeps an exchange: in the file at once, unless writing fails; then in memory until it works. */
void warc_writer_add(struct warc_writer *writer, const struct warc_exchange *exchange);

/*
 * True when all is in the file. Tries again what could not be written, at most once a second, and says in the log that
 * it cannot. While it is false the caller fetches nothing and hands on no page.
 */
bool warc_writer_settled(struct warc_writer *writer);

/* Ends the file; NULL is allowed. */
void warc_writer_close(struct warc_writer *writer);

#endif
