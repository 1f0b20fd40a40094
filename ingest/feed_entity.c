#include "ingest/feed_entity.h"

#include <ctype.h>
#include <string.h>

#include <libxml/HTMLparser.h>

#define LONGEST_NAME 10

bool feed_entity_allowed(uint32_t code_point)
{
    if (code_point < 0x20)
        return code_point == '\t' || code_point == '\n' || code_point == '\r';
    return code_point < 0xD800 || (code_point > 0xDFFF && code_point < 0xFFFE) ||
           (code_point > 0xFFFF && code_point <= 0x10FFFF);
}

static uint32_t from_windows_1252(uint32_t code_point)
{
    static const uint16_t points[32] = {0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                        0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
                                        0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                        0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};
    return code_point >= 128 && code_point < 160 ? points[code_point - 128] : code_point;
}

static size_t read_number(const char *at, const char *end, uint32_t *code_point)
{
    const char *start = at;
    bool hex = end - at > 2 && (at[2] == 'x' || at[2] == 'X');
    uint32_t value = 0;
    at += hex ? 3 : 2;
    const char *digits = at;
    for (; at < end && (hex ? isxdigit((unsigned char)*at) : isdigit((unsigned char)*at)); at++) {
        uint32_t digit = (uint32_t)(isdigit((unsigned char)*at) ? *at - '0' : (*at | 0x20) - 'a' + 10);
        value = value < 0x110000 ? value * (hex ? 16 : 10) + digit : value;
    }
    if (at == digits || at == end || *at != ';')
        return 0;
    value = from_windows_1252(value);
    *code_point = feed_entity_allowed(value) ? value : 0;
    return (size_t)(at + 1 - start);
}

size_t feed_entity_read(const char *at, const char *end, uint32_t *code_point)
{
    char name[LONGEST_NAME + 1];
    size_t size = 0;
    if (end - at < 4)
        return 0;
    if (at[1] == '#')
        return read_number(at, end, code_point);
    while (at + 1 + size < end && size < LONGEST_NAME && isalnum((unsigned char)at[1 + size])) {
        name[size] = at[1 + size];
        size++;
    }
    if (size == 0 || at + 1 + size >= end || at[1 + size] != ';')
        return 0;
    name[size] = '\0';
    const htmlEntityDesc *entity = htmlEntityLookup((const xmlChar *)name);
    if (!entity && strcmp(name, "apos") != 0)
        return 0;
    *code_point = entity ? entity->value : '\'';
    return size + 2;
}
