/*
 * How a value is told apart from others and shown: the id and the name of an entity that no dictionary holds. The name
 * follows from the id alone.
 *
 *   MONEY     money:90000000:USD     $90m
 *   PERCENT   percent:5.2            5.2%
 *   QUANTITY  quantity:1200:BTC      1,200 BTC
 *   DATE      date:2026-11-05, date:2026-11, date:2026, date:2026-W45, date:2026-Q3; the name is what follows "date:"
 *   TICKER    ticker:XNAS:ACME, ticker:BTC; the name is the symbol
 */
#ifndef NEWSMILL_ENRICH_VALUE_H
#define NEWSMILL_ENRICH_VALUE_H

#include "common/buffer.h"
#include "enrich/mention.h"

#include <jansson.h>

/* Append to `buffer`. */
void value_append_id(struct buffer *buffer, enum entity_type type, const struct value *value);
void value_append_name(struct buffer *buffer, enum entity_type type, const struct value *value);

/* A JSON number: an integer where it is one, else a double. The caller owns it. */
json_t *value_number(struct decimal number);

#endif
