/* links: ingest — any bytes as a URL: its canonical form stays what it is. */
#include "common/buffer.h"
#include "ingest/url.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_url(const char *text)
{
    char *once = url_canonical(text, NULL);
    char *resolved = url_resolve("http://example.com/a/b?c", text, NULL);
    free(resolved);
    if (!once)
        return;
    char *twice = url_canonical(once, NULL);
    if (strlen(once) <= URL_SIZE_LIMIT && (!twice || strcmp(once, twice) != 0))
        abort();
    char *authority = url_authority(once);
    if (!*authority || *url_path(once) != '/')
        abort();
    free(authority);
    free(twice);
    free(once);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = xstrndup((const char *)data, size);
    check_url(text);
    char *absolute = xprintf("http://example.com/%s", text);
    check_url(absolute);
    free(absolute);
    free(text);
    return 0;
}
