#include "ingest/dates.h"

#include "common/text.h"
#include "ingest/date_reader.h"
#include "ingest/date_words.h"

#include <stdio.h>
#include <string.h>

/* Weekdays and little words; East Asian weekdays are recognised by how they begin or end. */
static bool is_filler(const struct token *token)
{
    char folded[DATE_WORD_SIZE];
    if (token->kind != TOKEN_WORD || token->size >= DATE_WORD_SIZE - 8)
        return false;
    date_fold_word(token->text, token->size, folded);
    return token_is_word(token, "T") || date_is_filler(folded) || text_starts_with(folded, "星期") ||
           text_starts_with(folded, "周") || text_ends_with(folded, "요일") || text_ends_with(folded, "曜");
}

static bool is_separator(const struct token *token)
{
    return token->kind == TOKEN_MARK && token->value < 0x80 && strchr(",.-|/:;@", (int)token->value) != NULL;
}

/* Where the time may begin: behind "T", ",", "at", "um", "-", a weekday in brackets, and the like. */
static size_t skip_to_time(const struct date_reader *reader, size_t i)
{
    for (int skipped = 0; skipped < 4; skipped++, i++) {
        const struct token *token = token_at(reader, i);
        if (!is_separator(token) && !is_filler(token) && !token_is_mark(token, '(') && !token_is_mark(token, ')'))
            break;
    }
    return i;
}

/* "(Coordinated Universal Time)" at the end says again what the offset said. */
static size_t skip_brackets(const struct date_reader *reader, size_t i)
{
    bool square = token_is_mark(token_at(reader, i), '[');
    if (!square && !token_is_mark(token_at(reader, i), '('))
        return i;
    while (i < reader->count && !token_is_mark(token_at(reader, i), square ? ']' : ')'))
        i++;
    return i + (i < reader->count);
}

/* Whether nothing but fillers and one time or zone stands between tokens `i` and `end`; reads that time. */
static bool read_rest(const struct date_reader *reader, size_t i, size_t late_year, struct date *date)
{
    while (i < reader->count) {
        const struct token *token = token_at(reader, i);
        size_t used = 0;
        if (late_year && i == late_year)
            used = 1;
        else if (!date->has_time)
            used = date_read_time(reader, i, date);
        if (!used && token->kind == TOKEN_WORD && !date->has_offset) {
            char folded[DATE_WORD_SIZE];
            date_fold_word(token->text, token->size < DATE_WORD_SIZE - 8 ? token->size : DATE_WORD_SIZE - 8, folded);
            if (date_zone_of_word(folded, date, &date->offset))
                used = date->has_offset = true;
        }
        if (!used && (is_filler(token) || (is_separator(token) && !token_is_mark(token, ':'))))
            used = token->value != '-' || token_at(reader, i + 1)->spaced || !date->has_time;
        if (!used)
            used = skip_brackets(reader, i) - i;
        if (!used)
            return false;
        i += used;
    }
    return true;
}

/* A day has no offset: without a time, a zone says nothing. Returns true. */
static bool settle_offset(struct date *date)
{
    if (!date->has_time) {
        date->offset = 0;
        date->has_offset = false;
    }
    return true;
}

static void start_date(struct date *date)
{
    memset(date, 0, sizeof *date);
}

/* 10 digits are seconds, 13 milliseconds since 1970. */
static bool from_unix_time(const struct date_reader *reader, struct date *date)
{
    const struct token *number = token_at(reader, 0);
    if (reader->count != 1 || (!token_is_number(number, 10, 10) && !token_is_number(number, 13, 13)))
        return false;
    date_from_unix(number->digits == 13 ? number->value / 1000 : number->value, date);
    return true;
}

bool date_parse(const char *text, size_t size, enum date_order order, struct date *date)
{
    struct date_reader reader = {.order = order};
    if (date_tokenize(&reader, text, size) != text + size || reader.count == 0)
        return false;
    struct date early; /* a time before the date ("10:15, 3 May 2024") */
    size_t early_at = 0;
    start_date(&early);
    if (from_unix_time(&reader, date))
        return true;
    for (size_t i = 0; i < reader.count; i++) {
        *date = early;
        size_t late_year = 0, used = date_read_day(&reader, i, true, date, &late_year);
        if (used && early.has_time) /* again, now that the day tells whether it is summer */
            date_read_time(&reader, early_at, date);
        if (used && read_rest(&reader, i + used, late_year, date))
            return settle_offset(date);
        size_t time = date_read_time(&reader, i, &early);
        if (time > 0) {
            early_at = i;
            i += time - 1;
        } else if (token_at(&reader, i)->kind == TOKEN_NUMBER) { /* only words may stand before */
            return false;
        }
    }
    return false;
}

/* A time right before the date, as in "10:15, 3 May 2024". */
static void read_time_before(const struct date_reader *reader, size_t day, struct date *date)
{
    for (size_t back = 3; back <= 8 && back <= day; back++) {
        struct date read = *date;
        size_t used = date_read_time(reader, day - back, &read);
        if (used && skip_to_time(reader, day - back + used) >= day) {
            *date = read;
            return;
        }
    }
}

/* Most texts hold no digit, so no date: digits of ASCII, or bytes that those of other scripts begin with. */
static bool may_hold_digits(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)text[i];
        if ((c >= '0' && c <= '9') || c == 0xD9 || c == 0xDB || c == 0xE0 || c == 0xEF)
            return true;
    }
    return false;
}

bool date_find(const char *text, size_t size, enum date_order order, struct date *date)
{
    if (!may_hold_digits(text, size))
        return false;
    const char *at = text, *end = text + size;
    while (at < end) {
        struct date_reader reader = {.order = order};
        const char *stop = date_tokenize(&reader, at, (size_t)(end - at));
        for (size_t i = 0; i < reader.count; i++) {
            /* A date does not begin in the middle of a number such as 1.2.2024.5 or a version. */
            const struct token *before = i ? token_at(&reader, i - 1) : NULL;
            bool inside = before && !token_at(&reader, i)->spaced && before->kind == TOKEN_MARK &&
                          (before->value == '.' || before->value == '-' || before->value == '/') && i > 1 &&
                          token_at(&reader, i - 2)->kind == TOKEN_NUMBER && !before->spaced;
            size_t late_year = 0;
            start_date(date);
            size_t used = inside ? 0 : date_read_day(&reader, i, false, date, &late_year);
            if (!used || date->year < 1900)
                continue;
            if (!date_read_time(&reader, skip_to_time(&reader, i + used), date))
                read_time_before(&reader, i, date);
            return settle_offset(date);
        }
        if (stop == end || reader.count < DATE_MOST_TOKENS)
            break;
        /* Go on a little before the place where the tokens ran out, so that no date is cut. */
        at = reader.tokens[DATE_MOST_TOKENS - 12].text;
    }
    return false;
}

bool date_in_url(const char *url, struct date *date)
{
    const char *path = strstr(url, "://");
    path = path ? strchr(path + 3, '/') : NULL;
    for (const char *at = path; at && *at; at++) {
        if (*at < '0' || *at > '9' || (at[-1] >= '0' && at[-1] <= '9'))
            continue;
        int year = 0, month = 0, day = 0, length = 0;
        char first = 0, second = 0, after = 0;
        if (strspn(at, "0123456789") == 4 &&
            sscanf(at, "%4d%c%2d%c%2d%n", &year, &first, &month, &second, &day, &length) == 5 && first == second &&
            (first == '/' || first == '-' || first == '_'))
            after = at[length];
        else if (sscanf(at, "%2d%c%2d%c%4d%n", &day, &first, &month, &second, &year, &length) == 5 && first == second &&
                 (first == '-' || first == '_' || first == '.') && length == 10 && (day > 12 || day == month))
            after = at[length];
        else if (strspn(at, "0123456789") == 8 && sscanf(at, "%4d%2d%2d", &year, &month, &day) == 3)
            after = at[8];
        else
            continue;
        if ((after >= '0' && after <= '9') || year < 1990 || year > 2099 || month < 1 || month > 12 || day < 1 ||
            day > date_days_of_month(year, month))
            continue;
        start_date(date);
        date->year = year;
        date->month = month;
        date->day = day;
        return true;
    }
    return false;
}

enum date_order date_order_of(const char *language, const char *host)
{
    static const char *const day_first_hosts[] = {".uk", ".au", ".nz", ".ie", ".in", ".za", ".sg", ".ng", ".ke", ".pk"};
    static const char *const day_first_tags[] = {"en-GB", "en-AU", "en-NZ", "en-IE", "en-IN", "en-ZA", "en-SG"};
    bool english =
        language == NULL || (text_starts_with(language, "en") && (language[2] == '\0' || language[2] == '-'));
    if (!english)
        return DATE_DAY_FIRST;
    for (size_t i = 0; language && i < sizeof day_first_tags / sizeof *day_first_tags; i++)
        if (text_equal_nocase(language, day_first_tags[i]))
            return DATE_DAY_FIRST;
    for (size_t i = 0; host && i < sizeof day_first_hosts / sizeof *day_first_hosts; i++)
        if (text_ends_with(host, day_first_hosts[i]))
            return DATE_DAY_FIRST;
    return DATE_MONTH_FIRST;
}

char *date_format(const struct date *date, char text[DATE_TEXT_SIZE])
{
    char zone[8] = "Z";
    int minutes = date->offset < 0 ? -date->offset : date->offset;
    if (date->has_time && date->offset != 0)
        snprintf(zone, sizeof zone, "%c%02d:%02d", date->offset < 0 ? '-' : '+', minutes / 60 % 24, minutes % 60);
    snprintf(text, DATE_TEXT_SIZE, "%04d-%02d-%02dT%02d:%02d:%02d%s", date->year % 10000, date->month % 100,
             date->day % 100, date->hour % 100, date->minute % 100, date->second % 100, zone);
    return text;
}

int64_t date_unix(const struct date *date)
{
    /* Days since 1970-01-01 of the proleptic Gregorian calendar, counted in years that begin in March. */
    int64_t year = date->year - (date->month <= 2), era = (year >= 0 ? year : year - 399) / 400;
    int64_t of_era = year - era * 400,
            of_year = (153 * (date->month + (date->month > 2 ? -3 : 9)) + 2) / 5 + date->day - 1;
    int64_t days = era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
    return days * 86400 + date->hour * 3600 + date->minute * 60 + date->second - (int64_t)date->offset * 60;
}

void date_from_unix(int64_t seconds, struct date *date)
{
    int64_t days = seconds / 86400, rest = seconds % 86400;
    int year = 1970, month = 1;
    for (;; year++) {
        int in_year = 337 + date_days_of_month(year, 2);
        if (days < in_year)
            break;
        days -= in_year;
    }
    while (days >= date_days_of_month(year, month))
        days -= date_days_of_month(year, month++);
    *date = (struct date){.year = year,
                          .month = month,
                          .day = (int)days + 1,
                          .hour = (int)(rest / 3600),
                          .minute = (int)(rest / 60 % 60),
                          .second = (int)(rest % 60),
                          .has_time = true,
                          .has_offset = true};
}
