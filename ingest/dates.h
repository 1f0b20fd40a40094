/*
 * Dates as pages and feeds write them: ISO 8601, RFC 2822, asctime, and dates in words in some twenty languages; into
 * RFC 3339 with the offset that was written kept.
 */
#ifndef NEWSMILL_DATES_H
#define NEWSMILL_DATES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DATE_TEXT_SIZE 40

/* How 3/4/2025 is read where only the order of day and month tells. */
enum date_order { DATE_DAY_FIRST, DATE_MONTH_FIRST };

struct date {
    int year; /* 1 to 9999 */
    int month, day;
    int hour, minute, second;
    int offset;      /* minutes east of UTC; 0 where none was written */
    bool has_time;   /* false: a day only, at midnight */
    bool has_offset; /* an offset, a zone or Z was written */
};

/* Reads a text that is a date and nothing else. False when it is none, or none that exists (31 June, 25:00). */
bool date_parse(const char *text, size_t size, enum date_order order, struct date *date);

/* Finds the first date with a day, a month and a year within running text ("Updated: 3 May 2024, 10:15"). */
bool date_find(const char *text, size_t size, enum date_order order, struct date *date);

/* The day that a URL's path names (/2024/05/03/…, /2024-05-03-…, /20240503/…). */
bool date_in_url(const char *url, struct date *date);

/* How a language (BCP 47, NULL: unknown) and a host's country write dates in numbers. */
enum date_order date_order_of(const char *language, const char *host);

/* "2024-05-03T10:15:00+02:00"; a day only is its midnight UTC. Returns `text`. */
char *date_format(const struct date *date, char text[DATE_TEXT_SIZE]);

/* Seconds since 1970-01-01T00:00:00Z. */
int64_t date_unix(const struct date *date);

/* The date and time in UTC so many seconds (not negative, before the year 10000) after 1970-01-01T00:00:00Z. */
void date_from_unix(int64_t seconds, struct date *date);

#endif
