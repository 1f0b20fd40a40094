/* links: ingest — lines within a text that are none of it, by their words. */
#include "ingest/extract/asides.h"

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static bool is(const char *text, double link_share)
{
    return aside_is(text, strlen(text), link_share);
}

static void knows_pointers(void **state)
{
    (void)state;
    assert_true(is("READ MORE: Ferries stop at Ostrava", .8));
    assert_true(is(">> Related Reading: The pier in numbers", .6));
    assert_true(is("Lesen Sie auch hier: Die Fähre steht still", .7));
    assert_true(is("Les også: Fergen står", .8));
    assert_true(is("Czytaj także: Prom stoi", .8));
    assert_true(is("Читайте также: Паром стоит", .8));
    assert_true(is("推荐阅读：渡轮停航", .8));
}

static void leaves_what_only_begins_alike(void **state)
{
    (void)state;
    assert_false(is("Related: the word has two meanings in the law, and the court chose the narrow one.", 0));
    assert_false(is("Recommended fuel: premium", 0));
    assert_false(is("Relatedness is measured by the index.", .5));
    assert_false(is("See also the minutes. They say: nobody was asked.", .4));
    assert_false(is("", 0));
    assert_false(is("— …", 1));
}

static void knows_credits(void **state)
{
    (void)state;
    assert_true(is("Photo: Ada Example", 0));
    assert_true(is("© Ada Example/Example Press", 0));
    assert_true(is("(Foto: Beispiel/Agentur)", 0));
    assert_true(is("Photo by Ada Example", 0));
    assert_true(is("The pier of Ostrava on Monday evening. Photo: Ada Example/Example Press", 0));
    assert_true(is("渡轮停在码头 图片：示例", 0));
    assert_false(is("Photos of the pier were shown in court.", 0));
    assert_false(is("He had one request for the photo: no hats.", 0));
    assert_false(is("The mayor put it in one word: never", 0));
}

static void knows_counters(void **state)
{
    (void)state;
    assert_true(is("4,711 views", 0));
    assert_true(is("Read 58 times", 0));
    assert_true(is("12.3K views · 37 comments", .5));
    assert_true(is("1 234 Aufrufe", 0));
    assert_true(is("Leído 58 veces", 0));
    assert_true(is("1 204 просмотра", 0));
    assert_true(is("5 комментариев", 0));
    assert_true(is("1 коментар", 0));
    assert_true(is("3 komentarze", 0));
    assert_true(is("1204次阅读", 0));
    assert_true(is("5 min read", 0));
    assert_false(is("Read the minutes", 0));
    assert_false(is("58 ships", 0));
    assert_false(is("The video has 4,711 views", 0));
    assert_false(is("4,711", 0));
    assert_false(is("Views", 0));
}

static void knows_labels_and_appeals(void **state)
{
    (void)state;
    assert_true(is("Advertisement", 0));
    assert_true(is("- Anzeige -", 0));
    assert_true(is("Advertisement A garden shed for less", .7));
    assert_false(is("Advertisement fees went up, the publishers' union said.", .2));
    assert_true(is("Sign up for our free newsletter with the news of the harbour.", .2));
    assert_true(is("Melden Sie sich für unseren Newsletter an.", 0));
    assert_false(is("Advertisement spending fell by a third.", 0));
    assert_false(is("Sign up at the town hall by Friday.", 0));
    assert_false(is("The newsletter of the union was printed in Ostrava.", 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_pointers),
        cmocka_unit_test(leaves_what_only_begins_alike),
        cmocka_unit_test(knows_credits),
        cmocka_unit_test(knows_counters),
        cmocka_unit_test(knows_labels_and_appeals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
