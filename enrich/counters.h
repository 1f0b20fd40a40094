/* The metrics of newsmill-enrich. */
#ifndef NEWSMILL_ENRICH_COUNTERS_H
#define NEWSMILL_ENRICH_COUNTERS_H

#include "common/metrics.h"
#include "enrich/chain.h"

struct counters {
    struct metric *articles, *rejected, *released, *dead_letters, *dropped, *shortened, *busy, *entries, *reloads,
        *refused;
    struct metric *mentions[ENTITY_TYPES];
};

/* Made at the first call, which comes before any thread starts. */
const struct counters *counters(void);

/* Adds what was found in one article, which took `seconds`. */
void counters_add(const struct chain_counts *found, double seconds);

#endif
