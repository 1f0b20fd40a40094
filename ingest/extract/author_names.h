/* Names of people out of bylines: "By Jane Roe and John Doe, Chief Editor | 3 May" is two names. */
#ifndef NEWSMILL_AUTHOR_NAMES_H
#define NEWSMILL_AUTHOR_NAMES_H

#include <jansson.h>
#include <stdbool.h>

/*
 * Adds the people named in `text` (clean) to `authors`, an array of {name, url}; who is there already is not added
 * again. `url` (NULL: none) is kept when the text names one person. `single` allows names of one word. `site` (NULL:
 * unknown) is no person.
 */
void author_names_add(json_t *authors, const char *text, const char *url, bool single, const char *site);

/* Where the name begins in "By Jane Roe", "Text: …", "作者：…": behind the introduction; `text` itself if there is
 * none. */
const char *author_names_after_introduction(const char *text);

#endif
