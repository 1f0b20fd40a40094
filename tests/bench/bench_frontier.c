/* links: ingest
 * Claims from a frontier: an address is taken from its host's queue, leased, settled; written in batches as ingest
 * does. Two frontiers of different size in turn, in files of a folder: what a claim costs must not depend on how much
 * is queued.
 *
 *   bench_frontier FOLDER [ADDRESSES [ADDRESSES]]      1,000,000 and 10,000,000 unless named
 */
#include "common/buffer.h"
#include "common/clock.h"
#include "ingest/frontier.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum {
    HOSTS = 2000,
    LISTED = 50 /* of a host together, as lists name them */,
    FILL_BATCH = 20000,
    CLAIM_BATCH = 256,
    CLAIMS = 20000,
    ROUNDS = 5
};

struct side {
    long addresses;
    struct frontier *frontier;
    double seconds; /* of the quickest round */
};

static void die(const char *doing, const char *why)
{
    fprintf(stderr, "bench_frontier: %s: %s\n", doing, why);
    exit(1);
}

static void commit(struct frontier *frontier)
{
    while (frontier_pending(frontier) > 0)
        if (!frontier_commit(frontier))
            usleep(1000);
}

static void fill(struct side *side, const char *folder)
{
    struct error error = {0};
    char *path = xprintf("%s/frontier-%ld.db", folder, side->addresses), url[128], host[64];
    side->frontier = frontier_open(path, &error);
    if (!side->frontier || !frontier_begin_run(side->frontier, "bench", "2026-01-01T00:00:00Z", &error))
        die(path, error.text);
    double since = clock_now();
    for (long i = 0; i < side->addresses; i++) {
        snprintf(host, sizeof host, "news%ld.example", i / LISTED % HOSTS);
        snprintf(url, sizeof url, "https://%s/2026/01/story-%ld.html", host, i);
        frontier_add_url(side->frontier, url, host);
        if (i % FILL_BATCH == FILL_BATCH - 1)
            commit(side->frontier);
    }
    commit(side->frontier);
    printf("%9ld addresses of %d hosts queued in %.0f s\n", side->addresses, HOSTS, clock_now() - since);
    fflush(stdout);
    free(path);
}

static void claim(struct side *side)
{
    double since = clock_now();
    static unsigned turn;
    for (int i = 0; i < CLAIMS; i++) {
        struct frontier_url url;
        char host[64];
        snprintf(host, sizeof host, "news%u.example", turn++ % HOSTS);
        if (!frontier_next_url(side->frontier, host, 2e9, &url))
            die("claim", "nothing is queued");
        frontier_url_leased(side->frontier, url.number);
        frontier_url_settled(side->frontier, url.number, FRONTIER_SKIPPED, NULL);
        frontier_url_free(&url);
        if (i % CLAIM_BATCH == CLAIM_BATCH - 1)
            commit(side->frontier);
    }
    commit(side->frontier);
    double took = clock_now() - since;
    side->seconds = side->seconds == 0 || took < side->seconds ? took : side->seconds;
}

int main(int argc, char **argv)
{
    struct side sides[2] = {{.addresses = argc > 2 ? atol(argv[2]) : 1000000},
                            {.addresses = argc > 3 ? atol(argv[3]) : 10000000}};
    struct rusage usage;
    if (argc < 2 || sides[0].addresses < HOSTS || sides[1].addresses < HOSTS) {
        fputs("usage: bench_frontier FOLDER [ADDRESSES [ADDRESSES]]\n", stderr);
        return 2;
    }
    for (int i = 0; i < 2; i++)
        fill(&sides[i], argv[1]);
    for (int round = 0; round < ROUNDS; round++)
        for (int i = 0; i < 2; i++)
            claim(&sides[i]);
    for (int i = 0; i < 2; i++)
        printf("%9ld addresses: %8.0f claims/s\n", sides[i].addresses, CLAIMS / sides[i].seconds);
    getrusage(RUSAGE_SELF, &usage);
    printf("ratio of the second to the first %.2f; peak memory %.0f MB\n", sides[0].seconds / sides[1].seconds,
           (double)usage.ru_maxrss / 1e3);
    for (int i = 0; i < 2; i++)
        frontier_close(sides[i].frontier);
    return 0;
}
