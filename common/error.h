/*
 * The one error idiom of newsmill.
 *
 * A function that can fail returns bool (true: done) or a pointer (NULL: failed) and takes a `struct error *` as
 * its last parameter, which it fills only when it fails. NULL is allowed where the caller does not care for the cause.
 * The text is one line: what failed, where, and what to do about it if that is not plain.
 * Functions that hold resources have one `out:` (or `fail:`) label at the end that undoes start-up in reverse.
 */
#ifndef NEWSMILL_ERROR_H
#define NEWSMILL_ERROR_H

#include <stdbool.h>

enum error_kind {
    ERROR_NONE = 0,
    ERROR_TEMPORARY, /* trying the same again later may succeed: a peer away, a full disk, a lock held */
    ERROR_PERMANENT, /* this input will never succeed: undecodable, over a limit, refused for its data */
    ERROR_USAGE,     /* the user's settings are wrong; programs exit with 2 */
    ERROR_FATAL      /* this process cannot go on: out of memory, a broken installation */
};

struct error {
    enum error_kind kind;
    char text[512];
};

/* Fills `error` (if not NULL) and returns false, so that `return error_set(…)` reads as one step. */
bool error_set(struct error *error, enum error_kind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Puts "prefix: " before the text that is there. Returns false. */
bool error_prefix(struct error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Forgets what is there. */
void error_clear(struct error *error);

#endif
