/* A page in a file, plain or gzip. */
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

static bool read_whole(int descriptor, size_t limit, struct buffer *out, struct error *error)
{
    struct stat status;
    if (fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode))
        return error_set(error, ERROR_PERMANENT, "not a regular file");
    if ((unsigned long long)status.st_size > limit)
        return error_set(error, ERROR_PERMANENT, "%lld bytes are over --max-page (%zu)", (long long)status.st_size,
                         limit);
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
        if (out->size > limit)
            return error_set(error, ERROR_PERMANENT, "more bytes than --max-page (%zu)", limit);
    }
}

static bool read_page(const char *path, size_t limit, struct buffer *body, struct error *error)
{
    struct buffer packed = {0};
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0)
        return error_set(error, ERROR_PERMANENT, "%s", strerror(errno));
    bool done = read_whole(descriptor, limit, body, error);
    close(descriptor);
    if (done && inflate_is_gzip(body->data, body->size)) {
        packed = *body;
        *body = (struct buffer){0};
        done = inflate_buffer(packed.data, packed.size, limit, body, error);
        if (!done && body->size > limit)
            error_set(error, ERROR_PERMANENT, "over --max-page (%zu bytes) when decompressed", limit);
    }
    buffer_free(&packed);
    return done;
}

bool source_read_file(struct reader *reader, const char *path, const char *relative)
{
    struct error error = {0};
    struct page *page = page_new(PAGE_FILE, path);
    if (!read_page(path, source_settings(reader)->max_page, &page->body, &error)) {
        report_result(REPORT_UNREADABLE, path, error.text);
        page_free(page);
        return true;
    }
    page->fallback_url = page_urn(relative);
    strcpy(page->fetched_at, source_settings(reader)->started);
    return source_give_page(reader, page);
}
