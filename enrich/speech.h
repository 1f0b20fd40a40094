/*
 * What a paragraph says of who says what: its words, names and quotations as items in a row, and the rules that find
 * the subject of a verb of speech among them.
 *
 * Rules of grammar, no parser: a subject stands right before its verb ("Roe said", "Roe, who leads Acme, said", "a
 * spokesman for Acme said") or, beside quotation marks, right behind it ("said Roe"); else it is the subject of the
 * sentence ("Roe went on, adding"). Items in brackets are left out.
 */
#ifndef NEWSMILL_ENRICH_SPEECH_H
#define NEWSMILL_ENRICH_SPEECH_H

#include "common/buffer.h"
#include "enrich/mention.h"
#include "enrich/quote_marks.h"
#include "enrich/speech_words.h"
#include "enrich/text.h"

#include <stdbool.h>
#include <stdint.h>

enum item_kind {
    ITEM_WORD,
    ITEM_NAME,  /* a person, organisation or place: `index` of the mention */
    ITEM_TIME,  /* a date, an amount */
    ITEM_QUOTE, /* `index` of the stretch */
    ITEM_COMMA,
    ITEM_COLON,
    ITEM_DASH,
    ITEM_STOP,
    ITEM_OTHER
};

struct item {
    uint32_t first, last; /* tokens [first, last) */
    uint32_t index;
    uint32_t frame; /* the sentence that it is in, where quotations count as one word */
    struct speech_word word;
    uint8_t kind, type; /* type: of a name, enum entity_type */
    bool capital;
    bool possessive; /* 's follows */
    bool person;     /* a name of a person */
};

/* A piece of text as items; a zeroed struct is empty, and its room is used again. */
struct speech {
    const struct text *text;
    const struct speech_table *words;
    const struct mention_list *mentions;
    struct buffer items, stretches; /* struct item, struct stretch */
    size_t item_count, stretch_count;
};

/* Items [first, last) that name who speaks; none if they are equal. `head`: the item that names them most. */
struct phrase {
    size_t first, last, head;
};

/*
 * Reads the paragraph, tokens [first, last). `mention`: the first mention of the list that may be in it, on return the
 * first one behind it; mentions up to `mention_last`.
 */
void speech_read(struct speech *speech, size_t first, size_t last, bool single, size_t *mention, size_t mention_last);

void speech_free(struct speech *speech);

static inline const struct item *speech_item(const struct speech *speech, size_t index)
{
    return &((const struct item *)(const void *)speech->items.data)[index];
}

static inline const struct stretch *speech_stretch(const struct speech *speech, size_t index)
{
    return &((const struct stretch *)(const void *)speech->stretches.data)[index];
}

/* Who stands right before the verb at item `verb`, within items [first, verb); adverbs and what is between commas may
 * come between. */
bool speech_subject_before(const struct speech *speech, size_t first, size_t verb, struct phrase *subject);

/* Who stands right behind the verb, within items (verb, last): "said Roe". */
bool speech_subject_after(const struct speech *speech, size_t verb, size_t last, struct phrase *subject);

/* The first item within [first, last) that can be the subject of the sentence. */
bool speech_subject_of(const struct speech *speech, size_t first, size_t last, struct phrase *subject);

/* Whether "according to" begins at the item; who follows. */
bool speech_according_to(const struct speech *speech, size_t index, size_t last, struct phrase *source);

#endif
