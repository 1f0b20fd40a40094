#include "ingest/extract/element_names.h"
#include "ingest/extract/outline_parts.h"

#include "common/text.h"
#include "ingest/extract/clean_text.h"
#include "ingest/extract/html_page.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MOST_SPOTS      4000
#define MOST_OPEN_SPOTS 64

/* What the walk knows at the element it is in. */
struct walk {
    struct outline *outline;
    int container; /* innermost */
    size_t block_start;
    size_t link_bytes, bold_bytes, slant_bytes;
    int links, bolds, slants;                   /* open a, b and i elements */
    int breaks;                                 /* br elements in a row */
    int row_blocks;                             /* blocks of the open table row */
    int block_links, block_times, block_breaks; /* of the open block */
    uint32_t block_hints;
    int rules;              /* hr elements so far */
    int images;             /* pictures so far */
    const char *alt;        /* of the last picture */
    const char *href;       /* of the last link */
    const char *block_href; /* of the last link in the open block */
    int same_href;          /* how often it came in a row */
    bool with_hidden;       /* what is marked as hidden is read too */
    bool space;             /* white space is due before the next character */
    int open_spots[MOST_OPEN_SPOTS];
    int open_count;
};

/* ---- blocks ---- */

static void end_block(struct walk *walk)
{
    struct outline *outline = walk->outline;
    size_t size = outline->text.size - walk->block_start;
    if (size > 0) {
        outline->blocks =
            outline_room(outline->blocks, outline->block_count, &outline->block_room, sizeof *outline->blocks);
        outline->blocks[outline->block_count++] = (struct block){.start = walk->block_start,
                                                                 .size = size,
                                                                 .link_bytes = walk->link_bytes,
                                                                 .bold_bytes = walk->bold_bytes,
                                                                 .slant_bytes = walk->slant_bytes,
                                                                 .images = walk->images,
                                                                 .alt = walk->alt,
                                                                 .href = walk->block_href,
                                                                 .hints = walk->block_hints,
                                                                 .container = walk->container,
                                                                 .links = walk->block_links,
                                                                 .times = walk->block_times,
                                                                 .breaks = walk->block_breaks,
                                                                 .rules = walk->rules,
                                                                 .cell = walk->row_blocks++ > 0};
        buffer_append_char(&outline->text, '\n');
    }
    walk->block_start = outline->text.size;
    walk->link_bytes = walk->bold_bytes = walk->slant_bytes = 0;
    walk->block_href = NULL;
    walk->block_links = walk->block_times = walk->block_breaks = 0;
    walk->block_hints = 0;
    walk->space = false;
    walk->breaks = 0;
}

static void add_text(struct walk *walk, lxb_dom_node_t *node)
{
    const lexbor_str_t *data = &lxb_dom_interface_character_data(node)->data;
    size_t before = walk->outline->text.size;
    clean_append(&walk->outline->text, (const char *)data->data, data->length, &walk->space);
    size_t added = walk->outline->text.size - before;
    if (walk->links > 0)
        walk->link_bytes += added;
    if (walk->bolds > 0)
        walk->bold_bytes += added;
    if (walk->slants > 0)
        walk->slant_bytes += added;
    if (added > 0)
        walk->breaks = 0;
}

/* ---- places of metadata ---- */

/* A part of an address's path that stands before an author's name: /author/jane-roe. */
static bool is_author_part(const char *part, size_t size)
{
    static const char *const parts[26][13] = {
        ['a' - 'a'] = {"author", "authors", "autor", "autoren", "autores", "autori", "autore", "autorzy", "auteur",
                       "auteurs", "avtor", "agency"},
        ['b' - 'a'] = {"by", "bio"},
        ['c' - 'a'] = {"contributor", "contributors", "columnist", "columnists", "creator"},
        ['e' - 'a'] = {"ekspert", "expert", "experts"},
        ['f' - 'a'] = {"forfatter", "forfattare", "firma", "firmas"},
        ['j' - 'a'] = {"journalist", "journalists", "journaliste", "journalistes"},
        ['k' - 'a'] = {"kirjoittaja", "kolumnist"},
        ['m' - 'a'] = {"medewerker"},
        ['o' - 'a'] = {"opinionista"},
        ['p' - 'a'] = {"people", "penulis", "person", "persona", "personer", "profil", "profile", "profiles",
                       "producers"},
        ['r' - 'a'] = {"redakteur", "redaktor", "redactor", "redactie", "reporter", "reporters"},
        ['s' - 'a'] = {"skribent", "staff", "szerzo"},
        ['t' - 'a'] = {"team", "toimittaja"},
        ['w' - 'a'] = {"writer", "writers"},
        ['y' - 'a'] = {"yazar", "yazarlar"}};
    if (*part < 'a' || *part > 'z')
        return false;
    for (const char *const *known = parts[*part - 'a']; *known; known++)
        if (strncmp(part, *known, size) == 0 && (*known)[size] == '\0')
            return true;
    return false;
}

static bool is_author_path(const char *href)
{
    const char *part = strchr(href, '/');
    for (; part; part = strchr(part, '/')) {
        size_t size = strcspn(++part, "/");
        if (part[size] == '/' && part[size + 1] != '\0' && size > 1 && size < 16 && is_author_part(part, size))
            return true;
    }
    return false;
}

/* Within an h1, whose parts may be a kicker and the headline proper. */
static bool is_in_headline(const struct walk *walk)
{
    for (int i = walk->open_count - 1; i >= 0; i--)
        if (walk->outline->spots[walk->open_spots[i]].level == 1)
            return true;
    return false;
}

static void begin_spot(struct walk *walk, lxb_dom_node_t *node, const struct element_names *names)
{
    struct outline *outline = walk->outline;
    lxb_tag_id_t tag = node->local_name;
    struct spot spot = {.hints = names->hints, .tag = tag, .item = names->item, .value = names->value};
    bool frame = tag == LXB_TAG_HTML || tag == LXB_TAG_BODY || tag == LXB_TAG_MAIN || tag == LXB_TAG_ARTICLE;
    if (region_of_tag(tag) == IN_HEADING) {
        spot.kinds |= SPOT_HEADING;
        spot.level = (int)(tag - LXB_TAG_H1) + 1;
    }
    if (names->item)
        spot.kinds |= SPOT_ITEM;
    if (tag == LXB_TAG_TIME)
        spot.kinds |= SPOT_TIME;
    if (!frame && (names->hints & HINT_AUTHOR))
        spot.kinds |= SPOT_AUTHOR;
    if (!frame && (names->hints & HINT_DATE))
        spot.kinds |= SPOT_DATE;
    if (!frame && (names->hints & (HINT_LEAD | HINT_KEY_POINTS | HINT_RIGHTS | HINT_SECTION | HINT_TAGS)))
        spot.kinds |= SPOT_NAMED;
    if (tag == LXB_TAG_A && names->href) {
        spot.rel_author = names->rel && strcasestr(names->rel, "author");
        if (spot.rel_author || is_author_path(names->href))
            spot.kinds |= SPOT_AUTHOR_LINK;
        spot.href = names->href;
    }
    if (!spot.kinds && walk->open_count > 0 && is_in_headline(walk))
        spot.kinds = SPOT_PART;
    if (!spot.kinds || outline->spot_count >= MOST_SPOTS || walk->open_count >= MOST_OPEN_SPOTS)
        return;
    spot.start = outline->text.size;
    spot.end = spot.start;
    spot.first_block = outline->block_count;
    spot.container = walk->container;
    spot.depth = walk->open_count;
    outline->spots = outline_room(outline->spots, outline->spot_count, &outline->spot_room, sizeof *outline->spots);
    outline->spots[outline->spot_count] = spot;
    node->user = &walk->open_spots; /* only a mark that a spot is open */
    walk->open_spots[walk->open_count++] = outline->spot_count++;
}

static void end_spot(struct walk *walk, lxb_dom_node_t *node)
{
    if (node->user != &walk->open_spots || walk->open_count == 0)
        return;
    node->user = NULL;
    walk->outline->spots[walk->open_spots[--walk->open_count]].end = walk->outline->text.size;
}

/* ---- the walk ---- */

static bool is_head_only(lxb_tag_id_t tag)
{
    return tag == LXB_TAG_META || tag == LXB_TAG_LINK || tag == LXB_TAG_BASE || tag == LXB_TAG_TITLE;
}

static void open_container(struct walk *walk, lxb_dom_node_t *node, const struct element_names *names)
{
    struct outline *outline = walk->outline;
    const struct container *around = walk->container < 0 ? NULL : &outline->containers[walk->container];
    struct container inner = {.parent = walk->container,
                              .depth = around ? around->depth + 1 : 0,
                              .tag = node->local_name,
                              .hints = names->hints,
                              .signature = names->signature ^ (uint32_t)node->local_name * 2654435761u,
                              .regions = (around ? around->regions : 0) | region_of_tag(node->local_name) |
                                         region_of_hints(names->hints, node->local_name),
                              .first_block = outline->block_count};
    outline->containers =
        outline_room(outline->containers, outline->container_count, &outline->container_room, sizeof inner);
    outline->containers[outline->container_count] = inner;
    walk->container = outline->container_count++;
    if (node->local_name == LXB_TAG_TR)
        walk->row_blocks = 0;
}

/* A meta element within the page says what has no text: it is a place like others. */
static void read_item(struct walk *walk, lxb_dom_node_t *node)
{
    struct element_names names = element_names_read(lxb_dom_interface_element(node), walk->outline->names);
    if (!names.item || !names.value)
        return;
    begin_spot(walk, node, &names);
    end_spot(walk, node);
}

/*
 * A link that nobody closed is opened again by the parser in every block that follows: the same address many times in
 * a row, in blocks of their own. Its text is no link's.
 */
static bool is_unclosed_link(struct walk *walk, const struct element_names *names)
{
    bool same = names->href && walk->href && strcmp(names->href, walk->href) == 0;
    walk->same_href = same ? walk->same_href + 1 : 0;
    walk->href = names->href;
    return walk->same_href >= 3;
}

static bool is_bold(lxb_tag_id_t tag)
{
    return tag == LXB_TAG_B || tag == LXB_TAG_STRONG;
}

static bool is_slanted(lxb_tag_id_t tag)
{
    return tag == LXB_TAG_EM || tag == LXB_TAG_I || tag == LXB_TAG_SMALL;
}

static void enter_link(struct walk *walk, const struct element_names *names)
{
    bool unclosed = is_unclosed_link(walk, names);
    walk->links += !unclosed && names->href; /* without an address it is a place's name */
    walk->block_href = names->href ? names->href : walk->block_href;
    walk->block_links++;
    walk->outline->links++;
}

/* True when the element's children are to be visited; then leave_element must follow. */
static bool enter_element(struct walk *walk, lxb_dom_node_t *node)
{
    struct outline *outline = walk->outline;
    lxb_tag_id_t tag = node->local_name;
    bool shown = tag == LXB_TAG_NOSCRIPT && walk->with_hidden;
    if ((tag_is_skipped(tag) && !shown) || is_head_only(tag)) {
        if (!tag_is_inline(tag) && tag != LXB_TAG_SCRIPT && tag != LXB_TAG_STYLE && tag != LXB_TAG_SVG &&
            tag != LXB_TAG_BUTTON && tag != LXB_TAG_RT && tag != LXB_TAG_RP && !is_head_only(tag))
            end_block(walk);
        outline_read_head(outline, node);
        if (tag == LXB_TAG_META)
            read_item(walk, node);
        return false;
    }
    if (tag == LXB_TAG_HR) {
        end_block(walk);
        walk->rules++;
        return false;
    }
    if (tag == LXB_TAG_BR) {
        if (++walk->breaks >= 2) {
            end_block(walk);
        } else {
            walk->space = outline->text.size > walk->block_start;
            walk->block_breaks++;
        }
        return false;
    }
    struct element_names names = element_names_read(lxb_dom_interface_element(node), walk->outline->names);
    bool hidden = names.hidden && !(names.hints & HINT_PAID);
    if (hidden && !walk->with_hidden && tag != LXB_TAG_BODY && tag != LXB_TAG_HTML)
        return false;
    bool inside = tag_is_inline(tag);
    if (!inside) {
        end_block(walk);
        open_container(walk, node, &names);
    } else {
        walk->block_hints |= names.hints;
    }
    begin_spot(walk, node, &names);
    walk->block_times += tag == LXB_TAG_TIME;
    if (tag == LXB_TAG_A) {
        enter_link(walk, &names);
    } else if (tag == LXB_TAG_IMG) {
        walk->images++;
        walk->alt = names.alt;
    }
    walk->bolds += is_bold(tag);
    walk->slants += is_slanted(tag);
    return true;
}

static void leave_element(struct walk *walk, lxb_dom_node_t *node)
{
    lxb_tag_id_t tag = node->local_name;
    if (tag == LXB_TAG_A)
        walk->links -= walk->links > 0;
    walk->bolds -= is_bold(tag);
    walk->slants -= is_slanted(tag);
    if (!tag_is_inline(tag))
        end_block(walk);
    end_spot(walk, node);
    if (tag_is_inline(tag))
        return;
    struct container *left = &walk->outline->containers[walk->container];
    left->end_block = walk->outline->block_count;
    walk->container = left->parent;
}

void outline_read(struct outline *outline, lxb_html_document_t *document, bool with_hidden)
{
    outline_clear(outline);
    if (!outline->names)
        outline->names = xcalloc(1, sizeof *outline->names);
    struct walk walk = {.outline = outline, .container = -1, .with_hidden = with_hidden};
    lxb_dom_node_t *root = lxb_dom_document_element(&document->dom_document)
                               ? lxb_dom_interface_node(lxb_dom_document_element(&document->dom_document))
                               : NULL;
    size_t size = 0;
    if (root)
        outline->language = (const char *)lxb_dom_element_get_attribute(lxb_dom_interface_element(root),
                                                                        (const lxb_char_t *)"lang", 4, &size);
    for (lxb_dom_node_t *node = root; node;) {
        bool entered = false;
        if (node->type == LXB_DOM_NODE_TYPE_ELEMENT)
            entered = enter_element(&walk, node);
        else if (node->type == LXB_DOM_NODE_TYPE_TEXT)
            add_text(&walk, node);
        if (entered && node->first_child) {
            node = node->first_child;
            continue;
        }
        if (entered)
            leave_element(&walk, node);
        while (node != root && !node->next) {
            node = node->parent;
            leave_element(&walk, node);
        }
        node = node == root ? NULL : node->next;
    }
    outline_settle(outline);
}
