#include "ingest/extract/author_sources.h"
#include "ingest/extract/clean_text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define NEAR_HEADLINE   15  /* blocks */
#define MOST_TOLD       3   /* words of a place that is nothing but a name, though in small letters */
#define MOST_LISTED     50  /* of the authors that JSON-LD lists */
#define LONGEST_SUFFIX  4   /* of a host: "info" */
#define FEWEST_OF_LOGIN 4   /* letters before its number */
#define MOST_TOGETHER   100 /* in lists within lists, with the lists */

static struct author_reading reading_of(const struct evidence *evidence, enum author_kind kind)
{
    return (struct author_reading){.kind = kind, .told = true, .site = kind == AUTHOR_ANYONE ? NULL : evidence->site};
}

/* "strait.example": a host signs nothing, though a house may call itself "Strait.example". */
static bool is_host(const char *name)
{
    const char *dot = strrchr(name, '.');
    size_t suffix = dot && dot > name ? strlen(dot + 1) : 0;
    for (const char *c = name; *c; c++)
        if (isupper((unsigned char)*c) || *c == ' ' || *c == '@')
            return strstr(name, "www.") != NULL;
    return suffix >= 2 && suffix <= LONGEST_SUFFIX && strspn(dot + 1, "abcdefghijklmnopqrstuvwxyz") == suffix;
}

/* "Strait1", "stranded2": a login that begins with the house's name. */
static bool is_login_of_house(const struct evidence *evidence, const char *name)
{
    size_t size = strlen(name), bare = size;
    while (bare > 0 && isdigit((unsigned char)name[bare - 1]))
        bare--;
    if (bare == size || bare < FEWEST_OF_LOGIN || memchr(name, ' ', bare))
        return false;
    char *letters = xstrndup(name, bare);
    bool house = evidence_is_house(evidence, letters);
    free(letters);
    return house;
}

static void add(const struct evidence *evidence, json_t *authors, enum author_kind kind, char *name)
{
    struct author_reading reading = reading_of(evidence, kind);
    if (name && !is_host(name) && !is_login_of_house(evidence, name))
        author_names_add(authors, name, NULL, &reading);
    free(name);
}

static bool is_organisation(const json_t *author)
{
    return json_ld_is(author, "*Organization") || json_ld_is(author, "Corporation");
}

static void add_ld_name(const struct evidence *evidence, json_t *authors, const struct author_reading *reading,
                        const char *name, const char *url, bool person)
{
    char *clean = clean_copy_markup(name, strlen(name)), *link = author_link(evidence, url);
    if (clean && ((person && (is_host(clean) || is_login_of_house(evidence, clean))) ||
                  (reading->kind != AUTHOR_ANYONE && evidence_is_house(evidence, clean)))) {
        free(link);
        free(clean);
        return;
    }
    char *turned = clean && person ? author_names_turned(clean, 1) : NULL;
    if (clean)
        author_names_add(authors, turned ? turned : clean, link, reading);
    free(turned);
    free(link);
    free(clean);
}

/* `left`: how many values may still be looked at, since each may have to be sought among all objects. */
static void add_values(const struct evidence *evidence, json_t *authors, const json_t *value, enum author_kind kind,
                       int depth, int *left)
{
    size_t i;
    json_t *item;
    if (--*left < 0)
        return;
    if (json_is_array(value) && depth < 4) {
        json_array_foreach(value, i, item)
        {
            if (i >= MOST_LISTED)
                break;
            add_values(evidence, authors, item, kind, depth + 1, left);
        }
        return;
    }
    struct author_reading reading = reading_of(evidence, kind);
    const char *url = NULL, *name = json_string_value(value);
    bool person = false;
    reading.person = depth > 0;
    if (json_is_object(value)) {
        const json_t *author = json_ld_resolve(&evidence->ld, value);
        if (is_organisation(author) && kind != AUTHOR_ANYONE)
            return;
        reading.person = person = json_ld_is(author, "Person");
        const json_t *names = json_object_get(author, "name");
        if (json_is_array(names)) {
            add_values(evidence, authors, names, kind, depth + 1, left);
            return;
        }
        name = json_ld_text(names);
        url = json_string_value(json_object_get(author, "url"));
    }
    if (name)
        add_ld_name(evidence, authors, &reading, name, url, person);
}

static void add_ld(const struct evidence *evidence, json_t *authors, const json_t *value, enum author_kind kind)
{
    int left = MOST_TOGETHER;
    add_values(evidence, authors, value, kind, 0, &left);
}

void author_source_ld(const struct evidence *evidence, json_t *authors, enum author_kind kind)
{
    if (!evidence->ld.article)
        return;
    add_ld(evidence, authors, json_object_get(evidence->ld.article, "author"), kind);
    if (json_array_size(authors) == 0)
        add_ld(evidence, authors, json_object_get(evidence->ld.article, "creator"), kind);
}

void author_source_ld_creator(const struct evidence *evidence, json_t *authors, enum author_kind kind)
{
    if (evidence->ld.article)
        add_ld(evidence, authors, json_object_get(evidence->ld.article, "creator"), kind);
}

void author_source_ld_page(const struct evidence *evidence, json_t *authors, enum author_kind kind)
{
    if (evidence->ld.page)
        add_ld(evidence, authors, json_object_get(evidence->ld.page, "author"), kind);
}

/* "twitter:data1" is the author when "twitter:label1" says so. */
static void add_labelled(const struct evidence *evidence, json_t *authors, enum author_kind kind)
{
    static const char *const labels[] = {"twitter:label1", "twitter:label2"};
    static const char *const data[][2] = {{"twitter:data1", NULL}, {"twitter:data2", NULL}};
    static const char *const words[] = {"written by",      "verfasst von", "author",      "autor",
                                        "auteur",          "écrit par",    "escrito por", "scritto da",
                                        "geschreven door", "skriven av",   "skrevet"};
    for (size_t i = 0; i < 2; i++) {
        const char *label = outline_meta(evidence->outline, labels[i]);
        bool writer = false;
        for (size_t w = 0; label && w < sizeof words / sizeof *words; w++)
            writer |= strcasestr(label, words[w]) != NULL;
        if (writer && json_array_size(authors) == 0)
            add(evidence, authors, kind, evidence_meta(evidence, data[i], NULL));
    }
}

/* Some sites name their publisher as the author of all pages: it is no person, whatever its name is like. */
static bool is_publisher(const struct evidence *evidence, const char *name)
{
    static const char *const metas[] = {"copyright", "dc.publisher", "publisher", "dc.rights", "dcterms.publisher"};
    const char *said = json_ld_text(json_object_get(evidence->ld.article, "publisher"));
    if (said && strcasecmp(said, name) == 0)
        return true;
    for (size_t i = 0; i < sizeof metas / sizeof *metas; i++) {
        said = outline_meta(evidence->outline, metas[i]);
        if (said && strcasestr(said, name))
            return true;
    }
    return false;
}

static void add_meta(const struct evidence *evidence, json_t *authors, enum author_kind kind, const struct meta *meta)
{
    char *name = clean_copy_markup(meta->content, strlen(meta->content));
    if (name && kind != AUTHOR_ANYONE && (is_publisher(evidence, name) || evidence_is_house(evidence, name))) {
        free(name);
        return;
    }
    char *turned = name && strcasecmp(meta->name, "citation_author") == 0 ? author_names_turned(name, 3) : NULL;
    if (turned) {
        free(name);
        name = turned;
    }
    add(evidence, authors, kind, name);
}

void author_source_metas(const struct evidence *evidence, json_t *authors, enum author_kind kind)
{
    static const char *const names[] = {"author",
                                        "article:author",
                                        "parsely-author",
                                        "sailthru.author",
                                        "dc.creator",
                                        "dcterms.creator",
                                        "dc.contributor",
                                        "byl",
                                        "citation_author",
                                        "citation_authors",
                                        "og:article:author",
                                        "rbauthors",
                                        "cXenseParse:author",
                                        "article:author_name",
                                        "articleAuthor",
                                        "author_name",
                                        "article_author",
                                        "shareaholic:article_author_name",
                                        "og:author",
                                        "creator",
                                        "byline",
                                        "writer",
                                        "dable:author"};
    for (size_t n = 0; n < sizeof names / sizeof *names && json_array_size(authors) == 0; n++) {
        for (int i = 0; i < evidence->outline->meta_count; i++) {
            const struct meta *meta = &evidence->outline->metas[i];
            if (meta_is(meta, names[n]))
                add_meta(evidence, authors, kind, meta);
        }
        if (n == 0 && json_array_size(authors) > MOST_AUTHORS_TOGETHER) /* itemprop: those of the works cited */
            json_array_clear(authors);
    }
    if (json_array_size(authors) == 0)
        add_labelled(evidence, authors, kind);
}

void author_source_citation(const struct evidence *evidence, json_t *authors, enum author_kind kind)
{
    for (int i = 0; i < evidence->outline->meta_count; i++) {
        const struct meta *meta = &evidence->outline->metas[i];
        if (meta_is(meta, "citation_author"))
            add_meta(evidence, authors, kind, meta);
    }
}

/* What a place with itemprop says: its text, else its content. */
static char *item_text(const struct evidence *evidence, const struct spot *spot)
{
    char *text = spot->end > spot->start ? evidence_spot_text(evidence, spot) : NULL;
    return text || !spot->value ? text : clean_copy(spot->value, strlen(spot->value));
}

void author_source_items(const struct evidence *evidence, json_t *authors, enum author_kind kind)
{
    const struct outline *outline = evidence->outline;
    const uint32_t beside = IN_FOOTER | IN_NAV | IN_COMMENTS;
    size_t inside = 0;
    int last = -1; /* block of the last author: those of the article stand together, those of its sources do not */
    struct author_reading reading = reading_of(evidence, kind);
    for (int i = 0; i < outline->spot_count; i++) {
        const struct spot *spot = &outline->spots[i];
        if (!spot->item || strcasecmp(spot->item, "author") != 0 || spot->start < inside ||
            (evidence_regions(evidence, spot->container) & beside))
            continue;
        if (last >= 0 && spot->first_block > last + AUTHORS_APART)
            return;
        inside = spot->end;
        char *text = NULL;
        /* The name within it, if it is marked. */
        for (int j = i + 1; j < outline->spot_count && outline->spots[j].depth > spot->depth && !text; j++)
            if (outline->spots[j].item && strcasecmp(outline->spots[j].item, "name") == 0)
                text = item_text(evidence, &outline->spots[j]);
        if (!text)
            text = item_text(evidence, spot);
        size_t before = json_array_size(authors);
        char *link = author_link(evidence, spot->href);
        reading.told = text && spot->first_block < evidence->headline_block + NEAR_HEADLINE &&
                       clean_words(text, strlen(text)) <= MOST_TOLD;
        if (text)
            author_names_add(authors, text, link, &reading);
        free(link);
        if (json_array_size(authors) > before)
            last = spot->first_block;
        free(text);
    }
}
