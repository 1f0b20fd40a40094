#include "ingest/extract/html_page.h"

#include "common/buffer.h"
#include "common/clock.h"

#include <stdlib.h>
#include <string.h>

#include <lexbor/html/parser.h>
#include <lexbor/html/tokenizer.h>
#include <lexbor/html/tree.h>

#define MOST_NODES       500000
#define MOST_SECONDS     2.0
#define MOST_MEMORY      ((size_t)96 << 20)
#define KEEP_MEMORY      ((size_t)24 << 20) /* a tree larger than this is given back before the next page */
#define PARAGRAPH_LEVELS 8
#define MOST_FORMATTING  48    /* <b>, <i>, <font> … open at once: each is opened anew in every paragraph */
#define MOST_OMITTED     50000 /* tags left out for their depth before the page counts as nonsense */
#define CHUNK_SIZE       65536
#define TOKENS_PER_CHECK 512

enum page_fault { FAULT_NONE, FAULT_NODES, FAULT_TIME, FAULT_MEMORY, FAULT_DEPTH };

struct html_page {
    lxb_html_document_t *document;
    struct buffer scratch; /* the trimmed page */
    struct data_scripts scripts;
    lxb_html_tokenizer_token_f forward; /* lexbor's own callback and its context */
    void *forward_context;
    double deadline;
    size_t tokens;
    size_t omitted;                             /* tags left out for their depth */
    unsigned omitted_open[LXB_TAG__LAST_ENTRY]; /* of them, how many end tags are still to be left out */
    enum page_fault fault;
};

struct html_page *html_page_new(void)
{
    return xcalloc(1, sizeof(struct html_page));
}

void html_page_free(struct html_page *page)
{
    if (!page)
        return;
    if (page->document)
        lxb_html_document_destroy(page->document);
    buffer_free(&page->scratch);
    free(page);
}

static size_t memory_of(lxb_html_document_t *document)
{
    size_t size = 0;
    const lexbor_mraw_t *arenas[] = {lxb_html_document_mraw(document), lxb_html_document_mraw_text(document)};
    for (size_t i = 0; i < 2; i++)
        if (arenas[i] && arenas[i]->mem)
            size += arenas[i]->mem->chunk_length * arenas[i]->mem->chunk_min_size;
    return size;
}

/* Raw text elements switch the tokenizer's state: without them their content would be taken for markup. */
static bool is_raw_text(lxb_tag_id_t tag)
{
    return tag == LXB_TAG_SCRIPT || tag == LXB_TAG_STYLE || tag == LXB_TAG_TEXTAREA || tag == LXB_TAG_TITLE ||
           tag == LXB_TAG_XMP || tag == LXB_TAG_IFRAME || tag == LXB_TAG_NOEMBED || tag == LXB_TAG_NOFRAMES ||
           tag == LXB_TAG_NOSCRIPT || tag == LXB_TAG_PLAINTEXT;
}

static bool is_void(lxb_tag_id_t tag)
{
    return lxb_html_tag_is_void(tag);
}

static bool is_formatting(lxb_tag_id_t tag)
{
    return tag == LXB_TAG_A || tag == LXB_TAG_B || tag == LXB_TAG_BIG || tag == LXB_TAG_CODE || tag == LXB_TAG_EM ||
           tag == LXB_TAG_FONT || tag == LXB_TAG_I || tag == LXB_TAG_NOBR || tag == LXB_TAG_S || tag == LXB_TAG_SMALL ||
           tag == LXB_TAG_STRIKE || tag == LXB_TAG_STRONG || tag == LXB_TAG_TT || tag == LXB_TAG_U;
}

static bool is_paragraph(lxb_tag_id_t tag)
{
    return tag == LXB_TAG_P || tag == LXB_TAG_LI || (tag >= LXB_TAG_H1 && tag <= LXB_TAG_H6);
}

/* Whether the tree builder should not see this tag. */
static bool is_omitted(struct html_page *page, lxb_html_tree_t *tree, const lxb_html_token_t *token)
{
    lxb_tag_id_t tag = token->tag_id;
    bool known = tag < LXB_TAG__LAST_ENTRY;
    if (tag <= LXB_TAG__EM_DOCTYPE || is_raw_text(tag) || is_void(tag))
        return false;
    size_t slot = known ? tag : LXB_TAG__UNDEF;
    if (token->type & LXB_HTML_TOKEN_TYPE_CLOSE) {
        if (page->omitted_open[slot] == 0)
            return false;
        page->omitted_open[slot]--;
        return true;
    }
    /* Paragraphs end the one before and so add a level only once; without them all text would run together. */
    size_t limit = PAGE_DEPTH_LIMIT + (is_paragraph(tag) ? PARAGRAPH_LEVELS : 0);
    bool deep = lexbor_array_length(tree->open_elements) >= limit;
    bool heavy = is_formatting(tag) && lexbor_array_length(tree->active_formatting) >= MOST_FORMATTING;
    if (!deep && !heavy)
        return false;
    page->omitted++;
    if (!(token->type & LXB_HTML_TOKEN_TYPE_CLOSE_SELF))
        page->omitted_open[slot]++;
    return true;
}

static enum page_fault find_fault(const struct html_page *page)
{
    if (page->tokens > MOST_NODES)
        return FAULT_NODES;
    if (page->omitted > MOST_OMITTED)
        return FAULT_DEPTH;
    if (memory_of(page->document) > MOST_MEMORY)
        return FAULT_MEMORY;
    return clock_now() > page->deadline ? FAULT_TIME : FAULT_NONE;
}

/* Stands between lexbor's tokenizer and its tree builder. */
static lxb_html_token_t *watch_token(lxb_html_tokenizer_t *tokenizer, lxb_html_token_t *token, void *context)
{
    struct html_page *page = context;
    if (page->fault != FAULT_NONE)
        return token;
    if (++page->tokens % TOKENS_PER_CHECK == 0 && (page->fault = find_fault(page)) != FAULT_NONE)
        return token;
    lxb_html_tree_t *tree = lxb_html_tokenizer_tree(tokenizer);
    if (is_omitted(page, tree, token))
        return token;
    return page->forward(tokenizer, token, page->forward_context);
}

static bool begin(struct html_page *page, bool scripting)
{
    if (page->scratch.room > KEEP_MEMORY)
        buffer_free(&page->scratch);
    if (page->document && memory_of(page->document) > KEEP_MEMORY) {
        lxb_html_document_destroy(page->document);
        page->document = NULL;
    }
    if (!page->document)
        page->document = lxb_html_document_create();
    if (page->document)
        lxb_html_document_scripting_set(page->document, scripting);
    if (!page->document || lxb_html_document_parse_chunk_begin(page->document) != LXB_STATUS_OK)
        return false;
    lxb_html_parser_t *parser = page->document->dom_document.parser;
    lxb_html_tokenizer_t *tokenizer = lxb_html_parser_tokenizer(parser);
    lxb_html_parser_scripting_set(parser, scripting);
    if (tokenizer->callback_token_done != watch_token) {
        page->forward = tokenizer->callback_token_done;
        page->forward_context = tokenizer->callback_token_ctx;
        lxb_html_tokenizer_callback_token_done_set(tokenizer, watch_token, page);
    }
    /* lexbor does not reset it: a page without a doctype would have the next one read by the rules of quirks. */
    page->document->dom_document.compat_mode = LXB_DOM_DOCUMENT_CMODE_NO_QUIRKS;
    page->tokens = page->omitted = 0;
    memset(page->omitted_open, 0, sizeof page->omitted_open);
    page->fault = FAULT_NONE;
    if (scripting)
        page->deadline = clock_now() + MOST_SECONDS;
    return true;
}

static bool describe(enum page_fault fault, struct error *error)
{
    switch (fault) {
    case FAULT_NODES:
        return error_set(error, ERROR_PERMANENT, "over a limit: more than %d tags and texts", MOST_NODES);
    case FAULT_TIME:
        return error_set(error, ERROR_PERMANENT, "over a limit: parsing takes more than %.0f s", MOST_SECONDS);
    case FAULT_MEMORY:
        return error_set(error, ERROR_PERMANENT, "over a limit: the page's tree takes more than %zu MB",
                         MOST_MEMORY >> 20);
    case FAULT_DEPTH:
        return error_set(error, ERROR_PERMANENT, "over a limit: %d tags are nested deeper than %d levels", MOST_OMITTED,
                         PAGE_DEPTH_LIMIT);
    default:
        return error_set(error, ERROR_PERMANENT, "the HTML parser gave up");
    }
}

lxb_html_document_t *html_page_parse(struct html_page *page, const char *utf8, size_t size, bool scripting,
                                     struct error *error)
{
    bool parsed = begin(page, scripting);
    utf8 = markup_trim(utf8, &size, scripting, &page->scratch, &page->scripts);
    for (size_t at = 0; parsed && at < size && page->fault == FAULT_NONE; at += CHUNK_SIZE) {
        size_t part = size - at < CHUNK_SIZE ? size - at : CHUNK_SIZE;
        parsed = lxb_html_document_parse_chunk(page->document, (const lxb_char_t *)utf8 + at, part) == LXB_STATUS_OK;
        if (clock_now() > page->deadline && page->fault == FAULT_NONE)
            page->fault = FAULT_TIME;
    }
    if (parsed && page->fault == FAULT_NONE)
        parsed = lxb_html_document_parse_chunk_end(page->document) == LXB_STATUS_OK;
    if (parsed && page->fault == FAULT_NONE)
        return page->document;
    describe(page->fault, error);
    buffer_free(&page->scratch);
    /* What a half-finished parse leaves behind is not worth trusting. */
    if (page->document)
        lxb_html_document_destroy(page->document);
    page->document = NULL;
    return NULL;
}

const struct data_scripts *html_page_scripts(const struct html_page *page)
{
    return &page->scripts;
}
