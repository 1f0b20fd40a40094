/* What an element is by its tag and its attributes, for the walk over a page (outline_walk.c). */
#ifndef NEWSMILL_ELEMENT_NAMES_H
#define NEWSMILL_ELEMENT_NAMES_H

#include "ingest/extract/outline.h"

/* The attributes that matter, of one element; texts are borrowed from the tree. */
struct element_names {
    uint32_t hints;
    uint32_t signature; /* of the class names without their digits; 0 if it has none */
    const char *item, *href, *value, *rel, *alt;
    bool hidden;
};

/* What class and id values were found to tell: a page uses the same few again and again. Of other pages, whose
 * `generation` is another, it tells nothing: they can make keys to be like this page's. A zeroed one is empty. */
#define NAME_CACHE_BITS 11
struct name_cache {
    struct {
        uint64_t key;
        uint32_t hints, signature, generation;
    } slots[1 << NAME_CACHE_BITS];
    uint32_t generation;
};

/* `cache` may be NULL. */
struct element_names element_names_read(lxb_dom_element_t *element, struct name_cache *cache);

/* Part of a line of text, not a block of its own. */
bool tag_is_inline(lxb_tag_id_t tag);

/* Content that is no text for readers: scripts, styles, forms' fields, pictures. */
bool tag_is_skipped(lxb_tag_id_t tag);

/* Regions (enum region) that a tag opens, and those that its names tell of. */
uint32_t region_of_tag(lxb_tag_id_t tag);
uint32_t region_of_hints(uint32_t hints, lxb_tag_id_t tag);

/* An attribute's value, never NULL. */
const char *attribute_text(lxb_dom_attr_t *attribute, size_t *size);

#endif
