#include "common/link_lines_long.h"

#include "common/buffer.h"

#include <openssl/evp.h>
#include <stdlib.h>

struct long_line {
    struct buffer start; /* at most LINK_KEPT_BYTES */
    uint64_t size;
    EVP_MD_CTX *digest;
};

struct long_line *long_line_new(void)
{
    struct long_line *line = xcalloc(1, sizeof *line);
    line->digest = EVP_MD_CTX_new();
    if (!line->digest || EVP_DigestInit_ex(line->digest, EVP_sha256(), NULL) != 1)
        abort(); /* only without memory */
    return line;
}

void long_line_free(struct long_line *line)
{
    if (!line)
        return;
    EVP_MD_CTX_free(line->digest);
    buffer_free(&line->start);
    free(line);
}

void long_line_add(struct long_line *line, const char *data, size_t size)
{
    size_t room = LINK_KEPT_BYTES - line->start.size;
    buffer_append(&line->start, data, size < room ? size : room);
    line->size += size;
    if (EVP_DigestUpdate(line->digest, data, size) != 1)
        abort();
}

struct link_message *long_line_message(struct long_line *line, const char *name, unsigned long long number,
                                       size_t limit)
{
    size_t kept = line->start.size;
    struct link_message *message = link_message_new(NULL, buffer_steal(&line->start), kept);
    message->reason = xprintf("line %llu of %s has %llu bytes, over the limit of %zu (--max-message-bytes)", number,
                              name, (unsigned long long)line->size, limit);
    if (line->size > kept) {
        message->cut = xcalloc(1, sizeof *message->cut);
        message->cut->size = line->size;
        if (EVP_DigestFinal_ex(line->digest, message->cut->sha256, NULL) != 1)
            abort();
    }
    long_line_free(line);
    return message;
}
