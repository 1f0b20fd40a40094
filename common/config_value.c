#include "common/config_value.h"

#include "common/buffer.h"
#include "common/secrets.h"
#include "common/text.h"

#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Texts of settings live as long as the process, those that a later source replaced too; this list keeps them
 * reachable. */
static const char *keep(char *text)
{
    static struct kept {
        struct kept *next;
        char *text;
    } * first;
    struct kept *kept = xmalloc(sizeof *kept);
    kept->next = first;
    kept->text = text;
    first = kept;
    return text;
}

/* A number with one of the given units behind it: "ms", 0.001 and so on. */
struct unit {
    const char *name;
    double factor;
};

char *config_seconds_text(double seconds)
{
    static const struct unit whole[] = {{"d", 86400}, {"h", 3600}, {"m", 60}, {NULL, 0}};
    const struct unit *unit = whole;
    while (unit->name && (seconds < unit->factor || fmod(seconds, unit->factor) != 0))
        unit++;
    if (unit->name)
        return xprintf("%.0f%s", seconds / unit->factor, unit->name);
    return seconds > 0 && seconds < 1 ? xprintf("%gms", seconds * 1000) : xprintf("%gs", seconds);
}

const char *config_value_kind(const struct config_option *option)
{
    static _Thread_local char kind[256];
    bool bounded = option->lowest != 0 || option->highest != 0;
    switch (option->type) {
    case CONFIG_FLAG:
        return "true or false";
    case CONFIG_TEXT:
        return "a string";
    case CONFIG_NUMBER:
        if (bounded)
            snprintf(kind, sizeof kind, "a whole number from %.0f to %.0f", option->lowest, option->highest);
        else
            snprintf(kind, sizeof kind, "a whole number, 0 or more");
        return kind;
    case CONFIG_BYTES:
        if (bounded)
            snprintf(kind, sizeof kind, "a size such as 64KiB or 8MiB, from %.0f to %.0f bytes", option->lowest,
                     option->highest);
        else
            snprintf(kind, sizeof kind, "a size such as 64KiB or 8MiB");
        return kind;
    case CONFIG_SECONDS:
        if (bounded) {
            char *lowest = config_seconds_text(option->lowest), *highest = config_seconds_text(option->highest);
            snprintf(kind, sizeof kind, "a time such as 20s, 250ms or 5m, from %s to %s", lowest, highest);
            free(lowest);
            free(highest);
        } else
            snprintf(kind, sizeof kind, "a time such as 20s, 250ms or 5m");
        return kind;
    case CONFIG_CHOICE:
        snprintf(kind, sizeof kind, "one of %s", option->choices);
        return kind;
    case CONFIG_JSON:
        return "JSON";
    case CONFIG_PAIRS:
        return "KEY=VALUE";
    case CONFIG_TEXTS:
        return "a text or a list of texts";
    }
    return "a value";
}

static bool refuse(const struct config_option *option, const char *text, struct error *error)
{
    return error_set(error, ERROR_USAGE, "'%.100s' is not allowed; it must be %s", text, config_value_kind(option));
}

static bool read_quantity(const char *text, const struct unit *units, double *value)
{
    char *end;
    errno = 0;
    if (!((*text >= '0' && *text <= '9') || *text == '.'))
        return false;
    *value = strtod(text, &end);
    if (end == text || errno || !isfinite(*value))
        return false;
    while (*end == ' ')
        end++;
    if (!*end)
        return true;
    for (; units->name; units++)
        if (text_equal_nocase(end, units->name)) {
            *value *= units->factor;
            return true;
        }
    return false;
}

static const struct unit seconds_units[] = {{"ms", 0.001}, {"s", 1}, {"m", 60}, {"h", 3600}, {"d", 86400}, {NULL, 0}};

bool config_value_seconds(const char *text, double *seconds)
{
    return read_quantity(text, seconds_units, seconds);
}

static bool in_range(const struct config_option *option, double value)
{
    if (option->lowest == 0 && option->highest == 0)
        return value >= 0;
    return value >= option->lowest && value <= option->highest;
}

static bool set_quantity(const struct config_option *option, const char *text, struct error *error)
{
    static const struct unit bytes[] = {{"B", 1},    {"KiB", 1024.0}, {"MiB", 1048576.0}, {"GiB", 1073741824.0},
                                        {"KB", 1e3}, {"MB", 1e6},     {"GB", 1e9},        {NULL, 0}};
    static const struct unit none[] = {{NULL, 0}};
    const struct unit *units = option->type == CONFIG_BYTES     ? bytes
                               : option->type == CONFIG_SECONDS ? seconds_units
                                                                : none;
    double value;
    if (!read_quantity(text, units, &value) || !in_range(option, value) || value > 9e15)
        return refuse(option, text, error);
    if (option->type == CONFIG_NUMBER && value != floor(value))
        return refuse(option, text, error);
    if (option->type == CONFIG_SECONDS)
        *(double *)option->value = value;
    else if (option->type == CONFIG_BYTES)
        *(size_t *)option->value = (size_t)value;
    else
        *(long long *)option->value = (long long)value;
    return true;
}

static bool set_choice(const struct config_option *option, const char *text, struct error *error)
{
    int index = 0;
    for (const char *choice = option->choices; *choice; index++) {
        size_t size = strcspn(choice, "|");
        if (strlen(text) == size && memcmp(choice, text, size) == 0) {
            *(int *)option->value = index;
            return true;
        }
        choice += size + (choice[size] == '|');
    }
    return refuse(option, text, error);
}

static bool add_pair(const struct config_option *option, const char *text, struct error *error)
{
    struct config_pairs *pairs = option->value;
    const char *equals = strchr(text, '=');
    if (!equals || equals == text)
        return refuse(option, text, error);
    if (option->check && !option->check(text, error))
        return false;
    pairs->items = xrealloc(pairs->items, (pairs->count + 1) * sizeof *pairs->items);
    pairs->items[pairs->count].key = keep(xstrndup(text, (size_t)(equals - text)));
    pairs->items[pairs->count].value = keep(xstrdup(equals + 1));
    pairs->count++;
    return true;
}

static bool add_text(const struct config_option *option, const char *text)
{
    struct config_texts *texts = option->value;
    texts->count = texts->replaced ? 0 : texts->count;
    texts->replaced = false;
    texts->items = xrealloc(texts->items, (texts->count + 1) * sizeof *texts->items);
    texts->items[texts->count++] = keep(xstrdup(text));
    return true;
}

bool config_value_set_json(const struct config_option *option, const json_t *value, struct error *error)
{
    if (option->check_json && !option->check_json(value, error))
        return false;
    json_t **place = option->value;
    json_t *old = *place;
    *place = json_deep_copy(value);
    json_decref(old);
    return true;
}

static bool set_json_text(const struct config_option *option, const char *text, struct error *error)
{
    json_error_t cause;
    json_t *value = json_loads(text, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &cause);
    if (!value)
        return error_set(error, ERROR_USAGE, "no JSON: %s", cause.text);
    bool done = config_value_set_json(option, value, error);
    json_decref(value);
    return done;
}

bool config_value_set(const struct config_option *option, const char *text, struct error *error)
{
    switch (option->type) {
    case CONFIG_FLAG:
        if (strcmp(text, "true") != 0 && strcmp(text, "false") != 0 && strcmp(text, "1") != 0 && strcmp(text, "0") != 0)
            return refuse(option, text, error);
        *(bool *)option->value = text[0] == 't' || text[0] == '1';
        return true;
    case CONFIG_TEXT:
        if (option->check && !option->check(text, error))
            return false;
        *(const char **)option->value = keep(xstrdup(text));
        return true;
    case CONFIG_JSON:
        return set_json_text(option, text, error);
    case CONFIG_NUMBER:
    case CONFIG_BYTES:
    case CONFIG_SECONDS:
        return set_quantity(option, text, error);
    case CONFIG_CHOICE:
        return set_choice(option, text, error);
    case CONFIG_PAIRS:
        return add_pair(option, text, error);
    case CONFIG_TEXTS:
        return *text ? add_text(option, text) : refuse(option, text, error);
    }
    return refuse(option, text, error);
}

void config_value_replace(const struct config_option *option)
{
    if (option->type == CONFIG_TEXTS)
        ((struct config_texts *)option->value)->replaced = true;
}

bool config_value_set_list(const struct config_option *option, const char *text, struct error *error)
{
    if (option->type != CONFIG_PAIRS && option->type != CONFIG_TEXTS)
        return config_value_set(option, text, error);
    config_value_replace(option);
    bool done = true;
    while (done && *text) {
        size_t size = strcspn(text, ",");
        char *pair = xstrndup(text, size);
        done = size == 0 || config_value_set(option, pair, error);
        free(pair);
        text += size + (text[size] == ',');
    }
    return done;
}

bool config_value_reset(const struct config_option *option, struct error *error)
{
    if (option->fallback)
        return config_value_set_list(option, option->fallback, error);
    switch (option->type) {
    case CONFIG_FLAG:
        *(bool *)option->value = false;
        break;
    case CONFIG_TEXT:
        *(const char **)option->value = NULL;
        break;
    case CONFIG_JSON:
        json_decref(*(json_t **)option->value);
        *(json_t **)option->value = NULL;
        break;
    case CONFIG_NUMBER:
        *(long long *)option->value = 0;
        break;
    case CONFIG_BYTES:
        *(size_t *)option->value = 0;
        break;
    case CONFIG_SECONDS:
        *(double *)option->value = 0;
        break;
    case CONFIG_CHOICE:
        *(int *)option->value = 0;
        break;
    case CONFIG_PAIRS:
        memset(option->value, 0, sizeof(struct config_pairs));
        break;
    case CONFIG_TEXTS:
        memset(option->value, 0, sizeof(struct config_texts));
        break;
    }
    return true;
}

char *config_json_text(const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_STRING:
        return xstrdup(json_string_value(value));
    case JSON_INTEGER:
        return xprintf("%lld", (long long)json_integer_value(value));
    case JSON_REAL:
        return xprintf("%.17g", json_real_value(value));
    case JSON_TRUE:
        return xstrdup("true");
    case JSON_FALSE:
        return xstrdup("false");
    default:
        return NULL;
    }
}

/* ---- what users see ---- */

/* `text` in lines of at most 100 columns behind `indent` spaces. */
static void print_wrapped(const char *text, int indent)
{
    size_t width = (size_t)(100 - indent);
    while (*text) {
        size_t size = strcspn(text, "\n");
        if (size > width) {
            size_t cut = width;
            while (cut > 0 && text[cut] != ' ')
                cut--;
            size = cut ? cut : width;
        }
        printf("%*s%.*s\n", indent, "", (int)size, text);
        text += size;
        while (*text == ' ' || *text == '\n')
            text++;
    }
}

static void print_option(const struct config_option *option)
{
    if (option->elsewhere)
        return;
    struct buffer help = {0};
    const char *argument = option->argument ? option->argument : "VALUE";
    if (option->type == CONFIG_FLAG)
        printf("  --%s\n", option->name);
    else
        printf(option->bare ? "  --%s [%s]\n" : "  --%s %s\n", option->name, argument);
    buffer_append_text(&help, option->help ? option->help : "");
    if (option->type == CONFIG_CHOICE)
        buffer_printf(&help, " One of %s.", option->choices);
    if (option->fallback && option->type != CONFIG_FLAG)
        buffer_printf(&help, " Default: %s.", option->fallback);
    print_wrapped(help.data, 6);
    buffer_free(&help);
}

void config_print_help(const struct config_program *program)
{
    printf("Usage: %s %s\n\n", program->name, program->usage);
    print_wrapped(program->summary, 0);
    if (program->own && program->own->name)
        printf("\nOptions:\n");
    for (const struct config_option *option = program->own; option && option->name; option++)
        print_option(option);
    printf("\nOptions of every newsmill program:\n");
    for (const struct config_option *option = program->common; option && option->name; option++)
        print_option(option);
    printf("  --config FILE\n      Read settings from a JSON file. Flags and NEWSMILL_… variables come before it.\n"
           "  --check-config\n      Check all settings, print those in force as JSON and exit.\n"
           "  --help, --version\n");
    if (program->notes)
        printf("\n%s", program->notes);
}

static json_t *shown_text(const char *text)
{
    char *shown = secrets_hidden_url(text);
    json_t *json = json_string(shown);
    free(shown);
    return json;
}

/* A copy in which no header's value shows and no URL's user: they may be passwords. */
static json_t *concealed(const json_t *value)
{
    if (json_is_string(value))
        return shown_text(json_string_value(value));
    const char *key;
    json_t *copy = json_deep_copy(value), *item;
    size_t i;
    json_array_foreach(copy, i, item)
    {
        json_array_set_new(copy, i, concealed(item));
    }
    json_object_foreach(copy, key, item)
    {
        bool headers = strcmp(key, "headers") == 0 && json_is_object(item);
        const char *name;
        json_t *shown = headers ? json_object() : concealed(item), *header;
        json_object_foreach(item, name, header)
        {
            if (headers)
                json_object_set_new(shown, name, json_string("***"));
        }
        json_object_set_new(copy, key, shown);
    }
    return copy;
}

static json_t *value_json(const struct config_option *option)
{
    json_t *object, *list;
    const char *choice;
    switch (option->type) {
    case CONFIG_FLAG:
        return json_boolean(*(bool *)option->value);
    case CONFIG_TEXT:
        return *(const char **)option->value ? shown_text(*(const char **)option->value) : json_null();
    case CONFIG_NUMBER:
        return json_integer(*(long long *)option->value);
    case CONFIG_BYTES:
        return json_integer((json_int_t) * (size_t *)option->value);
    case CONFIG_SECONDS:
        return json_real(*(double *)option->value);
    case CONFIG_CHOICE:
        choice = option->choices;
        for (int i = 0; i < *(int *)option->value; i++)
            choice += strcspn(choice, "|") + 1;
        return json_stringn(choice, strcspn(choice, "|"));
    case CONFIG_JSON:
        return *(json_t **)option->value ? concealed(*(json_t **)option->value) : json_null();
    case CONFIG_PAIRS:
        object = json_object();
        const struct config_pairs *pairs = option->value;
        for (size_t i = 0; i < pairs->count; i++) /* never show what may be a password */
            json_object_set_new(object, pairs->items[i].key,
                                secrets_in_key(pairs->items[i].key) ? json_string("***")
                                                                    : shown_text(pairs->items[i].value));
        return object;
    case CONFIG_TEXTS:
        list = json_array();
        const struct config_texts *texts = option->value;
        for (size_t i = 0; i < texts->count; i++)
            json_array_append_new(list, shown_text(texts->items[i]));
        return list;
    }
    return json_null();
}

void config_print_settings(const struct config_program *program)
{
    json_t *settings = json_object(), *own = json_object();
    for (const struct config_option *option = program->common; option && option->name; option++)
        json_object_set_new(settings, option->name, value_json(option));
    for (const struct config_option *option = program->own; option && option->name; option++)
        json_object_set_new(own, option->name, value_json(option));
    json_object_set_new(settings, program->section, own);
    char *text = json_dumps(settings, JSON_INDENT(2));
    printf("%s\n", text ? text : "{}");
    free(text);
    json_decref(settings);
}
