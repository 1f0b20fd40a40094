/*
 * When to come back: to lists at an interval that is learned from how often they change, to articles some time after
 * they were first delivered. Pure functions over what the frontier remembers; all times are Unix times in seconds.
 */
#ifndef NEWSMILL_SCHEDULE_H
#define NEWSMILL_SCHEDULE_H

#include "common/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- lists ---- */

/* What a list and its server say about how often to ask. Zero: nothing. */
struct schedule_hints {
    double fresh_for;    /* seconds that the answer may be kept (RFC 9111, 4.2.1) */
    double ttl;          /* seconds; RSS 2.0 `ttl` */
    double period;       /* seconds between two updates; `sy:updatePeriod` by `sy:updateFrequency` */
    uint32_t skip_hours; /* RSS `skipHours`: bit n is the hour n in UTC */
    uint8_t skip_days;   /* RSS `skipDays`: bit 0 is Sunday */
};

struct schedule_bounds {
    double shortest, longest; /* intervals, seconds */
};

/*
 * The interval after a reading that brought `added` entries which were not there `elapsed` seconds before. `interval`
 * is what was learned so far; 0: this is the first reading. About one new entry in two readings is aimed at.
 */
double schedule_learn(double interval, double elapsed, size_t added, const struct schedule_hints *hints,
                      const struct schedule_bounds *bounds);

/*
 * When to read a list again that was read at `now`: after `interval`, not before its hints allow, and not at the same
 * moment as all the others (`name`, its address, spreads them).
 */
double schedule_next_poll(double now, double interval, const struct schedule_hints *hints,
                          const struct schedule_bounds *bounds, const char *name);

/* When to try a list again after `errors` (1 or more) failures in a row; `retry_after`: seconds, 0 if none is named;
 * `least`: seconds that its source asks for in any case, beyond the bounds too, 0 if none. */
double schedule_after_errors(double now, double interval, unsigned errors, double retry_after, double least,
                             const struct schedule_bounds *bounds, const char *name);

/* ---- articles ---- */

#define SCHEDULE_STEPS_MOST 16

/* Times after the first delivery, seconds, rising. */
struct schedule_steps {
    double after[SCHEDULE_STEPS_MOST];
    size_t count;
};

/* Reads "15m,1h,6h,24h,3d", or "none". ERROR_USAGE says what is wrong. */
bool schedule_parse_steps(const char *text, struct schedule_steps *steps, struct error *error);

/* What a host's articles were like when they were visited again: at each visit both are multiplied by SCHEDULE_DECAY,
 * so that the last four hundred count, and then counted up. */
struct schedule_edits {
    double visits, edits;
};

#define SCHEDULE_DECAY 0.9975

/*
 * When to visit an article again that was first delivered at `first`; 0: no more. Steps that have passed are left out,
 * so that a long pause costs one visit, and so are some where the host's articles are hardly ever edited.
 */
double schedule_next_visit(const struct schedule_steps *steps, const struct schedule_edits *edits, double first,
                           double now);

#endif
