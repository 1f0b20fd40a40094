#include "ingest/extract/headline_claims.h"

#include "ingest/extract/author_names.h"
#include "ingest/extract/clean_text.h"

#include <stdlib.h>
#include <string.h>

#define LONGEST_LABEL 3 /* words behind a bar */
#define SHORTEST_DATE 9 /* bytes of " 3.5.2024" */
#define LONGEST_MARK  4 /* bytes behind it */

size_t headline_words(const char *text)
{
    size_t wide;
    clean_length(text, strlen(text), &wide);
    return clean_words(text, strlen(text)) + wide / 2;
}

bool headline_same(const char *a, const char *b)
{
    return a && b && clean_same(a, strlen(a), b, strlen(b));
}

void headline_replace(char **chosen, const char *better)
{
    char *copy = xstrdup(better);
    free(*chosen);
    *chosen = copy;
}

/* A year: part of the headline, though a claim lacks it. */
static bool is_year(const char *text, size_t size)
{
    return size == 5 && strspn(text, "0123456789") == 4;
}

static bool begins_with_quotation(const char *text)
{
    static const char *const marks[] = {"\"", "“", "„", "«", "»", "'", "‘", "‚"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (strncmp(text, marks[i], strlen(marks[i])) == 0)
            return true;
    return false;
}

/* An h1 may begin with a kicker or a number of comments: if a claim is how it ends, the claim is the headline, unless
 * markup says all of it or what it begins with is quoted. */
static void cut_kicker(const struct claims *claims, char **chosen)
{
    size_t size = strlen(*chosen);
    if (headline_same(claims->text[FROM_LD], *chosen) || headline_same(claims->text[FROM_ITEM], *chosen) ||
        begins_with_quotation(*chosen))
        return;
    for (int i = 0; i <= FROM_TITLE; i++) {
        const char *claim = claims->text[i];
        size_t claim_size = claim ? strlen(claim) : 0;
        if (claim_size == 0 || claim_size >= size || claim_size * 2 < size || headline_words(claim) < 4 ||
            is_year(*chosen, size - claim_size))
            continue;
        if (clean_same(*chosen + size - claim_size, claim_size, claim, claim_size)) {
            headline_replace(chosen, claim);
            return;
        }
    }
}

/* "Headline (paper.example)", "Headline [Video]": a claim without the bracket at the end is the headline. */
static void cut_bracket(const struct claims *claims, char **chosen)
{
    size_t size = strlen(*chosen);
    for (int i = 0; i <= FROM_TITLE; i++) {
        const char *claim = claims->text[i];
        size_t claim_size = claim ? strlen(claim) : 0;
        if (claim_size > 0 && claim_size + 3 < size && headline_words(claim) >= HEADLINE_FEWEST_WORDS &&
            (strncmp(*chosen + claim_size, " (", 2) == 0 || strncmp(*chosen + claim_size, " [", 2) == 0) &&
            clean_same(*chosen, claim_size, claim, claim_size)) {
            headline_replace(chosen, claim);
            return;
        }
    }
}

/* A bar sets a label off ("Opinion | Headline", "Headline | Editorial"), or the site's name. */
static void cut_bars(const struct evidence *evidence, char **chosen)
{
    const char *last = NULL;
    for (const char *at = *chosen; (at = strstr(at, " | ")); at += 3)
        last = at;
    if (!last)
        return;
    char *head = xstrndup(*chosen, (size_t)(last - *chosen)), *tail = xstrdup(last + 3);
    if (headline_words(head) >= HEADLINE_FEWEST_WORDS &&
        (headline_words(tail) <= LONGEST_LABEL || evidence_names_site(evidence, tail))) {
        headline_replace(chosen, head);
        cut_bars(evidence, chosen);
    } else if (headline_words(tail) >= HEADLINE_FEWEST_WORDS &&
               (headline_words(head) <= 1 || evidence_names_site(evidence, head))) {
        headline_replace(chosen, tail);
    }
    free(head);
    free(tail);
}

/* "Headline 3.5.2024 •": a claim says what stands before the date. */
static void cut_date(const struct claims *claims, char **chosen)
{
    for (int i = 0; i <= FROM_TITLE; i++) {
        const char *claim = claims->text[i];
        size_t size = claim ? strlen(claim) : 0;
        if (size == 0 || size >= strlen(*chosen) || headline_words(claim) < HEADLINE_FEWEST_WORDS ||
            !clean_same(*chosen, size, claim, size))
            continue;
        const char *rest = *chosen + size;
        size_t digits = strspn(rest, " 0123456789./-:");
        if (strpbrk(rest, "./") && digits >= SHORTEST_DATE && strlen(rest + digits) <= LONGEST_MARK) {
            headline_replace(chosen, claim);
            return;
        }
    }
}

/* "Headline – By Jane Roe" */
static void cut_author(char **chosen)
{
    static const char *const marks[] = {" – By ", " - By ", " — By ", " | By "};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        char *mark = strstr(*chosen, marks[i]);
        if (mark && mark > *chosen && author_names_are_all(mark + strlen(marks[i]))) {
            *mark = '\0';
            return;
        }
    }
}

void headline_cut(const struct evidence *evidence, const struct claims *claims, char **chosen)
{
    cut_kicker(claims, chosen);
    cut_bracket(claims, chosen);
    cut_bars(evidence, chosen);
    cut_date(claims, chosen);
    cut_author(chosen);
}
