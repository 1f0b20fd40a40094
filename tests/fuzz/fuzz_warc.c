/* links: ingest — any bytes as a web archive: it ends, and every record can be unpacked or is refused. */
#include "ingest/http_message.h"
#include "ingest/warc.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define LIMIT          100000
#define MOST_TO_A_BYTE 1000 /* records: so far gzip and LZ4 may shrink them */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void unpack(const struct warc_record *record)
{
    struct http_message message;
    struct buffer body = {0};
    if (!record->block.data || !http_message_parse(&message, record->block.data, record->block.size, NULL))
        return;
    if (http_message_body(&message, LIMIT, &body, NULL) && body.size > LIMIT)
        abort();
    http_message_clear(&message);
    buffer_free(&body);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct warc_record record = {0};
    struct error error = {0};
    enum warc_result result = WARC_RECORD;
    int descriptor = memfd_create("archive", MFD_CLOEXEC);
    if (write(descriptor, data, size) != (ssize_t)size || lseek(descriptor, 0, SEEK_SET) != 0)
        abort();
    struct warc_reader *reader = warc_open(descriptor, LIMIT);
    for (size_t steps = 0; result == WARC_RECORD || result == WARC_DAMAGED; steps++) {
        result = warc_next(reader, &record, &error);
        if (result == WARC_RECORD)
            unpack(&record);
        if (record.block.size > LIMIT || steps > MOST_TO_A_BYTE * (size + 1))
            abort();
    }
    warc_record_clear(&record);
    warc_close(reader);
    return 0;
}
