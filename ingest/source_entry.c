#include "ingest/source_entry.h"

#include "common/buffer.h"
#include "common/config_value.h"
#include "common/secrets.h"
#include "common/text.h"
#include "ingest/source.h"
#include "ingest/url.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define MOST_ENTRIES 100000
#define MOST_TAGS    64
#define TAG_LIMIT    256 /* bytes */
#define HEADER_LIMIT 8192

/* Reads a number, a size or a time as those of the options are read; `value` goes where the type of `kind` says. */
static bool read_quantity(const struct config_option *kind, void *value, const json_t *json, struct error *error)
{
    struct config_option option = *kind;
    char *text = json ? config_json_text(json) : NULL;
    option.value = value;
    bool done = text ? config_value_set(&option, text, error)
                     : error_set(error, ERROR_USAGE, "must be %s", config_value_kind(&option));
    free(text);
    return done;
}

static const struct config_option times = {.type = CONFIG_SECONDS, .lowest = 1, .highest = 30 * 86400.0};
static const struct config_option sizes = {.type = CONFIG_BYTES, .lowest = 1024, .highest = 268435456.0};
static const struct config_option numbers = {.type = CONFIG_NUMBER, .lowest = 1, .highest = 1000000000.0};

void source_rules_clear(struct source_rules *rules)
{
    curl_slist_free_all(rules->headers);
    free(rules->host);
    free(rules->language);
    free(rules->tags);
    *rules = (struct source_rules){0};
}

/* ---- checking ---- */

static bool is_token(const char *name)
{
    size_t size = 0;
    while (isalnum((unsigned char)name[size]) || (name[size] && strchr("!#$%&'*+-.^_`|~", name[size])))
        size++;
    return size > 0 && name[size] == '\0';
}

/* Header fields that the request's own working depends on. */
static bool is_ours(const char *name)
{
    static const char *const ours[] = {"Host",       "Connection",    "Content-Length",    "Transfer-Encoding", "Range",
                                       "User-Agent", "If-None-Match", "If-Modified-Since", "Accept-Encoding"};
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
        if (text_equal_nocase(name, ours[i]))
            return true;
    return false;
}

static bool check_headers(const json_t *headers, struct error *error)
{
    const char *name;
    json_t *value;
    if (!json_is_object(headers))
        return error_set(error, ERROR_USAGE, "'headers' must be an object of names and texts");
    json_object_foreach((json_t *)(uintptr_t)headers, name, value)
    {
        const char *text = json_string_value(value);
        if (!is_token(name) || is_ours(name))
            return error_set(error, ERROR_USAGE, "'headers': '%.80s' cannot be set", name);
        if (!text || json_string_length(value) > HEADER_LIMIT || strlen(text) != json_string_length(value) ||
            strpbrk(text, "\r\n"))
            return error_set(error, ERROR_USAGE, "'headers': the value of '%.80s' must be one line of text", name);
    }
    return true;
}

static bool check_language(const json_t *value, struct error *error)
{
    const char *text = json_string_value(value);
    size_t first = text ? strcspn(text, "-") : 0;
    bool sound = first >= 2 && first <= 8 && strlen(text) <= 35;
    for (size_t i = 0; sound && text[i]; i++)
        sound =
            (isalpha((unsigned char)text[i]) || (i > first && (isdigit((unsigned char)text[i]) || text[i] == '-'))) ||
            (i == first && text[i + 1]);
    return sound || error_set(error, ERROR_USAGE, "'language' must be a BCP 47 language tag such as en or pt-BR");
}

static bool check_tags(const json_t *tags, struct error *error)
{
    size_t i;
    json_t *tag;
    bool sound = json_is_array(tags) && json_array_size(tags) <= MOST_TAGS;
    json_array_foreach(tags, i, tag)
    {
        sound = sound && json_string_length(tag) >= 1 && json_string_length(tag) <= TAG_LIMIT;
    }
    return sound || error_set(error, ERROR_USAGE, "'tags' must be a list of at most %d texts of 1 to %d bytes",
                              MOST_TAGS, TAG_LIMIT);
}

static bool check_limits(const json_t *limits, struct error *error)
{
    const char *key;
    json_t *value;
    union {
        size_t size;
        long long number;
    } read;
    if (!json_is_object(limits))
        return error_set(error, ERROR_USAGE, "'limits' must be an object");
    json_object_foreach((json_t *)(uintptr_t)limits, key, value)
    {
        bool bytes = strcmp(key, "page-bytes") == 0;
        if (!bytes && strcmp(key, "entries") != 0)
            return error_set(error, ERROR_USAGE, "unknown key 'limits.%.80s'; allowed are page-bytes, entries", key);
        if (!read_quantity(bytes ? &sizes : &numbers, &read, value, error))
            return error_prefix(error, "'limits.%s'", key);
    }
    return true;
}

static bool check_key(const char *key, const json_t *value, struct error *error)
{
    double seconds;
    if (strcmp(key, "source") == 0)
        return true;
    if (strcmp(key, "headers") == 0)
        return check_headers(value, error);
    if (strcmp(key, "language") == 0)
        return check_language(value, error);
    if (strcmp(key, "interval") == 0)
        return read_quantity(&times, &seconds, value, error) || error_prefix(error, "'interval'");
    if (strcmp(key, "limits") == 0)
        return check_limits(value, error);
    if (strcmp(key, "tags") == 0)
        return check_tags(value, error);
    return error_set(error, ERROR_USAGE,
                     "unknown key '%.80s'; allowed are source, headers, language, interval, limits, tags", key);
}

/* `seen`: the number of the entry by address, of those before. */
static bool check_entry(const json_t *entry, size_t number, json_t *seen, struct error *error)
{
    const char *key, *word = source_entry_word(entry);
    json_t *value;
    if (!json_is_string(entry) && !json_is_object(entry))
        return error_set(error, ERROR_USAGE, "must be a text or an object with 'source'");
    if (!word || !*word)
        return error_set(error, ERROR_USAGE, "'source' is missing: https://…, http://… or site:NAME");
    char *address = source_address(word, error);
    if (!address)
        return false;
    const json_t *first = json_object_get(seen, address);
    bool good = !first || error_set(error, ERROR_USAGE, "it is entry %lld, too; leave one of them",
                                    (long long)json_integer_value(first));
    json_object_set_new(seen, address, json_integer((json_int_t)number));
    json_object_foreach((json_t *)(uintptr_t)entry, key, value)
    {
        good = good && check_key(key, value, error);
    }
    if (!good)
        error_prefix(error, "%.200s", address); /* which names no user, as `word` may */
    free(address);
    return good;
}

bool source_entries_check(const json_t *list, struct error *error)
{
    size_t i;
    json_t *entry, *seen;
    bool good = true;
    if (!json_is_array(list) || json_array_size(list) > MOST_ENTRIES)
        return error_set(error, ERROR_USAGE, "must be a list of sources, at most %d", MOST_ENTRIES);
    seen = json_object();
    json_array_foreach(list, i, entry)
    {
        if (good && !check_entry(entry, i + 1, seen, error))
            good = error_prefix(error, "entry %zu", i + 1);
    }
    json_decref(seen);
    return good;
}

/* ---- reading ---- */

const char *source_entry_word(const json_t *entry)
{
    return json_string_value(json_is_object(entry) ? json_object_get(entry, "source") : entry);
}

static void add_headers(const json_t *headers, struct source_rules *rules)
{
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)headers, name, value)
    {
        char *line = xprintf(*json_string_value(value) ? "%s: %s" : "%s;%s", name, json_string_value(value));
        struct curl_slist *longer = curl_slist_append(rules->headers, line);
        if (longer)
            rules->headers = longer;
        free(line);
    }
}

void source_entry_rules(const json_t *entry, const char *address, struct source_rules *rules)
{
    const json_t *limits = json_object_get(entry, "limits"), *tags = json_object_get(entry, "tags");
    const char *language = json_string_value(json_object_get(entry, "language"));
    *rules = (struct source_rules){0};
    add_headers(json_object_get(entry, "headers"), rules);
    const char *url = text_starts_with(address, SOURCE_SITE) ? address + strlen(SOURCE_SITE) : address;
    rules->host = url_authority(url);
    rules->secure = text_starts_with(url, "https:");
    rules->language = language ? xstrdup(language) : NULL;
    rules->tags = json_array_size(tags) > 0 ? json_dumps(tags, JSON_COMPACT) : NULL;
    read_quantity(&times, &rules->interval, json_object_get(entry, "interval"), NULL);
    read_quantity(&numbers, &rules->entries, json_object_get(limits, "entries"), NULL);
    read_quantity(&sizes, &rules->page_bytes, json_object_get(limits, "page-bytes"), NULL);
}

const struct curl_slist *source_rules_headers(const struct source_rules *rules, const char *url)
{
    char *host = url_authority(url);
    bool own = strcmp(rules->host, host) == 0 && (!rules->secure || text_starts_with(url, "https:"));
    free(host);
    return own ? rules->headers : NULL;
}

char *source_address(const char *word, struct error *error)
{
    bool site = text_starts_with(word, SOURCE_SITE);
    const char *name = site ? word + strlen(SOURCE_SITE) : word;
    if (!site && !url_is_web(word)) {
        char *shown = secrets_hidden_url(word);
        error_set(error, ERROR_USAGE, "'%.200s' is no address; allowed are http://…, https://… and site:NAME", shown);
        free(shown);
        return NULL;
    }
    if (!*name) {
        error_set(error, ERROR_USAGE, "no site is named; write site:example.org");
        return NULL;
    }
    char *url = url_is_web(name) ? xstrdup(name) : xprintf("https://%s/", name);
    char *canonical = url_canonical(url, error);
    char *address = canonical ? xprintf("%s%s", site ? SOURCE_SITE : "", canonical) : NULL;
    free(canonical);
    free(url);
    return address;
}
