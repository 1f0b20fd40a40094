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

/* Adds the find, without an article ("the Fed"). */
static void add(struct tagging *tagging, size_t first, const struct dictionary_found *found)
{
    const struct dictionary_entry *entry = dictionary_entry_of(&found->names[__builtin_ctzll(found->fits)]);
    bool article = found->tokens > 1 && token_is_exactly(tagging->text, &tagging->text->tokens[first], "the");
    struct mention *mention = mention_add(tagging->mentions, tagging->text, first + article, first + found->tokens,
                                          (enum entity_type)entry->type, tagging->field);
    if (mention != NULL) {
        mention->from_dictionary = true;
        mention->watched = found->watched;
        mention->tokens = (uint8_t)found->tokens;
        mention->is.names = found->names;
        mention->fits = found->fits;
        mention->near = context_near(tagging->text, first, first + found->tokens);
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
        at += sure > 0 ? sure : 1;
    }
}
