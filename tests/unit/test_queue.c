/* links: common — queues between threads; run under ThreadSanitizer too. */
#include "common/queue.h"

#include "common/clock.h"
#include "tests/unit/test_common.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>

enum { PRODUCERS = 4, CONSUMERS = 3, EACH = 5000 };

struct shared {
    struct queue *queue;
    atomic_long sum;
    atomic_int taken;
};

static void *produce(void *context)
{
    struct shared *shared = context;
    for (long i = 1; i <= EACH; i++)
        queue_push(shared->queue, (void *)i, -1);
    return NULL;
}

static void *consume(void *context)
{
    struct shared *shared = context;
    void *items[7];
    size_t count;
    while ((count = queue_pop(shared->queue, items, 7, -1)) > 0) {
        for (size_t i = 0; i < count; i++)
            atomic_fetch_add(&shared->sum, (long)items[i]);
        atomic_fetch_add(&shared->taken, (int)count);
    }
    return NULL;
}

static void many_threads_lose_nothing(void **state)
{
    struct shared shared = {.queue = queue_new(8)};
    pthread_t producers[PRODUCERS], consumers[CONSUMERS];
    (void)state;
    for (int i = 0; i < CONSUMERS; i++)
        assert_int_equal(pthread_create(&consumers[i], NULL, consume, &shared), 0);
    for (int i = 0; i < PRODUCERS; i++)
        assert_int_equal(pthread_create(&producers[i], NULL, produce, &shared), 0);
    for (int i = 0; i < PRODUCERS; i++)
        pthread_join(producers[i], NULL);
    queue_close(shared.queue);
    for (int i = 0; i < CONSUMERS; i++)
        pthread_join(consumers[i], NULL);
    assert_int_equal(atomic_load(&shared.taken), PRODUCERS * EACH);
    assert_int_equal(atomic_load(&shared.sum), (long)PRODUCERS * EACH * (EACH + 1) / 2);
    queue_free(shared.queue);
}

static void capacity_holds_and_the_front_goes_first(void **state)
{
    struct queue *queue = queue_new(2);
    int items[3];
    void *taken[4];
    (void)state;
    assert_true(queue_push(queue, &items[0], 0));
    assert_true(queue_push(queue, &items[1], 0));
    assert_false(queue_push(queue, &items[2], 0));
    assert_false(queue_push(queue, &items[2], 0.01));
    assert_true(queue_push_front(queue, &items[2]));
    assert_int_equal(queue_size(queue), 3);
    assert_int_equal(queue_pop(queue, taken, 4, 0), 3);
    assert_ptr_equal(taken[0], &items[2]);
    assert_ptr_equal(taken[1], &items[0]);
    assert_int_equal(queue_pop(queue, taken, 4, 0), 0);
    queue_free(queue);
}

static void a_closed_queue_gives_what_it_has_and_takes_nothing(void **state)
{
    struct queue *queue = queue_new(0);
    int item;
    void *taken;
    (void)state;
    assert_true(queue_push(queue, &item, 0));
    queue_close(queue);
    assert_false(queue_push(queue, &item, -1));
    assert_false(queue_push_front(queue, &item));
    assert_int_equal(queue_pop(queue, &taken, 1, -1), 1);
    assert_int_equal(queue_pop(queue, &taken, 1, -1), 0);
    assert_true(queue_closed(queue));
    queue_free(queue);
}

static int readable(int descriptor)
{
    struct pollfd wait = {.fd = descriptor, .events = POLLIN};
    return poll(&wait, 1, 0);
}

static void the_descriptor_follows_the_content(void **state)
{
    struct queue *queue = queue_new(0);
    int item;
    void *taken;
    (void)state;
    int descriptor = queue_descriptor(queue);
    assert_int_equal(readable(descriptor), 0);
    queue_push(queue, &item, 0);
    queue_push(queue, &item, 0);
    assert_int_equal(readable(descriptor), 1);
    queue_pop(queue, &taken, 1, 0);
    assert_int_equal(readable(descriptor), 1);
    queue_pop(queue, &taken, 1, 0);
    assert_int_equal(readable(descriptor), 0);
    queue_close(queue);
    assert_int_equal(readable(descriptor), 1);
    queue_free(queue);
}

static void a_pop_waits_no_longer_than_asked(void **state)
{
    struct queue *queue = queue_new(0);
    void *taken;
    (void)state;
    double start = clock_now();
    assert_int_equal(queue_pop(queue, &taken, 1, 0.05), 0);
    double waited = clock_now() - start;
    assert_true(waited >= 0.045 && waited < 5);
    queue_free(queue);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(many_threads_lose_nothing),
        cmocka_unit_test(capacity_holds_and_the_front_goes_first),
        cmocka_unit_test(a_closed_queue_gives_what_it_has_and_takes_nothing),
        cmocka_unit_test(the_descriptor_follows_the_content),
        cmocka_unit_test(a_pop_waits_no_longer_than_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
