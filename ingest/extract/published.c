#include "ingest/extract/clean_text.h"
#include "ingest/extract/evidence.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define LONGEST_DATE_TEXT 160
#define LONGEST_SENTENCE  300 /* "This article was published on …" */

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

/* What is looked for, and what was found. */
struct search {
    const struct evidence *evidence;
    struct date *date;
    struct origin *origin;
};

/* Notes where the date was found. */
static bool found(const struct search *search, const char *kind, const char *name)
{
    *search->origin = (struct origin){kind, name};
    return true;
}

static bool from_ld(const struct search *search, const json_t *object, const char *member)
{
    const char *text = object ? json_ld_member(object, member) : NULL;
    return text && read_text(search->evidence, text, strlen(text), search->date) && found(search, "JSON-LD", member);
}

static bool from_metas(const struct search *search, const char *const *names)
{
    for (; *names; names++) {
        const char *content = outline_meta(search->evidence->outline, *names);
        if (content && read_text(search->evidence, content, strlen(content), search->date))
            return found(search, "meta", *names);
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

static bool from_items(const struct search *search, const char *item)
{
    const struct evidence *evidence = search->evidence;
    for (int i = 0; i < evidence->outline->spot_count; i++) {
        const struct spot *spot = &evidence->outline->spots[i];
        if (spot->item && strcasestr(spot->item, item) &&
            !(evidence_regions(evidence, spot->container) & IN_COMMENTS) && from_spot(evidence, spot, search->date))
            return found(search, "microdata", item);
    }
    return false;
}

static bool from_url(const struct search *search)
{
    return date_in_url(search->evidence->url, search->date) && found(search, "URL", NULL);
}

/* The first spot of a kind whose hints hold all of `wanted` (0: any) and none of `unwanted`. */
static bool from_spots(const struct search *search, uint32_t kinds, uint32_t wanted, uint32_t unwanted, bool beside)
{
    const struct evidence *evidence = search->evidence;
    for (int i = 0; i < evidence->outline->spot_count; i++) {
        const struct spot *spot = &evidence->outline->spots[i];
        if (!(spot->kinds & kinds) || (spot->hints & wanted) != wanted || (spot->hints & unwanted))
            continue;
        if (!beside && (is_beside(evidence, spot) || spot->first_block + 3 < evidence->headline_block))
            continue;
        if (from_spot(evidence, spot, search->date))
            return found(search, kinds & SPOT_TIME ? "time element" : "class name", NULL);
    }
    return false;
}

static bool says_published(const char *text, size_t size)
{
    static const char *const words[] = {"publish",     "posted",       "publié",       "publicado", "veröffentlicht",
                                        "pubblicato",  "gepubliceerd", "stand:",       "erstellt",  "geschrieben",
                                        "written",     "created",      "опубликовано", "yayın",     "julkaistu",
                                        "diterbitkan", "입력",         "公開",         "نشر",       "פורסם",
                                        "date:",       "publicerad",   "udgivet",      "发布",      "时间"};
    char *copy = xstrndup(text, size);
    bool says = false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        says |= strcasestr(copy, words[i]) != NULL;
    free(copy);
    return says;
}

/* Short blocks near the headline (then anywhere) that hold a date; those with a word for publishing first. */
static bool from_blocks(const struct search *search, bool need_word, int before, int after)
{
    const struct evidence *evidence = search->evidence;
    const struct outline *outline = evidence->outline;
    int headline = evidence->headline_block < 0 ? 0 : evidence->headline_block;
    int first = headline > before ? headline - before : 0;
    for (int i = first; i < outline->block_count && i < headline + after; i++) {
        const struct block *block = &outline->blocks[i];
        const char *text = outline->text.data + block->start;
        if (block->size < 6 || block->size > (need_word ? LONGEST_SENTENCE : LONGEST_DATE_TEXT) ||
            (evidence_regions(evidence, block->container) & (IN_COMMENTS | IN_FOOTER)))
            continue;
        if (date_find(text, block->size, evidence->order, search->date) && is_plausible(search->date) &&
            (!need_word || says_published(text, block->size)))
            return found(search, "text", NULL);
    }
    return false;
}

bool published_find(struct evidence *evidence, struct date *date)
{
    const json_t *article = evidence->ld.article;
    struct search search = {evidence, date, &evidence->origins[FIELD_DATE_PUBLISHED]};
    bool known = from_ld(&search, article, "datePublished") || from_metas(&search, published_metas) ||
                 from_items(&search, "datePublished") || from_items(&search, "dateCreated") ||
                 from_ld(&search, article, "dateCreated") || from_ld(&search, evidence->ld.page, "datePublished") ||
                 from_spots(&search, SPOT_TIME, HINT_PUBLISHED, 0, false) ||
                 from_spots(&search, SPOT_TIME, 0, HINT_MODIFIED, false) || from_url(&search) ||
                 from_spots(&search, SPOT_DATE, HINT_PUBLISHED, HINT_MODIFIED | HINT_RIGHTS, false) ||
                 from_spots(&search, SPOT_DATE, 0, HINT_MODIFIED | HINT_RIGHTS, false) ||
                 from_blocks(&search, true, 10, 40) || from_blocks(&search, false, 6, 30) ||
                 from_spots(&search, SPOT_DATE, 0, HINT_RIGHTS, true) || from_spots(&search, SPOT_TIME, 0, 0, true) ||
                 from_ld(&search, article, "dateModified") || from_metas(&search, modified_metas) ||
                 from_blocks(&search, true, 2000, 2000) || from_blocks(&search, false, 0, 2000);
    if (known)
        local_time_find(evidence, date);
    return known;
}

bool modified_find(struct evidence *evidence, struct date *date)
{
    struct search search = {evidence, date, &evidence->origins[FIELD_DATE_MODIFIED]};
    return from_ld(&search, evidence->ld.article, "dateModified") || from_metas(&search, modified_metas) ||
           from_items(&search, "dateModified") || from_spots(&search, SPOT_TIME, HINT_MODIFIED, 0, false) ||
           from_ld(&search, evidence->ld.page, "dateModified");
}
