/* The statistical tagger's entry: units, what the article says about them, labels, mentions. */
#include "common/text.h"
#include "enrich/decode.h"
#include "enrich/kinds.h"
#include "enrich/names.h"
#include "enrich/tagger.h"
#include "enrich/words.h"

#include <string.h>

enum { NAME_LIMIT = 200 };
enum { WHOLE_NAME = 3 /* place in the name */ };

/* "analysts at Bernstein", "an economist at Raymond James". */
static bool is_workplace(const struct text *text, size_t first)
{
    static const char *const people[] = {"analyst",     "analysts",    "economist", "economists", "strategist",
                                         "strategists", "trader",      "traders",   "banker",     "bankers",
                                         "researcher",  "researchers", "professor", "lawyer",     "lawyers",
                                         "partner",     "partners",    "director",  "executive",  "executives",
                                         "engineer",    "engineers",   "manager",   "managers",   NULL};
    return first >= 2 && token_equals(text, &text->tokens[first - 1], "at") && token_is_one_of(text, first - 2, people);
}

/* "Robert Kennedy, Jr.": the token behind what tells a son from his father; `at` if nothing does. */
static size_t generation_end(const struct text *text, size_t at)
{
    static const char *const generations[] = {"jr", "sr", NULL};
    size_t word = at + (token_symbol(text, at) == ',' && token_adjacent(text, at));
    if (!token_same_line(text, word) || !token_is_one_of(text, word, generations)) {
        return at;
    }
    return word + (token_symbol(text, word + 1) == '.' && token_adjacent(text, word + 1) ? 2 : 1);
}

/* "Petróleos de Venezuela, S.A.": lengthens the name before a find that is nothing but a legal form. */
static bool joins_name_before(const struct tagging *tagging, size_t first, size_t last)
{
    static const char *const forms[] = {"S.A.", "Inc.",  "Inc", "Ltd.", "Ltd",    "LLC",  "L.L.C.", "plc",
                                        "PLC",  "Corp.", "Co.", "N.V.", "S.p.A.", "L.P.", "LP",     NULL};
    const struct mention_list *list = tagging->mentions;
    struct mention *before = list->count > 0 ? &list->items[list->count - 1] : NULL;
    const struct token *begin = &tagging->text->tokens[first], *end = &tagging->text->tokens[last - 1];
    uint32_t behind = end->start + end->size;
    if (before == NULL || !before->from_model || before->field != tagging->field) {
        return false;
    }
    if (before->start < begin->start && before->end > begin->start) {
        return true; /* it has been lengthened over this one */
    }
    if (before->type != ENTITY_ORG || before->end + 2 != begin->start ||
        memcmp(tagging->text->data + before->end, ", ", 2) != 0 ||
        !text_is_one_of(tagging->text->data + begin->start, behind - begin->start, forms)) {
        return false;
    }
    before->end = behind;
    before->end_point = end->point + end->points;
    return true;
}

/* ", D-N.J.,", "(R-Texas)": a lawmaker's party and state. */
static bool is_party_mark(const struct text *text, size_t first)
{
    static const char *const parties[] = {"d", "r", "i", NULL};
    uint32_t before = first > 0 ? token_symbol(text, first - 1) : 0;
    return (before == ',' || before == '(') && token_is_one_of(text, first, parties) &&
           token_symbol(text, first + 1) == '-' && token_adjacent(text, first + 1) && token_adjacent(text, first + 2);
}

static void add_name(struct tagging *tagging, const struct unit *units, const struct decoded *found)
{
    const struct text *text = tagging->text;
    size_t first = units[found->first].first, last = units[found->last - 1].last;
    const char *start = text->data + text->tokens[first].start;
    const char *end = text->data + text->tokens[last - 1].start + text->tokens[last - 1].size;
    if (end - start > NAME_LIMIT) {
        return; /* no name is so long, and ids have a limit */
    }
    if (joins_name_before(tagging, first, last) || is_party_mark(text, first)) {
        return;
    }
    enum entity_type type = names_type(found->type, start, (size_t)(end - start));
    bool place = unit_is_known_place(&units[found->first]);
    if (type == ENTITY_PERSON) {
        last = generation_end(text, last);
    }
    if (!place && is_workplace(text, first)) {
        type = ENTITY_ORG;
    }
    struct mention *mention = found->nothing ? mention_add_nothing(tagging->mentions, text, first, last, tagging->field)
                                             : mention_add(tagging->mentions, text, first, last, type, tagging->field);
    if (mention != NULL) {
        mention->from_model = true;
        mention->place = place;
        mention->confidence = found->confidence;
    }
}

/* Whether the word is the whole name of a company, a brand or a newspaper. */
static bool is_company_alone(const struct unit *unit)
{
    static const int kinds[] = {KIND_COMPANY, KIND_BRAND, KIND_MEDIA};
    bool alone = false;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        alone |= unit->known[kinds[i]] != 0 && (unit->known[kinds[i]] - 1) % 4 == WHOLE_NAME;
    }
    return alone;
}

/* "Norway and Sweden", "Shell and Petronas" are two, whatever the model says; a country's own "and" is part of its name
   there. So are "told Fox Business Network the Fed", and "TOKYO - Acme". */
static bool splits_at(const struct text *text, const struct unit *units, const struct decoded *found, uint32_t middle)
{
    bool organisation = found->type == NAME_ORG && !found->nothing;
    if (units[middle].kind == UNIT_DASH && !token_adjacent(text, units[middle].first) && middle > found->first) {
        return true;
    }
    if (organisation && middle >= found->first + 2 && units[middle - 1].capital && units[middle].kind == UNIT_LOWER &&
        token_is_exactly(text, &text->tokens[units[middle].first], "the")) {
        return true;
    }
    if (organisation && found->last == found->first + 3 && middle == found->first + 1) {
        return token_is_exactly(text, &text->tokens[units[middle].first], "and") &&
               is_company_alone(&units[middle - 1]) && is_company_alone(&units[middle + 1]);
    }
    return found->type == NAME_LOC && !found->nothing && middle > found->first && middle + 1 < found->last &&
           units[middle].kind == UNIT_LOWER && units[middle].known[KIND_COUNTRY] == 0 &&
           units[middle - 1].known[KIND_COUNTRY] != 0 && units[middle + 1].known[KIND_COUNTRY] != 0;
}

/* What countries have: "University of Iceland" is one name, "Fjord Ventures of Norway" a company and where it is from.
 */
static bool is_institution(const struct text *text, const struct unit *unit)
{
    static const char *const institutions[] = {
        "bank",       "university",  "government", "ministry",      "republic",    "kingdom",   "states",
        "state",      "house",       "college",    "institute",     "academy",     "church",    "court",
        "council",    "union",       "society",    "museum",        "library",     "embassy",   "parliament",
        "party",      "chamber",     "commission", "service",       "army",        "authority", "assembly",
        "federation", "association", "congress",   "community",     "communities", "peoples",   "reserve",
        "emirates",   "farmers",     "producers",  "manufacturers", "workers",     "teachers",  "growers",
        "exporters",  "bankers",     "lawyers",    "nurses",        "retailers",   NULL};
    return token_is_one_of(text, unit->first, institutions);
}

/* Whether the name is "Word Word of Country" and no institution; then it ends before `*middle`. */
static bool ends_with_origin(const struct text *text, const struct unit *units, const struct decoded *found,
                             uint32_t *middle)
{
    uint32_t at = found->last;
    while (at > found->first && units[at - 1].known[KIND_COUNTRY] != 0) {
        at--;
    }
    if (at == found->last || at < found->first + 3 || units[at].kind == UNIT_LOWER || found->nothing) {
        return false;
    }
    *middle = at - 1;
    return token_equals(text, &text->tokens[units[at - 1].first], "of") && units[at - 2].capital &&
           !is_institution(text, &units[at - 2]);
}

/* "the Senate" and "The Royal Bank" are named without their article, "The Hague" and "The Times" with it. */
static bool begins_with_article(const struct text *text, const struct unit *units, const struct decoded *found)
{
    const struct unit *first = &units[found->first];
    return found->last > found->first + 1 && token_equals(text, &text->tokens[first->first], "the") &&
           (first->kind == UNIT_LOWER || found->last > found->first + 2);
}

/* "U.S. District Judge Jane Roe": the name's last word belongs to the judge's title. */
static bool ends_within_title(const struct text *text, const struct unit *units, const struct decoded *found)
{
    static const char *const kinds[] = {"district", "circuit", "bankruptcy", "magistrate", NULL};
    static const char *const titles[] = {"judge", "judges", "attorney", "attorneys", NULL};
    const struct unit *last = &units[found->last - 1];
    return found->last > found->first + 1 && token_is_one_of(text, last->first, kinds) &&
           token_is_one_of(text, last->last, titles);
}

/* "Toyota recalls 393,838 Tundra": a number with a comma begins no name. */
static bool begins_with_count(const struct text *text, const struct unit *units, const struct decoded *found)
{
    const struct token *token = &text->tokens[units[found->first].first];
    return found->last > found->first + 1 && token->kind == TOKEN_NUMBER &&
           memchr(text->data + token->start, ',', token->size) != NULL;
}

/* "Uniswap's UNI": two names, whatever the model says. */
static bool ends_with_its_ticker(const struct text *text, const struct unit *units, const struct decoded *found)
{
    const struct token *last = &text->tokens[units[found->last - 1].first];
    return found->last > found->first + 2 && units[found->last - 2].kind == UNIT_SUFFIX && last->points >= 3 &&
           (last->flags & TOKEN_ALL_CAPITALS) != 0;
}

/* "an IPO": letters that stand for words, not for a name. */
static bool is_common_acronym(const struct text *text, const struct unit *units, const struct decoded *found)
{
    static const char *const acronyms[] = {"ai",   "api",    "apis", "aml",  "ceo",   "ceos", "cfo",   "cpi", "cpu",
                                           "cpus", "ebitda", "eps",  "esg",  "etf",   "etfs", "ev",    "evs", "gdp",
                                           "gpu",  "gpus",   "ipo",  "ipos", "kyc",   "llm",  "llms",  "nft", "nfts",
                                           "pce",  "pmi",    "ppi",  "reit", "reits", "spac", "spacs", NULL};
    return found->last == found->first + 1 && token_is_one_of(text, units[found->first].first, acronyms);
}

/* How many units before a person's name belong to none: "American Coco Gauff", "Ms. Roe", "Det Sgt Jane Roe". */
static uint32_t epithets(const struct text *text, const struct unit *units, const struct decoded *found)
{
    static const char *const titles[] = {
        "mr",        "mrs",     "ms",      "dr",       "sir",  "rev",   "reverend", "prof",    "professor",
        "president", "judge",   "senator", "governor", "king", "queen", "pope",     "emperor", "general",
        "colonel",   "captain", "det",     "ch",       "insp", "supt",  "sgt",      "cst",     "pc",
        "lt",        "capt",    "gen",     "col",      "maj",  "cmdr",  "adm",      "brig",    NULL};
    static const char *const ranks[] = {"det", "insp", "supt", "sgt", "cst",  "pc",
                                        "lt",  "capt", "gen",  "maj", "cmdr", NULL};
    if (found->type != NAME_PERSON || found->nothing) {
        return 0;
    }
    uint32_t count = 0, size = found->last - found->first;
    while (count < size && token_is_one_of(text, units[found->first + count].first, titles) &&
           (count + 1 == size || units[found->first + count + 1].kind != UNIT_DASH)) {
        count++;
    }
    if (count == size) { /* "King" may be a family name, "Det" is none */
        return token_is_one_of(text, units[found->last - 1].first, ranks) ? count : count - 1;
    }
    bool people = count == 0 && found->last > found->first + 2;
    return people && word_at(text, units[found->first].first, WORD_PEOPLE) != NULL ? 1 : count;
}

/* "Kim Dong-won": the model ends such a name before a syllable that is a word, too. */
static bool goes_on_behind_hyphen(const struct text *text, const struct unit *units, size_t count,
                                  const struct decoded *found)
{
    static const char *const families[] = {"kim",  "lee", "park", "choi",  "jung", "jeong", "kang", "cho",   "yoon",
                                           "jang", "lim", "han",  "oh",    "seo",  "shin",  "kwon", "hwang", "ahn",
                                           "song", "ryu", "hong", "moon",  "bae",  "baek",  "koo",  "nam",   "yang",
                                           "son",  "woo", "yoo",  "chung", "tsai", NULL};
    uint32_t at = found->last;
    return found->type == NAME_PERSON && !found->nothing && at == found->first + 2 && at + 1 < count &&
           token_is_one_of(text, units[found->first].first, families) && units[at].kind == UNIT_DASH &&
           units[at + 1].kind == UNIT_LOWER && token_adjacent(text, units[at].first) &&
           token_adjacent(text, units[at + 1].first);
}

static void add_names(struct tagging *tagging, const struct unit *units, size_t count, struct decoded found)
{
    found.last += goes_on_behind_hyphen(tagging->text, units, count, &found) ? 2 : 0;
    if (is_common_acronym(tagging->text, units, &found)) {
        return;
    }
    found.first += begins_with_count(tagging->text, units, &found);
    found.first += begins_with_article(tagging->text, units, &found);
    found.first += epithets(tagging->text, units, &found);
    if (found.first == found.last) {
        return;
    }
    for (uint32_t i = found.first; i < found.last; i++) {
        if (splits_at(tagging->text, units, &found, i)) {
            struct decoded part = found;
            part.last = i;
            add_name(tagging, units, &part);
            found.first = i + 1;
        }
    }
    if (ends_with_its_ticker(tagging->text, units, &found)) {
        found.last -= 2;
    }
    if (ends_within_title(tagging->text, units, &found)) {
        found.last--;
        found.type = units[found.last - 1].known[KIND_COUNTRY] != 0 ? NAME_LOC : found.type;
    }
    uint32_t middle;
    if (ends_with_origin(tagging->text, units, &found, &middle)) {
        struct decoded origin = found;
        origin.first = middle + 1;
        origin.type = NAME_LOC;
        add_name(tagging, units, &origin);
        found.last = middle;
        found.type = found.type == NAME_LOC ? NAME_ORG : found.type;
    }
    add_name(tagging, units, &found);
}

void tag_names(struct tagging *tagging)
{
    struct decoded found[DECODE_LIMIT];
    struct names_room *room = tagging->names;
    if (tagging->model == NULL || room == NULL) {
        return;
    }
    units_read(&room->units, tagging->text, tagging->model);
    memory_read(&room->memory, &room->units);
    struct buffer *finds = &room->repeats.finds;
    buffer_clear(finds);
    for (size_t s = 0; s < room->units.sentence_count; s++) {
        const struct unit_sentence *sentence = &room->units.sentences[s];
        size_t count = decode_sentence(tagging->model, &room->units, sentence, &room->memory, found);
        count = kinds_settle(tagging->text, &room->units, sentence, found, count);
        buffer_append(finds, found, count * sizeof *found);
    }
    repeats_add(&room->repeats, &room->units);
    for (size_t at = 0; at < finds->size; at += sizeof *found) {
        add_names(tagging, room->units.items, room->units.count,
                  *(const struct decoded *)(const void *)(finds->data + at));
    }
    memory_next(&room->memory, &room->units);
}
