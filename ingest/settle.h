/*
 * How an address is settled: what has become of it goes into the frontier, with what was learned there and the time at
 * which to come back. Lists are polled; articles are visited again for edits, and for whether they are still there.
 */
#ifndef NEWSMILL_SETTLE_H
#define NEWSMILL_SETTLE_H

#include "ingest/frontier.h"
#include "ingest/schedule.h"

#include <stdbool.h>
#include <stddef.h>

struct fetch_settings;

struct settle_rules {
    struct frontier *frontier;
    bool returns; /* come back at all; false: everything is read once */
    struct schedule_bounds bounds;
    struct schedule_steps steps;
    const struct fetch_settings *fetch; /* who asks: what is on the public web is visited again by name only */
};

/* An address in hand, as the frontier gave it; borrowed. */
struct settle_url {
    int64_t number;
    const char *url;
    enum frontier_role role;
    const char *source; /* the configuration's entry that led there; NULL: none did */
    const struct frontier_memory *memory;
};

/* A list was read, or is as it was. */
struct settle_reading {
    size_t added;                /* entries that were not there before */
    double interval;             /* seconds, that its source asks for; 0: to be learned */
    struct schedule_hints hints; /* of it and its server */
};

void settle_list(const struct settle_rules *rules, const struct settle_url *url, const struct settle_reading *reading);

/* An article was delivered from it, or is as it was: `article` is its URL, `edited` whether it is another version. */
void settle_article(const struct settle_rules *rules, const struct settle_url *url, const char *article, bool edited);

/* Its article is gone, and that is delivered, or nobody has to be told. */
void settle_gone(const struct settle_rules *rules, const struct settle_url *url, const char *reason);

/*
 * It brought nothing: `state` is FRONTIER_SKIPPED or FRONTIER_FAILED. A list and what is an article are tried again, at
 * growing distances; so is, some times, a page whose failure may pass (`temporary`). `retry_after`: seconds that its
 * server asks for, 0: none.
 */
void settle_nothing(const struct settle_rules *rules, const struct settle_url *url, enum frontier_state state,
                    const char *reason, bool temporary, double retry_after);

#endif
