/*
 * The subcommands of `newsmill` and the settings that they share. Each subcommand is a function that gets argv from
 * its own name on and returns the exit code.
 */
#ifndef NEWSMILL_CLI_COMMAND_H
#define NEWSMILL_CLI_COMMAND_H

#include "common/config.h"
#include "common/program.h"
#include "sink/store.h"

#include <jansson.h>
#include <stdbool.h>

int command_run(int argc, char **argv);
int command_status(int argc, char **argv);
int command_show(int argc, char **argv);
int command_search(int argc, char **argv);
int command_top(int argc, char **argv);
int command_dead(int argc, char **argv);
int command_probe(int argc, char **argv);
int command_sources(int argc, char **argv);

struct command_settings {
    const char *store;  /* --store; NULL: sqlite:DATA/newsmill.db */
    const char *broker; /* --broker; NULL: ZeroMQ for both hops */
    long long workers;  /* --workers; 0: as many as newsmill-enrich takes by itself */
    bool json;          /* --json */
};

extern struct command_settings command_settings;

/* Which of them a subcommand has as options. */
enum { COMMAND_STORE = 1, COMMAND_BROKER = 2, COMMAND_WORKERS = 4, COMMAND_JSON = 8 };

#define COMMAND_WORKERS_MOST 64 /* newsmill-enrich --threads */

/* ERROR_USAGE: it is no topic. */
bool command_check_broker(const char *text, struct error *error);

/* At the start of every subcommand's option table. All of them know the keys that a configuration file may hold. */
#define COMMAND_OPTIONS(has)                                                                                           \
    {.name = "store",                                                                                                  \
     .type = CONFIG_TEXT,                                                                                              \
     .value = &command_settings.store,                                                                                 \
     .argument = "URL",                                                                                                \
     .check = store_check,                                                                                             \
     .elsewhere = !((has)&COMMAND_STORE),                                                                              \
     .help = "Where articles are: sqlite:PATH, postgresql://… or jsonl:PATH (default: newsmill.db in --data)."},       \
        {.name = "broker",                                                                                             \
         .type = CONFIG_TEXT,                                                                                          \
         .value = &command_settings.broker,                                                                            \
         .argument = "kafka://HOST:PORT/TOPIC",                                                                        \
         .check = command_check_broker,                                                                                \
         .elsewhere = !((has)&COMMAND_BROKER),                                                                         \
         .help = "For run: carry articles from enrich to sink through this topic. For status and dead: the topic to "  \
                 "look at, and its dead letters."},                                                                    \
        {.name = "workers",                                                                                            \
         .type = CONFIG_NUMBER,                                                                                        \
         .value = &command_settings.workers,                                                                           \
         .fallback = "0",                                                                                              \
         .argument = "COUNT",                                                                                          \
         .highest = COMMAND_WORKERS_MOST,                                                                              \
         .elsewhere = !((has)&COMMAND_WORKERS),                                                                        \
         .help = "Threads of newsmill-enrich; 0 is one a processor."},                                                 \
    {                                                                                                                  \
        .name = "json", .type = CONFIG_FLAG, .value = &command_settings.json, .fallback = "false",                     \
        .elsewhere = !((has)&COMMAND_JSON), .help = "Print JSON instead of text for people."                           \
    }

/*
 * program_start() for a subcommand: `usage` begins with its name. `fewest` and `most` words are allowed (-1: any
 * number). Returns -1 to go on, with the words in argv[1..]; else the exit code.
 */
int command_start(const char *usage, const char *summary, const char *notes, const struct config_option *own, int argc,
                  char **argv, int fewest, int most, int *words);

/* The store's URL in force, from malloc. */
char *command_store_url(void);

/* Opens the store for reading; NULL: that was said in one line, leave with `*code`. */
struct store *command_open_store(int *code);

/* Prints one line of JSON on stdout and frees `json`. Returns the exit code. */
int command_print_json(json_t *json);

/* The string of a member, "" where it is missing or no string. */
const char *command_member(const json_t *object, const char *key);

/* "2026-03-11 13:30" in UTC for an RFC 3339 date of an article, "" for NULL and what is none; `text` has 20 bytes. */
const char *command_short_date(const char *stamp, char *text);

#endif
