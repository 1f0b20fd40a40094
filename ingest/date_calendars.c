#include "ingest/date_calendars.h"

#include "ingest/date_reader.h"

#include <string.h>

#define DAYS_OF_HALF      186    /* six months of 31 days */
#define DAYS_BEFORE_FIRST 226894 /* from 0001-01-01 to the first day of the year 1 */

/* The leap years of a cycle of 33 (right from 1178 to 1633). */
static bool is_leap(int year)
{
    int of_cycle = year % 33;
    return of_cycle == 1 || of_cycle == 5 || of_cycle == 9 || of_cycle == 13 || of_cycle == 17 || of_cycle == 22 ||
           of_cycle == 26 || of_cycle == 30;
}

static int days_of_month(int year, int month)
{
    return month <= 6 ? 31 : month < 12 || is_leap(year) ? 30 : 29;
}

bool date_from_solar_hijri(int year, int month, int day, struct date *date)
{
    if (month < 1 || month > 12 || day < 1 || day > days_of_month(year, month))
        return false;
    int left = (month <= 6 ? (month - 1) * 31 : DAYS_OF_HALF + (month - 7) * 30) + day - 1;
    for (int before = 1; before < year; before++)
        left += 365 + is_leap(before);
    left += DAYS_BEFORE_FIRST;
    int gregorian = 1, of_year = 1;
    while (left >= 337 + date_days_of_month(gregorian, 2))
        left -= 337 + date_days_of_month(gregorian++, 2);
    while (left >= date_days_of_month(gregorian, of_year))
        left -= date_days_of_month(gregorian, of_year++);
    date->year = gregorian;
    date->month = of_year;
    date->day = left + 1;
    return true;
}

int date_month_of_solar_hijri(const char *word)
{
    static const char *const months[] = {"فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور",
                                         "مهر",     "ابان",     "اذر",   "دی",  "بهمن",  "اسفند"};
    for (int i = 0; i < 12; i++)
        if (strcmp(word, months[i]) == 0)
            return i + 1;
    return 0;
}

int date_year_before_era(const char *word, size_t size)
{
    static const struct {
        const char *name;
        int before_first;
    } eras[] = {{"令和", 2018}, {"平成", 1988}};
    for (size_t i = 0; i < sizeof eras / sizeof *eras; i++) {
        size_t name = strlen(eras[i].name);
        if (size >= name && memcmp(word + size - name, eras[i].name, name) == 0)
            return eras[i].before_first;
    }
    return 0;
}
