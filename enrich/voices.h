/*
 * Whose voice it is: the words that name who speaks, and the entity that they stand for. Names are entities; "he" is
 * the person whom the sentence, the one before or the last voice heard allows, by sex where a title or a given name
 * tells it; "the company" is the organisation last named.
 */
#ifndef NEWSMILL_ENRICH_VOICES_H
#define NEWSMILL_ENRICH_VOICES_H

#include "enrich/mention.h"
#include "enrich/speech.h"

#include <stdbool.h>
#include <stdint.h>

/* A part of the body: bytes and code points; empty where there is none. */
struct words_span {
    uint32_t start, end, start_point, end_point;
};

struct voice {
    struct words_span words;
    const struct mention *mention; /* of the entity; NULL: unknown */
    uint32_t paragraph;            /* where it was heard */
};

enum { SEXES_KNOWN = 64 };

/* What the article has said so far. */
struct voices {
    struct voice last; /* the last one heard */
    struct {
        const char *id;
        uint8_t sex; /* enum given_name */
    } sexes[SEXES_KNOWN];
    size_t sex_count;
    uint32_t paragraph; /* its number */
};

struct words_span speech_span(const struct speech *speech, size_t first_token, size_t last_token);

/* Learns of people's sex from "Mr" and "spokeswoman" before names in the paragraph that has been read. */
void voices_learn(struct voices *voices, const struct speech *speech);

/* The voice that the phrase names. */
struct voice voices_find(const struct voices *voices, const struct speech *speech, const struct phrase *phrase);

#endif
