#include "ingest/extract/block_text.h"

#include "common/buffer.h"
#include "common/text.h"

#include <endian.h>
#include <string.h>

#define FULLEST_SET (WORD_SET_SLOTS / 2)
#define WORD_BASIS  2166136261u /* of hashes of words, FNV-1a */
#define WORD_PRIME  16777619u

static enum character_kind kind_of_ascii(unsigned char c)
{
    if (c >= 'a' && c <= 'z')
        return KIND_LOWER;
    if (c == ' ')
        return KIND_SPACE;
    if (c >= 'A' && c <= 'Z')
        return KIND_UPPER;
    if (c >= '0' && c <= '9')
        return KIND_DIGIT;
    switch (c) {
    case '.':
        return KIND_STOP;
    case '!':
    case '?':
        return KIND_MARK;
    case ',':
        return KIND_COMMA;
    case ':':
    case ';':
        return KIND_COLON;
    case '"':
    case '\'':
        return KIND_QUOTE;
    case '(':
    case ')':
    case '[':
    case ']':
        return KIND_BRACKET;
    case '|':
    case '/':
    case '-':
    case '>':
        return KIND_SEPARATOR;
    default:
        return KIND_OTHER;
    }
}

/* Letters with capitals beyond ASCII, roughly: Latin, Greek, Cyrillic, Armenian. */
static enum character_kind kind_of_letter(uint32_t c)
{
    if (c < 0x100)
        return c < 0xC0 || c == 0xD7 || c == 0xF7 ? KIND_OTHER : c < 0xDF ? KIND_UPPER : KIND_LOWER;
    if (c < 0x180 || (c >= 0x1E00 && c < 0x1F00)) {
        bool shifted = (c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E);
        return (c & 1) == (shifted ? 1u : 0u) ? KIND_UPPER : KIND_LOWER;
    }
    if (c >= 0x386 && c < 0x3D0)
        return c < 0x3AC && c != 0x390 ? KIND_UPPER : KIND_LOWER;
    if (c >= 0x400 && c < 0x460)
        return c < 0x430 ? KIND_UPPER : KIND_LOWER;
    if (c >= 0x460 && c < 0x530)
        return c & 1 ? KIND_LOWER : KIND_UPPER;
    if (c >= 0x531 && c < 0x588)
        return c < 0x561 ? KIND_UPPER : KIND_LOWER;
    return KIND_LETTER;
}

static enum character_kind kind_beyond_ascii(uint32_t c)
{
    switch (c) {
    case 0x3002: /* 。 */
    case 0xFF0E:
    case 0x964: /* danda */
    case 0x6D4:
    case 0x1362:
    case 0x589:
        return KIND_STOP;
    case 0x2026: /* … */
    case 0xFF01:
    case 0xFF1F:
    case 0x61F:
    case 0x37E:
        return KIND_MARK;
    case 0xFF0C: /* ， */
    case 0x3001:
    case 0x60C:
        return KIND_COMMA;
    case 0xFF1A:
    case 0xFF1B:
    case 0x61B:
        return KIND_COLON;
    case 0xAB:
    case 0xBB:
    case 0x2018:
    case 0x2019:
    case 0x201A:
    case 0x201C:
    case 0x201D:
    case 0x201E:
    case 0x2039:
    case 0x203A:
    case 0x300C:
    case 0x300D:
    case 0x300E:
    case 0x300F:
        return KIND_QUOTE;
    case 0xFF08:
    case 0xFF09:
    case 0x3010:
    case 0x3011:
        return KIND_BRACKET;
    case 0xB7:
    case 0x2022:
    case 0x2013:
    case 0x2014:
    case 0xFF5C:
        return KIND_SEPARATOR;
    default:
        break;
    }
    if ((c >= 0x3040 && c < 0xA000) || (c >= 0xAC00 && c < 0xD7B0) || (c >= 0x20000 && c < 0x30000))
        return KIND_WIDE;
    if ((c >= 0x2000 && c < 0x2C00) || (c >= 0x3000 && c < 0x3040) || (c >= 0xFF00 && c < 0xFF10) || c >= 0x1F000)
        return KIND_OTHER;
    return kind_of_letter(c);
}

struct measure {
    struct block_text text;
    struct word_hashes *hashes;
    uint32_t word;           /* hash of the open word; 0: none is open */
    int letters;             /* of the open word */
    bool space;              /* before the next character */
    enum character_kind end; /* last character that is no quote, bracket or space */
};

static void end_word(struct measure *measure)
{
    if (!measure->word)
        return;
    struct word_hashes *hashes = measure->hashes;
    if (hashes->count == hashes->room) {
        hashes->room = hashes->room ? hashes->room * 2 : 4096;
        hashes->data = xrealloc(hashes->data, (size_t)hashes->room * sizeof *hashes->data);
    }
    hashes->data[hashes->count++] = measure->word;
    measure->text.hash = (measure->text.hash ^ measure->word) * 0x9E3779B97F4A7C15u;
    measure->text.hash ^= measure->text.hash >> 29;
    if (measure->letters > measure->text.longest)
        measure->text.longest = measure->letters;
    measure->word = 0;
    measure->letters = 0;
}

static void add_to_word(struct measure *measure, uint32_t c)
{
    measure->word = ((measure->word ? measure->word : WORD_BASIS) ^ c) * WORD_PRIME;
    measure->word += measure->word == 0;
    measure->letters++;
}

static void count(struct measure *measure, uint32_t c, enum character_kind kind)
{
    struct block_text *text = &measure->text;
    if (measure->space && kind != KIND_WIDE) {
        text->words++;
        text->capitalised += kind == KIND_UPPER;
    }
    measure->space = false;
    switch (kind) {
    case KIND_LOWER:
    case KIND_LETTER:
    case KIND_UPPER:
    case KIND_DIGIT:
        text->lower += kind == KIND_LOWER;
        text->upper += kind == KIND_UPPER;
        text->digits += kind == KIND_DIGIT;
        add_to_word(measure, c < 0x80 ? c | 0x20 : c);
        break;
    case KIND_WIDE:
        text->wide++;
        end_word(measure);
        add_to_word(measure, c);
        end_word(measure);
        break;
    default:
        end_word(measure);
        text->commas += kind == KIND_COMMA;
        text->stops += kind == KIND_STOP || kind == KIND_MARK;
        text->quotes += kind == KIND_QUOTE && c != '\'' && c != 0x2019;
        text->separators += kind == KIND_SEPARATOR && c != '-';
        text->copyright |= c == 0xA9 || c == 0x2117;
        text->address |= c == '@';
    }
    if (kind != KIND_QUOTE && kind != KIND_BRACKET)
        measure->end = kind;
}

#define EACH_BYTE(value) ((value)*0x0101010101010101u)

/* How many of the eight bytes, from the lowest on, are letters of ASCII. */
static int letters_of(uint64_t bytes)
{
    uint64_t low = (bytes | EACH_BYTE(0x20u)) & EACH_BYTE(0x7Fu);
    uint64_t letters = (low + EACH_BYTE(0x80u - 'a')) & ~(low + EACH_BYTE(0x7Fu - 'z')) & ~bytes;
    uint64_t others = ~letters & EACH_BYTE(0x80u);
    return others ? __builtin_ctzll(others) / 8 : 8;
}

static uint64_t eight_bytes(const char *at, const char *end)
{
    uint64_t bytes = 0;
    if (end - at >= 8)
        memcpy(&bytes, at, 8);
    else
        memcpy(&bytes, at, (size_t)(end - at));
    return le64toh(bytes);
}

/* Takes the letters of ASCII from `at` on, what most of a text is, at once; returns their end. */
static const char *take_letters(struct measure *measure, const char *at, const char *end)
{
    const char *start = at;
    uint32_t word = measure->word ? measure->word : WORD_BASIS;
    int upper = 0, count;
    do {
        uint64_t bytes = eight_bytes(at, end);
        count = letters_of(bytes);
        if (count == 0)
            break;
        uint64_t kept = ~(uint64_t)0 >> (64 - 8 * count);
        uint64_t lower = (bytes | EACH_BYTE(0x20u)) & kept;
        for (uint64_t capitals = ~bytes & EACH_BYTE(0x20u) & kept; capitals; capitals &= capitals - 1)
            upper++;
        word = (word ^ (uint32_t)(lower * 0x9E3779B97F4A7C15u >> 32)) * WORD_PRIME;
        at += count;
    } while (count == 8);
    int letters = (int)(at - start);
    if (letters == 0)
        return at;
    struct block_text *text = &measure->text;
    if (measure->space) {
        text->words++;
        text->capitalised += (*start & 0x20) == 0;
        measure->space = false;
    }
    if (text->characters == 0)
        text->first_kind = *start & 0x20 ? KIND_LOWER : KIND_UPPER;
    measure->word = word ? word : 1;
    measure->letters += letters;
    text->characters += letters;
    text->upper += upper;
    text->lower += letters - upper;
    measure->end = at[-1] & 0x20 ? KIND_LOWER : KIND_UPPER;
    text->last_kind = (uint8_t)measure->end;
    return at;
}

struct block_text block_text_measure(const char *text, size_t size, struct word_hashes *hashes)
{
    struct measure measure = {.hashes = hashes, .space = true, .end = KIND_OTHER};
    measure.text.first_hash = hashes->count;
    measure.text.first_kind = measure.text.last_kind = KIND_OTHER;
    for (const char *at = text, *end = text + size; (at = take_letters(&measure, at, end)) < end;) {
        uint32_t c = (unsigned char)*at;
        if (c < 0x80)
            at++;
        else
            c = utf8_next(&at, end);
        enum character_kind kind = c < 0x80 ? kind_of_ascii((unsigned char)c) : kind_beyond_ascii(c);
        measure.text.characters++;
        if (kind == KIND_SPACE) {
            end_word(&measure);
            measure.space = true;
            continue;
        }
        if (measure.text.last_kind == KIND_OTHER && measure.text.characters == 1)
            measure.text.first_kind = (uint8_t)kind;
        measure.text.last_kind = (uint8_t)kind;
        count(&measure, c, kind);
        if (kind == KIND_COLON)
            measure.text.address |= end - at >= 2 && at[0] == '/' && at[1] == '/'; /* "://" */
        else if (kind == KIND_STOP)
            measure.text.address |= at - text > 3 && memcmp(at - 4, "www", 3) == 0;
    }
    end_word(&measure);
    measure.text.words += measure.text.wide / 2;
    measure.text.ends_sentence = measure.end == KIND_STOP || measure.end == KIND_MARK;
    measure.text.hash_count = hashes->count - measure.text.first_hash;
    return measure.text;
}

void word_set_fill(struct word_set *set, const uint32_t *words, int count)
{
    memset(set, 0, sizeof *set);
    for (int i = 0; i < count && set->count < FULLEST_SET; i++) {
        uint32_t slot = words[i] % WORD_SET_SLOTS;
        while (set->slots[slot] && set->slots[slot] != words[i])
            slot = (slot + 1) % WORD_SET_SLOTS;
        set->count += set->slots[slot] == 0;
        set->slots[slot] = words[i];
    }
}

bool word_set_has(const struct word_set *set, uint32_t word)
{
    for (uint32_t slot = word % WORD_SET_SLOTS; set->slots[slot]; slot = (slot + 1) % WORD_SET_SLOTS)
        if (set->slots[slot] == word)
            return true;
    return false;
}
