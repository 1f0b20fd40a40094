#include "ingest/warc_writer.h"

#include "common/clock.h"
#include "common/log.h"
#include "common/program.h"
#include "common/text.h"
#include "ingest/warc.h"
#include "ingest/warc_folder.h"
#include "ingest/warc_format.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define REMEMBERED   32768 /* addresses whose last answer is known, by a part of their digest */
#define TRY_AGAIN    1.0   /* seconds after writing failed */
#define PROFILE      "http://netpreserve.org/warc/1.1/revisit/"
#define DIGEST_LINES "WARC-Block-Digest: sha256:%s\r\nWARC-Payload-Digest: sha256:%s\r\n"

/* The last full answer of an address. */
struct answer {
    uint8_t url[SHA256_SIZE], payload[SHA256_SIZE];
    char id[WARC_ID_SIZE];
    time_t date; /* 0: none is known */
};

struct warc_writer {
    struct warc_folder *folder;
    char *user_agent;
    struct buffer records; /* not written yet */
    double try_at;         /* clock_now() time; 0: at once */
    double said;
    struct answer *answers;
};

struct warc_writer *warc_writer_open(const char *folder, size_t file_size, const char *user_agent, struct error *error)
{
    struct warc_folder *opened = warc_folder_open(folder, file_size, error);
    if (!opened)
        return NULL;
    struct warc_writer *writer = xcalloc(1, sizeof *writer);
    writer->folder = opened;
    writer->user_agent = xstrdup(user_agent);
    writer->answers = xcalloc(REMEMBERED, sizeof *writer->answers);
    return writer;
}

/* ---- heads ---- */

static bool names_one_of(const char *line, const char *const *names)
{
    for (; *names; names++) {
        size_t size = strlen(*names);
        if (strncasecmp(line, *names, size) == 0 && line[size] == ':')
            return true;
    }
    return false;
}

/* The first line with the version that every reader knows: "HTTP/2 200" becomes "HTTP/1.1 200". */
static void append_first_line(struct buffer *out, const char *line, size_t size)
{
    const char *version = memmem(line, size, "HTTP/", 5);
    const char *end = version ? version + strcspn(version, " \r\n") : NULL;
    if (!version || end > line + size) {
        buffer_append(out, line, size);
        return;
    }
    buffer_append(out, line, (size_t)(version - line));
    buffer_append_text(out, "HTTP/1.1");
    buffer_append(out, end, (size_t)(line + size - end));
}

/* What to do with the fields of a head. */
struct head_rule {
    const char *const *fields;
    bool only_these;    /* leave out all others, instead of renaming these */
    const char *prefix; /* of the names of those that are renamed */
};

static void append_head(struct buffer *out, const struct buffer *head, struct head_rule rule, size_t content_length)
{
    const char *end = head->data + head->size;
    for (const char *line = head->data; line && line < end;) {
        const char *next = memchr(line, '\n', (size_t)(end - line));
        size_t size = (size_t)((next ? next + 1 : end) - line);
        bool listed = names_one_of(line, rule.fields);
        if (line == head->data) {
            append_first_line(out, line, size);
        } else if (*line == '\r' || *line == '\n') {
            break;
        } else if (listed || !rule.only_these) {
            if (listed && rule.prefix)
                buffer_append_text(out, rule.prefix);
            buffer_append(out, line, size);
        }
        line += size;
    }
    if (!rule.only_these)
        buffer_printf(out, "Content-Length: %zu\r\n", content_length);
    buffer_append_text(out, "\r\n");
}

/* Only what ingest sets of itself: the fields that a user adds may hold keys. */
static void append_asked(struct buffer *out, const struct warc_exchange *exchange)
{
    static const char *const kept[] = {"Host",          "User-Agent",        "Accept", "Accept-Encoding",
                                       "If-None-Match", "If-Modified-Since", NULL};
    append_head(out, exchange->asked, (struct head_rule){kept, true, NULL}, 0);
}

static void append_told(struct buffer *out, const struct warc_exchange *exchange)
{
    static const char *const coded[] = {"Content-Encoding", "Transfer-Encoding", "Content-Length", NULL};
    append_head(out, exchange->told, (struct head_rule){coded, false, "X-Archive-Orig-"}, exchange->body->size);
}

/* ---- records ---- */

/* What is known of the address's last answer; where a new one is to be kept. */
static struct answer *answer_of(struct warc_writer *writer, const char *url, bool *same_url)
{
    uint8_t digest[SHA256_SIZE];
    uint32_t slot;
    sha256(url, strlen(url), digest);
    memcpy(&slot, digest, sizeof slot);
    struct answer *answer = &writer->answers[slot % REMEMBERED];
    *same_url = answer->date != 0 && memcmp(answer->url, digest, sizeof digest) == 0;
    if (!*same_url)
        memcpy(answer->url, digest, sizeof digest);
    return answer;
}

/* The header lines that all records of an exchange have. */
static void common_headers(struct buffer *out, const struct warc_exchange *exchange)
{
    buffer_printf(out, "WARC-Target-URI: %s\r\n", exchange->url);
    if (exchange->address)
        buffer_printf(out, "WARC-IP-Address: %s\r\n", exchange->address);
}

static void add_companion(struct warc_writer *writer, const struct warc_exchange *exchange, const char *type,
                          const char *content_type, const char *concurrent_to, const struct buffer *block)
{
    struct buffer headers = {0};
    char id[WARC_ID_SIZE];
    common_headers(&headers, exchange);
    buffer_printf(&headers, "WARC-Concurrent-To: %s\r\nContent-Type: %s\r\n", concurrent_to, content_type);
    warc_append_record(&writer->records, type, warc_make_id(id), exchange->date, headers.data, block, "", 0);
    buffer_free(&headers);
}

static void hex_of_block(const struct buffer *head, const struct buffer *body, char hex[2 * SHA256_SIZE + 1])
{
    uint8_t digest[SHA256_SIZE];
    struct buffer block = {0};
    buffer_append(&block, head->data, head->size);
    buffer_append(&block, body->data ? body->data : "", body->size);
    sha256(block.data, block.size, digest);
    hex_encode(digest, sizeof digest, hex);
    buffer_free(&block);
}

/* The answer: in full, or as a revisit of the one that is known. */
static void add_answer(struct warc_writer *writer, const struct warc_exchange *exchange, const char *id)
{
    static const struct buffer nothing = {0};
    struct buffer head = {0}, headers = {0};
    uint8_t payload[SHA256_SIZE];
    char payload_hex[2 * SHA256_SIZE + 1], block_hex[2 * SHA256_SIZE + 1], stamp[CLOCK_STAMP_SIZE];
    bool known;
    struct answer *answer = answer_of(writer, exchange->url, &known);
    sha256(exchange->body->data ? exchange->body->data : "", exchange->body->size, payload);
    bool unchanged = exchange->status == 304;
    /* What a list told of a page is read back with the page itself only. */
    bool repeated = known && !exchange->entry && exchange->status == 200 && exchange->body->size > 0 &&
                    memcmp(answer->payload, payload, sizeof payload) == 0;
    const struct buffer *body = unchanged || repeated ? &nothing : exchange->body;

    append_told(&head, exchange);
    common_headers(&headers, exchange);
    if (unchanged || repeated) {
        buffer_printf(&headers, "WARC-Profile: " PROFILE "%s\r\n",
                      unchanged ? "server-not-modified" : "identical-payload-digest");
        if (known)
            buffer_printf(&headers,
                          "WARC-Refers-To: %s\r\nWARC-Refers-To-Target-URI: %s\r\nWARC-Refers-To-Date: %s\r\n",
                          answer->id, exchange->url, clock_stamp(answer->date, stamp));
    }
    if (known && unchanged)
        memcpy(payload, answer->payload, sizeof payload);
    hex_encode(payload, sizeof payload, payload_hex);
    hex_of_block(&head, body, block_hex);
    buffer_printf(&headers, DIGEST_LINES "Content-Type: application/http;msgtype=response\r\n", block_hex, payload_hex);
    if (exchange->cut)
        buffer_append_text(&headers, "WARC-Truncated: length\r\n");
    warc_append_record(&writer->records, unchanged || repeated ? "revisit" : "response", id, exchange->date,
                       headers.data, &head, body->data, body->size);
    if (!unchanged && !repeated && exchange->status == 200) {
        memcpy(answer->payload, payload, sizeof payload);
        strcpy(answer->id, id);
        answer->date = exchange->date;
    } else if (!known) {
        answer->date = 0;
    }
    buffer_free(&head);
    buffer_free(&headers);
}

void warc_writer_add(struct warc_writer *writer, const struct warc_exchange *exchange)
{
    char id[WARC_ID_SIZE];
    struct buffer asked = {0};
    warc_make_id(id);
    if (exchange->entry) {
        struct buffer entry = {0};
        buffer_append_text(&entry, exchange->entry);
        add_companion(writer, exchange, "metadata", WARC_ENTRY_TYPE, id, &entry);
        buffer_free(&entry);
    }
    add_answer(writer, exchange, id);
    append_asked(&asked, exchange);
    add_companion(writer, exchange, "request", "application/http;msgtype=request", id, &asked);
    buffer_free(&asked);
    writer->try_at = 0;
    warc_writer_settled(writer);
}

/* ---- into the file ---- */

/* Begins a file; what it tells of itself goes before the records that wait. */
static bool begin_file(struct warc_writer *writer, struct error *error)
{
    struct buffer block = {0}, records = {0};
    char id[WARC_ID_SIZE];
    if (!warc_folder_begin_file(writer->folder, error))
        return false;
    char *headers =
        xprintf("WARC-Filename: %s\r\nContent-Type: application/warc-fields\r\n", warc_folder_file(writer->folder));
    buffer_printf(&block,
                  "software: newsmill/%s\r\nformat: WARC File Format 1.1\r\n"
                  "conformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n"
                  "robots: obey\r\nhttp-header-user-agent: %s\r\n",
                  NEWSMILL_VERSION, writer->user_agent);
    warc_append_record(&records, "warcinfo", warc_make_id(id), time(NULL), headers, &block, "", 0);
    buffer_append(&records, writer->records.data, writer->records.size);
    buffer_free(&writer->records);
    writer->records = records;
    free(headers);
    buffer_free(&block);
    return true;
}

bool warc_writer_settled(struct warc_writer *writer)
{
    struct error error = {0};
    if (writer->records.size == 0)
        return true;
    if (writer->try_at > clock_now())
        return false;
    if ((warc_folder_file(writer->folder) || begin_file(writer, &error)) &&
        warc_folder_append(writer->folder, &writer->records, &error)) {
        buffer_clear(&writer->records);
        return true;
    }
    if (log_due(&writer->said, 30))
        log_warning("%s; nothing is fetched until the archive can be written", error.text);
    writer->try_at = clock_now() + TRY_AGAIN;
    return false;
}

void warc_writer_close(struct warc_writer *writer)
{
    if (!writer)
        return;
    writer->try_at = 0;
    if (!warc_writer_settled(writer))
        log_error("%zu bytes of what was fetched could not be archived", writer->records.size);
    warc_folder_close(writer->folder);
    buffer_free(&writer->records);
    free(writer->user_agent);
    free(writer->answers);
    free(writer);
}
