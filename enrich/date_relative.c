#include "enrich/date.h"

#include "enrich/words.h"

#include <stdlib.h>

static size_t add_quarter(struct tagging *tagging, size_t first, size_t last, int year, int quarter)
{
    struct value value = {.year = (short)year, .quarter = (signed char)quarter};
    date_add(tagging, first, last, &value, 0.95);
    return last;
}

/* "Q3 2026", "the third quarter of 2026"; without a year the latest such quarter that has begun. */
size_t date_read_quarter(struct tagging *tagging, size_t at, int quarter, size_t next)
{
    const struct text *text = tagging->text;
    size_t behind = date_skip_word(text, next, "of");
    int year = date_year(text, behind);
    if (year > 0) {
        return add_quarter(tagging, at, behind + 1, year, quarter);
    }
    struct day now;
    if (!date_published(tagging, &now)) {
        return 0;
    }
    return add_quarter(tagging, at, next, quarter <= (now.month + 2) / 3 ? now.year : now.year - 1, quarter);
}

/* What lies `amount` units from the publication: -1 week is last week. */
static size_t add_relative(struct tagging *tagging, size_t first, size_t last, enum word_calendar unit, long amount)
{
    struct day now;
    if (!date_published(tagging, &now) || labs(amount) > 1000) {
        return 0;
    }
    struct value value = {0};
    long months = now.year * 12L + now.month - 1;
    if (unit == CALENDAR_DAY) {
        return date_add_day(tagging, first, last, calendar_day(calendar_number(now) + amount), 0.9);
    }
    if (unit == CALENDAR_WEEK) {
        int year;
        value.week = (signed char)calendar_week(calendar_number(now) + 7 * amount, &year);
        value.year = (short)year;
    } else if (unit == CALENDAR_MONTH) {
        months += amount;
        return date_add_month(tagging, first, last, (int)(months / 12), (int)(months % 12 + 1), 0.85);
    } else if (unit == CALENDAR_QUARTER) {
        long quarters = months / 3 + amount;
        return add_quarter(tagging, first, last, (int)(quarters / 4), (int)(quarters % 4 + 1));
    } else {
        value.year = (short)(now.year + amount);
    }
    date_add(tagging, first, last, &value, 0.85);
    return last;
}

/* "Tuesday": the latest one, today included; the next one when the words before it speak of the future. */
size_t date_read_weekday(struct tagging *tagging, size_t at, const struct word *weekday)
{
    const struct text *text = tagging->text;
    struct day now;
    if (!date_published(tagging, &now) || (text->tokens[at].points <= 3 && token_symbol(text, at + 1) != '.')) {
        return 0;
    }
    long today = calendar_number(now);
    long back = (calendar_weekday(today) - weekday->value + 7) % 7;
    const struct word *before = at > 0 && token_same_line(text, at) ? word_at(text, at - 1, WORD_CALENDAR) : NULL;
    bool future = before != NULL && before->value == CALENDAR_NEXT;
    bool past = before != NULL && before->value == CALENDAR_LAST;
    size_t first = future || past ? at - 1 : at;
    for (size_t i = at; !past && i > 0 && at - i < 8 && !(text->tokens[i].flags & TOKEN_SENTENCE_START); i--) {
        const struct word *word = word_at(text, i - 1, WORD_CALENDAR);
        future |= word != NULL && word->value == CALENDAR_FUTURE;
    }
    long day = today - back + (future ? 7 : 0) - (past && back == 0 ? 7 : 0);
    return date_add_day(tagging, first, at + 1, calendar_day(day), 0.75);
}

/* "in 2026 dollars", "of 2000 shares": the figure is no year. */
static bool is_unit(const struct text *text, size_t at)
{
    return token_same_line(text, at) &&
           (word_at(text, at, WORD_UNIT) != NULL || word_at(text, at, WORD_SCALE) != NULL ||
            word_at(text, at, WORD_PERCENT) != NULL || word_at(text, at, WORD_CENT) != NULL);
}

/* "yesterday", "last week", "three days ago", "the third quarter", "in 2025". */
size_t date_read_calendar(struct tagging *tagging, size_t at, const struct word *word)
{
    const struct text *text = tagging->text;
    if (word->value == CALENDAR_TODAY || word->value == CALENDAR_YESTERDAY || word->value == CALENDAR_TOMORROW) {
        long amount = word->value == CALENDAR_TODAY ? 0 : word->value == CALENDAR_YESTERDAY ? -1 : 1;
        return add_relative(tagging, at, at + 1, CALENDAR_DAY, amount);
    }
    const struct word *next = token_same_line(text, at + 1) ? word_at(text, at + 1, WORD_CALENDAR) : NULL;
    if (word->value >= CALENDAR_LAST && word->value <= CALENDAR_NEXT) {
        bool unit = next != NULL && next->value >= CALENDAR_WEEK && next->value <= CALENDAR_YEAR &&
                    !token_equals(text, &text->tokens[at + 1], "weeks") &&
                    !token_equals(text, &text->tokens[at + 1], "months") &&
                    !token_equals(text, &text->tokens[at + 1], "years");
        long amount = (long)word->value - CALENDAR_THIS;
        return unit ? add_relative(tagging, at, at + 2, (enum word_calendar)next->value, amount) : 0;
    }
    if (word->value >= CALENDAR_ORDINAL_FIRST) {
        bool quarter = next != NULL && next->value == CALENDAR_QUARTER;
        return quarter ? date_read_quarter(tagging, at, word->value - CALENDAR_ORDINAL_FIRST + 1, at + 2) : 0;
    }
    int year = word->value == CALENDAR_BEFORE_DATE && date_year(text, at + 1) >= 1900 ? date_year(text, at + 1) : -1;
    if (year < 0 || is_unit(text, at + 2)) {
        return 0;
    }
    struct value value = {.year = (short)year};
    date_add(tagging, at + 1, at + 2, &value, 0.9);
    return at + 2;
}

/* "three days ago", "2 weeks ago". */
size_t date_read_ago(struct tagging *tagging, size_t at)
{
    const struct text *text = tagging->text;
    struct number number;
    if (!number_read(text, at, &number) || number.scale != 0 || number.value.exponent < 0) {
        return 0;
    }
    bool same_line = token_same_line(text, number.last) && token_same_line(text, number.last + 1);
    const struct word *unit = same_line ? word_at(text, number.last, WORD_CALENDAR) : NULL;
    const struct word *ago = unit != NULL ? word_at(text, number.last + 1, WORD_CALENDAR) : NULL;
    if (ago == NULL || ago->value != CALENDAR_AGO || unit->value > CALENDAR_YEAR || number.value.digits > 1000) {
        return 0;
    }
    long amount = (long)number.value.digits;
    for (int i = 0; i < number.value.exponent && amount <= 1000; i++) {
        amount *= 10;
    }
    return add_relative(tagging, at, number.last + 2, (enum word_calendar)unit->value, -amount);
}
