#include "enrich/dictionary_private.h"

#include "common/buffer.h"
#include "common/text.h"
#include "enrich/context.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_LIMIT    (64u << 20)
#define COLUMN_NAMES  "id\ttype\tsubtype\tname\tprior\tids\tnames"
#define VERSION_START "# version "

enum { COLUMNS = 7, ID_LIMIT = 200 };

struct reader {
    struct dictionary *dictionary;
    const char *name; /* of the file */
    size_t line;
    struct text text; /* for cutting names into tokens */
    const char *last_id;
    bool named_columns;
};

static bool refuse(struct reader *reader, struct error *error, const char *what)
{
    return error_set(error, ERROR_USAGE, "%s, line %zu: %s", reader->name, reader->line, what);
}

static int type_of(const char *name)
{
    for (int type = 0; type < ENTITY_TYPES; type++) {
        if (strcmp(entity_type_names[type], name) == 0) {
            return type;
        }
    }
    return -1;
}

/* Copies the value of `key` from "key=value;key=value"; "" if it is missing or too long. */
static void copy_id(const char *ids, const char *key, char *value, size_t room)
{
    size_t key_size = strlen(key);
    value[0] = '\0';
    for (const char *at = ids; *at != '\0'; at += strspn(at, ";")) {
        size_t size = strcspn(at, ";");
        if (size > key_size && memcmp(at, key, key_size) == 0 && at[key_size] == '=' && size - key_size - 1 < room) {
            memcpy(value, at + key_size + 1, size - key_size - 1);
            value[size - key_size - 1] = '\0';
        }
        at += size;
    }
}

/* Puts the name into the tree. False when it has no tokens or too many. */
static bool insert_name(struct reader *reader, struct dictionary_name *name, uint32_t index)
{
    struct dictionary *dictionary = reader->dictionary;
    text_begin(&reader->text, name->surface, strlen(name->surface));
    text_next(&reader->text);
    size_t count = reader->text.token_count;
    if (count == 0 || count > DICTIONARY_NAME_TOKENS) {
        return false;
    }
    uint32_t bit = (reader->text.tokens[0].hash ^ reader->text.tokens[0].hash >> 13) % DICTIONARY_BEGIN_BITS;
    dictionary->begins[bit / 8] |= (uint8_t)(1u << bit % 8);
    uint64_t key = 1;
    struct dictionary_prefix *prefix = NULL;
    for (size_t i = 0; i < count; i++) {
        key = dictionary_step(key, &reader->text.tokens[i], i == 0);
        prefix = dictionary_find(dictionary, key);
        if (prefix->key == 0) {
            prefix->key = key;
        }
    }
    name->tokens = (uint16_t)count;
    name->next = prefix->first_name;
    prefix->first_name = index;
    return true;
}

/* "=SOL@crypto": marks, the words, what it needs. `text` is changed in place. */
static bool read_name(struct reader *reader, const struct dictionary_entry *entry, char *text, struct error *error)
{
    struct dictionary *dictionary = reader->dictionary;
    uint32_t index = (uint32_t)++dictionary->name_count;
    struct dictionary_name *name = &dictionary->names[index];
    *name = (struct dictionary_name){.entry = entry, .match = MATCH_AS_WRITTEN};
    if (*text == '^' || *text == '=' || *text == '~') {
        name->demonym = *text == '^';
        name->match = *text == '=' ? MATCH_EXACT : *text == '~' ? MATCH_ANY_CASE : MATCH_AS_WRITTEN;
        text++;
    }
    name->surface = text;
    for (char *at = strchr(text, '@'); at != NULL; at = strchr(at, '@')) {
        *at++ = '\0';
        uint32_t need = context_need(at, strcspn(at, "@"));
        if (need == 0) {
            return refuse(reader, error, "unknown context after @ (context.h names them)");
        }
        name->needs |= need;
    }
    return insert_name(reader, name, index) ||
           refuse(reader, error, "a name is empty or has more than 24 words and signs");
}

static bool read_entry(struct reader *reader, char *line, struct error *error)
{
    char *columns[COLUMNS];
    for (size_t i = 0; i < COLUMNS; i++) {
        columns[i] = strsep(&line, "\t");
        if (columns[i] == NULL) {
            return refuse(reader, error, "fewer than 7 columns separated by tabs");
        }
    }
    int type = type_of(columns[1]);
    char *rest;
    double prior = strtod(columns[4], &rest);
    if (line != NULL || type < 0 || *columns[0] == '\0' || strlen(columns[0]) > ID_LIMIT || *columns[3] == '\0') {
        return refuse(reader, error, "wants 7 columns with an id of at most 200 bytes, a known type and a name");
    }
    if (rest == columns[4] || *rest != '\0' || !(prior >= 0 && prior <= 1)) {
        return refuse(reader, error, "the prior is no number from 0 to 1");
    }
    if (reader->last_id != NULL && strcmp(reader->last_id, columns[0]) >= 0) {
        return refuse(reader, error, "the id does not come after the one before it (sort by id, each once)");
    }
    reader->last_id = columns[0];
    struct dictionary_entry *entry = &reader->dictionary->entries[reader->dictionary->entry_count++];
    *entry = (struct dictionary_entry){.id = columns[0],
                                       .subtype = columns[2],
                                       .name = columns[3],
                                       .ids = columns[5],
                                       .type = (enum entity_type)type,
                                       .prior = (uint16_t)(prior * 1000)};
    if (type == ENTITY_ASSET || type == ENTITY_CURRENCY) {
        copy_id(entry->ids, type == ENTITY_ASSET ? "ticker" : "iso4217", entry->symbol, sizeof entry->symbol);
    }
    for (char *names = columns[6], *name; (name = strsep(&names, "|")) != NULL;) {
        if (!read_name(reader, entry, name, error)) {
            return false;
        }
    }
    return true;
}

static bool read_line(struct reader *reader, char *line, struct error *error)
{
    if (*line == '#' || *line == '\0') {
        if (text_starts_with(line, VERSION_START)) {
            snprintf(reader->dictionary->version, 48, "%s", line + strlen(VERSION_START));
        }
        return true;
    }
    if (!reader->named_columns) {
        reader->named_columns = strcmp(line, COLUMN_NAMES) == 0;
        return reader->named_columns ||
               refuse(reader, error, "wants the columns id, type, subtype, name, prior, ids, names");
    }
    return read_entry(reader, line, error);
}

static bool read_lines(struct reader *reader, struct error *error)
{
    for (char *rest = reader->dictionary->data, *line; (line = strsep(&rest, "\n")) != NULL;) {
        reader->line++;
        if (!read_line(reader, line, error)) {
            return false;
        }
    }
    if (reader->dictionary->version[0] == '\0' || reader->dictionary->entry_count == 0) {
        return refuse(reader, error, "ends without a '# version' line or without an entry");
    }
    return true;
}

/* Room for as many entries, names and prefixes as the file can hold. */
static void make_room(struct dictionary *dictionary, const char *data, size_t size)
{
    size_t lines = 1, names = 2, words = 2;
    for (size_t i = 0; i < size; i++) {
        bool sign = (unsigned char)data[i] <= '/' || (data[i] >= ':' && data[i] <= '@') ||
                    (data[i] >= '[' && data[i] <= '`') || (unsigned char)data[i] > 'z';
        lines += data[i] == '\n';
        names += data[i] == '|' || data[i] == '\n';
        words += sign;
    }
    size_t room = 1024;
    while (room < 3 * words) {
        room *= 2;
    }
    dictionary->entries = xcalloc(lines, sizeof *dictionary->entries);
    dictionary->names = xcalloc(names, sizeof *dictionary->names);
    dictionary->prefixes = xcalloc(room, sizeof *dictionary->prefixes);
    dictionary->prefix_mask = room - 1;
}

struct dictionary *dictionary_parse(const char *name, const char *data, size_t size, struct error *error)
{
    if (size > FILE_LIMIT || memchr(data, '\0', size) != NULL || utf8_valid_prefix(data, size) != size) {
        error_set(error, ERROR_USAGE, "%s: wants a text file in UTF-8 of at most 64 MiB", name);
        return NULL;
    }
    struct dictionary *dictionary = xcalloc(1, sizeof *dictionary);
    uint8_t digest[SHA256_SIZE];
    char hex[2 * SHA256_SIZE + 1];
    sha256(data, size, digest);
    hex_encode(digest, sizeof digest, hex);
    dictionary->data = xstrndup(data, size);
    make_room(dictionary, data, size);
    struct reader reader = {.dictionary = dictionary, .name = name};
    bool read = read_lines(&reader, error);
    text_free(&reader.text);
    if (!read) {
        dictionary_free(dictionary);
        return NULL;
    }
    size_t version = strlen(dictionary->version);
    snprintf(dictionary->version + version, sizeof dictionary->version - version, " sha256:%.12s", hex);
    return dictionary;
}

struct dictionary *dictionary_load(const char *path, struct error *error)
{
    struct dictionary *dictionary = NULL;
    struct buffer data = {0};
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        error_set(error, ERROR_USAGE, "cannot open the dictionary %s: %s", path, strerror(errno));
        return NULL;
    }
    size_t got;
    do {
        got = fread(buffer_reserve(&data, 1 << 16), 1, 1 << 16, file);
        data.size += got;
    } while (got > 0 && data.size <= FILE_LIMIT);
    if (ferror(file)) {
        error_set(error, ERROR_USAGE, "cannot read the dictionary %s: %s", path, strerror(errno));
        goto out;
    }
    dictionary = dictionary_parse(path, data.data != NULL ? data.data : "", data.size, error);
out:
    fclose(file);
    buffer_free(&data);
    return dictionary;
}
