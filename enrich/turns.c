#include "enrich/turns.h"

void turns_init(struct turns *turns)
{
    *turns = (struct turns){0};
    pthread_mutex_init(&turns->taking, NULL);
    pthread_mutex_init(&turns->lock, NULL);
    pthread_cond_init(&turns->next, NULL);
}

void turns_destroy(struct turns *turns)
{
    pthread_cond_destroy(&turns->next);
    pthread_mutex_destroy(&turns->lock);
    pthread_mutex_destroy(&turns->taking);
}

void turns_enter(struct turns *turns)
{
    pthread_mutex_lock(&turns->taking);
}

uint64_t turns_take(struct turns *turns)
{
    return turns->taken++;
}

void turns_leave(struct turns *turns)
{
    pthread_mutex_unlock(&turns->taking);
}

void turns_wait(struct turns *turns, uint64_t ticket)
{
    pthread_mutex_lock(&turns->lock);
    while (turns->done != ticket) {
        pthread_cond_wait(&turns->next, &turns->lock);
    }
    pthread_mutex_unlock(&turns->lock);
}

void turns_finish(struct turns *turns)
{
    pthread_mutex_lock(&turns->lock);
    turns->done++;
    pthread_cond_broadcast(&turns->next);
    pthread_mutex_unlock(&turns->lock);
}
