/* links: ingest — web archives, sound and broken, and the HTTP responses in them. */
#include "ingest/http_message.h"
#include "ingest/inflate.h"
#include "ingest/media_type.h"
#include "ingest/warc.h"
#include "tests/unit/test_common.h"

#include <lz4frame.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>

static void add_record(struct buffer *out, const char *type, const char *url, const char *block)
{
    buffer_printf(out,
                  "WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: %s\r\nWARC-Date: 2026-01-02T03:04:05Z\r\n"
                  "Content-Type: application/http\r\nContent-Length: %zu\r\n\r\n%s\r\n\r\n",
                  type, url, strlen(block), block);
}

static void add_member(struct buffer *out, const char *data, size_t size)
{
    z_stream stream = {0};
    assert_int_equal(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    stream.next_in = (Bytef *)(uintptr_t)data;
    stream.avail_in = (uInt)size;
    size_t most = deflateBound(&stream, size) + 64;
    stream.next_out = (Bytef *)buffer_reserve(out, most);
    stream.avail_out = (uInt)most;
    assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
    out->size += most - stream.avail_out;
    deflateEnd(&stream);
}

static void add_packed_record(struct buffer *out, const char *type, const char *url, const char *block)
{
    struct buffer record = {0};
    add_record(&record, type, url, block);
    add_member(out, record.data, record.size);
    buffer_free(&record);
}

/* The same as an LZ4 frame. */
static void add_framed_record(struct buffer *out, const char *url, const char *block)
{
    static const LZ4F_preferences_t checked = {.frameInfo = {.contentChecksumFlag = LZ4F_contentChecksumEnabled}};
    struct buffer record = {0};
    add_record(&record, "response", url, block);
    size_t most = LZ4F_compressFrameBound(record.size, &checked);
    size_t size = LZ4F_compressFrame(buffer_reserve(out, most), most, record.data, record.size, &checked);
    assert_false(LZ4F_isError(size));
    out->size += size;
    buffer_free(&record);
}

static struct warc_reader *open_bytes(const void *data, size_t size, size_t limit)
{
    int descriptor = memfd_create("archive", MFD_CLOEXEC);
    assert_int_equal(write(descriptor, data, size), (ssize_t)size);
    assert_int_equal(lseek(descriptor, 0, SEEK_SET), 0);
    return warc_open(descriptor, limit);
}

/* Reads to the end and tells what came: "a" for record a, "!" for damage, "F" for failure. */
static void outline(const void *data, size_t size, char *text)
{
    struct warc_reader *reader = open_bytes(data, size, 100000);
    struct warc_record record = {0};
    struct error error = {0};
    for (;;) {
        enum warc_result result = warc_next(reader, &record, &error);
        if (result == WARC_END)
            break;
        if (result == WARC_RECORD)
            text += sprintf(text, "%s", record.url ? record.url : "-");
        else
            *text++ = result == WARC_DAMAGED ? '!' : 'F';
        if (result == WARC_FAILED)
            break;
    }
    *text = '\0';
    warc_record_clear(&record);
    warc_close(reader);
}

static void assert_outline(const struct buffer *archive, const char *expected)
{
    char text[100];
    outline(archive->data ? archive->data : "", archive->size, text);
    assert_string_equal(text, expected);
}

static void records_of_a_plain_file(void **state)
{
    struct buffer archive = {0};
    struct warc_record record = {0};
    struct error error = {0};
    (void)state;
    add_record(&archive, "warcinfo", "a", "software: x\r\n");
    add_record(&archive, "response", "<b>", "HTTP/1.1 200 OK\r\n\r\nx");
    struct warc_reader *reader = open_bytes(archive.data, archive.size, 1000);
    assert_int_equal(warc_next(reader, &record, &error), WARC_RECORD);
    assert_string_equal(record.type, "warcinfo");
    assert_int_equal(record.block.size, 0);
    assert_int_equal(warc_next(reader, &record, &error), WARC_RECORD);
    assert_string_equal(record.url, "b");
    assert_string_equal(record.date, "2026-01-02T03:04:05Z");
    assert_string_equal(record.block.data, "HTTP/1.1 200 OK\r\n\r\nx");
    assert_int_equal(record.number, 2);
    assert_int_equal(warc_next(reader, &record, &error), WARC_END);
    warc_record_clear(&record);
    warc_close(reader);
    buffer_free(&archive);
}

static void a_plain_file_with_rubbish(void **state)
{
    struct buffer archive = {0};
    (void)state;
    add_record(&archive, "response", "a", "x");
    buffer_append_text(&archive, "rubbish\nmore rubbish\n\n");
    add_record(&archive, "response", "b", "x");
    buffer_append_text(&archive, "WARC/1.0\r\nWARC-Type: response\r\n\r\n");
    add_record(&archive, "response", "c", "x");
    assert_outline(&archive, "a!b!c");
    archive.size -= 6;
    assert_outline(&archive, "a!b!!");
    buffer_free(&archive);
}

static void no_archive_at_all(void **state)
{
    struct buffer archive = {0};
    (void)state;
    assert_outline(&archive, "");
    buffer_append_text(&archive, "<html>");
    assert_outline(&archive, "F");
    buffer_clear(&archive);
    add_member(&archive, "<html>", 6);
    assert_outline(&archive, "F");
    buffer_free(&archive);
}

static void packed_each_or_all_in_one(void **state)
{
    struct buffer archive = {0}, whole = {0};
    (void)state;
    for (int i = 0; i < 3; i++) {
        char name[2] = {(char)('a' + i), '\0'};
        add_packed_record(&archive, "response", name, "x");
        add_record(&whole, "response", name, "x");
    }
    assert_outline(&archive, "abc");
    buffer_append(&archive, "\0\0\0\0", 4);
    assert_outline(&archive, "abc");
    buffer_clear(&archive);
    add_member(&archive, whole.data, whole.size);
    assert_outline(&archive, "abc");
    buffer_clear(&archive);
    for (size_t at = 0; at < whole.size; at += 50) /* members that know nothing of records */
        add_member(&archive, whole.data + at, whole.size - at < 50 ? whole.size - at : 50);
    assert_outline(&archive, "abc");
    buffer_free(&archive);
    buffer_free(&whole);
}

static void damage_costs_one_record(void **state)
{
    struct buffer archive = {0};
    char block[4000];
    size_t starts[4];
    (void)state;
    for (size_t i = 0; i < sizeof block; i++)
        block[i] = (char)('!' + (i * 7919 + i * i) % 90);
    block[sizeof block - 1] = '\0';
    for (int i = 0; i < 4; i++) {
        char name[2] = {(char)('a' + i), '\0'};
        starts[i] = archive.size;
        add_packed_record(&archive, "response", name, block);
    }
    for (size_t at = starts[1]; at < starts[2]; at += 97) {
        char kept = archive.data[at];
        char text[100];
        archive.data[at] = (char)~kept;
        outline(archive.data, archive.size, text);
        archive.data[at] = kept;
        if (text[0] != 'a' || text[1] != '!' || strcmp(text + 1 + strspn(text + 1, "!"), "cd") != 0)
            fail_msg("byte %zu: %s", at - starts[1], text);
    }
    size_t whole = archive.size;
    archive.size = starts[3] + 20;
    assert_outline(&archive, "abc!");
    archive.size = whole;
    memset(archive.data + starts[1], 'x', starts[2] - starts[1]);
    assert_outline(&archive, "a!cd");
    memmove(archive.data + starts[1] + 50, archive.data + starts[2], whole - starts[2]); /* a member cut off inside */
    archive.size = whole - (starts[2] - starts[1]) + 50;
    assert_outline(&archive, "a!cd");
    buffer_free(&archive);
}

static void records_in_lz4_frames(void **state)
{
    struct buffer archive = {0};
    size_t second, third;
    (void)state;
    add_framed_record(&archive, "a", "some words");
    second = archive.size;
    add_framed_record(&archive, "b", "other words");
    third = archive.size;
    add_framed_record(&archive, "c", "more words");
    assert_outline(&archive, "abc");
    archive.size -= 20;
    assert_outline(&archive, "ab!");
    archive.size += 20;
    archive.data[third - 1] ^= 1; /* the checksum of the second one's content */
    assert_outline(&archive, "a!c");
    archive.data[second + 8] ^= 0x55;
    assert_outline(&archive, "a!c");
    archive.size = 3;
    assert_outline(&archive, "F");
    buffer_free(&archive);
}

static void a_record_that_claims_too_much(void **state)
{
    struct buffer archive = {0}, record = {0};
    (void)state;
    add_packed_record(&archive, "response", "a", "x");
    buffer_append_text(&record, "WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 5000\r\n\r\nx");
    add_member(&archive, record.data, record.size);
    add_packed_record(&archive, "response", "c", "x");
    assert_outline(&archive, "a!c");
    buffer_free(&archive);
    buffer_free(&record);
}

static void long_blocks_are_passed_over(void **state)
{
    struct buffer archive = {0};
    struct warc_record record = {0};
    struct error error = {0};
    (void)state;
    add_packed_record(&archive, "response", "a", "0123456789");
    add_packed_record(&archive, "response", "b", "0");
    struct warc_reader *reader = open_bytes(archive.data, archive.size, 9);
    assert_int_equal(warc_next(reader, &record, &error), WARC_RECORD);
    assert_true(record.oversized);
    assert_int_equal(record.block.size, 0);
    assert_int_equal(warc_next(reader, &record, &error), WARC_RECORD);
    assert_false(record.oversized);
    warc_record_clear(&record);
    warc_close(reader);
    buffer_free(&archive);
}

#define ARC_BEGINNING                                                                                                  \
    "filedesc://made.arc 127.0.0.1 20140216050221 text/plain 9\n1 0 made up\n"                                         \
    "URL IP-address Archive-date Content-type Archive-length\n\n"
#define ARC_BLOCK "HTTP/1.1 200 OK\n\nbytes"

static void records_of_an_arc_file(void **state)
{
    struct buffer archive = {0};
    struct warc_record record = {0};
    struct error error = {0};
    (void)state;
    buffer_printf(&archive, ARC_BEGINNING "http://a.example/x?y=a b 192.0.2.1 20140216050221 text/html %zu\n%s\n",
                  strlen(ARC_BLOCK), ARC_BLOCK);
    buffer_printf(&archive, "dns:a.example 192.0.2.1 20140216 text/dns 200 - 12 0 made.arc 3\nabc\n");
    struct warc_reader *reader = open_bytes(archive.data, archive.size, 1000);
    assert_int_equal(warc_next(reader, &record, &error), WARC_RECORD);
    assert_string_equal(record.type, "response");
    assert_string_equal(record.url, "http://a.example/x?y=a b");
    assert_string_equal(record.date, "2014-02-16T05:02:21Z");
    assert_string_equal(record.content_type, "text/html");
    assert_string_equal(record.block.data, ARC_BLOCK);
    assert_int_equal(warc_next(reader, &record, &error), WARC_RECORD);
    assert_string_equal(record.type, "resource");
    assert_string_equal(record.date, "2014-02-16T00:00:00Z");
    assert_string_equal(record.block.data, "abc");
    assert_int_equal(warc_next(reader, &record, &error), WARC_END);
    warc_record_clear(&record);
    warc_close(reader);
    buffer_free(&archive);
}

static void arc_files_sound_and_broken(void **state)
{
    static const char broken[] = ARC_BEGINNING "a:1 - 20140216050221 text/html 1\nx\n"
                                               "b:2 - 20140216050221 text/html -1\n\n"
                                               "c:3 - 20140216050221 text/html abc\nxyz\n"
                                               "d:4 - 20140216050221 text/html 1\nx\n";
    static const char *const records[] = {"a:1 - 20140216050221 text/html 1\nx\n",
                                          "b:2 - 20140216050221 text/html 999\nx\n",
                                          "c:3 - 20140216050221 text/html 1\nx\n"};
    struct buffer archive = {0};
    (void)state;
    buffer_append(&archive, broken, sizeof broken - 1);
    assert_outline(&archive, "a:1!d:4");
    archive.size -= 2;
    assert_outline(&archive, "a:1!!");
    buffer_clear(&archive);
    add_member(&archive, ARC_BEGINNING, strlen(ARC_BEGINNING));
    assert_outline(&archive, "");
    for (size_t i = 0; i < 3; i++)
        add_member(&archive, records[i], strlen(records[i]));
    assert_outline(&archive, "a:1!c:3");
    buffer_free(&archive);
}

static bool body_of(const char *message, size_t size, size_t limit, struct buffer *body)
{
    struct http_message parsed;
    struct error error = {0};
    buffer_clear(body);
    assert_true(http_message_parse(&parsed, message, size, &error));
    bool done = http_message_body(&parsed, limit, body, &error);
    buffer_append(body, "", 0);
    http_message_clear(&parsed);
    return done;
}

static void bodies_with_their_codings(void **state)
{
    struct buffer body = {0}, message = {0};
    struct http_message parsed;
    struct error error = {0};
    static const char chunked[] =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n";
    static const char not_chunked[] = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n<html>plain";
    static const char not_packed[] = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n<html>plain";
    static const char unknown[] = "HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\nxyz";
    (void)state;
    assert_true(body_of(chunked, sizeof chunked - 1, 100, &body));
    assert_string_equal(body.data, "abcde");
    assert_false(body_of(chunked, sizeof chunked - 1, 4, &body));
    assert_true(body_of(not_chunked, sizeof not_chunked - 1, 100, &body));
    assert_string_equal(body.data, "<html>plain");
    assert_true(body_of(not_packed, sizeof not_packed - 1, 100, &body));
    assert_string_equal(body.data, "<html>plain");
    assert_false(body_of(unknown, sizeof unknown - 1, 100, &body));

    buffer_append_text(&message, "HTTP/1.1 200 OK\nContent-Type: text/html; charset=x \nCONTENT-ENCODING: GZIP\n\n");
    add_member(&message, "hello", 5);
    assert_true(body_of(message.data, message.size, 100, &body));
    assert_string_equal(body.data, "hello");
    assert_false(body_of(message.data, message.size, 4, &body));
    assert_true(http_message_parse(&parsed, message.data, message.size, &error));
    assert_string_equal(parsed.content_type, "text/html; charset=x");
    http_message_clear(&parsed);

    assert_false(http_message_parse(&parsed, "<html>not a response", 20, &error));
    assert_false(http_message_parse(&parsed, "HTTP/1.1 200 OK\r\nA: b\r\n", 23, &error));
    buffer_free(&body);
    buffer_free(&message);
}

static void a_bomb_is_stopped_at_the_limit(void **state)
{
    struct buffer packed = {0}, out = {0};
    struct error error = {0};
    (void)state;
    char *zeros = calloc(1, 10u << 20);
    add_member(&packed, zeros, 10u << 20);
    assert_true(packed.size < 20000);
    assert_false(inflate_buffer(packed.data, packed.size, 1u << 20, &out, &error));
    assert_true(out.size < 2u << 20);
    free(zeros);
    buffer_free(&packed);
    buffer_free(&out);
}

static void what_is_html(void **state)
{
    (void)state;
    assert_true(media_type_is_html("text/html; charset=utf-8", "", 0));
    assert_true(media_type_is_html("application/xhtml+xml", "", 0));
    assert_false(media_type_is_html("image/png", "<html>", 6));
    assert_true(media_type_is_html(NULL, "\xef\xbb\xbf <!DOCTYPE HTML>", 20));
    assert_true(media_type_is_html("text/plain", "<\0h\0t\0m\0l\0", 10));
    assert_false(media_type_is_html("text/plain", "words", 5));
    assert_false(media_type_excludes_html("application/octet-stream"));
    assert_true(media_type_excludes_html("application/rss+xml"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(records_of_a_plain_file),
                                       cmocka_unit_test(a_plain_file_with_rubbish),
                                       cmocka_unit_test(no_archive_at_all),
                                       cmocka_unit_test(packed_each_or_all_in_one),
                                       cmocka_unit_test(damage_costs_one_record),
                                       cmocka_unit_test(records_in_lz4_frames),
                                       cmocka_unit_test(a_record_that_claims_too_much),
                                       cmocka_unit_test(long_blocks_are_passed_over),
                                       cmocka_unit_test(records_of_an_arc_file),
                                       cmocka_unit_test(arc_files_sound_and_broken),
                                       cmocka_unit_test(bodies_with_their_codings),
                                       cmocka_unit_test(a_bomb_is_stopped_at_the_limit),
                                       cmocka_unit_test(what_is_html)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
