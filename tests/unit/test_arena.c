/* links: common — memory that is freed all at once. */
#include "common/arena.h"

#include "tests/unit/test_common.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

static void test_pieces_are_apart_and_aligned(void **state)
{
    (void)state;
    struct arena arena = {0};
    unsigned char *pieces[3000];
    for (size_t i = 0; i < 3000; i++) {
        size_t size = i % 97 + (i % 500 == 0 ? 100000 : 0);
        pieces[i] = arena_take(&arena, size + 1);
        assert_int_equal((uintptr_t)pieces[i] % _Alignof(max_align_t), 0);
        memset(pieces[i], (int)(i % 251), size + 1);
    }
    for (size_t i = 0; i < 3000; i++) {
        size_t size = i % 97 + (i % 500 == 0 ? 100000 : 0);
        for (size_t k = 0; k <= size; k++)
            assert_int_equal(pieces[i][k], i % 251);
    }
    arena_free(&arena);
    assert_null(arena.chunks);
}

static void test_copies_end_with_a_nul(void **state)
{
    (void)state;
    struct arena arena = {0};
    char *copy = arena_copy(&arena, "market", 4);
    assert_string_equal(copy, "mark");
    assert_string_equal(arena_copy(&arena, NULL, 0), "");
    assert_string_equal(copy, "mark");
    arena_free(&arena);
    assert_string_equal(arena_copy(&arena, "again", 5), "again");
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pieces_are_apart_and_aligned),
        cmocka_unit_test(test_copies_end_with_a_nul),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
