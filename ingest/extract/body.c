#include "ingest/extract/body.h"

#include "common/text.h"
#include "ingest/extract/clean_text.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define ENOUGH_TEXT     200 /* bytes of body below which less is held to be outside the article */
#define SHORT_BYTES     60
#define LONGEST_BYLINE  160
#define LONGEST_CELL    80 /* bytes of a table cell that stands on a line with its neighbour */
#define FIRST_PARAGRAPH 160

/* Regions that are no part of an article, from all that are suspect to those that nobody would take for one. */
static const uint32_t outsides[] = {IN_NAV | IN_ASIDE | IN_FOOTER | IN_FORM | IN_AWAY | IN_COMMENTS | IN_CAPTION,
                                    IN_NAV | IN_FOOTER | IN_COMMENTS | IN_CAPTION, IN_COMMENTS};

/* Text that counts for a container: good, and in no region that leads away. */
static bool counts(const struct outline *outline, const struct block *block, uint32_t outside)
{
    return outline_is_good(block) && !(outline->containers[block->container].regions & outside);
}

static size_t commas(const char *text, size_t size)
{
    size_t count = 0;
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)text[i];
        count +=
            c == ',' ||
            (c == 0xEF && i + 2 < size && (unsigned char)text[i + 1] == 0xBC && (unsigned char)text[i + 2] == 0x8C) ||
            (c == 0xE3 && i + 2 < size && (unsigned char)text[i + 1] == 0x80 && (unsigned char)text[i + 2] <= 0x82);
    }
    return count;
}

/* Every good paragraph speaks for its parent, half as much for the next element up, and less and less above. */
static void score(struct outline *outline, uint32_t outside)
{
    for (int i = 0; i < outline->container_count; i++) {
        struct container *container = &outline->containers[i];
        container->score = 0;
        container->good = 0;
    }
    for (int i = 0; i < outline->block_count; i++) {
        const struct block *block = &outline->blocks[i];
        if (!counts(outline, block, outside))
            continue;
        double length = (double)(block->size - block->link_bytes) / 100, share = 1;
        double points = 1 + (double)commas(outline->text.data + block->start, block->size) + (length < 8 ? length : 8);
        int at = block->container;
        outline->containers[at].good += block->size - block->link_bytes;
        bool own = outline->containers[at].tag == LXB_TAG_P || outline->containers[at].tag == LXB_TAG_LI ||
                   (outline->containers[at].regions & IN_HEADING);
        if (own)
            at = outline->containers[at].parent;
        for (int level = 0; at >= 0 && level < 6; level++, at = outline->containers[at].parent) {
            outline->containers[at].score += points * share;
            share = level == 0 ? .5 : share * .6;
        }
    }
    for (int i = outline->container_count - 1; i > 0; i--)
        outline->containers[outline->containers[i].parent].good += outline->containers[i].good;
}

static bool is_frame(const struct container *container)
{
    return container->tag == LXB_TAG_BODY || container->tag == LXB_TAG_HTML;
}

/* An element named for the whole text that holds a good part of what there is; the outermost such one. */
static int named_body(const struct outline *outline, uint32_t outside)
{
    size_t all = outline->container_count ? outline->containers[0].good : 0;
    int best = -1;
    for (int i = 0; i < outline->container_count; i++) {
        const struct container *container = &outline->containers[i];
        if ((container->hints & HINT_ARTICLE_BODY) && !(container->regions & outside) && container->good * 2 > all &&
            container->good > 300 && (best < 0 || container->good > outline->containers[best].good))
            best = i;
    }
    return best;
}

static int best_container(const struct outline *outline)
{
    int best = -1;
    double best_score = 0;
    for (int i = 0; i < outline->container_count; i++) {
        const struct container *container = &outline->containers[i];
        double score = container->score;
        if (container->hints & HINT_ARTICLE_BODY)
            score *= 1.3;
        else if (container->tag == LXB_TAG_ARTICLE || (container->hints & HINT_BODY))
            score *= 1.1;
        if (score > best_score) {
            best = i;
            best_score = score;
        }
    }
    /* Text in sections beside each other: go up while that brings much more, but not to the page's frame. */
    for (int at = best; at >= 0 && !is_frame(&outline->containers[at]); at = outline->containers[at].parent)
        if (outline->containers[at].good > outline->containers[best].good * 115 / 100)
            best = at;
    return best;
}

/* Short lines that sites put between paragraphs. In lower case; compared with how a block begins. */
static bool is_insert(const char *text, size_t size)
{
    static const char *const begins[] = {"advertisement",
                                         "anzeige",
                                         "werbung",
                                         "publicidad",
                                         "publicité",
                                         "read more",
                                         "read also",
                                         "also read",
                                         "lesen sie auch",
                                         "mehr zum thema",
                                         "lire aussi",
                                         "à lire aussi",
                                         "leia tamb",
                                         "lee tambi",
                                         "leggi anche",
                                         "lees ook",
                                         "læs også",
                                         "les også",
                                         "läs också",
                                         "story continues below",
                                         "article continues",
                                         "related:",
                                         "see also:",
                                         "share this",
                                         "follow us",
                                         "click here",
                                         "sign up",
                                         "subscribe",
                                         "photo:",
                                         "image:",
                                         "foto:",
                                         "getty images",
                                         "loading",
                                         "continue reading",
                                         "watch:",
                                         "listen to this",
                                         "report this ad",
                                         "copyright",
                                         "©",
                                         "image source",
                                         "image caption",
                                         "all rights reserved",
                                         "newsletter",
                                         "source:",
                                         "tags:",
                                         "filed under",
                                         "topics:"};
    if (size > 120)
        return false;
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++)
        if (size >= strlen(begins[i]) && strncasecmp(text, begins[i], strlen(begins[i])) == 0)
            return true;
    return false;
}

static bool ends_sentence(const char *text, size_t size)
{
    static const char *const ends[] = {".", "!", "?", "\"", ")", ":", "…", "”", "“", "»", "’", "。", "！", "？", "」"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t end = strlen(ends[i]);
        if (size >= end && memcmp(text + size - end, ends[i], end) == 0)
            return true;
    }
    return false;
}

enum choice { LEAVE, TAKE, TAKE_HEADING };

/* What one block is, seen by itself. `around`: the chosen container. */
static enum choice judge(const struct outline *outline, const struct evidence *evidence, int i,
                         const struct container *around, uint32_t outside)
{
    const struct block *block = &outline->blocks[i];
    const struct container *inner = &outline->containers[block->container];
    const char *text = outline->text.data + block->start;
    uint32_t regions = inner->regions & ~around->regions;
    if (regions & outside)
        return LEAVE;
    if (i == evidence->headline_block ||
        (evidence->headline && block->size < 600 &&
         clean_same(text, block->size, evidence->headline, strlen(evidence->headline))))
        return LEAVE;
    if (block->link_bytes * 2 > block->size && !(inner->tag == LXB_TAG_P && block->size > 200))
        return LEAVE;
    if (block->size < 200 && (inner->hints & (HINT_AUTHOR | HINT_DATE | HINT_RIGHTS | HINT_TAGS)))
        return LEAVE;
    if (is_insert(text, block->size))
        return LEAVE;
    return inner->regions & IN_HEADING ? TAKE_HEADING : TAKE;
}

/* A byline, a date, a button: what stands between a headline and the first paragraph and is not text. */
static bool is_opening(const struct outline *outline, const struct evidence *evidence, int i)
{
    const struct block *block = &outline->blocks[i];
    const char *text = outline->text.data + block->start;
    bool sentence = ends_sentence(text, block->size);
    struct date date;
    if (outline->containers[block->container].regions & IN_HEADING)
        return false;
    if (block->size < SHORT_BYTES)
        return !sentence || block->size < 40;
    return block->size < LONGEST_BYLINE && !sentence && date_find(text, block->size, evidence->order, &date);
}

/* Takes openings out of the first blocks, up to the first paragraph of some length; returns how many are left. */
static int drop_openings(const struct outline *outline, const struct evidence *evidence, int *taken, int count)
{
    int kept = 0, paragraph = 0;
    while (paragraph < count && outline->blocks[taken[paragraph]].size < FIRST_PARAGRAPH)
        paragraph++;
    if (paragraph == count) /* a text of short lines */
        return count;
    for (int i = 0; i < paragraph; i++)
        if (!is_opening(outline, evidence, taken[i]))
            taken[kept++] = taken[i];
    memmove(taken + kept, taken + paragraph, (size_t)(count - paragraph) * sizeof *taken);
    return kept + count - paragraph;
}

/* Small print behind the last horizontal rule; returns how many blocks are left. */
static int drop_small_print(const struct outline *outline, const int *taken, int count)
{
    size_t all = 0, behind = 0;
    int first = count;
    for (int i = 0; i < count; i++)
        all += outline->blocks[taken[i]].size;
    while (first > 0 && outline->blocks[taken[first - 1]].rules == outline->blocks[taken[count - 1]].rules)
        behind += outline->blocks[taken[--first]].size;
    return first > 0 && behind * 8 < all && behind < 400 ? first : count;
}

static bool same_text(const struct outline *outline, int a, int b)
{
    const struct block *first = &outline->blocks[a], *second = &outline->blocks[b];
    return first->size == second->size && first->size > 40 &&
           memcmp(outline->text.data + first->start, outline->text.data + second->start, first->size) == 0;
}

static char *join(const struct outline *outline, const int *taken, int count)
{
    struct buffer body = {0};
    for (int i = 0; i < count; i++) {
        const struct block *block = &outline->blocks[taken[i]];
        bool row = i > 0 && block->size < LONGEST_CELL && outline->blocks[taken[i] - 1].size < LONGEST_CELL &&
                   block->cell && (outline->containers[block->container].regions & IN_TABLE) &&
                   taken[i] == taken[i - 1] + 1;
        if (body.size > 0)
            buffer_append_text(&body, row ? " | " : "\n\n");
        buffer_append(&body, outline->text.data + block->start, block->size);
    }
    return body.size > 0 ? buffer_steal(&body) : NULL;
}

/* The text begins at the headline, unless most of it stands before (then the headline shown is another story's). */
static int first_of_text(const struct outline *outline, const struct evidence *evidence, const struct container *around)
{
    size_t before = 0, after = 0;
    if (evidence->headline_block <= around->first_block || evidence->headline_block >= around->end_block)
        return around->first_block;
    for (int i = around->first_block; i < around->end_block; i++) {
        size_t good = outline_is_good(&outline->blocks[i]) ? outline->blocks[i].size : 0;
        *(i < evidence->headline_block ? &before : &after) += good;
    }
    return before > after ? around->first_block : evidence->headline_block;
}

static char *read_container(const struct outline *outline, const struct evidence *evidence,
                            const struct container *around, int lead_first, int lead_end, uint32_t outside)
{
    int *taken = xmalloc((size_t)(around->end_block - around->first_block + 1) * sizeof *taken);
    int count = 0;
    int begin = first_of_text(outline, evidence, around);
    for (int i = begin; i < around->end_block; i++) {
        bool lead = i >= lead_first && i < lead_end;
        if (lead || judge(outline, evidence, i, around, outside) == LEAVE)
            continue;
        bool again = false;
        for (int j = count - 1; j >= 0 && j >= count - 40 && !again; j--)
            again = same_text(outline, taken[j], i);
        if (!again)
            taken[count++] = i;
    }
    /* Headings that nothing follows, and short lines at the end. */
    while (count > 0) {
        const struct block *block = &outline->blocks[taken[count - 1]];
        bool heading = outline->containers[block->container].regions & IN_HEADING;
        if (!heading && (block->size >= SHORT_BYTES || ends_sentence(outline->text.data + block->start, block->size)))
            break;
        count--;
    }
    count = drop_small_print(outline, taken, count);
    count = drop_openings(outline, evidence, taken, count);
    char *body = join(outline, taken, count);
    free(taken);
    return body;
}

static char *read_with(struct outline *outline, const struct evidence *evidence, int lead_first, int lead_end,
                       uint32_t outside)
{
    score(outline, outside);
    int best = named_body(outline, outside);
    if (best < 0)
        best = best_container(outline);
    if (best < 0) /* no long paragraph anywhere: whatever the page holds */
        best = 0;
    return read_container(outline, evidence, &outline->containers[best], lead_first, lead_end, outside);
}

char *body_read(struct outline *outline, const struct evidence *evidence, int lead_first, int lead_end)
{
    char *body = NULL;
    for (size_t i = 0; outline->container_count > 0 && i < sizeof outsides / sizeof *outsides; i++) {
        char *more = read_with(outline, evidence, lead_first, lead_end, outsides[i]);
        if (more && (!body || strlen(more) > strlen(body) * 2)) {
            free(body);
            body = more;
        } else {
            free(more);
        }
        if (body && strlen(body) >= ENOUGH_TEXT)
            break;
    }
    return body;
}
