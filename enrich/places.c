#include "enrich/places.h"

#include <stdio.h>
#include <string.h>

enum { COUNTRY_SIZE = 2 };

static void add(struct places *places, const char *place, size_t size, float weight)
{
    for (size_t i = 0; i < places->count; i++) {
        if (strncmp(places->items[i].name, place, size) == 0 && places->items[i].name[size] == '\0') {
            places->items[i].weight += weight;
            return;
        }
    }
    if (places->count < PLACES_LIMIT) {
        snprintf(places->items[places->count].name, sizeof places->items->name, "%.*s", (int)size, place);
        places->items[places->count++].weight = weight;
    }
}

void places_add(struct places *places, const char *place, float weight)
{
    size_t size = strlen(place);
    if (size < COUNTRY_SIZE) {
        return;
    }
    places->total += weight;
    add(places, place, COUNTRY_SIZE, weight);
    if (size > COUNTRY_SIZE) {
        add(places, place, size, weight);
    }
}

float places_share(const struct places *places, const char *place)
{
    for (size_t i = 0; place[0] != '\0' && i < places->count; i++) {
        if (strcmp(places->items[i].name, place) == 0) {
            return places->items[i].weight / places->total;
        }
    }
    return 0;
}

float places_share_of_country(const struct places *places, const char *place)
{
    char country[COUNTRY_SIZE + 1];
    snprintf(country, sizeof country, "%s", place);
    return places_share(places, country);
}

int places_within(const char *place, const char *whole)
{
    size_t size = strlen(whole);
    return size > 0 && strncmp(place, whole, size) == 0 && (place[size] == '\0' || place[size] == '-');
}
