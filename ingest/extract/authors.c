#include "ingest/extract/author_sources.h"

#include <ctype.h>
#include <string.h>

/* From what is right nearly always to what is right more often than not (measured on pages of many sites). */
static const struct step {
    author_source source;
    enum author_kind kind;
    struct origin origin;
} steps[] = {
    {author_source_ld, AUTHOR_PERSON, {"JSON-LD", "author"}},
    {author_source_rel, AUTHOR_PERSON, {"link", "rel=author"}},
    {author_source_metas, AUTHOR_PERSON, {"meta", "author"}},
    {author_source_ld, AUTHOR_NICKNAME, {"JSON-LD", "author"}},
    {author_source_ld_page, AUTHOR_NICKNAME, {"JSON-LD", "author of the page"}},
    {author_source_chinese, AUTHOR_PERSON, {"Chinese byline", NULL}},
    {author_source_bylines, AUTHOR_PERSON, {"byline", NULL}},
    {author_source_items, AUTHOR_PERSON, {"microdata", "author"}},
    {author_source_links, AUTHOR_PERSON, {"link", "author's page"}},
    {author_source_named, AUTHOR_PERSON, {"class name", NULL}},
    {author_source_rel, AUTHOR_NICKNAME, {"link", "rel=author"}},
    {author_source_dateline, AUTHOR_PERSON, {"line with the date", NULL}},
    {author_source_metas, AUTHOR_NICKNAME, {"meta", "author"}},
    {author_source_bylines, AUTHOR_NICKNAME, {"byline", NULL}},
    {author_source_items, AUTHOR_NICKNAME, {"microdata", "author"}},
    {author_source_closing, AUTHOR_PERSON, {"byline at the end", NULL}},
    {author_source_bare, AUTHOR_PERSON, {"line below the headline", NULL}},
    {author_source_named, AUTHOR_NICKNAME, {"class name", NULL}},
    {author_source_ld, AUTHOR_HANDLE, {"JSON-LD", "author"}},
    {author_source_ld_page, AUTHOR_HANDLE, {"JSON-LD", "author of the page"}},
    {author_source_rel, AUTHOR_HANDLE, {"link", "rel=author"}},
    {author_source_metas, AUTHOR_HANDLE, {"meta", "author"}},
    {author_source_items, AUTHOR_HANDLE, {"microdata", "author"}},
    {author_source_agency, AUTHOR_ANYONE, {"class name", NULL}},
    {author_source_ld, AUTHOR_ANYONE, {"JSON-LD", "author"}},
    {author_source_metas, AUTHOR_ANYONE, {"meta", "author"}},
    {author_source_rel, AUTHOR_ANYONE, {"link", "rel=author"}},
    {author_source_items, AUTHOR_ANYONE, {"microdata", "author"}},
};

/* Sources that may know of more authors than the first that knew of one. */
static const author_source fuller[] = {author_source_ld_creator, author_source_metas, author_source_rel,
                                       author_source_items, author_source_citation};

static json_t *look(const struct evidence *evidence, author_source source, enum author_kind kind)
{
    json_t *authors = json_array();
    source(evidence, authors, kind);
    if (json_array_size(authors) > 0)
        return authors;
    json_decref(authors);
    return NULL;
}

/* Whether the page shows one of the names to its readers. */
static bool are_shown(const struct evidence *evidence, const json_t *authors)
{
    const struct buffer *text = &evidence->outline->text;
    size_t i;
    json_t *author;
    json_array_foreach(authors, i, author)
    {
        const char *name = json_string_value(json_object_get(author, "name"));
        if (text->size > 0 && memmem(text->data, text->size, name, strlen(name)))
            return true;
    }
    return false;
}

static void replace(struct evidence *evidence, json_t **authors, json_t *better, struct origin origin)
{
    json_decref(*authors);
    *authors = better;
    evidence->origins[FIELD_AUTHOR] = origin;
}

/* "Jane" or "GNA": a first name or a desk, which a page may show within the name of the one who wrote. */
static bool is_one_word(const json_t *authors)
{
    const char *name = json_string_value(json_object_get(json_array_get(authors, 0), "name"));
    return json_array_size(authors) == 1 && name && !strchr(name, ' ') && isalpha((unsigned char)*name);
}

/* What the head says of all pages of a site, its owner say, the byline of this one knows better. */
static void prefer_byline(struct evidence *evidence, const struct step *step, json_t **authors)
{
    bool vague = step->source == author_source_metas || step->source == author_source_ld_page ||
                 (step->source == author_source_ld && step->kind != AUTHOR_PERSON);
    if (!vague || (are_shown(evidence, *authors) && !is_one_word(*authors)))
        return;
    json_t *named = look(evidence, author_source_bylines, AUTHOR_PERSON);
    if (named) {
        replace(evidence, authors, named, (struct origin){"byline", NULL});
        return;
    }
    named = step->source == author_source_metas ? look(evidence, author_source_ld_page, AUTHOR_PERSON) : NULL;
    if (named && are_shown(evidence, named))
        replace(evidence, authors, named, (struct origin){"JSON-LD", "author of the page"});
    else
        json_decref(named);
}

/* Beside others the house itself is no author. */
static void drop_house(const struct evidence *evidence, json_t *authors)
{
    size_t houses = 0, count = json_array_size(authors);
    for (size_t i = 0; i < count; i++)
        houses += evidence_is_house(evidence, json_string_value(json_object_get(json_array_get(authors, i), "name")));
    for (size_t i = houses < count ? count : 0; i > 0; i--)
        if (evidence_is_house(evidence, json_string_value(json_object_get(json_array_get(authors, i - 1), "name"))))
            json_array_remove(authors, i - 1);
}

json_t *authors_find(struct evidence *evidence)
{
    json_t *authors = NULL;
    for (size_t i = 0; !authors && i < sizeof steps / sizeof *steps; i++) {
        authors = look(evidence, steps[i].source, steps[i].kind);
        evidence->origins[FIELD_AUTHOR] = authors ? steps[i].origin : (struct origin){0};
        if (authors)
            prefer_byline(evidence, &steps[i], &authors);
    }
    for (size_t i = 0; authors && i < sizeof fuller / sizeof *fuller; i++) {
        json_t *more = look(evidence, fuller[i], AUTHOR_PERSON);
        if (more && json_array_size(more) <= MOST_AUTHORS_TOGETHER && author_names_are_fewer(authors, more)) {
            json_decref(authors);
            authors = json_incref(more);
        }
        json_decref(more);
    }
    drop_house(evidence, authors);
    return authors;
}
