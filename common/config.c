#include "common/config.h"

#include "common/buffer.h"
#include "common/config_value.h"
#include "common/program.h"
#include "common/text.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* For config_read_again; both live as long as the process. */
static const char *loaded_file, *loaded_section;

static const struct config_option *find_option(const struct config_program *program, const char *name, size_t size)
{
    const struct config_option *const tables[] = {program->own, program->common};
    for (size_t t = 0; t < 2; t++)
        for (const struct config_option *option = tables[t]; option && option->name; option++)
            if (strlen(option->name) == size && memcmp(option->name, name, size) == 0)
                return option->elsewhere ? NULL : option;
    return NULL;
}

/* ---- defaults and environment ---- */

static bool apply_defaults(const struct config_option *table, struct error *error)
{
    for (const struct config_option *option = table; option && option->name; option++) {
        if (!config_value_reset(option, error))
            return error_prefix(error, "default of --%s", option->name);
    }
    return true;
}

static bool apply_environment(const struct config_option *table, struct error *error)
{
    for (const struct config_option *option = table; option && option->name; option++) {
        char name[80] = "NEWSMILL_";
        size_t at = strlen(name);
        for (const char *c = option->name; *c && at < sizeof name - 1; c++)
            name[at++] = *c == '-' ? '_' : (char)(*c >= 'a' && *c <= 'z' ? *c - 32 : *c);
        name[at] = '\0';
        const char *value = getenv(name);
        if (value && *value && !config_value_set_list(option, value, error))
            return error_prefix(error, "environment %s", name);
    }
    return true;
}

/* ---- the configuration file ---- */

static bool apply_json_value(const struct config_option *option, const json_t *value, struct error *error)
{
    if (option->type == CONFIG_JSON)
        return config_value_set_json(option, value, error);
    if (option->type == CONFIG_PAIRS && json_is_object(value)) {
        const char *key;
        json_t *item;
        json_object_foreach((json_t *)value, key, item)
        {
            char *text = config_json_text(item);
            char *pair = text ? xprintf("%s=%s", key, text) : NULL;
            bool done = pair ? config_value_set(option, pair, error)
                             : error_set(error, ERROR_USAGE, "'%s' must be a string, a number or a truth value", key);
            free(pair);
            free(text);
            if (!done)
                return false;
        }
        return true;
    }
    if (option->type == CONFIG_TEXTS && json_is_array(value)) {
        size_t i;
        json_t *item;
        config_value_replace(option);
        json_array_foreach(value, i, item)
        {
            if (!json_is_string(item))
                return error_set(error, ERROR_USAGE, "must be %s", config_value_kind(option));
            if (!config_value_set(option, json_string_value(item), error))
                return false;
        }
        return true;
    }
    char *text = config_json_text(value);
    if (!text)
        return error_set(error, ERROR_USAGE, "must be %s", config_value_kind(option));
    bool done = config_value_set_list(option, text, error);
    free(text);
    return done;
}

static char *known_keys(const struct config_option *table)
{
    struct buffer keys = {0};
    for (const struct config_option *option = table; option && option->name; option++)
        buffer_printf(&keys, "%s%s", keys.size ? ", " : "", option->name);
    return buffer_steal(&keys);
}

static bool is_section(const char *key)
{
    return strcmp(key, "ingest") == 0 || strcmp(key, "enrich") == 0 || strcmp(key, "sink") == 0 ||
           strcmp(key, "newsmill") == 0;
}

static const struct config_option *find_in(const struct config_option *table, const char *key)
{
    for (; table && table->name; table++)
        if (strcmp(table->name, key) == 0)
            return table;
    return NULL;
}

static bool apply_object(const struct config_program *program, json_t *object, bool top, struct error *error)
{
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value)
    {
        if (top && is_section(key)) {
            if (!json_is_object(value))
                return error_set(error, ERROR_USAGE, "key '%s' must be an object", key);
            continue;
        }
        const struct config_option *option = find_in(program->common, key);
        if (!option && !top)
            option = find_in(program->own, key);
        if (!option) {
            char *keys = known_keys(top ? program->common : program->own);
            error_set(error, ERROR_USAGE, "unknown key '%s%s%s'; allowed here are %s%s", top ? "" : program->section,
                      top ? "" : ".", key, keys, top ? " and the objects ingest, enrich, sink, newsmill" : "");
            free(keys);
            return false;
        }
        if (!apply_json_value(option, value, error))
            return error_prefix(error, "key '%s%s%s'", top ? "" : program->section, top ? "" : ".", key);
    }
    return true;
}

/* The file's object; NULL with an error. */
static json_t *load_file(const char *path, struct error *error)
{
    struct stat status;
    if (stat(path, &status) == 0 && S_ISDIR(status.st_mode)) {
        error_set(error, ERROR_USAGE, "configuration %s: this is a folder; name a file in it", path);
        return NULL;
    }
    json_error_t cause;
    json_t *root = json_load_file(path, JSON_REJECT_DUPLICATES, &cause);
    if (!root && cause.line < 0)
        error_set(error, ERROR_USAGE, "configuration %s: %s", path, cause.text);
    else if (!root)
        error_set(error, ERROR_USAGE, "configuration %s: line %d, column %d: %s", path, cause.line, cause.column,
                  cause.text);
    else if (!json_is_object(root))
        error_set(error, ERROR_USAGE, "configuration %s: must be a JSON object", path);
    if (json_is_object(root))
        return root;
    json_decref(root);
    return NULL;
}

static bool apply_file(const struct config_program *program, const char *path, struct error *error)
{
    json_t *root = load_file(path, error);
    bool done = false;
    if (!root)
        return false;
    json_t *section = json_object_get(root, program->section);
    if (!apply_object(program, root, true, error))
        goto out;
    done = !section || apply_object(program, section, false, error);
out:
    if (!done)
        error_prefix(error, "configuration %s", path);
    json_decref(root);
    return done;
}

/* ---- flags ---- */

struct flags {
    const char *file;
    bool help, version, check;
};

static bool unknown_option(const struct config_program *program, const char *word, struct error *error)
{
    return error_set(error, ERROR_USAGE, "unknown option '%.*s'; see %s --help", (int)strcspn(word, "="), word,
                     program->name);
}

/* The value of the option at argv[*at]: behind "=" or the next word. NULL: there is none. */
static const char *flag_value(int argc, char **argv, int *at)
{
    const char *equals = strchr(argv[*at], '=');
    if (equals)
        return equals + 1;
    return *at + 1 < argc ? argv[++*at] : NULL;
}

/* As flag_value for an option that may stand alone: not before a mistyped value, which would be taken for a word. */
static const char *optional_value(const struct config_option *option, int argc, char **argv, int *at)
{
    const char *next = *at + 1 < argc ? argv[*at + 1] : NULL;
    bool follows = next && (option->check(next, NULL) || (option->meant && option->meant(next)));
    return strchr(argv[*at], '=') || follows ? flag_value(argc, argv, at) : option->bare;
}

static bool apply_flag(const struct config_program *program, int argc, char **argv, int *at, bool set,
                       struct error *error)
{
    const char *word = argv[*at], *name = word + 2;
    size_t size = strcspn(name, "=");
    const struct config_option *option = find_option(program, name, size);
    const char *value = NULL;
    if (option && option->type == CONFIG_FLAG) {
        value = name[size] == '=' ? name + size + 1 : "true";
    } else if (option) {
        value = option->bare ? optional_value(option, argc, argv, at) : flag_value(argc, argv, at);
        if (!value)
            return error_set(error, ERROR_USAGE, "%s needs %s", word, option->argument ? option->argument : "a value");
    } else if (text_starts_with(name, "no-")) {
        option = find_option(program, name + 3, strlen(name + 3));
        value = "false";
        if (option && option->type != CONFIG_FLAG)
            option = NULL;
    }
    if (!option)
        return unknown_option(program, word, error);
    return !set || config_value_set(option, value, error) || error_prefix(error, "--%s", option->name);
}

/* Walks over argv: the first time to find --config and the like, the second time (`set`) to apply values and gather
 * words. */
static bool walk_flags(const struct config_program *program, int argc, char **argv, bool set, struct flags *flags,
                       int *words, struct error *error)
{
    int count = 0;
    bool only_words = false;
    for (int i = 1; i < argc; i++) {
        char *word = argv[i];
        if (only_words || word[0] != '-' || word[1] == '\0') {
            if (set)
                argv[1 + count] = word;
            count++;
        } else if (strcmp(word, "--") == 0) {
            only_words = true;
        } else if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
            flags->help = true;
        } else if (strcmp(word, "--version") == 0) {
            flags->version = true;
        } else if (strcmp(word, "--check-config") == 0) {
            flags->check = true;
        } else if (strcmp(word, "--config") == 0 || text_starts_with(word, "--config=")) {
            flags->file = flag_value(argc, argv, &i);
            if (!flags->file)
                return error_set(error, ERROR_USAGE, "--config needs FILE");
        } else if (word[1] != '-') {
            return unknown_option(program, word, error);
        } else if (!apply_flag(program, argc, argv, &i, set, error)) {
            return false;
        }
    }
    *words = count;
    return true;
}

/* Lists of the flags take the place of those of the environment and the file. */
static void begin_lists(const struct config_option *table)
{
    for (const struct config_option *option = table; option && option->name; option++)
        config_value_replace(option);
}

enum config_result config_load(const struct config_program *program, int argc, char **argv, int *words,
                               struct error *error)
{
    struct flags flags = {.file = getenv("NEWSMILL_CONFIG")};
    if (!walk_flags(program, argc, argv, false, &flags, words, error))
        return CONFIG_INVALID;
    if (flags.help) {
        config_print_help(program);
        return CONFIG_DONE;
    }
    if (flags.version) {
        printf("%s %s\n", program->name, NEWSMILL_VERSION);
        return CONFIG_DONE;
    }
    if (!apply_defaults(program->common, error) || !apply_defaults(program->own, error))
        return CONFIG_INVALID;
    if (flags.file && *flags.file && !apply_file(program, flags.file, error))
        return CONFIG_INVALID;
    loaded_file = flags.file && *flags.file ? flags.file : NULL;
    loaded_section = program->section;
    if (!apply_environment(program->common, error) || !apply_environment(program->own, error))
        return CONFIG_INVALID;
    begin_lists(program->common);
    begin_lists(program->own);
    if (!walk_flags(program, argc, argv, true, &flags, words, error))
        return CONFIG_INVALID;
    return flags.check ? CONFIG_CHECK : CONFIG_READY;
}

const char *config_file(void)
{
    return loaded_file;
}

bool config_read_again(const struct config_option *option, json_t **value, struct error *error)
{
    *value = NULL;
    if (!loaded_file)
        return error_set(error, ERROR_USAGE, "no --config FILE was given that could be read again");
    json_t *root = load_file(loaded_file, error);
    if (!root)
        return false;
    json_t *found = json_object_get(json_object_get(root, loaded_section), option->name);
    bool done = !found || !option->check_json || option->check_json(found, error);
    if (done && found)
        *value = json_incref(found);
    else if (!done)
        error_prefix(error, "configuration %s: key '%s.%s'", loaded_file, loaded_section, option->name);
    json_decref(root);
    return done;
}

const char *config_pair_value(const struct config_pairs *pairs, const char *key)
{
    for (size_t i = pairs->count; i > 0; i--)
        if (strcmp(pairs->items[i - 1].key, key) == 0)
            return pairs->items[i - 1].value;
    return NULL;
}
