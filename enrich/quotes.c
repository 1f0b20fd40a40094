#include "enrich/quotes.h"

#include "enrich/cues.h"
#include "enrich/language.h"
#include "enrich/reported.h"

#include <string.h>

enum { TITLE_TOKENS = 12 };

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
    bool reports;                 /* reported speech is read in this language */
    struct spoken spoken;
};

static struct said *said_at(const struct reading *reading, size_t index)
{
    return &((struct said *)(void *)reading->said->data)[index];
}

static size_t said_count(const struct reading *reading)
{
    return reading->said->size / sizeof(struct said);
}

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
        json_object_set_new_nocheck(json, "entity", json_string(mention_id(reading->list, mention)));
        buffer_append_text(&name, mention_shown(reading->list, mention));
    } else {
        buffer_append(&name, reading->fields->data[FIELD_BODY] + voice->words.start,
                      voice->words.end - voice->words.start);
    }
    json_object_set_new_nocheck(json, "name", json_stringn_nocheck(name.data, name.size));
    buffer_free(&name);
    return json;
}

/* Words and who says them; `cue` may be empty. */
static json_t *said_json(const struct reading *reading, const struct words_span *words, const struct voice *voice,
                         const struct words_span *cue)
{
    json_t *json = span_json(reading, words, true);
    json_object_set_new_nocheck(json, "speaker", speaker_json(reading, voice));
    if (cue->end > 0) {
        json_object_set_new_nocheck(json, "cue", span_json(reading, cue, true));
    }
    return json;
}

static bool is_alone(const struct speech *speech, size_t first, size_t last)
{
    for (size_t i = first; i < last; i++) {
        if (speech_item(speech, i)->kind < ITEM_QUOTE) {
            return false;
        }
    }
    return true;
}

static const char *const small_words[] = {"the", "a",  "an", "of", "and",  "or", "in", "on", "to", "for",
                                          "at",  "by", "it", "is", "with", "s",  "us", "vs", NULL};

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
        if (!(token->flags & TOKEN_CAPITAL) && !token_is_one_of(text, i, small_words)) {
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

static struct words_span cue_span(const struct speech *speech, const struct cue *cue)
{
    return speech_span(speech, speech_item(speech, cue->item)->first, speech_item(speech, cue->item)->last);
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
        said.cue = cue_span(speech, cue);
        said.voice = cue->voice;
    }
    buffer_append(reading->said, &said, sizeof said);
}

/* What the sentence says, without marks, that the cue's voice said. */
static void put_statement(struct reading *reading, const struct cue *cues, size_t count, size_t index, size_t first,
                          size_t last)
{
    const struct speech *speech = reading->speech;
    struct item_range items;
    if (json_array_size(reading->spoken.statements) >= QUOTES_LIMIT ||
        !reported_find(speech, cues, count, index, first, last, &items)) {
        return;
    }
    struct words_span cue = cue_span(speech, &cues[index]);
    struct words_span words =
        speech_span(speech, speech_item(speech, items.first)->first, speech_item(speech, items.last - 1)->last);
    json_t *json = said_json(reading, &words, &cues[index].voice, &cue);
    json_object_set_new_nocheck(json, "indirect", json_true());
    json_array_append_new(reading->spoken.statements, json);
}

/* Reads the sentence, items [first, last): its quotations, what it reports, and who was heard in it. */
static void read_sentence(struct reading *reading, size_t first, size_t last)
{
    const struct speech *speech = reading->speech;
    struct cue cues[CUES_LIMIT];
    bool quoted[CUES_LIMIT] = {false};
    size_t count = cues_read(speech, &reading->voices, first, last, cues);
    bool alone = is_alone(speech, first, last);
    for (size_t i = first; i < last; i++) {
        struct cue signature;
        if (speech_item(speech, i)->kind != ITEM_QUOTE) {
            continue;
        }
        const struct cue *cue = cue_of(cues, count, i);
        if (cue_signature(speech, &reading->voices, i, &signature)) {
            add_said(reading, i, alone, &signature);
            continue;
        }
        add_said(reading, i, alone, cue);
        if (cue != NULL) {
            quoted[cue - cues] = true;
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (!quoted[i] && reading->reports) {
            put_statement(reading, cues, count, i, first, last);
        }
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

static void put_quotes(struct reading *reading)
{
    for (size_t i = 0; i < said_count(reading) && json_array_size(reading->spoken.quotes) < QUOTES_LIMIT; i++) {
        const struct said *said = said_at(reading, i);
        if (said->attributed) {
            json_array_append_new(reading->spoken.quotes, said_json(reading, &said->words, &said->voice, &said->cue));
        }
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

struct spoken quotes_build(const struct mention_list *list, const struct entity_fields *fields, const char *language,
                           struct quotes_room *room)
{
    struct reading reading = {.list = list, .fields = fields, .speech = &room->speech, .said = &room->said};
    struct text *text = &room->text;
    reading.spoken = (struct spoken){json_array(), json_array()};
    reading.reports = language_is(language, "en");
    room->speech.words = speech_table_of(language);
    room->speech.mentions = list;
    if (room->speech.words == NULL || fields->data[FIELD_BODY] == NULL) {
        return reading.spoken;
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
    return reading.spoken;
}

void quotes_room_free(struct quotes_room *room)
{
    speech_free(&room->speech);
    text_free(&room->text);
    buffer_free(&room->said);
}
