#include "ingest/extract/other_parts.h"

#include "common/buffer.h"

#include <stdlib.h>
#include <string.h>

#define LEAST_ARTICLE   400 /* characters of good text, of each of two articles beside each other */
#define FEWEST_MENTIONS 3   /* of cookies, in a box about them */
#define BOX_SHARE       2   /* one part in so many of its text is in blocks that mention them */
#define LEAST_OUTSIDE   200 /* characters of text that no box holds */

static void mark(const struct block_table *table, const struct container *container, bool *other)
{
    for (int i = container->first_block; i < container->end_block && i < table->count; i++)
        other[i] = true;
}

/* ---- further articles ---- */

static int good_inside(const struct block_table *table, const struct container *container)
{
    int first = container->first_block < table->count ? container->first_block : table->count;
    int end = container->end_block < table->count ? container->end_block : table->count;
    return table->sums[end].good - table->sums[first].good;
}

/* The elements beside each other that hold the one and the other container; false if one holds the other. */
static bool find_items(const struct outline *outline, int one, int other, int items[2])
{
    const struct container *containers = outline->containers;
    items[0] = items[1] = -1;
    while (one != other) {
        int *at = containers[one].depth >= containers[other].depth ? &one : &other;
        items[at == &one ? 0 : 1] = *at;
        *at = containers[*at].parent;
    }
    return items[0] >= 0 && items[1] >= 0;
}

/* Whether it is marked up as an article, or says when or by whom something was written: sections of one text do not. */
static bool is_signed(const struct outline *outline, int item)
{
    const struct container *containers = outline->containers;
    for (int i = item; i < outline->container_count; i++) {
        if (i > item && containers[i].depth <= containers[item].depth)
            break;
        if (containers[i].tag == LXB_TAG_ARTICLE || (containers[i].hints & (HINT_AUTHOR | HINT_DATE | HINT_PUBLISHED)))
            return true;
    }
    for (int i = containers[item].first_block; i < containers[item].end_block; i++)
        if (outline->blocks[i].times > 0 || (outline->blocks[i].hints & (HINT_AUTHOR | HINT_DATE | HINT_PUBLISHED)))
            return true;
    return false;
}

/* What stands below a headline like the page's own, in an element like the one that the page's own article is in. */
static void find_articles(const struct block_table *table, bool *other)
{
    const struct outline *outline = table->outline;
    if (table->title < 0)
        return;
    int title = outline->blocks[table->title].container;
    if (!(outline->containers[title].regions & IN_HEADING))
        return;
    int unsigned_item = -1; /* the last that was found to be no article: its other headings ask the same */
    for (int i = table->title + 1; i < table->count; i++) {
        int heading = outline->blocks[i].container, items[2];
        if (other[i] || heading == title || table->facts[heading].own_alike != table->facts[title].own_alike ||
            !find_items(outline, title, heading, items) || items[1] == unsigned_item)
            continue;
        const struct container *own = &outline->containers[items[0]], *further = &outline->containers[items[1]];
        if (own->signature != further->signature || good_inside(table, own) < LEAST_ARTICLE ||
            good_inside(table, further) < LEAST_ARTICLE)
            continue;
        if (is_signed(outline, items[1]))
            mark(table, further, other);
        else
            unsigned_item = items[1];
    }
}

/* ---- cookies ---- */

static int count_mentions(const char *text, size_t size, const char *word)
{
    int count = 0;
    const char *end = text + size, *at = text;
    while ((at = memmem(at, (size_t)(end - at), word, strlen(word)))) {
        at += strlen(word);
        count++;
    }
    return count;
}

static int mentions_in(const char *text, size_t size)
{
    return count_mentions(text, size, "ookie") + count_mentions(text, size, "уки-файл") +
           count_mentions(text, size, "файлы куки") + count_mentions(text, size, "файлов куки");
}

/* Sums over the blocks before a block. */
struct cookie_sums {
    int mentions, characters, mentioning; /* characters of text, and of that in blocks that mention cookies */
};

static bool is_box(const struct cookie_sums *sums, const struct container *container, int count)
{
    if (container->tag == LXB_TAG_P || container->tag == LXB_TAG_LI || (container->regions & IN_HEADING))
        return false;
    const struct cookie_sums *first = &sums[container->first_block < count ? container->first_block : count];
    const struct cookie_sums *end = &sums[container->end_block < count ? container->end_block : count];
    int inside = end->characters - first->characters;
    return end->mentions - first->mentions >= FEWEST_MENTIONS &&
           (end->mentioning - first->mentioning) * BOX_SHARE >= inside &&
           sums[count].characters - inside >= LEAST_OUTSIDE;
}

static void find_cookies(const struct block_table *table, const bool *taken, bool *other)
{
    const struct outline *outline = table->outline;
    const char *headline = table->evidence->headline;
    struct cookie_sums sum = {0};
    if (headline && mentions_in(headline, strlen(headline)) > 0)
        return;
    struct cookie_sums *sums = xmalloc((size_t)(table->count + 1) * sizeof *sums);
    for (int i = 0; i < table->count; i++) {
        const struct block *block = &outline->blocks[i];
        int mentions = taken[i] ? mentions_in(outline->text.data + block->start, block->size) : 0;
        sums[i] = sum;
        sum.mentions += mentions;
        sum.characters += taken[i] ? table->texts[i].characters : 0;
        sum.mentioning += mentions > 0 ? table->texts[i].characters : 0;
    }
    sums[table->count] = sum;
    for (int i = 1; sum.mentions >= FEWEST_MENTIONS && i < outline->container_count; i++)
        if (is_box(sums, &outline->containers[i], table->count))
            mark(table, &outline->containers[i], other);
    free(sums);
}

void other_parts_find(const struct block_table *table, const bool *taken, bool *other)
{
    find_articles(table, other);
    find_cookies(table, taken, other);
}
