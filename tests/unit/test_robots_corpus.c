/*
 * robots.txt of labelled corpora: CORPORA=FOLDER names the folder that has robots/, cases.jsonl of the readers' own
 * tests and real.tar.gz with files of sites; without it there is nothing to measure and the tests are skipped.
 * links: ingest needs: corpora
 */
#include "common/buffer.h"
#include "ingest/robots.h"
#include "tests/unit/test_common.h"

#include <jansson.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { TAR_BLOCK = 512, LONGEST_ROW = 1 << 20 };

struct file {
    char *name;
    struct buffer data;
};

struct archive {
    void *files; /* a tree of struct file by name */
};

struct tally {
    int all, right;
};

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct file *)a)->name, ((const struct file *)b)->name);
}

static gzFile open_corpus(const char *name)
{
    const char *folder = getenv("CORPORA");
    if (!folder)
        skip();
    char *path = xprintf("%s/robots/%s", folder, name);
    gzFile file = gzopen(path, "rb");
    if (!file)
        fail_msg("cannot read %s", path);
    free(path);
    return file;
}

/* Path and query of a URL, from malloc. */
static char *path_of(const char *url)
{
    const char *scheme = strstr(url, "://"), *authority = scheme ? scheme + 3 : url;
    const char *path = authority + strcspn(authority, "/?#");
    int size = (int)strcspn(path, "#");
    return *path == '/' ? xprintf("%.*s", size, path) : xprintf("/%.*s", size, path);
}

static void judge(struct tally *tally, const json_t *row, const char *robots, size_t size)
{
    const char *agent = json_string_value(json_object_get(row, "agent"));
    const char *url = json_string_value(json_object_get(row, "url"));
    struct robots *rules = robots_parse(robots, size, agent);
    char *path = path_of(url);
    bool right = robots_allows(rules, path) == json_is_true(json_object_get(row, "allowed"));
    tally->all++;
    tally->right += right;
    if (!right) {
        char *shown = json_dumps(row, JSON_COMPACT);
        print_message("  wrong: %.300s\n", shown);
        free(shown);
    }
    free(path);
    robots_free(rules);
}

static void test_core_cases(void **state)
{
    gzFile rows = open_corpus("cases.jsonl");
    char *line = xmalloc(LONGEST_ROW);
    struct tally tally = {0};
    (void)state;
    while (gzgets(rows, line, LONGEST_ROW)) {
        json_t *row = json_loads(line, JSON_ALLOW_NUL, NULL), *robots = json_object_get(row, "robots");
        if (json_is_true(json_object_get(row, "core")))
            judge(&tally, row, json_string_value(robots), json_string_length(robots));
        json_decref(row);
    }
    gzclose(rows);
    free(line);
    print_message("robots, core cases: %d of %d right\n", tally.right, tally.all);
    assert_true(tally.all > 0 && tally.right == tally.all);
}

/* Reads the next file of a tar; false at its end. */
static bool next_file(gzFile tar, char *name, struct buffer *data)
{
    char head[TAR_BLOCK];
    if (gzread(tar, head, TAR_BLOCK) != TAR_BLOCK || head[0] == '\0')
        return false;
    head[99] = '\0';
    size_t size = strtoul(head + 124, NULL, 8), padded = (size + TAR_BLOCK - 1) / TAR_BLOCK * TAR_BLOCK;
    memcpy(name, head, 100);
    *data = (struct buffer){0};
    if (gzread(tar, buffer_reserve(data, padded + 1), (unsigned)padded) != (int)padded)
        fail_msg("%s: cut off", name);
    data->size = size;
    data->data[size] = '\0';
    return true;
}

static void judge_rows(struct tally *tally, const struct archive *archive, char *rows)
{
    for (char *rest = rows, *line; (line = strsep(&rest, "\n"));) {
        json_t *row = json_loads(line, 0, NULL);
        struct file wanted = {.name = (char *)json_string_value(json_object_get(row, "file"))};
        struct file **found = row ? tfind(&wanted, &archive->files, by_name) : NULL;
        if (found)
            judge(tally, row, (*found)->data.data, (*found)->data.size);
        json_decref(row);
    }
}

static void free_file(void *item)
{
    struct file *file = item;
    free(file->name);
    buffer_free(&file->data);
    free(file);
}

static void test_files_of_sites(void **state)
{
    gzFile tar = open_corpus("real.tar.gz");
    struct archive archive = {0};
    struct buffer data, rows = {0};
    struct tally tally = {0};
    char name[100];
    (void)state;
    while (next_file(tar, name, &data)) {
        if (strncmp(name, "./files/", 8) == 0 && name[8]) {
            struct file *file = xcalloc(1, sizeof *file);
            file->name = xstrdup(name + 8);
            file->data = data;
            assert_non_null(tsearch(file, &archive.files, by_name));
        } else if (strcmp(name, "./cases.jsonl") == 0) {
            rows = data;
        } else {
            buffer_free(&data);
        }
    }
    gzclose(tar);
    assert_non_null(rows.data);
    judge_rows(&tally, &archive, rows.data);
    print_message("robots, files of sites: %d of %d right (%.5f)\n", tally.right, tally.all,
                  tally.all ? (double)tally.right / tally.all : 0);
    buffer_free(&rows);
    tdestroy(archive.files, free_file);
    assert_true(tally.all > 0 && tally.right >= tally.all * 0.999);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_core_cases), cmocka_unit_test(test_files_of_sites)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
