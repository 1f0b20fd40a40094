/* What the clocks show in a country, by the top-level domain of a host. */
#ifndef NEWSMILL_COUNTRY_TIME_H
#define NEWSMILL_COUNTRY_TIME_H

#include "ingest/dates.h"

#include <stdbool.h>

/*
 * The offset on the day of `date`, in minutes east of UTC, into `*minutes`. In a country of several zones it is that of
 * most people's clocks. False: the host is NULL, of no country that is known, or was of another offset then.
 */
bool country_time_offset(const char *host, const struct date *date, int *minutes);

#endif
