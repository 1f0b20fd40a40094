#include "enrich/context.h"
#include "enrich/legal_form.h"
#include "enrich/tagger.h"

/* Whether one of the names `fits` needs no other context than `granted` to be the entity's. */
static bool has_name(const struct dictionary_found *found, uint64_t fits, uint32_t granted)
{
    for (unsigned i = 0; i < DICTIONARY_CANDIDATES && fits >> i != 0; i++) {
        if ((fits >> i & 1) && (found->names[i].needs & ~granted) == 0) {
            return true;
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

/* Adds the find, without an article ("the Fed") and with its legal form ("Shopify Inc."), which only organisations
   have. */
static void add(struct tagging *tagging, size_t first, const struct dictionary_found *found)
{
    const struct text *text = tagging->text;
    size_t end = first + found->tokens, last = end;
    uint64_t fits = organisations(found);
    if (fits != 0) {
        bool plain = has_name(found, fits, EVIDENCE_TAGGED);
        last = legal_form_end(text, plain ? legal_form_group_end(text, end) : end);
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

/* What watch-lists name from within the sure name of tokens [first, last) on, and beyond it. */
static void add_watched_within(struct tagging *tagging, size_t first, size_t last)
{
    struct dictionary_found found[DICTIONARY_FOUND];
    for (size_t at = first + 1; at < last; at++) {
        size_t count = dictionary_match_watched(tagging->dictionary, tagging->text, at, found);
        for (size_t i = 0; i < count; i++) {
            if (at + found[i].tokens > last) {
                add(tagging, at, &found[i]);
            }
        }
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
                sure = has_name(&found[i], found[i].fits, 0) ? found[i].tokens : sure;
            }
        }
        bool article = sure > 1 && token_is_exactly(tagging->text, &tagging->text->tokens[at], "the");
        size_t next =
            at + (article || sure == 0 ? 1 : sure); /* "the Dow" may go on as "Dow Jones Industrial Average" */
        add_watched_within(tagging, at, next);
        at = next;
    }
}
