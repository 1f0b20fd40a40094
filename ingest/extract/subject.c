#include "ingest/extract/clean_text.h"
#include "ingest/extract/evidence.h"
#include "ingest/extract/phrases.h"

#include "common/text.h"
#include "ingest/url.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MOST_KEYWORDS   64
#define MOST_PIECES     1000 /* of a list that are looked at: the same may come again and again */
#define LONGEST_KEYWORD 120
#define LONGEST_SECTION 120
#define LONGEST_RIGHTS  400
#define FARTHEST_RIGHTS 300 /* blocks from the end of the page */

/* Takes the text if it is not too long, else frees it. */
static char *within(char *text, size_t most)
{
    if (!text || strlen(text) <= most)
        return text;
    free(text);
    return NULL;
}

char *subject_section(struct evidence *evidence)
{
    static const char *const metas[] = {"article:section",      "parsely-section",    "og:article:section", "section",
                                        "cXenseParse:category", "dc.subject.section", "category",           NULL};
    struct origin *origin = &evidence->origins[FIELD_SECTION];
    char *section = within(evidence_ld(evidence, "articleSection", origin), LONGEST_SECTION);
    if (!section)
        section = within(evidence_meta(evidence, metas, origin), LONGEST_SECTION);
    for (int i = 0; !section && i < evidence->outline->spot_count; i++) {
        const struct spot *spot = &evidence->outline->spots[i];
        if (!spot->item || strcasecmp(spot->item, "articleSection") != 0)
            continue;
        *origin = (struct origin){"microdata", "articleSection"};
        section = within(spot->value && *spot->value ? clean_copy(spot->value, strlen(spot->value))
                                                     : evidence_spot_text(evidence, spot),
                         LONGEST_SECTION);
    }
    return section;
}

static void add_keyword(json_t *keywords, const char *text, size_t size)
{
    char *clean = within(clean_copy_markup(text, size), LONGEST_KEYWORD);
    size_t i;
    json_t *other;
    bool known = !clean || json_array_size(keywords) >= MOST_KEYWORDS;
    json_array_foreach(keywords, i, other)
    {
        known |= clean && strcasecmp(json_string_value(other), clean) == 0;
    }
    if (!known)
        json_array_append_new(keywords, json_string(clean));
    free(clean);
}

/* A list in one string: at commas, or at semicolons if there are any. */
static void add_list(json_t *keywords, const char *text)
{
    const char *marks = strchr(text, ';') ? ";" : ",";
    for (int pieces = 0; *text && pieces < MOST_PIECES && json_array_size(keywords) < MOST_KEYWORDS; pieces++) {
        /* The Chinese comma is three bytes, so it is looked for by itself. */
        size_t size = strcspn(text, marks);
        const char *wide = memmem(text, size, "，", 3);
        size_t skip = text[size] != '\0';
        if (wide) {
            size = (size_t)(wide - text);
            skip = 3;
        }
        add_keyword(keywords, text, size);
        text += size + skip;
    }
}

static bool has_several(const struct evidence *evidence, const char *name)
{
    int count = 0;
    for (int m = 0; m < evidence->outline->meta_count; m++)
        count += strcasecmp(evidence->outline->metas[m].name, name) == 0;
    return count > 1;
}

json_t *subject_keywords(struct evidence *evidence)
{
    json_t *keywords = json_array(), *item;
    const json_t *listed = json_object_get(evidence->ld.article, "keywords");
    size_t i;
    if (json_is_string(listed))
        add_list(keywords, json_string_value(listed));
    json_array_foreach(listed, i, item)
    {
        const char *text = json_ld_text(item);
        if (text && json_array_size(listed) == 1)
            add_list(keywords, text);
        else if (text)
            add_keyword(keywords, text, strlen(text));
    }
    struct origin *origin = &evidence->origins[FIELD_KEYWORDS];
    *origin = (struct origin){"JSON-LD", "keywords"};
    static const char *const names[] = {"news_keywords", "article:tag", "parsely-tags", "sailthru.tags", "keywords"};
    for (size_t n = 0; n < sizeof names / sizeof *names && json_array_size(keywords) == 0; n++) {
        *origin = (struct origin){"meta", names[n]};
        bool single = n == 1 && has_several(evidence, names[n]); /* "Smith, Jane" is one tag */
        for (int m = 0; m < evidence->outline->meta_count; m++) {
            const struct meta *meta = &evidence->outline->metas[m];
            if (strcasecmp(meta->name, names[n]) != 0)
                continue;
            if (single)
                add_keyword(keywords, meta->content, strlen(meta->content));
            else
                add_list(keywords, meta->content);
        }
    }
    if (json_array_size(keywords) > 0)
        return keywords;
    json_decref(keywords);
    return NULL;
}

/* An address on the page as an absolute one; NULL if it is none of the web. */
static char *absolute(const struct evidence *evidence, const char *address)
{
    char *clean = within(clean_copy(address, strlen(address)), 4000);
    char *url = NULL;
    if (clean && url_is_web(clean))
        return clean;
    const char *base = evidence->outline->base;
    base = base && url_is_web(base) ? base : evidence->url;
    if (clean && !text_starts_with(clean, "data:") && url_is_web(base))
        url = url_resolve(base, clean, NULL);
    free(clean);
    return url;
}

char *subject_image(struct evidence *evidence)
{
    static const char *const metas[] = {
        "og:image", "og:image:secure_url", "og:image:url",     "twitter:image", "twitter:image:src",
        "image",    "sailthru.image.full", "parsely-image-url"};
    for (size_t i = 0; i < sizeof metas / sizeof *metas; i++) {
        const char *content = outline_meta(evidence->outline, metas[i]);
        char *url = content ? absolute(evidence, content) : NULL;
        evidence->origins[FIELD_IMAGE] = (struct origin){"meta", metas[i]};
        if (url)
            return url;
    }
    evidence->origins[FIELD_IMAGE] = (struct origin){"JSON-LD", "image"};
    const json_t *image = json_object_get(evidence->ld.article, "image");
    if (json_is_array(image))
        image = json_array_get(image, 0);
    const char *address = json_is_object(image) ? json_ld_member(image, "url") : json_ld_text(image);
    if (!address && json_is_object(image))
        address = json_ld_member(image, "contentUrl");
    return address ? absolute(evidence, address) : NULL;
}

/* The name in the microdata of a publisher. */
static char *item_publisher(const struct evidence *evidence)
{
    const struct outline *outline = evidence->outline;
    for (int i = 0; i < outline->spot_count; i++) {
        const struct spot *spot = &outline->spots[i];
        if (!spot->item || strcasecmp(spot->item, "publisher") != 0)
            continue;
        for (int j = i + 1; j < outline->spot_count && outline->spots[j].depth > spot->depth; j++) {
            const struct spot *inner = &outline->spots[j];
            if (inner->item && strcasecmp(inner->item, "name") == 0)
                return inner->value && *inner->value ? clean_copy(inner->value, strlen(inner->value))
                                                     : evidence_spot_text(evidence, inner);
        }
        return spot->end - spot->start < 200 ? evidence_spot_text(evidence, spot) : NULL;
    }
    return NULL;
}

json_t *subject_publisher(struct evidence *evidence)
{
    const json_t *listed = json_object_get(evidence->ld.article, "publisher");
    if (json_is_array(listed))
        listed = json_array_get(listed, 0);
    const json_t *known = json_is_object(listed) ? json_ld_resolve(&evidence->ld, listed) : listed;
    const char *name = json_is_object(known) ? json_ld_member(known, "name") : json_string_value(known);
    const char *address = json_is_object(known) ? json_string_value(json_object_get(known, "url")) : NULL;
    struct origin *origin = &evidence->origins[FIELD_PUBLISHER];
    char *clean = name ? within(clean_copy_markup(name, strlen(name)), 200) : NULL;
    *origin = (struct origin){"JSON-LD", "publisher"};
    static const char *const metas[] = {"og:site_name",      "dc.publisher",     "publisher",
                                        "article:publisher", "application-name", NULL};
    if (!clean)
        clean = within(evidence_meta(evidence, metas, origin), 200);
    if (!clean) {
        *origin = (struct origin){"microdata", "publisher"};
        clean = within(item_publisher(evidence), 200);
    }
    if (!clean && evidence->ld.site) {
        const char *told = json_ld_member(evidence->ld.site, "name");
        *origin = (struct origin){"JSON-LD", "name of the site"};
        clean = told ? within(clean_copy_markup(told, strlen(told)), 200) : NULL;
    }
    if (clean && url_is_web(clean)) {
        free(clean);
        clean = evidence->site && !url_is_web(evidence->site) ? xstrdup(evidence->site) : NULL;
    }
    char *url = address ? absolute(evidence, address) : NULL;
    if (!clean && !url)
        *origin = (struct origin){"URL", NULL};
    if (!url && url_is_web(evidence->url)) {
        char *canonical = url_canonical(evidence->url, NULL);
        url = canonical ? url_origin(canonical) : NULL;
        free(canonical);
    }
    json_t *publisher = clean || url ? json_object() : NULL;
    if (clean)
        json_object_set_new(publisher, "name", json_string(clean));
    if (url)
        json_object_set_new(publisher, "url", json_string(url));
    free(clean);
    free(url);
    return publisher;
}

static bool speaks_of_rights(const char *text, size_t size)
{
    static const char *const words[] = {"©",
                                        "copyright",
                                        "all rights reserved",
                                        "alle rechte vorbehalten",
                                        "tous droits r",
                                        "todos los derechos reservados",
                                        "todos os direitos reservados",
                                        "tutti i diritti riservati",
                                        "版权所有",
                                        "(c) 20"};
    return phrases_any(text, size, words, sizeof words / sizeof *words);
}

static bool holds_year(const char *text, size_t size)
{
    for (size_t i = 0; i + 4 <= size; i++)
        if ((memcmp(text + i, "19", 2) == 0 || memcmp(text + i, "20", 2) == 0) && isdigit((unsigned char)text[i + 2]) &&
            isdigit((unsigned char)text[i + 3]))
            return true;
    return false;
}

/* The last line about rights: footers come last. A sign without a year within the text credits a picture. */
static char *rights_line(const struct evidence *evidence)
{
    const struct outline *outline = evidence->outline;
    bool below = true; /* all text of any length */
    for (int i = outline->block_count - 1; i >= 0 && i >= outline->block_count - FARTHEST_RIGHTS; i--) {
        const struct block *block = &outline->blocks[i];
        const char *text = outline->text.data + block->start;
        uint32_t regions = evidence_regions(evidence, block->container);
        if (block->size >= 6 && block->size <= LONGEST_RIGHTS && !(regions & (IN_CAPTION | IN_FIGURE | IN_COMMENTS)) &&
            speaks_of_rights(text, block->size) && (below || (regions & IN_FOOTER) || holds_year(text, block->size)))
            return clean_copy(text, block->size);
        below &= !outline_is_good(block) || (regions & IN_FOOTER);
    }
    return NULL;
}

char *subject_rights(struct evidence *evidence)
{
    static const char *const metas[] = {"copyright", "dc.rights", "dcterms.rights", "dcterms.rightsHolder",
                                        "rights",    NULL};
    struct origin *origin = &evidence->origins[FIELD_RIGHTS];
    char *rights = within(evidence_ld(evidence, "copyrightNotice", origin), LONGEST_RIGHTS);
    if (!rights) {
        *origin = (struct origin){"text", NULL};
        rights = rights_line(evidence);
    }
    if (!rights)
        rights = within(evidence_meta(evidence, metas, origin), LONGEST_RIGHTS);
    if (rights || !json_is_object(json_object_get(evidence->ld.article, "copyrightHolder")))
        return rights;
    *origin = (struct origin){"JSON-LD", "copyrightHolder"};
    const json_t *holder = json_ld_resolve(&evidence->ld, json_object_get(evidence->ld.article, "copyrightHolder"));
    const char *name = json_ld_member(holder, "name"), *year = json_ld_member(evidence->ld.article, "copyrightYear");
    char *plain = name ? clean_copy_markup(name, strlen(name)) : NULL;
    json_int_t number = json_integer_value(json_object_get(evidence->ld.article, "copyrightYear"));
    if (plain && year)
        rights = xprintf("© %s %s", year, plain);
    else if (plain && number > 0)
        rights = xprintf("© %lld %s", (long long)number, plain);
    else if (plain)
        rights = xprintf("© %s", plain);
    free(plain);
    return rights;
}
