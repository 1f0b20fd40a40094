/* The `newsmill` command: runs the whole line and reads what it has stored. One file for each subcommand. */
#include "cli/command.h"
#include "cli/terminal.h"
#include "common/buffer.h"
#include "common/log.h"
#include "common/program.h"

#include <stdio.h>
#include <string.h>

static const struct subcommand {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *usage, *summary;
} subcommands[] = {
    {"run", command_run, "run [OPTION]… SOURCE…", "carry articles from sources to the store"},
    {"status", command_status, "status [OPTION]…", "what is done and what is still to do"},
    {"search", command_search, "search [OPTION]… WORD…", "find articles by the words in them"},
    {"show", command_show, "show [OPTION]… ID|URL", "one article with its entities and versions"},
    {"top", command_top, "top [OPTION]…", "the entities that most articles name"},
    {"sources", command_sources, "sources [add | …] [OPTION]…", "add, remove, pause and list what ingest reads"},
    {"dead", command_dead, "dead [list | show N] [OPTION]…", "messages that could not be processed, and why"},
    {"probe", command_probe, "probe [OPTION]… URL", "ask for a URL and exit with 0 when the answer is a 2xx"},
};

static void print_help(FILE *file)
{
    fputs("Usage: newsmill COMMAND [OPTION]… [WORD]…\n\n"
          "newsmill carries news articles from the web to storage: newsmill-ingest extracts them,\n"
          "newsmill-enrich finds what they name, newsmill-sink stores them.\n\nCommands:\n",
          file);
    struct buffer line = {0};
    for (size_t i = 0; i < sizeof subcommands / sizeof *subcommands; i++) {
        buffer_clear(&line);
        terminal_append_padded(&line, subcommands[i].usage, 30, false);
        fprintf(file, "  %s  %s\n", line.data, subcommands[i].summary);
    }
    buffer_free(&line);
    fputs("\n'newsmill COMMAND --help' tells more.\n\n"
          "Try:\n"
          "  newsmill run page.html folder/ warc:crawl.warc.gz\n"
          "  newsmill top --type ORG\n"
          "  newsmill search bitcoin reserve\n",
          file);
}

int main(int argc, char **argv)
{
    const char *word = argc > 1 ? argv[1] : NULL;
    if (!word) {
        print_help(stderr);
        return EXIT_BAD_USAGE;
    }
    for (size_t i = 0; i < sizeof subcommands / sizeof *subcommands; i++)
        if (strcmp(word, subcommands[i].name) == 0)
            return subcommands[i].run(argc - 1, argv + 1);
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "help") == 0) {
        print_help(stdout);
        return EXIT_ALL_DONE;
    }
    if (strcmp(word, "--version") == 0) {
        printf("newsmill %s\n", NEWSMILL_VERSION);
        return EXIT_ALL_DONE;
    }
    program_log_early("newsmill", argc, argv);
    log_error("unknown command '%s'; allowed are run, status, search, show, top, sources, dead and probe", word);
    return EXIT_BAD_USAGE;
}
