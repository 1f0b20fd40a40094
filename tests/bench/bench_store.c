/* links: sink
 * The stores against the barest way of writing the same rows into the same tables, in alternation: SQLite against
 * multi-row INSERT statements, PostgreSQL against binary COPY. Batches, transactions and durability are the same. The
 * store starts from parsed articles; the bare writer gets rows that are sorted, unique and encoded already.
 *
 *   bench_store SQLITE_FILE [POSTGRES_URI [ROUNDS [ARTICLES]]]      "-" in place of either leaves it out
 */
#include "common/article.h"
#include "common/clock.h"
#include "common/text.h"
#include "tests/bench/bare_postgres.h"
#include "tests/bench/bare_sqlite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BATCH       256
#define MOST_ROUNDS 99

static void die(const char *doing, const char *why)
{
    fprintf(stderr, "bench_store: %s: %s\n", doing, why);
    exit(1);
}

/* ---- articles ---- */

static unsigned next_random(void)
{
    static unsigned long long state = 88172645463325252ULL;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (unsigned)(state >> 16);
}

static char vocabulary[20000][12];

static void make_vocabulary(void)
{
    for (size_t i = 0; i < 20000; i++) {
        size_t size = 2 + next_random() % 9;
        for (size_t k = 0; k < size; k++)
            vocabulary[i][k] = (char)('a' + next_random() % 26);
    }
}

/* Frequent words are frequent, as in a language. */
static const char *random_word(void)
{
    unsigned spread = 1 + next_random() % 20000;
    return vocabulary[next_random() % spread];
}

static void append_digest(struct buffer *line, const char *member, const char *text, size_t size)
{
    uint8_t digest[SHA256_SIZE];
    char hex[2 * SHA256_SIZE + 1];
    sha256(text, size, digest);
    hex_encode(digest, 16, hex);
    buffer_printf(line, "\"%s\":\"%s\",", member, hex);
}

static void append_entities(struct buffer *line, const char *body)
{
    size_t count = 8 + next_random() % 18;
    for (size_t i = 0; i < count; i++) {
        unsigned number = next_random() % (1 + next_random() % 5000);
        buffer_printf(line,
                      "%s{\"id\":\"company:cik:%010u\",\"type\":\"ORG\",\"subtype\":\"company\",\"name\":\"Company "
                      "%u\",\"salience\":0.%04u,\"confidence\":0.93,\"ids\":{\"wikidata\":\"Q%u\"},\"mentions\":[",
                      i ? "," : "", number, number, next_random() % 10000, number);
        size_t mentions = 1 + next_random() % 4;
        for (size_t k = 0; k < mentions; k++) {
            size_t start = next_random() % (strlen(body) - 16);
            buffer_printf(line, "%s{\"start\":%zu,\"end\":%zu,\"text\":\"%.8s\"}", k ? "," : "", start, start + 8,
                          body + start);
        }
        buffer_append_text(line, "]}");
    }
}

static char *make_article(size_t number, size_t *size)
{
    struct buffer line = {0}, body = {0};
    char url[64];
    snprintf(url, sizeof url, "https://news.example/%zu", number);
    for (size_t i = 0, words = 200 + next_random() % 500; i < words; i++)
        buffer_printf(&body, "%s%s", i ? " " : "", random_word());
    buffer_append_char(&line, '{');
    append_digest(&line, "id", url, strlen(url));
    append_digest(&line, "version", body.data, body.size);
    buffer_printf(&line,
                  "\"url\":\"%s\",\"headline\":\"%.60s\",\"articleBody\":\"%s\",\"author\":[{\"name\":\"Jane Roe\"}],"
                  "\"publisher\":{\"name\":\"The Paper\",\"url\":\"https://news.example/\"},\"datePublished\":"
                  "\"2026-11-%02zuT10:00:00+02:00\",\"inLanguage\":\"en\",\"keywords\":[\"one\",\"two\"],"
                  "\"fetchedAt\":\"2026-11-22T10:00:%02zuZ\",\"source\":{\"kind\":\"page\",\"url\":\"%s\"},"
                  "\"entities\":[",
                  url, body.data, body.data, 1 + number % 28, number % 60, url);
    append_entities(&line, body.data);
    buffer_append_text(&line, "]}");
    buffer_free(&body);
    *size = line.size;
    return buffer_steal(&line);
}

static struct batch_item *make_items(size_t count)
{
    struct batch_item *items = xcalloc(count, sizeof *items);
    struct article *articles = xcalloc(count, sizeof *articles);
    struct error error;
    size_t bytes = 0;
    make_vocabulary();
    for (size_t i = 0; i < count; i++) {
        items[i].text = make_article(i, &items[i].text_size);
        items[i].article = &articles[i];
        bytes += items[i].text_size;
        if (!article_parse(&articles[i], items[i].text, items[i].text_size, &error))
            die("making articles", error.text);
    }
    printf("%zu articles of %zu bytes on average, %d in a transaction\n", count, bytes / count, BATCH);
    return items;
}

/* ---- runs ---- */

static double run_store(const char *url, const struct batch_item *items, size_t count)
{
    struct error error;
    struct store *store = store_open(url, STORE_WRITE, &error);
    if (!store)
        die("opening the store", error.text);
    double begun = clock_now();
    for (size_t i = 0; i < count; i += BATCH) {
        struct batch *batch = batch_new(items + i, count - i < BATCH ? count - i : BATCH, &error);
        if (!batch || !store_write(store, batch, NULL, &error))
            die("writing", error.text);
        batch_free(batch);
    }
    double seconds = clock_now() - begun;
    store_close(store);
    return seconds;
}

static int compare_doubles(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static double median(double *values, size_t count)
{
    qsort(values, count, sizeof *values, compare_doubles);
    return values[count / 2];
}

/* One kind of store: the same rows in turn through the store and barely, each time into empty tables. */
struct contest {
    const char *name, *bare_name;
    char *(*clear)(const char *target); /* makes an empty place and returns its store URL, from malloc */
    double (*bare)(const char *url, struct batch *const *batches, size_t count);
};

static void compete(const struct contest *contest, const char *target, struct batch_item *items, size_t count,
                    size_t rounds)
{
    double store[MOST_ROUNDS], bare[MOST_ROUNDS];
    size_t batches = (count + BATCH - 1) / BATCH;
    struct batch **rows = xcalloc(batches, sizeof *rows);
    for (size_t i = 0; i < batches; i++)
        rows[i] = batch_new(items + i * BATCH, count - i * BATCH < BATCH ? count - i * BATCH : BATCH, NULL);
    for (size_t round = 0; round < rounds; round++) {
        char *url = contest->clear(target);
        store[round] = run_store(url, items, count);
        free(url);
        url = contest->clear(target);
        bare[round] = contest->bare(url, rows, batches);
        free(url);
    }
    free(contest->clear(target));
    double ours = (double)count / median(store, rounds), theirs = (double)count / median(bare, rounds);
    printf("%-10s  store %6.0f articles/s   %s %6.0f articles/s   ratio %.2f   (medians of %zu)\n", contest->name, ours,
           contest->bare_name, theirs, ours / theirs, rounds);
    fflush(stdout);
    for (size_t i = 0; i < batches; i++)
        batch_free(rows[i]);
    free(rows);
}

int main(int argc, char **argv)
{
    static const struct contest sqlite = {"SQLite", "multi-row INSERT", bare_sqlite_clear, bare_sqlite};
    static const struct contest postgres = {"PostgreSQL", "COPY", bare_postgres_clear, bare_postgres};
    if (argc < 2) {
        fprintf(stderr, "usage: bench_store SQLITE_FILE [POSTGRES_URI [ROUNDS [ARTICLES]]]\n");
        return 2;
    }
    size_t rounds = argc > 3 ? strtoul(argv[3], NULL, 10) : 5, count = argc > 4 ? strtoul(argv[4], NULL, 10) : 2048;
    if (rounds < 1 || rounds > MOST_ROUNDS || count < 1)
        die("arguments", "1 to 99 rounds, at least one article");
    struct batch_item *items = make_items(count);
    if (strcmp(argv[1], "-"))
        compete(&sqlite, argv[1], items, count, rounds);
    if (argc > 2 && strcmp(argv[2], "-"))
        compete(&postgres, argv[2], items, count, rounds);
    return 0;
}
