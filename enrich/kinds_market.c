#include "enrich/kinds_private.h"
#include "enrich/words.h"

enum { ROW_LIMIT = 12, PRICE_LIMIT = 5 }; /* names; units between a verb and its "%" */

static const char *const shares[] = {"shares", "stock", "shareholders", "stockholders", NULL};
static const char *const holdings[] = {"shares", "share", "stock", "stake", "stakes", "shareholding", "holding", NULL};
static const char *const moves[] = {
    "rose",    "fell",     "gained",   "jumped",   "surged",  "slumped",  "tumbled",  "climbed", "soared",  "rallied",
    "slid",    "plunged",  "slipped",  "dipped",   "shed",    "sank",     "added",    "lost",    "dropped", "advanced",
    "eased",   "edged",    "leapt",    "leaped",   "ticked",  "declined", "closed",   "ended",   "traded",  "opened",
    "was",     "were",     "up",       "down",     "rising",  "falling",  "gaining",  "losing",  "adding",  "dropping",
    "sliding", "slipping", "climbing", "shedding", "surging", "soaring",  "tumbling", "sinking", "jumping", NULL};
/* What a whole row of names does when nobody says by how much. */
static const char *const row_moves[] = {"gained", "fell",    "rose",   "climbed", "slipped", "dipped", "slid",
                                        "sank",   "slumped", "jumped", "rallied", "tumbled", NULL};

static bool is_percent(const struct reading *reading, uint32_t unit)
{
    static const char *const signs[] = {"%", "percent", "pct", NULL};
    return kinds_is_word(reading, unit, signs);
}

/* "Japanese shares", "Wall Street stock": of many companies. */
static bool is_of_many(const struct reading *reading, uint32_t unit)
{
    static const char *const words[] = {"tech", "street", "treasury", "adr", "ipo", NULL};
    return word_at(reading->text, reading->units[unit].first, WORD_PEOPLE) != NULL ||
           kinds_is_word(reading, unit, words);
}

/* Whether "as much as 3.1%" or the like begins at the unit. */
static bool is_change(const struct reading *reading, uint32_t unit)
{
    static const char *const amounts[] = {
        "up",   "down", "as",     "much",  "about",   "around",  "nearly",  "almost", "more",    "than", "by", "a",
        "some", "over", "higher", "lower", "further", "another", "roughly", "just",   "trading", "off",  NULL};
    uint32_t end = unit + PRICE_LIMIT;
    while (unit < end && kinds_is_word(reading, unit, amounts)) {
        unit++;
    }
    bool number = unit < reading->last && reading->units[unit].kind == UNIT_NUMBER;
    return number && is_percent(reading, unit + 1);
}

static bool has_one_of(const struct reading *reading, const char *const *words)
{
    for (uint32_t i = reading->first; i < reading->last; i++) {
        if (kinds_is_word(reading, i, words)) {
            return true;
        }
    }
    return false;
}

/* Where what stands before the names of a row begins: the unit, without "and", "or" and a comma. */
static uint32_t skip_separator_back(const struct reading *reading, uint32_t unit)
{
    static const char *const words[] = {"and", "or", NULL};
    uint32_t at = unit;
    if (at > reading->first && kinds_is_word(reading, at - 1, words)) {
        at--;
    }
    if (at > reading->first && reading->units[at - 1].kind == UNIT_COMMA) {
        at--;
    }
    return at;
}

/* Whether a row that moves without a figure moves on a market. */
static bool speaks_of_shares(const struct reading *reading)
{
    static const char *const words[] = {"shares", "stocks", "stock", "index", "%", "percent", "bourse", NULL};
    return has_one_of(reading, words);
}

/* Those who gain 3% of the vote are no companies. */
static bool speaks_of_votes(const struct reading *reading)
{
    static const char *const words[] = {"poll",     "polls",      "vote",    "votes", "voters",
                                        "election", "electorate", "ballots", NULL};
    return has_one_of(reading, words);
}

/* The row of names that ends before the unit. */
static void settle_row_before(struct reading *reading, uint32_t unit)
{
    for (int names = 0; names < ROW_LIMIT && unit > reading->first; names++) {
        uint32_t first = kinds_settle_before(reading, unit, KIND_TRADED);
        uint32_t next = skip_separator_back(reading, first);
        if (first == unit || next == first) {
            return;
        }
        unit = next;
    }
}

/* Whether a row of at least two names ends before the unit. */
static bool is_row_before(const struct reading *reading, uint32_t unit)
{
    static const char *const and[] = {"and", NULL};
    for (uint32_t at = unit; at-- > reading->first && unit - at < PRICE_LIMIT;) {
        if (kinds_is_word(reading, at, and)) {
            return at + 1 < unit && at > reading->first && reading->units[at - 1].capital;
        }
        if (!reading->units[at].capital) {
            return false;
        }
    }
    return false;
}

/* "Jefferies cut Core Scientific", "Bernstein's Jane Roe": brokers are named after people. Who owns somebody with two
   names, or rates a company, is one. */
static bool is_broker_before(const struct reading *reading, uint32_t unit)
{
    static const char *const ratings[] = {"upgraded", "downgraded", "upgrades", "downgrades", "initiated", "cut",
                                          "cuts",     "raised",     "raises",   "lifted",     "lifts",     NULL};
    static const char *const estimates[] = {"estimates", NULL};
    if (unit == reading->first || !kinds_is_known_company(&reading->units[unit - 1])) {
        return false;
    }
    bool capital = unit + 1 < reading->last && reading->units[unit + 1].capital;
    bool owner = reading->units[unit].kind == UNIT_SUFFIX && capital && reading->units[unit + 1].given != 0 &&
                 unit + 2 < reading->last && reading->units[unit + 2].capital;
    return owner || kinds_is_word(reading, unit, estimates) || (capital && kinds_is_word(reading, unit, ratings));
}

static void settle_at(struct reading *reading, uint32_t unit)
{
    static const char *const in[] = {"in", "of", NULL}, *const rival[] = {"rival", NULL};
    bool name_before = unit > reading->first && reading->units[unit - 1].capital && !is_of_many(reading, unit - 1);
    if (name_before && (kinds_is_word(reading, unit, shares) || is_broker_before(reading, unit))) {
        kinds_settle_before(reading, unit, KIND_TRADED);
    } else if (name_before && kinds_is_word(reading, unit, moves) && !speaks_of_votes(reading)) {
        if (is_change(reading, unit + 1) ||
            (kinds_is_word(reading, unit, row_moves) && is_row_before(reading, unit) && speaks_of_shares(reading))) {
            settle_row_before(reading, unit);
        }
    } else if (kinds_is_word(reading, unit, holdings) && kinds_is_word(reading, unit + 1, in) &&
               unit + 2 < reading->last && reading->units[unit + 2].capital) {
        kinds_settle_after(reading, unit + 2, KIND_TRADED);
    } else if (kinds_is_word(reading, unit, rival) && unit + 1 < reading->last &&
               kinds_is_known_company(&reading->units[unit + 1])) {
        kinds_settle_after(reading, unit + 1, KIND_TRADED);
    }
}

void kinds_settle_market(struct reading *reading)
{
    for (uint32_t i = reading->first; i < reading->last; i++) {
        uint8_t kind = reading->units[i].kind;
        if (kind == UNIT_LOWER || kind == UNIT_SUFFIX || i == reading->first) {
            settle_at(reading, i);
        }
    }
}
