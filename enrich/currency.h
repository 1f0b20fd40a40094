/* Signs of currencies, and what a bare $ means where. */
#ifndef NEWSMILL_ENRICH_CURRENCY_H
#define NEWSMILL_ENRICH_CURRENCY_H

#include <stdint.h>

/* ISO 4217 code of a currency sign; NULL if it is none. $ gives "USD". `language` may be NULL: ¥ is CNY in Chinese. */
const char *currency_of_sign(uint32_t sign, const char *language);

/* How an amount of this currency is written before its figure: "$", "€", "CHF ". */
const char *currency_prefix(const char *code);

/*
 * The dollar that a publication means by a bare $: by the region of its language ("en-CA"), then by its host's country
 * domain. Either may be NULL. USD if neither tells.
 */
const char *currency_of_dollar(const char *language, const char *url);

#endif
