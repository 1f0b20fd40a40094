#include "common/link_kafka_proof.h"

#include "common/buffer.h"

#include <stdlib.h>

bool kafka_proof_holds(struct kafka_proof *proof, int32_t partition, int64_t offset)
{
    if (partition < 0)
        return false;
    if ((size_t)partition >= proof->partitions) {
        size_t partitions = (size_t)partition + 1;
        proof->next = xrealloc(proof->next, partitions * sizeof *proof->next);
        while (proof->partitions < partitions)
            proof->next[proof->partitions++] = 0;
    }
    int64_t *next = &proof->next[partition];
    bool holds = offset >= *next && offset < INT64_MAX;
    *next = holds ? offset + 1 : INT64_MAX;
    return holds;
}

void kafka_proof_clear(struct kafka_proof *proof)
{
    free(proof->next);
    *proof = (struct kafka_proof){0};
}
