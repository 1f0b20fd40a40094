/*
 * links: enrich
 * Any text through the whole chain: offsets fit, the mention is the slice, and what comes out is an article. The first
 * byte chooses the language; a text that is a dictionary, a watch-list or a model is read as one too.
 */
#include "common/article.h"
#include "common/text.h"
#include "enrich/chain.h"
#include "enrich/watch_list.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char names[] = "# version fuzz\n"
                            "id\ttype\tsubtype\tname\tprior\tids\tplace\tnames\n"
                            "asset:BTC\tASSET\tcoin\tBitcoin\t1\tticker=BTC\t\t~bitcoin|=BTC\n"
                            "city:1\tGPE\tcity\tParis\t0.9\t\tFR\tParis@alone\n"
                            "city:2\tGPE\tcity\tParis\t0.1\t\tUS-TX\tParis@tagged@country\n"
                            "country:CN\tGPE\tcountry\tChina\t1\tiso3166=CN\tCN\tChina|^Chinese|中国\n"
                            "country:JO\tGPE\tcountry\tJordan\t0.5\t\tJO\tJordan@place|J & J - J\n"
                            "currency:EUR\tCURRENCY\t\tEuro\t1\tiso4217=EUR\t\t=EUR|~euro|~euros\n"
                            "org:1\tORG\tcompany\tParis Gap\t0.5\tticker=GAP\t\tGap@company@bare|Paris Gap\n"
                            "org:2\tORG\tcompany\tGap\t0.5\t\tUS\tGap@tagged|Gap Works@known\n"
                            "person:1\tPERSON\t\tJane Roe\t0.2\t\tJO\tJane Roe@country@politics@office\n"
                            "region:TX\tGPE\tstate\tTexas\t0.7\t\tUS-TX\tTexas@alone\n";

static void check_mentions(const struct article *article)
{
    size_t i, j;
    json_t *entity, *mention;
    json_array_foreach(json_object_get(article->json, "entities"), i, entity)
    {
        json_array_foreach(json_object_get(entity, "mentions"), j, mention)
        {
            const char *text = json_string_value(json_object_get(mention, "text"));
            size_t start = (size_t)json_integer_value(json_object_get(mention, "start"));
            size_t end = (size_t)json_integer_value(json_object_get(mention, "end"));
            const char *at = article->body, *stop = article->body + article->body_size;
            for (size_t point = 0; point < start; point++) {
                utf8_next(&at, stop);
            }
            if (utf8_length(text, strlen(text)) != end - start || strncmp(at, text, strlen(text)) != 0) {
                abort();
            }
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct dictionary *dictionary;
    static struct chain *chain;
    static struct model *model;
    static const char *const languages[] = {"en", "de", "fr-FR", "es", "en-AU", "zh", "x", ""};
    struct error error = {0};
    if (dictionary == NULL) {
        dictionary = dictionary_parse("names", names, strlen(names), &error);
        chain = chain_new();
        model = model_open("enrich/data/names.model", &error); /* from the repository's folder; else without it */
    }
    struct buffer image = {0};
    dictionary_free(dictionary_parse("fuzzed", (const char *)data, size, &error));
    dictionary_free(dictionary_parse_compiled("fuzzed", (const char *)data, size, &error));
    if (watch_list_compile("fuzzed", (const char *)data, size, &image, &error)) {
        dictionary_free(dictionary_parse_compiled("fuzzed", image.data, image.size, &error));
    }
    buffer_free(&image);
    model_close(model_parse("fuzzed", (const char *)data, size, &error));
    struct buffer body = {0};
    utf8_append_repaired(&body, (const char *)data, size);
    for (char *nul; body.size > 0 && (nul = memchr(body.data, '\0', body.size)) != NULL;) {
        *nul = ' '; /* articles with NUL are refused before they come here */
    }
    json_t *json = json_pack("{s:s, s:s, s:s, s:s, s:{s:s, s:s}, s:s, s:s}", "id", "00112233445566778899aabbccddeeff",
                             "version", "00112233445566778899aabbccddeeff", "url", "https://example.com/a", "fetchedAt",
                             "2026-11-20T10:00:00Z", "source", "kind", "file", "url", "file:///a", "datePublished",
                             "2026-11-20T10:00:00Z", "inLanguage", size > 0 ? languages[data[0] % 8] : "en");
    json_object_set_new(json, "articleBody", json_stringn(body.data != NULL ? body.data : "", body.size));
    struct article article, again;
    if (article_from_json(&article, json, &error)) {
        struct chain_counts counts;
        struct buffer line = {0};
        chain_run(chain, dictionary, model, &article, &counts);
        check_mentions(&article);
        article_write(&article, &line);
        if (!article_parse(&again, line.data, line.size, &error)) {
            abort();
        }
        article_free(&again);
        article_free(&article);
        buffer_free(&line);
    }
    buffer_free(&body);
    return 0;
}
