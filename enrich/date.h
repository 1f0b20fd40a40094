/* What the two halves of the date tagger share: date.c (absolute dates) and date_relative.c. */
#ifndef NEWSMILL_ENRICH_DATE_H
#define NEWSMILL_ENRICH_DATE_H

#include "enrich/calendar.h"
#include "enrich/tagger.h"
#include "enrich/words.h"

/* The year of four digits at token `at`; -1 if there is none. */
int date_year(const struct text *text, size_t at);

/* `at` + 1 when the token reads `word`, else `at`. */
size_t date_skip_word(const struct text *text, size_t at, const char *word);

/* The day of publication; false when it is not known. */
bool date_published(const struct tagging *tagging, struct day *day);

/* Add a find over tokens [first, last). All return `last`; date_add_day 0 when there is no such day. */
void date_add(struct tagging *tagging, size_t first, size_t last, const struct value *value, double confidence);
size_t date_add_day(struct tagging *tagging, size_t first, size_t last, struct day day, double confidence);
size_t date_add_month(struct tagging *tagging, size_t first, size_t last, int year, int month, double confidence);

/* Readers of what begins at token `at`; they return the token after it, 0 when it is none. */
size_t date_read_weekday(struct tagging *tagging, size_t at, const struct word *weekday);
size_t date_read_calendar(struct tagging *tagging, size_t at, const struct word *word);
size_t date_read_ago(struct tagging *tagging, size_t at);
size_t date_read_quarter(struct tagging *tagging, size_t at, int quarter, size_t next);

#endif
