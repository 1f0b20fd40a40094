/*
 * What nothing here reads is taken out of a page before it is parsed, for half of a page's bytes are of that kind:
 * scripts other than JSON-LD, styles, comments, attributes of looks and behaviour, the lines of drawings. The tree is
 * the same but for these. It is also what keeps tags with very many attributes from the parser, whose time grows with
 * the square of their number.
 */
#ifndef NEWSMILL_TRIM_MARKUP_H
#define NEWSMILL_TRIM_MARKUP_H

#include "common/buffer.h"

#include <stdbool.h>
#include <stddef.h>

struct script {
    const char *text; /* borrowed */
    size_t size;
};

/* Scripts that may hold the data that a page is built from: JSON, and inline scripts of some length. */
#define MOST_DATA_SCRIPTS 64
struct data_scripts {
    struct script items[MOST_DATA_SCRIPTS]; /* of the page as it was given */
    int count;
};

/*
 * Trims the `*size` bytes of UTF-8 at `html`; returns what is left, which lies in `scratch`, and sets `*size`.
 * `scripting`: as for html_page_parse. The attributes that stay are those of `is_read` in the source: whoever reads
 * another one from the tree adds it there.
 */
const char *markup_trim(const char *html, size_t *size, bool scripting, struct buffer *scratch,
                        struct data_scripts *scripts);

#endif
