/* What the clocks show in countries of one time zone, by the top-level domain of a host. */
#ifndef NEWSMILL_COUNTRY_TIME_H
#define NEWSMILL_COUNTRY_TIME_H

#include <stdbool.h>
#include <stdint.h>

/*
 * The offset at that instant (seconds since 1970), in minutes east of UTC, with summer time as the European Union has
 * had it since 1996. False: the host is NULL, of no country, or of one with several zones or other rules.
 */
bool country_time_offset(const char *host, int64_t instant, int *minutes);

#endif
