/* A folder of pages and archives, with all folders below it, in the order of their names. */
#include "common/log.h"
#include "common/text.h"
#include "ingest/media_type.h"
#include "ingest/report.h"
#include "ingest/source.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DEPTH_LIMIT 64

static int by_name(const FTSENT **a, const FTSENT **b)
{
    return strcmp((*a)->fts_name, (*b)->fts_name);
}

/* True for names that say HTML; others are looked into. */
static bool named_as_page(const char *name)
{
    static const char *const endings[] = {".html", ".htm", ".xhtml", ".shtml", ".html.gz", ".htm.gz", ".xhtml.gz"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (text_ends_with(name, endings[i]))
            return true;
    return false;
}

static bool begins_as_page(int descriptor)
{
    char start[512];
    ssize_t size = pread(descriptor, start, sizeof start, 0);
    return size > 0 && media_type_is_html(NULL, start, (size_t)size);
}

static bool read_entry(struct reader *reader, const char *path, const char *relative, const char *name)
{
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) {
        report_result(REPORT_UNREADABLE, path, strerror(errno));
        return true;
    }
    bool archive = source_is_archive(descriptor);
    bool is_page = archive || named_as_page(name) || begins_as_page(descriptor);
    close(descriptor);
    if (archive)
        return source_read_archive(reader, path);
    if (is_page)
        return source_read_file(reader, path, relative, FRONTIER_PAGE);
    log_debug("%s: passed over: neither a page nor an archive", path);
    return true;
}

/* One find of the walk; false: stop. */
static bool visit(struct reader *reader, FTS *walk, FTSENT *entry, size_t root_size)
{
    const char *relative = entry->fts_path + root_size;
    while (*relative == '/')
        relative++;
    switch (entry->fts_info) {
    case FTS_D:
        if (entry->fts_level > 0 && entry->fts_name[0] == '.') {
            fts_set(walk, entry, FTS_SKIP);
        } else if (entry->fts_level > DEPTH_LIMIT) {
            report_result(REPORT_UNREADABLE, entry->fts_path, "more than 64 folders deep; name it as a source itself");
            fts_set(walk, entry, FTS_SKIP);
        }
        return true;
    case FTS_DC:
        log_warning("%s: passed over: a link to a folder that it lies in", entry->fts_path);
        return true;
    case FTS_DNR:
    case FTS_ERR:
    case FTS_NS:
    case FTS_SLNONE:
        report_result(REPORT_UNREADABLE, entry->fts_path,
                      entry->fts_info == FTS_SLNONE ? "a link to nowhere" : strerror(entry->fts_errno));
        return true;
    case FTS_F:
        return entry->fts_name[0] == '.' || read_entry(reader, entry->fts_path, relative, entry->fts_name);
    default:
        return true;
    }
}

bool source_read_folder(struct reader *reader, const char *path)
{
    bool go_on = true;
    char *root = xstrdup(path);
    for (size_t size = strlen(root); size > 1 && root[size - 1] == '/'; size--)
        root[size - 1] = '\0';
    char *roots[] = {root, NULL};
    FTS *walk = fts_open(roots, FTS_LOGICAL | FTS_NOCHDIR, by_name);
    if (!walk) {
        report_result(REPORT_UNREADABLE, path, strerror(errno));
    } else {
        for (FTSENT *entry; go_on && (entry = fts_read(walk));)
            go_on = !source_stopping(reader) && visit(reader, walk, entry, strlen(root));
        fts_close(walk);
    }
    free(root);
    return go_on;
}
