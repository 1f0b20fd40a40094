/* What every link shares, whatever carries it (common/link.c). */
#include "tests/contract/link_test.h"

#include "common/link_transport.h"

/* Positive from the first moment on, and it grows; 0 again when it is over. */
static void test_trouble_is_positive_from_its_first_moment(void **state)
{
    (void)state;
    char *path = new_path(".jsonl"), *endpoint = file_endpoint(path);
    struct link_settings settings = test_settings("test", 10);
    struct link_sender *sender = open_test_sender(endpoint, &settings);
    struct link_receiver *receiver = open_test_receiver(endpoint, &settings);
    for (int i = 0; i < 1000; i++) {
        link_sender_set_trouble(sender, true);
        link_receiver_set_trouble(receiver, true);
        assert_true(link_sender_trouble(sender) > 0);
        assert_true(link_receiver_trouble(receiver) > 0);
        link_sender_set_trouble(sender, false);
        link_receiver_set_trouble(receiver, false);
        assert_true(link_sender_trouble(sender) == 0);
        assert_true(link_receiver_trouble(receiver) == 0);
    }
    link_sender_set_trouble(sender, true);
    double first = link_sender_trouble(sender);
    assert_true(first < LONGEST);
    link_sender_set_trouble(sender, true); /* said again: it is the same trouble */
    WAIT_FOR(link_sender_trouble(sender) > first + 0.01);
    link_receiver_close(receiver);
    link_sender_close(sender);
    unlink(path);
    free(endpoint);
    free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_trouble_is_positive_from_its_first_moment),
    };
    test_log_start("test_link");
    return cmocka_run_group_tests_name("link", tests, NULL, NULL);
}
