/*
 * A program that `newsmill run` starts and watches. Its log lines (JSON) go to a file, which is followed from where it
 * stood at the start. Children die with newsmill, and keep out of the terminal's process group: Ctrl-C reaches newsmill
 * alone, which then lets them drain in order.
 */
#ifndef NEWSMILL_CLI_CHILD_H
#define NEWSMILL_CLI_CHILD_H

#include "common/buffer.h"
#include "common/error.h"

#include <jansson.h>
#include <stdbool.h>
#include <sys/types.h>

struct child {
    /* Set by the caller before the first start; texts are owned by the child from then on. */
    const char *stage; /* "ingest"; by reference */
    char *path;        /* of the program */
    char **argv;       /* NULL-terminated */
    char *log_path;
    bool reads_stdin; /* gets newsmill's own stdin instead of /dev/null */

    /* Kept by child_… and read by the caller. */
    pid_t pid;         /* 0 while it does not run */
    int code;          /* of the last end: exit code, or -signal */
    long peak_bytes;   /* the most resident memory of any of its runs that ended */
    int metrics_port;  /* from its log; 0 until it has said so */
    char *last_words;  /* the last error that it logged; NULL: none */
    double started_at; /* clock_now() */
    off_t log_at;      /* how far the log was read */
    struct buffer log_rest;
};

/* The program beside newsmill's own executable, else the bare name for PATH; from malloc. */
char *child_program_path(const char *name);

/* Starts it. An old log above 16 MiB is kept as PATH.1. */
bool child_start(struct child *child, struct error *error);

/* True when it has ended since it was last asked; then `code` says how. Never waits. */
bool child_reap(struct child *child);

/* Sends a signal if it runs. */
void child_signal(const struct child *child, int number);

/* Reads new log lines; `take` (may be NULL) gets each one's level and message. */
typedef void child_log_function(void *context, struct child *child, const char *level, const char *message);
void child_follow_log(struct child *child, child_log_function *take, void *context);

/* Kills it if need be and frees what it owns. */
void child_end(struct child *child);

#endif
