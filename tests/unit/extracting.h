/* One extractor for all tests of a program, as ingest has one for all pages of a thread. */
#ifndef NEWSMILL_TEST_EXTRACTING_H
#define NEWSMILL_TEST_EXTRACTING_H

#include "ingest/extract/extract.h"
#include "tests/unit/test_common.h"

static struct extractor *extractor;

static inline int set_up(void **state)
{
    (void)state;
    extractor = extractor_new();
    return 0;
}

static inline int tear_down(void **state)
{
    (void)state;
    extractor_free(extractor);
    return 0;
}

#endif
