/* The whole dictionary and the model, for tests of what the chain makes of them. */
#ifndef NEWSMILL_TEST_KNOWING_H
#define NEWSMILL_TEST_KNOWING_H

#include "enrich/knowledge.h"
#include "tests/unit/test_common.h"

#include <stdlib.h>

static inline struct shared_knowledge *knowing_open(void)
{
    struct error error = {0};
    struct knowledge_paths paths = {0};
    char *dictionary = knowledge_find(NULL, "entities.dictionary", "dictionary", &error);
    char *model = knowledge_find(NULL, "names.model", "model", &error);
    paths.dictionary = dictionary;
    paths.model = model;
    struct shared_knowledge *shared = dictionary != NULL && model != NULL ? knowledge_open(&paths, &error) : NULL;
    if (shared == NULL) {
        print_error("%s\n", error.text);
    }
    free(dictionary);
    free(model);
    return shared;
}

static inline int knowing_setup(void **state)
{
    *state = knowing_open();
    return *state == NULL;
}

static inline int knowing_teardown(void **state)
{
    knowledge_close(*state);
    return 0;
}

#endif
