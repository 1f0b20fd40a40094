/*
 * From an extracted page to an acked article: decides whether it has to be sent, sends it over the link, and carries
 * its outcome into the frontier and the report. Bounded by the link's window: no room there means taking no more pages.
 * For one thread.
 */
#ifndef NEWSMILL_DELIVERY_H
#define NEWSMILL_DELIVERY_H

#include "ingest/page.h"
#include "ingest/settle.h"

#include <stddef.h>

struct delivery_settings {
    const char *out;          /* the link's endpoint */
    const char *dead_letters; /* their endpoint; NULL: the default one */
    const struct settle_rules *settle;
    bool remember; /* leave out what the frontier knows as delivered; false: only what is visited again is known */
    bool again;    /* send that all the same */
};

struct delivery;

struct delivery *delivery_open(const struct delivery_settings *settings, struct error *error);

/* True when another page may be given. */
bool delivery_has_room(const struct delivery *delivery);

/* Takes over a page that went through extraction. */
void delivery_give(struct delivery *delivery, struct page *page);

/* Takes note of the outcomes that came and sends again what was given back. */
void delivery_collect(struct delivery *delivery);

/* Articles without an outcome. */
size_t delivery_pending(const struct delivery *delivery);

/* True when the output is gone for good (nobody reads the pipe any more). */
bool delivery_broken(const struct delivery *delivery);

/* Readable while there is something to collect. */
int delivery_descriptor(const struct delivery *delivery);

/* Seconds since something has been wrong with the link, or the dead letters' link, without a break. Safe from any
 * thread. */
double delivery_trouble(const struct delivery *delivery);

/* Sends nothing more: what was given back stays undone and will be read again by the next run. */
void delivery_stop(struct delivery *delivery);

void delivery_close(struct delivery *delivery); /* NULL is allowed */

#endif
