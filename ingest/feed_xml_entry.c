/* XML feeds: an entry, put together from what is offered for it. */
#include "ingest/feed_xml.h"

#include <stdlib.h>

#define LONGEST_SUMMARY 2000 /* bytes; what is longer is the article, not its summary */

static void take_text(json_t *entry, const char *field, char **ranked)
{
    for (int rank = 0; rank < FEED_RANKS; rank++) {
        if (ranked[rank] && !json_object_get(entry, field))
            json_object_set_new(entry, field, json_string(ranked[rank]));
        free(ranked[rank]);
        ranked[rank] = NULL;
    }
}

static void drop_what_is_long(json_t *entry)
{
    if (json_string_length(json_object_get(entry, "content")) > FEED_CONTENT_LIMIT)
        json_object_del(entry, "content");
    if (json_string_length(json_object_get(entry, "abstract")) > LONGEST_SUMMARY)
        json_object_del(entry, "abstract");
}

void feed_end_entry(struct feed_xml *xml)
{
    json_t *entry = xml->entry;
    if (!entry)
        return;
    if (xml->link)
        json_object_set_new(entry, "url", json_string(xml->link));
    take_text(entry, "headline", xml->titles);
    take_text(entry, "datePublished", xml->published);
    if (xml->authors && !json_object_get(entry, "author"))
        json_object_set(entry, "author", xml->authors);
    drop_what_is_long(entry);
    feed_add(xml->feed, entry);
    free(xml->link);
    xml->link = NULL;
    xml->entry = NULL;
    xml->entry_depth = 0;
}

void feed_begin_entry(struct feed_xml *xml)
{
    feed_end_entry(xml);
    xml->entry = json_object();
    xml->entry_depth = xml->depth;
    xml->link_rank = FEED_RANKS;
}

void feed_offer_link(struct feed_xml *xml, int rank, const char *link)
{
    if (rank > xml->link_rank || (rank == xml->link_rank && rank > 0))
        return;
    char *absolute = feed_link(link, feed_base(xml));
    if (!absolute)
        return;
    free(xml->link);
    xml->link = absolute;
    xml->link_rank = rank;
}

void feed_offer_title(struct feed_xml *xml, int rank, const struct feed_text *text)
{
    if (!xml->titles[rank])
        xml->titles[rank] = feed_line(text);
}

void feed_offer_published(struct feed_xml *xml, int rank, const struct feed_text *text)
{
    if (!xml->published[rank])
        xml->published[rank] = feed_date(text->data, text->size);
}
