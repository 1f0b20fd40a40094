/* A text cut into numbers, words and marks, for the readers of days (date_day.c) and times (date_time.c). */
#ifndef NEWSMILL_DATE_READER_H
#define NEWSMILL_DATE_READER_H

#include "ingest/dates.h"

#include <stdbool.h>
#include <stddef.h>

#define DATE_MOST_TOKENS 48

enum token_kind { TOKEN_END, TOKEN_NUMBER, TOKEN_WORD, TOKEN_MARK };

struct token {
    enum token_kind kind;
    int digits;       /* of a number */
    long long value;  /* of a number (its first 14 digits), or the character of a mark */
    bool spaced;      /* white space stands before it */
    const char *text; /* where it begins; of a word: its letters */
    size_t size;      /* of a word */
};

struct date_reader {
    struct token tokens[DATE_MOST_TOKENS + 1]; /* the last one is TOKEN_END */
    size_t count;
    enum date_order order;
    bool korean; /* Korean writing: times without a zone are Seoul's */
};

/* Fills the reader; returns where it stopped: the end, or after as many tokens as fit. */
const char *date_tokenize(struct date_reader *reader, const char *text, size_t size);

/* The token at `index`; TOKEN_END behind the last. */
const struct token *token_at(const struct date_reader *reader, size_t index);
bool token_is_mark(const struct token *token, char c);
bool token_is_word(const struct token *token, const char *word);
bool token_is_any_word(const struct token *token, const char *const *words); /* `words` ends with NULL */
bool token_is_number(const struct token *token, int least_digits, int most_digits);

/* Days in a month of the Gregorian calendar. */
int date_days_of_month(int year, int month);

/*
 * Reads a day at token `i`; returns how many tokens it took, 0 if there is none. `loose` allows what is a date only
 * when nothing else is in the text (2024-05, 240503, 1714730000). Where the year stands behind the time, `*late_year`
 * is set to its token.
 */
size_t date_read_day(const struct date_reader *reader, size_t i, bool loose, struct date *date, size_t *late_year);

/* Reads a time and its zone at token `i`; returns how many tokens it took, 0 if there is none that is possible. */
size_t date_read_time(const struct date_reader *reader, size_t i, struct date *date);

#endif
