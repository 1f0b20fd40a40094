/* Messages as they come off a link: any bytes are refused or parse into an article that is written and parses again. */
#include "common/article.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct article article, again;
    struct error error = {0};
    if (!article_parse(&article, (const char *)data, size, &error))
        return 0;
    struct buffer line = {0};
    article_write(&article, &line);
    if (!article_parse(&again, line.data, line.size, &error))
        abort();
    article_free(&again);
    article_free(&article);
    buffer_free(&line);
    return 0;
}
