#include "common/article.h"

#include "common/article_check.h"
#include "common/clock.h"
#include "common/json_write.h"
#include "common/text.h"

#include <string.h>
#include <time.h>

/* jansson's position counts code points after decoding; for people the byte is what they can look for. */
static bool refuse_json(const json_error_t *cause, struct error *error)
{
    return error_set(error, ERROR_PERMANENT, "not an article: JSON is broken at byte %d: %s", cause->position,
                     cause->text);
}

static const char *string_field(const json_t *object, const char *name, size_t *size)
{
    const json_t *value = json_object_get(object, name);
    if (size)
        *size = value ? json_string_length(value) : 0;
    return json_string_value(value);
}

static void borrow_fields(struct article *article)
{
    const json_t *json = article->json;
    article->id = string_field(json, "id", NULL);
    article->version = string_field(json, "version", NULL);
    article->url = string_field(json, "url", NULL);
    article->headline = string_field(json, "headline", &article->headline_size);
    article->abstract = string_field(json, "abstract", &article->abstract_size);
    article->body = string_field(json, "articleBody", &article->body_size);
    article->language = string_field(json, "inLanguage", NULL);
    article->fetched_at = string_field(json, "fetchedAt", NULL);
    article->date_published = string_field(json, "datePublished", NULL);
    article->date_modified = string_field(json, "dateModified", NULL);
    article->gone = json_is_true(json_object_get(json, "gone"));
}

bool article_from_json(struct article *article, json_t *json, struct error *error)
{
    memset(article, 0, sizeof *article);
    article->json = json;
    if (!article_check(json, error)) {
        article_free(article);
        return false;
    }
    borrow_fields(article);
    return true;
}

/* The caller owns the JSON; NULL with `error`. */
static json_t *load(const char *data, size_t size, struct error *error)
{
    json_error_t cause;
    size_t valid = utf8_valid_prefix(data, size);
    if (valid < size) {
        error_set(error, ERROR_PERMANENT, "not an article: invalid UTF-8 at byte %zu", valid);
        return NULL;
    }
    json_t *json = json_loadb(data, size, JSON_REJECT_DUPLICATES, &cause);
    if (!json)
        refuse_json(&cause, error);
    return json;
}

bool article_parse(struct article *article, const char *data, size_t size, struct error *error)
{
    memset(article, 0, sizeof *article);
    json_t *json = load(data, size, error);
    return json && article_from_json(article, json, error);
}

static void complete(json_t *json)
{
    static const char *const texts[] = {"headline", "alternativeHeadline", "abstract", "articleBody", "inLanguage"};
    char stamp[CLOCK_STAMP_SIZE];
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const json_t *text = json_object_get(json, texts[i]);
        if (json_is_string(text) && json_string_length(text) == 0)
            json_object_del(json, texts[i]);
    }
    if (!json_object_get(json, "fetchedAt"))
        json_object_set_new(json, "fetchedAt", json_string(clock_stamp(time(NULL), stamp)));
}

bool article_parse_draft(struct article *article, const char *data, size_t size, struct error *error)
{
    memset(article, 0, sizeof *article);
    json_t *json = load(data, size, error);
    if (!json)
        return false;
    if (json_is_object(json))
        complete(json);
    return article_from_json(article, json, error);
}

void article_write(const struct article *article, struct buffer *buffer)
{
    json_write(article->json, buffer);
}

void article_free(struct article *article)
{
    json_decref(article->json);
    memset(article, 0, sizeof *article);
}
