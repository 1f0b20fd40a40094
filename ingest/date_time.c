#include "ingest/date_reader.h"
#include "ingest/date_words.h"

#include <ctype.h>
#include <string.h>

static const char *const hour_words[] = {"h", "時", "时", "시", "uhr", NULL};
static const char *const minute_words[] = {"分", "분", "min", NULL};
static const char *const second_words[] = {"秒", "초", NULL};
static const char *const clock_words[] = {"kl", "klo", "um", "uhr", "ore", "alle", "ob", "u", NULL};

static int half_of_day(const struct token *token)
{
    char folded[DATE_WORD_SIZE];
    if (token->kind != TOKEN_WORD || token->size >= 16)
        return 0;
    date_fold_word(token->text, token->size, folded);
    return date_half_of_day(folded);
}

/* "pm", "p.m."; returns the tokens it took. */
static size_t read_half(const struct date_reader *reader, size_t i, int *half)
{
    const struct token *token = token_at(reader, i);
    *half = half_of_day(token);
    if (*half)
        return 1;
    if ((token_is_word(token, "a") || token_is_word(token, "p")) && token_is_mark(token_at(reader, i + 1), '.') &&
        token_is_word(token_at(reader, i + 2), "m")) {
        *half = token_is_word(token, "a") ? 1 : 2;
        return 3u + token_is_mark(token_at(reader, i + 3), '.');
    }
    return 0;
}

/* "10.15am", "10.15 pm", "10.15 BST", not "12.10 am Main". */
static bool shows_time(const struct date_reader *reader, size_t i)
{
    const struct token *token = token_at(reader, i);
    char folded[DATE_WORD_SIZE];
    struct date date = {0};
    int half;
    if (read_half(reader, i, &half))
        return !token->spaced || half == 2;
    if (token->kind != TOKEN_WORD || token->size < 3 || token->size > 4 || !isupper((unsigned char)token->text[1]))
        return false;
    date_fold_word(token->text, token->size, folded);
    return date_zone_of_word(folded, &date, &date.offset);
}

/* 10:15, 10:15:30, 10:15:30.123, 10h15, 10時15分30秒, 10.15 Uhr, 101530 after a T. */
static size_t read_clock(const struct date_reader *reader, size_t i, struct date *date)
{
    const struct token *hour = token_at(reader, i), *joint = token_at(reader, i + 1), *minute = token_at(reader, i + 2);
    const struct token *before = i ? token_at(reader, i - 1) : token_at(reader, reader->count);
    bool words = token_is_any_word(joint, hour_words);
    date->minute = date->second = 0;
    if (token_is_word(before, "T") && (token_is_number(hour, 6, 6) || token_is_number(hour, 4, 4))) {
        long long clock = hour->digits == 4 ? hour->value * 100 : hour->value;
        date->hour = (int)(clock / 10000);
        date->minute = (int)(clock / 100 % 100);
        date->second = (int)(clock % 100);
        return 1;
    }
    if (!token_is_number(hour, 1, 2))
        return 0;
    date->hour = (int)hour->value;
    bool dotted = token_is_mark(joint, '.') && token_is_number(minute, 2, 2) &&
                  (token_is_any_word(before, clock_words) || token_is_word(token_at(reader, i + 3), "uhr") ||
                   shows_time(reader, i + 3));
    if (!token_is_mark(joint, ':') && !words && !dotted)
        return 0;
    if (!token_is_number(minute, 1, 2) || (words && minute->spaced && token_is_word(joint, "uhr")))
        return words ? 2 : 0;
    date->minute = (int)minute->value;
    size_t used = 3;
    used += token_is_any_word(token_at(reader, i + used), minute_words);
    if (token_is_mark(token_at(reader, i + 3), ':')) {
        if (!token_is_number(token_at(reader, i + 4), 1, 2))
            return 0;
        used = 5;
        date->second = (int)token_at(reader, i + 4)->value;
        const struct token *point = token_at(reader, i + 5), *fraction = token_at(reader, i + 6);
        if ((token_is_mark(point, '.') || token_is_mark(point, ',')) && !fraction->spaced && !point->spaced &&
            token_is_number(fraction, 1, 12))
            used = 7;
    } else if (used == 4 && token_is_number(token_at(reader, i + 4), 1, 2) &&
               token_is_any_word(token_at(reader, i + 5), second_words)) {
        date->second = (int)token_at(reader, i + 4)->value;
        used = 6;
    }
    return used;
}

/* +02:00, +0200, +2, -05:30; false when it is no offset that could exist. */
static size_t read_offset(const struct date_reader *reader, size_t i, struct date *date)
{
    const struct token *sign = token_at(reader, i), *number = token_at(reader, i + 1);
    if ((!token_is_mark(sign, '+') && !token_is_mark(sign, '-')) || number->spaced)
        return 0;
    long long hours, minutes = 0;
    size_t used = 2;
    if (token_is_number(number, 4, 4)) {
        hours = number->value / 100;
        minutes = number->value % 100;
    } else if (token_is_number(number, 1, 2)) {
        hours = number->value;
        if (token_is_mark(token_at(reader, i + 2), ':')) {
            if (!token_is_number(token_at(reader, i + 3), 2, 2))
                return 0;
            minutes = token_at(reader, i + 3)->value;
            used = 4;
        }
    } else {
        return 0;
    }
    if (hours > 15 || minutes > 59)
        return 0;
    date->offset = (int)(hours * 60 + minutes) * (token_is_mark(sign, '-') ? -1 : 1);
    date->has_offset = true;
    return used;
}

static size_t read_zone(const struct date_reader *reader, size_t i, struct date *date)
{
    size_t used = read_offset(reader, i, date);
    if (used)
        return used + token_is_word(token_at(reader, i + used), "Z");
    const struct token *name = token_at(reader, i);
    size_t bracket = token_is_mark(name, '(') || token_is_mark(name, '[');
    name = token_at(reader, i + bracket);
    char folded[DATE_WORD_SIZE];
    if (name->kind != TOKEN_WORD || name->size >= DATE_WORD_SIZE - 8)
        return 0;
    date_fold_word(name->text, name->size, folded);
    if (!date_zone_of_word(folded, date, &date->offset))
        return 0;
    date->has_offset = true;
    used = 1 + bracket;
    used += read_offset(reader, i + used, date); /* GMT+0200 */
    return used + (bracket && token_is_mark(token_at(reader, i + used), ']'));
}

/* 24:00 is the next day's 00:00. */
static void end_day(struct date *date)
{
    struct date next = {.year = date->year, .month = date->month, .day = date->day};
    date->hour = 0;
    if (date->day == 0)
        return;
    date_from_unix(date_unix(&next) + 86400, &next);
    date->year = next.year;
    date->month = next.month;
    date->day = next.day;
}

size_t date_read_time(const struct date_reader *reader, size_t i, struct date *date)
{
    struct date read = *date;
    int half = half_of_day(token_at(reader, i)), late_half = 0;
    size_t at = i + (half != 0), clock = read_clock(reader, at, &read);
    if (clock == 0 && !half && token_is_number(token_at(reader, at), 1, 2) && read_half(reader, at + 1, &late_half)) {
        read.hour = (int)token_at(reader, at)->value; /* "3pm" */
        read.minute = read.second = 0;
        clock = 1;
    }
    if (clock == 0)
        return 0;
    at += clock;
    at += read_half(reader, at, &late_half);
    if (!half)
        half = late_half;
    if (half && read.hour <= 12)
        read.hour = read.hour % 12 + (half == 2 ? 12 : 0);
    if (read.second == 60) /* a leap second */
        read.second = 59;
    if (read.hour == 24 && read.minute == 0 && read.second == 0)
        end_day(&read);
    if (read.hour > 23 || read.minute > 59 || read.second > 59)
        return 0;
    read.has_time = true;
    at += token_is_word(token_at(reader, at), "uhr");
    size_t comma = token_is_mark(token_at(reader, at), ','), zone = read_zone(reader, at + comma, &read);
    at += zone ? comma + zone : 0;
    if (!zone && reader->korean) {
        read.offset = 9 * 60;
        read.has_offset = true;
    }
    *date = read;
    return at - i;
}
