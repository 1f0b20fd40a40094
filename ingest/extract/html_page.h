/*
 * Parsing with limits. lexbor reads HTML as browsers do, but in time that grows with the square of the nesting and of
 * the attributes of a tag; here nothing nests deeper than 512 elements (deeper tags are left out, their text stays, as
 * in browsers), no tag has more than 256 attributes, and a page that passes 500,000 nodes, 96 MB or 2 s is refused.
 */
#ifndef NEWSMILL_HTML_PAGE_H
#define NEWSMILL_HTML_PAGE_H

#include "common/error.h"
#include "ingest/extract/trim_markup.h"

#include <stddef.h>

#include <lexbor/html/html.h>

#define PAGE_DEPTH_LIMIT 512 /* of the tree that html_page_parse makes, with a few levels to spare */

struct html_page;

struct html_page *html_page_new(void);
void html_page_free(struct html_page *page); /* NULL is allowed */

/*
 * Parses UTF-8 that was trimmed of what nothing reads (trim_markup.h). `scripting`: as browsers that run scripts do, to
 * which noscript is no markup; false: for a second look at the page parsed last, in what is left of its 2 s. The tree
 * belongs to `page` and lives until the next call. NULL: the page is over a limit, and the error says which.
 */
lxb_html_document_t *html_page_parse(struct html_page *page, const char *utf8, size_t size, bool scripting,
                                     struct error *error);

/* Of the page parsed last, borrowed from the bytes that were given then. */
const struct data_scripts *html_page_scripts(const struct html_page *page);

#endif
