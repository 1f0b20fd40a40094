/*
 * Cues: the words of a sentence by which it says that somebody speaks, a verb of speech or "according to", with who it
 * is.
 */
#ifndef NEWSMILL_ENRICH_CUES_H
#define NEWSMILL_ENRICH_CUES_H

#include "enrich/speech.h"
#include "enrich/voices.h"

#include <stdbool.h>
#include <stddef.h>

enum { CUES_LIMIT = 16 };

/* Items of the paragraph that speech_read has read. */
struct cue {
    size_t item;        /* the verb, "according" */
    size_t first, last; /* items [first, last): the verb and who speaks */
    bool weak;          /* only words in quotation marks behind it are theirs */
    bool inner;         /* it gives way to an earlier verb of the sentence */
    bool according;
    struct voice voice;
};

/* The cues of the sentence, items [first, last): their number, at most CUES_LIMIT, in their order. */
size_t cues_read(const struct speech *speech, const struct voices *voices, size_t first, size_t last,
                 struct cue cues[CUES_LIMIT]);

/* "“…” — Jane Roe": whether a name behind a dash, and nothing more, signs the quotation at `item`. */
bool cue_signature(const struct speech *speech, const struct voices *voices, size_t item, struct cue *cue);

/* The cue whose words the quotation at `item` is; NULL if it is nobody's. */
const struct cue *cue_of(const struct cue *cues, size_t count, size_t item);

#endif
