#include "ingest/date_calendars.h"
#include "ingest/date_reader.h"
#include "ingest/date_words.h"

#include <string.h>

static int month_of(const struct token *token)
{
    char folded[DATE_WORD_SIZE];
    if (token->kind != TOKEN_WORD || token->size >= 48)
        return 0;
    date_fold_word(token->text, token->size, folded);
    int month = date_month_of_word(folded);
    if (!month && strncmp(folded, "ב", 2) == 0) /* Hebrew: "in May" is one word */
        month = date_month_of_word(folded + 2);
    return month ? month : date_month_of_solar_hijri(folded);
}

int date_days_of_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

static bool set_day(struct date *date, long long year, int year_digits, long long month, long long day)
{
    if (year_digits <= 2)
        year += year < 69 ? 2000 : 1900;
    if (year >= SOLAR_HIJRI_FIRST && year <= SOLAR_HIJRI_LAST)
        return date_from_solar_hijri((int)year, (int)month, (int)day, date);
    if (year >= BUDDHIST_FIRST && year <= BUDDHIST_LAST)
        year -= BUDDHIST_AHEAD;
    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 ||
        day > date_days_of_month((int)year, (int)month))
        return false;
    date->year = (int)year;
    date->month = (int)month;
    date->day = (int)day;
    return true;
}

/* ---- the day ---- */

/* Like token_is_any_word, without accents. */
static bool is_any_folded(const struct token *token, const char *const *words)
{
    char folded[DATE_WORD_SIZE];
    if (token->kind != TOKEN_WORD || token->size >= 16)
        return false;
    date_fold_word(token->text, token->size, folded);
    for (; *words; words++)
        if (strcmp(folded, *words) == 0)
            return true;
    return false;
}

/* Skips what may stand between the parts of a date in words: "16th of", "12 de", "5.", "16 -". */
static size_t skip_joints(const struct date_reader *reader, size_t i)
{
    static const char *const joints[] = {
        "st",       "nd", "rd", "th",   "er", "e",  "o", "de",    "del", "of", "den",  "eme", "ro",  "\xC2\xBA",
        "\xC2\xAA", "do", "г",  "year", "da", "di", "d", "thang", "nam", "m",  "gada", "ng",  "พ.ศ", NULL};
    for (int skipped = 0; skipped < 3; skipped++, i++) {
        const struct token *token = token_at(reader, i);
        if (!token_is_mark(token, '.') && !token_is_mark(token, ',') && !token_is_mark(token, '-') &&
            !token_is_mark(token, '/') && !token_is_mark(token, '\'') && !is_any_folded(token, joints))
            break;
    }
    return i;
}

/* 2024-05-03, 2024/5/3, 2024.05.03, 2024年5月3日, 2024-Mai-3; with `loose` 2024-05 and 2024 too. Tokens used, or 0. */
static size_t read_year_first(const struct date_reader *reader, size_t i, bool loose, struct date *date)
{
    static const char *const year_words[] = {"年", "년", NULL}, *const month_words[] = {"月", "월", NULL};
    const struct token *year = token_at(reader, i), *joint = token_at(reader, i + 1), *month = token_at(reader, i + 2);
    if (!token_is_number(year, 4, 4))
        return 0;
    bool east_asian = token_is_any_word(joint, year_words);
    bool joined = token_is_mark(joint, '-') || token_is_mark(joint, '/') || token_is_mark(joint, '.') || east_asian;
    int month_word = joined ? month_of(month) : 0;
    if (joined && (token_is_number(month, 1, 3) || month_word)) {
        const struct token *second = token_at(reader, i + 3), *day = token_at(reader, i + 4);
        bool same = east_asian ? token_is_any_word(second, month_words)
                               : second->kind == joint->kind && second->value == joint->value;
        if (same && token_is_number(day, 1, 2) &&
            set_day(date, year->value, 4, month_word ? month_word : month->value, day->value)) {
            const struct token *last = token_at(reader, i + 5);
            return 5 + (token_is_word(last, "日") || token_is_word(last, "일") || token_is_word(last, "号"));
        }
        if (month_word && token_is_number(second, 1, 2) && set_day(date, year->value, 4, month_word, second->value))
            return 4;
        if (loose && !same && token_is_number(month, 1, 2) && set_day(date, year->value, 4, month->value, 1))
            return 3 + token_is_any_word(second, month_words);
        return 0;
    }
    return loose && reader->count == 1 && set_day(date, year->value, 4, 1, 1) ? 1 : 0;
}

/* 3 May 2024, 3. Mai 2024, 3rd of May, 2024, 03-May-24. */
static size_t read_day_and_word(const struct date_reader *reader, size_t i, struct date *date)
{
    const struct token *day = token_at(reader, i);
    if (!token_is_number(day, 1, 2))
        return 0;
    size_t at = skip_joints(reader, i + 1);
    int month = month_of(token_at(reader, at));
    if (!month)
        return 0;
    at = skip_joints(reader, at + 1);
    if (month_of(token_at(reader, at)) == month) /* said twice: "24 نيسان / أبريل 2020" */
        at = skip_joints(reader, at + 1);
    const struct token *year = token_at(reader, at);
    if ((!token_is_number(year, 4, 4) && !token_is_number(year, 2, 2)) ||
        token_is_mark(token_at(reader, at + 1), ':') || !set_day(date, year->value, year->digits, month, day->value))
        return 0;
    return at + 1 - i;
}

/* Vietnamese: "3 tháng 5 năm 2024", "3 tháng 5, 2024". */
static size_t read_numbered_month(const struct date_reader *reader, size_t i, struct date *date)
{
    static const char *const month_words[] = {"thang", NULL};
    const struct token *day = token_at(reader, i), *month = token_at(reader, i + 2);
    if (!token_is_number(day, 1, 2) || !is_any_folded(token_at(reader, i + 1), month_words) ||
        !token_is_number(month, 1, 2))
        return 0;
    size_t at = skip_joints(reader, i + 3);
    const struct token *year = token_at(reader, at);
    return token_is_number(year, 4, 4) && set_day(date, year->value, 4, month->value, day->value) ? at + 1 - i : 0;
}

/* "2024 m. gegužės 3 d.", "2024. gada 3. maijs": the year first, then day and month in either order. */
static size_t read_year_and_word(const struct date_reader *reader, size_t i, struct date *date)
{
    const struct token *year = token_at(reader, i);
    size_t at = skip_joints(reader, i + 1);
    if (!token_is_number(year, 4, 4) || at == i + 1)
        return 0;
    int month = month_of(token_at(reader, at));
    if (month) {
        const struct token *day = token_at(reader, at + 1);
        return token_is_number(day, 1, 2) && set_day(date, year->value, 4, month, day->value) ? at + 2 - i : 0;
    }
    const struct token *day = token_at(reader, at);
    size_t next = skip_joints(reader, at + 1);
    month = token_is_number(day, 1, 2) ? month_of(token_at(reader, next)) : 0;
    return month && set_day(date, year->value, 4, month, day->value) ? next + 1 - i : 0;
}

/* "令和6年5月3日": years of an emperor's reign. */
static size_t read_era(const struct date_reader *reader, size_t i, struct date *date)
{
    const struct token *era = token_at(reader, i), *year = token_at(reader, i + 1), *month = token_at(reader, i + 3),
                       *day = token_at(reader, i + 5);
    int before_first = date_year_before_era(era->text, era->size);
    if (!before_first || !token_is_number(year, 1, 2) || !token_is_word(token_at(reader, i + 2), "年") ||
        !token_is_number(month, 1, 2) || !token_is_word(token_at(reader, i + 4), "月") || !token_is_number(day, 1, 2) ||
        !set_day(date, before_first + year->value, 4, month->value, day->value))
        return 0;
    return 6u + token_is_word(token_at(reader, i + 6), "日");
}

/* 6 July at 10:15 2004 and asctime: the time, and perhaps the offset, stand before the year. */
static size_t year_after_time(const struct date_reader *reader, size_t i)
{
    bool colon = false;
    for (size_t at = i; at < i + 9 && at < reader->count; at++) {
        const struct token *token = token_at(reader, at);
        colon |= token_is_mark(token, ':');
        if (colon && token_is_number(token, 4, 4) && !token_is_mark(token_at(reader, at - 1), '+') &&
            !token_is_mark(token_at(reader, at - 1), '-') && at + 1 >= reader->count)
            return at;
    }
    return 0;
}

/* May 3, 2024; Dec. 3rd 2024; with `loose` May 2024; Jul 15 01:16:00 2012 (then only the day is used up). */
static size_t read_word_first(const struct date_reader *reader, size_t i, bool loose, struct date *date,
                              size_t *late_year)
{
    bool number = false; /* words of running text are not looked up in vain */
    for (size_t ahead = 1; !number && ahead <= 4; ahead++)
        number = token_at(reader, i + ahead)->kind == TOKEN_NUMBER;
    int month = number ? month_of(token_at(reader, i)) : 0;
    if (!month)
        return 0;
    size_t at = skip_joints(reader, i + 1);
    const struct token *day = token_at(reader, at);
    if (loose && token_is_number(day, 4, 4) && set_day(date, day->value, 4, month, 1))
        return at + 1 - i;
    if (!token_is_number(day, 1, 2))
        return 0;
    size_t next = skip_joints(reader, at + 1);
    const struct token *year = token_at(reader, next);
    bool time_follows = token_is_mark(token_at(reader, next + 1), ':');
    if (token_is_number(year, 4, 4) && set_day(date, year->value, 4, month, day->value))
        return next + 1 - i;
    if (token_is_number(year, 2, 2) && !time_follows && next > at + 1 &&
        set_day(date, year->value, 2, month, day->value))
        return next + 1 - i;
    size_t last = year_after_time(reader, next);
    if (last && set_day(date, token_at(reader, last)->value, 4, month, day->value)) {
        *late_year = last;
        return at + 1 - i;
    }
    return 0;
}

/* 3/5/2024, 3.5.24, 03-05-2024, with `loose` 03 05 2024 and 03-12-31. */
static size_t read_numbers(const struct date_reader *reader, size_t i, bool loose, struct date *date)
{
    const struct token *a = token_at(reader, i), *b, *c;
    const struct token *joint = token_at(reader, i + 1), *second = token_at(reader, i + 3);
    size_t used = 5;
    bool bars = token_is_mark(joint, '|'); /* "26 | 01 | 2022" */
    bool joined =
        joint->kind == TOKEN_MARK && (joint->value == '/' || joint->value == '.' || joint->value == '-' || bars);
    if (joined && second->kind == TOKEN_MARK && second->value == joint->value) {
        b = token_at(reader, i + 2);
        c = token_at(reader, i + 4);
    } else if (loose && joint->kind == TOKEN_NUMBER) {
        b = joint;
        c = token_at(reader, i + 2);
        used = 3;
    } else {
        return 0;
    }
    if (!token_is_number(a, 1, 2) || !token_is_number(b, 1, 2) ||
        (!token_is_number(c, 4, 4) && (bars || !token_is_number(c, 2, 2))))
        return 0;
    if (!loose && c->digits == 2 && (joint->value == '-' || token_is_mark(token_at(reader, i + 5), '.')))
        return 0;
    if (loose && joined && joint->value == '-' && c->digits == 2 && set_day(date, a->value, 2, b->value, c->value))
        return used; /* ISO 8601:1988 allowed two digits for the year */
    const struct token *more = token_at(reader, i + 6), *point = token_at(reader, i + 5);
    if (!loose && point->kind == TOKEN_MARK && point->value == joint->value && more->kind == TOKEN_NUMBER &&
        !more->spaced)
        return 0; /* a number with four parts */
    bool month_first = joint->value == '/' && reader->order == DATE_MONTH_FIRST;
    if (a->value > 12)
        month_first = false;
    else if (b->value > 12)
        month_first = true;
    long long day = month_first ? b->value : a->value, month = month_first ? a->value : b->value;
    if (set_day(date, c->value, c->digits, month, day))
        return used;
    return 0;
}

/* The n-th day of a year. */
static bool set_ordinal_day(struct date *date, long long year, long long ordinal)
{
    int full_year = (int)(year + (year < 69 ? 2000 : 1900)), month = 1;
    while (month <= 12 && ordinal > date_days_of_month(full_year, month))
        ordinal -= date_days_of_month(full_year, month++);
    return month <= 12 && set_day(date, full_year, 4, month, ordinal);
}

/* 20240503, 240503 (`loose`), -0312 and -03-12 (`loose`), seconds or milliseconds since 1970 (`loose`). */
static size_t read_compact(const struct date_reader *reader, size_t i, bool loose, struct date *date)
{
    const struct token *number = token_at(reader, i), *before = i ? token_at(reader, i - 1) : NULL;
    long long v = number->value;
    if (token_is_number(number, 8, 8) && v / 10000 >= 1900 && v / 10000 < 2100 &&
        set_day(date, v / 10000, 4, v / 100 % 100, v % 100))
        return 1;
    if (!loose || i > 1)
        return 0;
    if (i == 0 && reader->count == 1 && token_is_number(number, 6, 6) &&
        set_day(date, v / 10000, 2, v / 100 % 100, v % 100))
        return 1;
    /* 03335 is the 335th day of 2003; 22013 is rather February 2013, or nothing. */
    if (i == 0 && reader->count == 1 && token_is_number(number, 5, 5) && (v % 10000 < 1900 || v % 10000 > 2100) &&
        set_ordinal_day(date, v / 1000, v % 1000))
        return 1;
    if (i == 1 && token_is_mark(before, '-') && token_is_number(number, 4, 4) && reader->count == 2 &&
        set_day(date, v / 100, 2, v % 100, 1))
        return 1;
    if (i == 1 && token_is_mark(before, '-') && token_is_number(number, 2, 2) && reader->count == 4 &&
        token_is_mark(token_at(reader, 2), '-') && token_is_number(token_at(reader, 3), 2, 2) &&
        set_day(date, v, 2, token_at(reader, 3)->value, 1))
        return 3;
    return 0;
}

size_t date_read_day(const struct date_reader *reader, size_t i, bool loose, struct date *date, size_t *late_year)
{
    size_t used = 0;
    if (token_at(reader, i)->kind == TOKEN_NUMBER) {
        if ((used = read_year_first(reader, i, loose, date)) || (used = read_day_and_word(reader, i, date)) ||
            (used = read_numbers(reader, i, loose, date)) || (used = read_numbered_month(reader, i, date)) ||
            (used = read_year_and_word(reader, i, date)))
            return used;
        return read_compact(reader, i, loose, date);
    }
    if (token_at(reader, i)->kind == TOKEN_WORD && (used = read_era(reader, i, date)))
        return used;
    return read_word_first(reader, i, loose, date, late_year);
}
