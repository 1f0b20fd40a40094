#include "ingest/list.h"

#include "common/clock.h"
#include "common/log.h"
#include "common/text.h"
#include "ingest/dates.h"
#include "ingest/feed_entry.h"
#include "ingest/report.h"
#include "ingest/site.h"
#include "ingest/url.h"

#include <stdlib.h>
#include <string.h>

struct expansion {
    struct fetcher *fetcher;
    struct frontier *frontier;
    const struct page *page;
    char *own;  /* the list's address, canonical; NULL: a file that names none */
    char *site; /* the domain that bounds what is taken from it; NULL: none */
    bool again;
    size_t queued, known, added, without_link, elsewhere;
    double interval; /* that its source asks for; 0: none */
    bool names_itself;
};

static const char *text_of(const json_t *entry, const char *field)
{
    return json_string_value(json_object_get(entry, field));
}

static const char *feed_of(const struct expansion *expansion)
{
    return expansion->own ? expansion->own : expansion->page->fallback_url;
}

/* What goes along with the address: all that the list told but the address itself. NULL: nothing. */
static char *dump(const struct expansion *expansion, json_t *entry)
{
    const struct feed *feed = expansion->page->feed;
    json_object_del(entry, "url");
    json_object_del(entry, "originalUrl");
    json_object_del(entry, "role");
    json_object_set_new(entry, "feed", json_string(feed_of(expansion)));
    if (feed->language && !json_object_get(entry, "inLanguage"))
        feed_set_language(entry, feed->language, strlen(feed->language));
    return json_dumps(entry, JSON_COMPACT);
}

/* What bounds a list of a site goes along with its address, as an entry of its own kind. */
static char *site_note(const char *site)
{
    json_t *note = json_pack("{s:s}", "site", site);
    char *text = json_dumps(note, JSON_COMPACT);
    json_decref(note);
    return text;
}

static char *site_noted(const char *entry)
{
    json_t *note = entry ? json_loads(entry, 0, NULL) : NULL;
    const char *site = json_string_value(json_object_get(note, "site"));
    char *copy = site ? xstrdup(site) : NULL;
    json_decref(note);
    return copy;
}

/* When the list says that the article last changed; 0: it does not, or the time is still to come. */
static double changed_at(const json_t *entry)
{
    const char *text = text_of(entry, "dateModified");
    struct date date;
    double at = text && date_parse(text, strlen(text), DATE_DAY_FIRST, &date) ? (double)date_unix(&date) : 0;
    return at <= clock_unix() ? at : 0;
}

/* Whether the article was delivered from this list's own text (`mark`, of feed_entry.h), which is another one now. */
static bool has_other_text(const struct expansion *expansion, const json_t *entry, const char *mark)
{
    char now[FEED_ENTRY_MARK_SIZE];
    return text_starts_with(mark, FEED_ENTRY_MARK) && feed_entry_mark(entry, feed_of(expansion), now) &&
           feed_entry_mark_changed(mark, now);
}

static void queue(struct expansion *expansion, const char *url, json_t *entry)
{
    bool index = feed_is_index(expansion->page->feed->kind);
    const json_t *role = json_object_get(entry, "role");
    struct frontier_origin origin = {.role = role    ? (enum frontier_role)json_integer_value(role)
                                             : index ? FRONTIER_LIST
                                                     : FRONTIER_PAGE,
                                     .depth = expansion->page->depth + 1,
                                     .source = expansion->page->source};
    bool page = origin.role == FRONTIER_PAGE;
    origin.changed_at = page ? changed_at(entry) : 0;
    char mark[FEED_ENTRY_MARK_SIZE];
    enum frontier_seen seen =
        frontier_url_seen(expansion->frontier, url, origin.changed_at, mark, page ? sizeof mark : 0);
    if ((seen == FRONTIER_DONE || seen == FRONTIER_SEEN) && has_other_text(expansion, entry, mark)) {
        seen = FRONTIER_OUT_OF_DATE;
        origin.changed_at = clock_unix() + 1;
    }
    if (page && ((seen == FRONTIER_DONE && !expansion->again) || seen == FRONTIER_SEEN)) {
        report_result(REPORT_KNOWN, url, NULL);
        expansion->known++;
        return;
    }
    expansion->added += seen == FRONTIER_UNSEEN || seen == FRONTIER_OUT_OF_DATE;
    char *told = page ? dump(expansion, entry) : expansion->site ? site_note(expansion->site) : NULL;
    origin.entry = told;
    fetcher_add(expansion->fetcher, url, &origin);
    expansion->queued++;
    free(told);
}

static void take_entry(struct expansion *expansion, json_t *entry)
{
    const char *link = text_of(entry, "originalUrl") ? text_of(entry, "originalUrl") : text_of(entry, "url");
    char *url = link ? url_canonical(link, NULL) : NULL;
    if (!url)
        expansion->without_link++;
    else if (expansion->own && strcmp(url, expansion->own) == 0)
        expansion->names_itself = true;
    else if (expansion->site && !site_holds(expansion->site, url))
        expansion->elsewhere++;
    else
        queue(expansion, url, entry);
    free(url);
}

/* One line each for what a reader of the log should know. */
static void tell(const struct expansion *expansion)
{
    const struct feed *feed = expansion->page->feed;
    const char *label = expansion->page->label, *kind = feed_kind_name(feed->kind);
    char reason[128];
    report_list(kind);
    log_info("%s: %s%s%.100s%s: %zu entries, %zu to fetch, %zu known", label, kind, feed->title ? " “" : "",
             feed->title ? feed->title : "", feed->title ? "”" : "", json_array_size(feed->entries), expansion->queued,
             expansion->known);
    if (expansion->without_link > 0)
        log_info("%s: %zu entries are left out: they have no address that can be fetched", label,
                 expansion->without_link);
    if (expansion->elsewhere > 0)
        log_info("%s: %zu entries are left out: they are not of the site %s", label, expansion->elsewhere,
                 expansion->site);
    if (expansion->names_itself && feed_is_index(feed->kind))
        report_result(REPORT_UNREADABLE, label, "it names itself; that entry is left out");
    if (feed->left_out > 0) {
        snprintf(reason, sizeof reason, "%zu entries are left out: it has more than %u", feed->left_out, FEED_MOST);
        report_result(REPORT_UNREADABLE, label, reason);
    }
}

void list_add_site(struct fetcher *fetcher, const char *url, const char *source)
{
    char *site = site_of(url), *note = site_note(site);
    fetcher_add(fetcher, url, &(struct frontier_origin){.role = FRONTIER_SITE, .entry = note, .source = source});
    free(note);
    free(site);
}

/* A list that was read: when to come back, and how to ask then. */
static void settle(const struct expansion *expansion, const struct settle_rules *rules)
{
    const struct page *page = expansion->page;
    const struct feed *feed = page->feed;
    const struct settle_url url = {.number = page->url_number,
                                   .url = page->start,
                                   .role = page->role,
                                   .source = page->source,
                                   .memory = &page->memory};
    struct settle_reading reading = {.added = expansion->added, .interval = expansion->interval, .hints = feed->hints};
    reading.hints.fresh_for = page->fresh_for;
    if (!feed_is_index(feed->kind) && feed->kind != FEED_SITE)
        frontier_url_validators(rules->frontier, page->url_number, page->etag, page->last_modified);
    settle_list(rules, &url, &reading);
}

void list_expand(struct fetcher *fetcher, const struct settle_rules *rules, const struct source_table *sources,
                 struct page *page, bool again)
{
    struct expansion expansion = {.fetcher = fetcher, .frontier = rules->frontier, .page = page, .again = again};
    const struct feed *feed = page->feed;
    json_t *entry;
    size_t i;
    if (feed_is_index(feed->kind) && page->depth >= LIST_DEEPEST) {
        const char *reason = "lists that name lists are read four deep; this one is left out";
        report_result(REPORT_UNREADABLE, page->label, reason);
        if (page->url_number)
            frontier_url_settled(rules->frontier, page->url_number, FRONTIER_FAILED, reason);
    } else {
        expansion.site = site_noted(page->entry);
        expansion.own = url_canonical(page->url ? page->url : feed->self ? feed->self : "", NULL);
        const struct source_rules *asked = source_table_find(sources, page->source);
        json_array_foreach(feed->entries, i, entry)
        {
            if (asked && asked->entries > 0 && i >= (size_t)asked->entries)
                break;
            take_entry(&expansion, entry);
        }
        expansion.interval = asked ? asked->interval : 0;
        tell(&expansion);
        if (page->url_number)
            settle(&expansion, rules);
    }
    free(expansion.own);
    free(expansion.site);
    page_free(page);
}
