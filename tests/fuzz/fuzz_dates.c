/* links: ingest — any bytes as a date, as text with a date in it and as a URL: what is found exists, and its RFC 3339
 * form reads as the same instant. */
#include "common/buffer.h"
#include "ingest/dates.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct date *date)
{
    char text[DATE_TEXT_SIZE];
    struct date again;
    if (date->month < 1 || date->month > 12 || date->day < 1 || date->day > 31 || date->year < 1 || date->year > 9999 ||
        date->hour < 0 || date->hour > 24 || date->minute < 0 || date->minute > 59)
        abort();
    date_format(date, text);
    if (!date_parse(text, strlen(text), DATE_DAY_FIRST, &again) || date_unix(date) != date_unix(&again))
        abort();
    if (date_unix(date) >= 0 && date->year < 9999) {
        date_from_unix(date_unix(date), &again);
        if (date_unix(date) != date_unix(&again))
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct date date;
    char *text = xstrndup((const char *)data, size);
    for (enum date_order order = DATE_DAY_FIRST; order <= DATE_MONTH_FIRST; order++) {
        if (date_parse(text, strlen(text), order, &date))
            check(&date);
        if (date_find(text, strlen(text), order, &date))
            check(&date);
    }
    if (date_in_url(text, &date))
        check(&date);
    free(text);
    return 0;
}
