/*
 * A page as flat arrays, filled by one walk over the tree: blocks of text, the elements that contain them, places that
 * may name an author or a date, and what the head says. Everything later reads these arrays, never the tree.
 */
#ifndef NEWSMILL_OUTLINE_H
#define NEWSMILL_OUTLINE_H

#include "common/buffer.h"
#include "ingest/extract/hints.h"
#include "ingest/extract/trim_markup.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <strings.h>

#include <lexbor/dom/dom.h>
#include <lexbor/html/html.h>

enum region {
    IN_NAV = 1u << 0,
    IN_ASIDE = 1u << 1,
    IN_HEADER = 1u << 2,
    IN_FOOTER = 1u << 3,
    IN_FIGURE = 1u << 4,
    IN_CAPTION = 1u << 5, /* figcaption, or named a caption */
    IN_FORM = 1u << 6,
    IN_LIST = 1u << 7,
    IN_TABLE = 1u << 8,
    IN_QUOTE = 1u << 9,
    IN_ARTICLE = 1u << 10,
    IN_MAIN = 1u << 11,
    IN_HEADING = 1u << 12,
    IN_AWAY = 1u << 13, /* a name says it leads away from the article; see outline_settle_away */
    IN_COMMENTS = 1u << 14,
    IN_BODY = 1u << 15, /* a name says it is the article's whole text */
    IN_CONSENT = 1u << 16,
    IN_ADVERT = 1u << 17
};

/* An element that is not inline. Container 0 is the root. */
struct container {
    int parent; /* -1 for the root */
    int depth;
    lxb_tag_id_t tag;
    uint32_t hints;
    uint32_t signature;         /* of its tag and class names, digits apart: alike for elements that are alike */
    uint32_t regions;           /* its own and those of all that contain it */
    int first_block, end_block; /* blocks inside, [first, end) */
    size_t good;                /* bytes of text inside that read like an article's, see outline_is_good */
};

/* A run of text without a break. */
struct block {
    size_t start, size; /* in outline.text */
    size_t link_bytes;  /* of it inside links */
    size_t bold_bytes;  /* of it in bold */
    size_t slant_bytes; /* of it in italics or small print */
    uint32_t hints;     /* of the inline elements that it goes through */
    int container;      /* the innermost one */
    int links, times;   /* `a` and `time` elements that begin in it */
    int breaks;         /* single br elements in it */
    int rules;          /* horizontal rules before it */
    int images;         /* pictures in the page before its end */
    int cell;           /* blocks of a table row other than its first: true */
    const char *alt;    /* what the last of the pictures is said to show; NULL if nothing; borrowed from the tree */
    const char *href;   /* of its last link; NULL if none; borrowed from the tree */
};

enum spot_kind {
    SPOT_HEADING = 1u << 0,     /* h1 to h6; `level` */
    SPOT_AUTHOR = 1u << 1,      /* a name says so; `rel_author`, `item` */
    SPOT_TIME = 1u << 2,        /* a time element */
    SPOT_DATE = 1u << 3,        /* a name says so */
    SPOT_ITEM = 1u << 4,        /* has itemprop */
    SPOT_NAMED = 1u << 5,       /* lead, key points, rights, section, tags */
    SPOT_AUTHOR_LINK = 1u << 6, /* a link to a page of an author, or rel=author */
    SPOT_PART = 1u << 7         /* an element within an h1 that is nothing of the above */
};

/* A place that metadata may come from. */
struct spot {
    uint32_t kinds;
    uint32_t hints; /* of its own names */
    int level;      /* of a heading */
    bool rel_author;
    lxb_tag_id_t tag;
    size_t start, end; /* in outline.text; a newline between blocks */
    int first_block;   /* the block that its text begins in (it may be the next one) */
    int container;     /* the innermost around it, or itself */
    int depth;         /* of nesting among spots: smaller is further out */
    const char *item;  /* itemprop; NULL if none. This and the next two are borrowed from the tree. */
    const char *value; /* datetime, or content; NULL if none */
    const char *href;  /* NULL if none */
};

struct meta {
    const char *name;    /* name, property, itemprop or http-equiv; borrowed */
    const char *content; /* borrowed */
};

/* Whatever the case of its letters. */
static inline bool meta_is(const struct meta *meta, const char *name)
{
    return ((meta->name[0] ^ name[0]) & ~0x20) == 0 && strcasecmp(meta->name, name) == 0;
}

struct name_cache; /* element_names.h */

struct outline {
    struct buffer text; /* all blocks' text, a newline after each */
    struct block *blocks;
    int block_count, block_room;
    struct container *containers;
    int container_count, container_room;
    struct spot *spots;
    int spot_count, spot_room;
    struct meta *metas;
    int meta_count, meta_room;
    struct script *scripts; /* application/ld+json */
    int script_count, script_room;
    const char *title; /* the title element's text; NULL if none; borrowed */
    size_t title_size;
    const char *language;  /* html's lang; NULL if none; borrowed */
    const char *canonical; /* href of link rel=canonical; NULL if none; borrowed */
    const char *base;      /* base href; NULL if none; borrowed */
    size_t good;           /* of the whole page */
    int videos;            /* video and audio elements, and frames of players */
    int links;
    struct name_cache *names; /* what class and id values tell; kept from page to page */
};

/*
 * Fills the outline anew; its memory is used again. `with_hidden` takes in what is marked as hidden and what is
 * for readers without scripts (pages that scripts put together keep their text there).
 */
void outline_read(struct outline *outline, lxb_html_document_t *document, bool with_hidden);
void outline_free(struct outline *outline); /* leaves an empty outline that can be used again */

/* Bytes that it holds, used or not. */
size_t outline_memory(const struct outline *outline);

/* Whether a block reads like part of an article: long enough and not made of links. */
bool outline_is_good(const struct block *block);

/* First content of a meta of that name (any case); NULL if none or empty. */
const char *outline_meta(const struct outline *outline, const char *name);

#endif
