#include "ingest/settings.h"

#include "common/postgres.h"
#include "common/program.h"
#include "common/text.h"
#include "ingest/address.h"
#include "ingest/contact.h"
#include "ingest/frontier.h"
#include "ingest/source_entry.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct ingest_settings ingest_settings;

static long long threads, attempts, connections;
static const char *revisit;

/* HOST=ADDRESS. */
static bool check_resolve(const char *text, struct error *error)
{
    unsigned char bytes[16];
    const char *address = strchr(text, '=') + 1;
    return inet_pton(AF_INET, address, bytes) == 1 || inet_pton(AF_INET6, address, bytes) == 1 ||
           error_set(error, ERROR_USAGE, "'%.100s' is no IP address", address);
}

/* A header field is one line. */
static bool check_user_agent(const char *text, struct error *error)
{
    for (const char *c = text; *c; c++)
        if ((unsigned char)*c < ' ' || *c == 127)
            return error_set(error, ERROR_USAGE,
                             "it has a line break or another control character; it must be one "
                             "line of text");
    return true;
}

static bool check_proxy(const char *text, struct error *error)
{
    static const char *const schemes[] = {"http", "https", "socks4", "socks4a", "socks5", "socks5h"};
    CURLU *url = curl_url();
    char *scheme = NULL, *host = NULL, *port = NULL;
    bool whole = strstr(text, "://"), known = false;
    bool good = url &&
                !curl_url_set(url, CURLUPART_URL, text, CURLU_NON_SUPPORT_SCHEME | (whole ? 0 : CURLU_GUESS_SCHEME)) &&
                !curl_url_get(url, CURLUPART_SCHEME, &scheme, 0) && !curl_url_get(url, CURLUPART_HOST, &host, 0) &&
                *host && (!curl_url_get(url, CURLUPART_PORT, &port, 0) || whole);
    for (size_t i = 0; good && i < sizeof schemes / sizeof *schemes; i++)
        known = known || !whole || text_equal_nocase(scheme, schemes[i]);
    curl_free(scheme);
    curl_free(host);
    curl_free(port);
    curl_url_cleanup(url);
    return !*text || (good && known) ||
           error_set(error, ERROR_USAGE,
                     "it is no proxy; write HOST:PORT, or http://HOST:PORT (also https, socks4, socks4a, socks5, "
                     "socks5h)");
}

static bool check_revisit(const char *text, struct error *error)
{
    struct schedule_steps steps;
    return schedule_parse_steps(text, &steps, error);
}

static const struct config_option options[] = {
    {.name = "out",
     .type = CONFIG_TEXT,
     .value = &ingest_settings.out,
     .fallback = "-",
     .argument = "LINK",
     .help = "Where articles go: tcp://HOST:PORT or ipc://PATH (binds), kafka://HOST:PORT/TOPIC, file:PATH, or - for "
             "JSON Lines on stdout."},
    {.name = "frontier",
     .type = CONFIG_TEXT,
     .value = &ingest_settings.frontier,
     .argument = "PLACE",
     .check = frontier_check_place,
     .help = "The database of what is to do and what was done: a path, or postgresql://HOST/DATABASE for several "
             "ingests; frontier.db in the data folder, or none if the output is JSON Lines."},
    {.name = "sources",
     .type = CONFIG_JSON,
     .value = &ingest_settings.sources,
     .argument = "JSON",
     .check_json = source_entries_check,
     .help =
         "Sources beside those on the command line, best kept in the configuration file, which SIGHUP reads again: a "
         "list of addresses, or of objects with source, headers, language, interval, limits and tags."},
    {.name = "lease",
     .type = CONFIG_SECONDS,
     .value = &ingest_settings.lease,
     .fallback = "60s",
     .argument = "TIME",
     .lowest = 1,
     .highest = 3600,
     .help = "With a frontier that several share: what an ingest has in hand goes to the others when nothing was heard "
             "of it for so long. At least twice --fetch-timeout."},
    {.name = "explain",
     .type = CONFIG_TEXT,
     .value = &ingest_settings.explain,
     .argument = "PAGE",
     .help =
         "Only show how this HTML file is read: its blocks with score and verdict, and where each field came from."},
    {.name = "once",
     .type = CONFIG_FLAG,
     .value = &ingest_settings.once,
     .help = "End when everything was read once; without it, what lists pages is read again until SIGTERM."},
    {.name = "poll-min",
     .type = CONFIG_SECONDS,
     .value = &ingest_settings.settle.bounds.shortest,
     .fallback = "5m",
     .argument = "TIME",
     .lowest = 0.1,
     .highest = 30 * 86400.0,
     .help = "Lists (feeds, sitemaps, front pages) are read again at an interval learned from how often they bring "
             "something, at the shortest this."},
    {.name = "poll-max",
     .type = CONFIG_SECONDS,
     .value = &ingest_settings.settle.bounds.longest,
     .fallback = "24h",
     .argument = "TIME",
     .lowest = 0.1,
     .highest = 30 * 86400.0,
     .help = "… and at the longest this, whatever a list or its server asks for."},
    {.name = "revisit",
     .type = CONFIG_TEXT,
     .value = &revisit,
     .fallback = "15m,1h,6h,24h,3d",
     .argument = "TIME,…",
     .check = check_revisit,
     .help = "When pages of articles are fetched again to find edits, after their first delivery; or none. Sites that "
             "hardly ever edit get fewer visits."},
    {.name = "again",
     .type = CONFIG_FLAG,
     .value = &ingest_settings.again,
     .help = "Send articles too that were delivered before and have not changed."},
    {.name = "max-page",
     .type = CONFIG_BYTES,
     .value = &ingest_settings.max_page,
     .fallback = "8MiB",
     .argument = "SIZE",
     .lowest = 1024,
     .highest = 268435456.0,
     .help = "The longest page, when decompressed; longer ones are named and left out."},
    {.name = "threads",
     .type = CONFIG_NUMBER,
     .value = &threads,
     .fallback = "0",
     .argument = "COUNT",
     .lowest = 0,
     .highest = 256,
     .help = "Extraction threads; 0 is one for each processor."},
    {.name = "allow-private",
     .type = CONFIG_TEXT,
     .value = &ingest_settings.fetch.allow_private,
     .argument = "NETWORK,…",
     .check = address_networks_check,
     .meant = address_networks_meant,
     .bare = "all",
     .help = "Fetch also from these networks (10.0.0.0/8,fd00::/8), though their addresses are loopback, private, "
             "link-local or otherwise not public; without a NETWORK from all."},
    {.name = "resolve",
     .type = CONFIG_PAIRS,
     .value = &ingest_settings.fetch.resolve,
     .argument = "HOST=ADDRESS",
     .check = check_resolve,
     .help = "The address of a host, instead of what DNS says of it."},
    {.name = "fetch-only",
     .type = CONFIG_FLAG,
     .value = &ingest_settings.fetch.fetch_only,
     .help = "Fetch pages and what lists them, for --save-warc say, and look for no articles in them."},
    {.name = "ignore-noindex",
     .type = CONFIG_FLAG,
     .value = &ingest_settings.fetch.ignore_noindex,
     .help = "Take also pages that ask not to be kept (noindex or noarchive, in X-Robots-Tag or meta elements)."},
    {.name = "user-agent",
     .type = CONFIG_TEXT,
     .value = &ingest_settings.fetch.user_agent,
     .check = check_user_agent,
     .fallback = "newsmill/" NEWSMILL_VERSION,
     .argument = "TEXT",
     .help = "How requests introduce themselves; robots.txt is read for its first word, up to the slash."},
    {.name = "contact",
     .type = CONFIG_TEXT,
     .value = &ingest_settings.contact,
     .argument = "ADDRESS",
     .check = contact_check,
     .help = "Where a site's people can ask about these requests: a mail address or a page. It is added to the "
             "User-Agent; lists on the public web are polled only with it."},
    {.name = "proxy",
     .type = CONFIG_TEXT,
     .value = &ingest_settings.fetch.proxy,
     .check = check_proxy,
     .argument = "URL",
     .help = "Fetch through this proxy; those of the environment are never used."},
    {.name = "delay",
     .type = CONFIG_SECONDS,
     .value = &ingest_settings.fetch.delay,
     .fallback = "1s",
     .argument = "TIME",
     .highest = 3600,
     .help = "Time between two requests to one host."},
    {.name = "connections",
     .type = CONFIG_NUMBER,
     .value = &connections,
     .fallback = "64",
     .argument = "COUNT",
     .lowest = 1,
     .highest = 1000,
     .help = "Requests at a time, one to a host."},
    {.name = "fetch-timeout",
     .type = CONFIG_SECONDS,
     .value = &ingest_settings.fetch.timeout,
     .fallback = "30s",
     .argument = "TIME",
     .lowest = 0.1,
     .highest = 3600,
     .help = "The longest that one request may take."},
    {.name = "fetch-attempts",
     .type = CONFIG_NUMBER,
     .value = &attempts,
     .fallback = "4",
     .argument = "COUNT",
     .lowest = 1,
     .highest = 100,
     .help = "Tries of a page whose server is away or overloaded, with growing pauses; then it counts as failed."},
    {.name = "save-warc",
     .type = CONFIG_TEXT,
     .value = &ingest_settings.save_warc,
     .argument = "FOLDER",
     .help = "Keep all that is fetched as web archives (WARC 1.1) in this folder; warc:PATH reads them back."},
    {.name = "save-warc-size",
     .type = CONFIG_BYTES,
     .value = &ingest_settings.save_warc_size,
     .fallback = "1GiB",
     .argument = "SIZE",
     .lowest = 1024,
     .highest = 1099511627776.0,
     .help = "The size at which an archive is ended and the next one begun."},
    {.name = "dead-letters",
     .type = CONFIG_TEXT,
     .value = &ingest_settings.dead_letters,
     .argument = "LINK",
     .help = "Where articles go that can never pass; dead.jsonl in the data folder, with Kafka the topic's .dead."},
    {.name = NULL},
};

static const char summary[] =
    "Reads news pages, extracts their articles and sends them down the line. It ends when all of its sources are read "
    "and every article is acked; what lists pages is read again and again, until SIGTERM or with --once not at all. "
    "What a SOURCE is: the URL of a page or of what lists pages (a feed, a sitemap, an "
    "OPML list), a file of either (plain or .gz), a folder of HTML files, site:NAME (a site with its feeds and "
    "sitemaps), warc:PATH (a web archive), or - (a list of any of these on stdin, one a line). Without a "
    "SOURCE it goes on with what the frontier still holds.";

static const char notes[] =
    "Examples:\n"
    "  newsmill-ingest page.html                                one page as a JSON line\n"
    "  newsmill-ingest warc:crawl.warc.gz | jq .headline        an archive, streamed\n"
    "  newsmill-ingest --out tcp://127.0.0.1:5555 pages/        a folder, to newsmill-enrich\n"
    "  newsmill-ingest --contact desk@example.org https://example.com/feed.xml\n"
    "                                                           the articles that a feed lists, and what it will list\n"
    "  newsmill-ingest --frontier f.db --out file:a.jsonl - <urls.txt\n"
    "                                                           a list that can be gone on with\n"
    "\n"
    "Exit codes: 0 all done; 1 done, but something was unreadable, could not be fetched or became a dead letter (each\n"
    "is named in the log); 2 wrong usage or settings; 3 gave up (--give-up).\n";

bool ingest_settings_reload(struct error *error)
{
    const struct config_option *option = options;
    json_t *value;
    while (option->value != &ingest_settings.sources)
        option++;
    if (!config_read_again(option, &value, error))
        return false;
    json_decref(ingest_settings.sources);
    ingest_settings.sources = value ? value : json_array();
    return true;
}

#define LONGEST_AGENT 511 /* with the contact */

static const char *contact_scheme(const char *contact)
{
    return strstr(contact, "://") ? "" : "mailto:";
}

static bool check_agent_size(struct error *error)
{
    const char *agent = ingest_settings.fetch.user_agent, *contact = ingest_settings.contact;
    size_t size = strlen(agent);
    if (contact && *contact)
        size += strlen(" (+)") + strlen(contact_scheme(contact)) + strlen(contact);
    return size <= LONGEST_AGENT ||
           error_set(error, ERROR_USAGE, "--user-agent: with --contact it has %zu bytes; it may have %d", size,
                     LONGEST_AGENT);
}

static bool check_settings(struct error *error)
{
    const struct schedule_bounds *polls = &ingest_settings.settle.bounds;
    if (ingest_settings.lease < 2 * ingest_settings.fetch.timeout && ingest_settings.frontier &&
        postgres_is_uri(ingest_settings.frontier))
        return error_set(error, ERROR_USAGE,
                         "--lease: %g s is too short: it has to be at least twice --fetch-timeout (%g s), so that a "
                         "request ends while its host is still this ingest's",
                         ingest_settings.lease, ingest_settings.fetch.timeout);
    if (!check_agent_size(error))
        return false;
    return polls->longest >= polls->shortest ||
           error_set(error, ERROR_USAGE, "--poll-max: %g s is shorter than --poll-min (%g s)", polls->longest,
                     polls->shortest);
}

static void add_contact(void)
{
    static char user_agent[LONGEST_AGENT + 1];
    const char *contact = ingest_settings.contact;
    if (!contact || !*contact)
        return;
    snprintf(user_agent, sizeof user_agent, "%s (+%s%s)", ingest_settings.fetch.user_agent, contact_scheme(contact),
             contact);
    ingest_settings.fetch.user_agent = user_agent;
}

int ingest_settings_load(int argc, char **argv, int *words)
{
    const struct config_program program = {.name = "newsmill-ingest",
                                           .section = "ingest",
                                           .usage = "[OPTION]… [SOURCE…]",
                                           .summary = summary,
                                           .notes = notes,
                                           .own = options};
    program_settings.hangup = HANGUP_RELOADS;
    int code = program_start_checked(&program, check_settings, argc, argv, words);
    if (code >= 0)
        return code;
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    ingest_settings.threads = (unsigned)(threads > 0 ? threads : processors > 0 ? processors : 1);
    add_contact();
    schedule_parse_steps(revisit, &ingest_settings.settle.steps, NULL);
    ingest_settings.settle.returns = !ingest_settings.once;
    ingest_settings.fetch.settle = &ingest_settings.settle;
    ingest_settings.settle.fetch = &ingest_settings.fetch;
    ingest_settings.fetch.attempts = (unsigned)attempts;
    ingest_settings.fetch.connections = (unsigned)connections;
    ingest_settings.fetch.max_page = ingest_settings.max_page;
    ingest_settings.fetch.again = ingest_settings.again;
    return code;
}
