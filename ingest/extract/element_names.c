#include "ingest/extract/element_names.h"

#include <string.h>
#include <strings.h>

#define MOST_NAMES  400 /* bytes of an attribute; class lists beyond are generated */
#define MOST_SIGNED 200 /* bytes of class names */

bool tag_is_inline(lxb_tag_id_t tag)
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

bool tag_is_skipped(lxb_tag_id_t tag)
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

uint32_t region_of_tag(lxb_tag_id_t tag)
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

uint32_t region_of_hints(uint32_t hints, lxb_tag_id_t tag)
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
    if (!frame && (hints & HINT_CONSENT) && !(hints & HINT_ARTICLE_BODY))
        regions |= IN_CONSENT;
    if (!frame && (hints & HINT_ADVERT) && !(hints & HINT_ARTICLE_BODY))
        regions |= IN_ADVERT;
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

const char *attribute_text(lxb_dom_attr_t *attribute, size_t *size)
{
    const char *value = (const char *)lxb_dom_attr_value(attribute, size);
    return value ? value : "";
}

/* Numbers in class names tell elements apart that are alike ("post-1", "post-2"). */
static uint32_t signature_of(const char *value, size_t size)
{
    uint32_t signature = 2166136261u;
    for (size_t i = 0; i < size; i++)
        if (value[i] < '0' || value[i] > '9')
            signature = (signature ^ (unsigned char)value[i]) * 16777619u;
    return signature;
}

/* RDFa says with property="schema:author" (or without the prefix) what microdata says with itemprop="author". */
static const char *rdfa_item(const char *property)
{
    const char *colon = strchr(property, ':');
    if (!colon)
        return *property ? property : NULL;
    return strncmp(property, "schema:", 7) == 0 || strncmp(property, "rnews:", 6) == 0 ? colon + 1 : NULL;
}

/* Eight bytes at a time; 0 stands for an empty slot. */
static uint64_t key_of(const char *value, size_t size)
{
    uint64_t key = size * 0x9E3779B97F4A7C15u, part;
    for (; size >= sizeof part; value += sizeof part, size -= sizeof part) {
        memcpy(&part, value, sizeof part);
        key = (key ^ part) * 0x9E3779B97F4A7C15u;
        key ^= key >> 32;
    }
    part = 0;
    memcpy(&part, value, size);
    key = (key ^ part) * 0x9E3779B97F4A7C15u;
    key ^= key >> 29;
    return key ? key : 1;
}

/* Adds the hints of a class or id value; returns its signature. */
static uint32_t read_names(struct name_cache *cache, const char *value, size_t size, uint32_t *hints)
{
    if (size > MOST_NAMES)
        size = MOST_NAMES;
    uint64_t key = key_of(value, size);
    size_t slot = key >> (64 - NAME_CACHE_BITS);
    if (!cache || cache->slots[slot].key != key || cache->slots[slot].generation != cache->generation) {
        uint32_t found = hints_of_names(value, size);
        uint32_t signature = signature_of(value, size < MOST_SIGNED ? size : MOST_SIGNED);
        *hints |= found;
        if (cache) {
            cache->slots[slot].key = key;
            cache->slots[slot].generation = cache->generation;
            cache->slots[slot].hints = found;
            cache->slots[slot].signature = signature;
        }
        return signature;
    }
    *hints |= cache->slots[slot].hints;
    return cache->slots[slot].signature;
}

/* An attribute that the parser has no number for. */
static void read_named(struct element_names *names, lxb_dom_attr_t *attribute)
{
    size_t size;
    const char *name = (const char *)lxb_dom_attr_qualified_name(attribute, &size);
    const char *value = attribute_text(attribute, &size);
    bool tells = false;
    switch (name ? *name : '\0') { /* most are told apart by it */
    case 'd':
        tells = strcmp(name, "data-testid") == 0 || strcmp(name, "data-component") == 0;
        if (!tells && strcmp(name, "datetime") == 0)
            names->value = value;
        break;
    case 'h':
        names->hidden |= strcmp(name, "hidden") == 0;
        break;
    case 'i':
        tells = strcmp(name, "itemprop") == 0;
        if (tells)
            names->item = value;
        break;
    case 'p':
        tells = strcmp(name, "property") == 0;
        if (tells && !names->item)
            names->item = rdfa_item(value);
        break;
    case 'r':
        tells = strcmp(name, "role") == 0;
        if (!tells && strcmp(name, "rel") == 0)
            names->rel = value;
        break;
    default:
        break;
    }
    if (tells)
        names->hints |= hints_of_names(value, size);
}

struct element_names element_names_read(lxb_dom_element_t *element, struct name_cache *cache)
{
    struct element_names names = {0};
    for (lxb_dom_attr_t *attribute = element->first_attr; attribute; attribute = attribute->next) {
        size_t size = 0;
        const char *value;
        uint32_t signature;
        switch (attribute->node.local_name) {
        case LXB_DOM_ATTR_CLASS:
        case LXB_DOM_ATTR_ID:
            value = attribute_text(attribute, &size);
            signature = read_names(cache, value, size, &names.hints);
            if (attribute->node.local_name == LXB_DOM_ATTR_CLASS)
                names.signature = signature;
            continue;
        case LXB_DOM_ATTR_HREF:
            names.href = attribute_text(attribute, &size);
            continue;
        case LXB_DOM_ATTR_ALT:
            names.alt = attribute_text(attribute, &size);
            continue;
        case LXB_DOM_ATTR_STYLE:
            names.hidden |= says_hidden(attribute_text(attribute, &size));
            continue;
        case LXB_DOM_ATTR_CONTENT:
            names.value = attribute_text(attribute, &size);
            continue;
        default:
            break;
        }
        if (attribute->node.local_name >= LXB_DOM_ATTR__LAST_ENTRY)
            read_named(&names, attribute);
    }
    return names;
}
