/*
 * What became of what was read: each page that is not delivered is named in the log with its reason, everything is
 * counted (at /metrics as newsmill_ingest_…), and the run ends with one line that adds it up. Safe from any thread.
 */
#ifndef NEWSMILL_REPORT_H
#define NEWSMILL_REPORT_H

#include "common/buffer.h"
#include "common/program.h"

#include <stdbool.h>
#include <stddef.h>

enum report_result {
    REPORT_DELIVERED,
    REPORT_KNOWN,      /* delivered by an earlier run and unchanged */
    REPORT_SKIPPED,    /* sound, but no article */
    REPORT_UNREADABLE, /* a source or a page that cannot be read: missing, corrupt, over a limit */
    REPORT_REJECTED,   /* refused further down the line, or by the link: a dead letter */
    REPORT_FAILED,     /* an address that could not be fetched */
    REPORT_RESULTS
};

void report_start(void);

/* A page came out of a source or a fetch. */
void report_read(void);

/* What happened to `what` (a page, a record, a source), and why; both may be NULL for delivered and known ones. */
void report_result(enum report_result result, const char *what, const char *reason);

/* A feed, a sitemap or another list was read; `kind` is one of a few fixed words. */
void report_list(const char *kind);

/* Requests sent, by how they ended; `label` is one of a few fixed words. */
void report_fetch(const char *label);

long long report_count(enum report_result result);

/* The gauge of articles sent and not acked, and one line on a terminal, drawn over itself. */
void report_progress(size_t pending, bool last);

/* The closing line, into the log. */
void report_summary(double seconds);

/* 0, or 1 when something was unreadable, rejected or failed. */
enum exit_code report_exit_code(void);

#endif
