/*
 * links: ingest — archives of others, in a folder that CORPORA names (warc/): the sound ones are read to their end, of
 * the broken ones the damage is told and what is sound behind it is read. Skipped without it.
 * needs: corpora
 */
#include "ingest/warc.h"
#include "tests/unit/test_common.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

static const struct {
    const char *name;
    int records, damages; /* as counted by hand */
} archives[] = {{"chatnoir-resiliparse__block-sized-records.warc", 3, 0},
                {"chatnoir-resiliparse__block-sized-records.warc.gz", 3, 0},
                {"chatnoir-resiliparse__block-sized-records.warc.lz4", 3, 0},
                {"chatnoir-resiliparse__clipped.warc.gz", 0, 1},
                {"chatnoir-resiliparse__clueweb-quirk.warc.gz", 30, 0},
                {"chatnoir-resiliparse__warcfile.warc", 50, 0},
                {"chatnoir-resiliparse__warcfile.warc.gz", 50, 0},
                {"chatnoir-resiliparse__warcfile.warc.lz4", 50, 0},
                {"jwarc__cc.warc.gz", 1, 0},
                {"jwarc__gzip_extra_sl.warc.gz", 1, 0},
                {"warcio__bad.arc", 1, 1},
                {"warcio__example-bad-non-chunked.warc.gz", 6, 0},
                {"warcio__example-bad.warc.gz.bad", 6, 0},
                {"warcio__example-digest.warc", 4, 0},
                {"warcio__example-iana.org-chunked.warc", 3, 0},
                {"warcio__example-resource.warc.gz", 3, 0},
                {"warcio__example-space-in-target-uri.warc.gz", 2, 0},
                {"warcio__example-space-in-url.arc", 0, 1},
                {"warcio__example-trunc.warc", 4, 1},
                {"warcio__example-wget-bad-target-uri.warc.gz", 6, 0},
                {"warcio__example-wrong-chunks.warc.gz", 2, 0},
                {"warcio__example.arc", 1, 0},
                {"warcio__example.arc.gz", 1, 0},
                {"warcio__example.warc", 6, 0},
                {"warcio__example.warc.gz", 6, 0},
                {"warcio__post-test.warc.gz", 6, 0}};

static void archives_of_others(void **state)
{
    const char *corpora = getenv("CORPORA");
    (void)state;
    if (!corpora)
        skip();
    int wrong = 0;
    for (size_t i = 0; i < sizeof archives / sizeof *archives; i++) {
        char path[1000];
        int records = 0, damages = 0;
        struct warc_record record = {0};
        struct error error = {0};
        snprintf(path, sizeof path, "%s/warc/%s", corpora, archives[i].name);
        int descriptor = open(path, O_RDONLY | O_CLOEXEC);
        assert_true(descriptor >= 0);
        struct warc_reader *reader = warc_open(descriptor, 10u << 20);
        enum warc_result result;
        while ((result = warc_next(reader, &record, &error)) != WARC_END && result != WARC_FAILED)
            *(result == WARC_RECORD ? &records : &damages) += 1;
        if (result != WARC_END || records != archives[i].records || damages != archives[i].damages) {
            printf("%s: %d records and %d damages%s\n", archives[i].name, records, damages,
                   result == WARC_FAILED ? ", given up" : "");
            wrong++;
        }
        warc_record_clear(&record);
        warc_close(reader);
    }
    printf("%zu archives, %d read in another way than expected\n", sizeof archives / sizeof *archives, wrong);
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(archives_of_others)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
