#include "ingest/page.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct page *page_new(enum page_kind kind, const char *label)
{
    struct page *page = xcalloc(1, sizeof *page);
    page->kind = kind;
    page->label = xstrdup(label);
    return page;
}

void page_free(struct page *page)
{
    if (!page)
        return;
    free(page->label);
    free(page->url);
    free(page->fallback_url);
    free(page->source_url);
    free(page->content_type);
    free(page->entry);
    free(page->start);
    free(page->source);
    free(page->tags);
    free(page->language);
    free(page->memory.article);
    free(page->etag);
    free(page->robots_tag);
    free(page->last_modified);
    json_decref(page->sitemaps);
    free(page->refused);
    free(page->reason);
    feed_free(page->feed);
    buffer_free(&page->body);
    article_free(&page->article);
    buffer_free(&page->written);
    free(page);
}

void page_set_fetched_at(struct page *page, const char *stamp)
{
    snprintf(page->fetched_at, sizeof page->fetched_at, "%s", stamp);
    json_object_set_new(page->article.json, "fetchedAt", json_string(page->fetched_at));
    buffer_free(&page->written);
}

char *page_urn(const char *relative_path)
{
    struct buffer urn = {0};
    buffer_append_text(&urn, "urn:newsmill:");
    for (const unsigned char *at = (const unsigned char *)relative_path; *at; at++) {
        if (*at < 0x80 && (isalnum(*at) || strchr("-._~/!$&'()*+,;=:@", *at)))
            buffer_append_char(&urn, (char)*at);
        else
            buffer_printf(&urn, "%%%02X", *at);
    }
    return buffer_steal(&urn);
}
