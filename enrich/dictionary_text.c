/* The source of a dictionary: text as dictionary.h describes it. */
#include "enrich/dictionary_build.h"

#include "common/text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define COLUMN_NAMES  "id\ttype\tsubtype\tname\tprior\tids\tplace\tnames"
#define VERSION_START "# version "

enum { COLUMNS = 8, CHUNK = 1 << 16 };

struct reader {
    struct dictionary_builder *builder;
    const char *name; /* of the file */
    size_t line;
    const char *last_id;
    char version[48];
    bool named_columns;
};

static bool refuse(struct reader *reader, struct error *error, const char *what)
{
    return error_set(error, ERROR_USAGE, "%s, line %zu: %s", reader->name, reader->line, what);
}

static bool read_entry(struct reader *reader, char *line, struct error *error)
{
    char *columns[COLUMNS], *rest;
    for (size_t i = 0; i < COLUMNS; i++) {
        columns[i] = strsep(&line, "\t");
        if (columns[i] == NULL) {
            return refuse(reader, error, "fewer than 8 columns separated by tabs");
        }
    }
    int type = dictionary_type(columns[1]);
    double prior = strtod(columns[4], &rest);
    if (line != NULL || type < 0) {
        return refuse(reader, error, "wants 8 columns with a known type in the second");
    }
    if (rest == columns[4] || *rest != '\0') {
        return refuse(reader, error, "the prior is no number from 0 to 1");
    }
    if (reader->last_id != NULL && strcmp(reader->last_id, columns[0]) >= 0) {
        return refuse(reader, error, "the id does not come after the one before it (sort by id, each once)");
    }
    reader->last_id = columns[0];
    struct dictionary_row row = {.id = columns[0],
                                 .subtype = columns[2],
                                 .name = columns[3],
                                 .ids = columns[5],
                                 .place = columns[6],
                                 .type = (enum entity_type)type,
                                 .prior = prior};
    const char *wrong = dictionary_builder_add(reader->builder, &row);
    for (char *names = columns[7], *name; wrong == NULL && (name = strsep(&names, "|")) != NULL;) {
        wrong = dictionary_builder_name(reader->builder, name);
    }
    return wrong == NULL || refuse(reader, error, wrong);
}

static bool read_line(struct reader *reader, char *line, struct error *error)
{
    if (*line == '#' || *line == '\0') {
        if (text_starts_with(line, VERSION_START)) {
            snprintf(reader->version, sizeof reader->version, "%s", line + strlen(VERSION_START));
        }
        return true;
    }
    if (!reader->named_columns) {
        reader->named_columns = strcmp(line, COLUMN_NAMES) == 0;
        return reader->named_columns ||
               refuse(reader, error, "wants the columns id, type, subtype, name, prior, ids, place, names");
    }
    return read_entry(reader, line, error);
}

static bool read_lines(struct reader *reader, char *data, struct error *error)
{
    for (char *rest = data, *line; (line = strsep(&rest, "\n")) != NULL;) {
        reader->line++;
        if (!read_line(reader, line, error)) {
            return false;
        }
    }
    if (reader->version[0] == '\0' || dictionary_builder_count(reader->builder) == 0) {
        return refuse(reader, error, "ends without a '# version' line or without an entry");
    }
    return true;
}

bool dictionary_compile(const char *name, const char *data, size_t size, struct buffer *image, struct error *error)
{
    if (size > DICTIONARY_FILE_LIMIT || memchr(data, '\0', size) != NULL || utf8_valid_prefix(data, size) != size) {
        return error_set(error, ERROR_USAGE,
                         "%s: wants a dictionary: text in UTF-8 of at most 256 MiB, or a compiled one", name);
    }
    struct reader reader = {.builder = dictionary_builder_new(), .name = name};
    char *copy = xstrndup(data, size);
    bool done = read_lines(&reader, copy, error);
    if (done) {
        dictionary_builder_finish(reader.builder, reader.version, image); /* no id is there twice: they are sorted */
    }
    free(copy);
    dictionary_builder_free(reader.builder);
    return done;
}

bool dictionary_read_file(const char *path, const char *what, struct buffer *data, struct error *error)
{
    int got = 0, code = Z_OK;
    gzFile file = gzopen(path, "rb");
    if (file == NULL) {
        return error_set(error, ERROR_USAGE, "cannot open the %s %s: %s", what, path, strerror(errno));
    }
    errno = 0;
    do {
        got = gzread(file, buffer_reserve(data, CHUNK), CHUNK);
        data->size += got > 0 ? (size_t)got : 0;
    } while (got > 0 && data->size <= DICTIONARY_FILE_LIMIT);
    const char *message = gzerror(file, &code);
    if (code == Z_ERRNO) {
        error_set(error, ERROR_USAGE, "cannot read the %s %s: %s", what, path, strerror(errno));
    } else if (code != Z_OK && code != Z_STREAM_END) {
        error_set(error, ERROR_USAGE, "the %s %s is cut short or damaged: %s", what, path, message);
    } else if (data->size > DICTIONARY_FILE_LIMIT) {
        error_set(error, ERROR_USAGE, "the %s %s has more than 256 MiB", what, path);
        code = Z_BUF_ERROR;
    }
    gzclose(file);
    return code == Z_OK || code == Z_STREAM_END;
}
