/* Time: a monotonic clock in seconds for waits and deadlines, and RFC 3339 stamps for data and logs. */
#ifndef NEWSMILL_CLOCK_H
#define NEWSMILL_CLOCK_H

#include <stddef.h>
#include <time.h>

/* Seconds since some fixed point, never going back (CLOCK_MONOTONIC). */
double clock_now(void);

/*
 * Unix time in seconds that goes on evenly: the machine's clock as it was at the first call, and what has passed since
 * (CLOCK_BOOTTIME, which a sleeping machine does not stop). A clock that is set while the program runs does not move
 * it, so that nothing is due all at once, or not for a year.
 */
double clock_unix(void);

/* Milliseconds of `seconds` for poll(2) and the like; negative seconds give -1 (wait for ever), tiny ones at least 1.
 */
int clock_milliseconds(double seconds);

/* Absolute CLOCK_MONOTONIC time `seconds` from now, for pthread_cond_clockwait-like waits. */
struct timespec clock_deadline(double seconds);

#define CLOCK_STAMP_SIZE 32

/* "2026-11-22T18:20:00Z" for a Unix time. `text` has room for CLOCK_STAMP_SIZE bytes and is returned. */
char *clock_stamp(time_t unix_time, char *text);

/*
 * Reads an RFC 3339 date-time (offset or Z; fraction allowed and cut; a bare date is its midnight UTC) into Unix time.
 * Returns 0 on success, -1 when `text` is not one.
 */
int clock_parse_stamp(const char *text, time_t *unix_time);

#endif
