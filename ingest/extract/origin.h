/* Where each field of an article came from, noted on the way so that a person can be told why it says what it says. */
#ifndef NEWSMILL_ORIGIN_H
#define NEWSMILL_ORIGIN_H

/* The fields that come from what a page tells about itself. */
enum field {
    FIELD_URL,
    FIELD_HEADLINE,
    FIELD_ALTERNATIVE_HEADLINE,
    FIELD_ABSTRACT,
    FIELD_AUTHOR,
    FIELD_PUBLISHER,
    FIELD_DATE_PUBLISHED,
    FIELD_DATE_MODIFIED,
    FIELD_LANGUAGE,
    FIELD_SECTION,
    FIELD_KEYWORDS,
    FIELD_IMAGE,
    FIELD_RIGHTS,
    FIELD_COUNT
};

/* Both texts are static or live as long as the page's outline. */
struct origin {
    const char *kind; /* "JSON-LD", "meta", "microdata", "heading", "byline", …; NULL: the page does not say */
    const char *name; /* of the member, the meta or the like ("datePublished", "og:title"); NULL if it has none */
};

/* The field's name in an article: "datePublished". */
const char *field_name(enum field field);

#endif
