#include "enrich/train/samples.h"

#include "common/buffer.h"
#include "common/text.h"
#include "enrich/features.h"
#include "enrich/hash.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS = 1 << 27, UNSURE = NAME_TYPES };

struct span {
    size_t start, end;
    unsigned type; /* or UNSURE */
};

struct family {
    uint64_t hash;
    float weight;
};

struct slot {
    uint64_t key;
    uint32_t count, index; /* the top bit of index: of a family */
};

struct reader {
    struct samples *samples;
    const struct model *model;
    struct text text;
    struct units units;
    struct memory memory;
    struct buffer labels, firsts, keys, sentences, weights; /* keys: the lowest bit says whether it is of a family */
    struct buffer spans, document, families;
    struct family family; /* of the document */
};

/* The labels of one name over units [first, last). */
static void set_labels(uint8_t *labels, size_t first, size_t last, unsigned type)
{
    uint8_t base = (uint8_t)(type * LABEL_STEP);
    if (last == first + 1) {
        labels[first] = (uint8_t)(base + LABEL_UNIT);
        return;
    }
    for (size_t i = first; i < last; i++) {
        labels[i] = (uint8_t)(base + (i == first ? LABEL_BEGIN : i + 1 == last ? LABEL_LAST : LABEL_INSIDE));
    }
}

/* Finds the units that are just the span; a name that begins or ends within a unit cannot be shown. */
static bool place_span(const struct reader *reader, const struct unit_sentence *sentence, const struct span *span,
                       uint8_t *labels)
{
    size_t first = sentence->last, last = 0;
    for (size_t i = sentence->first; i < sentence->last; i++) {
        const struct unit *unit = &reader->units.items[i];
        const struct token *end = &reader->text.tokens[unit->last - 1];
        if (reader->text.tokens[unit->first].point == span->start) {
            first = i;
        }
        if (end->point + end->points == span->end) {
            last = i + 1;
        }
    }
    if (first >= last) {
        return false;
    }
    set_labels(labels, first - sentence->first, last - sentence->first, span->type);
    return true;
}

static void add_unit(struct reader *reader, const struct unit_sentence *sentence, size_t i)
{
    uint64_t features[FEATURES_LIMIT];
    size_t general, first = reader->keys.size / sizeof(uint64_t);
    size_t count = features_read(&reader->units, sentence, &reader->memory, i, features, &general);
    buffer_append(&reader->firsts, &first, sizeof first);
    for (size_t k = 0; k < count; k++) {
        uint64_t key = features[k] & ~(uint64_t)1;
        buffer_append(&reader->keys, &key, sizeof key);
    }
    for (size_t k = 0; k < general; k++) {
        uint64_t key = hash_pair(features[k], reader->family.hash) | 1;
        buffer_append(&reader->keys, &key, sizeof key);
    }
}

/* Sets the labels of the sentence's names. False if one of them is unsure. */
static bool place_spans(const struct reader *reader, const struct unit_sentence *sentence, uint8_t *labels)
{
    const struct token *tokens = reader->text.tokens;
    size_t start = tokens[reader->units.items[sentence->first].first].point;
    size_t end = tokens[reader->units.items[sentence->last - 1].last - 1].point;
    const struct span *spans = (const struct span *)reader->spans.data;
    for (size_t i = 0; i < reader->spans.size / sizeof *spans; i++) {
        if (spans[i].start < start || spans[i].start > end) {
            continue;
        }
        if (spans[i].type == UNSURE) {
            return false;
        }
        reader->samples->lost += !place_span(reader, sentence, &spans[i], labels);
    }
    return true;
}

static void add_sentence(struct reader *reader, const struct unit_sentence *sentence)
{
    uint8_t labels[512] = {0};
    size_t first = reader->labels.size;
    if (!place_spans(reader, sentence, labels)) {
        return;
    }
    buffer_append(&reader->sentences, &first, sizeof first);
    buffer_append(&reader->weights, &reader->family.weight, sizeof reader->family.weight);
    buffer_append(&reader->labels, labels, sentence->last - sentence->first);
    for (size_t i = sentence->first; i < sentence->last; i++) {
        add_unit(reader, sentence, i);
    }
}

static void add_document(struct reader *reader)
{
    if (reader->document.size == 0) {
        return;
    }
    memory_start(&reader->memory);
    text_begin(&reader->text, reader->document.data, reader->document.size);
    while (text_next(&reader->text)) {
        units_read(&reader->units, &reader->text, reader->model);
        memory_read(&reader->memory, &reader->units);
        for (size_t i = 0; i < reader->units.sentence_count; i++) {
            add_sentence(reader, &reader->units.sentences[i]);
        }
        memory_next(&reader->memory, &reader->units);
    }
    buffer_clear(&reader->document);
    buffer_clear(&reader->spans);
}

/* The family with the weight that an earlier row gave it. */
static struct family find_family(const struct reader *reader, const char *name)
{
    struct family family = {.hash = text_hash(name, strlen(name)), .weight = 1};
    const struct family *known = (const struct family *)reader->families.data;
    for (size_t i = 0; i < reader->families.size / sizeof *known; i++) {
        if (known[i].hash == family.hash) {
            family.weight = known[i].weight;
        }
    }
    return family;
}

static void read_line(struct reader *reader, char *line)
{
    static const char *const types[NAME_TYPES + 1] = {"PER", "ORG", "LOC", [UNSURE] = "?"};
    char *rest = line, *mark = strsep(&rest, "\t"), *second = strsep(&rest, "\t");
    if (rest == NULL) {
        return;
    }
    if (mark[0] == 'W') {
        struct family family = {.hash = text_hash(second, strlen(second)), .weight = strtof(rest, NULL)};
        buffer_append(&reader->families, &family, sizeof family);
        return;
    }
    if (mark[0] == 'D') {
        add_document(reader);
        reader->family = find_family(reader, second);
        buffer_append_text(&reader->document, rest);
        return;
    }
    struct span span = {.start = strtoul(second, NULL, 10), .end = strtoul(strsep(&rest, "\t"), NULL, 10)};
    for (unsigned type = 0; rest != NULL && type <= UNSURE; type++) {
        if (strcmp(rest, types[type]) == 0) {
            span.type = type;
            buffer_append(&reader->spans, &span, sizeof span);
        }
    }
}

static struct slot *find_slot(struct slot *slots, uint64_t key)
{
    size_t at = (size_t)(key >> 7) % SLOTS;
    while (slots[at].key != 0 && slots[at].key != key) {
        at = (at + 1) % SLOTS;
    }
    slots[at].key = key;
    return &slots[at];
}

/* Gives each feature that is seen often enough an index, in the order of their first use. */
static void number_features(struct samples *samples, const uint64_t *keys, const size_t *firsts, uint32_t cutoff)
{
    struct slot *slots = xcalloc(SLOTS, sizeof *slots);
    size_t total = firsts[samples->unit_count], kept = 0;
    for (size_t i = 0; i < total; i++) {
        find_slot(slots, keys[i])->count++;
    }
    struct buffer distinct = {0}, counts = {0};
    samples->features = xcalloc(total + 1, sizeof *samples->features);
    samples->first_features = xcalloc(samples->unit_count + 1, sizeof *samples->first_features);
    for (size_t unit = 0; unit < samples->unit_count; unit++) {
        samples->first_features[unit] = kept;
        for (size_t i = firsts[unit]; i < firsts[unit + 1]; i++) {
            struct slot *slot = find_slot(slots, keys[i]);
            if (slot->count < cutoff) {
                continue;
            }
            if (slot->index == 0) {
                buffer_append(&distinct, &slot->key, sizeof slot->key);
                buffer_append(&counts, &slot->count, sizeof slot->count);
                slot->index = (uint32_t)++samples->key_count;
            }
            samples->features[kept++] = slot->index - 1;
        }
    }
    samples->first_features[samples->unit_count] = samples->feature_count = kept;
    samples->keys = (uint64_t *)buffer_steal(&distinct);
    samples->counts = (uint32_t *)buffer_steal(&counts);
    samples->of_family = xcalloc(samples->key_count, sizeof *samples->of_family);
    for (size_t i = 0; i < samples->key_count; i++) {
        samples->of_family[i] = (samples->keys[i] & 1) != 0;
    }
    free(slots);
}

bool samples_read(struct samples *samples, const char *folder, const struct model *model, uint32_t cutoff,
                  struct error *error)
{
    struct reader reader = {.samples = samples, .model = model};
    char *path = xprintf("%s/documents.tsv", folder), *line = NULL;
    size_t room = 0, end;
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        error_set(error, ERROR_USAGE, "cannot open %s: %s; enrich/train/read_corpora.py writes it", path,
                  strerror(errno));
        free(path);
        return false;
    }
    while (getline(&line, &room, file) > 0) {
        line[strcspn(line, "\n")] = '\0';
        read_line(&reader, line);
    }
    add_document(&reader);
    fclose(file);
    end = reader.keys.size / sizeof(uint64_t);
    buffer_append(&reader.firsts, &end, sizeof end);
    samples->unit_count = reader.labels.size;
    buffer_append(&reader.sentences, &samples->unit_count, sizeof samples->unit_count);
    samples->sentence_count = reader.sentences.size / sizeof(size_t) - 1;
    number_features(samples, (const uint64_t *)reader.keys.data, (const size_t *)reader.firsts.data, cutoff);
    samples->labels = (uint8_t *)buffer_steal(&reader.labels);
    samples->sentences = (size_t *)buffer_steal(&reader.sentences);
    samples->sentence_weights = (float *)buffer_steal(&reader.weights);
    buffer_free(&reader.firsts);
    buffer_free(&reader.keys);
    buffer_free(&reader.spans);
    buffer_free(&reader.document);
    buffer_free(&reader.families);
    units_free(&reader.units);
    text_free(&reader.text);
    memory_free(&reader.memory);
    free(line);
    free(path);
    return true;
}

void samples_free(struct samples *samples)
{
    free(samples->labels);
    free(samples->first_features);
    free(samples->features);
    free(samples->sentences);
    free(samples->sentence_weights);
    free(samples->keys);
    free(samples->counts);
    free(samples->of_family);
    *samples = (struct samples){0};
}
