#include "ingest/extract/outline.h"

#include "common/text.h"
#include "ingest/extract/clean_text.h"
#include "ingest/extract/html_page.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MOST_SPOTS      4000
#define MOST_METAS      400
#define MOST_SCRIPTS    64
#define MOST_OPEN_SPOTS 64
#define GOOD_BYTES      80

/* What the walk knows at the element it is in. */
struct walk {
    struct outline *outline;
    int container; /* innermost */
    size_t block_start;
    size_t link_bytes, bold_bytes;
    int links, bolds; /* open a and b elements */
    int breaks;       /* br elements in a row */
    int row_blocks;   /* blocks of the open table row */
    bool with_hidden; /* what is marked as hidden is read too */
    bool space;       /* white space is due before the next character */
    int open_spots[MOST_OPEN_SPOTS];
    int open_count;
};

/* The attributes that matter, of one element. */
struct names {
    uint32_t hints;
    const char *item, *href, *value, *rel;
    bool hidden;
};

static void *room_for(void *array, int count, int *room, size_t item_size)
{
    if (count < *room)
        return array;
    *room = *room ? *room * 2 : 256;
    return xrealloc(array, (size_t)*room * item_size);
}

static bool is_inline(lxb_tag_id_t tag)
{
    switch (tag) {
    case LXB_TAG_A:
    case LXB_TAG_ABBR:
    case LXB_TAG_ACRONYM:
    case LXB_TAG_B:
    case LXB_TAG_BDI:
    case LXB_TAG_BDO:
    case LXB_TAG_BIG:
    case LXB_TAG_CITE:
    case LXB_TAG_CODE:
    case LXB_TAG_DATA:
    case LXB_TAG_DEL:
    case LXB_TAG_DFN:
    case LXB_TAG_EM:
    case LXB_TAG_FONT:
    case LXB_TAG_I:
    case LXB_TAG_INS:
    case LXB_TAG_KBD:
    case LXB_TAG_LABEL:
    case LXB_TAG_MARK:
    case LXB_TAG_NOBR:
    case LXB_TAG_Q:
    case LXB_TAG_RUBY:
    case LXB_TAG_RB:
    case LXB_TAG_S:
    case LXB_TAG_SAMP:
    case LXB_TAG_SMALL:
    case LXB_TAG_SPAN:
    case LXB_TAG_STRIKE:
    case LXB_TAG_STRONG:
    case LXB_TAG_SUB:
    case LXB_TAG_SUP:
    case LXB_TAG_TIME:
    case LXB_TAG_TT:
    case LXB_TAG_U:
    case LXB_TAG_VAR:
    case LXB_TAG_WBR:
    case LXB_TAG_IMG:
    case LXB_TAG_PICTURE:
    case LXB_TAG_SOURCE:
    case LXB_TAG_INPUT:
        return true;
    default:
        return false;
    }
}

static bool is_skipped(lxb_tag_id_t tag)
{
    switch (tag) {
    case LXB_TAG_SCRIPT:
    case LXB_TAG_STYLE:
    case LXB_TAG_TEMPLATE:
    case LXB_TAG_SVG:
    case LXB_TAG_IFRAME:
    case LXB_TAG_SELECT:
    case LXB_TAG_TEXTAREA:
    case LXB_TAG_CANVAS:
    case LXB_TAG_AUDIO:
    case LXB_TAG_VIDEO:
    case LXB_TAG_OBJECT:
    case LXB_TAG_EMBED:
    case LXB_TAG_NOSCRIPT:
    case LXB_TAG_MATH:
    case LXB_TAG_BUTTON:
    case LXB_TAG_DATALIST:
    case LXB_TAG_RT:
    case LXB_TAG_RP:
    case LXB_TAG_DIALOG:
    case LXB_TAG_NOFRAMES:
    case LXB_TAG_NOEMBED:
        return true;
    default:
        return false;
    }
}

static uint32_t region_of_tag(lxb_tag_id_t tag)
{
    switch (tag) {
    case LXB_TAG_NAV:
    case LXB_TAG_MENU:
        return IN_NAV;
    case LXB_TAG_ASIDE:
        return IN_ASIDE;
    case LXB_TAG_HEADER:
        return IN_HEADER;
    case LXB_TAG_FOOTER:
        return IN_FOOTER;
    case LXB_TAG_FIGURE:
        return IN_FIGURE;
    case LXB_TAG_FIGCAPTION:
        return IN_CAPTION;
    case LXB_TAG_FORM:
        return IN_FORM;
    case LXB_TAG_UL:
    case LXB_TAG_OL:
    case LXB_TAG_DL:
        return IN_LIST;
    case LXB_TAG_TABLE:
        return IN_TABLE;
    case LXB_TAG_BLOCKQUOTE:
        return IN_QUOTE;
    case LXB_TAG_ARTICLE:
        return IN_ARTICLE;
    case LXB_TAG_MAIN:
        return IN_MAIN;
    case LXB_TAG_H1:
    case LXB_TAG_H2:
    case LXB_TAG_H3:
    case LXB_TAG_H4:
    case LXB_TAG_H5:
    case LXB_TAG_H6:
        return IN_HEADING;
    default:
        return 0;
    }
}

static uint32_t region_of_hints(uint32_t hints, lxb_tag_id_t tag)
{
    uint32_t regions = 0;
    if (hints & HINT_CAPTION)
        regions |= IN_CAPTION;
    if (hints & HINT_ARTICLE_BODY)
        regions |= IN_BODY;
    /* A page's frame carries words about what is inside it ("has-sidebar", "comments-open"). */
    bool frame = tag == LXB_TAG_HTML || tag == LXB_TAG_BODY || tag == LXB_TAG_MAIN || tag == LXB_TAG_ARTICLE;
    if (!frame && (hints & HINT_AWAY) && !(hints & HINT_ARTICLE_BODY))
        regions |= IN_AWAY;
    if (!frame && (hints & HINT_COMMENT) && !(hints & HINT_ARTICLE_BODY))
        regions |= IN_COMMENTS;
    return regions;
}

static bool says_hidden(const char *style)
{
    const char *display = strcasestr(style, "display");
    if (display && (display += 7 + strspn(display + 7, " :")) && strncasecmp(display, "none", 4) == 0)
        return true;
    const char *visibility = strcasestr(style, "visibility");
    return visibility && (visibility += 10 + strspn(visibility + 10, " :")) &&
           strncasecmp(visibility, "hidden", 6) == 0;
}

static const char *value_of(lxb_dom_attr_t *attribute, size_t *size)
{
    const char *value = (const char *)lxb_dom_attr_value(attribute, size);
    return value ? value : "";
}

static struct names read_names(lxb_dom_element_t *element)
{
    struct names names = {0};
    for (lxb_dom_attr_t *attribute = element->first_attr; attribute; attribute = attribute->next) {
        size_t size = 0;
        const char *value;
        switch (attribute->node.local_name) {
        case LXB_DOM_ATTR_CLASS:
        case LXB_DOM_ATTR_ID:
            value = value_of(attribute, &size);
            names.hints |= hints_of_names(value, size);
            continue;
        case LXB_DOM_ATTR_HREF:
            names.href = value_of(attribute, &size);
            continue;
        case LXB_DOM_ATTR_STYLE:
            names.hidden |= says_hidden(value_of(attribute, &size));
            continue;
        case LXB_DOM_ATTR_CONTENT:
            names.value = value_of(attribute, &size);
            continue;
        default:
            break;
        }
        if (attribute->node.local_name < LXB_DOM_ATTR__LAST_ENTRY)
            continue;
        const char *name = (const char *)lxb_dom_attr_qualified_name(attribute, &size);
        if (!name)
            continue;
        if (strcmp(name, "itemprop") == 0) {
            names.item = value_of(attribute, &size);
            names.hints |= hints_of_names(names.item, size);
        } else if (strcmp(name, "rel") == 0) {
            names.rel = value_of(attribute, &size);
        } else if (strcmp(name, "datetime") == 0) {
            names.value = value_of(attribute, &size);
        } else if (strcmp(name, "hidden") == 0) {
            names.hidden = true;
        } else if (strcmp(name, "role") == 0 || strcmp(name, "data-testid") == 0 ||
                   strcmp(name, "data-component") == 0 || strcmp(name, "property") == 0) {
            value = value_of(attribute, &size);
            names.hints |= hints_of_names(value, size);
        }
    }
    return names;
}

/* ---- blocks ---- */

static void end_block(struct walk *walk)
{
    struct outline *outline = walk->outline;
    size_t size = outline->text.size - walk->block_start;
    if (size > 0) {
        outline->blocks =
            room_for(outline->blocks, outline->block_count, &outline->block_room, sizeof *outline->blocks);
        outline->blocks[outline->block_count++] = (struct block){.start = walk->block_start,
                                                                 .size = size,
                                                                 .link_bytes = walk->link_bytes,
                                                                 .bold_bytes = walk->bold_bytes,
                                                                 .container = walk->container,
                                                                 .cell = walk->row_blocks++ > 0};
        buffer_append_char(&outline->text, '\n');
    }
    walk->block_start = outline->text.size;
    walk->link_bytes = walk->bold_bytes = 0;
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
    if (added > 0)
        walk->breaks = 0;
}

/* ---- places of metadata ---- */

static bool is_author_path(const char *href)
{
    static const char *const parts[] = {"/author/",  "/authors/",     "/autor/",   "/autoren/",    "/auteur/",
                                        "/profile/", "/contributor/", "/people/",  "/journalist/", "/writers/",
                                        "/by/",      "/team/",        "/reporter", "/staff/",      "/columnist"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (strstr(href, parts[i]))
            return true;
    return false;
}

static void begin_spot(struct walk *walk, lxb_dom_node_t *node, const struct names *names)
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
    if (!spot.kinds || outline->spot_count >= MOST_SPOTS || walk->open_count >= MOST_OPEN_SPOTS)
        return;
    spot.start = outline->text.size;
    spot.end = spot.start;
    spot.first_block = outline->block_count;
    spot.container = walk->container;
    spot.depth = walk->open_count;
    outline->spots = room_for(outline->spots, outline->spot_count, &outline->spot_room, sizeof *outline->spots);
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

/* ---- the head ---- */

static void read_meta(struct outline *outline, lxb_dom_element_t *element)
{
    struct meta meta = {0};
    for (lxb_dom_attr_t *attribute = element->first_attr; attribute; attribute = attribute->next) {
        size_t size = 0;
        const char *name = (const char *)lxb_dom_attr_qualified_name(attribute, &size);
        const char *value = value_of(attribute, &size);
        if (!name || !*value)
            continue;
        if (strcmp(name, "content") == 0)
            meta.content = value;
        else if (strcmp(name, "property") == 0 ||
                 (!meta.name &&
                  (strcmp(name, "name") == 0 || strcmp(name, "itemprop") == 0 || strcmp(name, "http-equiv") == 0)))
            meta.name = value;
    }
    if (!meta.name || !meta.content || outline->meta_count >= MOST_METAS)
        return;
    outline->metas = room_for(outline->metas, outline->meta_count, &outline->meta_room, sizeof *outline->metas);
    outline->metas[outline->meta_count++] = meta;
}

static void read_link(struct outline *outline, lxb_dom_element_t *element)
{
    struct names names = read_names(element);
    if (!names.rel || !names.href || !*names.href)
        return;
    if (strcasecmp(names.rel, "canonical") == 0 && !outline->canonical)
        outline->canonical = names.href;
}

/* The text of an element whose only child is text: title, script. */
static const char *text_inside(lxb_dom_node_t *node, size_t *size)
{
    lxb_dom_node_t *child = node->first_child;
    if (!child || child->type != LXB_DOM_NODE_TYPE_TEXT)
        return NULL;
    const lexbor_str_t *data = &lxb_dom_interface_character_data(child)->data;
    *size = data->length;
    return (const char *)data->data;
}

static void read_script(struct outline *outline, lxb_dom_node_t *node)
{
    size_t size = 0;
    const char *type = (const char *)lxb_dom_element_get_attribute(lxb_dom_interface_element(node),
                                                                   (const lxb_char_t *)"type", 4, &size);
    struct script script = {0};
    if (!type || !strcasestr(type, "ld+json") || outline->script_count >= MOST_SCRIPTS ||
        !(script.text = text_inside(node, &script.size)))
        return;
    outline->scripts =
        room_for(outline->scripts, outline->script_count, &outline->script_room, sizeof *outline->scripts);
    outline->scripts[outline->script_count++] = script;
}

/* ---- the walk ---- */

static void read_without_text(struct outline *outline, lxb_dom_node_t *node)
{
    switch (node->local_name) {
    case LXB_TAG_META:
        read_meta(outline, lxb_dom_interface_element(node));
        break;
    case LXB_TAG_LINK:
        read_link(outline, lxb_dom_interface_element(node));
        break;
    case LXB_TAG_SCRIPT:
        read_script(outline, node);
        break;
    case LXB_TAG_BASE:
        if (!outline->base)
            outline->base = read_names(lxb_dom_interface_element(node)).href;
        break;
    case LXB_TAG_TITLE:
        if (!outline->title)
            outline->title = text_inside(node, &outline->title_size);
        break;
    case LXB_TAG_VIDEO:
    case LXB_TAG_AUDIO:
        outline->videos++;
        break;
    default:
        break;
    }
}

static bool is_head_only(lxb_tag_id_t tag)
{
    return tag == LXB_TAG_META || tag == LXB_TAG_LINK || tag == LXB_TAG_BASE || tag == LXB_TAG_TITLE;
}

static void open_container(struct walk *walk, lxb_dom_node_t *node, const struct names *names)
{
    struct outline *outline = walk->outline;
    const struct container *around = walk->container < 0 ? NULL : &outline->containers[walk->container];
    struct container inner = {.parent = walk->container,
                              .depth = around ? around->depth + 1 : 0,
                              .tag = node->local_name,
                              .hints = names->hints,
                              .regions = (around ? around->regions : 0) | region_of_tag(node->local_name) |
                                         region_of_hints(names->hints, node->local_name),
                              .first_block = outline->block_count};
    outline->containers =
        room_for(outline->containers, outline->container_count, &outline->container_room, sizeof inner);
    outline->containers[outline->container_count] = inner;
    walk->container = outline->container_count++;
    if (node->local_name == LXB_TAG_TR)
        walk->row_blocks = 0;
}

/* True when the element's children are to be visited; then leave_element must follow. */
static bool enter_element(struct walk *walk, lxb_dom_node_t *node)
{
    struct outline *outline = walk->outline;
    lxb_tag_id_t tag = node->local_name;
    if (is_skipped(tag) || is_head_only(tag)) {
        if (!is_inline(tag) && tag != LXB_TAG_SCRIPT && tag != LXB_TAG_STYLE && tag != LXB_TAG_SVG &&
            tag != LXB_TAG_BUTTON && tag != LXB_TAG_RT && tag != LXB_TAG_RP && !is_head_only(tag))
            end_block(walk);
        read_without_text(outline, node);
        return false;
    }
    if (tag == LXB_TAG_BR) {
        if (++walk->breaks >= 2)
            end_block(walk);
        else
            walk->space = outline->text.size > walk->block_start;
        return false;
    }
    struct names names = read_names(lxb_dom_interface_element(node));
    if (names.hidden && !walk->with_hidden && tag != LXB_TAG_BODY && tag != LXB_TAG_HTML)
        return false;
    bool inside = is_inline(tag);
    if (!inside) {
        end_block(walk);
        open_container(walk, node, &names);
    }
    begin_spot(walk, node, &names);
    if (tag == LXB_TAG_A) {
        walk->links++;
        outline->links++;
    } else if (tag == LXB_TAG_B || tag == LXB_TAG_STRONG) {
        walk->bolds++;
    }
    return true;
}

static void leave_element(struct walk *walk, lxb_dom_node_t *node)
{
    lxb_tag_id_t tag = node->local_name;
    if (tag == LXB_TAG_A)
        walk->links--;
    else if (tag == LXB_TAG_B || tag == LXB_TAG_STRONG)
        walk->bolds--;
    if (!is_inline(tag))
        end_block(walk);
    end_spot(walk, node);
    if (is_inline(tag))
        return;
    struct container *left = &walk->outline->containers[walk->container];
    left->end_block = walk->outline->block_count;
    walk->container = left->parent;
}

static void clear(struct outline *outline)
{
    buffer_clear(&outline->text);
    outline->block_count = outline->container_count = outline->spot_count = 0;
    outline->meta_count = outline->script_count = 0;
    outline->title = outline->language = outline->canonical = outline->base = NULL;
    outline->title_size = outline->good = 0;
    outline->videos = outline->links = 0;
}

bool outline_is_good(const struct block *block)
{
    return block->size >= GOOD_BYTES && block->link_bytes * 2 < block->size;
}

/*
 * Sums up good text, and takes back "leads away" where more than half of the page's good text is inside: such a name is
 * then about something else ("post-with-related").
 */
static void settle(struct outline *outline)
{
    for (int i = 0; i < outline->block_count; i++) {
        const struct block *block = &outline->blocks[i];
        if (outline_is_good(block)) {
            outline->containers[block->container].good += block->size - block->link_bytes;
            outline->good += block->size - block->link_bytes;
        }
    }
    for (int i = outline->container_count - 1; i > 0; i--)
        outline->containers[outline->containers[i].parent].good += outline->containers[i].good;
    for (int i = 0; i < outline->container_count; i++) {
        struct container *container = &outline->containers[i];
        uint32_t inherited = i ? outline->containers[container->parent].regions : 0;
        uint32_t own = region_of_tag(container->tag) | region_of_hints(container->hints, container->tag);
        size_t share = outline->good ? container->good * 100 / outline->good : 0;
        if (share > ((container->hints & HINT_FURNITURE) ? 75 : 50) && container->good > 400)
            own &=
                ~(uint32_t)(IN_AWAY | IN_NAV | IN_ASIDE | IN_HEADER | IN_FOOTER | IN_FORM | IN_COMMENTS | IN_CAPTION);
        container->regions = inherited | own;
    }
}

void outline_read(struct outline *outline, lxb_html_document_t *document, bool with_hidden)
{
    clear(outline);
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
    settle(outline);
}

void outline_free(struct outline *outline)
{
    buffer_free(&outline->text);
    free(outline->blocks);
    free(outline->containers);
    free(outline->spots);
    free(outline->metas);
    free(outline->scripts);
    memset(outline, 0, sizeof *outline);
}

size_t outline_memory(const struct outline *outline)
{
    return outline->text.room + (size_t)outline->block_room * sizeof *outline->blocks +
           (size_t)outline->container_room * sizeof *outline->containers +
           (size_t)outline->spot_room * sizeof *outline->spots;
}

const char *outline_meta(const struct outline *outline, const char *name)
{
    for (int i = 0; i < outline->meta_count; i++)
        if (strcasecmp(outline->metas[i].name, name) == 0 &&
            outline->metas[i].content[strspn(outline->metas[i].content, " \t\n\r")])
            return outline->metas[i].content;
    return NULL;
}
