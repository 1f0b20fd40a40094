/*
 * For LD_PRELOAD: names that mean another address each time they are looked up. CHANGING_NAMES holds them as
 * "name=address,address name=address+address" (with both at a time); after the last address it stays at that one. All
 * else is looked up as ever.
 */
#include <arpa/inet.h>
#include <dlfcn.h>
#include <netdb.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef int lookup(const char *, const char *, const struct addrinfo *, struct addrinfo **);

#define MOST_NAMES 16

/* The part of CHANGING_NAMES behind "name=", and its place in the list; NULL if the name is not there. */
static const char *addresses_of(const char *name, int *number)
{
    const char *at = getenv("CHANGING_NAMES");
    size_t size = strlen(name);
    *number = 0;
    for (; at && *at && *number < MOST_NAMES; at += strcspn(at, " "), at += strspn(at, " "), ++*number)
        if (strncmp(at, name, size) == 0 && at[size] == '=')
            return at + size + 1;
    return NULL;
}

static void next_address(const char *addresses, int number, char *address, size_t size)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    static int turns[MOST_NAMES];
    pthread_mutex_lock(&lock);
    int turn = turns[number]++;
    pthread_mutex_unlock(&lock);
    for (; turn > 0 && addresses[strcspn(addresses, ", ")] == ','; turn--)
        addresses += strcspn(addresses, ", ") + 1;
    snprintf(address, size, "%.*s", (int)strcspn(addresses, ", "), addresses);
}

/* Of "address+address" both, in this order. */
static int look_up(lookup *real, char *address, const char *service, const struct addrinfo *hints,
                   struct addrinfo **result)
{
    char *second = strchr(address, '+');
    if (second)
        *second++ = '\0';
    int code = real(address, service, hints, result);
    for (struct addrinfo *at = *result; code == 0 && second; at = at->ai_next)
        if (!at->ai_next)
            return real(second, service, hints, &at->ai_next);
    return code;
}

int getaddrinfo(const char *restrict name, const char *restrict service, const struct addrinfo *restrict hints,
                struct addrinfo **restrict result)
{
    lookup *real;
    char address[2 * INET6_ADDRSTRLEN];
    int number;
    const char *addresses = name ? addresses_of(name, &number) : NULL;
    *(void **)&real = dlsym(RTLD_NEXT, "getaddrinfo");
    if (!addresses)
        return real(name, service, hints, result);
    next_address(addresses, number, address, sizeof address);
    return look_up(real, address, service, hints, result);
}
