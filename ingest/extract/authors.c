#include "ingest/extract/author_names.h"
#include "ingest/extract/clean_text.h"
#include "ingest/extract/evidence.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MOST_LISTED     50 /* of the authors that JSON-LD lists */
#define NEAR_NAMES      4  /* blocks between two authors of an article */
#define FARTHEST_BYLINE 12 /* blocks between the headline and a byline that nothing but its words marks */

static void add_ld(const struct evidence *evidence, json_t *authors, const json_t *value, int depth)
{
    size_t i;
    json_t *item;
    if (json_is_array(value) && depth < 4) {
        json_array_foreach(value, i, item)
        {
            if (i >= MOST_LISTED)
                break;
            add_ld(evidence, authors, item, depth + 1);
        }
        return;
    }
    const char *url = NULL, *name = json_string_value(value);
    bool single = true;
    if (json_is_object(value)) {
        const json_t *author = json_ld_resolve(&evidence->ld, value);
        if (json_ld_is(author, "*Organization") || json_ld_is(author, "Corporation"))
            return;
        const json_t *names = json_object_get(author, "name");
        if (json_is_array(names)) {
            add_ld(evidence, authors, names, depth + 1);
            return;
        }
        name = json_ld_text(names);
        url = json_string_value(json_object_get(author, "url"));
        if (url && !page_url_is_plain(url))
            url = NULL;
    }
    char *clean = name ? clean_copy_markup(name, strlen(name)) : NULL;
    if (clean)
        author_names_add(authors, clean, url, single, evidence->site);
    free(clean);
}

static bool is_beside(const struct evidence *evidence, const struct spot *spot)
{
    return (evidence_regions(evidence, spot->container) & (IN_ASIDE | IN_FOOTER | IN_NAV | IN_COMMENTS)) != 0;
}

static const char *absolute(const char *href)
{
    return href && page_url_is_plain(href) ? href : NULL;
}

static void add_links(const struct evidence *evidence, json_t *authors, bool rel, bool single)
{
    const struct outline *outline = evidence->outline;
    int last = -1; /* the block of the last name: those of one article stand together */
    for (int i = 0; i < outline->spot_count; i++) {
        const struct spot *spot = &outline->spots[i];
        if (!(spot->kinds & SPOT_AUTHOR_LINK) || spot->rel_author != rel || is_beside(evidence, spot) ||
            (evidence_regions(evidence, spot->container) & IN_AWAY && !rel))
            continue;
        if (!rel && spot->first_block > evidence->headline_block + 40)
            continue;
        if (last >= 0 && spot->first_block > last + NEAR_NAMES)
            return;
        size_t before = json_array_size(authors);
        char *text = evidence_spot_text(evidence, spot);
        if (text)
            author_names_add(authors, text, absolute(spot->href), single, evidence->site);
        free(text);
        if (json_array_size(authors) > before)
            last = spot->first_block;
        if (!rel && json_array_size(authors) >= 4)
            return;
    }
}

static void add_metas(const struct evidence *evidence, json_t *authors)
{
    static const char *const names[] = {"author",          "article:author",    "parsely-author", "sailthru.author",
                                        "dc.creator",      "dcterms.creator",   "dc.contributor", "byl",
                                        "citation_author", "og:article:author", "rbauthors",      "cXenseParse:author",
                                        "twitter:data1"};
    static const char *const label[] = {"twitter:label1", NULL};
    for (size_t n = 0; n < sizeof names / sizeof *names && json_array_size(authors) == 0; n++) {
        if (strcmp(names[n], "twitter:data1") == 0) {
            char *kind = evidence_meta(evidence, label, NULL);
            bool writer = kind && (strcasestr(kind, "written by") || strcasestr(kind, "verfasst von") ||
                                   strcasestr(kind, "author") || strcasestr(kind, "autor"));
            free(kind);
            if (!writer)
                continue;
        }
        for (int i = 0; i < evidence->outline->meta_count; i++) {
            const struct meta *meta = &evidence->outline->metas[i];
            if (strcasecmp(meta->name, names[n]) != 0)
                continue;
            char *text = clean_copy_markup(meta->content, strlen(meta->content));
            if (text)
                author_names_add(authors, text, NULL, false, evidence->site);
            free(text);
        }
    }
}

/* Blocks that say "By Jane Roe" soon after the headline. */
static void add_bylines(const struct evidence *evidence, json_t *authors)
{
    const struct outline *outline = evidence->outline;
    int first = evidence->headline_block > 2 ? evidence->headline_block - 2 : 0;
    for (int i = first; i < outline->block_count && i < first + FARTHEST_BYLINE + 2; i++) {
        const struct block *block = &outline->blocks[i];
        if (block->size > 200 || i == evidence->headline_block)
            continue;
        char *text = clean_copy(outline->text.data + block->start, block->size);
        const char *name = text ? author_names_after_introduction(text) : NULL;
        if (name && name != text)
            author_names_add(authors, name, NULL, false, evidence->site);
        free(text);
        if (json_array_size(authors) > 0)
            return;
    }
}

/* What a place with itemprop says: its text, else its content. */
static char *item_text(const struct evidence *evidence, const struct spot *spot)
{
    char *text = spot->end > spot->start ? evidence_spot_text(evidence, spot) : NULL;
    return text || !spot->value ? text : clean_copy(spot->value, strlen(spot->value));
}

static void add_items(const struct evidence *evidence, json_t *authors)
{
    const struct outline *outline = evidence->outline;
    size_t inside = 0;
    for (int i = 0; i < outline->spot_count; i++) {
        const struct spot *spot = &outline->spots[i];
        if (!spot->item || strcasecmp(spot->item, "author") != 0 || is_beside(evidence, spot) || spot->start < inside)
            continue;
        inside = spot->end;
        char *text = NULL;
        /* The name within it, if it is marked. */
        for (int j = i + 1; j < outline->spot_count && outline->spots[j].depth > spot->depth && !text; j++)
            if (outline->spots[j].item && strcasecmp(outline->spots[j].item, "name") == 0)
                text = item_text(evidence, &outline->spots[j]);
        if (!text)
            text = item_text(evidence, spot);
        if (text)
            author_names_add(authors, text, absolute(spot->href), false, evidence->site);
        free(text);
    }
}

static void add_named(const struct evidence *evidence, json_t *authors, bool single)
{
    const struct outline *outline = evidence->outline;
    size_t inside = 0;
    for (int i = 0; i < outline->spot_count; i++) {
        const struct spot *spot = &outline->spots[i];
        if (!(spot->kinds & SPOT_AUTHOR) || is_beside(evidence, spot) || spot->start < inside ||
            spot->end - spot->start > 300 || (evidence_regions(evidence, spot->container) & (IN_CAPTION | IN_FIGURE)))
            continue;
        inside = spot->end;
        size_t before = json_array_size(authors);
        char *text = evidence_spot_text(evidence, spot);
        const char *line = outline->text.data + spot->start;
        size_t line_size = strcspn(line, "\n");
        if (line_size < spot->end - spot->start) { /* several blocks: each on its own */
            while (line < outline->text.data + spot->end) {
                line_size = strcspn(line, "\n");
                char *part = clean_copy(line, line_size);
                if (part)
                    author_names_add(authors, part, NULL, single, evidence->site);
                free(part);
                line += line_size + 1;
                if (json_array_size(authors) > before)
                    break;
            }
        } else if (text) {
            author_names_add(authors, text, absolute(spot->href), single, evidence->site);
        }
        free(text);
        if (json_array_size(authors) > before)
            return;
    }
}

static bool found(const json_t *authors)
{
    return json_array_size(authors) > 0;
}

json_t *authors_find(struct evidence *evidence)
{
    json_t *authors = json_array();
    struct origin *origin = &evidence->origins[FIELD_AUTHOR];
    *origin = (struct origin){"JSON-LD", "author"};
    if (evidence->ld.article) {
        add_ld(evidence, authors, json_object_get(evidence->ld.article, "author"), 0);
        if (!found(authors))
            add_ld(evidence, authors, json_object_get(evidence->ld.article, "creator"), 0);
    }
    for (int step = 0; !found(authors) && step < 8; step++) {
        static const struct origin origins[] = {{"link", "rel=author"},  {"meta", NULL},          {"byline", NULL},
                                                {"microdata", "author"}, {"link", "author page"}, {"class name", NULL},
                                                {"link", "rel=author"},  {"class name", NULL}};
        *origin = origins[step];
        switch (step) {
        case 0:
            add_links(evidence, authors, true, false);
            break;
        case 1:
            add_metas(evidence, authors);
            break;
        case 2:
            add_bylines(evidence, authors);
            break;
        case 3:
            add_items(evidence, authors);
            break;
        case 4:
            add_links(evidence, authors, false, false);
            break;
        case 5:
            add_named(evidence, authors, false);
            break;
        case 6:
            add_links(evidence, authors, true, true);
            break;
        default:
            add_named(evidence, authors, true);
        }
    }
    if (found(authors))
        return authors;
    *origin = (struct origin){0};
    json_decref(authors);
    return NULL;
}
