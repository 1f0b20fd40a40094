/* What the parts of a page claim its headline to be, and what is cut off the heading that was chosen. */
#ifndef NEWSMILL_HEADLINE_CLAIMS_H
#define NEWSMILL_HEADLINE_CLAIMS_H

#include "ingest/extract/evidence.h"

#define HEADLINE_FEWEST_WORDS 4 /* of a heading that nothing else confirms */

enum { FROM_LD, FROM_ITEM, FROM_OG, FROM_TITLE, FROM_TWITTER, SOURCES };

struct claims {
    char *text[SOURCES]; /* clean, site's name taken off; NULL where the page lacks it */
};

/* Words, or for writing without spaces about as many as its characters make. */
size_t headline_words(const char *text);

/* Whether both are there and the same but for case, white space and punctuation. */
bool headline_same(const char *a, const char *b);

/* Frees `*chosen` and puts a copy of `better`, which may be part of it, in its place. */
void headline_replace(char **chosen, const char *better);

/* How like a text is to the claim that it is most like, 0 to 1. */
double headline_claimed(const struct claims *claims, const char *text);

/* Another heading than the chosen one, if that stands in the page's frame: its navigation, a list, a form or below the
 * text; the chosen one if there is no better. */
int headline_outside_frame(const struct evidence *evidence, const struct claims *claims, int chosen);

/* Such a heading as markup writes it, which has the marks that a style sheet puts between its parts. */
void headline_spell(const struct evidence *evidence, const struct claims *claims, char **chosen);

/* Cuts off `*chosen` what is no part of the headline: a kicker or label before it, a label, note or site behind it. */
void headline_cut(const struct evidence *evidence, const struct claims *claims, char **chosen);

#endif
