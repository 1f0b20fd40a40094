#include "enrich/dictionary_build.h"

#include "common/text.h"
#include "enrich/context.h"
#include "enrich/dictionary_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ID_LIMIT = 200, SECTION_ALIGNMENT = 64 };

/* A name before it is laid out. */
struct draft {
    uint64_t key; /* of all its tokens */
    uint32_t entry, surface;
    uint32_t needs;
    uint16_t prior;
    uint8_t tokens, match, demonym;
};

/* Entries hold offsets into `texts` until they are laid out. */
struct dictionary_builder {
    struct buffer texts, entries, drafts, keys;
    uint8_t begins[DICTIONARY_BEGIN_BITS / 8], begins_lower[DICTIONARY_BEGIN_BITS / 8];
    struct text text; /* for cutting names into tokens */
};

struct dictionary_builder *dictionary_builder_new(void)
{
    struct dictionary_builder *builder = xcalloc(1, sizeof *builder);
    buffer_append_char(&builder->texts, '\0'); /* what every empty text shares */
    return builder;
}

void dictionary_builder_free(struct dictionary_builder *builder)
{
    if (builder == NULL) {
        return;
    }
    buffer_free(&builder->texts);
    buffer_free(&builder->entries);
    buffer_free(&builder->drafts);
    buffer_free(&builder->keys);
    text_free(&builder->text);
    free(builder);
}

size_t dictionary_builder_count(const struct dictionary_builder *builder)
{
    return builder->entries.size / sizeof(struct dictionary_entry);
}

int dictionary_type(const char *name)
{
    for (int type = 0; type < ENTITY_TYPES; type++) {
        if (strcmp(entity_type_names[type], name) == 0) {
            return type;
        }
    }
    return -1;
}

static uint32_t keep_text(struct dictionary_builder *builder, const char *text)
{
    uint32_t at = (uint32_t)builder->texts.size;
    if (text == NULL || *text == '\0') {
        return 0;
    }
    buffer_append(&builder->texts, text, strlen(text) + 1);
    return at;
}

/* Copies the value of `key` from "key=value;key=value"; of several (a,b) the first; "" if it is missing or too long. */
static void copy_id(const char *ids, const char *key, char *value, size_t room)
{
    size_t key_size = strlen(key);
    value[0] = '\0';
    for (const char *at = ids; *at != '\0'; at += strspn(at, ";")) {
        size_t size = strcspn(at, ";");
        if (size > key_size && memcmp(at, key, key_size) == 0 && at[key_size] == '=') {
            const char *start = at + key_size + 1;
            size_t length = strcspn(start, ",;");
            if (length < room) {
                memcpy(value, start, length);
                value[length] = '\0';
            }
        }
        at += size;
    }
}

const char *dictionary_builder_add(struct dictionary_builder *builder, const struct dictionary_row *row)
{
    struct dictionary_entry entry = {.type = (uint8_t)row->type, .watched = row->watched};
    if (row->id[0] == '\0' || strlen(row->id) > ID_LIMIT) {
        return "the id is empty or has more than 200 bytes";
    }
    if (row->name[0] == '\0') {
        return "the name is empty";
    }
    if (!(row->prior >= 0 && row->prior <= 1)) {
        return "the prior is no number from 0 to 1";
    }
    if (row->place != NULL && strlen(row->place) >= sizeof entry.place) {
        return "the place is neither a country (FR) nor a region (US-TX)";
    }
    if (builder->texts.size > DICTIONARY_FILE_LIMIT) {
        return "there is too much of it";
    }
    entry.id = keep_text(builder, row->id);
    entry.subtype = keep_text(builder, row->subtype);
    entry.name = keep_text(builder, row->name);
    entry.ids = keep_text(builder, row->ids);
    entry.prior = (uint16_t)(row->prior * 1000);
    snprintf(entry.place, sizeof entry.place, "%s", row->place != NULL ? row->place : "");
    if (row->ids != NULL) {
        copy_id(row->ids, row->type == ENTITY_CURRENCY ? "iso4217" : "ticker", entry.symbol, sizeof entry.symbol);
    }
    buffer_append(&builder->entries, &entry, sizeof entry);
    return NULL;
}

/* Cuts the name into tokens and keeps the keys of its beginnings. False when it has no tokens or too many. */
static bool read_tokens(struct dictionary_builder *builder, struct draft *draft, const char *surface)
{
    text_begin(&builder->text, surface, strlen(surface));
    text_next(&builder->text);
    size_t count = builder->text.token_count;
    if (count == 0 || count > DICTIONARY_NAME_TOKENS) {
        return false;
    }
    const struct token *tokens = builder->text.tokens;
    uint32_t bit = dictionary_begin_bit(&tokens[0]);
    builder->begins[bit / 8] |= (uint8_t)(1u << bit % 8);
    if (!(tokens[0].flags & TOKEN_CAPITAL) || draft->match == MATCH_ANY_CASE) {
        builder->begins_lower[bit / 8] |= (uint8_t)(1u << bit % 8);
    }
    draft->key = 1;
    draft->tokens = (uint8_t)count;
    for (size_t i = 0; i < count; i++) {
        draft->key = dictionary_step(draft->key, &tokens[i], i == 0);
        buffer_append(&builder->keys, &draft->key, sizeof draft->key);
    }
    return true;
}

const char *dictionary_builder_name(struct dictionary_builder *builder, char *marked)
{
    size_t entry = dictionary_builder_count(builder) - 1;
    struct draft draft = {.entry = (uint32_t)entry, .match = MATCH_AS_WRITTEN};
    draft.prior = ((struct dictionary_entry *)(void *)builder->entries.data)[entry].prior;
    if (*marked == '^' || *marked == '=' || *marked == '~') {
        draft.demonym = *marked == '^';
        draft.match = *marked == '=' ? MATCH_EXACT : *marked == '~' ? MATCH_ANY_CASE : MATCH_AS_WRITTEN;
        marked++;
    }
    for (char *at = strchr(marked, '@'); at != NULL; at = strchr(at, '@')) {
        *at++ = '\0';
        uint32_t need = context_need(at, strcspn(at, "@"));
        if (need == 0) {
            return "unknown context after @ (context.h names them)";
        }
        draft.needs |= need;
    }
    draft.surface = keep_text(builder, marked);
    if (draft.surface == 0 || !read_tokens(builder, &draft, marked)) {
        return "a name is empty or has more than 24 words and signs";
    }
    buffer_append(&builder->drafts, &draft, sizeof draft);
    return NULL;
}

/* ---- laying it out ---- */

static int compare_entries(const void *left, const void *right, void *texts)
{
    const struct dictionary_entry *const *a = left, *const *b = right;
    return strcmp((const char *)texts + (*a)->id, (const char *)texts + (*b)->id);
}

static int compare_keys(const void *left, const void *right)
{
    const uint64_t *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

/* Names of the same words together; of them the greatest prior first, then as they came. */
static int compare_drafts(const void *left, const void *right)
{
    const struct draft *a = left, *b = right;
    if (a->key != b->key) {
        return a->key < b->key ? -1 : 1;
    }
    if (a->prior != b->prior) {
        return b->prior - a->prior;
    }
    return a->surface < b->surface ? -1 : 1; /* no two are the same */
}

static struct dictionary_prefix *find_slot(struct dictionary_prefix *prefixes, uint32_t mask, uint64_t key)
{
    uint32_t at = (uint32_t)key & mask, check = dictionary_check(key);
    while (prefixes[at].check != 0 && prefixes[at].check != check) {
        at = (at + 1) & mask;
    }
    prefixes[at].check = check;
    return &prefixes[at];
}

static size_t add_section(struct buffer *image, struct dictionary_header *header, enum dictionary_section section,
                          const void *data, size_t size, size_t count)
{
    while (image->size % SECTION_ALIGNMENT != 0) {
        buffer_append_char(image, '\0');
    }
    size_t at = image->size;
    header->sections[section].offset = (uint32_t)at;
    header->sections[section].count = (uint32_t)count;
    buffer_append(image, data, size);
    return at;
}

/* Entries in the order of their ids: `order[i]` is where the entry that came as number i goes. */
static const char *sort_entries(struct dictionary_builder *builder, struct dictionary_entry *sorted, uint32_t *order)
{
    size_t count = dictionary_builder_count(builder);
    const struct dictionary_entry *entries = (const void *)builder->entries.data;
    const struct dictionary_entry **pointers = xcalloc(count + 1, sizeof *pointers);
    const char *twice = NULL, *texts = builder->texts.data;
    for (size_t i = 0; i < count; i++) {
        pointers[i] = &entries[i];
    }
    qsort_r(pointers, count, sizeof *pointers, compare_entries, builder->texts.data);
    for (size_t i = 0; i < count && twice == NULL; i++) {
        sorted[i] = *pointers[i];
        order[pointers[i] - entries] = (uint32_t)i;
        if (i > 0 && strcmp(texts + sorted[i].id, texts + sorted[i - 1].id) == 0) {
            twice = texts + sorted[i].id;
        }
    }
    free(pointers);
    return twice;
}

/* From what was added to tables whose offsets are those of the image; `at`: where the sections begin. */
static void point_entries(struct dictionary_entry *entries, size_t count, size_t entries_at, size_t texts_at)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t base = (uint32_t)(texts_at - entries_at - i * sizeof *entries);
        entries[i].id += base;
        entries[i].subtype += base;
        entries[i].name += base;
        entries[i].ids += base;
    }
}

static void point_names(struct dictionary_builder *builder, struct dictionary_name *names, const uint32_t *order,
                        size_t names_at, size_t entries_at, size_t texts_at)
{
    const struct draft *drafts = (const void *)builder->drafts.data;
    size_t count = builder->drafts.size / sizeof *drafts;
    for (size_t i = 0; i < count; i++) {
        size_t here = names_at + (i + 1) * sizeof *names, entry = order[drafts[i].entry];
        names[i + 1] =
            (struct dictionary_name){.entry = (uint32_t)(entries_at + entry * sizeof(struct dictionary_entry) - here),
                                     .surface = (uint32_t)(texts_at + drafts[i].surface - here),
                                     .needs = drafts[i].needs,
                                     .tokens = drafts[i].tokens,
                                     .match = drafts[i].match,
                                     .demonym = drafts[i].demonym,
                                     .last = i + 1 == count || drafts[i + 1].key != drafts[i].key};
    }
}

static void fill_prefixes(struct dictionary_builder *builder, struct dictionary_prefix *prefixes, uint32_t mask)
{
    const uint64_t *keys = (const void *)builder->keys.data;
    for (size_t i = 0; i < builder->keys.size / sizeof *keys; i++) {
        find_slot(prefixes, mask, keys[i]);
    }
    const struct draft *drafts = (const void *)builder->drafts.data;
    for (size_t i = builder->drafts.size / sizeof *drafts; i-- > 0;) {
        find_slot(prefixes, mask, drafts[i].key)->first_name = (uint32_t)i + 1;
    }
}

/* Sorts the keys of all beginnings, leaves each once, and returns how many slots they want. */
static size_t settle_keys(struct dictionary_builder *builder)
{
    uint64_t *keys = (void *)builder->keys.data;
    size_t count = builder->keys.size / sizeof *keys, kept = 0, slots = 64;
    if (count > 0) {
        qsort(keys, count, sizeof *keys, compare_keys);
    }
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || keys[kept - 1] != keys[i]) {
            keys[kept++] = keys[i];
        }
    }
    builder->keys.size = kept * sizeof *keys;
    while (slots < kept * 3 / 2) {
        slots *= 2;
    }
    return slots;
}

static void lay_out(struct dictionary_builder *builder, struct dictionary_entry *entries, const uint32_t *order,
                    struct dictionary_header *header, struct buffer *image)
{
    size_t entry_count = dictionary_builder_count(builder);
    size_t name_count = builder->drafts.size / sizeof(struct draft) + 1;
    size_t slots = settle_keys(builder);
    if (builder->drafts.size > 0) {
        qsort(builder->drafts.data, name_count - 1, sizeof(struct draft), compare_drafts);
    }
    struct dictionary_prefix *prefixes = xcalloc(slots, sizeof *prefixes);
    struct dictionary_name *names = xcalloc(name_count, sizeof *names);
    fill_prefixes(builder, prefixes, (uint32_t)slots - 1);
    memset(buffer_reserve(image, DICTIONARY_HEADER_SIZE), 0, DICTIONARY_HEADER_SIZE);
    image->size = DICTIONARY_HEADER_SIZE;
    add_section(image, header, SECTION_BEGINS, builder->begins, sizeof builder->begins, sizeof builder->begins);
    add_section(image, header, SECTION_BEGINS_LOWER, builder->begins_lower, sizeof builder->begins_lower,
                sizeof builder->begins_lower);
    add_section(image, header, SECTION_PREFIXES, prefixes, slots * sizeof *prefixes, slots);
    size_t names_at = add_section(image, header, SECTION_NAMES, names, name_count * sizeof *names, name_count);
    size_t entries_at =
        add_section(image, header, SECTION_ENTRIES, entries, entry_count * sizeof *entries, entry_count);
    size_t texts_at =
        add_section(image, header, SECTION_TEXTS, builder->texts.data, builder->texts.size, builder->texts.size);
    point_names(builder, names, order, names_at, entries_at, texts_at);
    point_entries(entries, entry_count, entries_at, texts_at);
    memcpy(image->data + names_at, names, name_count * sizeof *names);
    memcpy(image->data + entries_at, entries, entry_count * sizeof *entries);
    free(names);
    free(prefixes);
}

const char *dictionary_builder_finish(struct dictionary_builder *builder, const char *version, struct buffer *image)
{
    struct dictionary_header header = {.magic = DICTIONARY_MAGIC, .format = DICTIONARY_FORMAT};
    size_t count = dictionary_builder_count(builder);
    struct dictionary_entry *entries = xcalloc(count + 1, sizeof *entries);
    uint32_t *order = xcalloc(count + 1, sizeof *order);
    const char *twice = sort_entries(builder, entries, order);
    if (twice == NULL) {
        lay_out(builder, entries, order, &header, image);
        header.size = image->size;
        snprintf(header.name, sizeof header.name, "%s", version);
        sha256(image->data + DICTIONARY_HEADER_SIZE, image->size - DICTIONARY_HEADER_SIZE, header.digest);
        memcpy(image->data, &header, sizeof header);
    }
    free(order);
    free(entries);
    return twice;
}
