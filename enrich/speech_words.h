/*
 * The words by which a text says who said what: verbs of speech, nouns that speak, the grammar around them, given names
 * of one sex. A table of its own, which only quotes.h reads: the words of patterns are in words.h.
 */
#ifndef NEWSMILL_ENRICH_SPEECH_WORDS_H
#define NEWSMILL_ENRICH_SPEECH_WORDS_H

#include "enrich/text.h"

#include <stddef.h>
#include <stdint.h>

enum cue_bit {
    CUE_SPEECH = 1,     /* "said": may stand before and behind what is said */
    CUE_WEAK = 2,       /* "called": stands before words that are another's only when these are in quotation marks */
    CUE_PARTICIPLE = 4, /* "adding": who speaks is the subject of the sentence */
    CUE_INNER = 8,      /* "hopes", "claims": mostly within what another verb of the sentence reports, or a noun */
    CUE_CLAUSE = 16,    /* "said": a clause may follow without "that" */
    CUE_FINITE = 32     /* no verb of speech: "is", "would": a clause has one */
};

enum speaker_bit {
    SPEAKER_PERSON = 1,
    SPEAKER_MALE = 2,
    SPEAKER_FEMALE = 4,
    SPEAKER_PLURAL = 8,
    SPEAKER_COMPANY = 16,
    SPEAKER_ORGANISATION = 32,
    SPEAKER_WRITING = 64 /* "the report" */
};

enum grammar {
    GRAMMAR_NONE,
    GRAMMAR_HE,
    GRAMMAR_SHE,
    GRAMMAR_THEY,
    GRAMMAR_IT,
    GRAMMAR_I,
    GRAMMAR_WHO,
    GRAMMAR_SOME,
    GRAMMAR_RELATIVE,
    GRAMMAR_DETERMINER,
    GRAMMAR_PREPOSITION,
    GRAMMAR_AND,
    GRAMMAR_CLAUSE,    /* begins a clause */
    GRAMMAR_AUXILIARY, /* may stand between subject and verb: auxiliaries, adverbs */
    GRAMMAR_TITLE_HE,  /* "Mr" */
    GRAMMAR_TITLE_SHE
};

enum given_name { GIVEN_NONE, GIVEN_MALE, GIVEN_FEMALE };

struct speech_row {
    const char *words, *languages; /* separated by spaces; languages NULL: all */
    uint8_t cue, speaker, grammar, given;
};

/* The list, for speech_words.c. */
extern const struct speech_row speech_rows[];
extern const size_t speech_row_count;

/* All that the rows say of one word. */
struct speech_word {
    uint8_t cue, speaker, grammar, given; /* bits of cue and speaker; enum grammar and given_name */
};

struct speech_table;

/* The table of the language, "en" if NULL; NULL for languages without words of their own. It lives as long as the
 * program. */
const struct speech_table *speech_table_of(const char *language);

/* Of a word by its hash (text_hash); all 0 if it is not in the table. */
struct speech_word speech_word_find(const struct speech_table *table, uint32_t hash);

#endif
