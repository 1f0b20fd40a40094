#include "enrich/date.h"

#include "enrich/language.h"
#include "enrich/tense.h"
#include "enrich/words.h"

#include <stdlib.h>
#include <string.h>

/* A plain number of up to four digits at token `at`; -1 if there is none. */
static int small_number(const struct text *text, size_t at)
{
    if (at >= text->token_count || text->tokens[at].kind != TOKEN_NUMBER || text->tokens[at].size > 4) {
        return -1;
    }
    int number = 0;
    for (size_t i = 0; i < text->tokens[at].size; i++) {
        char c = text->data[text->tokens[at].start + i];
        if (c < '0' || c > '9') {
            return -1;
        }
        number = number * 10 + (c - '0');
    }
    return number;
}

/* A year of four digits that does not go on as an amount ("2,026", "1999 dollars" is not told apart). */
int date_year(const struct text *text, size_t at)
{
    int year = token_same_line(text, at) && text->tokens[at].size == 4 ? small_number(text, at) : -1;
    bool part = token_adjacent(text, at + 1) &&
                (token_symbol(text, at + 1) == '%' || text->tokens[at + 1].kind == TOKEN_WORD); /* "1960s" */
    return year >= 1800 && year <= 2199 && !part ? year : -1;
}

bool date_published(const struct tagging *tagging, struct day *day)
{
    *day = (struct day){tagging->year, tagging->month, tagging->day};
    return tagging->year != 0;
}

void date_add(struct tagging *tagging, size_t first, size_t last, const struct value *value, double confidence)
{
    mention_add_value(tagging->mentions, tagging->text, first, last, ENTITY_DATE, tagging->field, value, confidence);
}

size_t date_add_day(struct tagging *tagging, size_t first, size_t last, struct day day, double confidence)
{
    if (!calendar_valid(day)) {
        return 0;
    }
    struct value value = {.year = (short)day.year, .month = (signed char)day.month, .day = (signed char)day.day};
    date_add(tagging, first, last, &value, confidence);
    return last;
}

size_t date_add_month(struct tagging *tagging, size_t first, size_t last, int year, int month, double confidence)
{
    struct value value = {.year = (short)year, .month = (signed char)month};
    date_add(tagging, first, last, &value, confidence);
    return last;
}

/* The year that puts a month (and day; 0: none) nearest to the publication, or before it where the words around token
   `at` say so; -1 if that is not known. */
static int nearest_year(const struct tagging *tagging, size_t at, int month, int day)
{
    struct day now;
    if (!date_published(tagging, &now)) {
        return -1;
    }
    long today = calendar_number(now), best_distance = 400;
    int best = now.year;
    for (int year = now.year - 1; year <= now.year + 1; year++) {
        long distance = labs(calendar_number((struct day){year, month, day > 0 ? day : 15}) - today);
        if (distance < best_distance) {
            best_distance = distance;
            best = year;
        }
    }
    struct day chosen = {best, month, day > 0 ? day : now.day};
    return calendar_number(chosen) > today && tense_is_past(tagging->text, at) ? best - 1 : best;
}

/* "st", "th" right behind a day; "." behind it in German. */
static size_t skip_ordinal(const struct text *text, size_t at)
{
    static const char *const endings[] = {"st", "nd", "rd", "th", "er", NULL};
    if (!token_adjacent(text, at)) {
        return at;
    }
    if (token_is_one_of(text, at, endings)) {
        return at + 1;
    }
    return token_symbol(text, at) == '.' && language_is(text->language, "de da nb no cs fi") ? at + 1 : at;
}

size_t date_skip_word(const struct text *text, size_t at, const char *word)
{
    return token_same_line(text, at) && token_equals(text, &text->tokens[at], word) ? at + 1 : at;
}

/* "2026-11-05", "5.11.2026" cannot be one token; "05/11/2026" only when its order is sure. */
static size_t read_numeric(struct tagging *tagging, size_t at)
{
    const struct text *text = tagging->text;
    uint32_t mark = token_symbol(text, at + 1);
    if ((mark != '-' && mark != '/') || token_symbol(text, at + 3) != mark || !token_adjacent(text, at + 1) ||
        !token_adjacent(text, at + 2) || !token_adjacent(text, at + 3) || !token_adjacent(text, at + 4) ||
        (at > 0 && token_adjacent(text, at) && token_symbol(text, at - 1) == mark) ||
        (token_symbol(text, at + 5) == mark && token_adjacent(text, at + 5))) {
        return 0;
    }
    int a = small_number(text, at), b = small_number(text, at + 2), c = small_number(text, at + 4);
    if (text->tokens[at].size == 4 && a >= 1800 && a <= 2199 && text->tokens[at + 2].size == 2) {
        return date_add_day(tagging, at, at + 5, (struct day){a, b, c}, 0.99);
    }
    if (mark == '-' || text->tokens[at + 4].size != 4 || c < 1800 || c > 2199) {
        return 0;
    }
    char region[LANGUAGE_REGION_SIZE];
    bool english = language_is(text->language, "en");
    language_region(text->language, region);
    bool month_first = a <= 12 && (b > 12 || (english && strcmp(region, "US") == 0));
    bool day_first = b <= 12 && (a > 12 || a == b || !english || strcmp(region, "GB") == 0);
    if (!month_first && !day_first) {
        return 0;
    }
    return date_add_day(tagging, at, at + 5, month_first ? (struct day){c, a, b} : (struct day){c, b, a}, 0.95);
}

/* "5.11.2026" as German writes it: one number token. */
static size_t read_dotted(struct tagging *tagging, size_t at)
{
    const struct token *token = &tagging->text->tokens[at];
    const char *figure = tagging->text->data + token->start;
    if (token->size < 8 || token->size > 10 || figure[token->size - 5] != '.') {
        return 0;
    }
    char copy[12] = "", *rest;
    memcpy(copy, figure, token->size);
    long day = strtol(copy, &rest, 10);
    long month = *rest == '.' ? strtol(rest + 1, &rest, 10) : 0;
    long year = *rest == '.' ? strtol(rest + 1, &rest, 10) : 0;
    if (*rest != '\0' || year < 1800 || year > 2199) {
        return 0;
    }
    return date_add_day(tagging, at, at + 1, (struct day){(int)year, (int)month, (int)day}, 0.97);
}

/* "5 November 2026", "5th of November", "5 de noviembre de 2026", "5. November". */
static size_t read_day_first(struct tagging *tagging, size_t at)
{
    const struct text *text = tagging->text;
    int day = small_number(text, at);
    size_t next = skip_ordinal(text, at + 1);
    next = date_skip_word(text, date_skip_word(text, next, "of"), "de");
    const struct word *month =
        day >= 1 && day <= 31 && token_same_line(text, next) ? word_at(text, next, WORD_MONTH) : NULL;
    if (month == NULL) {
        return 0;
    }
    size_t last = next + 1;
    size_t behind = token_symbol(text, last) == '.' && text->tokens[next].points <= 4 ? last + 1 : last;
    behind = token_symbol(text, behind) == ',' ? behind + 1 : date_skip_word(text, behind, "de");
    int year = date_year(text, behind);
    if (year > 0) {
        return date_add_day(tagging, at, behind + 1, (struct day){year, month->value, day}, 0.99);
    }
    year = nearest_year(tagging, at, month->value, day);
    return year > 0 ? date_add_day(tagging, at, last, (struct day){year, month->value, day}, 0.9) : 0;
}

/* "November 5, 2026", "Nov. 5th", "November 2026", "in November". */
static size_t read_month_first(struct tagging *tagging, size_t at, const struct word *month)
{
    const struct text *text = tagging->text;
    size_t next = at + 1;
    if (token_symbol(text, next) == '.' && text->tokens[at].points <= 4 && token_adjacent(text, next)) {
        next++;
    }
    int year = date_year(text, token_symbol(text, next) == ',' ? next + 1 : date_skip_word(text, next, "de"));
    if (year > 0) {
        size_t last = (token_symbol(text, next) == ',' ? next + 1 : date_skip_word(text, next, "de")) + 1;
        return date_add_month(tagging, at, last, year, month->value, 0.97);
    }
    int day = token_same_line(text, next) ? small_number(text, next) : -1;
    if (day >= 1 && day <= 31 && !(token_symbol(text, next + 1) == '%')) {
        size_t last = skip_ordinal(text, next + 1);
        size_t behind = token_symbol(text, last) == ',' ? last + 1 : last;
        year = date_year(text, behind);
        if (year > 0) {
            return date_add_day(tagging, at, behind + 1, (struct day){year, month->value, day}, 0.99);
        }
        year = nearest_year(tagging, at, month->value, day);
        return year > 0 ? date_add_day(tagging, at, last, (struct day){year, month->value, day}, 0.9) : 0;
    }
    const struct word *before = at > 0 && token_same_line(text, at) ? word_at(text, at - 1, WORD_CALENDAR) : NULL;
    year = nearest_year(tagging, at, month->value, 0);
    if (before == NULL || year < 0 || before->value < CALENDAR_LAST || before->value > CALENDAR_BEFORE_DATE) {
        return 0;
    }
    struct day now;
    date_published(tagging, &now);
    if (before->value == CALENDAR_LAST) {
        year = month->value < now.month ? now.year : now.year - 1;
    } else if (before->value == CALENDAR_NEXT) {
        year = month->value > now.month ? now.year : now.year + 1;
    }
    bool relative = before->value != CALENDAR_BEFORE_DATE;
    return date_add_month(tagging, relative ? at - 1 : at, at + 1, year, month->value, 0.85);
}

static size_t read_number(struct tagging *tagging, size_t at)
{
    size_t last = read_numeric(tagging, at);
    last = last == 0 ? read_dotted(tagging, at) : last;
    last = last == 0 ? read_day_first(tagging, at) : last;
    return last == 0 ? date_read_ago(tagging, at) : last;
}

static size_t read_word(struct tagging *tagging, size_t at)
{
    const struct text *text = tagging->text;
    const struct word *word = word_at(text, at, WORD_MONTH);
    size_t last = word != NULL ? read_month_first(tagging, at, word) : 0;
    if (last == 0 && (word = word_at(text, at, WORD_WEEKDAY)) != NULL) {
        last = date_read_weekday(tagging, at, word);
    }
    if (last == 0 && (word = word_at(text, at, WORD_CALENDAR)) != NULL) {
        last = date_read_calendar(tagging, at, word);
    }
    return last == 0 && word_at(text, at, WORD_NUMBER) != NULL ? date_read_ago(tagging, at) : last;
}

/* "Q3" is one word. */
static int quarter_of(const struct text *text, const struct token *token)
{
    const char *name = text->data + token->start;
    return token->size == 2 && name[0] == 'Q' && name[1] >= '1' && name[1] <= '4' ? name[1] - '0' : 0;
}

void tag_date(struct tagging *tagging)
{
    const struct text *text = tagging->text;
    for (size_t at = 0; at < text->token_count;) {
        const struct token *token = &text->tokens[at];
        size_t last = 0;
        if (token->kind == TOKEN_NUMBER) {
            last = read_number(tagging, at);
        } else if (token->word != 0) {
            last = read_word(tagging, at);
        } else if (quarter_of(text, token) > 0) {
            last = date_read_quarter(tagging, at, quarter_of(text, token), at + 1);
        }
        at = last > at ? last : at + 1;
    }
}
