/* The places that name a page's authors; authors.c says in which order they are believed. */
#ifndef NEWSMILL_AUTHOR_SOURCES_H
#define NEWSMILL_AUTHOR_SOURCES_H

#include "ingest/extract/author_names.h"
#include "ingest/extract/evidence.h"

#define MOST_AUTHORS_TOGETHER 8 /* of one article: a longer list is one of the site's writers */
#define AUTHORS_APART         6 /* blocks between two authors of one article */

/* Adds the authors of that kind that the place names to `authors`. */
typedef void (*author_source)(const struct evidence *evidence, json_t *authors, enum author_kind kind);

/* A link to somebody's page as an absolute address, from malloc; NULL if `href` is NULL or no such link. */
char *author_link(const struct evidence *evidence, const char *href);

/* Text beside the article; a box beside the headline is where some sites keep the byline. */
bool author_is_beside(const struct evidence *evidence, const struct spot *spot);

/* Whether a block in a container stands in the teaser of another article or in a box far from the headline. */
bool author_is_of_another(const struct evidence *evidence, int container, int block);

/* Adds the names behind each introduction in a line: "By Jane Roe", "3 May 2024 | Text: Jane Roe". */
void author_add_introduced(json_t *authors, const char *line, const struct author_reading *reading);

/* author_markup.c: what is marked for programs */
void author_source_ld(const struct evidence *evidence, json_t *authors, enum author_kind kind);
void author_source_ld_creator(const struct evidence *evidence, json_t *authors, enum author_kind kind);
void author_source_ld_page(const struct evidence *evidence, json_t *authors, enum author_kind kind);
void author_source_metas(const struct evidence *evidence, json_t *authors, enum author_kind kind);
void author_source_citation(const struct evidence *evidence, json_t *authors, enum author_kind kind);
void author_source_items(const struct evidence *evidence, json_t *authors, enum author_kind kind);

/* author_places.c: what readers see */
void author_source_rel(const struct evidence *evidence, json_t *authors, enum author_kind kind);
void author_source_links(const struct evidence *evidence, json_t *authors, enum author_kind kind);
void author_source_bylines(const struct evidence *evidence, json_t *authors, enum author_kind kind);

/* author_class.c: places that a class name marks */
void author_source_named(const struct evidence *evidence, json_t *authors, enum author_kind kind);

/* Nothing but an agency in such a place ("Af Ritzau"), whatever the kind. */
void author_source_agency(const struct evidence *evidence, json_t *authors, enum author_kind kind);

/* author_lines.c: lines that nothing marks */
void author_source_dateline(const struct evidence *evidence, json_t *authors, enum author_kind kind);
void author_source_bare(const struct evidence *evidence, json_t *authors, enum author_kind kind);
void author_source_closing(const struct evidence *evidence, json_t *authors, enum author_kind kind);

/* author_chinese.c: "作者：…", "（记者 …）" */
void author_source_chinese(const struct evidence *evidence, json_t *authors, enum author_kind kind);

#endif
