#include "ingest/extract/evidence.h"

#include "common/text.h"
#include "ingest/extract/clean_text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define LONGEST_SPOT   4000
#define LONGEST_SUFFIX 6 /* ".media" */

static char *host_of(const char *url)
{
    const char *start = strstr(url, "://");
    if (!start)
        return xstrdup("");
    start += 3;
    char *host = xstrndup(start, strcspn(start, "/?#:"));
    for (char *c = host; *c; c++)
        *c = (char)tolower((unsigned char)*c);
    if (text_starts_with(host, "www."))
        memmove(host, host + 4, strlen(host + 4) + 1);
    return host;
}

static char *find_site(const struct evidence *evidence)
{
    static const char *const metas[] = {"og:site_name", "application-name", "apple-mobile-web-app-title", NULL};
    char *site = evidence_meta(evidence, metas, NULL);
    if (!site && evidence->ld.article) {
        const json_t *publisher = json_object_get(evidence->ld.article, "publisher");
        if (json_is_array(publisher))
            publisher = json_array_get(publisher, 0);
        const char *name =
            json_is_object(publisher) ? json_ld_member(json_ld_resolve(&evidence->ld, publisher), "name") : NULL;
        site = name ? clean_copy_markup(name, strlen(name)) : NULL;
    }
    const char *told = site ? NULL : json_ld_member(evidence->ld.site, "name");
    if (told)
        site = clean_copy_markup(told, strlen(told));
    if (site && strlen(site) > 120) {
        free(site);
        site = NULL;
    }
    return site;
}

void evidence_gather(struct evidence *evidence, const struct outline *outline, const char *fetched_url,
                     const char *fallback_url)
{
    static const char *const titles[] = {"og:title", "twitter:title", "parsely-title", "sailthru.title", NULL};
    *evidence = (struct evidence){.outline = outline, .headline_block = -1};
    evidence->title = outline->title ? clean_copy_markup(outline->title, outline->title_size) : NULL;
    evidence->og_title = evidence_meta(evidence, titles, NULL);
    const char *title = evidence->og_title ? evidence->og_title : evidence->title;
    const char *hint = fetched_url ? fetched_url : outline->canonical;
    json_ld_read(&evidence->ld, outline, title, hint);
    evidence->url = page_url_find(outline, &evidence->ld, fetched_url, &evidence->origins[FIELD_URL]);
    if (!evidence->url) { /* a file's name may be any bytes */
        const char *given = fetched_url ? fetched_url : fallback_url ? fallback_url : "urn:newsmill:page";
        struct buffer repaired = {0};
        utf8_append_repaired(&repaired, given, strlen(given));
        evidence->url = buffer_steal(&repaired);
        evidence->origins[FIELD_URL] = (struct origin){"as it was found", NULL};
    }
    evidence->host = host_of(evidence->url);
    evidence->site = find_site(evidence);
    evidence->language = language_find(outline, &evidence->ld, &evidence->origins[FIELD_LANGUAGE]);
    evidence->order = date_order_of(evidence->language, evidence->host);
    headline_find(evidence);
}

void evidence_free(struct evidence *evidence)
{
    json_ld_free(&evidence->ld);
    free(evidence->url);
    free(evidence->host);
    free(evidence->site);
    free(evidence->title);
    free(evidence->og_title);
    free(evidence->language);
    free(evidence->headline);
}

char *evidence_spot_text(const struct evidence *evidence, const struct spot *spot)
{
    size_t size = spot->end - spot->start;
    if (size > LONGEST_SPOT) { /* nobody's name or title; cut between characters */
        size = LONGEST_SPOT;
        while (size > 0 && ((unsigned char)evidence->outline->text.data[spot->start + size] & 0xC0) == 0x80)
            size--;
    }
    return clean_copy(evidence->outline->text.data + spot->start, size);
}

char *evidence_meta(const struct evidence *evidence, const char *const *names, struct origin *origin)
{
    for (; *names; names++) {
        const char *content = outline_meta(evidence->outline, *names);
        char *clean = content ? clean_copy_markup(content, strlen(content)) : NULL;
        if (clean && origin)
            *origin = (struct origin){"meta", *names};
        if (clean)
            return clean;
    }
    return NULL;
}

char *evidence_ld(const struct evidence *evidence, const char *member, struct origin *origin)
{
    const char *text = json_ld_member(evidence->ld.article, member);
    char *clean = text ? clean_copy_markup(text, strlen(text)) : NULL;
    if (clean && origin)
        *origin = (struct origin){"JSON-LD", member};
    return clean;
}

uint32_t evidence_regions(const struct evidence *evidence, int container)
{
    return container >= 0 && container < evidence->outline->container_count
               ? evidence->outline->containers[container].regions
               : 0;
}

/* ---- the site's name in titles ---- */

/* Letters and digits of ASCII in lower case, and all other bytes as they are. */
static size_t squeeze(const char *text, size_t size, char *out, size_t room)
{
    size_t used = 0;
    for (size_t i = 0; i < size && used + 1 < room; i++)
        if (isalnum((unsigned char)text[i]) || (unsigned char)text[i] >= 0x80)
            out[used++] = (char)tolower((unsigned char)text[i]);
    out[used] = '\0';
    return used;
}

/* "example" of news.example.co.uk: the longest label that is not a public suffix's. */
static void core_of_host(const char *host, char *core, size_t room)
{
    const char *label = host, *best = host;
    size_t best_size = 0;
    while (*label) {
        size_t size = strcspn(label, ".");
        if (label[size] == '.' && size >= best_size) {
            best = label;
            best_size = size;
        }
        label += size;
        label += *label == '.';
    }
    squeeze(best, best_size, core, room);
}

/* `exactly`: for segments that end in a colon, which other words do too. */
static bool names_site(const struct evidence *evidence, const char *segment, size_t size, bool exactly)
{
    char part[160], site[160] = "", core[80];
    size_t part_size = squeeze(segment, size, part, sizeof part);
    if (part_size == 0)
        return true;
    size_t site_size = evidence->site ? squeeze(evidence->site, strlen(evidence->site), site, sizeof site) : 0;
    core_of_host(evidence->host, core, sizeof core);
    if (exactly) {
        const char *bare = text_starts_with(part, "the") ? part + 3 : part;
        return part_size > 3 && (strcmp(part, site) == 0 || strcmp(part, core) == 0 || strcmp(bare, core) == 0);
    }
    if (site_size > 1 && (strcmp(part, site) == 0 || (part_size < 40 && site_size > 3 && strstr(part, site)) ||
                          (part_size > 3 && text_starts_with(site, part))))
        return true;
    return strlen(core) > 3 && part_size < 40 && (strstr(part, core) || (part_size > 3 && strstr(core, part)));
}

bool evidence_names_site(const struct evidence *evidence, const char *text)
{
    return names_site(evidence, text, strlen(text), false);
}

/* "Strait Gazette.com": without what hosts end in. */
static size_t without_suffix(const char *text)
{
    size_t size = strlen(text);
    const char *dot = strrchr(text, '.');
    bool suffix = dot && dot > text && dot[-1] != ' ' && strlen(dot) <= LONGEST_SUFFIX;
    for (const char *c = suffix ? dot + 1 : ""; *c; c++)
        suffix &= islower((unsigned char)*c) != 0;
    return suffix && dot[1] ? (size_t)(dot - text) : size;
}

static bool is_same_house(const char *part, const char *name)
{
    char known[160];
    return name && squeeze(name, without_suffix(name), known, sizeof known) > 1 && strcmp(part, known) == 0;
}

bool evidence_is_house(const struct evidence *evidence, const char *text)
{
    char part[160], core[80];
    if (squeeze(text, without_suffix(text), part, sizeof part) < 2)
        return false;
    const json_t *publisher = json_ld_resolve(&evidence->ld, json_object_get(evidence->ld.article, "publisher"));
    core_of_host(evidence->host, core, sizeof core);
    return is_same_house(part, evidence->site) || strcmp(part, core) == 0 || is_same_house(part, evidence->host) ||
           (json_is_object(publisher) && is_same_house(part, json_ld_member(publisher, "name"))) ||
           is_same_house(part, json_ld_member(evidence->ld.site, "name"));
}

struct cut {
    size_t at, size; /* of the separator */
};

static size_t find_cuts(const char *title, struct cut *cuts, size_t most)
{
    static const char *const separators[] = {
        " | ", " – ", " — ", " - ", " · ", " • ", " :: ", " » ", " / ", "|", "_", " ― ", "｜", ": "};
    size_t count = 0;
    for (size_t i = 0; title[i] && count < most;) {
        size_t size = 0;
        if (!strchr(" |_:\xEF", title[i])) { /* what they begin with */
            i++;
            continue;
        }
        for (size_t j = 0; !size && j < sizeof separators / sizeof *separators; j++)
            if (strncmp(title + i, separators[j], strlen(separators[j])) == 0)
                size = strlen(separators[j]);
        if (size > 0 && i > 0)
            cuts[count++] = (struct cut){i, size};
        i += size ? size : 1;
    }
    return count;
}

/* Words, or for writing without spaces about as many as its characters make. */
static size_t words_of(const char *text, size_t size)
{
    size_t wide;
    clean_length(text, size, &wide);
    return clean_words(text, size) + wide / 2;
}

char *evidence_strip_site(const struct evidence *evidence, const char *title)
{
    struct cut cuts[16];
    size_t count = find_cuts(title, cuts, 16), start = 0, end = strlen(title);
    bool stripped = false;
    while (count > 0) {
        struct cut last = cuts[count - 1];
        if (!names_site(evidence, title + last.at + last.size, end - last.at - last.size, title[last.at] == ':'))
            break;
        end = last.at;
        count--;
        stripped = true;
    }
    for (size_t i = 1; i < count; i++) { /* "Headline | Paper | What the paper says of itself" */
        const struct cut *before = &cuts[i - 1];
        size_t from = before->at + before->size;
        if (title[before->at] != ':' && title[cuts[i].at] != ':' &&
            names_site(evidence, title + from, cuts[i].at - from, true)) {
            end = before->at;
            count = i - 1;
            stripped = true;
        }
    }
    while (count > 0 && names_site(evidence, title + start, cuts[0].at - start, title[cuts[0].at] == ':')) {
        start = cuts[0].at + cuts[0].size;
        memmove(cuts, cuts + 1, --count * sizeof *cuts);
        stripped = true;
    }
    if (count > 0) { /* the section, or the site's name where the page does not tell it */
        struct cut last = cuts[count - 1];
        size_t most = stripped ? 1 : 4;
        bool colon = title[last.at] == ':'; /* part of many a headline */
        if (!colon && words_of(title + last.at + last.size, end - last.at - last.size) <= most &&
            words_of(title, last.at) >= 4)
            end = last.at;
    }
    char *clean = clean_copy(title + start, end > start ? end - start : 0);
    return clean ? clean : xstrdup(title);
}
