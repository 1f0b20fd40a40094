#include "enrich/value.h"

#include "enrich/currency.h"

#include <stdlib.h>
#include <string.h>

static void append_date(struct buffer *buffer, const struct value *value)
{
    buffer_printf(buffer, "%04d", value->year);
    if (value->week > 0) {
        buffer_printf(buffer, "-W%02d", value->week);
    } else if (value->quarter > 0) {
        buffer_printf(buffer, "-Q%d", value->quarter);
    } else if (value->month > 0) {
        buffer_printf(buffer, "-%02d", value->month);
        if (value->day > 0) {
            buffer_printf(buffer, "-%02d", value->day);
        }
    }
}

void value_append_id(struct buffer *buffer, enum entity_type type, const struct value *value)
{
    switch (type) {
    case ENTITY_MONEY:
        buffer_append_text(buffer, "money:");
        decimal_append(buffer, value->number);
        buffer_printf(buffer, ":%s", value->unit);
        break;
    case ENTITY_PERCENT:
        buffer_append_text(buffer, "percent:");
        decimal_append(buffer, value->number);
        break;
    case ENTITY_QUANTITY:
        buffer_append_text(buffer, "quantity:");
        decimal_append(buffer, value->number);
        buffer_printf(buffer, ":%s", value->unit);
        break;
    case ENTITY_TICKER:
        buffer_printf(buffer, value->market[0] != '\0' ? "ticker:%s:" : "ticker:%s", value->market);
        buffer_append_text(buffer, value->unit);
        break;
    default:
        buffer_append_text(buffer, "date:");
        append_date(buffer, value);
    }
}

/* "90m": the largest scale that leaves two decimals at most; else all figures, grouped. */
static void append_short(struct buffer *buffer, struct decimal number)
{
    static const struct {
        int exponent;
        const char *suffix;
    } scales[] = {{12, "tn"}, {9, "bn"}, {6, "m"}};
    int length = 0;
    for (int64_t left = number.digits; left != 0; left /= 10) {
        length++;
    }
    for (size_t i = 0; i < sizeof scales / sizeof *scales; i++) {
        if (length + number.exponent > scales[i].exponent && number.exponent >= scales[i].exponent - 2) {
            number.exponent -= scales[i].exponent;
            decimal_append_grouped(buffer, number);
            buffer_append_text(buffer, scales[i].suffix);
            return;
        }
    }
    decimal_append_grouped(buffer, number);
    buffer_append_text(buffer, number.exponent == -1 ? "0" : ""); /* $3,100.50 */
}

static void append_money(struct buffer *buffer, const struct value *value)
{
    struct decimal number = value->number;
    const char *prefix = currency_prefix(value->unit);
    if (number.digits < 0) {
        buffer_append_char(buffer, '-');
        number.digits = -number.digits;
    }
    buffer_append_text(buffer, prefix != NULL ? prefix : value->unit);
    buffer_append_text(buffer, prefix != NULL ? "" : " ");
    append_short(buffer, number);
}

void value_append_name(struct buffer *buffer, enum entity_type type, const struct value *value)
{
    switch (type) {
    case ENTITY_MONEY:
        append_money(buffer, value);
        break;
    case ENTITY_PERCENT:
        decimal_append_grouped(buffer, value->number);
        buffer_append_char(buffer, '%');
        break;
    case ENTITY_QUANTITY:
        decimal_append_grouped(buffer, value->number);
        buffer_printf(buffer, " %s", value->unit);
        break;
    case ENTITY_TICKER:
        buffer_append_text(buffer, value->unit);
        break;
    default:
        append_date(buffer, value);
    }
}

json_t *value_number(struct decimal number)
{
    struct buffer text = {0};
    decimal_append(&text, number);
    json_t *json =
        number.exponent >= 0 ? json_integer(strtoll(text.data, NULL, 10)) : json_real(strtod(text.data, NULL));
    buffer_free(&text);
    return json;
}
