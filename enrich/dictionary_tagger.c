#include "enrich/context.h"
#include "enrich/tagger.h"

static bool is_free(const struct dictionary_found *found)
{
    for (unsigned i = 0; found->fits >> i != 0; i++) {
        if ((found->fits >> i & 1) && found->names[i].needs == 0) {
            return true;
        }
        if (i + 1 == DICTIONARY_CANDIDATES) {
            break;
        }
    }
    return false;
}

/* Those of the fitting names that are an organisation's. */
static uint64_t organisations(const struct dictionary_found *found)
{
    uint64_t fits = 0;
    for (unsigned i = 0; i < DICTIONARY_CANDIDATES && found->fits >> i != 0; i++) {
        if ((found->fits >> i & 1) && dictionary_entry_of(&found->names[i])->type == ENTITY_ORG) {
            fits |= (uint64_t)1 << i;
        }
    }
    return fits;
}

static bool is_exactly_one_of(const struct text *text, size_t at, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (token_is_exactly(text, &text->tokens[at], words[i])) {
            return true;
        }
    }
    return false;
}

static bool is_one_space_behind(const struct text *text, size_t at)
{
    const struct token *token = &text->tokens[at], *before = token - 1;
    return token->point == before->point + before->points + 1 && (token->flags & TOKEN_BREAK_BEFORE) == 0;
}

static bool is_next_word(const struct text *text, size_t at)
{
    return at < text->token_count && text->tokens[at].kind == TOKEN_WORD && is_one_space_behind(text, at);
}

/* The end of the legal form that stands at token `at`, behind a name: "Inc.", ", Inc.", "& Co", "plc", and the dot of
   "Corp." whose word is the name's last; `at` if none does. */
static size_t legal_form_end(const struct text *text, size_t at)
{
    static const char *const dotted[] = {"Inc", "Corp", "Ltd", "Co"};
    static const char *const others[] = {"Incorporated", "Corporation", "Limited", "plc", "PLC", "Plc", "LLC",
                                         "LLP",          "GmbH",        "AG",      "SE",  "SA",  "NV",  "AB",
                                         "ASA",          "Oyj",         "KGaA",    "SpA", "Bhd"};
    bool has_dot = token_symbol(text, at) == '.' && token_adjacent(text, at);
    if (has_dot && is_exactly_one_of(text, at - 1, dotted, sizeof dotted / sizeof *dotted)) {
        return at + 1;
    }
    bool comma = token_symbol(text, at) == ',' && token_adjacent(text, at);
    bool and_sign = token_symbol(text, at) == '&' && is_one_space_behind(text, at);
    size_t word = at + (comma || and_sign);
    if (!is_next_word(text, word)) {
        return at;
    }
    if (is_exactly_one_of(text, word, dotted, sizeof dotted / sizeof *dotted)) {
        return word + (token_symbol(text, word + 1) == '.' && token_adjacent(text, word + 1) ? 2 : 1);
    }
    return is_exactly_one_of(text, word, others, sizeof others / sizeof *others) ? word + 1 : at;
}

/* Whether the fitting names `fits` have one that needs no more than the statistical tagger's find. */
static bool is_plain(const struct dictionary_found *found, uint64_t fits)
{
    for (unsigned i = 0; i < DICTIONARY_CANDIDATES && fits >> i != 0; i++) {
        if ((fits >> i & 1) && (found->names[i].needs & ~(uint32_t)EVIDENCE_TAGGED) == 0) {
            return true;
        }
    }
    return false;
}

/* "Credit Suisse Group AG", "SoftBank Group": where names with these words are in the dictionary, they are found, too,
   and are longer. */
static size_t group_end(const struct text *text, size_t at)
{
    static const char *const words[] = {"Group", "Holdings", "Holding"};
    return is_next_word(text, at) && is_exactly_one_of(text, at, words, sizeof words / sizeof *words) ? at + 1 : at;
}

/* Adds the find, without an article ("the Fed") and with its legal form ("Shopify Inc."), which only organisations
   have. */
static void add(struct tagging *tagging, size_t first, const struct dictionary_found *found)
{
    const struct text *text = tagging->text;
    size_t end = first + found->tokens, last = end;
    uint64_t fits = organisations(found);
    if (fits != 0) {
        last = legal_form_end(text, is_plain(found, fits) ? group_end(text, end) : end);
    }
    fits = last > end ? fits : found->fits;
    const struct dictionary_entry *entry = dictionary_entry_of(&found->names[__builtin_ctzll(fits)]);
    bool article = found->tokens > 1 && token_is_exactly(text, &text->tokens[first], "the");
    struct mention *mention =
        mention_add(tagging->mentions, text, first + article, last, (enum entity_type)entry->type, tagging->field);
    if (mention != NULL) {
        const struct token *word = &text->tokens[end - 1];
        mention->from_dictionary = true;
        mention->watched = found->watched;
        mention->tokens = (uint8_t)found->tokens;
        mention->is.names = found->names;
        mention->fits = fits;
        mention->near = context_near(text, first, end);
        mention->legal_form = (uint8_t)(mention->end_point - word->point - word->points);
    }
}

void tag_dictionary(struct tagging *tagging)
{
    struct dictionary_found found[DICTIONARY_FOUND];
    for (size_t at = 0; at < tagging->text->token_count;) {
        size_t count = dictionary_match(tagging->dictionary, tagging->text, at, found), sure = 0;
        for (size_t i = 0; i < count; i++) {
            if (found[i].tokens >= sure) { /* shorter ones only while none is sure */
                add(tagging, at, &found[i]);
                sure = is_free(&found[i]) ? found[i].tokens : sure;
            }
        }
        bool article = sure > 1 && token_is_exactly(tagging->text, &tagging->text->tokens[at], "the");
        at += article || sure == 0 ? 1 : sure; /* "the Dow" may go on as "Dow Jones Industrial Average" */
    }
}
