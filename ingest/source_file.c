/* A page in a file, plain or gzip; or a feed, a sitemap, a list. */
#include "ingest/inflate.h"
#include "ingest/report.h"
#include "ingest/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK 65536

struct limit {
    size_t bytes;
    const char *name;
};

/* What is longer than a page may be is read on only if it is a list of pages. */
static void find_limit(int descriptor, struct limit *limit)
{
    char start[4096];
    struct buffer plain = {0};
    ssize_t size = pread(descriptor, start, sizeof start, 0);
    if (size > 0 && inflate_is_gzip(start, (size_t)size))
        inflate_buffer(start, (size_t)size, sizeof start, &plain, NULL);
    else if (size > 0)
        buffer_append(&plain, start, (size_t)size);
    if (limit->bytes < FEED_BYTES_LIMIT && plain.size > 0 && feed_sniff(plain.data, plain.size) != FEED_NONE)
        *limit = (struct limit){FEED_BYTES_LIMIT, "what a feed or sitemap may have"};
    buffer_free(&plain);
}

static bool read_whole(int descriptor, const struct limit *limit, struct buffer *out, struct error *error)
{
    struct stat status;
    if (fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode))
        return error_set(error, ERROR_PERMANENT, "not a regular file");
    if ((unsigned long long)status.st_size > limit->bytes)
        return error_set(error, ERROR_PERMANENT, "%lld bytes are over %s (%zu)", (long long)status.st_size, limit->name,
                         limit->bytes);
    buffer_reserve(out, (size_t)status.st_size + 1);
    for (;;) {
        size_t room = out->room > out->size + 1 ? out->room - out->size - 1 : CHUNK;
        ssize_t got = read(descriptor, buffer_reserve(out, room), room);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return error_set(error, ERROR_PERMANENT, "%s", strerror(errno));
        if (got == 0)
            return true;
        out->size += (size_t)got;
        if (out->size > limit->bytes)
            return error_set(error, ERROR_PERMANENT, "more bytes than %s (%zu)", limit->name, limit->bytes);
    }
}

static bool read_page(const char *path, struct limit limit, bool may_be_list, struct buffer *body, struct error *error)
{
    struct buffer packed = {0};
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0)
        return error_set(error, ERROR_PERMANENT, "%s", strerror(errno));
    if (may_be_list)
        find_limit(descriptor, &limit);
    bool done = read_whole(descriptor, &limit, body, error);
    close(descriptor);
    if (done && inflate_is_gzip(body->data, body->size)) {
        packed = *body;
        *body = (struct buffer){0};
        done = inflate_buffer(packed.data, packed.size, limit.bytes, body, error);
        if (!done && body->size > limit.bytes)
            error_set(error, ERROR_PERMANENT, "over %s (%zu bytes) when decompressed", limit.name, limit.bytes);
    }
    buffer_free(&packed);
    return done;
}

bool source_read_file(struct reader *reader, const char *path, const char *relative, enum frontier_role role)
{
    const struct limit limit = {source_settings(reader)->max_page, "--max-page"};
    struct error error = {0};
    struct page *page = page_new(PAGE_FILE, path);
    if (!read_page(path, limit, role == FRONTIER_ANY, &page->body, &error)) {
        report_result(REPORT_UNREADABLE, path, error.text);
        page_free(page);
        return true;
    }
    page->role = role;
    page->fallback_url = page_urn(relative);
    strcpy(page->fetched_at, source_settings(reader)->started);
    return source_give_page(reader, page);
}
