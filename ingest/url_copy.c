#include "ingest/url_copy.h"

#include "common/buffer.h"
#include "common/text.h"
#include "ingest/url.h"

#include <stdlib.h>
#include <string.h>

/* What a cache's host ends in, and how its paths begin. */
static const struct cache {
    const char *host, *path;
} caches[] = {
    {"cdn.ampproject.org", "/c/"}, {"cdn.ampproject.org", "/v/"}, {"www.bing-amp.com", "/c/"},
    {"cache.bing-amp.com", "/c/"}, {"www.google.com", "/amp/"},
};

static bool is_host(const char *authority, const char *name)
{
    size_t size = strlen(authority), name_size = strlen(name);
    return text_ends_with(authority, name) && (size == name_size || authority[size - name_size - 1] == '.');
}

char *url_of_copied(const char *canonical)
{
    char *authority = url_authority(canonical), *original = NULL;
    const char *path = url_path(canonical);
    for (size_t i = 0; i < sizeof caches / sizeof *caches && !original; i++) {
        if (!is_host(authority, caches[i].host) || !text_starts_with(path, caches[i].path))
            continue;
        const char *rest = path + strlen(caches[i].path);
        bool secure = text_starts_with(rest, "s/");
        rest += secure ? 2 : 0;
        size_t host_size = strcspn(rest, "/?");
        if (memchr(rest, '.', host_size))
            original = xprintf("%s://%s", secure ? "https" : "http", rest);
    }
    free(authority);
    return original;
}
