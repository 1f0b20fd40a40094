/* links: common — which delivery reports prove that a message is in the log. */
#include "common/link_kafka_proof.h"

#include "tests/unit/test_common.h"

static void test_rising_offsets_prove(void **state)
{
    (void)state;
    struct kafka_proof proof = {0};
    assert_true(kafka_proof_holds(&proof, 0, 0));
    assert_true(kafka_proof_holds(&proof, 0, 1));
    assert_true(kafka_proof_holds(&proof, 0, 7)); /* others write to the topic as well */
    assert_true(kafka_proof_holds(&proof, 3, 0)); /* each partition has its own */
    assert_true(kafka_proof_holds(&proof, 3, 5));
    assert_true(kafka_proof_holds(&proof, 0, 8));
    kafka_proof_clear(&proof);
}

static void test_no_offset_proves_nothing(void **state)
{
    (void)state;
    struct kafka_proof proof = {0};
    assert_true(kafka_proof_holds(&proof, 1, 10));
    assert_false(kafka_proof_holds(&proof, 1, -1));
    assert_false(kafka_proof_holds(&proof, -1, 5));
    kafka_proof_clear(&proof);
}

/* The broker takes a batch for one that it has, and answers with the offset of that one. */
static void test_offset_told_before_proves_nothing(void **state)
{
    (void)state;
    struct kafka_proof proof = {0};
    assert_true(kafka_proof_holds(&proof, 1, 10));
    assert_true(kafka_proof_holds(&proof, 1, 11));
    assert_false(kafka_proof_holds(&proof, 1, 10));
    kafka_proof_clear(&proof);
}

/* What follows in that partition was numbered in the same wrong way; only a new producer is believed again. */
static void test_doubt_lasts_as_long_as_the_producer(void **state)
{
    (void)state;
    struct kafka_proof proof = {0};
    assert_true(kafka_proof_holds(&proof, 1, 10));
    assert_false(kafka_proof_holds(&proof, 1, 9));
    assert_false(kafka_proof_holds(&proof, 1, 12));
    assert_true(kafka_proof_holds(&proof, 2, 12));
    kafka_proof_clear(&proof);
    assert_true(kafka_proof_holds(&proof, 1, 12));
    kafka_proof_clear(&proof);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rising_offsets_prove),
        cmocka_unit_test(test_no_offset_proves_nothing),
        cmocka_unit_test(test_offset_told_before_proves_nothing),
        cmocka_unit_test(test_doubt_lasts_as_long_as_the_producer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
