#include "ingest/extract/body.h"

#include "ingest/extract/asides.h"
#include "ingest/extract/clean_text.h"
#include "ingest/extract/other_parts.h"

#include <stdlib.h>
#include <string.h>

#define TAKEN_SCORE       .5f
#define SURE_SCORE        .7f  /* where no block has as much, the best ones are good enough: */
#define RELATIVE_SCORE    .6f  /* of the page's best */
#define LEAST_SCORE       .15f /* never below */
#define FITTING_SCORE     .3f  /* of what stands among paragraphs that are taken and is like them */
#define LONGEST_CELL      80   /* bytes of a table cell that stands on a line with its neighbour */
#define LONGEST_HEADLINE  600
#define SHORTEST_AGAIN    6  /* words of a block that may not come twice */
#define SHORTEST_LINE     60 /* bytes; for openings */
#define SHORTEST_SENTENCE 40
#define LONGEST_BYLINE    160
#define FIRST_PARAGRAPH   160
#define LONGEST_IMPRINT   400
#define IMPRINT_SHARE     8 /* one part in so many */
#define MOST_IMPOSED      4 /* times the text outside */
#define GRAM              4
#define FEWEST_GRAMS      8
#define AGAIN_SHARE       .8

const char *verdict_name(enum verdict verdict)
{
    static const char *const names[] = {"left out",        "taken",   "headline",    "abstract", "said before",
                                        "nothing follows", "opening", "small print", "aside",    "other part"};
    return names[verdict];
}

static float threshold_of(const struct block_table *table, const float *scores)
{
    float best = 0;
    for (int i = 0; i < table->count; i++)
        best = scores[i] > best ? scores[i] : best;
    if (best >= SURE_SCORE)
        return TAKEN_SCORE;
    return best * RELATIVE_SCORE > LEAST_SCORE ? best * RELATIVE_SCORE : LEAST_SCORE;
}

static bool is_headline(const struct block_table *table, int block)
{
    const struct outline *outline = table->outline;
    const struct block *found = &outline->blocks[block];
    const char *headline = table->evidence->headline;
    return block == table->title ||
           (headline && found->size < LONGEST_HEADLINE &&
            clean_same(outline->text.data + found->start, found->size, headline, strlen(headline)));
}

/* ---- what comes twice ---- */

/* Hashes of runs of four words that are in the text already. */
struct said {
    uint32_t *slots; /* 0: empty */
    size_t size;     /* a power of two */
};

static struct said said_new(size_t words)
{
    struct said said = {.size = 256};
    while (said.size < 2 * words)
        said.size *= 2;
    said.slots = xcalloc(said.size, sizeof *said.slots);
    return said;
}

static uint32_t gram_at(const uint32_t *words)
{
    uint32_t gram = 0;
    for (int i = 0; i < GRAM; i++)
        gram = (gram ^ words[i]) * 2654435761u + (gram >> 15);
    return gram ? gram : 1;
}

static uint32_t *said_slot(const struct said *said, uint32_t gram)
{
    size_t slot = block_table_mix(gram) & (said->size - 1);
    while (said->slots[slot] && said->slots[slot] != gram)
        slot = (slot + 1) & (said->size - 1);
    return &said->slots[slot];
}

/* Whether most of a block was said before; if not, it is now. */
static bool is_again(struct said *said, const struct block_table *table, int block)
{
    const struct block_text *text = &table->texts[block];
    const uint32_t *words = table->hashes.data + text->first_hash;
    int grams = text->hash_count - GRAM + 1, known = 0;
    for (int i = 0; i < grams; i++)
        known += *said_slot(said, gram_at(words + i)) != 0;
    bool same = text->hash_count >= SHORTEST_AGAIN && known == grams;
    if (same || (grams >= FEWEST_GRAMS && known > grams * AGAIN_SHARE))
        return true;
    for (int i = 0; i < grams; i++) {
        uint32_t gram = gram_at(words + i);
        *said_slot(said, gram) = gram;
    }
    return false;
}

/* ---- verdicts ---- */

/* In a box of consent or an advertisement, by the names of what is around. */
static bool is_imposed(const struct block_table *table, int block)
{
    return table->outline->containers[table->outline->blocks[block].container].regions & (IN_CONSENT | IN_ADVERT);
}

/* Whether such names can be believed: not where they hold nearly all of the text. */
static bool names_hold(const struct block_table *table, const float *scores, float threshold)
{
    int imposed = 0, others = 0;
    for (int i = 0; i < table->count; i++)
        if (scores[i] >= threshold)
            *(is_imposed(table, i) ? &imposed : &others) += table->texts[i].characters;
    return imposed < others * MOST_IMPOSED;
}

static bool is_heading(const struct block_table *table, int block)
{
    return table->outline->containers[table->outline->blocks[block].container].regions & IN_HEADING;
}

/* Headings that nothing of the text follows. */
static void drop_lonely(const struct block_table *table, enum verdict *verdicts)
{
    bool followed = false;
    for (int i = table->count - 1; i >= 0 && !followed; i--) {
        if (verdicts[i] != VERDICT_TAKEN)
            continue;
        if (is_heading(table, i))
            verdicts[i] = VERDICT_LONELY;
        else
            followed = true;
    }
}

/*
 * A byline, a date, a button: what stands between a headline and the first paragraph of some length and is not text.
 * The model knows them on large pages; on small ones there is little to tell them by.
 */
static bool is_opening(const struct block_table *table, int block)
{
    const struct block *found = &table->outline->blocks[block];
    const struct block_text *text = &table->texts[block];
    struct date date;
    if (is_heading(table, block) || found->size >= LONGEST_BYLINE)
        return false;
    if (found->size < SHORTEST_LINE)
        return !text->ends_sentence || text->characters < SHORTEST_SENTENCE;
    return !text->ends_sentence &&
           date_find(table->outline->text.data + found->start, found->size, table->evidence->order, &date);
}

static void drop_openings(const struct block_table *table, enum verdict *verdicts)
{
    int paragraph = 0;
    while (paragraph < table->count &&
           (verdicts[paragraph] != VERDICT_TAKEN || table->outline->blocks[paragraph].size < FIRST_PARAGRAPH))
        paragraph++;
    for (int i = 0; paragraph < table->count && i < paragraph; i++)
        if (verdicts[i] == VERDICT_TAKEN && is_opening(table, i))
            verdicts[i] = VERDICT_OPENING;
}

/* Lines of copyright at the end, and small print behind the last horizontal rule. */
static void drop_imprint(const struct block_table *table, enum verdict *verdicts)
{
    const struct block *blocks = table->outline->blocks;
    int last = table->count - 1;
    size_t all = 0, behind = 0;
    for (; last >= 0; last--) {
        bool line = table->texts[last].copyright && blocks[last].size < LONGEST_IMPRINT;
        if (verdicts[last] == VERDICT_TAKEN && !line)
            break;
        if (verdicts[last] == VERDICT_TAKEN)
            verdicts[last] = VERDICT_IMPRINT;
    }
    for (int i = 0; i <= last; i++) {
        size_t size = verdicts[i] == VERDICT_TAKEN ? blocks[i].size : 0;
        all += size;
        behind += blocks[i].rules == blocks[last].rules ? size : 0;
    }
    if (behind == all || behind * IMPRINT_SHARE >= all || behind >= LONGEST_IMPRINT)
        return;
    for (int i = last; i >= 0 && blocks[i].rules == blocks[last].rules; i--)
        if (verdicts[i] == VERDICT_TAKEN)
            verdicts[i] = VERDICT_IMPRINT;
}

/* A line that is none of the text by its words. */
static bool is_aside(const struct block_table *table, int block)
{
    const struct block *found = &table->outline->blocks[block];
    return !is_heading(table, block) &&
           aside_is(table->outline->text.data + found->start, found->size, block_link_share(found));
}

/* The element around the one that holds a block. */
static int parent_of(const struct block_table *table, int block)
{
    return table->outline->containers[table->outline->blocks[block].container].parent;
}

/* The block that was chosen last before `block`; -1: none. */
static int chosen_before(const bool *chosen, int block)
{
    while (--block >= 0 && !chosen[block]) {
    }
    return block;
}

/* A heading right before a paragraph of the text and behind another, all in one element. */
static bool heads_paragraph(const struct block_table *table, const bool *chosen, int block, int before)
{
    return is_heading(table, block) && block + 1 < table->count && chosen[block + 1] && !is_heading(table, block + 1) &&
           parent_of(table, block + 1) == parent_of(table, block) && !is_heading(table, before);
}

/* A sentence in an element like that of the paragraph of the text before it, and beside it. */
static bool goes_on(const struct block_table *table, int block, int before)
{
    const struct outline *outline = table->outline;
    const struct block *found = &outline->blocks[block];
    const struct container *holder = &outline->containers[found->container],
                           *like = &outline->containers[outline->blocks[before].container];
    return holder->tag == LXB_TAG_P && holder->signature == like->signature && found->link_bytes == 0 &&
           found->size >= SHORTEST_LINE && table->texts[block].ends_sentence;
}

/* Takes what the scores are in doubt about and the page is not: what stands beside the text, an advert that is there at
 * one time and not at another, moves a score, but does not make another thing of a paragraph among paragraphs. */
static void choose_fitting(const struct block_table *table, const float *scores, bool *chosen)
{
    for (int i = 0; i < table->count; i++) {
        if (chosen[i] || scores[i] < FITTING_SCORE || is_imposed(table, i))
            continue;
        int before = chosen_before(chosen, i);
        if (before >= 0 && parent_of(table, before) == parent_of(table, i))
            chosen[i] = heads_paragraph(table, chosen, i, before) || goes_on(table, i, before);
    }
}

/* Blocks that the scores speak for, but for boxes by name; `others` are those of another part of the page. */
static void choose(const struct block_table *table, const float *scores, bool *chosen, bool *others)
{
    float threshold = threshold_of(table, scores);
    bool names = names_hold(table, scores, threshold);
    for (int i = 0; i < table->count; i++) {
        chosen[i] = scores[i] >= threshold && !(names && is_imposed(table, i));
        others[i] = false;
    }
    choose_fitting(table, scores, chosen);
    other_parts_find(table, chosen, others);
}

void body_judge(const struct block_table *table, const float *scores, int lead_first, int lead_end,
                enum verdict *verdicts)
{
    bool points = lead_end - lead_first > 1;
    bool *chosen = xmalloc(2 * ((size_t)table->count + 1)), *others = chosen + table->count + 1;
    size_t words = 0;
    choose(table, scores, chosen, others);
    for (int i = 0; i < table->count; i++)
        words += chosen[i] ? (size_t)table->texts[i].hash_count : 0;
    struct said said = said_new(words);
    for (int i = 0; i < table->count; i++) {
        verdicts[i] = VERDICT_LEFT;
        if (points && i >= lead_first && i < lead_end)
            verdicts[i] = VERDICT_ABSTRACT;
        else if (is_headline(table, i))
            verdicts[i] = VERDICT_HEADLINE;
        else if (chosen[i] && others[i])
            verdicts[i] = VERDICT_OTHER;
        else if (chosen[i] && is_aside(table, i))
            verdicts[i] = VERDICT_ASIDE;
        else if (chosen[i])
            verdicts[i] = is_again(&said, table, i) ? VERDICT_AGAIN : VERDICT_TAKEN;
    }
    free(chosen);
    free(said.slots);
    drop_imprint(table, verdicts);
    drop_openings(table, verdicts);
    drop_lonely(table, verdicts);
}

/* ---- joining ---- */

/* Short cells of a table's row stand on one line. */
static bool joins_row(const struct block_table *table, const enum verdict *verdicts, int block)
{
    const struct block *blocks = table->outline->blocks;
    return block > 0 && verdicts[block - 1] == VERDICT_TAKEN && blocks[block].cell &&
           blocks[block].size < LONGEST_CELL && blocks[block - 1].size < LONGEST_CELL &&
           (table->outline->containers[blocks[block].container].regions & IN_TABLE);
}

char *body_join(const struct block_table *table, const enum verdict *verdicts)
{
    struct buffer body = {0};
    for (int i = 0; i < table->count; i++) {
        if (verdicts[i] != VERDICT_TAKEN)
            continue;
        if (body.size > 0)
            buffer_append_text(&body, joins_row(table, verdicts, i) ? " | " : "\n\n");
        buffer_append(&body, table->outline->text.data + table->outline->blocks[i].start,
                      table->outline->blocks[i].size);
    }
    return body.size > 0 ? buffer_steal(&body) : NULL;
}
