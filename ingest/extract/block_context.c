#include "ingest/extract/block_context.h"

#include <stdlib.h>
#include <string.h>

#define STRONG_SCORE      .6f
#define STRONG_CHARACTERS 60
#define STRONG_WIDE       20
#define FARTHEST          200 /* blocks to a strong one; also where there is none */
#define FARTHEST_TEXT     20000
#define HALF              .5
#define MOST              .85

static bool is_strong(const struct block_context *context, int block)
{
    const struct block_text *text = &context->table->texts[block];
    return context->scores[block] > STRONG_SCORE &&
           (text->characters >= STRONG_CHARACTERS || text->wide >= STRONG_WIDE);
}

static void make_room(struct block_context *context)
{
    int blocks = context->table->count, alikes = context->table->alike_count;
    if (blocks >= context->block_room) {
        size_t room = (size_t)(context->block_room = blocks + blocks / 2 + 64);
        context->sums = xrealloc(context->sums, (room + 1) * sizeof *context->sums);
        context->strong_before = xrealloc(context->strong_before, room * sizeof *context->strong_before);
        context->strong_after = xrealloc(context->strong_after, room * sizeof *context->strong_after);
        context->stretch_first = xrealloc(context->stretch_first, room * sizeof *context->stretch_first);
        context->stretch_end = xrealloc(context->stretch_end, room * sizeof *context->stretch_end);
    }
    if (alikes >= context->alike_room) {
        size_t room = (size_t)(context->alike_room = alikes + alikes / 2 + 64);
        context->alike_mass = xrealloc(context->alike_mass, room * sizeof *context->alike_mass);
        context->alike_scores = xrealloc(context->alike_scores, room * sizeof *context->alike_scores);
    }
    int containers = context->table->outline->container_count;
    if (containers >= context->container_room) {
        size_t room = (size_t)(context->container_room = containers + containers / 2 + 64);
        context->with_half = xrealloc(context->with_half, room * sizeof *context->with_half);
        context->with_most = xrealloc(context->with_most, room * sizeof *context->with_most);
    }
    memset(context->alike_mass, 0, (size_t)alikes * sizeof *context->alike_mass);
    memset(context->alike_scores, 0, (size_t)alikes * sizeof *context->alike_scores);
}

void block_context_free(struct block_context *context)
{
    free(context->sums);
    free(context->strong_before);
    free(context->strong_after);
    free(context->stretch_first);
    free(context->stretch_end);
    free(context->alike_mass);
    free(context->alike_scores);
    free(context->with_half);
    free(context->with_most);
    memset(context, 0, sizeof *context);
}

size_t block_context_memory(const struct block_context *context)
{
    return (size_t)context->block_room * (sizeof *context->sums + 4 * sizeof(int)) +
           (size_t)context->alike_room * 2 * sizeof(double) + (size_t)context->container_room * 2 * sizeof(int);
}

static void sum_up(struct block_context *context)
{
    const struct block_table *table = context->table;
    struct score_sums sums = {0};
    int strong = -1;
    context->maximum = 0;
    for (int i = 0; i < table->count; i++) {
        const struct container_facts *facts = &table->facts[table->outline->blocks[i].container];
        double score = context->scores[i], mass = score * table->texts[i].characters;
        context->sums[i] = sums;
        context->strong_before[i] = strong;
        if (is_strong(context, i)) {
            strong = i;
            sums.strong++;
        }
        sums.mass += mass;
        sums.scores += score;
        context->alike_mass[facts->own_alike] += mass;
        context->alike_scores[facts->own_alike] += score;
        if (context->scores[i] > context->maximum)
            context->maximum = context->scores[i];
    }
    context->sums[table->count] = sums;
    strong = -1;
    for (int i = table->count - 1; i >= 0; i--) {
        context->strong_after[i] = strong;
        if (is_strong(context, i))
            strong = i;
    }
}

static void find_stretches(struct block_context *context)
{
    const struct block_table *table = context->table;
    int first = 0;
    for (int i = 0; i <= table->count; i++) {
        bool heading =
            i < table->count && (table->outline->containers[table->outline->blocks[i].container].regions & IN_HEADING);
        if (!heading && i < table->count)
            continue;
        for (int j = first; j < i; j++) {
            context->stretch_first[j] = first;
            context->stretch_end[j] = i;
        }
        first = i; /* the heading goes with what follows it */
    }
}

/* The innermost container that holds that share of the page's mass. */
static int find_holder(const struct block_context *context, double share)
{
    const struct outline *outline = context->table->outline;
    int count = context->table->count, holder = 0;
    double wanted = share * context->sums[count].mass;
    for (int i = 1; i < outline->container_count; i++) {
        const struct container *container = &outline->containers[i];
        int end = container->end_block < count ? container->end_block : count;
        int first = container->first_block < end ? container->first_block : end;
        if (container->parent == holder && context->sums[end].mass - context->sums[first].mass >= wanted)
            holder = i;
    }
    return holder;
}

void block_context_fill(struct block_context *context, const struct block_table *table, const float *scores)
{
    context->table = table;
    context->scores = scores;
    make_room(context);
    sum_up(context);
    find_stretches(context);
    context->half = find_holder(context, HALF);
    context->most = find_holder(context, MOST);
    if (table->outline->container_count > 0) {
        block_table_join(table->outline, context->half, context->with_half, sizeof(int));
        block_table_join(table->outline, context->most, context->with_most, sizeof(int));
    }
}

void block_context_keep(const float *first_row, float *second_row)
{
#define KEEP(name) second_row[SECOND_RAW_##name] = first_row[FIRST_##name];
    REPEATED_FEATURES(KEEP)
}

/* ---- one block ---- */

/* Sums over blocks first to end. */
struct range {
    double mean; /* of the scores, by characters */
    double plain;
    double share; /* of the page's mass */
};

static struct range sum_of(const struct block_context *context, int first, int end)
{
    const struct block_table *table = context->table;
    first = first < 0 ? 0 : first < table->count ? first : table->count;
    end = end < first ? first : end < table->count ? end : table->count;
    double mass = context->sums[end].mass - context->sums[first].mass, all = context->sums[table->count].mass;
    int characters = table->sums[end].characters - table->sums[first].characters;
    return (struct range){
        .mean = characters ? mass / characters : 0,
        .plain = end > first ? (context->sums[end].scores - context->sums[first].scores) / (end - first) : 0,
        .share = all > 0 ? mass / all : 0};
}

static struct range sum_inside(const struct block_context *context, int container)
{
    const struct container *found = &context->table->outline->containers[container];
    return sum_of(context, found->first_block, found->end_block);
}

static float score_at(const struct block_context *context, int block)
{
    return block >= 0 && block < context->table->count ? context->scores[block] : 0;
}

static void describe_holders(const struct block_context *context, int own, float *row)
{
    const struct container *containers = context->table->outline->containers;
    int half = containers[context->with_half[own]].depth, most = containers[context->with_most[own]].depth;
    row[SECOND_LEVELS_TO_HALF] = (float)(containers[own].depth - half);
    row[SECOND_HALF_HEIGHT] = (float)(containers[context->half].depth - half);
    row[SECOND_LEVELS_TO_MOST] = (float)(containers[own].depth - most);
    row[SECOND_MOST_HEIGHT] = (float)(containers[context->most].depth - most);
}

static void describe_containers(const struct block_context *context, int block, float *row)
{
    const struct block_table *table = context->table;
    int at = table->outline->blocks[block].container;
    static const int means[] = {SECOND_OWN_MEAN, SECOND_PARENT_MEAN, SECOND_THIRD_MEAN, SECOND_FOURTH_MEAN};
    static const int masses[] = {SECOND_OWN_MASS, SECOND_PARENT_MASS, SECOND_THIRD_MASS, SECOND_FOURTH_MASS};
    for (int i = 0; i < 4; i++) {
        struct range range = sum_inside(context, at);
        row[means[i]] = (float)range.mean;
        row[masses[i]] = (float)range.share;
        if (table->outline->containers[at].parent >= 0)
            at = table->outline->containers[at].parent;
    }
    describe_holders(context, table->outline->blocks[block].container, row);
    const struct container_facts *facts = &table->facts[table->outline->blocks[block].container];
    const struct alike *alike = &table->alikes[facts->own_alike];
    double mass = context->alike_mass[facts->own_alike], all = context->sums[table->count].mass;
    row[SECOND_ALIKE_MEAN] = alike->characters ? (float)(mass / alike->characters) : 0;
    row[SECOND_ALIKE_MASS] = all > 0 ? (float)(mass / all) : 0;
    row[SECOND_ALIKE_PLAIN_MEAN] = alike->blocks ? (float)(context->alike_scores[facts->own_alike] / alike->blocks) : 0;
    row[SECOND_REPEATED_MEAN] = facts->repeated < 0 ? -1 : (float)sum_inside(context, facts->repeated).mean;
    row[SECOND_ARTICLE_MASS] = facts->outer_article < 0 ? -1 : (float)sum_inside(context, facts->outer_article).share;
}

static void describe_neighbours(const struct block_context *context, int block, float *row)
{
    for (int i = 1; i <= 4; i++) {
        row[SECOND_BEFORE_1 + i - 1] = score_at(context, block - i);
        row[SECOND_AFTER_1 + i - 1] = score_at(context, block + i);
    }
    static const struct {
        int feature, distance;
    } around[] = {{SECOND_MEAN_AROUND_4, 4}, {SECOND_MEAN_AROUND_12, 12}};
    for (int i = 0; i < 2; i++) {
        struct range before = sum_of(context, block - around[i].distance, block);
        struct range after = sum_of(context, block + 1, block + 1 + around[i].distance);
        row[around[i].feature] = (float)(before.plain + after.plain) / 2;
    }
    row[SECOND_MEAN_NEXT_3] = (float)sum_of(context, block + 1, block + 4).plain;
    row[SECOND_MASS_BEFORE] = (float)sum_of(context, 0, block).share;
    row[SECOND_MASS_AFTER] = (float)sum_of(context, block + 1, context->table->count).share;
    struct range stretch = sum_of(context, context->stretch_first[block], context->stretch_end[block]);
    row[SECOND_STRETCH_MEAN] = (float)stretch.mean;
    row[SECOND_STRETCH_MASS] = (float)stretch.share;
}

static void describe_strong(const struct block_context *context, int block, float *row)
{
    const struct block_sums *sums = context->table->sums;
    int before = context->strong_before[block], after = context->strong_after[block];
    int blocks[2] = {FARTHEST, FARTHEST}, text[2] = {FARTHEST_TEXT, FARTHEST_TEXT};
    if (before >= 0 && block - before < FARTHEST) {
        blocks[0] = block - before;
        text[0] = sums[block].characters - sums[before + 1].characters;
    }
    if (after >= 0 && after - block < FARTHEST) {
        blocks[1] = after - block;
        text[1] = sums[after].characters - sums[block + 1].characters;
    }
    row[SECOND_BLOCKS_FROM_STRONG] = (float)blocks[0];
    row[SECOND_TEXT_FROM_STRONG] = (float)text[0];
    row[SECOND_BLOCKS_TO_STRONG] = (float)blocks[1];
    row[SECOND_TEXT_TO_STRONG] = (float)text[1];
}

void block_context_describe(const struct block_context *context, int block, float *row)
{
    const struct score_sums *all = &context->sums[context->table->count];
    row[SECOND_SCORE] = context->scores[block];
    row[SECOND_PAGE_MASS] = (float)all->mass;
    row[SECOND_PAGE_MAXIMUM] = context->maximum;
    row[SECOND_STRONG_COUNT] = (float)all->strong;
    row[SECOND_STRONG_RANK] = all->strong ? (float)context->sums[block].strong / (float)all->strong : 0;
    describe_containers(context, block, row);
    describe_neighbours(context, block, row);
    describe_strong(context, block, row);
}
