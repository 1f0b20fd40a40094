/* links: ingest
 * The whole reading of a page (bytes in, article as JSON out, all fields) against the bare lexbor parse of the same
 * bytes, page by page in alternation, on one core.
 *
 *   bench_extract ROUNDS PAGE…      HTML files, plain or .gz
 *
 * With -v one line for each page: its size and the times of both, the slowest last.
 */
#include "common/article.h"
#include "common/buffer.h"
#include "common/clock.h"
#include "ingest/extract/extract.h"

#include <lexbor/html/html.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <zlib.h>

#define PAGE_LIMIT (64u << 20)

struct page {
    const char *path;
    struct buffer bytes;
    double parse, read; /* seconds of CPU, the least of all rounds */
    enum extract_result result;
};

static void die(const char *doing, const char *why)
{
    fprintf(stderr, "bench_extract: %s: %s\n", doing, why);
    exit(1);
}

static double cpu_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void load(struct page *page)
{
    char piece[65536];
    int size;
    gzFile file = gzopen(page->path, "rbe");
    if (!file)
        die(page->path, "cannot open");
    while ((size = gzread(file, piece, sizeof piece)) > 0 && page->bytes.size < PAGE_LIMIT)
        buffer_append(&page->bytes, piece, (size_t)size);
    if (size != 0)
        die(page->path, size < 0 ? "cannot read" : "too large");
    gzclose(file);
    page->parse = page->read = 1e9;
}

static void keep_least(double *least, double seconds)
{
    if (seconds < *least)
        *least = seconds;
}

static void parse(struct page *page, lxb_html_document_t *document)
{
    double since = cpu_now();
    lxb_html_document_clean(document);
    if (lxb_html_document_parse(document, (const lxb_char_t *)page->bytes.data, page->bytes.size) != LXB_STATUS_OK)
        die(page->path, "lexbor cannot parse it");
    keep_least(&page->parse, cpu_now() - since);
}

static void read_page(struct page *page, struct extractor *extractor, struct buffer *line)
{
    json_t *json = NULL;
    struct error error = {0};
    struct extract_input input = {.data = page->bytes.data,
                                  .size = page->bytes.size,
                                  .fallback_url = "https://www.example.com/page",
                                  .content_type = "text/html"};
    double since = cpu_now();
    page->result = extract_article(extractor, &input, &json, &error);
    line->size = 0;
    if (page->result == EXTRACT_ARTICLE)
        article_write(&(struct article){.json = json}, line);
    json_decref(json);
    keep_least(&page->read, cpu_now() - since);
}

static int by_time(const void *one, const void *other)
{
    const struct page *a = one, *b = other;
    return a->read < b->read ? -1 : a->read > b->read;
}

static void show(struct page *pages, size_t count, bool each)
{
    double parse = 0, read = 0, bytes = 0;
    size_t articles = 0;
    struct rusage usage;
    qsort(pages, count, sizeof *pages, by_time);
    for (size_t i = 0; i < count; i++) {
        parse += pages[i].parse;
        read += pages[i].read;
        bytes += (double)pages[i].bytes.size;
        articles += pages[i].result == EXTRACT_ARTICLE;
        if (each)
            printf("%8zu bytes, parse %8.3f ms, read %8.3f ms  %s\n", pages[i].bytes.size, pages[i].parse * 1e3,
                   pages[i].read * 1e3, pages[i].path);
    }
    getrusage(RUSAGE_SELF, &usage);
    printf("bare lexbor parse        %8.0f pages/s %8.0f MB/s  (%zu pages of %.0f KB on average)\n",
           (double)count / parse, bytes / parse / 1e6, count, bytes / (double)count / 1e3);
    printf("whole article            %8.0f pages/s %8.0f MB/s  ratio %.2f  (%zu articles; slowest page %.1f ms; peak "
           "memory %.0f MB, pages held included)\n",
           (double)count / read, bytes / read / 1e6, parse / read, articles, pages[count - 1].read * 1e3,
           (double)usage.ru_maxrss / 1e3);
}

int main(int argc, char **argv)
{
    bool each = argc > 1 && strcmp(argv[1], "-v") == 0;
    argv += each;
    argc -= each;
    int rounds = argc > 1 ? atoi(argv[1]) : 0;
    if (argc < 3 || rounds < 1)
        die("usage", "bench_extract [-v] ROUNDS PAGE…");
    size_t count = (size_t)argc - 2;
    struct page *pages = xcalloc(count, sizeof *pages);
    struct extractor *extractor = extractor_new();
    struct buffer line = {0};
    lxb_html_document_t *document = lxb_html_document_create();
    if (!document)
        die("lexbor", "no memory");
    for (size_t i = 0; i < count; i++) {
        pages[i].path = argv[i + 2];
        load(&pages[i]);
    }
    for (int round = 0; round < rounds; round++)
        for (size_t i = 0; i < count; i++) {
            parse(&pages[i], document);
            read_page(&pages[i], extractor, &line);
        }
    show(pages, count, each);
    for (size_t i = 0; i < count; i++)
        buffer_free(&pages[i].bytes);
    free(pages);
    buffer_free(&line);
    extractor_free(extractor);
    lxb_html_document_destroy(document);
    return 0;
}
