#include "enrich/reported.h"

enum { LEAST_ITEMS = 3, OBJECT_LIMIT = 8, TAIL_LIMIT = 8 };

static bool is_that(const struct speech *speech, size_t index)
{
    const struct item *item = speech_item(speech, index);
    return item->kind == ITEM_WORD && item->last == item->first + 1 &&
           token_equals(speech->text, &speech->text->tokens[item->first], "that");
}

static bool is_grammar(const struct speech *speech, size_t index, enum grammar grammar)
{
    const struct item *item = speech_item(speech, index);
    return item->kind == ITEM_WORD && item->word.grammar == grammar;
}

/* Where the words that begin at `first` end: before the stop, and before what another voice says of something else. */
static size_t clause_end(const struct speech *speech, const struct cue *cues, size_t count, size_t index, size_t first,
                         size_t last)
{
    for (size_t next = index + 1; next < count; next++) {
        if (cues[next].inner || cues[next].weak || cues[next].first <= first) {
            continue;
        }
        for (size_t i = cues[next].first; i > first; i--) {
            if (speech_item(speech, i - 1)->kind == ITEM_COMMA) {
                last = i - 1;
                break;
            }
        }
        break;
    }
    while (last > first && speech_item(speech, last - 1)->kind >= ITEM_COMMA) {
        last--;
    }
    return last;
}

static bool is_clause(const struct speech *speech, const struct item_range *words, bool finite)
{
    bool has_verb = !finite;
    for (size_t i = words->first; i < words->last; i++) {
        const struct item *item = speech_item(speech, i);
        if (item->kind == ITEM_QUOTE) {
            return false;
        }
        has_verb |= (item->word.cue & CUE_FINITE) != 0;
    }
    return has_verb && words->last >= words->first + LEAST_ITEMS;
}

/* "Roe told reporters on Monday that": the item behind "that"; `first` if none follows soon. */
static size_t skip_to_that(const struct speech *speech, size_t first, size_t last)
{
    for (size_t i = first; i < last && i < first + OBJECT_LIMIT; i++) {
        if (is_that(speech, i)) {
            return i + 1;
        }
        if (speech_item(speech, i)->kind >= ITEM_QUOTE || (speech_item(speech, i)->word.cue & CUE_FINITE)) {
            break;
        }
    }
    return first;
}

/* "said on Monday": the item behind the time. */
static size_t skip_time(const struct speech *speech, size_t first, size_t last)
{
    size_t at = first;
    while (at < last && is_grammar(speech, at, GRAMMAR_PREPOSITION)) {
        at++;
    }
    while (at < last && speech_item(speech, at)->kind == ITEM_TIME) {
        at++;
        first = at;
    }
    return first;
}

/* A subject can begin here. */
static bool begins_clause(const struct speech *speech, size_t index)
{
    const struct item *item = speech_item(speech, index);
    return item->kind == ITEM_NAME || item->kind == ITEM_TIME ||
           (item->kind == ITEM_WORD && item->word.grammar != GRAMMAR_PREPOSITION && item->word.grammar != GRAMMAR_AND &&
            item->word.grammar != GRAMMAR_AUXILIARY && !(item->word.cue & (CUE_SPEECH | CUE_WEAK)));
}

static bool find_behind(const struct speech *speech, const struct cue *cues, size_t count, size_t index, size_t last,
                        struct item_range *words)
{
    const struct cue *cue = &cues[index];
    const struct item *verb = speech_item(speech, cue->item);
    size_t at = skip_to_that(speech, cue->last, last);
    bool that = at > cue->last;
    if (!that) {
        at = skip_time(speech, cue->last, last);
        if (!(verb->word.cue & CUE_CLAUSE) || at >= last || !begins_clause(speech, at)) {
            return false;
        }
    }
    *words = (struct item_range){at, clause_end(speech, cues, count, index, at, last)};
    return is_clause(speech, words, !that);
}

/* "…, Roe told reporters in Paris on Monday." */
static bool ends_sentence(const struct speech *speech, const struct cue *cue, size_t last)
{
    for (size_t i = cue->last; i < last; i++) {
        const struct item *item = speech_item(speech, i);
        if (item->kind == ITEM_STOP) {
            return true;
        }
        if (i >= cue->last + TAIL_LIMIT || item->kind >= ITEM_QUOTE || (item->word.cue & CUE_FINITE)) {
            return false;
        }
    }
    return true;
}

static bool find_before(const struct speech *speech, const struct cue *cue, size_t first, size_t last,
                        struct item_range *words)
{
    if (cue->first <= first || speech_item(speech, cue->first - 1)->kind != ITEM_COMMA ||
        !ends_sentence(speech, cue, last)) {
        return false;
    }
    *words = (struct item_range){first, cue->first - 1};
    return is_clause(speech, words, true);
}

/* "According to Roe, rates would fall", and the other way round. */
static bool find_according(const struct speech *speech, const struct cue *cues, size_t count, size_t index,
                           size_t first, size_t last, struct item_range *words)
{
    const struct cue *cue = &cues[index];
    if (cue->item > first) {
        size_t end = cue->item;
        while (end > first && speech_item(speech, end - 1)->kind == ITEM_COMMA) {
            end--;
        }
        *words = (struct item_range){first, end};
        return ends_sentence(speech, cue, last) && is_clause(speech, words, false);
    }
    size_t comma = cue->last;
    while (comma < last && speech_item(speech, comma)->kind < ITEM_QUOTE) {
        comma++;
    }
    if (comma >= last || speech_item(speech, comma)->kind != ITEM_COMMA) {
        return false;
    }
    *words = (struct item_range){comma + 1, clause_end(speech, cues, count, index, comma + 1, last)};
    return is_clause(speech, words, true);
}

bool reported_find(const struct speech *speech, const struct cue *cues, size_t count, size_t index, size_t first,
                   size_t last, struct item_range *words)
{
    const struct cue *cue = &cues[index];
    if (cue->weak || cue->inner) {
        return false;
    }
    if (cue->according) {
        return find_according(speech, cues, count, index, first, last, words);
    }
    return find_behind(speech, cues, count, index, last, words) || find_before(speech, cue, first, last, words);
}
