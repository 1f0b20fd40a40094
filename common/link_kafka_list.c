#include "common/link_kafka_list.h"

#include "common/buffer.h"

#include <stdlib.h>

void kafka_list_clear(struct kafka_list *list)
{
    *list = (struct kafka_list){.first = NULL, .end = &list->first};
}

void kafka_list_append(struct kafka_list *list, struct link_message *message)
{
    message->next = NULL;
    *list->end = message;
    list->end = &message->next;
    list->count++;
}

void kafka_list_put_back(struct kafka_list *list, struct link_message *message)
{
    message->next = list->first;
    if (!list->first)
        list->end = &message->next;
    list->first = message;
    list->count++;
}

struct link_message *kafka_list_take(struct kafka_list *list)
{
    struct link_message *message = list->first;
    if (!message)
        return NULL;
    list->first = message->next;
    if (!list->first)
        list->end = &list->first;
    list->count--;
    message->next = NULL;
    return message;
}

static int by_sequence(const void *a, const void *b)
{
    uint64_t left = (*(struct link_message *const *)a)->link.sequence;
    uint64_t right = (*(struct link_message *const *)b)->link.sequence;
    return left < right ? -1 : left > right;
}

void kafka_list_merge(struct kafka_list *list, struct kafka_list *from)
{
    size_t count = list->count + from->count, at = 0;
    struct link_message **all = xcalloc(count + 1, sizeof(struct link_message *)), *message;
    while ((message = kafka_list_take(from)) || (message = kafka_list_take(list)))
        all[at++] = message;
    qsort(all, count, sizeof(struct link_message *), by_sequence);
    for (size_t i = 0; i < count; i++)
        kafka_list_append(list, all[i]);
    free(all);
}

void kafka_flight_add(struct kafka_flight *flight, struct link_message *message)
{
    if (flight->count == flight->room) {
        flight->room = flight->room ? 2 * flight->room : 64;
        flight->messages = xrealloc(flight->messages, flight->room * sizeof(struct link_message *));
    }
    message->link.epoch = flight->count;
    flight->messages[flight->count++] = message;
}

void kafka_flight_remove(struct kafka_flight *flight, struct link_message *message)
{
    struct link_message *last = flight->messages[--flight->count];
    flight->messages[message->link.epoch] = last;
    last->link.epoch = message->link.epoch;
}
