/*
 * What kind of character a Unicode code point is, as far as cutting a text into words needs to know, and its lower
 * case. Compact ranges instead of the full Unicode tables: every script's letters count as letters, ideographs and kana
 * stand alone (text in those scripts has no spaces), all else is a symbol.
 */
#ifndef NEWSMILL_ENRICH_LETTERS_H
#define NEWSMILL_ENRICH_LETTERS_H

#include <stdint.h>

enum letter_class {
    LETTER_SPACE,     /* white space, and invisible marks of direction and joining */
    LETTER_BREAK,     /* ends a line */
    LETTER_WORD,      /* letters, combining marks and digits of other scripts: they join into words */
    LETTER_DIGIT,     /* 0 to 9 */
    LETTER_IDEOGRAPH, /* a token of its own */
    LETTER_SYMBOL     /* punctuation, currency signs, emoji: a token of its own */
};

enum letter_class letter_classify(uint32_t code_point);

/* Lower case of the letters that today's languages write in Latin, Greek, Cyrillic and Armenian script, one code point
   to one; others are returned as they are. */
uint32_t letter_lower(uint32_t code_point);

/* Romanian's ș and ț become ş and ţ, which stand for them in many texts; others are returned as they are. */
uint32_t letter_spelling(uint32_t code_point);

/* Lower case and one spelling, and typographic variants as one: quotes become ' and hyphens -. */
uint32_t letter_fold(uint32_t code_point);

#endif
