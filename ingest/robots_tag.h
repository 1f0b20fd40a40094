/*
 * What a page asks of robots for itself, in the header X-Robots-Tag and in <meta name="robots">, by the rules that
 * search engines have published (the same words in both; there is no RFC).
 */
#ifndef NEWSMILL_ROBOTS_TAG_H
#define NEWSMILL_ROBOTS_TAG_H

#include <stdbool.h>
#include <stddef.h>

/*
 * "noindex", "noarchive" or "none" if the value asks the robot not to keep the page; else NULL. `value`: rules
 * separated by commas; "name:" before a rule says that it and those behind it are for the robot of this name alone.
 * `agent`: a product token, or a whole User-Agent of which the first word up to a slash counts.
 */
const char *robots_tag_objection(const char *value, const char *agent);

/* Whether a meta element of this name speaks to the robot: "robots", or its own. */
bool robots_tag_is_meant(const char *name, const char *agent);

#endif
