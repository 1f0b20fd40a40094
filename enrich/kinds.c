#include "enrich/kinds.h"

#include "common/text.h"
#include "enrich/kinds_private.h"
#include "enrich/words.h"

#include <string.h>

enum { RUN_LIMIT = 4, PHRASE_LIMIT = 6, ROW_LIMIT = 12 }; /* units of a name, of "a Dutch chipmaker"; names */
enum { MOSTLY_LOWER = 6 };                                /* how often a unit is in lower case */
#define ADDED_CONFIDENCE 0.6F

static const char *const kinds[] = {
    "bank",         "lender",       "insurer",  "brokerage",  "firm",        "company",   "startup",
    "exchange",     "retailer",     "carmaker", "automaker",  "chipmaker",   "drugmaker", "planemaker",
    "airline",      "carrier",      "maker",    "miner",      "consultancy", "nonprofit", "charity",
    "conglomerate", "manufacturer", "supplier", "giant",      "utility",     "grocer",    "subsidiary",
    "group",        "platform",     "foundry",  "steelmaker", "reinsurer",   "brewer",    "homebuilder",
    "shipbuilder",  "toymaker",     "lobby",    "bourse",     "broadcaster", NULL};
static const char *const plural_kinds[] = {
    "banks",     "lenders",      "insurers",     "brokerages", "firms",         "companies",   "startups",
    "exchanges", "retailers",    "carmakers",    "automakers", "chipmakers",    "drugmakers",  "planemakers",
    "airlines",  "carriers",     "makers",       "miners",     "conglomerates", "suppliers",   "giants",
    "utilities", "grocers",      "subsidiaries", "rivals",     "peers",         "steelmakers", "reinsurers",
    "brewers",   "homebuilders", "shipbuilders", "toymakers",  "broadcasters",  "creditors",   "investors",
    "holders",   "shareholders", "customers",    "clients",    "backers",       "traders",     "brokers",
    NULL};
/* Also what stands behind a name alone. */
static const char *const other_kinds[] = {"tank",      "watchdog",  "association", "union",    "newspaper",
                                          "magazine",  "website",   "chain",       "agency",   "body",
                                          "unit",      "business",  "fund",        "operator", "provider",
                                          "developer", "publisher", "corporation", NULL};

bool kinds_is_word(const struct reading *reading, uint32_t unit, const char *const *words)
{
    return unit >= reading->first && unit < reading->last &&
           token_is_one_of(reading->text, reading->units[unit].first, words);
}

static bool is_in_lower_case(const struct reading *reading, uint32_t unit)
{
    return unit < reading->last && reading->units[unit].kind == UNIT_LOWER;
}

/* The find that begins at the unit, or ends before it; NULL: none. */
static struct decoded *find_name(const struct reading *reading, uint32_t unit, bool ends)
{
    for (size_t i = 0; i < reading->count; i++) {
        struct decoded *found = &reading->found[i];
        if (!found->nothing && (ends ? found->last : found->first) == unit) {
            return found;
        }
    }
    return NULL;
}

bool kinds_is_found(const struct reading *reading, uint32_t unit)
{
    for (size_t i = 0; i < reading->count; i++) {
        const struct decoded *found = &reading->found[i];
        if (!found->nothing && found->first <= unit && unit < found->last) {
            return true;
        }
    }
    return false;
}

bool kinds_is_known_company(const struct unit *unit)
{
    return unit->known[KIND_COMPANY] != 0 || unit->known[KIND_BRAND] != 0 || unit->known[KIND_ORGANIZATION] != 0;
}

/* A person or a place of which the kind is surer than the tagger. "The company Musk founded": a family name stays. */
static bool may_be_organisation(const struct reading *reading, const struct decoded *found,
                                enum kind_certainty certainty)
{
    const struct unit *first = &reading->units[found->first];
    if (found->type == NAME_LOC) {
        return certainty == KIND_TRADED ? !unit_is_large_place(first) : !unit_is_known_place(first);
    }
    if (found->last > found->first + 1) {
        return first->given == 0;
    }
    return certainty != KIND_LIKELY || (first->family == 0 && first->given == 0) || kinds_is_known_company(first);
}

/* ---- names that the tagger did not see ---- */

bool kinds_may_be_part(const struct reading *reading, uint32_t unit)
{
    static const char *const others[] = {"ceo",      "cfo",   "coo",       "cto",      "ceos",    "chief", "president",
                                         "chairman", "chair", "executive", "director", "founder", "mr",    "mrs",
                                         "ms",       "dr",    "i",         "vice",     "senior",  "ipo",   "etf",
                                         "etfs",     "ai",    "the",       "an",       NULL};
    const struct unit *at = &reading->units[unit];
    bool name = at->kind == UNIT_TITLE || at->kind == UNIT_UPPER || at->kind == UNIT_MIXED;
    bool day = word_at(reading->text, at->first, WORD_MONTH) != NULL ||
               word_at(reading->text, at->first, WORD_WEEKDAY) != NULL;
    return name && at->capital && !day && !kinds_is_word(reading, unit, others) && !kinds_is_found(reading, unit);
}

bool kinds_may_be_name(const struct reading *reading, uint32_t first, uint32_t last)
{
    if (last == first || last > first + RUN_LIMIT || unit_is_known_place(&reading->units[first])) {
        return false;
    }
    return last > first + 1 || reading->units[first].ratio < MOSTLY_LOWER;
}

bool kinds_is_outside(const struct reading *reading, uint32_t unit)
{
    const struct unit *beside = &reading->units[unit];
    bool hyphen = beside->kind == UNIT_DASH && token_adjacent(reading->text, beside->first);
    return !beside->capital && !hyphen;
}

struct decoded *kinds_add_name(struct reading *reading, uint32_t first, uint32_t last)
{
    size_t kept = 0, place;
    for (size_t i = 0; i < reading->count; i++) { /* "surely part of no name" */
        if (reading->found[i].first < first || reading->found[i].first >= last) {
            reading->found[kept++] = reading->found[i];
        }
    }
    reading->count = kept;
    if (kept == DECODE_LIMIT) {
        return NULL;
    }
    for (place = kept; place > 0 && reading->found[place - 1].first > first; place--) {
        reading->found[place] = reading->found[place - 1];
    }
    reading->found[place] =
        (struct decoded){.first = first, .last = last, .type = NAME_ORG, .confidence = ADDED_CONFIDENCE};
    reading->count++;
    return &reading->found[place];
}

/* ---- kinds before ---- */

uint32_t kinds_settle_after(struct reading *reading, uint32_t unit, enum kind_certainty certainty)
{
    struct decoded *found = find_name(reading, unit, false);
    if (found != NULL) {
        if (found->type != NAME_ORG && !may_be_organisation(reading, found, certainty)) {
            return unit;
        }
        found->type = NAME_ORG;
        return found->last;
    }
    uint32_t last = unit;
    while (last < reading->last && kinds_may_be_part(reading, last)) {
        last++;
    }
    bool ends = last == reading->last || kinds_is_outside(reading, last);
    return ends && kinds_may_be_name(reading, unit, last) && kinds_add_name(reading, unit, last) != NULL ? last : unit;
}

static uint32_t skip_separator(const struct reading *reading, uint32_t unit)
{
    static const char *const words[] = {"and", "or", NULL};
    if (unit < reading->last && reading->units[unit].kind == UNIT_COMMA) {
        unit++;
    }
    return unit + kinds_is_word(reading, unit, words);
}

static void settle_row(struct reading *reading, uint32_t unit, bool row)
{
    for (int names = 0; names < ROW_LIMIT; names++) {
        uint32_t end = kinds_settle_after(reading, unit, KIND_LIKELY);
        uint32_t next = skip_separator(reading, end);
        if (end == unit || next == end || !row) {
            return;
        }
        unit = next;
    }
}

/* Whether the unit could be a kind before names: few are, and the lists are long. */
static bool may_introduce(const struct reading *reading, uint32_t unit)
{
    static const char *const words[] = {"including", "such", "like", "include", NULL};
    return (is_in_lower_case(reading, unit) || unit == reading->first) &&
           (reading->units[unit + 1].capital || kinds_is_word(reading, unit + 1, words));
}

/* Where the names begin that "firms", "banks including" at the unit introduces. */
static uint32_t skip_introduction(const struct reading *reading, uint32_t unit)
{
    static const char *const including[] = {"including", "like", "include", NULL}, *const such[] = {"such", NULL},
                             *const as[] = {"as", NULL};
    unit++;
    if (kinds_is_word(reading, unit, such) && kinds_is_word(reading, unit + 1, as)) {
        return unit + 2;
    }
    return unit + kinds_is_word(reading, unit, including);
}

/* ---- kinds behind ---- */

/* Whether "whose chair" begins at the unit: people have none. */
static bool has_officers(const struct reading *reading, uint32_t unit)
{
    static const char *const whose[] = {"whose", NULL};
    static const char *const officers[] = {"chair",     "chairman", "chief",  "boss",         "ceo",
                                           "president", "board",    "shares", "shareholders", "customers",
                                           "revenue",   "sales",    "parent", "products",     NULL};
    return kinds_is_word(reading, unit, whose) && kinds_is_word(reading, unit + 1, officers);
}

/* Whether ", a Dutch chipmaker," begins at the unit, and nothing that the kind only qualifies ("a bank analyst"). */
static bool is_apposition(const struct reading *reading, uint32_t unit)
{
    static const char *const articles[] = {"a", "an", "the", NULL};
    static const char *const behind[] = {"that",  "which", "based",   "in",  "of",  "with",  "owned",  "backed",
                                         "whose", "where", "founded", "run", "led", "known", "behind", NULL};
    bool definite = token_equals(reading->text, &reading->text->tokens[reading->units[unit].first], "the");
    if (!kinds_is_word(reading, unit, articles)) {
        return false;
    }
    for (uint32_t at = unit + 1; at < reading->last && at < unit + PHRASE_LIMIT; at++) {
        const struct unit *word = &reading->units[at];
        bool kind = kinds_is_word(reading, at, kinds) || kinds_is_word(reading, at, other_kinds);
        if (kind && is_in_lower_case(reading, at) && (at > unit + 1 || !definite)) {
            uint8_t next = at + 1 < reading->last ? reading->units[at + 1].kind : UNIT_STOP;
            if (next == UNIT_COMMA || next == UNIT_STOP || kinds_is_word(reading, at + 1, behind)) {
                return true;
            }
        }
        if (word->kind != UNIT_LOWER && word->kind != UNIT_DASH && !word->capital) {
            return false;
        }
        if (kinds_is_word(reading, at, behind)) {
            return false;
        }
    }
    return false;
}

uint32_t kinds_settle_before(struct reading *reading, uint32_t unit, enum kind_certainty certainty)
{
    struct decoded *found = find_name(reading, unit, true);
    if (found != NULL) {
        if (found->type != NAME_ORG && !may_be_organisation(reading, found, certainty)) {
            return unit;
        }
        found->type = NAME_ORG;
        return found->first;
    }
    uint32_t first = unit;
    while (first > reading->first && kinds_may_be_part(reading, first - 1)) {
        first--;
    }
    bool begins = first == reading->first || kinds_is_outside(reading, first - 1);
    return begins && kinds_may_be_name(reading, first, unit) && kinds_add_name(reading, first, unit) != NULL ? first
                                                                                                             : unit;
}

size_t kinds_settle(const struct text *text, const struct units *units, const struct unit_sentence *sentence,
                    struct decoded *found, size_t count)
{
    struct reading at = {text, units->items, sentence->first, sentence->last, found, count};
    if (sentence->shouting || sentence->titled) {
        return count; /* capitals say nothing there */
    }
    for (uint32_t i = at.first; i + 1 < at.last; i++) {
        if (at.units[i].kind == UNIT_COMMA) {
            if (i > at.first && (is_apposition(&at, i + 1) || has_officers(&at, i + 1))) {
                kinds_settle_before(&at, i, KIND_BEHIND);
            }
        } else if (at.units[i].capital && i > at.first && at.units[i].kind != UNIT_LOWER) {
            kinds_settle_last_word(&at, i);
        }
        if (may_introduce(&at, i) && !kinds_is_found(&at, i)) {
            if (kinds_is_word(&at, i, plural_kinds)) {
                settle_row(&at, skip_introduction(&at, i), true);
            } else if (at.units[i + 1].capital && is_in_lower_case(&at, i) && kinds_is_word(&at, i, kinds)) {
                settle_row(&at, i + 1, false);
            }
        }
    }
    kinds_settle_market(&at);
    return at.count;
}
