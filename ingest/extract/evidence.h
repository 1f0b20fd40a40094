/*
 * What a page tells about itself, gathered once and then judged: each of the files beside this one (headline.c,
 * authors.c, …) answers one question from it.
 */
#ifndef NEWSMILL_EVIDENCE_H
#define NEWSMILL_EVIDENCE_H

#include "ingest/dates.h"
#include "ingest/extract/json_ld.h"
#include "ingest/extract/origin.h"
#include "ingest/extract/outline.h"

#include <jansson.h>

struct evidence {
    const struct outline *outline;
    struct json_ld ld;
    char *url;      /* the page's own or as fetched, absolute; never NULL */
    char *host;     /* its host without www.; "" if it has none */
    char *site;     /* the site's name; NULL if unknown */
    char *title;    /* the title element, clean; NULL if none */
    char *og_title; /* og:title or twitter:title, clean; NULL if none */
    char *language; /* BCP 47; NULL if unknown */
    enum date_order order;
    int64_t now;        /* seconds since 1970, as the caller says; 0: unknown. No page was published after it. */
    char *headline;     /* NULL if none was found */
    int headline_block; /* where the page shows it; -1 if nowhere */
    struct origin origins[FIELD_COUNT];
};

void evidence_gather(struct evidence *evidence, const struct outline *outline, const char *fetched_url,
                     const char *fallback_url);
void evidence_free(struct evidence *evidence);

/* A spot's text (its first 4,000 bytes), clean, line breaks as spaces; from malloc; NULL if it has none. */
char *evidence_spot_text(const struct evidence *evidence, const struct spot *spot);

/*
 * A clean copy of the first of the metas that has content; names end with NULL. NULL if none. Sets `*origin`, which
 * may be NULL, when there is one; the same below.
 */
char *evidence_meta(const struct evidence *evidence, const char *const *names, struct origin *origin);

/* A member of the JSON-LD article, clean; NULL if none. */
char *evidence_ld(const struct evidence *evidence, const char *member, struct origin *origin);

/* Regions of the page in which a spot or block lies (enum region). */
uint32_t evidence_regions(const struct evidence *evidence, int container);

/* The title without the site's name at its ends; from malloc. */
char *evidence_strip_site(const struct evidence *evidence, const char *title);

/* Whether a text is the site's name, as the page or its host tells it, or part of it. */
bool evidence_names_site(const struct evidence *evidence, const char *text);

/* Whether it is all of the name of the site, its publisher or its host, but for case, marks and ".com" at the end. */
bool evidence_is_house(const struct evidence *evidence, const char *text);

/* ---- answers; each notes in `origins` where it came from ---- */

/* The address that the page gives for itself, absolute, from malloc; NULL if none that fits `fetched` (may be NULL). */
char *page_url_find(const struct outline *outline, const struct json_ld *ld, const char *fetched,
                    struct origin *origin);

/* Whether it is an absolute address of the web without white space or control characters. */
bool page_url_is_plain(const char *url);

/*
 * BCP 47 in its usual capitals, from malloc: what the page says, unless its text is plainly in another language; else
 * the language of the text. NULL if nothing tells.
 */
char *language_find(const struct outline *outline, const struct json_ld *ld, struct origin *origin);

/* Sets headline and headline_block. */
void headline_find(struct evidence *evidence);

/* A second headline (kicker and subtitle are none), from malloc; NULL if none. */
char *headline_alternative(struct evidence *evidence);

/* Array of {name, url}; NULL if none. */
json_t *authors_find(struct evidence *evidence);

bool published_find(struct evidence *evidence, struct date *date);

/* `published`: what published_find found; NULL if nothing. */
bool modified_find(struct evidence *evidence, const struct date *published, struct date *date);

/*
 * Settles the offset of a time. One without takes that of the same time elsewhere in the page, else of the article's
 * other date, else of the clocks in the host's country; where none is known it is UTC, as midnight is, which stands for
 * a day. One in UTC takes the offset of the place when it is another day there: markup often tells UTC where the page
 * shows its own clock. The same instant shown near the headline tells the offset, else the host's country does.
 * `sibling`: the other date when that is settled, NULL before; what is shown without an offset is held to be that one.
 */
void local_time_find(const struct evidence *evidence, const struct date *sibling, struct date *date);

/* The standfirst or the lead points (one a line), from malloc; NULL if none. Blocks of lead points are `*first` to
 * `*end` (exclusive), to be left out of the body; equal if there are none. */
char *lead_find(struct evidence *evidence, int *first, int *end);

char *subject_section(struct evidence *evidence);
json_t *subject_keywords(struct evidence *evidence); /* NULL if none */
char *subject_image(struct evidence *evidence);
json_t *subject_publisher(struct evidence *evidence); /* NULL if none */
char *subject_rights(struct evidence *evidence);

#endif
