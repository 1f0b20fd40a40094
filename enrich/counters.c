#include "enrich/counters.h"

#include <stdio.h>

static struct counters all;

const struct counters *counters(void)
{
    if (all.articles != NULL) {
        return &all;
    }
    all.articles = metrics_counter("newsmill_enrich_articles_total", NULL, "Articles enriched and acked downstream.");
    all.rejected = metrics_counter("newsmill_enrich_rejected_total", NULL, "Messages rejected for good.");
    all.released = metrics_counter("newsmill_enrich_released_total", NULL, "Messages given back undone.");
    all.dead_letters = metrics_counter("newsmill_enrich_dead_letters_total", NULL, "Dead letters written here.");
    all.dropped = metrics_counter("newsmill_enrich_mentions_dropped_total", NULL,
                                  "Finds above the limit of mentions for one article.");
    all.shortened = metrics_counter("newsmill_enrich_shortened_total", NULL,
                                    "Articles without some of what was found, to fit into a message.");
    all.busy = metrics_counter("newsmill_enrich_tagging_microseconds_total", NULL, "Time spent on tagging.");
    all.entries = metrics_gauge("newsmill_enrich_dictionary_entries", NULL, "Entities in the dictionary in force.");
    all.reloads = metrics_counter("newsmill_enrich_reloads_total", "result=\"loaded\"",
                                  "Dictionaries, watch-lists and models read on SIGHUP.");
    all.refused = metrics_counter("newsmill_enrich_reloads_total", "result=\"refused\"",
                                  "Dictionaries, watch-lists and models read on SIGHUP.");
    for (int type = 0; type < ENTITY_TYPES; type++) {
        char label[40];
        snprintf(label, sizeof label, "type=\"%s\"", entity_type_names[type]);
        all.mentions[type] = metrics_counter("newsmill_enrich_mentions_total", label, "Mentions found, by type.");
    }
    return &all;
}

void counters_add(const struct chain_counts *found, double seconds)
{
    for (int type = 0; type < ENTITY_TYPES; type++) {
        if (found->mentions[type] > 0) {
            metric_add(all.mentions[type], (int64_t)found->mentions[type]);
        }
    }
    metric_add(all.dropped, (int64_t)found->dropped);
    metric_add(all.busy, (int64_t)(seconds * 1e6));
}
