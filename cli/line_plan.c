#include "cli/line.h"

#include "cli/command.h"
#include "common/buffer.h"
#include "common/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define WORDS_LIMIT   4096 /* per program, sources apart */
#define FOLDER_PREFIX "newsmill-run-"

static const char *const programs[LINE_STAGES] = {"newsmill-ingest", "newsmill-enrich", "newsmill-sink"};
static const char *const stages[LINE_STAGES] = {"ingest", "enrich", "sink"};

/* Options of newsmill's that the three programs get as they were given. Settings of the environment reach them anyway.
 */
static const char *const handed_on[] = {
    "config",    "drain-timeout", "give-up", "window",           "window-bytes",     "max-message-bytes",
    "heartbeat", "deaths",        "kafka",   "curve-secret-key", "curve-public-key", "curve-server-key",
};

struct words {
    char **list; /* NULL-terminated */
    size_t count, room;
};

static void add_word(struct words *words, char *word)
{
    if (words->count + 2 > words->room) {
        words->room = words->room ? words->room * 2 : 32;
        words->list = xrealloc(words->list, words->room * sizeof *words->list);
    }
    words->list[words->count++] = word;
    words->list[words->count] = NULL;
}

static void add_pair(struct words *words, const char *option, const char *value)
{
    add_word(words, xstrdup(option));
    add_word(words, xstrdup(value));
}

static bool is_handed_on(const char *word)
{
    size_t size = strcspn(word, "=");
    for (size_t i = 0; i < sizeof handed_on / sizeof *handed_on; i++)
        if (size == strlen(handed_on[i]) + 2 && strncmp(word + 2, handed_on[i], size - 2) == 0)
            return true;
    return false;
}

static void add_shared(struct words *words, int argc, char **argv)
{
    for (int i = 1; i < argc && words->count < WORDS_LIMIT && strcmp(argv[i], "--") != 0; i++) {
        if (!text_starts_with(argv[i], "--") || !is_handed_on(argv[i]))
            continue;
        add_word(words, xstrdup(argv[i]));
        if (!strchr(argv[i], '=') && i + 1 < argc)
            add_word(words, xstrdup(argv[++i]));
    }
}

static void remove_folder(const char *folder)
{
    DIR *listing = opendir(folder);
    for (struct dirent *entry; listing && (entry = readdir(listing));)
        if (entry->d_name[0] != '.')
            unlinkat(dirfd(listing), entry->d_name, 0);
    if (listing)
        closedir(listing);
    rmdir(folder);
}

/* Takes away what a newsmill that was killed has left: the folder's name tells its process. */
static void remove_stale_folders(const char *place)
{
    DIR *listing = opendir(place);
    for (struct dirent *entry; listing && (entry = readdir(listing));) {
        char *end = NULL;
        struct stat status;
        if (!text_starts_with(entry->d_name, FOLDER_PREFIX))
            continue;
        long process = strtol(entry->d_name + strlen(FOLDER_PREFIX), &end, 10);
        if (process <= 0 || *end != '-' || kill((pid_t)process, 0) == 0 || errno != ESRCH ||
            fstatat(dirfd(listing), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISDIR(status.st_mode) ||
            status.st_uid != geteuid())
            continue;
        char *path = xprintf("%s/%s", place, entry->d_name);
        remove_folder(path);
        free(path);
    }
    if (listing)
        closedir(listing);
}

static bool make_folder(struct line *line, struct error *error)
{
    const char *const places[] = {getenv("XDG_RUNTIME_DIR"), getenv("TMPDIR"), "/tmp"};
    const size_t longest =
        sizeof(((struct sockaddr_un *)0)->sun_path) - sizeof "/" FOLDER_PREFIX "4194304-XXXXXX/enrich";
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        if (!places[i] || places[i][0] != '/' || strlen(places[i]) >= longest)
            continue;
        remove_stale_folders(places[i]);
        line->folder = xprintf("%s/" FOLDER_PREFIX "%ld-XXXXXX", places[i], (long)getpid());
        if (mkdtemp(line->folder))
            return true;
        error_set(error, ERROR_USAGE, "%s: cannot make a folder for sockets there: %s; name another with TMPDIR",
                  places[i], strerror(errno));
        free(line->folder);
        line->folder = NULL;
    }
    return false;
}

/* The broker's URL with the sink's group in it, so that its offsets can be asked for; from malloc. */
static char *broker_with_group(const char *broker)
{
    if (strstr(broker, "?group=") || strstr(broker, "&group="))
        return xstrdup(broker);
    return xprintf("%s%sgroup=newsmill-sink", broker, strchr(broker, '?') ? "&" : "?");
}

static void plan_child(struct line *line, enum line_stage stage, struct words *words)
{
    struct child *child = &line->children[stage];
    char *name = xprintf("logs/%s.log", programs[stage]);
    child->stage = stages[stage];
    child->path = child_program_path(programs[stage]);
    child->log_path = program_data_path(name);
    child->argv = words->list;
    free(name);
}

static struct words first_words(enum line_stage stage)
{
    struct words words = {0};
    add_word(&words, xstrdup(programs[stage]));
    add_pair(&words, "--data", program_settings.data);
    add_pair(&words, "--log", "json");
    add_pair(&words, "--log-level", program_settings.log_level == 0 ? "debug" : "info");
    add_pair(&words, "--metrics", "127.0.0.1:0");
    return words;
}

bool line_plan(struct line *line, int argc, char **argv, char **sources, int count, const struct line_wishes *wishes,
               struct error *error)
{
    struct words words[LINE_STAGES];
    char *logs = program_data_path("logs");
    bool made = mkdir(logs, 0755) == 0 || errno == EEXIST;
    if (!made)
        error_set(error, ERROR_USAGE, "%s: %s", logs, strerror(errno));
    free(logs);
    if (!made || !make_folder(line, error))
        return false;
    line->findings = findings_new();
    line->store_url = command_store_url();
    line->broker = command_settings.broker ? broker_with_group(command_settings.broker) : NULL;
    char *first = xprintf("ipc://%s/enrich", line->folder);
    char *second = line->broker ? xstrdup(line->broker) : xprintf("ipc://%s/sink", line->folder);

    for (int stage = 0; stage < LINE_STAGES; stage++) {
        words[stage] = first_words((enum line_stage)stage);
        add_shared(&words[stage], argc, argv);
    }
    add_pair(&words[LINE_INGEST], "--out", first);
    if (wishes->again)
        add_word(&words[LINE_INGEST], xstrdup("--again"));
    if (wishes->once)
        add_word(&words[LINE_INGEST], xstrdup("--once"));
    add_word(&words[LINE_INGEST], xstrdup("--"));
    for (int i = 0; i < count; i++) {
        add_word(&words[LINE_INGEST], xstrdup(sources[i]));
        line->lists_stdin = line->lists_stdin || strcmp(sources[i], "-") == 0;
    }
    add_pair(&words[LINE_ENRICH], "--in", first);
    add_pair(&words[LINE_ENRICH], "--out", second);
    if (command_settings.workers) {
        char *threads = xprintf("%lld", command_settings.workers);
        add_pair(&words[LINE_ENRICH], "--threads", threads);
        free(threads);
    }
    add_pair(&words[LINE_SINK], "--in", second);
    add_pair(&words[LINE_SINK], "--store", line->store_url);
    free(first);
    free(second);
    for (int stage = 0; stage < LINE_STAGES; stage++)
        plan_child(line, (enum line_stage)stage, &words[stage]);
    line->children[LINE_INGEST].reads_stdin = line->lists_stdin;
    return true;
}

void line_free(struct line *line)
{
    for (int stage = 0; stage < LINE_STAGES; stage++)
        child_end(&line->children[stage]);
    if (line->folder)
        remove_folder(line->folder);
    free(line->folder);
    free(line->store_url);
    free(line->broker);
    findings_free(line->findings);
    *line = (struct line){0};
}
