#include "enrich/watch_list.h"

#include "common/text.h"
#include "enrich/dictionary_build.h"

#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 5, LEAST_COLUMNS = 3, CODE_LIMIT = 200 };

#define WATCH_LIST_LIMIT (32u << 20)
#define HEADING          "id\ttype\tname"

struct reader {
    struct dictionary_builder *builder;
    const char *path;
    size_t line;
};

static bool refuse(const struct reader *reader, struct error *error, const char *what)
{
    return error_set(error, ERROR_USAGE, "the watch-list %s, line %zu: %s", reader->path, reader->line, what);
}

/* Without the spaces around it; changes the text in place. */
static char *trimmed(char *text)
{
    text += strspn(text, " ");
    for (size_t size = strlen(text); size > 0 && text[size - 1] == ' '; size--) {
        text[size - 1] = '\0';
    }
    return text;
}

/* Entities with such ids are values that are read from texts, each with what it is worth. */
static bool is_id_of_value(const char *id)
{
    static const char *const kinds[] = {"money:", "percent:", "quantity:", "ticker:", "date:"};
    bool found = false;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        found |= text_starts_with(id, kinds[i]);
    }
    return found;
}

static bool is_currency_code(const char *code, size_t size)
{
    bool fits = size == 3;
    for (size_t i = 0; i < size; i++) {
        fits &= code[i] >= 'A' && code[i] <= 'Z';
    }
    return fits;
}

/* Whether `codes` is "key=value;key=value" with keys that an article's `ids` have. */
static bool codes_fit(const char *codes)
{
    static const char *const keys[] = {"wikidata", "iso3166", "iso4217", "ticker",   "mic",   "cik",
                                       "lei",      "caip2",   "caip19",  "geonames", "domain"};
    for (const char *at = codes; *at != '\0';) {
        size_t size = strcspn(at, ";"), key = strcspn(at, "=");
        bool known = false;
        for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
            known |= key < size && strlen(keys[i]) == key && memcmp(keys[i], at, key) == 0;
        }
        if (!known || key + 1 >= size || size > CODE_LIMIT ||
            (text_starts_with(at, "iso4217=") && !is_currency_code(at + key + 1, size - key - 1))) {
            return false;
        }
        at += size + (at[size] == ';');
    }
    return true;
}

/* The type before a slash; what is behind it is the subtype. -1 if it is none that names have. */
static int read_type(char *column, const char **subtype)
{
    char *slash = strchr(column, '/');
    *subtype = slash != NULL ? slash + 1 : "";
    if (slash != NULL) {
        *slash = '\0';
    }
    int type = dictionary_type(column);
    return type == ENTITY_TICKER || type >= ENTITY_MONEY ? -1 : type;
}

/* The name without its marks, which is what is shown; from malloc. */
static char *shown_name(const char *marked)
{
    const char *start = *marked == '=' || *marked == '~' || *marked == '^' ? marked + 1 : marked;
    return xstrndup(start, strcspn(start, "@"));
}

static bool read_entry(struct reader *reader, char *line, struct error *error)
{
    char *columns[COLUMNS] = {"", "", "", "", ""};
    size_t count = 0;
    while (line != NULL && count < COLUMNS) {
        columns[count++] = trimmed(strsep(&line, "\t"));
    }
    if (count < LEAST_COLUMNS || line != NULL) {
        return refuse(reader, error, "wants id, type and name, then aliases and codes, separated by tabs");
    }
    struct dictionary_row row = {.id = columns[0], .ids = columns[4], .prior = 1, .watched = true};
    int type = read_type(columns[1], &row.subtype);
    if (type < 0) {
        return refuse(reader, error, "the type is none of PERSON, ORG, GPE, LOC, ASSET, CURRENCY, PRODUCT and EVENT");
    }
    if (is_id_of_value(columns[0])) {
        return refuse(reader, error,
                      "the id begins as one of a value does (money:, percent:, quantity:, ticker:, date:)");
    }
    if (!codes_fit(columns[4])) {
        return refuse(reader, error,
                      "the codes are not key=value;key=value with keys of wikidata, iso3166, iso4217, ticker, mic, "
                      "cik, lei, caip2, caip19, geonames and domain, or iso4217 is not three capitals");
    }
    row.type = (enum entity_type)type;
    char *shown = shown_name(columns[2]);
    row.name = shown;
    const char *wrong = dictionary_builder_add(reader->builder, &row);
    free(shown);
    if (wrong == NULL) {
        wrong = dictionary_builder_name(reader->builder, columns[2]);
    }
    for (char *aliases = columns[3], *alias; wrong == NULL && (alias = strsep(&aliases, "|")) != NULL;) {
        alias = trimmed(alias);
        wrong = *alias != '\0' ? dictionary_builder_name(reader->builder, alias) : NULL;
    }
    return wrong == NULL || refuse(reader, error, wrong);
}

static bool read_lines(struct reader *reader, char *data, struct error *error)
{
    bool begun = false;
    for (char *rest = data, *line; (line = strsep(&rest, "\n")) != NULL;) {
        size_t size = strlen(line);
        reader->line++;
        if (size > 0 && line[size - 1] == '\r') {
            line[size - 1] = '\0';
        }
        if (*line == '#' || *line == '\0') {
            continue;
        }
        bool heading = !begun && text_starts_with(line, HEADING);
        begun = true;
        if (!heading && !read_entry(reader, line, error)) {
            return false;
        }
    }
    return true;
}

/* The line where the id stands for the second time. */
static size_t second_line_of(const char *data, size_t size, const char *id)
{
    char *copy = xstrndup(data, size);
    size_t number = 0, seen = 0;
    for (char *rest = copy, *line; seen < 2 && (line = strsep(&rest, "\n")) != NULL;) {
        number++;
        seen += *line != '#' && !text_starts_with(line, HEADING) && strcmp(trimmed(strsep(&line, "\t")), id) == 0;
    }
    free(copy);
    return number;
}

/* "watched.tsv" of "/etc/newsmill/watched.tsv": what articles say of the list, with its digest. */
static const char *file_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL && slash[1] != '\0' ? slash + 1 : path;
}

bool watch_list_compile(const char *path, const char *data, size_t size, struct buffer *image, struct error *error)
{
    if (size > WATCH_LIST_LIMIT) {
        return error_set(error, ERROR_USAGE, "the watch-list %s has more than 32 MiB", path);
    }
    size_t mark = size >= 3 && memcmp(data, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    size_t valid = utf8_valid_prefix(data, size);
    const char *nul = memchr(data, '\0', size);
    valid = nul != NULL && (size_t)(nul - data) < valid ? (size_t)(nul - data) : valid;
    struct reader reader = {.path = path};
    if (valid != size) {
        for (size_t i = 0; i < valid; i++) {
            reader.line += data[i] == '\n';
        }
        reader.line++;
        return refuse(&reader, error, "is not text in UTF-8");
    }
    reader.builder = dictionary_builder_new();
    char *copy = xstrndup(data + mark, size - mark);
    bool done = read_lines(&reader, copy, error);
    const char *twice = done ? dictionary_builder_finish(reader.builder, file_name(path), image) : NULL;
    if (twice != NULL) {
        done = error_set(error, ERROR_USAGE, "the watch-list %s, line %zu: the id '%.100s' is there twice", path,
                         second_line_of(data + mark, size - mark, twice), twice);
    }
    free(copy);
    dictionary_builder_free(reader.builder);
    return done;
}
