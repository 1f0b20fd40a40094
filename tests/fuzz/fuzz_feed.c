/* links: ingest — any bytes as a feed, a sitemap, a list or a site's front page: entries of valid UTF-8 with absolute
 * addresses, or a reason. */
#include "common/text.h"
#include "ingest/extract/extract.h"
#include "ingest/feed.h"
#include "ingest/feed_entry.h"
#include "ingest/site.h"
#include "ingest/url.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Texts are valid, and lines hold no control characters; the content is HTML, which may. */
static void check_text(const char *field, const json_t *value)
{
    const char *text = json_string_value(value);
    if (!text)
        return;
    if (utf8_valid_prefix(text, strlen(text)) != strlen(text))
        abort();
    for (; *text && strcmp(field, "content") != 0; text++)
        if ((unsigned char)*text < 0x20 || *text == 0x7F)
            abort();
}

static void check_entry(json_t *entry)
{
    const char *field, *url = json_string_value(json_object_get(entry, "url"));
    json_t *value;
    if (url && !url_is_web(url))
        abort();
    json_object_foreach(entry, field, value)
    {
        check_text(field, value);
    }
    static struct extractor *extractor;
    if (!extractor)
        extractor = extractor_new();
    json_t *article = NULL;
    if (feed_entry_article(extractor, entry, "https://www.example.com/a", &article, NULL) != (article != NULL))
        abort();
    feed_entry_complete(article ? article : entry, entry);
    json_decref(article);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct error error = {0};
    const char *base = size % 2 ? "https://www.example.com/feeds/all.xml" : NULL;
    struct feed *feed = feed_parse((const char *)data, size, base, NULL, &error);
    json_t *entry;
    size_t i;
    if ((feed == NULL) != (error.kind == ERROR_PERMANENT))
        abort();
    json_array_foreach(feed ? feed->entries : NULL, i, entry)
    {
        check_entry(entry);
    }
    if (feed && json_array_size(feed->entries) > FEED_MOST)
        abort();
    feed_free(feed);
    feed = site_read((const char *)data, size, "https://www.example.com/", NULL, NULL, NULL);
    json_array_foreach(feed ? feed->entries : NULL, i, entry)
    {
        check_entry(entry);
    }
    feed_free(feed);
    return 0;
}
