/* Numbers as people write them: "1,200.50", "1.200,50" in German, "1 200" in French, "1.5bn", "two million". */
#ifndef NEWSMILL_ENRICH_NUMBER_H
#define NEWSMILL_ENRICH_NUMBER_H

#include "common/buffer.h"
#include "enrich/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* digits × 10^exponent; no trailing zero in digits, so that equal values are equal here. */
struct decimal {
    int64_t digits;
    int exponent; /* -12 to 18 */
};

struct number {
    struct decimal value;
    size_t last;    /* token after the number */
    size_t figures; /* token after the figures, before a scale word; equal to `last` without one */
    int scale;      /* power of ten of the scale word, which `value` includes; 0: none */
    bool in_words;  /* "two", "a": weak without a scale */
};

/*
 * Reads the number that begins at token `first`, with its scale word. False when there is none, or when it is no plain
 * number: more than 18 digits or 10^18, several points ("1.2.3"), a part of a longer code. A `first` outside the piece
 * is allowed.
 */
bool number_read(const struct text *text, size_t first, struct number *number);

/* value × 10^exponent; false when that leaves the range. */
bool decimal_scale(struct decimal *value, int exponent);

/* Appends "1200.5": plain, without exponent or grouping. */
void decimal_append(struct buffer *buffer, struct decimal value);

/* The same with commas: "1,200.5". */
void decimal_append_grouped(struct buffer *buffer, struct decimal value);

/* True for hyphen, dash and minus. */
bool is_dash(uint32_t symbol);

/*
 * Takes a minus (or plus) right before token `first` into the value, unless it follows a word or number ("5-10").
 * Returns where the number begins with its sign.
 */
size_t number_sign(const struct text *text, size_t first, struct decimal *value);

/*
 * True when a range as "5-10", "5 to 10" or "between 5 and 10" goes on behind `number`, which begins at token `first`:
 * `*other` is the second number.
 */
bool number_range(const struct text *text, size_t first, const struct number *number, struct number *other);

#endif
