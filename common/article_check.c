#include "common/article_check.h"

#include "common/text.h"

#include <string.h>

enum rule {
    RULE_DIGEST,
    RULE_URL,
    RULE_TEXT,
    RULE_FILLED_TEXT,
    RULE_DATE,
    RULE_LANGUAGE,
    RULE_AUTHORS,
    RULE_KEYWORDS,
    RULE_PUBLISHER,
    RULE_SOURCE,
    RULE_ENTITIES,
    RULE_QUOTES,
    RULE_OBJECTS,
    RULE_ARRAY,
    RULE_FLAG,
    RULE_ENRICHMENT
};

static const struct field {
    const char *name;
    enum rule rule;
    bool required;
} fields[] = {
    {"id", RULE_DIGEST, true},
    {"version", RULE_DIGEST, true},
    {"url", RULE_URL, true},
    {"fetchedAt", RULE_DATE, true},
    {"headline", RULE_FILLED_TEXT, false},
    {"alternativeHeadline", RULE_TEXT, false},
    {"abstract", RULE_TEXT, false},
    {"articleBody", RULE_FILLED_TEXT, false},
    {"author", RULE_AUTHORS, false},
    {"publisher", RULE_PUBLISHER, false},
    {"datePublished", RULE_DATE, false},
    {"dateModified", RULE_DATE, false},
    {"inLanguage", RULE_LANGUAGE, false},
    {"articleSection", RULE_TEXT, false},
    {"keywords", RULE_KEYWORDS, false},
    {"image", RULE_TEXT, false},
    {"copyrightNotice", RULE_TEXT, false},
    {"identifier", RULE_TEXT, false},
    {"source", RULE_SOURCE, false},
    {"gone", RULE_FLAG, false},
    {"entities", RULE_ENTITIES, false},
    {"quotes", RULE_QUOTES, false},
    {"statements", RULE_QUOTES, false},
    {"roles", RULE_OBJECTS, false},
    {"topics", RULE_ARRAY, false},
    {"enrichment", RULE_ENRICHMENT, false},
};

static const char *const entity_types[] = {"PERSON", "ORG",    "GPE",   "LOC",     "ASSET",    "CURRENCY", "PRODUCT",
                                           "EVENT",  "TICKER", "MONEY", "PERCENT", "QUANTITY", "DATE"};

static bool is_hex_digest(const char *text)
{
    return text && strlen(text) == 32 && strspn(text, "0123456789abcdef") == 32;
}

static bool digits(const char **at, int count, int lowest, int highest)
{
    int value = 0;
    for (int i = 0; i < count; i++, (*at)++) {
        if (**at < '0' || **at > '9')
            return false;
        value = value * 10 + (**at - '0');
    }
    return value >= lowest && value <= highest;
}

static bool is_time(const char *at)
{
    if (!digits(&at, 2, 0, 23) || *at++ != ':' || !digits(&at, 2, 0, 59) || *at++ != ':' || !digits(&at, 2, 0, 60))
        return false;
    if (*at == '.') {
        size_t fraction = strspn(at + 1, "0123456789");
        if (fraction == 0)
            return false;
        at += 1 + fraction;
    }
    if (*at == 'Z' || *at == 'z')
        return at[1] == '\0';
    if (*at != '+' && *at != '-')
        return false;
    at++;
    return digits(&at, 2, 0, 23) && *at++ == ':' && digits(&at, 2, 0, 59) && *at == '\0';
}

static bool is_date(const char *at)
{
    if (!at || !digits(&at, 4, 0, 9999) || *at++ != '-' || !digits(&at, 2, 1, 12) || *at++ != '-' ||
        !digits(&at, 2, 1, 31))
        return false;
    return *at == '\0' || ((*at == 'T' || *at == 't' || *at == ' ') && is_time(at + 1));
}

static bool is_alphanumeric(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* BCP 47 in shape: a language of 2 to 8 letters, subtags of 1 to 8 letters or digits. */
static bool is_language(const char *text)
{
    size_t length = 0;
    bool first = true;
    for (;; text++) {
        if (*text && is_alphanumeric(*text) && !(first && *text >= '0' && *text <= '9')) {
            length++;
            continue;
        }
        if (length < (first ? 2u : 1u) || length > 8 || (*text && *text != '-'))
            return false;
        if (!*text)
            return true;
        length = 0;
        first = false;
    }
}

static bool is_url(const char *text)
{
    return strlen(text) <= 8192 && (text_starts_with(text, "http://") || text_starts_with(text, "https://") ||
                                    text_starts_with(text, "urn:newsmill:"));
}

static bool all_strings(const json_t *array)
{
    size_t i;
    json_t *item;
    json_array_foreach(array, i, item)
    {
        if (!json_is_string(item))
            return false;
    }
    return json_is_array(array);
}

static bool all_objects(const json_t *array)
{
    size_t i;
    json_t *item;
    json_array_foreach(array, i, item)
    {
        if (!json_is_object(item))
            return false;
    }
    return json_is_array(array);
}

/* True if the object's member is missing or a string (of at least `least` bytes). */
static bool optional_string(const json_t *object, const char *name, size_t least)
{
    const json_t *value = json_object_get(object, name);
    return !value || (json_is_string(value) && json_string_length(value) >= least);
}

static bool required_string(const json_t *object, const char *name, size_t most)
{
    const json_t *value = json_object_get(object, name);
    return json_is_string(value) && json_string_length(value) >= 1 && json_string_length(value) <= most;
}

static bool optional_number(const json_t *object, const char *name, double lowest, double highest)
{
    const json_t *value = json_object_get(object, name);
    return !value ||
           (json_is_number(value) && json_number_value(value) >= lowest && json_number_value(value) <= highest);
}

static bool are_authors(const json_t *array)
{
    size_t i;
    json_t *item;
    json_array_foreach(array, i, item)
    {
        if (json_is_string(item) ? json_string_length(item) == 0
                                 : !required_string(item, "name", SIZE_MAX) || !optional_string(item, "url", 0))
            return false;
    }
    return json_is_array(array);
}

/* An object whose start and end are offsets, and whose `text`, as it is called there, is not empty. */
static bool is_span(const json_t *span, const char *text)
{
    const json_t *start = json_object_get(span, "start"), *end = json_object_get(span, "end");
    return json_is_integer(start) && json_integer_value(start) >= 0 && json_is_integer(end) &&
           json_integer_value(end) >= 1 && required_string(span, text, SIZE_MAX);
}

static bool is_mention(const json_t *mention)
{
    const json_t *field = json_object_get(mention, "field");
    if (!is_span(mention, "text"))
        return false;
    return !field || (json_is_string(field) && (strcmp(json_string_value(field), "headline") == 0 ||
                                                strcmp(json_string_value(field), "abstract") == 0));
}

static bool is_entity_type(const char *type)
{
    for (size_t i = 0; type && i < sizeof entity_types / sizeof *entity_types; i++)
        if (strcmp(type, entity_types[i]) == 0)
            return true;
    return false;
}

static bool is_entity(json_t *entity)
{
    size_t i;
    const char *key;
    json_t *item, *ids = json_object_get(entity, "ids"), *mentions = json_object_get(entity, "mentions");
    if (!required_string(entity, "id", 4096) || !required_string(entity, "name", SIZE_MAX) ||
        utf8_length(json_string_value(json_object_get(entity, "id")),
                    json_string_length(json_object_get(entity, "id"))) > 1024 ||
        !is_entity_type(json_string_value(json_object_get(entity, "type"))))
        return false;
    if (!optional_string(entity, "subtype", 0) || !optional_string(entity, "unit", 0) ||
        !optional_string(entity, "currency", 0) || !optional_number(entity, "salience", 0, 1) ||
        !optional_number(entity, "confidence", 0, 1) || !optional_number(entity, "value", -1e308, 1e308))
        return false;
    if ((ids && !json_is_object(ids)) || (mentions && !json_is_array(mentions)))
        return false;
    json_object_foreach(ids, key, item)
    {
        if (!json_is_string(item))
            return false;
    }
    json_array_foreach(mentions, i, item)
    {
        if (!is_mention(item))
            return false;
    }
    return true;
}

static bool are_entities(const json_t *array)
{
    size_t i;
    json_t *item;
    json_array_foreach(array, i, item)
    {
        if (!is_entity(item))
            return false;
    }
    return json_is_array(array);
}

/* Of statements, too. */
static bool are_quotes(const json_t *array)
{
    size_t i;
    json_t *quote;
    json_array_foreach(array, i, quote)
    {
        const json_t *speaker = json_object_get(quote, "speaker"), *cue = json_object_get(quote, "cue");
        if (!is_span(quote, "text") || !is_span(speaker, "name") || !optional_string(speaker, "entity", 1) ||
            (cue && !is_span(cue, "text")))
            return false;
    }
    return json_is_array(array);
}

static bool is_publisher(const json_t *value)
{
    return json_is_object(value) && optional_string(value, "name", 0) && optional_string(value, "url", 0);
}

static bool is_source(const json_t *value)
{
    const json_t *tags = json_object_get(value, "tags");
    return json_is_object(value) && json_is_string(json_object_get(value, "kind")) &&
           optional_string(value, "url", 0) && optional_string(value, "feed", 0) && (!tags || all_strings(tags));
}

static bool is_enrichment(const json_t *value)
{
    const json_t *at = json_object_get(value, "at");
    return json_is_object(value) && optional_string(value, "by", 0) && optional_string(value, "model", 0) &&
           optional_string(value, "dictionary", 0) && (!at || is_date(json_string_value(at)));
}

/* NULL when the value keeps the rule, else what it must be. */
static const char *broken_rule(enum rule rule, const json_t *value)
{
    const char *text = json_string_value(value);
    switch (rule) {
    case RULE_DIGEST:
        return is_hex_digest(text) ? NULL : "32 hex digits";
    case RULE_URL:
        return text && is_url(text) ? NULL : "an http, https or urn:newsmill: URL";
    case RULE_TEXT:
        return text ? NULL : "a string";
    case RULE_FILLED_TEXT:
        return text && json_string_length(value) ? NULL : "a string that is not empty";
    case RULE_DATE:
        return is_date(text) ? NULL : "an RFC 3339 date";
    case RULE_LANGUAGE:
        return text && is_language(text) ? NULL : "a BCP 47 language tag";
    case RULE_AUTHORS:
        return are_authors(value) ? NULL : "an array of names or of objects with a name";
    case RULE_KEYWORDS:
        return all_strings(value) ? NULL : "an array of strings";
    case RULE_PUBLISHER:
        return is_publisher(value) ? NULL : "an object with name and url";
    case RULE_SOURCE:
        return is_source(value) ? NULL : "an object with kind, url, feed and tags";
    case RULE_ENTITIES:
        return are_entities(value) ? NULL : "an array of entities with id, type, name and mentions";
    case RULE_QUOTES:
        return are_quotes(value) ? NULL : "an array of quotes with start, end, text and speaker";
    case RULE_OBJECTS:
        return all_objects(value) ? NULL : "an array of objects";
    case RULE_ARRAY:
        return json_is_array(value) ? NULL : "an array";
    case RULE_FLAG:
        return json_is_boolean(value) ? NULL : "true or false";
    case RULE_ENRICHMENT:
        return is_enrichment(value) ? NULL : "an object with by, model, dictionary and at";
    }
    return NULL;
}

bool article_check(const json_t *article, struct error *error)
{
    if (!json_is_object(article))
        return error_set(error, ERROR_PERMANENT, "not an article: must be a JSON object");
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        const json_t *value = json_object_get(article, fields[i].name);
        if (!value && fields[i].required)
            return error_set(error, ERROR_PERMANENT, "not an article: '%s' is missing", fields[i].name);
        const char *rule = value ? broken_rule(fields[i].rule, value) : NULL;
        if (rule)
            return error_set(error, ERROR_PERMANENT, "not an article: '%s' must be %s", fields[i].name, rule);
    }
    if (!json_object_get(article, "headline") && !json_object_get(article, "articleBody") &&
        !json_is_true(json_object_get(article, "gone")))
        return error_set(error, ERROR_PERMANENT, "not an article: neither headline nor articleBody");
    return true;
}
