/* Calendars other than the Gregorian, as pages of Thailand, Iran and Japan use them. */
#ifndef NEWSMILL_DATE_CALENDARS_H
#define NEWSMILL_DATE_CALENDARS_H

#include "ingest/dates.h"

#include <stdbool.h>
#include <stddef.h>

/* Years that no Gregorian date of a page has: 1924 to 2047 as Iran counts them, 1957 to 2057 as Thailand does. */
#define SOLAR_HIJRI_FIRST 1303
#define SOLAR_HIJRI_LAST  1425
#define BUDDHIST_FIRST    2500
#define BUDDHIST_LAST     2600
#define BUDDHIST_AHEAD    543

/* Sets the day of the Gregorian calendar. False when there is no such day. */
bool date_from_solar_hijri(int year, int month, int day, struct date *date);

/* 1 to 12 for a Persian month's name, 0 if the word is none. */
int date_month_of_solar_hijri(const char *word);

/* The year before the first of a Japanese era that the word ends with; 0 if it names none. */
int date_year_before_era(const char *word, size_t size);

#endif
