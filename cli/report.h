/* What `newsmill run` tells: one progress line while it runs, a short report at its end. */
#ifndef NEWSMILL_CLI_REPORT_H
#define NEWSMILL_CLI_REPORT_H

#include "cli/line.h"
#include "sink/store.h"

#include <jansson.h>

struct report {
    const struct line *line;
    double seconds;
    bool counted; /* `before` and `after` are known */
    struct store_counts before, after;
    json_t *top; /* as of store_top; NULL: unknown. Owned by the caller */
    int code;
};

/* Draws the progress line over itself on stderr; nothing when that is no terminal. A line_supervise callback. */
void report_draw_progress(struct line *line);
void report_end_progress(void);

/* Appends the report for people, `width` columns wide (0: no terminal). */
void report_append(const struct report *report, struct buffer *text, size_t width);

/* The report as one object. */
json_t *report_json(const struct report *report);

#endif
