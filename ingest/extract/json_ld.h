/*
 * The JSON-LD of a page: schema.org objects in script elements, as sites write them, which is often not quite JSON.
 */
#ifndef NEWSMILL_JSON_LD_H
#define NEWSMILL_JSON_LD_H

#include "ingest/extract/outline.h"

#include <jansson.h>

struct json_ld {
    json_t *documents; /* array of what was parsed; owned */
    json_t *objects;   /* array of all objects with a type or an @id; owned, the objects live in `documents` */
    json_t *article;   /* the object that describes this page's article; NULL if none; borrowed */
    json_t *page;      /* a WebPage; NULL if none; borrowed */
    json_t *site;      /* a WebSite; NULL if none; borrowed */
};

/* `title` and `url` of the page (NULL: unknown) tell which of several articles is meant. */
void json_ld_read(struct json_ld *ld, const struct outline *outline, const char *title, const char *url);
void json_ld_free(struct json_ld *ld);

/* Whether the object has that type ("Person"), as a word or the end of a URL. */
bool json_ld_is(const json_t *object, const char *type);

/* `object` itself, or the object with a name that its @id refers to. */
const json_t *json_ld_resolve(const struct json_ld *ld, const json_t *object);

/*
 * A value as text: the string itself, the @value, name or url of an object, the first of an array. NULL if there is
 * none. Borrowed.
 */
const char *json_ld_text(const json_t *value);

/* json_ld_text of a member, NULL also for an empty one. */
const char *json_ld_member(const json_t *object, const char *name);

/* Reads JSON that may have raw line breaks in strings, commas at ends, comments around it; NULL if it is beyond that.
 */
json_t *json_ld_parse(const char *text, size_t size);

/* Adds the text's brackets to `*brackets`; false if they are more than memory is spent on. */
bool json_ld_fits(const char *text, size_t size, size_t *brackets);

#endif
