/*
 * Signals as state: SIGTERM and SIGINT ask for a drain (a second one, for an exit at once), SIGHUP for what the program
 * makes of it, SIGPIPE is ignored. Handlers only set flags and write to an eventfd.
 */
#ifndef NEWSMILL_SIGNALS_H
#define NEWSMILL_SIGNALS_H

#include <stdbool.h>

/* SIGHUP is a stop (a closed terminal; not under nohup), asks for a reload, or is ignored. */
enum signals_hangup { HANGUP_STOPS, HANGUP_RELOADS, HANGUP_IGNORED };

void signals_install(enum signals_hangup hangup);

/* True from the first SIGTERM, SIGINT or SIGHUP that stops on, or from signals_request_stop(). */
bool signals_stop_requested(void);
void signals_request_stop(void);

/* True once for each SIGHUP that reloads (several in a row count as one): a program that reloads must ask. */
bool signals_take_reload(void);

/* Readable from the first stop request on and after each SIGHUP that reloads, until that is taken; for poll loops. */
int signals_descriptor(void);

/* Waits up to `seconds` (negative: for ever) or until a signal came; returns at once when a stop was requested. */
void signals_wait(double seconds);

#endif
