/*
 * Dates and charsets of labelled corpora: CORPORA=FOLDER names the folder that has dates/ and charset/; without it
 * there is nothing to measure and the tests are skipped. links: ingest needs: corpora
 */
#include "common/buffer.h"
#include "ingest/charset.h"
#include "ingest/dates.h"
#include "ingest/extract/evidence.h"
#include "ingest/extract/html_page.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <zlib.h>

#include <cmocka.h>
#include <jansson.h>

#define LONGEST_ROW (1 << 20)

/* Calls `judge` for each line of a file of JSON Lines in the corpora; prints and returns the share that it liked. */
static double measure(const char *what, const char *file, bool (*judge)(const json_t *row),
                      bool (*counts)(const json_t *))
{
    const char *folder = getenv("CORPORA");
    if (!folder)
        skip();
    char *path = xprintf("%s/%s", folder, file), *line = xmalloc(LONGEST_ROW);
    FILE *rows = fopen(path, "r");
    if (!rows)
        fail_msg("cannot read %s", path);
    int all = 0, right = 0;
    while (fgets(line, LONGEST_ROW, rows)) {
        json_t *row = json_loads(line, JSON_ALLOW_NUL, NULL);
        if (row && (!counts || counts(row))) {
            bool good = judge(row);
            all++;
            right += good;
            if (!good)
                print_message("  wrong: %.150s\n", line);
        }
        json_decref(row);
    }
    fclose(rows);
    free(line);
    free(path);
    print_message("%s: %d of %d right (%.4f)\n", what, right, all, all ? (double)right / all : 0);
    return all ? (double)right / all : 0;
}

static const char *text_of(const json_t *row, const char *member)
{
    const char *text = json_string_value(json_object_get(row, member));
    return text ? text : "";
}

/* The whole file, unpacked if it is packed. */
static void read_file(const char *folder, const char *name, struct buffer *data)
{
    char *path = xprintf("%s/%s/%s", getenv("CORPORA"), folder, name);
    gzFile file = gzopen(path, "rb");
    if (!file)
        fail_msg("cannot read %s", path);
    for (;;) {
        int got = gzread(file, buffer_reserve(data, 1 << 16), 1 << 16);
        if (got <= 0)
            break;
        data->size += (size_t)got;
    }
    gzclose(file);
    free(path);
}

/* ---- dates ---- */

/* A row without an instant is a text to be refused, but for those that only have to be understood somehow. */
static bool string_is_right(const json_t *row)
{
    const char *input = text_of(row, "input"), *wanted = text_of(row, "utc");
    struct date date, instant;
    bool parsed = date_parse(input, strlen(input), DATE_MONTH_FIRST, &date);
    if (!*wanted)
        return parsed == (strcmp(text_of(row, "kind"), "feed-must-parse") == 0);
    return parsed && date_parse(wanted, strlen(wanted), DATE_MONTH_FIRST, &instant) &&
           date_unix(&date) == date_unix(&instant);
}

static void test_date_strings(void **state)
{
    (void)state;
    assert_true(measure("date strings", "dates/date_strings.jsonl", string_is_right, NULL) == 1);
}

static bool is_dated(const json_t *row)
{
    return *text_of(row, "datePublished") != '\0';
}

static bool page_is_right(const json_t *row)
{
    char name[256], text[DATE_TEXT_SIZE], charset[CHARSET_NAME_SIZE];
    struct buffer data = {0}, utf8 = {0};
    struct outline outline = {0};
    struct evidence evidence;
    struct date date;
    snprintf(name, sizeof name, "%s.html.gz", text_of(row, "id"));
    read_file("dates/pages", name, &data);
    charset_to_utf8(data.data, data.size, NULL, &utf8, charset);
    struct html_page *page = html_page_new();
    lxb_html_document_t *document = html_page_parse(page, utf8.data, utf8.size, true, NULL);
    assert_non_null(document);
    outline_read(&outline, document, false);
    evidence_gather(&evidence, &outline, text_of(row, "url"), NULL);
    bool right =
        published_find(&evidence, &date) && strncmp(date_format(&date, text), text_of(row, "datePublished"), 10) == 0;
    if (!right)
        print_message("  %s, said by %s\n", text, evidence.origins[FIELD_DATE_PUBLISHED].kind);
    evidence_free(&evidence);
    outline_free(&outline);
    html_page_free(page);
    buffer_free(&data);
    buffer_free(&utf8);
    return right;
}

static void test_dated_pages(void **state)
{
    (void)state;
    assert_true(measure("dated pages", "dates/gold.jsonl", page_is_right, is_dated) >= .9);
}

/* ---- charsets ---- */

static bool is_prescan(const json_t *row)
{
    return strcmp(text_of(row, "source"), "html5lib") == 0;
}

static bool is_labelled(const json_t *row)
{
    return !is_prescan(row);
}

static bool declaration_is_right(const json_t *row)
{
    struct buffer data = {0};
    read_file("charset", text_of(row, "file"), &data);
    const char *found = charset_declared(data.data, data.size), *wanted = text_of(row, "encoding");
    bool right = strcasecmp(found ? found : "windows-1252", charset_from_label(wanted, strlen(wanted))) == 0;
    buffer_free(&data);
    return right;
}

static void test_prescan(void **state)
{
    (void)state;
    assert_true(measure("prescan", "charset/index.jsonl", declaration_is_right, is_prescan) == 1);
}

/* "windows-1250-czech" is windows-1250; names that the Encoding standard lacks stay. */
static void usual_name(const char *label, char name[CHARSET_NAME_SIZE])
{
    static const char *const aliases[][2] = {{"CP932", "Shift_JIS"},    {"CP949", "EUC-KR"},
                                             {"MacRoman", "macintosh"}, {"MacCyrillic", "x-mac-cyrillic"},
                                             {"ascii", "UTF-8"},        {"utf-8-sig", "UTF-8"}};
    snprintf(name, CHARSET_NAME_SIZE, "%s", label);
    for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
        if (strcasecmp(aliases[i][0], label) == 0)
            snprintf(name, CHARSET_NAME_SIZE, "%s", aliases[i][1]);
    if (strncasecmp(label, "UTF-", 4) == 0) /* without the order of bytes, which the file tells */
        return;
    const char *known = charset_from_label(name, strlen(name));
    char *language = strrchr(name, '-');
    if (!known && language && strlen(language) > 5) {
        *language = '\0';
        known = charset_from_label(name, strlen(name));
    }
    if (known)
        snprintf(name, CHARSET_NAME_SIZE, "%s", known);
}

/* The same name, or another under which every byte of this file means the same. */
static bool charset_is_right(const json_t *row)
{
    char wanted[CHARSET_NAME_SIZE], found[CHARSET_NAME_SIZE];
    struct buffer data = {0}, text = {0}, right_text = {0};
    read_file("charset", text_of(row, "file"), &data);
    usual_name(text_of(row, "encoding"), wanted);
    charset_detect(data.data, data.size, NULL, found);
    bool right = strncasecmp(found, wanted, strlen(wanted)) == 0;
    if (!right && charset_convert(data.data, data.size, found, &text) &&
        charset_convert(data.data, data.size, wanted, &right_text))
        right = text.size == right_text.size && memcmp(text.data, right_text.data, text.size) == 0;
    if (!right)
        print_message("  %s instead of %s\n", found, wanted);
    buffer_free(&data);
    buffer_free(&text);
    buffer_free(&right_text);
    return right;
}

static void test_labelled_files(void **state)
{
    (void)state;
    assert_true(measure("labelled files", "charset/index.jsonl", charset_is_right, is_labelled) >= .99);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_date_strings), cmocka_unit_test(test_dated_pages),
                                       cmocka_unit_test(test_prescan), cmocka_unit_test(test_labelled_files)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
