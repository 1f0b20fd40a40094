#include "ingest/extract/clean_text.h"
#include "ingest/extract/evidence.h"

#include "common/text.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define FARTHEST_LIST 14 /* blocks between the headline and lead points */
#define FEWEST_POINTS 2
#define MOST_POINTS   12
#define LONGEST_POINT 600
#define LONGEST_LEAD  2000
#define BESIDE        (IN_NAV | IN_ASIDE | IN_FOOTER | IN_FORM | IN_COMMENTS | IN_CAPTION | IN_TABLE)

static bool ends_like_a_cut(const char *text)
{
    return text_ends_with(text, "...") || text_ends_with(text, "…");
}

/* Whether the blocks of a container are points: several, each a phrase or more, not mere links. */
static bool are_points(const struct evidence *evidence, const struct container *container)
{
    const struct block *blocks = evidence->outline->blocks;
    int points = 0, first = container->first_block, end = container->end_block;
    size_t bytes = 0, links = 0;
    if (end > first + 1 && blocks[end - 1].images > blocks[first].images)
        return false; /* teasers, a gallery */
    for (int i = container->first_block; i < container->end_block; i++) {
        const struct block *block = &evidence->outline->blocks[i];
        if (evidence_regions(evidence, block->container) & IN_HEADING)
            continue;
        if (block->size > LONGEST_POINT || block->times > 0 ||
            (evidence_regions(evidence, block->container) & IN_CAPTION))
            return false;
        points += block->size >= 20;
        bytes += block->size;
        links += block->link_bytes;
    }
    return points >= FEWEST_POINTS && points <= MOST_POINTS && links * 3 < bytes && bytes / (size_t)points >= 25;
}

/* The first paragraph after the headline that is not part of a list or box. */
static int first_paragraph(const struct evidence *evidence)
{
    const struct outline *outline = evidence->outline;
    for (int i = evidence->headline_block + 1; i < outline->block_count; i++) {
        const struct block *block = &outline->blocks[i];
        uint32_t regions = evidence_regions(evidence, block->container);
        if (outline_is_good(block) && !(regions & (IN_LIST | BESIDE | IN_AWAY | IN_HEADING)) &&
            outline->containers[block->container].tag == LXB_TAG_P && block->size > 160)
            return i;
    }
    return outline->block_count;
}

/* A box that is named for its points, or a list right under the headline. */
static const struct container *find_points(const struct evidence *evidence)
{
    const struct outline *outline = evidence->outline;
    if (evidence->headline_block < 0)
        return NULL;
    int paragraph = first_paragraph(evidence);
    for (int i = 0; i < outline->container_count; i++) {
        const struct container *container = &outline->containers[i];
        bool named = (container->hints & HINT_KEY_POINTS) != 0;
        bool list = container->tag == LXB_TAG_UL || container->tag == LXB_TAG_OL;
        if ((!named && !list) || container->first_block <= evidence->headline_block ||
            container->first_block > paragraph)
            continue;
        uint32_t beside = named ? IN_FOOTER | IN_NAV | IN_COMMENTS : BESIDE | IN_AWAY;
        if ((container->regions & beside) ||
            (!named && container->first_block > evidence->headline_block + FARTHEST_LIST))
            continue;
        if (container->end_block - container->first_block <= 3 * MOST_POINTS && are_points(evidence, container))
            return container;
    }
    return NULL;
}

static char *join_points(const struct evidence *evidence, const struct container *container)
{
    struct buffer lines = {0};
    for (int i = container->first_block; i < container->end_block; i++) {
        const struct block *block = &evidence->outline->blocks[i];
        if ((evidence_regions(evidence, block->container) & IN_HEADING) || block->size < 20)
            continue;
        if (lines.size > 0)
            buffer_append_char(&lines, '\n');
        buffer_append(&lines, evidence->outline->text.data + block->start, block->size);
    }
    return buffer_steal(&lines);
}

/* The heading of the points ("Key points") goes with them. */
static int with_heading(const struct evidence *evidence, int first)
{
    int before = first - 1;
    if (before <= evidence->headline_block)
        return first;
    const struct block *block = &evidence->outline->blocks[before];
    bool heading = evidence_regions(evidence, block->container) & IN_HEADING || block->bold_bytes == block->size;
    return heading && block->size < 60 ? before : first;
}

static char *standfirst(const struct evidence *evidence)
{
    const struct outline *outline = evidence->outline;
    for (int i = 0; i < outline->spot_count; i++) {
        const struct spot *spot = &outline->spots[i];
        bool item = spot->item && strcasecmp(spot->item, "description") == 0;
        if ((!(spot->hints & HINT_LEAD) && !item) || (spot->hints & HINT_AWAY) ||
            (spot->kinds & (SPOT_AUTHOR | SPOT_DATE)) || spot->first_block < evidence->headline_block ||
            spot->first_block > evidence->headline_block + FARTHEST_LIST ||
            (evidence_regions(evidence, spot->container) & (BESIDE | IN_AWAY)))
            continue;
        char *text = evidence_spot_text(evidence, spot);
        if (text && strlen(text) >= 30 && strlen(text) <= LONGEST_LEAD)
            return text;
        free(text);
    }
    return NULL;
}

static char *description(const struct evidence *evidence, struct origin *origin)
{
    static const char *const metas[] = {"og:description",       "description",    "twitter:description",
                                        "sailthru.description", "dc.description", NULL};
    char *text = evidence_ld(evidence, "abstract", origin);
    if (!text)
        text = evidence_ld(evidence, "description", origin);
    if (!text || ends_like_a_cut(text)) {
        struct origin other_origin;
        char *other = evidence_meta(evidence, metas, &other_origin);
        if (other && (!text || !ends_like_a_cut(other))) {
            free(text);
            text = other;
            *origin = other_origin;
        } else {
            free(other);
        }
    }
    return text;
}

/* Where the page shows the abstract in a place of its own above the text; -1 if it does not. */
static int shown_lead(const struct evidence *evidence, const char *abstract)
{
    const struct outline *outline = evidence->outline;
    int first = evidence->headline_block + 1;
    for (int i = first; i < outline->block_count && i < first + FARTHEST_LIST; i++) {
        const struct block *block = &outline->blocks[i];
        const struct container *container = &outline->containers[block->container];
        const struct container *around = container->parent >= 0 ? &outline->containers[container->parent] : container;
        bool lead = (container->hints & HINT_LEAD) ||
                    ((around->hints & HINT_LEAD) && around->end_block - around->first_block <= 2);
        if (lead && clean_same(outline->text.data + block->start, block->size, abstract, strlen(abstract)))
            return i;
    }
    return -1;
}

char *lead_find(struct evidence *evidence, int *first, int *end)
{
    const struct container *points = find_points(evidence);
    struct origin *origin = &evidence->origins[FIELD_ABSTRACT];
    *first = *end = 0;
    if (points) {
        *origin = (struct origin){"lead points", NULL};
        *first = with_heading(evidence, points->first_block);
        *end = points->end_block;
        return join_points(evidence, points);
    }
    char *text = description(evidence, origin);
    if (!text || ends_like_a_cut(text) || strlen(text) < 30) {
        char *shown = standfirst(evidence);
        if (shown) {
            free(text);
            text = shown;
            *origin = (struct origin){"standfirst", NULL};
        }
    }
    if (text && (strlen(text) > LONGEST_LEAD || (evidence->headline && strcmp(text, evidence->headline) == 0) ||
                 (evidence->site && strcmp(text, evidence->site) == 0))) {
        free(text);
        text = NULL;
    }
    int shown = text ? shown_lead(evidence, text) : -1;
    if (shown >= 0) {
        *first = shown;
        *end = shown + 1;
    }
    return text;
}
