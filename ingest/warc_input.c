#include "ingest/warc_input.h"

#include "common/buffer.h"
#include "ingest/member_decoder.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define RAW_SIZE     65536
#define PLAIN_SIZE   65536
#define ENOUGH_TO_BE 8 /* bytes that a member's start shows, enough to know a record by */

struct warc_input {
    int descriptor;
    bool seekable, opened, ended, failed;
    int failure;
    unsigned char raw[RAW_SIZE];
    size_t raw_at, raw_size;
    long long raw_offset; /* in the file, of raw[0] */

    struct member_decoder *decoder; /* NULL: the file is not compressed */
    bool in_member, at_member;
    long long member_offset;
    unsigned char plain[PLAIN_SIZE];
    size_t plain_at, plain_size;
    bool damaged;            /* to be told once `plain` is used up */
    const char *damage;      /* what it was: "corrupt" data of the decoder's format, … */
    long long searched_till; /* no byte before it is searched for a member a second time */
};

struct warc_input *warc_input_open(int descriptor)
{
    struct warc_input *input = xcalloc(1, sizeof *input);
    input->descriptor = descriptor;
    input->seekable = lseek(descriptor, 0, SEEK_CUR) == 0;
    return input;
}

void warc_input_close(struct warc_input *input)
{
    if (!input)
        return;
    member_decoder_free(input->decoder);
    close(input->descriptor);
    free(input);
}

/* ---- the bytes of the file ---- */

static long long raw_position(const struct warc_input *input)
{
    return input->raw_offset + (long long)input->raw_at;
}

static size_t raw_left(const struct warc_input *input)
{
    return input->raw_size - input->raw_at;
}

/* Reads on until `least` bytes are there, or the file ends or fails. */
static bool raw_fill(struct warc_input *input, size_t least)
{
    if (raw_left(input) >= least)
        return true;
    memmove(input->raw, input->raw + input->raw_at, raw_left(input));
    input->raw_offset += (long long)input->raw_at;
    input->raw_size -= input->raw_at;
    input->raw_at = 0;
    while (input->raw_size < least && !input->ended && !input->failed) {
        ssize_t got = read(input->descriptor, input->raw + input->raw_size, RAW_SIZE - input->raw_size);
        if (got > 0) {
            input->raw_size += (size_t)got;
        } else if (got == 0) {
            input->ended = true;
        } else if (errno != EINTR) {
            input->failed = true;
            input->failure = errno;
        }
    }
    return input->raw_size >= least;
}

/* Goes back to an earlier place, where the file allows it. */
static void raw_go_back(struct warc_input *input, long long offset)
{
    if (offset >= input->raw_offset && offset <= input->raw_offset + (long long)input->raw_size) {
        input->raw_at = (size_t)(offset - input->raw_offset);
    } else if (input->seekable && lseek(input->descriptor, offset, SEEK_SET) == offset) {
        input->raw_at = input->raw_size = 0;
        input->raw_offset = offset;
        input->ended = false;
    }
}

/* ---- compressed members ---- */

static bool at_member_start(struct warc_input *input)
{
    return raw_fill(input, MEMBER_MAGIC) && member_begins(input->decoder, input->raw + input->raw_at, raw_left(input));
}

static void start_member(struct warc_input *input)
{
    member_decoder_reset(input->decoder);
    input->member_offset = raw_position(input);
    input->plain_at = input->plain_size = 0;
    input->in_member = input->at_member = true;
}

static void mark_damage(struct warc_input *input, const char *what)
{
    input->damaged = true;
    input->damage = what;
    input->in_member = false;
}

/* Decompresses until `least` bytes are there or the member ends, for better or worse. */
static void decode_member(struct warc_input *input, size_t least, size_t most)
{
    while (input->in_member && input->plain_size < least) {
        if (!raw_fill(input, 1)) {
            mark_damage(input, "cut-off");
            return;
        }
        size_t taken = raw_left(input), given = most - input->plain_size;
        enum member_step step =
            member_decode(input->decoder, input->raw + input->raw_at, &taken, input->plain + input->plain_size, &given);
        input->raw_at += taken;
        input->plain_size += given;
        if (step == MEMBER_END)
            input->in_member = false;
        else if (step == MEMBER_CORRUPT)
            mark_damage(input, "corrupt");
    }
}

static bool member_holds_record(struct warc_input *input)
{
    start_member(input);
    decode_member(input, ENOUGH_TO_BE, ENOUGH_TO_BE);
    return input->plain_size >= 5 && memcmp(input->plain, "WARC/", 5) == 0;
}

/*
 * After damage: the next member that holds the start of a record. The damaged one may have swallowed its beginning, so
 * the search goes back to just behind where that one began, but over no byte twice.
 */
static bool find_member(struct warc_input *input)
{
    long long reached = raw_position(input);
    if (input->member_offset >= input->searched_till)
        raw_go_back(input, input->member_offset + 1);
    input->searched_till = reached;
    while (raw_fill(input, MEMBER_MAGIC)) {
        if (!at_member_start(input)) {
            input->raw_at++;
            continue;
        }
        long long candidate = raw_position(input);
        raw_fill(input, RAW_SIZE / 2);
        if (member_holds_record(input)) {
            input->damaged = false;
            return true;
        }
        if (raw_position(input) > candidate + 1)
            raw_go_back(input, candidate + 1);
        if (raw_position(input) == candidate)
            input->raw_at++;
    }
    input->raw_at = input->raw_size;
    input->in_member = input->damaged = false;
    input->plain_at = input->plain_size = 0;
    return false;
}

static void skip_padding(struct warc_input *input)
{
    while (raw_fill(input, 1) && input->raw[input->raw_at] == 0)
        input->raw_at++;
}

/* Brings decompressed bytes, or says what is there instead. */
static enum warc_input_state member_fill(struct warc_input *input, struct error *error)
{
    for (;;) {
        if (input->damaged) {
            error_set(error, ERROR_PERMANENT, "%s %s data", input->damage, member_decoder_format(input->decoder));
            find_member(input);
            return WARC_INPUT_DAMAGE;
        }
        if (input->in_member) {
            input->plain_at = input->plain_size = 0;
            decode_member(input, 1, PLAIN_SIZE);
        } else {
            skip_padding(input);
            if (raw_left(input) == 0)
                return input->failed ? WARC_INPUT_FAILED : WARC_INPUT_END;
            if (at_member_start(input)) {
                start_member(input);
                decode_member(input, ENOUGH_TO_BE, PLAIN_SIZE);
            } else {
                input->member_offset = raw_position(input);
                mark_damage(input, "bytes that are no");
            }
        }
        if (input->plain_size > input->plain_at)
            return WARC_INPUT_BYTES;
    }
}

/* ---- either way ---- */

static void look_at_beginning(struct warc_input *input)
{
    input->opened = true;
    raw_fill(input, MEMBER_MAGIC);
    input->decoder = member_decoder_new(input->raw, input->raw_size);
}

enum warc_input_state warc_input_peek(struct warc_input *input, const char **data, size_t *size, struct error *error)
{
    enum warc_input_state state = WARC_INPUT_BYTES;
    if (!input->opened)
        look_at_beginning(input);
    if (!input->decoder) {
        if (!raw_fill(input, 1))
            state = input->failed ? WARC_INPUT_FAILED : WARC_INPUT_END;
        *data = (const char *)input->raw + input->raw_at;
        *size = raw_left(input);
    } else {
        if (input->plain_at == input->plain_size)
            state = member_fill(input, error);
        *data = (const char *)input->plain + input->plain_at;
        *size = input->plain_size - input->plain_at;
    }
    if (state == WARC_INPUT_FAILED)
        error_set(error, ERROR_PERMANENT, "cannot be read: %s", strerror(input->failure));
    return state;
}

void warc_input_take(struct warc_input *input, size_t size)
{
    if (size > 0)
        input->at_member = false;
    if (input->decoder)
        input->plain_at += size;
    else
        input->raw_at += size;
}

bool warc_input_at_member(const struct warc_input *input)
{
    return input->decoder && input->at_member;
}

long long warc_input_offset(const struct warc_input *input)
{
    return input->decoder ? input->member_offset : raw_position(input);
}

bool warc_input_is_compressed(const struct warc_input *input)
{
    return input->decoder != NULL;
}

static bool is_line_end(unsigned char c)
{
    return c == '\r' || c == '\n';
}

enum warc_input_state warc_input_finish_member(struct warc_input *input, struct error *error)
{
    while (input->decoder) {
        while (input->plain_at < input->plain_size && is_line_end(input->plain[input->plain_at]))
            input->plain_at++;
        if (input->plain_at < input->plain_size || !(input->in_member || input->damaged))
            break;
        if (input->damaged)
            return member_fill(input, error);
        input->plain_at = input->plain_size = 0;
        decode_member(input, 1, PLAIN_SIZE);
    }
    return WARC_INPUT_BYTES;
}
