/* links: ingest — one of many phrases in a text. */
#include "ingest/extract/phrases.h"
#include "tests/unit/test_common.h"

#include <string.h>

static bool holds(const char *text)
{
    static const char *const phrases[] = {"publié", "posted", "post office", "©", "发布", "date:"};
    return phrases_any(text, strlen(text), phrases, sizeof phrases / sizeof *phrases);
}

static void any_of_them_anywhere_in_any_case(void **state)
{
    (void)state;
    assert_true(holds("Posted on Monday"));
    assert_true(holds("It was rePOSTED"));
    assert_true(holds("the POST OFFICE"));
    assert_true(holds("PUBLIé le 3 mai"));
    assert_true(holds("x © 2026"));
    assert_true(holds("时间发布"));
    assert_true(holds("date:"));
    assert_false(holds(""));
    assert_false(holds("post"));
    assert_false(holds("post offic"));
    assert_false(holds("date"));
    assert_false(holds("PUBLIÉ le 3 mai")); /* only ASCII is the same in any case */
    assert_false(phrases_any("posted", 5, (const char *const[]){"posted"}, 1));
    assert_false(phrases_any("posted", 6, NULL, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(any_of_them_anywhere_in_any_case)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
