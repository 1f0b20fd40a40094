/*
 * links: ingest — feeds of others, in a folder that CORPORA names (feeds/index.jsonl and the files it lists): none may
 * crash, and of those that assert titles, links, dates or ids at least 99 % must be read right. Skipped without it.
 * needs: corpora
 */
#include "common/buffer.h"
#include "ingest/dates.h"
#include "ingest/extract/clean_text.h"
#include "ingest/feed_private.h"
#include "ingest/url.h"
#include "tests/unit/test_common.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LEAST_RIGHT 0.99

struct tally {
    const char *file;
    size_t facts, right, feeds, feeds_right, read;
    bool all_right;
};

static bool load(const char *path, struct buffer *out)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return false;
    for (size_t got = 1; got > 0; out->size += got)
        got = fread(buffer_reserve(out, 65536), 1, 65536, file);
    fclose(file);
    return true;
}

/* Without markup, however often it was escaped. */
static char *plain(const char *text)
{
    char *line = xstrdup(text);
    for (int i = 0; i < 3 && line; i++) {
        char *next = feed_line(&(struct feed_text){.data = line, .size = strlen(line)});
        free(line);
        line = next;
    }
    return line ? line : xstrdup("");
}

static bool same_text(const char *a, const char *b)
{
    char *clean_a = clean_copy(a, strlen(a)), *clean_b = clean_copy(b, strlen(b));
    bool same = clean_a && clean_b && strcmp(clean_a, clean_b) == 0;
    free(clean_a);
    free(clean_b);
    if (!same) {
        clean_a = plain(a);
        clean_b = plain(b);
        same = strcmp(clean_a, clean_b) == 0;
        free(clean_a);
        free(clean_b);
    }
    return same;
}

static bool same_time(const char *a, const char *b)
{
    struct date date_a, date_b;
    return date_parse(a, strlen(a), DATE_DAY_FIRST, &date_a) && date_parse(b, strlen(b), DATE_DAY_FIRST, &date_b) &&
           date_unix(&date_a) == date_unix(&date_b);
}

static const char *text_of(const json_t *object, const char *field)
{
    const char *text = json_string_value(json_object_get(object, field));
    return text ? text : "";
}

static bool ends_with(const char *text, const char *end)
{
    size_t size = strlen(text), end_size = strlen(end);
    return size >= end_size && strcmp(text + size - end_size, end) == 0;
}

/* Some readers show a text, or the address, in place of a title that is missing; here it is missing. */
static bool right_title(const json_t *entry, const char *wanted)
{
    const char *title = text_of(entry, "headline");
    return same_text(title, wanted) ||
           (!*title && (strcmp(text_of(entry, "url"), wanted) == 0 || same_text(text_of(entry, "abstract"), wanted) ||
                        same_text(text_of(entry, "content"), wanted)));
}

static bool same_address(const char *a, const char *b)
{
    char *canonical_a = url_canonical(a, NULL), *canonical_b = url_canonical(b, NULL);
    bool same = strcmp(a, b) == 0 || (canonical_a && canonical_b && strcmp(canonical_a, canonical_b) == 0);
    free(canonical_a);
    free(canonical_b);
    return same;
}

/* Some readers show the site's address in place of a link that is missing, or leave links relative. */
static bool right_link(const struct feed *feed, const json_t *entry, const char *wanted)
{
    const char *url = text_of(entry, "url");
    bool missing = !*url || strcmp(url, text_of(entry, "identifier")) == 0;
    return same_address(url, wanted) || same_address(text_of(entry, "originalUrl"), wanted) ||
           (*wanted == '/' && ends_with(url, wanted)) || (missing && feed->site && same_address(feed->site, wanted));
}

static bool right_time(const json_t *entry, const char *wanted)
{
    return same_time(text_of(entry, "datePublished"), wanted) || same_time(text_of(entry, "dateModified"), wanted);
}

static bool right_id(const json_t *entry, const char *wanted)
{
    return same_text(text_of(entry, "identifier"), wanted) ||
           (!json_object_get(entry, "identifier") && strcmp(text_of(entry, "url"), wanted) == 0);
}

static void note(struct tally *tally, bool right, const char *field, const char *wanted, const json_t *entry)
{
    tally->facts++;
    tally->right += right;
    tally->all_right = tally->all_right && right;
    if (!right) {
        char *text = json_dumps(entry, JSON_COMPACT);
        fprintf(stderr, "%s: %s is not %.150s: %.300s\n", tally->file, field, wanted, text ? text : "no entry");
        free(text);
    }
}

static void check_entries(struct tally *tally, const struct feed *feed, const json_t *wanted)
{
    json_t *facts, *count = json_object_get(wanted, "n_entries");
    size_t i;
    char number[32];
    snprintf(number, sizeof number, "%" JSON_INTEGER_FORMAT, json_integer_value(count));
    if (count)
        note(tally, (json_int_t)json_array_size(feed->entries) == json_integer_value(count), "count", number, NULL);
    json_array_foreach(json_object_get(wanted, "entries"), i, facts)
    {
        const json_t *index = json_object_get(facts, "index");
        const json_t *entry = json_array_get(feed->entries, index ? (size_t)json_integer_value(index) : i);
        const char *title = text_of(facts, "title"), *link = text_of(facts, "link");
        const char *published = text_of(facts, "published"), *id = text_of(facts, "id");
        if (*title)
            note(tally, right_title(entry, title), "title", title, entry);
        if (*link)
            note(tally, right_link(feed, entry, link), "link", link, entry);
        if (*published)
            note(tally, right_time(entry, published), "published", published, entry);
        if (*id)
            note(tally, right_id(entry, id), "id", id, entry);
    }
}

static void check_file(struct tally *tally, const char *folder, const json_t *row)
{
    struct buffer data = {0};
    struct error error = {0};
    char *path = xprintf("%s/%s", folder, text_of(row, "file")),
         *expect = xprintf("%s/%s", folder, text_of(row, "expect"));
    json_t *wanted = json_load_file(expect, 0, NULL);
    const json_t *headers = json_object_get(wanted, "http_headers");
    const char *base = json_is_string(json_object_get(headers, "Content-Location"))
                           ? text_of(headers, "Content-Location")
                           : text_of(wanted, "base_url");
    assert_true(load(path, &data));
    struct feed *feed = feed_parse(data.data ? data.data : "", data.size, *base ? base : NULL, NULL, &error);
    tally->file = text_of(row, "file");
    tally->read += feed != NULL;
    if (json_is_true(json_object_get(row, "main_fields"))) {
        struct feed none = {0};
        size_t before = tally->facts;
        tally->all_right = true;
        check_entries(tally, feed ? feed : &none, wanted);
        tally->feeds += tally->facts > before;
        tally->feeds_right += tally->facts > before && tally->all_right;
    }
    feed_free(feed);
    json_decref(wanted);
    buffer_free(&data);
    free(path);
    free(expect);
}

static void feeds_of_others(void **state)
{
    (void)state;
    const char *corpora = getenv("CORPORA");
    struct tally tally = {0};
    struct buffer index = {0};
    size_t files = 0;
    if (!corpora)
        skip();
    char *folder = xprintf("%s/feeds", corpora), *path = xprintf("%s/index.jsonl", folder);
    assert_true(load(path, &index));
    for (char *line = index.data, *end; line && *line; line = end ? end + 1 : NULL) {
        if ((end = strchr(line, '\n')))
            *end = '\0';
        json_t *row = json_loads(line, 0, NULL);
        if (row) {
            check_file(&tally, folder, row);
            files++;
        }
        json_decref(row);
    }
    print_message("%zu files, %zu read; %zu of %zu facts right; %zu of %zu feeds without a fault\n", files, tally.read,
                  tally.right, tally.facts, tally.feeds_right, tally.feeds);
    assert_true(tally.feeds > 0);
    assert_true((double)tally.right >= LEAST_RIGHT * (double)tally.facts);
    assert_true((double)tally.feeds_right >= LEAST_RIGHT * (double)tally.feeds);
    buffer_free(&index);
    free(folder);
    free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(feeds_of_others)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
