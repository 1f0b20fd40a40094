/* links: enrich — watch-lists: what they may hold, and what is wrong with a broken one. */
#include "enrich/dictionary_private.h"
#include "enrich/watch_list.h"
#include "tests/unit/test_common.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void broken_lists_are_refused(void **state)
{
    static const struct {
        const char *data, *complaint;
    } cases[] = {
        {"a\tORG\n", "line 1: wants id, type and name"},
        {"a\tORG\tA\n\n# b\nb\tORG\tB\t\t\tmore\n", "line 4: wants id"},
        {"a\tROBOT\tA\n", "line 1: the type"},
        {"a\tMONEY\tA\n", "line 1: the type"},
        {"id\ttype\tname\taliases\tcodes\n\tORG\tA\n", "line 2: the id is empty"},
        {"a\tORG\t\n", "line 1: the name is empty"},
        {"a\tORG\t =\n\xff\n", "line 2: is not text in UTF-8"},
        {"a\tORG\tA\tB@never\n", "line 1: unknown context"},
        {"a\tORG\tA\t\tticker\n", "line 1: the codes"},
        {"a\tORG\tA\t\tshoe=42\n", "line 1: the codes"},
        {"a\tORG\tA\nb\tORG\tB\na\tORG\tC\n", "line 3: the id 'a' is there twice"},
        {"id\ttype\tname\n#a\t\n\n a \tORG\tA\nb\tORG\tB\na\tORG\tC\na\tORG\tD", "line 6: the id 'a' is there"},
        {"a\tCURRENCY\tA\t\tiso4217=EURO\n", "line 1: the codes"},
        {"a\tCURRENCY\tA\t\tticker=A;iso4217=eur\n", "line 1: the codes"},
        {"a\tORG\tA\nmoney:5:EUR\tORG\tB\n", "line 2: the id begins as one of a value"},
        {"date:2026\tEVENT\tA\n", "line 1: the id begins as"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct error error = {0};
        struct buffer image = {0};
        assert_false(watch_list_compile("lists/mine.tsv", cases[i].data, strlen(cases[i].data), &image, &error));
        if (strstr(error.text, cases[i].complaint) == NULL || strstr(error.text, "lists/mine.tsv") == NULL) {
            fail_msg("wanted '%s', got '%s'", cases[i].complaint, error.text);
        }
        buffer_free(&image);
    }
}

static void lists_become_images(void **state)
{
    static const char data[] = "\xEF\xBB\xBFid\ttype\tname\taliases\tcodes\r\n"
                               "z\tPERSON\tJane Roe\r\n"
                               " a \tORG/fund\t =ACME@calm\t~acme fund | | Acme \tticker=ACME;domain=acme.example\r\n";
    struct error error = {0};
    struct buffer built = {0};
    struct dictionary_image image;
    (void)state;
    assert_true(watch_list_compile("lists/mine.tsv", data, strlen(data), &built, &error));
    size_t size = built.size;
    assert_true(dictionary_image_open(&image, "mine", buffer_steal(&built), size, false, &error));
    assert_int_equal(image.entry_count, 2);
    assert_string_equal(dictionary_id(&image.entries[0]), "a");
    assert_string_equal(dictionary_shown(&image.entries[0]), "ACME");
    assert_string_equal(dictionary_subtype(&image.entries[0]), "fund");
    assert_string_equal(image.entries[0].symbol, "ACME");
    assert_true(image.entries[0].watched);
    assert_string_equal(dictionary_ids(&image.entries[1]), "");
    assert_memory_equal(image.version, "mine.tsv sha256:", 16);
    dictionary_image_close(&image);
}

static void an_empty_list_is_allowed(void **state)
{
    struct error error = {0};
    struct buffer built = {0};
    struct dictionary_image image;
    (void)state;
    assert_true(watch_list_compile("mine.tsv", "# nothing yet\n", 14, &built, &error));
    size_t size = built.size;
    assert_true(dictionary_image_open(&image, "mine", buffer_steal(&built), size, false, &error));
    assert_int_equal(image.entry_count, 0);
    dictionary_image_close(&image);
}

static void open_list(struct dictionary_image *image, const char *data)
{
    struct error error = {0};
    struct buffer built = {0};
    assert_true(watch_list_compile("mine.tsv", data, strlen(data), &built, &error));
    size_t size = built.size;
    assert_true(dictionary_image_open(image, "mine", buffer_steal(&built), size, false, &error));
}

/* As many names as can begin at one word, in as many lists as there may be: each is found. */
static void every_list_is_read(void **state)
{
    struct dictionary dictionary = {.count = WATCH_LISTS_LIMIT + 1};
    struct dictionary_found found[DICTIONARY_FOUND];
    struct buffer list = {0}, name = {0};
    struct text text = {0};
    (void)state;
    for (int i = 0; i < DICTIONARY_NAME_TOKENS; i++) {
        buffer_append_text(&name, i > 0 ? " Zyx" : "Zyx");
        buffer_printf(&list, "%d\tORG\t%s\n", i, name.data);
    }
    for (size_t i = 0; i < dictionary.count; i++) {
        open_list(&dictionary.images[i], list.data);
    }
    text_begin(&text, name.data, name.size);
    assert_true(text_next(&text));
    assert_int_equal(dictionary_match(&dictionary, &text, 0, found), DICTIONARY_FOUND);
    assert_int_equal(found[DICTIONARY_FOUND - 1].tokens, 1);
    assert_int_equal(dictionary_match_watched(&dictionary, &text, 0, found), DICTIONARY_FOUND - DICTIONARY_NAME_TOKENS);
    for (size_t i = 0; i < dictionary.count; i++) {
        dictionary_image_close(&dictionary.images[i]);
    }
    text_free(&text);
    buffer_free(&list);
    buffer_free(&name);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(broken_lists_are_refused), cmocka_unit_test(lists_become_images),
        cmocka_unit_test(an_empty_list_is_allowed), cmocka_unit_test(every_list_is_read)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
