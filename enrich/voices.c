#include "enrich/voices.h"

#include "enrich/dictionary.h"

#include <string.h>

enum { LOOK_BACK = 40 };

struct words_span speech_span(const struct speech *speech, size_t first_token, size_t last_token)
{
    const struct token *first = &speech->text->tokens[first_token], *last = &speech->text->tokens[last_token - 1];
    return (struct words_span){first->start, last->start + last->size, first->point, last->point + last->points};
}

static void note_sex(struct voices *voices, const struct speech *speech, const struct item *name, uint8_t sex)
{
    const char *id = mention_id(speech->mentions, &speech->mentions->items[name->index]);
    for (size_t i = 0; i < voices->sex_count; i++) {
        if (strcmp(voices->sexes[i].id, id) == 0) {
            return;
        }
    }
    if (voices->sex_count < SEXES_KNOWN) {
        voices->sexes[voices->sex_count].id = id;
        voices->sexes[voices->sex_count++].sex = sex;
    }
}

static uint8_t sex_of_word(const struct speech_word *word)
{
    return word->grammar == GRAMMAR_TITLE_HE || (word->speaker & SPEAKER_MALE)      ? GIVEN_MALE
           : word->grammar == GRAMMAR_TITLE_SHE || (word->speaker & SPEAKER_FEMALE) ? GIVEN_FEMALE
                                                                                    : GIVEN_NONE;
}

void voices_learn(struct voices *voices, const struct speech *speech)
{
    for (size_t i = 0; i + 1 < speech->item_count; i++) {
        const struct item *word = speech_item(speech, i), *name = speech_item(speech, i + 1);
        uint8_t sex = word->kind == ITEM_WORD && name->person ? sex_of_word(&word->word) : GIVEN_NONE;
        if (sex != GIVEN_NONE) {
            note_sex(voices, speech, name, sex);
        }
    }
}

/* enum given_name of a person; GIVEN_NONE if it is not known. */
static uint8_t sex_of(const struct voices *voices, const struct speech *speech, const struct mention *mention)
{
    static const char prefix[] = "name:PERSON:";
    const char *id = mention_id(speech->mentions, mention);
    for (size_t i = 0; i < voices->sex_count; i++) {
        if (strcmp(voices->sexes[i].id, id) == 0) {
            return voices->sexes[i].sex;
        }
    }
    const char *name = mention->from_dictionary ? dictionary_shown(mention->is.entry) : id + strlen(prefix);
    size_t size = strcspn(name, " ");
    return name[size] == '\0' ? GIVEN_NONE : speech_word_find(speech->words, text_hash(name, size)).given;
}

static bool may_be(const struct voices *voices, const struct speech *speech, const struct mention *mention, uint8_t sex)
{
    uint8_t known = mention->type == ENTITY_PERSON ? sex_of(voices, speech, mention) : 3 - sex;
    return known == GIVEN_NONE || known == sex;
}

/* The first person named in items [first, last) whom the pronoun can mean. */
static const struct mention *person_among(const struct voices *voices, const struct speech *speech, size_t first,
                                          size_t last, uint8_t sex)
{
    for (size_t i = first; i < last; i++) {
        const struct item *item = speech_item(speech, i);
        const struct mention *mention = item->person ? &speech->mentions->items[item->index] : NULL;
        if (mention != NULL && may_be(voices, speech, mention, sex)) {
            return mention;
        }
    }
    return NULL;
}

/* The last mention of the type before the byte, among some; for people of the given sex. */
static const struct mention *last_named(const struct voices *voices, const struct speech *speech, uint32_t before,
                                        enum entity_type type, uint8_t sex)
{
    const struct mention_list *list = speech->mentions;
    for (size_t i = mention_first_from(list, FIELD_BODY, before), steps = 0; i > 0 && steps < LOOK_BACK; i--, steps++) {
        const struct mention *mention = &list->items[i - 1];
        if (mention->field != FIELD_BODY) {
            break;
        }
        if (mention->type == type && (type != ENTITY_PERSON || may_be(voices, speech, mention, sex))) {
            return mention;
        }
    }
    return NULL;
}

static const struct mention *person_meant(const struct voices *voices, const struct speech *speech, size_t index,
                                          uint8_t sex)
{
    const struct item *pronoun = speech_item(speech, index);
    size_t start = index;
    while (start > 0 && speech_item(speech, start - 1)->frame == pronoun->frame) {
        start--;
    }
    const struct mention *mention = person_among(voices, speech, start, index, sex);
    if (mention == NULL && voices->last.mention != NULL && voices->last.paragraph == voices->paragraph &&
        may_be(voices, speech, voices->last.mention, sex)) {
        return voices->last.mention;
    }
    if (mention == NULL && start > 0) {
        size_t before = start;
        while (before > 0 && speech_item(speech, before - 1)->frame + 1 >= pronoun->frame) {
            before--;
        }
        mention = person_among(voices, speech, before, start, sex);
    }
    if (mention == NULL && voices->last.mention != NULL && voices->last.paragraph + 3 > voices->paragraph &&
        may_be(voices, speech, voices->last.mention, sex)) {
        mention = voices->last.mention;
    }
    return mention != NULL ? mention
                           : last_named(voices, speech, speech->text->tokens[pronoun->first].start, ENTITY_PERSON, sex);
}

/* "Roe, who": the name right before. */
static const struct mention *antecedent(const struct speech *speech, size_t index)
{
    size_t at = index > 0 && speech_item(speech, index - 1)->kind == ITEM_COMMA ? index - 1 : index;
    const struct item *item = at > 0 ? speech_item(speech, at - 1) : NULL;
    return item != NULL && item->kind == ITEM_NAME ? &speech->mentions->items[item->index] : NULL;
}

static const struct mention *entity_meant(const struct voices *voices, const struct speech *speech,
                                          const struct phrase *phrase)
{
    const struct item *head = speech_item(speech, phrase->head);
    uint32_t start = speech->text->tokens[head->first].start;
    if (head->kind == ITEM_NAME) {
        return phrase->last - phrase->first == 1 ? &speech->mentions->items[head->index] : NULL;
    }
    switch (head->word.grammar) {
    case GRAMMAR_HE:
        return person_meant(voices, speech, phrase->head, GIVEN_MALE);
    case GRAMMAR_SHE:
        return person_meant(voices, speech, phrase->head, GIVEN_FEMALE);
    case GRAMMAR_WHO:
        return antecedent(speech, phrase->head);
    default:
        break;
    }
    bool plain = phrase->last - phrase->first == 2 && phrase->head == phrase->last - 1 &&
                 token_equals(speech->text, &speech->text->tokens[speech_item(speech, phrase->first)->first], "the");
    return plain && (head->word.speaker & SPEAKER_COMPANY) ? last_named(voices, speech, start, ENTITY_ORG, GIVEN_NONE)
                                                           : NULL;
}

struct voice voices_find(const struct voices *voices, const struct speech *speech, const struct phrase *phrase)
{
    const struct item *first = speech_item(speech, phrase->first), *last = speech_item(speech, phrase->last - 1);
    return (struct voice){.words = speech_span(speech, first->first, last->last),
                          .mention = entity_meant(voices, speech, phrase),
                          .paragraph = voices->paragraph};
}
