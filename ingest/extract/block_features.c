#include "ingest/extract/block_features.h"

#include "ingest/extract/element_names.h"

#include <string.h>

#define FARTHEST 1000 /* levels, blocks: as good as anywhere */

#define FEATURE_NAME(name) #name,
const char *const first_feature_names[FIRST_COUNT] = {FIRST_FEATURES(FEATURE_NAME)};
const char *const second_feature_names[SECOND_COUNT] = {SECOND_FEATURES(FEATURE_NAME) REPEATED_FEATURES(FEATURE_NAME)};

/* Tags in the order of how much they look like an article's text, so that a tree can part them with few cuts. */
static int rank_of_tag(lxb_tag_id_t tag)
{
    static const lxb_tag_id_t order[] = {
        LXB_TAG_P,       LXB_TAG_BLOCKQUOTE, LXB_TAG_PRE,     LXB_TAG_H2,         LXB_TAG_H3,      LXB_TAG_H4,
        LXB_TAG_H5,      LXB_TAG_H6,         LXB_TAG_H1,      LXB_TAG_OL,         LXB_TAG_UL,      LXB_TAG_LI,
        LXB_TAG_DD,      LXB_TAG_DT,         LXB_TAG_DL,      LXB_TAG_TD,         LXB_TAG_TH,      LXB_TAG_TR,
        LXB_TAG_TBODY,   LXB_TAG_TABLE,      LXB_TAG_CENTER,  LXB_TAG_DIV,        LXB_TAG_ARTICLE, LXB_TAG_SECTION,
        LXB_TAG_MAIN,    LXB_TAG_BODY,       LXB_TAG_DETAILS, LXB_TAG_FIGCAPTION, LXB_TAG_FIGURE,  LXB_TAG_ADDRESS,
        LXB_TAG_SUMMARY, LXB_TAG_HEADER,     LXB_TAG_FORM,    LXB_TAG_ASIDE,      LXB_TAG_FOOTER,  LXB_TAG_NAV};
    int count = sizeof order / sizeof *order;
    for (int i = 0; i < count; i++)
        if (order[i] == tag)
            return i;
    return count;
}

static float share(double part, double whole)
{
    return whole > 0 ? (float)(part / whole) : 0;
}

/* Sums over the blocks inside a container. */
static struct block_sums inside(const struct block_table *table, int container)
{
    const struct container *found = &table->outline->containers[container];
    int end = found->end_block < table->count ? found->end_block : table->count;
    int first = found->first_block < end ? found->first_block : end;
    const struct block_sums *from = &table->sums[first], *to = &table->sums[end];
    return (struct block_sums){to->characters - from->characters,
                               to->linked - from->linked,
                               to->good - from->good,
                               to->paragraphs - from->paragraphs,
                               to->headings - from->headings,
                               to->first_headings - from->first_headings,
                               to->times - from->times};
}

static int parent_of(const struct block_table *table, int container)
{
    int parent = table->outline->containers[container].parent;
    return parent < 0 ? container : parent;
}

static int levels_between(const struct block_table *table, int inner, int outer)
{
    return table->outline->containers[inner].depth - table->outline->containers[outer].depth;
}

static void describe_text(const struct block_table *table, int block, float *row)
{
    const struct block *found = &table->outline->blocks[block];
    const struct block_text *text = &table->texts[block];
    double characters = text->characters, words = text->words > 0 ? text->words : 1;
    row[FIRST_CHARACTERS] = (float)characters;
    row[FIRST_WORDS] = (float)text->words;
    row[FIRST_MEAN_WORD] = share(characters, words);
    row[FIRST_LONGEST_WORD] = (float)text->longest;
    row[FIRST_LINK_SHARE] = (float)block_link_share(found);
    row[FIRST_LINKS] = (float)found->links;
    row[FIRST_LINKS_PER_WORD] = share(found->links, words);
    row[FIRST_BOLD_SHARE] = share((double)found->bold_bytes, (double)found->size);
    row[FIRST_TIMES] = (float)found->times;
    row[FIRST_BREAKS] = (float)found->breaks;
    row[FIRST_CAPITALISED] = share(text->capitalised, words);
    row[FIRST_DIGITS] = share(text->digits, characters);
    row[FIRST_COMMAS] = (float)text->commas;
    row[FIRST_STOPS] = (float)text->stops;
    row[FIRST_QUOTES] = (float)text->quotes;
    row[FIRST_SEPARATORS] = (float)text->separators;
    row[FIRST_WIDE] = share(text->wide, characters);
    row[FIRST_UPPER] = share(text->upper, text->upper + text->lower);
    row[FIRST_FIRST_KIND] = text->first_kind;
    row[FIRST_LAST_KIND] = text->last_kind;
    row[FIRST_ENDS_SENTENCE] = text->ends_sentence;
    row[FIRST_ADDRESS] = text->address;
    row[FIRST_COPYRIGHT] = text->copyright;
    row[FIRST_INLINE_AWAY] = (found->hints & (HINT_AWAY | HINT_CAPTION | HINT_COMMENT)) != 0;
    row[FIRST_INLINE_META] = (found->hints & (HINT_AUTHOR | HINT_DATE | HINT_TAGS | HINT_RIGHTS | HINT_SECTION)) != 0;
    row[FIRST_CELL] = (float)found->cell;
}

static void describe_names(const struct block_table *table, int container, float *row)
{
    static const struct {
        int feature;
        uint32_t region;
    } regions[] = {
        {FIRST_IS_IN_NAV, IN_NAV},       {FIRST_IS_IN_ASIDE, IN_ASIDE},       {FIRST_IS_IN_HEADER, IN_HEADER},
        {FIRST_IS_IN_FOOTER, IN_FOOTER}, {FIRST_IS_IN_FIGURE, IN_FIGURE},     {FIRST_IS_IN_CAPTION, IN_CAPTION},
        {FIRST_IS_IN_FORM, IN_FORM},     {FIRST_IS_IN_LIST, IN_LIST},         {FIRST_IS_IN_TABLE, IN_TABLE},
        {FIRST_IS_IN_QUOTE, IN_QUOTE},   {FIRST_IS_IN_ARTICLE, IN_ARTICLE},   {FIRST_IS_IN_MAIN, IN_MAIN},
        {FIRST_IS_AWAY, IN_AWAY},        {FIRST_IS_IN_COMMENTS, IN_COMMENTS}, {FIRST_IS_IN_BODY, IN_BODY}};
    static const struct {
        int feature;
        uint32_t hint;
    } hints[] = {{FIRST_NEAR_BODY, HINT_BODY},
                 {FIRST_NEAR_AWAY, HINT_AWAY},
                 {FIRST_NEAR_AUTHOR, HINT_AUTHOR},
                 {FIRST_NEAR_DATE, HINT_DATE},
                 {FIRST_NEAR_TITLE, HINT_TITLE},
                 {FIRST_NEAR_LEAD, HINT_LEAD},
                 {FIRST_NEAR_KEY_POINTS, HINT_KEY_POINTS},
                 {FIRST_NEAR_RIGHTS, HINT_RIGHTS},
                 {FIRST_NEAR_COMMENT, HINT_COMMENT},
                 {FIRST_NEAR_CAPTION, HINT_CAPTION},
                 {FIRST_NEAR_SECTION, HINT_SECTION},
                 {FIRST_NEAR_ARTICLE_BODY, HINT_ARTICLE_BODY},
                 {FIRST_NEAR_TAGS, HINT_TAGS},
                 {FIRST_NEAR_FURNITURE, HINT_FURNITURE},
                 {FIRST_NEAR_CONSENT, HINT_CONSENT},
                 {FIRST_NEAR_ADVERT, HINT_ADVERT}};
    const struct container *found = &table->outline->containers[container];
    int parent = parent_of(table, container);
    row[FIRST_TAG] = (float)rank_of_tag(found->tag);
    row[FIRST_PARENT_TAG] = (float)rank_of_tag(table->outline->containers[parent].tag);
    row[FIRST_GRANDPARENT_TAG] = (float)rank_of_tag(table->outline->containers[parent_of(table, parent)].tag);
    row[FIRST_DEPTH] = (float)found->depth;
    row[FIRST_HEADING_LEVEL] = 0;
    for (int at = container; at >= 0 && (table->outline->containers[at].regions & IN_HEADING);
         at = table->outline->containers[at].parent)
        if (region_of_tag(table->outline->containers[at].tag) == IN_HEADING)
            row[FIRST_HEADING_LEVEL] = (float)(table->outline->containers[at].tag - LXB_TAG_H1 + 1);
    for (size_t i = 0; i < sizeof regions / sizeof *regions; i++)
        row[regions[i].feature] = (found->regions & regions[i].region) != 0;
    for (size_t i = 0; i < sizeof hints / sizeof *hints; i++)
        row[hints[i].feature] = table->facts[container].near[__builtin_ctz(hints[i].hint)];
}

static void describe_containers(const struct block_table *table, int own, float *row)
{
    const struct container_facts *facts = &table->facts[own];
    int parent = parent_of(table, own), third = parent_of(table, parent), fourth = parent_of(table, third);
    struct block_sums all = table->sums[table->count], in_own = inside(table, own), in_parent = inside(table, parent);
    struct block_sums in_third = inside(table, third), in_fourth = inside(table, fourth);
    struct block_sums in_joint = inside(table, facts->with_best);
    row[FIRST_LEVELS_TO_BEST] = (float)levels_between(table, own, facts->with_best);
    row[FIRST_BEST_HEIGHT] = (float)levels_between(table, table->best, facts->with_best);
    row[FIRST_LEVELS_TO_HALF] = (float)levels_between(table, own, facts->with_half);
    row[FIRST_HALF_HEIGHT] = (float)levels_between(table, table->half, facts->with_half);
    row[FIRST_LEVELS_TO_MOST] = (float)levels_between(table, own, facts->with_most);
    row[FIRST_MOST_HEIGHT] = (float)levels_between(table, table->most, facts->with_most);
    struct block_sums in_half = inside(table, table->half);
    row[FIRST_HALF_DENSITY] = share(in_half.good, in_half.characters);
    row[FIRST_OWN_GOOD] = share(in_own.good, all.good);
    row[FIRST_PARENT_GOOD] = share(in_parent.good, all.good);
    row[FIRST_THIRD_GOOD] = share(in_third.good, all.good);
    row[FIRST_FOURTH_GOOD] = share(in_fourth.good, all.good);
    row[FIRST_JOINT_GOOD] = share(in_joint.good, all.good);
    row[FIRST_OWN_LINKS] = share(in_own.linked, in_own.characters);
    row[FIRST_PARENT_LINKS] = share(in_parent.linked, in_parent.characters);
    row[FIRST_THIRD_LINKS] = share(in_third.linked, in_third.characters);
    row[FIRST_JOINT_LINKS] = share(in_joint.linked, in_joint.characters);
    row[FIRST_PARENT_BLOCKS] =
        (float)(table->outline->containers[parent].end_block - table->outline->containers[parent].first_block);
    row[FIRST_PARENT_PARAGRAPHS] = (float)in_parent.paragraphs;
    row[FIRST_PARENT_HEADINGS] = (float)in_parent.headings;
    row[FIRST_PARENT_LENGTH] = (float)in_parent.characters;
    row[FIRST_PARENT_DENSITY] = share(in_parent.good, in_parent.characters);
    row[FIRST_THIRD_DENSITY] = share(in_third.good, in_third.characters);
}

/* The item that a block is in, of several like it beside each other; -1: it is in none. */
static void describe_repeated(const struct block_table *table, int item, float *row)
{
    static const int features[] = {FIRST_REPEATED_COUNT,  FIRST_REPEATED_GOOD,    FIRST_REPEATED_OWN_GOOD,
                                   FIRST_REPEATED_LENGTH, FIRST_REPEATED_LINKS,   FIRST_REPEATED_BLOCKS,
                                   FIRST_REPEATED_TIMES,  FIRST_REPEATED_HEADINGS};
    for (size_t i = 0; i < sizeof features / sizeof *features; i++)
        row[features[i]] = -1;
    if (item < 0)
        return;
    const struct alike *repeated = &table->alikes[table->facts[item].beside_alike];
    const struct container *container = &table->outline->containers[item];
    struct block_sums in_item = inside(table, item), all = table->sums[table->count];
    row[FIRST_REPEATED_COUNT] = (float)repeated->members;
    row[FIRST_REPEATED_GOOD] = share(repeated->good, all.good);
    row[FIRST_REPEATED_OWN_GOOD] = share(in_item.good, all.good);
    row[FIRST_REPEATED_LENGTH] = (float)in_item.characters;
    row[FIRST_REPEATED_LINKS] = share(in_item.linked, in_item.characters);
    row[FIRST_REPEATED_BLOCKS] = (float)(container->end_block - container->first_block);
    row[FIRST_REPEATED_TIMES] = (float)in_item.times;
    row[FIRST_REPEATED_HEADINGS] = (float)in_item.headings;
}

static void describe_alikes(const struct block_table *table, int container, float *row)
{
    const struct container_facts *facts = &table->facts[container];
    const struct alike *own = &table->alikes[facts->own_alike], *path = &table->alikes[facts->path_alike];
    struct block_sums all = table->sums[table->count];
    row[FIRST_OWN_ALIKE_TEXT] = share(own->characters, all.characters);
    row[FIRST_OWN_ALIKE_LINKS] = share(own->linked, own->characters);
    row[FIRST_OWN_ALIKE_COUNT] = (float)own->blocks;
    row[FIRST_OWN_ALIKE_LENGTH] = share(own->characters, own->blocks);
    row[FIRST_PATH_ALIKE_TEXT] = share(path->characters, all.characters);
    row[FIRST_PATH_ALIKE_LINKS] = share(path->linked, path->characters);
    row[FIRST_PATH_ALIKE_COUNT] = (float)path->blocks;
    row[FIRST_PATH_ALIKE_LENGTH] = share(path->characters, path->blocks);
    describe_repeated(table, facts->repeated, row);
}

static void describe_place(const struct block_table *table, int block, float *row)
{
    const struct block_sums *before = &table->sums[block], *all = &table->sums[table->count];
    const struct container_facts *facts = &table->facts[table->outline->blocks[block].container];
    row[FIRST_PLACE] = (float)block;
    row[FIRST_BLOCKS] = (float)table->count;
    row[FIRST_PLACE_SHARE] = share(block, table->count);
    row[FIRST_TEXT_BEFORE] = share(before->characters, all->characters);
    row[FIRST_PAGE_LENGTH] = (float)all->characters;
    row[FIRST_PAGE_GOOD] = (float)all->good;
    row[FIRST_FROM_TITLE] = row[FIRST_TEXT_FROM_TITLE] = -FARTHEST;
    row[FIRST_IS_TITLE] = block == table->title;
    row[FIRST_LEVELS_TO_TITLE] = row[FIRST_TITLE_GOOD] = -1;
    row[FIRST_FIRST_HEADINGS_BEFORE] = (float)before->first_headings;
    row[FIRST_SAME_TEXT] = table->same_text[block] < 0 ? 0 : (float)table->alikes[table->same_text[block]].blocks;
    if (table->title < 0)
        return;
    row[FIRST_FROM_TITLE] = (float)(block - table->title);
    row[FIRST_TEXT_FROM_TITLE] = (float)(before->characters - table->sums[table->title].characters);
    row[FIRST_LEVELS_TO_TITLE] =
        (float)levels_between(table, table->outline->blocks[block].container, facts->with_title);
    row[FIRST_TITLE_GOOD] = share(inside(table, facts->with_title).good, all->good);
}

static void describe_articles(const struct block_table *table, int container, float *row)
{
    const struct container_facts *facts = &table->facts[container];
    int title = table->title >= 0 ? table->outline->blocks[table->title].container : -1;
    double all = table->sums[table->count].good;
    row[FIRST_ARTICLE_NUMBER] = (float)facts->article_number;
    row[FIRST_ARTICLES] = (float)table->articles;
    row[FIRST_OUTER_ARTICLE_GOOD] = row[FIRST_INNER_ARTICLE_GOOD] = -1;
    row[FIRST_ARTICLE_NESTED] = facts->inner_article != facts->outer_article;
    row[FIRST_ARTICLE_OF_TITLE] = row[FIRST_ARTICLE_OF_BEST] = -1;
    if (facts->outer_article < 0)
        return;
    row[FIRST_OUTER_ARTICLE_GOOD] = share(inside(table, facts->outer_article).good, all);
    row[FIRST_INNER_ARTICLE_GOOD] = share(inside(table, facts->inner_article).good, all);
    row[FIRST_ARTICLE_OF_BEST] = facts->outer_article == table->facts[table->best].outer_article;
    if (title >= 0)
        row[FIRST_ARTICLE_OF_TITLE] = facts->outer_article == table->facts[title].outer_article;
}

static void describe_agreement(const struct block_table *table, int block, float *row)
{
    const struct block_text *text = &table->texts[block];
    int headline = 0, description = 0;
    for (int i = 0; i < text->hash_count; i++) {
        uint32_t word = table->hashes.data[text->first_hash + i];
        headline += word_set_has(&table->headline, word);
        description += word_set_has(&table->description, word);
    }
    row[FIRST_TITLE_WORDS] = table->headline.count ? share(headline, text->hash_count) : -1;
    row[FIRST_WORDS_OF_TITLE] = table->headline.count ? share(headline, table->headline.count) : -1;
    row[FIRST_DESCRIPTION_WORDS] = table->description.count ? share(description, text->hash_count) : -1;
    row[FIRST_WORDS_OF_DESCRIPTION] = table->description.count ? share(description, table->description.count) : -1;
}

/* ---- pictures and links ---- */

static void describe_beside(const struct block_table *table, int block, float *row)
{
    const struct block *blocks = table->outline->blocks, *own = &blocks[block];
    row[FIRST_IMAGES_BEFORE] = (float)(own->images - (block > 0 ? blocks[block - 1].images : 0));
    row[FIRST_IMAGES_AFTER] = block + 1 < table->count ? (float)(blocks[block + 1].images - own->images) : 0;
    row[FIRST_BLOCKS_FROM_IMAGE] = (float)block_from_image(table, block);
    row[FIRST_SLANT_SHARE] = share((double)own->slant_bytes, (double)own->size);
    row[FIRST_ALT_WORDS] = table->alt_words[block];
    row[FIRST_LINK_AWAY] = block_link_away(table, own);
}

/* ---- the blocks before and after ---- */

/* 0 to 2: elements of one kind, beside each other. */
static float alikeness(const struct block_table *table, int block, int other)
{
    const struct block *blocks = table->outline->blocks;
    const struct container *one = &table->outline->containers[blocks[block].container];
    const struct container *two = &table->outline->containers[blocks[other].container];
    return (float)((one->parent == two->parent) + (one->signature == two->signature));
}

static void describe_neighbour(const struct block_table *table, int block, int other, float *row)
{
    enum { CHARACTERS, LINKS, LAST_KIND, ALIKE }; /* in the order of the features */
    row[CHARACTERS] = row[LINKS] = row[LAST_KIND] = row[ALIKE] = -1;
    if (other < 0 || other >= table->count)
        return;
    row[CHARACTERS] = (float)table->texts[other].characters;
    row[LINKS] = (float)block_link_share(&table->outline->blocks[other]);
    row[LAST_KIND] = table->texts[other].last_kind;
    row[ALIKE] = alikeness(table, block, other);
}

void block_features_first(const struct block_table *table, int block, float *row)
{
    int container = table->outline->blocks[block].container;
    describe_text(table, block, row);
    describe_names(table, container, row);
    describe_containers(table, container, row);
    describe_alikes(table, container, row);
    describe_place(table, block, row);
    describe_articles(table, container, row);
    describe_agreement(table, block, row);
    describe_beside(table, block, row);
    describe_neighbour(table, block, block - 1, row + FIRST_PREVIOUS_CHARACTERS);
    describe_neighbour(table, block, block + 1, row + FIRST_NEXT_CHARACTERS);
}
