#include "ingest/extract/metadata.h"

#include <stdlib.h>

const char *field_name(enum field field)
{
    static const char *const names[FIELD_COUNT] = {
        "url",          "headline",   "alternativeHeadline", "abstract", "author", "publisher",      "datePublished",
        "dateModified", "inLanguage", "articleSection",      "keywords", "image",  "copyrightNotice"};
    return names[field];
}

static void set_text(json_t *article, enum field field, char *text)
{
    if (text && *text)
        json_object_set_new(article, field_name(field), json_string(text));
    free(text);
}

static void set_copy(json_t *article, enum field field, const char *text)
{
    if (text && *text)
        json_object_set_new(article, field_name(field), json_string(text));
}

static void set(json_t *article, enum field field, json_t *value)
{
    if (value)
        json_object_set_new(article, field_name(field), value);
}

static void set_date(json_t *article, enum field field, const struct date *date)
{
    char text[DATE_TEXT_SIZE];
    json_object_set_new(article, field_name(field), json_string(date_format(date, text)));
}

json_t *metadata_article(struct evidence *evidence, char *abstract, char *body)
{
    json_t *article = json_object();
    struct date published, modified;
    set_copy(article, FIELD_URL, evidence->url);
    set_copy(article, FIELD_HEADLINE, evidence->headline);
    set_text(article, FIELD_ALTERNATIVE_HEADLINE, headline_alternative(evidence));
    set_text(article, FIELD_ABSTRACT, abstract);
    if (body && *body)
        json_object_set_new(article, "articleBody", json_string(body));
    free(body);
    set(article, FIELD_AUTHOR, authors_find(evidence));
    set(article, FIELD_PUBLISHER, subject_publisher(evidence));
    bool is_published = published_find(evidence, &published);
    if (is_published)
        set_date(article, FIELD_DATE_PUBLISHED, &published);
    if (modified_find(evidence, is_published ? &published : NULL, &modified))
        set_date(article, FIELD_DATE_MODIFIED, &modified);
    set_copy(article, FIELD_LANGUAGE, evidence->language);
    set_text(article, FIELD_SECTION, subject_section(evidence));
    set(article, FIELD_KEYWORDS, subject_keywords(evidence));
    set_text(article, FIELD_IMAGE, subject_image(evidence));
    set_text(article, FIELD_RIGHTS, subject_rights(evidence));
    return article;
}
