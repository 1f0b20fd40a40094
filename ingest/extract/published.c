#include "ingest/extract/clean_text.h"
#include "ingest/extract/evidence.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define LONGEST_DATE_TEXT 160

static const char *const published_metas[] = {"article:published_time",
                                              "og:article:published_time",
                                              "parsely-pub-date",
                                              "sailthru.date",
                                              "datePublished",
                                              "dc.date.issued",
                                              "dcterms.created",
                                              "dcterms.issued",
                                              "dcterms.date",
                                              "dc.date",
                                              "dc.date.created",
                                              "DC.date.published",
                                              "publish-date",
                                              "publishdate",
                                              "pubdate",
                                              "publication_date",
                                              "publish_date",
                                              "date_published",
                                              "published-date",
                                              "citation_publication_date",
                                              "article.published",
                                              "date",
                                              "cXenseParse:recs:publishtime",
                                              "cXenseParse:publishtime",
                                              "article_date_original",
                                              "og:published_time",
                                              "last-published",
                                              "rnews:datePublished",
                                              "bt:pubDate",
                                              "dateCreated",
                                              "article.created",
                                              "timestamp",
                                              "displaydate",
                                              "creation_date",
                                              NULL};

static const char *const modified_metas[] = {"article:modified_time",
                                             "og:updated_time",
                                             "og:article:modified_time",
                                             "dateModified",
                                             "dcterms.modified",
                                             "dc.date.modified",
                                             "lastmod",
                                             "last-modified",
                                             "article.updated",
                                             "revised",
                                             NULL};

/* Years in which pages of news were published. */
static bool is_plausible(const struct date *date)
{
    return date->year >= 1980 && date->year < 2100;
}

static bool read_text(const struct evidence *evidence, const char *text, size_t size, struct date *date)
{
    char *clean = clean_copy_markup(text, size);
    bool read = clean &&
                (date_parse(clean, strlen(clean), evidence->order, date) ||
                 date_find(clean, strlen(clean), evidence->order, date)) &&
                is_plausible(date);
    free(clean);
    return read;
}

static bool from_ld(const struct evidence *evidence, const json_t *object, const char *member, struct date *date)
{
    const char *text = object ? json_ld_member(object, member) : NULL;
    return text && read_text(evidence, text, strlen(text), date);
}

static bool from_metas(const struct evidence *evidence, const char *const *names, struct date *date)
{
    for (; *names; names++) {
        const char *content = outline_meta(evidence->outline, *names);
        if (content && read_text(evidence, content, strlen(content), date))
            return true;
    }
    return false;
}

/* A spot's date: its attribute, else its text. */
static bool from_spot(const struct evidence *evidence, const struct spot *spot, struct date *date)
{
    if (spot->value && *spot->value && read_text(evidence, spot->value, strlen(spot->value), date))
        return true;
    size_t size = spot->end - spot->start;
    return size > 5 && size <= LONGEST_DATE_TEXT &&
           read_text(evidence, evidence->outline->text.data + spot->start, size, date);
}

static bool is_beside(const struct evidence *evidence, const struct spot *spot)
{
    return (evidence_regions(evidence, spot->container) & (IN_ASIDE | IN_FOOTER | IN_NAV | IN_COMMENTS | IN_AWAY)) != 0;
}

static bool from_items(const struct evidence *evidence, const char *item, struct date *date)
{
    for (int i = 0; i < evidence->outline->spot_count; i++) {
        const struct spot *spot = &evidence->outline->spots[i];
        if (spot->item && strcasestr(spot->item, item) &&
            !(evidence_regions(evidence, spot->container) & IN_COMMENTS) && from_spot(evidence, spot, date))
            return true;
    }
    return false;
}

/* The first spot of a kind whose hints hold all of `wanted` (0: any) and none of `unwanted`. */
static bool from_spots(const struct evidence *evidence, uint32_t kinds, uint32_t wanted, uint32_t unwanted, bool beside,
                       struct date *date)
{
    for (int i = 0; i < evidence->outline->spot_count; i++) {
        const struct spot *spot = &evidence->outline->spots[i];
        if (!(spot->kinds & kinds) || (spot->hints & wanted) != wanted || (spot->hints & unwanted))
            continue;
        if (!beside && (is_beside(evidence, spot) || spot->first_block + 3 < evidence->headline_block))
            continue;
        if (from_spot(evidence, spot, date))
            return true;
    }
    return false;
}

static bool says_published(const char *text, size_t size)
{
    static const char *const words[] = {
        "publish", "posted",   "publié", "publicado",  "veröffentlicht", "pubblicato", "gepubliceerd",
        "stand:",  "erstellt", "date:",  "publicerad", "udgivet",        "发布",       "时间"};
    char *copy = xstrndup(text, size);
    bool says = false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        says |= strcasestr(copy, words[i]) != NULL;
    free(copy);
    return says;
}

/* Short blocks near the headline (then anywhere) that hold a date; those with a word for publishing first. */
static bool from_blocks(const struct evidence *evidence, bool need_word, int before, int after, struct date *date)
{
    const struct outline *outline = evidence->outline;
    int headline = evidence->headline_block < 0 ? 0 : evidence->headline_block;
    int first = headline > before ? headline - before : 0;
    for (int i = first; i < outline->block_count && i < headline + after; i++) {
        const struct block *block = &outline->blocks[i];
        const char *text = outline->text.data + block->start;
        if (block->size < 6 || block->size > LONGEST_DATE_TEXT ||
            (evidence_regions(evidence, block->container) & (IN_COMMENTS | IN_FOOTER)))
            continue;
        if (need_word && !says_published(text, block->size))
            continue;
        if (date_find(text, block->size, evidence->order, date) && is_plausible(date))
            return true;
    }
    return false;
}

bool published_find(const struct evidence *evidence, struct date *date)
{
    const json_t *article = evidence->ld.article;
    if (from_ld(evidence, article, "datePublished", date) || from_metas(evidence, published_metas, date) ||
        from_items(evidence, "datePublished", date) || from_items(evidence, "dateCreated", date) ||
        from_ld(evidence, article, "dateCreated", date) ||
        from_spots(evidence, SPOT_TIME, HINT_PUBLISHED, 0, false, date) ||
        from_spots(evidence, SPOT_TIME, 0, HINT_MODIFIED, false, date) || date_in_url(evidence->url, date))
        return true;
    if (from_spots(evidence, SPOT_DATE, HINT_PUBLISHED, HINT_MODIFIED | HINT_RIGHTS, false, date) ||
        from_spots(evidence, SPOT_DATE, 0, HINT_MODIFIED | HINT_RIGHTS, false, date) ||
        from_blocks(evidence, true, 10, 40, date) || from_blocks(evidence, false, 6, 30, date) ||
        from_spots(evidence, SPOT_DATE, 0, HINT_RIGHTS, true, date) ||
        from_spots(evidence, SPOT_TIME, 0, 0, true, date) ||
        from_ld(evidence, evidence->ld.page, "datePublished", date))
        return true;
    return from_ld(evidence, article, "dateModified", date) || from_metas(evidence, modified_metas, date) ||
           from_blocks(evidence, true, 2000, 2000, date);
}

bool modified_find(const struct evidence *evidence, struct date *date)
{
    return from_ld(evidence, evidence->ld.article, "dateModified", date) ||
           from_metas(evidence, modified_metas, date) || from_items(evidence, "dateModified", date) ||
           from_spots(evidence, SPOT_TIME, HINT_MODIFIED, 0, false, date) ||
           from_ld(evidence, evidence->ld.page, "dateModified", date);
}
