#include "common/text.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

/*
 * Length of the well-formed sequence at `s`, or 0; then `*bad` is how many bytes one U+FFFD stands for: the longest
 * prefix that could have begun a sequence, at least one (Unicode standard, 3.9, "maximal subpart").
 */
static size_t sequence(const unsigned char *s, size_t left, size_t *bad)
{
    *bad = 1;
    if (s[0] < 0x80)
        return 1;
    if (s[0] < 0xc2 || s[0] > 0xf4)
        return 0;
    size_t length = s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;
    unsigned char low = s[0] == 0xe0 ? 0xa0 : s[0] == 0xf0 ? 0x90 : 0x80;
    unsigned char high = s[0] == 0xed ? 0x9f : s[0] == 0xf4 ? 0x8f : 0xbf;
    for (size_t i = 1; i < length; i++) {
        if (i >= left || s[i] < low || s[i] > high)
            return 0;
        *bad = i + 1;
        low = 0x80;
        high = 0xbf;
    }
    return length;
}

/* Bytes of ASCII at `s`, 32 and then 8 at a time; may leave a few for who looks at them one by one. */
static size_t ascii_prefix(const unsigned char *s, size_t size)
{
    const uint64_t high = 0x8080808080808080u;
    uint64_t words[4];
    size_t at = 0;
    for (; size - at >= sizeof words; at += sizeof words) {
        memcpy(words, s + at, sizeof words);
        if ((words[0] | words[1] | words[2] | words[3]) & high)
            break;
    }
    for (; size - at >= sizeof *words; at += sizeof *words) {
        memcpy(words, s + at, sizeof *words);
        if (*words & high)
            break;
    }
    return at;
}

size_t utf8_valid_prefix(const char *text, size_t size)
{
    const unsigned char *s = (const unsigned char *)text;
    size_t at = 0, bad;
    while (at < size) {
        at += ascii_prefix(s + at, size - at);
        if (at == size)
            break;
        size_t length = sequence(s + at, size - at, &bad);
        if (!length)
            return at;
        at += length;
    }
    return size;
}

size_t utf8_length(const char *text, size_t size)
{
    size_t count = 0;
    for (size_t i = 0; i < size; i++)
        count += ((unsigned char)text[i] & 0xc0) != 0x80;
    return count;
}

uint32_t utf8_next(const char **at, const char *end)
{
    const unsigned char *s = (const unsigned char *)*at;
    size_t bad;
    if (*at >= end)
        return 0xfffd;
    size_t length = sequence(s, (size_t)(end - *at), &bad);
    *at += length ? length : 1;
    switch (length) {
    case 1:
        return s[0];
    case 2:
        return (uint32_t)(s[0] & 0x1f) << 6 | (s[1] & 0x3f);
    case 3:
        return (uint32_t)(s[0] & 0x0f) << 12 | (uint32_t)(s[1] & 0x3f) << 6 | (s[2] & 0x3f);
    case 4:
        return (uint32_t)(s[0] & 0x07) << 18 | (uint32_t)(s[1] & 0x3f) << 12 | (uint32_t)(s[2] & 0x3f) << 6 |
               (s[3] & 0x3f);
    default:
        return 0xfffd;
    }
}

void utf8_append(struct buffer *buffer, uint32_t code_point)
{
    char bytes[4];
    size_t size;
    if (code_point > 0x10ffff || (code_point >= 0xd800 && code_point <= 0xdfff))
        code_point = 0xfffd;
    if (code_point < 0x80) {
        bytes[0] = (char)code_point;
        size = 1;
    } else if (code_point < 0x800) {
        bytes[0] = (char)(0xc0 | code_point >> 6);
        bytes[1] = (char)(0x80 | (code_point & 0x3f));
        size = 2;
    } else if (code_point < 0x10000) {
        bytes[0] = (char)(0xe0 | code_point >> 12);
        bytes[1] = (char)(0x80 | (code_point >> 6 & 0x3f));
        bytes[2] = (char)(0x80 | (code_point & 0x3f));
        size = 3;
    } else {
        bytes[0] = (char)(0xf0 | code_point >> 18);
        bytes[1] = (char)(0x80 | (code_point >> 12 & 0x3f));
        bytes[2] = (char)(0x80 | (code_point >> 6 & 0x3f));
        bytes[3] = (char)(0x80 | (code_point & 0x3f));
        size = 4;
    }
    buffer_append(buffer, bytes, size);
}

void utf8_append_repaired(struct buffer *buffer, const char *text, size_t size)
{
    while (size > 0) {
        size_t good = utf8_valid_prefix(text, size), bad = 0;
        buffer_append(buffer, text, good);
        text += good;
        size -= good;
        if (size == 0)
            break;
        sequence((const unsigned char *)text, size, &bad);
        buffer_append(buffer, "\xef\xbf\xbd", 3);
        text += bad;
        size -= bad;
    }
}

void hex_encode(const uint8_t *bytes, size_t size, char *hex)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < size; i++) {
        hex[2 * i] = digits[bytes[i] >> 4];
        hex[2 * i + 1] = digits[bytes[i] & 15];
    }
    hex[2 * size] = '\0';
}

void base64_append(struct buffer *buffer, const void *bytes, size_t size)
{
    const size_t chunk = 3 * 256 * 1024; /* EVP counts in int */
    const unsigned char *from = bytes;
    while (size > 0) {
        size_t part = size < chunk ? size : chunk;
        char *to = buffer_reserve(buffer, (part + 2) / 3 * 4 + 1);
        buffer->size += (size_t)EVP_EncodeBlock((unsigned char *)to, from, (int)part);
        from += part;
        size -= part;
    }
}

static bool base64_alphabet(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        char c = text[i];
        bool letter =
            (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
        if (!letter && !(c == '=' && i + 2 >= size))
            return false;
    }
    return true;
}

bool base64_decode(struct buffer *buffer, const char *text, size_t size)
{
    const size_t chunk = 4 * 256 * 1024;
    if (size % 4 != 0 || !base64_alphabet(text, size))
        return false;
    size_t padding = size == 0 ? 0 : (size_t)(text[size - 1] == '=') + (size_t)(text[size - 2] == '=');
    for (size_t at = 0; at < size; at += chunk) {
        size_t part = size - at < chunk ? size - at : chunk;
        char *to = buffer_reserve(buffer, part / 4 * 3 + 1);
        int made = EVP_DecodeBlock((unsigned char *)to, (const unsigned char *)text + at, (int)part);
        if (made < 0)
            return false;
        buffer->size += (size_t)made;
    }
    buffer->size -= padding;
    if (buffer->data)
        buffer->data[buffer->size] = '\0';
    return true;
}

void sha256(const void *bytes, size_t size, uint8_t digest[SHA256_SIZE])
{
    if (EVP_Digest(bytes, size, digest, NULL, EVP_sha256(), NULL) != 1)
        abort(); /* only without memory */
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

bool text_equal_nocase(const char *a, const char *b)
{
    while (*a && lower(*a) == lower(*b))
        a++, b++;
    return lower(*a) == lower(*b);
}

bool text_starts_with(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

bool text_ends_with(const char *text, const char *suffix)
{
    size_t size = strlen(text), tail = strlen(suffix);
    return size >= tail && memcmp(text + size - tail, suffix, tail) == 0;
}

bool text_is_one_of(const char *word, size_t size, const char *const *words)
{
    for (; *words; words++)
        if (strlen(*words) == size && memcmp(word, *words, size) == 0)
            return true;
    return false;
}
