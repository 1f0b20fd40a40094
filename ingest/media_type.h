/* Whether something is a page of HTML, going by its Content-Type and, where that says little, by its first bytes. */
#ifndef NEWSMILL_MEDIA_TYPE_H
#define NEWSMILL_MEDIA_TYPE_H

#include <stdbool.h>
#include <stddef.h>

/* `content_type` NULL: unknown. */
bool media_type_is_html(const char *content_type, const char *data, size_t size);

/* True when the type alone rules it out (an image, a PDF). */
bool media_type_excludes_html(const char *content_type);

/* True when the type says a feed, a sitemap or something that one may be packed in. */
bool media_type_may_be_list(const char *content_type);

#endif
