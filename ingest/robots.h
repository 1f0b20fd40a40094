/* robots.txt as RFC 9309 reads it: which paths of a site a given agent may ask for. */
#ifndef NEWSMILL_ROBOTS_H
#define NEWSMILL_ROBOTS_H

#include <stdbool.h>
#include <stddef.h>

#define ROBOTS_MOST_SITEMAPS 200

#define ROBOTS_SIZE_LIMIT (512u << 10) /* bytes that are read of a robots.txt; the rest is as if it were not there */

/* Bytes of rules and path that are compared for one answer. No real file comes near; a few thousandths of a second. */
#define ROBOTS_WORK_LIMIT (8u << 20)

struct robots;

/* Keeps the rules for `agent`, a product token or a whole User-Agent of which the first word up to a slash counts. */
struct robots *robots_parse(const char *data, size_t size, const char *agent);
void robots_free(struct robots *robots); /* NULL is allowed */

/* The sitemaps that it names, in any group (https://www.sitemaps.org/protocol.html); at most ROBOTS_MOST_SITEMAPS. */
size_t robots_sitemap_count(const struct robots *robots); /* 0 for NULL */
const char *robots_sitemap(const struct robots *robots, size_t index);

/* Seconds that it asks for between two requests (crawl-delay, in no RFC but in many files); 0: none, or NULL. */
double robots_crawl_delay(const struct robots *robots);

/* `path`: path and query as they are requested. NULL for `robots`: no rules, everything is allowed. What is not settled
 * within ROBOTS_WORK_LIMIT (thousands of patterns with stars, for a path of thousands of bytes) is forbidden. */
bool robots_allows(const struct robots *robots, const char *path);

#endif
