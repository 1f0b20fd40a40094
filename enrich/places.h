/* Which countries and regions an article speaks of, and how much: by the places, peoples and domain that it names. */
#ifndef NEWSMILL_ENRICH_PLACES_H
#define NEWSMILL_ENRICH_PLACES_H

#include <stddef.h>

enum { PLACES_LIMIT = 48 };

/* A zeroed struct is empty. What goes beyond the limit is not counted. */
struct places {
    struct {
        char name[8]; /* "FR", "US-TX" */
        float weight;
    } items[PLACES_LIMIT];
    size_t count;
    float total; /* of countries */
};

/* A region counts for its country, too. An empty place is left out. */
void places_add(struct places *places, const char *place, float weight);

/* How much of what is said of countries is said of this one; of a region: of it among all countries. 0 to 1. */
float places_share(const struct places *places, const char *place);

/* The same of the country that the place is or lies in; 0 without a place. */
float places_share_of_country(const struct places *places, const char *place);

/* Whether `place` is `whole` or a region of it. */
int places_within(const char *place, const char *whole);

#endif
