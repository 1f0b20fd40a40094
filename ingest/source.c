#include "ingest/source.h"

#include "common/secrets.h"
#include "common/text.h"

#include "ingest/member_decoder.h"
#include "ingest/report.h"
#include "ingest/url.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#define SNIFFED 512 /* bytes at the beginning that tell what a file is */

static bool begins_as_archive(const char *start, size_t size)
{
    return (size >= 5 && memcmp(start, "WARC/", 5) == 0) || (size >= 11 && memcmp(start, "filedesc://", 11) == 0);
}

bool source_is_archive(int descriptor)
{
    char start[SNIFFED], plain[SNIFFED];
    ssize_t size = pread(descriptor, start, sizeof start, 0);
    if (size < 5)
        return false;
    bool archive = begins_as_archive(start, (size_t)size);
    struct member_decoder *decoder = member_decoder_new(start, (size_t)size);
    if (decoder) {
        size_t taken = (size_t)size, given = sizeof plain;
        member_decode(decoder, start, &taken, plain, &given);
        archive = begins_as_archive(plain, given);
    }
    member_decoder_free(decoder);
    return archive;
}

char *source_shown(const char *word)
{
    static const char scheme[] = "https://";
    const char *name = text_starts_with(word, SOURCE_SITE) ? word + strlen(SOURCE_SITE) : NULL;
    if (!name || strstr(name, "://"))
        return secrets_hidden_url(word);
    char *url = xprintf("%s%s", scheme, name), *hidden = secrets_hidden_url(url);
    char *shown = xprintf("%s%s", SOURCE_SITE, hidden + strlen(scheme));
    free(url);
    free(hidden);
    return shown;
}

static bool refuse(const char *word, const char *reason)
{
    char *shown = source_shown(word);
    report_result(REPORT_UNREADABLE, shown, reason);
    free(shown);
    return true;
}

static bool read_path(struct reader *reader, const char *path)
{
    struct stat status;
    if (stat(path, &status) != 0)
        return refuse(path, errno == ENOENT ? "no such file or folder" : strerror(errno));
    if (S_ISDIR(status.st_mode))
        return source_read_folder(reader, path);
    const char *slash = strrchr(path, '/');
    int descriptor = S_ISREG(status.st_mode) ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    bool archive = descriptor >= 0 && source_is_archive(descriptor);
    if (descriptor >= 0)
        close(descriptor);
    return archive ? source_read_archive(reader, path)
                   : source_read_file(reader, path, slash ? slash + 1 : path, FRONTIER_ANY);
}

static bool read_url(struct reader *reader, const char *word)
{
    struct error error = {0};
    char *canonical = url_canonical(word, &error);
    if (!canonical)
        return refuse(word, error.text);
    bool go_on = source_give_url(reader, canonical);
    free(canonical);
    return go_on;
}

/* site:example.org, or the address of its front page. */
static bool read_site(struct reader *reader, const char *word)
{
    struct error error = {0};
    const char *name = word + strlen(SOURCE_SITE);
    char *url = url_is_web(name) ? xstrdup(name) : xprintf("https://%s/", name);
    char *canonical = *name ? url_canonical(url, &error) : NULL;
    bool go_on = true;
    if (canonical) {
        char *address = xprintf("%s%s", SOURCE_SITE, canonical);
        go_on = source_give_url(reader, address);
        free(address);
    } else {
        refuse(word, *name ? error.text : "no site is named; write site:example.org");
    }
    free(canonical);
    free(url);
    return go_on;
}

/* "ftp://…": something that was meant as an address. */
static bool has_other_scheme(const char *word)
{
    const char *colon = strstr(word, "://");
    if (!colon || colon == word)
        return false;
    for (const char *at = word; at < colon; at++)
        if (!isalnum((unsigned char)*at) && !strchr("+-.", *at))
            return false;
    return true;
}

bool source_check_word(const char *word, struct error *error)
{
    if (!*word)
        return error_set(error, ERROR_USAGE, "a SOURCE is empty; name a URL, a file, a folder, warc:PATH or site:NAME");
    return strcmp(word, SOURCE_ARCHIVE) != 0 || error_set(error, ERROR_USAGE, "no archive is named; write warc:PATH");
}

bool source_read(struct reader *reader, const char *word)
{
    struct error error = {0};
    if (source_stopping(reader))
        return false;
    if (!source_check_word(word, &error))
        return refuse(word, error.text);
    if (strcmp(word, "-") == 0)
        return source_read_list(reader);
    if (text_starts_with(word, SOURCE_ARCHIVE))
        return source_read_archive(reader, word + strlen(SOURCE_ARCHIVE));
    if (strncmp(word, SOURCE_SITE, strlen(SOURCE_SITE)) == 0)
        return read_site(reader, word);
    if (url_is_web(word))
        return read_url(reader, word);
    if (has_other_scheme(word))
        return refuse(word, "not an address that can be fetched; allowed are http:// and https://");
    return read_path(reader, word);
}
