/* What the clocks show in a country, by the top-level domain of a host. */
#ifndef NEWSMILL_COUNTRY_TIME_H
#define NEWSMILL_COUNTRY_TIME_H

#include <stdbool.h>
#include <stdint.h>

/*
 * The offset at that instant (seconds since 1970), in minutes east of UTC, with summer time as the European Union has
 * had it since 1996; within some weeks of the year it is an hour off elsewhere. In a country of several zones it is
 * what most people's clocks show. False: the host is NULL or of no country that is known.
 */
bool country_time_offset(const char *host, int64_t instant, int *minutes);

#endif
