#include "ingest/article_identity.h"

#include "common/text.h"
#include "ingest/url.h"

#include <stdlib.h>
#include <string.h>

static void digest(const void *bytes, size_t size, char text[ARTICLE_ID_SIZE])
{
    uint8_t whole[SHA256_SIZE];
    sha256(bytes, size, whole);
    hex_encode(whole, 16, text);
}

void article_identity_id(const char *canonical_url, char id[ARTICLE_ID_SIZE])
{
    digest(canonical_url, strlen(canonical_url), id);
}

static void append_field(struct buffer *out, const json_t *value)
{
    if (!json_is_string(value)) {
        buffer_append_text(out, "-:");
        return;
    }
    buffer_printf(out, "%zu:", json_string_length(value));
    buffer_append(out, json_string_value(value), json_string_length(value));
}

static void append_authors(struct buffer *out, const json_t *authors)
{
    size_t i;
    json_t *author;
    buffer_printf(out, "%zu;", json_array_size(authors));
    json_array_foreach(authors, i, author)
    {
        append_field(out, json_is_object(author) ? json_object_get(author, "name") : author);
    }
}

void article_identity_version(const json_t *article, char version[ARTICLE_ID_SIZE])
{
    struct buffer out = {0};
    append_field(&out, json_object_get(article, "headline"));
    append_field(&out, json_object_get(article, "alternativeHeadline"));
    append_field(&out, json_object_get(article, "abstract"));
    append_field(&out, json_object_get(article, "articleBody"));
    append_authors(&out, json_object_get(article, "author"));
    append_field(&out, json_object_get(article, "datePublished"));
    append_field(&out, json_object_get(article, "inLanguage"));
    digest(out.data, out.size, version);
    buffer_free(&out);
}

bool article_identity_set(json_t *article, struct error *error)
{
    char id[ARTICLE_ID_SIZE], version[ARTICLE_ID_SIZE];
    const char *url = json_string_value(json_object_get(article, "url"));
    if (!url)
        return error_set(error, ERROR_PERMANENT, "the article has no URL");
    if (!text_starts_with(url, "urn:newsmill:")) {
        char *canonical = url_canonical(url, error);
        if (!canonical)
            return false;
        json_object_set_new(article, "url", json_string(canonical));
        free(canonical);
        url = json_string_value(json_object_get(article, "url"));
        if (!url)
            return error_set(error, ERROR_PERMANENT, "the article's URL is not valid UTF-8");
    }
    article_identity_id(url, id);
    article_identity_version(article, version);
    json_object_set_new(article, "id", json_string(id));
    json_object_set_new(article, "version", json_string(version));
    return true;
}
