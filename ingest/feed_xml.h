/* What the readers of XML feeds share: where in the document they are, and what was captured. Not for others. */
#ifndef NEWSMILL_FEED_XML_H
#define NEWSMILL_FEED_XML_H

#include "ingest/feed_private.h"

#include <libxml/parser.h>

#define FEED_DEPTH     256 /* libxml2 stops there itself */
#define FEED_NAME_SIZE 32

/* What an entry's link, title or date comes from: the lower, the better. */
enum { FEED_RANKS = 6 };

struct feed_level {
    char name[FEED_NAME_SIZE]; /* local name in lower case; "dc:creator" in namespaces other than the feed's own */
    char *base;                /* xml:base, absolute; NULL: as above */
    bool entry;                /* an entry began here */
};

struct feed_xml {
    struct feed *feed;
    const char *url;
    int depth;    /* of the element that is open; the root's is 1 */
    int too_deep; /* elements that are open below FEED_DEPTH */
    struct feed_level levels[FEED_DEPTH + 2];
    int channel; /* depth of what holds title, link and language of the feed; 0: none yet */

    /* The entry that is open; NULL: none. */
    json_t *entry;
    int entry_depth;
    char *link, *titles[FEED_RANKS], *published[FEED_RANKS];
    int link_rank;
    json_t *authors;                        /* of the feed, for entries without (RFC 4287, 4.2.1) */
    double update_period, update_frequency; /* sy:updatePeriod in seconds, sy:updateFrequency; 0: none */

    /* The text that is being captured: of the element at this depth; 0: none. */
    int capture;
    bool markup; /* holds elements */
    char type[32], mode[16], attribute[16];
    struct buffer text;
};

/* Attributes of a SAX2 event: five pointers each. */
struct feed_attributes {
    const xmlChar **list;
    int count;
};

/* A copy of an attribute's value, from malloc; NULL if there is none. `name` is the local one, in any namespace. */
char *feed_attribute(const struct feed_attributes *attributes, const char *name);

/* The name at a depth; "" where there is none. */
const char *feed_name_at(const struct feed_xml *xml, int depth);

/* What links are relative to here. NULL: unknown. */
const char *feed_base(const struct feed_xml *xml);

/* Begins an entry at the element that is open, which ends the one before. */
void feed_begin_entry(struct feed_xml *xml);

/* Adds the entry that is open, if there is one, to the feed. */
void feed_end_entry(struct feed_xml *xml);

/* Captures the text of the element that is open. */
void feed_capture(struct feed_xml *xml, const struct feed_attributes *attributes);

/* Offers a link, a title, a date for the entry; `rank` below FEED_RANKS. A better one stays. */
void feed_offer_link(struct feed_xml *xml, int rank, const char *link);
void feed_offer_title(struct feed_xml *xml, int rank, const struct feed_text *text);
void feed_offer_published(struct feed_xml *xml, int rank, const struct feed_text *text);

/* ---- one pair for each language: an element begins; the text that was captured is whole ---- */

void feed_news_start(struct feed_xml *xml, const char *name, const struct feed_attributes *attributes);
void feed_news_text(struct feed_xml *xml, const char *name, const struct feed_text *text);
void sitemap_start(struct feed_xml *xml, const char *name, const struct feed_attributes *attributes);
void sitemap_text(struct feed_xml *xml, const char *name, const struct feed_text *text);
void opml_start(struct feed_xml *xml, const char *name, const struct feed_attributes *attributes);

#endif
