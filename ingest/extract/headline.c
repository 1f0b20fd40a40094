#include "ingest/extract/clean_text.h"
#include "ingest/extract/evidence.h"
#include "ingest/extract/headline_claims.h"
#include "ingest/extract/headline_title.h"

#include <stdlib.h>
#include <string.h>

#define ENOUGH_LIKENESS  .45 /* of an h1 to what the head says */
#define FIRST_LIKENESS   .95 /* of a heading that is all of a title before its first mark */
#define IN_ARTICLE_SCORE .08
#define NAMED_SCORE      .05
#define RANK_SCORE       .01 /* less for each heading before it */
#define MOST_BEFORE      2   /* paragraphs before it */
#define LONGEST_HEADLINE 600

static double likeness(const char *a, const char *b)
{
    return clean_similarity(a, strlen(a), b, strlen(b));
}

static char *item_headline(const struct evidence *evidence)
{
    const struct outline *outline = evidence->outline;
    for (int i = 0; i < outline->spot_count; i++) {
        const struct spot *spot = &outline->spots[i];
        if (spot->item && strcmp(spot->item, "headline") == 0 &&
            !(evidence_regions(evidence, spot->container) & (IN_ASIDE | IN_FOOTER | IN_NAV | IN_AWAY))) {
            char *text = spot->value && *spot->value ? clean_copy(spot->value, strlen(spot->value))
                                                     : evidence_spot_text(evidence, spot);
            if (text)
                return text;
        }
    }
    static const char *const names[] = {"headline", NULL};
    return evidence_meta(evidence, names, NULL);
}

static struct claims read_claims(const struct evidence *evidence)
{
    static const char *const twitter[] = {"twitter:title", NULL};
    struct claims claims = {{0}};
    claims.text[FROM_LD] = evidence_ld(evidence, "headline", NULL);
    if (!claims.text[FROM_LD])
        claims.text[FROM_LD] = evidence_ld(evidence, "name", NULL);
    claims.text[FROM_ITEM] = item_headline(evidence);
    if (evidence->og_title)
        claims.text[FROM_OG] = evidence_strip_site(evidence, evidence->og_title);
    if (evidence->title)
        claims.text[FROM_TITLE] = evidence_strip_site(evidence, evidence->title);
    char *short_title = evidence_meta(evidence, twitter, NULL);
    if (short_title)
        claims.text[FROM_TWITTER] = evidence_strip_site(evidence, short_title);
    free(short_title);
    return claims;
}

double headline_claimed(const struct claims *claims, const char *text)
{
    double best = 0;
    for (int i = 0; i < SOURCES; i++) {
        double like = claims->text[i] ? likeness(claims->text[i], text) : 0;
        if (like > best)
            best = like;
    }
    return best;
}

static bool is_first_segment(const struct evidence *evidence, const char *text)
{
    return title_begins(evidence->title, text) || title_begins(evidence->og_title, text);
}

/* The heading of a level that is most like what the head claims; -1 if none reaches `least`. */
static int best_heading(const struct evidence *evidence, const struct claims *claims, int level, double least,
                        double *likeness_found)
{
    const struct outline *outline = evidence->outline;
    int best = -1, rank = 0;
    double best_score = 0;
    for (int i = 0; i < outline->spot_count; i++) {
        const struct spot *spot = &outline->spots[i];
        if (1 + IN_ARTICLE_SCORE + NAMED_SCORE - RANK_SCORE * rank < least) /* nor would any behind it do */
            break;
        if (!(spot->kinds & SPOT_HEADING) || spot->level != level ||
            (level > 1 && (evidence_regions(evidence, spot->container) & IN_COMMENTS)))
            continue;
        char *text = evidence_spot_text(evidence, spot);
        if (!text)
            continue;
        double like = strlen(text) > LONGEST_HEADLINE ? 0 : headline_claimed(claims, text);
        if (like > 0 && like < FIRST_LIKENESS && is_first_segment(evidence, text))
            like = FIRST_LIKENESS;
        double score = like;
        uint32_t regions = evidence_regions(evidence, spot->container);
        if (regions & (IN_ARTICLE | IN_MAIN))
            score += IN_ARTICLE_SCORE;
        if (spot->hints & HINT_TITLE)
            score += NAMED_SCORE;
        score -= RANK_SCORE * rank++;
        if (like > 0 && score >= least && score > best_score) {
            best = i;
            best_score = score;
            *likeness_found = like;
        }
        free(text);
    }
    return best;
}

/* The first h1 of at least so many words outside the page's frame. */
static int any_heading(const struct evidence *evidence, size_t fewest)
{
    const struct outline *outline = evidence->outline;
    for (int i = 0; i < outline->spot_count; i++) {
        const struct spot *spot = &outline->spots[i];
        if (!(spot->kinds & SPOT_HEADING) || spot->level != 1 ||
            (evidence_regions(evidence, spot->container) & (IN_NAV | IN_FOOTER | IN_ASIDE)))
            continue;
        char *text = evidence_spot_text(evidence, spot);
        size_t words = text && strlen(text) <= LONGEST_HEADLINE ? headline_words(text) : 0;
        free(text);
        if (words >= fewest)
            return i;
    }
    return -1;
}

/* The bytes of a heading that are the headline: without a kicker before and a subtitle behind, if elements are named
 * so. */
static struct spot proper_part(const struct outline *outline, int heading)
{
    struct spot whole = outline->spots[heading];
    size_t size = whole.end - whole.start;
    for (int i = heading + 1; i < outline->spot_count && outline->spots[i].start < outline->spots[heading].end; i++) {
        const struct spot *part = &outline->spots[i];
        size_t part_size = part->end - part->start;
        bool other = (part->hints & (HINT_SECTION | HINT_LEAD | HINT_TAGS)) || part->tag == LXB_TAG_SMALL;
        if (other && part_size * 2 < size && part->start <= whole.start + 2)
            whole.start = part->end;
        else if (other && part_size * 2 < size && part->end + 2 >= whole.end)
            whole.end = part->start;
        else if (!other && (part->hints & HINT_TITLE) && part_size * 2 > size)
            whole.start = part->start, whole.end = part->end;
    }
    return whole;
}

static char *heading_text(const struct evidence *evidence, int heading)
{
    struct spot part = proper_part(evidence->outline, heading);
    char *text = evidence_spot_text(evidence, &part);
    size_t marks = text ? strspn(text, " :|-") : 0; /* between the kicker and the headline */
    if (marks > 0 && text[marks])
        memmove(text, text + marks, strlen(text + marks) + 1);
    return text ? text : evidence_spot_text(evidence, &evidence->outline->spots[heading]);
}

/* An h1 that is the site's name, as on blogs, is not the headline if another heading says the rest of the title. */
static int not_the_site(const struct evidence *evidence, const struct claims *claims, int chosen)
{
    const struct outline *outline = evidence->outline;
    char *text = evidence_spot_text(evidence, &outline->spots[chosen]);
    size_t rest_size = 0;
    bool confirmed =
        headline_same(claims->text[FROM_LD], text) || (evidence->og_title && headline_same(evidence->og_title, text));
    bool last = !confirmed && title_ends(evidence->title, text);
    bool site = !confirmed && evidence->title && evidence_names_site(evidence, text);
    const char *rest = site ? title_rest(evidence->title, text, &rest_size) : NULL;
    size_t mark, first_size = last ? title_segment(evidence->title, &mark) : 0;
    free(text);
    for (int i = 0; (last || rest) && i < outline->spot_count; i++) {
        const struct spot *spot = &outline->spots[i];
        if (!(spot->kinds & SPOT_HEADING) || spot->level > 3 || i == chosen)
            continue;
        text = evidence_spot_text(evidence, spot);
        bool other = text && ((last && (clean_same(evidence->title, first_size, text, strlen(text)) ||
                                        title_in_front(evidence->title, text) > 0)) ||
                              (rest && clean_same(text, strlen(text), rest, rest_size)));
        free(text);
        if (other)
            return i;
    }
    return chosen;
}

/* Whether the page's own heading says the same as `claim` with something before or behind it that is no part of it:
 * a subtitle, which begins with a capital, or a kicker that the claim has and the heading shows elsewhere. */
static bool is_the_same_but_for_ends(const char *heading, const char *claim)
{
    size_t heading_size = strlen(heading), claim_size = strlen(claim);
    if (claim_size < heading_size && heading[claim_size] == ' ' && clean_same(heading, claim_size, claim, claim_size))
        return !(heading[claim_size + 1] >= 'a' && heading[claim_size + 1] <= 'z');
    return heading_size + 2 < claim_size && claim[claim_size - heading_size - 2] == ':' &&
           clean_same(claim + claim_size - heading_size, heading_size, heading, heading_size);
}

static char *without_heading(const struct evidence *evidence, const struct claims *claims, int *spot)
{
    double like;
    *spot = best_heading(evidence, claims, 2, .8, &like);
    if (*spot >= 0) {
        char *text = evidence_spot_text(evidence, &evidence->outline->spots[*spot]);
        if (headline_words(text) >= 3)
            return text;
        free(text);
        *spot = -1;
    }
    char *entry = title_entry(evidence, spot);
    if (entry)
        return entry;
    const char *found = claims->text[FROM_LD] ? claims->text[FROM_LD] : claims->text[FROM_ITEM];
    if (!found && !claims->text[FROM_OG]) {
        *spot = any_heading(evidence, claims->text[FROM_TITLE] ? 3 : 1);
        if (*spot >= 0)
            return evidence_spot_text(evidence, &evidence->outline->spots[*spot]);
    }
    if (!found)
        found = claims->text[FROM_OG] ? claims->text[FROM_OG] : claims->text[FROM_TITLE];
    return found ? xstrdup(found) : NULL;
}

/* Where the page shows the headline, if it is no heading: the first block that is the same. */
static int find_block(const struct evidence *evidence, const char *headline)
{
    const struct outline *outline = evidence->outline;
    for (int i = 0; i < outline->block_count; i++) {
        const struct block *block = &outline->blocks[i];
        if (block->size <= strlen(headline) + 40 &&
            clean_same(outline->text.data + block->start, block->size, headline, strlen(headline)))
            return i;
    }
    return -1;
}

/* The place that says it in these very words, the page's own heading first. */
static struct origin origin_of(const struct claims *claims, const char *headline, bool heading)
{
    static const struct origin origins[SOURCES] = {{"JSON-LD", "headline"},
                                                   {"microdata", "headline"},
                                                   {"meta", "og:title"},
                                                   {"title element", NULL},
                                                   {"meta", "twitter:title"}};
    for (int i = 0; !heading && i < SOURCES; i++)
        if (headline_same(claims->text[i], headline))
            return origins[i];
    return (struct origin){"heading", NULL};
}

/* The block that a headline cannot stand behind: there is too much text before. */
static int last_for_headline(const struct outline *outline)
{
    for (int i = 0, good = 0; i < outline->block_count; i++)
        if (outline_is_good(&outline->blocks[i]) && ++good > MOST_BEFORE)
            return i;
    return outline->block_count;
}

/* Whether a heading is long enough to be a headline and stands where one may: outside the frame. */
static bool may_be_headline(const struct evidence *evidence, const struct spot *spot)
{
    if (evidence_regions(evidence, spot->container) & (IN_NAV | IN_FOOTER | IN_ASIDE | IN_COMMENTS | IN_AWAY))
        return false;
    char *text = evidence_spot_text(evidence, spot);
    size_t words = text && strlen(text) <= LONGEST_HEADLINE ? headline_words(text) : 0;
    free(text);
    return words >= HEADLINE_FEWEST_WORDS;
}

/* The only h1 above the text, if it stands in the article or is the only one of the page, and is long enough to be a
 * headline: it need not be like the title, which may be written for search engines. -1 if it is not so. */
static int only_heading(const struct evidence *evidence)
{
    const struct outline *outline = evidence->outline;
    int only = -1, all = 0, last = last_for_headline(outline);
    for (int i = 0; i < outline->spot_count; i++) {
        const struct spot *spot = &outline->spots[i];
        if (!(spot->kinds & SPOT_HEADING) || spot->level != 1)
            continue;
        all++;
        if (spot->first_block > last || !may_be_headline(evidence, spot))
            continue;
        if (only >= 0)
            return -1;
        only = i;
    }
    bool inside = only >= 0 && (evidence_regions(evidence, outline->spots[only].container) & (IN_ARTICLE | IN_MAIN));
    return inside || all == 1 ? only : -1;
}

void headline_find(struct evidence *evidence)
{
    struct claims claims = read_claims(evidence);
    double like = 0;
    int spot = best_heading(evidence, &claims, 1, ENOUGH_LIKENESS, &like);
    if (spot < 0)
        spot = only_heading(evidence);
    const char *ld = claims.text[FROM_LD] ? claims.text[FROM_LD] : claims.text[FROM_ITEM];
    char *chosen;
    if (spot < 0) {
        chosen = without_heading(evidence, &claims, &spot);
    } else {
        int best = not_the_site(evidence, &claims, spot);
        spot = headline_outside_frame(evidence, &claims, best);
        chosen = heading_text(evidence, spot);
        if (spot != best)
            headline_spell(evidence, &claims, &chosen);
        if (ld && (headline_same(ld, claims.text[FROM_OG]) || headline_same(ld, claims.text[FROM_TITLE])) &&
            is_the_same_but_for_ends(chosen, ld))
            headline_replace(&chosen, ld);
    }
    if (spot >= 0)
        title_cut_subtitle(evidence->title, chosen);
    if (chosen && headline_words(chosen) <= 2 && !is_first_segment(evidence, chosen)) {
        const char *longer = claims.text[FROM_LD] ? claims.text[FROM_LD] : claims.text[FROM_OG];
        if (longer && headline_words(longer) >= 4)
            headline_replace(&chosen, longer);
    }
    if (chosen)
        headline_cut(evidence, &claims, &chosen);
    if (chosen && strlen(chosen) > LONGEST_HEADLINE) {
        size_t size = LONGEST_HEADLINE;
        while (size > 0 && chosen[size] != ' ')
            size--;
        chosen[size] = '\0';
        if (size == 0)
            headline_replace(&chosen, "");
    }
    if (chosen && !*chosen) {
        free(chosen);
        chosen = NULL;
    }
    evidence->headline = chosen;
    evidence->origins[FIELD_HEADLINE] = chosen ? origin_of(&claims, chosen, spot >= 0) : (struct origin){0};
    evidence->headline_block = spot >= 0 ? evidence->outline->spots[spot].first_block
                               : chosen  ? find_block(evidence, chosen)
                                         : -1;
    for (int i = 0; i < SOURCES; i++)
        free(claims.text[i]);
}

char *headline_alternative(struct evidence *evidence)
{
    struct origin *origin = &evidence->origins[FIELD_ALTERNATIVE_HEADLINE];
    char *alternative = evidence_ld(evidence, "alternativeHeadline", origin);
    if (!alternative && evidence->ld.article && json_object_get(evidence->ld.article, "headline"))
        alternative = evidence_ld(evidence, "alternateName", origin);
    if (!alternative && evidence->og_title) {
        *origin = (struct origin){"meta", "og:title"};
        alternative = evidence_strip_site(evidence, evidence->og_title);
    }
    if (alternative && (!evidence->headline || headline_same(alternative, evidence->headline) ||
                        strstr(evidence->headline, alternative) || strlen(alternative) > LONGEST_HEADLINE)) {
        free(alternative);
        alternative = NULL;
    }
    return alternative;
}
