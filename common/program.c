#include "common/program.h"

#include "common/buffer.h"
#include "common/config_value.h"
#include "common/http_server.h"
#include "common/log.h"
#include "common/signals.h"
#include "common/text.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct program_settings program_settings;

static long long window_messages, deaths;
static atomic_bool gave_up;

static bool check_data(const char *path, struct error *error)
{
    return *path || error_set(error, ERROR_USAGE, "the folder has no name; . is the current one");
}

static const struct config_option common_options[] = {
    {.name = "data",
     .type = CONFIG_TEXT,
     .value = &program_settings.data,
     .fallback = "newsmill-data",
     .argument = "DIR",
     .check = check_data,
     .help = "Folder of all that must survive: the frontier, the embedded store, dead letters."},
    {.name = "log",
     .type = CONFIG_CHOICE,
     .value = &program_settings.log_format,
     .fallback = "auto",
     .argument = "FORMAT",
     .choices = "auto|text|json",
     .help = "Format of the log on stderr; auto is text on a terminal, else JSON."},
    {.name = "log-level",
     .type = CONFIG_CHOICE,
     .value = &program_settings.log_level,
     .fallback = "info",
     .argument = "LEVEL",
     .choices = "debug|info|warning|error",
     .help = "The least important lines to log."},
    {.name = "metrics",
     .type = CONFIG_TEXT,
     .value = &program_settings.metrics,
     .argument = "HOST:PORT",
     .check = http_server_check,
     .help = "Serve /metrics, /healthz and /readyz here; :PORT is all addresses."},
    {.name = "drain-timeout",
     .type = CONFIG_SECONDS,
     .value = &program_settings.drain_timeout,
     .fallback = "20s",
     .argument = "TIME",
     .help = "After SIGTERM, how long to finish what is in hand; the rest is given back."},
    {.name = "give-up",
     .type = CONFIG_SECONDS,
     .value = &program_settings.give_up,
     .fallback = "0",
     .argument = "TIME",
     .help = "Exit with 3 when a peer, broker, store or frontier has been away this long; 0 is never."},
    {.name = "window",
     .type = CONFIG_NUMBER,
     .value = &window_messages,
     .fallback = "2048",
     .argument = "MESSAGES",
     .lowest = 1,
     .highest = 1000000,
     .help = "The most messages in hand on each link."},
    {.name = "window-bytes",
     .type = CONFIG_BYTES,
     .value = &program_settings.links.window_bytes,
     .fallback = "8MiB",
     .argument = "SIZE",
     .lowest = 4096,
     .highest = 4294967296.0,
     .help = "The most bytes in hand on each link; at least --max-message-bytes counts."},
    {.name = "max-message-bytes",
     .type = CONFIG_BYTES,
     .value = &program_settings.links.max_message_bytes,
     .fallback = "4MiB",
     .argument = "SIZE",
     .lowest = 1024,
     .highest = 67108864.0,
     .help = "The longest message; a longer one becomes a dead letter."},
    {.name = "heartbeat",
     .type = CONFIG_SECONDS,
     .value = &program_settings.links.heartbeat,
     .fallback = "1s",
     .argument = "TIME",
     .lowest = 0.02,
     .highest = 60,
     .help = "Time between heartbeats on ZeroMQ links; a peer silent for three is taken for dead."},
    {.name = "deaths",
     .type = CONFIG_NUMBER,
     .value = &deaths,
     .fallback = "3",
     .argument = "COUNT",
     .lowest = 1,
     .highest = 100,
     .help = "A message that was alone in the hands of this many workers as they died becomes a dead letter."},
    {.name = "kafka",
     .type = CONFIG_PAIRS,
     .value = &program_settings.links.kafka,
     .argument = "KEY=VALUE",
     .check = link_check_kafka,
     .help =
         "A librdkafka setting (security.protocol=ssl, …), or for topics that it creates newsmill's own "
         "partitions (12), replication and retention.ms (the broker's defaults; dead letters are kept for ever). As "
         "often as needed."},
    {.name = "curve-secret-key",
     .type = CONFIG_TEXT,
     .value = &program_settings.links.curve_secret_key,
     .argument = "FILE",
     .help = "ZeroMQ CURVE: this program's secret key (Z85, 40 characters)."},
    {.name = "curve-public-key",
     .type = CONFIG_TEXT,
     .value = &program_settings.links.curve_public_key,
     .argument = "FILE",
     .help = "ZeroMQ CURVE: this program's public key."},
    {.name = "curve-server-key",
     .type = CONFIG_TEXT,
     .value = &program_settings.links.curve_server_key,
     .argument = "FILE",
     .help = "ZeroMQ CURVE: the public key of the end that binds, for the end that connects."},
    {.name = NULL},
};

/* Options of the argument LINK are links in every program, and --in is the one that is received from. */
static bool check_links(const struct config_option *own, struct error *error)
{
    bool linked = false;
    for (const struct config_option *option = own; option && option->name; option++) {
        if (!option->argument || strcmp(option->argument, "LINK") != 0)
            continue;
        const char *endpoint = *(const char **)option->value;
        if (endpoint && !link_check(endpoint, strcmp(option->name, "in") != 0, error))
            return error_prefix(error, "--%s", option->name);
        linked = true;
    }
    return !linked || link_check_keys(&program_settings.links, error);
}

void program_log_early(const char *name, int argc, char **argv)
{
    const char *const formats[] = {"auto", "text", "json"}, *given = getenv("NEWSMILL_LOG");
    enum log_format format = (enum log_format)program_settings.log_format;
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (text_starts_with(argv[i], "--log="))
            given = argv[i] + strlen("--log=");
        else if (strcmp(argv[i], "--log") == 0 && i + 1 < argc)
            given = argv[++i];
    }
    for (size_t i = 0; given && i < sizeof formats / sizeof *formats; i++)
        if (strcmp(given, formats[i]) == 0)
            format = (enum log_format)i;
    log_start(name, format, LOG_LEVEL_INFO);
}

int program_start_checked(const struct config_program *given, program_check *check, int argc, char **argv, int *words)
{
    struct config_program program = *given;
    struct error error = {0};
    program.common = common_options;
    program_log_early(program.name, argc, argv);
    enum config_result result = config_load(&program, argc, argv, words, &error);
    if (result == CONFIG_DONE)
        return EXIT_ALL_DONE;
    program_log_early(program.name, argc, argv); /* the file may have said it */
    program_settings.links.window_messages = (size_t)window_messages;
    program_settings.links.deaths_alone = (unsigned)deaths;
    program_settings.links.name = program.name;
    if (result == CONFIG_INVALID || !check_links(program.own, &error) || (check && !check(&error))) {
        log_error("%s", error.text);
        return EXIT_BAD_USAGE;
    }
    if (result == CONFIG_CHECK) {
        config_print_settings(&program);
        return EXIT_ALL_DONE;
    }
    log_start(program.name, (enum log_format)program_settings.log_format, (enum log_level)program_settings.log_level);
    signals_install(program_settings.hangup);
    return -1;
}

int program_start(const char *name, const char *section, const char *usage, const char *summary, const char *notes,
                  const struct config_option *own, int argc, char **argv, int *words)
{
    const struct config_program program = {
        .name = name, .section = section, .usage = usage, .summary = summary, .notes = notes, .own = own};
    return program_start_checked(&program, NULL, argc, argv, words);
}

bool program_gives_up(const char *what, double away)
{
    if (program_settings.give_up <= 0 || away < program_settings.give_up)
        return false;
    if (!atomic_exchange(&gave_up, true))
        log_error("gave up: %s away for %.0f s (--give-up)", what, away);
    signals_request_stop();
    return true;
}

bool program_gave_up(void)
{
    return atomic_load(&gave_up);
}

bool program_make_data_folder(struct error *error)
{
    char *path = xstrdup(program_settings.data);
    bool made = true;
    for (char *c = path + 1; made; c++) { /* each folder on the way, as mkdir -p does */
        if (*c != '/' && *c != '\0')
            continue;
        char kept = *c;
        *c = '\0';
        struct stat status;
        if (mkdir(path, 0755) != 0 && (errno != EEXIST || stat(path, &status) != 0 || !S_ISDIR(status.st_mode)))
            made = error_set(error, ERROR_USAGE, "data folder %s: %s; name another with --data", program_settings.data,
                             errno == EEXIST ? "a file is in the way" : strerror(errno));
        *c = kept;
        if (!kept)
            break;
    }
    free(path);
    return made;
}

char *program_data_path(const char *name)
{
    return xprintf("%s/%s", program_settings.data, name);
}
