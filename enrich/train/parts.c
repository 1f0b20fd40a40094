#include "enrich/train/parts.h"

#include "common/text.h"
#include "enrich/hash.h"
#include "enrich/lexicon.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NODES = 1 << 20, LINE_LIMIT = 4096, SENTENCE_MARK = 1 };

/* A table that is filled before its size is fixed. */
struct pair {
    uint64_t hash;
    uint32_t content;
};

/* A prefix of names in the gazetteer. */
struct node {
    uint64_t key;
    bool goes_on;
    uint8_t set[GAZETTEER_SET_SIZE];
};

static void *zeros(struct buffer *buffer, size_t size)
{
    char *room = buffer_reserve(buffer, size);
    memset(room, 0, size);
    buffer->size += size;
    return room;
}

/* Open addressing at a load of 5/6; the first of two with the same check stays. */
static void write_table(struct buffer *out, const struct pair *pairs, size_t count, unsigned bits)
{
    uint32_t slots = (uint32_t)(count + count / 5 + 16);
    uint32_t *table = zeros(out, slots * sizeof *table);
    for (size_t i = 0; i < count; i++) {
        uint32_t at = hash_slot(pairs[i].hash, slots);
        while (table[at] != 0) {
            at = at + 1 < slots ? at + 1 : 0;
        }
        table[at] = model_slot_check(pairs[i].hash, bits) | pairs[i].content;
    }
}

static FILE *open_table(const char *folder, const char *name, struct error *error)
{
    char *path = xprintf("%s/%s", folder, name);
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        error_set(error, ERROR_USAGE, "cannot open %s: %s; enrich/train/read_corpora.py writes it", path,
                  strerror(errno));
    }
    free(path);
    return file;
}

/* Cuts the next line at its tabs; NULL beyond the last column. False at the end. */
static bool read_columns(FILE *file, char line[LINE_LIMIT], char *columns[4])
{
    if (fgets(line, LINE_LIMIT, file) == NULL) {
        return false;
    }
    char *rest = line;
    line[strcspn(line, "\n")] = '\0';
    for (size_t i = 0; i < 4; i++) {
        columns[i] = strsep(&rest, "\t");
    }
    return true;
}

static uint32_t number(const char *text)
{
    return text != NULL ? (uint32_t)strtoul(text, NULL, 10) : 0;
}

static uint32_t path_index(uint32_t *paths, uint32_t *count, uint32_t path)
{
    uint32_t i = 1;
    while (i < *count && paths[i] != path) {
        i++;
    }
    if (i == *count && i < 1u << WORD_BITS) {
        paths[(*count)++] = path;
    }
    return i < *count ? i : 0;
}

static bool read_clusters(struct parts *parts, const char *folder, struct error *error)
{
    char line[LINE_LIMIT], *columns[4];
    struct buffer pairs = {0};
    uint32_t *paths = zeros(&parts->sections[SECTION_PATHS], sizeof *paths << WORD_BITS), path_count = 1;
    FILE *file = open_table(folder, "clusters.tsv", error);
    if (file == NULL) {
        return false;
    }
    while (read_columns(file, line, columns)) {
        struct pair pair = {.hash = lexicon_cluster_key(hash_bytes(columns[0], strlen(columns[0]))),
                            .content = path_index(paths, &path_count, number(columns[1]))};
        buffer_append(&pairs, &pair, sizeof pair);
    }
    fclose(file);
    write_table(&parts->sections[SECTION_CLUSTERS], (const struct pair *)pairs.data, pairs.size / sizeof(struct pair),
                WORD_BITS);
    buffer_free(&pairs);
    return true;
}

static bool read_words(struct parts *parts, const char *folder, struct error *error)
{
    char line[LINE_LIMIT], *columns[4];
    struct buffer pairs = {0};
    FILE *file = open_table(folder, "words.tsv", error);
    if (file == NULL) {
        return false;
    }
    while (read_columns(file, line, columns)) {
        struct pair pair = {.hash = lexicon_word_key(text_hash(columns[0], strlen(columns[0]))),
                            .content = number(columns[1]) | number(columns[2]) << 4 | number(columns[3]) << 7};
        buffer_append(&pairs, &pair, sizeof pair);
    }
    fclose(file);
    write_table(&parts->sections[SECTION_WORDS], (const struct pair *)pairs.data, pairs.size / sizeof(struct pair),
                WORD_BITS);
    buffer_free(&pairs);
    return true;
}

static struct node *find_node(struct node *nodes, uint64_t key)
{
    size_t at = key % NODES;
    while (nodes[at].key != 0 && nodes[at].key != key) {
        at = (at + 1) % NODES;
    }
    nodes[at].key = key;
    return &nodes[at];
}

static void add_name(struct node *nodes, const struct units *units, uint32_t kind, uint32_t fame)
{
    uint64_t key = 1;
    struct node *node = NULL;
    for (size_t i = 0; i < units->count; i++) {
        if (node != NULL) {
            node->goes_on = true;
        }
        key = units_step(key, &units->items[i], false);
        node = find_node(nodes, key);
    }
    if (node != NULL && kind < GAZETTEER_KINDS && node->set[kind] < fame + 1) {
        node->set[kind] = (uint8_t)(fame + 1);
    }
}

/* Content of the node's slot: which of the distinct sets, and whether longer names begin so. */
static uint32_t content_of(const struct node *node, uint8_t (*sets)[GAZETTEER_SET_SIZE], uint32_t *count)
{
    static const uint8_t nothing[GAZETTEER_SET_SIZE];
    uint32_t i = 0;
    if (memcmp(node->set, nothing, sizeof nothing) != 0) {
        for (i = 1; i < *count && memcmp(sets[i], node->set, sizeof node->set) != 0; i++) {
        }
        if (i == *count && i < GAZETTEER_GOES_ON) {
            memcpy(sets[(*count)++], node->set, sizeof node->set);
        }
    }
    return (i < *count ? i : 0) | (node->goes_on ? GAZETTEER_GOES_ON : 0u);
}

static void write_gazetteer(struct parts *parts, const struct node *nodes)
{
    struct buffer pairs = {0};
    uint32_t set_count = 1;
    uint8_t(*sets)[GAZETTEER_SET_SIZE] =
        zeros(&parts->sections[SECTION_SETS], (size_t)GAZETTEER_GOES_ON * GAZETTEER_SET_SIZE);
    for (size_t i = 0; i < NODES; i++) {
        if (nodes[i].key != 0) {
            struct pair pair = {.hash = nodes[i].key, .content = content_of(&nodes[i], sets, &set_count)};
            buffer_append(&pairs, &pair, sizeof pair);
        }
    }
    write_table(&parts->sections[SECTION_GAZETTEER], (const struct pair *)pairs.data, pairs.size / sizeof(struct pair),
                GAZETTEER_BITS);
    buffer_free(&pairs);
}

/* The names are cut into units just as texts are, by a model that knows nothing yet. */
static bool read_gazetteer(struct parts *parts, const struct model *model, const char *folder, struct error *error)
{
    char line[LINE_LIMIT], *columns[4];
    struct text text = {0};
    struct units units = {0};
    FILE *file = open_table(folder, "gazetteer.tsv", error);
    if (file == NULL) {
        return false;
    }
    struct node *nodes = xcalloc(NODES, sizeof *nodes);
    while (read_columns(file, line, columns)) {
        if (columns[2] != NULL) {
            text_begin(&text, columns[2], strlen(columns[2]));
            text_next(&text);
            units_read(&units, &text, model);
            add_name(nodes, &units, number(columns[0]), number(columns[1]));
        }
    }
    fclose(file);
    buffer_clear(&parts->sections[SECTION_GAZETTEER]);
    buffer_clear(&parts->sections[SECTION_SETS]);
    write_gazetteer(parts, nodes);
    free(nodes);
    units_free(&units);
    text_free(&text);
    return true;
}

bool parts_read(struct parts *parts, const char *folder, struct error *error)
{
    struct buffer file = {0};
    zeros(&parts->sections[SECTION_ROWS], model_entry_sizes[SECTION_ROWS]);
    zeros(&parts->sections[SECTION_TRANSITIONS], model_entry_sizes[SECTION_TRANSITIONS]);
    zeros(&parts->sections[SECTION_GAZETTEER], 64);
    zeros(&parts->sections[SECTION_SETS], (size_t)GAZETTEER_GOES_ON * GAZETTEER_SET_SIZE);
    if (!read_clusters(parts, folder, error) || !read_words(parts, folder, error)) {
        return false;
    }
    parts_assemble(parts, "unfinished", &file);
    struct model *model = model_parse("unfinished", file.data, file.size, error);
    buffer_free(&file);
    bool read = model != NULL && read_gazetteer(parts, model, folder, error);
    model_close(model);
    return read;
}

void parts_assemble(const struct parts *parts, const char *name, struct buffer *file)
{
    struct model_header header = {.magic = {'N', 'E', 'W', 'S', 'M', 'T', 'A', 'G'}, .format = MODEL_FORMAT};
    snprintf(header.name, sizeof header.name, "%s", name);
    zeros(file, MODEL_HEADER_SIZE);
    for (int i = 0; i < MODEL_SECTIONS; i++) {
        header.sections[i].offset = (uint32_t)file->size;
        header.sections[i].count = (uint32_t)(parts->sections[i].size / model_entry_sizes[i]);
        buffer_append(file, parts->sections[i].data, parts->sections[i].size);
        zeros(file, (64 - file->size % 64) % 64);
    }
    header.size = file->size;
    sha256(file->data + MODEL_HEADER_SIZE, file->size - MODEL_HEADER_SIZE, header.digest);
    memcpy(file->data, &header, sizeof header);
}

void parts_free(struct parts *parts)
{
    for (int i = 0; i < MODEL_SECTIONS; i++) {
        buffer_free(&parts->sections[i]);
    }
}
