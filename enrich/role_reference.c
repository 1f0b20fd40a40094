#include "enrich/role_reference.h"

#include <string.h>

enum {
    TITLE_LIMIT = 90,     /* bytes beside the person that a title is looked for in */
    DISTANCE_LIMIT = 800, /* bytes between the reference and what it means */
    SUBJECT_LIMIT = 60,   /* bytes of a sentence before the name that it is about, when it has several */
    NOUN_WORDS = 4,
    ABBREVIATION_LIMIT = 4 /* letters of the longest one */
};

/* What refers: where it begins, and to which type. */
struct reference {
    const char *at;
    enum entity_type type;
};

/* "the Oslo-based exchange's " */
static bool skip_noun(struct role_span *text, enum entity_type *type)
{
    static const char organisations[] =
        "company firm group bank lender exchange startup start-up carmaker automaker chipmaker drugmaker retailer "
        "airline fund platform giant maker developer agency regulator foundation organisation organization institution "
        "insurer broker brokerage miner protocol business corporation conglomerate watchdog association club project "
        "network manufacturer builder producer publisher operator provider supplier issuer custodian investor union";
    struct role_span rest = *text;
    if (!role_skip(&rest, "the ")) {
        return false;
    }
    for (int words = 0; words < NOUN_WORDS; words++) {
        struct role_word word = role_read_word(rest);
        rest.at += word.size;
        if (word.size > 0 && role_skip_possessive(&rest)) {
            bool country = role_word_is_in(word, "country nation kingdom republic");
            *type = country ? ENTITY_GPE : ENTITY_ORG;
            *text = rest;
            return country || role_word_is_in(word, organisations);
        }
        if (word.size == 0 || !role_skip(&rest, " ")) {
            return false;
        }
    }
    return false;
}

/* "its ", "the company's ", and what may stand between that and a title. */
static bool skip_reference(struct role_span *text, enum entity_type *type)
{
    *type = ENTITY_ORG;
    if (!role_skip(text, "its ") && !skip_noun(text, type)) {
        return false;
    }
    if (!role_skip(text, "new ") && !role_skip(text, "longtime ")) {
        role_skip(text, "outgoing ");
    }
    return true;
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* Whether the point at `at` is that of "U.S.", "Mr.", "Oct." or "Corp.": the network X ends a sentence as words do. */
static bool is_abbreviated(const char *text, const char *at)
{
    static const char words[] =
        "Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Inc Corp Ltd Cos Bros Gov Sen Rep Gen Rev";
    const char *start = at;
    while (start > text && at - start <= ABBREVIATION_LIMIT && start[-1] != ' ' && start[-1] != '\n') {
        start--;
    }
    if (at - start == 1 && *start == 'X') {
        return false;
    }
    return is_upper(at[-1]) || is_upper(at[-2]) ||
           role_word_is_in((struct role_word){start, (size_t)(at - start)}, words);
}

static bool ends_sentence(const char *text, const char *at)
{
    if (*at == '\n') {
        return true;
    }
    return at - text >= 2 && (*at == '!' || *at == '?' || (*at == '.' && !is_abbreviated(text, at)));
}

static bool is_sentence_start(const char *text, const char *at)
{
    while (at > text && (at[-1] == ' ' || at[-1] == '"')) {
        at--;
    }
    return at == text || ends_sentence(text, at - 1);
}

static bool reaches_person(struct role_span text)
{
    return (role_skip(&text, ", ") || role_skip(&text, " ")) && text.at == text.end;
}

/* "Its chief executive, ", "Chief executive ": what ends where the person's name begins. */
static bool read_before(const char *field, struct role_span before, struct role_span *title, struct reference *found)
{
    for (const char *at = before.end; at > before.at;) {
        struct role_span text = {--at, before.end};
        if (strchr(".;\n", *at) != NULL) {
            return false;
        }
        if (at > before.at && at[-1] != ' ' && at[-1] != '\n') {
            continue;
        }
        found->at = at;
        if (skip_reference(&text, &found->type) && role_read_title(&text, title) && reaches_person(text)) {
            return true;
        }
        text.at = at;
        found->type = ENTITY_ORG;
        if (is_sentence_start(field, at) && role_read_title(&text, title) && reaches_person(text) &&
            role_title_is_of_company(*title)) {
            return true;
        }
    }
    return false;
}

/* ", the exchange's CEO,", ", the chief executive,": what follows the person's name. */
static bool read_after(struct role_span after, struct role_span *title, struct reference *found)
{
    if (!role_skip(&after, ", ")) {
        return false;
    }
    struct role_span text = after;
    found->at = after.at;
    bool plain = !skip_reference(&text, &found->type);
    if (plain) {
        text = after;
    }
    if ((plain && !role_skip(&text, "the ")) || !role_read_title(&text, title) ||
        (plain && !role_title_is_of_company(*title))) {
        return false;
    }
    return text.at == text.end || strchr(",.;)", *text.at) != NULL;
}

static bool follows(const char *field, size_t at, const char *what)
{
    size_t size = strlen(what);
    return at >= size && memcmp(field + at - size, what, size) == 0;
}

/* " reported.", " reported that", " reported Acme": what a source does, and no company of its figures. */
static bool passes_on(struct role_span after)
{
    if (!role_skip(&after, " reported") && !role_skip(&after, " reports")) {
        return false;
    }
    return after.at == after.end || *after.at == '.' || *after.at == ',' || role_skip(&after, " that ") ||
           (role_skip(&after, " ") && after.at < after.end && *after.at >= 'A' && *after.at <= 'Z');
}

static bool is_source(const char *field, size_t size, const struct mention *mention)
{
    static const char *const before[] = {"told ",        "according to ", "polled by ",
                                         "surveyed by ", "compiled by ",  "data from "};
    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        if (follows(field, mention->start, before[i])) {
            return true;
        }
    }
    return passes_on((struct role_span){field + mention->end, field + size});
}

/* A name within a quotation that ends before the reference is the speaker's word, not the text's. */
static bool is_quoted(const char *field, const struct mention *mention, const char *reference)
{
    bool straight = false;
    for (const char *at = field + mention->end; at < reference; at++) {
        straight ^= *at == '"';
        if (memcmp(at, "\xE2\x80\x9C", 3) == 0) {
            break;
        }
        if (memcmp(at, "\xE2\x80\x9D", 3) == 0) {
            return true;
        }
    }
    return straight;
}

/* Where the sentence around `at` begins, or as far before it as anything is looked for. */
static size_t sentence_start(const char *field, size_t at)
{
    size_t start = at;
    while (start > 0 && at - start < DISTANCE_LIMIT && !ends_sentence(field, field + start - 1)) {
        start--;
    }
    return start;
}

/* "Acme and Delta met.": whether another one of the kind stands in a row with the mention before `end`. */
static bool is_in_row(const struct mention_list *list, const char *field, const struct mention *mention,
                      const struct mention *end)
{
    static const char *const joints[] = {" and ", " and the ", ", ", " or "};
    for (const struct mention *next = mention + 1; next <= end; next++) {
        size_t gap = next->start - mention->end;
        if (next->type != mention->type || next->start <= mention->end || gap > strlen(" and the ")) {
            continue;
        }
        for (size_t i = 0; i < sizeof joints / sizeof *joints; i++) {
            if (strlen(joints[i]) == gap && memcmp(field + mention->end, joints[i], gap) == 0 &&
                strcmp(mention_id(list, mention), mention_id(list, next)) != 0) {
                return true;
            }
        }
    }
    return false;
}

/* "Brands include Acme, Delta and Elm." Names that nobody found count, too. */
static bool begins_row(struct role_span after)
{
    return role_skip(&after, ", ") && after.at < after.end && *after.at >= 'A' && *after.at <= 'Z';
}

static const struct mention *find_meant(const struct mention_list *list, size_t person, const char *field, size_t size,
                                        const struct reference *reference)
{
    const struct mention *nearest = NULL, *first = NULL;
    size_t from = (size_t)(reference->at - field), sentence = 0;
    for (size_t i = person; i-- > 0;) {
        const struct mention *mention = &list->items[i];
        if (mention->field != list->items[person].field || mention->end < sentence ||
            mention->end + DISTANCE_LIMIT < from) {
            break;
        }
        if (mention->type != reference->type || mention->end > from || is_source(field, size, mention) ||
            is_quoted(field, mention, reference->at)) {
            continue;
        }
        if (nearest == NULL) {
            nearest = mention;
            sentence = sentence_start(field, mention->start);
        }
        first = mention->start >= sentence ? mention : first;
    }
    if (nearest == NULL || strcmp(mention_id(list, nearest), mention_id(list, first)) == 0 ||
        (follows(field, from, " and ") && nearest->end + strlen(" and ") == from)) { /* "sued Acme and its founder" */
        return nearest;
    }
    bool row =
        begins_row((struct role_span){field + first->end, field + size}) || is_in_row(list, field, first, nearest);
    return first->start - sentence <= SUBJECT_LIMIT && !row ? first : NULL;
}

const struct mention *role_of_reference(const struct mention_list *list, size_t person,
                                        const struct entity_fields *fields, struct role_span *title)
{
    const struct mention *holder = &list->items[person];
    const char *field = fields->data[holder->field];
    size_t size = fields->sizes[holder->field];
    struct role_span before = {field, field + holder->start}, after = {field + holder->end, field + size};
    struct reference reference = {0};
    if (before.end - before.at > TITLE_LIMIT) {
        before.at = before.end - TITLE_LIMIT;
    }
    if (after.end - after.at > TITLE_LIMIT) {
        after.end = after.at + TITLE_LIMIT;
    }
    if (!read_before(field, before, title, &reference) && !read_after(after, title, &reference)) {
        return NULL;
    }
    return find_meant(list, person, field, size, &reference);
}
