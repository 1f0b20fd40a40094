#include "ingest/freshness.h"

#include <curl/curl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define LONGEST 31536000.0 /* a year (RFC 9111, 5.3, advises it); what is longer is as good */

/* A whole number of seconds, also in quotes; -1: none. */
static double seconds_of(const char *text)
{
    text += strspn(text, " \t\"");
    if (*text < '0' || *text > '9')
        return -1;
    double seconds = 0;
    for (; *text >= '0' && *text <= '9'; text++)
        seconds = seconds * 10 + (*text - '0');
    return seconds < LONGEST ? seconds : LONGEST;
}

/* False: it must not be kept. `*age`: -1 when there is no max-age. */
static bool read_directives(const char *list, double *age)
{
    *age = -1;
    while (*list) {
        list += strspn(list, " \t,");
        size_t size = strcspn(list, ",");
        if (strncasecmp(list, "no-store", 8) == 0 || (strncasecmp(list, "no-cache", 8) == 0 && list[8] != '='))
            return false;
        if (strncasecmp(list, "max-age=", 8) == 0 && *age < 0)
            *age = seconds_of(list + 8);
        list += size;
    }
    return true;
}

double freshness_of(const char *cache_control, const char *expires, const char *date, const char *age)
{
    double lifetime = -1;
    if (cache_control && !read_directives(cache_control, &lifetime))
        return 0;
    if (lifetime < 0 && expires) {
        time_t from = date ? curl_getdate(date, NULL) : -1, until = curl_getdate(expires, NULL);
        lifetime = from >= 0 && until > from ? (double)(until - from) : 0;
    }
    double held = age ? seconds_of(age) : 0;
    lifetime = lifetime < LONGEST ? lifetime : LONGEST;
    return lifetime > (held > 0 ? held : 0) ? lifetime - (held > 0 ? held : 0) : 0;
}
