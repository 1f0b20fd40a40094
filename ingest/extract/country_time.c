#include "ingest/extract/country_time.h"

#include "ingest/date_words.h"

#include <string.h>

/* Countries whose news sites use their domain; not those that all the world does (.me, .co, .io). */
static const struct {
    const char *domains; /* each between blanks */
    int minutes;
    enum summer_time summer;
    int since; /* the first whole year of the rule; 0: all that matter */
} zones[] = {
    {" uk ie pt ", 0, SUMMER_EUROPE, 0},
    {" de at ch fr it es nl be lu pl cz sk hu si hr se no dk mt rs ", 60, SUMMER_EUROPE, 0},
    {" fi gr ee lv lt ro bg ", 120, SUMMER_EUROPE, 0},
    {" tr ", 180, SUMMER_NONE, 2017},
    {" ru ", 180, SUMMER_NONE, 2015},
    {" sa ", 180, SUMMER_NONE, 0},
    {" ae ", 240, SUMMER_NONE, 0},
    {" pk ", 300, SUMMER_NONE, 0},
    {" in lk ", 330, SUMMER_NONE, 0},
    {" bd ", 360, SUMMER_NONE, 0},
    {" th vn ", 420, SUMMER_NONE, 0},
    {" cn tw hk sg my ph ", 480, SUMMER_NONE, 0},
    {" jp kr ", 540, SUMMER_NONE, 0},
    {" au ", 600, SUMMER_AUSTRALIA, 2008},
    {" ar uy ", -180, SUMMER_NONE, 0},
    {" br ", -180, SUMMER_NONE, 2020},
    {" pe ", -300, SUMMER_NONE, 0},
    {" ca ", -300, SUMMER_AMERICA, 2007},
    {" mx ", -360, SUMMER_NONE, 2023},
    {" za ", 120, SUMMER_NONE, 0},
    {" ng ", 60, SUMMER_NONE, 0},
};

bool country_time_offset(const char *host, const struct date *date, int *minutes)
{
    const char *domain = host ? strrchr(host, '.') : NULL;
    if (!domain || strlen(domain) != 3)
        return false;
    char wanted[5] = {' ', domain[1], domain[2], ' ', '\0'};
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++)
        if (strstr(zones[i].domains, wanted)) {
            *minutes = zones[i].minutes + (date_is_summer(zones[i].summer, date) ? 60 : 0);
            return date->year >= zones[i].since;
        }
    return false;
}
