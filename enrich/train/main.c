/*
 * newsmill-train: makes the model of newsmill-enrich from the tables that read_corpora.py writes. The same tables give
 * the same bytes.
 */
#include "common/buffer.h"
#include "enrich/hash.h"
#include "enrich/train/field.h"
#include "enrich/train/parts.h"
#include "enrich/train/samples.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS_KEPT = 400000, CUTOFF = 2, LINE_ROWS = MODEL_BUCKET_ROWS };

#define FILL 0.80 /* of the rows' places */

/* A feature and how much it matters. */
struct ranked {
    uint64_t key;
    uint32_t index;
    float weight;
};

static int compare_ranked(const void *left, const void *right)
{
    const struct ranked *a = left, *b = right;
    if (a->weight != b->weight) {
        return a->weight > b->weight ? -1 : 1;
    }
    return (a->key > b->key) - (a->key < b->key);
}

static void show_progress(unsigned epoch, double loss)
{
    printf("epoch %u: loss %.4f a sentence\n", epoch, loss);
    fflush(stdout);
}

static int8_t in_8_bits(float weight)
{
    float scaled = roundf(weight * MODEL_SCALE);
    return (int8_t)(scaled > 127 ? 127 : scaled < -127 ? -127 : scaled);
}

/* The features that decide most: by how far their weights spread, and how often they are seen. */
static size_t rank(const struct field *field, const struct samples *samples, struct ranked *ranked)
{
    size_t count = 0;
    for (size_t i = 0; i < samples->key_count; i++) {
        const float *weights = field->weights[i];
        float low = weights[0], high = weights[0];
        for (int j = 1; j < LABELS; j++) {
            low = weights[j] < low ? weights[j] : low;
            high = weights[j] > high ? weights[j] : high;
        }
        if (!samples->of_family[i] && high - low > 1.0F / MODEL_SCALE) {
            ranked[count++] = (struct ranked){.key = samples->keys[i],
                                              .index = (uint32_t)i,
                                              .weight = (high - low) * powf((float)samples->counts[i], 0.25F)};
        }
    }
    qsort(ranked, count, sizeof *ranked, compare_ranked);
    return count;
}

/* Puts the best features into buckets; one whose bucket is full is left out. Returns how many found a place. */
static size_t write_rows(const struct field *field, const struct samples *samples, struct buffer *section)
{
    struct ranked *ranked = xcalloc(samples->key_count + 1, sizeof *ranked);
    size_t count = rank(field, samples, ranked), placed = 0;
    uint32_t buckets = (uint32_t)(ROWS_KEPT / FILL / LINE_ROWS);
    uint8_t *used = xcalloc(buckets, 1);
    buffer_clear(section);
    int8_t *rows = (int8_t *)buffer_reserve(section, (size_t)buckets * LINE_ROWS * MODEL_ROW_SIZE);
    section->size = (size_t)buckets * LINE_ROWS * MODEL_ROW_SIZE;
    memset(rows, 0, section->size);
    for (size_t i = 0; i < count && placed < ROWS_KEPT; i++) {
        uint32_t bucket = hash_slot(ranked[i].key, buckets);
        uint32_t check = (uint32_t)ranked[i].key & 0xFFFFFE;
        if (used[bucket] == LINE_ROWS || check == 0) {
            continue;
        }
        int8_t *row = rows + ((size_t)bucket * LINE_ROWS + used[bucket]++) * MODEL_ROW_SIZE;
        for (int j = 0; j < LABELS; j++) {
            row[j] = in_8_bits(field->weights[ranked[i].index][j]);
        }
        memcpy(row + LABELS, &check, 3);
        placed++;
    }
    free(used);
    free(ranked);
    return placed;
}

static void write_transitions(const struct field *field, struct buffer *section)
{
    int16_t table[MODEL_TRANSITIONS][16] = {{0}};
    for (unsigned from = 0; from <= LABELS; from++) {
        for (unsigned to = 0; to < LABELS; to++) {
            table[from][to] =
                model_allows(from, to) ? (int16_t)roundf(field->transitions[from][to] * MODEL_SCALE) : MODEL_IMPOSSIBLE;
        }
    }
    buffer_clear(section);
    buffer_append(section, table, sizeof table);
}

static bool write_file(const char *path, const struct buffer *data, struct error *error)
{
    char *unfinished = xprintf("%s.new", path);
    FILE *file = fopen(unfinished, "wb");
    bool written = file != NULL && fwrite(data->data, 1, data->size, file) == data->size;
    written &= file != NULL && fclose(file) == 0;
    written = written && rename(unfinished, path) == 0;
    if (!written) {
        error_set(error, ERROR_USAGE, "cannot write %s", path);
    }
    free(unfinished);
    return written;
}

static bool train(const char *folder, const char *path, const char *name, struct error *error)
{
    struct parts parts = {0};
    struct samples samples = {0};
    struct field field = {0};
    struct buffer file = {0};
    const struct field_settings settings = {.epochs = 6, .rate = 0.1, .shrink = 0.94, .seed = 20261122};
    bool done = false;
    if (!parts_read(&parts, folder, error)) {
        goto out;
    }
    parts_assemble(&parts, name, &file);
    struct model *model = model_parse(path, file.data, file.size, error);
    if (model == NULL || !samples_read(&samples, folder, model, CUTOFF, error)) {
        model_close(model);
        goto out;
    }
    model_close(model);
    printf("%zu units in %zu sentences, %zu features; %zu names lost between units\n", samples.unit_count,
           samples.sentence_count, samples.key_count, samples.lost);
    field_train(&field, &samples, &settings, show_progress);
    size_t rows = write_rows(&field, &samples, &parts.sections[SECTION_ROWS]);
    write_transitions(&field, &parts.sections[SECTION_TRANSITIONS]);
    buffer_clear(&file);
    parts_assemble(&parts, name, &file);
    done = write_file(path, &file, error);
    printf("%s: %zu features kept, %.1f MB\n", path, rows, (double)file.size / 1e6);
out:
    field_free(&field);
    samples_free(&samples);
    parts_free(&parts);
    buffer_free(&file);
    return done;
}

int main(int argc, char **argv)
{
    struct error error = {0};
    if (argc != 4) {
        fprintf(stderr,
                "usage: newsmill-train FOLDER MODEL NAME\n"
                "Trains the tagger of names from the tables in FOLDER (enrich/train/read_corpora.py writes them)\n"
                "and writes it to MODEL; articles name it by NAME. docs/tagging.md tells more.\n");
        return 2;
    }
    if (!train(argv[1], argv[2], argv[3], &error)) {
        fprintf(stderr, "newsmill-train: %s\n", error.text);
        return 1;
    }
    return 0;
}
