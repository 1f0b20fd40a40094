/* links: ingest — any bytes as a robots.txt: it is read, and answers alike when it is read again. */
#include "common/buffer.h"
#include "ingest/robots.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const agents[] = {"newsmill", "newsmill/0.1 (+https://example.org/)", ""};
    char *text = xstrndup((const char *)data, size);
    for (size_t i = 0; i < sizeof agents / sizeof *agents; i++) {
        struct robots *robots = robots_parse((const char *)data, size, agents[i]);
        struct robots *again = robots_parse((const char *)data, size, agents[i]);
        if (robots_allows(robots, "/a/b?c") != robots_allows(again, "/a/b?c") ||
            robots_allows(robots, text) != robots_allows(again, text) || !robots_allows(robots, "/robots.txt") ||
            robots_sitemap_count(robots) > ROBOTS_MOST_SITEMAPS)
            abort();
        robots_free(robots);
        robots_free(again);
    }
    free(text);
    return 0;
}
