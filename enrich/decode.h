/* The best sequence of labels for a sentence, by Viterbi's algorithm over the model's weights. */
#ifndef NEWSMILL_ENRICH_DECODE_H
#define NEWSMILL_ENRICH_DECODE_H

#include "enrich/features.h"
#include "enrich/model.h"

#include <stdint.h>

enum { DECODE_LIMIT = 256 };

/* A name found: units [first, last) of the piece. Or one unit with a capital that is surely part of no name. */
struct decoded {
    uint32_t first, last;
    enum name_type type;
    bool nothing;
    float confidence; /* 0.5 to 1 */
};

/* Room for DECODE_LIMIT finds is wanted. Returns how many there are. */
size_t decode_sentence(const struct model *model, const struct units *units, const struct unit_sentence *sentence,
                       const struct memory *memory, struct decoded *found);

#endif
