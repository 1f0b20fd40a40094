/* OPML 1.0 and 2.0 (http://opml.org/spec2.opml): the feeds that somebody has subscribed to. */
#include "ingest/feed_xml.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* The address of a feed, or of a list that this one includes. */
static char *address_of(const struct feed_attributes *attributes)
{
    char *address = feed_attribute(attributes, "xmlUrl");
    char *type = address ? NULL : feed_attribute(attributes, "type");
    if (type && (strcasecmp(type, "rss") == 0 || strcasecmp(type, "atom") == 0 || strcasecmp(type, "include") == 0))
        address = feed_attribute(attributes, "url");
    free(type);
    return address;
}

void opml_start(struct feed_xml *xml, const char *name, const struct feed_attributes *attributes)
{
    char *address = strcmp(name, "outline") == 0 ? address_of(attributes) : NULL;
    if (!address)
        return;
    json_t *entry = json_object();
    char *title = feed_attribute(attributes, "title");
    if (!title || !*title) {
        free(title);
        title = feed_attribute(attributes, "text");
    }
    feed_set_link(entry, "url", address, feed_base(xml));
    if (title)
        feed_set_line(entry, "headline", &(struct feed_text){.data = title, .size = strlen(title)});
    feed_add(xml->feed, entry);
    free(title);
    free(address);
}
