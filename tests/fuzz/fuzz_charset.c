/* links: ingest — any bytes as a page in some charset: its text is sound UTF-8 of bounded length. */
#include "common/text.h"
#include "ingest/charset.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct buffer *utf8, size_t size)
{
    const char *text = utf8->data ? utf8->data : "";
    if (utf8_valid_prefix(text, utf8->size) != utf8->size || memchr(text, '\0', utf8->size) ||
        utf8->size > 6 * size + 16)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char name[CHARSET_NAME_SIZE];
    struct buffer utf8 = {0};
    const char *bytes = (const char *)data;
    size_t label = size < 40 ? size : 40, value;
    charset_to_utf8(bytes, size, NULL, &utf8, name);
    check(&utf8, size);
    buffer_clear(&utf8);

    char *type = xstrndup(bytes, label);
    charset_of_content_type(type, &value);
    charset_to_utf8(bytes + label, size - label, type, &utf8, name);
    check(&utf8, size);
    buffer_clear(&utf8);
    const char *named = charset_from_label(type, strlen(type));
    if (named && charset_convert(bytes + label, size - label, named, &utf8))
        check(&utf8, size);
    free(type);
    buffer_free(&utf8);
    return 0;
}
