#include "common/dead_letter.h"

#include "common/buffer.h"
#include "common/clock.h"
#include "common/log.h"
#include "common/program.h"
#include "common/signals.h"
#include "common/text.h"

#include <jansson.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { WHOLE_BYTES = LINK_KEPT_BYTES, EXCERPT_BYTES = 64 * 1024, LETTER_BYTES = 1024 * 1024 };

struct dead_letters {
    struct link_sender *sender;
    const char *stage;
    pthread_mutex_t lock; /* one letter at a time: they are rare, and each waits for its own ack */
    bool abandoned;       /* a stop left a letter without its ack: no later one may take that ack for its own */
    atomic_size_t count;
};

struct dead_letters *dead_letters_open(const char *endpoint, const char *stage, const struct link_settings *settings,
                                       struct error *error)
{
    struct link_settings roomy = settings ? *settings : (struct link_settings){0};
    roomy.kept = true;
    if (roomy.max_message_bytes > 0 && roomy.max_message_bytes < LETTER_BYTES)
        roomy.max_message_bytes = LETTER_BYTES; /* else the letter about a message over a small limit is over it too */
    struct link_sender *sender = link_sender_open(endpoint, &roomy, error);
    if (!sender) {
        error_prefix(error, "dead letters");
        return NULL;
    }
    struct dead_letters *letters = xcalloc(1, sizeof *letters);
    letters->sender = sender;
    letters->stage = stage;
    pthread_mutex_init(&letters->lock, NULL);
    return letters;
}

char *dead_letters_endpoint(const char *given, const char *link, const char *data_folder)
{
    if (given)
        return xstrdup(given);
    if (link && text_starts_with(link, "kafka://")) {
        size_t path = strcspn(link, "?");
        return xprintf("%.*s.dead", (int)path, link);
    }
    return xprintf("file:%s/dead.jsonl", data_folder);
}

static json_t *excerpt(const char *data, size_t size)
{
    struct buffer text = {0};
    base64_append(&text, data, size);
    json_t *value = json_stringn(text.data ? text.data : "", text.size);
    buffer_free(&text);
    return value;
}

/* The letter as one line of JSON, from malloc. */
static char *format_letter(const struct dead_letters *letters, const struct link_message *message, const char *reason)
{
    char stamp[CLOCK_STAMP_SIZE], digest_text[2 * SHA256_SIZE + 1];
    uint8_t digest[SHA256_SIZE];
    struct buffer clean = {0};
    utf8_append_repaired(&clean, reason, strlen(reason));
    json_t *letter = json_object();
    json_object_set_new(letter, "at", json_string(clock_stamp(time(NULL), stamp)));
    json_object_set_new(letter, "stage", json_string(letters->stage));
    json_object_set_new(letter, "reason", json_string(clean.data ? clean.data : ""));
    json_object_set_new(letter, "attempts", json_integer((json_int_t)message->attempts + 1));
    if (message->key[0] && utf8_valid_prefix(message->key, strlen(message->key)) == strlen(message->key))
        json_object_set_new(letter, "key", json_string(message->key));
    uint64_t size = message->cut ? message->cut->size : message->size;
    json_object_set_new(letter, "size", json_integer((json_int_t)size));
    if (size <= WHOLE_BYTES) {
        json_object_set_new(letter, "data", excerpt(message->data, message->size));
    } else {
        if (message->cut)
            memcpy(digest, message->cut->sha256, sizeof digest);
        else
            sha256(message->data, message->size, digest);
        hex_encode(digest, sizeof digest, digest_text);
        json_object_set_new(letter, "dataStart", excerpt(message->data, EXCERPT_BYTES));
        json_object_set_new(letter, "sha256", json_string(digest_text));
    }
    char *line = json_dumps(letter, JSON_COMPACT);
    json_decref(letter);
    buffer_free(&clean);
    return line ? line : xstrdup("{}");
}

bool dead_letters_write(struct dead_letters *letters, const struct link_message *message, const char *reason)
{
    struct link_message *done = NULL;
    char *line = format_letter(letters, message, reason);
    struct link_message *letter = link_message_new(message->key, line, strlen(line));
    bool written = false;

    pthread_mutex_lock(&letters->lock);
    double give_up = 0;
    while (!letters->abandoned) {
        if (letter && link_send(letters->sender, letter, 0.2))
            letter = NULL;
        if (!letter && link_collect(letters->sender, &done, 1, 0.2) == 1) {
            if (done->outcome == LINK_ACKED)
                break;
            log_error("dead letter not written: %s; trying again", done->reason ? done->reason : "link closed");
            letter = done; /* send the same again */
            done = NULL;
            if (signals_stop_requested())
                break;
            signals_wait(1);
        }
        program_gives_up("the dead letters' link", link_sender_trouble(letters->sender));
        if (signals_stop_requested() && give_up == 0)
            give_up = clock_now() + 2; /* a stop leaves time for an ack that is on its way */
        if (give_up != 0 && clock_now() > give_up)
            break;
    }
    if (done && done->outcome == LINK_ACKED)
        written = true;
    else
        letters->abandoned = true;
    pthread_mutex_unlock(&letters->lock);

    if (written) {
        atomic_fetch_add(&letters->count, 1);
        log_warning("dead letter: %s%s%s", message->key, message->key[0] ? ": " : "", reason);
    }
    link_message_free(done);
    link_message_free(letter);
    return written;
}

size_t dead_letters_count(struct dead_letters *letters)
{
    return atomic_load(&letters->count);
}

double dead_letters_trouble(struct dead_letters *letters)
{
    return letters ? link_sender_trouble(letters->sender) : 0;
}

void dead_letters_close(struct dead_letters *letters)
{
    if (!letters)
        return;
    link_sender_close(letters->sender);
    pthread_mutex_destroy(&letters->lock);
    free(letters);
}
