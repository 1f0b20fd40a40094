/* Pages in a web archive: its responses, and resources that are HTML. */
#include "common/text.h"
#include "ingest/http_message.h"
#include "ingest/media_type.h"
#include "ingest/report.h"
#include "ingest/source.h"
#include "ingest/url.h"
#include "ingest/warc.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define HEAD_ROOM 65536 /* of a block, for the HTTP head before the page */

static char *record_label(const char *path, const struct warc_record *record)
{
    return xprintf("%s record %lu (%s)", path, record->number, record->url ? record->url : "no address");
}

static bool skip(const char *path, const struct warc_record *record, enum report_result result, const char *reason)
{
    char *label = record_label(path, record);
    report_read();
    report_result(result, label, reason);
    free(label);
    return true;
}

/* The archive's date; else the response's own; else when this run started. */
static void set_fetched_at(struct page *page, const char *warc_date, time_t http_date, const char *started)
{
    time_t date;
    if (warc_date && clock_parse_stamp(warc_date, &date) == 0)
        clock_stamp(date, page->fetched_at);
    else if (http_date > 0)
        clock_stamp(http_date, page->fetched_at);
    else
        strcpy(page->fetched_at, started);
}

static char *valid_text(const char *text)
{
    struct buffer out = {0};
    utf8_append_repaired(&out, text, strlen(text));
    return buffer_steal(&out);
}

/* Archives of files rather than of the web give names that are no addresses: such a page is known by that name. */
static void set_address(struct page *page, const char *path, const struct warc_record *record)
{
    if (record->url && url_is_web(record->url)) {
        page->url = valid_text(record->url);
        return;
    }
    const char *slash = strrchr(path, '/');
    char *name = record->url ? valid_text(record->url) : xprintf("%s/%lu", slash ? slash + 1 : path, record->number);
    page->fallback_url = page_urn(name);
    page->source_url = name;
}

/* The page in a response, with its codings undone; the reason if it holds none. */
static enum report_result unpack_response(const struct warc_record *record, size_t limit, struct page *page,
                                          time_t *date, struct error *error)
{
    struct http_message message;
    enum report_result result = REPORT_UNREADABLE;
    if (!http_message_parse(&message, record->block.data ? record->block.data : "", record->block.size, error))
        return REPORT_UNREADABLE;
    *date = message.date;
    if (message.status != 200) {
        error_set(error, ERROR_PERMANENT, "HTTP status %d", message.status);
        result = REPORT_SKIPPED;
    } else if (http_message_body(&message, limit, &page->body, error)) {
        result = REPORT_DELIVERED;
        if (!media_type_is_html(message.content_type, page->body.data, page->body.size)) {
            error_set(error, ERROR_PERMANENT, "not HTML (%.80s)",
                      message.content_type ? message.content_type : "no content type");
            result = REPORT_SKIPPED;
        }
    }
    if (message.content_type)
        page->content_type = xstrdup(message.content_type);
    http_message_clear(&message);
    return result;
}

/* What a list told of the page that comes next, by a metadata record. */
struct told {
    char *url, *entry; /* NULL: nothing */
};

static void remember_told(struct told *told, struct warc_record *record)
{
    free(told->url);
    free(told->entry);
    told->url = record->url ? xstrdup(record->url) : NULL;
    told->entry = record->block.size > 0 ? buffer_steal(&record->block) : NULL;
}

/* Gives it to the page that it is of. */
static void add_told(struct page *page, struct told *told)
{
    if (!told->entry || !told->url || !page->url || strcmp(told->url, page->url) != 0)
        return;
    page->entry = told->entry;
    told->entry = NULL;
}

static bool read_record(struct reader *reader, const char *path, struct warc_record *record, struct told *told)
{
    const struct reader_settings *settings = source_settings(reader);
    bool response = text_equal_nocase(record->type, "response");
    if (text_equal_nocase(record->type, "metadata"))
        remember_told(told, record);
    if (!response && !text_equal_nocase(record->type, "resource"))
        return true;
    if (record->url && strncasecmp(record->url, "dns:", 4) == 0)
        return true;
    if (record->oversized)
        return skip(path, record, REPORT_UNREADABLE, "over --max-page");
    if (!response &&
        !media_type_is_html(record->content_type ? record->content_type : "", record->block.data, record->block.size))
        return skip(path, record, REPORT_SKIPPED, "not HTML");

    struct error error = {0};
    char *label = record_label(path, record);
    struct page *page = page_new(PAGE_WARC, label);
    page->role = FRONTIER_PAGE;
    enum report_result result = REPORT_DELIVERED;
    time_t date = -1;
    free(label);
    if (response) {
        result = unpack_response(record, settings->max_page, page, &date, &error);
    } else {
        page->body = record->block;
        record->block = (struct buffer){0};
        page->content_type = record->content_type ? xstrdup(record->content_type) : NULL;
    }
    if (result != REPORT_DELIVERED) {
        page_free(page);
        return skip(path, record, result, error.text);
    }
    set_address(page, path, record);
    add_told(page, told);
    set_fetched_at(page, record->date, date, settings->started);
    return source_give_page(reader, page);
}

static void name_damage(const char *path, const struct warc_record *record, const char *reason)
{
    char *where = record->number > 0 ? xprintf("%s record %lu at byte %lld", path, record->number, record->offset)
                                     : xprintf("%s at byte %lld", path, record->offset);
    report_result(REPORT_UNREADABLE, where, reason);
    free(where);
}

bool source_read_archive(struct reader *reader, const char *path)
{
    struct stat status;
    struct warc_record record = {0};
    struct told told = {0};
    struct error error = {0};
    enum warc_result result = WARC_RECORD;
    unsigned long records = 0;
    bool go_on = true;
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0 || fstat(descriptor, &status) != 0 || S_ISDIR(status.st_mode)) {
        report_result(REPORT_UNREADABLE, path, descriptor >= 0 ? "a folder, not a web archive" : strerror(errno));
        if (descriptor >= 0)
            close(descriptor);
        return true;
    }
    struct warc_reader *archive = warc_open(descriptor, source_settings(reader)->max_page + HEAD_ROOM);
    while (go_on && result != WARC_END && result != WARC_FAILED && !source_stopping(reader)) {
        result = warc_next(archive, &record, &error);
        if (result == WARC_RECORD) {
            records++;
            go_on = read_record(reader, path, &record, &told);
        } else if (result == WARC_DAMAGED) {
            records++;
            name_damage(path, &record, error.text);
        }
    }
    if (result == WARC_FAILED)
        report_result(REPORT_UNREADABLE, path, error.text);
    if (result == WARC_END && records == 0)
        report_result(REPORT_UNREADABLE, path, "empty, not a web archive");
    free(told.url);
    free(told.entry);
    warc_record_clear(&record);
    warc_close(archive);
    return go_on && !source_stopping(reader);
}
