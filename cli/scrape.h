/* Reading other programs over HTTP: their /metrics for progress and reports, any URL for health checks. */
#ifndef NEWSMILL_CLI_SCRAPE_H
#define NEWSMILL_CLI_SCRAPE_H

#include "common/buffer.h"
#include "common/error.h"

#include <stdbool.h>

/* GETs `url` within `seconds`, at most 4 MiB of it. Proxies of the environment are not asked. `*status` is the HTTP
 * status. */
bool scrape_url(const char *url, double seconds, struct buffer *body, long *status, struct error *error);

/*
 * Value of the metric `name` in an exposition text: the sum over all that have `label` (`result="known"`) among their
 * labels, over all of them when `label` is NULL; 0 when it is not there.
 */
double scrape_value(const char *text, const char *name, const char *label);

/* Frees what is kept between calls (one connection for each peer). */
void scrape_end(void);

#endif
