#include "ingest/extract/body.h"

#include "ingest/extract/asides.h"
#include "ingest/extract/clean_text.h"
#include "ingest/extract/fitting.h"
#include "ingest/extract/other_parts.h"

#include <stdlib.h>
#include <string.h>

#define TAKEN_SCORE       .5f
#define SURE_SCORE        .7f  /* where no block has as much, the best ones are good enough: */
#define RELATIVE_SCORE    .6f  /* of the page's best */
#define LEAST_SCORE       .15f /* never below */
#define FEWEST_LAST       8    /* words of a sentence that ends a text as a heading */
#define LONGEST_LABEL     24   /* bytes, with its colon */
#define SHORTEST_TITLE    20
#define CERTAIN_SCORE     .95f /* of a short line above the text that is no byline */
#define LEAST_ABOVE       200  /* characters of text above a list that is no lead points */
#define LONGEST_ITEM      100  /* bytes of cells and items that may come again */
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
    return block_is_in(table, block, IN_CONSENT | IN_ADVERT);
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
    return block_is_in(table, block, IN_HEADING);
}

/* Headings that nothing of the text follows; a sentence may be an article's last, however it is marked up. */
static void drop_lonely(const struct block_table *table, enum verdict *verdicts)
{
    bool followed = false;
    for (int i = table->count - 1; i >= 0 && !followed; i--) {
        if (verdicts[i] != VERDICT_TAKEN)
            continue;
        if (is_heading(table, i) && !(table->texts[i].ends_sentence && table->texts[i].words >= FEWEST_LAST))
            verdicts[i] = VERDICT_LONELY;
        else
            followed = true;
    }
}

/* A short line that reads like speech rather than like a name, and that the model is certain of. */
static bool is_certain(const struct block_table *table, const float *scores, int block)
{
    const struct block_text *text = &table->texts[block];
    return scores[block] >= CERTAIN_SCORE && (text->ends_sentence || text->capitalised * 2 < text->words) &&
           !block_holds_date(table, block);
}

/*
 * A byline, a date, a button: what stands between a headline and the first paragraph of some length and is not text.
 * The model knows them on large pages; on small ones there is little to tell them by.
 */
static bool is_opening(const struct block_table *table, const float *scores, int block)
{
    const struct block *found = &table->outline->blocks[block];
    const struct block_text *text = &table->texts[block];
    if (is_heading(table, block) || block_is_lead(table, block) || found->size >= LONGEST_BYLINE ||
        is_certain(table, scores, block))
        return false;
    if (found->size < SHORTEST_LINE)
        return !text->ends_sentence || text->characters < SHORTEST_SENTENCE;
    return !text->ends_sentence && block_holds_date(table, block);
}

static void drop_openings(const struct block_table *table, const float *scores, enum verdict *verdicts)
{
    int paragraph = 0;
    while (paragraph < table->count &&
           (verdicts[paragraph] != VERDICT_TAKEN || table->outline->blocks[paragraph].size < FIRST_PARAGRAPH))
        paragraph++;
    for (int i = 0; paragraph < table->count && i < paragraph; i++)
        if (verdicts[i] == VERDICT_TAKEN && is_opening(table, scores, i))
            verdicts[i] = VERDICT_OPENING;
}

static bool is_copyright_line(const struct block_table *table, int block)
{
    return table->texts[block].copyright && table->outline->blocks[block].size < LONGEST_IMPRINT;
}

/* Where a line of copyright ends what was chosen, nothing behind it goes with the text. */
static void bar_behind_copyright(const struct block_table *table, const bool *chosen, bool *barred)
{
    int last = table->count - 1;
    while (last >= 0 && !chosen[last])
        last--;
    for (int i = last + 1; last >= 0 && is_copyright_line(table, last) && i < table->count; i++)
        barred[i] = true;
}

/* Lines of copyright at the end, and small print behind the last horizontal rule. */
static void drop_imprint(const struct block_table *table, enum verdict *verdicts)
{
    const struct block *blocks = table->outline->blocks;
    int last = table->count - 1;
    size_t all = 0, behind = 0;
    for (; last >= 0; last--) {
        if (verdicts[last] == VERDICT_TAKEN && !is_copyright_line(table, last))
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

/* A label of a few words and one link within the site: "More: …", in any language. */
static bool is_label_of_link(const struct block_table *table, int block)
{
    const struct block *found = &table->outline->blocks[block];
    const char *text = table->outline->text.data + found->start, *colon = memchr(text, ':', found->size);
    size_t label = colon ? (size_t)(colon - text) + 1 : found->size;
    bool rest = found->size - label - found->link_bytes <= 2; /* a space, a stop */
    return found->links == 1 && label <= LONGEST_LABEL && found->link_bytes >= SHORTEST_TITLE &&
           found->size >= label + found->link_bytes && rest && block_link_away(table, found) == 0;
}

/* A line that is none of the text by its words. */
static bool is_aside(const struct block_table *table, int block)
{
    const struct block *found = &table->outline->blocks[block];
    if (!block_is_in(table, block, IN_LIST | IN_TABLE) && is_label_of_link(table, block))
        return true;
    return !is_heading(table, block) &&
           aside_is(table->outline->text.data + found->start, found->size, block_link_share(found));
}

/* Blocks that the scores speak for, but for boxes by name; `others` are those of another part of the page. */
static void choose(const struct block_table *table, const float *scores, bool *chosen, bool *others, bool *barred)
{
    float threshold = threshold_of(table, scores);
    bool names = names_hold(table, scores, threshold);
    for (int i = 0; i < table->count; i++) {
        barred[i] = is_imposed(table, i);
        chosen[i] = scores[i] >= threshold && !(names && barred[i]);
        others[i] = false;
    }
    bar_behind_copyright(table, chosen, barred);
    fitting_choose(table, scores, barred, chosen);
    other_parts_find(table, chosen, others);
}

/* Lead points stand above the text. A list within it is part of it. */
static bool are_above(const struct block_table *table, const bool *chosen, int lead_first)
{
    int above = 0;
    for (int i = table->title + 1; i < lead_first; i++)
        above += chosen[i] && !is_heading(table, i) ? table->texts[i].characters : 0;
    return above < LEAST_ABOVE;
}

/* Headings, cells and items may say what another one says. */
static bool may_come_again(const struct block_table *table, int block)
{
    return is_heading(table, block) ||
           (table->outline->blocks[block].size < LONGEST_ITEM && block_is_in(table, block, IN_TABLE | IN_LIST));
}

void body_judge(const struct block_table *table, const float *scores, int lead_first, int lead_end,
                enum verdict *verdicts)
{
    size_t room = (size_t)table->count + 1, words = 0;
    bool *chosen = xmalloc(3 * room), *others = chosen + room;
    choose(table, scores, chosen, others, others + room);
    bool points = lead_end - lead_first > 1 && are_above(table, chosen, lead_first);
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
            verdicts[i] = !may_come_again(table, i) && is_again(&said, table, i) ? VERDICT_AGAIN : VERDICT_TAKEN;
    }
    free(chosen);
    free(said.slots);
    drop_imprint(table, verdicts);
    drop_openings(table, scores, verdicts);
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
