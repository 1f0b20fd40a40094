/* The words in dates: months of some twenty-five languages, zones, and words that may stand around a date. */
#ifndef NEWSMILL_DATE_WORDS_H
#define NEWSMILL_DATE_WORDS_H

#include "ingest/dates.h"

#include <stdbool.h>
#include <stddef.h>

#define DATE_WORD_SIZE 48

/*
 * Writes the word in lower case and without accents (Latin, Greek, Cyrillic), cut to what fits; returns its size.
 */
size_t date_fold_word(const char *text, size_t size, char folded[DATE_WORD_SIZE]);

/* 1 to 12 for a month's name or abbreviation in a folded word, 0 if it is none. */
int date_month_of_word(const char *folded);

/* Minutes east of UTC of a zone's abbreviation or tz name ("pst", "europe/brussels") on the day of `date`. */
bool date_zone_of_word(const char *folded, const struct date *date, int *offset);

/* By which rule clocks are put forward: in Europe since 1996, in North America since 2007, in Australia since 2008. */
enum summer_time { SUMMER_NONE, SUMMER_EUROPE, SUMMER_AMERICA, SUMMER_AUSTRALIA };

/* Whether they are on the day of `date`; the hour of change is ignored. */
bool date_is_summer(enum summer_time rule, const struct date *date);

/* Words that carry nothing: weekdays, "at", "um", "de", "updated". */
bool date_is_filler(const char *folded);

/* 1 for am, 2 for pm, 0 for neither. */
int date_half_of_day(const char *folded);

#endif
