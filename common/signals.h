/*
 * Signals as state: SIGTERM and SIGINT ask for a drain (a second one, for an exit at once), SIGHUP for a reload,
 * SIGPIPE is ignored. Handlers only set flags and write to an eventfd.
 */
#ifndef NEWSMILL_SIGNALS_H
#define NEWSMILL_SIGNALS_H

#include <stdbool.h>

void signals_install(void);

/* True from the first SIGTERM or SIGINT on, or from signals_request_stop(). */
bool signals_stop_requested(void);
void signals_request_stop(void);

/* True once for each SIGHUP (several in a row count as one). */
bool signals_take_reload(void);

/* Readable from the first stop request on and after each SIGHUP; for poll loops. */
int signals_descriptor(void);

/* Waits up to `seconds` (negative: for ever) or until a signal came; returns at once when a stop was requested. */
void signals_wait(double seconds);

#endif
