#include "ingest/extract/clean_text.h"
#include "ingest/extract/headline_claims.h"

#include <stdlib.h>
#include <string.h>

#define ENOUGH_LIKENESS .8 /* of a heading that may take the place of another */

/* The block that holds the last of the text. */
static int last_good(const struct outline *outline)
{
    int last = outline->block_count;
    while (last > 0 && !outline_is_good(&outline->blocks[last - 1]))
        last--;
    return last;
}

static bool is_in_frame(const struct evidence *evidence, const struct spot *spot, int text_end)
{
    uint32_t regions = evidence_regions(evidence, spot->container);
    return (regions & (IN_NAV | IN_FORM | IN_FOOTER | IN_LIST)) || (spot->hints & HINT_FURNITURE) ||
           (text_end > 0 && spot->first_block > text_end);
}

/* What markup says that the article is called too, if a heading ends so; NULL if not. From malloc. */
static char *alternative_of(const struct evidence *evidence, const char *text)
{
    char *other = evidence_ld(evidence, "alternativeHeadline", NULL);
    size_t size = other ? strlen(other) : 0, whole = strlen(text);
    if (size > 0 && size <= whole && headline_words(other) >= HEADLINE_FEWEST_WORDS &&
        clean_same(text + whole - size, size, other, size))
        return other;
    free(other);
    return NULL;
}

static bool is_alternative(const struct evidence *evidence, const char *text)
{
    char *other = alternative_of(evidence, text);
    bool is = other != NULL;
    free(other);
    return is;
}

void headline_spell(const struct evidence *evidence, const struct claims *claims, char **chosen)
{
    for (int i = FROM_LD; i <= FROM_OG; i++)
        if (headline_same(claims->text[i], *chosen)) {
            headline_replace(chosen, claims->text[i]);
            return;
        }
    char *other = alternative_of(evidence, *chosen);
    if (other)
        headline_replace(chosen, other);
    free(other);
}

static bool may_replace(const struct evidence *evidence, const struct claims *claims, const struct spot *spot, bool any)
{
    char *text = evidence_spot_text(evidence, spot);
    bool good = text && headline_words(text) >= HEADLINE_FEWEST_WORDS &&
                (headline_claimed(claims, text) >= ENOUGH_LIKENESS || is_alternative(evidence, text) ||
                 (any && spot->level == 1));
    free(text);
    return good;
}

int headline_outside_frame(const struct evidence *evidence, const struct claims *claims, int chosen)
{
    const struct outline *outline = evidence->outline;
    int text_end = last_good(outline);
    if (!is_in_frame(evidence, &outline->spots[chosen], text_end))
        return chosen;
    /* what stands in a form or a footer is no headline at all */
    bool any = evidence_regions(evidence, outline->spots[chosen].container) & (IN_FORM | IN_FOOTER);
    for (int i = 0; i < outline->spot_count; i++) {
        const struct spot *spot = &outline->spots[i];
        uint32_t beside = IN_ASIDE | IN_AWAY | IN_COMMENTS;
        if (i != chosen && (spot->kinds & SPOT_HEADING) && spot->level <= 2 && !is_in_frame(evidence, spot, text_end) &&
            !(evidence_regions(evidence, spot->container) & beside) && may_replace(evidence, claims, spot, any))
            return i;
    }
    return chosen;
}
