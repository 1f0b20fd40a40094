#include "ingest/extract/country_time.h"

#include "ingest/dates.h"

#include <string.h>

#define DAY 86400

/* Countries whose news sites use their domain; not those that all the world does (.me, .co, .io). Of several zones that
 * of most people, as they are all on the same side of UTC: most often it is the same day there. */
static const struct {
    const char *domains; /* each between blanks */
    int minutes;
    bool summer;
} zones[] = {
    {" uk ie pt ", 0, true},
    {" de at ch fr it es nl be lu pl cz sk hu si hr se no dk mt rs ", 60, true},
    {" fi gr ee lv lt ro bg ", 120, true},
    {" tr sa ", 180, false},
    {" ae ", 240, false},
    {" pk ", 300, false},
    {" in lk ", 330, false},
    {" bd ", 360, false},
    {" th vn ", 420, false},
    {" cn tw hk sg my ph ", 480, false},
    {" jp kr ", 540, false},
    {" ar uy ", -180, false},
    {" pe ", -300, false},
    {" za ", 120, false},
    {" ng ", 60, false},
    {" br ", -180, false},
    {" ca ", -300, true},
    {" ru ", 180, false},
    {" au ", 600, false},
    {" mx ", -360, false},
};

/* 01:00 UTC on the last Sunday of that month of 31 days. */
static int64_t last_sunday(int year, int month)
{
    struct date day = {.year = year, .month = month, .day = 31};
    int64_t midnight = date_unix(&day);
    return midnight - (midnight / DAY + 4) % 7 * DAY + 3600; /* 1970 began on a Thursday */
}

static bool is_summer(int64_t instant)
{
    struct date date;
    date_from_unix(instant, &date);
    return instant >= last_sunday(date.year, 3) && instant < last_sunday(date.year, 10);
}

bool country_time_offset(const char *host, int64_t instant, int *minutes)
{
    const char *domain = host ? strrchr(host, '.') : NULL;
    if (!domain || strlen(domain) != 3 || instant < 0)
        return false;
    char wanted[5] = {' ', domain[1], domain[2], ' ', '\0'};
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++)
        if (strstr(zones[i].domains, wanted)) {
            *minutes = zones[i].minutes + (zones[i].summer && is_summer(instant) ? 60 : 0);
            return true;
        }
    return false;
}
