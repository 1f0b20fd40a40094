/* links: enrich
 * Tagging on one core with everything on, from articles in memory: words a second, the slowest articles, what starting
 * costs, and how much of the time each tagger takes.
 *
 *   bench_tag ROUNDS <articles.jsonl
 */
#include "common/article.h"
#include "common/clock.h"
#include "enrich/chain.h"
#include "enrich/context.h"
#include "enrich/knowledge.h"
#include "enrich/language.h"
#include "enrich/names.h"
#include "enrich/tagger.h"
#include "enrich/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { MOST_ARTICLES = 20000, USUAL_SIZE = 5000, LONG_SIZE = 1000000 /* bytes of a body */ };

struct item {
    struct article article;
    size_t words;
    double seconds; /* of the quickest round */
};

static struct item items[MOST_ARTICLES];
static size_t item_count;

static void die(const char *doing, const char *why)
{
    fprintf(stderr, "bench_tag: %s: %s\n", doing, why);
    exit(1);
}

static double cpu_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Words as people count them: what stands between white space. */
static size_t count_words(const char *text)
{
    size_t words = 0;
    for (bool in_word = false; text != NULL && *text != '\0'; text++) {
        bool space = *text == ' ' || *text == '\n' || *text == '\t';
        words += !space && !in_word;
        in_word = !space;
    }
    return words;
}

static void read_articles(void)
{
    char *line = NULL;
    size_t room = 0;
    ssize_t size;
    struct error error = {0};
    while (item_count < MOST_ARTICLES && (size = getline(&line, &room, stdin)) > 1) {
        struct item *item = &items[item_count++];
        if (!article_parse_draft(&item->article, line, (size_t)size, &error)) {
            die("input", error.text);
        }
        item->words =
            count_words(item->article.body) + count_words(item->article.headline) + count_words(item->article.abstract);
    }
    free(line);
}

static struct shared_knowledge *load(void)
{
    struct error error = {0};
    char *dictionary = knowledge_find(NULL, "entities.dictionary", "dictionary", &error);
    char *model = knowledge_find(NULL, "names.model", "model", &error);
    struct knowledge_paths paths = {.dictionary = dictionary, .model = model};
    double since = clock_now();
    struct shared_knowledge *shared = dictionary && model ? knowledge_open(&paths, &error) : NULL;
    if (shared == NULL) {
        die("dictionary and model", error.text);
    }
    printf("loading dictionary and model %6.2f s\n", clock_now() - since);
    free(dictionary);
    free(model);
    return shared;
}

/* ---- the whole chain ---- */

static void run(const struct knowledge *knowledge, struct chain *chain, struct item *item)
{
    struct chain_counts counts;
    double since = cpu_now();
    chain_run(chain, knowledge->dictionary, knowledge->model, &item->article, &counts);
    double took = cpu_now() - since;
    item->seconds = item->seconds == 0 || took < item->seconds ? took : item->seconds;
}

static int by_seconds(const void *a, const void *b)
{
    const struct item *one = a, *other = b;
    return (one->seconds > other->seconds) - (one->seconds < other->seconds);
}

static void show_chain(void)
{
    struct rusage usage;
    double seconds = 0, words = 0;
    qsort(items, item_count, sizeof *items, by_seconds);
    for (size_t i = 0; i < item_count; i++) {
        seconds += items[i].seconds;
        words += (double)items[i].words;
    }
    getrusage(RUSAGE_SELF, &usage);
    printf(
        "everything             %9.0f words/s  (%zu articles of %.0f words; median %.2f ms, 99 in 100 within %.2f ms; "
        "peak memory %.0f MB, the articles included)\n",
        words / seconds, item_count, words / (double)item_count, items[item_count / 2].seconds * 1e3,
        items[item_count * 99 / 100].seconds * 1e3, (double)usage.ru_maxrss / 1e3);
}

/* The English one whose body is nearest to the usual size; NULL if there is none. */
static struct item *usual_item(void)
{
    struct item *best = NULL;
    long least = 0;
    for (size_t i = 0; i < item_count; i++) {
        const struct article *article = &items[i].article;
        long distance = labs((long)article->body_size - USUAL_SIZE);
        bool english = article->language != NULL && strncmp(article->language, "en", 2) == 0;
        if (english && article->body_size > 0 && (best == NULL || distance < least)) {
            best = &items[i];
            least = distance;
        }
    }
    return best;
}

/* One article over and over is a long one. */
static void show_long(const struct knowledge *knowledge, struct chain *chain)
{
    struct item *item = usual_item(), whole = {0};
    struct buffer body = {0};
    struct error error = {0};
    if (item == NULL) {
        return;
    }
    while (body.size < LONG_SIZE) {
        buffer_append(&body, item->article.body, item->article.body_size);
        buffer_append_text(&body, "\n\n");
    }
    json_t *json = json_deep_copy(item->article.json);
    json_object_set_new(json, "articleBody", json_stringn(body.data, body.size));
    if (!article_from_json(&whole.article, json, &error)) {
        die("a long article", error.text);
    }
    whole.words = count_words(whole.article.body);
    for (int i = 0; i < 3; i++) {
        run(knowledge, chain, &whole);
        run(knowledge, chain, item);
    }
    double long_rate = (double)whole.words / whole.seconds, short_rate = (double)item->words / item->seconds;
    printf("an article of %4.0f KB   %9.0f words/s  ratio %.2f to one of %.1f KB\n", (double)body.size / 1e3, long_rate,
           long_rate / short_rate, (double)item->article.body_size / 1e3);
    article_free(&whole.article);
    buffer_free(&body);
}

/* ---- its taggers ---- */

/* Seconds of one pass of the chain over all articles, the quickest of three. */
static double time_chain(const struct knowledge *knowledge, struct chain *chain)
{
    double least = 0;
    for (int pass = 0; pass < 3; pass++) {
        double since = cpu_now();
        for (size_t i = 0; i < item_count; i++) {
            run(knowledge, chain, &items[i]);
        }
        double took = cpu_now() - since;
        least = pass == 0 || took < least ? took : least;
    }
    return least;
}

typedef void tagger(struct tagging *tagging);

static void tag_nothing(struct tagging *tagging)
{
    (void)tagging;
}

/* Seconds that the tagger takes for the bodies, with their words and context, which all of them need. */
static double time_tagger(const struct knowledge *knowledge, tagger *tag)
{
    struct text text = {0};
    struct names_room names = {0};
    struct mention_list mentions = {0};
    double since = cpu_now();
    for (size_t i = 0; i < item_count; i++) {
        const struct article *article = &items[i].article;
        struct tagging tagging = {.text = &text,
                                  .dictionary = knowledge->dictionary,
                                  .names = &names,
                                  .mentions = &mentions,
                                  .field = FIELD_BODY,
                                  .dollar = "USD",
                                  .year = 2026,
                                  .month = 1,
                                  .day = 2};
        text.language = article->language;
        tagging.model = language_is(text.language, "en") ? knowledge->model : NULL;
        memory_start(&names.memory);
        mention_list_start(&mentions, 20000);
        if (article->body == NULL) {
            continue;
        }
        text_begin(&text, article->body, article->body_size);
        while (text_next(&text)) {
            words_annotate(&text);
            context_read(&text);
            tag(&tagging);
        }
    }
    double took = cpu_now() - since;
    text_free(&text);
    names_room_free(&names);
    mention_list_free(&mentions);
    return took;
}

static void show_taggers(const struct knowledge *knowledge, double whole)
{
    static const struct {
        const char *name;
        tagger *tag;
    } taggers[] = {{"words and context", tag_nothing},
                   {"dictionary", tag_dictionary},
                   {"money", tag_money},
                   {"percent", tag_percent},
                   {"fraction", tag_fraction},
                   {"quantity", tag_quantity},
                   {"date", tag_date},
                   {"ticker", tag_ticker},
                   {"statistical", tag_names}};
    double base = 0, known = 0;
    for (size_t i = 0; i < sizeof taggers / sizeof *taggers; i++) {
        double took = time_tagger(knowledge, taggers[i].tag);
        for (int again = 0; again < 2; again++) {
            double other = time_tagger(knowledge, taggers[i].tag);
            took = other < took ? other : took;
        }
        double own = i == 0 ? took : took > base ? took - base : 0;
        base = i == 0 ? took : base;
        known += own;
        printf("  %-20s %5.1f %%\n", taggers[i].name, 100 * own / whole);
    }
    printf("  %-20s %5.1f %%\n", "links, quotes, output", 100 * (whole > known ? whole - known : 0) / whole);
}

int main(int argc, char **argv)
{
    int rounds = argc == 2 ? atoi(argv[1]) : 0;
    if (rounds < 1) {
        fputs("usage: bench_tag ROUNDS <articles.jsonl\n", stderr);
        return 2;
    }
    struct shared_knowledge *shared = load();
    const struct knowledge *knowledge = knowledge_take(shared);
    struct chain *chain = chain_new();
    read_articles();
    if (item_count == 0) {
        die("input", "no article");
    }
    for (int round = 0; round < rounds; round++) {
        for (size_t i = 0; i < item_count; i++) {
            run(knowledge, chain, &items[i]);
        }
    }
    show_chain();
    show_taggers(knowledge, time_chain(knowledge, chain));
    show_long(knowledge, chain);
    for (size_t i = 0; i < item_count; i++) {
        article_free(&items[i].article);
    }
    chain_free(chain);
    knowledge_put_back(shared, knowledge);
    knowledge_close(shared);
    return 0;
}
