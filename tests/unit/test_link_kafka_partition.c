/* The order of a partition's offsets: what may be committed, what comes again. */
#include "common/link_kafka_partition.h"
#include "common/log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

static enum kafka_verdict fetched(struct kafka_partition *partition, int64_t offset)
{
    unsigned attempts;
    return kafka_partition_fetched(partition, offset, &attempts);
}

static void test_only_what_is_settled_in_order_counts(void **state)
{
    (void)state;
    struct kafka_partition *partition = kafka_partition_new(0, 1);
    for (int64_t offset = 100; offset < 120; offset += 2) /* offsets have gaps */
        assert_int_equal(fetched(partition, offset), KAFKA_HAND_OUT);
    assert_int_equal(partition->settled, KAFKA_NO_OFFSET);
    assert_true(kafka_partition_settle(partition, 104, true));
    assert_int_equal(partition->settled, KAFKA_NO_OFFSET);
    assert_true(kafka_partition_settle(partition, 100, true));
    assert_int_equal(partition->settled, 101);
    assert_true(kafka_partition_settle(partition, 102, true));
    assert_int_equal(partition->settled, 105);
    assert_int_equal(partition->in_hand, 7);
    kafka_partition_free(partition);
}

static void test_unknown_and_repeated_settles_are_refused(void **state)
{
    (void)state;
    struct kafka_partition *partition = kafka_partition_new(0, 1);
    assert_false(kafka_partition_settle(partition, 5, true));
    fetched(partition, 5);
    fetched(partition, 6);
    assert_true(kafka_partition_settle(partition, 6, true));
    assert_false(kafka_partition_settle(partition, 6, true));
    assert_true(kafka_partition_settle(partition, 5, true));
    assert_false(kafka_partition_settle(partition, 5, true));
    assert_int_equal(partition->settled, 7);
    assert_int_equal(partition->in_hand, 0);
    kafka_partition_free(partition);
}

static void test_released_come_again_and_no_others(void **state)
{
    (void)state;
    unsigned attempts;
    struct kafka_partition *partition = kafka_partition_new(0, 1);
    for (int64_t offset = 0; offset < 10; offset++)
        fetched(partition, offset);
    kafka_partition_settle(partition, 7, true);
    kafka_partition_settle(partition, 3, false);
    kafka_partition_settle(partition, 5, false);
    assert_int_equal(kafka_partition_rewind_offset(partition), 3);
    kafka_partition_rewound(partition, 3, 1);
    assert_int_equal(kafka_partition_rewind_offset(partition), KAFKA_NO_OFFSET); /* both are still to come */
    assert_int_equal(kafka_partition_fetched(partition, 3, &attempts), KAFKA_HAND_OUT);
    assert_int_equal(attempts, 1);
    assert_int_equal(fetched(partition, 4), KAFKA_SKIP);
    assert_int_equal(fetched(partition, 5), KAFKA_HAND_OUT);
    assert_int_equal(fetched(partition, 6), KAFKA_SKIP);
    assert_int_equal(fetched(partition, 7), KAFKA_SKIP);
    kafka_partition_settle(partition, 3, false); /* once more, before the rest has come */
    assert_int_equal(kafka_partition_rewind_offset(partition), 3);
    kafka_partition_free(partition);
}

static void test_missed_seek_is_repeated_then_given_up(void **state)
{
    (void)state;
    struct kafka_partition *partition = kafka_partition_new(0, 1);
    for (int64_t offset = 0; offset < 4; offset++)
        fetched(partition, offset);
    kafka_partition_settle(partition, 0, true);
    kafka_partition_settle(partition, 1, false);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(kafka_partition_rewind_offset(partition), 1);
        kafka_partition_rewound(partition, 1, 1);
        assert_int_equal(fetched(partition, 4), i < 3 ? KAFKA_REWIND : KAFKA_HAND_OUT);
    }
    assert_int_equal(partition->settled, 2);
    assert_int_equal(kafka_partition_rewind_offset(partition), KAFKA_NO_OFFSET);
    kafka_partition_free(partition);
}

static void test_offsets_that_go_back_are_a_new_topic(void **state)
{
    (void)state;
    struct kafka_partition *partition = kafka_partition_new(0, 1);
    fetched(partition, 50);
    fetched(partition, 51);
    kafka_partition_settle(partition, 50, true);
    uint64_t epoch = partition->epoch;
    assert_int_equal(fetched(partition, 0), KAFKA_HAND_OUT);
    assert_int_not_equal(partition->epoch, epoch);
    assert_int_equal(partition->in_hand, 1);
    assert_true(kafka_partition_settle(partition, 0, true));
    assert_int_equal(partition->settled, 1);
    kafka_partition_free(partition);
}

static void test_missed_records_come_again(void **state)
{
    (void)state;
    struct kafka_partition *partition = kafka_partition_new(0, 1);
    fetched(partition, 10);
    kafka_partition_missed(partition, 12);
    kafka_partition_missed(partition, 11);
    assert_int_equal(fetched(partition, 13), KAFKA_REWIND);
    assert_int_equal(kafka_partition_rewind_offset(partition), 11);
    kafka_partition_settle(partition, 10, false);
    assert_int_equal(kafka_partition_rewind_offset(partition), 10);
    kafka_partition_rewound(partition, 10, 1);
    for (int64_t offset = 10; offset < 14; offset++)
        assert_int_equal(fetched(partition, offset), KAFKA_HAND_OUT);
    kafka_partition_free(partition);
}

/* Against the plainest model: an array of states. */
static void test_random_orders(void **state)
{
    (void)state;
    enum { COUNT = 500 };
    for (unsigned seed = 1; seed <= 20; seed++) {
        struct kafka_partition *partition = kafka_partition_new(0, 1);
        enum { AWAY, HELD, DONE } model[COUNT] = {AWAY};
        int64_t position = 0;
        srand(seed);
        for (unsigned done = 0; done < COUNT;) {
            int64_t rewind = kafka_partition_rewind_offset(partition);
            if (rewind != KAFKA_NO_OFFSET && rand() % 4 == 0) {
                kafka_partition_rewound(partition, rewind, 0);
                position = rewind;
            }
            if (position < COUNT && rand() % 2) {
                bool wanted = model[position] == AWAY;
                assert_int_equal(fetched(partition, position), wanted ? KAFKA_HAND_OUT : KAFKA_SKIP);
                model[position] = wanted ? HELD : model[position];
                position++;
            }
            int64_t pick = rand() % COUNT;
            bool settle = rand() % 3 > 0;
            assert_int_equal(kafka_partition_settle(partition, pick, settle), model[pick] == HELD);
            if (model[pick] == HELD) {
                model[pick] = settle ? DONE : AWAY;
                done += settle;
            }
            int64_t settled = 0;
            while (settled < COUNT && model[settled] == DONE)
                settled++;
            assert_int_equal(partition->settled, settled ? settled : KAFKA_NO_OFFSET);
        }
        kafka_partition_free(partition);
    }
}

int main(void)
{
    log_start("test_link_kafka_partition", LOG_FORMAT_TEXT, LOG_LEVEL_ERROR);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_only_what_is_settled_in_order_counts),
        cmocka_unit_test(test_unknown_and_repeated_settles_are_refused),
        cmocka_unit_test(test_released_come_again_and_no_others),
        cmocka_unit_test(test_missed_seek_is_repeated_then_given_up),
        cmocka_unit_test(test_offsets_that_go_back_are_a_new_topic),
        cmocka_unit_test(test_missed_records_come_again),
        cmocka_unit_test(test_random_orders),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
