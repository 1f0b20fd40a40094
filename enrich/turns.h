/*
 * Keeps the order of the input on the output while several threads work between them. Whoever takes a message in takes
 * the next ticket with it; what comes of it goes out when all earlier tickets are done. As each thread has one message
 * at a time, nothing piles up.
 */
#ifndef NEWSMILL_ENRICH_TURNS_H
#define NEWSMILL_ENRICH_TURNS_H

#include <pthread.h>
#include <stdint.h>

struct turns {
    pthread_mutex_t taking, lock;
    pthread_cond_t next;
    uint64_t taken, done;
};

void turns_init(struct turns *turns);
void turns_destroy(struct turns *turns);

/* Around taking a message in: one thread at a time. turns_take gives the ticket of the message that was taken. */
void turns_enter(struct turns *turns);
uint64_t turns_take(struct turns *turns);
void turns_leave(struct turns *turns);

/* Around putting it out: waits for all earlier ones. Every ticket must come through here once. */
void turns_wait(struct turns *turns, uint64_t ticket);
void turns_finish(struct turns *turns);

#endif
