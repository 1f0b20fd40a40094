/*
 * The three programs as one line: how they are connected, started, watched, counted and ended. For `newsmill run`.
 *
 *   line_plan.c       who gets which words, sockets and files
 *   line_supervise.c  starting again what dies, ending in order
 *   line_counts.c     what has been done so far, over all lives of each program
 */
#ifndef NEWSMILL_CLI_LINE_H
#define NEWSMILL_CLI_LINE_H

#include "cli/child.h"
#include "cli/findings.h"
#include "common/error.h"

#include <stdbool.h>

enum line_stage { LINE_INGEST, LINE_ENRICH, LINE_SINK, LINE_STAGES };

enum line_count {
    /* of ingest, its present life alone: one that starts over reads everything again */
    LINE_READ,
    LINE_KNOWN,
    LINE_SKIPPED,
    LINE_UNREADABLE,
    LINE_REJECTED,
    LINE_FAILED,
    /* over all lives */
    LINE_DELIVERED,
    LINE_ENRICHED,
    LINE_SETTLED, /* by the sink: stored or stored before */
    LINE_STORED,  /* new versions in the store */
    LINE_ALREADY, /* came to the sink and were in the store, as they are */
    LINE_COUNTS
};

enum line_phase {
    LINE_RUNNING,   /* until ingest has ended */
    LINE_CONSUMING, /* Kafka: until the sink has done what was in the topic when ingest ended */
    LINE_DRAIN_INGEST,
    LINE_DRAIN_ENRICH,
    LINE_DRAIN_SINK,
    LINE_OVER
};

struct kafka_admin;

struct line {
    struct child children[LINE_STAGES];
    char *folder; /* of the sockets: private, short-lived */
    char *store_url;
    char *broker;     /* NULL: none; with ?group= of the sink */
    bool lists_stdin; /* one source is "-" */

    enum line_phase phase;
    double phase_limit; /* clock_now() until which the phase may last; 0: for ever */
    int code;           /* the exit code so far */
    bool stopped;       /* a signal ended the run before its sources did */

    unsigned restarts[LINE_STAGES], quick_deaths[LINE_STAGES];
    double start_at[LINE_STAGES]; /* when to start it again; 0: it runs, or shall not */
    unsigned warnings_shown[LINE_STAGES];

    long long counts[LINE_COUNTS], earlier[LINE_COUNTS]; /* `earlier`: of lives that have ended */
    struct findings *findings;
};

/* ---- plan ---- */

/* What ingest is asked for, by its options of these names. */
struct line_wishes {
    bool again, once;
};

/*
 * `argv` as the user gave it to `newsmill run` (before words were sorted out): shared options in it go on to all
 * programs. `sources` are `count` words.
 */
bool line_plan(struct line *line, int argc, char **argv, char **sources, int count, const struct line_wishes *wishes,
               struct error *error);
void line_free(struct line *line); /* ends what still runs and takes the sockets' folder away */

/* ---- counts ---- */

/* Asks the programs; those that do not answer keep what they had. */
void line_scrape(struct line *line);

/* Takes a line of a program's log: counts, findings, and warnings worth showing. A child_log_function. */
void line_take_log(void *line, struct child *child, const char *level, const char *message);

/* A program has ended: its counts are kept, or forgotten if its next life counts the same again. */
void line_counts_ended(struct line *line, enum line_stage stage);

/* ---- supervision ---- */

/* Runs from start to end. `progress` is called about ten times a second. Returns the exit code. */
int line_supervise(struct line *line, void (*progress)(struct line *line));

#endif
