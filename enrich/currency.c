#include "enrich/currency.h"

#include "enrich/language.h"

#include <stddef.h>
#include <string.h>

static const struct {
    uint32_t sign;
    char code[4];
} signs[] = {{'$', "USD"},    {0xA3, "GBP"},   {0xA5, "JPY"},   {0x20AC, "EUR"}, {0x20B9, "INR"}, {0x20A9, "KRW"},
             {0x20BD, "RUB"}, {0x20BA, "TRY"}, {0x20A6, "NGN"}, {0x20AA, "ILS"}, {0x20AB, "VND"}, {0x20B4, "UAH"},
             {0x20B1, "PHP"}, {0x0E3F, "THB"}, {0xFFE5, "JPY"}, {0x20B8, "KZT"}, {0x20BE, "GEL"}, {0xFF04, "USD"}};

static const struct {
    char code[4];
    const char *prefix;
} prefixes[] = {{"USD", "$"},  {"EUR", "€"},  {"GBP", "£"},   {"JPY", "¥"},   {"INR", "₹"},  {"KRW", "₩"},
                {"CAD", "C$"}, {"AUD", "A$"}, {"HKD", "HK$"}, {"NZD", "NZ$"}, {"SGD", "S$"}, {"BRL", "R$"}};

static const struct {
    const char *region, *domain;
    char code[4];
} dollars[] = {{"CA", ".ca", "CAD"}, {"AU", ".au", "AUD"}, {"NZ", ".nz", "NZD"},
               {"SG", ".sg", "SGD"}, {"HK", ".hk", "HKD"}, {"US", ".us", "USD"}};

const char *currency_of_sign(uint32_t sign, const char *language)
{
    if ((sign == 0xA5 || sign == 0xFFE5) && language_is(language, "zh")) {
        return "CNY";
    }
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        if (signs[i].sign == sign) {
            return signs[i].code;
        }
    }
    return NULL;
}

const char *currency_prefix(const char *code)
{
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        if (strcmp(prefixes[i].code, code) == 0) {
            return prefixes[i].prefix;
        }
    }
    return NULL;
}

const char *currency_of_dollar(const char *language, const char *url)
{
    char region[LANGUAGE_REGION_SIZE];
    const char *host = url != NULL ? strstr(url, "://") : NULL;
    size_t host_size = host != NULL ? strcspn(host + 3, "/?#:") : 0;
    language_region(language, region);
    for (size_t i = 0; i < sizeof dollars / sizeof *dollars; i++) {
        if (strcmp(region, dollars[i].region) == 0) {
            return dollars[i].code;
        }
    }
    for (size_t i = 0; i < sizeof dollars / sizeof *dollars; i++) {
        if (host_size > 3 && strncmp(host + 3 + host_size - 3, dollars[i].domain, 3) == 0) {
            return dollars[i].code;
        }
    }
    return "USD";
}
