/* `newsmill probe URL`: for health checks where no curl is installed. */
#include "cli/command.h"
#include "cli/scrape.h"
#include "common/log.h"

static double timeout;

static const struct config_option options[] = {
    COMMAND_OPTIONS(0),
    {.name = "timeout",
     .type = CONFIG_SECONDS,
     .value = &timeout,
     .fallback = "5s",
     .argument = "TIME",
     .lowest = 0.01,
     .highest = 3600,
     .help = "How long to wait for the answer."},
    {.name = NULL},
};

int command_probe(int argc, char **argv)
{
    int words = 0;
    int code =
        command_start("probe [OPTION]… URL",
                      "Asks for a URL and exits with 0 when the answer is a 2xx, else with 1 and one line on "
                      "stderr that says why.",
                      "Example:\n  newsmill probe http://127.0.0.1:9101/readyz\n", options, argc, argv, 1, 1, &words);
    if (code >= 0)
        return code;
    struct buffer body = {0};
    struct error error = {0};
    long status = 0;
    if (!scrape_url(argv[1], timeout, &body, &status, &error)) {
        log_error("%s", error.text);
        code = EXIT_SOME_FAILED;
    } else if (status < 200 || status > 299) {
        int size = body.size < 200 ? (int)body.size : 200;
        while (size > 0 && body.data[size - 1] == '\n')
            size--;
        log_error("%s: status %ld: %.*s", argv[1], status, size, body.data ? body.data : "");
        code = EXIT_SOME_FAILED;
    } else {
        code = EXIT_ALL_DONE;
    }
    buffer_free(&body);
    scrape_end();
    return code;
}
