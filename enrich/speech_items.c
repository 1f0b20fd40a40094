/* From tokens to items. */
#include "enrich/speech.h"

#include <string.h>

enum { BRACKET_LIMIT = 25, LOOK_AHEAD = 14 };

struct making {
    struct speech *speech;
    size_t at, last; /* tokens */
    size_t mention, mention_last;
    size_t stretch;
    uint32_t frame;
    bool open_frame; /* an item is in it */
};

static struct item *add_item(struct making *making, enum item_kind kind, size_t first, size_t last)
{
    struct speech *speech = making->speech;
    struct item item = {
        .first = (uint32_t)first, .last = (uint32_t)last, .kind = (uint8_t)kind, .frame = making->frame};
    buffer_append(&speech->items, &item, sizeof item);
    speech->item_count++;
    making->open_frame = true;
    return &((struct item *)(void *)speech->items.data)[speech->item_count - 1];
}

static struct item *last_item(const struct making *making)
{
    const struct speech *speech = making->speech;
    return speech->item_count == 0 ? NULL : &((struct item *)(void *)speech->items.data)[speech->item_count - 1];
}

/* "Really?” Roe said": a verb of speech comes before the next comma or stop. */
static bool goes_on_with_verb(const struct making *making)
{
    const struct text *text = making->speech->text;
    for (size_t i = making->at; i < making->last && i < making->at + LOOK_AHEAD; i++) {
        const struct token *token = &text->tokens[i];
        if (token->kind == TOKEN_WORD &&
            (speech_word_find(making->speech->words, token->hash).cue & (CUE_SPEECH | CUE_PARTICIPLE)) == CUE_SPEECH) {
            return true;
        }
        if (token->kind == TOKEN_SYMBOL &&
            (token->hash == ',' || token->hash == ':' || token->hash == ';' || quote_mark_opens(text, i, false))) {
            return false;
        }
    }
    return false;
}

/* Whether a sentence begins at the token. What ends within quotation marks ends the sentence around them only if a new
 * one clearly begins. */
static bool begins_frame(const struct making *making)
{
    const struct text *text = making->speech->text;
    const struct token *token = &text->tokens[making->at];
    const struct item *before = last_item(making);
    if (!making->open_frame || before == NULL) {
        return false;
    }
    if (!(token->flags & TOKEN_SENTENCE_START)) {
        return false;
    }
    if (before->kind != ITEM_QUOTE) {
        return true;
    }
    if (token->kind == TOKEN_WORD && !(token->flags & (TOKEN_CAPITAL | TOKEN_OTHER_ALPHABET))) {
        return false;
    }
    const struct stretch *stretch = speech_stretch(making->speech, before->index);
    uint32_t end = stretch->close > 0 ? token_symbol(text, stretch->close - 1) : 0;
    return token_symbol(text, making->at) != 0 || end == '.' || !goes_on_with_verb(making);
}

static enum item_kind kind_of_symbol(uint32_t symbol)
{
    switch (symbol) {
    case ',':
    case 0x3001:
        return ITEM_COMMA;
    case ':':
        return ITEM_COLON;
    case 0x2013:
    case 0x2014:
    case 0x2015:
        return ITEM_DASH;
    case '.':
    case ';':
    case '?':
    case '!':
    case 0x2026:
    case 0x3002:
        return ITEM_STOP;
    default:
        return ITEM_OTHER;
    }
}

/* The token behind a bracket that opens at `at`; `at` if it does not close soon. */
static size_t skip_bracket(const struct text *text, size_t at, size_t last)
{
    uint32_t close = token_symbol(text, at) == '(' ? ')' : ']';
    for (size_t i = at + 1; i < last && i < at + BRACKET_LIMIT; i++) {
        if (token_symbol(text, i) == close) {
            return i + 1;
        }
    }
    return at;
}

/* "'s" and the rest of "didn't" behind a word belong to it. */
static size_t read_apostrophe(const struct making *making, struct item *item, size_t at)
{
    const struct text *text = making->speech->text;
    if (at + 1 >= making->last || token_symbol(text, at) != '\'' || !token_adjacent(text, at)) {
        return at;
    }
    if (token_adjacent(text, at + 1) && text->tokens[at + 1].kind == TOKEN_WORD) {
        item->possessive = (text->data[text->tokens[at + 1].start] | 0x20) == 's' && text->tokens[at + 1].size == 1;
        return at + 2;
    }
    const struct token *before = &text->tokens[at - 1];
    if ((text->data[before->start + before->size - 1] | 0x20) == 's') {
        item->possessive = true; /* "the traders'" */
        return at + 1;
    }
    return at;
}

static void read_word(struct making *making)
{
    const struct text *text = making->speech->text;
    const struct token *token = &text->tokens[making->at];
    size_t end = making->at + 1;
    while (end + 1 < making->last && token_symbol(text, end) == '-' && token_adjacent(text, end) &&
           token_adjacent(text, end + 1) && text->tokens[end + 1].kind == TOKEN_WORD) {
        end += 2; /* "co-founder" */
    }
    struct item *item = add_item(making, ITEM_WORD, making->at, end);
    item->capital = (token->flags & TOKEN_CAPITAL) != 0;
    item->word = speech_word_find(making->speech->words, text->tokens[end - 1].hash);
    if (!item->capital || end > making->at + 1) {
        item->word.given = GIVEN_NONE;
        item->word.grammar =
            item->word.grammar >= GRAMMAR_TITLE_HE || end > making->at + 1 ? GRAMMAR_NONE : item->word.grammar;
    }
    making->at = read_apostrophe(making, item, end);
}

/* A mention that begins at the token becomes one item. */
static bool read_mention(struct making *making)
{
    const struct speech *speech = making->speech;
    const struct token *token = &speech->text->tokens[making->at];
    while (making->mention < making->mention_last && speech->mentions->items[making->mention].start < token->start) {
        making->mention++;
    }
    if (making->mention >= making->mention_last) {
        return false;
    }
    const struct mention *mention = &speech->mentions->items[making->mention];
    bool name = mention->type == ENTITY_PERSON || mention->type == ENTITY_ORG || mention->type == ENTITY_GPE ||
                mention->type == ENTITY_LOC || mention->type == ENTITY_PRODUCT || mention->type == ENTITY_EVENT;
    if (mention->start != token->start || (!name && mention->type != ENTITY_DATE)) {
        return false;
    }
    size_t end = making->at;
    while (end < making->last && speech->text->tokens[end].start < mention->end) {
        end++;
    }
    struct item *item = add_item(making, name ? ITEM_NAME : ITEM_TIME, making->at, end);
    item->index = (uint32_t)making->mention;
    item->type = mention->type;
    item->person = mention->type == ENTITY_PERSON;
    item->capital = name;
    making->at = read_apostrophe(making, item, end);
    return true;
}

static void read_symbol(struct making *making)
{
    const struct text *text = making->speech->text;
    size_t at = making->at;
    uint32_t symbol = token_symbol(text, at);
    making->at++;
    if (symbol == '(' || symbol == '[') {
        size_t behind = skip_bracket(text, at, making->last);
        making->at = behind > at ? behind : making->at;
        return;
    }
    enum item_kind kind = kind_of_symbol(symbol);
    bool ends = at + 1 >= making->last || (text->tokens[at + 1].flags & TOKEN_SENTENCE_START) ||
                token_symbol(text, at + 1) != 0;
    uint32_t next = token_symbol(text, at + 1);
    if (symbol == '.' && (!ends || (at + 1 < making->last && (next == ',' || next == ';')))) {
        return; /* of an abbreviation */
    }
    if (symbol == '/' && token_adjacent(text, at) && token_adjacent(text, at + 1)) {
        return; /* "9/11" */
    }
    if (symbol == '-') {
        if (token_symbol(text, at + 1) == '-') { /* "--" */
            making->at++;
        } else if (token_adjacent(text, at + 1) || token_adjacent(text, at)) {
            return;
        }
        kind = ITEM_DASH;
    }
    add_item(making, kind, at, making->at);
}

void speech_read(struct speech *speech, size_t first, size_t last, bool single, size_t *mention, size_t mention_last)
{
    struct making making = {
        .speech = speech, .at = first, .last = last, .mention = *mention, .mention_last = mention_last};
    buffer_clear(&speech->items);
    buffer_clear(&speech->stretches);
    speech->item_count = 0;
    quote_marks_read(speech->text, first, last, single, &speech->stretches);
    speech->stretch_count = speech->stretches.size / sizeof(struct stretch);
    while (making.at < last) {
        const struct token *token = &speech->text->tokens[making.at];
        if (begins_frame(&making)) {
            making.frame++;
            making.open_frame = false;
        }
        if (making.stretch < speech->stretch_count && speech_stretch(speech, making.stretch)->open == making.at) {
            size_t close = speech_stretch(speech, making.stretch)->close;
            struct item *item = add_item(&making, ITEM_QUOTE, making.at, close < last ? close + 1 : last);
            item->index = (uint32_t)making.stretch++;
            making.at = item->last;
        } else if (!read_mention(&making)) {
            if (token->kind == TOKEN_WORD) {
                read_word(&making);
            } else if (token->kind == TOKEN_NUMBER) {
                add_item(&making, ITEM_TIME, making.at, making.at + 1);
                making.at++;
            } else {
                read_symbol(&making);
            }
        }
    }
    while (making.mention < mention_last && last > first &&
           speech->mentions->items[making.mention].start < speech->text->tokens[last - 1].start) {
        making.mention++;
    }
    *mention = making.mention;
}

void speech_free(struct speech *speech)
{
    buffer_free(&speech->items);
    buffer_free(&speech->stretches);
    *speech = (struct speech){0};
}
