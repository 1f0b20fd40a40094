#include "ingest/extract/element_names.h"
#include "ingest/extract/outline_parts.h"

#include <string.h>
#include <strings.h>

#define MOST_METAS   400
#define MOST_SCRIPTS 64

static void read_meta(struct outline *outline, lxb_dom_element_t *element)
{
    struct meta meta = {0};
    for (lxb_dom_attr_t *attribute = element->first_attr; attribute; attribute = attribute->next) {
        size_t size = 0;
        const char *name = (const char *)lxb_dom_attr_qualified_name(attribute, &size);
        const char *value = attribute_text(attribute, &size);
        if (!name || !*value)
            continue;
        if (strcmp(name, "content") == 0)
            meta.content = value;
        else if (strcmp(name, "value") == 0 && !meta.content) /* some pages say it so, and some tools save it so */
            meta.content = value;
        else if (strcmp(name, "property") == 0 ||
                 (!meta.name &&
                  (strcmp(name, "name") == 0 || strcmp(name, "itemprop") == 0 || strcmp(name, "http-equiv") == 0)))
            meta.name = value;
    }
    if (!meta.name || !meta.content || outline->meta_count >= MOST_METAS)
        return;
    outline->metas = outline_room(outline->metas, outline->meta_count, &outline->meta_room, sizeof *outline->metas);
    outline->metas[outline->meta_count++] = meta;
}

static void read_link(struct outline *outline, lxb_dom_element_t *element)
{
    struct element_names names = element_names_read(element, NULL);
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
        outline_room(outline->scripts, outline->script_count, &outline->script_room, sizeof *outline->scripts);
    outline->scripts[outline->script_count++] = script;
}

void outline_read_head(struct outline *outline, lxb_dom_node_t *node)
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
            outline->base = element_names_read(lxb_dom_interface_element(node), NULL).href;
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
