#include "enrich/letters.h"

#include <stdbool.h>
#include <stddef.h>

struct range {
    uint32_t first, last;
    enum letter_class class;
};

/* Everything from U+0080 on that is not LETTER_WORD; sorted. */
static const struct range ranges[] = {
    {0x0080, 0x0084, LETTER_SYMBOL},    {0x0085, 0x0085, LETTER_BREAK},     {0x0086, 0x009F, LETTER_SYMBOL},
    {0x00A0, 0x00A0, LETTER_SPACE},     {0x00A1, 0x00A9, LETTER_SYMBOL},    {0x00AB, 0x00AC, LETTER_SYMBOL},
    {0x00AE, 0x00B4, LETTER_SYMBOL},    {0x00B6, 0x00B9, LETTER_SYMBOL},    {0x00BB, 0x00BF, LETTER_SYMBOL},
    {0x00D7, 0x00D7, LETTER_SYMBOL},    {0x00F7, 0x00F7, LETTER_SYMBOL},    {0x02C2, 0x02C5, LETTER_SYMBOL},
    {0x02D2, 0x02DF, LETTER_SYMBOL},    {0x037E, 0x037E, LETTER_SYMBOL},    {0x0387, 0x0387, LETTER_SYMBOL},
    {0x055A, 0x055F, LETTER_SYMBOL},    {0x0589, 0x058F, LETTER_SYMBOL},    {0x05BE, 0x05BE, LETTER_SYMBOL},
    {0x05C0, 0x05C0, LETTER_SYMBOL},    {0x05C3, 0x05C3, LETTER_SYMBOL},    {0x05F3, 0x05F4, LETTER_SYMBOL},
    {0x0600, 0x060F, LETTER_SYMBOL},    {0x061B, 0x061F, LETTER_SYMBOL},    {0x066A, 0x066D, LETTER_SYMBOL},
    {0x06D4, 0x06D4, LETTER_SYMBOL},    {0x0700, 0x070D, LETTER_SYMBOL},    {0x0964, 0x0965, LETTER_SYMBOL},
    {0x09F2, 0x09F3, LETTER_SYMBOL},    {0x0E3F, 0x0E3F, LETTER_SYMBOL},    {0x0E4F, 0x0E4F, LETTER_SYMBOL},
    {0x10FB, 0x10FB, LETTER_SYMBOL},    {0x1360, 0x1368, LETTER_SYMBOL},    {0x1680, 0x1680, LETTER_SPACE},
    {0x17D4, 0x17DB, LETTER_SYMBOL},    {0x1800, 0x180A, LETTER_SYMBOL},    {0x2000, 0x200B, LETTER_SPACE},
    {0x200E, 0x200F, LETTER_SPACE},     {0x2010, 0x2027, LETTER_SYMBOL},    {0x2028, 0x2029, LETTER_BREAK},
    {0x202A, 0x202F, LETTER_SPACE},     {0x2030, 0x205E, LETTER_SYMBOL},    {0x205F, 0x206F, LETTER_SPACE},
    {0x2070, 0x2BFF, LETTER_SYMBOL},    {0x2E00, 0x2E7F, LETTER_SYMBOL},    {0x2E80, 0x2FDF, LETTER_IDEOGRAPH},
    {0x2FE0, 0x2FFF, LETTER_SYMBOL},    {0x3000, 0x3000, LETTER_SPACE},     {0x3001, 0x3004, LETTER_SYMBOL},
    {0x3005, 0x3007, LETTER_IDEOGRAPH}, {0x3008, 0x3020, LETTER_SYMBOL},    {0x3021, 0x3029, LETTER_IDEOGRAPH},
    {0x302A, 0x303F, LETTER_SYMBOL},    {0x3040, 0x30FA, LETTER_IDEOGRAPH}, {0x30FB, 0x30FB, LETTER_SYMBOL},
    {0x30FC, 0x312F, LETTER_IDEOGRAPH}, {0x3190, 0x31FF, LETTER_IDEOGRAPH}, {0x3200, 0x33FF, LETTER_SYMBOL},
    {0x3400, 0x4DBF, LETTER_IDEOGRAPH}, {0x4DC0, 0x4DFF, LETTER_SYMBOL},    {0x4E00, 0x9FFF, LETTER_IDEOGRAPH},
    {0xD800, 0xF8FF, LETTER_SYMBOL},    {0xF900, 0xFAFF, LETTER_IDEOGRAPH}, {0xFD3E, 0xFD3F, LETTER_SYMBOL},
    {0xFE00, 0xFE6F, LETTER_SYMBOL},    {0xFEFF, 0xFEFF, LETTER_SPACE},     {0xFF00, 0xFF0F, LETTER_SYMBOL},
    {0xFF1A, 0xFF20, LETTER_SYMBOL},    {0xFF3B, 0xFF40, LETTER_SYMBOL},    {0xFF5B, 0xFF65, LETTER_SYMBOL},
    {0xFF66, 0xFF9F, LETTER_IDEOGRAPH}, {0xFFE0, 0xFFFF, LETTER_SYMBOL},    {0x1B000, 0x1B2FF, LETTER_IDEOGRAPH},
    {0x1D000, 0x1D3FF, LETTER_SYMBOL},  {0x1F000, 0x1FFFF, LETTER_SYMBOL},  {0x20000, 0x3FFFF, LETTER_IDEOGRAPH},
    {0x40000, 0x10FFFF, LETTER_SYMBOL},
};

enum letter_class letter_classify(uint32_t c)
{
    if (c < 0x80) {
        if ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') {
            return LETTER_WORD;
        }
        if (c >= '0' && c <= '9') {
            return LETTER_DIGIT;
        }
        if (c == '\n' || c == '\r' || c == '\v' || c == '\f') {
            return LETTER_BREAK;
        }
        return c <= ' ' || c == 0x7F ? LETTER_SPACE : LETTER_SYMBOL;
    }
    size_t low = 0, high = sizeof ranges / sizeof *ranges;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (ranges[middle].last < c) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    bool listed = low < sizeof ranges / sizeof *ranges && ranges[low].first <= c;
    return listed ? ranges[low].class : LETTER_WORD;
}

/* Latin Extended-A: pairs of upper and lower case, upper case even or odd by block. */
static uint32_t lower_extended(uint32_t c)
{
    if (c == 0x130) {
        return 'i';
    }
    if (c == 0x178) {
        return 0xFF;
    }
    if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E)) {
        return c + (c & 1);
    }
    if (c == 0x138 || c == 0x149 || c == 0x17F) {
        return c;
    }
    return c | 1;
}

/* Latin Extended-B: what Romanian, Vietnamese, Azerbaijani, pinyin and others need of it. */
static uint32_t lower_extended_b(uint32_t c)
{
    if (c == 0x18F) {
        return 0x259;
    }
    if ((c >= 0x1CD && c <= 0x1DC) || c == 0x1AF) {
        return c + (c & 1);
    }
    bool pair = (c >= 0x1A0 && c <= 0x1A5) || (c >= 0x1DE && c <= 0x1EF) || (c >= 0x1F8 && c <= 0x21F) ||
                (c >= 0x222 && c <= 0x233) || c >= 0x246;
    return pair ? c | 1 : c;
}

static uint32_t lower_greek(uint32_t c)
{
    if (c >= 0x391) {
        return c + 32;
    }
    if (c >= 0x388 && c <= 0x38A) {
        return c + 37;
    }
    return c == 0x386 ? 0x3AC : c == 0x38C ? 0x3CC : c >= 0x38E && c <= 0x38F ? c + 63 : c;
}

uint32_t letter_lower(uint32_t c)
{
    if (c < 0x80) {
        return c >= 'A' && c <= 'Z' ? c + 32 : c;
    }
    if (c < 0x100) {
        return c >= 0xC0 && c <= 0xDE && c != 0xD7 ? c + 32 : c;
    }
    if (c < 0x180) {
        return lower_extended(c);
    }
    if (c < 0x250) {
        return lower_extended_b(c);
    }
    if (c >= 0x386 && c <= 0x3AB) {
        return lower_greek(c);
    }
    if (c >= 0x4C1 && c <= 0x4CE) {
        return c + (c & 1);
    }
    if (c >= 0x400 && c <= 0x42F) {
        return c < 0x410 ? c + 80 : c + 32;
    }
    if ((c >= 0x460 && c <= 0x481) || (c >= 0x48A && c <= 0x4BF) || (c >= 0x4D0 && c <= 0x52F) ||
        (c >= 0x1E00 && c <= 0x1E95) || (c >= 0x1EA0 && c <= 0x1EFF)) {
        return c | 1;
    }
    return c >= 0x531 && c <= 0x556 ? c + 48 : c;
}

uint32_t letter_spelling(uint32_t c)
{
    if (c >= 0x218 && c <= 0x21B) {
        return c < 0x21A ? c - 0x218 + 0x15E : c - 0x21A + 0x162;
    }
    return c;
}

uint32_t letter_fold(uint32_t c)
{
    if (c < 0x80) {
        return c >= 'A' && c <= 'Z' ? c + 32 : c;
    }
    if (c == 0x2018 || c == 0x2019 || c == 0x02BC || c == 0xFF07) {
        return '\'';
    }
    if (c == 0x2010 || c == 0x2011) {
        return '-';
    }
    return letter_lower(letter_spelling(c));
}
