#include "common/text.h"
#include "enrich/kinds_private.h"

enum { MOSTLY_LOWER = 6 }; /* how often a unit is in lower case */

static bool unit_is_one_of(const struct reading *reading, uint32_t unit, const char *const *words)
{
    if (unit < reading->first || unit >= reading->last) {
        return false;
    }
    const struct token *first = &reading->text->tokens[reading->units[unit].first];
    const struct token *last = &reading->text->tokens[reading->units[unit].last - 1];
    return text_is_one_of(reading->text->data + first->start, last->start + last->size - first->start, words);
}

/* What a sentence goes on behind. */
enum { RUNS_ON = 1 << UNIT_LOWER | 1 << UNIT_COMMA | 1 << UNIT_DASH | 1 << UNIT_SUFFIX };

/* "Two Seas Capital", "Reflection AI" that the tagger did not see. Behind words that are no names, such as
   "Generative", some last words say nothing. */
static void settle_by_last_word(struct reading *reading, uint32_t last)
{
    static const char *const strong[] = {"Capital", "Holdings", "Ventures",     "Partners",     "Bancorp", "Labs",
                                         "AI",      "Holding",  "Therapeutics", "Technologies", NULL};
    static const char *const weak[] = {"Group",     "Energy",     "Petroleum", "Robotics", "Pharma", "Logistics",
                                       "Insurance", "Securities", "Motors",    "Airlines", NULL};
    static const char *const qualities[] = {"generative", "agentic",     "responsible", "sovereign", "physical",
                                            "artificial", "open",        "applied",     "embodied",  "ethical",
                                            "frontier",   "trustworthy", "human",       "private",   "venture",
                                            "working",    "senior",      "managing",    "founding",  NULL};
    static const char *const forms[] = {"LP",   "LLC",   "Inc", "Inc.", "Ltd", "Ltd.",
                                        "Corp", "Corp.", "LLP", "PLC",  "plc", NULL};
    bool sure = unit_is_one_of(reading, last, strong);
    if (last == reading->first || kinds_is_found(reading, last) || (!sure && !unit_is_one_of(reading, last, weak))) {
        return;
    }
    uint32_t first = last, end = last + 1 + unit_is_one_of(reading, last + 1, forms);
    while (first > reading->first && kinds_may_be_part(reading, first - 1)) {
        first--;
    }
    bool within = first > reading->first && (1u << reading->units[first - 1].kind & RUNS_ON) != 0;
    first += !within && reading->units[first].ratio >= MOSTLY_LOWER; /* its capital may begin a sentence or a quote */
    bool named = first < last && (sure || reading->units[last - 1].ratio < MOSTLY_LOWER) &&
                 !kinds_is_word(reading, last - 1, qualities);
    bool whole = end == reading->last || kinds_is_outside(reading, end);
    bool begins = first == reading->first || kinds_is_outside(reading, first - 1);
    if (named && whole && begins && kinds_may_be_name(reading, first, end)) {
        kinds_add_name(reading, first, end);
    }
}

static uint32_t capitals_before(const struct reading *reading, uint32_t unit)
{
    while (unit > reading->first && reading->units[unit - 1].capital) {
        unit--;
    }
    return unit;
}

/* Where the partners' names begin of whom the last ends before the unit: "Roe, Doe & Poe LLP"; the unit if nowhere. */
static uint32_t partners_before(const struct reading *reading, uint32_t unit)
{
    static const char *const joints[] = {"&", "and", NULL};
    uint32_t last = capitals_before(reading, unit);
    if (last == unit || last == reading->first || !kinds_is_word(reading, last - 1, joints)) {
        return unit;
    }
    uint32_t first = capitals_before(reading, last - 1);
    if (first == last - 1) {
        return unit;
    }
    while (first > reading->first + 1 && reading->units[first - 1].kind == UNIT_COMMA) {
        uint32_t before = capitals_before(reading, first - 1);
        if (before + 1 != first - 1 || unit_is_known_place(&reading->units[before])) {
            break; /* "In Chicago, Roe & Doe LLP" */
        }
        first = before;
    }
    return first;
}

/* "DENVER (AP) -": who reports. */
static bool is_agency(const struct reading *reading, uint32_t unit)
{
    static const char *const agencies[] = {"AP",  "AFP",     "UPI",       "EFE",    "ANSA", "PTI",
                                           "ANI", "Reuters", "Bloomberg", "Xinhua", "TASS", NULL};
    return unit > reading->first && unit + 1 < reading->last && reading->units[unit - 1].kind == UNIT_OPEN &&
           reading->units[unit + 1].kind == UNIT_CLOSE && unit_is_one_of(reading, unit, agencies);
}

void kinds_settle_last_word(struct reading *reading, uint32_t unit)
{
    static const char *const partnership[] = {"LLP", NULL};
    if (is_agency(reading, unit) && !kinds_is_found(reading, unit)) {
        kinds_add_name(reading, unit, unit + 1);
        return;
    }
    if (!unit_is_one_of(reading, unit, partnership)) {
        settle_by_last_word(reading, unit);
        return;
    }
    uint32_t first = partners_before(reading, unit);
    if (first < unit) {
        kinds_add_name(reading, first, unit + 1);
    }
}
