/*
 * What became of pages that were not stored: results and reasons with the pages they befell, gathered from the
 * programs' logs, for the report of a run.
 */
#ifndef NEWSMILL_CLI_FINDINGS_H
#define NEWSMILL_CLI_FINDINGS_H

#include "common/buffer.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

struct findings;

struct findings *findings_new(void);
void findings_free(struct findings *findings); /* NULL is allowed */

/* One page (or record, or source) and why it was not stored. All texts are copied. */
void findings_add(struct findings *findings, const char *result, const char *reason, const char *page);

/* Takes a log line of ingest ("PAGE: skipped: REASON" and kin). False when it is none. */
bool findings_add_line(struct findings *findings, const char *message);

/* Forgets everything: ingest starts over and will tell it again. */
void findings_clear(struct findings *findings);

/* How many were added with this result. */
size_t findings_count(const struct findings *findings, const char *result);

/* Appends the groups as text, most frequent first; `log` is where the rest can be read. Nothing when there are none. */
void findings_append(const struct findings *findings, struct buffer *text, const char *log, size_t width);

/* [{"result", "reason", "count", "pages": […]}], most frequent first. */
json_t *findings_json(const struct findings *findings);

#endif
