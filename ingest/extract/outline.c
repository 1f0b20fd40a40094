#include "ingest/extract/element_names.h"
#include "ingest/extract/outline_parts.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define GOOD_BYTES      80
#define LONGEST_HEADING 400 /* bytes */

void *outline_room(void *array, int count, int *room, size_t item_size)
{
    if (count < *room)
        return array;
    *room = *room ? *room * 2 : 256;
    return xrealloc(array, (size_t)*room * item_size);
}

void outline_clear(struct outline *outline)
{
    buffer_clear(&outline->text);
    outline->block_count = outline->container_count = outline->spot_count = 0;
    outline->meta_count = outline->script_count = 0;
    outline->title = outline->language = outline->canonical = outline->base = NULL;
    outline->title_size = outline->good = 0;
    outline->videos = outline->links = 0;
    if (outline->names)
        outline->names->generation++;
}

void outline_free(struct outline *outline)
{
    buffer_free(&outline->text);
    free(outline->blocks);
    free(outline->containers);
    free(outline->spots);
    free(outline->metas);
    free(outline->scripts);
    free(outline->names);
    memset(outline, 0, sizeof *outline);
}

size_t outline_memory(const struct outline *outline)
{
    return outline->text.room + (size_t)outline->block_room * sizeof *outline->blocks +
           (size_t)outline->container_room * sizeof *outline->containers +
           (size_t)outline->spot_room * sizeof *outline->spots;
}

bool outline_is_good(const struct block *block)
{
    return block->size >= GOOD_BYTES && block->link_bytes * 2 < block->size;
}

/* Bytes of text inside. */
static size_t text_size(const struct outline *outline, const struct container *container)
{
    if (container->end_block <= container->first_block)
        return 0;
    const struct block *last = &outline->blocks[container->end_block - 1];
    return last->start + last->size - outline->blocks[container->first_block].start;
}

/*
 * Sums up good text, and takes back "leads away" where more than half of the page's good text is inside: such a name is
 * then about something else ("post-with-related"). What a heading's tag holds that is too long for one is text.
 */
void outline_settle(struct outline *outline)
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
        if ((own & IN_HEADING) && text_size(outline, container) > LONGEST_HEADING)
            own &= ~(uint32_t)IN_HEADING;
        size_t share = outline->good ? container->good * 100 / outline->good : 0;
        if (share > ((container->hints & HINT_FURNITURE) ? 75 : 50) && container->good > 400)
            own &= ~(uint32_t)(IN_AWAY | IN_NAV | IN_ASIDE | IN_HEADER | IN_FOOTER | IN_FORM | IN_COMMENTS |
                               IN_CAPTION | IN_CONSENT | IN_ADVERT);
        container->regions = inherited | own;
    }
}

const char *outline_meta(const struct outline *outline, const char *name)
{
    for (int i = 0; i < outline->meta_count; i++)
        if (meta_is(&outline->metas[i], name) &&
            outline->metas[i].content[strspn(outline->metas[i].content, " \t\n\r")])
            return outline->metas[i].content;
    return NULL;
}
