#include "enrich/model.h"

#include "common/buffer.h"
#include "common/text.h"
#include "enrich/hash.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define REMEDY "; put the model of this version in its place, or train one with 'make model'"

enum { PROBES_LIMIT = 64 };

#define FILE_LIMIT (256u << 20)

_Static_assert(sizeof(struct model_header) <= MODEL_HEADER_SIZE, "the header has room");

const size_t model_entry_sizes[MODEL_SECTIONS] = {
    [SECTION_ROWS] = MODEL_ROW_SIZE * MODEL_BUCKET_ROWS,
    [SECTION_GAZETTEER] = 4,
    [SECTION_SETS] = GAZETTEER_SET_SIZE,
    [SECTION_CLUSTERS] = 4,
    [SECTION_PATHS] = 4,
    [SECTION_WORDS] = 4,
    [SECTION_TRANSITIONS] = MODEL_TRANSITIONS * 16 * 2,
};

static bool refuse(const char *name, const char *what, struct error *error)
{
    return error_set(error, ERROR_USAGE, "the model %s %s" REMEDY, name, what);
}

static bool check_sections(const struct model_header *header, const char *name, struct error *error)
{
    for (int i = 0; i < MODEL_SECTIONS; i++) {
        uint64_t end = header->sections[i].offset + (uint64_t)header->sections[i].count * model_entry_sizes[i];
        if (header->sections[i].offset % 64 != 0 || header->sections[i].offset < MODEL_HEADER_SIZE ||
            header->sections[i].count == 0 || end > header->size) {
            return refuse(name, "has tables that lie outside it", error);
        }
    }
    bool fits = header->sections[SECTION_TRANSITIONS].count == 1 &&
                header->sections[SECTION_PATHS].count >= 1u << WORD_BITS &&
                header->sections[SECTION_SETS].count >= GAZETTEER_GOES_ON;
    return fits || refuse(name, "has tables that are too small", error);
}

static bool check(const char *name, const char *data, size_t size, struct model_header *header, struct error *error)
{
    uint8_t digest[SHA256_SIZE];
    if (size < MODEL_HEADER_SIZE) {
        return refuse(name, "is cut short", error);
    }
    memcpy(header, data, sizeof *header);
    if (memcmp(header->magic, "NEWSMTAG", 8) != 0) {
        return refuse(name, "is no model of newsmill", error);
    }
    if (header->format != MODEL_FORMAT) {
        return error_set(error, ERROR_USAGE, "the model %s has format %u, this program reads %d" REMEDY, name,
                         header->format, MODEL_FORMAT);
    }
    if (header->size != size) {
        return error_set(error, ERROR_USAGE, "the model %s is cut short or damaged: %zu bytes, not %llu" REMEDY, name,
                         size, (unsigned long long)header->size);
    }
    sha256(data + MODEL_HEADER_SIZE, size - MODEL_HEADER_SIZE, digest);
    if (memcmp(digest, header->digest, sizeof digest) != 0) {
        return refuse(name, "is damaged: its checksum is wrong", error);
    }
    return check_sections(header, name, error);
}

/* Takes `data` over, on failure too. */
static struct model *make_model(const char *name, char *data, size_t size, bool mapped, struct error *error)
{
    struct model_header header;
    struct model *model = xcalloc(1, sizeof *model);
    *model = (struct model){.data = data, .size = size, .mapped = mapped};
    if (!check(name, data, size, &header, error)) {
        model_close(model);
        return NULL;
    }
    char hex[2 * SHA256_SIZE + 1];
    hex_encode(header.digest, sizeof header.digest, hex);
    snprintf(model->version, sizeof model->version, "%.63s sha256:%.12s", header.name, hex);
    const void *tables[MODEL_SECTIONS];
    for (int i = 0; i < MODEL_SECTIONS; i++) {
        tables[i] = data + header.sections[i].offset;
        model->counts[i] = header.sections[i].count;
    }
    model->rows = tables[SECTION_ROWS];
    model->gazetteer = tables[SECTION_GAZETTEER];
    model->sets = tables[SECTION_SETS];
    model->clusters = tables[SECTION_CLUSTERS];
    model->paths = tables[SECTION_PATHS];
    model->words = tables[SECTION_WORDS];
    model->transitions = tables[SECTION_TRANSITIONS];
    return model;
}

struct model *model_parse(const char *name, const char *data, size_t size, struct error *error)
{
    char *copy = NULL;
    if (posix_memalign((void **)&copy, 64, size + 64) != 0) {
        error_set(error, ERROR_FATAL, "no memory for the model %s", name);
        return NULL;
    }
    memcpy(copy, data, size);
    return make_model(name, copy, size, false, error);
}

struct model *model_open(const char *path, struct error *error)
{
    struct model *model = NULL;
    struct stat status;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0 || fstat(file, &status) < 0) {
        error_set(error, ERROR_USAGE, "cannot open the model %s: %s" REMEDY, path, strerror(errno));
        goto out;
    }
    if (!S_ISREG(status.st_mode) || status.st_size < MODEL_HEADER_SIZE || status.st_size > FILE_LIMIT) {
        refuse(path, S_ISREG(status.st_mode) ? "is cut short or far too large" : "is no file", error);
        goto out;
    }
    char *data = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_SHARED, file, 0);
    if (data == MAP_FAILED) {
        error_set(error, ERROR_USAGE, "cannot map the model %s: %s", path, strerror(errno));
        goto out;
    }
    model = make_model(path, data, (size_t)status.st_size, true, error);
out:
    if (file >= 0) {
        close(file);
    }
    return model;
}

void model_close(struct model *model)
{
    if (model == NULL) {
        return;
    }
    if (model->mapped) {
        munmap(model->data, model->size);
    } else {
        free(model->data);
    }
    free(model);
}

const char *model_version(const struct model *model)
{
    return model->version;
}

uint32_t model_look_up(const uint32_t *table, uint32_t count, unsigned bits, uint64_t hash)
{
    uint32_t check = model_slot_check(hash, bits), low = (1u << bits) - 1;
    uint32_t at = hash_slot(hash, count);
    for (int probe = 0; probe < PROBES_LIMIT && table[at] != 0; probe++) {
        if ((table[at] & ~low) == check) {
            return table[at] & low;
        }
        at = at + 1 < count ? at + 1 : 0;
    }
    return 0;
}

static bool closes(unsigned label)
{
    unsigned part = label == LABEL_OUT || label >= LABELS ? LABEL_OUT : (label - 1) % LABEL_STEP + 1;
    return part == LABEL_OUT || part == LABEL_LAST || part == LABEL_UNIT;
}

bool model_allows(unsigned from, unsigned to)
{
    unsigned part = to == LABEL_OUT || to >= LABELS ? LABEL_OUT : (to - 1) % LABEL_STEP + 1;
    bool opens = part == LABEL_OUT || part == LABEL_BEGIN || part == LABEL_UNIT;
    return closes(from) ? opens : !opens && (from - 1) / LABEL_STEP == (to - 1) / LABEL_STEP;
}

typedef int8_t bytes_16 __attribute__((vector_size(16), aligned(16), may_alias));
typedef int16_t shorts_16 __attribute__((vector_size(32), aligned(16), may_alias));

void model_prefetch(const struct model *model, uint64_t feature)
{
    uint32_t bucket = hash_slot(feature, model->counts[SECTION_ROWS]);
    __builtin_prefetch(model->rows + (size_t)bucket * MODEL_ROW_SIZE * MODEL_BUCKET_ROWS);
}

void model_add_weights(const struct model *model, uint64_t feature, int16_t *scores)
{
    uint32_t bucket = hash_slot(feature, model->counts[SECTION_ROWS]);
    const int8_t *row = model->rows + (size_t)bucket * MODEL_ROW_SIZE * MODEL_BUCKET_ROWS;
    uint32_t check = (uint32_t)feature & 0xFFFFFE; /* the lowest bit is the trainer's */
    for (int i = 0; i < MODEL_BUCKET_ROWS; i++, row += MODEL_ROW_SIZE) {
        uint32_t tail;
        memcpy(&tail, row + MODEL_ROW_SIZE - 4, 4);
        if (tail >> 8 == check) {
            *(shorts_16 *)scores += __builtin_convertvector(*(const bytes_16 *)row, shorts_16);
            return;
        }
    }
}
