/* The title element beside the headings: "Headline | Section | Paper". */
#ifndef NEWSMILL_HEADLINE_TITLE_H
#define NEWSMILL_HEADLINE_TITLE_H

#include "ingest/extract/evidence.h"

/* Bytes of a title up to the next mark between its parts; `*mark`: those of the mark, 0 at the end. */
size_t title_segment(const char *title, size_t *mark);

/* Whether the first part of a title is all of `text`. */
bool title_begins(const char *title, const char *text);

/* Whether the last part is, and not the first. */
bool title_ends(const char *title, const char *text);

/* What the title says beside `text` and the mark between them; NULL if it does not begin or end with `text`. */
const char *title_rest(const char *title, const char *text, size_t *rest_size);

/* Bytes of the title's first part if `text` begins with it and goes on, and it is no single word; 0 if not. */
size_t title_in_front(const char *title, const char *text);

/* Cuts "Headline What it is about" under the title "Headline - What it is about | Paper". */
void title_cut_subtitle(const char *title, char *heading);

/* A smaller heading that is named a title and is what the title begins with, from malloc, and its spot; NULL if none.
 */
char *title_entry(const struct evidence *evidence, int *spot);

#endif
