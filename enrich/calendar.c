#include "enrich/calendar.h"

/* Counts years from March, so that the leap day is the last one of a year. */
long calendar_number(struct day day)
{
    long year = day.year - (day.month <= 2);
    long era = (year >= 0 ? year : year - 399) / 400;
    long year_of_era = year - era * 400;
    long day_of_year = (153 * (day.month + (day.month > 2 ? -3 : 9)) + 2) / 5 + day.day - 1;
    return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

struct day calendar_day(long number)
{
    number += 719468;
    long era = (number >= 0 ? number : number - 146096) / 146097;
    long day_of_era = number - era * 146097;
    long year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    long day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    long march = (5 * day_of_year + 2) / 153;
    struct day day = {.day = (int)(day_of_year - (153 * march + 2) / 5 + 1),
                      .month = (int)(march < 10 ? march + 3 : march - 9)};
    day.year = (int)(year_of_era + era * 400 + (day.month <= 2));
    return day;
}

bool calendar_valid(struct day day)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (day.year % 4 == 0 && day.year % 100 != 0) || day.year % 400 == 0;
    return day.month >= 1 && day.month <= 12 && day.day >= 1 &&
           day.day <= lengths[day.month - 1] + (day.month == 2 && leap);
}

int calendar_weekday(long number)
{
    return (int)(((number + 3) % 7 + 7) % 7);
}

int calendar_week(long number, int *year)
{
    long thursday = number - calendar_weekday(number) + 3;
    *year = calendar_day(thursday).year;
    return (int)((thursday - calendar_number((struct day){*year, 1, 1})) / 7 + 1);
}
