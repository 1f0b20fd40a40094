#include "enrich/context.h"
#include "enrich/tagger.h"

#include <string.h>

struct finding {
    struct tagging *tagging;
    size_t first;
    size_t sure_tokens; /* of the longest find that needs no context */
};

/* One word is less sure than several, a demonym less than a name, one that needs context less than one that does not.
 */
static double confidence_of(const struct dictionary_name *name)
{
    double confidence = name->tokens > 1 ? 0.98 : 0.95;
    confidence -= name->needs != 0 ? 0.1 : 0;
    return confidence - (name->demonym ? 0.1 : 0);
}

/* Keeps the find, without an article ("the Fed"); goes on to shorter names only while none is sure. */
static bool keep(const struct dictionary_name *name, void *context)
{
    struct finding *finding = context;
    struct tagging *tagging = finding->tagging;
    if (finding->sure_tokens > name->tokens) {
        return true;
    }
    size_t last = finding->first + name->tokens;
    bool article = name->tokens > 1 && token_is_exactly(tagging->text, &tagging->text->tokens[finding->first], "the");
    struct mention *mention = mention_add(tagging->mentions, tagging->text, finding->first + article, last,
                                          name->entry->type, tagging->field);
    if (mention == NULL) {
        return true;
    }
    mention->from_dictionary = true;
    mention->demonym = name->demonym;
    mention->is.entry = name->entry;
    mention->confidence = (float)confidence_of(name);
    mention->needs = name->needs;
    mention->near = name->needs != 0 ? context_near(tagging->text, finding->first, last) : 0;
    mention->prior = name->entry->prior;
    if (name->needs == 0) {
        finding->sure_tokens = name->tokens;
    }
    return false;
}

void tag_dictionary(struct tagging *tagging)
{
    for (size_t at = 0; at < tagging->text->token_count;) {
        struct finding finding = {.tagging = tagging, .first = at};
        dictionary_match(tagging->dictionary, tagging->text, at, keep, &finding);
        at += finding.sure_tokens > 0 ? finding.sure_tokens : 1;
    }
}
