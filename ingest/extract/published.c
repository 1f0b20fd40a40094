#include "ingest/extract/clean_text.h"
#include "ingest/extract/date_labels.h"
#include "ingest/extract/evidence.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define LONGEST_DATE_TEXT 160
#define LONGEST_SENTENCE  300 /* "This article was published on …" */
#define LONGEST_SHOWN     40  /* of a line that is a date and little else */
#define LONGEST_UPDATED   100
#define NEAR_BEFORE       1 /* blocks around the headline in which even a box that leads away tells the date */
#define NEAR_AFTER        4
#define LONGEST_AHEAD     86400      /* seconds */
#define FIRST_NOW         1767225600 /* 2026-01-01: no clock that is right says less */

/* Metas that say when the page was published, and metas that say a date of it: often that, now and then another. */
static const char *const published_metas[] = {"article:published_time",
                                              "og:article:published_time",
                                              "og:published_time",
                                              "parsely-pub-date",
                                              "sailthru.date",
                                              "dc.date.issued",
                                              "dcterms.issued",
                                              "dc.date.published",
                                              "publish-date",
                                              "publishdate",
                                              "pubdate",
                                              "publication_date",
                                              "publication-date",
                                              "publish_date",
                                              "publishtime",
                                              "publish_time",
                                              "published_time",
                                              "published_at",
                                              "date_published",
                                              "published-date",
                                              "published",
                                              "article.published",
                                              "article:publicationdate",
                                              "article:published",
                                              "article:post_date",
                                              "cXenseParse:recs:publishtime",
                                              "cXenseParse:publishtime",
                                              "article_date_original",
                                              "originalpublicationdate",
                                              "original-publish-date",
                                              "firstpublished",
                                              "first_published",
                                              "first-publish-date",
                                              "rnews:datePublished",
                                              "bt:pubDate",
                                              "swt:publishdate",
                                              "mrf:published_time",
                                              "nastooh:publishDate",
                                              "release_date",
                                              "pub_date",
                                              "date-pub",
                                              "displaydate",
                                              NULL};

static const char *const dated_metas[] = {"datePublished",
                                          "dc.date",
                                          "citation_online_date",
                                          "prism.publicationDate",
                                          "citation_publication_date",
                                          "dcterms.date",
                                          "dc.date.created",
                                          "dcterms.created",
                                          "dc.created",
                                          "date",
                                          "dateCreated",
                                          "article.created",
                                          "article:create_at",
                                          "created",
                                          "created_at",
                                          "creation_date",
                                          "timestamp",
                                          "last-published",
                                          "og:pubdate",
                                          "sort_date",
                                          "eomportal-lastupdate",
                                          "build_date",
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
                                             "article:updated_time",
                                             "article:modified",
                                             "article:modified_date",
                                             "modified",
                                             "updated",
                                             "update_time",
                                             "updated_time",
                                             "date-modified",
                                             "modified_date",
                                             "dcterms.dateModified",
                                             "cXenseParse:recs:modifiedtime",
                                             "lastUpdated",
                                             "last_updated",
                                             "sailthru.updated",
                                             "revised",
                                             NULL};

/* After the web began, and not later than now; a day is left for clocks of other places. */
static bool is_plausible(const struct evidence *evidence, const struct date *date)
{
    bool known = evidence->now >= FIRST_NOW; /* a clock that was never set tells nothing */
    return date->year >= 1990 && date->year < 2100 && (!known || date_unix(date) <= evidence->now + LONGEST_AHEAD);
}

/* A year alone is no date; a day that is still to come may be one with day and month the other way round. */
static bool read_clean(const struct evidence *evidence, const char *text, size_t size, bool whole, struct date *date)
{
    const enum date_order orders[] = {evidence->order,
                                      evidence->order == DATE_DAY_FIRST ? DATE_MONTH_FIRST : DATE_DAY_FIRST};
    for (size_t i = 0; size > 4 && i < sizeof orders / sizeof *orders; i++) {
        if (!(whole && date_parse(text, size, orders[i], date)) && !date_find(text, size, orders[i], date))
            return false;
        if (is_plausible(evidence, date))
            return true;
    }
    return false;
}

static bool read_text(const struct evidence *evidence, const char *text, size_t size, struct date *date)
{
    char *clean = clean_copy_markup(text, size);
    bool read = clean && read_clean(evidence, clean, strlen(clean), true, date);
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
    uint32_t regions = evidence_regions(evidence, spot->container);
    int distance = spot->first_block - evidence->headline_block;
    bool near = evidence->headline_block >= 0 && distance >= -NEAR_BEFORE && distance <= NEAR_AFTER;
    return (regions & (IN_FOOTER | IN_NAV | IN_COMMENTS | IN_ASIDE)) || (!near && (regions & IN_AWAY));
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

/* How much of the text there is up to the end of its first word that `says` finds; 0 if it has none. */
static size_t up_to_word(const char *text, size_t size, bool (*says)(const char *, size_t))
{
    if (!says(text, size))
        return 0;
    size_t least = 1;
    while (least < size && !says(text, least))
        least++;
    return least;
}

/* The date behind the word for publishing, where "Updated 5 May" stands before it. */
static bool read_published(const struct evidence *evidence, const char *text, size_t size, struct date *date)
{
    size_t before = date_says_modified(text, size) ? up_to_word(text, size, date_says_published) : 0;
    return (before > 0 && date_says_modified(text, before) &&
            read_clean(evidence, text + before, size - before, false, date)) ||
           read_clean(evidence, text, size, false, date);
}

/* Away from the headline, and in what is quoted, a day without a time in a longer line is one the text speaks of. */
static bool speaks_of_date(const struct evidence *evidence, int i, int headline, const struct date *date)
{
    const struct block *block = &evidence->outline->blocks[i];
    bool quoted = evidence_regions(evidence, block->container) & IN_QUOTE;
    return block->size > LONGEST_SHOWN && (quoted || (i > headline + NEAR_AFTER && !date->has_time));
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
        if ((!need_word || date_says_published(text, block->size)) &&
            read_published(evidence, text, block->size, search->date) &&
            (need_word || !speaks_of_date(evidence, i, headline, search->date)))
            return found(search, "text", NULL);
    }
    return false;
}

/* What was found in a meta that does not say of what it is the date. */
static bool is_any_date(const struct origin *origin)
{
    static const char *const names[] = {"date",      "dc.date",    "dcterms.date",        "timestamp",
                                        "sort_date", "build_date", "eomportal-lastupdate"};
    for (size_t i = 0; strcmp(origin->kind, "meta") == 0 && i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], origin->name) == 0)
            return true;
    return false;
}

/* A line that is a date and at most a weekday, a month and one more word, or says that it is that of publishing. */
static bool is_date_line(const struct evidence *evidence, const char *text, size_t size)
{
    struct date date;
    int words = 0;
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)text[i], before = i ? (unsigned char)text[i - 1] : ' ';
        words += (isalpha(c) || c >= 0x80) && !isalpha(before) && before < 0x80;
    }
    return (words <= 3 && date_parse(text, size, evidence->order, &date)) || date_says_published(text, size);
}

/* Whether JSON-LD says that the article was not changed after `published`. */
static bool is_last_change(const struct evidence *evidence, const struct date *published)
{
    struct date modified;
    const char *text = json_ld_member(evidence->ld.article, "dateModified");
    return text && read_text(evidence, text, strlen(text), &modified) &&
           date_unix(&modified) <= date_unix(published) + LONGEST_AHEAD / 2;
}

/*
 * Some systems write the day when they last put the page out as both published and modified, or as a date of which
 * they do not say what it is. Then a line of the headline's neighbourhood that is little more than an earlier date is
 * when the article came out.
 */
static bool find_shown_earlier(const struct search *search)
{
    const struct evidence *evidence = search->evidence;
    const struct outline *outline = evidence->outline;
    struct date shown, told;
    bool any_date = is_any_date(search->origin);
    if (date_in_url(evidence->url, &told) && told.year == search->date->year && told.month == search->date->month &&
        told.day == search->date->day)
        return false; /* the address was made on that day */
    if (evidence->headline_block < 0 || (!any_date && !is_last_change(evidence, search->date)))
        return false;
    for (int i = evidence->headline_block + 1; i < outline->block_count && i <= evidence->headline_block + NEAR_AFTER;
         i++) {
        const struct block *block = &outline->blocks[i];
        if (block->size < 6 || block->size > LONGEST_SHOWN ||
            (evidence_regions(evidence, block->container) & (IN_COMMENTS | IN_FOOTER | IN_ASIDE | IN_NAV)) ||
            !read_clean(evidence, outline->text.data + block->start, block->size, false, &shown) ||
            (any_date && !is_date_line(evidence, outline->text.data + block->start, block->size)))
            continue;
        if (date_unix(&shown) + (any_date && shown.has_time ? LONGEST_AHEAD / 2 : 2 * LONGEST_AHEAD) >=
            date_unix(search->date))
            return false;
        *search->date = shown;
        return found(search, "text", any_date ? "before what the head says" : "a day before what JSON-LD says");
    }
    return false;
}

bool published_find(struct evidence *evidence, struct date *date)
{
    const json_t *article = evidence->ld.article;
    struct search search = {evidence, date, &evidence->origins[FIELD_DATE_PUBLISHED]};
    bool known = from_ld(&search, article, "datePublished") || from_metas(&search, published_metas) ||
                 from_items(&search, "datePublished") || from_metas(&search, dated_metas) ||
                 from_items(&search, "dateCreated") || from_ld(&search, article, "dateCreated") ||
                 from_ld(&search, evidence->ld.page, "datePublished") ||
                 from_spots(&search, SPOT_TIME, HINT_PUBLISHED, 0, false) ||
                 from_spots(&search, SPOT_TIME, 0, HINT_MODIFIED, false) || from_url(&search) ||
                 from_spots(&search, SPOT_DATE, HINT_PUBLISHED, HINT_MODIFIED | HINT_RIGHTS, false) ||
                 from_spots(&search, SPOT_DATE, 0, HINT_MODIFIED | HINT_RIGHTS, false) ||
                 from_blocks(&search, true, 10, 40) || from_blocks(&search, false, 6, 30) ||
                 from_spots(&search, SPOT_DATE, 0, HINT_RIGHTS, true) || from_spots(&search, SPOT_TIME, 0, 0, true) ||
                 from_ld(&search, article, "dateModified") || from_metas(&search, modified_metas) ||
                 from_blocks(&search, true, 2000, 2000) || from_blocks(&search, false, 0, 2000);
    if (known && search.origin->name &&
        (strcmp(search.origin->name, "datePublished") == 0 || is_any_date(search.origin)))
        find_shown_earlier(&search);
    if (known)
        local_time_find(evidence, NULL, date);
    return known;
}

/* "Updated 5 May 2024" in a line near the headline: the date behind the word. */
static bool find_updated(const struct search *search)
{
    const struct evidence *evidence = search->evidence;
    const struct outline *outline = evidence->outline;
    int headline = evidence->headline_block;
    for (int i = headline + 1; headline >= 0 && i < outline->block_count && i <= headline + NEAR_AFTER; i++) {
        const struct block *block = &outline->blocks[i];
        const char *text = outline->text.data + block->start;
        size_t word = block->size <= LONGEST_UPDATED ? up_to_word(text, block->size, date_says_modified) : 0;
        if (word > 0 &&
            !(evidence_regions(evidence, block->container) & (IN_COMMENTS | IN_FOOTER | IN_ASIDE | IN_NAV)) &&
            read_clean(evidence, text + word, block->size - word, false, search->date))
            return found(search, "text", NULL);
    }
    return false;
}

bool modified_find(struct evidence *evidence, const struct date *published, struct date *date)
{
    struct search search = {evidence, date, &evidence->origins[FIELD_DATE_MODIFIED]};
    bool known = from_ld(&search, evidence->ld.article, "dateModified") || from_metas(&search, modified_metas) ||
                 from_items(&search, "dateModified") || from_spots(&search, SPOT_TIME, HINT_MODIFIED, 0, false) ||
                 from_ld(&search, evidence->ld.page, "dateModified") || find_updated(&search);
    if (known)
        local_time_find(evidence, published, date);
    return known;
}
