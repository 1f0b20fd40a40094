/* Days of the Gregorian calendar, counted, and ISO weeks. */
#ifndef NEWSMILL_ENRICH_CALENDAR_H
#define NEWSMILL_ENRICH_CALENDAR_H

#include <stdbool.h>

struct day {
    int year, month, day; /* month and day from 1 */
};

/* Days since 1970-01-01. */
long calendar_number(struct day day);
struct day calendar_day(long number);

bool calendar_valid(struct day day);

/* 0 Monday to 6 Sunday. */
int calendar_weekday(long number);

/* ISO 8601 week of the day; `*year` is the week's year. */
int calendar_week(long number, int *year);

#endif
