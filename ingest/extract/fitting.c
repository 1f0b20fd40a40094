#include "ingest/extract/fitting.h"

#define FITTING_SCORE    .2f  /* of what is like its neighbours, of a standfirst, of a heading right before the text */
#define WHOLE_SCORE      .15f /* of a part of a whole that is mostly chosen */
#define FIRST_PARAGRAPH  160  /* bytes; what comes before may be a standfirst */
#define MOST_BEFORE      60   /* blocks between the headline and the text */
#define STANDFIRST_LINKS .3
#define LONGEST_BYLINE   160 /* bytes */
#define LONGEST_HEADING  200 /* characters */
#define LONGEST_CELL     300 /* bytes; longer ones are paragraphs of a page laid out as a table */
#define LONGEST_ITEM     1000
#define FEWEST_CELLS     4
#define FEWEST_ITEMS     2
#define BLOCK_MASS       10 /* characters that a block counts for, besides its own */
#define TABLE_SHARE      .4 /* of a table's mass that speaks for the rest */
#define LIST_SHARE       .5
#define MOST_BETWEEN     12 /* blocks between two that are alike */
#define FARTHEST         40 /* blocks left out between two parts of one text */
#define FARTHEST_LINKS   14 /* rows of links among them: a page's foot rather than a gallery */

static const struct container *container_of(const struct block_table *table, int block)
{
    return &table->outline->containers[table->outline->blocks[block].container];
}

/* ---- standfirst ---- */

/* Where the text begins, below the headline; the table's count if that cannot be told. */
static int find_text(const struct block_table *table, const bool *chosen)
{
    int at = table->title + 1;
    while (at < table->count && !(chosen[at] && table->outline->blocks[at].size >= FIRST_PARAGRAPH))
        at++;
    return at - table->title > MOST_BEFORE ? table->count : at;
}

static bool is_standfirst(const struct block_table *table, int block)
{
    const struct block *found = &table->outline->blocks[block];
    const struct container *container = container_of(table, block);
    const struct block_text *text = &table->texts[block];
    if (text->words < FEWEST_LEAD_WORDS || block_link_share(found) > STANDFIRST_LINKS ||
        (container->regions & (IN_CAPTION | IN_FIGURE | IN_ASIDE | IN_COMMENTS)) ||
        !(block_is_lead(table, block) || container->tag == LXB_TAG_P || (container->regions & IN_HEADING)))
        return false;
    return found->size >= LONGEST_BYLINE || text->ends_sentence || !block_holds_date(table, block);
}

static void choose_standfirst(const struct block_table *table, const float *scores, const bool *barred, bool *chosen)
{
    int text = table->title >= 0 ? find_text(table, chosen) : table->count;
    for (int i = table->title + 1; i < text && text < table->count; i++)
        if (!chosen[i] && !barred[i] && scores[i] >= FITTING_SCORE && is_standfirst(table, i))
            chosen[i] = true;
}

/* ---- tables and lists ---- */

/* A table of data or a list whose parts are short; those of a page's layout are neither. */
static bool is_whole(const struct block_table *table, int container, const bool *barred)
{
    const struct outline *outline = table->outline;
    const struct container *whole = &outline->containers[container];
    bool is_table = whole->tag == LXB_TAG_TABLE;
    if (!is_table && whole->tag != LXB_TAG_UL && whole->tag != LXB_TAG_OL && whole->tag != LXB_TAG_DL)
        return false;
    if (whole->end_block > table->count ||
        whole->end_block - whole->first_block < (is_table ? FEWEST_CELLS : FEWEST_ITEMS))
        return false;
    for (int i = whole->first_block; i < whole->end_block; i++)
        if (barred[i] || outline->blocks[i].size > (is_table ? LONGEST_CELL : LONGEST_ITEM))
            return false;
    for (int i = container + 1; is_table && i < outline->container_count && outline->containers[i].depth > whole->depth;
         i++)
        if (outline->containers[i].tag == LXB_TAG_TABLE)
            return false;
    return true;
}

/* Of a whole that is mostly chosen all parts are, but for those that the scores are sure about. */
static void choose_wholes(const struct block_table *table, const float *scores, const bool *barred, bool *chosen)
{
    for (int i = 1; i < table->outline->container_count; i++) {
        const struct container *whole = &table->outline->containers[i];
        if (!is_whole(table, i, barred))
            continue;
        double all = 0, kept = 0, share = whole->tag == LXB_TAG_TABLE ? TABLE_SHARE : LIST_SHARE;
        for (int j = whole->first_block; j < whole->end_block; j++) {
            double mass = BLOCK_MASS + table->texts[j].characters;
            all += mass;
            kept += chosen[j] ? mass : 0;
        }
        for (int j = whole->first_block; kept >= all * share && j < whole->end_block; j++)
            chosen[j] |= scores[j] >= WHOLE_SCORE;
    }
}

/* ---- paragraphs ---- */

/* Whether the nearest element like a block's before it, and beside it, is chosen. */
static bool follows_its_like(const struct block_table *table, const bool *chosen, int block)
{
    const struct container *own = container_of(table, block);
    for (int i = block - 1; i >= 0 && block - i <= MOST_BETWEEN; i--) {
        const struct container *other = container_of(table, i);
        if (other->signature == own->signature && other->parent == own->parent)
            return chosen[i];
    }
    return false;
}

/* What stands beside the text, an advert that is there at one time and not at another, moves a score, but does not make
 * another thing of a paragraph among paragraphs. */
static void choose_like(const struct block_table *table, const float *scores, const bool *barred, bool *chosen)
{
    for (int i = 0; i < table->count; i++)
        if (!chosen[i] && !barred[i] && scores[i] >= FITTING_SCORE && follows_its_like(table, chosen, i))
            chosen[i] = true;
}

/* Headings within the text that a chosen block follows. */
static void choose_headings(const struct block_table *table, const float *scores, const bool *barred, bool *chosen)
{
    int first = 0;
    while (first < table->count && !chosen[first])
        first++;
    for (int i = table->count - 2; i > table->title && i > first; i--)
        if (chosen[i + 1] && !chosen[i] && !barred[i] && scores[i] >= FITTING_SCORE &&
            block_is_in(table, i, IN_HEADING) && table->texts[i].characters <= LONGEST_HEADING &&
            block_link_share(&table->outline->blocks[i]) <= .5)
            chosen[i] = true;
}

/* ---- what is far away ---- */

static bool is_far(const struct block_table *table, int before, int block)
{
    int links = 0;
    for (int i = before + 1; i < block; i++)
        links += block_link_share(&table->outline->blocks[i]) > .5;
    return block - before > FARTHEST && links >= FARTHEST_LINKS &&
           container_of(table, before)->parent != container_of(table, block)->parent;
}

/* Behind the better part of the text and many rows of links comes another text, if any. */
static void drop_far(const struct block_table *table, bool *chosen)
{
    int all = 0, so_far = 0, before = -1;
    for (int i = 0; i < table->count; i++)
        all += chosen[i] ? table->texts[i].characters : 0;
    for (int i = 0; i < table->count; i++) {
        if (!chosen[i])
            continue;
        bool far = before >= 0 && so_far * 5 >= all * 2 && is_far(table, before, i);
        for (int j = i; far && j < table->count; j++)
            chosen[j] = false;
        so_far += table->texts[i].characters;
        before = i;
    }
}

void fitting_choose(const struct block_table *table, const float *scores, const bool *barred, bool *chosen)
{
    drop_far(table, chosen);
    choose_standfirst(table, scores, barred, chosen);
    choose_wholes(table, scores, barred, chosen);
    choose_like(table, scores, barred, chosen);
    choose_headings(table, scores, barred, chosen);
}
