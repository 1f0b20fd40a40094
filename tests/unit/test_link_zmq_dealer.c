/* Who gets what: windows, fairness, the order after a loss, and messages that workers die of. */
#include "common/buffer.h"
#include "common/link_zmq_dealer.h"
#include "tests/unit/test_common.h"

#include <stdlib.h>
#include <string.h>

/* dealer_init keeps pointers into the struct, so it is set up where it stays. */
static void set_up(struct dealer *dealer)
{
    struct link_settings settings = {.window_messages = 100, .deaths_alone = 2};
    dealer_init(dealer, &settings);
}

static struct worker *add_worker(struct dealer *dealer, const char *id, size_t messages, size_t bytes)
{
    struct worker *worker = dealer_add_worker(dealer, id, strlen(id));
    worker->window_messages = messages;
    worker->window_bytes = bytes;
    return worker;
}

/* Messages are told apart by their first letter. */
static void add(struct dealer *dealer, const char *letters, size_t size)
{
    for (; *letters; letters++) {
        char *data = xmalloc(size);
        data[0] = *letters;
        dealer_add(dealer, link_message_new(NULL, data, size));
    }
}

/* Deals all that can be dealt, as if it had been sent. */
static void deal_all(struct dealer *dealer, double now)
{
    struct worker *worker;
    while ((worker = dealer_deal(dealer, now))) {
        worker->unsent = NULL;
        worker->unsent_count = worker->unsent_bytes = 0;
    }
}

static void assert_holds(const struct worker *worker, const char *letters)
{
    char held[64] = "";
    for (const struct delivery *one = worker->first; one; one = one->next)
        strncat(held, one->message->data, 1);
    assert_string_equal(held, letters);
    assert_int_equal(worker->held_messages, strlen(letters));
}

static void assert_pending(const struct dealer *dealer, const char *letters)
{
    char waiting[64] = "";
    for (const struct link_message *one = dealer->pending; one; one = one->next)
        strncat(waiting, one->data, 1);
    assert_string_equal(waiting, letters);
}

static void settle_first(struct dealer *dealer, struct worker *worker)
{
    link_message_free(dealer_settle(dealer, worker, worker->first->message->link.sequence));
}

static void tear_down(struct dealer *dealer)
{
    struct link_message *list = dealer_clear(dealer);
    while (list) {
        struct link_message *next = list->next;
        link_message_free(list);
        list = next;
    }
    dealer_free(dealer);
}

static void test_least_loaded_gets_the_next(void **state)
{
    (void)state;
    struct dealer dealer;
    set_up(&dealer);
    struct worker *a = add_worker(&dealer, "a", 10, 1000), *b = add_worker(&dealer, "b", 10, 1000);
    add(&dealer, "123456", 1);
    deal_all(&dealer, 1);
    assert_int_equal(a->held_messages, 3);
    assert_int_equal(b->held_messages, 3);
    settle_first(&dealer, a);
    settle_first(&dealer, a);
    add(&dealer, "78", 1);
    deal_all(&dealer, 1);
    assert_int_equal(a->held_messages, 3);
    tear_down(&dealer);
}

static void test_windows_hold(void **state)
{
    (void)state;
    struct dealer dealer;
    set_up(&dealer);
    struct worker *few = add_worker(&dealer, "few", 2, 1000000);
    add(&dealer, "12345", 10);
    deal_all(&dealer, 1);
    assert_holds(few, "12");
    assert_pending(&dealer, "345");
    struct worker *small = add_worker(&dealer, "small", 100, 25);
    deal_all(&dealer, 1);
    assert_holds(small, "34");
    settle_first(&dealer, small);
    settle_first(&dealer, small);
    deal_all(&dealer, 1);
    assert_holds(small, "5");
    settle_first(&dealer, small);
    add(&dealer, "6", 5000); /* more than its window, but it holds nothing */
    few->draining = true;
    deal_all(&dealer, 1);
    assert_holds(small, "6");
    struct worker *closed = add_worker(&dealer, "closed", 0, 1000);
    add(&dealer, "7", 1);
    deal_all(&dealer, 1);
    assert_holds(closed, "");
    tear_down(&dealer);
}

static void test_new_worker_starts_small(void **state)
{
    (void)state;
    struct dealer dealer;
    set_up(&dealer);
    struct worker *worker = add_worker(&dealer, "w", 1000, 1000000);
    for (int i = 0; i < 10; i++)
        add(&dealer, "0123456789", 1);
    deal_all(&dealer, 1);
    assert_int_equal(worker->held_messages, 32);
    settle_first(&dealer, worker);
    deal_all(&dealer, 1);
    assert_int_equal(worker->held_messages, 33);
    tear_down(&dealer);
}

static void test_lost_messages_go_to_the_front_in_order(void **state)
{
    (void)state;
    struct dealer dealer;
    set_up(&dealer);
    struct worker *a = add_worker(&dealer, "a", 3, 1000);
    add(&dealer, "123456", 1);
    deal_all(&dealer, 1);
    assert_holds(a, "123");
    assert_null(dealer_remove_worker(&dealer, a, true));
    assert_pending(&dealer, "123456");
    assert_int_equal(dealer.pending->attempts, 1);
    assert_int_equal(dealer.pending->link.deaths, 1);
    struct worker *b = add_worker(&dealer, "b", 2, 1000);
    deal_all(&dealer, 1);
    assert_holds(b, "12");
    dealer_remove_worker(&dealer, b, false);
    assert_int_equal(dealer.pending->link.deaths, 1); /* leaving is no death */
    assert_pending(&dealer, "123456");
    tear_down(&dealer);
}

static void test_only_the_holder_settles(void **state)
{
    (void)state;
    struct dealer dealer;
    set_up(&dealer);
    struct worker *a = add_worker(&dealer, "a", 1, 1000), *b = add_worker(&dealer, "b", 1, 1000);
    add(&dealer, "12", 1);
    deal_all(&dealer, 1);
    uint64_t sequence = a->first->message->link.sequence;
    assert_null(dealer_settle(&dealer, b, sequence));
    assert_null(dealer_settle(&dealer, a, sequence + 100));
    struct link_message *message = dealer_settle(&dealer, a, sequence);
    assert_non_null(message);
    assert_null(dealer_settle(&dealer, a, sequence));
    dealer_return(&dealer, message); /* released: a new delivery has a new sequence */
    deal_all(&dealer, 1);
    assert_true(a->first->message->link.sequence > sequence);
    tear_down(&dealer);
}

static void test_unsent_messages_are_taken_back(void **state)
{
    (void)state;
    struct dealer dealer;
    set_up(&dealer);
    struct worker *a = add_worker(&dealer, "a", 10, 1000);
    add(&dealer, "12", 1);
    deal_all(&dealer, 1);
    add(&dealer, "345", 1);
    while (dealer_deal(&dealer, 1))
        ;
    assert_holds(a, "12345");
    dealer_undo_unsent(&dealer, a);
    assert_holds(a, "12");
    assert_pending(&dealer, "345");
    assert_int_equal(dealer.pending->attempts, 0);
    a->rests_until = 5;
    assert_null(dealer_deal(&dealer, 4.9));
    assert_ptr_equal(dealer_deal(&dealer, 5.1), a);
    tear_down(&dealer);
}

/* Lets the worker that holds the letter die; returns what is undeliverable after that. */
static struct link_message *die_with(struct dealer *dealer, char letter)
{
    for (struct worker *worker = dealer->workers; worker; worker = worker->next)
        for (struct delivery *one = worker->first; one; one = one->next)
            if (one->message->data[0] == letter)
                return dealer_remove_worker(dealer, worker, true);
    fail_msg("nobody holds %c", letter);
    return NULL;
}

static void test_suspects_go_alone(void **state)
{
    (void)state;
    struct dealer dealer;
    set_up(&dealer);
    add_worker(&dealer, "a", 10, 1000);
    add(&dealer, "X1", 1);
    for (int death = 0; death < 2; death++) {
        deal_all(&dealer, 1);
        assert_null(die_with(&dealer, 'X'));
        add_worker(&dealer, "a", 10, 1000);
    }
    /* X and 1 were in hand at two deaths: each goes alone, with the others waiting for an empty worker. */
    add(&dealer, "2345", 1);
    struct worker *only = dealer.workers;
    deal_all(&dealer, 1);
    assert_holds(only, "X");
    assert_pending(&dealer, "2345");
    assert_null(die_with(&dealer, 'X'));
    struct worker *a = add_worker(&dealer, "a", 2, 1000), *b = add_worker(&dealer, "b", 2, 1000);
    deal_all(&dealer, 1);
    assert_int_equal(a->held_messages, 1);
    assert_int_equal(b->held_messages, 1);
    assert_pending(&dealer, "2345");
    struct link_message *given_up = die_with(&dealer, 'X'); /* the second death alone */
    assert_non_null(given_up);
    assert_int_equal(given_up->data[0], 'X');
    assert_null(given_up->next);
    link_message_free(given_up);
    settle_first(&dealer, dealer.workers); /* 1 was innocent */
    deal_all(&dealer, 1);
    assert_holds(dealer.workers, "23");
    tear_down(&dealer);
}

/* A worker that dies of anything, and is back at once, gets no suspect while another one works well. */
static void test_suspects_go_to_who_works(void **state)
{
    (void)state;
    struct dealer dealer;
    set_up(&dealer);
    struct worker *healthy = add_worker(&dealer, "healthy", 10, 1000);
    add(&dealer, "12", 1);
    deal_all(&dealer, 1);
    settle_first(&dealer, healthy);
    for (int death = 0; death < 2; death++) {
        struct worker *looping = add_worker(&dealer, "looping", 10, 1000);
        if (death == 0)
            add(&dealer, "34", 1); /* the first one is for who holds less */
        healthy->draining = true;
        deal_all(&dealer, 1);
        assert_holds(looping, "34");
        healthy->draining = false;
        assert_null(dealer_remove_worker(&dealer, looping, true));
    }
    struct worker *looping = add_worker(&dealer, "looping", 10, 1000);
    add(&dealer, "5", 1);
    deal_all(&dealer, 1);
    assert_holds(looping, "5");
    assert_holds(healthy, "2"); /* kept free of new work, though the other one was empty */
    settle_first(&dealer, healthy);
    deal_all(&dealer, 1);
    assert_holds(healthy, "3");
    assert_null(dealer_remove_worker(&dealer, looping, true));
    looping = add_worker(&dealer, "looping", 10, 1000);
    deal_all(&dealer, 1);
    assert_holds(looping, "5"); /* the suspect waits for the one that works, */
    settle_first(&dealer, looping);
    looping->proven = false; /* as if it had settled nothing */
    deal_all(&dealer, 5);
    assert_holds(looping, "");
    deal_all(&dealer, 11); /* but not for ever, if the other one lives on */
    assert_holds(looping, "4");
    tear_down(&dealer);
}

static void test_a_busy_worker_is_emptied_for_a_suspect(void **state)
{
    (void)state;
    struct dealer dealer;
    set_up(&dealer);
    struct worker *busy = add_worker(&dealer, "busy", 5, 1000);
    add(&dealer, "12", 1);
    deal_all(&dealer, 1);
    char *data = xmalloc(1);
    data[0] = 'X';
    struct link_message *suspect = link_message_new(NULL, data, 1);
    suspect->link.deaths = 2;
    dealer_return(&dealer, suspect);
    add(&dealer, "345", 1);
    deal_all(&dealer, 1);
    assert_holds(busy, "12"); /* nothing new until it is empty */
    settle_first(&dealer, busy);
    deal_all(&dealer, 1);
    assert_holds(busy, "2");
    settle_first(&dealer, busy);
    deal_all(&dealer, 1);
    assert_holds(busy, "X");
    settle_first(&dealer, busy);
    deal_all(&dealer, 1);
    assert_holds(busy, "345");
    tear_down(&dealer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_least_loaded_gets_the_next),
        cmocka_unit_test(test_windows_hold),
        cmocka_unit_test(test_new_worker_starts_small),
        cmocka_unit_test(test_lost_messages_go_to_the_front_in_order),
        cmocka_unit_test(test_only_the_holder_settles),
        cmocka_unit_test(test_unsent_messages_are_taken_back),
        cmocka_unit_test(test_suspects_go_alone),
        cmocka_unit_test(test_suspects_go_to_who_works),
        cmocka_unit_test(test_a_busy_worker_is_emptied_for_a_suspect),
    };
    return cmocka_run_group_tests_name("link_zmq_dealer", tests, NULL, NULL);
}
