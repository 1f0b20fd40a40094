#include "ingest/extract/block_table.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/random.h>

#define GOOD_CHARACTERS  80
#define GOOD_WIDE        25
#define CANDIDATE_LINKS  .9
#define CANDIDATE_SIZE   120
#define LEAST_GAIN       1.15
#define HALF             .5
#define MOST             .8
#define FEWEST_REPEATED  3
#define FEWEST_WORDS     4   /* of a block that can be said to stand elsewhere too */
#define FARTHEST_CAPTION 2   /* blocks behind its picture */
#define MOST_ALT         600 /* bytes of a picture's description */
#define MOST_ALT_WORDS   48

/* What kind of alikeness a key stands for. */
enum alike_kind { ALIKE_OWN = 1, ALIKE_PATH, ALIKE_BESIDE, ALIKE_TEXT };

double block_link_share(const struct block *block)
{
    return block->size ? (double)block->link_bytes / (double)block->size : 0;
}

float block_link_away(const struct block_table *table, const struct block *block)
{
    const char *host = table->evidence->host, *href = block->href;
    if (!href)
        return -1;
    const char *at = strstr(href, "://");
    if (!at && strncmp(href, "//", 2) != 0)
        return href[0] == '#' || strchr(href, ':') ? .5f : 0;
    at = at ? at + 3 : href + 2;
    at += strncasecmp(at, "www.", 4) == 0 ? 4 : 0;
    size_t size = strcspn(at, "/?#:");
    return size != strlen(host) || strncasecmp(at, host, size) != 0;
}

bool block_is_good(const struct block_table *table, int block)
{
    const struct block_text *text = &table->texts[block];
    return (text->characters >= GOOD_CHARACTERS || text->wide > GOOD_WIDE) &&
           block_link_share(&table->outline->blocks[block]) < .5;
}

bool block_is_candidate(const struct block_table *table, int block)
{
    const struct block *found = &table->outline->blocks[block];
    return block_link_share(found) <= CANDIDATE_LINKS || table->texts[block].characters >= CANDIDATE_SIZE ||
           (table->outline->containers[found->container].regions & IN_HEADING);
}

/* ---- memory ---- */

static void make_room(struct block_table *table)
{
    const struct outline *outline = table->outline;
    if (table->count >= table->block_room) {
        table->block_room = table->count + table->count / 2 + 64;
        table->texts = xrealloc(table->texts, (size_t)table->block_room * sizeof *table->texts);
        table->sums = xrealloc(table->sums, (size_t)(table->block_room + 1) * sizeof *table->sums);
        table->alt_words = xrealloc(table->alt_words, (size_t)table->block_room * sizeof *table->alt_words);
        table->same_text = xrealloc(table->same_text, (size_t)table->block_room * sizeof *table->same_text);
    }
    if (outline->container_count >= table->container_room) {
        table->container_room = outline->container_count + outline->container_count / 2 + 64;
        table->facts = xrealloc(table->facts, (size_t)table->container_room * sizeof *table->facts);
        table->points = xrealloc(table->points, (size_t)table->container_room * sizeof *table->points);
    }
    size_t wanted = 1024;
    while (wanted < 2 * (3 * (size_t)outline->container_count + (size_t)table->count))
        wanted *= 2;
    for (int i = 0; i < table->alike_count; i++) /* of the last page; few slots are in use */
        table->keys[table->alikes[i].slot].key = 0;
    if (wanted > table->key_room) {
        table->key_room = wanted;
        free(table->keys);
        table->keys = xcalloc(wanted, sizeof *table->keys);
    }
    table->slots = wanted;
    table->alike_count = 0;
    table->hashes.count = 0;
}

void block_table_free(struct block_table *table)
{
    free(table->texts);
    free(table->sums);
    free(table->facts);
    free(table->alikes);
    free(table->alt_words);
    free(table->same_text);
    free(table->points);
    free(table->keys);
    free(table->hashes.data);
    memset(table, 0, sizeof *table);
}

size_t block_table_memory(const struct block_table *table)
{
    return (size_t)table->block_room *
               (sizeof *table->texts + sizeof *table->sums + sizeof *table->alt_words + sizeof *table->same_text) +
           (size_t)table->container_room * (sizeof *table->facts + sizeof *table->points) +
           (size_t)table->alike_room * sizeof *table->alikes + table->key_room * sizeof *table->keys +
           (size_t)table->hashes.room * sizeof *table->hashes.data;
}

/* ---- what is alike ---- */

static pthread_once_t seeded = PTHREAD_ONCE_INIT;
static uint64_t seed;

static void make_seed(void)
{
    if (getrandom(&seed, sizeof seed, 0) != sizeof seed)
        abort(); /* never for so few bytes: getrandom(2) */
}

uint64_t block_table_mix(uint64_t key)
{
    pthread_once(&seeded, make_seed);
    key ^= seed;
    key = (key ^ key >> 32) * 0x9E3779B97F4A7C15u;
    key = (key ^ key >> 29) * 0xD6E8FEB86659FD93u;
    return key ^ key >> 32;
}

static int find_alike(struct block_table *table, enum alike_kind kind, uint32_t first, uint32_t second)
{
    uint64_t key = block_table_mix((uint64_t)first << 32 | second) + (uint64_t)kind * 0xD6E8FEB86659FD93u;
    key += key == 0;
    size_t slot = key & (table->slots - 1);
    while (table->keys[slot].key && table->keys[slot].key != key)
        slot = (slot + 1) & (table->slots - 1);
    if (!table->keys[slot].key) {
        if (table->alike_count == table->alike_room) {
            table->alike_room = table->alike_room ? table->alike_room * 2 : 1024;
            table->alikes = xrealloc(table->alikes, (size_t)table->alike_room * sizeof *table->alikes);
        }
        table->keys[slot] = (struct alike_key){key, table->alike_count};
        table->alikes[table->alike_count++] = (struct alike){.slot = slot};
    }
    return table->keys[slot].place;
}

/* ---- blocks ---- */

int block_from_image(const struct block_table *table, int block)
{
    const struct block *blocks = table->outline->blocks;
    int before = 0;
    while (before < FARTHEST_IMAGE && block > before && blocks[block - before - 1].images == blocks[block].images)
        before++;
    return before;
}

/* Captions often repeat what the description of their picture says. */
static float find_alt_words(struct block_table *table, int block)
{
    const char *alt = table->outline->blocks[block].alt;
    const struct block_text *text = &table->texts[block];
    int count = text->hash_count < MOST_ALT_WORDS ? text->hash_count : MOST_ALT_WORDS, known = 0;
    if (!alt || count == 0 || block_from_image(table, block) > FARTHEST_CAPTION)
        return -1;
    int first = table->hashes.count;
    block_text_measure(alt, strnlen(alt, MOST_ALT), &table->hashes);
    int end = table->hashes.count < first + MOST_ALT_WORDS ? table->hashes.count : first + MOST_ALT_WORDS;
    for (int i = 0; i < count; i++) {
        int at = first;
        while (at < end && table->hashes.data[at] != table->hashes.data[text->first_hash + i])
            at++;
        known += at < end;
    }
    table->hashes.count = first;
    return end > first ? (float)known / (float)count : -1;
}

static void measure_blocks(struct block_table *table)
{
    const struct outline *outline = table->outline;
    struct block_sums sums = {0};
    for (int i = 0; i < table->count; i++) {
        const struct block *block = &outline->blocks[i];
        const struct container *container = &outline->containers[block->container];
        struct block_text text = block_text_measure(outline->text.data + block->start, block->size, &table->hashes);
        table->texts[i] = text;
        table->sums[i] = sums;
        sums.characters += text.characters;
        sums.linked += (int)(text.characters * block_link_share(block));
        sums.good += block_is_good(table, i) ? (int)(text.characters * (1 - block_link_share(block))) : 0;
        sums.paragraphs += container->tag == LXB_TAG_P;
        sums.headings += (container->regions & IN_HEADING) != 0;
        sums.first_headings += container->tag == LXB_TAG_H1;
        sums.times += block->times;
        table->same_text[i] = -1;
        if (text.hash_count >= FEWEST_WORDS) {
            table->same_text[i] = find_alike(table, ALIKE_TEXT, (uint32_t)(text.hash >> 32), (uint32_t)text.hash);
            table->alikes[table->same_text[i]].blocks++;
        }
    }
    table->sums[table->count] = sums;
    for (int i = 0; i < table->count; i++)
        table->alt_words[i] = find_alt_words(table, i);
}

/* ---- containers ---- */

static bool is_frame(const struct container *container)
{
    return container->tag == LXB_TAG_HTML || container->tag == LXB_TAG_BODY;
}

static int good_inside(const struct block_table *table, const struct container *container)
{
    int first = container->first_block < table->count ? container->first_block : table->count;
    int end = container->end_block < table->count ? container->end_block : table->count;
    return table->sums[end].good - table->sums[first].good;
}

static void find_hints(struct container_facts *facts, const struct container_facts *around, uint32_t hints)
{
    if (!around)
        memset(facts->near, NEAR_NONE, sizeof facts->near);
    else
        for (int i = 0; i < NEAR_HINTS; i++)
            facts->near[i] = (uint8_t)(around->near[i] + (around->near[i] < NEAR_NONE));
    for (hints &= (1u << NEAR_HINTS) - 1; hints; hints &= hints - 1)
        facts->near[__builtin_ctz(hints)] = 0;
}

static void place_containers(struct block_table *table)
{
    const struct outline *outline = table->outline;
    table->articles = 0;
    for (int i = 0; i < outline->container_count; i++) {
        const struct container *container = &outline->containers[i];
        struct container_facts *facts = &table->facts[i];
        const struct container_facts *around = i ? &table->facts[container->parent] : NULL;
        bool frame = is_frame(container);
        *facts =
            (struct container_facts){.path = ((around ? around->path : 0) + (uint32_t)container->tag) * 2654435761u,
                                     .own_alike = -1,
                                     .path_alike = -1,
                                     .repeated = around ? around->repeated : -1,
                                     .with_title = i ? -1 : 0,
                                     .with_best = i ? -1 : 0,
                                     .outer_article = around ? around->outer_article : -1,
                                     .inner_article = around ? around->inner_article : -1,
                                     .article_number = around ? around->article_number : 0};
        find_hints(facts, around, frame ? 0 : container->hints);
        if (container->tag == LXB_TAG_ARTICLE) {
            facts->inner_article = i;
            if (facts->outer_article < 0) {
                facts->outer_article = i;
                facts->article_number = ++table->articles;
            }
        }
        facts->beside_alike = find_alike(table, ALIKE_BESIDE, (uint32_t)container->parent, container->signature);
        struct alike *beside = &table->alikes[facts->beside_alike];
        beside->members++;
        beside->good += good_inside(table, container);
    }
}

/* Done for those that hold blocks themselves: nobody asks it of the others. */
static const struct container_facts *place_among_alikes(struct block_table *table, int number)
{
    const struct container *containers = table->outline->containers;
    struct container_facts *facts = &table->facts[number];
    if (facts->own_alike < 0) {
        uint32_t outer = number ? containers[containers[number].parent].signature : 0;
        facts->own_alike = find_alike(table, ALIKE_OWN, containers[number].signature, outer);
        facts->path_alike = find_alike(table, ALIKE_PATH, facts->path, 0);
    }
    return facts;
}

static void sum_alikes(struct block_table *table)
{
    for (int i = 0; i < table->count; i++) {
        const struct container_facts *facts = place_among_alikes(table, table->outline->blocks[i].container);
        int linked = table->sums[i + 1].linked - table->sums[i].linked;
        for (int j = 0; j < 2; j++) {
            struct alike *alike = &table->alikes[j ? facts->path_alike : facts->own_alike];
            alike->blocks++;
            alike->characters += table->texts[i].characters;
            alike->linked += linked;
        }
    }
}

/* Paragraphs and headings stand beside their like in every text; others that do are items of a list. */
static void find_repeated(struct block_table *table)
{
    const struct outline *outline = table->outline;
    for (int i = 1; i < outline->container_count; i++) {
        const struct container *container = &outline->containers[i];
        struct container_facts *facts = &table->facts[i];
        bool item = container->tag != LXB_TAG_P && !(container->regions & IN_HEADING) &&
                    table->alikes[facts->beside_alike].members >= FEWEST_REPEATED;
        facts->repeated = item ? i : table->facts[container->parent].repeated;
    }
}

/* Every good paragraph speaks for its parent, half as much for the next element up, and less and less above. */
static int find_best(struct block_table *table)
{
    const struct outline *outline = table->outline;
    int best = 0;
    for (int i = 0; i < outline->container_count; i++)
        table->points[i] = 0;
    for (int i = 0; i < table->count; i++) {
        if (!block_is_good(table, i))
            continue;
        int at = outline->blocks[i].container;
        double length = (double)(table->sums[i + 1].good - table->sums[i].good) / 100, share = 1;
        double points = 1 + table->texts[i].commas + (length < 8 ? length : 8);
        if (outline->containers[at].tag == LXB_TAG_P || outline->containers[at].tag == LXB_TAG_LI ||
            (outline->containers[at].regions & IN_HEADING))
            at = outline->containers[at].parent;
        for (int level = 0; at >= 0 && level < 6; level++, at = outline->containers[at].parent) {
            table->points[at] += points * share;
            share = level == 0 ? .5 : share * .6;
        }
    }
    for (int i = 0; i < outline->container_count; i++)
        if (table->points[i] > table->points[best])
            best = i;
    /* Text in sections beside each other: up while that brings much more, but not to the page's frame. */
    for (int at = best; at >= 0 && !is_frame(&outline->containers[at]); at = outline->containers[at].parent)
        if (good_inside(table, &outline->containers[at]) > good_inside(table, &outline->containers[best]) * LEAST_GAIN)
            best = at;
    return best;
}

/* The innermost container that holds that share of the page's good text. */
static int find_holder(const struct block_table *table, double share)
{
    const struct outline *outline = table->outline;
    double wanted = share * table->sums[table->count].good;
    int holder = 0;
    for (int i = 1; i < outline->container_count; i++) /* what is inside comes later than what is around */
        if (outline->containers[i].parent == holder && good_inside(table, &outline->containers[i]) >= wanted)
            holder = i;
    return holder;
}

void block_table_join(const struct outline *outline, int target, int *joints, size_t stride)
{
    char *at = (char *)joints;
    for (int i = 0; i < outline->container_count; i++)
        *(int *)(void *)(at + (size_t)i * stride) = -1;
    for (int i = target; i >= 0; i = outline->containers[i].parent)
        *(int *)(void *)(at + (size_t)i * stride) = i;
    for (int i = 1; i < outline->container_count; i++) {
        int *joint = (int *)(void *)(at + (size_t)i * stride);
        if (*joint < 0)
            *joint = *(int *)(void *)(at + (size_t)outline->containers[i].parent * stride);
    }
}

/* ---- words ---- */

static void fill_set(struct block_table *table, struct word_set *set, const char *text)
{
    int before = table->hashes.count;
    if (text)
        block_text_measure(text, strnlen(text, 4000), &table->hashes);
    word_set_fill(set, table->hashes.data + before, table->hashes.count - before);
    table->hashes.count = before;
}

void block_table_fill(struct block_table *table, const struct outline *outline, const struct evidence *evidence)
{
    const char *description = outline_meta(outline, "og:description");
    table->outline = outline;
    table->evidence = evidence;
    table->count = outline->block_count < MOST_BLOCKS ? outline->block_count : MOST_BLOCKS;
    table->title = evidence->headline_block < table->count ? evidence->headline_block : -1;
    make_room(table);
    measure_blocks(table);
    place_containers(table);
    sum_alikes(table);
    find_repeated(table);
    table->best = find_best(table);
    table->half = find_holder(table, HALF);
    table->most = find_holder(table, MOST);
    if (outline->container_count > 0) {
        block_table_join(outline, table->best, &table->facts->with_best, sizeof *table->facts);
        block_table_join(outline, table->half, &table->facts->with_half, sizeof *table->facts);
        block_table_join(outline, table->most, &table->facts->with_most, sizeof *table->facts);
    }
    if (table->title >= 0)
        block_table_join(outline, outline->blocks[table->title].container, &table->facts->with_title,
                         sizeof *table->facts);
    fill_set(table, &table->headline, evidence->headline);
    fill_set(table, &table->description, description ? description : outline_meta(outline, "description"));
}
