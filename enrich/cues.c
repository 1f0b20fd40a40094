/* Which words of a sentence say that somebody speaks. */
#include "enrich/cues.h"

/* "“…,” said Roe": the verb stands behind a quotation. */
static bool stands_behind_quote(const struct speech *speech, size_t first, size_t verb)
{
    size_t at = verb;
    if (at > first && speech_item(speech, at - 1)->kind == ITEM_COMMA) {
        at--;
    }
    return at > first && speech_item(speech, at - 1)->kind == ITEM_QUOTE;
}

/* "Roe was told": it is not Roe who speaks. */
static bool is_passive(const struct speech *speech, size_t first, size_t verb)
{
    static const char *const forms[] = {"was", "were", "is", "are", "be", "been", "being", NULL};
    if (verb == first) {
        return false;
    }
    const struct item *before = speech_item(speech, verb - 1);
    return before->kind == ITEM_WORD && token_is_one_of(speech->text, before->first, forms);
}

/* "Roe laughed and said": the subject of the verb before. */
static bool find_shared_subject(const struct speech *speech, size_t first, size_t verb, struct phrase *subject)
{
    if (verb < first + 3 || speech_item(speech, verb - 1)->word.grammar != GRAMMAR_AND) {
        return false;
    }
    size_t clause = verb;
    while (clause > first && speech_item(speech, clause - 1)->kind < ITEM_QUOTE) {
        clause--;
    }
    return speech_subject_of(speech, clause, verb, subject) ||
           (clause > first && speech_subject_of(speech, first, verb, subject));
}

/* Who speaks by the verb at item `verb` of the sentence, items [first, last). */
static bool find_subject(const struct speech *speech, size_t first, size_t last, size_t verb, struct phrase *subject)
{
    uint8_t cue = speech_item(speech, verb)->word.cue;
    if (cue & CUE_PARTICIPLE) {
        return speech_subject_of(speech, first, verb, subject);
    }
    if (stands_behind_quote(speech, first, verb) && speech_subject_after(speech, verb, last, subject)) {
        return true;
    }
    if (is_passive(speech, first, verb)) {
        return false;
    }
    if (verb == first && speech_item(speech, verb)->capital) {
        return speech_subject_after(speech, verb, last, subject); /* "Said Roe: “…”" */
    }
    return speech_subject_before(speech, first, verb, subject) || find_shared_subject(speech, first, verb, subject);
}

/* "hopes", and what is told of a person in passing: "who complains". */
static bool is_inner(const struct speech *speech, const struct item *verb, const struct phrase *subject)
{
    return (verb->word.cue & CUE_INNER) || speech_item(speech, subject->head)->word.grammar == GRAMMAR_WHO;
}

size_t cues_read(const struct speech *speech, const struct voices *voices, size_t first, size_t last,
                 struct cue cues[CUES_LIMIT])
{
    size_t count = 0;
    for (size_t i = first; i < last && count < CUES_LIMIT; i++) {
        const struct item *item = speech_item(speech, i);
        struct phrase subject;
        if (item->kind != ITEM_WORD) {
            continue;
        }
        bool according = speech_according_to(speech, i, last, &subject);
        if (!according &&
            (!(item->word.cue & (CUE_SPEECH | CUE_WEAK)) || !find_subject(speech, first, last, i, &subject))) {
            continue;
        }
        cues[count++] = (struct cue){.item = i,
                                     .first = subject.first < i ? subject.first : i,
                                     .last = subject.last > i + 1 ? subject.last : i + 1,
                                     .according = according,
                                     .weak = !according && !(item->word.cue & CUE_SPEECH),
                                     .inner = !according && is_inner(speech, item, &subject),
                                     .voice = voices_find(voices, speech, &subject)};
    }
    return count;
}

bool cue_signature(const struct speech *speech, const struct voices *voices, size_t item, struct cue *cue)
{
    struct phrase subject;
    size_t dash = item + 1, last = speech->item_count;
    if (dash + 1 >= last || speech_item(speech, dash)->kind != ITEM_DASH || !speech_item(speech, dash + 1)->capital ||
        !speech_subject_after(speech, dash, last, &subject)) {
        return false;
    }
    for (size_t i = subject.last; i < last; i++) {
        if (speech_item(speech, i)->kind != ITEM_STOP) {
            return false;
        }
    }
    *cue = (struct cue){.item = dash, .first = dash, .last = last, .voice = voices_find(voices, speech, &subject)};
    return true;
}

const struct cue *cue_of(const struct cue *cues, size_t count, size_t item)
{
    const struct cue *before = NULL, *behind = NULL;
    for (size_t i = 0; i < count; i++) {
        if (cues[i].item < item) {
            bool gives_way = before != NULL && !before->weak && (cues[i].weak || cues[i].inner);
            before = gives_way ? before : &cues[i];
        } else if (behind == NULL && !cues[i].weak) {
            behind = &cues[i];
        }
    }
    bool beside = behind != NULL && behind->first <= item + 2; /* a comma may come between */
    return beside || before == NULL ? behind : before;
}
