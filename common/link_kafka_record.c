#include "common/link_kafka_record.h"

#include "common/buffer.h"

#include <ctype.h>
#include <string.h>

/* A key that can be an article's id becomes the message's; anything else is no key. */
static void copy_key(char *key, const rd_kafka_message_t *record)
{
    const char *bytes = record->key;
    if (record->key_len == 0 || record->key_len >= LINK_KEY_SIZE)
        return;
    for (size_t i = 0; i < record->key_len; i++)
        if (!isascii(bytes[i]) || !isgraph((unsigned char)bytes[i]))
            return;
    memcpy(key, bytes, record->key_len);
    key[record->key_len] = '\0';
}

struct link_message *kafka_record_message(const rd_kafka_message_t *record, uint64_t epoch, unsigned attempts)
{
    char *data = xmalloc(record->len);
    memcpy(data, record->payload, record->len);
    struct link_message *message = link_message_new(NULL, data, record->len);
    copy_key(message->key, record);
    message->attempts = attempts;
    message->link.epoch = epoch;
    message->link.sequence = (uint64_t)record->offset;
    message->link.partition = record->partition;
    return message;
}
