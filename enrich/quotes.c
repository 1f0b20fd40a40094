#include "enrich/quotes.h"

#include "enrich/dictionary.h"
#include "enrich/names.h"
#include "enrich/voices.h"

#include <string.h>

enum { CUES_LIMIT = 16, TITLE_TOKENS = 12 };

/* Somebody speaks: a verb, or "according to". */
struct cue {
    size_t item;  /* the verb */
    size_t first; /* where it begins, who speaks included */
    bool weak;    /* only words behind it are theirs */
    bool inner;   /* it gives way to an earlier verb of the sentence */
    struct voice voice;
};

/* A quotation of the paragraph and whose it is. */
struct said {
    struct words_span words, cue;
    struct voice voice;
    uint32_t item, frame;
    bool attributed, alone; /* alone: its sentence is nothing but quotations */
};

struct reading {
    const struct mention_list *list;
    const struct entity_fields *fields;
    struct speech *speech;
    struct buffer *said; /* struct said, of the paragraph */
    struct voices voices;
    size_t mention, mention_last; /* of the body */
    bool single;                  /* single quotation marks are what the text quotes with */
    bool goes_on;                 /* the paragraph before ended within a quotation */
    json_t *quotes;
};

static struct said *said_at(const struct reading *reading, size_t index)
{
    return &((struct said *)(void *)reading->said->data)[index];
}

static size_t said_count(const struct reading *reading)
{
    return reading->said->size / sizeof(struct said);
}

/* ---- who speaks in a sentence ---- */

static bool is_quote(const struct speech *speech, size_t index)
{
    return speech_item(speech, index)->kind == ITEM_QUOTE;
}

/* "“…,” said Roe": the verb stands behind a quotation. */
static bool stands_behind_quote(const struct speech *speech, size_t first, size_t verb)
{
    size_t at = verb;
    if (at > first && speech_item(speech, at - 1)->kind == ITEM_COMMA) {
        at--;
    }
    return at > first && is_quote(speech, at - 1);
}

/* "Roe was told": it is not Roe who speaks. */
static bool is_passive(const struct speech *speech, size_t first, size_t verb)
{
    static const char *const forms[] = {"was", "were", "is", "are", "be", "been", "being"};
    if (verb == first) {
        return false;
    }
    const struct item *before = speech_item(speech, verb - 1);
    for (size_t i = 0; i < sizeof forms / sizeof *forms && before->kind == ITEM_WORD; i++) {
        if (token_equals(speech->text, &speech->text->tokens[before->first], forms[i])) {
            return true;
        }
    }
    return false;
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

/* The cues of a sentence, at most CUES_LIMIT, in their order. */
static size_t read_cues(const struct reading *reading, size_t first, size_t last, struct cue cues[CUES_LIMIT])
{
    const struct speech *speech = reading->speech;
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
                                     .weak = !according && !(item->word.cue & CUE_SPEECH),
                                     .inner = !according && is_inner(speech, item, &subject),
                                     .voice = voices_find(&reading->voices, speech, &subject)};
    }
    return count;
}

/* "“…” — Jane Roe": a name behind a dash, and nothing more, signs the quotation at `item`. */
static bool read_signature(const struct reading *reading, size_t item, struct cue *cue)
{
    const struct speech *speech = reading->speech;
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
    *cue = (struct cue){.item = dash, .first = dash, .voice = voices_find(&reading->voices, speech, &subject)};
    return true;
}

/* The cue whose words the quotation at `item` is; NULL if it is nobody's. */
static const struct cue *cue_of(const struct cue *cues, size_t count, size_t item)
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

/* ---- a paragraph ---- */

static bool is_alone(const struct speech *speech, size_t first, size_t last)
{
    for (size_t i = first; i < last; i++) {
        if (speech_item(speech, i)->kind < ITEM_QUOTE) {
            return false;
        }
    }
    return true;
}

static const char *const small_words[] = {"the", "a",  "an", "of", "and", "or",   "in", "on", "to",
                                          "for", "at", "by", "it", "is",  "with", "s",  "us", "vs"};

static bool is_small(const struct text *text, const struct token *token)
{
    for (size_t i = 0; i < sizeof small_words / sizeof *small_words; i++) {
        if (token_equals(text, token, small_words[i])) {
            return true;
        }
    }
    return false;
}

/* "Face the Nation": a few words, all but small ones with a capital, tokens [first, last). */
static bool is_title(const struct text *text, size_t first, size_t last)
{
    size_t capitals = 0;
    for (size_t i = first; i < last; i++) {
        const struct token *token = &text->tokens[i];
        if (token->kind != TOKEN_WORD) {
            continue;
        }
        capitals += (token->flags & TOKEN_CAPITAL) != 0;
        if (!(token->flags & TOKEN_CAPITAL) && !is_small(text, token)) {
            return false;
        }
    }
    return capitals >= 2 && last - first <= TITLE_TOKENS;
}

/* "ROE: Well, …": the turn of a transcript tells whose it is by itself. */
static bool is_turn(const struct text *text, size_t first, size_t last)
{
    size_t at = first;
    while (at < last && at < first + 3 && (text->tokens[at].flags & TOKEN_ALL_CAPITALS)) {
        at++;
    }
    return at > first && at < last && token_symbol(text, at) == ':';
}

static void add_said(struct reading *reading, size_t item, bool alone, const struct cue *cue)
{
    const struct speech *speech = reading->speech;
    const struct stretch *stretch = speech_stretch(speech, speech_item(speech, item)->index);
    size_t first = stretch->open + 1, last = stretch->close;
    if (last > first && token_symbol(speech->text, last - 1) == ',') {
        last--;
    }
    if (last <= first || is_title(speech->text, first, last) || is_turn(speech->text, first, last)) {
        return;
    }
    struct said said = {.words = speech_span(speech, first, last),
                        .item = (uint32_t)item,
                        .frame = speech_item(speech, item)->frame,
                        .attributed = cue != NULL,
                        .alone = alone};
    if (cue != NULL) {
        const struct item *verb = speech_item(speech, cue->item);
        said.cue = speech_span(speech, verb->first, verb->last);
        said.voice = cue->voice;
    }
    buffer_append(reading->said, &said, sizeof said);
}

/* Reads the sentence, items [first, last): its quotations, and who was heard in it. */
static void read_sentence(struct reading *reading, size_t first, size_t last)
{
    struct cue cues[CUES_LIMIT];
    size_t count = read_cues(reading, first, last, cues);
    bool alone = is_alone(reading->speech, first, last);
    for (size_t i = first; i < last; i++) {
        if (is_quote(reading->speech, i)) {
            struct cue signature;
            bool is_signed = read_signature(reading, i, &signature);
            add_said(reading, i, alone, is_signed ? &signature : cue_of(cues, count, i));
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (!cues[i].weak) {
            reading->voices.last = cues[i].voice;
        }
    }
}

/* Gives quotations that stand alone the voice that goes on: that of the one before or behind in the paragraph, else, at
 * its start, the voice that spoke in the paragraph before. */
static void go_on(struct reading *reading, const struct voice *before)
{
    size_t count = said_count(reading);
    const struct voice *voice = NULL;
    for (size_t i = 0; i < count; i++) {
        struct said *said = said_at(reading, i);
        if (!said->attributed && said->alone && voice != NULL) {
            said->voice = *voice;
            said->attributed = true;
        }
        voice = said->attributed ? &said->voice : voice;
    }
    for (size_t i = count; i-- > 0;) {
        struct said *said = said_at(reading, i);
        if (!said->attributed && said->alone && i + 1 < count && said_at(reading, i + 1)->attributed) {
            said->voice = said_at(reading, i + 1)->voice;
            said->attributed = true;
        }
    }
    bool heard = before->words.end > 0 && before->paragraph + 1 == reading->voices.paragraph;
    for (size_t i = 0; i < count && (heard || reading->goes_on); i++) {
        struct said *said = said_at(reading, i);
        bool continued = i == 0 && said->item == 0 && reading->goes_on;
        if (said->attributed || !(said->alone || continued)) {
            break;
        }
        said->voice = *before;
        said->voice.paragraph = reading->voices.paragraph;
        said->attributed = before->words.end > 0;
        reading->voices.last = said->voice;
    }
}

/* ---- into the article ---- */

static json_t *span_json(const struct reading *reading, const struct words_span *span, bool with_text)
{
    json_t *json = json_object();
    json_object_set_new_nocheck(json, "start", json_integer(span->start_point));
    json_object_set_new_nocheck(json, "end", json_integer(span->end_point));
    if (with_text) {
        json_object_set_new_nocheck(
            json, "text",
            json_stringn_nocheck(reading->fields->data[FIELD_BODY] + span->start, span->end - span->start));
    }
    return json;
}

static json_t *speaker_json(const struct reading *reading, const struct voice *voice)
{
    json_t *json = span_json(reading, &voice->words, false);
    struct buffer name = {0};
    const struct mention *mention = voice->mention;
    if (mention != NULL) {
        const char *id = mention_id(reading->list, mention);
        json_object_set_new_nocheck(json, "entity", json_string(id));
        if (mention->from_dictionary) {
            buffer_append_text(&name, dictionary_shown(mention->is.entry));
        } else {
            names_append_shown(&name, id);
        }
    } else {
        buffer_append(&name, reading->fields->data[FIELD_BODY] + voice->words.start,
                      voice->words.end - voice->words.start);
    }
    json_object_set_new_nocheck(json, "name", json_stringn_nocheck(name.data, name.size));
    buffer_free(&name);
    return json;
}

static void put_quotes(struct reading *reading)
{
    for (size_t i = 0; i < said_count(reading) && json_array_size(reading->quotes) < QUOTES_LIMIT; i++) {
        const struct said *said = said_at(reading, i);
        if (!said->attributed) {
            continue;
        }
        json_t *json = span_json(reading, &said->words, true);
        json_object_set_new_nocheck(json, "speaker", speaker_json(reading, &said->voice));
        if (said->cue.end > 0) {
            json_object_set_new_nocheck(json, "cue", span_json(reading, &said->cue, true));
        }
        json_array_append_new(reading->quotes, json);
    }
}

/* Reads the paragraph, tokens [first, last) of the piece. */
static void read_paragraph(struct reading *reading, size_t first, size_t last)
{
    struct speech *speech = reading->speech;
    struct voice before = reading->voices.last;
    speech_read(speech, first, last, reading->single, &reading->mention, reading->mention_last);
    voices_learn(&reading->voices, speech);
    buffer_clear(reading->said);
    for (size_t i = 0; i < speech->item_count;) {
        size_t end = i + 1;
        while (end < speech->item_count && speech_item(speech, end)->frame == speech_item(speech, i)->frame) {
            end++;
        }
        read_sentence(reading, i, end);
        i = end;
    }
    go_on(reading, &before);
    put_quotes(reading);
    size_t stretches = speech->stretch_count;
    reading->goes_on = stretches > 0 && speech_stretch(speech, stretches - 1)->unclosed;
    reading->voices.paragraph++;
}

static void read_piece(struct reading *reading, const struct text *text)
{
    reading->speech->text = text;
    for (size_t first = 0; first < text->token_count;) {
        size_t last = first + 1;
        while (last < text->token_count && !(text->tokens[last].flags & TOKEN_BREAK_BEFORE)) {
            last++;
        }
        read_paragraph(reading, first, last);
        first = last;
    }
}

json_t *quotes_build(const struct mention_list *list, const struct entity_fields *fields, const char *language,
                     struct quotes_room *room)
{
    struct reading reading = {.list = list, .fields = fields, .speech = &room->speech, .said = &room->said};
    struct text *text = &room->text;
    reading.quotes = json_array();
    room->speech.words = speech_table_of(language);
    room->speech.mentions = list;
    if (room->speech.words == NULL || fields->data[FIELD_BODY] == NULL) {
        return reading.quotes;
    }
    while (reading.mention < list->count && list->items[reading.mention].field != FIELD_BODY) {
        reading.mention++;
    }
    reading.mention_last = list->count;
    text->language = language;
    text_begin(text, fields->data[FIELD_BODY], fields->sizes[FIELD_BODY]);
    for (bool begun = false; text_next(text); begun = true) {
        reading.single = begun ? reading.single : quote_marks_are_single(text);
        read_piece(&reading, text);
    }
    return reading.quotes;
}

void quotes_room_free(struct quotes_room *room)
{
    speech_free(&room->speech);
    text_free(&room->text);
    buffer_free(&room->said);
}
