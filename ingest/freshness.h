/* How long an answer may be kept (RFC 9111, 4.2.1 and 5.3), as its server says: a hint at when to ask again. */
#ifndef NEWSMILL_FRESHNESS_H
#define NEWSMILL_FRESHNESS_H

/*
 * Seconds from now; 0: it does not say, or says that it must not be kept. The fields may be NULL. `date`: the answer's
 * Date, which Expires is measured from; `age`: how long a cache between has held it.
 */
double freshness_of(const char *cache_control, const char *expires, const char *date, const char *age);

#endif
