/*
 * What the block model's features are made from: measures of every block of an outline, sums over the page, and for
 * every container where it stands among others. Filled once a page; block_features.c turns it into numbers.
 */
#ifndef NEWSMILL_BLOCK_TABLE_H
#define NEWSMILL_BLOCK_TABLE_H

#include "ingest/extract/block_text.h"
#include "ingest/extract/evidence.h"

#define MOST_BLOCKS       30000 /* the model looks at; what stands behind them is no part of a text */
#define NEAR_HINTS        18    /* those of enum hint that the model knows: all but the last */
#define NEAR_NONE         24    /* levels, where no container around has the hint */
#define FEWEST_LEAD_WORDS 6     /* of a standfirst */
#define FARTHEST_IMAGE    8     /* blocks */

/* Sums over the blocks before a block; those of a container are the difference between two of them. */
struct block_sums {
    int characters, linked;                   /* of them in links */
    int good;                                 /* in blocks that read like an article's */
    int paragraphs, headings, first_headings; /* p elements, h1 to h6, h1 */
    int times;                                /* time elements */
};

/* Blocks or containers that are alike in some way. */
struct alike {
    int members;    /* containers */
    int blocks;     /* directly inside */
    int characters; /* of the blocks */
    int linked;
    int good;    /* of the containers, with all that is inside */
    size_t slot; /* where its key is */
};

/* A slot of the hash table from what is alike to its place in alikes. */
struct alike_key {
    uint64_t key; /* 0: none */
    int place;
};

struct container_facts {
    uint32_t path;    /* hash of the tags from the root */
    int own_alike;    /* same tag and class, as have the elements around them; of those that hold blocks themselves */
    int path_alike;   /* same path; of the same */
    int beside_alike; /* same tag and class within one parent */
    int repeated;     /* the nearest container around (or itself) that has at least two like it beside it; -1: none */
    int with_title;   /* the innermost container around that holds the headline too */
    int with_best;    /* … that is the best container or holds it */
    int with_half, with_most;         /* … that holds half, or most, of the page's good text */
    int outer_article, inner_article; /* article elements around; -1: none */
    int article_number;               /* of the outermost one in the page; 0: none */
    uint8_t near[NEAR_HINTS];         /* levels up to a container whose names give the hint; NEAR_NONE */
};

struct block_table {
    const struct outline *outline;
    const struct evidence *evidence;
    int count; /* of blocks: all, or MOST_BLOCKS */
    struct block_text *texts;
    struct block_sums *sums; /* count + 1 */
    float *alt_words;        /* per block: of its words the share that the picture's description before it has; -1 */
    struct container_facts *facts;
    struct alike *alikes;
    int *same_text; /* per block: its place in alikes; -1 for those too short to tell */
    int alike_count, alike_room;
    int block_room, container_room;
    int best;               /* the container that the paragraphs speak for */
    int half, most;         /* the innermost ones that hold half, and most, of the page's good text */
    int title;              /* the block of the headline; -1 if none */
    int articles;           /* outermost article elements */
    double *points;         /* scratch, per container */
    struct alike_key *keys; /* hash table of what is alike */
    size_t key_room, slots; /* of them used for this page */
    struct word_hashes hashes;
    struct word_set headline, description;
};

/* Fills the table anew, using its memory again; outline and evidence are borrowed until the next call. */
void block_table_fill(struct block_table *table, const struct outline *outline, const struct evidence *evidence);
void block_table_free(struct block_table *table);
size_t block_table_memory(const struct block_table *table);

/* A block that could be text: no short row of links. The others are never part of an article's text. */
bool block_is_candidate(const struct block_table *table, int block);

/* Whether it reads like part of an article: long enough and not made of links. */
bool block_is_good(const struct block_table *table, int block);

double block_link_share(const struct block *block);

/* In an element of that region (enum region), however far around. */
static inline bool block_is_in(const struct block_table *table, int block, uint32_t region)
{
    return table->outline->containers[table->outline->blocks[block].container].regions & region;
}

/* By its own name or that of the element around it a standfirst, and long enough for one. */
static inline bool block_is_lead(const struct block_table *table, int block)
{
    return table->facts[table->outline->blocks[block].container].near[__builtin_ctz(HINT_LEAD)] <= 1 &&
           table->texts[block].words >= FEWEST_LEAD_WORDS;
}

static inline bool block_holds_date(const struct block_table *table, int block)
{
    const struct block *found = &table->outline->blocks[block];
    struct date date;
    return date_find(table->outline->text.data + found->start, found->size, table->evidence->order, &date);
}

/* Of its last link: 1 if that leads to another host, 0 within the site, .5 within the page or to no page; -1: no link.
 */
float block_link_away(const struct block_table *table, const struct block *block);

/* How many blocks before this one the last picture is; at most FARTHEST_IMAGE. */
int block_from_image(const struct block_table *table, int block);

/* For every container the innermost one around it (or itself) that is `target` or holds it, into `joints`, one a
 * container and `stride` bytes apart. */
void block_table_join(const struct outline *outline, int target, int *joints, size_t stride);

/* Spreads a hash over 64 bits, in each process another way: pages must not choose the slots of tables. */
uint64_t block_table_mix(uint64_t key);

#endif
