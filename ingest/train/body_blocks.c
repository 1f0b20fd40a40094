/*
 * body_blocks: what the block model sees of pages, for train_body.py. It computes with the very code that ingest runs,
 * so that training and running cannot differ.
 *
 * stdin, once a page: a line "SIZE COUNT FINAL URL", then SIZE bytes of HTML, then COUNT floats: scores of the first
 * stage, one a block, or with FINAL of the second. stdout, once a page: a line of JSON, then floats as it says.
 *   COUNT 0           {"blocks": [text, …], "candidates": [block, …], …} and the candidates' first-stage rows
 *   COUNT, FINAL 0    {"candidates": [block, …]} and their second-stage rows
 *   COUNT, FINAL 1    {"body": text} and no floats
 * Floats are in the machine's own order. "names" as the only argument: the features' names as JSON.
 */
#include "common/buffer.h"
#include "ingest/charset.h"
#include "ingest/extract/block_context.h"
#include "ingest/extract/body.h"
#include "ingest/extract/html_page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct tool {
    struct html_page *page;
    struct outline outline;
    struct evidence evidence;
    struct block_table table;
    struct block_context context;
    float *scores;
    int lead_first, lead_end;
};

static json_t *names_of(const char *const *names, int count)
{
    json_t *list = json_array();
    for (int i = 0; i < count; i++)
        json_array_append_new(list, json_string(names[i]));
    return list;
}

static void print(json_t *head, const float *rows, size_t count)
{
    char *text = json_dumps(head, JSON_COMPACT);
    puts(text);
    if (count > 0)
        fwrite(rows, sizeof *rows, count, stdout);
    fflush(stdout);
    free(text);
    json_decref(head);
}

static void print_first(struct tool *tool)
{
    struct buffer rows = {0};
    json_t *texts = json_array(), *candidates = json_array(), *headings = json_array();
    for (int i = 0; i < tool->table.count; i++) {
        const struct block *block = &tool->outline.blocks[i];
        json_array_append_new(texts, json_stringn(tool->outline.text.data + block->start, block->size));
        json_array_append_new(headings,
                              json_boolean((tool->outline.containers[block->container].regions & IN_HEADING) != 0));
        if (!block_is_candidate(&tool->table, i))
            continue;
        float row[FIRST_COUNT];
        block_features_first(&tool->table, i, row);
        buffer_append(&rows, row, sizeof row);
        json_array_append_new(candidates, json_integer(i));
    }
    json_t *head = json_pack("{so so so si si}", "blocks", texts, "candidates", candidates, "headings", headings,
                             "lead_first", tool->lead_first, "lead_end", tool->lead_end);
    print(head, (const float *)(void *)rows.data, rows.size / sizeof(float));
    buffer_free(&rows);
}

static void print_second(struct tool *tool)
{
    struct buffer rows = {0};
    json_t *candidates = json_array();
    block_context_fill(&tool->context, &tool->table, tool->scores);
    for (int i = 0; i < tool->table.count; i++) {
        if (!block_is_candidate(&tool->table, i) || tool->scores[i] <= FAINT_SCORE)
            continue;
        float first[FIRST_COUNT], second[SECOND_COUNT];
        block_features_first(&tool->table, i, first);
        block_context_keep(first, second);
        block_context_describe(&tool->context, i, second);
        buffer_append(&rows, second, sizeof second);
        json_array_append_new(candidates, json_integer(i));
    }
    print(json_pack("{so}", "candidates", candidates), (const float *)(void *)rows.data, rows.size / sizeof(float));
    buffer_free(&rows);
}

static void print_body(struct tool *tool)
{
    enum verdict *verdicts = xmalloc((size_t)(tool->table.count + 1) * sizeof *verdicts);
    body_judge(&tool->table, tool->scores, tool->lead_first, tool->lead_end, verdicts);
    char *body = body_join(&tool->table, verdicts);
    print(json_pack("{ss}", "body", body ? body : ""), NULL, 0);
    free(body);
    free(verdicts);
}

/* The table is empty for a page that cannot be parsed. */
static void read_page(struct tool *tool, const char *data, size_t size, const char *url)
{
    struct error error = {0};
    struct buffer utf8 = {0};
    char charset[CHARSET_NAME_SIZE];
    charset_detect(data, size, "text/html", charset);
    if (!charset_convert(data, size, charset, &utf8))
        charset_convert(data, size, "windows-1252", &utf8);
    lxb_html_document_t *document = html_page_parse(tool->page, utf8.data, utf8.size, true, &error);
    if (!document) {
        fprintf(stderr, "body_blocks: %s: %s\n", url, error.text);
        exit(1);
    }
    outline_read(&tool->outline, document, false);
    evidence_gather(&tool->evidence, &tool->outline, url, NULL);
    free(lead_find(&tool->evidence, &tool->lead_first, &tool->lead_end));
    block_table_fill(&tool->table, &tool->outline, &tool->evidence);
    buffer_free(&utf8);
}

static void read_exactly(void *data, size_t size)
{
    if (size > 0 && fread(data, 1, size, stdin) != size) {
        fputs("body_blocks: stdin ends within a page\n", stderr);
        exit(1);
    }
}

int main(int argc, char **argv)
{
    struct tool tool = {.page = html_page_new()};
    size_t size;
    int count, final;
    char url[4096];
    if (argc > 1 && strcmp(argv[1], "names") == 0) {
        print(json_pack("{so so}", "first", names_of(first_feature_names, FIRST_COUNT), "second",
                        names_of(second_feature_names, SECOND_COUNT)),
              NULL, 0);
        return 0;
    }
    while (scanf("%zu %d %d %4095s", &size, &count, &final, url) == 4 && getchar() == '\n') {
        char *data = xmalloc(size + 1);
        tool.scores = xrealloc(tool.scores, (size_t)(count + 1) * sizeof *tool.scores);
        read_exactly(data, size);
        read_exactly(tool.scores, (size_t)count * sizeof *tool.scores);
        read_page(&tool, data, size, url);
        if (count > 0 && count != tool.table.count) {
            fprintf(stderr, "body_blocks: %s: %d scores for %d blocks\n", url, count, tool.table.count);
            return 1;
        }
        if (count == 0)
            print_first(&tool);
        else if (!final)
            print_second(&tool);
        else
            print_body(&tool);
        evidence_free(&tool.evidence);
        free(data);
    }
    return 0;
}
