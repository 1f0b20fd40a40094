#include "ingest/extract/clean_text.h"

#include "common/text.h"

#include <ctype.h>
#include <endian.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define LONGEST_LINE 16384 /* bytes of a title, a name, a description; the rest is cut off */
#define MOST_WORDS   64    /* of a title; what is longer is compared by its beginning */

enum character { PLAIN, SPACE, NOTHING };

static enum character classify(uint32_t c)
{
    if (c <= 0x20)
        return c == ' ' || (c >= '\t' && c <= '\r') ? SPACE : NOTHING;
    if (c < 0x7F)
        return PLAIN;
    if (c < 0xA0)
        return c == 0x85 ? SPACE : NOTHING;
    if (c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F ||
        c == 0x205F || c == 0x3000)
        return SPACE;
    /* Soft hyphens, zero-width spaces, marks of direction, byte order marks, private use (icons) and non-characters.
       Joiners (U+200C, U+200D) shape letters in Persian, in Indic scripts and in emoji, and stay. */
    if (c == 0xAD || c == 0x200B || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) || c == 0x2060 ||
        (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF || (c >= 0xE000 && c <= 0xF8FF) || (c & 0xFFFE) == 0xFFFE ||
        (c >= 0xFDD0 && c <= 0xFDEF) || c == 0xFFFC || c >= 0xF0000)
        return NOTHING;
    return PLAIN;
}

#define EACH_BYTE(value) ((value)*0x0101010101010101u)

/* The highest bit of each byte that is a space; `*plain`: whether all are printable ASCII. */
static uint64_t spaces_of(uint64_t bytes, bool *plain)
{
    uint64_t spaces = bytes ^ EACH_BYTE((uint64_t)' '), deletes = bytes ^ EACH_BYTE(0x7Fu);
    *plain = !((bytes | (bytes - EACH_BYTE(0x20u)) | (deletes - EACH_BYTE(1u))) & EACH_BYTE(0x80u));
    return ~((spaces + EACH_BYTE(0x7Fu)) | EACH_BYTE(0x7Fu)); /* of plain bytes */
}

/* Copies text of ASCII with single spaces, which is most of it, eight bytes at a time. `at` is no space. */
static const char *copy_plain(char **to, const char *at, const char *end, bool *space)
{
    while (end - at >= 8) {
        uint64_t bytes, spaces;
        bool plain;
        memcpy(&bytes, at, sizeof bytes);
        spaces = spaces_of(le64toh(bytes), &plain);
        if (!plain || (spaces & spaces << 8) || *at == ' ')
            break;
        memcpy(*to, at, 8);
        *space = spaces >> 63;
        *to += 8 - *space;
        at += 8;
        if (*space && at<end && * at> ' ' && *at < 0x7F) {
            *(*to)++ = ' ';
            *space = false;
        }
    }
    return at;
}

/* Copies what is printable ASCII, with a space before it if one is due; returns where that ends. */
static const char *append_run(struct buffer *buffer, const char *at, const char *end, bool *space)
{
    char *to = buffer_reserve(buffer, (size_t)(end - at) + 1), *start = to;
    while (at < end && *at >= ' ' && *at < 0x7F) {
        if (*at == ' ') { /* due where something follows it within the line */
            *space = to > start ? to[-1] != '\n' : buffer->size > 0 && buffer->data[buffer->size - 1] != '\n';
            at++;
            continue;
        }
        if (*space)
            *to++ = ' ';
        *space = false;
        at = copy_plain(&to, at, end, space);
        if (*space)
            continue;
        while (at<end && * at> ' ' && *at < 0x7F)
            *to++ = *at++;
    }
    buffer->size += (size_t)(to - start);
    buffer->data[buffer->size] = '\0';
    return at;
}

static bool is_white(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

void clean_append(struct buffer *buffer, const char *text, size_t size, bool *space)
{
    const char *at = text, *end = text + size;
    while (at < end) {
        if (is_white(*at)) {
            while (at < end && is_white(*at))
                at++;
            *space = buffer->size > 0 && buffer->data[buffer->size - 1] != '\n';
            continue;
        }
        if (*at >= ' ' && *at < 0x7F) {
            at = append_run(buffer, at, end, space);
            continue;
        }
        uint32_t c = utf8_next(&at, end);
        enum character kind = classify(c);
        if (kind == SPACE) {
            *space = buffer->size > 0 && buffer->data[buffer->size - 1] != '\n';
        } else if (kind == PLAIN) {
            if (*space)
                buffer_append_char(buffer, ' ');
            *space = false;
            utf8_append(buffer, c);
        }
    }
}

char *clean_copy(const char *text, size_t size)
{
    struct buffer buffer = {0};
    bool space = false;
    if (text)
        clean_append(&buffer, text, size, &space);
    if (buffer.size > 0)
        return buffer_steal(&buffer);
    buffer_free(&buffer);
    return NULL;
}

static const struct {
    const char *name, *text;
} entities[] = {{"amp;", "&"},    {"quot;", "\""},  {"lt;", "<"},     {"gt;", ">"},     {"apos;", "'"},
                {"nbsp;", " "},   {"rsquo;", "’"},  {"lsquo;", "‘"},  {"rdquo;", "”"},  {"ldquo;", "“"},
                {"ndash;", "–"},  {"mdash;", "—"},  {"hellip;", "…"}, {"eacute;", "é"}, {"auml;", "ä"},
                {"ouml;", "ö"},   {"uuml;", "ü"},   {"szlig;", "ß"},  {"Auml;", "Ä"},   {"Ouml;", "Ö"},
                {"Uuml;", "Ü"},   {"egrave;", "è"}, {"agrave;", "à"}, {"ccedil;", "ç"}, {"laquo;", "«"},
                {"raquo;", "»"},  {"copy;", "©"},   {"shy;", ""},     {"oacute;", "ó"}, {"aacute;", "á"},
                {"iacute;", "í"}, {"uacute;", "ú"}, {"ntilde;", "ñ"}, {"atilde;", "ã"}, {"ecirc;", "ê"},
                {"acirc;", "â"},  {"ocirc;", "ô"},  {"icirc;", "î"},  {"ccaron;", "č"}, {"oslash;", "ø"},
                {"aring;", "å"},  {"aelig;", "æ"},  {"bdquo;", "„"},  {"euro;", "€"}};

/* Resolves one reference at `at` ("&…"); returns its size, 0 if it is none. */
static size_t append_reference(struct buffer *buffer, const char *at, size_t left)
{
    if (left > 3 && at[1] == '#') {
        bool hex = at[2] == 'x' || at[2] == 'X';
        char *stop;
        char digits[10] = {0};
        size_t skip = hex ? 3 : 2, copied = left - skip < 9 ? left - skip : 9;
        memcpy(digits, at + skip, copied);
        if (!isxdigit((unsigned char)digits[0]))
            return 0;
        unsigned long code = strtoul(digits, &stop, hex ? 16 : 10);
        if (stop == digits || *stop != ';' || code == 0 || code > 0x10FFFF)
            return 0;
        utf8_append(buffer, (uint32_t)code);
        return skip + (size_t)(stop - digits) + 1;
    }
    for (size_t i = 0; i < sizeof entities / sizeof *entities; i++) {
        size_t size = strlen(entities[i].name);
        if (left > size && memcmp(at + 1, entities[i].name, size) == 0) {
            buffer_append_text(buffer, entities[i].text);
            return size + 1;
        }
    }
    return 0;
}

/* Size of a tag at `at` ("<…"), 0 if it is none; `*breaks` if it ends a line. */
static size_t tag_size(const char *at, size_t left, bool *breaks)
{
    static const char *const names[] = {"p", "br", "div", "li", "ul", "h2", "h3", "blockquote", "tr"};
    const char *name = at + 1 + (left > 1 && at[1] == '/');
    if (name >= at + left || !isalpha((unsigned char)*name))
        return 0;
    const char *end = memchr(at, '>', left < 2000 ? left : 2000);
    if (!end)
        return 0;
    *breaks = false;
    size_t size = strcspn(name, " \t\n/>");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        *breaks |= strlen(names[i]) == size && strncasecmp(name, names[i], size) == 0;
    return (size_t)(end + 1 - at);
}

static void append_unescaped(struct buffer *buffer, const char *text, size_t size)
{
    const char *at = text, *end = text + size;
    while (at < end) {
        size_t used = 0;
        bool breaks = false;
        if (*at == '&') {
            used = append_reference(buffer, at, (size_t)(end - at));
        } else if (*at == '<' && (used = tag_size(at, (size_t)(end - at), &breaks)) > 0 && breaks) {
            buffer_append_char(buffer, '\n');
        }
        if (!used) {
            buffer_append_char(buffer, *at);
            used = 1;
        }
        at += used;
    }
}

char *clean_copy_markup(const char *text, size_t size)
{
    if (size > LONGEST_LINE) {
        size = LONGEST_LINE;
        while (size > 0 && ((unsigned char)text[size] & 0xC0) == 0x80) /* between characters */
            size--;
    }
    if (!memchr(text, '&', size) && !memchr(text, '<', size))
        return clean_copy(text, size);
    struct buffer plain = {0};
    append_unescaped(&plain, text, size);
    char *clean = clean_copy(plain.data, plain.size);
    buffer_free(&plain);
    return clean;
}

char *clean_copy_paragraphs(const char *text, size_t size)
{
    struct buffer plain = {0}, out = {0};
    append_unescaped(&plain, text, size);
    const char *at = plain.data, *end = at + plain.size;
    while (at && at < end) {
        const char *line = memchr(at, '\n', (size_t)(end - at));
        char *paragraph = clean_copy(at, (size_t)((line ? line : end) - at));
        if (paragraph) {
            if (out.size > 0)
                buffer_append_text(&out, "\n\n");
            buffer_append_text(&out, paragraph);
            free(paragraph);
        }
        at = line ? line + 1 : end;
    }
    buffer_free(&plain);
    if (out.size > 0)
        return buffer_steal(&out);
    buffer_free(&out);
    return NULL;
}

size_t clean_length(const char *text, size_t size, size_t *east_asian)
{
    size_t length = 0, wide = 0;
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)text[i];
        length += (c & 0xC0) != 0x80;
        /* U+3040 to U+9FFF and U+AC00 to U+D7FF begin with the bytes E3 81 to E9, and EA B0 to ED. */
        if (c >= 0xE3 && c <= 0xED && !(c == 0xE3 && i + 1 < size && (unsigned char)text[i + 1] == 0x80))
            wide++;
    }
    if (east_asian)
        *east_asian = wide;
    return length;
}

size_t clean_words(const char *text, size_t size)
{
    size_t words = 0;
    bool inside = false;
    for (size_t i = 0; i < size; i++) {
        bool space = (unsigned char)text[i] <= ' ';
        words += !space && !inside;
        inside = !space;
    }
    return words;
}

static bool is_word_byte(unsigned char c)
{
    return isalnum(c) || c >= 0x80;
}

/* Next word (letters and digits; East Asian characters one by one) as a hash; 0 at the end. */
static uint32_t next_word(const char **at, const char *end)
{
    const char *s = *at;
    while (s < end && (!is_word_byte((unsigned char)*s) ||
                       ((unsigned char)*s == 0xE2 && end - s > 2 && (unsigned char)s[1] == 0x80)))
        s += (unsigned char)*s == 0xE2 ? 3 : 1;
    if (s >= end) {
        *at = end;
        return 0;
    }
    uint32_t hash = 2166136261u;
    const char *start = s;
    while (s < end && is_word_byte((unsigned char)*s)) {
        unsigned char c = (unsigned char)*s;
        if (c == 0xE2 && end - s > 2 && (unsigned char)s[1] == 0x80) /* dashes, quotes */
            break;
        if (c >= 0xE3 && c <= 0xED) {
            if (s == start) {
                for (int i = 0; i < 3 && s < end; i++, s++)
                    hash = (hash ^ (unsigned char)*s) * 16777619u;
            }
            break;
        }
        hash = (hash ^ (unsigned char)tolower(c)) * 16777619u;
        s++;
    }
    *at = s;
    return hash ? hash : 1;
}

double clean_similarity(const char *a, size_t a_size, const char *b, size_t b_size)
{
    uint32_t words[MOST_WORDS], word;
    size_t count = 0, other = 0, common = 0;
    const char *at = a, *end = a + a_size;
    while (count < MOST_WORDS && (word = next_word(&at, end)))
        words[count++] = word;
    size_t left = count;
    at = b;
    end = b + b_size;
    while (other < MOST_WORDS && (word = next_word(&at, end))) {
        other++;
        for (size_t i = 0; i < left; i++) {
            if (words[i] == word) {
                words[i] = words[--left];
                common++;
                break;
            }
        }
    }
    return count + other == 0 ? 0 : 2.0 * (double)common / (double)(count + other);
}

bool clean_same(const char *a, size_t a_size, const char *b, size_t b_size)
{
    const char *a_end = a + a_size, *b_end = b + b_size;
    uint32_t word;
    if (a < a_end && b < b_end && isalnum((unsigned char)*a) && isalnum((unsigned char)*b) &&
        tolower((unsigned char)*a) != tolower((unsigned char)*b))
        return false; /* most are told apart by the first letter */
    do {
        word = next_word(&a, a_end);
        if (word != next_word(&b, b_end))
            return false;
    } while (word);
    return true;
}
