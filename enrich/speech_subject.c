/* Who speaks: the words before and behind a verb of speech. */
#include "enrich/speech.h"

#include <string.h>

enum { PHRASE_LIMIT = 16, SEGMENT_LIMIT = 6, NESTING_LIMIT = 3, SCAN_LIMIT = 120 };

static bool is_pronoun(const struct item *item)
{
    return item->kind == ITEM_WORD && item->word.grammar >= GRAMMAR_HE && item->word.grammar <= GRAMMAR_SOME;
}

static bool has_grammar(const struct item *item, enum grammar grammar)
{
    return item->kind == ITEM_WORD && item->word.grammar == grammar;
}

/* A word that may be part of a phrase: no grammar, no verb of speech that is not also a noun who speaks. */
static bool is_plain(const struct item *item)
{
    return item->kind == ITEM_TIME ||
           (item->kind == ITEM_WORD && (item->word.speaker != 0 || (item->word.cue == 0 || item->capital)) &&
            (item->word.grammar == GRAMMAR_NONE || item->word.grammar >= GRAMMAR_TITLE_HE));
}

static bool ends_in(const struct speech *speech, const struct item *item, const char *ending)
{
    const struct token *token = &speech->text->tokens[item->first];
    size_t size = strlen(ending);
    return token->size > size + 1 && memcmp(speech->text->data + token->start + token->size - size, ending, size) == 0;
}

/* What may stand between subject and verb: "also", "reportedly", "on Friday". */
static size_t skip_adverbs_left(const struct speech *speech, size_t first, size_t last)
{
    while (last > first) {
        const struct item *item = speech_item(speech, last - 1);
        if (has_grammar(item, GRAMMAR_AUXILIARY) || (item->kind == ITEM_WORD && item->word.grammar == GRAMMAR_NONE &&
                                                     item->word.speaker == 0 && ends_in(speech, item, "ly"))) {
            last--;
        } else if (item->kind == ITEM_TIME) {
            last--;
            while (last > first && (has_grammar(speech_item(speech, last - 1), GRAMMAR_PREPOSITION) ||
                                    has_grammar(speech_item(speech, last - 1), GRAMMAR_DETERMINER))) {
                last--;
            }
        } else {
            break;
        }
    }
    return last;
}

static bool is_boundary(const struct item *item)
{
    return item->kind >= ITEM_QUOTE || has_grammar(item, GRAMMAR_CLAUSE) || has_grammar(item, GRAMMAR_RELATIVE);
}

/* The start of the run of items that ends at `last` and holds no boundary. */
static size_t run_start(const struct speech *speech, size_t first, size_t last)
{
    size_t at = last;
    while (at > first && last - at < PHRASE_LIMIT * 2 && !is_boundary(speech_item(speech, at - 1))) {
        at--;
    }
    return at;
}

static bool phrase_ending_at(const struct speech *speech, size_t first, size_t last, int nesting,
                             struct phrase *phrase);

/* "spokesman for" before what begins at `at`: then the phrase before the preposition is who speaks. */
static bool phrase_around(const struct speech *speech, size_t first, size_t at, size_t last, int nesting,
                          struct phrase *phrase)
{
    if (at <= first + 1 || nesting >= NESTING_LIMIT || !has_grammar(speech_item(speech, at - 1), GRAMMAR_PREPOSITION)) {
        return false;
    }
    struct phrase outer;
    if (!phrase_ending_at(speech, first, at - 1, nesting + 1, &outer)) {
        return false;
    }
    const struct item *head = speech_item(speech, outer.head);
    if (head->kind == ITEM_NAME && !head->person && outer.last - outer.first == 1) {
        return false; /* "Acme in Roe": no */
    }
    *phrase = outer;
    if (head->kind != ITEM_NAME && !is_pronoun(head)) {
        phrase->last = last;
    }
    return true;
}

/* "Republican nominee Roe": where the words before the name begin. */
static size_t modifiers_start(const struct speech *speech, size_t first, size_t at)
{
    while (at > first) {
        const struct item *item = speech_item(speech, at - 1);
        if (!(item->kind == ITEM_NAME || is_plain(item)) || (item->kind == ITEM_TIME && item->type == ENTITY_DATE)) {
            break;
        }
        at--;
    }
    return at;
}

/* A capitalised noun without an article: "Secretary of State Roe" is Roe. */
static bool is_title(const struct speech *speech, const struct phrase *phrase)
{
    const struct item *first = speech_item(speech, phrase->first);
    return first->capital && first->kind == ITEM_WORD && first->word.grammar == GRAMMAR_NONE;
}

static bool name_ending_at(const struct speech *speech, size_t first, size_t last, int nesting, struct phrase *phrase)
{
    size_t at = last - 1, start = modifiers_start(speech, first, at);
    struct phrase outer;
    size_t article =
        start > first && has_grammar(speech_item(speech, start - 1), GRAMMAR_DETERMINER) ? start - 1 : start;
    if (phrase_around(speech, first, article, last, nesting, &outer)) {
        const struct item *head = speech_item(speech, outer.head);
        bool titled = speech_item(speech, at)->person && start < at && is_title(speech, &outer);
        if (!titled || head->kind == ITEM_NAME) {
            *phrase = outer;
            return true;
        }
    }
    *phrase = (struct phrase){at, last, at};
    return true;
}

static bool capitals_ending_at(const struct speech *speech, size_t first, size_t last, int nesting,
                               struct phrase *phrase)
{
    size_t at = last;
    while (at > first && speech_item(speech, at - 1)->capital && is_plain(speech_item(speech, at - 1)) &&
           last - at < PHRASE_LIMIT) {
        at--;
    }
    size_t start = modifiers_start(speech, first, at);
    size_t article =
        start > first && has_grammar(speech_item(speech, start - 1), GRAMMAR_DETERMINER) ? start - 1 : start;
    if (phrase_around(speech, first, article, last, nesting, phrase)) {
        return true;
    }
    *phrase = (struct phrase){at, last, last - 1};
    return at < last;
}

/* "the president", "Acme's lawyer", "officials in the department". */
static bool noun_ending_at(const struct speech *speech, size_t first, size_t last, int nesting, struct phrase *phrase)
{
    size_t at = last - 1;
    bool marked = speech_item(speech, at)->word.speaker != 0;
    while (at > first && last - at < PHRASE_LIMIT) {
        const struct item *item = speech_item(speech, at - 1);
        if (has_grammar(item, GRAMMAR_DETERMINER) || has_grammar(item, GRAMMAR_SOME)) {
            marked = true;
            at--;
            break;
        }
        if (item->kind != ITEM_NAME && !is_plain(item)) {
            break;
        }
        marked |= item->kind == ITEM_NAME;
        at--;
    }
    if (phrase_around(speech, first, at, last, nesting, phrase)) {
        return true;
    }
    if (at > first && has_grammar(speech_item(speech, at - 1), GRAMMAR_PREPOSITION) && nesting == 0) {
        return false; /* "at the office" is not who speaks */
    }
    *phrase = (struct phrase){at, last, last - 1};
    return marked;
}

/* The phrase whose last item is `last` - 1. */
static bool phrase_ending_at(const struct speech *speech, size_t first, size_t last, int nesting, struct phrase *phrase)
{
    if (last <= first) {
        return false;
    }
    const struct item *end = speech_item(speech, last - 1);
    if (is_pronoun(end)) {
        *phrase = (struct phrase){last - 1, last, last - 1};
        return true;
    }
    if (end->kind == ITEM_NAME) {
        return !end->possessive && name_ending_at(speech, first, last, nesting, phrase);
    }
    if (end->kind != ITEM_WORD || !is_plain(end)) {
        return false;
    }
    if (end->capital && end->word.speaker == 0) {
        return capitals_ending_at(speech, first, last, nesting, phrase);
    }
    return noun_ending_at(speech, first, last, nesting, phrase);
}

/* Words between commas that tell more of the name before: "the firm's founder", "who leads Acme", "45", "of Ohio". */
static bool is_apposition(const struct speech *speech, size_t first, size_t last)
{
    if (last <= first) {
        return true;
    }
    const struct item *start = speech_item(speech, first), *end = speech_item(speech, last - 1);
    if (start->kind == ITEM_NAME) {
        return !start->person && !(end->kind == ITEM_NAME && end->person);
    }
    if (start->kind != ITEM_WORD) {
        return true;
    }
    if (end->kind == ITEM_NAME && end->person && modifiers_start(speech, first, last - 1) == first &&
        start->word.grammar == GRAMMAR_NONE) {
        return false; /* "lawyer Jane Roe" */
    }
    return !is_pronoun(start) || start->word.grammar == GRAMMAR_WHO || start->word.grammar == GRAMMAR_SOME;
}

/* The subject before a comma: what stands between commas before `last` is passed over. */
static bool subject_before_comma(const struct speech *speech, size_t first, size_t last, struct phrase *subject)
{
    size_t end = last - 1; /* at the comma */
    for (int segment = 0; segment < SEGMENT_LIMIT; segment++) {
        size_t start = end;
        while (start > first && end - start < PHRASE_LIMIT * 2 && speech_item(speech, start - 1)->kind < ITEM_QUOTE) {
            start--;
        }
        bool more = start > first && speech_item(speech, start - 1)->kind == ITEM_COMMA;
        size_t run = run_start(speech, start, end);
        if (!more || !is_apposition(speech, start, end)) {
            return phrase_ending_at(speech, run, skip_adverbs_left(speech, run, end), 0, subject);
        }
        end = start - 1;
    }
    return false;
}

bool speech_subject_before(const struct speech *speech, size_t first, size_t verb, struct phrase *subject)
{
    first = verb - first > SCAN_LIMIT ? verb - SCAN_LIMIT : first;
    size_t last = skip_adverbs_left(speech, first, verb);
    if (last == first) {
        return false;
    }
    const struct item *before = speech_item(speech, last - 1);
    return before->kind == ITEM_COMMA ? subject_before_comma(speech, first, last, subject)
                                      : phrase_ending_at(speech, run_start(speech, first, last), last, 0, subject);
}

/* How far a phrase goes that begins at `first`: up to a preposition, verb, comma. */
static size_t phrase_end(const struct speech *speech, size_t first, size_t last)
{
    size_t at = first;
    while (at < last && at - first < PHRASE_LIMIT) {
        const struct item *item = speech_item(speech, at);
        bool article = has_grammar(item, GRAMMAR_DETERMINER) || has_grammar(item, GRAMMAR_SOME);
        if (item->kind != ITEM_NAME && !is_plain(item) && !article) {
            break;
        }
        if (item->kind == ITEM_TIME && at > first) {
            break;
        }
        at++;
    }
    return at;
}

/* Makes `phrase` of items [first, end): its name if it ends with one, else all of it with what it is of. */
static bool phrase_within(const struct speech *speech, size_t first, size_t end, size_t last, struct phrase *phrase)
{
    size_t person = end, capital = end;
    bool marked = has_grammar(speech_item(speech, first), GRAMMAR_DETERMINER) ||
                  has_grammar(speech_item(speech, first), GRAMMAR_SOME);
    for (size_t i = first; i < end; i++) {
        const struct item *item = speech_item(speech, i);
        person = item->person && !item->possessive ? i : person;
        capital = capital == end && item->capital ? i : capital;
        marked |= item->word.speaker != 0;
    }
    if (person < end) {
        *phrase = (struct phrase){person, person + 1, person};
        return true;
    }
    const struct item *tail = speech_item(speech, end - 1);
    if (tail->kind == ITEM_NAME && !tail->possessive && (end - first == 1 || !marked)) {
        *phrase = (struct phrase){end - 1, end, end - 1};
        return true;
    }
    if (!marked && capital == end) {
        return false;
    }
    size_t head = end - 1;
    for (int more = 0; more < NESTING_LIMIT && end + 1 < last; more++) {
        const struct item *item = speech_item(speech, end);
        if (!has_grammar(item, GRAMMAR_PREPOSITION) || speech_item(speech, end + 1)->kind == ITEM_TIME) {
            break;
        }
        size_t further = phrase_end(speech, end + 1, last);
        if (further == end + 1) {
            break;
        }
        end = further;
    }
    *phrase = (struct phrase){marked ? first : capital, end, head};
    return true;
}

bool speech_subject_after(const struct speech *speech, size_t verb, size_t last, struct phrase *subject)
{
    size_t first = verb + 1;
    while (first < last && has_grammar(speech_item(speech, first), GRAMMAR_AUXILIARY)) {
        first++;
    }
    if (first >= last) {
        return false;
    }
    if (is_pronoun(speech_item(speech, first)) && !has_grammar(speech_item(speech, first), GRAMMAR_SOME)) {
        *subject = (struct phrase){first, first + 1, first};
        return true;
    }
    size_t end = phrase_end(speech, first, last);
    return end > first && phrase_within(speech, first, end, last, subject);
}

/* Reads the phrase that begins at `first`, whose verb follows somewhere. */
static bool subject_from(const struct speech *speech, size_t first, size_t last, struct phrase *subject)
{
    const struct item *start = speech_item(speech, first);
    if (is_pronoun(start)) {
        *subject = (struct phrase){first, first + 1, first};
        return start->word.grammar != GRAMMAR_RELATIVE;
    }
    size_t end = phrase_end(speech, first, last), noun = end, name = end;
    for (size_t i = first; i < end; i++) {
        const struct item *item = speech_item(speech, i);
        if (item->kind == ITEM_NAME && !item->possessive) {
            name = i;
            if (item->person && noun == end && (i + 1 >= end || speech_item(speech, i + 1)->word.speaker == 0)) {
                break;
            }
        }
        if (item->word.speaker != 0 && item->kind == ITEM_WORD) {
            noun = i;
        }
        if (noun < i && item->kind != ITEM_NAME && item->word.speaker == 0 && !item->capital) {
            break; /* the verb */
        }
    }
    if (name < end && (noun == end || name > noun)) {
        *subject = (struct phrase){name, name + 1, name};
        return true;
    }
    if (noun < end) {
        *subject = (struct phrase){first, noun + 1, noun};
        return true;
    }
    return false;
}

bool speech_subject_of(const struct speech *speech, size_t first, size_t last, struct phrase *subject)
{
    first = last - first > SCAN_LIMIT ? last - SCAN_LIMIT : first;
    for (int turn = 0; turn < 2; turn++) { /* phrases behind prepositions only if there is nothing else */
        bool aside = false;
        for (size_t i = first; i < last; i++) {
            const struct item *item = speech_item(speech, i);
            aside = (aside || has_grammar(item, GRAMMAR_PREPOSITION)) && item->kind != ITEM_COMMA;
            bool begins = item->kind == ITEM_NAME || is_pronoun(item) || item->word.speaker != 0 ||
                          has_grammar(item, GRAMMAR_DETERMINER) || (item->capital && is_plain(item) && i > first);
            if ((aside && turn == 0) || !begins) {
                continue;
            }
            if (subject_from(speech, i, last, subject)) {
                const struct item *head = speech_item(speech, subject->head);
                if (turn == 0 || head->person || is_pronoun(head)) {
                    return true;
                }
            }
            while (i + 1 < last &&
                   (speech_item(speech, i + 1)->kind == ITEM_NAME || is_plain(speech_item(speech, i + 1)))) {
                i++;
            }
        }
    }
    return false;
}

bool speech_according_to(const struct speech *speech, size_t index, size_t last, struct phrase *source)
{
    const struct item *item = speech_item(speech, index);
    if (item->kind != ITEM_WORD || index + 2 >= last ||
        !token_equals(speech->text, &speech->text->tokens[item->first], "according") ||
        !token_equals(speech->text, &speech->text->tokens[speech_item(speech, index + 1)->first], "to")) {
        return false;
    }
    return speech_subject_after(speech, index + 1, last, source);
}
