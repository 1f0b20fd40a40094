/*
 * The article's text out of the data that a page's scripts build the page from (__NEXT_DATA__, Arc's Fusion content,
 * __PRELOADED_STATE__ and the like), for pages whose own text is a shell.
 */
#ifndef NEWSMILL_APP_STATE_H
#define NEWSMILL_APP_STATE_H

#include "ingest/extract/trim_markup.h"

/*
 * Paragraphs separated by blank lines, from malloc; NULL if no script holds a text of some length. Taken is the longest
 * text that stands in one place: a member named for a body or content, or an array of such members.
 */
char *app_state_body(const struct data_scripts *scripts);

#endif
