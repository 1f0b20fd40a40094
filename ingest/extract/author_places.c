#include "common/text.h"
#include "ingest/extract/author_korean.h"
#include "ingest/extract/author_sources.h"
#include "ingest/extract/clean_text.h"
#include "ingest/url.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define FARTHEST_BYLINE 12 /* blocks between the headline and a byline that nothing but its words marks */
#define FARTHEST_LINK   40
#define NEAR_HEADLINE   15
#define LONGEST_BYLINE  200

bool author_is_beside(const struct evidence *evidence, const struct spot *spot)
{
    uint32_t regions = evidence_regions(evidence, spot->container);
    int distance = spot->first_block - evidence->headline_block;
    bool near = evidence->headline_block >= 0 && distance > -NEAR_HEADLINE && distance < NEAR_HEADLINE;
    if ((regions & IN_COMMENTS) || ((regions & IN_NAV) && !near))
        return true;
    if ((regions & IN_FOOTER) && !(regions & (IN_ARTICLE | IN_MAIN)))
        return true;
    return (regions & IN_ASIDE) && !near;
}

char *author_link(const struct evidence *evidence, const char *href)
{
    const char *base = evidence->outline->base;
    if (!href || *href == '\0' || *href == '#')
        return NULL;
    if (url_is_web(href))
        return page_url_is_plain(href) ? xstrdup(href) : NULL;
    if (strcspn(href, ":") < strcspn(href, "/?#")) /* mailto:, javascript: */
        return NULL;
    char *url = url_resolve(base && url_is_web(base) ? base : evidence->url, href, NULL);
    if (url && page_url_is_plain(url))
        return url;
    free(url);
    return NULL;
}

static void add_links(const struct evidence *evidence, json_t *authors, bool rel, enum author_kind kind)
{
    const struct outline *outline = evidence->outline;
    struct author_reading reading = {.kind = kind, .told = rel, .site = kind == AUTHOR_ANYONE ? NULL : evidence->site};
    int last = -1; /* the block of the last name: those of one article stand together */
    for (int i = 0; i < outline->spot_count; i++) {
        const struct spot *spot = &outline->spots[i];
        if (!(spot->kinds & SPOT_AUTHOR_LINK) || spot->rel_author != rel || author_is_beside(evidence, spot) ||
            (evidence_regions(evidence, spot->container) & IN_AWAY && !rel))
            continue;
        if (!rel &&
            (spot->first_block > evidence->headline_block + FARTHEST_LINK ||
             (spot->first_block < outline->block_count && outline_is_good(&outline->blocks[spot->first_block]))))
            continue; /* people that the text speaks of */
        if (author_is_of_another(evidence, spot->container, spot->first_block))
            continue;
        if (last >= 0 && spot->first_block > last + AUTHORS_APART)
            return;
        size_t before = json_array_size(authors);
        char *text = evidence_spot_text(evidence, spot);
        char *link = author_link(evidence, spot->href);
        if (text)
            author_names_add(authors, text, link, &reading);
        free(link);
        free(text);
        if (json_array_size(authors) > before)
            last = spot->first_block;
        if (!rel && json_array_size(authors) >= 4)
            return;
    }
}

void author_source_rel(const struct evidence *evidence, json_t *authors, enum author_kind kind)
{
    add_links(evidence, authors, true, kind);
}

void author_source_links(const struct evidence *evidence, json_t *authors, enum author_kind kind)
{
    add_links(evidence, authors, false, kind);
}

void author_add_introduced(json_t *authors, const char *line, const struct author_reading *reading)
{
    const char *name = author_names_after_introduction(line);
    if (name != line || author_korean_reporters(line, NULL, 0))
        author_names_add(authors, name, NULL, reading);
    for (name = line; json_array_size(authors) == 0 && (name = author_names_after_next_introduction(name));)
        author_names_add(authors, name, NULL, reading);
}

/* The block behind one that says "Written by". */
static void add_next(const struct evidence *evidence, json_t *authors, int next, enum author_kind kind)
{
    const struct outline *outline = evidence->outline;
    struct author_reading reading = {.kind = kind, .told = true, .site = evidence->site};
    if (next >= outline->block_count || next == evidence->headline_block || outline->blocks[next].size > LONGEST_BYLINE)
        return;
    char *text = clean_copy(outline->text.data + outline->blocks[next].start, outline->blocks[next].size);
    if (text)
        author_names_add(authors, text, NULL, &reading);
    free(text);
}

/* Blocks that say "By Jane Roe" soon after the headline. */
void author_source_bylines(const struct evidence *evidence, json_t *authors, enum author_kind kind)
{
    const struct outline *outline = evidence->outline;
    struct author_reading reading = {.kind = kind, .site = evidence->site};
    int first = evidence->headline_block > 2 ? evidence->headline_block - 2 : 0;
    for (int i = first; i < outline->block_count && i < first + FARTHEST_BYLINE + 2; i++) {
        const struct block *block = &outline->blocks[i];
        if (block->size > LONGEST_BYLINE || i == evidence->headline_block ||
            outline->containers[block->container].tag == LXB_TAG_H1 ||
            (evidence_regions(evidence, block->container) & IN_COMMENTS) ||
            (kind == AUTHOR_NICKNAME && (evidence_regions(evidence, block->container) & IN_HEADING)))
            continue; /* a subhead may begin like a byline */
        char *text = clean_copy(outline->text.data + block->start, block->size);
        if (text && author_names_only_introduction(text))
            add_next(evidence, authors, i + 1, kind);
        else if (text)
            author_add_introduced(authors, text, &reading);
        free(text);
        if (json_array_size(authors) > 0)
            return;
    }
}
