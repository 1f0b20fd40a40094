#include "ingest/extract/author_sources.h"
#include "ingest/extract/author_words.h"
#include "ingest/extract/clean_text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define LONGEST_PLACE   300
#define LONGEST_CARD    6 /* blocks of what shows another article */
#define MOST_AROUND     2 /* elements around a place that may be such a card */
#define FEWEST_WORDS    4 /* of a title */
#define MOST_SMALL      6 /* words in small letters in one line of names and jobs */
#define NEAR_HEADLINE   15
#define NEAR_REPEATED   8
#define FARTHEST_AGENCY 20 /* blocks behind the headline */
#define MOST_AGENCY     40 /* bytes of the line that names it */

static bool holds_headline(const struct evidence *evidence, const struct container *container)
{
    return evidence->headline_block >= container->first_block && evidence->headline_block < container->end_block;
}

/* Whether the block is all of one link and long enough to be the title of what it leads to. */
static bool is_title_of_another(const struct evidence *evidence, int block)
{
    const struct block *link = &evidence->outline->blocks[block];
    if (block == evidence->headline_block || link->links != 1 || link->link_bytes * 10 < link->size * 9)
        return false;
    char *text = clean_copy(evidence->outline->text.data + link->start, link->size);
    bool title = text && clean_words(text, strlen(text)) >= FEWEST_WORDS &&
                 author_names_after_introduction(text) == text; /* "All posts by Jane Roe" */
    free(text);
    return title;
}

/* A few blocks, the title of another article as a link among them. */
static bool is_card(const struct evidence *evidence, const struct container *container)
{
    if (container->end_block - container->first_block > LONGEST_CARD || holds_headline(evidence, container))
        return false;
    for (int i = container->first_block; i < container->end_block; i++)
        if (is_title_of_another(evidence, i))
            return true;
    return false;
}

static bool is_far(const struct evidence *evidence, int block)
{
    int distance = block - evidence->headline_block;
    return evidence->headline_block >= 0 && (distance <= -NEAR_HEADLINE || distance >= NEAR_HEADLINE);
}

/* An element of its own that holds little of the page's text: it is about something else. */
static bool is_apart(const struct evidence *evidence, int block, const struct container *container)
{
    bool box = container->tag == LXB_TAG_ARTICLE || (container->tag == LXB_TAG_ASIDE && is_far(evidence, block));
    return box && !holds_headline(evidence, container) && container->good * 2 < evidence->outline->good;
}

/* Whether a line beside the headline, other than this block, says the same. */
static bool is_repeated_near(const struct evidence *evidence, int this_block, size_t start, size_t size)
{
    const struct outline *outline = evidence->outline;
    int first = evidence->headline_block < NEAR_REPEATED ? 0 : evidence->headline_block - NEAR_REPEATED;
    for (int i = first; i < outline->block_count && i <= evidence->headline_block + NEAR_REPEATED; i++) {
        const struct block *block = &outline->blocks[i];
        if (i != this_block &&
            clean_same(outline->text.data + block->start, block->size, outline->text.data + start, size))
            return true;
    }
    return false;
}

/* Whether it stands in a list far from the headline. */
static bool is_item_far_off(const struct evidence *evidence, int container, int block)
{
    return is_far(evidence, block) && (evidence_regions(evidence, container) & IN_LIST);
}

bool author_is_of_another(const struct evidence *evidence, int container, int block)
{
    const struct outline *outline = evidence->outline;
    if (evidence->headline_block < 0)
        return false;
    int around = 0;
    for (int i = container; i > 0; i = outline->containers[i].parent) {
        const struct container *outer = &outline->containers[i];
        if (is_apart(evidence, block, outer) ||
            (around++ < MOST_AROUND && block > evidence->headline_block && is_card(evidence, outer)))
            return true;
    }
    return false;
}

/* What tells about an author at length: many words in small letters. */
static bool is_prose(const char *text, size_t size)
{
    size_t small = 0;
    for (size_t i = 0; i < size; i++)
        small += islower((unsigned char)text[i]) && (i == 0 || text[i - 1] == ' ');
    return small > MOST_SMALL;
}

/* Whether a place within it is marked too and has text of its own. */
static bool holds_marked(const struct outline *outline, int spot)
{
    for (int i = spot + 1; i < outline->spot_count && outline->spots[i].depth > outline->spots[spot].depth; i++)
        if ((outline->spots[i].kinds & SPOT_AUTHOR) && outline->spots[i].end > outline->spots[i].start)
            return true;
    return false;
}

/* Each block of a place by itself, until one names somebody; buttons to share are none. */
static void add_blocks(const struct evidence *evidence, json_t *authors, const struct spot *spot,
                       const struct author_reading *reading)
{
    const struct outline *outline = evidence->outline;
    for (int i = spot->first_block; i < outline->block_count && json_array_size(authors) == 0; i++) {
        const struct block *block = &outline->blocks[i];
        const char *text = outline->text.data + block->start;
        if (block->start >= spot->end)
            return;
        if ((block->hints & HINT_FURNITURE) || (reading->kind != AUTHOR_PERSON && is_prose(text, block->size)) ||
            (is_item_far_off(evidence, block->container, i) &&
             !is_repeated_near(evidence, i, block->start, block->size)))
            continue;
        char *part = clean_copy(text, block->size);
        if (part)
            author_names_add(authors, part, NULL, reading);
        free(part);
    }
}

/* Whether a place stands in another article's teaser or in a list below, and nowhere near the headline too. */
static bool is_elsewhere(const struct evidence *evidence, const struct spot *spot)
{
    return (is_item_far_off(evidence, spot->container, spot->first_block) ||
            author_is_of_another(evidence, spot->container, spot->first_block)) &&
           !is_repeated_near(evidence, spot->first_block, spot->start, spot->end - spot->start);
}

static bool may_name(const struct evidence *evidence, const struct spot *spot)
{
    return spot->level != 1 && !author_is_beside(evidence, spot) && spot->end - spot->start <= LONGEST_PLACE &&
           !(evidence_regions(evidence, spot->container) & (IN_CAPTION | IN_FIGURE)) && !is_elsewhere(evidence, spot);
}

static void add_line(const struct evidence *evidence, json_t *authors, const struct spot *spot,
                     const struct author_reading *reading)
{
    char *line = evidence_spot_text(evidence, spot);
    char *link = author_link(evidence, spot->href);
    const char *name = line ? author_names_after_introduction(line) : NULL;
    if (line && (reading->kind == AUTHOR_PERSON || name != line || !is_prose(line, strlen(line))))
        author_names_add(authors, line, link, reading);
    free(link);
    if (line && json_array_size(authors) == 0)
        author_add_introduced(authors, line, reading);
    free(line);
}

void author_source_named(const struct evidence *evidence, json_t *authors, enum author_kind kind)
{
    const struct outline *outline = evidence->outline;
    struct author_reading reading = {.kind = kind, .site = kind == AUTHOR_ANYONE ? NULL : evidence->site};
    for (int i = 0; i < outline->spot_count && json_array_size(authors) == 0; i++) {
        const struct spot *spot = &outline->spots[i];
        if (!(spot->kinds & SPOT_AUTHOR) || !may_name(evidence, spot) ||
            (kind == AUTHOR_NICKNAME && holds_marked(outline, i)))
            continue;
        const char *text = outline->text.data + spot->start;
        size_t size = spot->end - spot->start;
        if (memchr(text, '\n', size))
            add_blocks(evidence, authors, spot, &reading);
        else
            add_line(evidence, authors, spot, &reading);
    }
}

/* "PTI" of "By PTI", from malloc; NULL if the line names anything but an agency. */
static char *agency_of(const struct evidence *evidence, const struct spot *spot)
{
    const char *text = evidence->outline->text.data + spot->start;
    size_t size = spot->end - spot->start, first = size > 0 ? strcspn(text, "\n") : 0; /* the date below */
    char *line = first > 0 && first <= MOST_AGENCY ? clean_copy(text, first < size ? first : size) : NULL;
    const char *name = line ? author_names_after_introduction(line) : NULL;
    bool agency = name && isupper((unsigned char)*name) && author_word_is_agency(name, strlen(name));
    char *found = agency ? clean_copy(name, strlen(name)) : NULL;
    free(line);
    return found;
}

void author_source_agency(const struct evidence *evidence, json_t *authors, enum author_kind kind)
{
    const struct outline *outline = evidence->outline;
    struct author_reading reading = {.kind = AUTHOR_ANYONE};
    (void)kind;
    for (int i = 0; i < outline->spot_count && json_array_size(authors) == 0; i++) {
        const struct spot *spot = &outline->spots[i];
        if (!(spot->kinds & (SPOT_AUTHOR | SPOT_AUTHOR_LINK)) || !may_name(evidence, spot) ||
            spot->first_block > evidence->headline_block + FARTHEST_AGENCY)
            continue;
        char *agency = agency_of(evidence, spot);
        if (agency)
            author_names_add(authors, agency, NULL, &reading);
        free(agency);
    }
}
