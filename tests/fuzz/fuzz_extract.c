/* links: ingest — any bytes as a page: an article of valid UTF-8, or a reason. */
#include "common/text.h"
#include "ingest/dates.h"
#include "ingest/extract/extract.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Strings that go into an article: valid, without control characters but line breaks. */
static void check(const json_t *value)
{
    const char *key;
    json_t *item;
    size_t i;
    if (json_is_string(value)) {
        const char *text = json_string_value(value);
        if (utf8_valid_prefix(text, strlen(text)) != strlen(text))
            abort();
        for (; *text; text++)
            if (((unsigned char)*text < 0x20 && *text != '\n') || *text == 0x7F)
                abort();
    }
    json_array_foreach(value, i, item)
    {
        check(item);
    }
    json_object_foreach((json_t *)(uintptr_t)value, key, item)
    {
        check(item);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct extractor *extractor;
    if (!extractor)
        extractor = extractor_new();
    struct error error = {0};
    json_t *article = NULL;
    struct extract_input input = {.data = (const char *)data,
                                  .size = size,
                                  .url = size % 2 ? "https://www.example.com/2024/05/03/page" : NULL,
                                  .fallback_url = "urn:newsmill:page.html"};
    enum extract_result result = extract_article(extractor, &input, &article, &error);
    if ((result == EXTRACT_ARTICLE) != (article != NULL) || (article == NULL) != (error.kind == ERROR_PERMANENT))
        abort();
    check(article);
    json_decref(article);
    struct date date;
    char text[DATE_TEXT_SIZE];
    if (date_parse((const char *)data, size, DATE_DAY_FIRST, &date) && strlen(date_format(&date, text)) < 20)
        abort();
    return 0;
}
