#include "common/clock.h"

#include <limits.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static double seconds_of(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

double clock_now(void)
{
    return seconds_of(CLOCK_MONOTONIC);
}

static double unix_at_boot;

static void anchor(void)
{
    unix_at_boot = seconds_of(CLOCK_REALTIME) - seconds_of(CLOCK_BOOTTIME);
}

double clock_unix(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, anchor);
    return unix_at_boot + seconds_of(CLOCK_BOOTTIME);
}

int clock_milliseconds(double seconds)
{
    if (seconds < 0)
        return -1;
    if (seconds >= INT_MAX / 1000)
        return INT_MAX;
    int milliseconds = (int)(seconds * 1000);
    return milliseconds == 0 && seconds > 0 ? 1 : milliseconds;
}

struct timespec clock_deadline(double seconds)
{
    const double longest = 10.0 * 365 * 86400;
    struct timespec deadline;
    clock_gettime(CLOCK_MONOTONIC, &deadline);
    if (seconds > longest)
        seconds = longest;
    if (seconds < 0)
        seconds = 0;
    time_t whole = (time_t)seconds;
    deadline.tv_sec += whole;
    deadline.tv_nsec += (long)((seconds - (double)whole) * 1e9);
    if (deadline.tv_nsec >= 1000000000) {
        deadline.tv_sec++;
        deadline.tv_nsec -= 1000000000;
    }
    return deadline;
}

char *clock_stamp(time_t unix_time, char *text)
{
    struct tm parts;
    if (!gmtime_r(&unix_time, &parts) || parts.tm_year + 1900 < 0 || parts.tm_year + 1900 > 9999)
        parts = (struct tm){.tm_year = 70, .tm_mday = 1};
    snprintf(text, CLOCK_STAMP_SIZE, "%04u-%02u-%02uT%02u:%02u:%02uZ", (unsigned)(parts.tm_year + 1900) % 10000,
             (unsigned)(parts.tm_mon + 1) % 100, (unsigned)parts.tm_mday % 100, (unsigned)parts.tm_hour % 100,
             (unsigned)parts.tm_min % 100, (unsigned)parts.tm_sec % 100);
    return text;
}

/* Reads exactly `count` digits; -1 if they are not there. */
static int digits(const char **at, int count)
{
    int value = 0;
    for (int i = 0; i < count; i++, (*at)++) {
        if (**at < '0' || **at > '9')
            return -1;
        value = value * 10 + (**at - '0');
    }
    return value;
}

static bool skip(const char **at, const char *allowed)
{
    if (!**at || !strchr(allowed, **at))
        return false;
    (*at)++;
    return true;
}

static int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

static bool read_date(const char **at, struct tm *parts)
{
    int year = digits(at, 4);
    if (year < 0 || !skip(at, "-"))
        return false;
    int month = digits(at, 2);
    if (month < 1 || month > 12 || !skip(at, "-"))
        return false;
    int day = digits(at, 2);
    if (day < 1 || day > days_in_month(year, month))
        return false;
    parts->tm_year = year - 1900;
    parts->tm_mon = month - 1;
    parts->tm_mday = day;
    return true;
}

/* Offset in seconds from "Z" or "+hh:mm". */
static bool read_offset(const char **at, int *offset)
{
    *offset = 0;
    if (skip(at, "Zz"))
        return true;
    int sign = **at == '-' ? -1 : 1;
    if (!skip(at, "+-"))
        return false;
    int hours = digits(at, 2);
    if (hours < 0 || hours > 23 || !skip(at, ":"))
        return false;
    int minutes = digits(at, 2);
    if (minutes < 0 || minutes > 59)
        return false;
    *offset = sign * (hours * 3600 + minutes * 60);
    return true;
}

static bool read_time(const char **at, struct tm *parts)
{
    parts->tm_hour = digits(at, 2);
    if (parts->tm_hour < 0 || parts->tm_hour > 23 || !skip(at, ":"))
        return false;
    parts->tm_min = digits(at, 2);
    if (parts->tm_min < 0 || parts->tm_min > 59 || !skip(at, ":"))
        return false;
    parts->tm_sec = digits(at, 2);
    if (parts->tm_sec < 0 || parts->tm_sec > 60)
        return false;
    if (skip(at, ".")) {
        if (digits(at, 1) < 0)
            return false;
        while (**at >= '0' && **at <= '9')
            (*at)++;
    }
    return true;
}

int clock_parse_stamp(const char *text, time_t *unix_time)
{
    struct tm parts = {0};
    int offset = 0;
    const char *at = text;
    if (!read_date(&at, &parts))
        return -1;
    if (*at && (!skip(&at, "Tt ") || !read_time(&at, &parts) || !read_offset(&at, &offset)))
        return -1;
    if (*at)
        return -1;
    *unix_time = timegm(&parts) - offset;
    return 0;
}
