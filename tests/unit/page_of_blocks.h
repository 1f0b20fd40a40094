/* A page read as far as its table of blocks, for tests of what looks at blocks. */
#ifndef NEWSMILL_TEST_PAGE_OF_BLOCKS_H
#define NEWSMILL_TEST_PAGE_OF_BLOCKS_H

#include "ingest/extract/block_table.h"
#include "ingest/extract/html_page.h"
#include "tests/unit/test_common.h"

#include <string.h>

struct fixture {
    struct html_page *page;
    struct outline outline;
    struct evidence evidence;
    struct block_table table;
};

static inline void open_page(struct fixture *fixture, const char *html)
{
    struct error error = {0};
    *fixture = (struct fixture){.page = html_page_new()};
    lxb_html_document_t *document = html_page_parse(fixture->page, html, strlen(html), true, &error);
    assert_non_null(document);
    outline_read(&fixture->outline, document, false);
    evidence_gather(&fixture->evidence, &fixture->outline, "https://www.tide.example/news/harbour", NULL);
    block_table_fill(&fixture->table, &fixture->outline, &fixture->evidence);
}

static inline void close_page(struct fixture *fixture)
{
    block_table_free(&fixture->table);
    evidence_free(&fixture->evidence);
    outline_free(&fixture->outline);
    html_page_free(fixture->page);
}

#endif
